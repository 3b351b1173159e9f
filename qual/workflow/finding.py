"""Find passages: by the words in them, or by what they mean; with who said them and which codes are on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.model.participant import UNKNOWN
from qual.model.segment import segment_id
from qual.model.span import Span
from qual.search.query import parse
from qual.workflow.corpus import Corpus, Said, corpus
from qual.workflow.found import FIT, MOST_ALIKE, STUDY, Choices, Findings, Heard, Note, Passage, Where

if TYPE_CHECKING:
    from qual.matching.segments import SegmentText
    from qual.workflow.projects import OpenProject
    from qual.workflow.suggesting import Progress, Stop

MOST_NAMED = 20
"""Names a message lists."""


def find(project: OpenProject, query: str, *, where: Where | None = None, order: str = STUDY) -> Findings:
    """Passages that hold the words asked for, and memos.

    Memos are looked at unless the passages are narrowed down by role, participant or code.

    Raises:
        Refused: if the question cannot be answered as it stands, in a sentence.
        NotFound: if `where` names what is not in the study.
    """
    asked, known = parse(query), corpus(project)
    where = _checked(project, known, where or Where())
    context = set(project.settings.context_roles)
    passages = [
        passage
        for found in known.index.search(asked)
        if _spoken(said := known.said[found.text], where)
        and (passage := _passage(said, found.span, found.hits, found.score, where, context))
    ]
    if order == FIT:
        passages.sort(key=lambda passage: -passage.score)
    narrow = where.roles or where.participants or where.codes or where.without or where.uncoded
    notes = () if narrow else tuple(_note(known, found.text, found.hits) for found in known.notes.search(asked))
    return Findings(
        tuple(passages),
        tuple(note for note in notes if _noted(note, where)),
        _people_heard(project, known, passages, where),
    )


def like(
    project: OpenProject,
    words: str = "",
    *,
    transcript: str = "",
    span: Span | None = None,
    most: int = MOST_ALIKE,
    where: Where | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Findings:
    """Passages that mean about the same as some words, or as the words at a place; most alike first.

    Words of context roles are looked at only where `where` names their role. The passage itself is not found.
    Vectors that are missing are made first (see `unmade`) and kept, also when it is stopped.

    Raises:
        Refused: without words to compare with.
        NotFound: if `where` names what is not in the study.
        ModelUnusable: if the sentence model cannot be used.
    """
    from qual.matching.cache import Stopped
    from qual.matching.similar import nearest
    from qual.workflow.suggesting import encoder_of

    known = corpus(project)
    where = _checked(project, known, where or Where())
    if span is not None:
        words = words_at(project, transcript, span)
    if not words.strip():
        raise Refused("The search", "there are no words to compare with", hint="Write some, or choose a passage.")
    texts, spoken = _comparable(project, known, where)
    same = {
        text.id for text, (said, own) in zip(texts, spoken, strict=True)
        if span is not None and said.transcript == transcript and own.overlaps(span)
    }  # fmt: skip
    try:
        found = nearest(
            words, texts, encoder=encoder_of(project), storage=project.store.vectors, most=most, leave_out=same,
            progress=progress, stop=stop,
        )  # fmt: skip
    except Stopped:
        return Findings(stopped=True)
    places = {text.id: place for text, place in zip(texts, spoken, strict=True)}
    context = set(project.settings.context_roles)
    passages = [
        replace(passage, alike=one.band)
        for one in found
        if (passage := _passage(*places[one.segment], (), one.similarity, where, context))
    ]
    return Findings(tuple(passages))


def unmade(project: OpenProject, *, where: Where | None = None) -> int:
    """How many passages have no vector yet; with 0, passages like a passage are found at once."""
    from qual.matching import similar
    from qual.workflow.suggesting import encoder_of

    texts, _ = _comparable(project, corpus(project), where or Where())
    return similar.unmade(encoder_of(project), [text.text for text in texts], project.store.vectors)


def read(
    project: OpenProject, *, where: Where | None = None, progress: Progress | None = None, stop: Stop | None = None
) -> bool:
    """Make the vectors that passages are compared by, so that an answer comes at once; True once all are there.

    Raises:
        ModelUnusable: if the sentence model cannot be used.
    """
    from qual.matching.cache import Stopped
    from qual.matching.similar import make
    from qual.workflow.suggesting import encoder_of

    texts, _ = _comparable(project, corpus(project), where or Where())
    try:
        make(
            encoder_of(project), [text.text for text in texts], project.store.vectors, progress=progress, stop=stop
        )
    except Stopped:
        return False
    return True


def choices(project: OpenProject) -> Choices:
    """What passages of this study can be narrowed down by."""
    known = corpus(project)
    roles = {said.voice.role for said in known.said}
    context = set(project.settings.context_roles)
    data = (said.voice.participant for said in known.said if said.voice.role not in context)
    used = dict.fromkeys(coding.code for coding in known.codings.values())
    codes = tuple(dict.fromkeys(code.id for code in project.codebook.book.codes if code.id in used) | used)
    return Choices(
        roles=tuple(role for role in (*project.roles, UNKNOWN) if role in roles),
        participants=tuple(dict.fromkeys(participant for participant in data if participant)),
        transcripts=tuple(dict.fromkeys(said.transcript for said in known.said)),
        codes=codes,
        without=codes,
        coders=tuple(sorted({coding.coder for coding in known.codings.values()})),
    )


def words_at(project: OpenProject, transcript: str, span: Span) -> str:
    """The words at a place of a transcript, "" where there is no such place."""
    with project.store.reading() as tables:
        text = tables.texts([transcript]).get(transcript, "")
    return span.of(text) if span.end <= len(text) else ""


def _comparable(
    project: OpenProject, known: Corpus, where: Where
) -> tuple[list[SegmentText], list[tuple[Said, Span]]]:
    """The segments to compare with, as the encoder gets them, and where each is."""
    from qual.matching.segments import SegmentText

    context = set(project.settings.context_roles) - set(where.roles)
    spoken = [
        (said, span)
        for said in known.said
        if said.voice.role not in context and _spoken(said, where)
        for span in said.segments
        if _coded(said, span, where)
    ]
    texts = [
        SegmentText(
            segment_id(said.transcript, span.start, span.end), said.transcript, order, said.voice.role,
            said.words_at(span),
        )
        for order, (said, span) in enumerate(spoken)
    ]  # fmt: skip
    return texts, spoken


def _passage(
    said: Said, span: Span, hits: tuple[Span, ...], score: float, where: Where, context: set[str]
) -> Passage | None:
    """What is known of a passage, or None where its codes are not those asked for."""
    if not _coded(said, span, where):
        return None
    voice = said.voice
    codes = dict.fromkeys(coding.code for coding in said.codings if coding.span.overlaps(span))
    return Passage(
        said.transcript, span, said.words_at(span), said.turn, voice.label, voice.participant, voice.role,
        voice.role in context, hits, tuple(codes), score,
    )  # fmt: skip


def _spoken(said: Said, where: Where) -> bool:
    """Whether a turn is by somebody, and in a transcript, that is looked at."""
    return (
        (not where.roles or said.voice.role in where.roles)
        and (not where.participants or said.voice.participant in where.participants)
        and (not where.transcripts or said.transcript in where.transcripts)
    )


def _coded(said: Said, span: Span, where: Where) -> bool:
    """Whether a passage has the codes that are looked for."""
    if not (where.codes or where.without or where.coders or where.uncoded):
        return True
    own = [c for c in said.codings if c.span.overlaps(span) and (not where.coders or c.coder in where.coders)]
    codes = {coding.code for coding in own}
    if where.uncoded:
        return not codes
    if codes & set(where.without) or (where.codes and not codes & set(where.codes)):
        return False
    return bool(codes or where.without or not where.coders)


def _note(known: Corpus, number: int, hits: tuple[Span, ...]) -> Note:
    memo = known.memos[number]
    coding = known.codings.get(memo.target) if memo.about == "coding" else None
    return Note(memo, hits, memo.transcript, coding.span if coding else memo.span)


def _noted(note: Note, where: Where) -> bool:
    here = not where.transcripts or note.transcript in where.transcripts
    return here and (not where.coders or note.memo.coder in where.coders)


def _people_heard(
    project: OpenProject, known: Corpus, passages: Iterable[Passage], where: Where
) -> tuple[Heard, ...]:
    """Per role: of how many people something was found, of all whose words were looked at."""
    context = set(project.settings.context_roles)
    there: dict[str, set[str]] = {}
    person: dict[tuple[str, int], str] = {}
    for said in known.said:
        if said.voice.role not in context and _spoken(said, where):
            there.setdefault(said.voice.role, set()).add(said.person)
            person[said.transcript, said.turn] = said.person
    found: dict[str, set[str]] = {}
    for one in passages:
        if not one.context:
            found.setdefault(one.role, set()).add(person[one.transcript, one.turn])
    order = [*project.roles, UNKNOWN]
    names = sorted(there, key=lambda role: order.index(role) if role in order else len(order))
    return tuple(Heard(role, len(found.get(role, ())), len(there[role])) for role in names)


def _checked(project: OpenProject, known: Corpus, where: Where) -> Where:
    """The choice, once everything it names is there.

    Raises:
        NotFound: for the first thing that is not.
    """
    book = project.codebook.book
    codes = {code.id for code in book.codes} | {coding.code for coding in known.codings.values()}
    there: tuple[tuple[str, Sequence[str], Callable[[], set[str]]], ...] = (
        ("role", where.roles, lambda: {*project.roles, UNKNOWN, *(one.voice.role for one in known.said)}),
        ("participant", where.participants, lambda: {one.voice.participant for one in known.said}),
        ("transcript", where.transcripts, lambda: {one.transcript for one in known.said}),
        ("code", (*where.codes, *where.without), lambda: codes),
        ("coder", where.coders, lambda: {c.coder for c in known.codings.values()} | {m.coder for m in known.memos}),
    )
    for kind, names, known_names in there:
        strange = set(names) - known_names() if names else ()
        if strange:
            name = min(strange)
            raise NotFound(kind, name, hint=_choice(kind, known_names()))
    return where


def _choice(kind: str, names: set[str]) -> str:
    some = sorted(name for name in names if name)
    if not some:
        return f"There is no {kind} yet."
    return f"There are: {', '.join(some[:MOST_NAMED])}{' …' if len(some) > MOST_NAMED else ''}."
