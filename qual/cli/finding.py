"""The command that finds passages: by their words, or by what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, Folder

if TYPE_CHECKING:
    from qual.workflow.found import Findings, Passage


def add_to(app: typer.Typer) -> None:
    """Put this command into the app."""
    # -word is part of a question, so that what begins with a minus and is no option of ours goes into WORDS
    app.command("find", context_settings={"ignore_unknown_options": True})(find)


def find(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS…", help="Words in any form, '\"a phrase\"', -without, this OR that, begin*."),
    ],
    like: Annotated[bool, typer.Option("--like", help="Passages that mean about the same, in any words.")] = False,
    role: Annotated[list[str] | None, typer.Option(help="Only words of this role; may be given again.")] = None,
    code: Annotated[
        list[str] | None, typer.Option(help="Only passages coded with this code's id; may be given again.")
    ] = None,
    transcript: Annotated[
        list[str] | None, typer.Option(help="Only in this transcript; may be given again.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many passages.")] = None,
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Find passages by their words, or with --like by their meaning."""
    strange = next((word for word in words if word.startswith("--")), "")
    if strange:
        raise typer.BadParameter(f"there is no option {strange}", param_hint="WORDS…")
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow.found import FIT, MOST_ALIKE, Where

        where = Where(roles=tuple(role or ()), codes=tuple(code or ()), transcripts=tuple(transcript or ()))
        asked = " ".join(words)
        if like:
            with output.progress_bar("Encoding") as progress:
                found = study.like(asked, most=limit or MOST_ALIKE, where=where, progress=progress)
        else:
            found = study.find(asked, where=where, order=FIT)
        shown = found.passages[:limit]
        if as_json:
            output.document([_row(passage) for passage in shown])
            return
        _show(found, shown)


def _row(passage: Passage) -> dict[str, object]:
    return {
        "transcript": passage.transcript,
        "start": passage.span.start,
        "end": passage.span.end,
        "speaker": passage.speaker,
        "participant": passage.participant,
        "role": passage.role,
        "text": passage.text,
        "hits": [[hit.start, hit.end] for hit in passage.hits],
        "codes": list(passage.codes),
        "score": passage.score,
        "alike": passage.alike,
    }


def _show(found: Findings, shown: tuple[Passage, ...]) -> None:
    """The answer for people; what was asked for stands between brackets."""
    rows = [
        (
            passage.id,
            passage.participant or passage.speaker,
            passage.role,
            "".join(f"[{piece.words}]" if piece.hit else piece.words for piece in passage.excerpt()),
            ", ".join(passage.codes) or passage.alike,
        )
        for passage in shown
    ]
    output.show(found.summary, ("passage", "who", "role", "words", "codes"), rows)
    if found.memos:
        notes = [
            (note.memo.about, note.transcript or note.memo.target, note.memo.coder,
             "".join(piece.words for piece in note.excerpt()))
            for note in found.memos
        ]  # fmt: skip
        output.show(f"{len(notes)} in memos", ("about", "of", "by", "words"), notes)
