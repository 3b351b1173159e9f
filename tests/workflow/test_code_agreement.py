"""Two coders on one code: counted over what both judged, under the code's meaning of now."""

from __future__ import annotations

import pytest

from qual.model.codebook import Code
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.workflow.code_agreement import Pair, pairs
from qual.workflow.projects import OpenProject
from qual.workflow.rereview import rereview
from tests.workflow.test_rereview import rewrite


def do(study: OpenProject, act: str, rows: list[int], coder: str, *, blind: bool = False) -> None:
    """An act on passages that are data, by their place among them."""
    for one in (data(study)[row] for row in rows):
        op = Op(new_id(), act, coder, str(one["transcript"]), code="" if act == "review" else "waiting",
                span=one["span"], blind=blind)  # type: ignore[arg-type] # fmt: skip
        assert not study.apply([op])[0].refusal


def data(study: OpenProject) -> list[dict[str, object]]:
    with study.store.reading() as tables:
        return [{"transcript": s.transcript, "span": s.span} for s in tables.segments() if s.turn % 2]


def waiting(study: OpenProject) -> Code:
    code = study.codebook.book.code("waiting")
    assert code is not None
    return code


def only(study: OpenProject) -> Pair:
    [found] = pairs(study, waiting(study))
    return found


def test_a_passage_counts_where_both_gave_rejected_or_read_it(study: OpenProject) -> None:
    rows = len(data(study))
    assert rows >= 8
    assert pairs(study, waiting(study)) == ()
    do(study, "code", [0, 1, 2], "Ada")
    do(study, "reject", [3], "Ada")
    do(study, "review", [4, 5], "Ada")
    do(study, "code", [0, 4], "Bea")
    do(study, "review", [1, 3, 5, 6], "Bea")
    found = only(study)
    assert (found.first, found.second) == ("Ada", "Bea")
    assert (found.found.both, found.found.first, found.found.second, found.found.neither) == (1, 1, 1, 2)
    assert "5 of at least 10" in found.found.why
    assert found.participants == 2
    with study.store.reading() as tables:
        texts = tables.texts()
    one = data(study)[1]
    assert [place.quote for place in found.only_first] == [one["span"].of(texts[str(one["transcript"])])]  # type: ignore[attr-defined]


def test_what_was_done_under_an_older_text_is_left_out_whether_given_or_left(study: OpenProject) -> None:
    do(study, "code", [0, 1, 2], "Ada")
    do(study, "code", [0], "Bea")
    do(study, "review", [1, 2], "Bea")
    assert (only(study).found.both, only(study).found.first) == (1, 2)
    rewrite(study)
    assert pairs(study, waiting(study)) == ()
    [old] = pairs(study, waiting(study), any_text=True)
    assert (old.found.both, old.found.first) == (1, 2)
    do(study, "review", [0, 1, 2], "Ada")  # read again, but the codings wait to be looked at
    do(study, "reject", [2], "Bea")
    assert pairs(study, waiting(study)) == ()
    for coder, number in (("Ada", 3), ("Bea", 1)):
        mine = [one.coding.id for one in rereview(study).codings if one.coding.coder == coder]
        assert len(mine) == number
        study.apply([Op(new_id(), "affirm", coder, target=one) for one in mine])
    assert (only(study).found.both, only(study).found.first, only(study).found.n) == (1, 1, 2)


@pytest.mark.parametrize(("seen", "blind"), [(True, 0), (False, 1)])
def test_passages_that_neither_saw_suggestions_for_are_counted(
    study: OpenProject, *, seen: bool, blind: int
) -> None:
    do(study, "code", [0], "Ada", blind=True)
    do(study, "review", [0], "Bea", blind=True)
    if seen:
        do(study, "reject", [0], "Bea")
    assert only(study).blind == blind
