"""A change of the codebook as a person asks for it: what it is to say, and which codings count as what then."""

from __future__ import annotations

from dataclasses import dataclass

from qual.model.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Shift:
    """Codings that count as another code.

    Attributes:
        code: the code they count as before.
        into: the code they count as afterwards.
        coding: the id of the one coding meant; "" for all that were made with `code` until then.
    """

    code: str
    into: str
    coding: str = ""

    def __post_init__(self) -> None:
        if self.code == self.into:
            raise ValueError(f"codings of {self.code} count as {self.into} already")


@dataclass(frozen=True, slots=True)
class Carried:
    """Rejects that say no to another code, too.

    Attributes:
        of: codes; where one person has rejected all of them for the same words …
        into: … the words are rejected for this code as well.
    """

    of: tuple[str, ...]
    into: str


@dataclass(frozen=True, slots=True)
class Surgery:
    """One change of the codebook.

    Attributes:
        what: what is done, such as "code renamed" or "codes merged".
        entries: ids of the codes and themes it is about, the one that matters most first.
        base: the codebook it was planned on.
        wanted: that codebook afterwards. Where the file has changed meanwhile, only the difference is put into it.
        shifts: codings that count as another code.
        carried: rejects that hold for another code.
        answers: place in the record of the change made outside that this puts back, 0 for none.
    """

    what: str
    entries: tuple[str, ...]
    base: Codebook
    wanted: Codebook
    shifts: tuple[Shift, ...] = ()
    carried: tuple[Carried, ...] = ()
    answers: int = 0
