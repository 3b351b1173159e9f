from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.importers.speakers import apply_roles, is_generic, propose
from qual.model.participant import UNKNOWN, Speaker

ROLES = ("patient", "clinician", "interviewer", "other")


def proposal(label: str, roles: tuple[str, ...] = ROLES) -> Speaker:
    (speaker,) = propose({label: 3}, transcript="T1", roles=roles)
    return speaker


@pytest.mark.parametrize(
    ("labels", "role"),
    [
        (
            "Interviewer|INTERVIEWER|I|Int|Q|Moderator|Researcher|Facilitator|Interviewer 2|I2|Intervieweur",
            "interviewer",
        ),
        ("P|Patient|patient|Client|Pt|Participant|Resident|P07|P 3|Patientin|Paciente|Participant 12", "patient"),
        (
            "Dr|Doctor|D|Clinician|GP|Nurse|Therapist|Psychiatrist|Dr Lee|Dr. Lee|Nurse Jones|Ärztin|Doctor_2",
            "clinician",
        ),
        ("Relative|Family|Carer|Mother|family/other|Guest_family|Angehörige", "other"),
        ("Ada|SPEAKER_00|Speaker 1|S00|Peter|Paul D|C01|A|Unknown||Expert", UNKNOWN),
    ],
)
def test_the_role_a_label_suggests(labels: str, role: str) -> None:
    assert {label: proposal(label).proposed for label in labels.split("|")} == dict.fromkeys(
        labels.split("|"), role
    )


def test_only_roles_of_the_project_are_proposed() -> None:
    assert proposal("Doctor", ("patient", "relative")).proposed == UNKNOWN
    assert proposal("Patient", ("Patient", "Staff")).proposed == "Patient"


def test_nothing_is_ever_confirmed() -> None:
    assert not any(
        speaker.confirmed or speaker.source for speaker in propose({"P": 1, "": 2}, transcript="T", roles=ROLES)
    )


@pytest.mark.parametrize(
    "label",
    [
        "",
        "Patient",
        "P",
        "D",
        "Doctor",
        "Interviewer",
        "Speaker 1",
        "SPEAKER_00",
        "S00",
        "Unknown",
        "client",
        "therapist",
        "doctor",
        "participant",
        "Unknown Speaker",
        "Doctor_2",
        "patient_guest",
        "Interviewer 1",
        "A",
        "id1",
    ],
)
def test_generic_labels_are_somebody_else_in_each_transcript(label: str) -> None:
    speaker = proposal(label)
    assert speaker.generic
    assert speaker.participant == (f"T1 {label}" if label else "T1 (no label)")


@pytest.mark.parametrize(
    "label", ["P07", "Dr Lee", "C01", "Ada  Lovelace", "Participant 3", "expert_00", "Peter", "D01"]
)
def test_personal_labels_are_one_person_everywhere(label: str) -> None:
    speaker = proposal(label)
    assert not speaker.generic
    assert speaker.participant == " ".join(label.split())


@given(st.text(max_size=20))
def test_every_label_has_a_participant(label: str) -> None:
    assert proposal(label).participant.strip()
    assert is_generic(label) in {True, False}


def speakers(*labels: str) -> tuple[Speaker, ...]:
    return propose(dict.fromkeys(labels, 1), transcript="T1", roles=ROLES)


def test_a_prefix_covers_what_is_numbered_and_nothing_else() -> None:
    found = apply_roles(speakers("P1", "P07", "P 3", "p_4", "P", "Peter", "PT1"), {"P": "patient"}, other=None)
    assert [speaker.confirmed for speaker in found] == [True, True, True, True, True, False, False]
    assert {speaker.proposed for speaker in found if speaker.confirmed} == {"patient"}
    assert {speaker.source for speaker in found if speaker.confirmed} == {"command"}


def test_the_same_label_comes_before_a_prefix() -> None:
    found = apply_roles(speakers("P1", "P2"), {"P": "patient", "p1": "other"}, other=None)
    assert [speaker.proposed for speaker in found] == ["other", "patient"]


def test_every_other_speaker_takes_the_one_role_also_without_a_label() -> None:
    found = apply_roles(speakers("I", "Ada", ""), {"I": "interviewer"}, other="patient", source="person")
    assert [(s.proposed, s.confirmed, s.source) for s in found] == [
        ("interviewer", True, "person"),
        ("patient", True, "person"),
        ("patient", True, "person"),
    ]


def test_what_the_table_said_stands() -> None:
    said = Speaker("T1", "P1", "P1", "clinician", confirmed=True, source="table")
    assert apply_roles([said], {"P": "patient"}, other="other") == (said,)


def test_what_a_person_confirmed_is_changed_by_name_only() -> None:
    said = Speaker("T1", "Ada", "Ada", "clinician", confirmed=True, source="person")
    assert apply_roles([said], {}, other="patient") == (said,)
    assert apply_roles([said], {"Ada": "patient"}, other=None)[0].proposed == "patient"
