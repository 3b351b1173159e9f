"""The progress page says whose numbers these are, with denominators, and promises nothing too early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.ui import state
from qual.ui.parts import progress_chart
from qual.workflow import asking, blinding, pace, reviewing
from qual.workflow.progress import Answers
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, button, texts


def decide(study: OpenProject, number: int, coder: str = "Ada") -> None:
    """Answer every suggestion of so many passages: the first yes, the others no."""
    found = asking.passages(study, coder=coder, most=None).items
    for item in [one for one in found if one.suggestions][:number]:
        verdicts = ["accept"] + ["reject"] * len(item.suggestions)
        study.apply(
            [
                Op(
                    new_id(),
                    verdict,
                    coder,
                    item.transcript,
                    item.span,
                    one.code,
                    origin="suggestion",
                    band=one.band,
                )
                for verdict, one in zip(verdicts, item.suggestions, strict=False)
            ]
        )


@pytest.fixture
def suggested(study: OpenProject) -> OpenProject:
    blinding.set_share(study, 0, coder="ada")
    study.suggest()
    return study


def test_without_transcripts_one_button_leads_on(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "progress", coder="Ada")
    assert "no passages yet" in texts(app)
    assert button(app, "Add transcripts").key == "progress-lead"
    assert not app.table


def test_numbers_stand_beside_what_they_are_a_part_of(open_app: OpenApp, suggested: OpenProject) -> None:
    decide(suggested, 3)
    app = open_app(suggested, "progress", coder="Ada")
    values = {one.label: one.value for one in app.metric}
    assert values["Passages looked at"] == "3 of 8"
    assert values["Left in the queue"] == str(asking.passages(suggested, coder="Ada").left)
    roles = app.table[0].value
    assert roles["Role"].tolist() == ["patient", "clinician"]
    assert sum(int(one.split(" of ")[0]) for one in roles["Looked at"]) == 3
    codes = app.table[1].value
    assert all(one.startswith("Not yet: ") for one in codes["Covered?"])
    assert "0 of 3 codes look covered" in texts(app)


def test_too_little_work_gives_no_estimate_and_says_why(open_app: OpenApp, suggested: OpenProject) -> None:
    decide(suggested, 2)
    app = open_app(suggested, "progress", coder="Ada")
    values = {one.label: one for one in app.metric}
    assert values["Time left at this pace"].value == values["Pace today"].value == "–"
    assert "Too early to say" in values["Time left at this pace"].help


def test_enough_work_gives_a_rounded_estimate(
    open_app: OpenApp, suggested: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    moments = iter(range(1000))
    monkeypatch.setattr(
        pace, "moment", lambda _: now - timedelta(seconds=1000) + timedelta(seconds=60 * next(moments))
    )
    monkeypatch.setattr(pace, "FEWEST_PASSAGES", 1)
    monkeypatch.setattr(pace, "FEWEST_MINUTES", 1.0)
    monkeypatch.setattr(pace, "on_day", lambda acts, _now, _zone: acts)
    decide(suggested, 3)
    app = open_app(suggested, "progress", coder="Ada")
    values = {one.label: one.value for one in app.metric}
    assert values["Pace today"].endswith("a minute")
    assert "minutes" in values["Time left at this pace"]


def test_whose_numbers_these_are_can_be_chosen_and_outlives_a_page(
    open_app: OpenApp, suggested: OpenProject
) -> None:
    decide(suggested, 3)
    decide(suggested, 1, "Bea")
    app = open_app(suggested, "progress", coder="Ada")
    assert app.selectbox(key="progress-of").options == ["Ada (you)", "Bea", "Everybody together"]
    app.selectbox(key="progress-of").set_value("Bea").run()
    assert {one.label: one.value for one in app.metric}["Passages looked at"] == "1 of 8"
    app.switch_page("../pages/home.py").run()
    app.switch_page("../pages/progress.py").run()
    assert app.selectbox(key="progress-of").value == "Bea"
    app.selectbox(key="progress-of").set_value("").run()
    assert_sound(app)
    assert any("Ada" in one and "Bea" in one for one in app.table[0].value["Answered by"])


def test_the_codes_of_another_role(open_app: OpenApp, suggested: OpenProject) -> None:
    app = open_app(suggested, "progress", coder="Ada")
    assert app.radio(key="progress-role").options == ["patient", "clinician"]
    app.radio(key="progress-role").set_value("clinician").run()
    assert_sound(app)
    assert "codes look covered** for clinician" in texts(app)
    assert app.session_state[state.PROGRESS_ROLE] == "clinician"


def test_what_seeing_suggestions_does_is_shown_as_counts_with_the_reason_why_not_more(
    open_app: OpenApp, suggested: OpenProject
) -> None:
    decide(suggested, 2)
    app = open_app(suggested, "progress", coder="Ada")
    effect = app.table[-1].value
    assert effect["Without suggestions"].iloc[0] == "0 of 0"
    assert "At least 10 passages" in effect["Note"].iloc[0].replace("\\", "")


def test_undoing_makes_the_numbers_anew(open_app: OpenApp, suggested: OpenProject) -> None:
    decide(suggested, 1)
    app = open_app(suggested, "progress", coder="Ada")
    while reviewing.history(suggested, "Ada").done:
        suggested.undo(coder="Ada")
    app.run()
    assert {one.label: one.value for one in app.metric}["Passages looked at"] == "0 of 8"


@pytest.mark.parametrize("dark", [True, False])
def test_the_bars_say_their_numbers_in_words_also_for_two_codes_of_one_name(*, dark: bool) -> None:
    answers = [Answers(3, 2, 1, 0, {}), Answers(0, 0, 0, 0, {})]
    drawn = progress_chart.bars(["Waiting", "Waiting"], answers, dark=dark).to_dict()
    rows = next(iter(drawn["datasets"].values()))
    assert {one["words"] for one in rows} == {
        "3 accepted, 2 rejected, 1 open", "0 accepted, 0 rejected, 0 open",
    }  # fmt: skip
    assert len({one["code"] for one in rows}) == 2
    assert [one["part"] for one in rows[:3]] == list(progress_chart.PARTS)
