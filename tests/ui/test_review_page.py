"""The review page under Streamlit's own driver: what the queue is told, and what becomes of what it sends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qual.store import engines
from qual.workflow import blinding
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.conftest import OpenApp, assert_sound, button, texts
from tests.ui.firing import fire, told

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[OpenProject]:
    """Twelve open suggestions or more, none of them hidden."""
    with studies.ward_study(tmp_path / "ward", interviews=4) as project:
        blinding.set_share(project, 0.0, coder="Ada")
        yield project


def op(app: AppTest, act: str, number: int = 0, **more: object) -> dict[str, Any]:
    """An act on the passage at a place of the queue, as the component makes it."""
    data = told(app, "review")
    item = data["items"][number]
    code = item["codes"][0]
    return {
        "id": f"op{number}{act}", "study": data["study"], "coder": data["coder"], "act": act,
        "origin": "suggestion",
        "transcript": item["transcript"], "start": item["start"], "end": item["end"], "quote": item["quote"],
        "code": code["code"], "score": code["score"], "band": code["band"], "model": code["model"], **more,
    }  # fmt: skip


def send(app: AppTest, *ops: dict[str, Any]) -> dict[str, Any]:
    """Send these acts; what the component is told then."""
    fire(app, "review", "ops", list(ops))
    assert_sound(app)
    return told(app, "review")


def test_every_passage_comes_with_its_words_its_conversation_and_why(open_app: OpenApp, ward: OpenProject) -> None:
    data = told(open_app(ward, "review"), "review")
    with ward.store.reading() as tables:
        texts_of = tables.texts()
    assert data["left"] >= len(data["items"]) > 5
    for item in data["items"]:
        assert texts_of[item["transcript"]][item["start"] : item["end"]] == item["quote"]
        here = data["turns"][f"{item['transcript']}:{item['turn']}"]
        assert here["text"] in texts_of[item["transcript"]][here["start"] :]
        assert item["why"]
        assert item["why_words"].endswith(".")
    reasons = [reason for item in data["items"] for code in item["codes"] for reason in code["evidence"]]
    assert {reason["side"] for reason in reasons} <= {"for", "against", "change"}


def test_an_accept_is_a_coding_by_the_person_and_is_answered(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review")
    act = op(app, "accept")
    after = send(app, act)
    row = ward.codings().iloc[0]
    assert (row["coder"], row["code"], row["quote"], row["blind"]) == ("Ada", act["code"], act["quote"], False)
    assert act["id"] in after["acked"]
    assert after["refused"] == {}
    assert after["decided"] == 1
    assert act["code"] not in [code["code"] for item in after["items"] for code in item["codes"]
                               if item["quote"] == act["quote"]]  # fmt: skip


def test_the_same_act_sent_again_and_again_counts_once(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review")
    first, second = op(app, "accept"), op(app, "reject", 1)
    send(app, first)
    send(app, first, second)
    send(app, first, second)
    assert len(ward.codings()) == 1
    with ward.store.reading() as tables:
        assert len(tables.decisions(coder="Ada")) == 2


def test_scores_are_kept_as_they_were_seen(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review")
    send(app, op(app, "reject", score=0.123, band="likely", model="as seen"))
    with ward.store.reading() as tables:
        [kept] = tables.decisions(coder="Ada")
    assert (kept.score, kept.band, kept.model) == (0.123, "likely", "as seen")


def test_words_that_are_not_there_are_refused_in_a_sentence(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review")
    act = op(app, "accept", quote="other words")
    after = send(app, act)
    assert "quote" in after["refused"][act["id"]]
    assert act["id"] in after["acked"]
    assert ward.codings().empty


@pytest.mark.parametrize(
    "change",
    [{"act": "promote"}, {"start": "1"}, {"start": 9, "end": 3}, {"coder": " "}, {"coder": "a\nb"}, {"quote": 7},
     {"score": "high"}, {"start": True}, {"end": None}],
    ids=str,
)  # fmt: skip
def test_what_did_not_arrive_whole_is_refused_and_nobody_waits(
    open_app: OpenApp, ward: OpenProject, change: dict[str, object]
) -> None:
    app = open_app(ward, "review")
    bad, good = op(app, "accept") | change, op(app, "accept", 1)
    after = send(app, bad, good)
    assert "not arrive" in after["refused"][bad["id"]]
    assert list(ward.codings()["code"]) == [good["code"]]


def test_an_act_for_another_study_waits_for_it(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review")
    act = op(app, "accept") | {"study": "elsewhere"}
    after = send(app, act)
    assert act["id"] not in after["acked"]
    assert "another study" in after["trouble"]
    assert ward.codings().empty


def test_a_locked_database_is_said_and_the_act_is_kept(
    open_app: OpenApp, ward: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WAIT_MS", 200)
    app = open_app(ward, "review")
    act = op(app, "accept")
    other = sqlite3.connect(ward.folder / "qual.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        after = send(app, act)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert act["id"] not in after["acked"]
    assert "database" in after["trouble"]
    after = send(app, act)
    assert act["id"] in after["acked"]
    assert after["trouble"] == ""
    assert len(ward.codings()) == 1


def test_undo_and_redo_are_offered_with_what_they_do(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review")
    act = op(app, "accept")
    after = send(app, act)
    [latest] = after["history"]["undo"]
    assert latest["op"] == act["id"]
    assert latest["label"].startswith("accepted ")
    undo = {"id": "u1", "study": act["study"], "coder": "Ada", "act": "undo", "target": act["id"]}
    after = send(app, undo)
    assert ward.codings().empty
    assert [one["op"] for one in after["history"]["redo"]] == [act["id"]]
    send(app, undo | {"id": "r1", "act": "redo"})
    assert len(ward.codings()) == 1


def test_nobody_decides_without_a_name(open_app: OpenApp, ward: OpenProject) -> None:
    settings = ward.folder / "project.toml"
    settings.write_text(settings.read_text("utf-8").replace('coder = "Ada"', ""), "utf-8")
    data = told(open_app(ward, "review"), "review")
    assert (data["coder"], data["items"]) == ("", [])


def test_filters_say_how_many_they_leave_and_hold_over_pages(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review")
    everything = told(app, "review")["left"]
    box = next(one for one in app.selectbox if one.key == "review-filter-code")
    wanted = box.options[1]
    box.set_value("waiting").run()
    data = told(app, "review")
    assert data["filtered"]
    assert wanted == f"Waiting ({data['left']:,})"
    assert data["left"] < everything
    button(app, "Show all").click().run()
    assert told(app, "review")["left"] == everything


def test_a_study_without_codes_or_transcripts_says_what_to_do(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "review", coder="Ada")
    assert "no transcript to review" in texts(app)


def test_a_broken_codebook_stops_no_decision(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review")
    act = op(app, "accept")
    ward.codebook_file.write_text("themes: [", "utf-8")
    after = send(app, act)
    assert act["id"] in after["acked"]
    assert len(ward.codings()) == 1
