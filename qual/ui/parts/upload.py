"""Add transcripts: choose files, see what came of each, name the columns of a table nobody could guess."""

from __future__ import annotations

import streamlit as st

from qual.ui import problems, state
from qual.ui.widgets import count, plain
from qual.workflow.ingest import ImportReport
from qual.workflow.projects import OpenProject

ROUND = "upload"
COLUMNS = {
    "text": "the words spoken",
    "speaker": "who speaks",
    "role": "the speaker's role",
    "transcript": "which interview it belongs to",
    "start": "when it begins",
}
FORMATS = (
    "Word (.docx), text (.txt), meeting captions (.vtt, .srt), tables (.csv, .xlsx) with one turn per row. "
    "Your files stay as they are: a copy is kept untouched in the study's folder."
)


def show(project: OpenProject) -> None:
    """Draw the form, then what the last import did."""
    with st.container(border=True):
        _form(project)
    report: ImportReport | None = state.get(state.REPORT)
    if report is not None:
        _result(report)
        _ask(project, report)


def _form(project: OpenProject) -> None:
    turn = state.round_of(ROUND)
    files = st.file_uploader(
        "Interviews, as many files at once as you like",
        accept_multiple_files=True,
        key=f"qual_files_{turn}",
        help=FORMATS,
    )
    st.caption(FORMATS)
    with st.expander("Participants table (optional)"):
        st.caption(
            "A CSV or Excel file with one participant per row: id, role, and whatever else the study knows of "
            "them (age band, service, …). It says who speaks in which transcript, and results can be split by "
            "its columns."
        )
        people = st.file_uploader("Participants table", type=["csv", "xlsx"], key=f"qual_people_{turn}")
    wanted = st.button(
        f"Import {count(len(files), 'file')}" if files else "Import", type="primary", disabled=not (files or people)
    )
    if wanted:
        given = [(file.name, file.getvalue()) for file in files]
        _import(project, given, people=(people.name, people.getvalue()) if people else None)
        state.next_round(ROUND)
        st.rerun()


def _import(
    project: OpenProject,
    files: list[tuple[str, bytes]],
    *,
    people: tuple[str, bytes] | None = None,
    columns: dict[str, str] | None = None,
) -> None:
    with st.status(f"Reading {count(len(files), 'file')} …", expanded=True) as status:
        bar = st.progress(0.0)

        def progress(done: int, total: int) -> None:
            bar.progress(done / total if total else 1.0, text=f"{done} of {total}")

        report = project.import_files(
            files, participants=people, columns=columns, coder=state.coder(), progress=progress
        )
        status.update(label="Done", state="complete")
    state.put(state.REPORT, report)
    state.put(state.VIEW, state.ADD)  # stays here to say what came of it, also after the very first import
    kept = {name: data for name, data in files if name in report.headings}
    state.put(state.ASKED, kept)


def _result(report: ImportReport) -> None:
    """In words: what came in, what was skipped, what was not understood."""
    st.subheader("What came of it", anchor=False)
    if report.added:
        words = sum(one.words for one in report.added)
        st.success(f"{count(len(report.added), 'transcript')} added, {words:,} words.")
        st.table(
            {
                "Transcript": [plain(one.transcript) for one in report.added],
                "File": [plain(one.file) for one in report.added],
                "Turns": [f"{one.turns:,}" for one in report.added],
                "Words": [f"{one.words:,}" for one in report.added],
                "Speakers": [plain(", ".join(one.speakers) or "none labelled") for one in report.added],
            }
        )
        if any(not known["confirmed"] for one in report.added for known in one.speakers.values()):
            st.write("Next: say who speaks.")
            st.button("Go to the speakers", type="primary", on_click=state.put, args=(state.VIEW, state.SPEAKERS))
        else:
            st.button("Read them", type="primary", on_click=state.put, args=(state.VIEW, state.READ))
    for skipped in report.skipped:
        st.info(f"**{plain(skipped.file)}** was skipped: {plain(skipped.reason)}.")
    if report.problems:
        problems.show(report.problems, "What was not understood")
    if not (report.added or report.skipped or report.problems):
        st.info("The participants table was read; nothing in it needed your attention.")


def _ask(project: OpenProject, report: ImportReport) -> None:
    """For each table whose columns were not recognised: which heading is what?"""
    waiting: dict[str, bytes] = state.get(state.ASKED, {})
    for name, data in waiting.items():
        headings = report.headings.get(name, ())
        if not headings:
            continue
        with st.form(f"qual_columns_{name}"):
            st.markdown(f"**Which column of {plain(name)} is what?**")
            chosen = {
                field: st.selectbox(
                    meaning[:1].upper() + meaning[1:], headings, index=None, key=f"qual_column_{name}_{field}",
                    placeholder="There is none" if field != "text" else "Choose the column",
                )
                for field, meaning in COLUMNS.items()
            }  # fmt: skip
            wanted = st.form_submit_button("Import this table", type="primary")
        if wanted and not chosen["text"]:
            st.warning("Say at least which column holds the words spoken.")
        elif wanted:
            _import(
                project, [(name, data)], columns={field: heading for field, heading in chosen.items() if heading}
            )
            state.put(
                state.ASKED,
                {other: kept for other, kept in waiting.items() if other != name} | state.get(state.ASKED),
            )
            st.rerun()
