"""Undo and redo in the reader: walks at random against a plain list, while the server answers late and in part."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.ui import harness, reader_items
from tests.ui.reader_hands import card, choose_codes_for, stripes
from tests.ui.reader_server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Spot = tuple[int, int, str]
CODES = {code: name for code, name, _ in reader_items.NAMES}


class Walk:
    """Acts at random, each on the page and in a plain list of what should stand; the server lags behind."""

    def __init__(self, page: Page, server: Server, seed: int) -> None:
        self.page, self.server, self.rng = page, server, random.Random(seed)  # noqa: S311 - a walk, no secret
        self.text = reader_items.whole(reader_items.turns(server.spoken))
        self.states: list[list[Spot]] = [[]]
        self.at = 0

    @property
    def standing(self) -> list[Spot]:
        return self.states[self.at]

    def step(self) -> None:
        act = self.rng.choice(
            (self.code, self.code, self.remove, self.recode, self.longer, self.undo, self.undo, self.redo)
        )
        act()
        if self.rng.random() < 0.4:
            self.serve(self.rng.choice((1, 2, None)))

    def serve(self, most: int | None = None) -> None:
        self.server.take(harness.flushed(self.page), most)
        harness.update(self.page, self.server.payload())

    def now(self, standing: list[Spot]) -> None:
        self.states = [*self.states[: self.at + 1], standing]
        self.at += 1

    def code(self) -> None:
        words = self.rng.choice([f"w{at}" for at in range(24)])
        start = self.text.index(f"{words} ")
        key = self.rng.randint(1, 3)
        spot = (start, start + len(words), reader_items.NAMES[key - 1][0])
        if spot in self.standing:
            return
        choose_codes_for(self.page, f"{words} ")
        self.page.keyboard.type(CODES[spot[2]])
        self.page.keyboard.press("Enter")
        self.now([*self.standing, spot])

    def remove(self) -> None:
        if spot := self.opened():
            card(self.page).get_by_role("button", name="Remove").click()
            self.now([one for one in self.standing if one != spot])

    def recode(self) -> None:
        if not (spot := self.opened()):
            return
        free = [code for code in CODES if (*spot[:2], code) not in self.standing]
        chosen = self.rng.choice(free)
        card(self.page).get_by_role("button", name="Other code").click()
        self.page.keyboard.type(CODES[chosen])
        self.page.keyboard.press("Enter")
        self.now([(*spot[:2], chosen) if one == spot else one for one in self.standing])

    def longer(self) -> None:
        if not (spot := self.opened()):
            return
        after = self.text[spot[1] :].split(maxsplit=1)[0].strip(".")
        end = self.text.index(after, spot[1]) + len(after)
        moved = (spot[0], end, spot[2])
        if after.startswith("w") and moved not in self.standing:
            self.page.keyboard.press("]")
            self.now([moved if one == spot else one for one in self.standing])
        self.page.keyboard.press("Escape")

    def undo(self) -> None:
        self.page.keyboard.press("u")
        self.at = max(0, self.at - 1)

    def redo(self) -> None:
        self.page.keyboard.press("y")
        self.at = min(len(self.states) - 1, self.at + 1)

    def opened(self) -> Spot | None:
        """Opens the card of one coding."""
        if not self.standing:
            return None
        spot = self.rng.choice(self.standing)
        self.page.locator(".q-stripe").and_(self.page.get_by_title(self.title(spot), exact=True)).dispatch_event(
            "click"
        )
        return spot

    def title(self, spot: Spot) -> str:
        return f"{CODES[spot[2]]}, coded by you: “{self.text[spot[0] : spot[1]]}”"

    def check(self) -> None:
        assert stripes(self.page) == sorted(self.title(spot) for spot in self.standing)


@pytest.mark.parametrize("seed", [11, 16])
def test_undo_and_redo_are_right_at_once_however_late_the_server_is(chromium: Browser, seed: int) -> None:
    spoken = tuple(" ".join(f"w{at}" for at in range(row, row + 8)) + " end." for row in (0, 8, 16))
    server = Server(spoken)
    with harness.component(chromium, "reader", server.payload()) as page:
        walk = Walk(page, server, seed)
        for _ in range(30):
            walk.step()
            walk.check()
        walk.serve()
        walk.check()
        assert sorted(server.codings().values()) == sorted(walk.standing)
        assert page.locator(".q-saved").inner_text() == "all saved"
