"""Options that choose what a command counts; the same for every command that counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from qual.errors import Refused
from qual.model.selection import Selection

if TYPE_CHECKING:
    from qual.model.codebook import Codebook

Codes = Annotated[
    list[str] | None, typer.Option("--code", help="Count only this code, or all codes of this theme; repeatable.")
]
CodersOf = Annotated[
    list[str] | None, typer.Option("--coder-of", help="Count only what this person coded; repeatable.")
]
Transcripts = Annotated[list[str] | None, typer.Option("--transcript", help="Count only in this one; repeatable.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help="Count only the words of this role; repeatable.")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="ATTRIBUTE=VALUE", help="Count only such participants; repeatable."),
]
Unit = Annotated[str, typer.Option("--unit", help="Count as if cut by turn, sentence or passage.")]


def selection(
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
    transcripts: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    where: Sequence[str] | None = None,
    unit: str = "",
) -> Selection:
    """What these options choose.

    Raises:
        Refused: where `--where` is not an attribute, "=" and a value.
    """
    pairs = []
    for one in where or ():
        name, equals, value = one.partition("=")
        if not (name.strip() and equals):
            raise Refused(
                f"--where {one!r}", "it needs an attribute, = and a value", hint="Write --where site=north."
            )
        pairs.append((name.strip(), value.strip()))
    return Selection(
        tuple(codes or ()), tuple(coders or ()), tuple(transcripts or ()), tuple(roles or ()), tuple(pairs), unit
    )


def document(chosen: Selection, book: Codebook) -> dict[str, object]:
    """The selection in JSON: each part, and the sentence to print, "" for everything."""
    from qual.workflow.counted import words

    return {
        "codes": list(chosen.codes),
        "coders": list(chosen.coders),
        "transcripts": list(chosen.transcripts),
        "roles": list(chosen.roles),
        "attributes": [list(pair) for pair in chosen.attributes],
        "unit": chosen.unit,
        "words": words(chosen, book),
    }
