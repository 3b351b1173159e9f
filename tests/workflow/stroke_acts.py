"""Acts on the words of the small study, as the tests of strokes send them."""

from __future__ import annotations

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow.projects import OpenProject
from tests.studies import place_of

WORDS = ("waiting list", "waiting list for a year", "heard nothing", "stopped taking them")


def op(project: OpenProject, words: str, code: str = "waiting", act: str = "code", **more: object) -> Op:
    values: dict[str, object] = {"id": new_id(), "coder": "ada", "transcript": "P01"}
    return Op(act=act, span=Span(*place_of(project, "P01", words)), code=code, **(values | more))  # type: ignore[arg-type]
