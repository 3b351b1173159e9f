# Two commands matter: `make app` and `make test`. Everything runs in .venv; nothing else is touched.

VENV := .venv
PY := $(VENV)/bin/python
QUAL := $(VENV)/bin/qual
SAMPLE := sample-project
PORT ?= 8501

# The first Python on this machine that is new enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# Nothing is compiled beforehand: Python compiles what is used, and most of what is installed never is.
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt

.PHONY: app demo test coverage floors lint format bench bench-encoding bench-ui docs screens lock wheel wheel-check clean

app: demo
	$(QUAL) app --project $(SAMPLE) --port $(PORT)

demo: $(VENV)/.app
	$(QUAL) demo $(SAMPLE)

test: $(VENV)/.dev
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

coverage:
	PYTEST_ADDOPTS="--cov --cov-report=" $(MAKE) test
	$(MAKE) floors

# What the last run with coverage must have reached: everywhere, and where a mistake would alter a result.
floors:
	$(PY) -m coverage report --fail-under=95 --skip-covered
	$(PY) -m coverage report --fail-under=100 --skip-covered --include="qual/model/*,qual/codebook/*,qual/analysis/*"

lint: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-cache

format: $(VENV)/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(VENV)/.dev
	$(PY) -m benchmarks

# Encoding beside plain sentence-transformers, in full and in 8 bits.
bench-encoding: $(VENV)/.dev
	$(PY) -m benchmarks.encoding

# How soon the reader and the review queue answer, in a real browser (needs chromium).
bench-ui: $(VENV)/.dev
	$(PY) -m benchmarks.ui

docs: $(VENV)/.dev
	$(PY) docs/build.py

# A picture of every page in both themes, for the guides (needs chromium).
screens: $(VENV)/.dev
	$(PY) docs/screens.py

wheel: $(VENV)/.dev
	rm -rf build dist
	$(PY) -m build --wheel --no-isolation

# The wheel in an empty environment, from another folder, and once more without a network.
wheel-check: wheel
	sh .ci/wheel-check "$(PYTHON)"

lock: $(VENV)/.dev
	$(PY) docs/lock.py

clean:
	rm -rf $(VENV) build dist docs/_build *.egg-info

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "qual needs Python 3.11 or newer; none was found on this machine."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: $(VENV)/bin/python pyproject.toml setup.py constraints.txt
	$(PIP) -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml setup.py constraints.txt
	$(PIP) -e ".[dev]"
	@touch $@ $(VENV)/.app
