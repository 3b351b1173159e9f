"""`participants.csv`: who took part, with role and attributes, and which label in which transcript is whose."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from qual.errors import Problem
from qual.importers.base import Upload, base_name
from qual.importers.canonical import squeezed
from qual.importers.headings import named, plain
from qual.importers.registry import refusal
from qual.importers.rows import Sheet, read_rows
from qual.importers.table import transcript_name
from qual.model.participant import UNKNOWN

_HEADINGS: Mapping[str, str] = {
    "participant": """
        participant|participant id|participantid|pseudonym|teilnehmer|teilnehmerin|teilnehmer id|participante
        |partecipante|deelnemer|case|case id|id|code|respondent|interviewee|person|name|nom|nombre|nome|naam
    """,
    "role": "role|participant role|rolle|rol|ruolo|papel|group|gruppe|groupe|grupo",
    "transcript": """
        transcript|transcript id|transcripts|interview|interview id|document|doc|doc id|file|filename|file name
        |datei|dokument|fichier|entretien|archivo|entrevista|transkript
    """,
    "label": "label|speaker|speaker label|sprecher|sprecherin|locuteur|hablante|label in transcript",
}
"""Headings of each part; where several occur, the one named first here counts."""
_KNOWN = {part: [" ".join(name.split()) for name in names.split("|")] for part, names in _HEADINGS.items()}
_HEADING_REACH = 10


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """One row: a participant, and where the row says so, the label that is this person in a transcript.

    Attributes:
        participant: the pseudonym.
        role: as the project or the table spells it, "unknown" without one.
        transcript: the transcript's id, "" for all of them.
        label: the speaker's label there, "" where the row names none.
        attributes: name -> value, empty cells left out; the same for all rows of one participant.
        line: 1-based row of the file.
    """

    participant: str
    role: str
    transcript: str
    label: str
    attributes: Mapping[str, str]
    line: int


def read_participants(
    name: str, data: bytes, *, roles: Sequence[str], encoding: str | None = None
) -> tuple[tuple[ParticipantRow, ...], tuple[Problem, ...]]:
    """The participants in a CSV, TSV or XLSX table; every column that is nothing else is an attribute.

    Args:
        name: the file's name.
        data: its bytes.
        roles: the project's roles; another is kept, and said if it looks like a misspelling.
        encoding: how a text file is encoded, None to find out.
    """
    upload = Upload(base_name(name), data, encoding, {}, tuple(roles))
    why = refusal(upload, only=(".csv", ".tsv", ".xlsx"))
    if why is not None:
        return (), (why,)
    table = read_rows(upload)
    if isinstance(table, Problem):
        return (), (table,)
    problems = list(table.problems)
    for sheet in sorted(table.sheets, key=_fit, reverse=True)[:1]:
        head, columns = _columns(sheet)
        if "participant" not in columns:
            break
        listed = _rows(sheet, head, columns, upload, problems)
        if not listed:
            problems.append(upload.refuse("The table has headings and no participants below them."))
        return _merged(listed, upload, problems), tuple(problems)
    cells = named(table.sheets[0].rows[0][1]) if table.sheets and table.sheets[0].rows else ()
    said = f"; its headings are: {', '.join(cell[:40] for cell in cells[:30])}" if cells else ""
    problems.append(
        upload.refuse(
            f"The table has no column that names the participants{said}.",
            hint="Give that column the heading participant; others are role, transcript, label and attributes.",
        )
    )
    return (), tuple(problems)


def _fit(sheet: Sheet) -> int:
    columns = _columns(sheet)[1] if sheet.rows else {}
    return len(columns) + 10 * ("participant" in columns)


def _columns(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row of headings, and the column of each part; the first heading of a part's list that occurs wins."""
    best: tuple[int, dict[str, int]] = (0, {})
    for index, (_, cells) in enumerate(sheet.rows[:_HEADING_REACH]):
        names = [plain(cell) for cell in cells]
        found: dict[str, int] = {}
        for part, known in _KNOWN.items():
            place = next((names.index(name) for name in known if name in names), None)
            if place is not None and place not in found.values():
                found[part] = place
        if ("participant" in found, len(found)) > ("participant" in best[1], len(best[1])):
            best = index, found
    return best


def _rows(
    sheet: Sheet, head: int, columns: Mapping[str, int], upload: Upload, problems: list[Problem]
) -> list[ParticipantRow]:
    headings = named(sheet.rows[head][1])
    taken = set(columns.values())
    listed: list[ParticipantRow] = []
    for number, cells in sheet.rows[head + 1 :]:
        values = [squeezed(cell) for cell in cells]
        part = {name: values[at] for name, at in columns.items() if at < len(values)}
        if not part.get("participant"):
            problems.append(upload.problem("This row names no participant and was left out.", line=number))
            continue
        attributes = {
            headings[at]: value for at, value in enumerate(values[: len(headings)]) if value and at not in taken
        }
        listed.append(
            ParticipantRow(
                part["participant"],
                _role(part.get("role", ""), number, upload, problems),
                transcript_name(part.get("transcript", "")),
                part.get("label", "").rstrip(": "),
                MappingProxyType(attributes),
                number,
            )
        )
    return listed


def _role(role: str, line: int, upload: Upload, problems: list[Problem]) -> str:
    spelled = {known.casefold(): known for known in (*upload.roles, UNKNOWN)}
    if not role:
        return UNKNOWN
    if role.casefold() in spelled:
        return spelled[role.casefold()]
    near = difflib.get_close_matches(role.casefold(), list(spelled), n=1, cutoff=0.75)
    if near:
        problems.append(
            upload.problem(
                f"The role {role!r} is new to this project and looks like {spelled[near[0]]!r}.",
                line=line,
                hint="Correct the table if it is a misspelling; otherwise it is a role of its own.",
            )
        )
    return role


def _merged(
    listed: Sequence[ParticipantRow], upload: Upload, problems: list[Problem]
) -> tuple[ParticipantRow, ...]:
    """The rows, each with all the table says about its participant; where two values differ, the first stands."""
    roles: dict[str, str] = {}
    attributes: dict[str, dict[str, str]] = {}
    for row in listed:
        if roles.setdefault(row.participant, row.role) == UNKNOWN:
            roles[row.participant] = row.role
        if row.role not in {roles[row.participant], UNKNOWN}:
            problems.append(_contradiction(upload, row, "role"))
        mine = attributes.setdefault(row.participant, {})
        for name, value in row.attributes.items():
            if mine.setdefault(name, value) != value:
                problems.append(_contradiction(upload, row, name))
    merged: dict[tuple[str, str, str], ParticipantRow] = {}
    for row in listed:
        whole = replace(row, role=roles[row.participant], attributes=MappingProxyType(attributes[row.participant]))
        merged.setdefault((row.participant, row.transcript, row.label), whole)
    return tuple(merged.values())


def _contradiction(upload: Upload, row: ParticipantRow, what: str) -> Problem:
    return upload.problem(
        f"Participant {row.participant} has another {what} here than further up; the first was taken.",
        line=row.line,
        hint="One person has one value; correct the table.",
    )
