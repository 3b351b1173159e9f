"""The queue as the review component is told it: passages with their conversation, codes and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qual.model.transcript import Transcript
from qual.ui.parts.component_data import BANDS, reasons
from qual.ui.widgets import role_color, role_name
from qual.workflow import frames
from qual.workflow.asking import Passage

AROUND = 6
"""Turns on each side that are sent along; how many are shown at once is the reader's choice."""


def items(passages: Sequence[Passage], texts: dict[str, Transcript]) -> list[dict[str, Any]]:
    """Passages in the order of the queue; `text[start:end] == quote`."""
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
            "codes": [_code(one, place) for place in range(len(one.suggestions))],
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


def _code(passage: Passage, place: int) -> dict[str, Any]:
    one = passage.suggestions[place]
    return {
        "code": one.code,
        "band": one.band,
        "band_words": BANDS[one.band],
        "score": one.score,
        "model": one.model,
        "probability": one.probability,
        "evidence": reasons(one.evidence),
    }
