"""Cut transcripts into segments, now or again; codings point at the text and are not touched."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qual.config import UNITS
from qual.errors import Refused
from qual.model.ids import new_id
from qual.model.segment import Segment
from qual.model.transcript import Transcript
from qual.workflow.clock import now
from qual.workflow.files import write_whole

if TYPE_CHECKING:
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


def follow_settings(project: OpenProject, *, coder: str) -> None:
    """Cut again where project.toml names another unit than the segments in the project have."""
    with project.store.reading() as tables:
        units = set(tables.segment_units().values())
    if units - {project.settings.unit}:
        recut(project, None, coder=coder)


def remember_setting(project: OpenProject, name: str, value: str) -> None:
    """Write one text setting into project.toml, leaving every other line as it is."""
    file = project.folder / "project.toml"
    text = file.read_text("utf-8")
    line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
    pattern = re.compile(rf"""(?m)^{name}[ \t]*=[ \t]*("[^"\n]*"|'[^'\n]*')""")
    new, found = pattern.subn(lambda _: line, text, count=1)
    write_whole(file, (new if found else f"{line}\n{text}").encode())
    project.settings = project.settings.with_values({name: value}, source="project.toml")
