"""What people say of their codebook, in their words, as a plan: codes by name, phrases, places.

Everything here only plans (`qual.codebook.surgery`); `effects` tells what a plan would touch, `curating` does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from qual.codebook import surgery as planning
from qual.codebook import values
from qual.codebook.naming import code_named, known_code, like, theme_named
from qual.errors import NotFound, Refused
from qual.model.codebook import Code, Codebook, Example
from qual.model.participant import UNKNOWN
from qual.model.span import Span
from qual.workflow import codebooks, outside, versions
from qual.workflow.codebook_fields import (
    Fields,
    Said,
    filled,
    new_name,
    news,
    with_signs,
)

if TYPE_CHECKING:
    from qual.model.surgery import Surgery
    from qual.workflow.outside import OutsideChange
    from qual.workflow.projects import OpenProject


SLIP = 0.85
"""Share of letters in common from which a new name may be a slip for one that is there."""


def new_code(
    project: OpenProject,
    name: str,
    *,
    theme: str | None = None,
    under: str = "",
    before: str = "",
    own_id: str = "",
    fields: Said | None = None,
) -> Surgery:
    """A new code; without a theme it stands under none.

    Raises:
        NotFound: for a theme or code that is not there.
        Refused: for a name or id that another code has, or that is none.
    """
    book = project.codebook.book
    place = _place(book, theme, under, before)
    wanted = values.one_line(own_id) or codebooks.free_id(name, (code.id for code in book.codes))
    code = Code(wanted, new_name(book, name), place[0], parent=place[1])
    return planning.add_code(book, filled(code, fields or {}, project.roles), place[2])


def changed(project: OpenProject, code: str, fields: Fields, *, signs: bool = False) -> Surgery:
    """Another name, definition, phrase, example or colour of a code.

    Args:
        project: the open project.
        code: its id or name.
        fields: what it is to say.
        signs: whether phrases are said as changes of the list, with a + or - before each.

    Raises:
        NotFound: for a code that is not there.
        Refused: for values that cannot be, or where nothing would change.
    """
    book = project.codebook.book
    own = code_named(book, code)
    fields = with_signs(own, fields, project.roles) if signs else fields
    if "name" in fields:
        fields = {**fields, "name": new_name(book, fields["name"], but=own.id)}
    return news(planning.set_code(book, filled(own, fields, project.roles)), own.name)


def moved(
    project: OpenProject, code: str, *, theme: str | None = None, under: str | None = None, before: str = ""
) -> Surgery:
    """A code with all under it to the end of a theme ("" for none) or of another code, or in front of a code.

    Raises:
        NotFound: for a code or theme that is not there.
        Refused: where no place is said, two contradict each other, or the code would stand under itself.
    """
    book = project.codebook.book
    own = code_named(book, code)
    if theme is None and under is None and not before:
        raise Refused(f"Moving the code {own.name!r}", "no place is named", hint="Name a theme or a code.")
    if under == "" and theme is None:
        theme = own.theme
    home, parent, ahead = _place(book, theme, under or "", before)
    return news(planning.move_code(book, own.id, home, parent, ahead), own.name)


def retired(project: OpenProject, code: str, *, back: bool = False) -> Surgery:
    """A code offered no longer, its codings kept; or again.

    Raises:
        NotFound: for a code that is not there.
        Refused: where it is so already.
    """
    book = project.codebook.book
    own = code_named(book, code, retired=back)
    return news(planning.retire_code(book, own.id, retired=not back), own.name)


def merged(project: OpenProject, codes: Iterable[str], into: str, fields: Fields | None = None) -> Surgery:
    """Codes become one, an existing code or a new one of this name.

    A new one stands where the first stood. What is not said of it is what all of them said: the definitions below
    each other, the phrases and examples of all.

    Raises:
        NotFound: for a code that is not there.
        Refused: for fewer than two codes, a heading, or a code that is merged already.
    """
    book = project.codebook.book
    sources = [code_named(book, code) for code in codes]
    target = known_code(book, into)
    if target is None:
        target = _together(book, sources, new_name(book, into))
    _usable(target, "Merging codes")
    return planning.merge(book, [code.id for code in sources], filled(target, fields or {}, project.roles))


def split(project: OpenProject, code: str, parts: Mapping[str, Iterable[str]], *, retire: bool = False) -> Surgery:
    """A code parted: name or id of a code, or a new name -> ids of the codings that count as it from now on.

    Codings named nowhere stay with the code. A new part stands behind the code, without a definition yet.

    Raises:
        NotFound: for a code that is not there.
        Refused: without a part, or for a coding that does not count as the code, or is named twice.
    """
    book = project.codebook.book
    own = code_named(book, code)
    what = f"Splitting the code {own.name!r}"
    with project.store.reading() as tables:
        there = {coding.id for coding in tables.codings(code=own.id)}
    wanted: dict[str, Code] = {}
    goes: dict[str, str] = {}
    taken = {one.id for one in book.codes}
    for name, codings in parts.items():
        part = known_code(book, name)
        if part is None:
            part = Code(codebooks.free_id(name, taken), new_name(book, name), own.theme, parent=own.parent)
            taken.add(part.id)
        for coding in codings:
            if coding not in there:
                why = f"there is no coding {coding!r} that counts as it"
                raise Refused(what, why, hint="`qual codings --json` lists codings with their ids.")
            if goes.setdefault(coding, part.id) != part.id:
                raise Refused(what, f"the coding {coding!r} goes to two codes", hint="Name it once.")
        if part.id != own.id:
            _usable(part, what)
            wanted[part.id] = part
    return planning.split(book, own.id, tuple(wanted.values()), goes, retire=retire)


def promoted(
    project: OpenProject,
    candidate: str,
    name: str,
    *,
    theme: str | None = None,
    under: str = "",
    before: str = "",
    fields: Said | None = None,
) -> Surgery:
    """A candidate theme as a new code, with its quotes as examples; nothing is coded by that.

    Args:
        project: the open project.
        candidate: the candidate's id, or how it begins.
        name: of the code; "" for the candidate's most telling words.
        theme: of the code, None or "" for none.
        under: the code it stands under.
        before: the code it stands in front of.
        fields: what else it says; examples given here come in place of the quotes.

    Raises:
        NotFound: if there is no such candidate.
        Refused: as `new_code`.
    """
    from qual.workflow import theming

    fitting = [one for one in theming.candidates(project) if candidate and one.id.startswith(candidate.strip())]
    if len(fitting) != 1:
        raise NotFound("candidate theme", candidate, hint="`qual themes` lists them with their ids.")
    found = fitting[0]
    said = [Example(" ".join(one.text.split()), "" if one.role == UNKNOWN else one.role) for one in found.quotes]
    own: Said = {"examples": said, **(fields or {})}
    name = name.strip() or " ".join(found.words[:3]).capitalize()
    return new_code(project, name, theme=theme, under=under, before=before, fields=own)


def in_vivo(project: OpenProject, place: str) -> Example:
    """The words at a place such as "P01:120-140", as an example in the voice of who says them.

    Raises:
        Refused: where it is no such place.
    """
    from qual.workflow.passages import passages

    what = f"Taking the words at {place!r}"
    said = re.fullmatch(r"(.+):([0-9]{1,15})-([0-9]{1,15})", place.strip())
    if said is None or int(said[2]) >= int(said[3]):
        raise Refused(what, "it is no place in a transcript", hint="Write it as TRANSCRIPT:START-END.")
    with project.store.reading() as tables:
        if tables.transcript(said[1]) is None:
            raise NotFound("transcript", said[1], hint="`qual segments` lists places.")
        found = passages(tables, [(said[1], Span(int(said[2]), int(said[3])))])
    if not found or not (words := " ".join(found[0].words.split())):
        raise Refused(what, "there are no words", hint="`qual segments` lists places.")
    return Example(words, "" if found[0].role == UNKNOWN else found[0].role)


def meant(project: OpenProject, code: str) -> Code:
    """The code of this id or name.

    Raises:
        NotFound: if there is none; the names most like it are offered.
        Refused: if several have this name.
    """
    return code_named(project.codebook.book, code)


def mistyped(project: OpenProject, name: str, besides: Iterable[str] = ()) -> str:
    """The code in use whose name is nearly a name that no code has, "" for none: a slip of the pen may be meant.

    Args:
        project: the open project.
        name: as it was typed.
        besides: ids or names of codes that are not looked at.
    """
    book = project.codebook.book
    if known_code(book, name):
        return ""
    known = {code_named(book, one).id for one in besides}
    near = like([code for code in book.codes if not code.retired and code.id not in known], name, SLIP)
    return near[0].name if near else ""


def outside_change(project: OpenProject, number: int) -> OutsideChange:
    """The change made outside qual that waits under this number.

    Raises:
        NotFound: if there is none.
    """
    change = next((one for one in outside.waiting(project) if one.event == number), None)
    if change is None:
        hint = "`qual codebook check` lists those that wait."
        raise NotFound("change of the codebook file waiting under number", number, hint=hint)
    return change


def put_back(project: OpenProject, number: int) -> Surgery:
    """What a change made outside qual has brought taken out again, to look at; `outside.put_back` does it.

    Raises:
        NotFound: if there is no such change waiting.
    """
    change = outside_change(project, number)
    after, before = (versions.book_at(project, one) for one in (change.after, change.before))
    return planning.replaced(after, before, "outside change put back")


def before(project: OpenProject, book: Codebook) -> Codebook:
    """The codebook as it was before it became this one.

    Raises:
        NotFound: if this is the first state that is known.
    """
    own = book.version
    with project.store.reading() as tables:
        made = [event for kind in versions.MAKING for event in tables.events(kind)]
    ends = [
        (event.seq, str(event.details.get("before", "")), str(event.details.get("after", ""))) for event in made
    ]
    came = [one for one in sorted(ends) if one[2] == own and one[1] not in ("", own)]
    if came:
        return versions.book_at(project, came[-1][1])
    known = [one.version for one in versions.versions(project)]
    earlier = known[: known.index(own)] if own in known else known
    if not earlier:
        raise NotFound("version before", own, hint="`qual codebook versions` lists them.")
    return versions.book_at(project, earlier[-1])


def _place(book: Codebook, theme: str | None, under: str, before: str) -> tuple[str, str, str]:
    """Ids of the theme, of the code above and of the sibling behind, "" for none."""
    home = theme_named(book, theme).id if theme else ""
    parent = code_named(book, under) if under else None
    sibling = code_named(book, before) if before else None
    clash = parent and theme is not None and parent.theme != home
    if sibling:
        clash = clash or (parent and sibling.parent != parent.id) or (theme is not None and sibling.theme != home)
        home, under = sibling.theme, sibling.parent
    elif parent:
        home, under = parent.theme, parent.id
    if clash:
        raise Refused("That place", "the theme and the codes named do not stand together", hint="Name one of them.")
    return home, under, sibling.id if sibling else ""


def _together(book: Codebook, sources: Sequence[Code], name: str) -> Code:
    """A new code that says what all of them say, where the first of them stands."""
    if not sources:
        raise Refused("Merging codes", "two different codes are needed", hint="Name the codes that become one.")
    gone = {code.id for code in sources}
    first = sources[0]
    parent = next((one.id for one in reversed(book.above(first.id)) if one.id not in gone), "")
    definition = "\n".join(dict.fromkeys(code.definition for code in sources if code.definition))
    return Code(
        codebooks.free_id(name, (code.id for code in book.codes)),
        name,
        first.theme,
        definition,
        tuple(dict.fromkeys(phrase for code in sources for phrase in code.include)),
        tuple(dict.fromkeys(phrase for code in sources for phrase in code.exclude)),
        tuple(dict.fromkeys(one for code in sources for one in code.examples)),
        first.color,
        parent=parent,
    )


def _usable(code: Code, what: str) -> None:
    """Whether codings can count as a code from now on."""
    if code.retired:
        raise Refused(what, f"the code {code.name!r} is retired", hint="Take it back first, or name another.")
