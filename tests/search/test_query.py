"""Questions as people type them, and the sentences for those that cannot be answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.errors import Refused
from qual.search.query import Item, Query, parse

WAITING, LIST, LETTER = Item(("waiting",)), Item(("list",)), Item(("letter",))
PHRASE = Item(("waiting", "list"), exact=True)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("waiting  list", Query(((WAITING,), (LIST,)))),
        ('"waiting list"', Query(((PHRASE,),))),
        ("„waiting, list“", Query(((PHRASE,),))),
        ("« waiting list »", Query(((PHRASE,),))),
        ("「waiting list」", Query(((PHRASE,),))),
        ("waiting -list", Query(((WAITING,),), (LIST,))),
        ("−list waiting", Query(((WAITING,),), (LIST,))),
        ('letter -"waiting list"', Query(((LETTER,),), (PHRASE,))),
        ("letter OR waiting OR list", Query(((LETTER, WAITING, LIST),))),
        ('letter "waiting list" OR list', Query(((LETTER,), (PHRASE, LIST)))),
        ("wait*", Query(((Item(("wait",), prefix=True),),))),
        ("follow-up don't", Query(((Item(("follow", "up")),), (Item(("don", "t")),)))),
        ("等待", Query(((Item(("等", "待")),),))),
        ("waiting or list", Query(((WAITING,), (Item(("or",)),), (LIST,)))),
        ("waiting - ??? * … list", Query(((WAITING,), (LIST,)))),
        ('letter"waiting list"', Query(((LETTER,), (PHRASE,)))),
        ("waiting OR waiting -list -list", Query(((WAITING,),), (LIST,))),
    ],
)
def test_what_is_typed_is_understood(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('"waiting list', "a quotation mark is not closed"),
        ("waiting ”list", "a quotation mark is not closed"),
        ("-waiting", "only what must not occur"),
        ('-"waiting list"', "only what must not occur"),
        ("", "it holds no word"),
        (" \n\t", "it holds no word"),
        ("?!… (.*)+ []", "it holds no word"),
        ('""', "it holds no word"),
        ("waiting OR", "nothing stands after OR"),
        ("OR waiting", "nothing stands before OR"),
        ("waiting OR OR list", "nothing stands before OR"),
        ("waiting OR -list", "OR cannot join what must not occur"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        parse(text)


def answered(text: str) -> Query | str:
    """The question, or the sentence."""
    try:
        return parse(text)
    except Refused as refused:
        return str(refused)


@given(st.one_of(st.text(), st.text(alphabet=' "-−*O R"a等😀\u202e\u0301(.*)+[\\')))
def test_any_text_is_a_question_or_a_sentence(text: str) -> None:
    query = answered(text)
    if isinstance(query, str):
        assert query.startswith("The search was refused: ")
    else:
        assert query.groups
        assert all(query.groups)
        assert all(item.words for item in (*query.wanted, *query.without))


@pytest.mark.parametrize(
    "sign", ['"', "-", "(a+)+$", "a", " ", ' -"a"', "OR ", "\\", "[", "*", "\u202e", "\u0301", "😀"]
)
def test_ten_thousand_signs_are_answered(sign: str) -> None:
    assert answered(sign * (10_000 // len(sign)))
