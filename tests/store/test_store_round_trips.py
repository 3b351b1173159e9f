"""What goes in comes out: any text that a canonical text, a label, a memo or an attribute can be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qual.model.coding import Coding, Decision, Review
from qual.model.participant import Participant, Speaker
from qual.model.span import Span
from qual.model.suggestion import BANDS, Evidence, Suggestion
from qual.model.transcript import Transcript, Turn
from qual.store import Store, Tables

# The store is the same for all examples: each is taken back before the next.
each = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    | st.sampled_from("😀🇮🇱é\u0301\u202e'\"%;\\"),
    max_size=30,
)
names = words.filter(lambda name: bool(name.strip()))
numbers = st.floats(allow_nan=False, allow_infinity=False)
spans = st.tuples(st.integers(0, 50), st.integers(1, 50)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    said = draw(st.lists(names, max_size=6))
    turns, at = [], 0
    for order, part in enumerate(said):
        times = draw(st.tuples(st.none() | numbers, st.none() | numbers))
        turns.append(Turn(order, Span(at, at + len(part)), draw(words), *times))
        at += len(part) + 2
    return Transcript(draw(names), draw(words), draw(words), "\n\n".join(said), tuple(turns))


class _TakenBack(Exception):
    pass


@contextmanager
def taken_back(store: Store) -> Iterator[Tables]:
    with suppress(_TakenBack), store.transaction() as tables:
        yield tables
        raise _TakenBack


@each
@given(transcript=transcripts())
def test_transcripts(store: Store, transcript: Transcript) -> None:
    with taken_back(store) as tables:
        tables.add_transcript(transcript, imported_at="t", imported_by="")
        assert tables.transcript(transcript.id) == transcript
        assert tables.transcripts()[0].words == transcript.words


@each
@given(people=st.lists(st.builds(Participant, names, names, st.dictionaries(words, words))), label=words)
def test_participants_and_speakers(filled: Store, people: list[Participant], label: str) -> None:
    with taken_back(filled) as tables:
        tables.put_participants(people)
        last = {person.id: person for person in people}
        assert {person.id: person for person in tables.participants()} == last
        speakers = [Speaker("P01", f"{number}{label}", name, label) for number, name in enumerate(last)]
        tables.put_speakers(speakers)
        assert sorted(tables.speakers(), key=lambda s: s.label) == sorted(speakers, key=lambda s: s.label)


@each
@given(
    score=numbers,
    probability=st.none() | st.floats(0, 1),
    band=st.sampled_from(BANDS),
    evidence=st.lists(st.builds(Evidence, words, words, numbers, words)),
    code=names,
    model=words,
)
def test_suggestions(
    filled: Store,
    score: float,
    probability: float | None,
    band: str,
    evidence: list[Evidence],
    code: str,
    model: str,
) -> None:
    made = Suggestion("P01:0-12", code, score, probability, band, tuple(evidence), model, "v")
    with taken_back(filled) as tables:
        tables.replace_suggestions([made], "t")
        assert tables.suggestions() == [made]


@each
@given(span=spans, text=words, code=names, coder=names, blind=st.booleans(), score=st.none() | numbers)
def test_acts(
    filled: Store,
    span: Span,
    text: str,
    code: str,
    coder: str,
    blind: bool,  # noqa: FBT001 - drawn by name
    score: float | None,
) -> None:
    coding = Coding("c", "P01", span, text, code, coder, "reader", blind, "v", "t", text)
    decision = Decision("d", "P01", span, code, "reject", coder, blind, "v", text, "t", text, score)
    review = Review("r", "P01", span, coder, blind, "t")
    with taken_back(filled) as tables:
        event = tables.append_event(code, "code", coder, "t", "v", {text: text})
        tables.add_coding(coding, event)
        tables.add_decision(decision, event)
        tables.add_review(review, event)
        assert tables.codings(code=code, coder=coder) == [coding]
        assert tables.decisions() == [decision]
        assert tables.reviews() == [review]
        found = tables.event_by_op(code)
        assert found is not None
        assert found.details == {text: text}
        assert tables.broken_links() == []
        assert tables.codings(code=code + "x") == []
        assert replace(found, seq=0) != found


@each
@given(version=names, text=words, key=names)
def test_codebooks_and_meta(store: Store, version: str, text: str, key: str) -> None:
    with taken_back(store) as tables:
        tables.put_codebook(version, text, text, "t")
        tables.set_meta(key, text)
        assert tables.codebook_text(version) == tables.get_meta(key) == text
        assert tables.codebook_versions()[0].label == text


@each
@given(vectors=st.dictionaries(words, st.binary(max_size=64)), model=words)
def test_vectors(store: Store, vectors: dict[str, bytes], model: str) -> None:
    store.vectors.put(model, list(vectors.items()))
    assert store.vectors.get(model, list(vectors)) == vectors
