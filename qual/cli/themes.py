"""The command of candidate themes: list them, merge two, dismiss one, bring one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, CoderName, Folder

if TYPE_CHECKING:
    from qual.workflow.projects import OpenProject
    from qual.workflow.theming import Candidate, ThemeReport


def add_to(app: typer.Typer) -> None:
    """Put the command into the app."""
    app.command("themes")(themes)


def themes(
    merge: Annotated[
        str, typer.Option(metavar="ID,ID", help="Put the second theme into the first, which stays.")
    ] = "",
    dismiss: Annotated[str, typer.Option(metavar="ID", help="Take a theme out of the list.")] = "",
    restore: Annotated[str, typer.Option(metavar="ID", help="Bring a dismissed theme back.")] = "",
    dismissed: Annotated[bool, typer.Option("--dismissed", help="List the dismissed ones.")] = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """List candidate themes: groups of passages that fit no code.

    A theme may be named by the first letters of its id. Acts are undone with `qual undo`.
    """
    with output.opened(project, as_json=as_json) as study:
        _act(study, merge, dismiss, restore, coder)
        from qual.workflow import theming

        found = theming.report(study)
        listed = found.dismissed if dismissed else found.themes
        if as_json:
            output.document(listed)
            return
        _show(found, listed, dismissed=dismissed)


def _act(study: OpenProject, merge: str, dismiss: str, restore: str, coder: str) -> None:
    """Carry out what was asked for, or say why it cannot be done."""
    from qual.model.coding import Op
    from qual.model.ids import new_id
    from qual.workflow import theme_acts, theming
    from qual.workflow.projects import coder_name

    asked = []
    if merge:
        first, comma, second = merge.partition(",")
        if not comma:
            raise typer.BadParameter("name two themes with a comma between them", param_hint="--merge")
        asked.append((theme_acts.MERGE, first, second))
    asked += [(act, one, "") for act, one in ((theme_acts.DISMISS, dismiss), (theme_acts.RESTORE, restore)) if one]
    if not asked:
        return
    found = theming.report(study)
    known = [theme.id for theme in (*found.themes, *found.dismissed)]
    ops = [
        Op(new_id(), act, coder_name(study, coder), target=_id(known, one), replaces=other and _id(known, other))
        for act, one, other in asked
    ]
    for answer in study.apply(ops):
        if answer.refusal:
            output.fail(answer.refusal)


def _id(known: list[str], typed: str) -> str:
    """The theme whose id begins so.

    Raises:
        NotFound: if there is none, or more than one.
    """
    from qual.errors import NotFound

    wanted = typed.strip()
    fitting = [one for one in known if wanted and one.startswith(wanted)]
    if len(fitting) != 1:
        raise NotFound("candidate theme", wanted, hint="`qual themes` lists them with their ids.")
    return fitting[0]


def _show(found: ThemeReport, listed: tuple[Candidate, ...], *, dismissed: bool) -> None:
    rows = [
        (
            one.id[:8],
            one.label,
            len(one.segments),
            _by_role(one.participants),
            news(one) or one.dismissed_by,
            one.quotes[0].segment if one.quotes else "",
        )
        for one in listed
    ]
    kind = "dismissed themes" if dismissed else "candidate themes"
    headings = (
        "id",
        "words",
        "passages",
        "participants",
        "dismissed by" if dismissed else "news",
        "nearest passage",
    )
    output.show(f"{len(rows)} {kind}", headings, rows)
    if found.note:
        output.say(found.note)
    if found.gone and not dismissed:
        output.say("Gone since the last update: " + "; ".join(one.label for one in found.gone) + ".")


def news(one: Candidate) -> str:
    """How a theme stands against the last update, "" where nothing is to be said."""
    if one.dismissed_by:
        return ""
    return {"new": "new", "grown": f"grown by {one.change}", "smaller": f"smaller by {-one.change}"}.get(
        one.state, ""
    )


def _by_role(participants: dict[str, int]) -> str:
    return ", ".join(f"{count} {role}" for role, count in participants.items())
