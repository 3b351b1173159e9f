"""One page about one theme, for who reads no statistics: what it is, who says it, in which words, and the proof.

Extractive only: every quote is words of a transcript, read from it when the page is made. Nothing is written by a
machine, and suggestions enter no count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import median
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.model.selection import EVERYTHING, Selection
from qual.model.summary import CodeSaid, Said, Summary, Typical
from qual.workflow import summary_quotes, summary_words
from qual.workflow.summary_ground import PSEUDONYM, Ground, ground

if TYPE_CHECKING:
    from qual.model.plan import Plan
    from qual.workflow.projects import OpenProject
    from qual.workflow.summary_quotes import Quoted

QUOTES = 6
"""Quotes of a theme, unless asked for otherwise."""
MOST_TYPICAL = 8
"""Words typical of a role that are shown."""
UNEVEN = 1.5
"""From this ratio on it is said that people of one role say more words about a theme."""
BANNER = "Counts describe this coded corpus; they are no estimate for other people."


def themes(project: OpenProject, selection: Selection = EVERYTHING) -> tuple[str, ...]:
    """The ids of the themes a summary can be made of, in the codebook's order."""
    from qual.workflow.counted import chosen_codes

    book = project.codebook.book
    codes = chosen_codes(book, selection.codes)
    chosen = {code.theme for code in book.codes if codes is None or code.id in codes}
    return tuple(theme.id for theme in book.themes if codes is None or theme.id in chosen)


def summary(
    project: OpenProject,
    theme_id: str,
    *,
    selection: Selection = EVERYTHING,
    quotes: int = QUOTES,
    names: str = PSEUDONYM,
) -> Summary:
    """What is known of one theme.

    Args:
        project: the open project.
        theme_id: of a theme of the codebook.
        selection: what is counted and quoted.
        quotes: how many, at most; more only where more are pinned.
        names: "pseudonym", or "number" for patient 1, patient 2 …

    Raises:
        NotFound: if there is no such theme, or the selection names what is not there.
        Refused: for another way of naming people.
    """
    if project.codebook.book.theme(theme_id) is None:
        known = ", ".join(theme.id for theme in project.codebook.book.themes) or "none"
        raise NotFound("theme", theme_id, hint=f"There are {known}.")
    from qual.analysis.quoting import choose

    data = ground(project, selection, names=names)
    found = summary_quotes.material(project, data, theme_id)
    rows = choose(found.pool.candidates, found.pool.vectors, most=quotes, roles=data.roles)
    return _summary(project, data, summary_quotes.quoted(data, found, rows, most=quotes), theme_id)


def summaries(project: OpenProject, plan: Plan) -> tuple[Summary, ...]:
    """A summary of every theme of a report; nobody is quoted more than three times in all of them together.

    Pinned quotes stand whatever else holds.

    Raises:
        NotFound: if the plan's selection names what is not there.
    """
    from qual.analysis.quoting import share_out

    data = ground(project, plan.selection, names=plan.names)
    found = [summary_quotes.material(project, data, theme) for theme in themes(project, plan.selection)]
    shared = share_out([one.pool for one in found], most=plan.quotes, roles=data.roles)
    return tuple(
        _summary(
            project, data, summary_quotes.quoted(data, one, rows, most=plan.quotes, report=True), one.theme
        )
        for one, rows in zip(found, shared, strict=True)
    )  # fmt: skip


def beside(found: Summary) -> tuple[str, ...]:
    """Of the notes, those that belong right beside who raises it: what the words mean, and what is not read."""
    first = (summary_words.LEGEND, summary_words.SMALL, summary_words.UNREAD, summary_quotes.UNSEEN)
    return tuple(note for note in found.notes if note.startswith(first))


def _summary(project: OpenProject, data: Ground, chosen: Quoted, theme_id: str) -> Summary:
    theme = project.codebook.book.theme(theme_id)
    assert theme is not None  # noqa: S101 - the callers have looked
    said = _said(data, theme_id)
    typical, told = _typical(data, theme_id)
    return Summary(
        theme=theme.id,
        name=theme.name,
        description=theme.definition,
        said=said.get("", ()),
        codes=tuple(
            CodeSaid(code.id, code.name, code.definition, said.get(code.id, ()))
            for code in data.counted.book.codes_of(theme_id)
            if said.get(code.id)
        ),
        typical=typical,
        quotes=chosen.quotes,
        negatives=chosen.negatives,
        memos=data.memos.get(theme_id, ()),
        notes=tuple(dict.fromkeys((*_notes(project, data, theme_id), *told, *chosen.notes))),
    )


def _said(data: Ground, theme: str) -> dict[str, tuple[Said, ...]]:
    """Code ("" for the whole theme) -> who raises it, by role."""
    found: dict[str, tuple[Said, ...]] = {}
    for row in data.frequencies.rows.to_dict("records"):
        if row["theme"] != theme:
            continue
        code = row["code"] if isinstance(row["code"], str) else ""
        role, n, total = str(row["role"]), int(row["participants"]), int(row["participants_total"])
        own = Said(
            role, n, total, summary_words.in_words(role, n, total), float(row["ci_low"]), float(row["ci_high"]),
            int(row["segments"]), int(row["segments_total"]),
        )  # fmt: skip
        found[code] = (*found.get(code, ()), own)
    return found


def _notes(project: OpenProject, data: Ground, theme: str) -> list[str]:
    """What must be read beside the counts."""
    from qual.workflow.reporting import part_in_words

    counts = [(one.role, one.total) for one in _said(data, theme).get("", ())]
    read = [
        f"{part_in_words(data.frequencies.reviewed[role])} of {summary_words.people(role, 2)}’ passages"
        for role in data.roles if data.frequencies.reviewed.get(role, 1.0) < 1
    ]  # fmt: skip
    left_out = [
        code.name for code in project.codebook.book.codes_of(theme) if data.counted.book.code(code.id) is None
    ]
    return [
        *data.counted.notes,
        BANNER,
        summary_words.LEGEND,
        *filter(None, [summary_words.small(counts)]),
        *([f"{summary_words.UNREAD}, only {' and '.join(read)}: more people may raise it."] if read else []),
        *([f"Codes of the theme that are not counted here: {', '.join(left_out)}."] if left_out else []),
        *summary_quotes.silent(data, theme),
    ]


def _typical(data: Ground, theme: str) -> tuple[tuple[Typical, ...], list[str]]:
    """Words typical of each role in its passages of the theme, and what to know of them."""
    from qual.analysis.typical import FEWEST, Spoken, typical
    from qual.search import function_words
    from qual.search.words import words

    people: dict[str, tuple[str, dict[str, Counter[str]]]] = {}
    length: Counter[str] = Counter()
    for one in data.said.get(theme, ()):
        key = f"{one.who.role}\x1f{one.who.key}"  # who speaks in two roles is somebody in each
        _, forms = people.setdefault(key, (one.who.role, {}))
        for word in words(one.words):
            forms.setdefault(function_words.term(word, data.language), Counter())[word] += 1
        length[key] += len(one.words.split())
    spoken = [Spoken(key, role, forms) for key, (role, forms) in people.items()]
    roles = [role for role in data.roles if any(one.group == role for one in spoken)]
    if len(roles) < 2:  # noqa: PLR2004 - a comparison has two sides
        return (), [
            "Typical words: only one role raises the theme, so there is nothing to compare."
        ] if roles else []
    found = typical(
        spoken, roles, most=MOST_TYPICAL, leave_out=function_words.function_words(data.language),
        nouns_capital=data.language == "german",
    )  # fmt: skip
    made = tuple(Typical(w.word, w.group, w.people, w.total, w.others, w.others_total) for w in found)
    number = {role: sum(one.group == role for one in spoken) for role in roles}
    said = {role: median(length[one.person] for one in spoken if one.group == role) for role in roles}
    return made, _typical_told(data, spoken_by=number, fewest=FEWEST, length=said)


def _typical_told(
    data: Ground, *, spoken_by: Mapping[str, int], fewest: int, length: Mapping[str, float]
) -> list[str]:
    from qual.search import function_words

    called = summary_words.people
    how = (
        "Typical words: in their passages of this theme at least three people of the role use the word (in any "
        "form), and a larger part of them than of the others, by 20 points or more. An order, not a test."
    )
    notes = [how]
    few = [f"{number} {called(role, number)}" for role, number in spoken_by.items() if number < fewest]
    if few:
        notes.append(f"No typical words of {' and '.join(few)}: there would have to be three people at least.")
    most, least = max(length, key=lambda role: length[role]), min(length, key=lambda role: length[role])
    if length[most] > UNEVEN * length[least]:
        notes.append(
            f"On this theme {called(most, 2)} say {length[most]:,.0f} words each (median), {called(least, 2)} "
            f"{length[least]:,.0f}: who says more uses more different words."
        )
    if not function_words.known(data.language):
        notes.append(f"The function words of the language {data.language!r} are not known, so some may be listed.")
    return notes
