"""The machine's proposal. A type of its own, so that nothing can take it for a coding."""

from __future__ import annotations

from dataclasses import dataclass

BANDS = ("likely", "possible", "unsure")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a suggestion, in words a researcher can check.

    Attributes:
        kind: "definition", "include", "example", "confirmed", "exclude", "rejected", "words", "role", "place",
            "manner", "before", "near" or "length"; or "change", the last: which kinds would have to go for the mind
            to change.
        text: the phrase, example or segment that counted.
        contribution: signed share of the log-odds; positive speaks for the code.
        segment: the id of the segment the text is, where it is one.
    """

    kind: str
    text: str
    contribution: float
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code proposed for a segment.

    Attributes:
        segment: the segment's id.
        code: the code's id.
        score: what the engine ranks by; comparable within one run only.
        probability: calibrated, or None where there is too little to calibrate.
        band: "likely", "possible" or "unsure".
        evidence: strongest first.
        model: the encoder's name and revision.
        codebook_version: hash of the codebook it was made under.

    Raises:
        ValueError: for a probability outside [0, 1] or an unknown band.
    """

    segment: str
    code: str
    score: float
    probability: float | None
    band: str
    evidence: tuple[Evidence, ...]
    model: str
    codebook_version: str

    def __post_init__(self) -> None:
        if self.band not in BANDS:
            raise ValueError(f"a band is one of {', '.join(BANDS)}, not {self.band!r}")
        if self.probability is not None and not 0 <= self.probability <= 1:
            raise ValueError(f"a probability lies in [0, 1], not at {self.probability}")
