"""After a definition changed: what waits to be looked at again, who settles it, what affirming leaves alone."""

from __future__ import annotations

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.model.surgery import Shift
from qual.workflow import codebooks, refreshing, suggesting
from qual.workflow.projects import OpenProject
from qual.workflow.rereview import Rereview, difference, rereview, shown
from tests.studies import place_of

OLD, NEW = "Waits for an appointment or a letter.", "Waits for an appointment for more than a month."


def mark(study: OpenProject, words: str, code: str = "waiting", *, act: str = "code", coder: str = "Ada") -> str:
    """Does an act on the words, wherever they stand; returns the id of the coding it made, "" for none."""
    name = next(name for name in ("P01", "P01b", "P02", "C01") if words in text_of(study, name))
    op = Op(new_id(), act, coder, name, Span(*place_of(study, name, words)), code)
    [answer] = study.apply([op])
    assert not answer.refusal
    return answer.coding


def text_of(study: OpenProject, name: str) -> str:
    with study.store.reading() as tables:
        return tables.texts([name])[name]


def rewrite(study: OpenProject, old: str = OLD, new: str = NEW) -> None:
    """Changes the codebook's file as a person does in an editor."""
    file = study.codebook_file
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    with study.store.transaction() as tables:
        codebooks.remember(study, tables)


def affirm(study: OpenProject, coding: str, coder: str = "Ada", **more: str) -> str:
    [answer] = study.apply([Op(new_id(), "affirm", coder, target=coding, **more)])  # type: ignore[arg-type]
    return answer.refusal


def waiting(found: Rereview) -> list[str]:
    return [one.coding.quote for one in found.codings]


def test_a_coding_waits_once_the_meaning_is_another_and_no_sooner(study: OpenProject) -> None:
    mark(study, "waiting list for a year")
    mark(study, "stopped taking them", "stopping")
    assert rereview(study).codings == ()
    rewrite(study, "name: Waiting\n", "name: Kept waiting\n")
    assert rereview(study).codings == ()
    rewrite(study)
    mark(study, "Still on the waiting list")
    found = rereview(study)
    assert waiting(found) == ["waiting list for a year"]
    assert found.by_code == {"waiting": 1}
    [text] = found.texts
    assert (text.code, text.was.definition, text.now.definition, text.codings) == ("waiting", OLD, NEW, 1)
    changed = {one.field: one.words for one in text.fields}
    assert set(changed) == {"definition", "name"}
    assert "".join(words for kind, words in changed["definition"] if kind != "added") == OLD
    rewrite(study, NEW, OLD)
    assert waiting(rereview(study)) == ["Still on the waiting list"]


def test_the_coders_own_word_settles_it_and_anothers_stands_beside_it(study: OpenProject) -> None:
    own = mark(study, "waiting list for a year")
    rewrite(study)
    assert affirm(study, own, "Bea") == ""
    [one] = rereview(study, coder="Ada").codings
    assert [said.coder for said in one.affirmed] == ["Bea"]
    assert rereview(study, coder="Bea").codings == ()
    assert affirm(study, own) == ""
    found = rereview(study)
    assert (found.codings, found.settled) == ((), 1)
    rewrite(study, NEW, "Waits.")
    assert waiting(rereview(study, coder="Bea")) == ["waiting list for a year"]


def test_an_affirmation_is_one_event_undone_as_others_are_and_changes_no_coding(study: OpenProject) -> None:
    own = mark(study, "waiting list for a year")
    rewrite(study)
    before, book = study.codings().to_dict("records"), study.codebook.book.code("waiting")
    assert book is not None
    op = Op(new_id(), "affirm", "Ada", target=own, code="waiting", text=book.meaning)
    [first], [again] = study.apply([op]), study.apply([Op(new_id(), "affirm", "Ada", target=own)])
    assert first.event is not None
    assert (again.event, again.unchanged, again.coding) == (None, True, own)
    assert study.codings().to_dict("records") == before
    with study.store.reading() as tables:
        [event] = tables.events("affirm")
    assert (event.details["coding"], event.details["meaning"], event.details["of"]) == (own, book.meaning, "Ada")
    [row] = study.undo(coder="Ada")
    assert row["kind"] == "affirm"
    assert waiting(rereview(study)) == ["waiting list for a year"]
    study.redo(coder="Ada")
    assert rereview(study).codings == ()


def test_suggestions_stay_as_they_are_after_an_affirmation(study: OpenProject) -> None:
    own = mark(study, "waiting list for a year")
    rewrite(study)
    suggesting.suggest(study)
    assert affirm(study, own) == ""
    assert refreshing.behind(study).changed == ()


def test_what_was_read_must_be_what_is_in_force(study: OpenProject) -> None:
    own = mark(study, "waiting list for a year")
    seen = study.codebook.book.code("waiting")
    assert seen is not None
    rewrite(study)
    assert "changed meanwhile" in affirm(study, own, text=seen.meaning)
    assert "changed meanwhile" in affirm(study, own, code="stopping")
    assert "not there any more" in affirm(study, "nothing")
    study.apply([Op(new_id(), "remove", "Ada", target=own)])
    assert rereview(study).codings == ()
    assert "not there any more" in affirm(study, own)


def test_another_code_and_removal_take_it_out_of_the_queue(study: OpenProject) -> None:
    own = mark(study, "waiting list for a year")
    rewrite(study)
    study.apply([Op(new_id(), "recode", "Ada", target=own, code="hopeless")])
    assert rereview(study).codings == ()


def test_codings_of_a_merged_code_wait_where_the_one_they_count_as_means_something_else(study: OpenProject) -> None:
    own = mark(study, "stopped taking them", "stopping")
    with study.store.transaction() as tables:
        event = tables.append_event(new_id(), "codebook", "Ada", "2030-01-01T00:00:00Z", "v", {})
        tables.add_shifts(event, [Shift("stopping", "hopeless")])
    [one] = rereview(study, code="hopeless").codings
    [text] = rereview(study).texts
    assert (one.coding.id, one.coding.coded_as) == (own, "stopping")
    assert (text.was.id, text.now.id) == ("stopping", "hopeless")
    assert {change.field for change in text.fields} == {"name", "definition"}
    assert affirm(study, own) == ""
    assert rereview(study).settled == 1


def test_rejects_under_an_older_text_are_listed_until_they_are_answered_anew(study: OpenProject) -> None:
    mark(study, "The dog keeps me going", act="reject")
    mark(study, "Nobody asked", act="reject")
    assert rereview(study).rejects == ()
    rewrite(study)
    assert len(rereview(study, code="waiting").rejects) == 2
    assert rereview(study, code="stopping").rejects == ()
    mark(study, "Nobody asked", act="reject")
    [left] = rereview(study).rejects
    [passage] = shown(study, [left])
    assert (passage.words, passage.participant) == ("The dog keeps me going", "P02")
    mark(study, "The dog keeps me going")
    assert rereview(study).rejects == ()


def test_of_a_version_that_is_not_kept_nothing_is_said(study: OpenProject) -> None:
    mark(study, "waiting list for a year", "waiting")
    rewrite(study)
    with study.store.reading() as tables:
        real = type(tables).codebook_text
        type(tables).codebook_text = lambda *_: None  # type: ignore[method-assign]
        try:
            found = rereview(study)
        finally:
            type(tables).codebook_text = real  # type: ignore[method-assign]
    assert (found.codings, found.unknown) == ((), 1)


def test_a_code_and_itself_differ_in_nothing(study: OpenProject) -> None:
    code = study.codebook.book.codes[0]
    assert difference(code, code) is None
