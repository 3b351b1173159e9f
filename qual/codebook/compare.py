"""What changed between two states of a codebook, code by code."""

from __future__ import annotations

from dataclasses import dataclass, fields

from qual.model.codebook import Code, Codebook


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ids of the codes that differ between two codebooks; a code may stand under several headings.

    Attributes:
        added: only in the new one.
        removed: only in the old one.
        renamed: the name differs.
        redefined: the definition, a phrase or an example differs, so that earlier rejections may no longer hold.
        moved: under another theme.
        retired: retired in the new one, not in the old one.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    redefined: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True where no code differs in any of these ways."""
        return not any(getattr(self, field.name) for field in fields(self))

    def summary(self) -> str:
        """One line for people, such as "2 codes added, 1 redefined"."""
        counts = [(len(getattr(self, field.name)), field.name) for field in fields(self)]
        parts = [f"{count} {what}" for count, what in counts if count]
        if not parts:
            return "no code changed"
        first = next(count for count, _ in counts if count)
        noun = "code" if first == 1 else "codes"
        return ", ".join([parts[0].replace(" ", f" {noun} ", 1), *parts[1:]])


def compare(old: Codebook, new: Codebook) -> Comparison:
    """What became of each code; added and removed codes stand under that heading only.

    Args:
        old: the codebook as it was.
        new: the codebook as it is.

    Returns:
        the ids, in the order of the new codebook (of the old one for removed codes).
    """
    before = {code.id: code for code in old.codes}
    after = {code.id: code for code in new.codes}
    both = [(before[code.id], code) for code in new.codes if code.id in before]
    return Comparison(
        added=tuple(own for own in after if own not in before),
        removed=tuple(own for own in before if own not in after),
        renamed=tuple(b.id for a, b in both if a.name != b.name),
        redefined=tuple(b.id for a, b in both if _content(a) != _content(b)),
        moved=tuple(b.id for a, b in both if a.theme != b.theme),
        retired=tuple(b.id for a, b in both if b.retired and not a.retired),
    )


def _content(code: Code) -> tuple[object, ...]:
    """What a code means, apart from its name."""
    return code.definition, code.include, code.exclude, code.examples
