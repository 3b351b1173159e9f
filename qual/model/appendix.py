"""A codebook with quotes and counts beside each code, as the appendix of a paper prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they stand in a transcript.

    Attributes:
        text: the words, verbatim.
        who: the participant's pseudonym.
        role: the participant's role, "" where none is known.
    """

    text: str
    who: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How often a code was given to one role.

    Attributes:
        role: the role, as tables name it.
        participants: participants of the role with at least one coding.
        total: participants of the role in the study.
        codings: codings on what they said.
    """

    role: str
    participants: int
    total: int
    codings: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the appendix.

    Attributes:
        id: the code's id.
        name: its name.
        depth: how many codes it stands under.
        definition: what it means.
        include: phrases that belong to it.
        exclude: phrases that do not.
        heading: True where it only groups the codes under it.
        merged_into: name of the code that took its codings over, "" for none.
        where: the names of its theme and of the codes it stands under, the outermost first.
        examples: the codebook's own, printed where there is no quote.
        typical: a quote that shows the code well, None without one.
        atypical: a quote at the edge of it, None without one.
        counts: by role.
    """

    id: str
    name: str
    depth: int = 0
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    heading: bool = False
    merged_into: str = ""
    where: tuple[str, ...] = ()
    examples: tuple[Quote, ...] = ()
    typical: Quote | None = None
    atypical: Quote | None = None
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A theme with its codes, in the order of the codebook; the name is "" for codes without a theme."""

    name: str
    definition: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Appendix:
    """Everything an appendix prints.

    Attributes:
        title: of the codebook or study.
        label: the researcher's version label, "" without one.
        version: the hash of the codebook.
        date: the day the codebook stands for, as it is to be read; "" leaves it out.
        sections: themes with the codes in use.
        retired: codes no longer in use.
        counting: a sentence on how codings and participants were counted; "" without counts.
        choosing: a sentence on how quotes were chosen; "" without quotes.
        synthetic: True where the data are invented; the document says so on each page.
    """

    title: str
    label: str = ""
    version: str = ""
    date: str = ""
    sections: tuple[Section, ...] = ()
    retired: tuple[Entry, ...] = ()
    counting: str = ""
    choosing: str = ""
    synthetic: bool = False
