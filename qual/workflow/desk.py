"""What one batch of acts works on: the open transaction, the codebook as it will be, and the texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qual.workflow.clock import now

if TYPE_CHECKING:
    from qual.codebook.keepsake import Keepsake
    from qual.model.codebook import Codebook
    from qual.model.coding import Op
    from qual.store.store import Tables
    from qual.workflow.codebooks import CodebookState
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an op.

    Attributes:
        op: the op's id.
        event: its place in the record; None where nothing new was recorded.
        refusal: why it was not carried out, "" where it was.
        coding: the id of the coding it made or changed, "" where there is none.
        unchanged: True where the same act already stood.
        code: the id of the code it made, or that "new:" and a name stood for.
        note: what a person should know though it was carried out, "" for nothing.
    """

    op: str
    event: int | None = None
    refusal: str = ""
    coding: str = ""
    unchanged: bool = False
    code: str = ""
    note: str = ""


@dataclass(slots=True)
class Desk:
    """What a batch of acts needs to know, read once, and what its earlier acts have made of it.

    Attributes:
        project: the open project.
        tables: the transaction all acts of the batch are in.
        found: the codebook in force as the batch began.
        state: the codebook as the acts so far have made it; written to its file when all are done.
        version: of that codebook.
        texts: transcript id -> current text, as far as asked for.
        last: the act recorded last, None before the first.
        note: what the codebook file was before it was written, None where it was not.
    """

    project: OpenProject
    tables: Tables
    found: CodebookState
    state: CodebookState
    version: str
    texts: dict[str, str] = field(default_factory=dict)
    last: Op | None = None
    note: Keepsake | None = None

    @property
    def book(self) -> Codebook:
        """The codebook as the acts so far have made it."""
        return self.state.book

    def text(self, transcript: str) -> str | None:
        """The transcript's current text, or None where there is no such transcript."""
        if transcript not in self.texts:
            found = self.tables.texts([transcript])
            if transcript not in found:
                return None
            self.texts[transcript] = found[transcript]
        return self.texts[transcript]

    def changed(self, transcript: str) -> None:
        """The transcript's text is another now: read it again when it is next asked for."""
        self.texts.pop(transcript, None)

    def record(self, op: Op, payload: dict[str, object], *, created: str = "") -> int:
        """Append the event of this act; ids, offsets and counts only, never words. Returns its place."""
        self.last = op
        return self.tables.append_event(
            op=op.id,
            kind=op.act,
            coder=op.coder,
            created=created or now(),
            codebook_version=self.version,
            payload=payload,
        )

    def wrong_words(self, op: Op) -> str:
        """Why the words an act means cannot be marked, or ""."""
        text = self.text(op.transcript)
        if text is None:
            return f"There is no transcript {op.transcript!r} in this project."
        if op.span is None or op.span.end > len(text):
            return f"The words lie outside transcript {op.transcript}, which has {len(text)} characters."
        place = f"{op.span.start}-{op.span.end} of transcript {op.transcript}"
        if op.quote and op.quote != op.span.of(text):
            return f"The quote is not what stands at {place}."
        return "" if op.span.of(text).strip() else f"There are no words at {place}."
