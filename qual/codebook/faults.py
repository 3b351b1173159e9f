"""What the YAML parser says, put so that a person who knows no YAML can mend the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruamel.yaml.error import YAMLError

QUOTE = "Put the text in quotation marks."


class Fault(Exception):
    """A place where the file is no YAML.

    Attributes:
        line: 1-based line of the file.
        message: what happened, as the second half of a sentence.
        hint: what to do.
    """

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


_SAYINGS = (
    ("mapping values are not allowed", "there is a colon where none can stand",
     "Put a text with a colon in quotation marks; a new field must be indented as the field above."),
    ("found character '\\t'", "the line is indented with a tab", "YAML needs spaces: replace the tab by spaces."),
    ("cannot start any token", "a text begins with a sign that means something in YAML (such as @, ` or %)", QUOTE),
    ("unexpected end of stream", "a quotation mark is opened here and never closed", "Close it."),
    ("unexpected document separator", "a quotation mark is opened here and never closed", "Close it."),
    ("expected '<document start>'", "the line is indented less than the first field of the file",
     "Let all fields of the top begin in the first column."),
    ("expected escape sequence", "there is a backslash inside double quotation marks",
     "Write it twice, or use single quotation marks."),
    ("unknown escape character", "there is a backslash inside double quotation marks",
     "Write it twice, or use single quotation marks."),
    ("expected ',' or ']'", "a list that begins with [ is not closed, or a comma is missing in it",
     "Close it with ], and put phrases with a comma or colon in quotation marks."),
    ("expected ',' or '}'", "an entry that begins with { is not closed, or a comma is missing in it",
     "Close it with }, and put texts with a comma or colon in quotation marks."),
    ("expected <block end>", "the line does not fit the lines around it",
     "Its indentation must match the entry above, and nothing may stand behind a closing quotation mark."),
    ("could not find expected ':'", "a field has no colon behind its name", "Write it as `name: text`."),
    ("sequence entries are not allowed", "a dash stands where no list can begin",
     "Begin the list on a line of its own, or put the text in quotation marks."),
    ("block sequence entries are not allowed", "a dash stands where no list can begin",
     "Begin the list on a line of its own, or put the text in quotation marks."),
    ("expected the node content", "a text is expected here", QUOTE),
    ("while scanning an anchor", "a text begins with &, which means something in YAML", QUOTE),
    ("while scanning an alias", "a text begins with *, which means something in YAML", QUOTE),
    ("undefined tag handle", "a text begins with !, which means something in YAML", QUOTE),
    ("while scanning a tag", "a text begins with !, which means something in YAML", QUOTE),
)  # fmt: skip

_OPENED = ("scanning a quoted scalar", "scanning a double-quoted scalar", "scanning a single-quoted scalar")


def explained(error: YAMLError, text: str, first: int, quoted: tuple[int, int] | None = None) -> Fault:
    """The parser's complaint as a `Fault`.

    Args:
        error: what the parser raised.
        text: the text it was given.
        first: the 1-based line of the file on which that text begins.
        quoted: first and last line of the value read last, where it stands in quotation marks on several lines.
    """
    problem = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    opened = any(word in context for word in _OPENED) and "escape" not in problem
    if opened or mark is None:
        mark = getattr(error, "context_mark", None) or mark
    line = first if mark is None else first + min(int(mark.line), text.count("\n"))
    if quoted and quoted[1] == line and "expected <block end>" in problem:
        message = f"a quotation mark is opened here and closed only on line {line}, in the middle of another text"
        return Fault(quoted[0], message, "Close it where the text ends.")
    said = f"{problem} {context}"
    for words, message, hint in _SAYINGS:
        if words in said:
            return Fault(line, message, hint)
    return Fault(
        line, "the text here could not be understood as YAML", "Compare the line with the entries around it."
    )
