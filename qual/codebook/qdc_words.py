"""What REFI-QDA has no field for, as lines of a code's description, and back.

A description of ours is the definition, an empty line, and then fixed lines, each field on its own:

    Written name: Cost
    Include: cannot afford the fare
    Exclude: prices in general
    Example (patient): Two buses, and
    | each of them costs.
    Retired: yes
    Merged into: transport
    qual code: cost-of-travel

The last line holds the id. It is there for two reasons: an id cannot be computed back from a GUID, and other tools
make new GUIDs but leave descriptions alone. It also marks the lines above as ours: without it, a description is one
text, whatever words stand in it, so that nothing another tool wrote is ever taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qual.codebook import values
from qual.model.codebook import Example

THEME, HEADING, CODE = "theme", "heading", "code"
_MARK = re.compile(rf"qual ({THEME}|{HEADING}|{CODE}): (\S.*)")
_LINE = re.compile(
    r"(?P<field>Written name|Include|Exclude|Example|Retired|Merged into)"
    r"(?: \((?P<role>(?:[^\\)]|\\.)*)\))?: (?P<words>.*)"
)
_MORE = "|"
_YES = "yes"


@dataclass(frozen=True, slots=True)
class Words:
    """What a description says.

    Attributes:
        kind: `THEME`, `HEADING` or `CODE` where the description is one of ours, "" otherwise.
        id: our id, "" where the description is not ours.
        name: the name of ours, where the file has it with a number behind it; "" otherwise.
        definition: all of the description where it is not ours.
        include: phrases that belong to the code.
        exclude: phrases that do not.
        examples: words that show it.
        retired: True where it is offered no longer.
        merged_into: id of the code that took its codings over.
    """

    kind: str = ""
    id: str = ""
    name: str = ""
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    retired: bool = False
    merged_into: str = ""


def described(words: Words) -> str:
    """The description that says all this; `understood` reads it back unchanged."""
    fixed = [*_field("Written name", [words.name] if words.name else [])]
    fixed += _field("Include", words.include)
    fixed += _field("Exclude", words.exclude)
    for example in words.examples:
        fixed += _field(f"Example ({_escaped(example.role)})" if example.role else "Example", [example.text])
    fixed += _field("Retired", [_YES] if words.retired else [])
    fixed += _field("Merged into", [words.merged_into] if words.merged_into else [])
    fixed.append(f"qual {words.kind}: {words.id}")
    return "\n\n".join(part for part in (words.definition, "\n".join(fixed)) if part)


def understood(description: str) -> Words:
    """What a description says: the fixed lines above the line with an id; without one, all of it is definition.

    What somebody wrote below that line in another tool is added to the definition.
    """
    lines = values.text(description).split("\n")
    mark, last = None, len(lines)
    while mark is None and last > 0:
        last -= 1
        mark = _MARK.fullmatch(lines[last].rstrip())
    if mark is None:
        return Words(definition="\n".join(lines))
    first = last
    while first > 0 and (_LINE.fullmatch(lines[first - 1]) or _goes_on(lines[first - 1])):
        first -= 1
    while first < last and _goes_on(lines[first]):
        first += 1
    fields = list(_fields(lines[first:last]))
    definition = [values.text("\n".join(part)) for part in (lines[:first], lines[last + 1 :])]

    def said(name: str) -> tuple[str, ...]:
        return tuple(words for field, _, words in fields if field == name and words)

    return Words(
        kind=mark[1],
        id=values.one_line(mark[2]),
        name=values.one_line("".join(said("Written name")[:1])),
        definition="\n".join(part for part in definition if part),
        include=said("Include"),
        exclude=said("Exclude"),
        examples=tuple(Example(words, role) for field, role, words in fields if field == "Example" and words),
        retired=_YES in said("Retired"),
        merged_into=values.one_line("".join(said("Merged into")[:1])),
    )


def _field(label: str, texts: tuple[str, ...] | list[str]) -> Iterator[str]:
    """The lines of one field: a text that goes on has a bar before each further line, so that no line is empty."""
    for words in texts:
        first, *rest = words.split("\n")
        yield f"{label}: {first}"
        yield from (f"{_MORE} {line}" if line else _MORE for line in rest)


def _goes_on(line: str) -> bool:
    return line == _MORE or line.startswith(f"{_MORE} ")


def _fields(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    """(field, role, text) of fixed lines, of which the first begins a field."""
    begun: list[tuple[str, str, list[str]]] = []
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is not None:
            role = re.sub(r"\\(.)", r"\1", found["role"] or "")
            begun.append((found["field"], values.one_line(role), [found["words"]]))
        else:
            begun[-1][2].append(line[2:])
    for field, role, texts in begun:
        yield field, role, values.text("\n".join(texts))


def _escaped(role: str) -> str:
    return re.sub(r"([\\)])", r"\\\1", role)
