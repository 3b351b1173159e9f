"""A report: everything a study can say by a plan, joined from the rooms that count, compare, summarise and draw.

Every format is written from the one value made here. Suggestions enter no part of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.model.plan import Plan
from qual.model.span import Span
from qual.workflow import (
    checklists,
    counted,
    counting,
    drawing,
    frames,
    memos,
    quote_edits,
    report_limits,
    report_parts,
    summarising,
)
from qual.workflow.report_names import WORDS_STAY, Names, names

if TYPE_CHECKING:
    import pandas as pd

    from qual.exporters.base import Report
    from qual.model.selection import Selection
    from qual.model.summary import Summary
    from qual.workflow.counted import Counted
    from qual.workflow.counting import FrequencyAnswer
    from qual.workflow.projects import OpenProject


def build(project: OpenProject, plan: Plan | None = None) -> Report:
    """Everything the plan asks for; of a part it does not name nothing is computed.

    The main tables (frequencies, differences, codings, codebook, participants, memos) are there in any case.

    Args:
        project: the open project.
        plan: what the report has in it; else everything.

    Raises:
        NotFound: if the plan names a code, coder, transcript, role or attribute that is not there.
    """
    plan = plan or Plan()
    with counted.kept():
        return _build(project, plan, names(project, plan.names))


def _build(project: OpenProject, plan: Plan, shown: Names) -> Report:
    from qual.codebook.tabular import rows as codebook_rows
    from qual.exporters.base import Report

    data = counted.counted(project, plan.selection, plan.by)
    answer = counting.frequencies(project, by=plan.by, test=plan.test, selection=plan.selection)
    book = project.codebook.book
    themes = summaries(project, plan, shown)
    found = checklists.known(project, plan)
    return Report(
        title=book.title or project.settings.name,
        synthetic=project.settings.synthetic,
        frequencies=with_names(answer.rows, project),
        differences=with_names(answer.differences, project),
        codings=shown.frame(_codings(project, with_names(data.codings, project))),
        codebook=codebook_rows(data.book),
        participants=shown.frame(_participants(project, data, plan.selection)),
        memos=shown.frame(_memos(project, data, plan.selection)),
        notes=tuple(dict.fromkeys((*shown.sentences(answer.notes), *((WORDS_STAY,) if shown.by_number else ())))),
        provenance=provenance(project, answer, coders=tuple(found.coders)),
        parts=tuple(replace(one, notes=shown.sentences(one.notes)) for one in report_parts.parts(project, plan)),
        pictures=drawing.figures(project, plan) if "figures" in plan.sections else (),
        themes=themes,
        checklist=checklists.checklist(found, themes) if "methods" in plan.sections else (),
        limitations=_limitations(found, answer) if "limitations" in plan.sections else (),
        plan=plan,
    )


def summaries(project: OpenProject, plan: Plan, shown: Names) -> tuple[Summary, ...]:
    """A page for each theme, where the plan asks for them."""
    return shown.summaries(summarising.summaries(project, plan)) if "themes" in plan.sections else ()


def provenance(project: OpenProject, answer: FrequencyAnswer, *, coders: tuple[str, ...]) -> dict[str, str]:
    """What made the report: versions, model, unit, coders, how much was read."""
    from qual import __version__

    state = project.codebook
    with project.store.reading() as tables:
        suggested = tables.suggestion_state()
        last = tables.newest(without=("export",))
    part = counting.part_in_words
    return {
        "made with": f"qual {__version__}",
        "state of": last.created if last else "an empty project",
        "study": project.settings.name,
        "codebook version": f"{state.book.version} (the researcher's label: {state.book.label or 'none'})",
        "unit of analysis": answer.unit,
        "not counted (context)": ", ".join(project.settings.context_roles) or "nobody",
        "sentence model of suggestions": suggested.model if suggested else "no suggestions made",
        "coders": ", ".join(coders) or "nobody yet",
        "codings": "made by named people; suggestions are in no count",
        "reviewed": "; ".join(f"{group} {part(share)}" for group, share in answer.reviewed.items()),
        "difference": f"{answer.compared[0]} minus {answer.compared[1]}" if answer.compared else "not computed",
    }


def with_names(table: pd.DataFrame, project: OpenProject) -> pd.DataFrame:
    """The table with the names of its themes and codes beside their ids, for people who read it."""
    book = project.codebook.book
    codes = {code.id: code.name for code in book.codes}
    themes = {theme.id: theme.name for theme in book.themes}
    shown = table.copy()
    for column, known in (("code", codes), ("theme", themes)):
        if column in shown.columns:
            filled = [known.get(str(value), "") if value else "" for value in shown[column].fillna("")]
            shown[f"{column}_name"] = filled
    return shown


def _codings(project: OpenProject, codings: pd.DataFrame) -> pd.DataFrame:
    """The codings; where words were replaced with others in brackets, a column `shown` has the quote as printed.

    Raises:
        Refused: if a quote is not what stands at its place, which `qual check` tells in full.
    """
    replaced = quote_edits.handling(project).replaced
    if codings.empty:
        return codings
    with project.store.reading() as tables:
        texts = tables.texts()
    columns = ("transcript", "start", "end", "quote")
    places = list(zip(*(codings[name].tolist() for name in columns), strict=True))
    wrong = [name for name, start, end, quote in places if texts[name][start:end] != quote]
    if wrong:
        why = f"{len(wrong)} of its quotes are not what stands in {wrong[0]}"
        raise Refused("The report", why, hint="Run `qual check`.")
    if not replaced:
        return codings
    printed = [
        quote_edits.shown(texts[name], Span(start, end), replaced.get(name, ())) for name, start, end, _ in places
    ]
    return codings.assign(shown=printed)


def _participants(project: OpenProject, data: Counted, selection: Selection) -> pd.DataFrame:
    """Everybody who speaks; with a selection those whose words are counted."""
    people = frames.participants(project)
    if not selection:
        return people
    return people[people["participant"].isin(set(data.segments["participant"]))].reset_index(drop=True)


def _memos(project: OpenProject, data: Counted, selection: Selection) -> pd.DataFrame:
    """All memos; with a selection those about what is left: codings, codes, themes, transcripts, participants."""
    table = memos.frame(project)
    if not selection:
        return table
    kept = {
        "coding": set(data.codings["coding"]),
        "code": {code.id for code in data.book.codes},
        "theme": {theme.id for theme in data.book.themes},
        "transcript": set(data.segments["transcript"]),
        "participant": set(data.segments["participant"]),
    }
    keep = [
        str(target) in kept.get(str(about), ())
        for about, target in zip(table["about"], table["target"], strict=True)
    ]
    return table[keep].reset_index(drop=True)


def _limitations(found: checklists.Known, answer: FrequencyAnswer) -> tuple[str, ...]:
    rows = answer.rows
    column = "role" if answer.by == "role" else "group"
    words = dict(zip(rows[column], rows["words_median"], strict=True)) if len(rows) else {}
    return report_limits.limitations(found, reviewed=answer.reviewed, words=words)
