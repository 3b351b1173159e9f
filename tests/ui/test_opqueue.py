"""Nothing that was done is lost, repeated or brought out of order, whatever happens on the way to the server."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from qual.ui.components import bundle
from tests.ui import harness

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ADDRESS = "http://localhost/"
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('qual.unsaved.')).length"
LINE = """([script]) => {
  const address = URL.createObjectURL(new Blob([script], {type: "text/javascript"}));
  return import(address).then((module) => {
    window.module = module;
    window.data = {study: "s", coder: "Ada", acked: [], refused: {}, trouble: ""};
    window.sent = [];
    window.at = [];
    window.changes = [];
    window.start = () => {
      window.queue = new module.OpQueue({onChange: (queue) => window.changes.push(queue.unsaved)});
      return window.update();
    };
    window.update = (more = {}) => {
      Object.assign(window.data, more);
      return window.queue.update({data: structuredClone(window.data), setTriggerValue: (name, value) => {
        window.sent.push(structuredClone(value));
        window.at.push(performance.now());
      }});
    };
    window.start();
  });
}"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A blank page with a queue whose clock only moves when the test says so."""
    with harness.blank(chromium) as made:
        made.clock.install(time=0)
        made.clock.pause_at(1000)
        load(made)
        yield made


def load(page: Page) -> None:
    """Open, or open again, a page of this address with a queue of its own; what the browser keeps stays."""
    page.route(ADDRESS, lambda route: route.fulfill(body="<!doctype html><title>A queue</title>"))
    page.goto(ADDRESS)
    page.evaluate(LINE, [bundle.module("shared/opqueue.js") + "\nexport { OpQueue, uid };"])


def push(page: Page, *acts: str) -> list[str]:
    """One stroke; gives the ids of its ops."""
    made = page.evaluate("(acts) => window.queue.push(acts.map((act) => ({act})))", list(acts))
    return [op["id"] for op in made]


def sent(page: Page) -> list[list[str]]:
    """The acts of each message so far."""
    return [[op["act"] for op in message] for message in page.evaluate("window.sent")]


def leave(page: Page, event: str) -> bool:
    """Fires an event of leaving the page; whether somebody asked to stay."""
    return bool(
        page.evaluate(
            "(name) => { const event = new Event(name, {cancelable: true}); window.dispatchEvent(event);"
            " return event.defaultPrevented; }",
            event,
        )
    )


def test_each_act_is_on_its_way_before_the_next_with_all_that_is_unanswered(page: Page) -> None:
    push(page, "a")
    assert sent(page) == [], "the screen is painted first"
    page.clock.run_for(25)
    assert sent(page) == [["a"]]
    page.evaluate("() => { window.queue.push([{act: 'b'}]); window.queue.push([{act: 'c'}, {act: 'd'}]); }")
    page.clock.run_for(25)
    assert sent(page) == [["a"], ["a", "b", "c", "d"]]


def test_acts_without_an_answer_are_sent_again_at_longer_and_longer_intervals(page: Page) -> None:
    push(page, "a")
    page.clock.run_for(140_000)
    at = page.evaluate("window.at")
    pauses = [round((after - before) / 1000) for before, after in itertools.pairwise(at)]
    assert pauses[:6] == [2, 4, 8, 16, 30, 30]
    push(page, "b")
    page.clock.run_for(25)
    assert sent(page)[-1] == ["a", "b"], "a new act does not wait for the next turn of an old one"


def test_answered_acts_are_not_sent_again_and_the_rest_is(page: Page) -> None:
    [a] = push(page, "a")
    page.clock.run_for(25)
    push(page, "b")
    page.evaluate("(acked) => window.update({acked})", [a])
    page.clock.run_for(250)
    assert sent(page) == [["a"], ["b"]]
    assert page.evaluate("window.queue.unsaved") == 1
    page.evaluate("(acked) => window.update({acked})", [page.evaluate("window.sent.at(-1)[0].id")])
    page.clock.run_for(100_000)
    assert len(sent(page)) == 2
    assert page.evaluate("window.changes") == [1, 2, 1, 0]


def test_a_refused_act_is_told_once_and_leaves(page: Page) -> None:
    a, b = push(page, "a", "b")
    told = page.evaluate("([acked, refused]) => window.update({acked, refused})", [[a, b], {b: "No such code."}])
    assert [(one["op"]["id"], one["sentence"]) for one in told] == [(b, "No such code.")]
    assert page.evaluate("window.queue.unsaved") == 0
    assert page.evaluate("() => window.update()") == []


def test_a_refusal_of_somebody_elses_act_is_none_of_ours(page: Page) -> None:
    push(page, "a")
    assert page.evaluate("() => window.update({acked: ['x'], refused: {x: 'No.'}})") == []
    assert page.evaluate("window.queue.unsaved") == 1


def test_trouble_keeps_the_pace_instead_of_asking_again_at_once(page: Page) -> None:
    push(page, "a")
    for _ in range(20):
        page.clock.run_for(1000)
        page.evaluate("() => window.update({trouble: 'The database is locked.'})")
    assert len(sent(page)) == 4  # at 0, 2, 6 and 14 seconds
    page.evaluate("() => window.update({trouble: ''})")
    page.clock.run_for(25)
    assert len(sent(page)) == 5, "the trouble is over: at once"


def test_a_stroke_shares_its_id_up_to_the_first_dot(page: Page) -> None:
    ids = push(page, "newcode", "code", "code")
    assert ids == [ids[0], f"{ids[0]}.1", f"{ids[0]}.2"]
    assert "." not in ids[0]
    assert page.evaluate("window.queue.pending.map((op) => [op.study, op.coder])") == [["s", "Ada"]] * 3


@pytest.mark.parametrize("with_random_uuid", [True, False])
def test_ids_never_repeat_also_without_a_secure_context(page: Page, with_random_uuid: bool) -> None:  # noqa: FBT001
    ids = page.evaluate(
        """(given) => {
          Object.defineProperty(crypto, "randomUUID", {value: given ? () => "r" + Math.random() : undefined});
          return Array.from({length: 5000}, () => window.module.uid());
        }""",
        with_random_uuid,
    )
    assert len(set(ids)) == 5000
    assert all(len(one) > 8 and "." not in one.removeprefix("r0.") for one in ids)


@pytest.mark.parametrize("event", ["pagehide", "beforeunload"])
def test_leaving_the_page_sends_what_waits(page: Page, event: str) -> None:
    push(page, "a")
    page.clock.run_for(25)
    push(page, "b")
    leave(page, event)
    assert sent(page) == [["a"], ["a", "b"]]


def test_a_hidden_tab_sends_what_waits(page: Page) -> None:
    push(page, "a")
    page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    assert sent(page) == [["a"]]


def test_the_page_asks_before_closing_only_while_something_is_unsaved(page: Page) -> None:
    assert not leave(page, "beforeunload")
    [a] = push(page, "a")
    assert leave(page, "beforeunload")
    page.evaluate("(acked) => window.update({acked})", [a])
    assert not leave(page, "beforeunload")


def test_what_a_component_leaves_behind_is_sent_by_the_next_one(page: Page) -> None:
    ids = push(page, "a", "b")
    page.evaluate("() => { window.queue.destroy(); }")
    assert sent(page) == [["a", "b"]], "a last message goes out at once"
    assert not leave(page, "beforeunload"), "nobody is there to guard"
    page.evaluate("() => window.start()")
    assert page.evaluate("window.queue.pending.map((op) => op.id)") == ids
    page.clock.run_for(499)
    assert len(sent(page)) == 1, "no message while a component is being mounted"
    page.clock.run_for(25)
    assert sent(page)[1:] == [["a", "b"]]


def test_another_study_never_gets_what_was_left_behind(page: Page) -> None:
    push(page, "a")
    page.evaluate("() => { window.queue.destroy(); window.data.study = 't'; window.start(); }")
    assert page.evaluate("window.queue.unsaved") == 0
    page.evaluate("() => { window.queue.destroy(); window.data.study = 's'; window.start(); }")
    assert page.evaluate("window.queue.unsaved") == 1


def test_what_a_closed_tab_left_unsaved_is_sent_when_the_study_is_opened_again(page: Page) -> None:
    first = push(page, "a", "b")
    page.clock.run_for(25)
    second = push(page, "c")
    assert page.evaluate(KEPT) == 2
    load(page)  # nothing of the old page is left but what the browser keeps
    assert page.evaluate("window.queue.pending.map((op) => op.id)") == first + second
    assert leave(page, "beforeunload"), "nothing is saved yet"
    page.clock.run_for(525)
    assert sent(page)[-1] == ["a", "b", "c"]
    page.evaluate("(acked) => window.update({acked})", first[:1])
    assert page.evaluate(KEPT) == 2, "a stroke is kept until all of it is answered"
    page.evaluate("([acked, refused]) => window.update({acked, refused})", [first, {second[0]: "No."}])
    assert page.evaluate(KEPT) == 0
    load(page)
    assert page.evaluate("window.queue.unsaved") == 0


def test_a_page_that_may_keep_nothing_still_hands_its_acts_on(page: Page) -> None:
    page.evaluate("() => Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})")
    ids = push(page, "a")
    page.evaluate("() => { window.queue.destroy(); window.start(); }")
    assert page.evaluate("window.queue.pending.map((op) => op.id)") == ids
    page.evaluate("(acked) => window.update({acked})", ids)
    page.evaluate("() => { window.queue.destroy(); window.start(); }")
    assert page.evaluate("window.queue.unsaved") == 0


@pytest.mark.parametrize("text", ["", "null", "{", '{"at": [1, 2], "ops": [null]}', '{"at": [], "ops": []}'])
def test_what_somebody_else_left_in_the_browser_is_no_act(page: Page, text: str) -> None:
    page.evaluate("(text) => localStorage.setItem('qual.unsaved.s.x', text)", text)
    [a] = push(page, "a")
    load(page)
    assert page.evaluate("window.queue.pending.map((op) => op.id)") == [a]


class Server:
    """An idempotent server behind a bad line: it loses messages and answers, is slow, refuses, and is killed."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.applied: list[str] = []
        self.refused: dict[str, str] = {}
        self.seen = 0
        self.messages: list[tuple[int, list[dict[str, Any]]]] = []
        self.answers: list[tuple[int, list[str]]] = []

    def receive(self, page: Page, now: int) -> None:
        """Messages arrive late, out of order, or not at all."""
        fresh = page.evaluate("(from) => window.sent.slice(from)", self.seen)
        self.seen += len(fresh)
        for message in fresh:
            if self.chance.random() > 0.4:
                self.messages.append((now + self.chance.choice((0, 0, 300, 2000)), message))
        due = [one for one in self.messages if one[0] <= now]
        self.messages = [one for one in self.messages if one[0] > now]
        self.chance.shuffle(due)
        for _, message in due:
            self._apply(message)
            if self.chance.random() > 0.4:
                known = [*self.applied, *self.refused]
                self.answers.append((now + self.chance.choice((0, 0, 500, 2500)), known[-200:]))

    def _apply(self, message: list[dict[str, Any]]) -> None:
        for op in message:
            if op["id"] in self.applied or op["id"] in self.refused:
                continue
            if op["act"].startswith("bad"):
                self.refused[op["id"]] = "No."
            else:
                self.applied.append(op["id"])

    def answer(self, page: Page, now: int) -> list[str]:
        """Answers arrive in any order, so an older one can come last; gives the refused ops that were told."""
        due = [acked for at, acked in self.answers if at <= now]
        self.answers = [one for one in self.answers if one[0] > now]
        self.chance.shuffle(due)
        told: list[str] = []
        for acked in due:
            refused = {op: "No." for op in acked if op in self.refused}
            found = page.evaluate("([acked, refused]) => window.update({acked, refused})", [acked, refused])
            told += [one["op"]["id"] for one in found]
        return told


@pytest.mark.parametrize("seed", range(3))
def test_over_a_bad_line_each_act_is_carried_out_once_and_in_order(page: Page, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's own chance
    server = Server(chance)
    made: list[str] = []
    told: list[str] = []
    bad: set[str] = set()
    now = 0
    for step in range(600):
        if step < 60:
            acts = [("bad" if chance.random() < 0.1 else "act") for _ in range(chance.choice((1, 1, 3)))]
            ids = push(page, *acts)
            made += ids
            bad |= {op for op, act in zip(ids, acts, strict=True) if act == "bad"}
        if chance.random() < 0.03:
            page.evaluate("() => { window.queue.destroy(); window.start(); }")
        pause = chance.choice((0, 80, 300)) if step < 60 else 1000
        page.clock.run_for(pause)
        now += pause
        server.receive(page, now)
        told += server.answer(page, now)
        if step >= 60 and not page.evaluate("window.queue.unsaved"):
            break
    assert page.evaluate("window.queue.unsaved") == 0
    assert server.applied == [op for op in made if op not in bad]
    assert len(made) == len(set(made))
    assert set(told) == bad
    assert len(told) == len(bad)
