"""What a coder has chosen for themselves: keys, where they were reading, the codes they used last.

And, for the whole study, whether suggestions are made again by themselves: they are everybody's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qual.errors import Refused

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

REVIEW, READER = "review", "reader"
"""The two screens that keys work on."""
MOST_KEPT = 500
"""Transcripts whose reading position is kept for a coder, the last read ones."""
LOOKED_BACK = 400
"""Acts of a coder that are gone through for the codes used last."""
CODING_ACTS = ("accept", "code", "recode")
NAMED_KEYS = ("ArrowLeft", "ArrowRight")
REFRESHES = "refreshes"
"""The name under which the store keeps whether suggestions are made again by themselves."""
RESERVED = ("r", "c")
"""Letters that Streamlit takes for itself."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does.

    Attributes:
        id: what the screens call it.
        label: what it does, in words.
        default: its key unless the coder chooses another one.
        screens: where it works; one key means one thing on a screen.
        fixed: True where the key cannot be changed.
    """

    id: str
    label: str
    default: str
    screens: tuple[str, ...]
    fixed: bool = False


ACTIONS = (
    Action("accept", "Accept the code in focus", "a", (REVIEW,)),
    Action("reject", "Reject the code in focus", "x", (REVIEW,)),
    Action("other", "Give another code", "o", (REVIEW,)),
    Action("all", "Accept every code shown for this passage", "g", (REVIEW,)),
    Action("nothing", "Nothing (more) fits: reject what is open and mark the passage as read", "n", (REVIEW,)),
    Action("skip", "Ask later", "s", (REVIEW,)),
    Action("next", "Next passage", "ArrowRight", (REVIEW,)),
    Action("back", "Previous passage", "ArrowLeft", (REVIEW,)),
    Action("shrink", "Fewer words", "[", (REVIEW,)),
    Action("stretch", "More words", "]", (REVIEW,)),
    Action("definition", "What the code means", "d", (REVIEW,)),
    Action("context", "More of the conversation", "e", (REVIEW,)),
    Action("next_turn", "Next turn", "j", (READER,)),
    Action("previous_turn", "Previous turn", "k", (READER,)),
    Action("word_right", "Next word", "ArrowRight", (READER,)),
    Action("word_left", "Previous word", "ArrowLeft", (READER,)),
    Action("sentence", "Select the sentence", "s", (READER,)),
    Action("code", "Code what is selected", "Enter", (READER,), fixed=True),
    Action("vivo", "Use the words themselves as a code", "v", (READER,)),
    Action("next_coding", "Next coding", ".", (READER,)),
    Action("previous_coding", "Previous coding", ",", (READER,)),
    Action("open_coding", "Open the coding here", "o", (READER,)),
    Action("correct", "Correct a typing error", "t", (READER,)),
    Action("memo", "Write a memo", "m", (REVIEW, READER)),
    Action("undo", "Undo", "u", (REVIEW, READER)),
    Action("redo", "Redo", "y", (REVIEW, READER)),
    Action("help", "Show the keys", "?", (REVIEW, READER)),
)
"""Every action with a key, in the order in which settings show them."""
BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}
DEFAULTS: Mapping[str, str] = {action.id: action.default for action in ACTIONS}


def keys(project: OpenProject, coder: str) -> dict[str, str]:
    """The coder's key for every action; where nothing usable was chosen, the default."""
    with project.store.reading() as tables:
        return keys_in(tables, coder)


def keys_in(tables: Tables, coder: str) -> dict[str, str]:
    """As `keys`, inside a transaction that is already open."""
    chosen = _part(_kept(tables, coder), "keys")
    found = dict(DEFAULTS)
    # All at once, and only if all go together: two of them may have changed places.
    wanted = found | {action: str(key) for action, key in chosen.items() if action in found}
    return wanted if not any(fault(wanted, action, key) for action, key in wanted.items()) else found


def fault(now: Mapping[str, str], action: str, key: str) -> str:
    """Why this key cannot be the action's while the others have theirs, in a sentence; "" where it can."""
    known = BY_ID.get(action)
    if known is None:
        return "There is no such action."
    if known.fixed:
        return "" if key == known.default else f"“{known.label}” always has the key {known.default}."
    if why := _unusable(key):
        return why
    rivals = (BY_ID[other] for other, taken in now.items() if taken == key and other != action and other in BY_ID)
    rival = next((one for one in rivals if set(one.screens) & set(known.screens)), None)
    return f"This key is taken: “{rival.label}”. Give that one another key first." if rival else ""


def set_key(project: OpenProject, coder: str, action: str, key: str) -> None:
    """Give an action another key.

    Raises:
        Refused: if the key cannot be the action's.
    """
    with project.store.aside() as tables:
        key = spelled(key)
        before = keys_in(tables, coder)
        if why := fault(before, action, key):
            raise Refused("The key", why[:1].lower() + why[1:].rstrip("."))
        changed = {one: chosen for one, chosen in (before | {action: key}).items() if chosen != DEFAULTS[one]}
        _keep(tables, coder, "keys", changed)


def reset_keys(project: OpenProject, coder: str) -> None:
    """Give every action its default key again."""
    with project.store.aside() as tables:
        _keep(tables, coder, "keys", {})


def spelled(key: str) -> str:
    """A key in the one spelling that settings and screens use: letters small, named keys as browsers name them."""
    bare = key.strip()
    named = {name.casefold(): name for name in NAMED_KEYS} | {"←": "ArrowLeft", "→": "ArrowRight"}
    return named.get(bare.casefold(), bare.lower() if len(bare) == 1 else bare)


def refreshes(project: OpenProject) -> bool:
    """Whether suggestions are made again by themselves once they are behind; one word for the whole study."""
    with project.store.reading() as tables:
        return tables.get_meta(REFRESHES) != "off"


def set_refreshes(project: OpenProject, *, on: bool) -> None:
    """Let suggestions be made again by themselves, or only when somebody asks."""
    with project.store.aside() as tables:
        tables.set_meta(REFRESHES, "on" if on else "off")


def position(project: OpenProject, coder: str, transcript: str) -> int | None:
    """The character at which the coder stopped reading a transcript, None where they have not begun."""
    with project.store.reading() as tables:
        at = _part(_kept(tables, coder), "at").get(transcript)
    return at if isinstance(at, int) and not isinstance(at, bool) and at >= 0 else None


def remember_position(project: OpenProject, coder: str, transcript: str, at: int) -> None:
    """Keep where the coder reads; nobody else's screen has to notice."""
    with project.store.aside() as tables:
        kept = {name: value for name, value in _part(_kept(tables, coder), "at").items() if name != transcript}
        kept[transcript] = max(at, 0)
        _keep(tables, coder, "at", dict(list(kept.items())[-MOST_KEPT:]))


def recent_codes(project: OpenProject, coder: str, most: int = 9) -> list[str]:
    """The codes in use that this coder gave last, newest first, each once."""
    usable = {code.id for code in project.codebook.book.codes if code.offered}
    with project.store.reading() as tables:
        acts = tables.events(coder=coder, limit=LOOKED_BACK)
    given = (str(act.details.get("code", "")) for act in acts if act.kind in CODING_ACTS and act.undone_by is None)
    return list(dict.fromkeys(code for code in given if code in usable))[:most]


def _unusable(key: str) -> str:
    """Why nothing can have this key, or ""."""
    if key in NAMED_KEYS:
        return ""
    if len(key) != 1 or not key.isprintable() or key.isspace():
        return "Write one letter or sign, or ArrowLeft or ArrowRight."
    if key.isdigit():
        return "Digits choose a code, so they cannot be used here."
    if key.casefold() in RESERVED:
        return f"{key.upper()} is used by the page itself, so it cannot be used here."
    return "Write the letter small." if key != key.lower() else ""


def _name(coder: str) -> str:
    return f"preferences:{coder}"


def _kept(tables: Tables, coder: str) -> dict[str, Any]:
    """What was kept for this coder; nothing where it cannot be read, since nothing of the study hangs on it."""
    try:
        found = json.loads(tables.get_meta(_name(coder)) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _part(kept: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = kept.get(name)
    return part if isinstance(part, dict) else {}


def _keep(tables: Tables, coder: str, name: str, value: Mapping[str, object]) -> None:
    tables.set_meta(_name(coder), json.dumps(_kept(tables, coder) | {name: value}, ensure_ascii=False))
