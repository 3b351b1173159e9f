"""What can be wrong with a file of another tool: so wrong that it is refused, or merely odd."""

from __future__ import annotations

from dataclasses import dataclass, field

from qual.errors import Problem

SHOWN = 5
"""So many oddities of one kind are told one by one; the rest are counted."""


class Unusable(ValueError):
    """Nothing of the file can be used.

    Attributes:
        why: what is wrong, a clause.
        line: 1-based line, None where the whole file is meant.
        hint: what to do.
    """

    def __init__(self, why: str, *, line: int | None = None, hint: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.line = line
        self.hint = hint


@dataclass(slots=True)
class Oddities:
    """Collects report lines about one file; what occurs very often is told a few times and then counted."""

    file: str
    _told: dict[str, list[Problem]] = field(default_factory=dict)
    _more: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, line: int | None, message: str, hint: str = "") -> None:
        """Note one oddity.

        Args:
            kind: a few words that name all oddities like it; they head the count of those not told.
            line: 1-based line, None where the whole file is meant.
            message: what happened, in one sentence.
            hint: what to do.
        """
        told = self._told.setdefault(kind, [])
        if len(told) < SHOWN:
            told.append(Problem(self.file, line, message, hint))
        else:
            self._more[kind] = self._more.get(kind, 0) + 1

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them, in the order of the lines; counts and what concerns the whole file come first."""
        found = [problem for told in self._told.values() for problem in told]
        found += [
            Problem(self.file, None, f"{kind}: {count:,} more like this") for kind, count in self._more.items()
        ]
        return tuple(sorted(found, key=lambda problem: problem.line or 0))
