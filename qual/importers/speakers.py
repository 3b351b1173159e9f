"""Which label is whose: a proposal from the label alone. Who somebody is, a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qual.importers.canonical import squeezed
from qual.importers.vocabulary import NAMELESS, NUMBERED_PERSONS, OTHER, ROLE_OF
from qual.model.participant import UNKNOWN, Speaker

NO_LABEL = "(no label)"


def propose(labels: Mapping[str, int], *, transcript: str, roles: Sequence[str]) -> tuple[Speaker, ...]:
    """A speaker for each label of a transcript, none of them confirmed.

    A label that names a person is that participant wherever it occurs; a generic one is somebody else in each
    transcript until a person says otherwise.

    Args:
        labels: label -> number of turns.
        transcript: the transcript's id.
        roles: the project's roles; no other is proposed.
    """
    return tuple(
        Speaker(
            transcript,
            label,
            participant_of(label, transcript=transcript),
            proposed=proposed_role(label, roles=roles),
            generic=is_generic(label),
        )
        for label in labels
    )


def participant_of(label: str, *, transcript: str) -> str:
    """The participant a label stands for: itself where it names a person, else the label in its transcript."""
    if not is_generic(label):
        return squeezed(label)
    return f"{transcript} {squeezed(label) or NO_LABEL}"


def proposed_role(label: str, *, roles: Sequence[str]) -> str:
    """The role a label suggests, if the project has it; "unknown" for everything else."""
    role = _role(label)
    return next((known for known in roles if known.casefold() == role), UNKNOWN) if role else UNKNOWN


def is_generic(label: str) -> bool:
    """True where a label names no person: "Patient", "P", "Speaker 1", "SPEAKER_00", "".

    A number makes a person of a participant (`P07`, `Patient 3`) or of a study's own code (`C01`), but not of a
    machine's speaker, an interviewer or a member of staff (`S00`, `Doctor 2`).
    """
    words = _words(label)
    names = [word for word in words if not word.isdigit()]
    if not names:
        return True
    numbered = len(names) < len(words)
    if len(names) == 1 and len(names[0]) == 1 and names[0].isalpha() and not numbered:
        return True
    if not all(name in ROLE_OF or name in NAMELESS for name in names):
        return False
    if not numbered:
        return True
    if len(names) > 1 or names[0] in NAMELESS:
        return True
    # "D01" is a code somebody gave; "Doctor 1" only counts doctors.
    is_code = len(names[0]) == 1 and names[0] != "i"
    return not (is_code or names[0] in NUMBERED_PERSONS)


def apply_roles(
    speakers: Iterable[Speaker], mapping: Mapping[str, str], *, other: str | None, source: str = "command"
) -> tuple[Speaker, ...]:
    """The speakers with the roles a person stated for their labels.

    The same label (in any case) comes first, then a prefix before digits: `P` covers `P1`, `P07` and `P 3`, not
    `Peter`. What a table's own role column said stands.

    Args:
        speakers: as proposed or stored.
        mapping: label or prefix -> role.
        other: the role of every speaker nobody has said anything about, None to leave them as they are.
        source: who says so.
    """
    wanted = {squeezed(label).casefold(): role for label, role in mapping.items()}
    return tuple(_with_role(speaker, wanted, other, source) for speaker in speakers)


def _with_role(speaker: Speaker, wanted: Mapping[str, str], other: str | None, source: str) -> Speaker:
    if speaker.confirmed and speaker.source == "table":
        return speaker
    role = _stated(speaker.label, wanted)
    if role is None and not speaker.confirmed:
        role = other
    return speaker if role is None else replace(speaker, proposed=role, confirmed=True, source=source)


def _stated(label: str, wanted: Mapping[str, str]) -> str | None:
    name = squeezed(label).casefold()
    if name in wanted:
        return wanted[name]
    counted = re.fullmatch(r"(.*?)[\s_-]*\d+[a-z]?", name)
    prefix = counted[1].strip() if counted else ""
    return wanted.get(prefix) if prefix else None


def _words(label: str) -> list[str]:
    """The words of a label in lower case; digits stand alone: `P07` is p and 07."""
    spaced = re.sub(r"(?<=[^\W\d_])(?=\d)", " ", squeezed(label).casefold())
    return [word for part in re.split(r"[\s_\-./()&:]+", spaced) if (word := part.strip("'’."))]


def _role(label: str) -> str:
    words = _words(label)
    names = [word for word in words if not word.isdigit()]
    if not names:
        return ""
    known = [ROLE_OF[name] for name in names if name in ROLE_OF and (len(name) > 1 or len(names) == 1)]
    if OTHER in known:
        return OTHER
    if len(set(known)) == 1 and (names[0] in ROLE_OF or names[-1] in ROLE_OF or len(known) == len(names)):
        return known[0]
    # Two different roles in one label, such as "Nurse therapist's patient", say nothing for certain.
    return (
        ROLE_OF[names[0]] if len(names) > 1 and len(names[0]) > 1 and names[0] in ROLE_OF and not known[1:] else ""
    )
