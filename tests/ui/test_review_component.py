"""The review queue in a browser without Streamlit: each key decides what was on screen, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui import harness
from tests.ui import review_items as made
from tests.ui.review_hands import place, press, shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
THREE = (("waiting", "stopping", "sister"), ("hopeless",))


def acts(page: Page) -> list[tuple[str, str]]:
    """(act, code) of everything that was done, in order."""
    return [(op["act"], op.get("code", "")) for op in harness.flushed(page)]


@pytest.mark.parametrize("pause", [0, 80])
def test_in_a_burst_each_key_decides_what_was_on_screen(chromium: Browser, pause: int) -> None:
    data = made.queue(30, codes=(("waiting",), ("stopping", "sister"), ("hopeless",)))
    with harness.component(chromium, "review", data) as page:
        seen = page.evaluate(
            """async (pause) => {
              const card = document.querySelector(".q-card");
              const seen = [];
              for (let i = 0; i < 20; i += 1) {
                const key = "axa"[i % 3];
                seen.push([card.dataset.item, card.dataset.code, key]);
                document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
                if (pause) await new Promise((go) => setTimeout(go, pause));
              }
              return seen;
            }""",
            pause,
        )
        ops = harness.flushed(page)
    assert [[place(op), op["code"], "x" if op["act"] == "reject" else "a"] for op in ops] == seen
    assert len({op["id"] for op in ops}) == len({(place(op), op["code"]) for op in ops}) == 20


def test_a_decision_carries_what_was_on_screen(chromium: Browser) -> None:
    data = made.queue(3)
    first = data["items"][0]
    with harness.component(chromium, "review", data) as page:
        press(page, "a")
        [op] = harness.flushed(page)
    assert {name: op[name] for name in op if name != "id"} == {
        "study": "study-1", "coder": "Ada", "act": "accept", "transcript": "P01", "start": first["start"],
        "end": first["end"], "quote": first["quote"], "code": "waiting", "blind": False, "origin": "suggestion",
        "score": 0.731, "band": "likely", "model": "encoder-1", "why": "likely",
    }  # fmt: skip


def test_a_key_held_down_decides_once(chromium: Browser) -> None:
    with harness.component(chromium, "review", made.queue(9)) as page:
        page.keyboard.down("a")
        for _ in range(5):
            page.keyboard.down("a")
        page.keyboard.up("a")
        assert acts(page) == [("accept", "waiting")]


def test_other_keys_and_combinations_are_left_alone(chromium: Browser) -> None:
    with harness.component(chromium, "review", made.queue(3)) as page:
        page.evaluate(
            "() => { window.taken = []; window.addEventListener('keydown',"
            " (event) => { window.taken.push(event.defaultPrevented); event.preventDefault(); }); }"
        )
        press(page, "Control+a", "Meta+a", "Alt+x", "Shift+a", "r", "c", "Enter", "F5", "1", "ArrowDown")
        assert not any(page.evaluate("window.taken"))
        assert acts(page) == []


def test_our_keys_do_not_reach_the_page(chromium: Browser) -> None:
    with harness.component(chromium, "review", made.queue(3)) as page:
        page.evaluate(
            "() => { window.passed = 0; document.addEventListener('keydown', () => (window.passed += 1)); }"
        )
        press(page, "a", "s", "?")
        assert page.evaluate("window.passed") == 0


def test_keys_follow_the_settings_and_stand_on_the_buttons(chromium: Browser) -> None:
    data = made.queue(5, keys=made.KEYS | {"accept": "j", "reject": "k", "skip": "F2", "shrink": "q"})
    with harness.component(chromium, "review", data) as page:
        accept = page.get_by_role("button", name="Accept Waiting for care")
        assert accept.locator("kbd").text_content() == "J"
        assert accept.get_attribute("aria-keyshortcuts") == "J"
        assert page.locator("[data-act=skip] kbd").text_content() == "F2"
        assert page.locator("[data-act=shrink_start] kbd").text_content() == "⇧Q"
        press(page, "a", "x", "j", "k")
        assert acts(page) == [("accept", "waiting"), ("reject", "waiting")]
        harness.update(page, made.queue(5))
        assert page.get_by_role("button", name="Accept Waiting for care").locator("kbd").text_content() == "A"


def test_the_list_of_keys_opens_and_closes_and_decides_nothing(chromium: Browser) -> None:
    with harness.component(chromium, "review", made.queue(3)) as page:
        press(page, "?")
        dialog = page.get_by_role("dialog", name="Keys of the review queue")
        assert dialog.is_visible()
        assert "Accept all codes shown" in (dialog.text_content() or "")
        press(page, "a", "x")
        press(page, "Escape")
        dialog.wait_for(state="hidden")
        press(page, "?")
        dialog.wait_for(state="visible")
        press(page, "?")
        dialog.wait_for(state="hidden")
        assert acts(page) == []


def test_a_dialog_of_the_page_takes_the_keys(chromium: Browser) -> None:
    with harness.component(chromium, "review", made.queue(3)) as page:
        page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<div role=dialog id=other>Open</div>')")
        press(page, "a")
        assert acts(page) == []
        page.evaluate("() => document.getElementById('other').remove()")
        press(page, "a")
        assert acts(page) == [("accept", "waiting")]


def test_codes_are_decided_one_after_another_and_the_last_one_brings_the_next_passage(chromium: Browser) -> None:
    data = made.queue(4, codes=THREE)
    first, second = data["items"][:2]
    with harness.component(chromium, "review", data) as page:
        assert shown(page) == (first["id"], "waiting")
        press(page, "ArrowDown")
        assert shown(page) == (first["id"], "stopping")
        press(page, "x")
        assert shown(page) == (first["id"], "sister")
        press(page, "a")
        assert shown(page) == (first["id"], "waiting")
        assert page.locator(".q-code[data-verdict=reject] .q-verdict").text_content() == "rejected"
        press(page, "a")
        assert shown(page) == (second["id"], "hopeless")
        press(page, "ArrowLeft", "2", "a")
        assert shown(page) == (first["id"], "stopping")
        assert "decided" in (page.locator(".q-note").text_content() or "")
        assert acts(page) == [("reject", "stopping"), ("accept", "sister"), ("accept", "waiting")]


def test_all_codes_of_a_passage_are_accepted_in_one_stroke(chromium: Browser) -> None:
    data = made.queue(4, codes=THREE)
    with harness.component(chromium, "review", data) as page:
        press(page, "x", "g")
        assert shown(page)[0] == data["items"][1]["id"]
        reject, *accepts = harness.flushed(page)
        assert (reject["act"], [op["code"] for op in accepts]) == ("reject", ["stopping", "sister"])
        assert len({op["id"].split(".")[0] for op in accepts}) == 1
        press(page, "u")
        assert shown(page)[0] == data["items"][0]["id"]
        assert page.locator(".q-code:not([hidden])[data-verdict='']").count() == 2
        undo = harness.flushed(page)[-1]
        assert (undo["act"], undo["target"]) == ("undo", accepts[0]["id"])


def test_nothing_fits_rejects_what_is_open_and_marks_the_passage_read(chromium: Browser) -> None:
    data = made.queue(4, codes=THREE)
    with harness.component(chromium, "review", data) as page:
        press(page, "a")
        assert page.locator("[data-act=nothing] span").text_content() == "Nothing more fits"
        press(page, "n")
        ops = harness.flushed(page)
        assert shown(page)[0] == data["items"][1]["id"]
    assert [(op["act"], op.get("code")) for op in ops] == [
        ("accept", "waiting"), ("reject", "stopping"), ("reject", "sister"), ("review", None),
    ]  # fmt: skip
    assert len({op["id"].split(".")[0] for op in ops}) == 2
    assert ops[-1]["blind"] is False


def test_a_blind_passage_shows_no_suggestion_and_says_so_in_its_ops(chromium: Browser) -> None:
    data = made.queue(2, codes=(("waiting", "sister"),))
    data["items"][0] |= {"blind": True, "why": "blind sample"}
    with harness.component(chromium, "review", data) as page:
        assert page.locator(".q-blind").is_visible()
        assert page.locator(".q-code:visible").count() == 0
        assert shown(page)[1] == ""
        words = page.locator(".q-judging").inner_text()
        assert "Waiting" not in words
        assert "likely" not in words
        press(page, "a", "g", "x", "d")
        press(page, "o")
        page.keyboard.type("family")
        press(page, "Enter")
        assert page.locator(".q-given li").all_text_contents() == ["Family & friends"]
        press(page, "n")
        assert shown(page) == (data["items"][1]["id"], "waiting")
        ops = harness.flushed(page)
    assert [(op["act"], op.get("code"), op["blind"]) for op in ops] == [
        ("code", "sister", True),
        ("review", None, True),
    ]
    assert all("score" not in op for op in ops)


def test_a_passage_of_the_audit_stays_until_it_was_read(chromium: Browser) -> None:
    data = made.queue(2)
    data["items"][0] |= {"why": "random audit"}
    with harness.component(chromium, "review", data) as page:
        press(page, "a")
        assert shown(page)[0] == data["items"][0]["id"]
        press(page, "n")
        assert shown(page) == (data["items"][1]["id"], "waiting")
        ops = harness.flushed(page)
    assert [(op["act"], op["why"]) for op in ops] == [("accept", "random audit"), ("review", "random audit")]


def test_other_codes_several_at_once_and_a_new_one(chromium: Browser) -> None:
    data = made.queue(2, codes=(("waiting", "sister"),))
    with harness.component(chromium, "review", data) as page:
        press(page, "o")
        page.keyboard.type("hope")
        press(page, "Shift+Enter")
        page.keyboard.type("sister's kettle")
        press(page, "Shift+Enter")
        page.keyboard.type("family")
        press(page, "Shift+Enter", "Enter")
        assert acts(page)
        ops = harness.flushed(page)
        assert page.locator(".q-given li").all_text_contents() == ["Hopelessness", "sister's kettle"]
        assert shown(page) == (data["items"][0]["id"], "waiting")
    assert [(op["act"], op.get("code")) for op in ops] == [
        ("newcode", None), ("code", "hopeless"), ("accept", "sister"), ("code", "new:sister's kettle"),
    ]  # fmt: skip
    assert ops[0]["name"] == "sister's kettle"
    assert len({op["id"].split(".")[0] for op in ops}) == 1
    assert {op.get("origin") for op in ops[1:]} == {"suggestion"}


def test_typing_decides_nothing(chromium: Browser) -> None:
    with harness.component(chromium, "review", made.queue(3)) as page:
        before = shown(page)
        press(page, "m")
        page.keyboard.type("axgnsu? a thought")
        press(page, "Escape", "o")
        page.keyboard.type("axgnsu")
        press(page, "Escape")
        assert acts(page) == []
        assert shown(page) == before
        assert page.locator(".q-memo textarea").input_value() == "axgnsu? a thought"


def test_a_memo_goes_with_the_next_decision_or_by_itself(chromium: Browser) -> None:
    data = made.queue(4, codes=(("waiting", "sister"),))
    first = data["items"][0]
    with harness.component(chromium, "review", data) as page:
        press(page, "m")
        page.keyboard.type("By itself")
        press(page, "Enter", "m")
        page.keyboard.type("With it")
        press(page, "Escape", "x", "a")
        note, reject, accept = harness.flushed(page)
        assert (note["act"], note["about"], note["memo"], note["quote"]) == (
            "memo", "passage", "By itself", first["quote"],
        )  # fmt: skip
        assert (reject["act"], reject["memo"]) == ("reject", "With it")
        assert "memo" not in accept
        press(page, "u", "u")
        assert page.locator(".q-memo textarea").input_value() == "With it"
        assert page.locator(".q-memos").text_content() == "By itself"
        press(page, "y")
        assert not page.locator(".q-memo").is_visible()


def test_skipped_passages_come_again_at_the_end(chromium: Browser) -> None:
    data = made.queue(3)
    ids = [item["id"] for item in data["items"]]
    with harness.component(chromium, "review", data) as page:
        press(page, "s", "ArrowRight")
        assert shown(page)[0] == ids[2]
        press(page, "a")
        assert shown(page)[0] == ids[0]
        press(page, "s")
        assert shown(page)[0] == ids[1]
        press(page, "a", "s")
        assert shown(page)[0] == ids[0]
        assert page.locator(".q-said").text_content() == "There is no other passage left."
        assert [place(op) for op in harness.flushed(page)] == [ids[2], ids[1]]


def test_looking_back_decides_nothing_and_next_leads_on_again(chromium: Browser) -> None:
    data = made.queue(5)
    ids = [item["id"] for item in data["items"]]
    with harness.component(chromium, "review", data) as page:
        press(page, "a", "x")
        press(page, "ArrowLeft", "ArrowLeft")
        assert shown(page)[0] == ids[0]
        press(page, "a", "x", "g", "n", "]")
        assert shown(page)[0] == ids[0]
        assert page.get_by_role("button", name="Accept Waiting").count() == 0
        press(page, "ArrowRight")
        assert shown(page)[0] == ids[1]
        press(page, "ArrowRight")
        assert shown(page)[0] == ids[2]
        assert len(harness.flushed(page)) == 2


def test_only_what_the_preview_shows_and_keeps_ticked_is_accepted_and_one_undo_takes_it_back(
    chromium: Browser,
) -> None:
    data = made.queue(30, codes=THREE)
    data["items"][1]["blind"] = True
    ids = [item["id"] for item in data["items"]]
    with harness.component(chromium, "review", data) as page:
        press(page, "ArrowDown")
        page.locator("[data-act=bulk]").click()
        dialog = page.get_by_role("dialog", name="Accept what is visible")
        rows = dialog.locator("li")
        assert rows.count() > 2
        inside = page.evaluate(
            """() => {
              const list = document.querySelector(".q-preview-list").getBoundingClientRect();
              return [...document.querySelectorAll(".q-preview-list li")].every(
                (row) => row.getBoundingClientRect().bottom <= Math.min(list.bottom, innerHeight) + 1);
            }"""
        )
        assert inside, "nothing is accepted that is scrolled out of sight"
        codes = rows.locator("b").all_text_contents()
        assert codes[0] == "Stopping the tablets alone"
        count = rows.count()
        rows.nth(1).locator("input").uncheck()
        press(page, "a")
        dialog.get_by_role("button", name=f"Accept {count - 1}").click()
        ops = harness.flushed(page)
        wanted = [one for one in ids if one != ids[1]][:count]
        assert [place(op) for op in ops] == [one for one in wanted if one != wanted[1]]
        assert {op["act"] for op in ops} == {"accept"}
        assert len({op["id"].split(".")[0] for op in ops}) == 1
        press(page, "u")
        assert shown(page) == (ids[0], "stopping")
        assert [op["act"] for op in harness.flushed(page)[len(ops) :]] == ["undo"]
