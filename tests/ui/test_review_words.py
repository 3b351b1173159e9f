"""The words a decision is about, by keys and by mouse, exact to the code point; and how the queue looks to axe."""

from __future__ import annotations

import random
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui import harness
from tests.ui import review_items as made
from tests.ui.browser import Theme
from tests.ui.review_hands import marked, press

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
HARD = (
    "Well 💉💉?",
    "Said “no more” — אמרתי די, 我受够了 e\u0301te\u0301 👩🏽‍⚕️ (again), ok…",
    "And then?",
)
CENTRE = """([turn, from, to]) => {
  const words = document.querySelectorAll(".q-turn-words")[turn];
  const texts = [...words.childNodes].flatMap((node) => node.nodeType === 3 ? [node]
    : [...node.childNodes].filter((one) => one.nodeType === 3));
  const at = (unit) => {
    for (const node of texts) { if (unit < node.length) return [node, unit]; unit -= node.length; }
  };
  return [from, to].map((unit) => {
    const range = document.createRange();
    const [node, offset] = at(unit);
    range.setStart(node, offset); range.setEnd(node, offset + 1);
    const box = range.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  });
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def hard(*codes: str) -> tuple[dict[str, Any], str]:
    """A passage of emoji, right-to-left words, joiners and combining marks, and the whole text it stands in."""
    turns = made.interview("P01", HARD)
    return made.payload([made.item(turns, "P01:1", *codes)], turns), "\n".join(HARD)


def drag(page: Page, turn: int, start: int, end: int) -> None:
    """Drags the mouse from the middle of one letter to that of another, in UTF-16 units of the turn."""
    (x, y), (to_x, to_y) = [(round(left), round(top)) for left, top in page.evaluate(CENTRE, [turn, start, end])]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, y, steps=4)
    page.mouse.move(to_x, to_y, steps=4)
    page.mouse.up()


def test_each_end_moves_word_by_word_and_the_words_are_what_is_coded(chromium: Browser) -> None:
    data, text = hard("waiting", "sister", "hopeless")
    with harness.component(chromium, "review", data) as page:
        assert marked(page) == HARD[1]
        press(page, "[")
        assert marked(page).endswith("(again),")
        press(page, "[", "{")
        assert marked(page).startswith("“no more”")
        press(page, "a", "x", "}", "]", "]", "]", "a")
        assert page.locator("[data-act=restore]").is_hidden(), "the words are those suggested again"
        ops = harness.flushed(page)
    assert [op["act"] for op in ops] == ["accept", "reject", "accept"]
    assert all(text[op["start"] : op["end"]] == op["quote"] for op in ops)
    assert ops[0]["quote"].startswith("“no more”")
    assert (ops[1]["quote"], ops[2]["quote"]) == (HARD[1], HARD[1]), "a reject is about the suggestion's own words"


@pytest.mark.parametrize("seed", range(2))
def test_offsets_are_code_points_whatever_was_pressed(chromium: Browser, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's own chance
    data, text = hard("waiting")
    with harness.component(chromium, "review", data) as page:
        seen = []
        for _ in range(12):
            press(page, *(chance.choice("[[{{]}") for _ in range(chance.randint(1, 5))))
            seen.append(marked(page))
            press(page, "a", "u")
        accepts = [op for op in harness.flushed(page) if op["act"] == "accept"]
    assert [op["quote"] for op in accepts] == seen
    assert all(text[op["start"] : op["end"]] == op["quote"] for op in accepts)
    assert len(set(seen)) > 3


def test_at_least_one_word_stays_and_the_turn_is_never_left(chromium: Browser) -> None:
    data, _ = hard("waiting")
    with harness.component(chromium, "review", data) as page:
        press(page, *"[" * 30)
        assert marked(page) == "Said"
        press(page, *"{" * 3, *"}" * 3, *"]" * 30)
        assert marked(page) == HARD[1]


def test_words_are_chosen_by_dragging_over_them(chromium: Browser) -> None:
    turns = made.interview("P01")
    data = made.payload([made.item(turns, "P01:3", "stopping", "sister")], turns)
    text = "\n".join(made.LINES)
    line = made.LINES[3]
    with harness.component(chromium, "review", data) as page:
        turn = 2
        drag(page, turn, line.index("stopped") + 2, line.index("alone") + 1)
        page.wait_for_function("document.querySelector('[data-act=restore]').checkVisibility()")
        assert marked(page) == "stopped taking the tablets alone."
        press(page, "a")
        page.locator("[data-act=restore]").click()
        assert marked(page) == line
        press(page, "a")
        first, second = harness.flushed(page)
    assert first["quote"] == text[first["start"] : first["end"]] == "stopped taking the tablets alone."
    assert second["quote"] == line


def test_words_are_chosen_by_dragging_their_ends(chromium: Browser) -> None:
    turns = made.interview("P01")
    data = made.payload([made.item(turns, "P01:3", "stopping")], turns)
    line = made.LINES[3]
    with harness.component(chromium, "review", data) as page:
        press(page, "[")
        for grip, word in (("start", "taking"), ("end", "tablets")):
            box = page.locator(f".q-here mark:not([hidden]) .q-grip-{grip}").bounding_box()
            assert box is not None
            [(x, y), _] = page.evaluate(CENTRE, [2, line.index(word) + 2, 0])
            page.mouse.move(box["x"], box["y"] + box["height"] / 2)
            page.mouse.down()
            page.mouse.move(x, y, steps=3)
            page.mouse.up()
        assert marked(page) == "taking the tablets"
        press(page, "a")
        [op] = harness.flushed(page)
    assert "\n".join(made.LINES)[op["start"] : op["end"]] == op["quote"] == "taking the tablets"


def test_words_of_the_conversation_around_can_be_copied_without_changing_anything(chromium: Browser) -> None:
    turns = made.interview("P01")
    with harness.component(
        chromium, "review", made.payload([made.item(turns, "P01:3", "stopping")], turns)
    ) as page:
        drag(page, 1, made.LINES[2].index("tablets"), made.LINES[2].index("them"))
        page.wait_for_timeout(50)
        assert page.evaluate("getSelection().toString()") != ""
        assert marked(page) == made.LINES[3]


def test_a_passage_over_several_turns_is_marked_in_each(chromium: Browser) -> None:
    turns = made.interview("P01")
    text = "\n".join(made.LINES)
    start, end = turns["P01:1"]["start"], turns["P01:3"]["start"] + 9
    one = made.item(turns, "P01:1", "waiting") | {"end": end, "quote": text[start:end], "id": f"P01:{start}-{end}"}
    with harness.component(chromium, "review", made.payload([one], turns)) as page:
        assert marked(page) == text[start:end].replace("\n", "")
        press(page, "]", "{", "a")
        [op] = harness.flushed(page)
        assert op["quote"] == text[op["start"] : op["end"]]
        assert op["quote"].endswith("So I stopped")


def test_the_conversation_opens_to_all_that_was_sent(chromium: Browser) -> None:
    turns = made.interview("P01", rounds=3)
    with harness.component(chromium, "review", made.payload([made.item(turns, "P01:9", "waiting")], turns)) as page:
        assert page.locator(".q-turn:visible").count() == 5
        press(page, "e")
        assert page.locator(".q-turn:visible").count() == 18
        press(page, "e")
        assert page.locator(".q-turn:visible").count() == 5
        seen = page.evaluate(
            """() => { const box = document.querySelector(".q-talk").getBoundingClientRect();
              const mark = document.querySelector(".q-talk mark:not([hidden])").getBoundingClientRect();
              return mark.top >= box.top && mark.bottom <= box.bottom; }"""
        )
        assert seen


def states(page: Page, name: str) -> None:
    """Brings the queue into a state that looks different."""
    steps = {
        "open": ("d",), "decided": ("a", "ArrowLeft"), "keys": ("?",), "picker": ("o",), "memo": ("a", "m"),
        "empty": ("n",) * 4, "blind": ("g",),
    }  # fmt: skip
    press(page, *steps[name])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(chromium: Browser, axe: str, theme: Theme) -> None:
    data = made.queue(4, codes=(("waiting", "stopping"), ()), trouble="The database is locked.")
    data["items"][1]["blind"] = True
    for name in ("open", "decided", "keys", "picker", "memo", "empty", "blind")[:: 1 if theme == "light" else 3]:
        with harness.component(chromium, "review", data, theme=theme) as page:
            states(page, name)
            assert harness.violations(page, axe, theme=theme) == [], name


@pytest.mark.parametrize("width", [400, 640, 1920])
def test_nothing_is_cut_off_at_any_width(chromium: Browser, width: int) -> None:
    long = "Fortschrittsverlaufsbeurteilung" * 4
    data = made.queue(3, codes=(("waiting", "sister"),), trouble=long)
    data["codes"] = [code | {"name": f"{code['name']} {long}", "definition": long} for code in made.CODES]
    data["items"][0] |= {"who": long, "why_words": long}
    with harness.component(chromium, "review", data, width=width) as page:
        press(page, "d", "e")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for action in ("other", "nothing", "skip", "undo", "help"):
            box = page.locator(f".q-review > * [data-act={action}]").first.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
