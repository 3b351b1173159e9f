"""What suggestions do not know of yet, and when they are made again by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import asking, asking_order, blinding, curating, refreshing, suggesting
from qual.workflow.clock import now
from qual.workflow.projects import OpenProject
from qual.workflow.refreshing import ENOUGH, MOMENT, REST, Behind, behind, due
from tests.fakes import HashingEncoder
from tests.studies import place_of, small_study, ward_study

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    with small_study(tmp_path) as project:
        yield project


def act(project: OpenProject, kind: str = "code", **more: object) -> str:
    span = Span(*place_of(project, "P01", "waiting list"))
    name = new_id()
    op = Op(name, kind, "ada", "P01", span, "waiting", **more)  # type: ignore[arg-type]  # a test's own fields
    assert not project.apply([op])[0].refusal
    return name


def ago(seconds: float) -> str:
    return (NOW - timedelta(seconds=seconds)).isoformat()


def test_before_the_first_suggestions_nothing_is_due(study: OpenProject) -> None:
    assert behind(study) == Behind(made=False)
    assert not due(behind(study))
    assert behind(study).why == ""


def test_what_changed_is_named_without_comparing_everything(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.suggest()
    monkeypatch.setattr(suggesting, "changed", None)  # a call would fail
    assert behind(study).changed == ()
    act(study)
    assert (behind(study).changed, behind(study).decisions) == (("decisions",), 1)
    curating.retire_code(study, "hopeless", coder="ada")
    assert behind(study).changed == ("codebook", "decisions")
    assert "codebook was changed" in behind(study).why
    study.encoder = HashingEncoder(name="another@1")
    assert "model" in behind(study).changed


def test_a_new_cut_is_noticed_by_comparing(study: OpenProject) -> None:
    study.suggest()
    study.segment("sentence", coder="ada")
    assert behind(study).changed == ("segments",)
    study.suggest()
    assert behind(study).changed == ()


def test_a_decision_taken_back_leaves_nothing_to_catch_up_with_after_a_look(study: OpenProject) -> None:
    study.suggest()
    name = act(study)
    study.apply([Op(new_id(), "undo", "ada", target=name)])
    assert behind(study).decisions == 2
    assert not study.suggest().changed
    study.apply([Op(new_id(), "memo", "ada", about="project", memo="A thought.")])
    assert (behind(study).changed, behind(study).decisions) == ((), 0)


def test_what_is_decided_while_suggestions_are_made_is_not_taken_for_known(study: OpenProject) -> None:
    class Meanwhile(HashingEncoder):
        def encode(self, texts: list[str]) -> NDArray[np.float32]:
            if not study.codings().size:
                act(study)
            return super().encode(texts)

    study.encoder = Meanwhile(name="meanwhile@1")
    study.suggest()
    assert len(study.codings()) == 1
    assert (behind(study).changed, behind(study).decisions) == (("decisions",), 1)


def test_a_stop_that_comes_after_the_last_text_still_leaves_the_old_suggestions(study: OpenProject) -> None:
    study.suggest()
    before = suggesting.made_at(study)
    curating.retire_code(study, "hopeless", coder="ada")  # nothing new to read
    study.encoder = encoder = HashingEncoder()
    assert study.suggest(stop=lambda: True).stopped
    assert encoder.calls == []
    assert suggesting.made_at(study) == before
    assert behind(study).changed == ("codebook",)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (Behind(False), False),
        (Behind(True), False),
        (Behind(True, ("decisions",), ENOUGH - 1, ago(REST - 1)), False),
        (Behind(True, ("decisions",), ENOUGH - 1, ago(REST)), True),
        (Behind(True, ("decisions",), ENOUGH, ago(0)), True),
        (Behind(True, ("codebook",), 0, ago(MOMENT)), True),
        (Behind(True, ("codebook", "decisions"), 3, ago(MOMENT - 1)), False),
        (Behind(True, ("model",), 0, ""), True),
    ],
)
def test_a_burst_of_decisions_is_let_pass_and_all_else_is_caught_up_with(found: Behind, *, wanted: bool) -> None:
    assert due(found, NOW) is wanted


def test_a_passage_that_new_suggestions_leave_out_is_not_called_answered(tmp_path: Path) -> None:
    with ward_study(tmp_path, interviews=12) as study:
        blinding.set_share(study, 0, coder="ada")
        leave_one_out(study)


def leave_one_out(study: OpenProject) -> None:
    found = asking.passages(study, coder="ben", most=None)
    suggested = [one for one in found.items if one.suggestions and one.why != asking_order.AUDIT]
    left_out, answered = suggested[0], suggested[1]
    span = answered.span
    study.apply([Op(new_id(), "review", "ben", answered.transcript, span)])
    with study.store.transaction() as tables:
        kept = [one for one in tables.suggestions() if one.segment != left_out.segment]
        tables.replace_suggestions(kept, now())
        # as a run does, so that the queue is laid out anew
        tables.append_event(new_id(), "suggest", "", now(), "", {"suggestions": len(kept)})
    held = asking.Held(sent=(left_out.segment, answered.segment))
    again = asking.passages(study, coder="ben", most=None, held=held)
    assert left_out.segment not in {one.segment for one in again.items}
    assert again.closed == (answered.segment,)


def test_codes_that_reach_their_threshold_nowhere_are_told(study: OpenProject) -> None:
    assert suggesting.reaching(study) == {}
    study.suggest()
    with study.store.reading() as tables:
        strong = [one.code for one in tables.suggestions() if one.band != "unsure"]
    assert suggesting.reaching(study) == {
        code.id: strong.count(code.id) for code in study.codebook.book.codes if not code.retired
    }
    assert refreshing.TAUGHT.isdisjoint(refreshing.NEUTRAL)
