"""What the reader and the review queue are told: codes, keys and history as values that JSON can hold."""

from __future__ import annotations

from typing import Any

from qual.model.codebook import Codebook
from qual.ui import exchange
from qual.ui.widgets import code_color, code_name, shorten
from qual.workflow import preferences, reviewing
from qual.workflow.projects import OpenProject
from qual.workflow.strokes import History, Stroke

MOST_NAMED = 2
MOST_HISTORY = 20
MOST_ENTRIES = 6
"""Entries of the codebook up to which a change of it is told by the first."""

DONE = {
    "accept": "accepted", "reject": "rejected", "code": "coded", "remove": "removed", "review": "marked as read",
    "recode": "recoded to", "resize": "changed the words of", "memo": "wrote a memo", "newcode": "new code",
    "correct": "corrected the text", "place": "placed", "affirm": "found still right:",
    "mergethemes": "merged two themes", "dismisstheme": "dismissed a theme", "restoretheme": "brought a theme back",
    "choose": "settled something for reports",
}  # fmt: skip
"""An act, as a thing done."""
SAID = {
    ("memo", "cell"): "wrote in the matrix", ("choose", "asked"): "said who was asked",
    ("choose", "declared"): "declared for testing", ("choose", "quote"): "edited a quote",
    ("choose", "template"): "changed a template",
}  # fmt: skip
"""The same, of acts that are told by what they are about."""


def common(project: OpenProject, coder: str) -> dict[str, Any]:
    """What both components need: the answers to what they sent, the codes, the keys, what can be undone."""
    book = project.codebook.book
    past = reviewing.history(project, coder, most=MOST_HISTORY) if coder else History((), ())
    return {
        **exchange.payload(project, coder),
        "codes": codes(book),
        "themes": [{"id": theme.id, "name": theme.name} for theme in book.themes],
        "recent": preferences.recent_codes(project, coder) if coder else [],
        "keys": preferences.keys(project, coder),
        "history": {
            "undo": [_stroke(book, one) for one in past.done],
            "redo": [_stroke(book, one) for one in past.undone],
        },
    }


def codes(book: Codebook) -> list[dict[str, Any]]:
    """Every code, in the order of the codebook's themes; those not offered are marked retired and stay readable."""
    order = {theme.id: place for place, theme in enumerate(book.themes)}
    found = sorted(book.codes, key=lambda code: order.get(code.theme, len(order)))
    themes = {theme.id: theme.name for theme in book.themes}
    return [
        {
            "id": code.id,
            "name": code.name,
            "theme": themes.get(code.theme, ""),
            "color": code_color(book, code.id),
            "definition": code.definition,
            "include": list(code.include),
            "exclude": list(code.exclude),
            "retired": not code.offered,
        }
        for code in found
    ]


def _stroke(book: Codebook, stroke: Stroke) -> dict[str, Any]:
    """A stroke with where it was made, so that a screen can show what comes back."""
    place = {"start": stroke.span.start, "end": stroke.span.end} if stroke.span else {}
    return {"op": stroke.op, "label": label(book, stroke), "transcript": stroke.transcript, **place}


def label(book: Codebook, stroke: Stroke) -> str:
    """A stroke in a few words, such as "coded Hopelessness" or "accepted 12 suggestions"."""
    kinds = [event.kind for event in stroke.events]
    if len(kinds) > MOST_NAMED and set(kinds) == {"accept"}:
        return f"accepted {len(kinds)} suggestions"
    if kinds and kinds[0] == "codebook":
        return _surgery(book, stroke)
    about = str(stroke.events[0].details.get("about", "")) if kinds else ""
    verb = SAID.get((kinds[0], about), DONE.get(kinds[0], kinds[0])) if kinds else ""
    if not stroke.codes:
        return f"{verb} in {stroke.transcript}" if stroke.transcript else verb
    names = [shorten(code_name(book, code), 40) for code in stroke.codes]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{verb} {', '.join(names[:MOST_NAMED])}{more}"


def _surgery(book: Codebook, stroke: Stroke) -> str:
    """A change of the codebook in a few words, such as "code renamed: Hopelessness"."""
    said = stroke.events[0].details
    what, entry = str(said.get("what", "codebook changed")), str(said.get("entry", ""))
    found = said.get("entries")
    number = len(found) if isinstance(found, list) else 1
    if number > MOST_ENTRIES:
        return f"{what}: {number} entries"
    known = book.code(entry) or book.theme(entry)
    return f"{what}: {shorten(known.name if known else entry, 40)}" if entry else what
