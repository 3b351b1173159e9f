"""What the server says never disturbs the person who reads; and the words a decision is about can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.ui import harness
from tests.ui import review_items as made
from tests.ui.review_hands import marked, press, shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def rest(data: dict[str, Any], count: int, **more: object) -> dict[str, Any]:
    """The payload without its first items."""
    return data | {"items": data["items"][count:], "left": data["left"] - count} | more


def test_an_update_takes_nothing_away_from_the_person_who_reads(chromium: Browser) -> None:
    data = made.queue(8, codes=(("waiting", "sister"),))
    first = data["items"][0]["id"]
    with harness.component(chromium, "review", data) as page:
        press(page, "[", "{", "ArrowDown", "d", "e", "m")
        page.keyboard.type("A thought that is not")
        words, turns = marked(page), page.locator(".q-turn:visible").count()
        harness.update(page, rest(data, 3, left=99))
        page.keyboard.type(" finished")
        assert shown(page) == (first, "sister")
        assert marked(page) == words
        assert page.locator(".q-turn:visible").count() == turns
        assert page.locator(".q-memo textarea").input_value() == "A thought that is not finished"
        assert page.locator(".q-meaning").is_visible()
        assert page.locator(".q-left").text_content() == "99 left"
        press(page, "Escape", "o")
        page.keyboard.type("hop")
        harness.update(page, rest(data, 4))
        page.keyboard.type("e")
        assert page.get_by_role("combobox").input_value() == "hope"
        press(page, "Enter")
        [op] = harness.flushed(page)
        assert (op["act"], op["code"], op["quote"], op["memo"]) == (
            "code", "hopeless", words, "A thought that is not finished",
        )  # fmt: skip
        press(page, "a", "a")
        assert shown(page)[0] == data["items"][4]["id"]


def test_the_definition_stays_open_or_closed_as_it_was_left(chromium: Browser) -> None:
    data = made.queue(4, codes=(("waiting",), ("sister",)))
    with harness.component(chromium, "review", data) as page:
        press(page, "d", "a")
        text = page.locator(".q-meaning").text_content() or ""
        assert "family & friends" in text
        assert "waiting list · no letter" in text
        assert "waiting rooms as places" in text
        press(page, "d", "a")
        assert page.locator(".q-meaning").count() == 0


def test_the_look_ahead_used_up_says_so_and_goes_on_by_itself(chromium: Browser) -> None:
    data = made.queue(6)
    ahead = data | {"items": data["items"][:2]}
    with harness.component(chromium, "review", ahead) as page:
        press(page, "a", "x", "a", "n")
        assert page.locator(".q-state h2").text_content() == "Fetching more…"
        assert page.locator(".q-left").text_content() == "4 left"
        ops = harness.flushed(page)
        assert len(ops) == 2
        harness.update(page, rest(data, 2, acked=[op["id"] for op in ops], decided=2))
        assert shown(page)[0] == data["items"][2]["id"]
        assert page.locator(".q-left").text_content() == "4 left"
        assert page.locator(".q-decided").text_content() == "2 decided"


def test_passages_passed_over_come_again_when_the_server_has_nothing_else(chromium: Browser) -> None:
    data = made.queue(2, left=40)
    with harness.component(chromium, "review", data) as page:
        press(page, "s", "s")
        assert page.locator(".q-state").get_attribute("data-reason") == "fetching"
        page.wait_for_function("window.sent.some(([name]) => name === 'passed')")
        assert harness.sent(page, "passed") == [[item["id"] for item in data["items"]]]
        harness.update(page, data | {"left": 41})
        assert shown(page)[0] == data["items"][0]["id"]


def test_an_empty_queue_says_what_was_done(chromium: Browser) -> None:
    data = made.queue(2, filtered=True)
    with harness.component(chromium, "review", data) as page:
        press(page, "a", "x")
        state = page.locator(".q-state")
        assert state.locator("h2").text_content() == "All done"
        assert (
            state.locator("p").text_content() == "Nothing is left with these filters. U takes your last act back."
        )
        assert state.locator("dl").inner_text().split() == ["accepted", "1", "rejected", "1"]
        press(page, "u")
        assert shown(page)[0] == data["items"][1]["id"]
        harness.update(page, made.payload([], {}) | {"study": "another"})
        assert state.locator("h2").text_content() == "The queue is empty"


def test_a_refused_decision_is_told_and_its_passage_comes_back(chromium: Browser) -> None:
    data = made.queue(5)
    ids = [item["id"] for item in data["items"]]
    with harness.component(chromium, "review", data) as page:
        press(page, "a", "x")
        [first, second] = [op["id"] for op in harness.flushed(page)]
        refused = {first: "<b>That code is gone.</b>"}
        left = {"items": [data["items"][0], *data["items"][2:]], "left": 4, "decided": 1}
        harness.update(page, data | left | {"acked": [first, second], "refused": refused})
        alert = page.get_by_role("alert")
        assert alert.locator("span").text_content() == "<b>That code is gone.</b>"
        assert shown(page)[0] == ids[2], "nothing is swapped"
        assert (page.locator(".q-left").text_content(), page.locator(".q-decided").text_content()) == (
            "4 left", "1 decided",
        )  # fmt: skip
        alert.get_by_role("button", name="Close").click()
        assert alert.count() == 0
        press(page, "a")
        assert shown(page) == (ids[0], "waiting")
        press(page, "u", "u")
        assert [op.get("target") for op in harness.flushed(page)[3:]] == [harness.flushed(page)[2]["id"], second]


def test_trouble_is_told_with_what_is_unsaved_and_keys_go_on(chromium: Browser) -> None:
    data = made.queue(5)
    with harness.component(chromium, "review", data) as page:
        press(page, "a")
        harness.update(page, data | {"trouble": "The database is locked."})
        press(page, "x")
        status = page.locator(".q-trouble")
        assert status.text_content() == "The database is locked. 2 acts are kept here and sent again by themselves."
        assert shown(page)[0] == data["items"][2]["id"]
        page.wait_for_function("document.querySelector('.q-unsaved').textContent === '2 unsaved'")
        harness.update(page, rest(data, 2, acked=[op["id"] for op in harness.flushed(page)]))
        assert not status.is_visible()
        assert page.locator(".q-unsaved").text_content() == ""


def test_a_passage_decided_elsewhere_is_told_calmly(chromium: Browser) -> None:
    data = made.queue(4)
    with harness.component(chromium, "review", data) as page:
        harness.update(page, rest(data, 1, elsewhere=[data["items"][0]["id"]]))
        assert shown(page)[0] == data["items"][0]["id"]
        assert page.locator(".q-note").text_content() == "You have already decided this passage elsewhere."
        press(page, "a")
        assert harness.flushed(page) == []
        press(page, "ArrowRight")
        assert shown(page)[0] == data["items"][1]["id"]


def test_other_filters_begin_a_new_queue(chromium: Browser) -> None:
    data = made.queue(6, view="all")
    with harness.component(chromium, "review", data) as page:
        press(page, "s")
        harness.update(page, data | {"items": data["items"][4:], "view": "role=patient", "left": 2})
        assert shown(page)[0] == data["items"][4]["id"]


def test_a_rejected_code_is_asked_about_again_when_its_meaning_has_changed(chromium: Browser) -> None:
    data = made.queue(3)
    with harness.component(chromium, "review", data) as page:
        press(page, "x")
        ops = [op["id"] for op in harness.flushed(page)]
        harness.update(page, rest(data, 1, acked=ops))
        harness.update(page, data | {"acked": ops})
        press(page, "a")
        assert shown(page) == (data["items"][0]["id"], "waiting")
        press(page, "a")
        assert [op["act"] for op in harness.flushed(page)] == ["reject", "accept", "accept"]


def test_acts_of_other_pages_can_be_undone_and_redone(chromium: Browser) -> None:
    history = {"undo": [{"op": "r1", "label": "coded Hope"}, {"op": "r0", "label": "a memo"}], "redo": []}
    data = made.queue(3, history=history)
    with harness.component(chromium, "review", data) as page:
        assert page.locator("[data-act=undo]").get_attribute("title") == "Undo: coded Hope"
        press(page, "u", "u", "u", "y", "y", "y")
        ops = harness.flushed(page)
        assert [(op["act"], op["target"]) for op in ops] == [
            ("undo", "r1"), ("undo", "r0"), ("redo", "r0"), ("redo", "r1"),
        ]  # fmt: skip
        assert shown(page)[0] == data["items"][0]["id"]


def test_without_a_name_nothing_is_decided(chromium: Browser) -> None:
    with harness.component(chromium, "review", made.queue(3, coder="")) as page:
        press(page, "a", "x", "n", "g", "u", "o")
        assert harness.flushed(page) == []
        assert "Write your name in the side bar first" in (page.locator(".q-trouble").text_content() or "")
        assert page.get_by_role("dialog").count() == 0
        harness.update(page, made.queue(3))
        press(page, "a")
        assert len(harness.flushed(page)) == 1


def test_who_comes_back_finds_the_table_as_it_was_left_and_nothing_is_lost(chromium: Browser) -> None:
    data = made.queue(6)
    with harness.component(chromium, "review", data) as page:
        press(page, "a", "m")
        page.keyboard.type("Begun")
        harness.remount(page, "review", data)
        assert shown(page)[0] == data["items"][1]["id"]
        assert page.locator(".q-memo textarea").input_value() == "Begun"
        press(page, "x", "u", "u")
        assert shown(page)[0] == data["items"][0]["id"]
        page.wait_for_timeout(600)
        ops = harness.sent(page)[-1]
        assert [op["act"] for op in ops] == ["accept", "reject", "undo", "undo"]
        assert len({op["id"] for op in ops}) == 4


def test_a_component_that_left_hears_no_key(chromium: Browser) -> None:
    with harness.component(chromium, "review", made.queue(6)) as page:
        page.evaluate("() => window.leave()")
        press(page, "a", "?")
        assert harness.flushed(page) == []


def test_the_passage_is_spoken_once_the_hands_rest(chromium: Browser) -> None:
    with harness.component(chromium, "review", made.queue(9)) as page:
        page.clock.install()
        page.evaluate(
            "() => { window.spoken = []; new MutationObserver(() => window.spoken.push("
            "document.querySelector('.q-live').textContent)).observe(document.querySelector('.q-live'),"
            " {childList: true}); }"
        )
        for _ in range(4):
            press(page, "a")
            page.clock.run_for(300)
        assert page.evaluate("window.spoken") == []
        page.clock.run_for(700)
        [spoken] = page.evaluate("window.spoken")
        assert spoken.startswith("Waiting for care? So I stopped")


def test_words_that_look_like_markup_stay_words(chromium: Browser) -> None:
    text = "<img src=x onerror=alert(1)> & <script>1</script>"
    turns = made.interview("P01", ("Well?", text))
    one = made.item(turns, "P01:1", "waiting", who=text, why_words=text)
    one["codes"][0]["evidence"][0] |= {"words": text, "said": text}
    data = made.payload([one], turns) | {
        "codes": [made.CODES[0] | {"name": text, "definition": text, "include": [text]}]
    }
    with harness.component(chromium, "review", data) as page:
        press(page, "d", "o")
        press(page, "Escape", "x")
        assert page.locator("img, main script").count() == 0
        press(page, "u")
        assert marked(page) == text


def test_without_a_name_the_queue_asks_for_it_and_then_has_the_keys(chromium: Browser) -> None:
    full = made.queue(3)
    with harness.component(chromium, "review", full | {"items": [], "left": 0, "coder": ""}) as page:
        assert page.locator(".q-state h2").text_content() == "Who is coding?"
        assert page.locator(".q-counts").is_hidden(), "nobody can say how much is left for nobody"
        page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<input type=text aria-label=Name>')")
        page.get_by_label("Name").focus()
        harness.update(page, full)
        press(page, "a")
        assert page.get_by_label("Name").input_value() == ""
        assert [op["act"] for op in harness.flushed(page)] == ["accept"]
