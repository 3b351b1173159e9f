"""One source: its canonical text, its hash and its ordered turns."""

from __future__ import annotations

from dataclasses import dataclass

from qual.model.span import Span


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted talk.

    Attributes:
        order: 0-based place in the transcript.
        span: the words spoken, without label or time.
        label: the speaker's label as the file has it, "" without one.
        start_s: seconds from the start of the recording, None where the file has no times.
        end_s: as above.
    """

    order: int
    span: Span
    label: str = ""
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One source, immutable: `turn.span.of(text)` are the words of the turn.

    Attributes:
        id: short name, unique in the project (the file's stem, or the name a table gives).
        file: the name of the untouched upload in `transcripts/`.
        sha256: hash of the upload's bytes.
        text: canonical text: LF, no BOM, XML-illegal characters removed, otherwise as the file had it.
        turns: in order, never overlapping.

    Raises:
        ValueError: if turns overlap, are out of order or reach beyond the text.
    """

    id: str
    file: str
    sha256: str
    text: str
    turns: tuple[Turn, ...]

    def __post_init__(self) -> None:
        at = 0
        for order, turn in enumerate(self.turns):
            if turn.order != order or turn.span.start < at or turn.span.end > len(self.text):
                raise ValueError(f"turn {order} of transcript {self.id} is out of place")
            at = turn.span.end

    @property
    def words(self) -> int:
        """Words spoken, by white space, in all turns."""
        return sum(len(turn.span.of(self.text).split()) for turn in self.turns)
