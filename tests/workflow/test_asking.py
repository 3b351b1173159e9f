"""What a coder is asked: the open passages, each with its reason, in an order that no decision shakes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.suggestion import Suggestion
from qual.workflow import asking, asking_base, auditing, blinding
from qual.workflow.asking import Asking, Filters, Passage
from qual.workflow.asking_order import AUDIT, BLIND_SAMPLE, BLIND_TRANSCRIPT, WHYS
from qual.workflow.clock import now
from qual.workflow.projects import OpenProject, open_project
from tests.fakes import HashingEncoder
from tests.studies import ROLES, empty_study

CODES = ("waiting", "stopping", "hopeless")


def band(score: float) -> str:
    return "likely" if score >= 0.5 else "possible" if score >= 0.2 else "unsure"


def interview(name: str, turns: int) -> bytes:
    said = (
        f"Interviewer: Question {n}?\n\n{name}: Answer number {n} of {name} about it.\n\n" for n in range(turns)
    )
    return "".join(said).encode()


def suggest(project: OpenProject, *, seed: int = 1) -> None:
    """Suggestions by chance for two thirds of what was said, the interviewer's words too."""
    random = Random(seed)  # noqa: S311 - the same study at every run
    with project.store.transaction() as tables:
        made = []
        for segment in tables.segments():
            for code in random.sample(CODES, random.choice([0, 1, 2])):
                score = random.random()
                made.append(Suggestion(segment.id, code, score, None, band(score), (), "model", "version"))
        tables.replace_suggestions(made, now())
        tables.append_event(new_id(), "suggest", "", now(), "", {})


def wide_study(folder: Path, *, turns: int = 16) -> OpenProject:
    """Six interviews of people in two roles, with suggestions by chance."""
    project = empty_study(folder)
    names = ("P01", "P02", "P03", "C01", "C02", "C03")
    report = project.import_files([(f"{n}.txt", interview(n, turns)) for n in names], roles=ROLES, coder="ada")
    assert not report.problems
    suggest(project)
    return project


@pytest.fixture(autouse=True)
def _same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """What chance draws is the same in every run."""
    monkeypatch.setattr(blinding, "seed_in", lambda _: "seed")


@pytest.fixture
def wide(tmp_path: Path) -> Iterator[OpenProject]:
    with wide_study(tmp_path) as project:
        yield project


@pytest.fixture(scope="module")
def worked_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenProject]:
    """A study that the examples of a property go on working on."""
    with wide_study(tmp_path_factory.mktemp("worked"), turns=40) as project:
        yield project


def everything(project: OpenProject, coder: str = "Ada", **filters: str) -> Asking:
    return asking.passages(project, coder=coder, filters=Filters(**filters), most=None)


def ids(found: Asking) -> list[str]:
    return [one.segment for one in found.items]


def ops(item: Passage, verdict: str, coder: str = "Ada") -> list[Op]:
    """What the review component sends for a verdict on an item."""
    at = {"coder": coder, "transcript": item.transcript, "span": item.span}
    if verdict in {"accept", "reject"} and not item.blind:
        return [
            Op(id=new_id(), act=verdict, code=one.code, origin="suggestion", band=one.band, **at)  # type: ignore[arg-type]
            for one in item.suggestions[:1]
        ]
    if verdict == "code":
        return [Op(id=new_id(), act="code", code="waiting", blind=item.blind, **at)]  # type: ignore[arg-type]
    stroke = new_id()
    acts = [("reject", one.code) for one in item.suggestions] + [("review", "")]
    return [
        Op(id=f"{stroke}.{number}", act=act, code=code, blind=item.blind, **at)  # type: ignore[arg-type]
        for number, (act, code) in enumerate(acts)
    ]


VERDICTS = st.sampled_from(["accept", "reject", "code", "nothing"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.tuples(st.integers(0, 5), VERDICTS), min_size=1, max_size=4), undone=st.sets(st.integers(0, 3))
)
def test_a_decision_never_reorders_what_the_browser_holds(
    worked_on: OpenProject, acts: list[tuple[int, str]], undone: set[int]
) -> None:
    held = asking.passages(worked_on, coder="Ada").items
    for number, (place, verdict) in enumerate(acts):
        if place < len(held):
            sent = ops(held[place], verdict)
            worked_on.apply(sent)
            if number in undone and sent:
                worked_on.apply([Op(new_id(), "undo", "Ada", target=sent[-1].id)])
    after = asking.passages(worked_on, coder="Ada")
    stays = set(ids(after))
    assert [one for one in ids(after) if one in {i.segment for i in held}] == [
        i.segment for i in held if i.segment in stays
    ]
    touched = {held[place].segment for place, _ in acts if place < len(held)}
    assert {i.segment for i in held} - stays <= touched
    with open_project(worked_on.folder, encoder=HashingEncoder()) as again:
        assert asking.passages(again, coder="Ada") == after


def test_another_coders_decisions_and_settings_of_others_move_nothing(wide: OpenProject) -> None:
    before = everything(wide)
    for item in before.items[:10]:
        wide.apply(ops(item, "nothing", "Bea"))
    assert everything(wide) == before
    assert len(ids(everything(wide, "Bea"))) == before.left - 10


def test_an_item_is_a_passage_with_every_open_suggestion_best_first(wide: OpenProject) -> None:
    with wide.store.reading() as tables:
        stored = tables.suggestions()
    shown = [item for item in everything(wide).items if not item.blind]
    assert any(len(item.suggestions) > 1 for item in shown)
    for item in shown:
        assert set(item.suggestions) == {one for one in stored if one.segment == item.segment}
        scores = [one.score for one in item.suggestions]
        assert scores == sorted(scores, reverse=True)


def test_the_words_of_the_interviewer_and_retired_codes_are_not_asked_about(wide: OpenProject) -> None:
    file = wide.codebook_file
    file.write_text(
        file.read_text("utf-8").replace("name: Waiting", "name: Waiting\n        retired: true"), "utf-8"
    )
    found = everything(wide)
    assert {item.role for item in found.items} == {"patient", "clinician"}
    assert {one.code for item in found.items for one in item.suggestions} == {"stopping", "hopeless"}


def test_what_the_coder_answered_coded_or_read_is_left_out(wide: OpenProject) -> None:
    double = next(item for item in everything(wide).items if len(item.suggestions) == 2)
    wide.apply(ops(double, "reject"))
    here = next(item for item in everything(wide).items if item.segment == double.segment)
    assert here.suggestions == double.suggestions[1:]
    assert here.suggestions[0].code not in {"", double.suggestions[0].code}
    name = next(code.name for code in wide.codebook.book.codes if code.id == here.suggestions[0].code)
    assert here.why == AUDIT or name in here.why_words
    wide.apply(ops(here, "accept"))
    assert double.segment not in ids(everything(wide))
    other = everything(wide).items[0]
    wide.apply(ops(other, "nothing"))
    assert other.segment not in ids(everything(wide))
    wide.undo(coder="Ada")
    assert other.segment in ids(everything(wide))


def test_the_audit_is_drawn_by_chance_from_each_role_whatever_is_suggested(
    wide: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    blinding.set_share(wide, 0, coder="Ada")
    monkeypatch.setattr(auditing, "AUDITED", 5)
    monkeypatch.setattr(auditing, "LEAST", 5)
    with wide.store.transaction() as tables:
        tables.replace_suggestions([], now())
        tables.append_event(new_id(), "suggest", "", now(), "", {})
    found = everything(wide)
    assert {item.why for item in found.items} == {AUDIT}
    assert sorted(item.role for item in found.items) == ["clinician"] * 5 + ["patient"] * 5
    assert {first.role != second.role for first, second in zip(found.items, found.items[1:], strict=False)} == {
        True
    }
    assert all("at random" in item.why_words and item.role in item.why_words for item in found.items)
    wide.apply(ops(found.items[0], "code"))
    assert ids(everything(wide)) == ids(found)
    wide.apply(ops(found.items[0], "nothing"))
    assert ids(everything(wide)) == ids(found)[1:]


def test_the_blind_sample_comes_without_suggestions_and_never_again_with_them(wide: OpenProject) -> None:
    blind = [item for item in everything(wide).items if item.blind]
    assert blind
    assert all(item.why == BLIND_SAMPLE and not item.suggestions for item in blind)
    first, second = blind[0], blind[1]
    wide.apply(ops(first, "nothing"))
    wide.apply(ops(second, "code"))
    blinding.set_share(wide, 0, coder="Ada")
    assert not {first.segment, second.segment} & set(ids(everything(wide)))
    assert {first.segment, second.segment} <= set(ids(everything(wide, "Bea")))


def test_who_is_in_the_blind_sample_is_the_same_for_all_and_does_not_move_the_order(wide: OpenProject) -> None:
    ada, bea = everything(wide), everything(wide, "Bea")
    assert [(item.segment, item.blind) for item in ada.items] == [(item.segment, item.blind) for item in bea.items]
    blinding.set_share(wide, 0.5, coder="Ada")
    more = everything(wide)
    assert ids(more) == ids(ada)
    assert {i.segment for i in ada.items if i.blind} < {i.segment for i in more.items if i.blind}


def test_what_was_seen_with_suggestions_is_not_called_blind_afterwards(wide: OpenProject) -> None:
    blinding.set_share(wide, 0, coder="Ada")
    double = next(item for item in everything(wide).items if len(item.suggestions) == 2)
    wide.apply(ops(double, "accept"))
    blinding.set_share(wide, 1, coder="Ada")
    found = {item.segment: item for item in everything(wide).items}
    assert not found.pop(double.segment).blind
    assert all(item.blind for item in found.values())


def test_a_transcript_coded_blind_shows_no_suggestion_to_its_coder_only(wide: OpenProject) -> None:
    blinding.set_share(wide, 0, coder="Ada")
    blinding.set_transcript(wide, "P01", blind=True, coder="Ada")
    here = everything(wide, transcript="P01").items
    assert here
    assert {(item.why, item.blind, item.suggestions) for item in here} == {(BLIND_TRANSCRIPT, True, ())}
    assert not any(item.blind for item in everything(wide, transcript="P02").items)
    assert not any(item.blind for item in everything(wide, "Bea", transcript="P01").items)
    blinding.set_transcript(wide, "P01", blind=False, coder="Ada")
    assert not any(item.blind for item in everything(wide).items)


@pytest.mark.parametrize(
    ("name", "value"),
    [("code", "waiting"), ("theme", "care"), ("role", "patient"), ("participant", "C01"), ("transcript", "P02"),
     ("band", "likely"), ("why", AUDIT), ("why", "likely")],
)  # fmt: skip
def test_a_filter_lets_through_what_it_names_and_counts_say_how_many(
    wide: OpenProject, name: str, value: str
) -> None:
    whole = everything(wide)
    found = everything(wide, **{name: value})
    assert 0 < found.left < whole.left
    assert found.left == len(found.items) == whole.counts[name][value] == found.counts[name][value]
    assert (found.open, found.counts[name]) == (whole.left, whole.counts[name])
    themes = {code.id: code.theme for code in wide.codebook.book.codes}
    for item in found.items:
        first = [(one.code, themes[one.code], one.band) for one in item.suggestions[:1]]
        seen = {"role": item.role, "participant": item.participant, "transcript": item.transcript, "why": item.why}
        wanted = [seen[name]] if name in seen else first[0]
        assert value in wanted or (value == AUDIT and item.blind)


def test_filters_on_suggestions_leave_blind_passages_out_since_they_would_tell(wide: OpenProject) -> None:
    assert any(item.blind for item in everything(wide).items)
    for name, value in (("code", "waiting"), ("theme", "care"), ("band", "likely")):
        assert not any(item.blind for item in everything(wide, **{name: value}).items)


def test_filters_on_suggestions_ask_for_one_suggestion_that_is_all_of_them(wide: OpenProject) -> None:
    for item in everything(wide, code="waiting", band="likely").items:
        assert (item.suggestions[0].code, item.suggestions[0].band) == ("waiting", "likely")
    assert everything(wide, code="waiting", theme="toll").left == 0


def test_counts_go_with_the_other_filters(wide: OpenProject) -> None:
    found = everything(wide, role="patient", code="waiting")
    for code in CODES:
        assert found.counts["code"].get(code, 0) == everything(wide, role="patient", code=code).left
    for fit in ("likely", "possible", "unsure"):
        here = everything(wide, role="patient", code="waiting", band=fit).left
        assert found.counts["band"].get(fit, 0) == here
    assert found.counts["theme"] == {"care": found.left}
    for role in ("patient", "clinician"):
        assert found.counts["role"].get(role, 0) == everything(wide, role=role, code="waiting").left


def test_the_look_ahead_is_short_and_the_number_left_is_not(wide: OpenProject) -> None:
    found = asking.passages(wide, coder="Ada", most=3)
    assert len(found.items) == 3
    assert found.left == found.open == len(everything(wide).items) > 3
    assert found.items == everything(wide).items[:3]
    assert {item.why for item in everything(wide).items} <= set(WHYS)


def test_new_suggestions_new_transcripts_and_new_roles_are_seen_at_once(wide: OpenProject) -> None:
    before = everything(wide)
    suggest(wide, seed=2)
    assert ids(everything(wide)) != ids(before)
    wide.import_files([("P09.txt", interview("P09", 3))], roles=ROLES, coder="ada")
    assert {item.transcript for item in everything(wide, transcript="P09").items} == {"P09"}


def test_a_code_made_while_coding_moves_nothing_and_what_a_code_means_now_is_asked_again(wide: OpenProject) -> None:
    blinding.set_share(wide, 0, coder="Ada")
    item = next(one for one in everything(wide).items if one.suggestions and one.suggestions[0].code == "hopeless")
    wide.apply(ops(item, "reject"))
    before = everything(wide)
    file = wide.codebook_file
    text = file.read_text("utf-8") + "      - {id: fence, name: Fences, definition: Speaks of fences.}\n"
    file.write_text(text, "utf-8")
    assert everything(wide) == before
    file.write_text(text.replace("Sees no way forward.", "Sees no way out."), "utf-8")
    again = next(one for one in everything(wide).items if one.segment == item.segment)
    assert again.suggestions == item.suggestions
    file.write_text(text.replace("name: Hopelessness", "name: Hopelessness\n        retired: true"), "utf-8")
    assert "hopeless" not in everything(wide).counts["code"]
    file.write_text(text, "utf-8")
    assert everything(wide) == before


def test_what_was_answered_before_the_suggestions_were_made_takes_nobodys_turn(wide: OpenProject) -> None:
    blinding.set_share(wide, 0, coder="Ada")
    audit = [item for item in everything(wide).items if item.why == AUDIT]
    for item in audit[:5]:
        wide.apply(ops(item, "nothing"))
    suggest(wide, seed=2)
    assert AUDIT in [item.why for item in everything(wide).items[:10]]


def test_an_empty_study_asks_nothing(tmp_path: Path) -> None:
    with empty_study(tmp_path) as project:
        assert asking.passages(project, coder="Ada") == Asking((), 0, 0, {name: {} for name in asking.FILTERS})


def test_only_undoing_a_correction_itself_makes_the_queue_read_everything_anew(wide: OpenProject) -> None:
    def kept() -> object:
        found = everything(wide).items[0]
        with wide.store.reading() as tables:
            text = tables.texts([found.transcript])[found.transcript]
        assert found.span.end <= len(text)
        return asking_base._KEPT[wide]

    item = everything(wide).items[0]
    with wide.store.reading() as tables:
        quote = item.span.of(tables.texts([item.transcript])[item.transcript])
    change = Op(new_id(), "correct", "Ada", item.transcript, item.span, quote=quote, text=f"Oh. {quote}")
    [answer] = wide.apply([change])
    assert not answer.refusal
    first = kept()
    wide.apply([Op(new_id(), "memo", "Ada", about="project", memo="a thought")])
    wide.undo(coder="Ada")
    assert kept() is first
    wide.undo(coder="Ada")
    second = kept()
    assert second is not first
    wide.redo(coder="Ada")
    assert kept() is not second
