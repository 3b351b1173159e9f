"""A codebook out of any REFI-QDA file: tolerant of what tools write, with a line for each oddity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree

from qual.errors import Problem
from qual.refi import archive, colors, guids, tree
from qual.refi.book import RefiBook, RefiCode, RefiSet, walk
from qual.refi.faults import Oddities, Unusable

CODES_LIMIT = 50_000
_NAMESPACES = {"CodeBook": "urn:QDA-XML:codebook:1.0", "Project": "urn:QDA-XML:project:1.0"}
_ATTRIBUTES = {
    "CodeBook": {"origin"},
    "Codes": set(),
    "Sets": set(),
    "Code": {"guid", "name", "isCodable", "color"},
    "Set": {"guid", "name"},
}
_CHILDREN = {
    "CodeBook": {"Codes", "Sets"},
    "Codes": {"Code"},
    "Sets": {"Set"},
    "Code": {"Description", "NoteRef", "Code"},
    "Set": {"Description", "MemberCode", "MemberSource", "MemberNote"},
}
_YES, _NO = frozenset({"true", "1"}), frozenset({"false", "0"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: `kind` is "qdc" for a codebook, "qdpx" for a project; `book` None where it is unusable."""

    book: RefiBook | None
    problems: tuple[Problem, ...]
    kind: str


def read(data: bytes, file: str) -> Reading:
    """The codebook in a `.qdc`, `.qde` or `.qdpx` file; the content says which it is, never the name.

    Any namespace, GUIDs with or without braces, unknown attributes and elements, empty containers and missing
    fields are accepted and reported; so are a byte order mark, UTF-16 and characters no XML file may hold.

    Args:
        data: the bytes of the file.
        file: its name, for the problems.

    Returns:
        the codebook and the problems; with a fatal problem, and no codebook, where nothing can be used.
    """
    odd = Oddities(file)
    kind = "qdpx" if archive.is_archive(data) else "qdc"
    try:
        if kind == "qdpx":
            data, others = archive.project(data)
            if others:
                odd.add("projects", None, f"the archive holds {others} more project(s); only the first is read")
        found = tree.parsed(data)
        kind = "qdpx" if _name(found.root) == "Project" else kind
        for clause in found.mended:
            odd.add("mended", None, clause)
        book = _Reader(odd).book(found.root)
    except Unusable as error:
        said = Problem(file, error.line, f"the file cannot be used: {error.why}", error.hint, fatal=True)
        return Reading(None, (*odd.problems, said), kind)
    return Reading(book, odd.problems, kind)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _line(element: etree._Element) -> int | None:
    return cast("int | None", element.sourceline)


def _named(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children of these names, whatever their namespace."""
    return (child for child in parent if _name(child) in names)


class _Reader:
    """Reads one tree; what is odd goes to `odd`."""

    def __init__(self, odd: Oddities) -> None:
        self.odd = odd
        self._notes: frozenset[str] = frozenset()
        self._count = 0

    def book(self, root: etree._Element) -> RefiBook:
        """The codebook of a codebook file or of a project."""
        self._namespace(root)
        if _name(root) == "Project":
            self._notes = self._guids(root, "Notes", "Note")
            (book, *_) = [*_named(root, "CodeBook"), None]
            if book is None:
                raise Unusable("it is a project without a codebook")
        elif _name(root) == "CodeBook":
            book = root
        else:
            hint = "Choose a .qdc, .qde or .qdpx file."
            raise Unusable(f"it is XML, but no REFI-QDA file (it begins with “{_name(root)[:40]}”)", hint=hint)
        self._known(book)
        codes = tuple(self._codes(book))
        self._repeated(codes)
        sets = tuple(self._sets(root, book))
        self._dangling(sets, {code.guid for code, _ in walk(codes)})
        origin = root.get("origin") or book.get("origin") or ""
        title = root.get("name", "") if book is not root else ""
        return RefiBook(codes, sets, origin, title, self._guids(root, "Cases", "Case"))

    def _namespace(self, root: etree._Element) -> None:
        found, usual = etree.QName(root).namespace, _NAMESPACES.get(_name(root))
        if usual is not None and found != usual:
            said = f"the namespace “{found}”" if found else "no namespace"
            message = f"the file has {said} instead of “{usual}”; it was read all the same"
            self.odd.add("namespace", _line(root), message)

    def _guids(self, root: etree._Element, box: str, name: str) -> frozenset[str]:
        return frozenset(guids.key(one.get("guid", "")) for each in _named(root, box) for one in _named(each, name))

    def _sets(self, root: etree._Element, book: etree._Element) -> Iterator[RefiSet]:
        """The groups of codes; a project keeps them beside its codebook, among groups of documents."""
        for box in _named(book, "Sets"):
            self._known(box)
            if not len(box):
                self.odd.add("empty", _line(box), "“Sets” is empty, where the standard leaves it out")
            for one in _named(box, "Set"):
                self._known(one)
                yield self._set(one)
        if root is not book:
            beside = (self._set(one) for box in _named(root, "Sets") for one in _named(box, "Set"))
            yield from (one for one in beside if one.members)

    def _codes(self, book: etree._Element) -> Iterator[RefiCode]:
        for part in book:
            if _name(part) == "Codes":
                self._known(part)
                if not len(part):
                    self.odd.add("empty", _line(part), "“Codes” is empty, where the standard wants a code")
                for one in _named(part, "Code"):
                    yield self._code(one)
            elif _name(part) == "Code":
                yield self._code(part)

    def _code(self, element: etree._Element) -> RefiCode:
        self._count += 1
        if self._count > CODES_LIMIT:
            raise Unusable(f"it holds more than {CODES_LIMIT:,} codes")
        self._known(element)
        name = element.get("name", "")
        line = _line(element)
        if not name.strip():
            self.odd.add("codes without a name", line, "a code has no name")
        children = []
        for child in _named(element, "Code", "Codes"):
            if _name(child) == "Code":
                children.append(self._code(child))
            else:
                for inner in _named(child, "Code"):
                    children.append(self._code(inner))  # noqa: PERF401 - a generator would deepen the recursion
        return RefiCode(
            self._guid(element, f"the code “{name}”"),
            name,
            self._codable(element, name),
            self._color(element, name),
            self._description(element),
            tuple(children),
            tuple(self._note(one, name) for one in _named(element, "NoteRef")),
            line,
        )

    def _guid(self, element: etree._Element, who: str) -> str:
        found = guids.key(element.get("guid", ""))
        if not found:
            self.odd.add("no GUID", _line(element), f"{who} has no GUID")
        elif not guids.is_guid(found):
            self.odd.add("GUIDs of another form", _line(element), f"the GUID of {who} is none: {found[:60]}")
        return found

    def _codable(self, element: etree._Element, name: str) -> bool:
        said = (element.get("isCodable") or "").strip().casefold()
        if said not in _YES | _NO:
            message = f"“{name}” does not say whether it can be coded with (isCodable); it was read as a code"
            self.odd.add("no isCodable", _line(element), message)
        return said not in _NO

    def _color(self, element: etree._Element, name: str) -> str:
        said = (element.get("color") or "").strip()
        found = colors.read(said) if said else ""
        if found is None:
            message = f"the colour of “{name}” cannot be kept exactly ({said[:40]}); it was left out"
            self.odd.add("colours", _line(element), message, "Give the code a colour in the codebook.")
        elif said and found != said:
            message = f"the colour of “{name}” is not written as #RRGGBB ({said[:40]}); it was read as {found}"
            self.odd.add("colours of another form", _line(element), message)
        return found or ""

    def _description(self, element: etree._Element) -> str:
        found = ("".join(str(part) for part in one.itertext()) for one in _named(element, "Description"))
        return "\n\n".join(words for words in found if words.strip())

    def _note(self, element: etree._Element, name: str) -> str:
        found = guids.key(element.get("targetGUID", "") or element.get("guid", ""))
        if found not in self._notes:
            message = f"“{name}” names a note (memo) that is not in the file"
            self.odd.add("missing notes", _line(element), message)
        return found

    def _set(self, element: etree._Element) -> RefiSet:
        name = element.get("name", "")
        members = tuple(
            guids.key(one.get("targetGUID", "") or one.get("guid", "")) for one in _named(element, "MemberCode")
        )
        found = guids.key(element.get("guid", ""))
        return RefiSet(found, name, self._description(element), members)

    def _known(self, element: etree._Element) -> None:
        """Report attributes and children that the standard does not know."""
        name = _name(element)
        for attribute in element.attrib:
            said = str(attribute)
            if not said.startswith("{") and said not in _ATTRIBUTES[name]:
                message = f"“{name}” has an attribute “{said[:40]}”, unknown to the standard; it was left out"
                self.odd.add(f"unknown attribute “{said[:40]}”", _line(element), message)
        for child in element:
            if _name(child) not in _CHILDREN[name]:
                said = _name(child)[:40]
                message = f"“{name}” holds “{said}”, which the standard does not know there"
                self.odd.add(f"unknown element “{said}”", _line(child), message)

    def _repeated(self, codes: tuple[RefiCode, ...]) -> None:
        by_guid: dict[str, RefiCode] = {}
        by_name: dict[tuple[bool, str], RefiCode] = {}
        for code, _ in walk(codes):
            first = by_guid.setdefault(code.guid, code)
            if code.guid and first is not code:
                message = f"“{code.name}” has the GUID of “{first.name}” (line {first.line}); both were kept"
                self.odd.add("repeated GUIDs", code.line, message)
            same = by_name.setdefault((code.codable, code.name), code)
            if code.name.strip() and same is not code:
                message = f"“{code.name}” is the name of another code, too (line {same.line}); both were kept"
                self.odd.add("repeated names", code.line, message)

    def _dangling(self, sets: tuple[RefiSet, ...], known: set[str]) -> None:
        for one in sets:
            missing = sum(member not in known for member in one.members)
            if missing:
                self.odd.add(
                    "sets", None, f"the group “{one.name}” names {missing} code(s) that are not in the file"
                )
