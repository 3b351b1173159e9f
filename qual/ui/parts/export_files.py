"""A report as a file: choose the format, look at it, make it, download it, check it against the study."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from qual.model.plan import Plan
from qual.ui import problems, state
from qual.ui.widgets import count, plain
from qual.workflow import exporting, verifying
from qual.workflow.codebooks import free_id
from qual.workflow.projects import OpenProject

NAMES = {
    "docx": "Word", "html": "Web page", "xlsx": "Excel", "csv": "CSV", "json": "JSON", "parquet": "Parquet",
}  # fmt: skip
CONTENTS = {
    "docx": "To read, send on and write in: chapters, tables, theme pages with quotes, figures, checklists.",
    "html": "One file that opens in any browser, also from a USB stick: searchable, sortable, printable.",
    "xlsx": "A sheet for each table, with filters and typed columns, and one that says how they were made.",
    "csv": "Each table a file, with a few lines of R and of Python that read them. For SPSS, Stata, R.",
    "json": "Everything in one document, for programs, with lines of R and Python that read it.",
    "parquet": "Each table a typed file, for R (arrow), Python, DuckDB.",
}
MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html", "json": "application/json", "csv": "text/csv", "parquet": "application/octet-stream",
}  # fmt: skip
PEOPLE = {"pseudonym": "by pseudonym (P01)", "number": "by role and number (patient 1)"}
"""How people can be named."""
LOOK_HEIGHT = 760
MOST_PROBLEMS = 50


def show(project: OpenProject, plan: Plan) -> None:
    """Draw the section."""
    kept = state.get(state.REPORT_FORMAT, "docx")
    st.session_state["report-format"] = kept
    st.segmented_control(
        "Format", list(NAMES), key="report-format", format_func=lambda one: NAMES[one], on_change=_keep,
        label_visibility="collapsed",
    )  # fmt: skip
    st.markdown(CONTENTS[kept])
    with st.container(horizontal=True):
        make = st.button(
            f"Make the report ({NAMES[kept]})", type="primary", key="report-make", icon=":material/docs:"
        )
        look = st.button("Look at it first", key="report-look", icon=":material/visibility:")
    with problems.guarded():
        if make:
            _make(project, plan, kept)
        _made(project, plan, kept)
    with problems.guarded():
        _look(project, plan, asked=look)
    st.caption(f"Every file is also kept in the study's folder, under {plain(project.folder / 'exports')}.")


@problems.caught
def _keep() -> None:
    state.put(state.REPORT_FORMAT, st.session_state.get("report-format") or state.get(state.REPORT_FORMAT, "docx"))
    state.put(state.REPORT_CHECKED, None)


def _make(project: OpenProject, plan: Plan, format_: str) -> None:
    folder = project.folder / "exports"
    folder.mkdir(exist_ok=True)
    stem = free_id(project.settings.name, ())
    with st.spinner("Counting and writing …"):
        done = exporting.export(
            project, folder / f"{stem}.{format_}", format=format_, coder=state.coder(), plan=plan
        )
    files = done["files"]
    written = [str(file) for file in files] if isinstance(files, list) else [str(done["path"])]
    made = state.get(state.REPORTS_MADE, {})
    state.put(
        state.REPORTS_MADE, {**made, (str(project.folder), format_): (exporting.stamp(project), plan, written)}
    )
    state.put(state.REPORT_CHECKED, None)


def _made(project: OpenProject, plan: Plan, format_: str) -> None:
    """Download what was made last in this format, and check it."""
    then, of, files = state.get(state.REPORTS_MADE, {}).get((str(project.folder), format_), ("", plan, []))
    present = [path for path in map(Path, files) if path.is_file()]
    if not present:
        return
    with st.container(border=True):
        if then != exporting.stamp(project):
            st.caption("The study has changed since this was made.")
        elif of != plan:
            st.caption("You have chosen other parts since this was made.")
        with st.container(horizontal=True, vertical_alignment="center"):
            if len(present) == 1:
                data, name, mime = present[0].read_bytes(), present[0].name, MIME[format_]
            else:
                data = exporting.archive({path.name: path.read_bytes() for path in present})
                name, mime = f"{present[0].stem} {format_}.zip", "application/zip"
            st.download_button(
                f"Download {plain(name)}", data, file_name=name, mime=mime, key=f"qual_download_{format_}",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip
            check = st.button(
                "Check it against the study", key="report-check", icon=":material/fact_check:",
                help="The report is made again from the study, and every number and quote that differs is named.",
            )  # fmt: skip
            size = sum(path.stat().st_size for path in present) / 1000
            st.caption(f"{count(len(present), 'file')}, {max(size, 1):,.0f} kB")
        if check:
            with st.spinner("Making it again and comparing …"):
                state.put(state.REPORT_CHECKED, verifying.verify(project, present[0]))
        _checked(state.get(state.REPORT_CHECKED))


def _checked(found: verifying.Verified | None) -> None:
    if found is None:
        return
    (st.success if found.ok else st.error)(plain(found.sentence))
    for note in found.notes:
        st.caption(plain(note))
    st.markdown("\n".join(f"- {plain(line)}" for line in found.problems[:MOST_PROBLEMS]))
    if len(found.problems) > MOST_PROBLEMS:
        st.caption(f"… and {len(found.problems) - MOST_PROBLEMS} more; `qual verify` names them.")


def _look(project: OpenProject, plan: Plan, *, asked: bool) -> None:
    """The report as a page, below; it stays until something changes."""
    made_of = (str(project.folder), exporting.stamp(project), plan)
    if asked:
        with st.spinner("Counting …"):
            [page] = exporting.files(project, "html", stem="report", plan=plan).values()
        state.put(state.REPORT_LOOK, (made_of, page.decode("utf-8")))
    kept, shown = state.get(state.REPORT_LOOK, (None, ""))
    if kept == made_of:
        st.iframe(shown, height=LOOK_HEIGHT)
    elif kept is not None:
        st.caption("Something has changed since you looked; look at it again.")
