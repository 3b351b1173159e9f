"""Plans of reports: which parts, of which codes and roles, with how many quotes. A template is a named plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from qual.model.selection import Selection

SECTIONS = (
    "summary", "participants", "codebook", "frequencies", "differences", "themes", "figures", "matrix", "joint",
    "cooccurrence", "saturation", "excerpts", "methods", "limitations",
)  # fmt: skip
"""Parts of a report in their order."""
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What a report has in it; the same plan of the same study gives the same bytes.

    Attributes:
        sections: of SECTIONS, in the order of SECTIONS whatever the order given.
        selection: what is counted and quoted.
        quotes: quotes of each theme, at most.
        by: what frequencies are split by: "role" or an attribute.
        test: whether differences have p-values.
        names: how people are named: "pseudonym", or "number" (patient 1, patient 2 …).
        seed: of everything that is drawn by chance.
    """

    sections: tuple[str, ...] = SECTIONS
    selection: Selection = field(default_factory=Selection)
    quotes: int = 6
    by: str = "role"
    test: bool = False
    names: str = "pseudonym"
    seed: int = 0

    def __post_init__(self) -> None:
        if unknown := [name for name in self.sections if name not in SECTIONS]:
            raise ValueError(f"a report has no part {unknown[0]!r}; there are {', '.join(SECTIONS)}")
        if self.names not in {"pseudonym", "number"}:
            raise ValueError(f"people are named by pseudonym or number, not by {self.names!r}")
        if not 0 <= self.quotes <= 100:  # noqa: PLR2004 - more is what excerpts are for
            raise ValueError(f"a theme has 0 to 100 quotes, not {self.quotes}")
        object.__setattr__(self, "sections", tuple(name for name in SECTIONS if name in self.sections))

    def to_json(self) -> str:
        """The plan as text, the same for the same plan."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """The plan that `to_json` wrote; what is missing is as usual.

        Raises:
            ValueError: if it is no plan.
        """
        told = json.loads(text)
        if not isinstance(told, Mapping):
            raise ValueError("a plan is a JSON object")  # noqa: TRY004 - one kind of error for whoever reads a file
        try:
            given = {name: _tuples(value) for name, value in told.items() if name != "selection"}
            chosen = {name: _tuples(value) for name, value in dict(told.get("selection", {})).items()}
            plan = cls(selection=Selection(**chosen), **given)
        except TypeError as error:
            raise ValueError(f"this is no plan of a report: {error}") from error
        if wrong := plan._of_another_kind():
            raise ValueError(f"this is no plan of a report: {wrong} cannot be that")
        return plan

    def _of_another_kind(self) -> str:
        """The first field whose value is of another kind than it has to be, "" where all are right."""
        kinds: dict[str, type] = {"quotes": int, "by": str, "test": bool, "seed": int}
        wrong = [name for name, kind in kinds.items() if type(getattr(self, name)) is not kind]
        chosen = self.selection
        wrong += [name for name in ("codes", "coders", "transcripts", "roles") if not _texts(getattr(chosen, name))]
        pairs: Any = chosen.attributes
        if not (isinstance(pairs, tuple) and all(_texts(pair) and len(pair) == _PAIR for pair in pairs)):
            wrong.append("attributes")
        return next(iter(wrong + ["unit"] * (not isinstance(chosen.unit, str))), "")


def _tuples(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def _texts(values: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(values, tuple) and all(isinstance(value, str) for value in values)
