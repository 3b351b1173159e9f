"""Random acts, undos and redos of two people give what plain lists of states say."""

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
from qual.workflow.projects import open_project
from tests.studies import place_of, small_study
from tests.workflow.stroke_acts import WORDS, op


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
