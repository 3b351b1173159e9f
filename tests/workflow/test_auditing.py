"""The random audit: drawn once, kept with its probability, and still right after all that happens to a study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.errors import Refused, StoreUnusable
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.model.suggestion import Suggestion
from qual.workflow import asking, asking_base, auditing, blinding
from qual.workflow.auditing import Audited, AuditStratum, Wave
from qual.workflow.clock import now
from qual.workflow.progress import progress
from qual.workflow.projects import OpenProject, open_project
from tests.fakes import HashingEncoder
from tests.studies import ROLES, empty_study


@pytest.fixture(autouse=True)
def _same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """What chance draws is the same in every run."""
    monkeypatch.setattr(blinding, "seed_in", lambda _: "seed")


def interview(name: str, turns: int) -> tuple[str, bytes]:
    said = (
        f"Interviewer: Question {n}?\n\n{name}: Answer number {n} of {name} is so. And more of it.\n\n"
        for n in range(turns)
    )
    return f"{name}.txt", "".join(said).encode()


def add(project: OpenProject, *names: str, turns: int = 30) -> None:
    report = project.import_files([interview(name, turns) for name in names], roles=ROLES, coder="ada")
    assert not report.problems


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    """Two patients and a clinician, thirty answers each; nothing is suggested."""
    with empty_study(tmp_path) as project:
        add(project, "P01", "P02", "C01")
        blinding.set_share(project, 0, coder="ada")
        yield project


def suggest(project: OpenProject) -> None:
    """The code "waiting" for everything that was said, the later the less."""
    with project.store.transaction() as tables:
        found = tables.segments()
        made = [
            Suggestion(s.id, "waiting", 1 / (n + 2), None, "possible", (), "m", "v") for n, s in enumerate(found)
        ]
        tables.replace_suggestions(made, now())
        tables.append_event(new_id(), "suggest", "", now(), "", {})


def waves(project: OpenProject) -> list[Wave]:
    asking.passages(project, coder="Ada")
    with project.store.reading() as tables:
        return auditing.waves_in(tables)


def asked(project: OpenProject) -> list[str]:
    return [one.segment for one in asking.passages(project, coder="Ada", most=None).items]


def one(project: OpenProject, role: str) -> AuditStratum:
    [stratum] = auditing.strata(project)[role]
    return stratum


def read(project: OpenProject, segment: str, coder: str = "Ada") -> None:
    with project.store.reading() as tables:
        found = tables.segment(segment)
    assert found is not None
    project.apply([Op(new_id(), "review", coder, found.transcript, found.span)])


def test_a_draw_is_kept_with_frame_size_probability_seed_and_time(study: OpenProject) -> None:
    drawn = {wave.role: wave for wave in waves(study)}
    assert set(drawn) == {"patient", "clinician"}
    patient, clinician = drawn["patient"], drawn["clinician"]
    assert (patient.frame, patient.drawn, patient.probability) == (60, 20, 20 / 60)
    assert (clinician.frame, clinician.drawn) == (30, 10)
    assert (patient.seed, patient.coder) == ("seed", "")
    assert patient.created <= now()
    assert patient.voices == {("P01", "P01"), ("P02", "P02")}
    with study.store.reading() as tables:
        told = next(e.details for e in tables.events(kind="audit") if e.details["role"] == "patient")
    assert {name: told[name] for name in ("frame", "drawn", "probability", "seed", "unit")} == {
        "frame": 60, "drawn": 20, "probability": 20 / 60, "seed": "seed", "unit": "passage",
    }  # fmt: skip
    assert study.check()["ok"]


def test_the_sample_is_what_chance_put_first(study: OpenProject) -> None:
    [patient] = [wave for wave in waves(study) if wave.role == "patient"]
    with study.store.reading() as tables:
        own = [s for s in tables.segments() if s.transcript != "C01"]
        places = dict(zip([s.id for s in own], blinding.places(own), strict=True))
        said = [s for s in own if s.turn % 2]
    order = sorted(said, key=lambda s: blinding.draw("seed", "audit", places[s.id]))
    assert list(patient.sample) == [(s.transcript, s.span) for s in order[:20]]


def test_it_survives_new_suggestions_a_restart_and_another_codebook(study: OpenProject) -> None:
    before, queue = waves(study), asked(study)
    assert len(queue) == 30
    suggest(study)
    file = study.codebook_file
    file.write_text(file.read_text("utf-8").replace("Sees no way forward.", "Sees no way."), "utf-8")
    with open_project(study.folder, encoder=HashingEncoder()) as again:
        assert waves(again) == before
        audit = asking.Filters(why="random audit")
        assert [one.segment for one in asking.passages(again, coder="Ada", filters=audit, most=None).items] == queue
        progress(again)
        assert waves(again) == before


def test_a_transcript_added_later_is_a_wave_of_its_own(study: OpenProject) -> None:
    before = waves(study)
    add(study, "P03", turns=36)
    after = waves(study)
    assert after[:2] == before
    [third] = after[2:]
    assert (third.role, third.frame, third.drawn) == ("patient", 36, 12)
    strata = auditing.strata(study)["patient"]
    assert [(s.frame, len(s.sample)) for s in strata] == [(60, 20), (36, 12)]
    assert {one.participant for one in strata[1].sample} == {"P03"}
    assert waves(study) == after


def test_words_of_nobody_in_particular_wait_until_somebody_confirms_them(study: OpenProject) -> None:
    waves(study)
    study.import_files([interview("X01", 12)], coder="ada")
    assert {wave.role for wave in waves(study)} == {"patient", "clinician"}


def test_after_another_cut_there_is_a_new_draw_and_the_old_one_holds_again_with_the_old_cut(
    study: OpenProject,
) -> None:
    before, first = waves(study), asked(study)
    study.segment("sentence")
    cut = one(study, "patient") if asked(study) else None
    assert cut is not None
    assert (cut.frame, len(cut.sample)) == (120, 40)
    assert len(waves(study)) == 4
    study.segment("passage")
    assert asked(study) == first
    assert [s.wave for s in auditing.strata(study)["patient"]] == [before[1].event]
    assert len(waves(study)) == 4


def said(project: OpenProject, sample: tuple[Audited, ...]) -> list[str]:
    with project.store.reading() as tables:
        texts, segments = tables.texts(), {s.id: s for s in tables.segments()}
    return [segments[one.segment].span.of(texts[segments[one.segment].transcript]) for one in sample]


def test_the_sample_follows_a_corrected_text(study: OpenProject) -> None:
    before = waves(study)
    drawn = one(study, "patient").sample
    words = said(study, drawn)
    with study.store.reading() as tables:
        first = next(s for s in tables.segments("P01") if s.turn == 1)
        quote = first.span.of(tables.texts(["P01"])["P01"])
    longer = "Well, " * 20 + quote
    change = Op(new_id(), "correct", "Ada", "P01", first.span, quote=quote, text=longer)
    assert not study.apply([change])[0].refusal
    after = waves(study)
    assert [(w.event, w.frame, w.drawn) for w in after] == [(w.event, w.frame, w.drawn) for w in before]
    moved = one(study, "patient").sample
    assert moved != drawn
    assert said(study, moved) == [longer if one == quote else one for one in words]
    study.undo(coder="Ada")
    assert one(study, "patient").sample == drawn


def test_an_audit_passage_coded_blind_is_done_once_it_was_read(study: OpenProject) -> None:
    blinding.set_share(study, 1, coder="ada")
    first = asking.passages(study, coder="Ada").items[0]
    assert first.blind
    study.apply([Op(new_id(), "code", "Ada", first.transcript, first.span, "waiting", blind=True)])
    assert asked(study)[0] == first.segment
    study.apply([Op(new_id(), "review", "Ada", first.transcript, first.span, blind=True)])
    assert first.segment not in asked(study)


def test_it_grows_in_the_order_of_the_first_draw(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    [clinician] = [wave for wave in waves(study) if wave.role == "clinician"]
    assert auditing.grow(study, "clinician", 6, coder="Ada") == 6
    [grown] = [wave for wave in waves(study) if wave.role == "clinician"]
    assert (grown.event, grown.frame, grown.drawn) == (clinician.event, 30, 16)
    assert grown.sample[:10] == clinician.sample
    assert {passage.probability for passage in one(study, "clinician").sample} == {16 / 30}
    assert len([name for name in asked(study) if name.startswith("C01")]) == 16
    with study.store.reading() as tables:
        assert tables.events(kind="audit")[0].coder == "Ada"
        own = tables.segments("C01")
        places = dict(zip([s.span for s in own], blinding.places(own), strict=True))
    draws = [blinding.draw("seed", "audit", places[span]) for _, span in grown.sample if span]
    assert draws == sorted(draws)
    assert auditing.grow(study, "clinician", 100, coder="Ada") == 14
    with pytest.raises(Refused, match="every passage"):
        auditing.grow(study, "clinician", 1, coder="Ada")
    with pytest.raises(Refused, match="name"):
        auditing.grow(study, "clinician", 1, coder=" ")


def test_decided_is_the_beginning_of_the_sample_that_was_read_whole(study: OpenProject) -> None:
    waves(study)
    sample = one(study, "patient").sample
    assert one(study, "patient").decided == ()
    for place in (0, 1, 3):
        read(study, sample[place].segment, coder=("Ada", "Bea")[place % 2])
    stratum = one(study, "patient")
    assert [passage.whole for passage in stratum.sample[:5]] == [True, True, False, True, False]
    assert [passage.segment for passage in stratum.decided] == [passage.segment for passage in sample[:2]]


def test_a_role_corrected_later_takes_its_passages_and_its_part_of_the_frame_along(study: OpenProject) -> None:
    waves(study)
    sample = one(study, "patient").sample
    with study.store.transaction() as tables:
        people = {person.id: person for person in tables.participants()}
        turned = people["P02"]
        tables.put_participants([type(turned)(turned.id, "clinician", turned.attributes)])
        tables.append_event(new_id(), "speakers", "ada", now(), "", {})
    after = auditing.strata(study)
    whose = Counter(passage.segment.split(":")[0] for passage in sample)
    assert [(s.frame, len(s.sample)) for s in after["patient"]] == [(30, whose["P01"])]
    assert sorted((s.frame, len(s.sample)) for s in after["clinician"]) == sorted([(30, whose["P02"]), (30, 10)])
    assert len(waves(study)) == 2


def test_nothing_is_asked_by_chance_that_could_not_be_kept(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unusable(_: object) -> None:
        raise StoreUnusable("qual.db", "it is locked")

    monkeypatch.setattr(type(study.store), "transaction", unusable)
    assert asking.passages(study, coder="Ada").open == 0


def test_passages_without_a_word_are_in_no_frame(tmp_path: Path) -> None:
    with empty_study(tmp_path) as project:
        text = "Interviewer: And?\n\nP01: …\n\nInterviewer: Hm?\n\nP01: Yes, I waited.\n"
        project.import_files([("P01.txt", text.encode())], roles=ROLES, coder="ada")
        [wave] = waves(project)
        assert (wave.frame, wave.drawn, wave.probability) == (1, 1, 1.0)


def test_who_was_heard_least_comes_first_among_what_is_unlike(study: OpenProject) -> None:
    suggest(study)
    for number in range(5):
        read(study, [s for s in asked(study) if s.startswith("P01")][number])
    study.apply([Op(new_id(), "code", "Ada", "P01", span, "waiting") for span in spans(study, "P01")[:3]])
    suggest(study)
    with study.store.reading() as tables:
        base, _ = asking_base.base_of(study, tables, study.codebook)
        heard = asking_base._heard(tables, base)
    rows = sorted(base.by_row)
    order = [asking_base.person_of(base, row) for row in asking_base._unlike(base, heard, rows)]
    assert set(order[:8]) == {"P02", "C01"}
    assert heard["P01"] >= 5
    items = asking.passages(study, coder="Ada", most=None).items
    assert next(item.participant for item in items if item.why == "somebody new") != "P01"


def spans(project: OpenProject, transcript: str) -> list[Span]:
    with project.store.reading() as tables:
        return [s.span for s in tables.segments(transcript) if s.turn % 2]


def test_the_reason_a_passage_was_asked_about_is_kept_with_the_act(study: OpenProject) -> None:
    item = asking.passages(study, coder="Ada").items[0]
    study.apply([Op(new_id(), "review", "Ada", item.transcript, item.span, why=item.why)])
    with study.store.reading() as tables:
        last = tables.events(limit=1)[0]
    assert last.details["why"] == item.why == "random audit"
