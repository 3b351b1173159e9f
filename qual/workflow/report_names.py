"""How people and transcripts are named in a report: by pseudonym, or by role and number, everywhere alike.

Only the columns that name people change. What was said or written stays as it is, so a name inside a quote or a
memo stays too, until an analyst replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.model.summary import Quote, Summary
from qual.workflow.summary_ground import NUMBER, PSEUDONYM, shown_names

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.projects import OpenProject

NAMELESS = "without a pseudonym"
WORDS_STAY = (
    "People are named by role and number. Their words stay as they were said: a name inside a quote or a memo is "
    "still there unless an analyst replaced it."
)


@dataclass(frozen=True, slots=True)
class Names:
    """What stands for people and transcripts.

    Attributes:
        people: id of a participant -> the name shown.
        transcripts: id of a transcript -> the name shown.
        by_number: whether names are role and number.
    """

    people: Mapping[str, str]
    transcripts: Mapping[str, str]
    by_number: bool

    def person(self, participant: str) -> str:
        """The name shown; whoever is not known is not named by number either."""
        return self.people.get(participant) or (NAMELESS if self.by_number else participant)

    def transcript(self, transcript: str) -> str:
        """The name shown of a transcript."""
        return self.transcripts.get(transcript, transcript)

    def frame(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with its people and transcripts named; without numbers the table itself."""
        if not self.by_number:
            return table
        shown = table.copy()
        for column, name in (("participant", self.person), ("transcript", self.transcript)):
            if column in shown.columns:
                shown[column] = [name(str(value)) if value else "" for value in shown[column].fillna("")]
        if "transcripts" in shown.columns:
            shown["transcripts"] = [
                "; ".join(map(self.transcript, str(v).split("; "))) for v in shown["transcripts"]
            ]
        return shown

    def sentences(self, notes: Sequence[str]) -> tuple[str, ...]:
        """Notes with the people and transcripts they mention named too; names of one letter are left."""
        known = {**self.transcripts, **{one: self.person(one) for one in self.people}}
        wanted = sorted((one for one in known if len(one) > 1), key=len, reverse=True)
        if not self.by_number or not wanted:
            return tuple(notes)
        word = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})(?!\w)")
        return tuple(word.sub(lambda found: known[found[0]], note) for note in notes)

    def summaries(self, found: Sequence[Summary]) -> tuple[Summary, ...]:
        """Pages of themes, whose people are named already, with their transcripts named too."""
        if not self.by_number:
            return tuple(found)
        return tuple(
            replace(
                one,
                quotes=self._quotes(one.quotes),
                negatives=self._quotes(one.negatives),
                notes=self.sentences(one.notes),
            )
            for one in found
        )

    def _quotes(self, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        return tuple(replace(quote, transcript=self.transcript(quote.transcript)) for quote in quotes)


def names(project: OpenProject, how: str = PSEUDONYM) -> Names:
    """The names of a report.

    Args:
        project: the open project.
        how: "pseudonym", or "number": patient 1, patient 2 …, and transcript 1, transcript 2 …

    Raises:
        Refused: for another way of naming.
    """
    people = shown_names(project, how)
    with project.store.reading() as tables:
        texts = sorted(info.id for info in tables.transcripts())
    by_number = how == NUMBER
    shown = {text: f"transcript {place}" if by_number else text for place, text in enumerate(texts, 1)}
    return Names(people, shown, by_number)
