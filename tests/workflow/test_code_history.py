"""What became of one code: each change once, with who, why and the words; merges and splits with what went."""

from __future__ import annotations

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.surgery import Shift
from qual.workflow.code_history import ADDED, REMOVED, history, origins
from qual.workflow.projects import OpenProject
from tests.workflow.test_rereview import NEW, OLD, mark, rewrite


def test_every_state_in_which_it_changed_and_no_other(study: OpenProject) -> None:
    rewrite(study, "Sees no way forward.", "Sees no way out.")
    rewrite(study)
    rewrite(study, "name: Waiting\n", "name: Kept waiting\n")
    found = history(study, "waiting")
    assert [one.what for one in found] == [(ADDED,), ("redefined",), ("renamed",)]
    assert [one.meaning for one in found] == [True, True, False]
    [changed] = found[1].fields
    assert (changed.old, changed.new) == (OLD, NEW)
    assert (found[1].done, found[1].by) == ("changed outside qual", "")
    assert found[0].fields[0].new == OLD
    assert history(study, "nothing") == ()


def test_a_state_that_comes_again_is_told_again_and_a_removal_too(study: OpenProject) -> None:
    rewrite(study)
    rewrite(study, NEW, OLD)
    rewrite(study, "      - id: stopping", "      - id: other")
    assert [one.what for one in history(study, "waiting")] == [(ADDED,), ("redefined",), ("redefined",)]
    assert [one.what for one in history(study, "stopping")] == [(ADDED,), (REMOVED,)]
    assert [one.what for one in history(study, "other")] == [(ADDED,)]


def test_an_edit_of_the_file_that_nobody_acted_under_yet_stands_last(study: OpenProject) -> None:
    file = study.codebook_file
    file.write_text(file.read_text("utf-8").replace(OLD, NEW), "utf-8")
    last = history(study, "waiting")[-1]
    assert (last.what, last.created, last.version) == (("redefined",), "", study.codebook.book.version)


def test_an_act_that_names_other_codes_is_passed_over_and_its_own_says_who_and_why(study: OpenProject) -> None:
    first = study.codebook.book.version
    rewrite(study)
    with study.store.transaction() as tables:
        shared = {
            "before": first,
            "after": study.codebook.book.version,
            "what": "code redefined",
            "why": "too wide",
        }
        when = "2030-01-01T00:00:00Z"
        tables.append_event(new_id(), "undo", "Ada", when, "", {"before": shared["after"], "after": first})
        tables.append_event(new_id(), "codebook", "Ada", when, "", {**shared, "entries": ["hopeless"]})
        tables.append_event(new_id(), "codebook", "Bea", when, "", {**shared, "entries": ["waiting"]})
    found = history(study, "waiting")
    assert [(one.by, one.done, one.why) for one in found[2:]] == [
        ("Ada", "taken back", ""), ("Bea", "code redefined", "too wide"),
    ]  # fmt: skip


def test_merges_and_splits_say_what_went_where(study: OpenProject) -> None:
    mark(study, "stopped taking them", "stopping")
    single = mark(study, "waiting list for a year")
    with study.store.transaction() as tables:
        said = {"what": "codes merged", "why": "the same"}
        merge = tables.append_event(new_id(), "codebook", "Ada", "2030-01-01T00:00:00Z", "v", said)
        tables.add_shifts(merge, [Shift("stopping", "hopeless")])
        split = tables.append_event(
            new_id(), "codebook", "Bea", "2030-01-02T00:00:00Z", "v", {"what": "code split"}
        )
        tables.add_shifts(split, [Shift("waiting", "hopeless", single)])
    merged, parted = origins(study, "hopeless")
    assert (merged.other, merged.name, merged.into, merged.whole, merged.codings) == (
        "stopping", "Stopping tablets", False, True, 1,
    )  # fmt: skip
    assert (merged.by, merged.done, merged.why) == ("Ada", "codes merged", "the same")
    assert (parted.other, parted.whole, parted.codings, parted.by) == ("waiting", False, 1, "Bea")
    [left] = origins(study, "waiting")
    assert (left.other, left.into) == ("hopeless", True)
    assert origins(study, "nothing") == ()
    with study.store.transaction() as tables:
        tables.mark_undone(merge, tables.append_event(new_id(), "undo", "Ada", "2030-01-03T00:00:00Z", "v", {}))
    assert [one.other for one in origins(study, "hopeless")] == ["waiting"]


def test_a_code_made_while_coding_says_so(study: OpenProject) -> None:
    study.apply([Op(new_id(), "newcode", "Ada", name="Fence", theme="care")])
    [made] = history(study, "fence")
    assert (made.what, made.done, made.by) == ((ADDED,), "code added while coding", "Ada")
