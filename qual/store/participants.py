"""Participants and speakers: rows to and from the types of the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import MappingProxyType

from sqlalchemy import select

from qual.model.participant import Participant, Speaker
from qual.store import schema
from qual.store.section import Section, upsert


class ParticipantTables(Section):
    """Who took part, and which label of which transcript is whose."""

    def put_participants(self, participants: Sequence[Participant]) -> None:
        """Keep these participants; one whose pseudonym is known gets the new role and attributes."""
        first = self._next_position(schema.participants)
        rows = [
            {
                "id": participant.id,
                "position": first + number,
                "role": participant.role,
                "attributes": json.dumps(dict(participant.attributes), ensure_ascii=False),
            }
            for number, participant in enumerate(participants)
        ]
        upsert(self._connection, schema.participants, rows, keep=("position",))

    def participants(self) -> list[Participant]:
        """All participants, in the order in which they became known."""
        table = schema.participants
        found = self._connection.execute(select(table).order_by(table.c.position, table.c.id))
        return [Participant(row.id, row.role, MappingProxyType(dict(json.loads(row.attributes)))) for row in found]

    def put_speakers(self, speakers: Sequence[Speaker]) -> None:
        """Keep whose label is whose; transcript and participant must be there before."""
        rows = [
            {
                "transcript": speaker.transcript,
                "label": speaker.label,
                "participant": speaker.participant,
                "proposed": speaker.proposed,
                "confirmed": speaker.confirmed,
                "source": speaker.source,
                "generic": speaker.generic,
            }
            for speaker in speakers
        ]
        upsert(self._connection, schema.speakers, rows)

    def speakers(self, transcript: str | None = None) -> list[Speaker]:
        """The speakers of one transcript or of all, by transcript and label."""
        table = schema.speakers
        query = select(table).join(schema.transcripts).order_by(schema.transcripts.c.position, table.c.label)
        if transcript is not None:
            query = query.where(table.c.transcript == transcript)
        return [
            Speaker(
                row.transcript,
                row.label,
                row.participant,
                proposed=row.proposed,
                confirmed=row.confirmed,
                source=row.source,
                generic=row.generic,
            )
            for row in self._connection.execute(query)
        ]
