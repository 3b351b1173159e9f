"""Which codings go to which part of a code: by a table, or by the two groups the learner sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from qual.errors import NotFound, Refused, Unreadable
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import codebook_parts as parts
from qual.workflow import splitting
from qual.workflow.projects import OpenProject
from qual.workflow.splitting import Board, Laid
from tests.studies import place_of


def coded(study: OpenProject, transcript: str, words: str) -> str:
    start, end = place_of(study, transcript, words)
    [answer] = study.apply([Op(f"{transcript}-{start}", "code", "ada", transcript, Span(start, end), "waiting")])
    return answer.coding


def table(text: str) -> tuple[str, bytes]:
    return "parts.csv", text.encode()


def test_a_table_says_which_coding_goes_where() -> None:
    found = parts.read_parts(table("Code;note;CODING\nLetters;x;a\n;y;b\nLists;;c\nLetters;;d\n'-dash;;e\n"))
    assert found == {"Letters": ["a", "d"], "Lists": ["c"], "-dash": ["e"]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("coding,name\na,b\n", "no columns coding and code"),
        ("coding,code\na,\n", "no coding in it has a code"),
        ('coding,code\na,"b\n', "quotation mark"),
    ],
)
def test_a_table_that_says_nothing_is_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parts.read_parts(table(text))
    with pytest.raises(Unreadable):
        parts.read_parts(Path("nowhere.csv"))


def test_only_the_parts_that_were_named_may_stand_in_the_table(study: OpenProject) -> None:
    said = {"letters": ["a"], "Hopelessness": ["b"], "WAITING": ["c"]}
    assert parts.only(study, "waiting", said, []) == said
    assert parts.only(study, "waiting", said, ["Letters", "hopeless"]) == {
        "Letters": ["a"], "hopeless": ["b"], "waiting": ["c"],
    }  # fmt: skip
    with pytest.raises(Refused, match="'letters' was refused"):
        parts.only(study, "waiting", said, ["hopeless"])


def test_a_table_to_fill_in_is_read_back(study: OpenProject, tmp_path: Path) -> None:
    first, second = coded(study, "P01", "waiting list"), coded(study, "C01", "waiting list")
    file = tmp_path / "parts.csv"
    assert parts.write_sheet(study, "Waiting", file, {"=Letters": [first], "Lists": [second]}) == 2
    text = file.read_text("utf-8-sig").splitlines()
    assert text[0] == "coding,code,participant,role,coder,transcript,quote"
    assert f"{first},'=Letters,P01,patient,ada,P01,waiting list" in text
    assert parts.read_parts(file) == {"=Letters": [first], "Lists": [second]}
    with pytest.raises(Refused, match="it is there already"):
        parts.write_sheet(study, "waiting", file)
    with pytest.raises(NotFound):
        parts.write_sheet(study, "nothing", tmp_path / "x.csv")


def board(*sides: int | None, words: tuple[tuple[str, ...], ...] = (("post",), ())) -> Board:
    laid = tuple(
        Laid(f"c{at}", "P01", at, "q", "", "", "P01", "patient", "ada", "", side) for at, side in enumerate(sides)
    )
    return Board("waiting", laid, words, proposed=False, p=None, why="Too few.")


def test_the_two_groups_become_parts(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "board", lambda *_: board(0, 1, None, 0))
    found, laid = parts.in_groups(study, "waiting", ["Letters", "Lists"])
    assert found == {"Letters": ["c0", "c3"], "Lists": ["c1"]}
    assert len(laid.laid) == 4
    assert list(parts.in_groups(study, "waiting")[0]) == ["Waiting: post", "Waiting: group 2"]
    for names in (["One"], ["One", "One"]):
        with pytest.raises(Refused, match="2 different names"):
            parts.in_groups(study, "waiting", names)
    monkeypatch.setattr(splitting, "board", lambda *_: board(words=()))
    with pytest.raises(Refused, match="by groups was refused: Too few"):
        parts.in_groups(study, "waiting")
