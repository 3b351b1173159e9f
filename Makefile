# Two commands matter: `make app` and `make test`. Everything runs in .venv; nothing else is touched.

VENV := .venv
PY := $(VENV)/bin/python
QUAL := $(VENV)/bin/qual
SAMPLE := sample-project
PORT ?= 8501

# The first Python on this machine that is new enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: app demo test lint format bench docs lock wheel clean

app: demo
	$(QUAL) app --project $(SAMPLE) --port $(PORT)

demo: $(VENV)/.app
	$(QUAL) demo $(SAMPLE)

test: $(VENV)/.dev
	$(PY) -m pytest

lint: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(VENV)/.dev
	$(PY) -m benchmarks

docs: $(VENV)/.dev
	$(PY) docs/build.py

wheel: $(VENV)/.dev
	$(PY) -m build --wheel

lock: $(VENV)/.dev
	$(PY) docs/lock.py

clean:
	rm -rf $(VENV) build dist *.egg-info

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "qual needs Python 3.11 or newer; none was found on this machine."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: $(VENV)/bin/python pyproject.toml setup.py constraints.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml setup.py constraints.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@ $(VENV)/.app
