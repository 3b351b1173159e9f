"""What the matrix on screen is told, as values that JSON can hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from qual.model.memo import Memo
from qual.ui.parts import component_data
from qual.ui.widgets import role_name, shorten
from qual.workflow import choosing
from qual.workflow.asked import ABOUT
from qual.workflow.matrix import Column, Matrix, cell, pseudonym
from qual.workflow.matrix_tables import heading

if TYPE_CHECKING:
    from qual.workflow.projects import OpenProject

LONGEST_DRAFT = 200
MOST_PASSAGES = 200
"""Passages of one cell that are shown; the others are a click away in the text."""


def payload(project: OpenProject, coder: str, found: Matrix, looked_at: str) -> dict[str, Any]:
    """Everything the component is told.

    Args:
        project: the open project.
        coder: whose acts these are, "" while nobody has said.
        found: the matrix.
        looked_at: the cell whose passages are wanted, as `workflow.matrix.cell` names it.
    """
    told = component_data.common(project, coder)
    return {
        **{name: told[name] for name in ("study", "coder", "acked", "refused", "trouble", "history")},
        "columns": [_column(found, place, one) for place, one in enumerate(found.columns)],
        "rows": rows(found),
        "cells": [
            [[one.state, one.segments, one.asked] for one in found.framework.cells[row]] for row in found.order
        ],
        "written": written(found),
        "drafts": drafts(found),
        "said": {one.target: one.value for one in choosing.in_force(project, ABOUT)},
        "detail": detail(found, looked_at),
    }


def rows(found: Matrix) -> list[dict[str, Any]]:
    """The people, with what is known of them and how much of their words was read."""
    people = [found.framework.people[row] for row in found.order]
    talking = Counter(name for person in people for name in person.transcripts)
    return [
        {
            "participant": person.participant,
            "name": pseudonym(person.participant),
            "role": role_name(person.role),
            "read": person.reviewed,
            "note": _read(person.reviewed),
            "facts": [
                f"{name.replace('_', ' ')}: {value}"
                for name, value in found.attributes.get(person.participant, {}).items()
                if value
            ],
            "transcripts": [{"id": name, "people": talking[name]} for name in person.transcripts],
        }
        for person in people
    ]


def written(found: Matrix) -> dict[str, list[dict[str, str]]]:
    """What was written in each cell, by "row,column", oldest first."""
    told = {}
    for at, row in enumerate(found.order):
        for column in range(len(found.columns)):
            if memos := found.written(row, column):
                told[f"{at},{column}"] = [_memo(memo) for memo in memos]
    return told


def drafts(found: Matrix) -> dict[str, str]:
    """The beginning of the passage that stands in for a summary, by "row,column"."""
    told = {}
    for at, row in enumerate(found.order):
        for column in range(len(found.columns)):
            if found.framework.cells[row][column].segments and (draft := found.draft(row, column)):
                told[f"{at},{column}"] = shorten(draft.words, LONGEST_DRAFT)
    return told


def detail(found: Matrix, looked_at: str) -> dict[str, Any] | None:
    """The passages of the cell that is looked at, None where the matrix does not have it."""
    for row, person in enumerate(found.framework.people):
        for place, column in enumerate(found.columns):
            if looked_at and cell(column.id, person.participant) == looked_at:
                shown = found.quotes(row, place)[:MOST_PASSAGES]
                return {
                    "cell": looked_at,
                    "passages": [
                        {
                            "transcript": one.transcript, "start": one.start, "before": one.before,
                            "words": one.words, "after": one.after, "codes": list(one.codes),
                            "coders": list(one.coders),
                        }
                        for one in shown
                    ],
                }  # fmt: skip
    return None


def _column(found: Matrix, place: int, one: Column) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": heading(found, place),
        "theme": one.theme,
        "guide": one.guide,
        "tallies": [
            {
                "role": role_name(tally.role), "group": tally.role, "raised": tally.raised,
                "participants": tally.participants, "asked": tally.asked, "raisedAsked": tally.raised_asked,
                "low": tally.low, "high": tally.high,
            }
            for tally in found.tallies(place)
        ],
    }  # fmt: skip


def _memo(memo: Memo) -> dict[str, str]:
    return {"coder": memo.coder, "text": memo.text, "created": memo.created}


def _read(share: float) -> str:
    """How much of somebody's words was looked at: what "not raised" rests on."""
    if share >= 1:
        return "all read"
    return f"{min(max(round(100 * share), 1), 99)} % read" if share else "nothing read yet"
