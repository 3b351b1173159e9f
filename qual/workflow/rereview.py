"""After a definition changed: the decisions that were made under the older text, to be looked at again.

A coding waits while the code its coder gave meant, at the version it was made under, something else than the code
it counts as means now. The coder's own word that it is still right settles it; what others say of it stands beside
it. A reject under an older text holds no longer by itself: the code is suggested there again.

No coding is changed by waiting here: what was counted stays counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from qual.codebook.compare import details
from qual.codebook.read import read
from qual.model.codebook import Codebook, Theme
from qual.workflow.passages import Passage, passages

if TYPE_CHECKING:
    from qual.codebook.compare import EntryChange, FieldChange
    from qual.model.codebook import Code
    from qual.model.coding import Coding, Decision
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

AFFIRM = "affirm"
"""The kind of event that says a coding is still right."""
_WORDS = ("name", "definition", "include", "exclude")


@dataclass(frozen=True, slots=True)
class Affirmed:
    """That somebody found a coding right under the code's meaning of now, and when (UTC, ISO 8601)."""

    coder: str
    created: str


@dataclass(frozen=True, slots=True)
class Older:
    """A coding made under an older text.

    Attributes:
        coding: the coding, with the code it counts as.
        text: place of the text it was made under in `Rereview.texts`.
        affirmed: others than its coder who found it right under the text of now.
    """

    coding: Coding
    text: int
    affirmed: tuple[Affirmed, ...] = ()


@dataclass(frozen=True, slots=True)
class OlderText:
    """What a code said when decisions were made under it that still stand.

    Attributes:
        code: id of the code that they count as now.
        was: the code that was given, as it was then.
        now: the code that it counts as, as it is now.
        since, until: when the first and the last of these decisions was made; UTC, ISO 8601.
        codings: how many of them are codings that wait.
        fields: what differs of name, definition, include and exclude, word by word.
    """

    code: str
    was: Code
    now: Code
    since: str
    until: str
    codings: int
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Rereview:
    """Decisions made under older texts.

    Attributes:
        texts: the older texts, those most recently used first.
        codings: codings that wait, oldest first.
        rejects: rejects that hold no longer and were not made again, newest first.
        settled: codings made under an older text that their coders found still right.
        unknown: codings whose version of the codebook, or their code in it, is not kept: nothing can be said.
    """

    texts: tuple[OlderText, ...]
    codings: tuple[Older, ...]
    rejects: tuple[Decision, ...]
    settled: int
    unknown: int

    @property
    def by_code(self) -> dict[str, int]:
        """Code -> codings that wait, most first."""
        return dict(Counter(one.coding.code for one in self.codings).most_common())


def rereview(project: OpenProject, *, code: str = "", coder: str = "") -> Rereview:
    """Decisions in force that were made under another meaning than the code has now.

    Args:
        project: the study.
        code: only those that count as this code now, "" for all.
        coder: who looks, "" for nobody in particular; what they themselves found right is not asked of them again.
    """
    book = project.codebook.book
    now_ = {one.id: one for one in book.codes}
    with project.store.reading() as tables:
        codings = tables.codings(code=code or None)
        decisions = tables.decisions(code=code or None)
        said = affirmations(tables)
        books = {one.codebook_version for one in codings}
        then = {version: codes_at(tables, version) for version in books}
    waiting: list[tuple[Coding, Code, tuple[Affirmed, ...]]] = []
    settled = unknown = 0
    for coding in codings:
        own = now_.get(coding.code)
        was = then[coding.codebook_version].get(coding.coded_as)
        if own is None:
            continue
        if was is None:
            unknown += 1
        elif was.meaning != own.meaning:
            right = said.get((coding.id, own.meaning), ())
            if coding.coder in {one.coder for one in right}:
                settled += 1
            elif coder not in {one.coder for one in right}:
                waiting.append((coding, was, right))
    texts, place = _texts(waiting, now_)
    found = [Older(coding, place[_key(coding.code, was)], right) for coding, was, right in waiting]
    found.sort(key=lambda one: (one.coding.created, one.coding.id))
    return Rereview(texts, tuple(found), _rejects(decisions, codings, now_), settled, unknown)


def affirmations(tables: Tables) -> dict[tuple[str, str], tuple[Affirmed, ...]]:
    """Coding and meaning -> who found it right under that, in order."""
    found: dict[tuple[str, str], tuple[Affirmed, ...]] = {}
    for event in tables.events(AFFIRM, newest_first=False):
        if event.undone_by is None:
            key = (str(event.details.get("coding", "")), str(event.details.get("meaning", "")))
            found[key] = (*found.get(key, ()), Affirmed(event.coder, event.created))
    return found


def current(tables: Tables, codings: Iterable[Coding], book: Codebook) -> frozenset[str]:
    """Ids of the codings made under the meaning their code has now, or found right under it by who made them.

    A coding whose version is not kept is not among them.
    """
    now_, said, found = {one.id: one for one in book.codes}, affirmations(tables), set()
    then: dict[str, Mapping[str, Code]] = {}
    for coding in codings:
        own = now_.get(coding.code)
        if own is None:
            continue
        if coding.codebook_version not in then:
            then[coding.codebook_version] = codes_at(tables, coding.codebook_version)
        was = then[coding.codebook_version].get(coding.coded_as)
        right = {one.coder for one in said.get((coding.id, own.meaning), ())}
        if (was is not None and was.meaning == own.meaning) or coding.coder in right:
            found.add(coding.id)
    return frozenset(found)


def shown(project: OpenProject, found: Iterable[Older | Decision]) -> list[Passage]:
    """The words of codings or rejects, with who says them and a little of what stands around."""
    acts = [one.coding if isinstance(one, Older) else one for one in found]
    with project.store.reading() as tables:
        return passages(tables, [(one.transcript, one.span) for one in acts])


def difference(was: Code, now_: Code) -> EntryChange | None:
    """What differs between two states of a code, or a code and the one it became; None where nothing does."""
    found = details(_alone(was, now_.id), _alone(now_, now_.id))
    return next((one for one in found if one.kind == "code"), None)


def codes_at(tables: Tables, version: str) -> Mapping[str, Code]:
    """The codes of the codebook as it was at a version; none where the store does not know it."""
    text = tables.codebook_text(version)
    return _codes(text) if text else {}


@lru_cache(maxsize=256)
def _codes(text: str) -> Mapping[str, Code]:
    """Reading a codebook takes a while, and old states never change."""
    return {code.id: code for code in read(text.encode(), file="an earlier codebook")[0].codes}


def _alone(code: Code, name: str) -> Codebook:
    """A codebook with this code alone, so that it can be compared."""
    theme = (Theme(code.theme, code.theme),) if code.theme else ()
    return Codebook(themes=theme, codes=(replace(code, id=name, parent=""),))


def _key(code: str, was: Code) -> tuple[str, str, str]:
    return code, was.id, was.meaning


def _texts(
    waiting: Iterable[tuple[Coding, Code, tuple[Affirmed, ...]]], now_: Mapping[str, Code]
) -> tuple[tuple[OlderText, ...], dict[tuple[str, str, str], int]]:
    """The older texts with what they have in common, and the place of each."""
    made: dict[tuple[str, str, str], list[str]] = {}
    meant: dict[tuple[str, str, str], Code] = {}
    for coding, was, _ in waiting:
        made.setdefault(_key(coding.code, was), []).append(coding.created)
        meant[_key(coding.code, was)] = was
    order = sorted(made, key=lambda key: max(made[key]), reverse=True)
    texts = []
    for key in order:
        was, own = meant[key], now_[key[0]]
        changed = difference(was, own)
        fields = [one for one in changed.fields if one.field in _WORDS] if changed else []
        texts.append(OlderText(own.id, was, own, min(made[key]), max(made[key]), len(made[key]), tuple(fields)))
    return tuple(texts), {key: place for place, key in enumerate(order)}


def _rejects(
    decisions: Iterable[Decision], codings: Iterable[Coding], now_: Mapping[str, Code]
) -> tuple[Decision, ...]:
    """Rejects under an older meaning that their coder has not answered anew: by a coding there, or a reject."""
    coded = {(one.coder, one.transcript, one.span, one.code) for one in codings}
    last: dict[tuple[object, ...], Decision] = {}
    for one in decisions:  # oldest first at one place
        last[one.coder, one.transcript, one.span, one.code] = one
    found = [
        one
        for key, one in last.items()
        if one.verdict == "reject"
        and one.code in now_
        and now_[one.code].offered
        and one.meaning != now_[one.code].meaning
        and key not in coded
    ]
    return tuple(sorted(found, key=lambda one: (one.created, one.id), reverse=True))
