"""Differences as tables people can read, on screen, in a terminal and in a report."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING

from qual.analysis.families import HOCHBERG, HOLM
from qual.model.codebook import Codebook
from qual.workflow.counting import FEWEST_FOR_PERCENT

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.comparing import DifferenceAnswer

Row = Mapping[str, object]
WHOLE = " (whole theme)"
SHORT = {HOLM: "Holm", HOCHBERG: "BH"}


def readable(answer: DifferenceAnswer, book: Codebook, *, whole: bool | None = None) -> pd.DataFrame:
    """The differences, largest first: both groups' n/N and shares, the difference with its interval, p if tested.

    Args:
        answer: what was compared.
        book: names the codes and themes.
        whole: only whole themes, or only codes; both unless given.
    """
    import pandas as pd

    lines = []
    for row in _sorted(answer.rows, "difference", whole=whole):
        line = {"Theme or code": name_of(row, book, told=whole is not None)}
        for side, group in zip(("first", "second"), answer.compared, strict=True):
            line[f"{group}, n/N"] = _part(row, f"{side}_participants", f"{side}_total")
            line[f"{group}, per 100 passages"] = _number(row[f"{side}_mean"], 100)
        line["Difference"] = points(row["difference"])
        line["95 % interval"] = interval(row["ci_low"], row["ci_high"])
        line |= _tested(row, answer)
        lines.append(line | {"Note": str(row["note"] or "")})
    return pd.DataFrame(lines)


def details(answer: DifferenceAnswer, book: Codebook, *, whole: bool | None = None) -> pd.DataFrame:
    """What stands beside the differences: medians with quartiles, rates, and the difference of n/N."""
    import pandas as pd

    lines = []
    for row in _sorted(answer.rows, "difference", whole=whole):
        line = {"Theme or code": name_of(row, book, told=whole is not None)}
        for side, group in zip(("first", "second"), answer.compared, strict=True):
            middle, low, high = (_number(row[f"{side}_{name}"], 100) for name in ("median", "q1", "q3"))
            line[f"{group}, median [quartiles] per 100"] = f"{middle} [{low} to {high}]"
            line[f"{group}, per 1,000 words"] = _number(row[f"{side}_rate"], 1)
        if not few(answer):
            line |= {
                "Difference of n/N": points(row["n_difference"]),
                "95 % interval (Newcombe)": interval(row["n_low"], row["n_high"]),
            }
        if answer.wanted.secondary:
            line |= {"Fisher": probability(row["fisher"]), "Boschloo": probability(row["boschloo"])}
        lines.append(line)
    return pd.DataFrame(lines)


def readable_odds(answer: DifferenceAnswer, book: Codebook, *, whole: bool | None = None) -> pd.DataFrame:
    """The odds ratios with covariates held."""
    import pandas as pd

    lines = []
    for row in _sorted(answer.odds, "odds_ratio", whole=whole):
        low, high = (_number(row[name], 1, places=2) for name in ("ci_low", "ci_high"))
        line = {
            "Theme or code": name_of(row, book, told=whole is not None),
            "Odds ratio": _number(row["odds_ratio"], 1, places=2),
            "95 % interval": "–" if low == "–" else f"{low} to {high}",
        }
        if answer.wanted.test:
            line |= {"p": probability(row["p"]), "p, adjusted": probability(row["p_adjusted"])}
            line["p from"] = str(row["method"] or "")
        lines.append(line | {"Note": str(row["note"] or "")})
    return pd.DataFrame(lines)


def readable_pairs(answer: DifferenceAnswer, book: Codebook, *, whole: bool | None = None) -> pd.DataFrame:
    """The differences within matched pairs."""
    import pandas as pd

    lines = []
    for row in _sorted(answer.pairs, "difference", whole=whole):
        line = {
            "Theme or code": name_of(row, book, told=whole is not None),
            "Pairs": str(row["pairs"]),
            "Difference": points(row["difference"]),
            "95 % interval": interval(row["ci_low"], row["ci_high"]),
        }
        lines.append(line | _tested(row, answer) | {"Note": str(row["note"] or "")})
    return pd.DataFrame(lines)


def name_of(row: Row, book: Codebook, *, told: bool) -> str:
    """The name of a row's code or theme, its id where it has left the codebook; `told`: which of both it is."""
    if is_whole(row):
        theme = book.theme(str(row["theme"]))
        return (theme.name if theme else str(row["theme"])) + ("" if told else WHOLE)
    code = book.code(str(row["code"]))
    return code.name if code else f"{row['code']} (no longer in the codebook)"


def labels(answer: DifferenceAnswer, book: Codebook, *, whole: bool) -> list[tuple[str, str, str]]:
    """Id, kind ("") and name of each row, in the order of `readable`: what its passages are found by."""
    return [
        (str(row["theme"] if whole else row["code"]), "", name_of(row, book, told=True))
        for row in _sorted(answer.rows, "difference", whole=whole)
    ]


def few(answer: DifferenceAnswer) -> bool:
    """Whether a group has too few people for percentages."""
    totals = answer.rows[["first_total", "second_total"]]
    return bool(len(totals)) and int(totals.to_numpy().min()) < FEWEST_FOR_PERCENT


def is_whole(row: Row) -> bool:
    """Whether a row is about a whole theme."""
    return not isinstance(row["code"], str) or not row["code"]


def points(value: object) -> str:
    """A difference of shares in points per hundred, a dash where it is not defined."""
    return "–" if _missing(value) else f"{100 * float(str(value)):+.1f}".replace("-", "−")


def interval(low: object, high: object) -> str:
    """Both ends in points, a dash where there is no interval."""
    return "–" if _missing(low) or _missing(high) else f"{points(low)} to {points(high)}"


def probability(value: object) -> str:
    """A p value to three places, a dash where there is none."""
    if _missing(value):
        return "–"
    p = float(str(value))
    return "< 0.001" if p < 0.001 else f"{p:.3f}"  # noqa: PLR2004 - what three places can show


def _tested(row: Row, answer: DifferenceAnswer) -> dict[str, str]:
    if not answer.wanted.test:
        return {}
    family = "" if _missing(row["family"]) else f" ({SHORT[str(row['method'])]} of {row['family']})"
    several = any(one.beforehand for one in answer.declared)
    return {
        "p": probability(row["p"]),
        "p, adjusted": probability(row["p_adjusted"]) + (family if several else ""),
        "p, max-T": probability(row["p_max"]),
    }


def _sorted(table: pd.DataFrame, column: str, *, whole: bool | None) -> list[dict[str, object]]:
    """The rows wanted, by falling value; what has none last, each in its own order."""
    rows = [
        {str(name): value for name, value in row.items()}
        for row in table.to_dict("records")
        if whole is None or is_whole({str(name): value for name, value in row.items()}) == whole
    ]
    return sorted(
        rows, key=lambda row: (_missing(row[column]), 0.0 if _missing(row[column]) else -_float(row[column]))
    )


def _part(row: Row, number: str, total: str) -> str:
    return f"{row[number]}/{row[total]}"


def _number(value: object, times: float, *, places: int = 1) -> str:
    return "–" if _missing(value) else f"{times * _float(value):.{places}f}"


def _float(value: object) -> float:
    return float(str(value))


def _missing(value: object) -> bool:
    try:
        return value is None or isnan(_float(value))
    except ValueError:
        return True
