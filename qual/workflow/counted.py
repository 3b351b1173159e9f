"""What is counted: the segments whose words are data and the codings in force, narrowed by a selection.

Everything that counts starts here, so that the same selection can never mean two things. Suggestions never enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.config import UNITS
from qual.errors import NotFound, Refused
from qual.model.codebook import Codebook
from qual.model.participant import UNKNOWN
from qual.model.selection import EVERYTHING, Selection
from qual.workflow import cutting, frames, progress, speaking

if TYPE_CHECKING:
    import pandas as pd

    from qual.model.participant import Participant
    from qual.workflow.projects import OpenProject

NOT_STATED = "not stated"
"""The group of people for whom the researcher's table says nothing."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count is made from.

    Attributes:
        segments: the denominators: columns of `analysis.frame.SEGMENTS`, and `group` when split by an attribute;
            words of context roles (the interviewer) are in none.
        codings: columns of `analysis.frame.CODINGS`, then `memo` and `coded_as`: of the coders, codes and
            transcripts chosen. One that is only on words of roles or participants not chosen is left out; one that
            is on no counted words at all (the interviewer's) stays, so that it can be said.
        marked: the same under any code: where these coders have coded, for the share reviewed.
        reviews: transcript, start, end, coder: what the coders chosen have read.
        decisions: transcript, start, end, code, verdict, coder: where they accepted or rejected any code.
        book: the codebook with the codes chosen alone, and their themes.
        themes: themes all of whose codes are counted. The others have no number of their own: they would be counted
            on part of their codes.
        groups: the values of `column` in the order in which to show them.
        column: the column of `segments` to split by: "role" or "group".
        by: what that is: "role" or the attribute's name.
        unit: what the segments are cut by.
        selection: what narrowed all this.
        notes: what to say beside every number made from it, the selection first.
    """

    segments: pd.DataFrame
    codings: pd.DataFrame
    marked: pd.DataFrame
    reviews: pd.DataFrame
    decisions: pd.DataFrame
    book: Codebook
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    column: str
    by: str
    unit: str
    selection: Selection
    notes: tuple[str, ...]


_kept: ContextVar[dict[tuple[object, ...], Counted] | None] = ContextVar("kept", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Inside this, what was read for one count is not read again for the next while the study stays as it is."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def counted(project: OpenProject, selection: Selection = EVERYTHING, by: str = "role") -> Counted:
    """The data of a count.

    Raises:
        NotFound: for a code, coder, transcript, role, attribute or value that is not there.
        Refused: for a unit that does not exist.
    """
    held = _kept.get()
    if held is None:
        return _read(project, selection, by)
    key = (project.folder, project.store.revision(), project.codebook.book.version, selection, by)
    if key not in held:
        held[key] = _read(project, selection, by)
    found = held[key]
    tables = ("segments", "codings", "marked", "reviews", "decisions")
    # Copies on write: whoever adds a column to a table adds it to their own.
    return replace(found, **{name: getattr(found, name).copy(deep=False) for name in tables})


def _read(project: OpenProject, selection: Selection, by: str) -> Counted:
    book = project.codebook.book
    segments, unit = _cut(project, selection.unit)
    segments, groups = _split(project, segments, by)
    kept = _narrowed(project, segments, selection)
    codings = frames.codings(project)
    codes = chosen_codes(book, selection.codes, known=set(codings["code"]))
    if selection.coders:
        _known("coder", selection.coders, progress.coders(project))
    marked = _by(_there(codings, segments, kept, selection), selection.coders)
    column = "role" if by == "role" else "group"
    present = set(kept[column])
    return Counted(
        segments=kept,
        codings=marked if codes is None else marked[marked["code"].isin(codes)].reset_index(drop=True),
        marked=marked,
        reviews=_by(frames.reviews(project), selection.coders),
        decisions=_by(frames.decisions(project), selection.coders),
        book=_book(book, codes),
        themes=tuple(
            theme.id for theme in book.themes if codes is None or {c.id for c in book.codes_of(theme.id)} <= codes
        ),
        groups=tuple(group for group in groups if group in present),
        column=column,
        by=by,
        unit=unit,
        selection=selection,
        notes=tuple(note for note in (words(selection, book), *_project_notes(project)) if note),
    )


def chosen_codes(book: Codebook, chosen: Sequence[str], *, known: Iterable[str] = ()) -> set[str] | None:
    """The ids of codes that these codes and themes mean; None for no choice.

    A theme means all its codes, a code with codes under it those too. `known`: codes that left the codebook.

    Raises:
        NotFound: for what is neither a code nor a theme.
    """
    if not chosen:
        return None
    left = set(known)
    found: set[str] = set()
    for one in chosen:
        if book.code(one):
            found |= {one, *(code.id for code in book.under(one))}
        elif book.theme(one):
            found |= {code.id for code in book.codes_of(one)}
        elif one in left:
            found.add(one)
        else:
            raise NotFound("code or theme", one, hint="The codebook lists their ids: `qual codebook show`.")
    return found


def words(selection: Selection, book: Codebook) -> str:
    """The selection in a sentence, codes and themes by their names; "" for everything."""
    names = {one.id: one.name for one in book.themes} | {one.id: one.name for one in book.codes}
    return replace(selection, codes=tuple(names.get(one, one) for one in selection.codes)).words


def _cut(project: OpenProject, unit: str) -> tuple[pd.DataFrame, str]:
    """The data segments, as they are cut or as they would be cut by `unit`; nothing is written."""
    if unit and unit not in UNITS:
        raise Refused(f"Counting by {unit!r}", f"the units are {', '.join(UNITS)}")
    with project.store.reading() as tables:
        now = cutting.unit_in_force(project, tables)
    if unit in ("", now):
        return frames.data_segments(project), now
    from qual.analysis.frame import segments_frame

    with project.store.reading() as tables:
        texts = frames.transcripts(tables)
        table = segments_frame(
            cutting.cut_all(list(texts.values()), unit=unit), texts, tables.speakers(), tables.participants()
        )
    return table[~table["role"].isin(project.settings.context_roles)].reset_index(drop=True), unit


def _split(project: OpenProject, segments: pd.DataFrame, by: str) -> tuple[pd.DataFrame, list[str]]:
    """The segments and the groups in their order; an attribute's value goes to a column `group`."""
    if by == "role":
        return segments, list(speaking.data_roles(project))
    people = _people(project)
    _known("participant attribute", (by,), ["role", *frames.attribute_names(list(people.values()))])
    value = {name: _value(person, by) for name, person in people.items()}
    grouped = segments.assign(group=segments["participant"].map(value).fillna(NOT_STATED))
    return grouped, sorted(set(grouped["group"]), key=_number_first)


def _narrowed(project: OpenProject, segments: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The segments of the transcripts, roles and participants chosen."""
    keep = segments["transcript"].notna()
    if selection.transcripts:
        with project.store.reading() as tables:
            texts = [one.id for one in tables.transcripts()]
        _known("transcript", selection.transcripts, texts)
        keep &= segments["transcript"].isin(selection.transcripts)
    if selection.roles:
        _known("role", selection.roles, (*speaking.data_roles(project), UNKNOWN))
        keep &= segments["role"].isin(selection.roles)
    wanted: dict[str, set[str]] = {}
    for name, value in selection.attributes:
        wanted.setdefault(name, set()).add(value)
    people = _people(project) if wanted else {}
    for name, values in wanted.items():
        _known("participant attribute", (name,), frames.attribute_names(list(people.values())))
        found = {one: _value(person, name) for one, person in people.items()}
        _known(f"value of {name}", sorted(values), sorted({*found.values(), NOT_STATED}, key=_number_first))
        keep &= segments["participant"].map(found).fillna(NOT_STATED).isin(values)
    return segments[keep].reset_index(drop=True)


def _there(codings: pd.DataFrame, segments: pd.DataFrame, kept: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The codings but for those on words that were not chosen: of other transcripts, roles or participants."""
    from qual.analysis.overlap import touching

    if selection.transcripts:
        codings = codings[codings["transcript"].isin(selection.transcripts)].reset_index(drop=True)
    if not (selection.roles or selection.attributes) or codings.empty:
        return codings
    anywhere, here = set(touching(segments, codings)[1].tolist()), set(touching(kept, codings)[1].tolist())
    return codings[[place in here or place not in anywhere for place in range(len(codings))]].reset_index(drop=True)


def _by(table: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    return table[table["coder"].isin(coders)].reset_index(drop=True) if coders else table


def _book(book: Codebook, codes: set[str] | None) -> Codebook:
    """The codebook without what was not chosen; a code whose code above is not chosen stands by itself."""
    if codes is None:
        return book
    left = tuple(
        replace(code, parent=code.parent if code.parent in codes else "") for code in book.codes if code.id in codes
    )
    themes = {code.theme for code in left}
    return replace(book, codes=left, themes=tuple(theme for theme in book.themes if theme.id in themes))


def _people(project: OpenProject) -> Mapping[str, Participant]:
    with project.store.reading() as tables:
        return {person.id: person for person in tables.participants()}


def _value(person: Participant, attribute: str) -> str:
    return person.attributes.get(attribute, "") or NOT_STATED


def _known(kind: str, asked: Iterable[str], there: Iterable[str]) -> None:
    """Say no to a name that is not there, naming those that are."""
    names = list(there)
    for one in asked:
        if one not in names:
            raise NotFound(kind, one, hint=f"There are {', '.join(names) or 'none'}.")


def _number_first(value: str) -> tuple[int, float, str]:
    from qual.analysis.joint import number

    found = number(value)
    return (0, found, value) if found is not None else (1 if value != NOT_STATED else 2, 0.0, value)


def _project_notes(project: OpenProject) -> list[str]:
    """What to know of the study before reading any number of it."""
    notes = []
    if project.settings.synthetic:
        notes.append(
            "Synthetic sample: every transcript, participant and count is invented; nothing here is a finding."
        )
    with project.store.reading() as tables:
        waiting = [s for s in tables.speakers() if not s.confirmed]
        unit = cutting.unit_in_force(project, tables)
    if unit != project.settings.unit:
        notes.append(
            f"Segments are still cut by {unit}; project.toml says {project.settings.unit}: run `qual segment`."
        )
    if waiting:
        number = len(waiting)
        word = "label is" if number == 1 else "labels are"
        notes.append(f"{number} speaker {word} not confirmed yet; their words count under the role {UNKNOWN!r}.")
    notes.extend(str(problem) for problem in project.codebook.problems if problem.fatal)
    return notes
