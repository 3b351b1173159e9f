"""What a person says of a code or theme, as it can stand in the codebook: names, definitions, phrases, colours."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict, TypeVar, cast

from qual.codebook import values
from qual.codebook.naming import plain
from qual.errors import Refused
from qual.model.codebook import Code, Codebook, Example
from qual.workflow.newcodes import LONGEST, LONGEST_DEFINITION

if TYPE_CHECKING:
    from qual.model.surgery import Surgery

T = TypeVar("T", str, Example)


class Said(TypedDict, total=False):
    """What a code says beside its name; a field that is not given stays as it is.

    Examples may be written "role: words".
    """

    definition: str
    include: Iterable[str]
    exclude: Iterable[str]
    examples: Iterable[Example | str]
    color: str
    heading: bool


class Fields(Said, total=False):
    """As `Said`, with the name."""

    name: str


def relisted(old: Sequence[T], said: Iterable[str], made: Callable[[str], T]) -> tuple[T, ...]:
    """A list as it is changed by phrases with a + or - before each; phrases without either replace it.

    Raises:
        Refused: where some have a sign and some none, or one that is taken out is not there.
    """
    phrases = [one.strip() for one in said if one.strip()]
    signed = [one[0] in "+-" for one in phrases]
    if not any(signed):
        return tuple(map(made, phrases))
    if not all(signed):
        hint = "Put a sign before each, or before none to replace the whole list."
        raise Refused("The list of phrases", "some have a + or - in front and others have none", hint=hint)
    new = list(old)
    for phrase in phrases:
        one = made(phrase[1:].strip())
        same = [there for there in new if plain(_words(there)) == plain(_words(one))]
        if phrase[0] == "-" and not same:
            hint = f"There are: {'; '.join(map(_words, new))}." if new else "The list is empty."
            raise Refused(f"Taking out {_words(one)!r}", "it is not in the list", hint=hint)
        if phrase[0] == "-":
            new = [there for there in new if there not in same]
        elif not same:
            new.append(one)
    return tuple(new)


def with_signs(code: Code, fields: Fields, roles: Collection[str]) -> Fields:
    """Fields whose lists are said as changes, phrases with a + or - before each, as lists that replace the old.

    Raises:
        Refused: as `relisted`.
    """
    whole: Fields = {**fields}
    if "include" in fields:
        whole["include"] = relisted(code.include, fields["include"], values.text)
    if "exclude" in fields:
        whole["exclude"] = relisted(code.exclude, fields["exclude"], values.text)
    if "examples" in fields:
        said = (one for one in fields["examples"] if isinstance(one, str))
        whole["examples"] = relisted(code.examples, said, lambda one: example(one, roles))
    return whole


def example(said: Example | str, roles: Collection[str]) -> Example:
    """An example as a person writes it: its words, with a role of the study and a colon in front or without."""
    if isinstance(said, Example):
        return said
    front, colon, words = said.partition(":")
    role = next((role for role in roles if plain(role) == plain(front)), "")
    return Example(values.text(words), role) if colon and role and words.strip() else Example(values.text(said))


def filled(code: Code, fields: Said | Fields, roles: Collection[str]) -> Code:
    """The code with these fields.

    Args:
        code: as it is.
        fields: what it is to say.
        roles: of the study; examples may begin with one.

    Raises:
        Refused: for a name, definition or colour that cannot be.
    """
    given: dict[str, object] = {}
    if "name" in fields:
        given["name"] = name_of(cast("Fields", fields)["name"])
    if "definition" in fields:
        given["definition"] = definition_of(fields["definition"])
    if "include" in fields:
        given["include"] = tuple(dict.fromkeys(filter(None, map(values.text, fields["include"]))))
    if "exclude" in fields:
        given["exclude"] = tuple(dict.fromkeys(filter(None, map(values.text, fields["exclude"]))))
    if "examples" in fields:
        found = (example(one, roles) for one in fields["examples"])
        given["examples"] = tuple(dict.fromkeys(one for one in found if one.text))
    if "color" in fields:
        given["color"] = color_of(fields["color"])
    if "heading" in fields:
        given["heading"] = fields["heading"]
    return replace(code, **given)  # type: ignore[arg-type]


def new_name(book: Codebook, name: str, *, but: str = "") -> str:
    """The name of a code, which no code in use has, other than the one of the id `but`.

    Raises:
        Refused: where one has.
    """
    own = name_of(name)
    taken = [code for code in book.codes if plain(code.name) == plain(own) and code.id != but and not code.retired]
    if taken:
        why = f"there is a code of this name already, {taken[0].id}"
        raise Refused(f"The name {own!r}", why, hint="Choose another name, or merge the two.")
    return own


def new_theme_name(book: Codebook, name: str, *, but: str = "") -> str:
    """The name of a theme, which no theme has, other than the one of the id `but`.

    Raises:
        Refused: where one has.
    """
    own = name_of(name)
    if any(plain(theme.name) == plain(own) and theme.id != but for theme in book.themes):
        raise Refused(f"The name {own!r}", "there is a theme of this name already", hint="Choose another name.")
    return own


def name_of(name: str) -> str:
    """The name on one line.

    Raises:
        Refused: where nothing of it can be seen, or it is too long.
    """
    own = " ".join(values.one_line(name).split())
    kinds = set(map(unicodedata.category, own))
    if len(own) > LONGEST or all(kind[0] in "MZ" or kind in {"Cc", "Cf"} for kind in kinds):
        raise Refused(f"The name {own[:40]!r}", f"a name has 1 to {LONGEST} characters")
    return own


def definition_of(said: str) -> str:
    """The definition without white space at its ends.

    Raises:
        Refused: where it is too long.
    """
    if len(said) > LONGEST_DEFINITION:
        raise Refused("The definition", f"it has more than {LONGEST_DEFINITION:,} characters")
    return values.text(said)


def color_of(said: str) -> str:
    """The colour as #RRGGBB, "" for none.

    Raises:
        Refused: where it is no colour.
    """
    found = values.color(said.strip()) if said.strip() else ""
    if found is None:
        raise Refused(f"The colour {said!r}", "it is none", hint="Write it as #RRGGBB.")
    return found


def news(asked: Surgery, name: str) -> Surgery:
    """The plan.

    Raises:
        Refused: where nothing would change.
    """
    if asked.base == asked.wanted:
        raise Refused(f"The change of {name!r}", "it is so already", hint="Nothing has to be done.")
    return asked


def _words(one: str | Example) -> str:
    return one.text if isinstance(one, Example) else one
