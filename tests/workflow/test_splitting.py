"""One code's codings laid out to be parted: all of them, with their words, in the groups the learner sees."""

from __future__ import annotations

import pytest

from qual.errors import NotFound
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import splitting
from qual.workflow.projects import OpenProject
from tests.studies import place_of

LISTS = ("the waiting list was long", "on the waiting list again", "a list that never moved", "the list of names")
DOGS = ("the dog keeps me going", "a dog and a walk", "my dog sleeps all day", "walking the dog at night")


def test_every_coding_lies_on_the_board_with_its_words_and_who_says_them(study: OpenProject) -> None:
    spans = [Span(*place_of(study, "P01", words)) for words in ("waiting list", "stopped taking them")]
    study.apply([Op(new_id(), "code", coder, "P01", span, "waiting") for coder in ("ada", "ben") for span in spans])
    found = splitting.board(study, "waiting")
    assert [(one.quote, one.coder, one.role) for one in found.laid] == [
        ("waiting list", "ada", "patient"), ("waiting list", "ben", "patient"),
        ("stopped taking them", "ada", "patient"), ("stopped taking them", "ben", "patient"),
    ]  # fmt: skip
    text = "".join((found.laid[0].before[-9:], found.laid[0].quote, found.laid[0].after[:4]))
    assert text == "s on the waiting list for"
    assert {one.side for one in found.laid} == {None}
    assert "a split needs" in found.why
    with pytest.raises(NotFound):
        splitting.board(study, "nowhere")


def test_quotes_lie_in_the_group_they_are_nearest_to(
    study: OpenProject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("more")
    for person in ("P11", "P12"):
        said = "\n\n".join(f"Interviewer: Go on.\n\n{person}: {words}, {person[1:]}." for words in (*LISTS, *DOGS))
        (folder / f"{person}.txt").write_text(said, "utf-8")
    study.import_files(sorted(folder.iterdir()), roles={"P": "patient", "Interviewer": "interviewer"})
    ops = [
        Op(new_id(), "code", "ada", person, Span(*place_of(study, person, words)), "waiting")
        for person in ("P11", "P12")
        for words in (*LISTS, *DOGS)
    ]
    assert not [answer.refusal for answer in study.apply(ops) if answer.refusal]
    found = splitting.board(study, "waiting")
    sides = {one.quote: one.side for one in found.laid}
    assert len(found.laid) == len(ops)
    assert all(side in (0, 1) for side in sides.values())
    assert len({sides[words] for words in LISTS}) == len({sides[words] for words in DOGS}) == 1
    assert sides[LISTS[0]] != sides[DOGS[0]]
    assert any("dog" in words for words in found.words)
