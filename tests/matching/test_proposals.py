from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching.cache import MemoryStorage, Stopped
from qual.matching.proposals import Mark, Marks, Proposed, SegmentText, propose
from qual.matching.thresholds import LEAST_CHANCE
from qual.model.codebook import Code, Codebook, Example, Theme
from qual.model.suggestion import Suggestion
from tests.fakes import HashingEncoder
from tests.matching.worlds import QuickEncoder

BOOK = Codebook(
    title="Study",
    themes=(Theme("t", "T"),),
    codes=(
        Code("waiting", "Waiting", "t", "Long waiting for care", ("waiting list",), ("waiting room",)),
        Code("hope", "Hope", "t", "Sees hope ahead", examples=(Example("Hope returns."),)),
        Code("side", "Side effects", "t", "Tablets make the body ill"),
        Code("old", "Garden", "t", "My dog likes the garden", retired=True),
    ),
)
TEXTS = [
    "The waiting list was long, months of waiting for care.",
    "I sat in the waiting room and read about care.",
    "There is some hope ahead for me.",
    "The tablets make me ill, my whole body.",
    "Hope returns in spring, always.",
    "My dog likes the garden.",
    "More months on the list, more letters, more months.",
    "Letters and months and the list again.",
    "We drove to the sea.",
    "Yes.",
]
SEGMENTS = [SegmentText(f"s{n}", "t", n, "patient", text, previous="And then?") for n, text in enumerate(TEXTS)]
PAIRS = [(segment.id, code.id) for segment in SEGMENTS for code in BOOK.codes]


def run(marks: Marks | None = None, barred: set[tuple[str, str]] | None = None) -> list[Suggestion]:
    proposed = propose(
        SEGMENTS, BOOK, marks, encoder=HashingEncoder(), storage=MemoryStorage(), barred=barred or set()
    )
    return list(proposed.suggestions)


def scores(found: list[Suggestion], code: str) -> dict[str, float]:
    return {s.segment: s.score for s in found if s.code == code}


def confirmed(code: str, *rows: int) -> list[Mark]:
    return [Mark(code, TEXTS[row], (f"s{row}",), previous="And then?") for row in rows]


def test_a_suggestion_carries_all_that_makes_it_checkable() -> None:
    found = run()
    assert found
    for suggestion in found:
        assert suggestion.model == "hashing@1"
        assert suggestion.codebook_version == BOOK.version
        assert suggestion.probability is None
        assert suggestion.evidence
    assert {s.segment for s in found if s.code == "waiting" and s.band == "likely"} == {"s0"}


def test_best_first_and_few_per_segment() -> None:
    found = run()
    values = [s.score for s in found]
    assert values == sorted(values, reverse=True)
    assert max(Counter(s.segment for s in found).values()) <= 3
    assert min(values) >= LEAST_CHANCE


def test_retired_codes_are_never_suggested() -> None:
    assert "old" not in {s.code for s in run(Marks(confirmed=confirmed("old", 5)))}


def test_evidence_names_phrase_definition_example_and_what_speaks_against() -> None:
    found = {(s.segment, s.code): s for s in run()}
    assert ("include", "waiting list") in {(e.kind, e.text) for e in found["s0", "waiting"].evidence}
    assert ("definition", "Long waiting for care") in {(e.kind, e.text) for e in found["s0", "waiting"].evidence}
    assert ("example", "Hope returns.") in {(e.kind, e.text) for e in found["s4", "hope"].evidence}
    assert ("s1", "waiting") not in found or any(
        e.kind == "exclude" and e.contribution < 0 for e in found["s1", "waiting"].evidence
    )


def test_an_accept_raises_its_neighbours_and_is_not_suggested_again() -> None:
    cold, warm = run(), run(Marks(confirmed=confirmed("waiting", 6)))
    assert "s6" not in scores(warm, "waiting")
    assert scores(warm, "waiting")["s7"] > scores(cold, "waiting").get("s7", 0)
    [reason] = [
        e for s in warm if (s.segment, s.code) == ("s7", "waiting") for e in s.evidence if e.kind == "confirmed"
    ]
    assert (reason.segment, reason.text) == ("s6", TEXTS[6])
    assert reason.contribution > 0


def test_a_reject_lowers_its_neighbours() -> None:
    told = Marks(confirmed=confirmed("waiting", 0))
    before = scores(run(told), "waiting")["s7"]
    after = scores(run(Marks(confirmed=told.confirmed, rejected=confirmed("waiting", 6))), "waiting").get("s7", 0)
    assert after < before


def test_words_that_are_no_segment_teach_too() -> None:
    loose = Marks(confirmed=[Mark("waiting", "months of letters and the list", ("s6", "s7"))])
    gone = Marks(confirmed=[Mark("waiting", "months of letters and the list")])
    assert not {"s6", "s7"} & set(scores(run(loose), "waiting"))
    assert scores(run(gone), "waiting")["s7"] > scores(run(), "waiting").get("s7", 0)


def test_what_was_reviewed_and_left_speaks_against() -> None:
    yes = confirmed("waiting", 0)
    before = scores(run(Marks(confirmed=yes)), "waiting")
    after = scores(run(Marks(confirmed=yes, reviewed={"s0", "s6", "s8", "s5"})), "waiting")
    assert after.get("s7", 0) < before["s7"]


@settings(max_examples=20)
@given(
    st.sets(st.sampled_from(PAIRS)), st.sets(st.integers(0, 9), max_size=4), st.sets(st.integers(0, 9), max_size=4)
)
def test_a_barred_pair_never_appears(barred: set[tuple[str, str]], yes: set[int], no: set[int]) -> None:
    found = run(Marks(confirmed=confirmed("waiting", *yes), rejected=confirmed("waiting", *no)), barred)
    assert not {(s.segment, s.code) for s in found} & barred
    assert not {s.segment for s in found if s.code == "waiting"} & {f"s{row}" for row in yes}
    assert all(0 <= s.score <= 1 for s in found)


def test_barred_pairs_that_are_gone_are_passed_over() -> None:
    assert run(barred={("gone", "waiting"), ("s0", "gone")}) == run()


def test_the_order_of_the_segments_does_not_matter() -> None:
    back = propose(SEGMENTS[::-1], BOOK, encoder=HashingEncoder(), storage=MemoryStorage()).suggestions
    there = {(s.segment, s.code): s for s in run()}
    assert there.keys() == {(s.segment, s.code) for s in back}
    for s in back:
        assert s.score == pytest.approx(there[s.segment, s.code].score, abs=1e-4)


def test_a_second_run_encodes_nothing_and_decisions_add_only_what_is_new() -> None:
    storage, encoder = MemoryStorage(), HashingEncoder()
    propose(SEGMENTS, BOOK, encoder=encoder, storage=storage)
    first = len(encoder.encoded)
    assert "And then?" not in encoder.encoded  # the turn before costs nothing until there are decisions
    propose(SEGMENTS, BOOK, encoder=encoder, storage=storage)
    assert len(encoder.encoded) == first
    told = Marks(confirmed=confirmed("waiting", 0), rejected=confirmed("waiting", 1))
    propose(SEGMENTS, BOOK, told, encoder=encoder, storage=storage)
    assert encoder.encoded[first:] == ["And then?"]


def test_it_can_be_stopped_and_goes_on_where_it_was() -> None:
    storage, encoder = MemoryStorage(), HashingEncoder()
    with pytest.raises(Stopped):
        propose(SEGMENTS, BOOK, encoder=encoder, storage=storage, stop=lambda: True)
    assert encoder.calls == []
    said: list[tuple[int, int]] = []
    propose(SEGMENTS, BOOK, encoder=encoder, storage=storage, progress=lambda *now: said.append(now))
    assert said[-1][0] == said[-1][1] == len(encoder.encoded)


def test_nothing_to_suggest_is_no_error() -> None:
    encoder, storage = HashingEncoder(), MemoryStorage()
    assert propose([], BOOK, encoder=encoder, storage=storage).suggestions == ()
    assert propose(SEGMENTS, Codebook(), encoder=encoder, storage=storage).suggestions == ()
    retired = Codebook(codes=(Code("a", "A", retired=True),))
    assert propose(SEGMENTS, retired, encoder=encoder, storage=storage).suggestions == ()
    assert encoder.calls == []


def test_one_empty_segment_and_one_bare_code_is_no_crash() -> None:
    one = [SegmentText("s", "t", 0, "patient", "")]
    book = Codebook(codes=(Code("a", ""),))
    found = propose(one, book, encoder=HashingEncoder(), storage=MemoryStorage()).suggestions
    assert all(s.segment == "s" and 0 <= s.score <= 1 for s in found)


def test_a_segment_id_that_occurs_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="occurs twice"):
        propose([SEGMENTS[0], SEGMENTS[0]], BOOK, encoder=HashingEncoder(), storage=MemoryStorage())


def test_of_two_coders_who_disagree_the_one_who_confirmed_is_followed() -> None:
    yes, no = confirmed("waiting", 6), confirmed("waiting", 6)
    both = run(Marks(confirmed=yes, rejected=no))
    assert both == run(Marks(confirmed=yes))
    assert "s6" not in scores(both, "waiting")


@pytest.mark.parametrize("kind", ["confirmed", "rejected"])
def test_decisions_that_are_all_alike_get_sound_suggestions(kind: str) -> None:
    marks = [mark for code in ("waiting", "hope", "side") for mark in confirmed(code, *range(10))]
    told = Marks(
        confirmed=marks if kind == "confirmed" else (), rejected=marks if kind == "rejected" else (),
        reviewed={segment.id for segment in SEGMENTS},
    )  # fmt: skip
    proposed = propose(SEGMENTS, BOOK, told, encoder=HashingEncoder(), storage=MemoryStorage())
    assert all(0 <= s.score <= 1 for s in proposed.suggestions)
    assert proposed.suggestions == () or kind == "rejected"


ANSWERS = ("The waiting list is long.", "There is hope ahead.", "The tablets make me ill.", "We drove to the sea.")


def test_a_number_is_shown_only_where_enough_was_decided() -> None:
    """Five participants, fifty segments read in whole, thirty pairs confirmed, ten of the code itself."""
    segments = [
        SegmentText(f"x{n}", f"t{n % 6}", n, "patient", f"{ANSWERS[n % 4]} {n}", participant=f"P{n % 6}")
        for n in range(120)
    ]
    codes = ("waiting", "hope", "side")
    marks = [
        Mark(codes[n % 4], segments[n].text, (f"x{n}",))
        for n in range(72)
        if n % 4 < 2 or n in {2, 6}  # of side effects there are two
    ]

    def made(people: int, whole: int) -> Proposed:
        own = [
            SegmentText(s.id, s.transcript, s.order, s.role, s.text, participant=f"P{n % people}")
            for n, s in enumerate(segments)
        ]
        told = Marks(confirmed=marks, reviewed={f"x{n}" for n in range(whole)})
        return propose(own, BOOK, told, encoder=QuickEncoder(32), storage=MemoryStorage())

    told = made(6, 72)
    assert {s.code for s in told.suggestions if s.probability is not None} == {"waiting", "hope"}
    assert all(s.probability in {None, s.score} for s in told.suggestions)
    assert told.report.reviewed == 72
    for few in (made(4, 72), made(6, 40)):
        assert all(s.probability is None for s in few.suggestions)
        assert {s.band for s in few.suggestions} <= {"likely", "possible", "unsure"}
