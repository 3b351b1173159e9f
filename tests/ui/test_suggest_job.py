"""Suggestions are made again in the background: said, watched, stopped, and never in the way of a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from qual.errors import ModelUnusable
from qual.model.coding import Op
from qual.ui import problems
from qual.ui.parts import suggest_job
from qual.workflow import blinding, curating, jobs, preferences, refreshing, suggesting
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.codebook_hands import html_of
from tests.ui.conftest import OpenApp, button, texts
from tests.ui.firing import told


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[OpenProject]:
    with studies.ward_study(tmp_path / "ward", interviews=4) as project:
        blinding.set_share(project, 0.0, coder="Ada")
        yield project
    st.cache_resource.clear()


def retire(project: OpenProject) -> None:
    curating.retire_code(project, "hopeless", coder="Ada")


def accept(project: OpenProject) -> None:
    item = project.queue(coder="Ada")[0]
    op = Op("a1", "accept", "Ada", item.transcript, item.span, item.suggestion.code, band=item.suggestion.band)
    assert not project.apply([op])[0].refusal


def finish(project: OpenProject) -> None:
    job = suggest_job._jobs(str(project.folder)).get(suggest_job.NAME)
    if job is not None:  # else a run of the page has seen its end already
        job.wait(30)


def test_what_changed_is_said_and_a_word_refreshes(open_app: OpenApp, ward: OpenProject) -> None:
    accept(ward)
    app = open_app(ward, "review")
    assert "1 act not learned from yet" in texts(app)
    assert any("switched off" in (one.help or "") for one in app.markdown)
    retire(ward)
    assert "Codebook changed since" in texts(app.run())
    button(app, "Refresh now").click().run()
    finish(ward)
    app.run()
    assert not [one for one in app.button if one.label == "Refresh now"]
    assert suggesting.stale(ward) == ""
    assert len(ward.codings()) == 1
    assert "hopeless" not in {code["code"] for item in told(app, "review")["items"] for code in item["codes"]}


@pytest.mark.parametrize("page", ["review", "transcripts", "codebook", "home"])
def test_a_changed_codebook_refreshes_by_itself_wherever_one_is(
    open_app: OpenApp, ward: OpenProject, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(refreshing, "MOMENT", 0.0)
    preferences.set_refreshes(ward, on=True)
    retire(ward)
    app = open_app(ward, page, coder="Ada")
    finish(ward)
    assert suggesting.stale(ward) == ""
    app.run()
    assert not app.success


def test_whoever_stops_it_is_not_overruled_until_something_else_changes(
    ward: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "MOMENT", 0.0)
    started = []
    monkeypatch.setattr(suggest_job, "_start", lambda _, *, by_itself: started.append(by_itself))
    retire(ward)
    suggest_job.keep_fresh(ward)
    assert started == []  # switched off
    preferences.set_refreshes(ward, on=True)
    suggest_job.keep_fresh(ward)
    assert started == [True]
    suggest_job._stop(ward, jobs.Job("as if it ran"))
    suggest_job.keep_fresh(ward)
    assert started == [True]
    curating.retire_code(ward, "stopping", coder="Ada")
    suggest_job.keep_fresh(ward)
    assert started == [True, True]
    suggest_job._stop(ward, jobs.Job("as if it ran"))
    suggest_job.begin(ward)
    suggest_job.keep_fresh(ward)
    assert started == [True, True, False, True]


def test_what_failed_is_said_once_and_not_tried_again_and_again(
    open_app: OpenApp, ward: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ModelUnusable("m", "it is half downloaded")

    monkeypatch.setattr(refreshing, "MOMENT", 0.0)
    monkeypatch.setattr(OpenProject, "suggest", broken)
    preferences.set_refreshes(ward, on=True)
    retire(ward)
    tried: list[str] = []
    monkeypatch.setattr(problems, "tell", lambda _kind, text: tried.append(text))
    app = open_app(ward, "codebook", coder="Ada")
    finish(ward)
    app.run().run()
    [said] = tried
    assert "half downloaded" in said
    assert suggest_job.NAME not in suggest_job._jobs(str(ward.folder))
    assert "Codebook changed since" in texts(app.run())


def test_where_no_code_reaches_its_threshold_the_queue_says_so_and_shows_none(
    open_app: OpenApp, ward: OpenProject
) -> None:
    with ward.store.transaction() as tables:
        weak = [replace(one, band="unsure", probability=None) for one in tables.suggestions()]
        made = tables.suggestion_state()
        assert made is not None
        tables.replace_suggestions(weak, made.created)
    app = open_app(ward, "review")
    for item in told(app, "review")["items"]:
        assert item["abstains"] is (item["why"] != "unsure")
        assert bool(item["codes"]) is (item["why"] == "unsure")
    app = open_app(ward, "transcripts")
    assert "nothing more is suggested" in texts(app)
    app = open_app(ward, "codebook", coder="Ada")
    assert html_of(app).count("not suggested: no other passage reaches its threshold") == 3


def test_refreshing_by_itself_is_a_preference_of_the_study(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "settings", coder="Ada")
    with ward.store.reading() as tables:
        before = len(tables.events())
    toggle = next(one for one in app.toggle if one.key == "settings-refreshes")
    assert not toggle.value
    toggle.set_value(True).run()
    assert preferences.refreshes(ward)
    with ward.store.reading() as tables:
        assert len(tables.events()) == before
