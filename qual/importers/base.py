"""What reading a file gives: the good part as transcripts, the rest as problems."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from types import MappingProxyType

from qual.errors import Problem
from qual.model.span import Span
from qual.model.transcript import Transcript


@dataclass(frozen=True, slots=True)
class RawTurn:
    """One speaker's words as a file gives them, before the canonical text exists.

    Attributes:
        text: the words, without label, time or mark-up.
        label: the speaker's label, "" without one.
        start_s: seconds from the start of the recording, None where the file has no time.
        end_s: as above.
        role: what a table's own role column says, "" without one.
        line: 1-based line, row or paragraph it begins at.
        span: its place, where the canonical text is the file's own text.
    """

    text: str
    label: str = ""
    start_s: float | None = None
    end_s: float | None = None
    role: str = ""
    line: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ReadTranscript:
    """A transcript as it was read.

    Attributes:
        transcript: canonical text and turns.
        stated_roles: label -> role, from a table's own role column only.
    """

    transcript: Transcript
    stated_roles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one file gave.

    Attributes:
        transcripts: the part that can be used.
        problems: the rest; `Problem.fatal` where nothing could be used.
        headings: of a table, so that a screen can ask which column is what.
        encoding: how the bytes were decoded, "" for files that are not text.
    """

    transcripts: tuple[ReadTranscript, ...] = ()
    problems: tuple[Problem, ...] = ()
    headings: tuple[str, ...] = ()
    encoding: str = ""

    @property
    def fatal(self) -> Problem | None:
        """The problem that made the whole file unusable, or None."""
        return next((problem for problem in self.problems if problem.fatal), None)


@dataclass(frozen=True)
class Upload:
    """A file as a person handed it over.

    Attributes:
        name: its name, without folders.
        data: its bytes.
        encoding: the encoding the person named, None to find out.
        columns: what the person said about a table's columns (text, speaker, role, …) -> heading.
        roles: the project's roles.
    """

    name: str
    data: bytes
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The file's ending in lower case, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """The file's name without its ending: the transcript's id."""
        return PurePosixPath(self.name).stem.strip()

    @cached_property
    def sha256(self) -> str:
        """Hash of the untouched bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def problem(self, message: str, *, line: int | None = None, hint: str = "") -> Problem:
        """A problem in this file that leaves the rest usable."""
        return Problem(self.name, line, message, hint)

    def refuse(self, message: str, *, line: int | None = None, hint: str = "") -> Problem:
        """A problem that leaves nothing of this file usable."""
        return Problem(self.name, line, message, hint, fatal=True)


def base_name(name: str) -> str:
    """The last part of a path, whichever system wrote it."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].strip()


def places(numbers: list[int], *, noun: str = "line") -> str:
    """Line numbers as people write them: "line 3", "lines 1 to 3 and 27"."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    words = [f"{a}" if a == b else f"{a} to {b}" for a, b in runs]
    if len(runs) == 1 and runs[0][1] == runs[0][0] + 1:
        words = [str(number) for number in runs[0]]
    if len(words) > MOST_PLACES:
        words = [*words[: MOST_PLACES - 1], "others"]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"{noun}{'s' if len(set(numbers)) > 1 else ''} {listed}"


MOST_PLACES = 8
"""Runs of lines a message names before it says "others"."""
