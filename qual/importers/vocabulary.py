"""Words that speaker labels are made of, and words that show that something is no label, in several languages.

What a label says about a role stands here; who somebody is, a person decides.
"""

from __future__ import annotations

INTERVIEWER = "interviewer"
PATIENT = "patient"
CLINICIAN = "clinician"
OTHER = "other"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


_ROLE_WORDS = {
    INTERVIEWER: """
        i int intv interviewer interviewerin interviewende q question moderator moderatorin mod researcher
        facilitator host interviewers fragende forscher forscherin intervieweur intervieweuse enquêteur enquêtrice
        enqueteur chercheur chercheuse modérateur modératrice animateur animatrice entrevistador entrevistadora
        investigador investigadora moderador moderadora pesquisador pesquisadora intervistatore intervistatrice
        ricercatore ricercatrice moderatore moderatrice onderzoeker intervjuare forskare haastattelija ankieter
    """,
    PATIENT: """
        p pt pat patient patientin patients client klient klientin participant teilnehmer teilnehmerin teilnehmende
        resident cliente paciente paziente patiente patiënt deelnemer participante partecipante pacjent pacjentka
        proband probandin
    """,
    CLINICIAN: """
        d dr doc doctor clinician gp nurse therapist psychotherapist psychiatrist psychologist physician surgeon
        consultant counsellor counselor pharmacist midwife paramedic practitioner physiotherapist cpn
        arzt ärztin hausarzt hausärztin therapeut therapeutin psychiater psychiaterin psychologe psychologin pfleger
        pflegerin pflegekraft krankenschwester hebamme apotheker apothekerin
        docteur médecin medecin infirmier infirmière psychiatre psychologue thérapeute pharmacien pharmacienne
        médico médica medico doctora enfermero enfermera enfermeiro enfermeira psiquiatra psicólogo psicóloga
        terapeuta dottore dottoressa infermiere infermiera psichiatra psicologo psicologa arts huisarts
        verpleegkundige läkare lekarz
    """,
    OTHER: """
        other relative family carer caregiver mother father mum mom dad wife husband partner spouse son daughter
        sister brother parent guardian friend visitor interpreter translator companion
        angehörige angehöriger mutter vater ehefrau ehemann sohn tochter schwester bruder dolmetscher dolmetscherin
        famille mère père épouse mari proche aidant interprète familia familiar madre padre esposa marido cuidador
        cuidadora intérprete famiglia moglie marito familiare tolk
    """,
}
ROLE_OF = {word: role for role, words in _ROLE_WORDS.items() for word in _words(words)}
"""Word of a label -> the role it suggests."""

NAMELESS = _words(
    """
    speaker sprecher sprecherin locuteur locutrice hablante falante spreker voice spk spkr unknown unidentified
    guest male female man woman person user customer agent answer a s id interviewee respondent befragte befragter
    interviewte interviewter enquêté enquêtée entrevistado entrevistada intervistato service the and all group
    multiple several both staff unbekannt inconnu desconocido
    """
)
"""Words that say neither who somebody is nor which role they have."""

NUMBERED_PERSONS = frozenset(word for word, role in ROLE_OF.items() if role == PATIENT)
"""With a number these are how studies name their participants: `P07`, `Patient 3`."""

FIELDS = _phrases(
    """
    date|time|place|location|venue|setting|audio|audio file|file|filename|recording|duration|length|language|project
    |study|title|subject|topic|version|note|notes|nb|n.b|ps|p.s|example|e.g|i.e|keywords|summary keywords|speakers
    |transcriber|transcribed by|transcript|interview|interview no|interview number|interview date|interview with
    |start|start time|end|end time|appendix|figure|table|source|url|http|https|www|email|tel|phone|from|to|cc|re
    |page|datum|zeit|ort|dauer|sprache|thema|aufnahme|audiodatei|datei|projekt|hinweis|anmerkung|beispiel|transkription
    |lieu|durée|langue|fichier|fichier audio|sujet|projet|heure|exemple|remarque|fecha|lugar|hora|duración|idioma
    |archivo|archivo de audio|proyecto|tema|nota|ejemplo|data|luogo|durata|lingua|progetto|esempio|plaats|duur|taal
    """
)
"""What stands before a colon in a header and names no speaker."""

SAYING = _words(
    """
    said say says saying asked asks told tell tells thought thinks wrote replied answered goes went like was is are
    were be it this that these those because and but so then sagte sagt fragte meinte dachte dit disait demandait
    dijo dice decía preguntó disse zei vroeg following example question answer
    """
)
"""The last word of what looks like a label and is the beginning of a quotation or a list."""

PARTICLES = _words("de da do dos von van der den la le du di del el al bin ibn of the y und et e and")
"""Lower-case words inside names."""

COUNTED = _words("q a no nr vol fig sec day age ch")
"""What is numbered in a text and is nobody: `Q1`, `Fig 2`."""

SOUNDS = _words(
    """
    inaudible unclear crosstalk pause laughs laughter laughing silence music sighs sigh crying coughs applause noise
    overlapping indistinct unverständlich lachen lacht pausa risas rires silencio
    """
)
"""What a transcriber puts in brackets and nobody is called."""
