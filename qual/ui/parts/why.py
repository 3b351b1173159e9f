"""Why a code is suggested and how sure it is, in a researcher's words; numbers where somebody asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Any

from qual.model.suggestion import Evidence, Suggestion
from qual.ui.widgets import role_name, shorten

MOST_SENT, MOST_SHOWN = 9, 4
"""Reasons that a screen is told of, and those of them that it shows before anybody asks for more."""
LENGTH = 220
CHANGE = "change"
SAID = {
    "definition": ("close to the definition", "not close to the definition"),
    "include": ("close to an include phrase", "not close to its nearest include phrase"),
    "example": ("like an example", "unlike even its nearest example"),
    "confirmed": ("like a coded passage", "like a coded passage"),
    "exclude": ("close to an exclude phrase", "close to an exclude phrase"),
    "rejected": ("like a rejected passage", "like a rejected passage"),
    "words": ("words shared with the code", "fewer words shared with the code than most; only"),
    "manner": ("because of how it is put", "because of how it is put"),
    "before": ("what stands before it", "what stands before it"),
    "near": ("because of what was coded", "because of what was coded"),
    "length": ("because of its length", "because of its length"),
}
"""What kind of reason it is, where it speaks for the code and where it speaks against it."""
LISTED = ("words", "manner", "near", "length")
"""Reasons whose text is no quotation."""
NAMED = {
    "definition": "its closeness to what the code means",
    "include": "the include phrase",
    "example": "its likeness to an example",
    "confirmed": "its likeness to passages with this code",
    "exclude": "the exclude phrase",
    "rejected": "its likeness to a rejected passage",
    "words": "the words it shares with the code",
    "role": "who speaks",
    "place": "where it stands",
    "manner": "how it is put",
    "before": "what stands before it",
    "near": "what was coded nearby",
    "length": "its length",
}
"""A kind of reason as something that could be missing."""
STEPS = (1.5, 0.5)
"""Shares of the log-odds from which on a reason gets three signs, and two; odds times 4.5 and 1.65."""
BANDS = {
    "likely": "likely",
    "possible": "possible",
    "unsure": "unsure",
}
"""How well a code seems to fit, in words."""
ONLY_A_BAND = {
    "likely": "Likely: more likely than not, as far as the learner can tell.",
    "possible": "Possible: less likely than not, but enough for this code to be suggested.",
    "unsure": "Unsure: below the threshold of this code. It is not suggested, only the best there is.",
}
TOO_FEW = "Too little is decided yet for a number that would hold."
ALMOST = 0.005


def reasons(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Why a code is suggested, strongest first; then, as `side` "change", what would change the mind.

    Of the first `MOST_SHOWN` at least one speaks for the code and one against it, where there is one.
    """
    told = [one for one in evidence if one.text and one.kind != CHANGE][:MOST_SENT]
    if len(told) > MOST_SHOWN:
        first, rest = told[: MOST_SHOWN - 1], told[MOST_SHOWN - 1 :]
        sides = {one.contribution >= 0 for one in first}
        other = next((one for one in rest if (one.contribution >= 0) not in sides), rest[0])
        told = [*first, other, *(one for one in rest if one is not other)]
    found = [_reason(one) for one in told]
    return found + [_change(one) for one in evidence if one.kind == CHANGE and one.text]


def sure(one: Suggestion) -> dict[str, Any]:
    """How sure a suggestion is: the band, with its chance where there is one, and what that means."""
    if one.probability is None:
        words, meaning = BANDS[one.band], f"{ONLY_A_BAND[one.band]} {TOO_FEW}"
    else:
        words, meaning = f"{per_cent(one.probability)} · {BANDS[one.band]}", _meaning(one.probability, one.band)
    return {"band": one.band, "band_words": words, "band_help": meaning, "probability": one.probability}


def per_cent(chance: float) -> str:
    """A chance in whole per cent; never 0 % or 100 %, since nothing is sure."""
    if chance < 2 * ALMOST:
        return "under 1 %"
    return "over 99 %" if chance > 1 - 2 * ALMOST else f"{100 * chance:.0f} %"


def _meaning(chance: float, band: str) -> str:
    said = per_cent(chance)
    few = {"under 1 %": "fewer than 1", "over 99 %": "more than 99"}.get(said, f"about {100 * chance:.0f}")
    return (
        f"Of suggestions shown with {said}, {few} in 100 are right; told from decisions of this study, each judged "
        f"by a model that had not seen its participant. {ONLY_A_BAND[band]}"
    )


def _reason(one: Evidence) -> dict[str, Any]:
    side = "for" if one.contribution >= 0 else "against"
    size = 1 + sum(abs(one.contribution) >= step for step in STEPS)
    words = shorten(one.text, LENGTH)
    if one.kind == "role":
        said, words = _role(one.text, side), ""
    elif one.kind == "place":
        said, words = f"{one.text}, where this code is {'commoner' if side == 'for' else 'rarer'}", ""
    elif one.kind in LISTED:
        said, words = f"{SAID[one.kind][side == 'against']}: {words}", ""
    else:
        said = SAID.get(one.kind, ("because of", "because of"))[side == "against"]
    return {"side": side, "sign": ("+" if side == "for" else "−") * size, "odds": _odds(one.contribution),
            "said": said, "words": words}  # fmt: skip


def _role(role: str, side: str) -> str:
    name = role_name(role)
    often = f"as this code is {'more' if side == 'for' else 'less'} often than others"
    if name != role:
        return f"said by somebody in a role {name}, {often}"
    return f"said by {'an' if name[:1].casefold() in 'aeiou' else 'a'} {name}, {often}"


def _odds(contribution: float) -> str:
    """What a reason does to the odds, for whoever asks."""
    most = 1000
    times = exp(min(abs(contribution), 7.0))
    number = f"more than {most:,}" if times > most else f"{times:.1f}"
    return f"{'Multiplies' if contribution >= 0 else 'Divides'} the odds by {number}."


def _change(one: Evidence) -> dict[str, Any]:
    kinds = dict.fromkeys(one.text.split(" + "))
    names = [NAMED.get(kind, kind) for kind in kinds]
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    would = "would not be suggested" if one.contribution < 0 else "would be suggested"
    return {"side": "change", "said": f"Without {listed} it {would}.", "words": ""}
