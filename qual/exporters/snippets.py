"""A few lines of Python and of R that read the files of an export, written beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping

PYTHON = {
    "csv": '''\
import re
from pathlib import Path

import pandas as pd

here = Path(__file__).parent


def read(name):
    """One table; an empty cell is missing, "NA" is text, and the apostrophe that stops formulas goes away."""
    table = pd.read_csv(here / name, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    for column in table.select_dtypes(exclude=["number", "bool"]):
        table[column] = table[column].map(
            lambda cell: re.sub(r"^'(?=\\s*[=+@＝＋－＠-])", "", cell) if isinstance(cell, str) else cell
        )
    return table
''',
    "parquet": '''\
from pathlib import Path

import pandas as pd

here = Path(__file__).parent


def read(name):
    """One table, with its types."""
    return pd.read_parquet(here / name)
''',
    "json": '''\
import json
from pathlib import Path

import pandas as pd

here = Path(__file__).parent
document = json.loads((here / {main}).read_text("utf-8"))


def read(name):
    """One table of the document."""
    return pd.DataFrame(document[name])
''',
}
"""How a table is read in Python, by format; `{main}` is the name of the main file."""

R = {
    "csv": """\
read <- function(name) {
  table <- read.csv(file.path(here, name), fileEncoding = "UTF-8-BOM", na.strings = "", check.names = FALSE)
  text <- vapply(table, is.character, logical(1))
  # an apostrophe stops spreadsheets from running a cell as a formula; here it goes away
  table[text] <- lapply(table[text], function(cell) sub("^'(?=\\\\s*[=+@-])", "", cell, perl = TRUE))
  table
}
""",
    "parquet": """\
# install.packages("arrow")
read <- function(name) arrow::read_parquet(file.path(here, name))
""",
    "json": """\
# install.packages("jsonlite")
document <- jsonlite::fromJSON(file.path(here, {main}))
read <- function(name) document[[name]]
""",
}
"""The same in R."""

_HEAD = (
    "# Reads the tables of this report. Numbers are not rounded; what columns mean stands in the table `about`.\n"
)


def snippets(format: str, tables: Mapping[str, str], *, stem: str, main: str) -> dict[str, bytes]:  # noqa: A002 - the surface's word
    """`stem read.py` and `stem read.R`.

    Args:
        format: csv, parquet or json.
        tables: name of a table -> what `read` is to be asked for: its file, or for JSON its key.
        stem: what the names begin with.
        main: the main file's name.
    """
    python = _HEAD + PYTHON[format].replace("{main}", _literal(main)) + "\n\ntables = {\n"
    python += "".join(f"    {_literal(name)}: read({_literal(file)}),\n" for name, file in tables.items()) + "}\n"
    python += 'for name, table in tables.items():\n    print(f"{name}: {len(table)} rows")\n'
    r = f'{_HEAD}here <- "." # the folder of these files\n\n' + R[format].replace("{main}", _literal(main))
    listed = ",\n".join(f"  {_literal(name)} = read({_literal(file)})" for name, file in tables.items())
    r += f"\ntables <- list(\n{listed}\n)\nstr(tables, max.level = 1)\n"
    return {f"{stem} read.py": _bytes(python), f"{stem} read.R": _bytes(r)}


def _literal(name: str) -> str:
    """A name as both languages write it in quotes."""
    return json.dumps(name, ensure_ascii=False)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
