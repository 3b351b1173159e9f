"""Charts: colours that stand out, shapes beside colours, numbers beside dots, no percentage for few."""

from __future__ import annotations

import pandas as pd
import pytest

from qual.ui import charts

WHITE_PANEL, DARK_PANEL = "#F8F8F7", "#21201D"


def rows(total: int = 9) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": ["Hopelessness", "Hopelessness"],
            "group": ["patient", "clinician"],
            "participants": [7, 2],
            "participants_total": [total, 5 if total < 10 else total],
            "share": [7 / 9, 0.4],
            "ci_low": [0.45, 0.12],
            "ci_high": [0.94, 0.77],
        }
    )


@pytest.mark.parametrize("colours", [charts.LIGHT, charts.DARK])
def test_every_colour_stands_out_from_its_page(colours: charts.Palette) -> None:
    panel = WHITE_PANEL if colours is charts.LIGHT else DARK_PANEL
    for colour in (*colours.groups, colours.text):
        assert charts.contrast(colour, colours.background) >= 4.5
        assert charts.contrast(colour, panel) >= 4.5


def test_there_is_a_colour_and_a_shape_for_each_of_seven_groups() -> None:
    assert len(set(charts.LIGHT.groups)) == len(set(charts.DARK.groups)) == len(set(charts.SHAPES)) == 7


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#FFFFFF", "#FFFFFF", 1.0), ("#777777", "#FFFFFF", 4.48)],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert charts.contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert charts.contrast(second, first) == charts.contrast(first, second)


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="#RRGGBB"):
        charts.contrast("red", "#FFFFFF")


@pytest.mark.parametrize("dark", [False, True])
def test_colour_never_speaks_alone(dark: bool) -> None:  # noqa: FBT001 - a parameter of the test
    drawn = charts.dots(rows(), groups=["patient", "clinician"], dark=dark).to_dict()
    line, dot, words = drawn["layer"]
    assert dot["encoding"]["shape"]["scale"]["range"] == ["circle", "diamond"]
    assert dot["encoding"]["color"]["scale"]["domain"] == ["patient", "clinician"]
    assert words["encoding"]["text"]["field"] == "beside"
    assert words["mark"]["color"] == charts.palette(dark=dark).text
    assert line["encoding"]["x"]["field"] == "ci_low"
    beside = {row["beside"] for data in drawn["datasets"].values() for row in data}
    assert beside == {"patient 7/9", "clinician 2/5"}


def test_below_ten_participants_there_is_no_percentage() -> None:
    few = charts.dots(rows(), groups=["patient", "clinician"], dark=False).to_json()
    many = charts.dots(rows(total=20), groups=["patient", "clinician"], dark=False).to_json()
    assert "%" not in few.replace("95 % ", "")
    assert "'.0%'" in many
    assert charts.interval(0.45, 0.94, 9) == "4 to 9 in 10"
    assert charts.interval(0.48, 0.85, 20) == "48 % to 85 %"
    assert not charts.enough(rows().iloc[:0])


def test_a_long_name_takes_several_lines_and_stays_whole() -> None:
    name = "Waits and thresholds that keep people out of specialist services"
    assert charts.wrapped(name).replace("\n", " ") == name
    assert max(map(len, charts.wrapped(name).split("\n"))) <= charts.WRAP
    assert charts.wrapped("") == ""
