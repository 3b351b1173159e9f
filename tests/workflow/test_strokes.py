"""Undo and redo: what was done in one go, in order, on every page and after every restart."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qual.errors import Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import memos, reviewing
from qual.workflow.desk import Answer
from qual.workflow.projects import OpenProject, open_project
from qual.workflow.strokes import History, Stroke
from tests.studies import place_of, small_study

WORDS = ("waiting list", "waiting list for a year", "heard nothing", "stopped taking them")


def op(project: OpenProject, words: str, code: str = "waiting", act: str = "code", **more: object) -> Op:
    values: dict[str, object] = {"id": new_id(), "coder": "ada", "transcript": "P01"}
    return Op(act=act, span=Span(*place_of(project, "P01", words)), code=code, **(values | more))  # type: ignore[arg-type]


def ask(project: OpenProject, act: str, target: str = "", coder: str = "ada", own: str = "") -> str:
    """Undo or redo as a screen asks for it; the refusal, "" where it was done."""
    [answer] = project.apply([Op(own or new_id(), act, coder, target=target)])
    assert (answer.event is None) == bool(answer.refusal)
    return answer.refusal


def words(project: OpenProject) -> list[str]:
    return sorted(project.codings()["quote"])


def names(strokes: tuple[Stroke, ...]) -> list[str]:
    return [stroke.op for stroke in strokes]


def test_redo_brings_back_what_was_undone_last_first(study: OpenProject) -> None:
    study.apply([op(study, one) for one in WORDS[1:]])
    study.undo(2, coder="ada")
    assert words(study) == ["waiting list for a year"]
    redone = study.redo(coder="ada")
    assert [(row["kind"], row["start"]) for row in redone] == [("code", place_of(study, "P01", "heard nothing")[0])]
    assert words(study) == ["heard nothing", "waiting list for a year"]
    study.redo(5, coder="ada")
    assert words(study) == ["heard nothing", "stopped taking them", "waiting list for a year"]
    with pytest.raises(Refused, match="ada has no act left to redo"):
        study.redo(coder="ada")
    with pytest.raises(Refused, match="must be 1 or more"):
        study.redo(0, coder="ada")


def test_a_new_act_cuts_off_what_was_undone_and_nobody_elses_does(study: OpenProject) -> None:
    first = op(study, "heard nothing", id="first")
    study.apply([first])
    study.undo(coder="ada")
    study.apply([op(study, "waiting list", coder="ben")])
    assert names(reviewing.history(study, "ada").undone) == ["first"]
    study.apply([op(study, "stopped taking them")])
    assert reviewing.history(study, "ada").undone == ()
    assert ask(study, "redo") == "ada has no act left to redo."
    assert ask(study, "redo", "first") == "ada has no act left to redo."
    study.undo(coder="ada")
    assert "a newer act came after it" in ask(study, "redo", "first")
    assert words(study) == ["waiting list"]


def test_what_is_redone_can_be_undone_and_redone_to_any_depth(study: OpenProject) -> None:
    study.apply([op(study, "heard nothing"), op(study, "waiting list")])
    for _ in range(3):
        study.undo(2, coder="ada")
        assert words(study) == []
        study.redo(coder="ada")
        assert words(study) == ["heard nothing"]
        study.redo(coder="ada")
        assert words(study) == ["heard nothing", "waiting list"]
    assert study.check()["ok"]


def test_acts_of_one_stroke_are_undone_and_redone_together(study: OpenProject) -> None:
    study.apply([op(study, "waiting list", id="before")])
    bulk = [op(study, one, id=f"bulk.{n}", act="accept", code="stopping") for n, one in enumerate(WORDS)]
    study.apply(bulk)
    undone = study.undo(coder="ada")
    assert [row["start"] for row in undone] == [one.span.start for one in reversed(bulk) if one.span]
    assert {row["stroke"] for row in undone} == {"bulk"}
    assert words(study) == ["waiting list"]
    study.redo(coder="ada")
    assert len(study.codings()) == 5
    assert ask(study, "undo", "bulk.2") == ""
    assert words(study) == ["waiting list"]
    assert ask(study, "redo", "bulk.0") == ""
    assert len(study.codings()) == 5


def test_the_same_undo_or_redo_is_done_once_however_often_it_arrives(study: OpenProject) -> None:
    study.apply([op(study, one, id=f"s.{n}") for n, one in enumerate(WORDS)])
    study.apply([op(study, "not a letter", id="t")])
    asked = Op("u", "undo", "ada")
    first, second = study.apply([asked, asked])
    study.apply([Op("v", "undo", "ada")])
    assert words(study) == []
    [third] = study.apply([asked])
    assert first.event == second.event == third.event
    assert second.unchanged
    assert third.unchanged
    again = Op("r", "redo", "ada")
    study.apply([again, again])
    [late] = study.apply([again])
    assert late.unchanged
    assert words(study) == sorted(WORDS)
    assert study.apply([Op("v", "undo", "ada")])[0].unchanged


def test_each_act_of_a_stroke_that_is_undone_has_an_event_of_its_own(study: OpenProject) -> None:
    study.apply([op(study, one, id=f"s.{n}") for n, one in enumerate(WORDS[:3])])
    study.apply([Op("u", "undo", "ada")])
    with study.store.reading() as tables:
        undos = tables.events(kind="undo")
        assert [event.op for event in undos] == ["u.e3", "u.e2", "u"]
        assert all(event.stroke == "u" for event in undos)
    # No screen makes such an id, so an act that happens to be in the same stroke is not taken for one of them.
    [answer] = study.apply([op(study, "not a letter", id="u.2")])
    assert not answer.unchanged


@pytest.mark.parametrize(
    ("act", "target", "coder", "says"),
    [
        ("undo", "", "ben", "ben has no act left to undo."),
        ("undo", "nowhere", "ada", "cannot be undone"),
        ("undo", "a", "ben", "not yours"),
        ("undo", "gone", "ada", "undone already"),
        ("undo", "u", "ada", "cannot be undone"),
        ("redo", "", "ben", "ben has no act left to redo."),
        ("redo", "nowhere", "ada", "cannot be redone"),
        ("redo", "a", "ada", "it is not undone"),
    ],
)
def test_what_cannot_be_undone_or_redone_is_said(
    study: OpenProject, act: str, target: str, coder: str, says: str
) -> None:
    study.apply([op(study, "heard nothing", id="a"), op(study, "waiting list", id="gone"), Op("u", "undo", "ada")])
    before = words(study)
    assert says in ask(study, act, target, coder)
    assert words(study) == before


def test_any_stroke_can_be_undone_by_name_and_comes_back_by_name(study: OpenProject) -> None:
    study.apply([op(study, one, id=f"s{n}") for n, one in enumerate(WORDS)])
    assert ask(study, "undo", "s1") == ""
    assert ask(study, "undo", "s3") == ""
    past = reviewing.history(study, "ada")
    assert (names(past.done), names(past.undone)) == (["s2", "s0"], ["s3", "s1"])
    assert ask(study, "redo", "s1") == ""
    past = reviewing.history(study, "ada")
    assert (names(past.done), names(past.undone)) == (["s1", "s2", "s0"], ["s3"])
    assert ask(study, "undo") == ""  # what came into force last goes first
    assert names(reviewing.history(study, "ada").done) == ["s2", "s0"]


def test_history_says_what_was_done_with_which_codes_and_where(study: OpenProject) -> None:
    not_this = op(study, "waiting list", "stopping", "reject", id="s.1")
    study.apply([not_this, op(study, "waiting list", "waiting", id="s.2")])
    study.apply([Op("m", "memo", "ada", about="project", memo="Think.")])
    memo, stroke = reviewing.history(study, "ada").done
    assert (stroke.op, stroke.kinds, stroke.codes) == ("s", ("reject", "code"), ("stopping", "waiting"))
    assert (stroke.transcript, stroke.span) == ("P01", not_this.span)
    assert stroke.created == stroke.events[0].created
    assert (memo.kinds, memo.codes, memo.transcript, memo.span) == (("memo",), (), "", None)


def test_history_gives_no_more_than_was_asked_for(study: OpenProject) -> None:
    study.apply([op(study, one, id=f"s{n}") for n, one in enumerate(WORDS)])
    assert names(reviewing.history(study, "ada", 2).done) == ["s3", "s2"]
    study.undo(3, coder="ada")
    past = reviewing.history(study, "ada", 2)
    assert (names(past.done), names(past.undone)) == (["s0"], ["s1", "s2"])
    assert reviewing.history(study, "nobody") == History((), ())


def test_history_goes_back_over_more_acts_than_are_read_at_once(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qual.workflow.strokes._PAGE", 3)
    study.apply([op(study, one, id=f"s{n}") for n, one in enumerate(WORDS)])
    for _ in range(4):
        study.undo(3, coder="ada")
        study.redo(2, coder="ada")
        study.undo(2, coder="ada")
        assert names(reviewing.history(study, "ada").undone) == ["s1", "s2", "s3"]
        study.redo(3, coder="ada")
        assert names(reviewing.history(study, "ada").done) == ["s3", "s2", "s1", "s0"]


def test_an_undo_by_an_earlier_version_of_qual_can_be_redone(study: OpenProject) -> None:
    study.apply([op(study, "heard nothing", id="a.1"), op(study, "waiting list", id="a.2")])
    with study.store.transaction() as tables:
        event = tables.event_by_op("a.2")
        assert event is not None
        by = tables.append_event("old", "undo", "ada", "2026-01-01T00:00:00Z", "v", {"undoes": event.seq})
        tables.mark_undone(event.seq, by)
    past = reviewing.history(study, "ada")
    assert (names(past.done), names(past.undone)) == (["a"], ["a"])
    study.redo(coder="ada")
    assert words(study) == ["heard nothing", "waiting list"]


def test_a_late_act_of_a_stroke_that_was_undone_is_an_act_of_its_own(study: OpenProject) -> None:
    study.apply([op(study, "heard nothing", id="a.1")])
    study.undo(coder="ada")
    study.apply([op(study, "waiting list", id="a.2")])
    past = reviewing.history(study, "ada")
    assert (names(past.done), past.undone) == (["a"], ())
    study.undo(coder="ada")
    study.redo(coder="ada")
    assert words(study) == ["waiting list"]


def test_a_coding_that_comes_back_beside_its_like_stands_once(study: OpenProject) -> None:
    study.apply([op(study, "heard nothing", id="a"), Op("u", "undo", "ada")])
    [moved] = study.apply([op(study, "not a letter", id="b")])
    study.undo(coder="ada")
    study.redo(coder="ada")
    span = Span(*place_of(study, "P01", "heard nothing"))
    study.apply([Op("c", "resize", "ada", target=moved.coding, span=span)])
    study.apply([Op("d", "resize", "ada", target=moved.coding, span=Span(*place_of(study, "P01", "waiting list")))])
    study.apply([op(study, "heard nothing", id="e")])
    assert ask(study, "undo", "d") == ""  # would put it onto what "e" made
    assert words(study) == ["heard nothing"]
    assert ask(study, "redo", "d") == ""
    assert words(study) == ["heard nothing", "waiting list"]


# -- random walks ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """What one coder has in force."""

    codings: frozenset[tuple[int, int, str]] = frozenset()
    rejects: frozenset[tuple[int, int, str]] = frozenset()
    memos: frozenset[str] = frozenset()


@dataclass
class Person:
    """A coder in the simplest terms: the state, those before it and those after it, each with the code it made."""

    now: State = State()
    past: list[tuple[State, str]] = field(default_factory=list)
    future: list[tuple[State, str]] = field(default_factory=list)

    def act(self, state: State, made: str = "") -> None:
        self.past.append((self.now, made))
        self.now = state
        self.future.clear()


CODERS = st.sampled_from(["ada", "ben"])
NAMES = st.sampled_from(["Zeta", "zeta ", "Omega"])
OLD = ("waiting", "stopping", "hopeless")


class Walk(RuleBasedStateMachine):
    """Random acts, undos, redos, repeats and restarts of two people, against lists of states."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.study = small_study(Path(self.folder.name))
        self.places = {one: Span(*place_of(self.study, "P01", one)) for one in WORDS}
        self.people = {"ada": Person(), "ben": Person()}
        self.made: set[str] = set()
        self.ever: set[tuple[str, str]] = set()
        self.sent: list[Op] = []
        self.count = 0

    def send(self, *ops: Op) -> list[Answer]:
        answers = self.study.apply(ops)
        self.sent += [op for op, answer in zip(ops, answers, strict=True) if answer.event and not answer.unchanged]
        return answers

    def used(self, coder: str, code: str) -> None:
        self.ever.add((coder, code))

    def code(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from([*OLD, *sorted(self.made)]))

    def own(self, coder: str, data: st.DataObject) -> tuple[str, tuple[int, int, str]]:
        """A coding of this coder: its id and what it is."""
        with self.study.store.reading() as tables:
            found = tables.codings(coder=coder)
        one = data.draw(st.sampled_from(found))
        return one.id, (one.span.start, one.span.end, one.code)

    def has_codings(self) -> bool:
        return all(person.now.codings for person in self.people.values())

    @rule(coder=CODERS, one=st.sampled_from(WORDS), act=st.sampled_from(["accept", "code"]), data=st.data())
    def mark(self, coder: str, one: str, act: str, data: st.DataObject) -> None:
        person, span, code = self.people[coder], self.places[one], self.code(data)
        [answer] = self.send(op(self.study, one, code, act, coder=coder))
        key = (span.start, span.end, code)
        assert answer.refusal == ""
        assert answer.unchanged == (key in person.now.codings)
        if not answer.unchanged:
            self.used(coder, code)
            person.act(replace(person.now, codings=person.now.codings | {key}))

    @rule(coder=CODERS, one=st.sampled_from(WORDS), data=st.data())
    def instead(self, coder: str, one: str, data: st.DataObject) -> None:
        """Not this code but that one, in one stroke."""
        person, span = self.people[coder], self.places[one]
        wrong, right = self.code(data), self.code(data)
        stroke = new_id()
        no, yes = self.send(
            op(self.study, one, wrong, "reject", coder=coder, id=f"{stroke}.1"),
            op(self.study, one, right, coder=coder, id=f"{stroke}.2"),
        )
        bad, good = (span.start, span.end, wrong), (span.start, span.end, right)
        assert bool(no.refusal) == (bad in person.now.codings)
        rejects = person.now.rejects if no.refusal else person.now.rejects | {bad}
        if no.event is not None and not no.unchanged:
            self.used(coder, wrong)
        if not yes.unchanged:
            self.used(coder, right)
        after = replace(person.now, codings=person.now.codings | {good}, rejects=rejects)
        if after != person.now:
            person.act(after)

    @precondition(has_codings)
    @rule(coder=CODERS, data=st.data())
    def remove(self, coder: str, data: st.DataObject) -> None:
        person = self.people[coder]
        target, key = self.own(coder, data)
        [other] = self.study.apply([Op(new_id(), "remove", {"ada": "ben", "ben": "ada"}[coder], target=target)])
        assert "only" in other.refusal
        [answer] = self.send(Op(new_id(), "remove", coder, target=target))
        assert answer.refusal == ""
        person.act(replace(person.now, codings=person.now.codings - {key}))

    @precondition(has_codings)
    @rule(coder=CODERS, data=st.data())
    def recode(self, coder: str, data: st.DataObject) -> None:
        person, code = self.people[coder], self.code(data)
        target, key = self.own(coder, data)
        [answer] = self.send(Op(new_id(), "recode", coder, target=target, code=code))
        assert answer.refusal == ""
        assert answer.unchanged == (code == key[2])
        if not answer.unchanged:
            if (*key[:2], code) not in person.now.codings:
                self.used(coder, code)
            person.act(replace(person.now, codings=person.now.codings - {key} | {(*key[:2], code)}))

    @precondition(has_codings)
    @rule(coder=CODERS, one=st.sampled_from(WORDS), data=st.data())
    def resize(self, coder: str, one: str, data: st.DataObject) -> None:
        person, span = self.people[coder], self.places[one]
        target, key = self.own(coder, data)
        [answer] = self.send(op(self.study, one, "", "resize", coder=coder, target=target, quote=one))
        new = (span.start, span.end, key[2])
        if new == key:
            assert answer.unchanged
        elif new in person.now.codings:
            assert "one coding is enough" in answer.refusal
        else:
            assert answer.coding == target
            person.act(replace(person.now, codings=person.now.codings - {key} | {new}))

    @rule(coder=CODERS, change=st.sampled_from(["", "change", "delete"]))
    def note(self, coder: str, change: str) -> None:
        person = self.people[coder]
        own = memos.listing(self.study, coder=coder)
        old = own[0] if own and change else None
        self.count += 1
        text = "" if old and change == "delete" else f"note {self.count}"
        [answer] = self.send(
            Op(new_id(), "memo", coder, about="project", memo=text, replaces=old.id if old else "")
        )
        assert answer.refusal == ""
        after = person.now.memos - {old.text if old else ""} | ({text} - {""})
        person.act(replace(person.now, memos=after))

    @rule(coder=CODERS, one=st.sampled_from(WORDS), name=NAMES)
    def invent(self, coder: str, one: str, name: str) -> None:
        """A new code and its first coding, in one stroke."""
        person, span, code = self.people[coder], self.places[one], name.strip().casefold()
        stroke = new_id()
        made, coded = self.send(
            Op(stroke, "newcode", coder, name=name),
            op(self.study, one, f"new:{name}", coder=coder, id=f"{stroke}.1"),
        )
        assert made.code == coded.code == code
        assert made.unchanged == (code in self.made)
        if not coded.unchanged:
            self.used(coder, code)
        if not (made.unchanged and coded.unchanged):
            after = replace(person.now, codings=person.now.codings | {(span.start, span.end, code)})
            person.act(after, "" if made.unchanged else code)
        self.made.add(code)

    @rule(coder=CODERS, count=st.integers(1, 4))
    def undo(self, coder: str, count: int) -> None:
        person = self.people[coder]
        if not person.past:
            with pytest.raises(Refused):
                self.study.undo(count, coder=coder)
            return
        self.study.undo(count, coder=coder)
        for _ in range(min(count, len(person.past))):
            state, made = person.past.pop()
            person.future.append((person.now, made))
            person.now = state
            if made and not any(by != coder and code == made for by, code in self.ever):
                self.made.discard(made)

    @rule(coder=CODERS, count=st.integers(1, 4))
    def redo(self, coder: str, count: int) -> None:
        person = self.people[coder]
        if not person.future:
            with pytest.raises(Refused):
                self.study.redo(count, coder=coder)
            return
        self.study.redo(count, coder=coder)
        for _ in range(min(count, len(person.future))):
            state, made = person.future.pop()
            person.past.append((person.now, made))
            person.now = state
            self.made |= {made} - {""}

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def arrive_again(self, data: st.DataObject) -> None:
        again = data.draw(st.sampled_from(self.sent))
        [answer] = self.study.apply([again])
        assert answer.unchanged

    @rule()
    def come_back_tomorrow(self) -> None:
        encoder, folder = self.study.encoder, self.study.folder
        self.study.close()
        self.study = open_project(folder, encoder=encoder)

    @invariant()
    def the_study_holds_what_the_model_holds(self) -> None:
        with self.study.store.reading() as tables:
            codings, decisions = tables.codings(), tables.decisions()
        notes = memos.listing(self.study, about="project")
        for coder, person in self.people.items():
            assert sorted((c.span.start, c.span.end, c.code) for c in codings if c.coder == coder) == sorted(
                person.now.codings
            )
            assert {
                (d.span.start, d.span.end, d.code) for d in decisions if (d.coder, d.verdict) == (coder, "reject")
            } == person.now.rejects
            assert {memo.text for memo in notes if memo.coder == coder} == person.now.memos
            past = reviewing.history(self.study, coder, 100)
            assert (len(past.done), len(past.undone)) == (len(person.past), len(person.future))
        assert {code.id for code in self.study.codebook.book.codes} == {*OLD, *self.made}

    def teardown(self) -> None:
        assert self.study.check()["ok"]
        self.study.close()
        self.folder.cleanup()


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=6, stateful_step_count=20, deadline=None)
