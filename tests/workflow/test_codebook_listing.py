"""The codebook as a list: levels, and the counts of now beside any state of it."""

from __future__ import annotations

from qual.model.codebook import Codebook
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow.codebook_listing import listing
from qual.workflow.projects import OpenProject
from tests.studies import place_of


def code(study: OpenProject, transcript: str, words: str, coder: str = "ada", name: str = "waiting") -> None:
    start, end = place_of(study, transcript, words)
    op = Op(f"{coder}-{name}-{transcript}-{start}", "code", coder, transcript, Span(start, end), name)
    assert not study.apply([op])[0].refusal


def test_codings_and_people_are_counted_as_in_the_frequencies(study: OpenProject) -> None:
    for transcript in ("P01", "P01b", "C01"):
        code(study, transcript, "waiting list")
    code(study, "P01", "waiting list", "ben")
    study.move_code("stopping", under="waiting", coder="ada")
    found = listing(study)
    assert [(one.code.id, one.level, one.codings, one.participants) for one in found.lines] == [
        ("waiting", 0, 4, 2), ("stopping", 1, 0, 0), ("hopeless", 0, 0, 0),
    ]  # fmt: skip
    assert found.lines[0].roles == {"patient": 1, "clinician": 1}
    assert (found.participants, found.roles) == (3, {"patient": 2, "clinician": 1})
    rows = study.frequencies().query("code == 'waiting'")
    assert dict(zip(rows["role"], rows["participants"], strict=True)) == found.lines[0].roles
    assert (found.version, found.label, found.title) == (study.codebook.book.version, "1", "Small study")


def test_beside_another_state_stand_the_counts_of_now(study: OpenProject) -> None:
    code(study, "P01", "waiting list")
    before = study.codebook.book
    study.merge_codes(["waiting"], into="hopeless", coder="ada")
    then = {one.code.id: one.codings for one in study.codebook_list(before).lines}
    assert then == {"waiting": 0, "stopping": 0, "hopeless": 1}
    without = study.codebook_list(Codebook(codes=(before.codes[1],), themes=before.themes))
    assert without.elsewhere == {"hopeless": 1}


def test_an_empty_codebook_is_a_list_without_lines(study: OpenProject) -> None:
    found = listing(study, Codebook())
    assert (found.lines, found.elsewhere) == ((), {})
