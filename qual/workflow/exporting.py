"""Reports as files: built by a plan, with a manifest of what they were made from, written whole or not at all."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from qual.errors import Refused
from qual.model.ids import new_id
from qual.model.plan import SECTIONS, Plan
from qual.workflow import manifests
from qual.workflow.clock import now
from qual.workflow.files import write_whole

if TYPE_CHECKING:
    from qual.exporters.base import Report
    from qual.workflow.projects import OpenProject

TRIES = 3
"""So often a report is begun again because somebody worked on the study while it was being made."""


def export(
    project: OpenProject,
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the surface's word
    coder: str = "",
    plan: Plan | None = None,
) -> dict[str, object]:
    """Write a report; the main file at `path`, others that belong to it beside it.

    Args:
        project: the open project.
        path: where to.
        format: one of `qual.exporters.registry.FORMATS`; else as the name ends.
        coder: who asks for it, for the record.
        plan: what the report has in it; else everything.

    Raises:
        Refused: for an unknown format, a folder that cannot be written, or a file that is not an export's to
            take the place of: one of the project's own, a folder, one that is write-protected.
    """
    chosen = (format or path.suffix.lstrip(".")).lower()
    if not chosen:
        hint = "Name the file .docx, .xlsx, .html, .csv, .json or .parquet."
        raise Refused(f"Exporting to {path.name}", "it has no format", hint=hint)
    refuse_place(project, path)
    made = files(project, chosen, stem=path.stem, plan=plan)
    names = list(made)
    targets = [path, *(path.parent / name for name in names[1:])]
    for target in targets[1:]:
        refuse_place(project, target)
    for target, name in zip(targets, names, strict=True):
        write_whole(target, made[name])
    main = made[names[0]]
    result: dict[str, object] = {
        "path": str(path),
        "sha256": hashlib.sha256(main).hexdigest(),
        "bytes": len(main),
        "files": [str(target) for target in targets],
    }
    with project.store.transaction() as tables:
        tables.append_event(
            op=new_id(), kind="export", coder=coder, created=now(), codebook_version=project.codebook.book.version,
            payload={"format": chosen, "sha256": result["sha256"]},
        )  # fmt: skip
    return result


def refuse_place(project: OpenProject, path: Path) -> None:
    """Say no where an export would take the place of something that is none."""
    what = f"Exporting to {path}"
    try:
        if not path.parent.is_dir():
            raise Refused(what, "that folder does not exist", hint="Make it first, or name another.")
        inside = path.resolve()
        mode = path.stat().st_mode if path.exists() else None
    except (OSError, RuntimeError) as error:  # links that lead round in a circle are a RuntimeError
        why = getattr(error, "strerror", None) or "its links lead nowhere"
        raise Refused(what, why, hint="Choose another name.") from error
    first = inside.relative_to(project.folder).parts[:1] if inside.is_relative_to(project.folder) else ()
    own = ("codebook", "transcripts", "project.toml")
    if first and (first[0].casefold() in own or first[0].casefold().startswith("qual.")):
        raise Refused(what, "the project keeps its own files there", hint="Write it to exports/.")
    if mode is not None and stat.S_ISDIR(mode):
        raise Refused(what, "it is a folder", hint="Name a file in it.")
    if mode is not None and not stat.S_ISREG(mode):
        raise Refused(what, "it is a device or a pipe", hint="Name a file.")
    if mode is not None and not mode & stat.S_IWUSR:
        raise Refused(what, "it is write-protected", hint="Choose another name.")


def formats() -> tuple[str, ...]:
    """Which formats there are; each is also the suffix of its main file."""
    from qual.exporters.registry import FORMATS

    return FORMATS


def section_names() -> dict[str, str]:
    """What the parts of a report are called, in their order."""
    from qual.exporters.document import TITLES

    return {name: TITLES[name] for name in SECTIONS}


def stamp(project: OpenProject) -> str:
    """Changes with everything that changes what a report says; an export itself changes nothing."""
    with project.store.reading() as tables:
        last = tables.newest(without=manifests.QUIET)
    return f"{last.seq if last else 0} {project.codebook.sha256} {project.settings}"


def archive(made: Mapping[str, bytes]) -> bytes:
    """Several files of one report as one .zip; the same files give the same bytes."""
    raw = BytesIO()
    with ZipFile(raw, "w") as packed:
        for name, data in made.items():
            entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o600 << 16
            packed.writestr(entry, data)
    return raw.getvalue()


def files(project: OpenProject, format: str, *, stem: str, plan: Plan | None = None) -> dict[str, bytes]:  # noqa: A002 - as above
    """The files of a report by name, the main one first.

    Raises:
        Refused: for an unknown format.
    """
    from qual.exporters.registry import export as write

    if format not in formats():
        raise Refused(f"The export format {format!r}", f"there are {', '.join(formats())}")
    return write(format, report(project, plan), stem=stem)


def report(project: OpenProject, plan: Plan | None = None) -> Report:
    """Everything the plan asks for, with the manifest of what it was made from.

    Raises:
        Refused: if others keep changing the study while it is being made, so that its parts would not agree.
    """
    from qual.workflow import report_building

    wanted = plan or Plan()
    for _ in range(TRIES):
        before = project.store.revision()
        built = report_building.build(project, wanted)
        made = replace(built, plan=wanted, manifest=manifests.manifest(project, wanted))
        if project.store.revision() == before:
            return made
    raise Refused("The report", "the study changed while it was being made", hint="Try again in a moment.")
