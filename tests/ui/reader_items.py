"""What the reader is told, for tests: turns of invented talk, codings on them, and the whole text they stand in."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#117733", "#882255")
NAMES = (
    ("trust", "Trust in clinicians", "Relations"), ("wait", "Waiting", "Access"), ("cost", "Cost", "Access"),
    ("family", "Family support", "Relations"), ("fear", "Fear of what comes next", "Feelings"),
    ("relief", "Relief", "Feelings"), ("told", "Being told too little", "Information"),
    ("long", "Finding words for what happened on the night of the operation", "Information"),
)  # fmt: skip
HARD = (
    "I was 👩‍⚕️ afraid 😬 of the 💉.", "Cafe\u0301 nai\u0308ve re\u0301sume\u0301, e\u0301te\u0301.",
    "我昨天去了医院。医生说没有问题。", "שלום, אני מרגיש טוב יותר היום.", "لم أنم جيدا في الليل.",
    "The nurse 👨‍👩‍👧‍👦 said “yes”… then 🇩🇪 no!",
    "𝒜 𝒷 𝓒 mathematical 𝟙𝟚𝟛 letters.", "Mixed שלום and English, 漢字 too.",
)  # fmt: skip
TALK = (
    "I think the appointment was hard because nobody told me about side effects and my family could not come so we "
    "talked on the phone with a doctor who listened but did not explain why the pain changed after surgery it felt "
    "like later someone called back to check how things were going at home which really helped us feel safe again"
)


def turns(spoken: Iterable[str], who: Sequence[str] = ("Interviewer", "Anna")) -> list[dict[str, Any]]:
    """Turns as `label: words` with an empty line between them, as qual's own texts have them."""
    found: list[dict[str, Any]] = []
    at = 0
    for i, words in enumerate(spoken):
        label = who[i % len(who)]
        gap = f"\n\n{label}: " if i else f"{label}: "
        at += len(gap)
        role = "clinician" if i % len(who) == 0 else "patient"
        found.append({"i": i, "s": at, "x": words, "g": gap, "who": label, "role": role,
                      "color": COLOURS[i % len(who)], "cuts": [at],
                      "time": f"{i // 3:02}:{i % 3 * 20:02}"})  # fmt: skip
        at += len(words)
    return found


def whole(found: Sequence[dict[str, Any]]) -> str:
    """The transcript's text."""
    return "".join(str(turn["g"]) + str(turn["x"]) for turn in found)


def codes() -> list[dict[str, Any]]:
    """A small codebook."""
    return [
        {"id": code, "name": name, "theme": theme, "color": COLOURS[at], "include": [], "exclude": [],
         "definition": f"The person speaks of {name}.", "retired": False}
        for at, (code, name, theme) in enumerate(NAMES)
    ]  # fmt: skip


def payload(spoken: Sequence[str] = HARD, **changes: object) -> dict[str, Any]:
    """What the reader is told of a transcript on which nothing is coded yet."""
    found = turns(spoken)
    return {
        "study": "study", "coder": "Ann", "acked": [], "refused": {}, "resolved": {}, "trouble": "", "keys": {},
        "history": {"undo": [], "redo": []}, "codes": codes(), "recent": [], "transcript": "T1", "version": 1,
        "sha": "first", "title": "T1", "participant_names": ["Anna"], "turns": found, "codings": [],
        "suggestions": [], "blind": False, "memos": [], "at": None, "marks": [], "unplaced": [],
        "read_by_me": False, **changes,
    }  # fmt: skip


def coding(name: str, start: int, end: int, code: str, **changes: object) -> dict[str, Any]:
    """A coding of one's own."""
    return {"id": name, "s": start, "e": end, "code": code, "coder": "Ann", "mine": True, "origin": "reader",
            "when": "2026-11-20T10:00:00Z", "memos": [], **changes}  # fmt: skip


def suggestion(start: int, end: int, code: str, **changes: object) -> dict[str, Any]:
    """A suggestion with reasons for and against."""
    evidence = [{"side": "for", "said": "close to what the code means", "words": "trusting a doctor"},
                {"side": "against", "said": "close to an exclude phrase",
                 "words": "waiting for a doctor"}]  # fmt: skip
    return {"s": start, "e": end, "code": code, "band": "likely", "band_words": "likely", "score": 0.71,
            "model": "encoder-1", "evidence": evidence, **changes}  # fmt: skip


def long_talk(words: int, turn_count: int, seed: int = 7) -> list[str]:
    """Invented talk of about so many words."""
    rng = random.Random(seed)  # noqa: S311 - invented talk, no secret
    found = []
    for _ in range(turn_count):
        count = max(3, int(rng.gauss(words / turn_count, words / turn_count * 0.6)))
        said = rng.choices(TALK.split(), k=count)
        for at in range(9, len(said), 12):
            said[at] += "."
        found.append(" ".join(said).capitalize() + ".")
    return found


def many_codings(spoken: Sequence[str], count: int, seed: int = 11) -> list[dict[str, Any]]:
    """Codings that overlap, some across turns, by two coders."""
    rng = random.Random(seed)  # noqa: S311 - invented talk, no secret
    found = turns(spoken)
    end = found[-1]["s"] + len(found[-1]["x"])
    made = []
    for at in range(count):
        turn = rng.choice(found[:-1])
        start = int(turn["s"]) + rng.randrange(max(1, len(turn["x"]) - 12))
        mine = rng.random() < 0.7
        made.append(coding(f"c{at}", start, min(start + rng.randint(12, 260), end), rng.choice(NAMES)[0],
                           mine=mine, coder="Ann" if mine else "Ben"))  # fmt: skip
    return made
