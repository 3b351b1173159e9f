"""Random surgery, coding, undo, redo, edits of the file and restarts, beside a model of plain lists and loops."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from qual.codebook import surgery as planning
from qual.errors import QualError, Refused
from qual.model.codebook import Code, Codebook
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.model.surgery import Surgery
from qual.workflow import curating, outside, versions
from qual.workflow.projects import open_project
from tests.fakes import HashingEncoder
from tests.studies import small_study

CODERS = st.sampled_from(["ada", "ben"])
NUMBERS = st.integers(0, 9)
PLACES = [Span(40, 52), Span(60, 75), Span(90, 99)]
FIELDS = ("name", "definition", "theme", "retired", "merged_into")


@dataclass
class Act:
    """What somebody did: a coding, or a change of codes and what counts as what."""

    coder: str
    stands: bool = True
    coding: tuple[str, str, int] | None = None  # id, code given, place
    version: str = ""
    changed: dict[str, tuple[Code | None, Code | None]] = field(default_factory=dict)
    shifts: tuple[tuple[str, str, str], ...] = ()


class Walk(RuleBasedStateMachine):
    """The study and the model side by side."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="walk-"))
        self.study = small_study(self.folder)
        self.acts: list[Act] = []
        self.undone: dict[str, list[Act]] = {"ada": [], "ben": []}
        self.order: list[Act] = []  # as they came into force, for undo
        self.codes = {code.id: code for code in self.study.codebook.book.codes}
        self.seen: dict[str, Codebook] = {}

    def teardown(self) -> None:
        if hasattr(self, "study"):
            self.study.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    # -- what people do ------------------------------------------------------------------------------------------

    @rule(coder=CODERS, number=NUMBERS, place=st.integers(0, 2))
    def code(self, coder: str, number: int, place: int) -> None:
        code = self.pick(number)
        now = self.effective()
        twin = any(one.coder == coder and spot == place and now[own] == code for one, own, spot in self.standing())
        [answer] = self.study.apply([Op(new_id(), "code", coder, "P01", PLACES[place], code)])
        if not self.codes[code].offered:
            assert answer.refusal
        elif twin:
            assert answer.unchanged
        else:
            assert not answer.refusal
            self.did(Act(coder, coding=(answer.coding, code, place), version=self.study.codebook.book.version))

    @rule(coder=CODERS, number=NUMBERS, word=st.sampled_from(["One", "Two"]), how=st.integers(0, 3))
    def change(self, coder: str, number: int, word: str, how: int) -> None:
        code = self.codes[self.pick(number)]
        plans = (
            lambda: planning.set_code(self.book, replace(code, name=f"{word} {code.id}")),
            lambda: planning.set_code(self.book, replace(code, definition=f"{word} of it.")),
            lambda: planning.retire_code(self.book, code.id, retired=not code.retired),
            lambda: planning.move_code(self.book, code.id, {"One": "care", "Two": "toll"}[word]),
        )
        self.operate(coder, plans[how]())

    @rule(coder=CODERS, one=NUMBERS, other=NUMBERS, new=st.booleans())
    def merge(self, coder: str, one: int, other: int, *, new: bool) -> None:
        first, second = self.pick(one), self.codes[self.pick(other)]
        into = Code(f"m{len(self.acts)}", "Merged", second.theme) if new else second
        try:
            asked = planning.merge(self.book, [first, second.id], into)
        except Refused:
            return
        self.operate(coder, asked)

    @rule(coder=CODERS, number=NUMBERS, taken=st.integers(0, 7))
    def split(self, coder: str, number: int, taken: int) -> None:
        code = self.codes[self.pick(number)]
        part = Code(f"s{len(self.acts)}", "Part", code.theme)
        own = [coding for coding, now in self.effective().items() if now == code.id]
        chosen = {coding: part.id for place, coding in enumerate(own) if taken >> place & 1}
        self.operate(coder, planning.split(self.book, code.id, [part], chosen))

    @rule(coder=CODERS, times=st.integers(1, 3), again=st.booleans())
    def undo(self, coder: str, times: int, *, again: bool) -> None:
        for _ in range(times):
            self.undo_one(coder)
            self.the_codebook_is_as_the_model_says()
        if again:
            self.redo(coder)

    def undo_one(self, coder: str) -> None:
        last = next((act for act in reversed(self.order) if act.coder == coder and act.stands), None)
        try:
            self.study.undo(coder=coder)
        except Refused:
            assert last is None or self.clashes(last, back=True) or self.sorted_since(last)
            return
        assert last is not None
        last.stands = False
        self.undone[coder].append(last)
        self.turn(last, back=True)

    def redo(self, coder: str) -> None:
        try:
            self.study.redo(coder=coder)
        except Refused:
            return
        act = self.undone[coder].pop()
        act.stands = True
        self.order.remove(act)
        self.order.append(act)
        self.turn(act, back=False)

    @rule(number=NUMBERS, word=st.sampled_from(["seen", "met"]))
    def edit_the_file_and_start_again(self, number: int, word: str) -> None:
        self.study.close()
        self.study = open_project(self.study.folder, encoder=HashingEncoder())
        code = self.codes[self.pick(number)]
        text = self.study.codebook_file.read_text("utf-8")
        line = f"        definition: {code.definition}\n"
        if not code.definition or text.count(line) != 1:
            return
        new = f"Edited, {word}."
        self.study.codebook_file.write_text(text.replace(line, f"        definition: {new}   # by hand\n"), "utf-8")
        self.codes[code.id] = replace(code, definition=new)
        outside.notice(self.study)

    # -- what must hold ------------------------------------------------------------------------------------------

    @invariant()
    def the_codebook_is_as_the_model_says(self) -> None:
        if not hasattr(self, "study"):
            return
        state = self.study.codebook
        assert not state.problems
        found = {code.id: code for code in state.book.codes}
        assert set(found) == set(self.codes)
        for code, wanted in self.codes.items():
            assert [getattr(found[code], name) for name in FIELDS] == [getattr(wanted, name) for name in FIELDS]
        assert "# the researcher's remark" in state.data.decode()

    @invariant()
    def codings_and_their_versions_reconcile(self) -> None:
        if not hasattr(self, "study"):
            return
        with self.study.store.reading() as tables:
            found = {one.id: one for one in tables.codings()}
            everything = {one.id: one for one in tables.codings(everything=True)}
        now = self.effective()
        assert {(one.coder, one.span, one.code) for one in found.values()} == {
            (act.coder, PLACES[place], now[coding]) for act, coding, place in self.standing()
        }
        for act in self.acts:
            if act.coding:
                coding, given, place = act.coding
                made = everything[coding]
                assert (made.code, made.codebook_version, made.span) == (given, act.version, PLACES[place])
        for one in found.values():
            assert one.code == now[one.id]
            assert versions.book_at(self.study, one.codebook_version).code(one.coded_as) is not None

    # -- the model ------------------------------------------------------------------------------------------------

    @property
    def book(self) -> Codebook:
        return self.study.codebook.book

    def pick(self, number: int) -> str:
        codes = sorted(self.codes)
        return codes[number % len(codes)]

    def did(self, act: Act) -> None:
        self.acts.append(act)
        self.order.append(act)
        self.undone[act.coder].clear()

    def standing(self) -> list[tuple[Act, str, int]]:
        return [(act, act.coding[0], act.coding[2]) for act in self.acts if act.coding and act.stands]

    def effective(self) -> dict[str, str]:
        """The code of every coding that stands: as given, then through every later act that stands."""
        found: dict[str, str] = {}
        for act in self.acts:
            if not act.stands:
                continue
            if act.coding:
                found[act.coding[0]] = act.coding[1]
            for was, into, only in act.shifts:
                for coding in [one for one, code in found.items() if code == was and only in ("", one)]:
                    found[coding] = into
        return found

    def operate(self, coder: str, asked: Surgery) -> None:
        before = self.book
        try:
            done = curating.perform(self.study, asked, coder=coder)
        except QualError as error:
            raise AssertionError(f"{asked.what} was refused: {error}") from error
        if done.event is None:
            return
        changed: dict[str, tuple[Code | None, Code | None]] = {}
        for code in asked.wanted.codes:
            old = before.code(code.id)
            if old != code:
                changed[code.id] = (old, code)
        self.did(Act(coder, changed=changed, shifts=tuple((s.code, s.into, s.coding) for s in asked.shifts)))
        self.codes |= {code: new for code, (_, new) in changed.items() if new}

    def clashes(self, act: Act, *, back: bool) -> bool:
        """Whether a field that the act changed has been changed again since."""
        for code, ends in act.changed.items():
            was, to = ends[::-1] if back else ends
            now = self.codes.get(code)
            if to is None and any(one.merged_into == code for one in self.codes.values()):
                return True  # others were merged into it since
            if was is None or to is None or now is None:
                if now is not None and was is not None and any(getattr(now, f) != getattr(was, f) for f in FIELDS):
                    return True
                if (now is None) != (was is None):
                    return True
                continue
            for name in FIELDS:
                moved = getattr(was, name) != getattr(to, name)
                if moved and getattr(now, name) not in (getattr(was, name), getattr(to, name)):
                    return True
        return False

    def sorted_since(self, act: Act) -> bool:
        """Whether somebody said of a single coding what it counts as, where the act had put it."""
        into = {moved for _, moved, _ in act.shifts}
        later = [one for one in self.acts[self.acts.index(act) + 1 :] if one.stands]
        return any(only and was in into for one in later for was, _, only in one.shifts)

    def turn(self, act: Act, *, back: bool) -> None:
        """The fields that the act changed, taken back or done again; a code that is used stays."""
        used = set(self.given_standing())
        for code, ends in act.changed.items():
            was, to = ends[::-1] if back else ends
            now = self.codes.get(code)
            if to is None:
                if now is not None and code not in used:
                    del self.codes[code]
            elif now is None:
                self.codes[code] = to
            elif was is not None:
                fresh = {n: getattr(to, n) for n in FIELDS if getattr(was, n) != getattr(to, n)}
                self.codes[code] = replace(now, **fresh)

    def given_standing(self) -> list[str]:
        return [act.coding[1] for act in self.acts if act.coding and act.stands]


TestSurgeryWalks = Walk.TestCase
TestSurgeryWalks.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
