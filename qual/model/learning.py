"""What a run of the learner says of itself: how well each code is learned, and whether roles are served alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from math import isfinite
from typing import TypeVar

DIFFERS, NO_DIFFERENCE, TOO_LITTLE = "differs", "no difference seen", "too little to tell"
VERDICTS = (DIFFERS, NO_DIFFERENCE, TOO_LITTLE)

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class RoleFound:
    """What suggestions found in the words of one role.

    Attributes:
        role: whose words.
        found: coded passages (pairs of a passage and a code) that were suggested, of `coded` there are.
        coded: see `found`.
        recall: found / coded, None where nothing is coded.
        low, high: its 95 % interval (Wilson), None where there is none.
        passages: passages that were looked at.
        participants: people they are of.
        ece: expected calibration error of the probabilities, None where there are none.
    """

    role: str
    found: int = 0
    coded: int = 0
    recall: float | None = None
    low: float | None = None
    high: float | None = None
    passages: int = 0
    participants: int = 0
    ece: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """The largest difference between two roles.

    Attributes:
        verdict: one of VERDICTS.
        higher: the role with the higher number, "" where nothing was compared; `lower` the other.
        lower: see `higher`.
        gap: higher minus lower, None where nothing was compared.
        low, high: its 95 % interval.
        why: the verdict in a sentence.
    """

    verdict: str
    higher: str = ""
    lower: str = ""
    gap: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fairness:
    """Whether suggestions serve roles alike, for one code or ("") for all together.

    Attributes:
        code: the code's id, "" for all.
        roles: each role's share found, in order of appearance.
        recall: the largest difference in what was found.
        calibration: the largest difference in calibration error.
    """

    code: str
    roles: tuple[RoleFound, ...]
    recall: Gap
    calibration: Gap

    @property
    def differs(self) -> bool:
        """Whether roles differ in what was found or in calibration."""
        return DIFFERS in (self.recall.verdict, self.calibration.verdict)


@dataclass(frozen=True, slots=True)
class CodeLearned:
    """How well one code is learned, measured on participants the learner had not seen.

    Attributes:
        code: the code's id.
        n_pos: passages that have it.
        ap: average precision, None where it cannot be told.
        ece: expected calibration error, None where it cannot be told.
        threshold: the probability from which it is suggested, None where there is none.
    """

    code: str
    n_pos: int
    ap: float | None = None
    ece: float | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class LearnerReport:
    """What the learner found out about itself at its last run.

    Attributes:
        made: when, UTC, ISO 8601.
        reviewed: passages it could learn from and be measured on.
        codes: each code, in the order of the codebook.
        roles: roles compared, all codes together first, then each code.
    """

    made: str
    reviewed: int
    codes: tuple[CodeLearned, ...] = ()
    roles: tuple[Fairness, ...] = ()

    @property
    def overall(self) -> Fairness | None:
        """Roles compared over all codes, None where they were not."""
        return next((one for one in self.roles if not one.code), None)

    @property
    def differing(self) -> tuple[Fairness, ...]:
        """Where roles differ: all codes together, then single codes."""
        return tuple(one for one in self.roles if one.differs)


def to_json(report: LearnerReport) -> str:
    """The report as one line of JSON; the same report is the same line.

    Raises:
        ValueError: if a number in it is not finite.
    """
    return json.dumps(asdict(report), ensure_ascii=False, sort_keys=True, allow_nan=False)


def from_json(text: str | None) -> LearnerReport | None:
    """The report in a text, None where the text holds none.

    A report of another version of qual is read as far as it is understood: what is missing or of another kind
    becomes "", 0 or None, an entry without its name is left out, and what is unknown is passed over.
    """
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, Mapping):
        return None
    return LearnerReport(
        made=_words(found.get("made")),
        reviewed=_whole(found.get("reviewed")),
        codes=_each(found.get("codes"), _code),
        roles=_each(found.get("roles"), _fairness),
    )


def _each(found: object, read: Callable[[Mapping[str, object]], _Item | None]) -> tuple[_Item, ...]:
    """What can be read of a list."""
    rows: Iterable[object] = found if isinstance(found, list) else ()
    items = (read(row) for row in rows if isinstance(row, Mapping))
    return tuple(item for item in items if item is not None)


def _code(row: Mapping[str, object]) -> CodeLearned | None:
    name = _words(row.get("code"))
    numbers = (_number(row.get(key)) for key in ("ap", "ece", "threshold"))
    return CodeLearned(name, _whole(row.get("n_pos")), *numbers) if name else None


def _fairness(row: Mapping[str, object]) -> Fairness | None:
    if not isinstance(row.get("code"), str):
        return None
    return Fairness(
        code=_words(row.get("code")),
        roles=_each(row.get("roles"), _role),
        recall=_gap(row.get("recall")),
        calibration=_gap(row.get("calibration")),
    )


def _role(row: Mapping[str, object]) -> RoleFound | None:
    name = _words(row.get("role"))
    if not name:
        return None
    return RoleFound(
        role=name,
        found=_whole(row.get("found")),
        coded=_whole(row.get("coded")),
        recall=_number(row.get("recall")),
        low=_number(row.get("low")),
        high=_number(row.get("high")),
        passages=_whole(row.get("passages")),
        participants=_whole(row.get("participants")),
        ece=_number(row.get("ece")),
    )


def _gap(found: object) -> Gap:
    """A gap; what cannot be read, or has a verdict nobody knows, tells too little."""
    row: Mapping[str, object] = found if isinstance(found, Mapping) else {}
    verdict = _words(row.get("verdict"))
    numbers = [_number(row.get(key)) for key in ("gap", "low", "high")]
    known = verdict in VERDICTS and (verdict == TOO_LITTLE or None not in numbers)
    return Gap(
        verdict=verdict if known else TOO_LITTLE,
        higher=_words(row.get("higher")),
        lower=_words(row.get("lower")),
        gap=numbers[0],
        low=numbers[1],
        high=numbers[2],
        why=_words(row.get("why")),
    )


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    """A finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None


def _whole(value: object) -> int:
    """A count; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
