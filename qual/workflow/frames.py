"""Tidy tables of the project as DataFrames, built once from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.model.participant import UNKNOWN, Participant, Speaker
from qual.model.transcript import Transcript

if TYPE_CHECKING:
    import pandas as pd

    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a turn, as far as a person has said so."""

    label: str
    participant: str
    role: str
    confirmed: bool


_NOBODY = Voice("", "", UNKNOWN, confirmed=False)


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks in every turn of some transcripts."""

    by_label: dict[tuple[str, str], Voice]
    labels: dict[tuple[str, int], str]

    def of_turn(self, transcript: str, turn: int) -> Voice:
        """The voice of a turn, by its order."""
        return self.of_label(transcript, self.labels.get((transcript, turn), ""))

    def of_label(self, transcript: str, label: str) -> Voice:
        """The voice behind a label."""
        return self.by_label.get((transcript, label), _NOBODY)


def voices(tables: Tables, transcript: str | None = None) -> Voices:
    """Who speaks where; a speaker nobody has confirmed has the role "unknown"."""
    people = {person.id: person for person in tables.participants()}
    by_label = {(s.transcript, s.label): _voice(s, people) for s in tables.speakers(transcript)}
    turns = tables.turns(transcript)
    return Voices(by_label, {(name, turn.order): turn.label for name, found in turns.items() for turn in found})


def transcripts(tables: Tables) -> dict[str, Transcript]:
    """Every transcript by its id, in the order in which they came in."""
    texts, turns = tables.texts(), tables.turns()
    return {
        info.id: Transcript(info.id, info.file, info.sha256, texts[info.id], turns.get(info.id, ()))
        for info in tables.transcripts()
    }


def segments(project: OpenProject) -> pd.DataFrame:
    """Every segment: segment, transcript, start, end, speaker, participant, role, text."""
    from qual.analysis.frame import segments_frame

    with project.store.reading() as tables:
        return segments_frame(tables.segments(), transcripts(tables), tables.speakers(), tables.participants())


def data_segments(project: OpenProject) -> pd.DataFrame:
    """The segments whose words are data: all but those of context roles (the interviewer)."""
    table = segments(project)
    return table[~table["role"].isin(project.settings.context_roles)].reset_index(drop=True)


def codings(project: OpenProject) -> pd.DataFrame:
    """Every coding in force, with who said the words and the theme of its code; then `memo` and `coded_as`.

    `coded_as` is the code the coder gave, where codes were merged or split since. The memo is what is noted on the
    coding now, by anybody, each note on a line of its own.
    """
    from qual.analysis.frame import codings_frame

    book = project.codebook.book
    with project.store.reading() as tables:
        notes: dict[str, list[str]] = {}
        for memo in tables.memos(about="coding"):
            notes.setdefault(memo.target, []).append(memo.text)
        return codings_frame(
            [replace(coding, memo="\n".join(notes.get(coding.id, ()))) for coding in tables.codings()],
            book,
            transcripts(tables),
            tables.speakers(),
            tables.participants(),
            context_roles=project.settings.context_roles,
        )


def reviews(project: OpenProject) -> pd.DataFrame:
    """What people have read and marked as read: transcript, start, end, coder."""
    from qual.analysis.frame import reviews_frame

    with project.store.reading() as tables:
        return reviews_frame(tables.reviews())


def decisions(project: OpenProject) -> pd.DataFrame:
    """Where somebody has accepted or rejected a code: transcript, start, end, code, verdict, coder."""
    import pandas as pd

    with project.store.reading() as tables:
        found = tables.decisions()
    rows = [(d.transcript, d.span.start, d.span.end, d.code, d.verdict, d.coder) for d in found]
    table = pd.DataFrame(rows, columns=["transcript", "start", "end", "code", "verdict", "coder"])
    return table.astype({"start": "int64", "end": "int64"})


def participants(project: OpenProject) -> pd.DataFrame:
    """Everybody who speaks in a transcript: participant, role, transcripts, then the attributes of the table.

    A pseudonym that was proposed and then joined with another stands for nobody, and is left out.
    """
    import pandas as pd

    with project.store.reading() as tables:
        people = tables.participants()
        speakers = tables.speakers()
    where: dict[str, list[str]] = {}
    for speaker in speakers:
        where.setdefault(speaker.participant, []).append(speaker.transcript)
    people = [person for person in people if person.id in where]
    names = attribute_names(people)
    rows = [
        {"participant": p.id, "role": p.role, "transcripts": "; ".join(dict.fromkeys(where[p.id]))}
        | {name: p.attributes.get(name, "") for name in names}
        for p in people
    ]
    return pd.DataFrame(rows, columns=["participant", "role", "transcripts", *names])


def attribute_names(people: Sequence[Participant]) -> list[str]:
    """The attributes any participant has, in order of appearance."""
    return list(dict.fromkeys(name for person in people for name in person.attributes))


def _voice(speaker: Speaker, people: dict[str, Participant]) -> Voice:
    person = people.get(speaker.participant)
    role = person.role if person and speaker.confirmed else UNKNOWN
    return Voice(speaker.label, speaker.participant, role, speaker.confirmed)
