"""Settings: defaults, then the file, then the environment, then the caller; nothing wrong passes in silence."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, fields
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qual.config import PACKAGED_MODEL, UNITS, Settings, read_settings
from qual.errors import QualError, SettingInvalid, Unreadable
from qual.model.participant import UNKNOWN

CHANGED: dict[str, object] = {
    "name": "Pain clinic",
    "roles": ("patient", "nurse"),
    "context_roles": ("nurse",),
    "unit": "turn",
    "model": "/models/mine",
    "database": "postgresql+psycopg://db/study",
    "coder": "Ada",
    "language": "german",
    "precision": "8bit",
    "synthetic": True,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "project.toml"


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    assert read_settings(file, environment={}) == Settings()
    assert Settings().unit in UNITS
    assert Settings().model == PACKAGED_MODEL
    assert set(Settings().context_roles) <= set(Settings().roles)


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_each_setting_comes_from_the_file_then_the_environment_then_the_caller(name: str, file: Path) -> None:
    values: dict[str, list[object]] = {
        "roles": [["a"], ["b"], ["c"]],
        "context_roles": [["patient"], ["clinician"], ["other"]],
    }
    values |= {"language": ["french", "none", "german"]}
    values |= {"precision": ["8bit", "full", "8bit"]}
    values |= {"unit": ["turn", "sentence", "passage"], "synthetic": [True, False, True]}
    first, second, third = values.get(name, ["one", "two", "three"])
    file.write_text(f"{name} = {toml(first)}\n", "utf-8")
    variable = {f"QUAL_{name.upper()}": ", ".join(second) if isinstance(second, list) else str(second).lower()}

    def found(**given: object) -> object:
        value = getattr(read_settings(file, **given), name)  # type: ignore[arg-type] # each caller below names it
        return list(value) if isinstance(value, tuple) else value

    assert found(environment={}) == first
    assert found(environment=variable) == second
    assert found(environment=variable, given={name: third}) == third
    assert found(environment=variable, given={name: None}) == second
    assert found(environment={name.upper(): "x", f"QUAL_{name.upper()}": ""}) == first


def toml(value: object) -> str:
    return (
        str(value).lower()
        if isinstance(value, bool)
        else str(value).replace("'", '"')
        if isinstance(value, list)
        else f'"{value}"'
    )


def test_all_settings_of_a_file_are_read(file: Path) -> None:
    lines = (f"{name} = {toml(list(v) if isinstance(v, tuple) else v)}" for name, v in CHANGED.items())
    file.write_text("\n".join(lines), "utf-8-sig")
    assert asdict(read_settings(file, environment={})) == CHANGED


def test_the_caller_can_say_no_and_none_at_all(file: Path) -> None:
    file.write_text("synthetic = true", "utf-8")
    settings = read_settings(file, environment={}, given={"synthetic": False, "context_roles": []})
    assert not settings.synthetic
    assert settings.context_roles == ()


def test_the_process_environment_counts_where_none_is_handed_in(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUAL_CODER", "Ada")
    assert read_settings(file).coder == "Ada"
    assert read_settings(file, environment={}).coder == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("Yes", True), ("1", True), ("FALSE", False), ("no", False), ("0", False)],
)
def test_yes_and_no_can_be_said_in_several_ways(text: str, value: bool, file: Path) -> None:  # noqa: FBT001 - a table's column
    assert read_settings(file, environment={"QUAL_SYNTHETIC": text}).synthetic is value


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("units", "turn", "one of coder, context_roles"),
        ("unit", "paragraph", "one of turn, sentence, passage"),
        ("unit", ["turn"], "one of turn, sentence, passage"),
        ("synthetic", "perhaps", "true or false"),
        ("synthetic", 1, "true or false"),
        ("roles", "patient", "a list of role names"),
        ("roles", ["patient", 3], "a list of role names"),
        ("roles", ["patient", " "], "a list of role names"),
        ("roles", [], "different names"),
        ("roles", ["patient", "patient "], "different names"),
        ("roles", ["patient", UNKNOWN], "different names, none of them 'unknown'"),
        ("context_roles", ["intervewer"], "roles of the project: patient, clinician, interviewer, other"),
        ("name", 3, "text in quotes"),
        ("model", "  ", "a model's name or folder, such as all-MiniLM-L6-v2"),
        ("coder", None, "text in quotes"),
        ("language", "klingon", "one of english, none, arabic"),
        ("precision", "16bit", "one of full, 8bit"),
        ("language", 3, "one of english, none, arabic"),
    ],
)
def test_what_cannot_be_used_is_refused_with_source_value_and_what_is_allowed(
    name: str, value: object, allowed: str
) -> None:
    with pytest.raises(SettingInvalid) as refused:
        Settings().with_values({name: value}, source="project.toml")
    sentence = str(refused.value)
    assert sentence.startswith(f"project.toml sets {name} to {value!r}, but it must be {allowed}")
    assert sentence.endswith("Correct it and try again.")


def test_the_sentence_names_where_the_value_stands(file: Path) -> None:
    with pytest.raises(SettingInvalid, match=r"^the environment \(QUAL_\*\) sets unit to 'word'"):
        read_settings(file, environment={"QUAL_UNIT": "word"})
    with pytest.raises(SettingInvalid, match=r"^the command sets unit to 'word'"):
        read_settings(file, environment={}, given={"unit": "word"})
    file.write_text('unit = "word"', "utf-8")
    with pytest.raises(SettingInvalid, match=r"^project\.toml sets unit to 'word'"):
        read_settings(file, environment={})


def test_no_role_may_be_context_and_roles_may_lose_one_that_is_context_by_default() -> None:
    assert Settings().with_values({"context_roles": []}, source="x").context_roles == ()
    assert Settings().with_values({"roles": ["patient", "nurse"]}, source="x").roles == ("patient", "nurse")


def test_a_file_that_is_no_toml_says_which_line(file: Path) -> None:
    file.write_text('name = "Study"\nunit = turn\n', "utf-8")
    with pytest.raises(
        Unreadable, match=r"project\.toml cannot be read: it is not valid TOML .*line 2.* Correct that line"
    ):
        read_settings(file, environment={})


def test_a_file_in_another_encoding_says_so(file: Path) -> None:
    file.write_bytes('name = "Étude"'.encode("latin-1"))
    with pytest.raises(Unreadable, match=r"it is not UTF-8 text\. Save it as UTF-8"):
        read_settings(file, environment={})


def test_a_folder_in_the_file_s_place_is_said_and_not_a_traceback(file: Path) -> None:
    file.mkdir()
    with pytest.raises(Unreadable, match="cannot be read"):
        read_settings(file, environment={})


@example("\r")
@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=60))
def test_whatever_a_file_holds_it_gives_settings_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("p") / "project.toml"
    file.write_text(text, "utf-8", newline="")
    try:
        settings = read_settings(file, environment={})
    except QualError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either outcome is good
    else:
        as_read = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        assert settings == Settings().with_values(tomllib.loads(as_read), source="x")


@pytest.mark.parametrize("value", ["9" * 6_000, "[" * 5_000 + "]" * 5_000])
def test_a_value_no_reader_can_take_is_said_and_not_a_traceback(file: Path, value: str) -> None:
    file.write_text(f"name = {value}\n", "utf-8")
    with pytest.raises(Unreadable, match="too long or its lists lie too deep"):
        read_settings(file, environment={})
