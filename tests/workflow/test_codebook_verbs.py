"""The verbs of an open project around its codebook, as people type them in a notebook."""

from __future__ import annotations

import pytest

from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow.curating import Curated
from qual.workflow.effects import Effects
from qual.workflow.projects import OpenProject
from tests.studies import place_of
from tests.workflow.theme_study import theme_study


def names(study: OpenProject) -> dict[str, str]:
    return {code.id: code.name for code in study.codebook.book.codes}


def code(study: OpenProject) -> str:
    start, end = place_of(study, "P01", "waiting list")
    return study.apply([Op("op", "code", "ada", "P01", Span(start, end), "waiting")])[0].coding


def test_each_verb_is_an_act_of_a_person_and_its_own_event(study: OpenProject) -> None:
    coding = code(study)
    done = [
        study.add_theme("Money", definition="About money.", coder="ben"),
        study.edit_theme("money", name="Means", coder="ben"),
        study.move_theme("Means", before="care", coder="ben"),
        study.add_code("Letters", theme="Means", definition="Post.", include=["post"], id="letters", coder="ben"),
        study.edit_code("letters", name="Mail", color="#fff", coder="ben"),
        study.move_code("mail", theme="care", coder="ben"),
        study.remove_theme("Means", coder="ben"),
        study.split_code("waiting", {"Mail": [coding]}, coder="ben"),
        study.merge_codes(["Mail", "waiting"], into="Left alone", why="one idea", coder="ben"),
        study.retire_code("left alone", coder="ben"),
    ]
    assert all(isinstance(one, Curated) and one.event for one in done)
    with study.store.reading() as tables:
        events = tables.events("codebook", newest_first=False)
    assert [event.details["what"] for event in events] == [one.what for one in done]
    assert {event.coder for event in events} == {"ben"}
    assert list(study.codings()["code"]) == ["left-alone"]
    study.undo(10, coder="ben")
    assert list(names(study)) == ["waiting", "stopping", "hopeless"]
    assert list(study.codings()["code"]) == ["waiting"]
    assert study.check()["ok"]


def test_a_dry_run_tells_and_changes_nothing(study: OpenProject) -> None:
    code(study)
    before = study.codebook_file.read_bytes()
    told = study.merge_codes(["waiting"], into="hopeless", coder="ben", dry_run=True)
    assert isinstance(told, Effects)
    assert told.codes[0].moving == (("hopeless", 1),)
    assert study.codebook_file.read_bytes() == before
    with study.store.reading() as tables:
        assert not tables.events("codebook")


def test_an_act_without_a_name_is_the_account_s(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "cy")
    study.edit_code("waiting", name="Waits")
    with study.store.reading() as tables:
        assert tables.events("codebook")[0].coder == "cy"


def test_states_are_listed_had_again_and_compared(study: OpenProject) -> None:
    code(study)
    first = study.codebook.book
    study.edit_code("waiting", definition="Waits for a letter.", coder="ada")
    second = study.codebook.book
    assert [one.version for one in study.codebook_versions()] == [first.version, second.version]
    assert study.codebook_at(first.version[:5]) == first
    assert study.codebook_as_of("2999-01-01") == second
    found = study.codebook_diff()
    assert (found.old, found.new, found.changes.redefined) == (first.version, second.version, ("waiting",))
    assert study.codebook_diff("now", first.version).codings == {"waiting": 1}
    assert study.codebook_check() == ()


def test_a_change_from_outside_is_kept_or_put_back(study: OpenProject) -> None:
    code(study)
    text = study.codebook_file.read_text("utf-8")
    for name in ("Waits", "Waiting long"):
        study.codebook_file.write_text(text.replace("name: Waiting", f"name: {name}"), "utf-8")
        [change] = study.outside_changes()
        if name == "Waits":
            study.keep_outside(change.event, coder="ben")
            assert study.outside_changes() == ()
    told = study.put_back_outside(change.event, coder="ben", dry_run=True)
    assert isinstance(told, Effects)
    assert names(study)["waiting"] == "Waiting long"
    study.put_back_outside(change.event, coder="ben", why="a slip")
    assert names(study)["waiting"] == "Waits"
    with pytest.raises(NotFound):
        study.keep_outside(change.event, coder="ben")


def test_what_the_file_does_not_let_is_refused_in_a_dry_run_too(study: OpenProject) -> None:
    code(study)
    study.codebook_file.write_text("themes: [\n", "utf-8")
    for dry_run in (True, False):
        with pytest.raises(Refused, match="Mend the file"):
            study.edit_code("waiting", name="Waits", coder="ada", dry_run=dry_run)


def test_a_candidate_theme_becomes_a_code(tmp_path: object) -> None:
    with theme_study(tmp_path) as study:  # type: ignore[arg-type]
        found = study.candidate_themes()[0]
        study.promote_theme(found.id, "Kettle talk", coder="ada", definition="Talk of small things.")
        [own] = study.codebook.book.codes
        assert (own.name, len(own.examples)) == ("Kettle talk", len(found.quotes))
        assert study.codings().empty
