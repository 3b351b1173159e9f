"""What stands in a cell of a codebook table: phrases, examples with the role that says them, yes and no."""

from __future__ import annotations

import re
from collections.abc import Collection

from qual.codebook.values import one_line
from qual.model.codebook import Example

_ROLES = """
    patient patients patientin patienten clinician clinicians doctor doctors physician gp nurse nurses
    therapist carer carers caregiver caregivers family relative relatives parent parents child mother
    father participant participants interviewer interviewee respondent teacher teachers student students
    pupil pupils client clients user users manager managers staff worker expert experts professional
    professionals moderator researcher midwife arzt ärztin ärzte pflege pflegekraft angehörige
    angehöriger lehrer lehrerin lehrkraft schüler schülerin klient klientin interviewerin befragte
    befragter experte expertin médecin infirmière infirmier soignant soignante aidant aidante élève
    enseignant enseignante médico médica enfermera enfermero paciente pacientes cuidador cuidadora
    profesor profesora alumno alumna estudiante
"""
ROLES = frozenset(_ROLES.split())
"""Words taken for a role where they stand before an example, in lower case; a project's own roles come to them."""

_BULLET = re.compile(r"\s*(?:[-*•·▪◦‣–—+]|\(?[0-9]{1,3}[.)]|\(?[a-z]\))\s+")
_FRONT = re.compile(r"[\[(]([^\])\n]{1,40})[\])]\s*:?\s*(?=\S)|([^:\n]{1,40}?)\s*:\s+(?=\S)")
_PAIRS = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’", "'": "'", "”": "”"}
_SEVERAL = re.compile(r"""\s*("[^"\n]+"|“[^”\n]+”|«[^»\n]+»)\s*(?:[;,|]\s*|$)""")
_ESCAPED = re.compile(r"((?:[^\\:\n]|\\.)*): ")
_YES = frozenset(["true", "yes", "y", "x", "1", "ja", "j", "oui", "o", "si", "sí", "s", "wahr", "vrai", "✓"])
_NO = frozenset(["false", "no", "n", "", "0", "nein", "non", "falsch", "faux", "falso", "-"])


def truth(cell: str) -> bool | None:
    """Yes or no, None for anything else."""
    word = cell.strip().casefold()
    if word in _YES:
        return True
    return False if word in _NO else None


def phrases(cell: str) -> list[str]:
    """The phrases of a cell: a line each, or between semicolons or bars, without bullets and numbers."""
    lines = [line for line in cell.split("\n") if line.strip()]
    if len(lines) == 1:
        lines = re.split(r"\s*;\s*|\s+\|\s+", lines[0])
    return [phrase for line in lines if (phrase := _BULLET.sub("", line, count=1).strip())]


def examples(cell: str, role: str = "", roles: Collection[str] = ROLES) -> list[Example]:
    """The examples of a cell: a line each, between bars, or each in quotation marks of its own.

    A cell whose lines break within a quotation stays one example. Quotation marks around the whole are left out.

    Args:
        cell: the text.
        role: the role for those that have none in front.
        roles: words that are a role where they stand in front, in lower case.
    """
    lines = [line for line in cell.split("\n") if line.strip()]
    if len(lines) > 1 and any(not _balanced(line) for line in lines):
        lines = [" ".join(line.strip() for line in lines)]
    if len(lines) == 1:
        lines = re.split(r"\s+\|\s+", lines[0])
    if len(lines) == 1 and "".join(found[0] for found in _SEVERAL.finditer(lines[0])) == lines[0]:
        lines = [found[1] for found in _SEVERAL.finditer(lines[0])]
    made = []
    for line in lines:
        words = _BULLET.sub("", line, count=1).strip()
        front = _FRONT.match(words)
        said = one_line(front[1] or front[2]) if front else ""
        if front and said.casefold() in roles:
            made.append(Example(unquoted(words[front.end() :].strip()), said))
        elif words:
            made.append(Example(unquoted(words), role))
    return [example for example in made if example.text]


def _balanced(line: str) -> bool:
    return line.count('"') % 2 == 0 and ("„" in line or line.count("“") == line.count("”"))


def unquoted(words: str) -> str:
    """The words without the pair of quotation marks around all of them."""
    close = _PAIRS.get(words[:1])
    inside = words[1:-1]
    if len(words) > 2 and close == words[-1] and close not in inside and words[0] not in inside:  # noqa: PLR2004
        return inside.strip()
    return words


def listed(phrases_: Collection[str]) -> str:
    """Phrases as the text of a cell, one to a line; a phrase of several lines goes on behind a tab."""
    return "\n".join(phrase.replace("\n", "\n\t") for phrase in phrases_)


def unlisted(cell: str) -> list[str]:
    """The phrases that `listed` wrote."""
    return [part.replace("\n\t", "\n") for part in re.split(r"\n(?!\t)", cell) if part]


def spoken(example: Example) -> str:
    """An example as the text of a cell, its role in front; `heard` gives back exactly this example."""
    if example.role:
        return re.sub(r"([\\:])", r"\\\1", example.role) + ": " + example.text
    return f": {example.text}" if _ESCAPED.match(example.text) else example.text


def heard(words: str) -> Example:
    """The example that `spoken` wrote."""
    front = _ESCAPED.match(words)
    if front is None:
        return Example(words)
    return Example(words[front.end() :], re.sub(r"\\(.)", r"\1", front[1]))
