"""Selections: which part of a study a number is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """What is counted; an empty part narrows nothing.

    Attributes:
        codes: ids of codes and themes; a theme means all its codes.
        coders: whose codings.
        transcripts: ids of transcripts: their segments are the denominators too.
        roles: whose words: the same.
        attributes: pairs of an attribute and a value that a participant must have; several values of one attribute
            are alternatives.
        unit: what the words are cut by for this count, "" as the study is cut.
    """

    codes: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    unit: str = ""

    def __bool__(self) -> bool:
        return self != EVERYTHING

    @property
    def words(self) -> str:
        """What is counted, to be printed with the result; "" for everything."""
        said = [
            f"{name} {', '.join(values)}"
            for name, values in (
                ("codes", self.codes),
                ("coders", self.coders),
                ("transcripts", self.transcripts),
                ("roles", self.roles),
                ("participants with", tuple(f"{name} = {value}" for name, value in self.attributes)),
                ("cut by", (self.unit,) if self.unit else ()),
            )
            if values
        ]
        return f"Counted only: {'; '.join(said)}." if said else ""


EVERYTHING = Selection()
"""Narrows nothing."""
