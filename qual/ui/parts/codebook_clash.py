"""Fields that two people changed at the same time: the file's and one's own beside each other."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from qual.model.codebook import Codebook, Example
from qual.ui.parts.codebook_changes import FIELDS

if TYPE_CHECKING:
    from qual.workflow.planning import Conflict

SAID = (
    "The same was changed in another program or window while this form was open. Nothing was written, and what you "
    "typed is still here. Save again to put yours in its place."
)
_LABELS = FIELDS | {"place": "Stands under", "order": "Order", "entry": "In the codebook"}


def show(clash: Sequence[Conflict], book: Codebook) -> None:
    """Say what clashes, with both sides."""
    st.warning(SAID)
    names = {theme.id: theme.name for theme in book.themes} | {code.id: code.name for code in book.codes}
    rows = "".join(
        f"<dt>{html.escape(_LABELS.get(one.field, one.field))}</dt>"
        f"<dd><b>In the file:</b> {html.escape(said(one.theirs, names))}</dd>"
        f"<dt></dt><dd><b>Yours:</b> {html.escape(said(one.ours, names))}</dd>"
        for one in clash
    )
    st.html(f"<section class='qual-change'><dl>{rows}</dl></section>")


def said(value: object, names: Mapping[str, str]) -> str:
    """A field's value in words; ids as the names they have."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "not there"
    parts = value if isinstance(value, tuple) else (value,)
    words = [one.text if isinstance(one, Example) else names.get(str(one), str(one)) for one in parts]
    return "; ".join(word for word in words if word) or "nothing"
