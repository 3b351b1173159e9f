"""Acts as they arrive from a browser: odd ones, broken ones, hostile ones, and those that cannot be saved now."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from qual.ui import exchange, problems, state
from qual.workflow import memos
from qual.workflow.projects import OpenProject
from tests.studies import place_of

Send = Callable[..., dict[str, tuple[str, str]]]
numbers = count()


@pytest.fixture
def send(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> Send:
    """Sends acts as Ada's, on the words "waiting list" unless they say otherwise; gives the answers to them."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr(state, "get", lambda key, default=None: kept.get(key, default))
    monkeypatch.setattr(state, "put", kept.__setitem__)
    start, end = place_of(study, "P01", "waiting list")

    def go(*acts: dict[str, Any]) -> dict[str, tuple[str, str]]:
        here = {"study": exchange.study_of(study), "coder": "Ada", "transcript": "P01", "start": start, "end": end}
        exchange.take(study, [{**here, "id": f"op{next(numbers)}", **act} for act in acts])
        told = exchange.payload(study, "Ada")
        return {op: (told["refused"].get(op, ""), told["trouble"]) for op in told["acked"]}

    return go


@pytest.mark.parametrize(
    "odd",
    [
        {"id": ".x"}, {"id": ""}, {"id": 5}, {"id": "x" * 1001}, {"id": "a\ud800"}, {"id": "a\0"},
        {"coder": ""}, {"coder": "x" * 2000}, {"coder": "a\nb"}, {"coder": "a\ud83d"},
        {"transcript": "P\0"}, {"transcript": "P\udc00"}, {"transcript": "P" * 10_000}, {"target": "\ud800"},
        {"start": -1}, {"start": 1.5}, {"start": True}, {"start": None}, {"end": "9"}, {"start": 9, "end": 9},
        {"score": float("nan")}, {"score": float("inf")}, {"score": 10**400}, {"score": True}, {"score": "1"},
        {"band": "I was on the waiting list"}, {"model": "m" * 5000}, {"act": "import"}, {"act": None},
        {"code": ["waiting"]}, {"origin": "nowhere"}, {"quote": "waiting\ud83d list"},
    ],
    ids=repr,
)  # fmt: skip
def test_what_no_screen_sends_is_answered_and_leaves_no_trace(
    study: OpenProject, send: Send, caplog: pytest.LogCaptureFixture, odd: dict[str, Any]
) -> None:
    before = study.store.revision()
    with caplog.at_level(logging.WARNING):
        [(refusal, trouble)] = send({"act": "code", "code": "waiting", **odd}).values()
    assert refusal == exchange.UNREADABLE
    assert (trouble, caplog.text, study.store.revision()) == ("", "", before)


def test_half_a_character_in_a_memo_does_not_lose_the_memo(study: OpenProject, send: Send) -> None:
    answers = send(
        {"act": "code", "code": "waiting", "memo": "a\ud83db\0c"},
        {"act": "newcode", "name": "Fear\ud83d of forms", "id": "n"},
        {"act": "code", "code": "new:Fear\ud83d of forms", "id": "n.1"},
    )
    assert set(answers.values()) == {("", "")}
    assert [memo.text for memo in memos.listing(study)] == ["abc"]
    assert list(study.codings()["code"]) == ["waiting", "fear-of-forms"]


def test_a_broken_act_keeps_back_its_stroke_and_no_other(study: OpenProject, send: Send) -> None:
    answers = send(
        {"act": "code", "code": "waiting", "id": "a"},
        {"act": "code", "code": "stopping", "id": "b"},
        {"act": "code", "code": 5, "id": "b.1"},
        {"act": "code", "code": "hopeless", "id": "c"},
    )
    assert [bool(refusal) for refusal, _ in answers.values()] == [False, True, True, False]
    assert sorted(study.codings()["code"]) == ["hopeless", "waiting"]


def test_a_name_with_spaces_around_it_is_the_same_person(study: OpenProject, send: Send) -> None:
    send({"act": "code", "code": "waiting", "coder": " Ada "}, {"act": "code", "code": "waiting"})
    assert list(study.codings()["coder"]) == ["Ada"]


def test_many_acts_in_one_message_are_each_done_once_and_all_answered_in_the_end(
    study: OpenProject, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "MOST_ANSWERS", 20)
    acts = [{"act": "memo", "about": "project", "memo": f"thought {n}", "id": f"m{n}"} for n in range(50)]
    rounds = 0
    while acts:
        answered = send(*acts)
        acts = [act for act in acts if act["id"] not in answered]
        rounds += 1
    assert rounds <= 3
    assert len(memos.listing(study)) == 50


def test_acts_that_find_no_room_for_the_codebook_wait_and_are_not_refused(
    study: OpenProject, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    stroke = (
        {"act": "newcode", "name": "Fear of forms", "id": "n"},
        {"act": "code", "code": "new:Fear of forms", "id": "n.1"},
    )

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = study.codebook_file.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr("qual.codebook.write.os.fsync", full)
        assert send(*stroke) == {}
        assert "no room left" in exchange.payload(study, "Ada")["trouble"]
    assert study.codebook_file.read_bytes() == before
    assert study.codings().empty
    assert send(*stroke) == {"n": ("", ""), "n.1": ("", "")}
    assert list(study.codings()["code"]) == ["fear-of-forms"]


def test_a_fault_inside_is_answered_and_the_acts_after_it_go_on(
    study: OpenProject, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("I was on the waiting list")

    with monkeypatch.context() as patched:
        patched.setattr("qual.workflow.acting._payload", broken)
        answers = send({"act": "code", "code": "waiting", "id": "a"}, {"act": "newcode", "name": "New", "id": "b"})
    assert answers == {"a": (problems.INSIDE, ""), "b": ("", "")}
