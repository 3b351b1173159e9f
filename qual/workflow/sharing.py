"""Excerpts for sharing: coded words by code or participant, and what one participant is given to check.

Words are read from the transcripts when the file is made and cut at turns, so that nobody's excerpt holds another's
words; words that an analyst replaced ([the hospital]) are replaced here too. Suggestions never enter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.exporters import excerpts as exporter
from qual.exporters.excerpts import Excerpt, Excerpts, Group
from qual.model.participant import UNKNOWN
from qual.model.selection import EVERYTHING, Selection
from qual.workflow import counted, exporting, quote_edits, report_names, speaking
from qual.workflow.files import write_whole
from qual.workflow.report_names import WORDS_STAY, Names
from qual.workflow.summary_ground import PSEUDONYM, Ground, Said, ground

if TYPE_CHECKING:
    from qual.workflow.projects import OpenProject

__all__ = [
    "ALL_COLUMNS", "BY", "FORMATS", "USUAL", "Excerpt", "Excerpts", "Group", "excerpts", "member_check", "to_check",
    "why_none", "write",
]  # fmt: skip
BY = ("code", "participant")
USUAL = ("participant", "role")
ALL_COLUMNS = ("participant", "role", "transcript", "place", "theme", "code", "coder", "memo")
"""Columns that can stand beside the words."""
FORMATS = ("docx", "xlsx", "csv", "html")
_WHAT = (
    "These are the passages of your interview that we worked with, word for word, under the themes we found in "
    "them. A theme has its meaning beneath its name."
)
_PLEASE = "Please say where we misunderstood you, what is missing, and what you would rather not see quoted."


def excerpts(
    project: OpenProject,
    *,
    by: str = "code",
    selection: Selection = EVERYTHING,
    columns: Sequence[str] = USUAL,
    names: str = PSEUDONYM,
) -> Excerpts:
    """Coded words, each passage once under each code, or once for its speaker with its codes beside it.

    Args:
        project: the open project.
        by: "code" (by theme and code) or "participant" (by participant and theme).
        selection: which.
        columns: of ALL_COLUMNS, what stands beside the words.
        names: "pseudonym", or "number": patient 1, patient 2 …

    Raises:
        Refused: for another way of grouping or naming, or a column there is none of.
        NotFound: if the selection names what is not there.
    """
    _fit("grouped by", (by,), BY)
    _fit("with the column", columns, ALL_COLUMNS)
    shown = report_names.names(project, names)
    data = ground(project, selection, names=names)
    groups = _by_code(data, shown, columns) if by == "code" else _by_participant(data, shown, columns)
    narrowed = counted.words(selection, project.codebook.book)
    return Excerpts(
        title=project.codebook.book.title or project.settings.name,
        subtitle="Coded excerpts by theme and code" if by == "code" else "Coded excerpts by participant",
        synthetic=project.settings.synthetic,
        levels=("theme", "code") if by == "code" else ("participant", "theme"),
        groups=tuple(_distinct(groups)),
        notes=tuple(filter(None, (narrowed, _outside(data), WORDS_STAY if shown.by_number else ""))),
        columns=_others(columns, by),
        people=len({one.who.key for said in data.said.values() for one in said if _words(data, one).strip()}),
    )


def why_none(project: OpenProject, selection: Selection = EVERYTHING) -> str:
    """Why excerpts of this selection are none, in words that can follow "because"."""
    if project.segments().empty:
        return "there are no interviews yet"
    if project.codings().empty:
        return "nothing is coded yet; a suggestion counts once somebody has accepted it"
    if selection:
        return "nobody has coded words in what is chosen"
    context = ", ".join(project.settings.context_roles) or "nobody"
    return f"what is coded is words of context only ({context}), or has codes that stand under no theme"


def member_check(project: OpenProject, participant: str, *, names: str = PSEUDONYM) -> Excerpts:
    """One participant's own coded words, by theme, with room for what they say to it.

    No other person's words, no counts, no names of coders, no memos.

    Args:
        project: the open project.
        participant: the pseudonym.
        names: how they are named in it.

    Raises:
        NotFound: if there is no such participant.
        Refused: if their words are context, or none of them are coded.
    """
    with project.store.reading() as tables:
        people = {person.id: person.role for person in tables.participants()}
    if participant not in people:
        known = ", ".join(to_check(project)) or "none"
        raise NotFound("participant", participant, hint=f"There are {known}.")
    if people[participant] in project.settings.context_roles:
        raise Refused(f"Excerpts for {participant}", f"the words of {people[participant]} are context, not data")
    shown = report_names.names(project, names)
    data = ground(project, EVERYTHING, names=names)
    groups = [
        Group((theme.name,), theme.definition, tuple(_excerpt(data, shown, one, theme.id, ()) for one in own))
        for theme in data.counted.book.themes
        if (own := [one for one in data.said.get(theme.id, ()) if one.who.participant == participant])
    ]
    if not groups:
        raise Refused(
            f"Excerpts for {participant}",
            "none of their words are coded under a theme",
            hint="Code an interview first, or put its codes under a theme.",
        )
    loose = _outside(data, participant)
    return Excerpts(
        title=project.codebook.book.title or project.settings.name,
        subtitle=f"What we heard from you: {shown.person(participant)}",
        synthetic=project.settings.synthetic,
        levels=("theme",),
        groups=tuple(_distinct(groups)),
        opening=(_WHAT, _PLEASE),
        notes=(loose,) if loose else (),
        asks=True,
        people=1,
    )


def to_check(project: OpenProject) -> dict[str, str]:
    """Who can be given their words to check: pseudonym -> role, in the order of the roles."""
    order = (*speaking.data_roles(project), UNKNOWN)
    with project.store.reading() as tables:
        people = [(order.index(one.role), one.id, one.role) for one in tables.participants() if one.role in order]
    return {name: role for _, name, role in sorted(people)}


def write(project: OpenProject, found: Excerpts, path: Path, *, format: str = "") -> dict[str, object]:  # noqa: A002 - the surface's word
    """Write excerpts to a file, whole or not at all.

    Returns:
        `path`, `sha256`, `bytes`, `excerpts` (how many).

    Raises:
        Refused: for an unknown format, or a place where nothing may be written.
    """
    chosen = (format or path.suffix.lstrip(".")).lower()
    exporting.refuse_place(project, path)
    data = exporter.write(found, chosen)
    write_whole(path, data)
    return {
        "path": str(path),
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "excerpts": sum(len(group.excerpts) for group in found.groups),
    }


def _by_code(data: Ground, shown: Names, columns: Sequence[str]) -> Iterable[Group]:
    kept = _others(columns, "code")
    for theme in data.counted.book.themes:
        said = data.said.get(theme.id, ())
        for code in data.counted.book.codes_of(theme.id):
            own = [one for one in said if code.id in one.codes]
            if own:
                made = tuple(_excerpt(data, shown, one, theme.id, kept) for one in _in_order(data, own))
                yield Group((theme.name, code.name), code.definition, made)


def _by_participant(data: Ground, shown: Names, columns: Sequence[str]) -> Iterable[Group]:
    kept = _others(columns, "participant")
    people = {one.who.key: one.who for said in data.said.values() for one in said}
    order = {role: place for place, role in enumerate(data.roles)}
    for key, who in sorted(people.items(), key=lambda item: (order.get(item[1].role, len(order)), item[0])):
        name = f"{shown.person(who.participant)}, {who.role}"
        for theme in data.counted.book.themes:
            own = [one for one in data.said.get(theme.id, ()) if one.who.key == key]
            if own:
                made = tuple(_excerpt(data, shown, one, theme.id, kept) for one in own)
                yield Group((name, theme.name), "", made)


def _in_order(data: Ground, said: Sequence[Said]) -> list[Said]:
    """By role in the project's order, then by transcript and place."""
    order = {role: place for place, role in enumerate(data.roles)}
    return sorted(said, key=lambda one: (order.get(one.who.role, len(order)), one.transcript, one.span))


def _excerpt(data: Ground, shown: Names, one: Said, theme: str, columns: Sequence[str]) -> Excerpt:
    book = data.counted.book
    held = book.theme(theme)
    values = {
        "participant": shown.person(one.who.participant),
        "role": one.who.role,
        "transcript": shown.transcript(one.transcript),
        "place": f"{one.span.start}–{one.span.end}",
        "theme": held.name if held else theme,
        "code": ", ".join(code.name for code in book.codes if code.id in one.codes),
        "coder": ", ".join(one.coders),
        "memo": "\n".join(one.memos),
    }
    return Excerpt(_words(data, one), tuple((name, values[name]) for name in columns))


def _words(data: Ground, one: Said) -> str:
    """The words as printed: verbatim but for what an analyst replaced."""
    edits = data.handling.replaced.get(one.transcript, ())
    return quote_edits.shown(data.texts[one.transcript], one.span, edits)


def _outside(data: Ground, participant: str = "") -> str:
    """Codes whose words (of this participant) stand nowhere, since they are under no theme; "" where none are."""
    made = data.counted.codings
    coded = set(made["code"] if not participant else made.loc[made["participant"] == participant, "code"])
    loose = [code.name for code in data.counted.book.codes if not code.theme and code.id in coded]
    return f"Under no theme, and so not in here: what is coded {', '.join(loose)}." if loose else ""


def _others(columns: Sequence[str], by: str) -> tuple[str, ...]:
    """The columns in their order, without what the headings say already."""
    headings = ("theme", "code") if by == "code" else ("participant", "role", "theme")
    return tuple(name for name in ALL_COLUMNS if name in columns and name not in headings)


def _distinct(groups: Iterable[Group]) -> Iterable[Group]:
    """Groups as they are; a passage that two edits made empty is left out."""
    from dataclasses import replace

    for group in groups:
        kept = tuple(one for one in group.excerpts if one.words.strip())
        if kept:
            yield replace(group, excerpts=kept)


def _fit(what: str, asked: Iterable[str], there: Sequence[str]) -> None:
    for one in asked:
        if one not in there:
            raise Refused(f"Excerpts {what} {one!r}", "there is no such", hint=f"There are {', '.join(there)}.")
