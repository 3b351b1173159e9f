"""Random walks through the review queue, against a model of the record: what is on screen is what is recorded."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui import harness
from tests.ui import review_items as made
from tests.ui.review_hands import place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
CODES = (("waiting", "stopping", "sister"), ("hopeless",), ("waiting", "hopeless"), ())
KEYS = (
    ["a"] * 5
    + ["x"] * 4
    + ["u"] * 4
    + ["y"] * 3
    + ["n", "g", "s", "ArrowRight", "ArrowLeft", "ArrowDown", "2", "d"]
)
AHEAD = 6
STEP = """([key, from]) => {
  if (key) document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  window.dispatchEvent(new Event("pagehide"));
  const card = document.querySelector(".q-card");
  const rows = [...document.querySelectorAll(".q-code:not([hidden])")];
  return {
    item: card.hidden ? "" : card.dataset.item, code: card.dataset.code,
    words: [...document.querySelectorAll(".q-talk mark:not([hidden])")].map((mark) => mark.textContent).join(""),
    verdicts: card.hidden ? {} : Object.fromEntries(rows.map((row) => [row.dataset.code, row.dataset.verdict])),
    settled: card.classList.contains("q-settled"),
    left: parseInt(document.querySelector(".q-left").textContent.replaceAll(",", "")),
    decided: parseInt(document.querySelector(".q-decided").textContent),
    undo: !document.querySelector("[data-act=undo]").disabled,
    redo: !document.querySelector("[data-act=redo]").disabled,
    reason: document.querySelector(".q-state").hidden ? "" : document.querySelector(".q-state").dataset.reason,
    ops: window.sent.slice(from).filter(([name]) => name === "ops").flatMap(([, ops]) => ops),
    messages: window.sent.length,
  };
}"""


@dataclass
class Record:
    """What a server makes of ops: strokes done and undone, each op once."""

    items: dict[str, dict[str, Any]]
    strokes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def apply(self, op: dict[str, Any]) -> None:
        """Carries out an op that was not seen before."""
        if op["id"] in self.seen:
            return
        self.seen.append(op["id"])
        stroke = op["id"].split(".")[0]
        if op["act"] == "undo":
            self.done.remove(op["target"])
            self.undone.append(op["target"])
        elif op["act"] == "redo":
            assert op["target"] == self.undone[-1]
            self.done.append(self.undone.pop())
        elif stroke in self.done:
            self.strokes[stroke].append(op)
        else:
            self.strokes[stroke] = [op]
            self.done.append(stroke)
            self.undone.clear()

    def receive(self, ops: list[dict[str, Any]], count: int) -> None:
        """Carries out the first `count` ops, and the rest of the last one's stroke with it."""
        before = ""
        for number, op in enumerate(ops):
            stroke = op["id"].split(".")[0]
            if number >= count and stroke != before:
                break
            self.apply(op)
            before = stroke

    def standing(self, item: str) -> list[dict[str, Any]]:
        """Acts in force about an item."""
        every = [op for stroke in self.done for op in self.strokes[stroke]]
        return [op for op in every if place(op) == item]

    def verdicts(self, item: str) -> dict[str, str]:
        """Code -> accept, reject or "" for an item."""
        given = {op["code"]: op["act"] for op in self.standing(item) if op["act"] in {"accept", "reject"}}
        return {code["code"]: given.get(code["code"], "") for code in self.items[item]["codes"]}

    def open(self, item: str) -> bool:
        """Whether a question is left about an item."""
        if any(op["act"] == "review" for op in self.standing(item)):
            return False
        verdicts = self.verdicts(item)
        return not verdicts or not all(verdicts.values())

    @property
    def waiting(self) -> list[str]:
        """Open items in the order of the queue."""
        return [item for item in self.items if self.open(item)]

    @property
    def decided(self) -> int:
        """How many suggestions were accepted or rejected."""
        return sum(op["act"] in {"accept", "reject"} for stroke in self.done for op in self.strokes[stroke])

    def payload(self, turns: dict[str, Any]) -> dict[str, Any]:
        """What the page would send now: open codes only, some items ahead."""
        ahead = []
        for item in self.waiting[:AHEAD]:
            verdicts = self.verdicts(item)
            whole = self.items[item]
            ahead.append(whole | {"codes": [code for code in whole["codes"] if not verdicts[code["code"]]]})
        history = {
            "undo": [{"op": op, "label": "an act"} for op in reversed(self.done)],
            "redo": [{"op": op, "label": "an act"} for op in reversed(self.undone)],
        }
        return made.payload(ahead, turns) | {
            "left": len(self.waiting), "decided": self.decided, "acked": self.seen[-200:], "history": history,
        }  # fmt: skip


def expected(key: str, before: dict[str, Any], model: Record) -> list[tuple[str, str]]:
    """(act, code) that a key has to make of what is on screen."""
    item, code = before["item"], before["code"]
    if key in "uy":
        names, there = ("undo", model.done) if key == "u" else ("redo", model.undone)
        return [(names, "")] if there else []
    if not item or before["settled"]:
        return []
    left = [one for one, verdict in before["verdicts"].items() if not verdict]
    if key in "ax" and code and not before["verdicts"][code]:
        return [({"a": "accept", "x": "reject"}[key], code)]
    if key == "g":
        return [("accept", one) for one in left]
    return [*(("reject", one) for one in left), ("review", "")] if key == "n" else []


class Walker:
    """Presses keys, looks at the screen, and keeps every op that was sent, once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ops: dict[str, dict[str, Any]] = {}
        self.messages = 0
        self.look = self.press("")

    def press(self, key: str) -> dict[str, Any]:
        """What is on screen after a key, or as it stands without one."""
        self.look = self.page.evaluate(STEP, [key, self.messages])
        self.messages = self.look["messages"]
        for op in self.look["ops"]:
            self.ops.setdefault(op["id"], op)
        return self.look

    def step(self, key: str, model: Record) -> None:
        """Presses a key and checks what it made, and what is on screen then."""
        before, known = self.look, len(self.ops)
        after = self.press(key)
        fresh = list(self.ops.values())[known:]
        assert [(op["act"], op.get("code", "")) for op in fresh] == expected(key, before, model), (key, before)
        for op in fresh:
            if op["act"] in {"undo", "redo"}:
                assert op["target"] == (model.done if op["act"] == "undo" else model.undone)[-1]
            else:
                assert place(op) == before["item"]
            model.apply(op)
        if key == "u" and fresh:
            assert after["item"] == place(model.strokes[model.undone[-1]][0])
        agrees(after, model)
        if fresh and key != "u":
            assert not after["settled"], "after a decision an open question is on screen"


def agrees(look: dict[str, Any], model: Record) -> None:
    """The screen says what the record says."""
    if look["item"]:
        painted, recorded = look["verdicts"], model.verdicts(look["item"])
        assert painted == {code: recorded[code] for code in painted}
        assert all(recorded[code] for code in recorded if code not in painted), "no open code is hidden"
        assert look["settled"] == (not model.open(look["item"]))
        assert look["words"] == model.items[look["item"]]["quote"]
    else:
        assert look["reason"] == ("fetching" if model.waiting else "empty")
    assert (look["left"], look["decided"]) == (len(model.waiting), model.decided)
    assert (look["undo"], look["redo"]) == (bool(model.done), bool(model.undone))


@pytest.mark.parametrize("seed", range(2))
def test_a_walk_with_undo_and_redo_shows_what_is_recorded(chromium: Browser, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's own chance
    data = made.queue(12, codes=CODES)
    items = {item["id"]: item for item in data["items"]}
    model, server = Record(items), Record(items)
    with harness.component(chromium, "review", server.payload(data["turns"])) as page:
        walker = Walker(page)
        for _ in range(120):
            walker.step(chance.choice(KEYS), model)
            if chance.random() < 0.3:
                look = walker.look
                server.receive(list(walker.ops.values()), chance.randint(len(server.seen), len(model.seen)))
                harness.update(page, server.payload(data["turns"]))
                after = walker.press("")
                if look["item"]:
                    assert (after["item"], after["verdicts"]) == (look["item"], look["verdicts"]), (
                        "nothing is swapped"
                    )
                agrees(after, model)
        server.receive(list(walker.ops.values()), len(model.seen))
        harness.update(page, server.payload(data["turns"]))
        agrees(walker.press(""), server)
        assert server.done == model.done
        assert page.locator(".q-review").get_attribute("data-unsaved") == "0"
