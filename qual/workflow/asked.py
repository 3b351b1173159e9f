"""Who was asked about what: choices by named people, for one person, an interview, a theme, or all of it.

What was said never takes a coding away; it tells *not raised* from *not asked* (`qual.analysis.framework`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.model.choice import Choice, pair, parts
from qual.workflow import choosing, reader

if TYPE_CHECKING:
    from qual.analysis.framework import Asked
    from qual.workflow.desk import Answer
    from qual.workflow.projects import OpenProject

ABOUT = "asked"


def target(column: str = "", participant: str = "", transcript: str = "") -> str:
    """What a choice is about: a code or theme ("" for all of them), a participant or a transcript."""
    return pair(column, participant, transcript) if transcript else pair(column, participant)


def asked(project: OpenProject) -> Asked:
    """All that was said about asking, as it stands."""
    from qual.analysis.framework import GUIDES, NO, YES, Asked

    cells: dict[tuple[str, str], str] = {}
    people: set[str] = set()
    transcripts: set[tuple[str, str]] = set()
    columns: dict[str, str] = {}
    for choice in choosing.in_force(project, ABOUT):
        column, participant, transcript = _named(choice)
        if transcript and choice.value == NO:
            transcripts.add((column, transcript))
        elif column and participant and choice.value in (NO, YES):
            cells[column, participant] = choice.value
        elif participant and choice.value == NO:
            people.add(participant)
        elif column and not participant and not transcript and choice.value in GUIDES:
            columns[column] = choice.value
    return Asked(cells, frozenset(people), frozenset(transcripts), columns)


def settle(
    project: OpenProject, value: str, *, coder: str, column: str = "", participant: str = "", transcript: str = ""
) -> Answer:
    """Say who was asked, as one act.

    Args:
        project: the open project.
        value: "no"; "yes", of one person and column alone; of a whole column also "guide" (the guide asks for it)
            and "spontaneous" (it comes up by itself); "" takes back what was said.
        coder: who says so.
        column: id of a code or theme, "" for all.
        participant: id, "" for everybody.
        transcript: id, "" for every one; not together with a participant.

    Raises:
        Refused: for a value that does not go with what it is about.
        NotFound: for a code, theme, participant or transcript that is not there.
    """
    from qual.analysis.framework import GUIDES, NO, YES

    what = "Saying who was asked"
    if (transcript and participant) or not (column or participant or transcript):
        raise Refused(what, "name a code or theme, a participant or a transcript, and not the last two together")
    whole = bool(column) and not participant and not transcript
    known = GUIDES if whole else (NO, YES) if column and participant else (NO,)
    if value and value not in known:
        raise Refused(what, f"here one can say {', '.join(known)}, not {value!r}")
    book = project.codebook.book
    if column and book.code(column) is None and book.theme(column) is None:
        raise NotFound("code or theme", column, hint="The codebook lists their ids: `qual codebook show`.")
    if participant and participant not in reader.people(project):
        raise NotFound("participant", participant, hint="`qual matrix` lists them.")
    if transcript and transcript not in reader.names(project):
        raise NotFound("transcript", transcript, hint="`qual segments` lists them.")
    return choosing.make(project, ABOUT, target(column, participant, transcript), value, coder=coder)


def _named(choice: Choice) -> tuple[str, str, str]:
    """Column, participant and transcript of a choice, "" for what it does not name or what cannot be read."""
    try:
        found = parts(choice.target)
    except (ValueError, TypeError):
        return "", "", ""
    padded = (*found, "", "", "")
    return padded[0], padded[1], padded[2]
