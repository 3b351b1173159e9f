"""The codebook file as a JSON Schema, so that an editor completes its fields and marks mistakes while one types."""

from __future__ import annotations

import json
from typing import Any

from qual.codebook.layout import MAX_LEVELS

FILE = "codebook.schema.json"
"""The schema's file, beside the codebook."""

LINE = f"# yaml-language-server: $schema={FILE}"
"""The first line of a codebook, by which an editor finds the schema, without a network."""

_TEXT = ["string", "number", "null"]
_COLOR = "^#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"


def schema() -> dict[str, Any]:
    """The schema (JSON Schema, draft 2020-12).

    It holds what the reader reports: an entry has an id and a name, a colour is one, lists are lists. Numbers are
    texts here, as they are for the reader, and an empty field is an empty field. Fields of other names are allowed,
    since the reader keeps them; that an id is used once, no schema can say.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:qual:codebook",
        "title": "Codebook",
        "description": "Themes and codes of a study, as qual reads them.",
        "type": "object",
        "properties": {
            "title": _words("The title of the study or codebook.", "Living with treatment-resistant depression"),
            "version": _words("Your own label of this version, a number or a word.", 3, "after the pilot"),
            "themes": {
                "description": "The themes, in the order in which they are shown.",
                "type": ["array", "null"],
                "items": {"$ref": "#/$defs/theme"},
            },
            "codes": {**_codes(), "description": "Codes without a theme."},
        },
        "$defs": {
            "theme": _theme(),
            "code": _code(),
            "phrases": _phrases(),
            "example": _example(),
            "flag": _flag(),
        },
    }


def text() -> str:
    """The schema as the text of its file; the same in every run."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _words(description: str, *examples: object) -> dict[str, Any]:
    found: dict[str, Any] = {"description": description, "type": _TEXT}
    return {**found, "examples": list(examples)} if examples else found


def _id(what: str, example: str) -> dict[str, Any]:
    return {
        "description": f"What {what} hang on: short, used once, and never changed. Renaming is not recoding.",
        "type": ["string", "number"],
        "pattern": r"\S",
        "examples": [example],
    }


def _name(example: str) -> dict[str, Any]:
    said = {"description": "What people read; change it freely.", "examples": [example]}
    return {**said, "type": ["string", "number"], "pattern": r"\S"}


def _color() -> dict[str, Any]:
    return {
        "description": 'A colour in quotation marks, such as "#4477AA": without them YAML takes it for a comment.',
        "type": "string",
        "pattern": _COLOR,
        "examples": ["#4477AA", "#EE6677", "#228833", "#CCBB44"],
    }


def _codes() -> dict[str, Any]:
    return {"type": ["array", "null"], "items": {"$ref": "#/$defs/code"}}


def _theme() -> dict[str, Any]:
    return {
        "description": "A theme: a group of codes.",
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": _id("the codes of a theme", "engagement"),
            "name": _name("Engagement with care"),
            "definition": _words("What belongs here, in a sentence or two."),
            "color": _color(),
            "codes": {**_codes(), "description": "The codes of the theme."},
        },
        "defaultSnippets": [{"label": "new theme", "body": {"id": "$1", "name": "$2", "codes": []}}],
    }


def _code() -> dict[str, Any]:
    return {
        "description": "A code.",
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": _id("codings, decisions and suggestions", "disengagement"),
            "name": _name("Disengagement from care"),
            "definition": _words(
                "What the code means. Suggestions are made from it, so it is worth a careful sentence.",
                "Withdraws from, or stops seeking, treatment or contact with services.",
            ),
            "include": {"$ref": "#/$defs/phrases", "description": "Phrases people say, or things to look for."},
            "exclude": {"$ref": "#/$defs/phrases", "description": "Near neighbours that belong elsewhere."},
            "examples": {
                "description": "Words that show the code, with the role that might say them.",
                "anyOf": [
                    {"type": ["array", "null"], "items": {"$ref": "#/$defs/example"}},
                    {"$ref": "#/$defs/example"},
                ],
            },
            "color": _color(),
            "heading": {"$ref": "#/$defs/flag", "description": "true: only groups the codes under it."},
            "retired": {"$ref": "#/$defs/flag", "description": "true: keeps its codings and is offered no longer."},
            "merged_into": _words("The id of the code that took its codings over.", "disengagement"),
            "codes": {**_codes(), "description": f"Codes under this one, {MAX_LEVELS} levels deep at most."},
        },
        "defaultSnippets": [
            {
                "label": "new code",
                "body": {"id": "$1", "name": "$2", "definition": "$3", "include": [], "exclude": []},
            }
        ],
    }


def _phrases() -> dict[str, Any]:
    return {
        "anyOf": [
            {"type": ["array", "null"], "items": {"type": _TEXT}},
            {"type": ["string", "number"]},
        ],
        "examples": [["stops attending", "gives up asking"]],
    }


def _example() -> dict[str, Any]:
    said = {"description": "The words, in quotation marks.", "type": ["string", "number"], "pattern": r"\S"}
    return {
        "anyOf": [
            {"type": ["string", "number"]},
            {
                "type": "object",
                "required": ["text"],
                "properties": {
                    "text": said,
                    "role": _words("Who might say it.", "patient", "clinician"),
                },
            },
        ],
        "examples": [{"text": "After the fourth one I just stopped going.", "role": "patient"}],
    }


def _flag() -> dict[str, Any]:
    return {"anyOf": [{"type": ["boolean", "null"]}, {"enum": ["yes", "no", "on", "off", 0, 1]}]}
