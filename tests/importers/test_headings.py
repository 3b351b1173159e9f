from __future__ import annotations

import pytest

from qual.importers.headings import find, given, known_parts, named, plain, position

SPEECH = "I waited for a very long time"


@pytest.mark.parametrize(
    ("headings", "wanted"),
    [
        (["Time", "Speaker", "Text"], {"start": 0, "speaker": 1, "text": 2}),
        (["Sprecher", "Zeit", "Text"], {"speaker": 0, "start": 1, "text": 2}),
        (["Énoncé", "Locuteur", "Début"], {"text": 0, "speaker": 1, "start": 2}),
        (["texto", "hablante", "hora"], {"text": 0, "speaker": 1, "start": 2}),
        (
            ["doc_id", "seg_id", "role", "speaker", "text", "labels", "annotator"],
            {"transcript": 0, "segment": 1, "role": 2, "speaker": 3, "text": 4},
        ),
        (["Interview", "Who", "Utterance", "Comment"], {"transcript": 0, "speaker": 1, "text": 2}),
        (["Participant", "Response"], {"speaker": 0, "text": 1}),
        (["Start (s)", "End (s)", "NAME", "Content"], {"start": 0, "end": 1, "speaker": 2, "text": 3}),
        (["question", "text", "field"], {"text": 1}),
    ],
)
def test_columns_are_known_by_their_headings(headings: list[str], wanted: dict[str, int]) -> None:
    row = [SPEECH if at == wanted["text"] else "x" for at in range(len(headings))]
    found = find(headings, [row])
    assert found.at == wanted
    assert not found.doubtful


def test_transcript_is_the_words_or_the_name_as_its_cells_say() -> None:
    assert find(["speaker", "transcript"], [["P", SPEECH]]).at["text"] == 1
    both = find(["transcript", "speaker", "text"], [["P01", "P", SPEECH]])
    assert (both.at["transcript"], both.at["text"]) == (0, 2)


@pytest.mark.parametrize(
    "headings",
    [["speaker", "notes"], ["a", "b"], ["answer", "comment"], ["code", "definition"], ["speaker", "turn"]],
)
def test_no_sure_column_of_words_is_doubtful(headings: list[str]) -> None:
    rows = [["P", "3"]] if headings[1] == "turn" else [[SPEECH, SPEECH]]
    assert find(headings, rows).doubtful


def test_a_person_can_name_columns_by_any_heading() -> None:
    cells = ["who said it", "what", "", "text"]
    found = given(
        {"text": "What", "speaker": "Who said it", "role": "column 3", "start": ""}, cells, find(cells, [])
    )
    assert found.at == {"text": 1, "speaker": 0, "role": 2}
    assert not found.doubtful
    assert given({"text": "nowhere"}, cells, find(cells, [])).missing == ("nowhere",)


def test_headings_are_compared_without_case_accents_signs_and_units() -> None:
    assert plain("Début_(s):") == plain("debut")
    assert position("SPEAKER-ID", ["text", "speaker id"]) == 1
    assert position("column 9", ["a"]) is None
    assert named(["a", " ", "b  c"]) == ("a", "column 2", "b c")
    assert known_parts(["Speaker", "who", "Text"]) == 2
