"""From a question to numbers, and from numbers to files; suggestions never enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.workflow import codebooks, frames, memos
from qual.workflow.counted import NOT_STATED
from qual.workflow.counting import (
    FEWEST_FOR_PERCENT,
    FrequencyAnswer,
    attributes,
    frequencies,
    part_in_words,
    share_in_words,
)

if TYPE_CHECKING:
    import pandas as pd

    from qual.exporters.base import Report
    from qual.workflow.projects import OpenProject

__all__ = [
    "FEWEST_FOR_PERCENT", "NOT_STATED", "FrequencyAnswer", "attributes", "frequencies", "part_in_words", "report",
    "share_in_words",
]  # fmt: skip


def report(project: OpenProject) -> Report:
    """Everything an export can hold."""
    from qual import __version__
    from qual.codebook.tabular import rows as codebook_rows
    from qual.exporters.base import Report

    answer = frequencies(project)
    state = project.codebook
    with project.store.reading() as tables:
        made = tables.suggestion_state()
        changed = next((event for event in tables.events() if event.kind != "export"), None)
    provenance = {
        "made with": f"qual {__version__}",
        "state of": changed.created if changed else "an empty project",
        "study": project.settings.name,
        "codebook version": f"{state.book.version} (the researcher's label: {state.book.label or 'none'})",
        "unit of analysis": answer.unit,
        "not counted (context)": ", ".join(project.settings.context_roles) or "nobody",
        "sentence model of suggestions": made.model if made else "no suggestions made",
        "codings": "made by named people; suggestions are in no count",
        "reviewed": "; ".join(f"{group} {part_in_words(share)}" for group, share in answer.reviewed.items()),
        "difference": f"{answer.compared[0]} minus {answer.compared[1]}" if answer.compared else "not computed",
    }
    return Report(
        title=state.book.title or project.settings.name,
        synthetic=project.settings.synthetic,
        frequencies=_named(answer.rows, project),
        differences=_named(answer.differences, project),
        codings=_named(frames.codings(project), project),
        codebook=codebook_rows(state.book),
        participants=frames.participants(project),
        memos=memos.frame(project),
        notes=answer.notes,
        provenance=provenance,
    )


def _named(table: pd.DataFrame, project: OpenProject) -> pd.DataFrame:
    """The table with the names of its themes and codes beside their ids, for people who read it."""
    book = codebooks.current(project).book
    names = {code.id: code.name for code in book.codes}
    themes = {theme.id: theme.name for theme in book.themes}
    shown = table.copy()
    for column, known in (("code", names), ("theme", themes)):
        if column in shown.columns:
            filled = [known.get(str(value), "") if value else "" for value in shown[column].fillna("")]
            shown[f"{column}_name"] = filled
    return shown
