"""What is told before a change of the codebook is what becomes of it: counted before, and found afterwards."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from qual.codebook import surgery as planning
from qual.model.codebook import Code
from qual.model.coding import Coding, Op
from qual.model.span import Span
from qual.model.surgery import Surgery
from qual.workflow import curating, effects, marks, rereview
from qual.workflow.projects import OpenProject
from tests.studies import small_study

PLACES = [Span(40, 52), Span(60, 75)]
NUMBERS = st.integers(0, 3)
ACTS = st.tuples(st.sampled_from(["code", "reject"]), NUMBERS, st.integers(0, 1), st.sampled_from(["ada", "ben"]))
KINDS = st.sampled_from(["change", "retire", "merge", "merge", "merge into new", "split", "split into new"])
PLANS = st.tuples(KINDS, NUMBERS, NUMBERS, st.integers(0, 15))


@settings(max_examples=3, deadline=None)
@given(st.lists(ACTS, min_size=4, max_size=14), st.lists(PLANS, min_size=1, max_size=2))
def test_what_is_told_is_what_happens(
    acts: list[tuple[str, int, int, str]], plans: list[tuple[str, int, int, int]]
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="effects-"))
    try:
        with small_study(folder) as study:
            ids = [code.id for code in study.codebook.book.codes]
            study.apply(
                [
                    Op(f"o{n}", kind, coder, "P01", PLACES[place], ids[code % len(ids)])
                    for n, (kind, code, place, coder) in enumerate(acts)
                ]
            )
            for number, (how, one, two, taken) in enumerate(plans):
                asked = planned(
                    study, f"{how.replace(' ', '-')}-{number}", ids[one % len(ids)], ids[two % len(ids)], taken
                )
                if asked is not None:
                    told_is_true(study, asked, f"s{number}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def planned(study: OpenProject, how: str, one: str, two: str, taken: int) -> Surgery | None:
    book = study.codebook.book
    first, second = planning.code_of(book, one), planning.code_of(book, two)
    fresh = Code(how, how, second.theme, "Either of them.")
    if how.startswith("change"):
        return planning.set_code(book, replace(first, definition=how if taken % 2 else first.definition, name=how))
    if how.startswith("retire"):
        return planning.retire_code(book, one, retired=not first.retired)
    if how.startswith("merge"):
        if one == two or first.merged_into or second.merged_into:
            return None
        return planning.merge(book, [one, two], fresh if "new" in how else second)
    part = fresh if "new" in how or one == two else second
    own = [coding.id for coding in standing(study)[0] if coding.code == one]
    chosen = {coding: part.id for place, coding in enumerate(own) if taken >> place & 1}
    return planning.split(book, one, [part], chosen)


def standing(study: OpenProject) -> tuple[list[Coding], dict[str, str]]:
    """The codings, and the rejects that hold: code by id."""
    with study.store.reading() as tables:
        rejects = marks.in_force(tables.decisions(), study.codebook.book)
        return tables.codings(), {one.id: one.code for one in rejects}


def waiting(study: OpenProject) -> set[str]:
    return {one.coding.id for one in rereview.rereview(study).codings}


def told_is_true(study: OpenProject, asked: Surgery, op: str) -> None:
    told = effects.effects(study, asked)
    (codings, rejects), waited = standing(study), waiting(study)
    done = curating.perform(study, asked, coder="ada", op=op)
    (after, held), left = standing(study), waiting(study)
    codes = {one.id: one.code for one in after}
    assert told.joined == len(codings) - len(after)
    assert told.reopened == len(rejects.keys() - held.keys())
    assert told.carried == len(held.keys() - rejects.keys())
    assert told.older == len(left - waited)
    for code in told.codes:
        own = [one for one in codings if one.code == code.code]
        stay = sum(codes.get(one.id) == code.code for one in own)
        assert code.codings == len(own)
        assert code.rejects == sum(name == code.code for name in rejects.values())
        assert sum(number for _, number in code.moving) == len(own) - stay
        for into, number in code.moving:
            came = sum(codes.get(one.id) == into for one in own)
            assert came <= number <= came + told.joined
    untouched = {one.id: one.code for one in codings if one.code not in {code.code for code in told.codes}}
    assert untouched.items() <= codes.items()
    if done.event is not None:
        study.undo(coder="ada")
        assert (standing(study), waiting(study)) == ((codings, rejects), waited)
        study.redo(coder="ada")
        assert (standing(study), waiting(study)) == ((after, held), left)


def test_codings_that_a_merge_brings_under_another_definition_are_told(study: OpenProject) -> None:
    study.apply([Op("o", "code", "ada", "P01", PLACES[0], "waiting")])
    book = study.codebook.book
    told = effects.effects(study, planning.merge(book, ["waiting"], planning.code_of(book, "hopeless")))
    assert told.older == 1
    assert told.words[-1].startswith("1 coding made under the older definition: waiting to be looked at again")
