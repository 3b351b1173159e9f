"""The codebook in and out: a file looked at before anything is taken over, and the codebook in every form."""

from __future__ import annotations

import streamlit as st

from qual.ui import problems, state
from qual.ui.parts import exchange_in
from qual.ui.parts.exchange_in import Opened
from qual.ui.widgets import plain
from qual.workflow import clock
from qual.workflow import codebook_exchange as exchange
from qual.workflow.projects import OpenProject

UPLOAD = "exchange-upload"
FROM_FILE, FROM_STUDY, FROM_SAMPLE = "A file", "Another study", "The shipped codebook"
KINDS = (
    "A table (.xlsx, .csv) with any sensible headings, a list of names or an outline (.txt, .md), a codebook file "
    "of qual (.yaml), what other programs exchange (.qdc, .qdpx), Taguette's codebook (.csv)."
)
SHIPPED = "22 codes in 7 themes on treatment-resistant depression, with definitions and examples. Synthetic study."
FORMS = {
    "docx": ("Word appendix", "For a paper or thesis: definitions, rules, quotes, and who has each code by role."),
    "xlsx": ("Excel workbook", "One code in each row. To read, sort and share; can be brought in again."),
    "csv": ("CSV table", "The same as plain text, for any program; can be brought in again."),
    "md": ("Markdown", "To read as text, on a web page or in a repository; can be brought in again."),
    "qdc": ("REFI-QDA codebook", "For NVivo, MAXQDA, ATLAS.ti, QualCoder and others; can be brought in again."),
    "yaml": ("YAML", "Your codebook file as it is, with your comments. To start another study with."),
}  # fmt: skip
MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv", "md": "text/markdown", "qdc": "application/xml", "yaml": "application/yaml",
}  # fmt: skip


def show(project: OpenProject, *, editable: bool) -> None:
    """Draw the view.

    Args:
        project: the open project.
        editable: whether somebody has said their name and the file can be written.
    """
    st.subheader("Bring a codebook in", anchor=False)
    opened: Opened | None = state.get(state.EXCHANGE)
    if opened is None or opened.folder != str(project.folder):
        _choose(project)
    else:
        exchange_in.show(project, opened, editable=editable)
    st.subheader("Take it out", anchor=False)
    _out(project)


def _choose(project: OpenProject) -> None:
    """Where it comes from; nothing is taken over by choosing."""
    st.markdown("You see what comes, and what it may be of yours, before anything is taken over.")
    where = st.segmented_control(
        "Where from", [FROM_FILE, FROM_STUDY, FROM_SAMPLE], default=FROM_FILE, key="exchange-from", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    with problems.guarded():
        if where == FROM_FILE:
            file = st.file_uploader("Codebook file", key=f"exchange-file-{state.round_of(UPLOAD)}", help=KINDS)
            st.caption(KINDS)
            if file is not None:
                data, name = file.getvalue(), file.name
                state.next_round(UPLOAD)
                _open(project, data, name)
        elif where == FROM_STUDY:
            _study(project)
        else:
            st.caption(SHIPPED)
            if st.button("Look at it", key="exchange-look-sample"):
                _open(project, *exchange.source(exchange.SAMPLE))


def _study(project: OpenProject) -> None:
    near = {str(path): path.name for path in exchange.studies_near(project.folder)}
    folder = st.selectbox(
        "Folder of the other study", list(near), index=None, key="exchange-study", accept_new_options=True,
        format_func=lambda one: near.get(one, one), placeholder="Choose one, or type its folder",
    )  # fmt: skip
    if st.button("Look at it", key="exchange-look-study", disabled=not folder):
        _open(project, *exchange.source(str(folder).strip()))


def _open(project: OpenProject, data: bytes, name: str) -> None:
    with st.spinner("Reading, and looking which codes you may have already …"):
        state.put(state.EXCHANGE, exchange_in.opened(project, data, name))
    st.rerun()


def _out(project: OpenProject) -> None:
    book = project.codebook.book
    if not book.codes and not book.themes:
        st.caption("There is no code yet; a form that is written now has only its headings.")
    forms = list(FORMS)
    for three in (forms[:3], forms[3:]):
        for column, form in zip(st.columns(3, gap="small"), three, strict=True):
            with column.container(border=True, height="stretch"), problems.guarded():
                _form(project, form)


def _form(project: OpenProject, form: str) -> None:
    name, what = FORMS[form]
    st.markdown(f"**{name}**  \n{what}")
    lost = exchange.losses(project, form)
    if lost:
        with st.expander("What is left out"):
            st.markdown("\n".join(f"- {plain(line)}" for line in lost))
    st.download_button(
        f"Download .{form}", lambda: exchange.write(project, form, date=clock.today()).data,
        file_name=exchange.file_name(project, form), mime=MIME[form], key=f"exchange-out-{form}", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
