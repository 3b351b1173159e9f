"""Random corrections and codings of several people: everything in force stands on its words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from qual.model.coding import Op
from qual.model.correction import shortened
from qual.model.ids import new_id
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn
from qual.store import Tables
from qual.workflow import correcting, cutting
from qual.workflow.desk import Answer
from qual.workflow.projects import OpenProject
from tests.studies import small_study

PIECES = ["teh", "the", "cat", "cats", "ward", " ", " ", "\n", ".", "e\u0301", "😀", "👍🏽", "猫が", "אני", "עייף"]
said = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map(lambda p: "".join(p).strip()).filter(bool)
COUNTER = iter(range(10**9))


@pytest.fixture(scope="module")
def shared_study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenProject]:
    with small_study(tmp_path_factory.mktemp("correcting")) as project:
        yield project
        problems = project.check()["problems"]
        assert isinstance(problems, list)
        assert [problem for problem in problems if "upload" not in problem] == []


def interview(name: str, turns: list[str]) -> Transcript:
    """A transcript of these turns, two speakers in turn."""
    text, placed = "", []
    for order, words in enumerate(turns):
        text += f"{'PI'[order % 2]}: "
        placed.append(Turn(order, Span(len(text), len(text) + len(words)), "PI"[order % 2]))
        text += words + "\n\n"
    return Transcript(name, f"{name}.txt", name, text, tuple(placed))


class Walk:
    """Random acts of several people on one transcript, checked after each."""

    def __init__(self, study: OpenProject, turns: list[str]) -> None:
        number = next(COUNTER)
        self.study, self.name = study, f"T{number}"
        self.coders = [f"{who}{number}" for who in ("ann", "ben", "eve")]
        self.first = interview(self.name, turns)
        with study.store.transaction() as tables:
            tables.add_transcript(self.first, imported_at="", imported_by="")
            tables.replace_segments([self.name], cutting.cut_all([self.first], unit="sentence"), "sentence")

    def apply(self, draw: st.DataObject, kind: str, coder: str, **values: str) -> Answer:
        span = None
        if kind not in ("undo", "redo", "remove"):
            with self.study.store.reading() as tables:
                found = tables.transcript(self.name)
            assert found is not None
            turn = draw.draw(st.sampled_from(found.turns))
            start = draw.draw(st.integers(turn.span.start, turn.span.end - 1))
            span = Span(start, draw.draw(st.integers(start + 1, turn.span.end)))
            values["quote"] = span.of(found.text)
        op = Op(new_id(), kind, coder, self.name if span else "", span, **values)  # type: ignore[arg-type]
        note(repr(op))
        [answer] = self.study.apply([op])
        note(answer.refusal or "done")
        self.check()
        return answer

    def codings(self) -> list[tuple[str, Span, str]]:
        with self.study.store.reading() as tables:
            return [(c.id, c.span, c.quote) for c in tables.codings(self.name)]

    def check(self) -> None:
        with self.study.store.reading() as tables:
            text = tables.texts([self.name])[self.name]
            found = tables.transcript(self.name)
            assert found is not None
            assert [t.label for t in found.turns] == [t.label for t in self.first.turns]
            assert all(t.span.of(text).strip() for t in found.turns)
            marked = [(c.span, c.quote) for c in tables.codings(self.name)]
            marked += [(m.span, m.quote) for m in tables.memos(transcript=self.name) if m.span]
            assert all(span.of(text) == quote for span, quote in marked)
            places = [d.span for d in tables.decisions(self.name)] + [r.span for r in tables.reviews(self.name)]
            assert all(place.end <= len(text) for place in places)
            assert tables.segments(self.name) == cutting.cut_all([found], unit="sentence")
            assert tables.text_at(self.name, 1) == self.first.text
            assert found.words == next(i.words for i in tables.transcripts() if i.id == self.name)
            self.at_home(tables)

    def at_home(self, tables: Tables) -> None:
        """Whatever was marked before corrections that are all taken back, and not moved, is where it was marked."""
        steps = tables.corrections(self.name)
        for thing in tables.things(self.name):
            since = sum(step.event <= thing.event for step in steps)
            if not shortened(steps[since:]) and not any(anchor.chosen for anchor in thing.anchors):
                assert thing.now == thing.made


KINDS = ("correct", "correct", "correct", "undo", "undo", "redo", "code", "resize", "place")


def step(walk: Walk, data: st.DataObject) -> None:
    """One act of anybody; after a correction, what lies away from it has the very same words."""
    coder, kind = data.draw(st.sampled_from(walk.coders)), data.draw(st.sampled_from(KINDS))
    before = walk.codings()
    lost = correcting.unplaced(walk.study, walk.name)
    targets = {"resize": [one[0] for one in before], "place": [one.id for one in lost]}.get(kind, [])
    values = {"target": data.draw(st.sampled_from(targets))} if targets else {}
    if kind == "correct":
        values["text"] = data.draw(said | st.just(""))
    if kind == "code":
        values["code"] = data.draw(st.sampled_from(["waiting", "stopping"]))
    answer = walk.apply(data, kind, coder, **values)
    if kind == "correct" and answer.event:
        with walk.study.store.reading() as tables:
            made = tables.corrections(walk.name)[-1].correction
        after = {one[0]: one for one in walk.codings()}
        for own_id, span, quote in before:
            if not span.overlaps(made.before):
                assert after[own_id][2] == quote
                assert len(after[own_id][1]) == len(span)


each = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


@each
@given(turns=st.lists(said, min_size=1, max_size=3), data=st.data())
def test_everything_in_force_stands_on_its_words_after_any_acts(
    shared_study: OpenProject, turns: list[str], data: st.DataObject
) -> None:
    walk = Walk(shared_study, turns)
    for coder in walk.coders:
        walk.apply(data, "code", coder, code="waiting")
    walk.apply(data, "review", "zoe" + walk.name)
    walk.apply(data, "memo", "zoe" + walk.name, about="passage", memo="m")
    kept = "zoe" + walk.name
    own = {walk.apply(data, "code", kept, code=code).coding for code in ("waiting", "stopping")}
    homes = [one for one in walk.codings() if one[0] in own]
    for _ in range(data.draw(st.integers(1, 9))):
        step(walk, data)
    while [coder for coder in walk.coders if not walk.apply(data, "undo", coder).refusal]:
        pass
    with walk.study.store.reading() as tables:
        assert tables.transcript(walk.name) == walk.first
        assert tables.unplaced(walk.name) == []
        assert all(thing.now == thing.made for thing in tables.things(walk.name) if thing.in_force)
    assert walk.codings() == homes
