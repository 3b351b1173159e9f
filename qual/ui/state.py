"""What a session remembers, each key named once; a widget's own value dies when the page changes, these do not."""

from __future__ import annotations

from typing import Any

import streamlit as st

from qual.model.ids import new_id

FOLDER = "qual_folder"
"""Folder of the open study, "" while the person chooses another one."""
CODER = "qual_coder"
"""Name of the person whose acts these are."""
TRANSCRIPT = "qual_transcript"
"""Id of the transcript last looked at; sidebar links drop query parameters, so it stands here as well."""
AT = "qual_at"
"""Place in that transcript to show, None for its beginning."""
LINK = "qual_link"
"""The (transcript, at) of the link that was followed last, so that a rerun does not follow it again."""
REPORT = "qual_import_report"
"""What the last import did, until the next one."""
ASKED = "qual_import_asked"
"""Name -> bytes of tables whose columns a person has to name."""
VIEW = "qual_view"
"""What the page of transcripts shows: one of READ, SPEAKERS, ADD."""
MESSAGES = "qual_messages"
"""Messages to show once, after the next run: (kind, text) pairs."""
OPS = "qual_ops"
"""What is on screen -> the id its act will have, so that a double click or a rerun is carried out once."""
ROUNDS = "qual_rounds"
"""Name -> number; part of a widget's key where the widget must start afresh."""
REVIEW_FILTERS = "qual_review_filters"
"""Name of a filter -> chosen value; "" for all."""
CODE_FORM = "qual_code_form"
"""What the form of a code was opened with."""
THEME_FORM = "qual_theme_form"
"""What the form of a theme was opened with."""
CODEBOOK_ACT = "qual_codebook_act"
"""The change of the codebook that is being prepared, None while no dialog is open."""
CODEBOOK_DONE = "qual_codebook_done"
"""The last change of the codebook made here: the act's id and what was done."""
CODEBOOK_VIEW = "qual_codebook_view"
"""Which view the page of the codebook shows."""
CODEBOOK_WORDS = "qual_codebook_words"
"""Words that the codes shown have."""
CODEBOOK_MOST = "qual_codebook_most"
"""How many codes are shown."""
EXCHANGE = "qual_exchange"
"""The codebook that is being looked at before it is brought in, None while there is none."""
CODEBOOK_COMPARED = "qual_codebook_compared"
"""The two versions of the codebook beside each other."""
CODEBOOK_OUTSIDE = "qual_codebook_outside"
"""What was changed in the codebook file outside qual, with the state of the study it was made of."""
CANDIDATES = "qual_candidates"
"""Candidate themes, with the state of the study they were made of."""
THEMES_VIEW = "qual_themes_view"
"""What the page of themes shows."""
THEME_MAP = "qual_theme_map"
"""The map of passages, with the state of the study it was made of."""
CODE_GROUPS = "qual_code_groups"
"""What was found in the codes' own passages, with the state of the study it was made of."""
FREQUENCIES = "qual_frequencies"
"""The counts last made, with the state of the study they were made of."""
FREQUENCIES_BY = "qual_frequencies_by"
"""What the frequencies are split by."""
FREQUENCIES_OF = "qual_frequencies_of"
"""Which themes or codes the frequencies show."""
DIFFERENCES = "qual_differences"
"""The comparisons last made, with the state of the study they were made of."""
DIFFERENCES_SET = "qual_differences_set"
"""What the comparison of two groups was set to."""

PATTERNS_VIEW = "qual_patterns_view"
"""Which view the page of patterns shows."""
SATURATION = "qual_saturation"
"""Saturation as last counted, with the state of the study it was made of."""
SATURATION_KIND = "qual_saturation_kind"
"""Which codes the curves of saturation count."""
SATURATION_BASE = "qual_saturation_base"
"""Interviews of the base."""
SATURATION_RUN = "qual_saturation_run"
"""Interviews of a run."""
SATURATION_THRESHOLD = "qual_saturation_threshold"
"""Share of new codes at which saturation is reached."""
SATURATION_ORDER = "qual_saturation_order"
"""The order in which interviews are taken."""
PAIRS = "qual_pairs"
"""Codes that go together as last counted, with the state of the study they were made of."""
PAIRS_WITHIN = "qual_pairs_within"
"""Within what codes go together."""
PAIRS_OF = "qual_pairs_of"
"""Whether codes or themes are paired."""
PAIRS_STEPS = "qual_pairs_steps"
"""How many segments on a sequence looks."""
TIMELINE = "qual_timeline"
"""The timeline last laid out, with the state of the study it was made of."""
TIMELINE_OF = "qual_timeline_of"
"""The transcript whose timeline is shown, "" for all."""
ANSWERS = "qual_answers"
"""Op id -> (refusal or "", code it resolved to or ""), for the component that sent it."""
TROUBLE = "qual_trouble"
"""Why nothing can be saved at the moment, "" where it can."""
NOTES = "qual_notes"
"""What a person should know of acts that were carried out, until it is said."""
SPLIT = "qual_split"
"""What the board for splitting a code was opened with, None while it is closed."""
REVISION = "qual_revision"
"""The state of the study that is on screen, to notice what others do."""

MARKS = "qual_marks"
"""Transcript id -> [start, end] pairs to mark in it: what a search found."""
RESUMED = "qual_resumed"
"""(coder, transcript) -> where this person last read, as it was when the page was opened."""
LIKE = "qual_like"
"""(transcript, start, end) of the words that passages like them are looked for."""
GO = "qual_go"
"""Name of the page that a component asked for."""
REVIEW_PASSED = "qual_review_passed"
"""Ids of the passages this session passed over; they come last."""
REVIEW_SENT = "qual_review_sent"
"""Ids of the passages the review component was given last."""
ON_PAGE = "qual_on_page"
"""The page shown last."""

FIND_WORDS = "qual_find_words"
"""What is searched for, as typed."""
FIND_LINK = "qual_find_link"
"""The words of the link that was followed last, so that a rerun does not follow it again."""
FIND_BY = "qual_find_by"
"""How the words are meant: BY_WORDS or BY_MEANING."""
FIND_FILTERS = "qual_find_filters"
"""Name of a filter -> chosen values."""
FIND_ORDER = "qual_find_order"
"""In which order passages are shown."""
FIND_SHOWN = "qual_find_shown"
"""How many passages are shown."""
FIND_CHOSEN = "qual_find_chosen"
"""Ids of the passages that are ticked."""
FIND_SAID = "qual_find_said"
"""Sentences to say once about what was coded."""

BY_WORDS, BY_MEANING = "By words", "By meaning"
PROGRESS_OF = "qual_progress_of"
"""Whose progress is shown, "" for everybody's; None until somebody chose."""
PROGRESS_ROLE = "qual_progress_role"
"""The role whose codes the progress page shows."""
PROGRESS = "qual_progress"
"""The numbers last made, with the state of the study they were made of."""
STOPPING = "qual_stopping"
"""What is known of when to stop, with the state of the study it was made of."""
STOPPING_ROLE = "qual_stopping_role"
"""The role whose passages the section on stopping counts, "" for all."""
CHECK_CODE = "qual_check_code"
"""The code that the page Check looks at."""
CHECKS = "qual_checks"
"""What speaks against it, with the state of the study it was made of."""
KEY_FAULTS = "qual_key_faults"
"""Action -> (what was typed as its key, why it cannot be)."""

CODE_PAGE = "qual_code_page"
"""Id of the code whose page was opened last; sidebar links drop query parameters, so it stands here as well."""
CODE_VIEW = "qual_code_view"
"""What the page of a code shows."""
CODE_QUOTES = "qual_code_quotes"
"""Code whose quotes are shown, the role and the participant they are narrowed to, and how many are shown."""
CODE_MADE = "qual_code_made_"
"""Begins the names under which what was made of one code is kept, with the state of the study it was made of."""
REREVIEW = "qual_rereview"
"""Decisions made under older texts, with the state of the study they were read from."""
REREVIEW_SHOWN = "qual_rereview_shown"
"""Code whose older decisions are shown, whose, and how many."""
CONSISTENCY = "qual_consistency_"
"""Begins the names under which what was asked about consistency is kept, with the state of the study then."""

SUMMARY = "qual_summary"
"""The summary of a theme last made, with the state of the study it was made of."""
SUMMARY_THEME = "qual_summary_theme"
"""Id of the theme whose summary was looked at last."""
SUMMARY_QUOTES = "qual_summary_quotes"
"""How many quotes a summary shows."""
SUMMARY_EDIT = "qual_summary_edit"
"""(theme, transcript, start, end) of the quote that is being edited, None while no dialog is open."""
SUMMARY_MEMO = "qual_summary_memo"
"""Key of a memo's field -> its words as they were saved last."""
MATRIX = "qual_matrix"
"""The matrix last counted, with the state of the study and the choices it was counted for."""
MATRIX_VIEW = "qual_matrix_view"
"""What the page of the matrix shows."""
MATRIX_COLUMNS = "qual_matrix_columns"
"""Whether its columns are themes or codes."""
MATRIX_SORT = "qual_matrix_sort"
"""The attribute that people of a role are sorted by, "" for their names."""
MATRIX_ROLE = "qual_matrix_role"
"""The role whose people are shown, "" for all."""
MATRIX_CELL = "qual_matrix_cell"
"""The cell whose passages are shown."""
MATRIX_COUNT = "qual_matrix_count"
"""The column and the role whose passages were asked for, until they are shown."""
JOINT_OF = "qual_joint_of"
"""The attribute that a joint display is about."""
JOINT_KIND = "qual_joint_kind"
"""Whether it is taken as numbers or as categories, "" as it looks."""

REPORT_PLAN = "qual_report_plan"
"""What the next report has in it, but for the selection, which is the page's own."""
REPORT_TEMPLATE = "qual_report_template"
"""Name of the template that was loaded last, "" for none."""
REPORT_FORMAT = "qual_report_format"
"""The format of the next report."""
REPORTS_MADE = "qual_reports_made"
"""Folder and format -> the state of the study, the plan and the files of the report made last."""
REPORT_LOOK = "qual_report_look"
"""The page that shows what a report will say, with the state of the study and the plan it was made of."""
REPORT_CHECKED = "qual_report_checked"
"""What became of the report that was checked last."""

REPORTS_VIEW = "qual_reports_view"
"""What the page of reports shows."""
SHARE_BY = "qual_share_by"
"""Whether excerpts are arranged by code or by participant."""
SHARE_COLUMNS = "qual_share_columns"
"""What stands beside the words of excerpts."""
SHARE_NAMES = "qual_share_names"
"""How people are named in excerpts and in what a participant checks."""
SHARE_FORMAT = "qual_share_format"
"""The format of the next excerpts."""
SHARE_WHO = "qual_share_who"
"""Pseudonym of the participant whose own words are shown."""
SHARE_FOUND = "qual_share_found"
"""The excerpts last read, with the state of the study and the choices they were read for."""
SHARES_MADE = "qual_shares_made"
"""Path of a file of words to hand on -> the state of the study and the choices it was made of last."""

READ, SPEAKERS, ADD = "Read and code", "Speakers", "Add transcripts"


def get(key: str, default: Any = None) -> Any:  # noqa: ANN401 - session state holds one type per key
    """The remembered value, or the default."""
    return st.session_state.get(key, default)


def put(key: str, value: object) -> None:
    """Remember a value."""
    st.session_state[key] = value


def coder() -> str:
    """Name of the person who codes in this session, "" while nobody has said."""
    return str(get(CODER, "")).strip()


def op_id(seen: str) -> str:
    """The id of the act that a button for `seen` will ask for; the same at every rerun until it is spent."""
    ids: dict[str, str] = st.session_state.setdefault(OPS, {})
    return ids.setdefault(seen, new_id())


def spend(seen: str) -> None:
    """The act for `seen` was answered: the next one for the same thing is another act."""
    st.session_state.setdefault(OPS, {}).pop(seen, None)


def round_of(name: str) -> int:
    """A number for a widget's key; `next_round` gives the widget a fresh start."""
    rounds: dict[str, int] = st.session_state.setdefault(ROUNDS, {})
    return rounds.get(name, 0)


def next_round(name: str) -> None:
    """Let the widgets whose key holds this round start afresh, empty."""
    rounds: dict[str, int] = st.session_state.setdefault(ROUNDS, {})
    rounds[name] = rounds.get(name, 0) + 1


def enter(page: str) -> None:
    """A page is about to be drawn; on leaving the transcripts the place that was linked is forgotten."""
    before = get(ON_PAGE)
    put(ON_PAGE, page)
    if before not in (None, page):
        put(RESUMED, {})
        if page != "transcripts":
            put(AT, None)
