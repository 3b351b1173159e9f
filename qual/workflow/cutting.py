"""Cut transcripts into segments, now or again; codings point at the text and are not touched."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qual.config import UNITS
from qual.errors import NotFound, Refused
from qual.model.correction import Correction
from qual.model.ids import new_id
from qual.model.segment import Segment
from qual.model.transcript import Transcript
from qual.workflow.clock import now
from qual.workflow.files import write_whole

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


def cut_all(transcripts: Sequence[Transcript], *, unit: str) -> list[Segment]:
    """Segments of every transcript, in order."""
    from qual.segmentation.units import cut

    return [segment for transcript in transcripts for segment in cut(transcript, unit=unit)]


def recut(project: OpenProject, unit: str | None, *, coder: str) -> dict[str, object]:
    """Cut every transcript again, with the unit given or that of project.toml.

    A unit given here is written into project.toml, so that the file stays the truth for later imports.

    Raises:
        Refused: for a unit that does not exist.
    """
    unit = unit or project.settings.unit
    if unit not in UNITS:
        raise Refused(f"Cutting by {unit!r}", f"the units are {', '.join(UNITS)}")
    if unit != project.settings.unit:
        remember_setting(project, "unit", unit)
    with project.store.transaction() as tables:
        transcripts = [t for info in tables.transcripts() if (t := tables.transcript(info.id))]
        segments = cut_all(transcripts, unit=unit)
        tables.replace_segments([t.id for t in transcripts], segments, unit)
        tables.append_event(
            op=new_id(), kind="segment", coder=coder, created=now(), codebook_version="",
            payload={"unit": unit, "segments": len(segments)},
        )  # fmt: skip
    return {"segments": len(segments), "unit": unit}


def follow_correction(tables: Tables, before: Transcript, correction: Correction, *, unit: str) -> None:
    """Cut the corrected turn again and let the segments after it follow their words.

    A segment whose words are as they were keeps its suggestions; those of the others go.

    Args:
        tables: where the correction has been written.
        before: the transcript as it was.
        correction: what was replaced.
        unit: what segments are cut by where the transcript has none.
    """
    after = tables.transcript(before.id)
    if after is None:
        raise NotFound("transcript", before.id)
    here = next(turn.order for turn in before.turns if turn.span.contains(correction.before))
    touched = [s for s in tables.segments(before.id) if s.turn == here or (s.turn > here and correction.growth)]
    unit = tables.segment_units().get(before.id, unit)
    alone = replace(after, turns=(replace(after.turns[here], order=0),))
    new = [replace(segment, turn=here) for segment in cut_all([alone], unit=unit)]
    new += [replace(s, span=s.span.shift(correction.growth)) for s in touched if s.turn > here]
    places = {segment.span: segment.id for segment in new}
    names = {}
    for segment in touched:
        moved = correction.moved(segment.span)
        if moved is not None and moved in places and moved.of(after.text) == segment.span.of(before.text):
            names[segment.id] = places[moved]
    tables.move_segments(before.id, [s.id for s in touched], new, unit, names)


def follow_settings(project: OpenProject, *, coder: str) -> None:
    """Cut again where project.toml names another unit than the segments in the project have."""
    with project.store.reading() as tables:
        units = set(tables.segment_units().values())
    if units - {project.settings.unit}:
        recut(project, None, coder=coder)


def unit_in_force(project: OpenProject, tables: Tables) -> str:
    """The unit the segments in store were cut by; that of project.toml while there are none."""
    return ", ".join(sorted(set(tables.segment_units().values()))) or project.settings.unit


def remember_setting(project: OpenProject, name: str, value: str) -> None:
    """Write one text setting into project.toml, leaving every other line as it is.

    Raises:
        Refused: where the file is written in a way this cannot change; nothing was changed.
    """
    file = project.folder / "project.toml"
    text = file.read_bytes().decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
    pattern = re.compile(rf"""(?m)^([ \t]*){name}[ \t]*=[ \t]*("[^"\n]*"|'[^'\n]*')""")
    new, found = pattern.subn(lambda match: match[1] + line, text.removeprefix(mark), count=1)
    if not found:
        new = line + ("\r\n" if "\r\n" in new else "\n") + new
    if _read_back(new, name) != value:
        raise Refused(f"Writing {name} into project.toml", "its form is not understood", hint=f"Set {line} there.")
    write_whole(file, (mark + new).encode())
    project.settings = project.settings.with_values({name: value}, source="project.toml")


def _read_back(text: str, name: str) -> object:
    try:
        return tomllib.loads(text).get(name)
    except tomllib.TOMLDecodeError:
        return None
