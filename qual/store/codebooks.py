"""Every codebook version that was ever in force, as the file stood, and small facts about the project."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from qual.store import schema
from qual.store.section import Section, insert, upsert


@dataclass(frozen=True, slots=True)
class CodebookVersion:
    """One state of the codebook.

    Attributes:
        version: hash of its content.
        label: the researcher's own version label.
        created: when it was first used; UTC, ISO 8601.
    """

    version: str
    label: str
    created: str


class CodebookTables(Section):
    """Codebook versions, and names with values (`get_meta`, `set_meta`)."""

    def put_codebook(self, version: str, label: str, text: str, created: str) -> None:
        """Keep this version with the file's text; one that is known stays as it was first kept."""
        if self.codebook_text(version) is None:
            position = self._next_position(schema.codebooks)
            row = {"version": version, "position": position, "label": label, "text": text, "created": created}
            insert(self._connection, schema.codebooks, [row])

    def codebook_text(self, version: str) -> str | None:
        """The codebook file as it stood in this version, or None."""
        table = schema.codebooks
        found = self._connection.execute(select(table.c.text).where(table.c.version == version)).scalar()
        return None if found is None else str(found)

    def codebook_versions(self) -> list[CodebookVersion]:
        """All versions, in the order in which they were first used."""
        table = schema.codebooks
        query = select(table.c.version, table.c.label, table.c.created).order_by(table.c.position)
        return [CodebookVersion(*row) for row in self._connection.execute(query)]

    def get_meta(self, key: str) -> str | None:
        """The value kept under this name, or None."""
        table = schema.meta
        found = self._connection.execute(select(table.c.value).where(table.c.key == key)).scalar()
        return None if found is None else str(found)

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value under this name."""
        upsert(self._connection, schema.meta, [{"key": key, "value": value}])
