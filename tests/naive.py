"""Brute-force twins: the definitions, word for word, with loops and without any cleverness."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from math import comb
from statistics import fmean, pstdev

import numpy as np

from qual.model.correction import Correction, alignment
from qual.model.span import Span

Row = Mapping[str, object]


def share_a_word(segment: Row, span: Row) -> bool:
    """True if a letter, digit or underscore lies in both."""
    if segment["transcript"] != span["transcript"]:
        return False
    text, at = str(segment["text"]), int(str(segment["start"]))
    inside = range(int(str(span["start"])), int(str(span["end"])))
    return any(re.match(r"\w", letter) and at + place in inside for place, letter in enumerate(text))


def every_word_read(segment: Row, spans: Iterable[Row]) -> bool:
    """True if each letter, digit or underscore of the segment lies in some span."""
    own = [s for s in spans if s["transcript"] == segment["transcript"]]
    text, at = str(segment["text"]), int(str(segment["start"]))
    return all(
        any(int(str(s["start"])) <= at + place < int(str(s["end"])) for s in own)
        for place, letter in enumerate(text)
        if re.match(r"\w", letter)
    )


def count(segments: Sequence[Row], codings: Sequence[Row], codes: Iterable[str], role: str) -> dict[str, float]:
    """Participants, segments, totals and mean share of one role for a set of codes."""
    wanted = set(codes)
    own = [s for s in segments if s["role"] == role]
    having = [s for s in own if any(c["code"] in wanted and share_a_word(s, c) for c in codings)]
    people = {str(s["participant"]) for s in own}
    shares = [
        sum(s["participant"] == person for s in having) / sum(s["participant"] == person for s in own)
        for person in people
    ]
    spoken = [sum(len(str(s["text"]).split()) for s in own if s["participant"] == person) for person in people]
    return {
        "participants": len({str(s["participant"]) for s in having}),
        "participants_total": len(people),
        "segments": len(having),
        "segments_total": len(own),
        "mean_share": fmean(shares),
        "median": quantile(shares, 0.5),
        "q1": quantile(shares, 0.25),
        "q3": quantile(shares, 0.75),
        "words": sum(spoken),
        "words_median": quantile(spoken, 0.5),
        "words_min": min(spoken),
        "words_max": max(spoken),
    }


def quantile(values: Sequence[float], part: float) -> float:
    """Hyndman and Fan's type 7: along the line between the two ordered values beside it."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def reviewed(
    segments: Sequence[Row], codings: Sequence[Row], reviews: Sequence[Row], decisions: Sequence[Row], role: str
) -> float:
    """Share of a role's segments (those with a word) that somebody has looked at."""
    own = [s for s in segments if s["role"] == role and re.search(r"\w", str(s["text"]))]
    seen = [
        s for s in own if every_word_read(s, reviews) or any(share_a_word(s, act) for act in (*codings, *decisions))
    ]
    return len(seen) / len(own) if own else 0.0


def permutation(a: Sequence[float], b: Sequence[float]) -> float:
    """Share of all divisions of the pooled values whose means differ at least as much."""
    pooled = [*a, *b]
    observed = abs(fmean(a) - fmean(b))
    divisions = list(combinations(range(len(pooled)), len(a)))
    extreme = 0
    for chosen in divisions:
        first = [pooled[place] for place in chosen]
        second = [value for place, value in enumerate(pooled) if place not in chosen]
        extreme += abs(fmean(first) - fmean(second)) >= observed - 1e-10
    return extreme / len(divisions)


def max_t(first: Sequence[Sequence[float]], second: Sequence[Sequence[float]]) -> list[float]:
    """Step-down max-T over all divisions: rows are participants, columns codes, scaled by pooled deviations."""
    pooled = [*first, *second]
    codes = range(len(pooled[0]))

    def apart(chosen: Sequence[int]) -> list[float]:
        values = []
        for code in codes:
            ours = [row[code] for place, row in enumerate(pooled) if place in chosen]
            theirs = [row[code] for place, row in enumerate(pooled) if place not in chosen]
            spread = pstdev(row[code] for row in pooled)
            values.append(abs(fmean(ours) - fmean(theirs)) / spread if spread > 1e-10 else 0.0)
        return values

    observed = apart(range(len(first)))
    divisions = [apart(chosen) for chosen in combinations(range(len(pooled)), len(first))]
    order = sorted(codes, key=lambda code: -observed[code])
    p, before = [0.0] * len(order), 0.0
    for rank, code in enumerate(order):
        hits = sum(max(values[one] for one in order[rank:]) >= observed[code] - 1e-8 for values in divisions)
        before = p[code] = max(before, hits / len(divisions))
    return p


def boschloo(k1: int, n1: int, k2: int, n2: int) -> float:
    """Twice the smaller one-sided p: the chance of a table with Fisher's p no larger, at the worst common share."""

    def one_sided(a: int, n: int, b: int, m: int) -> float:
        fisher = {
            (x, y): sum(comb(n, i) * comb(m, x + y - i) for i in range(x, min(n, x + y) + 1)) / comb(n + m, x + y)
            for x in range(n + 1)
            for y in range(m + 1)
        }
        worst = [(x, y) for (x, y), p in fisher.items() if p <= fisher[a, b] * (1 + 1e-9)]
        shares = [place / 400 for place in range(1, 400)]
        return max(
            sum(comb(n, x) * comb(m, y) * p ** (x + y) * (1 - p) ** (n + m - x - y) for x, y in worst)
            for p in shares
        )

    return min(1.0, 2 * min(one_sided(k1, n1, k2, n2), one_sided(k2, n2, k1, n1)))


def sign_flip(apart: Sequence[float]) -> float:
    """Share of all ways to flip signs whose mean is at least as far from zero."""
    observed = abs(fmean(apart))
    flips = list(product((1, -1), repeat=len(apart)))
    far = sum(abs(fmean(s * d for s, d in zip(signs, apart, strict=True))) >= observed - 1e-10 for signs in flips)
    return far / len(flips)


def marginal_odds(counts: Sequence[int], totals: Sequence[int], first: Sequence[bool]) -> tuple[float, float]:
    """Log odds ratio and Mancl and DeRouen's error of an exchangeable logistic GEE, matrix by matrix.

    Fisher scoring and the moment estimate of the correlation in turn, until neither moves.
    """
    x = [np.array([[1.0, float(who)]] * total) for who, total in zip(first, totals, strict=True)]
    y = [np.array([1.0] * k + [0.0] * (m - k)) for k, m in zip(counts, totals, strict=True)]
    beta, alpha = np.zeros(2), 0.0
    for _ in range(200):
        bread, score, residuals = np.zeros((2, 2)), np.zeros(2), []
        parts = []
        for own, said in zip(x, y, strict=True):
            mu = 1 / (1 + np.exp(-own @ beta))
            slope = (mu * (1 - mu))[:, None] * own
            root = np.sqrt(mu * (1 - mu))
            work = np.outer(root, root) * (alpha + (1 - alpha) * np.eye(len(said)))
            inverse = np.linalg.inv(work)
            bread += slope.T @ inverse @ slope
            score += slope.T @ inverse @ (said - mu)
            residuals.append((said - mu) / root)
            parts.append((slope, inverse, said - mu))
        step = np.linalg.solve(bread, score)
        beta = beta + step
        pairs = sum(len(r) * (len(r) - 1) / 2 for r in residuals)
        products = sum((r.sum() ** 2 - (r**2).sum()) / 2 for r in residuals)
        scale = sum((r**2).sum() for r in residuals) / (sum(totals) - 2)
        fresh = products / ((pairs - 2) * scale)
        moved, alpha = max(abs(fresh - alpha), float(np.abs(step).max())), fresh
        if moved < 1e-10:
            break
    meat = np.zeros((2, 2))
    for slope, inverse, rest in parts:
        leverage = slope @ np.linalg.solve(bread, slope.T @ inverse)
        own = slope.T @ inverse @ np.linalg.solve(np.eye(len(rest)) - leverage, rest)
        meat += np.outer(own, own)
    turned = np.linalg.inv(bread)
    return float(beta[1]), float(np.sqrt((turned @ meat @ turned)[1, 1]))


def holm(p: Sequence[float]) -> list[float]:
    """Step down: the smallest times m, the next times m - 1 …, never below one before it."""
    m = len(p)
    ordered = sorted(p)
    return [min(1.0, max((m - j) * ordered[j] for j in range(ordered.index(value) + 1))) for value in p]


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Step up: m / rank times p, never above one after it."""
    m = len(p)
    ordered = sorted(p)
    return [min(m / (j + 1) * ordered[j] for j in range(ordered.index(value), m)) for value in p]


def moved(text: str, correction: Correction, span: Span) -> Span | None:
    """Where a span goes, following each character: `Correction.moved` without its arithmetic.

    A new character belongs to the span if it is an old one of it, if it is part of what took the place of whole
    words of it, or if it stands between two that do.
    """
    begin, end = correction.before.start, correction.before.end
    inside = set(range(span.start, span.end))
    came_from: dict[int, int] = {new: new for new in range(begin)}
    came_from |= {old + correction.growth: old for old in range(end, len(text))}
    belongs = set()
    for hunk in alignment(correction.old, correction.new).hunks:
        for old, new, length in hunk.matches:
            came_from |= {begin + new + n: begin + old + n for n in range(length)}
        olds = set(range(begin + hunk.old_start, begin + hunk.old_end))
        if olds and olds <= inside:
            belongs |= set(range(begin + hunk.new_start, begin + hunk.new_end))
    left = [old for old in came_from.values() if old in inside and not (begin <= old < end and text[old].isspace())]
    counted = [at for at in inside if not (begin <= at < end and text[at].isspace())]
    belongs |= {new for new, old in came_from.items() if old in inside}
    return Span(min(belongs), max(belongs) + 1) if left and 2 * len(left) >= len(counted) else None
