"""What can go wrong, in two kinds.

A fault in a researcher's file is a `Problem`, a value: the good part loads and the rest is reported.
An operation that cannot go on raises a `QualError`, which builds its own sentence: what happened,
with what, and what to do. Neither ever quotes the words of a transcript.

    QualError
    ├── ProjectMissing        no project in this folder
    ├── ProjectExists         a project is already there
    ├── SettingInvalid        project.toml or QUAL_* says something that cannot be used
    ├── Unreadable            a file the operation cannot do without cannot be read
    ├── NotFound              no such transcript, segment, code, coding, participant …
    ├── Refused               an act that would break a rule of the project
    ├── ChangedElsewhere      a file moved under our hands
    ├── PackageMissing        an optional package is needed
    ├── ModelUnusable         the sentence encoder cannot be used as it is
    └── StoreUnusable         the database cannot be opened or written
        └── NoRoom            a file beside it finds no room on the disk
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a person's file that was not understood, and what to do about it.

    Attributes:
        file: the file's name as the person knows it.
        line: 1-based line, row or paragraph; None where the whole file is meant.
        message: what happened, in one sentence, without the words of a transcript.
        hint: what to do.
        fatal: True where nothing of the file could be used.
    """

    file: str
    line: int | None
    message: str
    hint: str = ""
    fatal: bool = False

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return " ".join(part for part in (f"{place}: {self.message}", self.hint) if part)


class QualError(Exception):
    """Base of every error this package raises; `str(error)` is a sentence a researcher can act on."""


class ProjectMissing(QualError):
    """There is no project in the folder."""

    def __init__(self, folder: object) -> None:
        super().__init__(
            f"There is no qual project in {folder}. Make one with `qual new DIR`, or name it with --project DIR."
        )


class ProjectExists(QualError):
    """A project is already in the folder."""

    def __init__(self, folder: object) -> None:
        super().__init__(f"{folder} already holds a project; nothing was changed. Choose another folder.")


class SettingInvalid(QualError):
    """A setting cannot be used."""

    def __init__(self, name: str, value: object, allowed: str, *, source: str) -> None:
        super().__init__(f"{source} sets {name} to {value!r}, but it must be {allowed}. Correct it and try again.")


class Unreadable(QualError):
    """A file the operation cannot do without cannot be read."""

    def __init__(self, file: object, why: str, *, hint: str = "") -> None:
        super().__init__(" ".join(part for part in (f"{file} cannot be read: {why}.", hint) if part))


class NotFound(QualError):
    """Something named does not exist."""

    def __init__(self, kind: str, name: object, *, hint: str = "") -> None:
        super().__init__(" ".join(part for part in (f"There is no {kind} {name!r} in this project.", hint) if part))


class Refused(QualError):
    """An act would break a rule of the project; nothing was changed."""

    def __init__(self, what: str, why: str, *, hint: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(" ".join(part for part in (f"{what} was refused: {why}.", hint) if part))
        self.problems = problems


class ChangedElsewhere(QualError):
    """A file was changed by another program since it was read."""

    def __init__(self, file: object) -> None:
        super().__init__(
            f"{file} was changed outside qual since it was read; nothing was written. "
            "Look at the new text and try again."
        )


class PackageMissing(QualError):
    """An optional package is needed for this."""

    def __init__(self, what: str, install: str) -> None:
        super().__init__(f"{what} needs a package that is not installed. Install it with: {install}")


class ModelUnusable(QualError):
    """The sentence encoder cannot be used as it is."""

    def __init__(self, model: str, why: str, *, hint: str = "") -> None:
        super().__init__(
            " ".join(part for part in (f"The sentence model {model} cannot be used: {why}.", hint) if part)
        )


class StoreUnusable(QualError):
    """The database cannot be opened or written."""

    def __init__(self, what: str, why: str, *, hint: str = "") -> None:
        super().__init__(" ".join(part for part in (f"The database {what} cannot be used: {why}.", hint) if part))


class NoRoom(StoreUnusable):
    """A file beside the database finds no room on the disk; nothing was kept, and trying again can help."""

    def __init__(self, file: str) -> None:
        QualError.__init__(
            self, f"{file} cannot be written: there is no room left on the disk. Make room and try again."
        )
