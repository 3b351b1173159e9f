"""What the commands around the codebook say: what an act touches, and what differs between two states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output

if TYPE_CHECKING:
    from qual.model.surgery import Surgery
    from qual.workflow.curating import Curated
    from qual.workflow.effects import Effects
    from qual.workflow.planning import EntryChange, FieldChange
    from qual.workflow.projects import OpenProject

Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it stands in the record.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what it would touch and change nothing.")]
_LINKS = ("theme", "parent", "merged_into", "color")
_STATES = ("heading", "retired")


def done(
    study: OpenProject, asked: Surgery, *, coder: str, why: str, dry_run: bool, as_json: bool,
    act: Callable[[], Curated | Effects] | None = None,
) -> None:  # fmt: skip
    """Tell what an act touches and, unless it is a dry run, do it.

    Args:
        study: the open project.
        asked: the plan.
        coder: who does it, as given.
        why: the reason.
        dry_run: whether it is only told.
        as_json: whether it is told as a document.
        act: what does it, where that is more than carrying out the plan.
    """
    from qual.workflow import effects, versions
    from qual.workflow.codebook_verbs import carry_out
    from qual.workflow.curating import Curated as Done

    told = effects.effects(study, asked)
    changed = versions.difference(study, asked.base, asked.wanted).details
    planned = partial(carry_out, study, asked, coder=coder, why=why, dry_run=dry_run)
    result = planned() if act is None or dry_run else act()
    made = result if isinstance(result, Done) else None
    if as_json:
        output.document(
            {
                "what": told.what,
                "entries": list(asked.entries),
                "version": made.version if made else asked.wanted.version,
                "event": made.event if made else None,
                "op": made.op if made else "",
                "changes": list(changed),
                "codes": list(told.codes),
                **{name: getattr(told, name) for name in ("joined", "reopened", "older", "carried")},
                "words": list(told.words),
                **({"dry_run": True} if dry_run else {}),
            }
        )
        return
    typer.echo(f"{told.what.capitalize()}: {', '.join(told.entries)}.")
    show_changes(changed)
    for line in told.words:
        typer.echo(line)
    if made is None:
        output.say("Nothing was changed: this was a dry run.")
    else:
        output.say(f"The codebook is version {made.version} now. `qual undo` takes this back.")


def show_changes(changed: Iterable[EntryChange], numbers: dict[str, str] | None = None) -> None:
    """Every entry that differs, with its texts word by word: [-gone-] and {+new+}.

    Args:
        changed: the entries.
        numbers: what else is to be told of a code, by its id.
    """
    for one in changed:
        name = one.name if one.id in ("", one.name) else f"{one.name} ({one.id})"
        typer.echo(f"  {one.kind} {name}: {', '.join(one.what)}{(numbers or {}).get(one.id, '')}")
        whole = {"added", "removed"} & set(one.what)
        for field in one.fields:
            text = _flat(field.new or field.old) if whole else worded(field)
            typer.echo(f"    {field.field}: {text}")


def worded(field: FieldChange) -> str:
    """A text that differs, in one line."""
    if field.field in _LINKS:
        return f"{field.old or 'none'} → {field.new or 'none'}"
    if field.field in _STATES:
        return f"{field.old or 'no'} → {field.new or 'no'}"
    marks = {"removed": ("[-", "-]"), "added": ("{+", "+}")}
    parts = []
    for kind, text in field.words:
        before, after = marks.get(kind, ("", ""))
        parts.append(f"{before}{text}{after}")
    return _flat("".join(parts))


def _flat(text: str) -> str:
    return " ".join(text.split())


def indented(heading: str, lines: Sequence[str]) -> None:
    """A heading with lines under it, nothing where there are none."""
    if lines:
        typer.echo(f"{heading}:")
        for line in lines:
            typer.echo(f"  {line}")
