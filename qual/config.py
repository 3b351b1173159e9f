"""The settings of a project: defaults, then project.toml, then QUAL_* in the environment, then the caller."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from qual.errors import SettingInvalid, Unreadable
from qual.model.participant import UNKNOWN

UNITS = ("turn", "sentence", "passage")
LANGUAGES = (
    "english", "none", "arabic", "armenian", "basque", "catalan", "czech", "danish", "dutch", "esperanto",
    "estonian", "finnish", "french", "german", "greek", "hindi", "hungarian", "indonesian", "irish",
    "italian", "lithuanian", "nepali", "norwegian", "persian", "polish", "portuguese", "romanian", "russian",
    "serbian", "sesotho", "spanish", "swedish", "tamil", "turkish", "yiddish",
)  # fmt: skip
"""Languages whose words a search finds in every form; "none" compares them as they are."""
PACKAGED_MODEL = "all-MiniLM-L6-v2"
"""The model that is installed with the package; any other is a sentence-transformers name or path."""
PRECISIONS = ("full", "8bit")
"""How exactly the model computes: as published, or rounded to 8 bits, which is quicker."""
_CHOICES = {"unit": UNITS, "language": LANGUAGES, "precision": PRECISIONS}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project decides for itself.

    Attributes:
        name: the study's name.
        roles: the roles a participant can have, in the order in which tables show them.
        context_roles: roles whose words are context, not data: no suggestions, no denominators.
        unit: what is offered for coding: turn, sentence or passage.
        model: the sentence encoder, the packaged one by default.
        precision: how exactly it computes; one of PRECISIONS.
        database: SQLAlchemy URL; empty for `qual.db` in the project's folder.
        coder: the person who codes when no other name is given.
        language: what the transcripts are in, so that a search finds every form of a word; one of LANGUAGES.
        synthetic: True where the data are invented; every table and export then says so.
    """

    name: str = "Untitled study"
    roles: tuple[str, ...] = ("patient", "clinician", "interviewer", "other")
    context_roles: tuple[str, ...] = ("interviewer",)
    unit: str = "passage"
    model: str = PACKAGED_MODEL
    precision: str = "full"
    database: str = ""
    coder: str = ""
    language: str = "english"
    synthetic: bool = False

    def with_values(self, values: Mapping[str, object], *, source: str) -> Settings:
        """These settings with some replaced; every name and value is checked.

        Raises:
            SettingInvalid: for a name that is no setting or a value of the wrong kind.
        """
        known = {field.name for field in fields(self)}
        for name in values:
            if name not in known:
                raise SettingInvalid(name, values[name], f"one of {', '.join(sorted(known))}", source=source)
        checked = {name: _checked(name, value, source) for name, value in values.items()}
        settings = replace(self, **checked)
        if "context_roles" in values and not set(settings.context_roles) <= set(settings.roles):
            # a misspelt role would make an interviewer's words data without a word being said
            raise SettingInvalid(
                "context_roles",
                values["context_roles"],
                f"roles of the project: {', '.join(settings.roles)}",
                source=source,
            )
        return settings


def read_settings(
    file: Path, *, environment: Mapping[str, str] | None = None, given: Mapping[str, object] | None = None
) -> Settings:
    """Settings from defaults < `file` < environment < `given`.

    A file that is not there sets nothing; a variable that is empty sets nothing; None in `given` sets nothing.

    Raises:
        Unreadable: where the file cannot be opened or is no TOML in UTF-8.
        SettingInvalid: where a value cannot be used.
    """
    try:
        stored = tomllib.loads(file.read_text("utf-8-sig")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        hint = "Correct that line; text stands in quotes, a list in [ ]."
        raise Unreadable(file.name, f"it is not valid TOML ({error})", hint=hint) from error
    except UnicodeDecodeError as error:
        raise Unreadable(file.name, "it is not UTF-8 text", hint="Save it as UTF-8 and try again.") from error
    except OSError as error:
        raise Unreadable(file, error.strerror or type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(file.name, "a number in it is too long or its lists lie too deep") from error
    settings = Settings().with_values(stored, source=file.name)
    variables = os.environ if environment is None else environment
    named = {field.name: variables.get(f"QUAL_{field.name.upper()}") for field in fields(Settings)}
    texts: dict[str, object] = {name: _from_text(name, text) for name, text in named.items() if text}
    settings = settings.with_values(texts, source="the environment (QUAL_*)")
    return settings.with_values({k: v for k, v in (given or {}).items() if v is not None}, source="the command")


def _from_text(name: str, text: str) -> object:
    if name in {"roles", "context_roles"}:
        return [part.strip() for part in text.split(",") if part.strip()]
    if name == "synthetic":
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
            text.lower(), text
        )
    return text


def _checked(name: str, value: object, source: str) -> Any:  # noqa: ANN401 - one value per setting, of its own type
    if name in {"roles", "context_roles"}:
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) and v.strip() for v in value):
            raise SettingInvalid(name, value, "a list of role names", source=source)
        names = tuple(v.strip() for v in value)
        if UNKNOWN in names or len(set(names)) < len(names) or (name == "roles" and not names):
            raise SettingInvalid(name, value, f"different names, none of them {UNKNOWN!r}", source=source)
        return names
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise SettingInvalid(name, value, f"one of {', '.join(_CHOICES[name])}", source=source)
        return value
    if name == "synthetic":
        if not isinstance(value, bool):
            raise SettingInvalid(name, value, "true or false", source=source)
        return value
    if not isinstance(value, str):
        raise SettingInvalid(name, value, "text in quotes", source=source)
    if name == "model" and not value.strip():
        raise SettingInvalid(name, value, f"a model's name or folder, such as {PACKAGED_MODEL}", source=source)
    return value.strip()
