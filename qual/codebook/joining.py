"""A codebook that came in, beside one's own: which codes may be the same, and both as one by a person's choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from qual.codebook.likeness import Names, forms
from qual.codebook.values import derived_id
from qual.errors import NotFound
from qual.model.codebook import Code, Codebook, Theme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Likeness = Callable[[Sequence[str]], NDArray[np.floating]]
    """Texts -> one row of unit length for each, so that the product of two rows says how alike they are."""

SAME_ID, SAME_ID_ONLY, DEFINITION = "the same id", "the same id, another name", "definitions alike"
"""Why two codes of two codebooks may be one, besides the reasons of `likeness`."""

SURE = 0.9
"""From this score a match is proposed as the choice; below it the code is proposed as new, with the match shown."""

ALIKE = 0.75
"""From this cosine two definitions are alike."""

_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Match:
    """What an incoming code may be in one's own codebook.

    Attributes:
        incoming_id: the code that comes in.
        own_id: the own code it may be, "" where none is near.
        why: the reason, "" without a match.
        score: 0–1; 1 for the same id and name, or a name with the same words.
    """

    incoming_id: str
    own_id: str = ""
    why: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of an incoming code.

    Attributes:
        act: "new": added as a code of its own; "skip": left out; "fill": the own code `own` gets what it has
            nothing of; "overwrite": the own code gets everything that the incoming one says.
        own: id of the own code, for "fill" and "overwrite".
    """

    act: Literal["new", "skip", "fill", "overwrite"]
    own: str = ""


NEW, SKIP = Choice("new"), Choice("skip")


def proposed(own: Codebook, incoming: Codebook, likeness: Likeness | None = None) -> tuple[Match, ...]:
    """For each incoming code the own code it may be, in the order of the incoming codebook.

    An own code is proposed for one incoming code only, for the nearest. In this order: the same id (with a name
    that is near: 1; with another: 0.6, since a number or a short word may be an id in any codebook), a name near
    by the rules of `likeness.near_names` (its score), definitions alike (0.9 times the cosine, from ALIKE on).

    Args:
        own: one's own codebook.
        incoming: the other one.
        likeness: texts -> rows of unit length, such as a sentence encoder gives; None leaves definitions aside.
    """
    found = [*_by_id(own, incoming), *_by_name(own, incoming)]
    if likeness is not None:
        found += _by_definition(own, incoming, likeness)
    place = {code.id: at for at, code in enumerate(own.codes)}
    found.sort(key=lambda match: (-match.score, place[match.own_id]))
    taken: set[str] = set()
    best: dict[str, Match] = {}
    for match in found:
        if match.incoming_id not in best and match.own_id not in taken:
            best[match.incoming_id] = match
            taken.add(match.own_id)
    return tuple(best.get(code.id, Match(code.id)) for code in incoming.codes)


def usual(matches: Sequence[Match]) -> dict[str, Choice]:
    """The choices that are proposed: fill the own code where the match is SURE, else add a new code."""
    return {
        match.incoming_id: Choice("fill", match.own_id) if match.own_id and match.score >= SURE else NEW
        for match in matches
    }


def _by_id(own: Codebook, incoming: Codebook) -> list[Match]:
    known = {code.id: code for code in own.codes}
    found = []
    for code in incoming.codes:
        other = known.get(code.id)
        if other is not None:
            near = code.name == other.name or Names([code.name, other.name]).near(0, 1) is not None
            found.append(Match(code.id, other.id, SAME_ID if near else SAME_ID_ONLY, 1.0 if near else 0.6))
    return found


def _by_name(own: Codebook, incoming: Codebook) -> list[Match]:
    names = Names([code.name for code in (*own.codes, *incoming.codes)])
    count = len(own.codes)
    found = []
    for at, code in enumerate(incoming.codes, count):
        for other in sorted(names.candidates(at)):
            judged = names.near(at, other) if other < count else None
            if judged is not None:
                found.append(Match(code.id, own.codes[other].id, *judged))
    return found


def _by_definition(own: Codebook, incoming: Codebook, likeness: Likeness) -> list[Match]:
    mine = [code for code in own.codes if code.definition]
    theirs = [code for code in incoming.codes if code.definition]
    if not mine or not theirs:
        return []
    rows = likeness([code.definition for code in (*mine, *theirs)])
    ours, others = rows[: len(mine)], rows[len(mine) :]
    found = []
    for start in range(0, len(theirs), _BLOCK):
        products = others[start : start + _BLOCK] @ ours.T
        for at, row in enumerate(products):
            nearest = int(row.argmax())
            if float(row[nearest]) >= ALIKE:
                score = 0.9 * min(float(row[nearest]), 1.0)
                found.append(Match(theirs[start + at].id, mine[nearest].id, DEFINITION, score))
    return found


def joined(own: Codebook, incoming: Codebook, choices: Mapping[str, Choice]) -> Codebook:
    """One's own codebook with what a person chose of another.

    Own codes and themes keep their ids, order, places and all they say, except where a choice overwrites a text. A
    new code stands at the end of the theme it comes with (the own one of the same id and name, or of the same name,
    if there is one), under the code that its parent became. An id that is taken is replaced.

    Args:
        own: one's own codebook.
        incoming: the other one.
        choices: id of an incoming code -> what becomes of it; NEW for those not named.

    Raises:
        NotFound: if a choice names an own code that there is not.
    """
    codes = {code.id: code for code in own.codes}
    taken = {*codes, *(code.id for code in incoming.codes)}
    became: dict[str, str] = {}
    added: list[Code] = []
    for code in incoming.codes:
        choice = choices.get(code.id, NEW)
        if choice.act == "new":
            became[code.id] = derived_id(code.name, taken) if code.id in codes else code.id
            taken.add(became[code.id])
            added.append(code)
        elif choice.act != "skip":
            if choice.own not in codes:
                raise NotFound("code", choice.own)
            became[code.id] = choice.own
            codes[choice.own] = _with(codes[choice.own], code, over=choice.act == "overwrite")
    themes, theme_of = _themes(own, incoming, {code.theme for code in added})
    mine = [codes[code.id] for code in own.codes]
    known = dict(codes)
    above = {code.id: code.parent for code in incoming.codes}
    new: list[Code] = []
    for code in added:
        placed = _pointed(_placed(code, above, became, theme_of, known), became)
        known[placed.id] = placed
        new.append(placed)
    title, label = own.title or incoming.title, own.label or incoming.label
    return Codebook(title, label, themes, _in_order(mine, new, themes))


def _with(own: Code, other: Code, *, over: bool) -> Code:
    """The own code with what the other says, where it says nothing or is to be overwritten."""
    fields = ("definition", "include", "exclude", "examples", "color", *(["name"] if over else []))
    new = {
        name: getattr(other, name) for name in fields if getattr(other, name) and (over or not getattr(own, name))
    }
    return replace(own, **new)


def _themes(own: Codebook, incoming: Codebook, used: set[str]) -> tuple[tuple[Theme, ...], dict[str, str]]:
    """All themes, and what each incoming theme became; one that nothing new stands in is added if it is empty."""
    themes = {theme.id: theme for theme in own.themes}
    taken = {*themes, *(theme.id for theme in incoming.themes)}
    by_name = {_folded(theme.name): theme.id for theme in reversed(own.themes)}
    filled = {code.theme for code in incoming.codes}
    became: dict[str, str] = {"": ""}
    for theme in incoming.themes:
        alike = themes.get(theme.id)
        same = (
            theme.id if alike and _folded(alike.name) == _folded(theme.name) else by_name.get(_folded(theme.name))
        )
        if same is not None:
            mine = themes[same]
            themes[same] = replace(
                mine, definition=mine.definition or theme.definition, color=mine.color or theme.color
            )
            became[theme.id] = same
        elif theme.id in used or theme.id not in filled:
            new = derived_id(theme.name, taken) if theme.id in themes else theme.id
            taken.add(new)
            themes[new] = replace(theme, id=new)
            became[theme.id] = new
    return tuple(themes.values()), became


def _folded(name: str) -> tuple[str, ...]:
    return tuple(sorted(forms(name)[0]))


def _placed(
    code: Code,
    above: Mapping[str, str],
    became: Mapping[str, str],
    theme_of: Mapping[str, str],
    known: Mapping[str, Code],
) -> Code:
    """A new code with its new id, under what the nearest code above it became."""
    up = code.parent
    while up and up not in became:
        up = above[up]
    parent = known.get(became[up]) if up else None
    theme = parent.theme if parent else theme_of.get(code.theme, "")
    return replace(code, id=became[code.id], theme=theme, parent=parent.id if parent else "")


def _pointed(code: Code, became: Mapping[str, str]) -> Code:
    """A new code that was merged into another points at what that became, "" where it was left out."""
    return replace(code, merged_into=became.get(code.merged_into, "")) if code.merged_into else code


def _in_order(mine: Sequence[Code], new: Sequence[Code], themes: Sequence[Theme]) -> tuple[Code, ...]:
    """Own codes in their own order, new ones behind the last code of their parent, else of their theme."""
    last: dict[tuple[str, str], int] = {}  # where the last code of a theme stands, or the last under a code
    for at, code in enumerate(mine):
        last["theme", code.theme] = last["code", code.id] = at
    for at in range(len(mine) - 1, -1, -1):
        code = mine[at]
        if code.parent:
            last["code", code.parent] = max(last["code", code.parent], last["code", code.id])
    waiting: dict[tuple[str, str], list[Code]] = {}
    for code in new:
        waiting.setdefault(("code", code.parent) if code.parent else ("theme", code.theme), []).append(code)
    ends: dict[int, list[tuple[str, str]]] = {}
    for theme in dict.fromkeys(code.theme for code in mine):
        ends.setdefault(last["theme", theme], []).append(("theme", theme))
    for code in mine:
        ends.setdefault(last["code", code.id], []).append(("code", code.id))
    loose = next((at for at in range(len(mine), 0, -1) if mine[at - 1].theme), 0) if themes else len(mine)
    listed: list[Code] = []
    for at, code in enumerate(mine):
        if at == loose:
            listed += _new_themes(mine, themes, waiting)
        listed.append(code)
        for key in reversed(ends.get(at, [])):  # the innermost first, the theme last
            listed += _family(waiting, key)
    return (*listed, *_new_themes(mine, themes, waiting), *_family(waiting, ("theme", "")))


def _new_themes(
    mine: Sequence[Code], themes: Sequence[Theme], waiting: dict[tuple[str, str], list[Code]]
) -> list[Code]:
    """The new codes of themes that hold no own code; none the second time."""
    held = {code.theme for code in mine}
    return [code for theme in themes if theme.id not in held for code in _family(waiting, ("theme", theme.id))]


def _family(waiting: dict[tuple[str, str], list[Code]], key: tuple[str, str]) -> list[Code]:
    """The new codes of a place, each followed by the new ones under it."""
    found: list[Code] = []
    todo = list(reversed(waiting.pop(key, [])))
    while todo:
        found.append(todo.pop())
        todo += reversed(waiting.pop(("code", found[-1].id), []))
    return found
