"""Who speaks: from proposal to the researcher's word.

A label is first a proposal. It becomes a fact when the researcher's own table has a role column, when
`participants.csv` names it, when a role is given with the command, or when a person confirms it on screen; in
that order. Until then the speaker's role is "unknown", and is counted as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.errors import NotFound, Problem, Refused
from qual.importers.participants import ParticipantRow
from qual.importers.speakers import apply_roles, propose
from qual.model.ids import new_id
from qual.model.participant import UNKNOWN, Participant, Speaker
from qual.model.transcript import Transcript
from qual.workflow.clock import now

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class Word:
    """What the researcher has said about speakers, before any screen.

    Attributes:
        rows: rows of `participants.csv`.
        mapping: label -> role, from the command.
        other: role of every speaker nothing else covers.
    """

    rows: Sequence[ParticipantRow] = ()
    mapping: Mapping[str, str] | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Speakers with what is known of them, the participants they make, and contradictions."""

    speakers: tuple[Speaker, ...]
    participants: tuple[Participant, ...]
    problems: tuple[Problem, ...] = ()


def roles(project: OpenProject) -> tuple[str, ...]:
    """The settings' roles, then those that tables brought, in order of appearance; never "unknown"."""
    with project.store.reading() as tables:
        found = [person.role for person in tables.participants()]
    extra = dict.fromkeys(role for role in found if role not in (*project.settings.roles, UNKNOWN))
    return (*project.settings.roles, *extra)


def data_roles(project: OpenProject) -> tuple[str, ...]:
    """Roles whose words are data: all but the context roles."""
    return tuple(role for role in roles(project) if role not in project.settings.context_roles)


def proposals(transcript: Transcript, *, roles: Sequence[str]) -> tuple[Speaker, ...]:
    """A proposal for every label of a transcript."""
    turns: dict[str, int] = {}
    for turn in transcript.turns:
        turns[turn.label] = turns.get(turn.label, 0) + 1
    return propose(turns, transcript=transcript.id, roles=roles)


def settle(
    speakers: Sequence[Speaker], known: Sequence[Participant], word: Word, *, stated: Mapping[str, str], file: str
) -> Settled:
    """Apply what the researcher has said: the table's own roles, participants.csv, then the command."""
    first = [_stated(s, stated) for s in speakers]
    second = [_described(s, first, word.rows) for s in first]
    third = apply_roles(
        [s for s in second if not s.confirmed], word.mapping or {}, other=word.other, source="command"
    )
    settled = {s.label: s for s in (*[s for s in second if s.confirmed], *third)}
    return _people([settled[s.label] for s in speakers], known, word.rows, file)


def _stated(speaker: Speaker, stated: Mapping[str, str]) -> Speaker:
    role = stated.get(speaker.label)
    return replace(speaker, proposed=role, confirmed=True, source="table") if role else speaker


def _described(speaker: Speaker, all_speakers: Sequence[Speaker], rows: Sequence[ParticipantRow]) -> Speaker:
    row = next((r for r in rows if _meant(r, speaker, all_speakers)), None)
    if row is None:
        return speaker
    if speaker.source == "table" or not row.role:
        return replace(speaker, participant=row.participant)
    return replace(speaker, participant=row.participant, proposed=row.role, confirmed=True, source="participants")


def _meant(row: ParticipantRow, speaker: Speaker, all_speakers: Sequence[Speaker]) -> bool:
    """Whether a row of participants.csv is about this label of this transcript."""
    if row.transcript and row.transcript.casefold() != speaker.transcript.casefold():
        return False
    if row.label:
        return row.label.casefold() == speaker.label.casefold()
    if row.participant.casefold() in (speaker.participant.casefold(), speaker.label.casefold()):
        return True
    respondents = [s for s in all_speakers if s.proposed != "interviewer"]
    named = any(s.label.casefold() == row.participant.casefold() for s in all_speakers)
    return bool(row.transcript) and not named and respondents == [speaker]


def _people(
    speakers: Sequence[Speaker], known: Sequence[Participant], rows: Sequence[ParticipantRow], file: str
) -> Settled:
    """Participants behind the speakers; an id that differs in case only is the same person."""
    by_name = {person.id.casefold(): person for person in known}
    described = {row.participant.casefold(): row for row in rows}
    changed: dict[str, Participant] = {}
    settled, problems = [], []
    for speaker in speakers:
        key = speaker.participant.casefold()
        person = changed.get(key) or by_name.get(key) or Participant(speaker.participant)
        role = speaker.proposed if speaker.confirmed else UNKNOWN
        if role not in (UNKNOWN, person.role):
            if person.role == UNKNOWN:
                person = replace(person, role=role)
            else:
                problems.append(_contradiction(file, speaker, person))
        if key in described:
            row = described[key]
            person = replace(person, attributes={**person.attributes, **row.attributes})
        changed[key] = person
        # what somebody has said of this participant outweighs what the label suggests
        known_role = not speaker.confirmed and person.role != UNKNOWN
        proposed = person.role if known_role else speaker.proposed
        settled.append(replace(speaker, participant=person.id, proposed=proposed))
    return Settled(tuple(settled), tuple(changed.values()), tuple(problems))


def _contradiction(file: str, speaker: Speaker, person: Participant) -> Problem:
    label = speaker.label or "(no label)"
    return Problem(
        file,
        None,
        f"label {label} is given as {speaker.proposed}, but {person.id} is a {person.role} already, and stays so.",
        "Correct the role on the Transcripts page, or name another participant for this label.",
    )


def describe(
    project: OpenProject, rows: Sequence[ParticipantRow], *, coder: str, file: str = "participants"
) -> tuple[Problem, ...]:
    """Apply participants.csv to the transcripts already in the project."""
    with project.store.transaction() as tables:
        known = tables.participants()
        changed_speakers: list[Speaker] = []
        people: dict[str, Participant] = {}
        problems: list[Problem] = []
        by_transcript: dict[str, list[Speaker]] = {}
        for speaker in tables.speakers():
            by_transcript.setdefault(speaker.transcript, []).append(speaker)
        for speakers in by_transcript.values():
            described = [s if s.source == "person" else _described(s, speakers, rows) for s in speakers]
            settled = _people(described, [*known, *people.values()], rows, file)
            changed_speakers += [s for s in settled.speakers if s not in speakers]
            people |= {p.id: p for p in settled.participants}
            problems += settled.problems
        tables.put_participants(list(people.values()))
        tables.put_speakers(changed_speakers)
        payload = {"rows": len(rows), "speakers": len(changed_speakers)}
        tables.append_event(
            op=new_id(), kind="participants", coder=coder, created=now(), codebook_version="", payload=payload
        )
    return tuple(problems)


def confirm(
    project: OpenProject, transcript: str, label: str, *, participant: str, role: str, coder: str
) -> Speaker:
    """A person says who a label is. The same participant's other labels follow in role.

    A label that nobody knows any more ("unknown") takes no role from where the participant is confirmed.

    Raises:
        NotFound: for a label the transcript does not have, or a role the project does not have.
        Refused: without a participant.
    """
    return confirm_all(project, [(transcript, label, participant, role)], coder=coder)[0]


def confirm_all(project: OpenProject, labels: Sequence[tuple[str, str, str, str]], *, coder: str) -> list[Speaker]:
    """A person says who several labels are: (transcript, label, participant, role) each; all of it or nothing.

    Raises:
        NotFound: for a label a transcript does not have, or a role the project does not have.
        Refused: without a participant.
    """
    usable = (*roles(project), UNKNOWN)
    with project.store.transaction() as tables:
        known = {(s.transcript, s.label): s for s in tables.speakers()}
        for transcript, label, participant, role in labels:
            if role not in usable:
                raise NotFound("role", role, hint="Roles stand in project.toml.")
            if not participant.strip():
                raise Refused("Confirming a speaker", "a participant needs a pseudonym")
            if (transcript, label) not in known:
                raise NotFound("speaker label", label, hint=f"Look at the speakers of {transcript}.")
        return [_confirmed(tables, known[t, label], who.strip(), role, coder) for t, label, who, role in labels]


def _confirmed(tables: Tables, old: Speaker, participant: str, role: str, coder: str) -> Speaker:
    people = {p.id.casefold(): p for p in tables.participants()}
    person = people.get(participant.casefold(), Participant(participant))
    confirmed = role != UNKNOWN
    new = replace(
        old,
        participant=person.id,
        proposed=role if confirmed else old.proposed,
        confirmed=confirmed,
        source="person",
    )
    elsewhere = any(
        s.confirmed and s.participant == person.id and (s.transcript, s.label) != (old.transcript, old.label)
        for s in tables.speakers()
    )
    tables.put_participants([person if elsewhere and not confirmed else replace(person, role=role)])
    tables.put_speakers([new])
    payload = {"transcript": old.transcript, "label": old.label, "participant": person.id, "role": role,
               "before": {"participant": old.participant, "confirmed": old.confirmed}}  # fmt: skip
    tables.append_event(
        op=new_id(), kind="speaker", coder=coder, created=now(), codebook_version="", payload=payload
    )
    return new


def listing(project: OpenProject) -> list[dict[str, object]]:
    """Every label of every transcript: who it is taken for, and how much they say."""
    with project.store.reading() as tables:
        people = {person.id: person for person in tables.participants()}
        speakers = tables.speakers()
        turns = tables.turns()
    counts = {
        (name, label): number
        for name, found in turns.items()
        for label, number in Counter(turn.label for turn in found).items()
    }
    return [
        {
            "transcript": s.transcript, "label": s.label, "participant": s.participant,
            "role": people[s.participant].role if s.confirmed else UNKNOWN, "proposed": s.proposed,
            "turns": counts.get((s.transcript, s.label), 0), "confirmed": s.confirmed, "source": s.source,
            "generic": s.generic,
        }
        for s in speakers
    ]  # fmt: skip


def confirm_proposals(project: OpenProject, *, coder: str) -> int:
    """A person says that every proposed role is right; labels without a proposal stay unknown."""
    with project.store.transaction() as tables:
        waiting = [s for s in tables.speakers() if not s.confirmed and s.proposed != UNKNOWN]
        for speaker in waiting:
            _confirmed(tables, speaker, speaker.participant, speaker.proposed, coder)
    return len(waiting)
