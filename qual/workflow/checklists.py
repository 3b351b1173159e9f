"""COREQ and SRQR, the checklists that authors of interview studies fill in, as far as the record knows.

Topics are in our own words (COREQ: Tong, Sainsbury and Craig 2007, doi:10.1093/intqhc/mzm042, 32 items; SRQR:
O'Brien and others 2014, doi:10.1097/ACM.0000000000000388, 21 items). An answer states only what is recorded here;
everything else, as who the researchers are or how people were asked to take part, is the authors' to write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.model.codebook import Codebook
from qual.workflow import counted, frames, versions
from qual.workflow.summary_words import people as called

if TYPE_CHECKING:
    from qual.exporters.base import Item
    from qual.model.plan import Plan
    from qual.model.summary import Summary
    from qual.workflow.projects import OpenProject

COREQ = (
    "Who did the interviews", "The researchers’ qualifications", "Their occupation at the time", "Their gender",
    "Their experience and training", "Whether they knew participants beforehand",
    "What participants knew of the researchers", "What is said of the interviewers: assumptions, interests",
    "Methodological approach and theory", "How participants were chosen", "How they were approached",
    "How many took part", "Who refused or dropped out, and why", "Where the data were collected",
    "Who else was present", "Who the participants are", "Interview guide, and whether it was tried out",
    "Interviews repeated with the same people", "Recording in sound or picture", "Field notes",
    "How long the interviews were", "Saturation", "Whether transcripts went back to participants",
    "How many people coded", "The coding tree", "Where the themes came from", "Software",
    "Whether participants commented on the findings", "Quotations, and who said them",
    "Whether findings and data agree", "Whether the main themes are clear", "Minor themes and diverse cases",
)  # fmt: skip
"""Topics of the 32 items, in their order."""

SRQR = (
    "Title", "Abstract", "The problem", "The question", "Approach and paradigm",
    "The researchers and their part in it",
    "Setting", "How participants and events were sampled", "Ethics", "How data were collected",
    "Instruments and devices", "Units of study", "How data were processed", "How data were analysed",
    "What was done for trustworthiness", "What was found: themes and how they hang together",
    "Evidence: quotes and passages", "How it fits what is known, and what follows", "Limitations",
    "Conflicting interests", "Funding",
)  # fmt: skip
"""Topics of the 21 items, in their order."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the record knows that a checklist asks for.

    Attributes:
        people: role -> participants whose words are counted, in the project's order.
        attributes: what is known of participants.
        transcripts: how many.
        repeated: participants who speak in more than one transcript.
        segments: counted.
        unit: what they are cut by.
        coders: coder -> codings.
        codings: codings in force.
        blind: of these, made without a suggestion in sight.
        double: transcripts that more than one person coded.
        book: the codebook in force.
        first: ids of the codes when coding began.
        versions: states of the codebook so far.
        memos: written so far.
        events: acts in the record.
        model: the sentence model of suggestions, "" where none were made.
        version: of qual.
        saturation: whether the report has it.
        context: roles whose words are in no count.
    """

    people: Mapping[str, int]
    attributes: tuple[str, ...]
    transcripts: int
    repeated: int
    segments: int
    unit: str
    coders: Mapping[str, int]
    codings: int
    blind: int
    double: int
    book: Codebook
    first: frozenset[str]
    versions: int
    memos: int
    events: int
    model: str
    version: str
    saturation: bool
    context: tuple[str, ...] = ()


def known(project: OpenProject, plan: Plan) -> Known:
    """Read what the record knows; people, segments and codings as the plan's selection has them."""
    from qual import __version__

    data = counted.counted(project, plan.selection)
    people = Counter(map(str, data.segments.drop_duplicates("participant")["role"]))
    places = data.segments.groupby("participant")["transcript"].nunique()
    by_transcript = data.codings.groupby("transcript")["coder"].nunique()
    states = versions.versions(project)
    begun = next((one.version for one in states if one.codings), "")
    with project.store.reading() as tables:
        described = frames.attribute_names(tables.participants())
        suggested = tables.suggestion_state()
        last = tables.newest(without=("export",))
        memos = len(tables.memos())
    return Known(
        people={role: people[role] for role in dict.fromkeys((*data.groups, *people)) if role in people},
        attributes=tuple(described),
        transcripts=int(data.segments["transcript"].nunique()),
        repeated=int((places > 1).sum()),
        segments=len(data.segments),
        unit=data.unit,
        coders=dict(sorted(Counter(data.codings["coder"].tolist()).items())),
        codings=len(data.codings),
        blind=int(data.codings["blind"].sum()),
        double=int((by_transcript > 1).sum()),
        book=project.codebook.book,
        first=frozenset(code.id for code in versions.book_at(project, begun).codes) if begun else frozenset(),
        versions=len(states),
        memos=memos,
        events=last.seq if last else 0,
        model=suggested.model if suggested else "",
        version=__version__,
        saturation="saturation" in plan.sections,
        context=tuple(project.settings.context_roles),
    )


def checklist(found: Known, themes: tuple[Summary, ...] = ()) -> tuple[Item, ...]:
    """Every item of both lists; its answer is "" where the authors have to write it."""
    from qual.exporters.base import Item

    coreq, srqr = _coreq(found, themes), _srqr(found, themes)
    return (
        *(Item("COREQ", str(number), topic, coreq.get(number, "")) for number, topic in enumerate(COREQ, 1)),
        *(Item("SRQR", f"S{number}", topic, srqr.get(number, "")) for number, topic in enumerate(SRQR, 1)),
    )


def _coreq(found: Known, themes: tuple[Summary, ...]) -> dict[int, str]:
    people = _people(found)
    answers = {
        12: f"{people}, in {_many(found.transcripts, 'transcript')}." if found.people else "",
        16: f"{people}." + (f" Known of them: {_and([name.replace('_', ' ') for name in found.attributes])} (see "
        f"Participants)." if found.attributes else "")
        if found.people else "",
        18: f"{_many(found.repeated, 'participant')} {'speaks' if found.repeated == 1 else 'speak'} in more than "
        f"one "
        "transcript; why is for the authors to say." if found.repeated else "",
        22: "New codes by interview over 1,000 random orders: see Saturation. Whether that was enough is the "
        "authors’ "
        "judgement." if found.saturation and found.codings else "",
        24: _coders(found),
        25: f"{_many(_codes(found), 'code')} under {_many(len(found.book.themes), 'theme')}, with definitions "
        f"and rules "
        f"(see Codebook); {_many(found.versions, 'version')} kept, each with who, when and why."
        if _codes(found) else "",
        26: _derived(found),
        27: _software(found),
        29: _quotes(themes),
        30: "Every count leads to its passages in the study’s file; every quote was compared with its transcript "
        "when this report was made." if found.codings else "",
        31: f"{_many(len(found.book.themes), 'theme')}, each with who raises it, by role, and quotes (see Themes)."
        if themes else "",
        32: _diverse(themes),
    }  # fmt: skip
    return {number: text for number, text in answers.items() if text}


def _srqr(found: Known, themes: tuple[Summary, ...]) -> dict[int, str]:
    aside = f" The words of {_and(found.context)} are context and in no count." if found.context else ""
    answers = {
        12: f"{_people(found)}; {_many(found.segments, 'segment')} cut by {found.unit} in "
        f"{_many(found.transcripts, 'transcript')}.{aside}" if found.people else "",
        13: "Transcripts were read from files that stay untouched; every code points at the exact words it was "
        "given "
        "to. Corrections of a text and of who speaks are recorded with who and when.",
        14: f"{_coders(found)} {_derived(found)} {_software(found)}".strip() if found.codings else "",
        15: _trust(found),
        16: f"{_many(len(found.book.themes), 'theme')} with counts by role (see Frequencies and Themes); what "
        f"they mean "
        "together is the authors’ to write." if themes and found.codings else "",
        17: _quotes(themes),
        19: "Limits of the counts: see Limitations. Limits of the study are the authors’ to write.",
    }  # fmt: skip
    return {number: text for number, text in answers.items() if text}


def _people(found: Known) -> str:
    return _and([f"{number:,} {called(role, number)}" for role, number in found.people.items()])


def _coders(found: Known) -> str:
    if not found.coders:
        return ""
    listed = _and([f"{name} ({_many(number, 'coding')})" for name, number in found.coders.items()])
    both = f" {_many(found.double, 'transcript')} coded by more than one." if found.double else ""
    return (
        f"{_many(len(found.coders), 'person', 'people')}: {listed}.{both} Suggestions of the program are "
        f"nobody’s coding "
        "and are in no count."
    )


def _derived(found: Known) -> str:
    codes = {code.id for code in found.book.codes if not code.heading}
    if not found.codings or not codes:
        return ""
    before = len(codes & found.first)
    return (
        f"{_many(before, 'code')} stood in the codebook when coding began, {len(codes) - before:,} came later; "
        f"each "
        "change is recorded with its date. What the first ones rest on is the authors’ to say."
    )


def _software(found: Known) -> str:
    model = (
        f"; suggestions by the sentence model {found.model}, which learns from the coders’ decisions on this "
        f"machine"
        if found.model
        else "; no suggestions were made"
    )
    return f"qual {found.version}{model}. No text was generated."


def _quotes(themes: tuple[Summary, ...]) -> str:
    quotes = [quote for theme in themes for quote in theme.quotes]
    if not quotes:
        return ""
    people = len({quote.participant for quote in quotes})
    return (
        f"{_many(len(quotes), 'quote')} of {_many(people, 'participant')}, each with pseudonym or number and role; "
        "verbatim but for […] and [ ]."
    )


def _diverse(themes: tuple[Summary, ...]) -> str:
    against = sum(len(theme.negatives) for theme in themes)
    with_any = sum(bool(theme.negatives) for theme in themes)
    if not themes:
        return ""
    if not against:
        return (
            "No passage that speaks against a theme was found by the rules named on the theme pages. All codes are "
            "counted, the rare ones too (see Frequencies)."
        )
    return (
        f"{_many(against, 'passage')} that {'speaks' if against == 1 else 'speak'} against a theme "
        f"{'is' if against == 1 else 'are'} shown, on {with_any} of {_many(len(themes), 'theme page')}. All "
        f"codes are "
        "counted, the rare ones too (see Frequencies)."
    )


def _trust(found: Known) -> str:
    if not found.events:
        return ""
    blind = (
        f" {found.blind:,} of {found.codings:,} codings were made without a suggestion in sight."
        if found.codings
        else ""
    )
    return (
        f"{_many(found.events, 'act')} in a record that is only added to, each by a named person and chained by "
        f"hash.{blind} {_many(found.memos, 'memo')} kept."
    )


def _codes(found: Known) -> int:
    return sum(not code.heading and not code.retired for code in found.book.codes)


def _many(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def _and(names: list[str] | tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
