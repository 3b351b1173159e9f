"""Participants are people under a pseudonym; speakers are labels, proposed until a person says so."""

from __future__ import annotations

import pytest

from qual.model.participant import UNKNOWN, Participant, Speaker


def test_a_person_nobody_has_described_has_an_unknown_role_and_no_attributes() -> None:
    person = Participant("P07")
    assert person.role == UNKNOWN
    assert dict(person.attributes) == {}


@pytest.mark.parametrize("pseudonym", ["", "  ", "\n"])
def test_a_participant_needs_a_pseudonym(pseudonym: str) -> None:
    with pytest.raises(ValueError, match="needs a pseudonym"):
        Participant(pseudonym)


def test_attributes_of_one_person_cannot_reach_another() -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        Participant("P07").attributes["age"] = "30-39"  # type: ignore[index]
    assert dict(Participant("P08").attributes) == {}


def test_a_label_is_nobody_s_until_someone_has_said_whose_it_is() -> None:
    speaker = Speaker("P01", "Int", "P01/Int", proposed="interviewer", generic=True)
    assert not speaker.confirmed
    assert speaker.source == ""
    assert Speaker("P01", "", "P01/?").proposed == UNKNOWN
