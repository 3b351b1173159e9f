from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from qual.model.participant import Participant, Speaker
from qual.store import Store

P01 = Participant("P01", "patient", {"age band": "40–49", "note": "Größe 😀"})
C02 = Participant("C02", "clinician")


def test_participants_come_back_in_the_order_in_which_they_became_known(store: Store) -> None:
    with store.transaction() as tables:
        tables.put_participants([P01])
        tables.put_participants([C02, Participant("A", "patient")])
    with store.reading() as tables:
        assert [person.id for person in tables.participants()] == ["P01", "C02", "A"]
        assert tables.participants()[0] == P01


def test_a_known_participant_gets_the_new_role_and_attributes_and_keeps_the_place(store: Store) -> None:
    with store.transaction() as tables:
        tables.put_participants([P01, C02])
        tables.put_participants([Participant("P01", "clinician", {"years": "3"})])
    with store.reading() as tables:
        assert tables.participants() == [Participant("P01", "clinician", {"years": "3"}), C02]


def test_nobody_is_no_error(store: Store) -> None:
    with store.transaction() as tables:
        tables.put_participants([])
        tables.put_speakers([])
        assert tables.participants() == []
        assert tables.speakers() == []


def test_a_speaker_is_confirmed_in_place(filled: Store) -> None:
    proposed = Speaker("P01", "P01", "P01", proposed="patient")
    confirmed = Speaker("P01", "P01", "P01", proposed="patient", confirmed=True, source="person")
    other = Speaker("P01", "", "P01:nobody", generic=True)
    with filled.transaction() as tables:
        tables.put_participants([P01, Participant("P01:nobody")])
        tables.put_speakers([proposed, other])
        tables.put_speakers([confirmed])
    with filled.reading() as tables:
        assert tables.speakers() == [other, confirmed]
        assert tables.speakers("P01") == [other, confirmed]
        assert tables.speakers("P02") == []


def test_a_speaker_who_is_no_participant_is_not_kept(filled: Store) -> None:
    with pytest.raises(IntegrityError), filled.transaction() as tables:
        tables.put_speakers([Speaker("P01", "P01", "nobody")])
    with filled.reading() as tables:
        assert tables.speakers() == []
