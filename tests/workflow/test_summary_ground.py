"""What summaries are made from: coded words turn by turn, whose they are, and how people are named."""

from __future__ import annotations

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.selection import EVERYTHING, Selection
from qual.model.span import Span
from qual.workflow.projects import OpenProject
from qual.workflow.summary_ground import NAMELESS, Speaking, ground, shown_names
from tests.studies import ROLES, place_of

LIST = "I was on the waiting list for a year."


def code(project: OpenProject, transcript: str, words: str, code: str = "waiting", coder: str = "ada") -> Span:
    span = Span(*place_of(project, transcript, words))
    project.apply([Op(new_id(), "code", coder, transcript, span, code)])
    return span


def test_words_coded_twice_stand_once_with_all_codes_and_coders(study: OpenProject) -> None:
    span = code(study, "P01", LIST)
    code(study, "P01", LIST, "stopping", "bea")
    (one,) = ground(study, EVERYTHING).said["care"]
    assert (one.span, one.words, one.codes, one.coders) == (span, LIST, ("waiting", "stopping"), ("ada", "bea"))
    assert one.who == Speaking("P01", "P01", "patient")
    assert "toll" not in ground(study, EVERYTHING).said


def test_a_person_in_two_transcripts_is_one_and_the_interviewer_is_nobody(study: OpenProject) -> None:
    code(study, "P01", LIST)
    code(study, "P01b", "Still on the waiting list, would you believe.")
    code(study, "P01b", "Last time you spoke of the list.")
    assert {one.who.key for one in ground(study, EVERYTHING).said["care"]} == {"P01"}
    assert len(ground(study, EVERYTHING).said["care"]) == 2


def test_a_selection_of_coders_and_roles_holds(study: OpenProject) -> None:
    code(study, "P01", LIST, coder="bea")
    code(study, "C01", "The waiting list grows every month and we apologise a lot.")
    assert [one.who.role for one in ground(study, Selection(coders=("bea",))).said["care"]] == ["patient"]
    assert [one.who.role for one in ground(study, Selection(roles=("clinician",))).said["care"]] == ["clinician"]


def test_people_are_numbered_within_their_role_in_the_order_of_their_pseudonyms(study: OpenProject) -> None:
    names = shown_names(study, "number")
    assert {name: names[name] for name in ("P01", "P02", "C01")} == {
        "P01": "patient 1", "P02": "patient 2", "C01": "clinician 1",
    }  # fmt: skip
    assert shown_names(study, "pseudonym")["P02"] == "P02"
    assert ground(study, EVERYTHING).named(Speaking("T\x1fX", "", "unknown")) == NAMELESS


def test_a_choice_of_codes_leaves_as_much_read_as_before(study: OpenProject) -> None:
    code(study, "P01", LIST)
    chosen = ground(study, Selection(codes=("hopeless",)))
    assert chosen.frequencies.reviewed == ground(study, EVERYTHING).frequencies.reviewed
    assert chosen.frequencies.reviewed["patient"] > 0


def test_who_only_has_a_dash_at_a_place_has_said_nothing_there(study: OpenProject) -> None:
    study.import_files([("D1.txt", b"P08: We waited.\n\nC08: -- Yes, you did.\n")], roles=ROLES, coder="ada")
    code(study, "D1", "We waited.\n\nC08: --")
    (one,) = ground(study, EVERYTHING).said["care"]
    assert (one.words, one.who.participant) == ("We waited.", "P08")
