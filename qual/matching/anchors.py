"""What of a code is embedded: the texts a segment is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qual.model.codebook import Code

EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class Anchor:
    """One text that stands for a code, or for what the code is not.

    Attributes:
        code: place of the code among the codes handed in.
        kind: "definition", "include", "example" or "exclude"; also the kind of the evidence.
        text: as the researcher wrote it, for the evidence.
        embedded: as the encoder reads it.
    """

    code: int
    kind: str
    text: str
    embedded: str


def anchors_of(codes: Sequence[Code]) -> tuple[Anchor, ...]:
    """Every text of every code; each code has at least one that speaks for it.

    The name goes before the definition; a code without a definition is known by its name, one
    without a name by its id. Texts that a code repeats count once.
    """
    found: dict[tuple[int, str, str], Anchor] = {}
    for place, code in enumerate(codes):
        name = code.name.strip() or code.id.replace("_", " ").replace("-", " ").strip()
        definition = code.definition.strip()
        described = f"{name}: {definition}" if definition else name
        texts = [("definition", definition or name, described)]
        texts += [("include", phrase.strip(), phrase.strip()) for phrase in code.include]
        texts += [("example", example.text.strip(), example.text.strip()) for example in code.examples]
        texts += [(EXCLUDE, phrase.strip(), phrase.strip()) for phrase in code.exclude]
        for kind, text, embedded in texts:
            if embedded:
                found.setdefault((place, kind, embedded), Anchor(place, kind, text, embedded))
    return tuple(found.values())
