"""Whether suggestions are behind, by what, and whether it is time to make them again without being asked.

A changed codebook, model, program or transcript is caught up with as soon as the hands rest for a moment: what is
on screen speaks of something that is no more. Decisions are caught up with in bundles, so that nobody's queue is
laid out anew after every key.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from qual import __version__
from qual.workflow import suggesting

if TYPE_CHECKING:
    from qual.model.coding import Event
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

DECISIONS = "decisions"
"""What people decided, by its name in `suggesting.Basis`."""
ENOUGH, REST = 10, 60.0
"""New decisions that are learned from at once; seconds of rest after which fewer are."""
MOMENT = 5.0
"""Seconds of rest before anything else is caught up with."""
TAUGHT = frozenset(("accept", "reject", "code", "review", "remove", "recode", "resize", "place", "undo", "redo"))
"""Acts that suggestions learn from."""
NEUTRAL = frozenset(("memo", "setting", "blind", "export", "newcode", "codebook", "suggest", "audit",
                     "affirm", "mergethemes", "dismisstheme", "restoretheme"))  # fmt: skip
"""Acts after which texts, speakers and decisions are what they were; a changed codebook shows by itself."""
MOST_NEW = 2000
"""Acts that are gone through; after more, everything is compared."""
_Key = tuple[int, str, str]
_KEPT: WeakKeyDictionary[OpenProject, tuple[_Key, Behind]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Behind:
    """What suggestions do not know of yet.

    Attributes:
        made: False while there are no suggestions at all; then nothing else is said.
        changed: names of what changed, as in `suggesting.Basis`; none where suggestions are current.
        decisions: acts since they were made that they learn from.
        last: when the newest act was, UTC, ISO 8601; "" without one.
    """

    made: bool
    changed: tuple[str, ...] = ()
    decisions: int = 0
    last: str = ""

    @property
    def why(self) -> str:
        """What changed, in sentences; "" where suggestions are current."""
        return suggesting.in_words(self.changed) if self.made else ""

    def rested(self, at: datetime) -> float:
        """Seconds since the newest act."""
        return max(0.0, (at - datetime.fromisoformat(self.last)).total_seconds()) if self.last else inf


def behind(project: OpenProject) -> Behind:
    """What suggestions do not know of yet; quick where nothing but decisions was made since the last look.

    Raises:
        ModelUnusable: if the project names a model that cannot be used.
    """
    model, version = suggesting.encoder_of(project).name, project.codebook.book.version
    with project.store.reading() as tables:
        key = (tables.revision(), model, version)
        kept = _KEPT.get(project)
        if kept is not None and kept[0] == key:
            return kept[1]
        found = _look(tables, model, version)
    if found is None:
        changed = suggesting.changed(project)
        found = Behind(changed is not None, changed or (), *_acts(project))
    _KEPT[project] = (key, found)
    return found


def due(found: Behind, at: datetime | None = None) -> bool:
    """Whether to make suggestions again now. The first ones are made only when somebody asks for them."""
    if not found.made or not found.changed:
        return False
    rested = found.rested(at or datetime.now(UTC))
    if set(found.changed) - {DECISIONS}:
        return rested >= MOMENT
    return found.decisions >= ENOUGH or rested >= REST


def _look(tables: Tables, model: str, version: str) -> Behind | None:
    """As `behind`, from the record alone; None where that does not tell."""
    made, learned = tables.get_meta(suggesting.MADE_FROM), tables.get_meta(suggesting.LEARNED_TO)
    if made is None:
        return Behind(made=False)
    newest = tables.events(limit=1)
    number = (newest[0].seq if newest else 0) - int(learned or -MOST_NEW)
    if number > MOST_NEW:
        return None
    acts = tables.events(limit=number) if number else []
    if not {act.kind for act in acts} <= TAUGHT | NEUTRAL or _corrections_turned(tables, acts):
        return None
    taught = [act for act in acts if act.kind in TAUGHT]
    now = {"program": __version__, "model": model, "codebook": version}
    old = json.loads(made)
    changed = [name for name, value in now.items() if old.get(name) != value]
    changed += [DECISIONS] if taught else []
    return Behind(True, tuple(changed), len(taught), acts[0].created if acts else "")


def _corrections_turned(tables: Tables, acts: Sequence[Event]) -> bool:
    """Whether a corrected text was taken back, or the way back taken: then words changed."""
    turned = [act.details.get("undoes") or act.details.get("redoes") for act in acts]
    places = [place for place in turned if isinstance(place, int)]
    return any(act.kind == "correct" for act in tables.events_at(places))


def _acts(project: OpenProject) -> tuple[int, str]:
    """How many acts there are that suggestions have not learned from, and when the newest act was."""
    with project.store.reading() as tables:
        learned = int(tables.get_meta(suggesting.LEARNED_TO) or 0)
        acts = [act for act in tables.events(limit=MOST_NEW) if act.seq > learned]
    return sum(act.kind in TAUGHT for act in acts), acts[0].created if acts else ""
