"""Word documents: labelled paragraphs, tables of turns, Teams meetings old and new, Word's own Transcribe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qual.errors import Problem
from qual.importers import dialogue, headings, labels
from qual.importers.base import RawTurn, Reading, ReadTranscript, Upload
from qual.importers.canonical import clean, removed_characters, rendered, spoken, squeezed
from qual.importers.document import Contents, Grid, Paragraph, contents
from qual.importers.plain_text import remarks

MOST_COLUMNS = 6
"""A wider table is no table of turns."""
_FEW_ROWS = 3


@dataclass(frozen=True, slots=True)
class _Placed:
    """A turn and the block of the document it begins in."""

    block: int
    turn: RawTurn


def read(upload: Upload) -> Reading:
    """The one transcript in a Word document; paragraphs and tables in the order in which they stand."""
    try:
        found = contents(upload.data)
    except Exception:  # noqa: BLE001 - python-docx raises whatever a damaged part makes it stumble over
        why = upload.refuse(
            "The Word document is damaged and cannot be read.", hint="Open it in Word and save it again as .docx."
        )
        return Reading(problems=(why,))
    problems = _notices(upload, found)
    if not any(_has_words(block) for block in found.blocks):
        return Reading(problems=(*problems, upload.refuse("The document holds no text.")))
    in_tables, other_tables = _tables(found)
    in_text, said = _paragraphs(upload, found, {placed.turn.label for placed in in_tables}, bare=not in_tables)
    problems += [*said, *_table_problems(upload, other_tables)]
    order = sorted([*in_tables, *in_text], key=lambda placed: placed.block)
    transcript = rendered(upload, upload.stem, [placed.turn for placed in order])
    roles: dict[str, Counter[str]] = {}
    for placed in in_tables:
        if placed.turn.role:
            roles.setdefault(placed.turn.label, Counter())[placed.turn.role] += 1
    stated = {label: counts.most_common(1)[0][0] for label, counts in roles.items()}
    return Reading((ReadTranscript(transcript, stated),), tuple(problems))


def _has_words(block: Paragraph | Grid) -> bool:
    if isinstance(block, Paragraph):
        return bool(block.text.strip())
    return any(cell.strip() for row in block.rows for cell in row)


def _notices(upload: Upload, found: Contents) -> list[Problem]:
    said: list[Problem] = []
    if found.changes:
        said.append(
            upload.problem(
                "The document has tracked changes; it was read as if all of them were accepted.",
                hint="Accept or reject them in Word and import it again if that is wrong.",
            )
        )
    if found.unread:
        listed = " and ".join(
            [", ".join(found.unread[:-1]), found.unread[-1]] if found.unread[1:] else found.unread
        )
        said.append(upload.problem(f"The document has {listed}; these are not read."))
    cells = [block.text for block in found.blocks if isinstance(block, Paragraph)]
    removed = sum(removed_characters(text)[0] for text in cells)
    if removed:
        said.append(upload.problem(f"{removed:,} control characters were removed; the words stay as they are."))
    return said


def _table_problems(upload: Upload, skipped: Sequence[int]) -> list[Problem]:
    return [
        upload.problem(
            f"Table {number} holds no turns and was left out.",
            hint="A table of turns has a row of headings such as Time, Speaker, Text.",
        )
        for number in skipped
    ]


def _paragraphs(
    upload: Upload, found: Contents, known: set[str], *, bare: bool
) -> tuple[list[_Placed], list[Problem]]:
    """The turns that stand in paragraphs. They are laid out as a text, with an empty line between paragraphs."""
    lines: list[str] = []
    block_of: list[int] = []
    number_of: dict[int, int] = {}
    breaks: set[int] = set()
    marked: set[str] = set()
    for block, part in enumerate(found.blocks):
        if isinstance(part, Grid):
            breaks.add(len(lines) + 1)
            continue
        label = _bold_label(part)
        marked |= {label} if label else set()
        for line in clean(_with_colon(part, label)).split("\n"):
            number_of[len(lines) + 1] = part.number
            block_of.append(block)
            lines.append(line)
        block_of.append(block)
        lines.append("")
    # One bold word with a colon may be a heading; a label is bold again and again.
    repeated = {label for label in marked if sum(_bold_label(p) == label for p in _all(found)) > 1}
    text = "\n".join(lines)
    split = dialogue.split(text, known=frozenset(repeated | (known - {""})), breaks=frozenset(breaks), bare=bare)
    turns = [
        _Placed(
            block_of[turn.line - 1],
            RawTurn(
                turn.span.of(text).replace("\n\n", "\n"),
                turn.label,
                turn.start_s,
                turn.end_s,
                "",
                number_of.get(turn.line),
            ),
        )
        for turn in split.turns
    ]
    outside = tuple(sorted({number_of[line] for line in split.outside if line in number_of}))
    mute = tuple(sorted({number_of[line] for line in split.mute if line in number_of}))
    said = dialogue.Dialogue(split.turns, outside, mute, split.labelled)
    return turns, remarks(upload, said, noun="paragraph", kept=False)


def _all(found: Contents) -> list[Paragraph]:
    return [block for block in found.blocks if isinstance(block, Paragraph)]


def _bold_label(paragraph: Paragraph) -> str:
    """The label in bold at the beginning of a paragraph that goes on without bold, or ""."""
    lead = paragraph.text[: paragraph.bold].strip()
    if not lead or not paragraph.text[paragraph.bold :].strip():
        return ""
    name = labels.tidy(lead)
    return name if lead.count(":") <= 1 and "\n" not in lead and labels.is_label(name) else ""


def _with_colon(paragraph: Paragraph, label: str) -> str:
    """The paragraph's text; a bold label without a colon gets one, so that one grammar reads both."""
    lead, rest = paragraph.text[: paragraph.bold], paragraph.text[paragraph.bold :]
    found = labels.head(paragraph.text.split("\n")[0])
    if not label or (found is not None and found.style != "tab"):
        return paragraph.text
    return f"{lead.rstrip()}: {rest.lstrip()}"


def _tables(found: Contents) -> tuple[list[_Placed], list[int]]:
    """The turns in tables, and the numbers of the tables that hold none."""
    turns: list[_Placed] = []
    skipped: list[int] = []
    before: dict[str, int] | None = None
    width = 0
    for block, grid in enumerate(found.blocks):
        if not isinstance(grid, Grid) or not _has_words(grid):
            continue
        rows = [tuple(clean(cell) for cell in row) for row in grid.rows]
        columns, body = _columns(rows)
        named = {placed.turn.label for placed in turns}
        if (
            columns is None
            and before is not None
            and max(map(len, rows)) == width
            and _goes_on(rows, before, named)
        ):
            columns, body = before, rows
        if columns is None:
            skipped.append(grid.number)
            continue
        before, width = columns, max(map(len, rows))
        turns += [_Placed(block, turn) for turn in _turns(body, columns)]
    return turns, skipped


def _goes_on(rows: Sequence[tuple[str, ...]], columns: dict[str, int], named: set[str]) -> bool:
    """True if a table without headings is the rest of one cut by a page break: the same people speak in it."""
    at = columns.get("speaker")
    return at is not None and any(at < len(row) and labels.tidy(squeezed(row[at])) in named for row in rows)


def _columns(rows: Sequence[tuple[str, ...]]) -> tuple[dict[str, int] | None, Sequence[tuple[str, ...]]]:
    """Which column of a table holds what, and the rows of turns; None where it is no table of turns."""
    if max(len(row) for row in rows) > MOST_COLUMNS:
        return None, ()
    for index, cells in enumerate(rows[:3]):
        body = rows[index + 1 :]
        columns = headings.find(cells, body)
        if not columns.doubtful and columns.at.keys() & {"speaker", "role", "start"}:
            return dict(columns.at), body
    return _unheaded(rows)


def _unheaded(rows: Sequence[tuple[str, ...]]) -> tuple[dict[str, int] | None, Sequence[tuple[str, ...]]]:
    """Columns of a table without headings: one of repeated labels, one of running speech, perhaps one of times."""
    width = max(len(row) for row in rows)
    if len(rows) < _FEW_ROWS or width < 2:  # noqa: PLR2004 - a label and words
        return None, ()
    cells = [[row[at] if at < len(row) else "" for row in rows] for at in range(width)]
    times = [
        at for at in range(width) if all(labels.seconds(cell.strip("[]() ")) is not None for cell in cells[at])
    ]
    named = [
        at
        for at in range(width)
        if at not in times
        and all(labels.is_label(cell) for cell in cells[at])
        and len({squeezed(cell) for cell in cells[at]}) < len(rows)
    ]
    words = max(
        (at for at in range(width) if at not in times), key=lambda at: headings.mean_words(rows, at), default=-1
    )
    if len(named) != 1 or words in {-1, named[0]}:
        return None, ()
    columns = {"speaker": named[0], "text": words}
    return columns | ({"start": times[0]} if times else {}), rows


def _turns(rows: Sequence[tuple[str, ...]], columns: dict[str, int]) -> list[RawTurn]:
    turns: list[RawTurn] = []
    for number, row in enumerate(rows, start=1):
        cells = {part: row[at] for part, at in columns.items() if at < len(row)}
        words = spoken(cells.get("text", ""))
        role = squeezed(cells.get("role", ""))
        label = labels.tidy(squeezed(cells.get("speaker", ""))) or role
        if words:
            start, end = (labels.seconds(cells.get(part, "").strip("[]()# \n")) for part in ("start", "end"))
            turns.append(RawTurn(words, label, start, end, role, number))
    return turns
