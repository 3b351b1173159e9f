"""How codes are used: never, by one person only, for one role only; each with its denominators and its chance.

Counted are transcripts and participants, never segments: what one person says is alike, and a hundred segments of
one participant are no hundred reasons. Where a number is too small to tell, that is the answer. Codes that stand
on the same passages are found by `qual.matching.twins`.

References:
    Fisher (1935), The design of experiments (the exact test). Holm (1979), Scand J Stat 6:65-70.
    Tarone (1990), Biometrics 46:515-522 (which questions can be answered at all).
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import comb, prod

import numpy as np

from qual.analysis.adjust import holm

LEVEL = 0.05
"""The chance, over all codes asked about together, of calling something more than chance that is not."""
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read since a code is in the codebook: the passages, by how many participants, read by how many."""

    passages: int
    participants: int
    coders: int


@dataclass(frozen=True, slots=True)
class Unused:
    """A code that nobody has given."""

    code: str
    looked: Looked

    @property
    def told(self) -> bool:
        """Whether anything was read in which it could have been given."""
        return self.looked.passages > 0

    @property
    def sentence(self) -> str:
        """With its denominators; that nothing was read says nothing of the code."""
        if not self.told:
            return "Not used, and nothing was read since it is in the codebook."
        found = self.looked
        return (
            f"Not used: 0 of {_of(found.passages, 'passage')} by {_of(found.participants, 'participant')}, read by "
            f"{_of(found.coders, 'coder')} since it is in the codebook."
        )


@dataclass(frozen=True, slots=True)
class OnePerson:
    """A code that one coder alone has given.

    Attributes:
        code: its id.
        coder: who has given it.
        transcripts: those in which it was given.
        shared: those of them that another coder has read, too.
        both: transcripts that this coder and another have read.
        p: chance that one person alone has given it in those, if it were equally likely to be any of the readers;
            1 where none was shared.
        p_adjusted: p among the `family` codes that could be answered (Holm); None for one that could not.
        family: how many those are.
    """

    code: str
    coder: str
    transcripts: int
    shared: int
    both: int
    p: float
    p_adjusted: float | None
    family: int

    @property
    def more_than_chance(self) -> bool:
        """Whether enough transcripts were read by others to say that it is this person's code."""
        return self.p_adjusted is not None and self.p_adjusted <= LEVEL

    @property
    def sentence(self) -> str:
        """What was found, and whether it is enough to tell."""
        found = (
            f"Only {self.coder} has used it, in {_of(self.transcripts, 'transcript')}; {self.shared} of these "
            f"others have read too (of {self.both} that {self.coder} and others have read)"
        )
        return f"{found}: {_verdict(self.p, self.p_adjusted, self.family)}."


@dataclass(frozen=True, slots=True)
class OneRole:
    """A code that participants of one role alone were given.

    Attributes:
        code: its id.
        role: the role.
        participants: of this role who were given it, `of` how many of this role who were read.
        of: see `participants`.
        others: the other roles and how many of each were read; none of them was given it.
        p: chance that all who were given it are of one role, if it had nothing to do with the role.
        p_adjusted: p among the `family` codes that could be answered (Holm); None for one that could not.
        family: how many those are.
    """

    code: str
    role: str
    participants: int
    of: int
    others: tuple[tuple[str, int], ...]
    p: float
    p_adjusted: float | None
    family: int

    @property
    def more_than_chance(self) -> bool:
        """Whether enough participants were given it to say that it goes with the role."""
        return self.p_adjusted is not None and self.p_adjusted <= LEVEL

    @property
    def sentence(self) -> str:
        """What was found as n of N, and whether it is enough to tell."""
        others = ", ".join(f"0 of {n} {role}" for role, n in self.others)
        verdict = _verdict(self.p, self.p_adjusted, self.family)
        return f"{self.participants} of {self.of} {self.role}, {others}: {verdict}."


@dataclass(frozen=True, slots=True)
class OnePersonCodes:
    """The codes of one person alone, the least likely by chance first, or why that was not asked."""

    codes: tuple[OnePerson, ...]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class OneRoleCodes:
    """The codes of one role alone, the least likely by chance first, or why that was not asked."""

    codes: tuple[OneRole, ...]
    refused: str = ""


def never_used(codings: Mapping[str, int], looked: Mapping[str, Looked]) -> tuple[Unused, ...]:
    """The codes without a coding, those looked for in most passages first, then as they came.

    Args:
        codings: code -> number of its codings, for every code that can be given.
        looked: code -> what was read since it is there; a code that is not named was looked for in nothing.
    """
    unused = [Unused(code, looked.get(code, Looked(0, 0, 0))) for code, number in codings.items() if not number]
    return tuple(sorted(unused, key=lambda one: -one.looked.passages))


def one_person(
    used: Mapping[str, Mapping[str, AbstractSet[str]]], read: Mapping[str, AbstractSet[str]]
) -> OnePersonCodes:
    """The codes that one coder alone has given.

    In a transcript with m readers, one of whom gave the code, each is equally likely to be the one if the code is
    everybody's. p is the chance that it was the same person everywhere: the sum over coders of the product over
    the transcripts of 1/m, or 0 where that coder has not read it. Transcripts with one reader say nothing either
    way. With two coders that is 2 (1/2)^s for s shared transcripts: .0625 for 5, .031 for 6. Which transcripts
    were read is held fixed, so that different material is not taken for different coders. The family for Holm's
    adjustment are all used codes that would be answered were they one person's (Tarone 1990), also those that are
    not.

    Args:
        used: code -> coder -> transcripts in which this coder gave it.
        read: coder -> transcripts read; those in which the coder gave a code count as read.
    """
    readers: dict[str, set[str]] = {}
    for coder, transcripts in [*read.items(), *(pair for own in used.values() for pair in own.items())]:
        for transcript in transcripts:
            readers.setdefault(transcript, set()).add(coder)
    coders = set().union(*readers.values()) if readers else set()
    if len(coders) <= 1:
        return OnePersonCodes((), "One coder at most has read anything: whose a code is cannot be asked.")
    if not any(len(some) > 1 for some in readers.values()):
        return OnePersonCodes(
            (), "No transcript was read by two coders: who uses a code and what was read are one."
        )
    places = {code: set().union(*own.values()) for code, own in used.items()}
    least = {code: _same_person(some, readers) for code, some in places.items() if some}
    family = [code for code, p in least.items() if p <= LEVEL + _SAME]
    alone = {code: [coder for coder, some in own.items() if some] for code, own in used.items()}
    adjusted = dict(zip(family, holm([least[c] if len(alone[c]) == 1 else 1.0 for c in family]), strict=True))
    found = []
    for code, who in alone.items():
        if len(who) == 1:
            [coder] = who
            both = [some for some in readers.values() if coder in some and len(some) > 1]
            shared = sum(len(readers[transcript]) > 1 for transcript in places[code])
            p = float(adjusted[code]) if code in adjusted else None
            one = OnePerson(code, coder, len(places[code]), shared, len(both), least[code], p, len(family))
            found.append(one)
    return OnePersonCodes(tuple(sorted(found, key=lambda one: (one.p, -one.transcripts))))


def one_role(people: Mapping[str, Mapping[str, int]], read: Mapping[str, int]) -> OneRoleCodes:
    """The codes that participants of one role alone were given.

    If the code has nothing to do with the role, the n of N participants who were given it are any n of them: p is
    the chance that these are of one role, the sum over roles of C(N_role, n) / C(N, n). With two roles that is
    Fisher's exact test of such a table. The family is as in `one_person`. Who says more has more occasions, which
    this does not see.

    Args:
        people: code -> role -> participants who were given it.
        read: role -> participants of whom something was read.

    Raises:
        ValueError: if more participants were given a code than were read.
    """
    roles = {role: n for role, n in read.items() if n}
    if len(roles) <= 1:
        return OneRoleCodes((), "One role at most was read: whether a code goes with the role cannot be asked.")
    given = {code: {role: n for role, n in own.items() if n} for code, own in people.items()}
    for code, own in given.items():
        if any(n > roles.get(role, 0) for role, n in own.items()):
            raise ValueError(f"more participants were given {code} than were read")
    least = {code: _same_role(sum(own.values()), roles) for code, own in given.items() if own}
    family = [code for code, p in least.items() if 0 < p <= LEVEL + _SAME]
    adjusted = dict(zip(family, holm([least[c] if len(given[c]) == 1 else 1.0 for c in family]), strict=True))
    found = []
    for code, own in given.items():
        if len(own) == 1:
            [(role, n)] = own.items()
            others = tuple((other, of) for other, of in roles.items() if other != role)
            p = float(adjusted[code]) if code in adjusted else None
            found.append(OneRole(code, role, n, roles[role], others, least[code], p, len(family)))
    return OneRoleCodes(tuple(sorted(found, key=lambda one: (one.p, -one.participants))))


def _same_person(transcripts: AbstractSet[str], readers: Mapping[str, AbstractSet[str]]) -> float:
    """The chance that one reader drawn in each transcript is the same in all."""
    sets = [readers[transcript] for transcript in transcripts]
    everywhere = set(sets[0]).intersection(*sets[1:])
    return float(np.clip(len(everywhere) * prod(1 / len(some) for some in sets), 0, 1))


def _same_role(n: int, roles: Mapping[str, int]) -> float:
    """The chance that n participants drawn from all are of one role."""
    return sum(comb(of, n) for of in roles.values()) / comb(sum(roles.values()), n)


def _verdict(p: float, p_adjusted: float | None, family: int) -> str:
    if p_adjusted is None:
        return f"too few to tell (chance {_said(p)})"
    among = f", {_said(p_adjusted)} among {family} codes" if family > 1 else ""
    told = "more than chance" if p_adjusted <= LEVEL else "no more than chance"
    return f"{told} (chance {_said(p)}{among})"


def _said(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "below 0.001"  # noqa: PLR2004 - what three digits can say


def _of(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
