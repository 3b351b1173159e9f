"""Tables of turns: CSV, TSV and XLSX with one row per turn, for one transcript or many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType

from qual.errors import Problem
from qual.importers import headings
from qual.importers.base import RawTurn, Reading, ReadTranscript, Upload, base_name, places
from qual.importers.canonical import rendered, spoken, squeezed
from qual.importers.headings import Columns
from qual.importers.labels import seconds
from qual.importers.rows import Sheet, read_rows

Rows = Sequence[tuple[int, tuple[str, ...]]]
HEADING_REACH = 20
"""Rows from the top among which the headings are looked for."""
_SHOWN = 30
_ASK = (
    'Say which column holds the words: choose it in the app, or type --columns "text={0}"; '
    "likewise speaker, role, transcript."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet with its row of headings and what its columns hold.

    Attributes:
        sheet: the sheet.
        head: index of the row of headings in the sheet's rows, -1 without one.
        cells: the headings.
        columns: which column holds what.
    """

    sheet: Sheet
    head: int
    cells: tuple[str, ...]
    columns: Columns

    @property
    def body(self) -> Rows:
        """The rows below the headings."""
        return self.sheet.rows[self.head + 1 :]

    @property
    def is_certain(self) -> bool:
        """True if it is clear which column holds the words spoken."""
        return not self.columns.doubtful and not self.columns.missing

    @property
    def is_transcript(self) -> bool:
        """True if it looks like a transcript: words, and somebody who says them or a time."""
        return self.is_certain and bool(self.columns.at.keys() & {"speaker", "role", "start"})


@dataclass(slots=True)
class _Tally:
    """What was left out of a table while it was read."""

    empty: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)


def read(upload: Upload) -> Reading:
    """The transcripts in a table, in order of first appearance."""
    unknown = [part for part in upload.columns if part not in headings.PARTS]
    if unknown:
        parts = ", ".join(headings.PARTS)
        return Reading(problems=(upload.refuse(f"A column can hold {parts}, and not {', '.join(unknown)}."),))
    table = read_rows(upload)
    if isinstance(table, Problem):
        return Reading(problems=(table,))
    layouts = [layout(sheet, upload.columns) for sheet in table.sheets if sheet.rows]
    if not layouts:
        return Reading(problems=(upload.refuse("The table is empty."),), encoding=table.encoding)
    chosen = [one for one in layouts if one.is_transcript] or [one for one in layouts if one.is_certain][:1]
    if not chosen:
        asked = _ask(upload, layouts)
        return Reading(problems=(*table.problems, asked[1]), headings=asked[0], encoding=table.encoding)
    tally: dict[str, _Tally] = {one.sheet.name: _Tally() for one in chosen}
    turns: dict[str, list[RawTurn]] = {}
    for one in chosen:
        alone = len(chosen) == 1 or "transcript" in one.columns.at
        fallback = upload.stem if alone else f"{upload.stem} {one.sheet.name}"
        for transcript, turn in _turns(one, fallback, upload, tally[one.sheet.name]):
            turns.setdefault(transcript, []).append(turn)
    problems = [*table.problems, *_left_out(upload, layouts, chosen), *_tallied(upload, tally)]
    if not turns:
        problems.append(upload.refuse("The table has headings and no words below them."))
    transcripts = [_transcript(upload, name, listed, problems) for name, listed in turns.items()]
    return Reading(tuple(transcripts), tuple(problems), headings.named(chosen[0].cells), table.encoding)


def layout(sheet: Sheet, columns: Mapping[str, str]) -> Layout:
    """A sheet with its row of headings: the one a person's column names fit, else the one that names most parts."""
    top = sheet.rows[:HEADING_REACH]
    best, score = 0, 0
    for index, (_, cells) in enumerate(top):
        wanted = sum(bool(name.strip()) and headings.position(name, cells) is not None for name in columns.values())
        parts = headings.known_parts(cells)
        here = wanted * 10 + parts
        if here > score and (wanted or parts > 1 or _can_head(cells)):
            best, score = index, here
    cells = sheet.rows[best][1]
    body = [row for _, row in sheet.rows[best + 1 : best + 201]]
    by_place = bool(columns) and all(name.casefold().startswith("column ") for name in columns.values() if name)
    if by_place and not headings.known_parts(cells):
        best, body = -1, [row for _, row in sheet.rows[:200]]
    found = headings.find(cells, body)
    return Layout(sheet, best, cells, headings.given(columns, cells, found) if columns else found)


def _can_head(cells: Sequence[str]) -> bool:
    """Headings are short; a row with running speech in it is no row of headings."""
    return all(len(cell.split()) <= 8 for cell in cells)  # noqa: PLR2004 - words of a heading


def _ask(upload: Upload, layouts: Sequence[Layout]) -> tuple[tuple[str, ...], Problem]:
    """The headings, and the problem that asks which column holds the words."""
    one = max(layouts, key=lambda item: (len(item.columns.at), -len(item.columns.missing), len(item.body)))
    cells = headings.named(one.cells)
    line = one.sheet.rows[max(one.head, 0)][0]
    where = f"Sheet {one.sheet.name!r}" if one.sheet.name else "The table"
    if one.columns.missing:
        missing = ", ".join(name[:40] for name in one.columns.missing)
        return cells, upload.refuse(
            f"{where} has no column {missing}; its headings are: {_listed(cells)}.",
            line=line,
            hint=_ASK.format("…"),
        )
    lists = "If it lists the participants, import it as the table of participants. " if _lists_people(one) else ""
    wordy = max(range(len(cells)), key=lambda at: headings.mean_words([row for _, row in one.body], at))
    return cells, upload.refuse(
        f"{where} has no column that certainly holds the words spoken; its headings are: {_listed(cells)}.",
        line=line,
        hint=lists + _ASK.format(_shown(wordy, cells[wordy])),
    )


def _lists_people(one: Layout) -> bool:
    return {"speaker", "role"} <= one.columns.at.keys()


def _listed(cells: Sequence[str]) -> str:
    names = [_shown(at, cell) for at, cell in enumerate(cells[:_SHOWN])]
    more = len(cells) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _shown(at: int, cell: str) -> str:
    # A long "heading" is somebody's words in a table without headings; a message does not repeat them.
    return cell if len(cell) <= 40 and len(cell.split()) <= 5 else f"column {at + 1}"  # noqa: PLR2004 - as above


def _turns(one: Layout, fallback: str, upload: Upload, tally: _Tally) -> Iterable[tuple[str, RawTurn]]:
    at = one.columns.at
    milliseconds = _is_milliseconds(one, upload)
    seen: set[tuple[str, str, str, str]] = set()

    for number, cells in one.body:

        def cell(part: str, cells: tuple[str, ...] = cells) -> str:
            column = at.get(part)
            return cells[column] if column is not None and column < len(cells) else ""

        words = spoken(cell("text"))
        if not words:
            tally.empty.append(number)
            continue
        transcript = transcript_name(cell("transcript")) or fallback
        role = _spelled(squeezed(cell("role")), upload.roles)
        label = squeezed(cell("speaker")).rstrip(":： ") or role
        segment = squeezed(cell("segment"))
        key = (transcript, segment, words, label)
        if segment and key in seen:
            tally.repeated.append(number)
            continue
        seen.add(key)
        start, end = (_time(cell(part), milliseconds=milliseconds) for part in ("start", "end"))
        if end is not None and start is not None and end < start:
            end = None
        yield transcript, RawTurn(words, label, start, end, role, number)


def transcript_name(cell: str) -> str:
    """A transcript's name from a cell: a file name loses its folder and its ending."""
    name = base_name(squeezed(cell))
    path = PurePosixPath(name)
    known = {
        ".txt",
        ".docx",
        ".vtt",
        ".srt",
        ".csv",
        ".xlsx",
        ".tsv",
        ".json",
        ".wav",
        ".mp3",
        ".m4a",
        ".mp4",
        ".doc",
    }
    return path.stem.strip() if path.suffix.lower() in known else squeezed(cell)


def _spelled(role: str, roles: Sequence[str]) -> str:
    """A role as the project spells it, or as the table has it."""
    return next((known for known in roles if known.casefold() == role.casefold()), role)


def _is_milliseconds(one: Layout, upload: Upload) -> bool:
    """Whisper's TSV (start, end, text) counts in milliseconds; so does a heading that says so."""
    start = one.columns.at.get("start")
    if start is None:
        return False
    whisper = upload.suffix == ".tsv" and [headings.plain(cell) for cell in one.cells] == ["start", "end", "text"]
    return whisper or any(word in one.cells[start].casefold() for word in ("(ms)", "[ms]", "_ms", "millis"))


def _time(cell: str, *, milliseconds: bool) -> float | None:
    text = cell.strip().strip("[]()#").split(" - ")[0].split("-->")[0].strip()
    if not text:
        return None
    if ":" in text:
        return seconds(text)
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return round(number / 1000 if milliseconds else number, 3) if 0 <= number < 1e9 else None  # noqa: PLR2004 - sane


def _transcript(upload: Upload, name: str, turns: Sequence[RawTurn], problems: list[Problem]) -> ReadTranscript:
    roles: dict[str, Counter[str]] = {}
    for turn in turns:
        if turn.role:
            roles.setdefault(turn.label, Counter())[turn.role] += 1
    mixed = [label for label, counts in roles.items() if len(counts) > 1]
    if mixed:
        first = next(turn.line for turn in turns if turn.label in mixed)
        listed = ", ".join(label or "(no label)" for label in mixed[:5])
        problems.append(
            upload.problem(
                f"In transcript {name}, more than one role is given for: {listed}.",
                line=first,
                hint="The role given most often was taken; change it among the speakers if it is wrong.",
            )
        )
    stated = {label: counts.most_common(1)[0][0] for label, counts in roles.items()}
    return ReadTranscript(rendered(upload, name, turns), MappingProxyType(stated))


def _left_out(upload: Upload, layouts: Sequence[Layout], chosen: Sequence[Layout]) -> list[Problem]:
    said = [
        upload.problem(
            f"Sheet {one.sheet.name!r} was left out: it does not look like a transcript.",
            hint="If it is one, give its columns the headings of the other sheet.",
        )
        for one in layouts
        if one not in chosen
    ]
    for one in chosen:
        above = [number for number, _ in one.sheet.rows[: max(one.head, 0)]]
        if above:
            said.append(
                upload.problem(
                    f"{places(above, noun='row').capitalize()} above the headings {_were(above)} left out.",
                    line=above[0],
                )
            )
    return said


def _tallied(upload: Upload, tallies: Mapping[str, _Tally]) -> list[Problem]:
    said: list[Problem] = []
    for name, tally in tallies.items():
        where = f" of sheet {name!r}" if name and len(tallies) > 1 else ""
        if tally.empty:
            count = len(tally.empty)
            rows = f"1 row{where} has" if count == 1 else f"{count:,} rows{where} have"
            said.append(upload.problem(f"{rows} no words and {_were(tally.empty)} left out.", line=tally.empty[0]))
        if tally.repeated:
            count = len(tally.repeated)
            rows = f"1 row{where} repeats" if count == 1 else f"{count:,} rows{where} repeat"
            said.append(
                upload.problem(
                    f"{rows} a segment word for word (same transcript, segment and speaker) "
                    f"and {_were(tally.repeated)} read once.",
                    line=tally.repeated[0],
                    hint="Tables with one row per coder look like this; the codes in them are not imported.",
                )
            )
    return said


def _were(numbers: Sequence[int]) -> str:
    return "was" if len(numbers) == 1 else "were"
