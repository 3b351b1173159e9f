"""Where suggestions serve one role worse than another: what to say of it beside every count."""

from __future__ import annotations

from collections.abc import Callable

from qual.model.codebook import Codebook
from qual.model.learning import DIFFERS, Fairness, Gap, LearnerReport, RoleFound


def sentences(
    report: LearnerReport, book: Codebook, *, plain: Callable[[str], str] = str, strong: str = "", slanted: str = ""
) -> list[str]:
    """What differs, with its numbers, what it does to the counts, and what helps; nothing where nothing differs.

    Args:
        report: what the learner said of itself at its last run.
        book: gives the names of codes.
        plain: what is done to names so that they are shown as they are.
        strong: what stands around the counts.
        slanted: what stands around the names of codes.
    """
    if not report.differing:
        return []
    say = _Words(book, plain, strong, slanted)
    said = []
    overall = report.overall
    if overall is not None and overall.recall.verdict == DIFFERS:
        said.append(say.found(overall, "Suggestions found"))
    if overall is not None and overall.calibration.verdict == DIFFERS:
        said.append(say.calibrated(overall, "The learner’s probabilities"))
    for one in report.differing:
        if one.code and one.recall.verdict == DIFFERS:
            said.append(say.found(one, f"Of {say.name(one.code)}, suggestions found"))
        if one.code and one.calibration.verdict == DIFFERS:
            said.append(say.calibrated(one, f"Of {say.name(one.code)}, the probabilities"))
    if recall_differs(report):
        favoured = list(dict.fromkeys(plain(one.recall.higher) for one in _by_recall(report)))
        whom = favoured[0] if len(favoured) == 1 else "the role whose passages were found more often, code by code"
        said.append(
            f"In interviews that are only partly read, counts may therefore favour {whom}. Review the random audit "
            "passages to correct this: they are drawn without looking at suggestions."
        )
    if any(one.calibration.verdict == DIFFERS for one in report.differing):
        said.append("Probabilities enter no count; trust them less where they are further off.")
    said.append(
        f"Measured on {report.reviewed:,} reviewed passages, each judged by a learner that was not told of its "
        "participant."
    )
    return said


def recall_differs(report: LearnerReport) -> bool:
    """Whether less of one role's coded passages was found than of another's."""
    return bool(_by_recall(report))


def _by_recall(report: LearnerReport) -> list[Fairness]:
    return [one for one in report.differing if one.recall.verdict == DIFFERS]


class _Words:
    """How numbers and names are put."""

    def __init__(self, book: Codebook, plain: Callable[[str], str], strong: str, slanted: str) -> None:
        self._book, self._plain, self._strong, self._slanted = book, plain, strong, slanted

    def name(self, code: str) -> str:
        """A code's name, its id where the codebook has it no longer."""
        found = self._book.code(code)
        name = found.name if found else f"{code} (no longer in the codebook)"
        return f"{self._slanted}{self._plain(name)}{self._slanted}"

    def found(self, one: Fairness, begins: str) -> str:
        """41 of 60 coded passages of patients, but 18 of 45 of clinicians."""
        more, less = _ends(one, one.recall)
        gap = _gap(one.recall, lambda value: f"{100 * value:.0f}", " points")
        return (
            f"{begins} {self._of(more)} coded passages of {self._plain(more.role)}, but {self._of(less)} of "
            f"{self._plain(less.role)} ({gap})."
        )

    def calibrated(self, one: Fairness, begins: str) -> str:
        """Whose probabilities are further from what came true."""
        worse, better = _ends(one, one.calibration)
        gap = _gap(one.calibration, lambda value: f"{value:.2f}", " beyond chance")
        return (
            f"{begins} are further from what came true for {self._plain(worse.role)} than for "
            f"{self._plain(better.role)}: calibration error {_error(worse)} on {worse.passages:,} passages against "
            f"{_error(better)} on {better.passages:,} ({gap})."
        )

    def _of(self, role: RoleFound) -> str:
        return f"{self._strong}{role.found} of {role.coded}{self._strong}"


def _ends(one: Fairness, gap: Gap) -> tuple[RoleFound, RoleFound]:
    """The two roles of a gap, the one with the higher number first."""
    by_name = {role.role: role for role in one.roles}
    return by_name.get(gap.higher, RoleFound(gap.higher)), by_name.get(gap.lower, RoleFound(gap.lower))


def _gap(gap: Gap, number: Callable[[float], str], unit: str) -> str:
    """A verdict that says "differs" comes with its numbers (`qual.model.learning.from_json`)."""
    value, low, high = (number(one or 0.0) for one in (gap.gap, gap.low, gap.high))
    return f"a difference of {value}{unit}, 95 % interval {low} to {high}"


def _error(role: RoleFound) -> str:
    return "–" if role.ece is None else f"{role.ece:.2f}"
