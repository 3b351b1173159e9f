from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.errors import NotFound
from qual.matching import Suggester, counts
from tests.fakes import HashingEncoder
from tests.matching.worlds import QuickEncoder, sentence

CODES = pd.DataFrame(
    {
        "code_id": ["waiting", "hope", "side"],
        "name": ["Waiting", "Hope", "Side effects"],
        "definition": ["Long waiting for care and appointments", "Sees hope ahead", "Tablets make the body ill"],
        "include": [["waiting list"], "", None],
        "exclude": ["waiting room; waiting tables", None, None],
        "examples": [["months of waiting"], "there is hope; hope returns", None],
    }
)
TEXTS = [
    ("interviewer", "How was the waiting for you?"),
    ("patient", "The waiting list was long, months of waiting for care."),
    ("patient", "I sat in the waiting room and read a magazine about care."),
    ("patient", "There is some hope ahead for me."),
    ("patient", "The tablets make me ill, my whole body."),
    ("interviewer", "And your hope?"),
    ("patient", "Hope returns in spring, always."),
    ("patient", "My dog likes the garden."),
    ("patient", "More months on the list, more letters, more months."),
    ("patient", "The garden and my dog keep me busy."),
    ("patient", "Letters and months and the list again."),
    ("patient", "We drove to the sea."),
]
SEGMENTS = pd.DataFrame(
    {
        "segment_id": [f"s{n}" for n in range(len(TEXTS))],
        "transcript_id": ["t1"] * 6 + ["t2"] * 6,
        "order": list(range(6)) * 2,
        "role": [role for role, _ in TEXTS],
        "speaker": "P",
        "text": [text for _, text in TEXTS],
    }
)
DATA = [f"s{n}" for n, (role, _) in enumerate(TEXTS) if role == "patient"]


def make(codes: pd.DataFrame = CODES, segments: pd.DataFrame = SEGMENTS) -> Suggester:
    return Suggester(codes, segments, encoder=HashingEncoder())


def score(suggester: Suggester, segment: str, code: str) -> float:
    table = suggester.scores()
    return float(table.to_numpy()[table.index.tolist().index(segment), table.columns.tolist().index(code)])


def test_scores_and_suggestions_have_a_row_per_segment_and_a_column_per_code() -> None:
    for table in (make().scores(), make().suggested()):
        assert table.index.tolist() == SEGMENTS["segment_id"].tolist()
        assert table.columns.tolist() == CODES["code_id"].tolist()
    assert {str(kind) for kind in make().suggested().dtypes} == {"bool"}


def test_the_codebook_alone_already_ranks() -> None:
    scores = make().scores()
    assert scores["waiting"].idxmax() == "s1"
    assert scores["hope"].idxmax() in {"s3", "s6"}
    assert scores["side"].idxmax() == "s4"


def test_an_exclude_phrase_bites() -> None:
    free = make(CODES.assign(exclude=None))
    assert score(make(), "s2", "waiting") < score(free, "s2", "waiting") / 2


def test_an_include_phrase_counts_for_more_than_its_likeness() -> None:
    assert score(make(), "s1", "waiting") > score(make(CODES.assign(include=None)), "s1", "waiting")


def test_the_interviewer_is_context() -> None:
    suggester = make()
    assert (suggester.scores().loc[["s0", "s5"]].to_numpy() == 0).all()
    assert not suggester.suggested().loc[["s0", "s5"]].to_numpy().any()
    assert not {"s0", "s5"} & set(suggester.queue(n=100))
    everyone = Suggester(CODES, SEGMENTS, encoder=HashingEncoder(), context_roles=())
    assert everyone.scores().loc["s0"].to_numpy().max() > 0


def test_an_accept_raises_this_segment_and_those_like_it() -> None:
    suggester = make()
    before = suggester.scores()["waiting"]
    suggester.decide("s8", accepted=["waiting"])
    after = suggester.scores()["waiting"]
    assert after["s8"] > 0.9 > before["s8"]
    assert after["s10"] > before["s10"]


def test_a_reject_lowers_this_segment_and_those_like_it() -> None:
    suggester = make()
    suggester.decide("s1", accepted=["waiting"])
    before = suggester.scores()["waiting"]
    suggester.decide("s8", accepted=[], rejected=["waiting"])
    after = suggester.scores()["waiting"]
    assert after["s8"] < before["s8"]
    assert after["s10"] < before["s10"]


def test_what_is_not_accepted_counts_as_rejected_unless_rejects_are_given() -> None:
    whole, single = make(), make()
    whole.decide("s3", accepted=["hope"])
    single.decide("s3", accepted=["hope"], rejected=[])
    assert score(whole, "s3", "waiting") < 0.05
    assert (single.scores()["waiting"] == make().scores()["waiting"]).all()


def test_single_rejects_say_nothing_about_how_common_a_code_is() -> None:
    suggester = make()
    for segment in DATA[:4]:
        suggester.decide(segment, accepted=["waiting"], rejected=[])
    suggester.decide(DATA[5], rejected=["waiting"])
    assert int(suggester.suggested()["waiting"].sum()) <= 5


def test_a_later_decision_replaces_an_earlier_one() -> None:
    changed, direct = make(), make()
    changed.decide("s3", accepted=["waiting"])
    changed.decide("s3", accepted=["hope"])
    direct.decide("s3", accepted=["hope"])
    pd.testing.assert_frame_equal(changed.scores(), direct.scores())


def test_what_is_decided_is_no_longer_suggested_or_queued() -> None:
    suggester = make()
    for segment in DATA:
        assert segment in suggester.queue(n=100)
        suggester.decide(segment, accepted=["waiting"])
        assert segment not in suggester.queue(n=100)
        assert not suggester.suggested().loc[segment].to_numpy().any()
    assert suggester.queue() == []


def test_vectors_are_computed_once() -> None:
    encoder = HashingEncoder()
    suggester = Suggester(CODES, SEGMENTS, encoder=encoder)
    assert encoder.calls == []
    suggester.scores()
    texts = len(encoder.encoded)
    suggester.decide("s3", accepted=["hope"])
    suggester.scores()
    suggester.explain("s3", "hope")
    assert len(encoder.encoded) == texts == len(set(encoder.encoded))


def test_the_same_decisions_give_the_same_numbers() -> None:
    tables = []
    for _ in range(2):
        suggester = make()
        suggester.decide("s1", accepted=["waiting"])
        suggester.decide("s6", accepted=["hope"])
        tables.append((suggester.scores(), suggester.queue()))
    pd.testing.assert_frame_equal(tables[0][0], tables[1][0])
    assert tables[0][1] == tables[1][1]


def test_the_reasons_name_what_counted() -> None:
    suggester = make()
    cold = suggester.explain("s2", "waiting")
    assert any(e.kind == "exclude" and e.text == "waiting room" and e.contribution < 0 for e in cold)
    assert any(e.kind == "include" and e.text == "waiting list" for e in suggester.explain("s1", "waiting"))
    assert any(e.kind in {"example", "definition"} and e.contribution > 0 for e in suggester.explain("s6", "hope"))
    suggester.decide("s8", accepted=["waiting"])
    suggester.decide("s9", accepted=[])
    warm = suggester.explain("s10", "waiting")
    assert any(e.kind == "confirmed" and e.segment == "s8" and e.contribution > 0 for e in warm)
    assert any(e.kind == "rejected" and e.segment == "s9" for e in suggester.explain("s7", "waiting"))
    shares = [abs(e.contribution) for e in warm if e.kind != "change"]
    assert shares == sorted(shares, reverse=True)
    assert "change" not in [e.kind for e in warm[:-1]]


def test_a_segment_is_no_reason_for_itself() -> None:
    suggester = make()
    suggester.decide("s8", accepted=["waiting"])
    assert all(evidence.segment != "s8" for evidence in suggester.explain("s8", "waiting"))


def test_unknown_ids_are_said() -> None:
    suggester = make()
    with pytest.raises(NotFound, match="no segment 'nowhere'"):
        suggester.decide("nowhere", accepted=[])
    with pytest.raises(NotFound, match="no code 'nothing'"):
        suggester.decide("s1", accepted=["nothing"])
    with pytest.raises(NotFound, match="no code 'x'"):
        suggester.explain("s1", "x")
    pd.testing.assert_frame_equal(suggester.scores(), make().scores())


def test_a_code_cannot_be_both_accepted_and_rejected() -> None:
    with pytest.raises(ValueError, match="both accepted and rejected"):
        make().decide("s1", accepted=["hope"], rejected=["hope"])


@pytest.mark.parametrize("empty", [CODES.iloc[:0], pd.DataFrame()])
def test_without_codes_there_are_no_suggestions_but_a_queue(empty: pd.DataFrame) -> None:
    suggester = make(codes=empty)
    assert suggester.scores().shape == (12, 0)
    assert suggester.suggested().shape == (12, 0)
    assert sorted(suggester.queue(n=100)) == sorted(DATA)
    suggester.decide("s1", accepted=[])
    assert "s1" not in suggester.queue(n=100)


def test_without_segments_there_is_nothing() -> None:
    suggester = make(segments=pd.DataFrame())
    assert suggester.scores().shape == (0, 3)
    assert suggester.queue() == []


def test_two_codes_alike_score_alike() -> None:
    twin = pd.concat([CODES, CODES.iloc[:1].assign(code_id="twin")], ignore_index=True)
    scores = make(codes=twin).scores()
    np.testing.assert_array_equal(scores["waiting"], scores["twin"])


@pytest.mark.parametrize("texts", [[""], ["Yes."], ["Yes.", "Yes.", "Yes."], ["", "", "No", "Yes"]])
def test_one_word_and_empty_segments_are_scored_without_a_fuss(texts: list[str]) -> None:
    segments = pd.DataFrame({"segment_id": [f"x{n}" for n in range(len(texts))], "text": texts})
    suggester = make(segments=segments)
    for name in segments["segment_id"]:
        suggester.decide(name, accepted=["hope"] if name == "x0" else [])
        values = suggester.scores().to_numpy()
        assert np.isfinite(values).all()
        assert suggester.explain("x0", "hope") is not None


def test_numbers_as_ids_come_back_as_numbers() -> None:
    segments = SEGMENTS.assign(segment_id=range(12))
    suggester = make(segments=segments)
    suggester.decide(3, accepted=["hope"])  # type: ignore[arg-type]  # ids are texts by contract, numbers are common
    assert suggester.scores().index.tolist() == list(range(12))
    assert "3" not in [str(name) for name in suggester.queue(n=100)]


acts = st.lists(
    st.tuples(st.sampled_from(DATA), st.sets(st.sampled_from(["waiting", "hope", "side"]))), min_size=1, max_size=8
)


@settings(max_examples=15)
@given(acts)
def test_whatever_is_decided_scores_are_probabilities_and_decisions_hold(
    decisions: list[tuple[str, set[str]]],
) -> None:
    suggester = make()
    for segment, accepted in decisions:
        before = {code: score(suggester, segment, code) for code in CODES["code_id"]}
        suggester.decide(segment, accepted=sorted(accepted))
        values = suggester.scores().to_numpy()
        assert np.isfinite(values).all()
        assert ((values >= 0) & (values <= 1)).all()
        for code in CODES["code_id"]:
            after = score(suggester, segment, code)
            assert after > 0.9 if code in accepted else after <= max(0.05, before[code])


def study(texts: list[str], *, people: int = 3, codes: pd.DataFrame = CODES) -> Suggester:
    """Segments of as many transcripts as people, by turns."""
    n = len(texts)
    segments = pd.DataFrame(
        {
            "segment_id": [f"x{row}" for row in range(n)],
            "transcript_id": [f"t{row % people}" for row in range(n)],
            "role": [("patient", "clinician")[row % 2] for row in range(n)],
            "text": texts,
        }
    )
    return Suggester(codes, segments, encoder=QuickEncoder(32))


def sound(suggester: Suggester) -> bool:
    """True if every score is a chance, suggestions can be made and explained, and nothing is queued twice."""
    values = suggester.scores().to_numpy()
    queue = suggester.queue(n=len(values) + 5)
    suggested = suggester.suggested().to_numpy()
    shares = [
        reason.contribution
        for segment in suggester.scores().index[:1]
        for code in suggester.scores().columns[:2]
        for reason in suggester.explain(segment, code)
    ]
    return bool(
        np.isfinite(values).all()
        and ((values >= 0) & (values <= 1)).all()
        and len(queue) == len(set(queue))
        and suggested.dtype == bool
        and np.isfinite(shares).all()
    )


def on_topics(n: int, seed: int = 0) -> tuple[list[str], list[int]]:
    rng = np.random.default_rng(seed)
    topics = [int(topic) for topic in rng.integers(0, 4, size=n)]
    return [sentence(rng, topic) for topic in topics], topics


def test_one_confirmed_segment_already_teaches_and_breaks_nothing() -> None:
    suggester = make()
    suggester.decide("s8", accepted=["side"], rejected=[])
    assert sound(suggester)
    assert score(suggester, "s10", "side") > score(make(), "s10", "side")
    assert score(suggester, "s10", "hope") == pytest.approx(score(make(), "s10", "hope"), rel=0.05)


def test_a_thousand_decisions_are_learned_from_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the channels learn from at most, which is less here so that it does not take long."""
    monkeypatch.setattr(counts, "MOST_EXAMPLES", 250)
    texts, topics = on_topics(1200)
    suggester = study(texts, people=12)
    for row in range(1000):
        suggester.decide(f"x{row}", accepted=[CODES["code_id"][topics[row]]] if topics[row] < 3 else [])
        if row in {5, 40, 41, 260, 261}:
            assert sound(suggester)
    assert sound(suggester)
    left = suggester.scores().to_numpy()[1000:]
    truth = np.array(topics[1000:])
    for code in range(3):
        assert left[truth == code, code].mean() > 5 * left[truth != code, code].mean()
    queue = suggester.queue(n=500)
    assert sorted(queue) == sorted(f"x{row}" for row in range(1000, 1200))


def test_codes_of_one_definition_are_told_apart_by_decisions() -> None:
    twin = pd.concat([CODES, CODES.iloc[:1].assign(code_id="twin")], ignore_index=True)
    texts, topics = on_topics(60)
    suggester = study(texts, codes=twin)
    cold = suggester.scores()
    np.testing.assert_array_equal(cold["waiting"], cold["twin"])
    for row in range(30):
        suggester.decide(f"x{row}", accepted={0: ["waiting"], 1: ["twin"]}.get(topics[row], []))
    warm = suggester.scores().iloc[30:]
    first, second = (warm[np.array(topics[30:]) == topic] for topic in (0, 1))
    assert first["waiting"].mean() > 2 * first["twin"].mean()
    assert second["twin"].mean() > 2 * second["waiting"].mean()


def test_a_code_without_definition_is_known_by_its_name_and_by_decisions() -> None:
    bare = pd.DataFrame({"code_id": ["waiting list", "c2"], "name": [None, ""], "definition": [None, ""]})
    suggester = study(
        ["the waiting list", "a dog in the garden", "the long waiting list", "sea and dog"], codes=bare
    )
    assert sound(suggester)
    cold = suggester.scores()
    assert cold["waiting list"].idxmax() in {"x0", "x2"}
    before = score(suggester, "x3", "c2")
    suggester.decide("x1", accepted=["c2"])
    assert score(suggester, "x3", "c2") > before


def test_three_hundred_codes_are_no_trouble() -> None:
    words = [f"word{number}" for number in range(300)]
    many = pd.DataFrame({"code_id": words, "name": words, "definition": [f"Says {word} aloud" for word in words]})
    suggester = study([f"then {words[row % 40]} was said" for row in range(80)], codes=many)
    for row in range(40):
        suggester.decide(f"x{row}", accepted=[words[row]])
    assert sound(suggester)
    assert suggester.scores().loc["x50"].idxmax() == "word10"


LONG = " ".join(f"{word}{number}" for number in range(1250) for word in ("months", "waiting", "list", "care"))
ODD = {
    "one word": ["Yes.", "No.", "Waiting.", "Yes.", "Hope?", "Yes."],
    "five thousand words": [LONG, "short", LONG[:2000], "waiting", "care", "hope"],
    "another language": [
        "Ich warte schon lange.",
        "Привет, как дела",
        "我在等",
        "J'attends",
        "Warten, warten",
        "да",
    ],
    "emoji": [
        "\U0001f600",
        "\U0001f622\U0001f622",
        "\U0001f600",
        "\U0001f600\U0001f3e5",
        "\U0001f622",
        "\u2764\ufe0f",
    ],
    "empty": ["", "", "", "  ", "", ""],
    "all alike": ["waiting for care"] * 6,
    "one": ["waiting for care"],
    "signs": ["?!", "...", "--", "\x00", "\ud800".encode("utf-8", "replace").decode(), "%%%"],
}


@pytest.mark.parametrize(
    ("answer", "people"), [("all accepted", 1), ("all rejected", 3), ("by turns", 1), ("by turns", 3)]
)
@pytest.mark.parametrize("texts", ODD.values(), ids=ODD)
def test_odd_segments_and_one_sided_decisions_get_sound_scores(texts: list[str], answer: str, people: int) -> None:
    suggester = study(texts, people=people)
    for row in range(len(texts)):
        yes = answer == "all accepted" or (answer == "by turns" and row % 2 == 0)
        suggester.decide(f"x{row}", accepted=list(CODES["code_id"]) if yes else [])
        assert row not in {0, len(texts) - 1} or sound(suggester)


def test_a_study_of_nothing_but_context_is_scored_zero() -> None:
    suggester = make(segments=SEGMENTS.assign(role="interviewer"))
    for row in range(7):
        suggester.decide(f"s{row}", accepted=["hope"])
    assert suggester.queue() == []
    assert not suggester.suggested().to_numpy().any()
    assert not suggester.scores().to_numpy()[7:].any()


def test_a_hundred_rejects_of_one_code_leave_the_others_alone() -> None:
    texts, _ = on_topics(130)
    suggester = study(texts)
    before = suggester.scores()
    for row in range(100):
        suggester.decide(f"x{row}", accepted=[], rejected=["waiting"])
    after = suggester.scores()
    assert sound(suggester)
    assert (after["waiting"].iloc[100:] < before["waiting"].iloc[100:]).mean() > 0.95
    assert after["hope"].iloc[100:].rank().corr(before["hope"].iloc[100:].rank()) > 0.9


@pytest.mark.model
def test_the_packaged_model_is_the_default() -> None:
    suggester = Suggester(CODES, SEGMENTS)
    assert suggester.scores()["side"].idxmax() == "s4"
    assert "month" in str(suggester.explain("s8", "waiting"))
