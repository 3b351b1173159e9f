"""Which column of a codebook table holds what, by its heading, in several languages and any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PARTS = (
    "id",
    "name",
    "theme",
    "subtheme",
    "path",
    "parent",
    "definition",
    "include",
    "exclude",
    "examples",
    "role",
    "color",
    "retired",
    "heading",
    "merged_into",
    "theme_id",
    "kind",
    "highlights",
)
"""What a column can hold. `subtheme` is any level between theme and code; several columns may hold it, and
`definition`, `include`, `exclude` and `examples`, too."""

SEVERAL = frozenset({"subtheme", "definition", "include", "exclude", "examples"})
"""Parts that several columns may hold."""

_KNOWN: Mapping[str, str] = {
    "id": """id|code id|codeid|id code|kurzel|kennung|identifier|guid|uuid|key|code no|code nr
        |code number|nr|no|num|number|nummer|numero|lfd nr|abbreviation|abkurzung|short code
        |code abbreviation|mnemonic""",
    "name": """name|code name|codename|code label|label|tag|code|codes|kode|kodes|node|node name|title
        |titel|bezeichnung|codebezeichnung|kodebezeichnung|kodename|nom|nom du code|libelle
        |etiquette|codigo|codigos|nombre|nombre del codigo|etiqueta|item""",
    "theme": """theme|themes|thema|themen|oberthema|theme name|category|categories|kategorie|kategorien
        |hauptkategorie|oberkategorie|main category|main theme|overarching theme|code group|group
        |code family|family|domain|dimension|construct|codegruppe|gruppe|bereich|categorie
        |categoria|tema|temas|thematique|familia|grupo|groupe|dominio|domaine|section|topic
        |level 1|level1|ebene 1|niveau 1|nivel 1|stufe 1|1st level|first level|parent theme""",
    "subtheme": """subtheme|sub theme|subthema|unterthema|subcategory|sub category|unterkategorie
        |subkategorie|sous theme|sous categorie|subtema|subcategoria|subdomain|subgroup|subtopic
        |sub topic|level 2|level 3|level 4|level 5|level 6|level 7|level 8|level 9|level 10
        |level 11|level 12|level2|level3|level4|level5|level6|ebene 2|ebene 3|ebene 4|ebene 5
        |ebene 6|niveau 2|niveau 3|niveau 4|niveau 5|niveau 6|nivel 2|nivel 3|nivel 4|nivel 5
        |nivel 6|stufe 2|stufe 3|stufe 4|2nd level|3rd level|second level|third level|subcode
        |sub code|unterkode|untercode|sous code|subcodigo""",
    "path": "path|code path|full path|full name|hierarchy|pfad|codepfad|chemin|ruta|hierarchical name",
    "parent": """parent|parent code|parent name|parent id|parent node|ubergeordnet|ubergeordneter code
        |obercode|oberkode|code parent|codigo padre|padre|broader|under|belongs to""",
    "definition": """definition|definitions|description|descriptions|beschreibung|beschreibungen|definicion
        |descripcion|code definition|code description|definition of code|meaning|bedeutung
        |erklarung|explanation|signification|significado|full definition|brief definition
        |short definition|long definition|kurzdefinition|what it means|scope note""",
    "note": "comment|comments|kommentar|kommentare|commentaire|comentario|memo|code memo|detail|details|notes",
    "include": """include|includes|included|inclusion|inclusions|inclusion criteria|inclusion criterion
        |when to use|use when|use|use for|applies when|applies to|when to apply|kodierregel
        |kodierregeln|codierregel|codierregeln|einschluss|einschlusskriterien|einschlusskriterium
        |anwendung|anwenden wenn|inclure|criteres d inclusion|critere d inclusion|quand l utiliser
        |incluir|incluye|criterios de inclusion|cuando usar|cuando usarlo|indicators|indikatoren
        |indicateurs|indicadores|keywords|coding rule|coding rules|guidelines|what counts""",
    "exclude": """exclude|excludes|excluded|exclusion|exclusions|exclusion criteria|exclusion criterion
        |when not to use|do not use when|do not use|not use|do not use for|does not apply
        |when not to apply|abgrenzung|ausschluss|ausschlusskriterien|ausschlusskriterium|exclure
        |criteres d exclusion|critere d exclusion|quand ne pas l utiliser|excluir|excluye
        |criterios de exclusion|cuando no usar|cuando no usarlo|what does not|what does not count
        |not included|close but no|differentiation""",
    "examples": """example|examples|quote|quotes|example quote|example quotes|quotation|quotations
        |typical example|typical examples|typical|atypical|atypical example|atypical examples
        |exemplar|exemplars|typical exemplar|atypical exemplar
        |ankerbeispiel|ankerbeispiele|anker|beispiel|beispiele|zitat|zitate|exemple
        |exemples|citation|citations|verbatim|verbatims|ejemplo|ejemplos|cita|citas
        |illustrative quote|illustrative quotes|sample quote|sample quotes|excerpt|excerpts
        |example 1|example 2|example 3|example 4|example 5|quote 1|quote 2|quote 3|illustration
        |data extract""",
    "role": "role|roles|rolle|rol|speaker role|speaker|perspective role|said by",
    "color": "color|colour|farbe|couleur|color code|colour code|hex|hex color|codefarbe",
    "retired": "retired|inactive|deprecated|obsolete|inaktiv|veraltet",
    "heading": "heading|is heading|group only|uncodable",
    "merged_into": "merged into|merged_into|now in|replaced by",
    "theme_id": "theme id|theme_id",
    "kind": "kind",
    "highlights": "number of highlights",
}
_PLACE = {
    " ".join(name.split()): (part, rank)
    for part, names in _KNOWN.items()
    for rank, name in enumerate(" ".join(names.split()).replace("| ", "|").replace(" |", "|").split("|"))
}
_SHORT_ID = 24
_CODE_LIKE = re.compile(r"(?:code|codes|kode|kodes|codigo|codigos|node|item|tag)")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each part of a codebook stands.

    Attributes:
        at: part -> places of its columns, 0-based, in the order of the table.
        missing: headings a person named that the table does not have.
        unknown: names of parts that there are not.
    """

    at: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def one(self, part: str) -> int | None:
        """The place of a part's first column, None where there is none."""
        return next(iter(self.at.get(part, ())), None)

    @property
    def levels(self) -> tuple[int, ...]:
        """The places of theme and levels below it, the outermost first."""
        return (*self.at.get("theme", ()), *self.at.get("subtheme", ()))

    @property
    def names_codes(self) -> bool:
        """True if the table says what its codes are called."""
        return bool(self.at.keys() & {"name", "path"}) or len(self.levels) > 1


def folded(heading: str) -> str:
    """A heading without case, accents, signs and what stands in brackets."""
    plain = unicodedata.normalize("NFKD", re.sub(r"[(\[].*?[)\]]", " ", heading).casefold())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^\w]+|_", " ", letters).split())


def part_of(heading: str) -> str:
    """What a column of this heading holds, or ""."""
    return _PLACE.get(folded(heading), ("", 0))[0]


def known(cells: Sequence[str]) -> int:
    """How many different parts the cells of a row name."""
    return len({part_of(cell) for cell in cells} - {""})


def find(cells: Sequence[str], body: Sequence[Sequence[str]] = ()) -> Columns:
    """The columns by their headings.

    Where "Code" and "Name" (or "Label") are both there, the first is a short id and the second the name, unless
    the cells under "Code" are the longer ones. Of two columns for one part the one more usual for it counts.

    Args:
        cells: the row of headings.
        body: rows below it, to tell a short id from a name.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for place, cell in enumerate(cells):
        part, rank = _PLACE.get(folded(cell), ("", 0))
        if part:
            found.setdefault(part, []).append((rank, place))
    notes = found.pop("note", [])
    if notes:  # a memo beside a definition is another thing; alone it is what there is
        found.setdefault("definition", notes[:1])
    names = [place for _, place in sorted(found.get("name", []))]
    at = {
        part: tuple(sorted(place for _, place in places)) if part in SEVERAL else (min(places)[1],)
        for part, places in found.items()
    }
    if len(names) > 1:
        at |= _told_apart(names, cells, body, has_id="id" in at)
    themes = [place for _, place in sorted(found.get("theme", []), key=lambda one: one[1])]
    if len(themes) > 1:  # "Theme, Category, Code": levels from the left
        at["theme"], at["subtheme"] = (themes[0],), tuple(sorted((*themes[1:], *at.get("subtheme", ()))))
    elif not themes and at.get("subtheme"):
        own = at["subtheme"]
        if "name" in at and len(own) == 1 and own[0] > at["name"][0]:  # "Code, Subcode": the code is the level
            at["theme"], at["name"] = at["name"], own
            del at["subtheme"]
        elif len(own) > 1:
            at["theme"], at["subtheme"] = own[:1], own[1:]
    return Columns(at)


def _told_apart(
    names: Sequence[int], cells: Sequence[str], body: Sequence[Sequence[str]], *, has_id: bool
) -> dict[str, tuple[int, ...]]:
    """Which of two columns of names is the name, and which the short id."""
    coded = [place for place in names if _CODE_LIKE.fullmatch(folded(cells[place]))]
    other = [place for place in names if place not in coded]
    if not coded or not other:
        return {"name": (names[0],)}
    lengths = [len(row[coded[0]].strip()) for row in body if len(row) > coded[0]]
    if lengths and max(lengths) > _SHORT_ID and not _own(cells):
        return {"name": (coded[0],)}
    return {"name": (other[0],)} if has_id else {"name": (other[0],), "id": (coded[0],)}


def _own(cells: Sequence[str]) -> bool:
    return [folded(cell) for cell in cells[:4]] == ["theme", "code", "name", "definition"]


def given(columns: Mapping[str, str], cells: Sequence[str], found: Columns) -> Columns:
    """The columns with those that a person named in the place of those found.

    Args:
        columns: part -> heading, or "column 3"; several headings with ";" between where a part may have several;
            "" for a part that no column holds.
        cells: the row of headings.
        found: what the headings say by themselves.
    """
    unknown = tuple(part for part in columns if part not in PARTS)
    named: dict[str, tuple[int, ...]] = {}
    missing: list[str] = []
    for part, heading in columns.items():
        whole = position(heading, cells)
        pieces = [heading] if whole is not None or part not in SEVERAL else heading.split(";")
        places = [position(piece, cells) for piece in pieces if piece.strip()]
        missing += [piece.strip() for piece, place in zip(pieces, places, strict=False) if place is None]
        named[part] = tuple(place for place in places if place is not None)
    taken = {place for places in named.values() for place in places}
    rest = {part: tuple(p for p in places if p not in taken) for part, places in found.at.items()}
    at = {part: places for part, places in (rest | named).items() if places}
    return Columns(at, tuple(missing), unknown)


def position(heading: str, cells: Sequence[str]) -> int | None:
    """The place of the column with this heading, or of "column N"; None where there is none."""
    exact = [place for place, cell in enumerate(cells) if cell.strip() == heading.strip()]
    alike = [place for place, cell in enumerate(cells) if folded(cell) == folded(heading) != ""]
    numbered = re.fullmatch(r"column ([0-9]{1,4})", heading.strip().casefold())
    if exact or alike:
        return (exact or alike)[0]
    return int(numbered[1]) - 1 if numbered and 0 < int(numbered[1]) <= len(cells) else None
