"""The verbs of an open project around its codebook: each plans, and then tells what it would touch or does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Unpack, cast

from qual.workflow import codebook_plans as plans
from qual.workflow import codebook_theme_plans as theme_plans

if TYPE_CHECKING:
    from qual.model.codebook import Codebook
    from qual.model.surgery import Surgery
    from qual.workflow.codebook_check import Finding
    from qual.workflow.codebook_fields import Fields, Said
    from qual.workflow.codebook_listing import Listing
    from qual.workflow.curating import Curated
    from qual.workflow.effects import Effects
    from qual.workflow.outside import OutsideChange
    from qual.workflow.projects import OpenProject
    from qual.workflow.versions import Difference, Version


def carry_out(
    project: OpenProject, asked: Surgery, *, coder: str = "", why: str = "", dry_run: bool = False
) -> Curated | Effects:
    """Do what was planned; or, as a dry run, tell what it would touch and change nothing.

    Raises:
        Refused: if it cannot be done; a dry run is refused where the file would refuse it.
    """
    from qual.codebook import write as writing
    from qual.workflow import codebooks, curating, effects
    from qual.workflow.projects import coder_name

    if dry_run:
        codebooks.edited(project, project.codebook, lambda data: writing.become(data, asked.wanted))
        return effects.effects(project, asked)
    return curating.perform(project, asked, coder=coder_name(project, coder), why=why)


class CodebookVerbs:
    """What people do to the codebook, and what it was.

    Codes and themes are named by their id, or by their name in upper or lower case. Every act takes `coder` (the
    person who does it), `why` and `dry_run`: then it returns `Effects`, what it would touch, and changes nothing.
    It raises NotFound for a code or theme that is not there, Refused where it cannot be done.
    """

    def codebook_list(self, book: Codebook | None = None) -> Listing:
        """The codes with their counts, of the codebook in force or of another state of it."""
        from qual.workflow import codebook_listing

        return codebook_listing.listing(self._study, book)

    def codebook_check(self) -> tuple[Finding, ...]:
        """What in the codebook does not fit together, faults first."""
        from qual.workflow import codebook_check

        return codebook_check.check(self._study)

    def codebook_versions(self) -> tuple[Version, ...]:
        """All states that were ever in force, oldest first."""
        from qual.workflow import versions

        return versions.versions(self._study)

    def codebook_at(self, version: str) -> Codebook:
        """The codebook at a version: its hash, how that begins, the researcher's label, or "now"."""
        from qual.workflow import versions

        return versions.book_at(self._study, version)

    def codebook_as_of(self, when: str) -> Codebook:
        """The codebook that was in force at a time, such as "2026-03-03" (the end of that day, UTC)."""
        from qual.workflow import versions

        return versions.as_of(self._study, when)[1]

    def codebook_diff(self, old: str = "", new: str = "now") -> Difference:
        """What became of each theme and code from one version to another, and the codings concerned.

        Without `old`, from the state before `new`.
        """
        from qual.workflow import versions

        after = self.codebook_at(new)
        before = self.codebook_at(old) if old else plans.before(self._study, after)
        return versions.difference(self._study, before, after)

    def outside_changes(self) -> tuple[OutsideChange, ...]:
        """Changes of the codebook file made outside qual that nobody has kept or put back, oldest first."""
        from qual.workflow import outside

        outside.notice(self._study)
        return outside.waiting(self._study)

    def keep_outside(self, number: int, *, coder: str = "", why: str = "") -> None:
        """Let such a change stand, as a named person; its number is its `event`."""
        from qual.workflow import outside
        from qual.workflow.projects import coder_name

        outside.keep(self._study, number, coder=coder_name(self._study, coder), why=why)

    def put_back_outside(
        self, number: int, *, coder: str = "", why: str = "", dry_run: bool = False
    ) -> Curated | Effects:
        """Give the file what it said before such a change; what was changed since stays."""
        from qual.workflow import outside
        from qual.workflow.projects import coder_name

        if dry_run:
            return self._done(plans.put_back(self._study, number), "", "", dry_run=True)
        return outside.put_back(self._study, number, coder=coder_name(self._study, coder), why=why)

    def add_code(
        self, name: str, *, theme: str | None = None, under: str = "", before: str = "", id: str = "",  # noqa: A002 - the codebook's word
        coder: str = "", why: str = "", dry_run: bool = False, **said: Unpack[Said],
    ) -> Curated | Effects:  # fmt: skip
        """A new code under a theme, under a code or in front of one; without any of these under no theme."""
        asked = plans.new_code(self._study, name, theme=theme, under=under, before=before, own_id=id, fields=said)
        return self._done(asked, coder, why, dry_run=dry_run)

    def edit_code(
        self, code: str, *, coder: str = "", why: str = "", dry_run: bool = False, **fields: Unpack[Fields]
    ) -> Curated | Effects:
        """Another name, definition, colour, or other phrases and examples; what is not given stays."""
        return self._done(plans.changed(self._study, code, fields), coder, why, dry_run=dry_run)

    def move_code(
        self, code: str, *, theme: str | None = None, under: str | None = None, before: str = "",
        coder: str = "", why: str = "", dry_run: bool = False,
    ) -> Curated | Effects:  # fmt: skip
        """A code, with all under it, to a theme ("" for none), under a code, or in front of one."""
        asked = plans.moved(self._study, code, theme=theme, under=under, before=before)
        return self._done(asked, coder, why, dry_run=dry_run)

    def retire_code(
        self, code: str, *, back: bool = False, coder: str = "", why: str = "", dry_run: bool = False
    ) -> Curated | Effects:
        """A code offered no longer, its codings readable as before; or taken back."""
        return self._done(plans.retired(self._study, code, back=back), coder, why, dry_run=dry_run)

    def merge_codes(
        self, codes: Iterable[str], *, into: str, coder: str = "", why: str = "", dry_run: bool = False,
        **fields: Unpack[Fields],
    ) -> Curated | Effects:  # fmt: skip
        """Codes become one, there already or new by that name; their codings count as it, and are not rewritten."""
        return self._done(plans.merged(self._study, codes, into, fields), coder, why, dry_run=dry_run)

    def split_code(
        self, code: str, parts: Mapping[str, Iterable[str]], *, retire: bool = False, coder: str = "",
        why: str = "", dry_run: bool = False,
    ) -> Curated | Effects:  # fmt: skip
        """A code parted: a code or new name -> ids of the codings that count as it; the others stay."""
        asked = plans.split(self._study, code, parts, retire=retire)
        return self._done(asked, coder, why, dry_run=dry_run)

    def promote_theme(
        self, candidate: str, name: str = "", *, theme: str | None = None, under: str = "", before: str = "",
        coder: str = "", why: str = "", dry_run: bool = False, **said: Unpack[Said],
    ) -> Curated | Effects:  # fmt: skip
        """A candidate theme as a new code, with its quotes as examples; nothing is coded by that."""
        asked = plans.promoted(self._study, candidate, name, theme=theme, under=under, before=before, fields=said)
        return self._done(asked, coder, why, dry_run=dry_run)

    def add_theme(
        self, name: str, *, definition: str = "", color: str = "", id: str = "", before: str = "",  # noqa: A002 - as above
        coder: str = "", why: str = "", dry_run: bool = False,
    ) -> Curated | Effects:  # fmt: skip
        """A new theme at the end, or in front of another."""
        asked = theme_plans.new_theme(
            self._study, name, definition=definition, color=color, own_id=id, before=before
        )
        return self._done(asked, coder, why, dry_run=dry_run)

    def edit_theme(
        self, theme: str, *, name: str | None = None, definition: str | None = None, color: str | None = None,
        coder: str = "", why: str = "", dry_run: bool = False,
    ) -> Curated | Effects:  # fmt: skip
        """Another name, definition or colour of a theme; what is not given stays."""
        asked = theme_plans.changed_theme(self._study, theme, name=name, definition=definition, color=color)
        return self._done(asked, coder, why, dry_run=dry_run)

    def move_theme(
        self, theme: str, *, before: str = "", coder: str = "", why: str = "", dry_run: bool = False
    ) -> Curated | Effects:
        """A theme in front of another, or to the end."""
        return self._done(theme_plans.moved_theme(self._study, theme, before=before), coder, why, dry_run=dry_run)

    def remove_theme(
        self, theme: str, *, coder: str = "", why: str = "", dry_run: bool = False
    ) -> Curated | Effects:
        """A theme without codes taken out of the codebook."""
        return self._done(theme_plans.removed_theme(self._study, theme), coder, why, dry_run=dry_run)

    @property
    def _study(self) -> OpenProject:
        return cast("OpenProject", self)

    def _done(self, asked: Surgery, coder: str, why: str, *, dry_run: bool) -> Curated | Effects:
        return carry_out(self._study, asked, coder=coder, why=why, dry_run=dry_run)
