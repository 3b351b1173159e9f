"""Which column of a table holds what, by its heading, in several languages and any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PARTS = ("text", "speaker", "role", "transcript", "start", "end", "segment")
"""What a column of a transcript table can hold."""

_TIERS: Mapping[str, str] = {
    "text": """
        text|texte|texto|testo|tekst|teksti|wortlaut;
        utterance|utterances|content|contents|transcript text|spoken text|speech|words|verbatim|what was said
        |turn text|segment text|aussage|ausserung|redebeitrag|inhalt|gesprochenes|contenu|enonce|propos|paroles
        |contenido|enunciado|intervencion|contenuto|enunciato|conteudo|fala|inhoud|uiting|innehall;
        transcript|transcription|transkript|transkription|transcripcion|trascrizione|transcricao|message|dialogue
        |sentence|caption|subtitle|turn|beitrag|nachricht|satz;
        comment|response|answer|reply|kommentar|antwort|reponse|respuesta|risposta|resposta|antwoord
    """,
    "speaker": """
        speaker|speaker label|speaker name|speaker id|sprecher|sprecherin|sprecher in|sprechende|locuteur|locutrice
        |hablante|orador|parlante|falante|spreker|talare|puhuja|mowca;
        who|person|voice|interlocutor|interlocuteur|intervenant|wer|qui|quien|chi|quem|wie|vem;
        participant|participant id|participant name|teilnehmer|teilnehmerin|teilnehmende|participante|partecipante
        |deelnemer|pseudonym|respondent;
        name|nom|nombre|nome|naam|namn
    """,
    "role": """
        role|rolle|rol|ruolo|papel|roll|rola;
        speaker role|participant role|speaker type|sprecherrolle|role du locuteur
    """,
    "transcript": """
        transcript id|transcript name|doc id|document id|interview id|file id|transkript id|source file;
        doc|document|interview|transcript|transkript|dokument|entretien|entrevista|intervista|gesprach|documento;
        file|filename|file name|datei|dateiname|fichier|archivo|bestand|arquivo|source|recording|aufnahme;
        session|session id|encounter|encounter id|consultation|consultation id|conversation|conversation id
        |dialogue id|dialog id|meeting|case|case id
    """,
    "start": """
        start|start s|start time|starttime|start seconds|begin|begin time|startzeit|beginn|debut|inicio|inizio
        |onset;
        time|zeit|temps|tiempo|hora|tempo|tijd|tid|timestamp|time stamp|timecode|time code|zeitmarke|zeitstempel
        |horodatage|timespan;
        from|von|desde|da
    """,
    "end": "end|end s|end time|endtime|end seconds|ende|endzeit|stop|fin|fine|offset|einde; to|bis|until",
    "segment": """
        seg id|segment id|turn id|utterance id|seg|segment|segment no;
        id|no|nr|number|line|row|index|turn no|turn number|utterance no|nummer|zeile|numero
    """,
}
"""Headings of each part, the surest first; a semicolon begins the next, less certain tier."""

_RANK = {
    part: {" ".join(name.split()): rank for rank, tier in enumerate(tiers.split(";")) for name in tier.split("|")}
    for part, tiers in _TIERS.items()
}
_LONGEST = 200
_WORDY = 3
"""Words a cell of running speech has on average, at least; identifiers have fewer."""
_UNNAMED = re.compile(r"column (\d+)")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a transcript stand in a table.

    Attributes:
        at: part -> 0-based column.
        doubtful: True where the column of the words spoken is not certain.
        missing: headings a person named that the table does not have.
    """

    at: Mapping[str, int] = field(default_factory=dict)
    doubtful: bool = False
    missing: tuple[str, ...] = ()


def plain(heading: str) -> str:
    """A heading for comparison: lower case, without accents, signs, and units in brackets."""
    text = re.sub(r"[(\[].*?[)\]]", " ", heading[:_LONGEST])
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """The headings as a person can name them: `column 3` where a cell is empty."""
    return tuple(" ".join(cell.split()) or f"column {at}" for at, cell in enumerate(cells, start=1))


def known_parts(cells: Sequence[str]) -> int:
    """How many different parts a row names: the row that names most is the row of headings."""
    return len({part for cell in cells for part, rank in _RANK.items() if plain(cell) in rank})


def is_heading(part: str, cell: str) -> bool:
    """True if this heading is one of those known for the part."""
    return plain(cell) in _RANK[part]


def find(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    """The columns by their headings; the cells below decide where a heading can mean two things."""
    ranks = {
        part: sorted((rank[plain(cell)], at) for at, cell in enumerate(cells) if plain(cell) in rank)
        for part, rank in _RANK.items()
    }
    spoken = [(rank, at) for rank, at in ranks["text"] if mean_words(rows, at) >= _least_words(rank)]
    at: dict[str, int] = {}
    if spoken:
        at["text"] = spoken[0][1]
    tied = len(spoken) > 1 and spoken[0][0] == spoken[1][0]
    for part in PARTS[1:]:
        free = [column for _, column in ranks[part] if column not in at.values()]
        if free:
            at[part] = free[0]
    return Columns(at, doubtful=not spoken or tied)


def given(columns: Mapping[str, str], cells: Sequence[str], found: Columns) -> Columns:
    """The columns a person named, over those found; a part named "" is not in the table."""
    at = {part: column for part, column in found.at.items() if part not in columns}
    missing: list[str] = []
    for part, heading in columns.items():
        if not heading.strip():
            continue
        column = position(heading, cells)
        if column is None:
            missing.append(heading)
        else:
            at = {other: taken for other, taken in at.items() if taken != column}
            at[part] = column
    return Columns(
        at, doubtful=("text" not in columns and found.doubtful) or "text" not in at, missing=tuple(missing)
    )


def position(heading: str, cells: Sequence[str]) -> int | None:
    """The column a person means by a heading: written the same, or the same but for case and signs."""
    headings = named(cells)
    wanted = " ".join(heading.split())
    if wanted in headings:
        return headings.index(wanted)
    alike = [at for at, cell in enumerate(headings) if plain(cell) == plain(wanted)]
    if alike:
        return alike[0]
    unnamed = _UNNAMED.fullmatch(wanted.casefold())
    return int(unnamed[1]) - 1 if unnamed and 0 < int(unnamed[1]) <= len(cells) else None


def mean_words(rows: Sequence[Sequence[str]], column: int) -> float:
    """Words in a cell of this column on average, empty cells and numbers left out."""
    cells = [row[column] for row in rows if column < len(row) and any(c.isalpha() for c in row[column])]
    return sum(len(cell.split()) for cell in cells) / len(cells) if cells else 0.0


def _least_words(rank: int) -> float:
    # "text" is believed even where people say one word; "transcript" or "answer" has to hold running speech.
    return 0.5 if rank < 2 else _WORDY  # noqa: PLR2004 - the first two tiers mean nothing else
