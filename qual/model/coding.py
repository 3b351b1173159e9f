"""What people do: codings, decisions, reviews, and the acts that make them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from qual.model.span import Span
from qual.model.surgery import Surgery

ACTS = (
    "accept", "reject", "code", "review", "remove", "recode", "resize", "memo", "newcode", "correct", "place",
    "affirm", "mergethemes", "dismisstheme", "restoretheme", "codebook", "choose", "undo",
    "redo",
)  # fmt: skip
"""accept and reject answer a suggestion; code marks any words; review says "read, nothing more to add"; remove
takes a coding back, recode gives its words another code, resize gives it other words; memo writes, changes or
deletes a note; newcode adds a code to the codebook; correct mends a typing error in a transcript; place puts a
coding that lost its words where they are now; affirm says that a coding is right under its code's meaning of now;
mergethemes, dismisstheme and restoretheme (back again) are about candidate themes; codebook is a surgery on it;
choose settles something about counting or reporting (`qual.model.choice`); undo takes a stroke of acts
back, redo does it again."""

ORIGINS = ("suggestion", "reader", "file")


@dataclass(frozen=True, slots=True)
class Op:
    """One act a person asks for, as it comes from a screen, a file or Python.

    Attributes:
        id: made by the asker, not empty; the same id is applied once, however often it arrives. Acts that share
            it up to its first dot are one stroke.
        act: one of ACTS.
        coder: the person's name.
        transcript: transcript id ("" for undo).
        span: the words meant (None where the act names no words).
        code: code id, or "new:" and the name of a code made by an earlier act ("" where no code is meant).
        quote: the words the person saw; must equal the text at the span where given.
        memo: a note, "" for none; why a surgery is done.
        blind: True where no suggestion was visible.
        origin: where the act was made: suggestion, reader or file.
        target: the coding to remove, recode, resize, place or affirm, what a memo or a choice is about, the
            candidate theme that stays in a merge, is dismissed or brought back, or an act of the stroke to undo or
            redo.
        score: the suggestion's score as it was seen, frozen here.
        band: the suggestion's band as it was seen.
        model: the model of the suggestion as it was seen.
        why: why the passage stood in the queue, "" where it was not decided there.
        about: what a memo is about, one of `qual.model.memo.ABOUT`, or a choice, one of `qual.model.choice.ABOUT`.
        replaces: the memo that this one takes the place of, "" for a new one; the candidate theme that is merged
            into the target.
        text: the corrected words, a new code's definition, the value of a choice, or the meaning of the code as who
            affirms has read it.
        name: a new code's name.
        theme: id of the theme a new code goes under, "" for none in particular.
        surgery: what is done to the codebook, None for any other act.
    """

    id: str
    act: str
    coder: str
    transcript: str = ""
    span: Span | None = None
    code: str = ""
    quote: str = ""
    memo: str = ""
    blind: bool = False
    origin: str = "reader"
    target: str = ""
    score: float | None = None
    band: str = ""
    model: str = ""
    why: str = ""
    about: str = ""
    replaces: str = ""
    text: str = ""
    name: str = ""
    theme: str = ""
    surgery: Surgery | None = None

    @property
    def stroke(self) -> str:
        """What acts of one keystroke share: the op id up to its first dot."""
        return stroke_of(self.id)

    def __post_init__(self) -> None:
        if not self.stroke:
            raise ValueError("an act needs an id that does not begin with a dot")
        if self.act not in ACTS:
            raise ValueError(f"an act is one of {', '.join(ACTS)}, not {self.act!r}")
        if not self.coder.strip():
            raise ValueError("an act needs the name of the person who does it")
        if self.origin not in ORIGINS:
            raise ValueError(f"an origin is one of {', '.join(ORIGINS)}, not {self.origin!r}")


def stroke_of(op: str) -> str:
    """The stroke an op belongs to: its id up to the first dot; such acts are undone and redone together."""
    return op.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Coding:
    """A person's act: a code on a span of words.

    Attributes:
        code: the code it counts as now.
        given: the code the coder gave, where codes were merged or split since; "" where it is the same.
    """

    id: str
    transcript: str
    span: Span
    quote: str
    code: str
    coder: str
    origin: str
    blind: bool
    codebook_version: str
    created: str
    memo: str = ""
    given: str = ""

    @property
    def coded_as(self) -> str:
        """The code the coder gave."""
        return self.given or self.code


@dataclass(frozen=True, slots=True)
class Decision:
    """Accept or reject of a code on a span; kept even where it yields no coding.

    Attributes:
        verdict: "accept" or "reject".
        meaning: hash of the code's meaning when it was decided; a reject holds while it is unchanged.
    """

    id: str
    transcript: str
    span: Span
    code: str
    verdict: str
    coder: str
    blind: bool
    codebook_version: str
    meaning: str
    created: str
    memo: str = ""
    score: float | None = None
    band: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """This coder has read this span: the denominators, and what was left uncoded."""

    id: str
    transcript: str
    span: Span
    coder: str
    blind: bool
    created: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the append-only record.

    Attributes:
        seq: place in the record, 1, 2, 3 …
        op: the op's id (unique).
        kind: what was done: an act, or "import", "segment", "suggest", "speakers", "codebook" …
        coder: who, "" for the tool itself.
        created: UTC, ISO 8601.
        codebook_version: in force at the time.
        payload: ids, offsets and counts as JSON; the words stay in the transcript.
        undone_by: seq of the event that undid it, None while it stands.
    """

    seq: int
    op: str
    kind: str
    coder: str
    created: str
    codebook_version: str
    payload: str
    undone_by: int | None = None

    @property
    def stroke(self) -> str:
        """What acts of one keystroke share: the op id up to its first dot."""
        return stroke_of(self.op)

    @property
    def details(self) -> dict[str, object]:
        """The payload as a mapping."""
        found = json.loads(self.payload)
        return found if isinstance(found, dict) else {}
