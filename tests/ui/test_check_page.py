"""The page Check, and when to stop on the page Progress: counts with what they are a part of, and ways to go on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.matching.cache import encode_cached
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.suggestion import Suggestion
from qual.ui import state
from qual.ui.parts.check_view import LONGEST, around
from qual.workflow import auditing, blinding, suggesting
from qual.workflow.clock import now
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, button, texts


@pytest.fixture
def suggested(study: OpenProject) -> OpenProject:
    """All is scored for "waiting", the first two above its threshold; all has vectors and nothing is blind."""
    blinding.set_share(study, 0, coder="ada")
    with study.store.transaction() as tables:
        found = tables.segments()
        said = tables.texts()
        words = [one.span.of(said[one.transcript]) for one in found]
        bands = ["likely", "likely", *["unsure"] * len(found)]
        tables.replace_suggestions(
            [
                Suggestion(one.id, "waiting", 0.9 - n / 50, None, band, (), "m", "v")
                for n, (one, band) in enumerate(zip(found, bands, strict=False))
            ],
            now(),
        )
        tables.append_event(new_id(), "suggest", "", now(), "", {})
    encode_cached(suggesting.encoder_of(study), words, study.store.vectors)
    return study


def act(study: OpenProject, kind: str, transcript: str, code: str = "", **more: object) -> None:
    with study.store.reading() as tables:
        spans = [one.span for one in tables.segments(transcript) if one.turn % 2]
    study.apply([Op(new_id(), kind, "Ada", transcript, span, code, **more) for span in spans])  # type: ignore[arg-type]


def test_each_list_is_there_also_where_it_is_empty(open_app: OpenApp, suggested: OpenProject) -> None:
    app = open_app(suggested, "check", coder="Ada")
    assert_sound(app)
    for heading in ("May say the opposite", "Who does not speak of it", "Alike, but coded differently"):
        assert heading in texts(app)
    assert "Nobody has a passage with" in texts(app)
    assert "at or above it" in texts(app)
    assert [one.label for one in app.button if one.key and one.key.startswith("check-near")]


def test_people_are_counted_beside_how_many_there_are(open_app: OpenApp, suggested: OpenProject) -> None:
    act(suggested, "code", "P01", "waiting")
    act(suggested, "review", "P02")
    app = open_app(suggested, "check", coder="Ada")
    [row] = app.table[0].value.to_dict("records")
    assert (row["Role"], row["Speak of it"], row["Do not"]) == ("patient", "1 of 2", "1: P02")


def test_without_a_name_it_is_asked_for_and_an_empty_study_says_so(
    open_app: OpenApp, suggested: OpenProject, empty_study: OpenProject
) -> None:
    assert "Write your name" in texts(open_app(suggested, "check"))
    assert "nothing to check" in texts(open_app(empty_study, "check", coder="Ada"))


def test_another_code_can_be_chosen_and_is_kept(open_app: OpenApp, suggested: OpenProject) -> None:
    app = open_app(suggested, "check", coder="Ada")
    chosen = next(one for one in app.selectbox if one.key == "check-code")
    chosen.select("hopeless").run()
    assert_sound(app)
    assert app.session_state[state.CHECK_CODE] == "hopeless"
    assert "at or above it" not in texts(app)


def test_the_audit_is_said_with_what_it_was_drawn_from_and_can_grow(
    open_app: OpenApp, suggested: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "LEAST", 1)
    app = open_app(suggested, "progress", coder="Ada")
    assert "0 of 2 audit passages read; drawn from 6" in texts(app)
    assert button(app, "Review the audit now").key == "audit-review"
    for name in ("P01", "P01b", "P02", "C01"):
        act(suggested, "review", name)
    app.run()
    assert "2 of 2 audit passages read; drawn from 6" in texts(app)
    next(one for one in app.button if one.key == "audit-more-patient").click().run()
    assert_sound(app)
    assert "6 of 6 audit passages read" in texts(app)


def test_what_is_not_known_yet_is_a_reason_and_no_number(open_app: OpenApp, suggested: OpenProject) -> None:
    act(suggested, "accept", "P01", "waiting", band="likely")
    app = open_app(suggested, "progress", coder="Ada")
    table = next(one.value for one in app.table if "So far" in one.value)
    waiting = next(row for row in table.to_dict("records") if row["Code"] == "Waiting")
    assert waiting["At most unfound, of the rest"] == "–"
    assert waiting["Have it, of decided"] == "2 of 2"
    assert waiting["Newest suggestions right"].startswith("2 of 2 (")
    assert waiting["So far"] == "Too early to say: 2 of 60 passages decided"


def test_a_long_passage_is_shown_around_its_words() -> None:
    text = "word " * 100 + "never missed it " + "after " * 100
    shown = around(text, "never … missed")
    assert "never missed it" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert around("short one", "gone") == "short one"
    assert around("He can\u2019t " + "say " * 200, "can't").startswith("He can\u2019t")


@given(st.text(alphabet="ab cd\n", max_size=900), st.sampled_from(["", "a", "b … cd"]))
def test_what_is_shown_of_a_passage_stands_in_it(text: str, words: str) -> None:
    line = " ".join(text.split())
    shown = around(text, words).removeprefix("… ").removesuffix(" …")
    assert shown in line
    longest = max(map(len, line.split()), default=0)
    assert len(shown) <= LONGEST + 2 * longest
