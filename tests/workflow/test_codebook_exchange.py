"""Codebooks in and out: looked at, joined by choice, written in every form, begun with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qual.codebook.incoming import read_any
from qual.codebook.joining import Choice
from qual.errors import NotFound, Refused, Unreadable
from qual.workflow import codebook_exchange as exchange
from qual.workflow import codebooks
from qual.workflow.projects import OpenProject, create

TABLE = (
    "Category;Label;Meaning\n"
    "Care;Waiting;Nobody rings.\n"
    "Care;Stopping the tablets;Stops on their own.\n"
    "Joy;Small pleasures;A dog, tea.\n"
)


def coming(study: OpenProject, text: str = TABLE, name: str = "their.csv") -> exchange.Coming:
    return exchange.look(study, text.encode(), name, meaning=False)


def test_looking_changes_nothing_and_proposes_what_may_be_one(study: OpenProject) -> None:
    before = study.codebook_file.read_bytes(), study.store.revision()
    found = coming(study)
    assert found.incoming.headings == ("Category", "Label", "Meaning")
    near = {match.incoming_id: match.own_id for match in found.matches}
    assert near == {"waiting": "waiting", "stopping-the-tablets": "stopping", "small-pleasures": ""}
    assert not found.compared
    assert (study.codebook_file.read_bytes(), study.store.revision()) == before


def test_definitions_are_compared_where_there_is_a_model(study: OpenProject) -> None:
    text = TABLE.replace("Small pleasures;A dog, tea.", "Despair;Sees no way forward.")
    found = exchange.look(study, text.encode(), "their.csv")
    assert found.compared
    assert {match.incoming_id: match.own_id for match in found.matches}["despair"] == "hopeless"


def test_bringing_in_is_one_act_that_is_undone_whole(study: OpenProject) -> None:
    before = study.codebook_file.read_bytes()
    done = exchange.bring_in(study, coming(study), coder="ada", why="from the pilot")
    book = study.codebook.book
    assert [theme.name for theme in book.themes] == ["Care", "Toll", "Joy"]
    waiting = book.code("waiting")
    assert waiting is not None
    assert waiting.definition == "Waits for an appointment or a letter."  # filled, not overwritten
    assert done.event is not None
    with study.store.reading() as tables:
        [event] = tables.events(kind="codebook")
    assert event.coder == "ada"
    study.undo(coder="ada")
    assert study.codebook_file.read_bytes() == before


def test_choices_for_all_matches_and_for_single_codes(study: OpenProject) -> None:
    found = coming(study)
    assert {one.act for one in exchange.chosen(found).values()} == {"fill", "new"}
    over = exchange.chosen(found, "overwrite", {"Small pleasures": "hopelessness", "stopping-the-tablets": "skip"})
    assert over == {
        "waiting": Choice("overwrite", "waiting"),
        "stopping-the-tablets": Choice("skip"),
        "small-pleasures": Choice("overwrite", "hopeless"),
    }
    exchange.bring_in(study, found, over, coder="ada")
    codes = {code.id: code for code in study.codebook.book.codes}
    assert list(codes) == ["waiting", "stopping", "hopeless"]
    assert codes["waiting"].definition == "Nobody rings."
    assert codes["hopeless"].name == "Small pleasures"
    left_out = exchange.chosen(found, "skip")
    assert [one.act for one in left_out.values()] == ["skip", "skip", "new"]
    new = exchange.chosen(found, "new", {"waiting": "new"})
    assert {one.act for one in new.values()} == {"new"}
    for named in ({"nothing": "waiting"}, {"waiting": "nothing"}):
        with pytest.raises(NotFound):
            exchange.chosen(found, None, named)


def test_an_own_code_called_new_is_meant_where_there_is_one(study: OpenProject) -> None:
    found = coming(study)
    own = replace(found.base.codes[0], id="new", name="New")
    held = replace(found, base=replace(found.base, codes=(*found.base.codes, own)))
    assert exchange.chosen(held, None, {"waiting": "new"})["waiting"] == Choice("fill", "new")


def test_a_file_of_which_nothing_can_be_used_is_refused_with_the_reason(study: OpenProject) -> None:
    with pytest.raises(Refused, match="heading"):
        exchange.plan(coming(study, "a,b,c\n1,2,3\n"))
    with pytest.raises(Refused, match="cannot be read from"):
        exchange.plan(coming(study, "x", "book.pdf"))


@pytest.mark.parametrize("form", ["yaml", "csv", "xlsx", "md", "qdc"])
def test_what_is_written_reads_back_as_the_same_codes(study: OpenProject, form: str) -> None:
    written = exchange.write(study, form)
    back = read_any(written.data, f"x.{form}", roles=study.roles)
    assert back.book.codes == study.codebook.book.codes
    assert written.lost == exchange.losses(study, form)


def test_the_appendix_says_what_it_leaves_out(study: OpenProject) -> None:
    assert exchange.losses(study, "docx") == ("Examples are left out where quotes stand in their place.",)
    assert exchange.write(study, "docx").data.startswith(b"PK")
    assert exchange.file_name(study, "docx") == "small-study-codebook.docx"
    with pytest.raises(Refused, match="no such form"):
        exchange.write(study, "pdf")


def test_an_export_never_takes_the_place_of_the_studys_own_files(study: OpenProject, tmp_path: Path) -> None:
    done = exchange.export(study, tmp_path / "book.yml")
    assert (tmp_path / "book.yml").read_bytes() == study.codebook.data
    assert done["lost"] == []
    with pytest.raises(Refused, match="own files"):
        exchange.export(study, study.codebook_file)
    with pytest.raises(Refused, match="in which form"):
        exchange.export(study, tmp_path / "book")


def test_a_study_begins_with_the_shipped_codebook_another_studys_or_any_file(
    study: OpenProject, tmp_path: Path
) -> None:
    (tmp_path / "names.txt").write_text("Waiting\nHope\n", "utf-8")
    beginnings: list[tuple[str | Path | tuple[bytes, str] | None, int]] = [
        (exchange.SAMPLE, 22), (study.folder, 3), (tmp_path / "names.txt", 2), ((TABLE.encode(), "t.csv"), 3),
        (None, 0),
    ]  # fmt: skip
    for number, (source, codes) in enumerate(beginnings):
        with create(tmp_path / str(number), codebook=source) as made:
            assert len(made.codebook.book.codes) == codes
            assert not made.codebook.problems
    assert (tmp_path / "1" / "codebook" / "codebook.yaml").read_bytes() == study.codebook.data


@pytest.mark.parametrize(("source", "says"), [("nowhere.yaml", "study's folder"), (b"", "cannot be read")])
def test_a_source_that_cannot_be_read_makes_no_study(tmp_path: Path, source: str | bytes, says: str) -> None:
    place = (source, "empty.csv") if isinstance(source, bytes) else tmp_path / source
    with pytest.raises(Unreadable, match=says):
        create(tmp_path / "new", codebook=place)
    assert not (tmp_path / "new").exists()


def test_studies_beside_this_one_are_found(study: OpenProject) -> None:
    create(study.folder.parent / "pilot").close()
    (study.folder.parent / "no study").mkdir()
    assert exchange.studies_near(study.folder) == (study.folder.parent / "pilot",)
    assert exchange.studies_near(Path("/nowhere/at/all")) == ()


def test_a_codebook_of_thousands_is_looked_at_and_planned(study: OpenProject) -> None:
    rows = "".join(f"Theme {number // 50};Code {number};It is about {number}.\n" for number in range(3000))
    found = exchange.look(study, f"Category;Label;Meaning\n{rows}".encode(), "big.csv")
    assert not found.compared
    assert len(exchange.plan(found).wanted.codes) == 3003
    assert codebooks.current(study).book == found.base
