"""Codebooks in and out of a study: looked at before anything is taken over, joined by choice, written out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qual import __version__
from qual.codebook import surgery as planning
from qual.codebook import tabular
from qual.codebook.columns import PARTS, SEVERAL
from qual.codebook.incoming import SUFFIXES, read_any
from qual.codebook.joining import Choice, Match, joined, proposed, usual
from qual.errors import NotFound, QualError, Refused, Unreadable
from qual.workflow import curating, exporting, files, suggesting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    import numpy as np
    from numpy.typing import NDArray

    from qual.codebook.incoming_values import Incoming
    from qual.codebook.joining import Likeness
    from qual.model.codebook import Code, Codebook
    from qual.model.surgery import Surgery
    from qual.workflow.curating import Curated
    from qual.workflow.projects import OpenProject

__all__ = [
    "FORMATS", "MOST_COMPARED", "NEW", "PARTS", "SAMPLE", "SEVERAL", "SKIP", "SUFFIXES", "Choice", "Coming",
    "Written", "begin_with", "bring_in", "chosen", "export", "file_name", "look", "losses", "plan", "source",
    "studies_near", "write",
]  # fmt: skip

FORMATS = ("yaml", "csv", "xlsx", "md", "docx", "qdc")
"""Forms a codebook is written in; each is also the suffix of its file."""

SAMPLE = "sample"
"""The shipped codebook, in the place of a folder or file."""

NEW, SKIP = "new", "skip"
"""In the place of an own code: the incoming one is added as a code of its own, or left out."""

MOST_COMPARED = 400
"""Definitions, own and incoming, up to which they are compared by meaning; of more only names are."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A codebook in a file beside the study's own; nothing is changed by looking at it.

    Attributes:
        incoming: what the file brings, and what of it was not understood or has no place here.
        base: the study's own codebook at that moment.
        matches: for each incoming code the own one that it may be.
        choices: what is proposed to become of each incoming code, by its id.
        compared: whether definitions were compared by their meaning.
    """

    incoming: Incoming
    base: Codebook
    matches: tuple[Match, ...]
    choices: Mapping[str, Choice]
    compared: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A codebook written in some form.

    Attributes:
        data: the bytes of the file.
        lost: what the form has no place for, a sentence each.
    """

    data: bytes
    lost: tuple[str, ...] = ()


def look(
    project: OpenProject, data: bytes, name: str, *, columns: Mapping[str, str] | None = None, meaning: bool = True
) -> Coming:
    """What a file would bring into the study's codebook.

    Args:
        project: the open project.
        data: the bytes of the file.
        name: its name.
        columns: for a table, what a column holds -> its heading.
        meaning: whether definitions may be compared by their meaning; that takes the sentence encoder.
    """
    own = project.codebook.book
    incoming = read_any(data, name, columns=columns, roles=project.roles)
    number = sum(bool(code.definition) for code in (*own.codes, *incoming.book.codes))
    compared = meaning and bool(own.codes) and number <= MOST_COMPARED
    try:
        matches = proposed(own, incoming.book, _likeness(project) if compared else None)
    except QualError:  # no encoder: names are compared all the same
        compared = False
        matches = proposed(own, incoming.book)
    return Coming(incoming, own, matches, usual(matches), compared)


def plan(coming: Coming, choices: Mapping[str, Choice] | None = None) -> Surgery:
    """What the study's codebook would become; `effects.effects` says what that touches.

    Raises:
        Refused: if nothing of the file could be used.
    """
    if not coming.incoming.book.codes and not coming.incoming.book.themes:
        problems = coming.incoming.problems
        why = problems[0].message if problems else "there is no code in the file"
        raise Refused(
            "The import of the codebook", why, hint=problems[0].hint if problems else "", problems=problems
        )
    wanted = joined(coming.base, coming.incoming.book, {**coming.choices, **(choices or {})})
    return planning.replaced(coming.base, wanted, "codebook imported")


def bring_in(
    project: OpenProject, coming: Coming, choices: Mapping[str, Choice] | None = None, *, coder: str, why: str = "",
    op: str = "",
) -> Curated:  # fmt: skip
    """Take a codebook over as chosen: one act, undone like any other.

    Raises:
        Refused: if nothing of the file can be used, or the study's codebook does not let it.
    """
    return curating.perform(project, plan(coming, choices), coder=coder, why=why, op=op)


def chosen(
    coming: Coming, match: Literal["fill", "overwrite", "new", "skip"] | None = None,
    into: Mapping[str, str] | None = None,
) -> dict[str, Choice]:  # fmt: skip
    """Choices for all codes that come in: as proposed, but for what is said here.

    Args:
        coming: what comes in.
        match: what becomes of every code that has a match; None as proposed.
        into: incoming code -> the own code that is filled by it (or overwritten, as `match` says), NEW or SKIP;
            codes by id or by name.

    Raises:
        NotFound: for a code that there is not.
    """
    found = dict(coming.choices)
    for one in coming.matches:
        if match and one.own_id:
            found[one.incoming_id] = Choice(match, one.own_id if match in ("fill", "overwrite") else "")
    for theirs, own in (into or {}).items():
        code = _meant(coming.incoming.book, theirs, "incoming code")
        if own in (NEW, SKIP) and coming.base.code(own) is None:
            found[code.id] = Choice("new" if own == NEW else "skip")
        else:
            act: Literal["fill", "overwrite"] = "overwrite" if match == "overwrite" else "fill"
            found[code.id] = Choice(act, _meant(coming.base, own, "code").id)
    return found


def _meant(book: Codebook, named: str, what: str) -> Code:
    """A code by its id, else by its name in any case."""
    found = book.code(named)
    if found is None:
        alike = [code for code in book.codes if code.name.casefold() == named.strip().casefold()]
        found = alike[0] if len(alike) == 1 else None
    if found is None:
        raise NotFound(what, named, hint="Name it by its id.")
    return found


def source(place: str | Path) -> tuple[bytes, str]:
    """The bytes and the name of a codebook file.

    Args:
        place: SAMPLE for the shipped codebook, a study's folder, or a codebook file of any kind.

    Raises:
        Unreadable: if there is no such file.
    """
    from qual.workflow.projects import CODEBOOK_FILE, sample_folder

    file = sample_folder() / CODEBOOK_FILE if str(place) == SAMPLE else Path(place)
    try:
        file = file / CODEBOOK_FILE if file.is_dir() else file
        return file.read_bytes(), file.name
    except OSError as error:
        hint = f'Name a codebook file, a study\'s folder, or "{SAMPLE}".'
        raise Unreadable(file, error.strerror or str(error), hint=hint) from error


def begin_with(place: str | Path | tuple[bytes, str]) -> bytes:
    """The bytes of a codebook file to begin a study with; a YAML file is taken over as it is.

    Args:
        place: as for `source`, or the bytes and the name of a file.

    Raises:
        Unreadable: if there is no such file, or nothing of one that is no YAML can be used.
    """
    from qual.codebook.write import become
    from qual.workflow.projects import EMPTY_CODEBOOK

    data, name = place if isinstance(place, tuple) else source(place)
    found = read_any(data, name)
    if found.format == "yaml":
        return data
    if not found.book.codes:
        said = found.problems[0] if found.problems else None
        raise Unreadable(name, said.message if said else "no code is in it", hint=said.hint if said else "")
    return become(EMPTY_CODEBOOK.format(name='""').encode(), found.book)


def studies_near(folder: Path, *, most: int = 20) -> tuple[Path, ...]:
    """Other studies in the same folder as this one; those that cannot be read are left out."""
    from qual.workflow.projects import PROJECT_FILE

    try:
        found = sorted(path.parent for path in folder.resolve().parent.glob(f"*/{PROJECT_FILE}"))
    except OSError:
        return ()
    return tuple(path for path in found if path != folder.resolve())[:most]


def losses(project: OpenProject, form: str) -> tuple[str, ...]:
    """What of the study's codebook a form has no place for, told before it is written."""
    book = project.codebook.book
    if form == "qdc":
        from qual.codebook.qdc import losses_out

        return losses_out(book)
    if form != "docx":
        return ()
    said = []
    if any(theme.color for theme in book.themes) or any(code.color for code in book.codes):
        said.append("Colours are left out.")
    if any(code.examples for code in book.codes):
        said.append("Examples are left out where quotes stand in their place.")
    return tuple(said)


def file_name(project: OpenProject, form: str) -> str:
    """How a file with the codebook is called: `my-study-codebook.docx`."""
    from qual.workflow.codebooks import free_id

    return f"{free_id(project.settings.name, ())}-codebook.{form}"


def write(project: OpenProject, form: str, *, date: str = "") -> Written:
    """The study's codebook in one of FORMATS.

    Args:
        project: the open project.
        form: one of FORMATS.
        date: the day that a Word appendix names; "" for none.

    Raises:
        Refused: for a form there is none of.
    """
    book = project.codebook.book
    lost = losses(project, form)
    if form == "yaml":
        return Written(project.codebook.data)
    if form == "csv":
        from qual.exporters.codebook_table import to_csv

        return Written(to_csv(tabular.WHOLE, tabular.whole(book)))
    if form == "xlsx":
        from qual.exporters.codebook_table import to_xlsx

        return Written(*to_xlsx(tabular.WHOLE, tabular.whole(book), title=book.title))
    if form == "md":
        from qual.exporters.codebook_markdown import to_markdown

        note = "Synthetic sample: the study is invented." if project.settings.synthetic else ""
        return Written(to_markdown(book, note=note))
    if form == "qdc":
        from qual.codebook.qdc import to_qdc

        return Written(to_qdc(book, made_by=f"qual {__version__}"), lost)
    if form == "docx":
        from qual.workflow.codebook_appendix import appendix

        return Written(appendix(project, date=date), lost)
    raise Refused(f"A codebook as {form!r}", "there is no such form", hint=f"Choose {', '.join(FORMATS)}.")


def export(project: OpenProject, path: Path, form: str | None = None, *, date: str = "") -> dict[str, object]:
    """Write the codebook to a file; the form follows the name unless given.

    Returns:
        `path`, `sha256`, `bytes`, and `lost`: what the form has no place for.

    Raises:
        Refused: for a form there is none of, or a file that may not be written there.
    """
    wanted = (form or path.suffix.lstrip(".")).lower().replace("yml", "yaml")
    if not wanted:
        hint = f"Choose one with --format: {', '.join(FORMATS)}."
        raise Refused(f"A codebook in {path.name}", "its name does not say in which form", hint=hint)
    exporting.refuse_place(project, path)
    written = write(project, wanted, date=date)
    files.write_whole(path, written.data)
    digest = hashlib.sha256(written.data).hexdigest()
    return {"path": str(path), "sha256": digest, "bytes": len(written.data), "lost": list(written.lost)}


def _likeness(project: OpenProject) -> Likeness:
    """Texts as rows of unit length, as the study's encoder reads them; kept like all others."""
    import numpy as np

    from qual.matching.cache import encode_cached

    def rows(texts: Sequence[str]) -> NDArray[np.floating]:
        found = encode_cached(suggesting.encoder_of(project), list(texts), project.store.vectors)
        return np.asarray(found)

    return rows
