"""The transcript reader in a blank page: what is selected, coded, changed and sent, to the code point."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.ui import harness, reader_items
from tests.ui.conftest import Mount
from tests.ui.reader_hands import LETTER, PLAIN, SELECT, card, choose_codes_for, code, place, stripes

pytestmark = pytest.mark.browser

SELECT_ALL_AND_CODE = """async ([select, selections]) => {
  const one = eval(select);
  for (const each of selections) {
    one(each);
    await new Promise((done) => setTimeout(done, 1));
    const input = document.querySelector(".q-picker:popover-open input");
    input?.dispatchEvent(new KeyboardEvent("keydown", {key: "1", code: "Digit1", bubbles: true}));
  }
}"""


def expected(
    text: str, turns: list[dict[str, Any]], selection: tuple[int, int, int, int]
) -> tuple[int, int] | None:
    """A selection in UTF-16 units as code points, whole ones, without white space and labels at its ends."""
    one, start, other, end = selection
    said = [str(turn["x"]) for turn in turns]
    first = turns[one]["s"] + len(said[one].encode("utf-16-le")[: 2 * start].decode("utf-16-le", "ignore"))
    cut = said[other].encode("utf-16-le")[: 2 * end]
    last = turns[other]["s"] + len(cut.decode("utf-16-le", "ignore"))
    last += cut.decode("utf-16-le", "replace") != cut.decode("utf-16-le", "ignore")
    spoken = {at for turn in turns for at in range(turn["s"], turn["s"] + len(turn["x"])) if not text[at].isspace()}
    found = [at for at in range(first, last) if at in spoken]
    return (found[0], found[-1] + 1) if found else None


def test_offsets_of_random_selections_in_hard_text_are_code_points(mount: Mount) -> None:
    rng = random.Random(3)  # noqa: S311 - selections, no secret
    data = reader_items.payload(reader_items.HARD * 12)
    text, turns = reader_items.whole(data["turns"]), data["turns"]
    units = [len(turn["x"].encode("utf-16-le")) // 2 for turn in turns]
    selections: list[tuple[int, int, int, int]] = []
    wanted: list[tuple[int, int]] = []
    while len(selections) < 120:
        one = rng.randrange(len(turns))
        other = min(len(turns) - 1, one + rng.choice((0, 0, 0, 1, 2)))
        start, end = rng.randint(0, units[one]), rng.randint(0, units[other])
        span = expected(text, turns, (one, start, other, end)) if one < other or start < end else None
        if span is not None and span not in wanted:
            selections.append((one, start, other, end))
            wanted.append(span)
    page = mount(data)
    for at in range(0, len(selections), 40):
        page.evaluate(SELECT_ALL_AND_CODE, [SELECT, selections[at : at + 40]])
        harness.update(page, data | {"acked": [op["id"] for op in harness.flushed(page)]})
    ops = harness.all_ops(page)
    assert [(op["start"], op["end"]) for op in ops] == wanted
    assert all(text[op["start"] : op["end"]] == op["quote"] for op in ops)


def test_the_mouse_selects_what_it_is_drawn_over_also_from_right_to_left(mount: Mount) -> None:
    spoken = ("It was a long night.", "שלום, אני מרגיש טוב יותר היום.", "لم أنم جيدا في الليل.", "我昨天去了医院。")
    data = reader_items.payload(spoken)
    text, turns = reader_items.whole(data["turns"]), data["turns"]
    page = mount(data)
    wanted = []
    for turn, first, last in (
        (0, 9, 12),
        (1, 7, 8),
        (1, 10, 14),
        (1, 0, 14),
        (2, 3, 5),
        (2, 7, 10),
        (3, 1, 4),
        (0, 3, 12),
    ):
        one, two = (page.evaluate(LETTER, [turn, at, 1]) for at in (first, last))
        backwards = turn in (1, 2)
        page.mouse.move(one[1] - 1 if backwards else one[0] + 1, one[2])
        page.mouse.down()
        page.mouse.move(two[0] + 1 if backwards else two[1] - 1, two[2], steps=4)
        page.mouse.up()
        page.wait_for_selector(".q-picker:popover-open")
        page.keyboard.press("1")
        wanted.append((turns[turn]["s"] + first, turns[turn]["s"] + last + 1))
    ops = harness.flushed(page)
    assert [(op["start"], op["end"]) for op in ops] == wanted
    assert all(text[op["start"] : op["end"]] == op["quote"] for op in ops)


def test_a_drag_from_turn_to_turn_takes_the_words_and_never_the_gutter(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    start, end = page.evaluate(LETTER, [1, 42, 1]), page.evaluate(LETTER, [3, 3, 1])
    page.mouse.move(start[0] + 1, start[2])
    page.mouse.down()
    page.mouse.move(end[1] - 1, end[2], steps=6)
    page.mouse.up()
    page.wait_for_selector(".q-picker:popover-open")
    page.keyboard.press("2")
    (op,) = harness.flushed(page)
    assert op["quote"] == "I waited.\n\nInterviewer: And then?\n\nAnna: Then"
    painted = page.evaluate(
        "[...CSS.highlights].flatMap(([name, all]) => /-\\d+$/.test(name) ? [...all].map(String) : [])"
    )
    assert len(painted) == 3, "one range per turn, so that the gutter is not painted"


def test_the_keyboard_alone_selects_codes_and_goes_on(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.turn") == "1"
    page.keyboard.press("s")
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.wait_for_selector(".q-picker:popover-open")
    page.keyboard.type("wai")
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    ops = harness.flushed(page)
    assert (ops[0]["quote"], ops[0]["code"]) == ("Nobody told me anything, and I waited.", "wait")
    assert len(ops) == 2
    assert page.evaluate("document.activeElement.dataset.turn") is not None, "focus is back in the text"


def test_shift_and_arrow_go_on_into_the_next_turn_and_back(mount: Mount) -> None:
    page = mount(reader_items.payload(("One two three.", "Four five.")))
    page.keyboard.press("j")
    for key in ("ArrowLeft", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    (op,) = harness.flushed(page)
    assert op["quote"] == "three.\n\nAnna: Four"


def test_enter_without_a_selection_codes_the_whole_turn(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.keyboard.press("3")
    (op,) = harness.flushed(page)
    assert op["quote"] == PLAIN[0]
    assert op["blind"] is True
    assert op["act"] == "code"
    assert op["origin"] == "reader"


def test_several_codes_and_a_new_one_are_one_stroke(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    choose_codes_for(page, "Nobody told me")
    page.keyboard.type("told")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Night shifts")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("trus")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Enter")
    ops = harness.flushed(page)
    assert [(op["act"], op.get("name", op.get("code"))) for op in ops] == [
        ("newcode", "Night shifts"), ("code", "told"), ("code", "trust"), ("code", "new:Night shifts"),
    ]  # fmt: skip
    stroke = ops[0]["id"]
    assert [op["id"] for op in ops] == [stroke, f"{stroke}.1", f"{stroke}.2", f"{stroke}.3"]
    assert len(stripes(page)) == 3
    page.keyboard.press("u")
    assert stripes(page) == []
    assert harness.flushed(page)[-1] | {"id": ""} == {
        "id": "", "study": "study", "coder": "Ann", "act": "undo", "target": stroke,
    }  # fmt: skip


def test_words_become_a_code_in_vivo_and_its_name_can_be_changed(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.keyboard.press("v")
    assert page.input_value(".q-picker input") == "It was hard."
    page.keyboard.type("Hard at first")
    page.keyboard.press("Enter")
    new, made = harness.flushed(page)
    assert (new["act"], new["name"]) == ("newcode", "Hard at first")
    assert (made["code"], made["quote"]) == ("new:Hard at first", "It was hard.")
    # The code made a moment ago can be used at once, and is named again so that the server knows it.
    code(page, "Nobody", "1")
    assert [(op["act"], op.get("code", op.get("name"))) for op in harness.flushed(page)[2:]] == [
        ("newcode", "Hard at first"), ("code", "new:Hard at first"),
    ]  # fmt: skip


def test_a_card_tells_who_and_when_and_changes_the_coding(mount: Mount) -> None:
    start, end = place("Nobody told me anything")
    mine = reader_items.coding("c1", start, end, "told")
    page = mount(reader_items.payload(PLAIN, codings=[mine], recent=["fear"]))
    page.locator(".q-label").click()
    assert "You" in card(page).inner_text()
    assert "2026" in card(page).inner_text()
    card(page).get_by_role("button", name="Other code").click()
    page.keyboard.press("1")
    page.locator(".q-label").click()
    card(page).get_by_role("button", name="Memo").click()
    page.keyboard.type("She whispers.\nTwice.")
    page.keyboard.press("Control+Enter")
    assert "She whispers." in card(page).inner_text()
    card(page).get_by_role("button", name="Remove").click()
    assert card(page).count() == 0
    assert stripes(page) == []
    recode, memo, remove = harness.flushed(page)
    assert (recode["act"], recode["target"], recode["code"]) == ("recode", "c1", "fear")
    assert (memo["about"], memo["target"], memo["memo"]) == ("coding", recode["id"], "She whispers.\nTwice.")
    assert (remove["act"], remove["target"]) == ("remove", recode["id"])
    for _ in range(3):
        page.keyboard.press("u")
    assert [one.split(",")[0] for one in stripes(page)] == ["Being told too little"]


def test_other_peoples_codings_are_read_only_and_can_be_made_ones_own(mount: Mount) -> None:
    start, end = place("It was hard")
    theirs = reader_items.coding("c1", start, end, "fear", coder="Ben", mine=False)
    page = mount(reader_items.payload(PLAIN, codings=[theirs]))
    page.locator(".q-label").click()
    assert "Only Ben can change this coding." in card(page).inner_text()
    assert card(page).get_by_role("button", name="Remove").count() == 0
    assert page.locator(".q-handle").count() == 0
    card(page).get_by_role("button", name="Code the same words myself").click()
    (op,) = harness.flushed(page)
    assert (op["act"], op["code"], op["quote"]) == ("code", "fear", "It was hard")


def test_all_codings_at_a_point_are_on_the_card(mount: Mount) -> None:
    start, end = place("Nobody told me anything")
    found = [reader_items.coding("c1", start, end, "told"), reader_items.coding("c2", start, start + 6, "fear")]
    page = mount(
        reader_items.payload(PLAIN, codings=found, suggestions=[reader_items.suggestion(start, end, "wait")])
    )
    left, right, middle = page.evaluate(LETTER, [1, 14, 1])
    page.mouse.click((left + right) / 2, middle)
    said = card(page).inner_text()
    assert all(name in said for name in ("Being told too little", "Fear of what comes next", "Waiting"))
    assert "trusting a doctor" in said
    assert "Against it" in said


@pytest.mark.parametrize(("key", "act"), [("a", "accept"), ("x", "reject")])
def test_a_suggestion_is_decided_as_it_was_seen(mount: Mount, key: str, act: str) -> None:
    start, end = place("I waited")
    page = mount(reader_items.payload(PLAIN, suggestions=[reader_items.suggestion(start, end, "wait")]))
    page.locator(".q-label").click()
    page.keyboard.press(key)
    (op,) = harness.flushed(page)
    assert (op["act"], op["code"], op["start"], op["end"], op["quote"]) == (act, "wait", start, end, "I waited")
    seen = (op["score"], op["band"], op["model"], op["blind"], op["origin"])
    assert seen == (0.71, "likely", "encoder-1", False, "suggestion")
    assert [one.split(":")[0] for one in stripes(page)] == (["Waiting, coded by you"] if act == "accept" else [])
    page.keyboard.press("u")
    assert [one.split(":")[0] for one in stripes(page)] == ["Waiting, suggested"]


def test_the_end_of_a_coding_is_dragged_word_by_word_and_letter_by_letter(mount: Mount) -> None:
    start, end = place("Nobody told me")
    page = mount(reader_items.payload(PLAIN, codings=[reader_items.coding("c1", start, end, "told")]))
    page.locator(".q-label").click()
    text = reader_items.whole(reader_items.turns(PLAIN))

    def drag(edge: str, letter: int) -> str:
        box = page.locator(f".q-handle-{edge}").bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        left, _, middle = page.evaluate(LETTER, [1, letter, 1])
        page.mouse.move(left + 1, middle, steps=4)
        # Another coder's work arrives in the middle of it.
        theirs = reader_items.coding("c9", 5, 9, "cost", coder="Ben", mine=False)
        mine = reader_items.coding("c1", start, end, "told")
        harness.update(page, reader_items.payload(PLAIN, codings=[mine, theirs]))
        page.mouse.up()
        op = harness.flushed(page)[-1]
        assert op["act"] == "resize"
        assert op["target"] == "c1"
        assert text[op["start"] : op["end"]] == op["quote"]
        return str(op["quote"])

    assert drag("e", PLAIN[1].index("anything") + 7) == "Nobody told me anything"
    assert drag("s", PLAIN[1].index("hard")) == "hard. Nobody told me anything"
    page.keyboard.down("Alt")
    assert drag("e", PLAIN[1].index("thing")) == "hard. Nobody told me any"
    page.keyboard.up("Alt")


def test_the_ends_of_a_coding_move_by_keys_and_are_kept_as_one_act(mount: Mount) -> None:
    start, end = place("Nobody told me")
    page = mount(reader_items.payload(PLAIN, codings=[reader_items.coding("c1", start, end, "told")]))
    page.keyboard.press(".")
    page.keyboard.press("Enter")
    for key in ("]", "]", "]", "[", "}", "{", "{"):
        page.keyboard.press(key)
    assert harness.flushed(page) == [], "nothing is kept before it has come to rest"
    page.keyboard.press("Escape")
    (op,) = harness.flushed(page)
    assert (op["act"], op["quote"]) == ("resize", "hard. Nobody told me anything, and")


def test_a_refused_act_is_taken_back_and_said_and_typed_words_are_kept(mount: Mount) -> None:
    start, end = place("It was hard")
    mine = reader_items.coding("c1", start, end, "fear")
    page = mount(reader_items.payload(PLAIN, codings=[mine]))
    code(page, "Nobody told me")
    page.locator(".q-label", has_text="Fear").click()
    page.keyboard.press("m")
    page.keyboard.type("A thought I do not want to lose")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Escape")
    coded, memo = harness.flushed(page)
    refused = {coded["id"]: "The code is retired.", memo["id"]: "Nothing can be written."}
    harness.update(page, reader_items.payload(PLAIN, codings=[mine], acked=list(refused), refused=refused))
    assert len(stripes(page)) == 1
    alerts = page.locator("[role=alert]", has_text="retired")
    assert alerts.count() == 1
    assert "A thought I do not want to lose" in page.locator("[role=alert]", has_text="written").inner_text()
    alerts.get_by_role("button", name="Dismiss").click()
    assert alerts.count() == 0
    page.locator(".q-label").click()
    assert page.input_value(".q-card textarea") == "A thought I do not want to lose"


def test_new_data_in_the_middle_of_a_drag_do_not_move_the_selection(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    start, end = page.evaluate(LETTER, [1, 13, 1]), page.evaluate(LETTER, [1, 26, 1])
    page.mouse.move(start[0] + 1, start[2])
    page.mouse.down()
    page.mouse.move(end[0], end[2], steps=3)
    longer = (PLAIN[0] + " Please.", *PLAIN[1:])
    theirs = reader_items.coding("c1", *place("Nobody", longer), "fear", coder="Ben", mine=False)
    harness.update(page, reader_items.payload(longer, codings=[theirs], version=2, sha="second"))
    page.mouse.move(end[1] - 1, end[2], steps=2)
    page.mouse.up()
    page.wait_for_selector(".q-picker:popover-open")
    page.keyboard.press("1")
    (op,) = harness.flushed(page)
    assert (op["quote"], op["start"]) == ("Nobody told me", place("Nobody", longer)[0])


def test_an_open_picker_and_a_half_written_memo_survive_new_data(mount: Mount) -> None:
    start, end = place("It was hard")
    data = reader_items.payload(PLAIN, codings=[reader_items.coding("c1", start, end, "fear")])
    more = data | {
        "codings": [*data["codings"], reader_items.coding("c2", 20, 26, "cost", coder="Ben", mine=False)]
    }
    page = mount(data)
    choose_codes_for(page, "Nobody told me")
    page.keyboard.type("Wai")
    harness.update(page, more)
    page.keyboard.type("ting")
    assert page.input_value(".q-picker input") == "Waiting"
    page.keyboard.press("Enter")
    assert harness.flushed(page)[0]["quote"] == "Nobody told me"
    page.locator(".q-label", has_text="Fear").click()
    page.keyboard.press("m")
    page.keyboard.type("half ")
    harness.update(page, data | {"acked": [harness.all_ops(page)[0]["id"]]})
    page.keyboard.type("written")
    assert page.input_value(".q-card textarea") == "half written"
