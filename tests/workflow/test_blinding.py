"""Blind passages: drawn for everybody alike, kept in the record, and compared only where there is enough."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.analysis.proportions import wilson
from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.segment import Segment
from qual.model.span import Span
from qual.workflow import blinding
from qual.workflow.blinding import SHARE, draw, places, sample
from qual.workflow.projects import OpenProject
from tests.studies import ROLES


def segments(turns: list[int], *, start: int = 0) -> list[Segment]:
    """One segment of ten characters after the other, so many in each turn."""
    numbers = [turn for turn, number in enumerate(turns) for _ in range(number)]
    return [Segment("P01", Span(start + 10 * n, start + 10 * n + 9), turn) for n, turn in enumerate(numbers)]


TURNS = st.lists(st.integers(1, 4), min_size=1, max_size=12)


@given(TURNS, st.floats(0, 1), st.floats(0, 1), st.integers(1, 50))
def test_the_sample_hangs_on_study_and_place_alone(turns: list[int], one: float, other: float, moved: int) -> None:
    less, more = sorted((one, other))
    found = segments(turns)
    assert sample(found, less, "study") <= sample(found, more, "study")
    assert not sample(found, 0, "study")
    assert len(sample(found, 1, "study")) == len(found)
    # A typing error corrected before them moves their offsets, not their places.
    later = segments(turns, start=moved)
    drawn = [s.id in sample(found, more, "study") for s in found]
    assert [s.id in sample(later, more, "study") for s in later] == drawn
    assert len(set(places(found))) == len(found)


def test_the_sample_has_about_the_share_asked_for_and_differs_between_studies() -> None:
    found = segments([5] * 800)
    one, other = sample(found, 0.1, "one"), sample(found, 0.1, "other")
    assert 0.08 < len(one) / len(found) < 0.12
    assert one != other
    assert all(0 <= draw("s", "blind", str(n)) < 1 for n in range(50))


def test_the_share_is_the_studys_and_the_record_keeps_who_changed_it(study: OpenProject) -> None:
    assert blinding.share(study) == SHARE
    assert blinding.changed(study) is None
    blinding.set_share(study, 0.25, coder="Ada")
    blinding.set_share(study, 0.25, coder="Bea")
    assert blinding.share(study) == 0.25
    with study.store.reading() as tables:
        events = tables.events(kind="setting")
    assert [(one.coder, one.details) for one in events] == [
        ("Ada", {"setting": "blind share", "value": 0.25, "before": SHARE})
    ]
    assert blinding.changed(study) == ("Ada", events[0].created)
    assert study.check()["ok"]


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_share_that_is_none_is_refused(study: OpenProject, value: float) -> None:
    with pytest.raises(Refused):
        blinding.set_share(study, value, coder="Ada")
    with pytest.raises(Refused, match="name"):
        blinding.set_share(study, 0.3, coder=" ")
    assert blinding.share(study) == SHARE


@pytest.mark.parametrize("kept", ["much", "7", "-1", "nan"])
def test_a_share_that_cannot_be_read_is_the_usual_one(study: OpenProject, kept: str) -> None:
    with study.store.aside() as tables:
        tables.set_meta("blind share", kept)
        tables.set_meta("blind transcripts:Ada", kept)
    assert blinding.share(study) == SHARE
    assert blinding.transcripts(study, "Ada") == frozenset()


def test_a_transcript_is_blind_for_the_coder_who_asked_until_they_take_it_back(study: OpenProject) -> None:
    blinding.set_transcript(study, "P01", blind=True, coder="Ada")
    blinding.set_transcript(study, "P01", blind=True, coder="Ada")
    assert blinding.transcripts(study, "Ada") == {"P01"}
    assert blinding.transcripts(study, "Bea") == frozenset()
    assert blinding.hidden(study, "Ada", "P01").whole
    assert blinding.hidden(study, "Ada", "P01").covers(Span(0, 1))
    blinding.set_transcript(study, "P01", blind=False, coder="Ada")
    assert not blinding.hidden(study, "Ada", "P01").whole
    with study.store.reading() as tables:
        events = tables.events(kind="blind", newest_first=False)
    assert [one.details for one in events] == [
        {"transcript": "P01", "blind": True}, {"transcript": "P01", "blind": False},
    ]  # fmt: skip
    with pytest.raises(NotFound):
        blinding.set_transcript(study, "P99", blind=True, coder="Ada")
    with pytest.raises(Refused):
        blinding.set_transcript(study, "P01", blind=True, coder="")


def data(study: OpenProject, role: str = "") -> list[Segment]:
    table = study.segments()
    table = table[table["role"] != "interviewer"] if not role else table[table["role"] == role]
    return [Segment(r["transcript"], Span(r["start"], r["end"]), 0) for r in table.to_dict("records")]


def review(segment: Segment, *, blind: bool, coder: str = "Ada") -> Op:
    return Op(new_id(), "review", coder, segment.transcript, segment.span, blind=blind)


def test_the_reader_hides_the_sample_until_it_was_coded_with_suggestions_in_sight(study: OpenProject) -> None:
    blinding.set_share(study, 1, coder="Ada")
    first, second = [one for one in data(study) if one.transcript == "P02"][:2]
    assert set(blinding.hidden(study, "Ada", "P02").spans) == {first.span, second.span}
    study.apply(
        [
            Op(new_id(), "code", "Ada", "P02", first.span, "waiting"),
            Op(new_id(), "code", "Ada", "P02", second.span, "waiting", blind=True),
        ]
    )
    blinding.set_share(study, 0, coder="Ada")
    assert blinding.hidden(study, "Ada", "P02").spans == (second.span,)
    assert blinding.hidden(study, "Ada", "P02").covers(Span(second.span.start, second.span.start + 1))
    assert not blinding.hidden(study, "Ada", "P02").covers(first.span)
    assert blinding.hidden(study, "Bea", "P02").spans == ()


def many(study: OpenProject, number: int = 24) -> list[Segment]:
    """Segments of one patient, enough for both sides."""
    said = "".join(f"Interviewer: And {n}?\n\nP07: Answer number {n} is this one.\n\n" for n in range(number))
    study.import_files([("P07.txt", said.encode())], roles=ROLES, coder="ada")
    return [one for one in data(study, "patient") if one.transcript == "P07"]


def test_with_and_without_suggestions_is_counted_per_code_and_role(study: OpenProject) -> None:
    found = many(study)
    blind, shown = found[:12], found[12:23]
    ops = [review(one, blind=True) for one in blind]
    ops += [Op(new_id(), "code", "Ada", "P07", one.span, "waiting", blind=True) for one in blind[:3]]
    for number, one in enumerate(shown):
        verdict = "accept" if number < 6 else "reject"
        ops.append(Op(new_id(), verdict, "Ada", "P07", one.span, "waiting", origin="suggestion", band="likely"))
    study.apply(ops)
    rows = {(one.code, one.role): one for one in blinding.effect(study)}
    assert set(rows) == {("", "patient"), ("waiting", "patient")}
    row = rows["waiting", "patient"]
    assert (row.blind.reviewed, row.blind.coded, row.blind.share) == (12, 3, 0.25)
    assert (row.shown.reviewed, row.shown.coded) == (11, 6)
    assert (row.blind.low, row.blind.high) == wilson(3, 12)
    assert row.why == ""


def test_below_ten_passages_on_a_side_only_the_counts_are_given_and_why(study: OpenProject) -> None:
    found = many(study)
    study.apply(
        [review(one, blind=True) for one in found[:10]] + [review(one, blind=False) for one in found[10:19]]
    )
    (row,) = blinding.effect(study)
    assert (row.code, row.blind.share, row.shown.share) == ("", 0.0, None)
    assert row.why == "At least 10 passages are needed on each side; so far 9 reviewed with suggestions."


def test_what_chance_did_not_draw_stays_out_of_the_comparison(study: OpenProject) -> None:
    found = many(study)
    blinding.set_transcript(study, "P07", blind=True, coder="Ada")
    study.apply([review(one, blind=True) for one in found[:11]])
    assert blinding.effect(study) == ()
    whole = Op(new_id(), "review", "Bea", "P07", Span(found[0].span.start, found[9].span.end))
    from_a_file = Op(new_id(), "reject", "Bea", "P07", found[11].span, "waiting", origin="file")
    blind = Op(new_id(), "review", "Cleo", "P07", Span(found[0].span.start, found[12].span.end), blind=True)
    study.apply([whole, from_a_file, blind])
    assert blinding.effect(study) == ()


def test_settings_hold_no_words_of_a_transcript(study: OpenProject) -> None:
    blinding.set_transcript(study, "P01", blind=True, coder="Ada")
    with study.store.reading() as tables:
        assert json.loads(tables.get_meta("blind transcripts:Ada") or "") == ["P01"]
