"""What changed between two states of a codebook: which codes and themes, and each of their texts word by word."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import SequenceMatcher
from typing import TypeVar

from qual.codebook.worddiff import Run, differences
from qual.model.codebook import Code, Codebook, Example, Theme

ALIKE = 0.5
"""Share of the letters two phrases have in common from which the one is called a new wording of the other."""
MOST_PAIRED = 40
"""Phrases that are only in the old or only in the new list, up to which new wordings are looked for."""
_COMPARED = 300

_Entry = TypeVar("_Entry", Code, Theme)
_SPOKEN = {
    "turned": "turned into a heading or back",
    "parted": "no longer merged",
    "merged": "merged into another",
}


@dataclass(frozen=True, slots=True)
class ThemeChanges:
    """Ids of the themes that differ between two codebooks; a theme may stand under several headings.

    Attributes:
        added: only in the new one.
        removed: only in the old one.
        renamed: the name differs.
        redefined: the definition differs.
        recoloured: the colour differs.
        reordered: stands in another place among the themes that both have; as few as tell the new order.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    redefined: tuple[str, ...] = ()
    recoloured: tuple[str, ...] = ()
    reordered: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True where no theme differs in any of these ways."""
        return not any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ids of the codes that differ between two codebooks; a code may stand under several headings.

    Attributes:
        added: only in the new one.
        removed: only in the old one.
        renamed: the name differs.
        redefined: the definition, a phrase or an example differs, so that earlier rejections may no longer hold.
        moved: under another theme or another code.
        retired: retired in the new one, not in the old one.
        restored: retired in the old one, not in the new one.
        merged: counts as another code, and did not or as a different one.
        parted: counted as another code and does so no longer.
        turned: became a heading that only groups, or is one no longer.
        recoloured: the colour differs.
        reordered: stands in another place among those beside it that did so before; as few as tell the new order.
        themes: the same of the themes.
        book: which of title and label differ.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    redefined: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    parted: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    recoloured: tuple[str, ...] = ()
    reordered: tuple[str, ...] = ()
    themes: ThemeChanges = field(default_factory=ThemeChanges)
    book: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True where nothing differs in any of these ways."""
        return self.themes.empty and not any(getattr(self, name) for name in (*_CODES, "book"))

    def summary(self) -> str:
        """One line for people, such as "2 codes added, 1 redefined; 1 theme renamed"."""
        parts = [
            _counted([(len(getattr(self, name)), name) for name in _CODES], "code"),
            _counted([(len(getattr(self.themes, one.name)), one.name) for one in fields(self.themes)], "theme"),
            f"{' and '.join(self.book)} changed" if self.book else "",
        ]
        return "; ".join(part for part in parts if part) or "no code changed"


_CODES = tuple(one.name for one in fields(Comparison) if one.name not in {"themes", "book"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One text of an entry that differs; of a list of phrases or examples each phrase by itself.

    Attributes:
        field: as the attribute of the code, theme or codebook is called.
        old: as it was, "" for nothing; an example with a role begins with the role and a colon.
        new: as it is. Where the phrases are the same in another order, both are all of them, one a line.
        words: what differs, run by run, as `worddiff.differences` gives it.
    """

    field: str
    old: str
    new: str
    words: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One code, theme or the codebook as a whole, that differs.

    Attributes:
        kind: "code", "theme" or "codebook".
        id: its id, "" for the codebook.
        name: as it is now, or was where it is gone.
        what: the headings of `Comparison` it stands under.
        fields: the texts that differ; all that say something of an added or removed entry. A new place has none.
    """

    kind: str
    id: str
    name: str
    what: tuple[str, ...]
    fields: tuple[FieldChange, ...]


def compare(old: Codebook, new: Codebook) -> Comparison:
    """What became of each code and theme; added and removed ones stand under that heading only.

    Args:
        old: the codebook as it was.
        new: the codebook as it is.

    Returns:
        the ids, in the order of the new codebook (of the old one for what was removed).
    """
    both = _pairs(old.codes, new.codes)

    def where(differs: Callable[[Code, Code], bool]) -> tuple[str, ...]:
        return tuple(after.id for before, after in both if differs(before, after))

    return Comparison(
        added=_only(new.codes, old.codes),
        removed=_only(old.codes, new.codes),
        renamed=where(lambda a, b: a.name != b.name),
        redefined=where(lambda a, b: _content(a) != _content(b)),
        moved=where(lambda a, b: _beside(a) != _beside(b)),
        retired=where(lambda a, b: b.retired and not a.retired),
        restored=where(lambda a, b: a.retired and not b.retired),
        merged=where(lambda a, b: bool(b.merged_into) and a.merged_into != b.merged_into),
        parted=where(lambda a, b: bool(a.merged_into) and not b.merged_into),
        turned=where(lambda a, b: a.heading != b.heading),
        recoloured=where(lambda a, b: a.color != b.color),
        reordered=_reordered(old.codes, both, _beside),
        themes=_themes(old, new),
        book=tuple(name for name in ("title", "label") if getattr(old, name) != getattr(new, name)),
    )


def details(old: Codebook, new: Codebook) -> tuple[EntryChange, ...]:
    """Every entry that differs, with its texts word by word: the codebook, themes, then codes.

    Each in the order of the new codebook, what was removed after it in that of the old one.
    """
    changes = compare(old, new)
    texts = _texts({"title": old.title, "label": old.label}, {"title": new.title, "label": new.label})
    found = [EntryChange("codebook", "", new.title, changes.book, texts)] if changes.book else []
    headings = _headings({one.name: getattr(changes.themes, one.name) for one in fields(changes.themes)})
    found += _entries("theme", old.themes, new.themes, headings, _theme_texts)
    headings = _headings({name: getattr(changes, name) for name in _CODES})
    return tuple(found + _entries("code", old.codes, new.codes, headings, _code_texts))


def _themes(old: Codebook, new: Codebook) -> ThemeChanges:
    both = _pairs(old.themes, new.themes)
    return ThemeChanges(
        added=_only(new.themes, old.themes),
        removed=_only(old.themes, new.themes),
        renamed=tuple(b.id for a, b in both if a.name != b.name),
        redefined=tuple(b.id for a, b in both if a.definition != b.definition),
        recoloured=tuple(b.id for a, b in both if a.color != b.color),
        reordered=_reordered(old.themes, both, lambda _: ""),
    )


def _counted(counts: Sequence[tuple[int, str]], noun: str) -> str:
    parts = [f"{count} {_SPOKEN.get(what, what)}" for count, what in counts if count]
    first = next((count for count, _ in counts if count), 0)
    return (
        ", ".join([parts[0].replace(" ", f" {noun if first == 1 else noun + 's'} ", 1), *parts[1:]])
        if parts
        else ""
    )


def _pairs(old: Sequence[_Entry], new: Sequence[_Entry]) -> list[tuple[_Entry, _Entry]]:
    before = {entry.id: entry for entry in old}
    return [(before[entry.id], entry) for entry in new if entry.id in before]


def _only(entries: Sequence[_Entry], others: Sequence[_Entry]) -> tuple[str, ...]:
    known = {entry.id for entry in others}
    return tuple(entry.id for entry in entries if entry.id not in known)


def _content(code: Code) -> tuple[object, ...]:
    """What a code means, apart from its name."""
    return code.definition, code.include, code.exclude, code.examples


def _beside(code: Code) -> tuple[str, str]:
    """What those have in common that stand beside each other."""
    return code.theme, code.parent


def _reordered(
    old: Sequence[_Entry], both: Sequence[tuple[_Entry, _Entry]], beside: Callable[[_Entry], Hashable]
) -> tuple[str, ...]:
    """Ids of as few entries as tell the new order, of those that stand beside the same ones as before."""
    place = {entry.id: at for at, entry in enumerate(old)}
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for before, after in both:
        if beside(before) == beside(after):
            groups[beside(after)].append(after.id)
    out_of_order: set[str] = set()
    for group in groups.values():
        out_of_order |= set(group) - _rising(group, place)
    return tuple(after.id for _, after in both if after.id in out_of_order)


def _rising(ids: Sequence[str], place: Mapping[str, int]) -> set[str]:
    """A longest part of the ids whose places rise (patience sorting; Fredman 1975, Discrete Math 11:29-35)."""
    tops: list[int] = []
    ends: list[str] = []
    before: dict[str, str] = {}
    for own in ids:
        pile = bisect_left(tops, place[own])
        tops[pile : pile + 1] = [place[own]]
        ends[pile : pile + 1] = [own]
        if pile:
            before[own] = ends[pile - 1]
    found: set[str] = set()
    last = ends[-1] if ends else ""
    while last:
        found.add(last)
        last = before.get(last, "")
    return found


def _headings(ids: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for what, some in ids.items():
        for own in some:
            found[own] = (*found.get(own, ()), what)
    return found


def _entries(
    kind: str,
    old: Sequence[_Entry],
    new: Sequence[_Entry],
    headings: Mapping[str, tuple[str, ...]],
    told: Callable[[_Entry | None, _Entry | None], tuple[FieldChange, ...]],
) -> list[EntryChange]:
    before: dict[str, _Entry] = {entry.id: entry for entry in old}
    after: dict[str, _Entry] = {entry.id: entry for entry in new}
    entries = [*new, *(entry for entry in old if entry.id not in after)]
    return [
        EntryChange(kind, one.id, one.name, headings[one.id], told(before.get(one.id), after.get(one.id)))
        for one in entries
        if one.id in headings
    ]


def _theme_texts(old: Theme | None, new: Theme | None) -> tuple[FieldChange, ...]:
    names = ("name", "definition", "color")
    return _texts(*({name: str(getattr(one, name)) if one else "" for name in names} for one in (old, new)))


def _code_texts(old: Code | None, new: Code | None) -> tuple[FieldChange, ...]:
    def texts(*names: str) -> tuple[FieldChange, ...]:
        return _texts(*({name: _said(getattr(one, name)) if one else "" for name in names} for one in (old, new)))

    found = texts("name", "definition")
    for name in ("include", "exclude", "examples"):
        found += _items(name, *(tuple(getattr(one, name)) if one else () for one in (old, new)))
    return found + texts("theme", "parent", "merged_into", "heading", "retired", "color")


def _said(value: object) -> str:
    """A field as text: yes for what is so, nothing for what is not."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


def _texts(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FieldChange, ...]:
    return tuple(_change(name, old[name], new[name]) for name in old if old[name] != new[name])


def _change(name: str, old: str, new: str) -> FieldChange:
    return FieldChange(name, old, new, differences(old, new))


def _items(name: str, old: Sequence[str | Example], new: Sequence[str | Example]) -> tuple[FieldChange, ...]:
    """Phrases that are gone, worded anew or added, one change each; where only their order differs, that."""
    if old == new:
        return ()
    gone, fresh = _left(old, new), _left(new, old)
    if not (gone or fresh):
        return (_change(name, "\n".join(map(_shown, old)), "\n".join(map(_shown, new))),)
    wording = _reworded(gone, fresh)
    found = [
        _change(name, _shown(one), _shown(fresh[wording[at]]) if at in wording else "")
        for at, one in enumerate(gone)
    ]
    added = [one for at, one in enumerate(fresh) if at not in wording.values()]
    return tuple(found + [_change(name, "", _shown(one)) for one in added])


def _left(items: Sequence[str | Example], others: Sequence[str | Example]) -> list[str | Example]:
    """The items that the other list has not, or not as often."""
    counts = Counter(others)
    found = []
    for item in items:
        if counts[item]:
            counts[item] -= 1
        else:
            found.append(item)
    return found


def _reworded(gone: Sequence[str | Example], fresh: Sequence[str | Example]) -> dict[int, int]:
    """Which of the new phrases is a new wording of which old one: the most alike first, each once."""
    if not gone or not fresh or max(len(gone), len(fresh)) > MOST_PAIRED:
        return {}
    alike = [
        (SequenceMatcher(None, _wording(one), _wording(other), autojunk=False).ratio(), -at, -to)
        for at, one in enumerate(gone)
        for to, other in enumerate(fresh)
    ]
    found: dict[int, int] = {}
    for ratio, at, to in sorted(alike, reverse=True):
        if ratio >= ALIKE and -at not in found and -to not in found.values():
            found[-at] = -to
    return found


def _wording(item: str | Example) -> str:
    """What of a phrase is compared with another: its first letters, so that the time is bounded."""
    return (item.text if isinstance(item, Example) else item)[:_COMPARED]


def _shown(item: str | Example) -> str:
    if isinstance(item, Example):
        return f"{item.role}: {item.text}" if item.role else item.text
    return item
