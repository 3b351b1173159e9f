"""Invented passages for the review queue, as the page sends them to the component."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KEYS = {
    "accept": "a", "reject": "x", "other": "o", "all": "g", "shrink": "[", "stretch": "]", "memo": "m", "skip": "s",
    "undo": "u", "redo": "y", "next": "ArrowRight", "back": "ArrowLeft", "definition": "d", "nothing": "n",
    "context": "e", "help": "?",
}  # fmt: skip
NAMES = {
    "waiting": ("Waiting for care", "Access", "#0072B2"),
    "stopping": ("Stopping the tablets alone", "Medicines", "#D55E00"),
    "hopeless": ("Hopelessness", "Feelings", "#009E73"),
    "sister": ("Family & friends", "Support", "#CC79A7"),
}
CODES = [
    {
        "id": code, "name": name, "theme": theme, "color": color,
        "definition": f"The speaker speaks of {name.lower()}.",
        "include": ["waiting list", "no letter"], "exclude": ["waiting rooms as places"], "retired": False,
    }
    for code, (name, theme, color) in NAMES.items()
]  # fmt: skip
LINES = (
    "How did it start for you?",
    (
        "I was on the waiting list for a letter, the whole winter it was, and <b>nobody</b> rang & asked. 💉 "
        "Not one of them."
    ),
    "And the tablets, what did you do with them in the end?",
    (
        "So I stopped taking the tablets alone. Just like that, between one day and another, "
        "and I told my sister “no more”."
    ),
    "What would you say to somebody in the same place?",
    "There is no point in hoping any more, I told her three times, and she put the kettle on.",
)


def interview(transcript: str, lines: tuple[str, ...] = LINES, rounds: int = 1) -> dict[str, dict[str, Any]]:
    """Turns as the payload has them, each with its start in code points."""
    turns: dict[str, dict[str, Any]] = {}
    start = 0
    for order, text in enumerate(lines * rounds):
        who = transcript if order % 2 else "Interviewer"
        turns[f"{transcript}:{order}"] = {
            "who": who, "role": "patient" if order % 2 else "interviewer", "color": "#56B4E9" if order % 2 else "",
            "text": text, "start": start,
        }  # fmt: skip
        start += len(text) + 1
    return turns


def suggestion(code: str, **more: object) -> dict[str, Any]:
    """A suggested code with a frozen score."""
    return {
        "code": code, "band": "likely", "band_words": "likely", "score": 0.731, "model": "encoder-1",
        "probability": None,
        "evidence": [
            {"side": "for", "said": "Close to an include phrase:", "words": "on the waiting list"},
            {"side": "for", "said": "Shares words with the code:", "words": "letter"},
            {"side": "against", "said": "Like a passage this code was rejected for:", "words": "the room was cold"},
        ],
    } | more  # fmt: skip


def item(turns: Mapping[str, Mapping[str, Any]], key: str, *codes: str, **more: object) -> dict[str, Any]:
    """A whole turn as a passage to decide, with suggested codes."""
    transcript, order = key.split(":")
    turn = turns[key]
    start, end = turn["start"], turn["start"] + len(turn["text"])
    found = {
        "id": f"{transcript}:{start}-{end}", "transcript": transcript, "turn": int(order), "start": start,
        "end": end,
        "sha": "0", "quote": turn["text"], "who": turn["who"], "role": turn["role"], "participant": turn["who"],
        "why": "likely", "why_words": "", "blind": False, "codes": [suggestion(code) for code in codes],
    } | more  # fmt: skip
    if found["quote"] == turn["text"] and (found["start"], found["end"]) != (start, end):
        found["quote"] = turn["text"][found["start"] - start : found["end"] - start]
        found["id"] = f"{transcript}:{found['start']}-{found['end']}"
    return found


def queue(
    count: int = 12, *, codes: tuple[tuple[str, ...], ...] = (("waiting",),), **more: object
) -> dict[str, Any]:
    """A payload with so many passages of as many interviews; passage n has the codes `codes[n % len(codes)]`."""
    turns: dict[str, dict[str, Any]] = {}
    items = []
    for n in range(count):
        said = interview(f"P{n + 1:02}")
        turns |= said
        items.append(item(said, f"P{n + 1:02}:{1 + 2 * (n % 3)}", *codes[n % len(codes)]))
    return payload(items, turns) | more


def payload(items: list[dict[str, Any]], turns: Mapping[str, Any]) -> dict[str, Any]:
    """What the page sends with these passages."""
    return {
        "study": "study-1", "coder": "Ada", "acked": [], "refused": {}, "trouble": "", "resolved": {},
        "keys": dict(KEYS),
        "history": {"undo": [], "redo": []}, "codes": CODES, "recent": [], "items": items, "turns": dict(turns),
        "left": len(items), "decided": 0, "filtered": False,
    }  # fmt: skip
