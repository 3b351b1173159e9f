"""Two groups beside each other: what differs, by how much, and what chance could do. Suggestions never enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.model.participant import UNKNOWN
from qual.model.selection import EVERYTHING, Selection
from qual.workflow import frames, unequal
from qual.workflow.counted import Counted, counted
from qual.workflow.counting import default_pair, part_in_words
from qual.workflow.declaring import Declared, declared
from qual.workflow.learning import learner_report

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.projects import OpenProject

_TWO = 2
_UNEVEN = 0.02
"""Shares reviewed that are further apart than this make a difference of their own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to compare, and how far to go.

    Attributes:
        by: "role", or an attribute of participants.
        groups: the two groups; unless given, the first two roles of the project, or an attribute's two values.
        test: whether to compute p values.
        secondary: whether to add Fisher's and Boschloo's tests of n/N.
        declared_only: only codes and themes that were declared for testing.
        covariates: attributes of participants to hold, or "role".
        pairs: the attribute that both members of a matched pair share, "" for none.
        seed: of the permutations that are drawn.
    """

    by: str = "role"
    groups: tuple[str, ...] = ()
    test: bool = False
    secondary: bool = False
    declared_only: bool = False
    covariates: tuple[str, ...] = ()
    pairs: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class DifferenceAnswer:
    """Differences with everything that must stand beside them.

    Attributes:
        rows: columns of `analysis.frame.DIFFERENCES`, codes first, then whole themes; empty where nothing can be
            compared.
        compared: the two groups, or () where there are not two.
        odds: columns of `analysis.frame.ODDS`; empty unless covariates were asked for.
        pairs: columns of `analysis.frame.PAIRS`; empty unless pairs were asked for.
        matched: the pairs, a participant of the first group and one of the second.
        alone: participants without exactly one partner.
        reviewed: group -> share of its segments that a person has looked at.
        declared: what was declared for testing, and when.
        notes: sentences that belong beside the tables.
        wanted: what was asked for.
        unit: what the counted segments were cut by.
        selection: what narrowed the count.
    """

    rows: pd.DataFrame
    compared: tuple[str, ...]
    odds: pd.DataFrame
    pairs: pd.DataFrame
    matched: tuple[tuple[str, str], ...]
    alone: tuple[str, ...]
    reviewed: Mapping[str, float]
    declared: tuple[Declared, ...]
    notes: tuple[str, ...]
    wanted: Wanted
    unit: str
    selection: Selection


def compare(
    project: OpenProject, wanted: Wanted | None = None, *, selection: Selection = EVERYTHING
) -> DifferenceAnswer:
    """Compare two groups of participants, code by code and theme by theme.

    Raises:
        NotFound: for an attribute, group, code or anything else of the selection that is not there.
        Refused: for groups that are not two, or a comparison that makes no sense.
    """
    from qual.analysis.frame import DIFFERENCES, ODDS, PAIRS, tidy
    from qual.analysis.frequencies import frequencies

    asked = wanted or Wanted()
    data = counted(project, selection, asked.by)
    pair = _pair(data, asked.groups)
    said = declared(project)
    base = frequencies(
        data.segments, data.codings, data.book, by=data.column, groups=data.groups, reviews=data.reviews,
        decisions=data.decisions, marked=data.marked if selection.codes else None,
    )  # fmt: skip
    notes = [*data.notes, *base.notes]
    if not pair:
        notes.append(f"No differences: {asked.by} does not have just two groups with segments.")
        return DifferenceAnswer(
            tidy([], DIFFERENCES), (), tidy([], ODDS), tidy([], PAIRS), (), (), base.reviewed, said,
            tuple(dict.fromkeys(notes)), asked, data.unit, selection,
        )  # fmt: skip
    tables = _tables(project, data, pair, asked, said)
    report = learner_report(project)
    notes += [*(unequal.sentences(report, project.codebook.book) if report else ())]
    notes += [*uneven(base.reviewed, pair), *tables.notes, *(one.words for one in said if asked.test)]
    return DifferenceAnswer(
        tables.rows, pair, tables.odds, tables.pairs, tables.matched, tables.alone, base.reviewed, said,
        tuple(dict.fromkeys(notes)), asked, data.unit, selection,
    )  # fmt: skip


def uneven(reviewed: Mapping[str, float], pair: Sequence[str]) -> tuple[str, ...]:
    """The warning that one group has been read further than the other, where it has."""
    shares = [reviewed.get(group, 0.0) for group in pair]
    if abs(shares[0] - shares[1]) <= _UNEVEN:
        return ()
    more, less = (pair[0], pair[1]) if shares[0] > shares[1] else (pair[1], pair[0])
    read = f"{part_in_words(max(shares))}) than of {less} ({part_in_words(min(shares))}"
    why = f"what is not read counts as not said, so every difference leans towards {more}"
    return (f"More of {more} has been reviewed ({read}): {why}.",)


@dataclass(frozen=True, slots=True)
class _Tables:
    rows: pd.DataFrame
    odds: pd.DataFrame
    pairs: pd.DataFrame
    matched: tuple[tuple[str, str], ...]
    alone: tuple[str, ...]
    notes: tuple[str, ...]


def _tables(
    project: OpenProject, data: Counted, pair: tuple[str, str], asked: Wanted, said: Sequence[Declared]
) -> _Tables:
    """The differences, and what was asked for beside them."""
    from qual.analysis.compare import differences
    from qual.analysis.dyads import dyads
    from qual.analysis.frame import ODDS, PAIRS, tidy
    from qual.analysis.gee import held

    before = tuple(one.target for one in said if one.beforehand)
    only = {one.target for one in said} if asked.declared_only else None
    if only is not None and not only:
        raise Refused(
            "Comparing only what was declared",
            "nothing is declared",
            hint="Declare codes with `qual declare CODE`.",
        )
    made_of = (data.segments, data.codings, data.book)
    found = differences(
        *made_of, groups=pair, test=asked.test, declared=before, secondary=asked.secondary, themes=data.themes,
        only=only, seed=asked.seed, by=data.column,
    )  # fmt: skip
    notes = list(found.notes)
    odds, matched_rows = tidy([], ODDS), tidy([], PAIRS)
    matched: tuple[tuple[str, str], ...] = ()
    alone: tuple[str, ...] = ()
    if asked.covariates:
        known = {name: _values(project, name, asked.by) for name in asked.covariates}
        ratios = held(
            *made_of, groups=pair, covariates=known, by=data.column, test=asked.test, declared=before,
            themes=data.themes, only=only, seed=asked.seed,
        )  # fmt: skip
        odds, notes = ratios.rows, [*notes, *ratios.notes]
    if asked.pairs:
        twos = dyads(
            *made_of, groups=pair, pair_of=_values(project, asked.pairs, asked.by), by=data.column, test=asked.test,
            declared=before, themes=data.themes, only=only, seed=asked.seed,
        )  # fmt: skip
        matched_rows, matched, alone = twos.rows, twos.pairs, twos.alone
        notes += twos.notes
    return _Tables(found.rows, odds, matched_rows, matched, alone, tuple(notes))


def _pair(data: Counted, groups: Sequence[str]) -> tuple[str, str] | tuple[()]:
    """The groups asked for, or else the ones meant."""
    if not groups:
        return default_pair(data.by, data.groups)
    if len(groups) != _TWO or groups[0] == groups[1]:
        raise Refused("Comparing groups", f"a difference is between two, not {', '.join(groups)}")
    for group in groups:
        if group not in data.groups and group not in set(data.segments[data.column]):
            there = ", ".join(dict.fromkeys(data.segments[data.column])) or "none"
            raise NotFound(f"group of {data.by}", group, hint=f"There are {there}.")
    return groups[0], groups[1]


def _values(project: OpenProject, attribute: str, by: str) -> dict[str, str]:
    """Participant -> what the table says of this attribute, or the role; those of whom it says nothing are out."""
    if attribute == by:
        raise Refused(f"Holding {attribute}", "it is what the groups are told by", hint="Name another attribute.")
    with project.store.reading() as tables:
        people = tables.participants()
    if attribute == "role":
        return {person.id: person.role for person in people if person.role != UNKNOWN}
    names = frames.attribute_names(people)
    if attribute not in names:
        raise NotFound("participant attribute", attribute, hint=f"There are {', '.join(['role', *names])}.")
    return {person.id: person.attributes[attribute] for person in people if person.attributes.get(attribute)}
