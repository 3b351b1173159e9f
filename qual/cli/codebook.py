"""`qual codebook …`: the codebook listed, shown, compared and checked; what changes it stands beside this."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import codebook_changing, codebook_exchange, codebook_themes, output
from qual.cli.codebook_changing import CodeName
from qual.cli.codebook_said import DryRun, Why, done, indented, show_changes, worded
from qual.cli.output import HERE, AsJson, CoderName, Folder

if TYPE_CHECKING:
    from qual.model.codebook import Code, Codebook
    from qual.workflow.code_history import Change, Origin
    from qual.workflow.code_page import Numbers
    from qual.workflow.codebook_listing import Line, Listing

group = typer.Typer(
    name="codebook",
    help="The codebook: list it, change it, compare its versions. Codes are named by id or by name.",
    no_args_is_help=True,
)
_WHEN = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|\+00:00)?)?)?)?")
_DAY, _MINUTE = 10, 16
Number = Annotated[int, typer.Argument(metavar="N", help="Of `qual codebook check`.")]


def add_to(app: typer.Typer) -> None:
    """Put the group into the app."""
    app.add_typer(group)


def list_(
    retired: Annotated[bool, typer.Option("--retired", help="The retired ones, too.")] = False,
    as_of: Annotated[str, typer.Option(metavar="DATE", help='As it was then, such as "2026-03-03" (UTC).')] = "",
    version: Annotated[str, typer.Option(metavar="V", help="As it was at this version: hash or label.")] = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """List the codes under their themes, with codings and participants as they are now."""
    if as_of and version:
        raise typer.BadParameter("name a date or a version, not both", param_hint="--as-of, --version")
    if as_of and not _WHEN.fullmatch(as_of.strip()):
        raise typer.BadParameter(f"{as_of!r} is no date such as 2026-03-03", param_hint="--as-of")
    with output.opened(project, as_json=as_json) as study:
        book: Codebook | None = study.codebook_at(version) if version else None
        book = study.codebook_as_of(as_of.strip().replace(" ", "T")) if as_of else book
        found = study.codebook_list(book)
        lines = [line for line in found.lines if retired or not line.code.retired]
        hidden = len(found.lines) - len(lines)
        if as_json:
            output.document(_listed(found, lines, hidden))
            return
        _show_list(found, lines)
        if hidden:
            output.say(f"{hidden} retired {'code is' if hidden == 1 else 'codes are'} not listed: see --retired.")


def show(code: CodeName, project: Folder = HERE, as_json: AsJson = False) -> None:
    """Show a code: what it says, how often it is given, where it comes from, how it changed."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import code_history, code_page
        from qual.workflow import codebook_plans as plans

        book = study.codebook.book
        own = plans.meant(study, code)
        numbers = code_page.numbers(study, own.id)
        origins = code_history.origins(study, own.id)
        history = code_history.history(study, own.id)
        if as_json:
            output.document(
                {
                    **_entry(own),
                    "above": [one.id for one in book.above(own.id)],
                    "under": [one.id for one in book.under(own.id)],
                    "codings": numbers.codings,
                    "coders": dict(numbers.coders),
                    "roles": list(numbers.roles),
                    "notes": list(numbers.notes),
                    "origins": list(origins),
                    "history": list(history),
                }
            )
            return
        _show_code(book, own)
        _show_numbers(numbers)
        indented("Origin", [_origin(one) for one in origins])
        indented("Changed", [line for one in history for line in _change(one)])


def versions(project: Folder = HERE, as_json: AsJson = False) -> None:
    """List every state the codebook was ever in, oldest first."""
    with output.opened(project, as_json=as_json) as study:
        found = study.codebook_versions()
        if as_json:
            output.document(found)
            return
        rows = [
            (
                f"{one.version}{' *' if one.in_force else ''}",
                one.label,
                one.created[:_MINUTE].replace("T", " "),
                one.by,
                one.what,
                one.why,
                one.codings,
                one.decisions,
            )
            for one in found
        ]
        headings = ("version", "label", "since (UTC)", "by", "what", "why", "codings", "decisions")
        output.show(f"{len(rows)} versions; * is in force", headings, rows, numbers=(6, 7))


def diff(
    old: Annotated[str, typer.Argument(metavar="[OLD]", help="A hash, a label or now; else the one before.")] = "",
    new: Annotated[str, typer.Argument(metavar="[NEW]", help="Likewise; else now.")] = "now",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Compare two versions word by word: [-gone-] and {+new+}; with the codings concerned."""
    with output.opened(project, as_json=as_json) as study:
        found = study.codebook_diff(old, new)
        if as_json:
            output.document(found)
            return
        typer.echo(f"{found.old} → {found.new}: {found.changes.summary()}.")
        numbers = {
            code: f"; {number} codings, {found.older.get(code, 0)} of them made under another definition"
            for code, number in found.codings.items()
        }
        show_changes(found.details, numbers)


def check(project: Folder = HERE, as_json: AsJson = False) -> None:
    """Look for what does not fit: the file, names, merges, codings without their code, changes from outside."""
    with output.opened(project, as_json=as_json) as study:
        found = study.codebook_check()
        wrong = any(one.fault for one in found)
        if as_json:
            output.document({"ok": not wrong, "findings": list(found)})
        else:
            for one in found:
                output.say(f"{'' if one.fault else 'To look at: '}{one}")
            typer.echo("Something is not in order." if wrong else "The codebook is in order.")
        if wrong:
            raise typer.Exit(1)


def keep_outside(
    number: Number,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Let a change of the file made outside qual stand; it is listed no longer."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_plans as plans

        change = plans.outside_change(study, number)
        if not dry_run:
            study.keep_outside(number, coder=coder, why=why)
        if as_json:
            document = {"what": "outside change kept", "change": change}
            output.document({**document, "dry_run": True} if dry_run else document)
            return
        typer.echo(f"Outside change kept: {change.changes.summary()}.")
        show_changes(change.details)
        if dry_run:
            output.say("Nothing was changed: this was a dry run.")


def put_back(
    number: Number,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Give the file what it said before a change made outside qual; what was changed since stays."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_plans as plans

        asked = plans.put_back(study, number)
        done(
            study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json,
            act=lambda: study.put_back_outside(number, coder=coder, why=why),
        )  # fmt: skip


def _listed(found: Listing, lines: list[Line], hidden: int) -> dict[str, object]:
    codes = [
        {
            **_entry(one.code),
            "level": one.level,
            "codings": one.codings,
            "participants": one.participants,
            "roles": one.roles,
        }
        for one in lines
    ]
    return {
        "version": found.version,
        "label": found.label,
        "title": found.title,
        "participants": found.participants,
        "roles": found.roles,
        "themes": list(found.themes),
        "codes": codes,
        "hidden": hidden,
        "elsewhere": found.elsewhere,
    }


def _entry(code: Code) -> dict[str, object]:
    return {name: getattr(code, name) for name in code.__dataclass_fields__}


def _show_list(found: Listing, lines: list[Line]) -> None:
    by_theme: dict[str, list[Line]] = {}
    for line in lines:
        by_theme.setdefault(line.code.theme, []).append(line)
    rows: list[tuple[object, ...]] = []
    names = {"": ("without a theme", ""), **{theme.id: (theme.name, theme.id) for theme in found.themes}}
    for theme in (*(one.id for one in found.themes), ""):
        if theme or by_theme.get(theme):
            rows.append((*names[theme], "", "", "", ""))
        rows += [_row(line, list(found.roles)) for line in by_theme.get(theme, ())]
    rows += [(code, code, number, "", "", "not in this codebook") for code, number in found.elsewhere.items()]
    people = ", ".join(f"{number} {role}" for role, number in found.roles.items())
    title = f"{found.title or 'Codebook'}, version {found.label and f'{found.label}, '}{found.version}"
    headings = (
        "code",
        "id",
        "codings",
        f"of {found.participants} participants",
        f"of {people}" if people else "by role",
        "",
    )
    output.show(title, headings, rows, numbers=(2, 3))


def _row(line: Line, roles: list[str]) -> tuple[object, ...]:
    code = line.code
    state = f"merged into {code.merged_into}" if code.merged_into else "retired" if code.retired else ""
    by_role = ", ".join(f"{line.roles.get(role, 0)} {role}" for role in roles) if line.participants else ""
    name = f"{'  ' * (line.level + 1)}{code.name}"
    return name, code.id, line.codings, line.participants, by_role, state or ("heading" if code.heading else "")


def _show_code(book: Codebook, code: Code) -> None:
    theme = book.theme(code.theme)
    place = [*([theme.name] if theme else []), *(one.name for one in book.above(code.id))]
    state = f"merged into {code.merged_into}" if code.merged_into else "retired" if code.retired else ""
    said = ", ".join(filter(None, (code.id, state, "heading" if code.heading else "", code.color)))
    typer.echo(f"{code.name} ({said})")
    if place:
        typer.echo(f"Under {' › '.join(place)}")
    indented("Definition", code.definition.splitlines())
    indented("Include", code.include)
    indented("Exclude", code.exclude)
    indented("Examples", [f"{one.role}: {one.text}" if one.role else one.text for one in code.examples])
    indented("Codes under it", [f"{one.name} ({one.id})" for one in book.under(code.id)])


def _show_numbers(numbers: Numbers) -> None:
    coders = ", ".join(f"{name} {number}" for name, number in numbers.coders)
    typer.echo(f"Codings: {numbers.codings}{coders and f' ({coders})'}")
    for one in numbers.roles:
        people = f"{one.participants} of {one.of} participants"
        typer.echo(f"  {one.role}: {people}, {one.passages} of {one.passages_of} passages")
    for note in numbers.notes:
        output.say(note)


def _origin(one: Origin) -> str:
    """A merge or split in one line."""
    how = ("merged" if one.whole else f"split, {one.codings} codings") + (" into" if one.into else " from")
    who = f" by {one.by}" if one.by else ""
    return f"{how} {one.name} ({one.other}) on {one.created[:_DAY]}{who}{one.why and f': {one.why}'}"


def _change(one: Change) -> list[str]:
    """A change of one code, a line for each text that differs."""
    when = one.created[:_MINUTE].replace("T", " ") or "just now"
    who = f" by {one.by}" if one.by else ""
    first = f"{when} {one.version}{who}: {', '.join(one.what)}{one.why and f' ({one.why})'}"
    if one.what == ("added",):
        return [first]
    return [first, *(f"  {field.field}: {worded(field)}" for field in one.fields)]


for _name, _command in (
    ("list", list_), ("show", show), ("versions", versions), ("diff", diff), ("check", check),
    ("keep-outside", keep_outside), ("put-back", put_back),
):  # fmt: skip
    group.command(_name)(_command)
codebook_changing.add_to(group)
codebook_themes.add_to(group)
codebook_exchange.add_to(group)
