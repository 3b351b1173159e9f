"""When to stop, in a study: only what chance drew enters the bound, and numbers are those of what people did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from qual.matching.stopping import EARLY, NOT_YET, hypergeometric_upper
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.learning import DIFFERS, TOO_LITTLE, CodeLearned, Fairness, Gap, LearnerReport, RoleFound
from qual.model.span import Span
from qual.workflow import asking, auditing, blinding, learning
from qual.workflow.projects import OpenProject
from qual.workflow.stopping import CodeStop, Measures, Stopping, own_measures, stopping
from tests.studies import ROLES, empty_study

TURNS = 120


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    """One patient's interview of 120 answers and one clinician's of 12; the audit is drawn: 40 and 10."""
    with empty_study(tmp_path) as project:
        files = [interview("P01", TURNS), interview("C01", 12)]
        assert not project.import_files(files, roles=ROLES, coder="ada").problems
        blinding.set_share(project, 0, coder="ada")
        asking.passages(project, coder="Ada", most=0)
        yield project


def interview(name: str, turns: int) -> tuple[str, bytes]:
    said = (f"Interviewer: And {n}?\n\n{name}: Answer number {n} is this one.\n\n" for n in range(turns))
    return f"{name}.txt", "".join(said).encode()


def sample(project: OpenProject, role: str) -> list[str]:
    return [one.segment for part in auditing.strata(project)[role] for one in part.sample]


def places(project: OpenProject) -> dict[str, tuple[str, Span]]:
    with project.store.reading() as tables:
        return {one.id: (one.transcript, one.span) for one in tables.segments() if one.turn % 2}


def act(project: OpenProject, kind: str, segments: Sequence[str], code: str = "", band: str = "") -> None:
    where = places(project)
    ops = [Op(new_id(), kind, "Ada", *where[name], code, band=band) for name in segments]
    assert not any(answer.refusal for answer in project.apply(ops))


def of(found: Stopping, code: str = "waiting", role: str = "") -> CodeStop:
    return next(one for one in found.codes if (one.code, one.role) == (code, role))


def test_before_anything_is_decided_it_is_too_early(study: OpenProject) -> None:
    found = stopping(study)
    assert [(one.role, one.passages, one.drawn, one.whole, one.waves) for one in found.audits] == [
        ("patient", 120, 40, 0, 1), ("clinician", 12, 10, 0, 1),
    ]  # fmt: skip
    every = of(found)
    assert (every.passages, every.decided, every.positives, every.curve) == (132, 0, 0, ())
    assert every.unfound.most is None
    assert every.verdict.word == EARLY
    assert (found.curve, found.finds) == ((), ())


def test_passages_that_chance_did_not_draw_never_enter_the_sample(study: OpenProject) -> None:
    drawn = set(sample(study, "patient"))
    others = [name for name in places(study) if name.startswith("P01") and name not in drawn]
    act(study, "review", others[:60])
    found = of(stopping(study), role="patient")
    assert (found.decided, found.unfound.sampled) == (60, 0)
    assert "0 of 30" in found.unfound.why


def test_the_bound_is_that_of_the_sample_without_what_was_found(study: OpenProject) -> None:
    drawn = sample(study, "patient")
    others = [name for name in places(study) if name.startswith("P01") and name not in drawn]
    act(study, "code", [drawn[3], *others[:2]], "waiting")
    act(study, "review", drawn[:35])
    found = of(stopping(study), role="patient")
    assert (found.unfound.sampled, found.unfound.hits, found.positives) == (35, 1, 3)
    assert found.unfound.most == hypergeometric_upper(1, 35, TURNS) - 3
    assert found.unfound.left == TURNS - 35 - 2
    rest = of(stopping(study), code="hopeless", role="patient")
    assert (rest.unfound.hits, rest.unfound.most) == (0, hypergeometric_upper(0, 35, TURNS))


def test_what_was_decided_after_a_gap_waits_for_the_gap(study: OpenProject) -> None:
    drawn = sample(study, "patient")
    act(study, "review", [*drawn[:4], *drawn[5:]])
    found = stopping(study)
    assert found.audits[0].counted == 4
    assert of(found, role="patient").unfound.sampled == 4
    act(study, "reject", [drawn[4]], "waiting")
    found = stopping(study)
    assert of(found, role="patient").unfound.sampled == 40
    assert of(found, code="hopeless", role="patient").unfound.sampled == 4


def test_all_roles_together_need_every_role_and_share_the_risk(study: OpenProject) -> None:
    act(study, "review", sample(study, "patient"))
    found = stopping(study)
    assert of(found, role="patient").unfound.most is not None
    assert "no audit passage of clinician" in of(found).unfound.why
    act(study, "review", sample(study, "clinician"))
    both = of(stopping(study)).unfound
    each = [hypergeometric_upper(0, 40, TURNS, level=0.975), hypergeometric_upper(0, 10, 12, level=0.975)]
    assert both.most == sum(each)
    act(study, "review", [name for name in places(study) if name.startswith("C01")])
    assert of(stopping(study)).unfound.most == hypergeometric_upper(0, 40, TURNS)


def test_words_added_later_have_to_be_drawn_from_before_anything_is_said(study: OpenProject) -> None:
    act(study, "review", sample(study, "patient"))
    study.import_files([interview("P02", 9)], roles=ROLES, coder="ada")
    assert "nothing was drawn from yet" in of(stopping(study), role="patient").unfound.why
    asking.passages(study, coder="Ada", most=0)
    act(study, "review", sample(study, "patient")[40:])
    assert of(stopping(study), role="patient").unfound.most == hypergeometric_upper(0, 40, TURNS)


def test_the_curve_is_of_answers_and_the_verdict_takes_what_the_learner_measured(study: OpenProject) -> None:
    own = [name for name in places(study) if name.startswith("P01")]
    act(study, "reject", own[:5], "waiting", "possible")
    act(study, "accept", own[5:35], "waiting", "likely")
    act(study, "review", own)
    found = stopping(study)
    assert [(step.block.right, step.block.answers) for step in of(found).curve] == [(5, 10), (25, 25)]
    assert of(found).curve[1].low == pytest.approx(0.8668, abs=1e-4)
    assert found.finds[0].codes == 1
    assert sum(step.quotes for step in found.finds) == 30
    assert of(found).verdict.word == NOT_YET
    assert of(found).verdict.reasons == ("0 of 30 audit passages decided",)
    act(study, "review", [name for name in places(study) if name.startswith("C01")])
    assert of(stopping(study)).verdict.word == "learned"
    weak = stopping(study, measured={"waiting": Measures(ap=0.3)})
    assert of(weak).verdict.reasons == ("average precision 0.30, not 0.50",)


def test_an_empty_study_has_nothing_to_say(tmp_path: Path) -> None:
    with empty_study(tmp_path) as project:
        found = stopping(project)
    assert (found.audits, found.curve, found.finds) == ((), (), ())
    assert {one.unfound.most for one in found.codes} == {0}


def test_what_the_learner_measured_of_itself_is_read_from_its_report(study: OpenProject) -> None:
    assert own_measures(study) == {}
    shares = (RoleFound("patient", 30, 40), RoleFound("clinician", 5, 20))
    clear, none = Gap(DIFFERS, "patient", "clinician", 0.5, 0.2, 0.7), Gap(TOO_LITTLE, gap=0.4)
    report = LearnerReport(
        "2026-01-05T10:00:00+00:00", 90,
        (CodeLearned("waiting", 40, 0.3, 0.02, 0.4), CodeLearned("hopeless", 40)),
        (Fairness("waiting", shares, clear, none), Fairness("hopeless", shares, none, none)),
    )  # fmt: skip
    with study.store.transaction() as tables:
        learning.keep(tables, report)
    measured = own_measures(study)
    assert measured == {"waiting": Measures(0.3, 0.02, 0.5), "hopeless": Measures()}
    act(study, "review", list(places(study))[:70])
    reasons = of(stopping(study, measured=measured)).verdict.reasons
    assert "average precision 0.30, not 0.50" in reasons
    assert "recall differs by 0.50 between roles, not below 0.10" in reasons
    assert not any("off by" in reason for reason in reasons)
