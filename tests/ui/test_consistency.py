"""The view consistency: each part sound, heavy parts on demand and kept, refusals with their reasons."""

from __future__ import annotations

import os

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from qual.analysis.drift import Series
from qual.matching.alike import DISAGREEMENT, LEFT, Uneven
from qual.matching.cache import encode_cached
from qual.matching.negative import Turned
from qual.model.span import Span
from qual.ui import serve
from qual.ui.parts import consistency, consistency_drift
from qual.workflow import blinding, suggesting
from qual.workflow import consistency as workflow
from qual.workflow.checking import Place
from qual.workflow.consistency import Alike, Differing
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, button, texts
from tests.ui.test_code_page import html_of
from tests.workflow.test_rereview import mark, rewrite


@pytest.fixture
def uneven(study: OpenProject) -> OpenProject:
    """A passage coded and one of nearly the same words rejected, by one person; a changed definition."""
    blinding.set_share(study, 0, coder="ada")
    rewrite(study, "Sees no way forward.", "Sees no way out.")
    mark(study, "I was on the waiting list for a year")
    mark(study, "stopped taking them", "stopping")
    rewrite(study, "Stops or changes medication", "Ends or changes medication")
    with study.store.reading() as tables:
        said = tables.texts()
        words = [one.span.of(said[one.transcript]) for one in tables.segments()]
    encode_cached(suggesting.encoder_of(study), words, study.store.vectors)
    return study


@pytest.fixture
def view(open_app: OpenApp, uneven: OpenProject, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The view by itself, as the codebook page draws it."""
    open_app(uneven, coder="Ada")
    monkeypatch.setitem(os.environ, serve.PROJECT_VARIABLE, str(uneven.folder))

    def draw() -> None:
        from qual.ui import resources
        from qual.ui.parts import consistency

        consistency.show(resources.project())

    app = AppTest.from_function(draw, default_timeout=60)
    app.session_state["qual_coder"] = "Ada"
    app.run()
    assert_sound(app)
    return app


def part(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key="consistency-part").set_value(name).run()
    assert_sound(app)
    return app


def test_what_was_decided_under_older_texts_comes_first(view: AppTest) -> None:
    assert "1 coding" in texts(view)
    assert "<ins class='qual-ins'>" in html_of(view)
    button(view, "Worst fits first").click().run()
    assert_sound(view)
    assert "the worst fit first" in texts(view)


def test_who_uses_what_has_its_denominators_or_says_why_it_was_not_asked(view: AppTest) -> None:
    said = texts(part(view, consistency.USE))
    assert "Of 3 codes that can be given" in said
    assert "Hopelessness" in said
    assert "0 of 2 passages by 1 participant" in said
    assert "One coder at most has read anything" in said


def test_heavy_parts_are_made_on_demand_kept_and_said_to_be_old(view: AppTest, uneven: OpenProject) -> None:
    app = part(view, consistency.LIKE)
    assert "were compared" not in texts(app)
    button(app, "Look for them").click().run()
    assert_sound(app)
    assert "2 of 2 passages that somebody has judged were compared" in texts(app)
    part(part(app, consistency.USE), consistency.LIKE)
    assert "were compared" in texts(app)
    mark(uneven, "Nobody asked", act="reject")
    app.run()
    assert "has changed since" in texts(app)
    button(app, "Look again").click().run()
    assert_sound(app)
    assert "has changed since" not in texts(app)


def test_drift_that_cannot_be_told_says_what_is_missing(view: AppTest) -> None:
    app = part(view, consistency.DRIFT)
    button(app, "Look for changes").click().run()
    assert_sound(app)
    assert "0 questions flagged" in texts(app)
    table = next(one.value for one in app.table if "Why" in one.value)
    assert all("needed" in why for why in table["Why"])


def test_names_and_twins_are_listed_or_said_to_be_none(view: AppTest) -> None:
    app = part(view, consistency.NAMES)
    assert "No two names are near each other" in texts(app)
    button(app, "Look for them").click().run()
    assert_sound(app)
    assert "No two codes stand together" in texts(app)


def test_pairs_stand_side_by_side_with_whose_they_are(
    view: AppTest, uneven: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place("P01", Span(0, 5), "<b>Some</b> words", "P01", "patient")
    found = Uneven(
        "waiting", "a", "b", "Ada", "Bea", DISAGREEMENT, LEFT, 0.91, False, False, Turned("not there", "there")
    )
    pairs = tuple(Differing(found, place, place) for _ in range(7))
    monkeypatch.setattr(workflow, "uneven", lambda *_, **__: Alike(pairs, 3, 40, 50))
    app = part(view, consistency.LIKE)
    button(app, "Look for them").click().run()
    assert_sound(app)
    assert "two people" in texts(app)
    assert "0.91 of 1" in texts(app)
    assert "that may well be why" in texts(app)
    assert "the worst 7 of 10 pairs are kept" in texts(app)
    assert "&lt;b&gt;Some&lt;/b&gt; words" in html_of(app)
    assert "Read and left without it by Bea" in html_of(app)
    opens = [one for one in app.button if one.label == "Open"]
    assert len(opens) == 2 * consistency.AT_ONCE
    button(app, "Show 5 more").click().run()
    assert len([one for one in app.button if one.label == "Open"]) == 14


def test_windows_are_drawn_only_where_they_have_a_value() -> None:
    names = [f"P{n:02}" for n in range(10) for _ in range(3)]
    series = Series("waiting", "Ada", "prevalence", np.array([1.0, 0.0, 0.0] * 10), names)
    drawn = consistency_drift.chart(series, dark=True)
    assert drawn is not None
    assert len(next(iter(drawn.to_dict()["datasets"].values()))) == 6
    none = Series("waiting", "Ada", "centre", np.zeros((0, 4)), [])
    assert consistency_drift.chart(none, dark=False) is None
