"""Templates of reports: plans saved under a name, one act each, by a named person; undone like any act."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.model.plan import SECTIONS, Plan
from qual.workflow import choosing

if TYPE_CHECKING:
    from qual.workflow.projects import OpenProject

ABOUT = "template"
LONGEST_NAME = 80
"""Characters of a template's name."""


@dataclass(frozen=True, slots=True)
class Template:
    """A plan with its name, who saved it and when (UTC, ISO 8601)."""

    name: str
    plan: Plan
    coder: str
    created: str

    @property
    def told(self) -> object:
        """The plan as plain values."""
        return json.loads(self.plan.to_json())

    @property
    def said(self) -> str:
        """What is in it, in words."""
        return in_words(self.plan)


def listing(project: OpenProject) -> tuple[Template, ...]:
    """The templates there are, by name; one that cannot be read (made by a later version) is left out."""
    found = []
    for choice in choosing.in_force(project, ABOUT):
        try:
            plan = Plan.from_json(choice.value)
        except ValueError:
            continue
        found.append(Template(choice.target, plan, choice.coder, choice.created))
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.name)))


def find(project: OpenProject, name: str) -> Plan:
    """The plan saved under a name, in upper or lower case.

    Raises:
        NotFound: if there is none.
    """
    found = listing(project)
    near = [one for one in found if one.name == name] or [
        one for one in found if one.name.casefold() == name.casefold()
    ]
    if not near:
        known = ", ".join(one.name for one in found)
        raise NotFound("template", name, hint=f"There are {known}." if known else "None is saved yet.")
    return near[0].plan


def save(project: OpenProject, name: str, plan: Plan, *, coder: str) -> None:
    """Keep a plan under a name; one that is there under it is replaced, and comes back with undo.

    Raises:
        Refused: without a name, or with one that is too long.
    """
    wanted = " ".join(name.split())
    if not wanted:
        raise Refused("Saving the template", "it has no name")
    if len(wanted) > LONGEST_NAME:
        raise Refused("Saving the template", f"its name is longer than {LONGEST_NAME} characters")
    choosing.make(project, ABOUT, wanted, plan.to_json(), coder=coder)


def delete(project: OpenProject, name: str, *, coder: str) -> None:
    """Take a template away; undo brings it back."""
    choosing.make(project, ABOUT, name, "", coder=coder)


def in_words(plan: Plan) -> str:
    """What a plan asks for, in a sentence."""
    left_out = [name for name in SECTIONS if name not in plan.sections]
    parts = "every part" if not left_out else ", ".join(plan.sections) or "no part"
    if left_out and len(left_out) < len(plan.sections):
        parts = f"every part but {', '.join(left_out)}"
    said = [parts, plan.selection.words.removesuffix(".").replace("Counted only: ", "only ")]
    said.append(f"{plan.quotes} quotes of each theme at most" if "themes" in plan.sections else "")
    said.append(f"split by {plan.by}" if plan.by != "role" else "")
    said.append("with tests" if plan.test else "")
    said.append("people numbered" if plan.names == "number" else "")
    return "; ".join(filter(None, said))
