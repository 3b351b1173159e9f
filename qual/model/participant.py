"""Who took part, and which label in a transcript is whose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

UNKNOWN = "unknown"
"""The role of a speaker nobody has confirmed yet; never a role a project may define."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A person under a pseudonym, with a role and whatever else the study knows.

    Attributes:
        id: the pseudonym; identity across transcripts.
        role: one of the project's roles, or "unknown".
        attributes: name -> value, as the researcher's table has them.
    """

    id: str
    role: str = UNKNOWN
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ValueError("a participant needs a pseudonym")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A label in one transcript, the participant it stands for, and whether a person has said so.

    Attributes:
        transcript: the transcript's id.
        label: as the file has it; "" for turns without a label.
        participant: the participant's id.
        proposed: the role the label suggests, or "unknown"; a proposal, never a decision.
        confirmed: True once a person (or the researcher's own table) has said who this is.
        source: who said so: "table", "command", "participants", "person", or "" while unconfirmed.
        generic: True where the label names no person ("Patient", "P", "Interviewer").
    """

    transcript: str
    label: str
    participant: str
    proposed: str = UNKNOWN
    confirmed: bool = False
    source: str = ""
    generic: bool = False
