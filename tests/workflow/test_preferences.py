"""Keys that cannot clash, a reading position that disturbs nobody, and the codes used last."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.errors import Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import preferences
from qual.workflow.projects import OpenProject
from tests.studies import place_of

CHANGEABLE = [action.id for action in preferences.ACTIONS if not action.fixed]


def assert_no_clash(keys: dict[str, str]) -> None:
    for screen in (preferences.REVIEW, preferences.READER):
        here = [keys[action.id] for action in preferences.ACTIONS if screen in action.screens]
        assert len(set(here)) == len(here)


def test_the_keys_that_come_with_qual_clash_nowhere_and_none_is_the_pages_own() -> None:
    assert_no_clash(dict(preferences.DEFAULTS))
    for action in CHANGEABLE:
        assert not preferences.fault(preferences.DEFAULTS, action, preferences.DEFAULTS[action])


@pytest.mark.parametrize("key", ["r", "R", "c", "Escape", "Enter", "Tab", "1", "٣", "", " ", "ab", "\n", "ArrowUp"])
def test_a_key_with_another_meaning_is_refused(study: OpenProject, key: str) -> None:
    with pytest.raises(Refused):
        preferences.set_key(study, "Ada", "accept", key)
    assert preferences.keys(study, "Ada") == preferences.DEFAULTS


def test_one_key_means_one_thing_on_a_screen_but_may_mean_another_on_the_other(study: OpenProject) -> None:
    with pytest.raises(Refused, match="Reject"):
        preferences.set_key(study, "Ada", "accept", "x")
    preferences.set_key(study, "Ada", "accept", "j")
    assert preferences.keys(study, "Ada")["accept"] == preferences.keys(study, "Ada")["next_turn"] == "j"
    with pytest.raises(Refused, match="taken"):
        preferences.set_key(study, "Ada", "memo", "j")


def test_a_key_is_the_coders_own_and_reset_brings_the_first_ones_back(study: OpenProject) -> None:
    preferences.set_key(study, "Ada", "accept", " Ä ")
    assert preferences.keys(study, "Ada")["accept"] == "ä"
    assert preferences.keys(study, "Bea") == preferences.DEFAULTS
    preferences.reset_keys(study, "Ada")
    assert preferences.keys(study, "Ada") == preferences.DEFAULTS


def test_two_actions_change_places_by_way_of_a_free_key(study: OpenProject) -> None:
    for action, key in (("accept", "z"), ("reject", "a"), ("accept", "x")):
        preferences.set_key(study, "Ada", action, key)
    found = preferences.keys(study, "Ada")
    assert (found["accept"], found["reject"]) == ("x", "a")


@given(st.lists(st.tuples(st.sampled_from(CHANGEABLE), st.text(max_size=2) | st.sampled_from("abcdefgxyz?[]"))))
def test_whatever_is_tried_the_keys_never_clash(tries: list[tuple[str, str]]) -> None:
    keys = dict(preferences.DEFAULTS)
    for action, key in tries:
        if not preferences.fault(keys, action, preferences.spelled(key)):
            keys[action] = preferences.spelled(key)
        assert_no_clash(keys)


@pytest.mark.parametrize(
    "kept", ["no json", "[]", '{"keys": 3}', '{"keys": {"fly": "q"}}', '{"keys": {"accept": 5}}']
)
def test_what_cannot_be_read_costs_the_choice_and_nothing_else(study: OpenProject, kept: str) -> None:
    with study.store.aside() as tables:
        tables.set_meta("preferences:Ada", kept)
    assert preferences.keys(study, "Ada") == preferences.DEFAULTS
    assert preferences.position(study, "Ada", "P01") is None


def test_the_reading_position_is_kept_per_coder_and_transcript_and_shows_to_nobody(study: OpenProject) -> None:
    before = study.store.revision()
    preferences.remember_position(study, "Ada", "P01", 40)
    preferences.remember_position(study, "Ada", "P02", 7)
    preferences.remember_position(study, "Ada", "P01", 55)
    assert preferences.position(study, "Ada", "P01") == 55
    assert preferences.position(study, "Ada", "P02") == 7
    assert preferences.position(study, "Bea", "P01") is None
    assert study.store.revision() == before
    with study.store.reading() as tables:
        assert list(json.loads(tables.get_meta("preferences:Ada") or "")["at"]) == ["P02", "P01"]


def test_recent_codes_are_the_coders_last_ones_newest_first_and_without_what_was_undone(study: OpenProject) -> None:
    start, end = place_of(study, "P01", "heard nothing")
    for number, code in enumerate(("waiting", "stopping", "hopeless", "waiting")):
        study.apply([Op(f"op{number}", "code", "Ada", "P01", Span(start, end - number), code)])
    study.apply([Op(new_id(), "reject", "Ada", "P02", Span(*place_of(study, "P02", "tablets")), "stopping")])
    assert preferences.recent_codes(study, "Ada") == ["waiting", "hopeless", "stopping"]
    assert preferences.recent_codes(study, "Ada", most=1) == ["waiting"]
    assert preferences.recent_codes(study, "Bea") == []
    study.apply([Op(new_id(), "undo", "Ada", target="op3")])
    assert preferences.recent_codes(study, "Ada") == ["hopeless", "stopping", "waiting"]
    file = study.codebook_file
    retired = file.read_text("utf-8").replace("name: Waiting", "name: Waiting\n        retired: true")
    file.write_text(retired, "utf-8")
    assert preferences.recent_codes(study, "Ada") == ["hopeless", "stopping"]
