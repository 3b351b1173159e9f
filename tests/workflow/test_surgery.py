"""Surgery as an act: the file says it, codings count anew, nothing is rewritten, undo takes all of it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qual.codebook import surgery as planning
from qual.errors import Refused
from qual.model.codebook import Code, Codebook, Theme
from qual.model.coding import Coding, Op
from qual.model.span import Span
from qual.model.surgery import Surgery
from qual.workflow import curating, reviewing
from qual.workflow.desk import Answer
from qual.workflow.projects import OpenProject
from tests.studies import place_of

FIRST, SECOND = Span(40, 60), Span(70, 90)


def act(study: OpenProject, kind: str, code: str, coder: str = "ada", span: Span = FIRST, op: str = "") -> Answer:
    name = op or f"{kind}-{code}-{coder}-{span.start}"
    [answer] = study.apply([Op(name, kind, coder, transcript="P01", span=span, code=code)])
    return answer


def codings(study: OpenProject) -> dict[tuple[str, int], list[tuple[str, str]]]:
    """Coder and place -> code it counts as, and code given."""
    found: dict[tuple[str, int], list[tuple[str, str]]] = {}
    with study.store.reading() as tables:
        for one in tables.codings():
            found.setdefault((one.coder, one.span.start), []).append((one.code, one.coded_as))
    return found


def made(study: OpenProject) -> list[Coding]:
    with study.store.reading() as tables:
        return tables.codings(everything=True)


def merged(study: OpenProject, *sources: str, into: str = "hopeless", **fields: str) -> Surgery:
    book = study.codebook.book
    return planning.merge(book, sources, replace(planning.code_of(book, into), **fields))  # type: ignore[arg-type]


def test_a_merge_moves_what_codings_count_as_and_undo_takes_it_back(study: OpenProject) -> None:
    text = study.codebook_file.read_bytes()
    act(study, "code", "waiting")
    act(study, "code", "waiting", "ben")
    act(study, "code", "hopeless", "ben")  # on the same words: counts once afterwards
    act(study, "code", "stopping", span=SECOND)
    before = made(study)
    done = curating.perform(study, merged(study, "waiting", "hopeless"), coder="ada", why="one idea", op="m")
    assert (done.what, done.version) == ("codes merged", study.codebook.book.version)
    assert codings(study) == {
        ("ada", 40): [("hopeless", "waiting")],
        ("ben", 40): [("hopeless", "hopeless")],
        ("ada", 70): [("stopping", "stopping")],
    }
    assert made(study) == before  # nothing is rewritten
    waiting = study.codebook.book.code("waiting")
    assert waiting is not None
    assert (waiting.retired, waiting.merged_into) == (True, "hopeless")
    assert "merged into 'hopeless'" in act(study, "code", "waiting", span=SECOND).refusal
    with study.store.reading() as tables:
        [event] = tables.events("codebook")
    assert event.details["why"] == "one idea"
    assert event.details["shifted"] == {"waiting": 2}
    assert event.details["entries"] == ["hopeless", "waiting"]
    study.undo(coder="ada")
    assert codings(study)["ben", 40] == [("waiting", "waiting"), ("hopeless", "hopeless")]
    assert study.codebook_file.read_bytes() == text
    study.redo(coder="ada")
    assert codings(study)["ben", 40] == [("hopeless", "hopeless")]
    assert study.check()["ok"]


def test_the_same_act_counts_once(study: OpenProject) -> None:
    asked = merged(study, "waiting")
    first = curating.perform(study, asked, coder="ada", op="m")
    assert curating.perform(study, asked, coder="ada", op="m").event == first.event
    with study.store.reading() as tables:
        assert len(tables.events("codebook")) == 1


def test_who_rejected_all_of_the_codes_has_rejected_the_one_they_become(study: OpenProject) -> None:
    act(study, "reject", "waiting")
    act(study, "reject", "hopeless")
    act(study, "reject", "waiting", "ben")
    act(study, "reject", "hopeless", span=SECOND)
    asked = merged(study, "waiting", "hopeless", definition="Waits, or sees no way forward.")
    curating.perform(study, asked, coder="cy", op="m")
    code = planning.code_of(study.codebook.book, "hopeless")
    with study.store.reading() as tables:
        held = [d for d in tables.decisions(code="hopeless") if d.meaning == code.meaning]
        assert [(d.coder, d.span, d.verdict) for d in held] == [("ada", FIRST, "reject")]
    study.undo(coder="cy")
    with study.store.reading() as tables:
        assert not [d for d in tables.decisions(code="hopeless") if d.meaning == code.meaning]


def test_a_split_puts_single_codings_under_the_parts(study: OpenProject) -> None:
    one, two = act(study, "code", "waiting"), act(study, "code", "waiting", span=SECOND)
    act(study, "reject", "waiting", "ben")
    parts = [Code("letters", "Letters", "care"), Code("lists", "Lists", "care")]
    book = study.codebook.book
    asked = planning.split(book, "waiting", parts, {one.coding: "letters", two.coding: "waiting"})
    curating.perform(study, asked, coder="ada", op="s")
    assert codings(study) == {("ada", 40): [("letters", "waiting")], ("ada", 70): [("waiting", "waiting")]}
    with study.store.reading() as tables:
        assert {d.code for d in tables.decisions(coder="ben")} == {"letters", "lists", "waiting"}
    act(study, "code", "lists", span=SECOND)
    rows = study.undo(2, coder="ada")
    assert [row["kind"] for row in rows] == ["code", "codebook"]
    assert codings(study) == {("ada", 40): [("waiting", "waiting")], ("ada", 70): [("waiting", "waiting")]}
    assert study.codebook.book == book
    study.redo(coder="ada")
    act(study, "code", "lists", "ben", span=SECOND)
    [undone] = study.undo(coder="ada")
    assert undone["note"] == "'Lists' stays in the codebook, since words are coded with it."
    assert [code.id for code in study.codebook.book.codes_of("care")] == ["waiting", "stopping", "lists"]
    assert study.check()["ok"]


def test_what_others_changed_meanwhile_stays_and_a_clash_is_refused(study: OpenProject) -> None:
    book = study.codebook.book
    renamed = planning.set_code(book, replace(planning.code_of(book, "waiting"), name="Wait"))
    redefined = planning.set_code(book, replace(planning.code_of(book, "waiting"), definition="Waits long."))
    other = planning.set_code(book, replace(planning.code_of(book, "waiting"), name="Waits"))
    curating.perform(study, renamed, coder="ada", op="1")
    curating.perform(study, redefined, coder="ben", op="2")
    code = planning.code_of(study.codebook.book, "waiting")
    assert (code.name, code.definition) == ("Wait", "Waits long.")
    with pytest.raises(Refused, match="'Wait' was changed meanwhile"):
        curating.perform(study, other, coder="cy", op="3")
    study.undo(coder="ada")  # ben's stays
    code = planning.code_of(study.codebook.book, "waiting")
    assert (code.name, code.definition) == ("Waiting", "Waits long.")
    curating.save_code(study, replace(code, definition="Waits very long."), coder="cy")
    with pytest.raises(Refused, match="changed meanwhile"):
        study.undo(coder="ben")


def test_a_merge_that_words_were_coded_past_is_not_done_again(study: OpenProject) -> None:
    act(study, "code", "waiting")
    curating.perform(study, merged(study, "waiting"), coder="ada", op="m")
    study.undo(coder="ada")
    act(study, "code", "waiting", "ben", span=SECOND)
    with pytest.raises(Refused, match="coded with 'waiting' since"):
        study.redo(coder="ada")


def test_a_broken_file_refuses_surgery_and_undo(study: OpenProject) -> None:
    asked = merged(study, "waiting")
    curating.add_theme(study, Theme("more", "More"), coder="ada")
    study.codebook_file.write_text("themes: [}}}\n", "utf-8")
    with pytest.raises(Refused, match="Mend the file"):
        curating.perform(study, asked, coder="ada")
    with pytest.raises(Refused, match="Mend the file"):
        study.undo(coder="ada")
    assert study.codebook_file.read_text("utf-8") == "themes: [}}}\n"


def test_an_act_without_a_plan_is_refused_and_one_that_changes_nothing_is_none(study: OpenProject) -> None:
    [answer] = reviewing.apply(study, [Op("x", "codebook", "ada")])
    assert "not said" in answer.refusal
    book = study.codebook.book
    same = curating.perform(study, planning.set_code(book, planning.code_of(book, "waiting")), coder="ada")
    assert same.event is None
    assert same.version == book.version


def test_surgery_in_a_refused_batch_leaves_the_file_as_it_was(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = study.codebook_file.read_bytes()

    def fails(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("qual.workflow.acting.stand_once", fails)
    with pytest.raises(OSError, match="disk"):
        curating.perform(study, merged(study, "waiting"), coder="ada")
    assert study.codebook_file.read_bytes() == text
    with study.store.reading() as tables:
        assert tables.events("codebook") == []


def test_a_file_in_another_encoding_is_changed_and_given_back_as_it_was(study: OpenProject) -> None:
    text = study.codebook_file.read_text("utf-8").replace("Toll", "Tölls 😔")
    study.codebook_file.write_bytes(text.encode("utf-16"))
    curating.perform(study, merged(study, "waiting"), coder="ada")
    assert study.codebook_file.read_bytes().decode("utf-16").count("merged_into: hopeless") == 1
    study.undo(coder="ada")
    assert study.codebook_file.read_bytes() == text.encode("utf-16")


def test_a_version_that_the_store_has_lost_is_not_gone_back_to(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    curating.retire_code(study, "waiting", coder="ada")
    monkeypatch.setattr("qual.workflow.codebooks.at_version", lambda *_: Codebook())
    with pytest.raises(Refused, match="not kept"):
        study.undo(coder="ada")
    assert len(study.codebook.book.codes) == 3


def test_a_merge_is_not_done_again_where_a_coding_would_be_lost_by_it(study: OpenProject) -> None:
    act(study, "code", "waiting", "ben")
    twin = act(study, "code", "hopeless", "ben")
    curating.perform(study, merged(study, "waiting"), coder="ada")
    study.undo(coder="ada")
    study.apply([Op("gone", "remove", "ben", target=twin.coding)])
    text = study.codebook_file.read_bytes()
    with pytest.raises(Refused, match="a coding of ben's in transcript P01 would be lost"):
        study.redo(coder="ada")
    assert study.codebook_file.read_bytes() == text
    assert codings(study) == {("ben", 40): [("waiting", "waiting")]}


def test_a_merge_is_not_done_again_where_others_merged_into_its_code_since(study: OpenProject) -> None:
    act(study, "code", "stopping", "ben")
    curating.perform(study, merged(study, "waiting"), coder="ada")
    study.undo(coder="ada")
    curating.perform(study, merged(study, "stopping", into="waiting"), coder="ben")
    with pytest.raises(Refused, match="Words were coded with 'waiting' since"):
        study.redo(coder="ada")
    assert codings(study) == {("ben", 40): [("waiting", "stopping")]}


def test_what_others_sorted_since_is_not_undone_over_their_heads(study: OpenProject) -> None:
    mine = act(study, "code", "waiting").coding
    act(study, "code", "hopeless", span=SECOND)
    curating.perform(study, merged(study, "waiting"), coder="ada")
    part = Code("part", "Part", "toll")
    curating.perform(study, planning.split(study.codebook.book, "hopeless", [part], {mine: "part"}), coder="ben")
    with pytest.raises(Refused, match="1 coding that it moved was sorted into other codes since"):
        study.undo(coder="ada")
    assert codings(study)["ada", 40] == [("part", "waiting")]
    study.undo(coder="ben")
    study.undo(coder="ada")
    assert codings(study)["ada", 40] == [("waiting", "waiting")]
    assert study.check()["ok"]


def test_a_coding_without_words_is_not_placed_beside_what_it_counts_as(study: OpenProject) -> None:
    place = Span(*place_of(study, "P01", "not a letter"))
    lost = act(study, "code", "waiting", "ben", span=place).coding
    act(study, "code", "hopeless", "ben")
    text = ", not a letter."
    fix = Op("fix", "correct", "ada", "P01", Span(*place_of(study, "P01", text)), quote=text, text=".")
    assert not study.apply([fix])[0].refusal
    curating.perform(study, merged(study, "waiting"), coder="ada")
    [answer] = study.apply([Op("there", "place", "ben", transcript="P01", span=FIRST, target=lost)])
    assert "ben has coded these words with 'hopeless' already" in answer.refusal
