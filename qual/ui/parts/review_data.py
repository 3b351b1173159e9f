"""The queue as the review component is told it: passages with their conversation, codes and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qual.model.suggestion import Suggestion
from qual.model.transcript import Transcript
from qual.ui.parts.why import reasons, sure
from qual.ui.widgets import role_color, role_name
from qual.workflow import frames
from qual.workflow.asking import Passage
from qual.workflow.asking_order import UNSURE

AROUND = 6
"""Turns on each side that are sent along; how many are shown at once is the reader's choice."""


def items(passages: Sequence[Passage], texts: dict[str, Transcript], *, weak: bool = False) -> list[dict[str, Any]]:
    """Passages in the order of the queue; `text[start:end] == quote`.

    Where no code reaches its threshold, nothing is suggested, and this is said (`abstains`): codes that only come
    nearest are left out. They are shown where the queue asks about just these, or somebody does (`weak`).
    """
    return [
        {
            "id": one.segment,
            "transcript": one.transcript,
            "turn": one.turn,
            "start": one.span.start,
            "end": one.span.end,
            "quote": one.span.of(texts[one.transcript].text),
            "who": one.participant or one.speaker or "–",
            "role": role_name(one.role),
            "participant": one.participant,
            "why": one.why,
            "why_words": one.why_words,
            "blind": one.blind,
            "abstains": not one.blind and not _shown(one, weak=weak),
            "codes": [_code(found) for found in _shown(one, weak=weak)],
        }
        for one in passages
        if one.transcript in texts
    ]


def turns(
    passages: Sequence[Passage],
    texts: dict[str, Transcript],
    voices: dict[str, frames.Voices],
    roles: Sequence[str],
) -> dict[str, dict[str, Any]]:
    """The turns around these passages, each once, by transcript and place."""
    found: dict[str, dict[str, Any]] = {}
    for one in passages:
        transcript = texts.get(one.transcript)
        if transcript is None:
            continue
        for turn in transcript.turns[max(0, one.turn - AROUND) : one.turn + AROUND + 1]:
            voice = voices[one.transcript].of_turn(one.transcript, turn.order)
            found[f"{one.transcript}:{turn.order}"] = {
                "who": voice.participant or voice.label or "–",
                "role": role_name(voice.role),
                "color": role_color(voice.role, roles),
                "text": turn.span.of(transcript.text),
                "start": turn.span.start,
            }
    return found


def _shown(passage: Passage, *, weak: bool) -> tuple[Suggestion, ...]:
    """All suggestions of a passage, or none where all are weak and nobody asked for weak ones."""
    asked = weak or passage.why == UNSURE or any(one.band != UNSURE for one in passage.suggestions)
    return passage.suggestions if asked else ()


def _code(one: Suggestion) -> dict[str, Any]:
    return {
        "code": one.code,
        **sure(one),
        "score": one.score,
        "model": one.model,
        "evidence": reasons(one.evidence),
    }
