"""Everything of one code: counted as in the frequencies, quoted once, and silent where nothing is known."""

from __future__ import annotations

import pytest

from qual.errors import NotFound
from qual.matching.cache import encode_cached
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.learning import CodeLearned, LearnerReport
from qual.workflow import learning, suggesting
from qual.workflow.code_page import neighbours, notes, numbers, quotes
from qual.workflow.projects import OpenProject
from tests.workflow.test_rereview import mark


def test_roles_are_counted_as_in_the_frequencies(study: OpenProject) -> None:
    mark(study, "waiting list for a year")
    mark(study, "Still on the waiting list")
    mark(study, "The waiting list grows every month", coder="Bea")
    mark(study, "stopped taking them", "stopping")
    found = numbers(study, "waiting")
    table = study.frequencies()
    rows = table[table["code"] == "waiting"].to_dict("records")
    assert [(one.role, one.participants, one.of, one.low, one.passages) for one in found.roles] == [
        (row["role"], row["participants"], row["participants_total"], row["ci_low"], row["segments"])
        for row in rows
    ]
    assert [(one.role, one.participants, one.of) for one in found.roles] == [("patient", 1, 2), ("clinician", 1, 1)]
    assert (found.codings, found.coders) == (3, (("Ada", 2), ("Bea", 1)))
    assert sum(n for _, n in found.days) == 3
    assert [(name, own > 0) for name, own, _ in found.transcripts] == [
        ("P01", True), ("P01b", True), ("P02", False), ("C01", True),
    ]  # fmt: skip
    assert all(own <= of for _, own, of in found.transcripts)


def test_words_coded_by_two_are_one_quote_in_the_order_of_roles_and_people(study: OpenProject) -> None:
    for coder in ("Bea", "Ada"):
        mark(study, "The waiting list grows every month", coder=coder)
    mark(study, "Good, yes")
    mark(study, "Still on the waiting list")
    mark(study, "waiting list for a year")
    found = quotes(study, "waiting")
    assert [(one.role, one.participant, one.transcript) for one in found] == [
        ("patient", "P01", "P01"), ("patient", "P01", "P01b"), ("patient", "P02", "P02"),
        ("clinician", "C01", "C01"),
    ]  # fmt: skip
    assert {coding.coder for coding in found[-1].codings} == {"Ada", "Bea"}
    assert found[-1].words == "The waiting list grows every month"
    assert quotes(study, "hopeless") == ()


def test_memos_are_those_about_the_code_and_on_its_codings(study: OpenProject) -> None:
    own, other = mark(study, "waiting list for a year"), mark(study, "stopped taking them", "stopping")
    for about, target in (("code", "waiting"), ("coding", own), ("coding", other), ("code", "stopping")):
        study.apply([Op(new_id(), "memo", "Ada", about=about, target=target, memo=f"on {target}")])
    assert {memo.text for memo in notes(study, "waiting")} == {"on waiting", f"on {own}"}


def test_neighbours_stand_on_the_same_passages_with_what_chance_would_give(study: OpenProject) -> None:
    mark(study, "waiting list for a year")
    mark(study, "heard nothing at all", "hopeless")
    mark(study, "Still on the waiting list")
    mark(study, "stopped taking them", "stopping")
    found = neighbours(study, "waiting")
    [one] = found.beside
    assert (one.code, one.both, one.own, one.other, one.people) == ("hopeless", 1, 2, 1, 1)
    assert one.of == 3
    assert one.expected == pytest.approx(2 / 3)
    assert (found.nearest, found.compared, found.codes) == ((), 0, 2)


def test_codes_are_compared_by_meaning_once_their_definitions_were_read(study: OpenProject) -> None:
    texts = [f"{code.name}: {code.definition}" for code in study.codebook.book.codes[:2]]
    encode_cached(suggesting.encoder_of(study), texts, study.store.vectors)
    found = neighbours(study, "waiting")
    assert [code for code, _ in found.nearest] == ["stopping"]
    assert (found.compared, found.codes) == (1, 2)
    assert neighbours(study, "hopeless").compared == 0


def test_what_the_learner_knows_is_told_or_that_it_knows_nothing(study: OpenProject) -> None:
    found = numbers(study, "waiting").learned
    assert (found.found, found.made, found.reaching) == (None, "", None)
    told = CodeLearned("waiting", 12, 0.6, 0.04, 0.3)
    with study.store.transaction() as tables:
        learning.keep(tables, LearnerReport("2030-01-01T00:00:00Z", 80, (told,)))
    found = numbers(study, "waiting").learned
    assert (found.found, found.reviewed) == (told, 80)
    assert numbers(study, "hopeless").learned.found is None


def test_a_code_that_is_not_there_is_not_found(study: OpenProject) -> None:
    for ask in (numbers, quotes, neighbours):
        with pytest.raises(NotFound):
            ask(study, "nothing")
