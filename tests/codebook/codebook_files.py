"""Codebook files for tests, and what is read from them and changed in them."""

from __future__ import annotations

from collections.abc import Callable

from qual.codebook.read import read
from qual.errors import Problem
from qual.model.codebook import Code, Codebook

GOOD = """\
title: Living with it
version: 3                       # ours
themes:
  - id: engagement
    name: Engagement with care
    definition: How people draw back.
    color: "#117733"
    codes:
      - id: disengagement
        name: Disengagement from care
        definition: Withdraws from, or stops seeking, treatment.
        include: [stops attending, gives up asking]
        exclude: [discharged by the service]
        examples:
          - {text: "After the fourth one I stopped.", role: patient}
          - They stop answering letters.
        color: "#4477AA"
      - id: self-management
        name: Self-management
        retired: true
codes:
  - id: new-idea
    name: New idea
"""
FILE = """\
# top
title: T   # the title
version: 3
themes:
  - id: a
    name: A

    codes:
      # about one
      - id: c1   # first
        name: One
        # why
        definition: >
          Folded text that
          goes on.

        include: [stops attending, gives up]   # inc
        exclude:
          - x  # why x
          # about y
          - y
        memo: mine
        examples:
          - {text: "After the fourth.", role: patient, source: P1}
          - text: We lose them   # quote
            role: clinician
          - plain one
        color: "#4477AA"   # blue
        # end of c1
      - id: c2
        name: Two

  - id: b
    name: B
    color: "#112233"
# bye
"""
NESTED = """\
title: N
themes:
  - id: a
    name: A
    codes:
      # the first
      - id: p
        name: Parent
        heading: true
        codes:
          # of the parent
          - id: p1   # one
            name: First
            definition: One.
            codes:
              - id: p11
                name: Deep
                retired: true
                merged_into: q   # last week
            # end of p1

          - id: p2
            name: Second
        # end of p
      - id: q
        name: Beside
codes:
- id: top
  name: Top
  codes:
  - id: sub
    name: Sub
"""


def book_of(text: str | bytes) -> Codebook:
    return read(text.encode() if isinstance(text, str) else text)[0]


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    return read(text.encode() if isinstance(text, str) else text)[1]


def ids(text: str | bytes) -> list[str]:
    return [code.id for code in book_of(text).codes]


def only(text: str | bytes) -> Problem:
    (problem,) = problems_of(text)
    return problem


def code_of(data: bytes, own: str) -> Code:
    code = book_of(data).code(own)
    assert code is not None
    return code


def changed(old: str, act: Callable[[bytes], bytes]) -> tuple[list[str], list[str]]:
    """Lines removed and lines added, the common beginning and end left out."""
    before, after = old.splitlines(), act(old.encode()).decode().splitlines()
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return before, after
