"""Choices about counting and reporting: made like any act, undone like any act, at their words' place of now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.model.choice import ABOUT, Choice
from qual.model.coding import Op
from qual.model.correction import shortened
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow.clock import now
from qual.workflow.desk import Answer, Desk

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

LONGEST = 100_000
"""Characters of a choice's value."""


def choose(desk: Desk, op: Op) -> Answer:
    """Settle `op.text` about `op.target`; without text an earlier choice is taken back."""
    if op.about not in ABOUT or not op.target:
        return Answer(op.id, refusal=f"A choice is about one of {', '.join(ABOUT)}, and names what it is about.")
    if len(op.text) > LONGEST:
        return Answer(op.id, refusal=f"A choice has {LONGEST:,} characters at most, not {len(op.text):,}.")
    if op.transcript and (refusal := desk.wrong_words(op)):
        return Answer(op.id, refusal=refusal)
    place = op.span if op.transcript else None
    held = _newest(desk.tables, op.about).get((op.target, op.transcript, place))
    if (held.value if held else "") == op.text:
        return Answer(op.id, unchanged=True)
    created = now()
    payload: dict[str, object] = {
        "about": op.about, "target": op.target, "transcript": op.transcript,
        "start": place.start if place else None, "end": place.end if place else None,
    }  # fmt: skip
    event = desk.record(op, payload, created=created)
    made = Choice(op.about, op.target, op.transcript, place, op.text, op.coder, created, event)
    desk.tables.add_choice(made)
    return Answer(op.id, event)


def make(
    project: OpenProject,
    about: str,
    target: str,
    value: str,
    *,
    coder: str,
    transcript: str = "",
    span: Span | None = None,
    quote: str = "",
    op: str = "",
) -> Answer:
    """Settle one thing, as one act of this person.

    Raises:
        Refused: with the reason, where it cannot be done.
    """
    from qual.workflow import reviewing

    asked = Op(
        op or new_id(), "choose", coder, transcript=transcript, span=span, quote=quote, about=about, target=target,
        text=value,
    )  # fmt: skip
    (answer,) = reviewing.apply(project, [asked])
    if answer.refusal:
        raise Refused("The choice", answer.refusal)
    return answer


def in_force(project: OpenProject, about: str) -> tuple[Choice, ...]:
    """The choices about this kind of thing that hold, oldest first; those taken back are left out.

    One about words stands at the place where these are now; where too little of them is left it is left out.
    """
    with project.store.reading() as tables:
        return in_force_in(tables, about)


def in_force_in(tables: Tables, about: str) -> tuple[Choice, ...]:
    """As `in_force`, inside a transaction that is open already."""
    held = [one for one in _newest(tables, about).values() if one.value]
    return tuple(sorted(held, key=lambda one: one.event))


def _newest(tables: Tables, about: str) -> dict[tuple[str, str, Span | None], Choice]:
    """Target and place -> the newest choice."""
    found: dict[tuple[str, str, Span | None], Choice] = {}
    made = tables.choices(about)
    steps = {name: tables.corrections(name) for name in {one.transcript for one in made if one.transcript}}
    for one in made:
        place = one.span
        for step in shortened(step for step in steps.get(one.transcript, ()) if step.event > one.event):
            place = step.correction.moved(place) if place else None
        if one.span is None or place is not None:
            found[one.target, one.transcript, place] = replace(one, span=place)
    return found
