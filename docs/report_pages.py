"""Pictures of the sample study's Word report, page by page, into `docs/images/`.

Needs LibreOffice (`soffice`) and poppler (`pdftoppm`), which `qual` itself does not. Look at every page it makes,
not only at those kept: `python docs/report_pages.py FOLDER` leaves all of them in that folder.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qual.workflow import demo  # noqa: E402 - found by the line above

IMAGES = ROOT / "docs" / "images"
KEPT = {
    "title": "Made with", "glance": "At a glance", "frequencies": "Themes and codes by role",
    "theme": "In their words", "figure": "Figure 1.", "matrix": "Framework matrix", "methods": "COREQ: interviews",
}  # fmt: skip
"""Name of a picture -> words of the first page that is kept under it, contents left out."""
DOTS, COLOURS = 55, 64


def main(folder: Path) -> None:
    """The report of a fresh sample study, as Word, PDF and one picture for each page; some of them for the docs."""
    with demo.demo(folder / "study") as study:
        study.export(folder / "report.docx")
    _run(folder, "soffice", "--headless", "--convert-to", "pdf", "report.docx")
    _run(folder, "pdftoppm", "-r", str(DOTS), "-png", "report.pdf", "page")
    pages, words = sorted(folder.glob("page-*.png")), _run(folder, "pdftotext", "report.pdf", "-").split("\f")
    for name, said in KEPT.items():
        at = next(at for at, text in enumerate(words) if said in text and "Contents" not in text)
        small = Image.open(pages[at]).convert("RGB").quantize(COLOURS)
        small.save(IMAGES / f"report-{name}.png", optimize=True)


def _run(folder: Path, *command: str) -> str:
    """What a program of this machine says, run in the folder."""
    told = subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - our own words
    return told.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder))
