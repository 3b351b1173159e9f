"""The verbs of an open project that answer the study's question: counts, comparisons, summaries, reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from qual.model.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    import pandas as pd

    from qual.model.plan import Plan
    from qual.model.summary import Summary
    from qual.workflow.comparing import DifferenceAnswer, Wanted
    from qual.workflow.cooccurring import PairsAnswer
    from qual.workflow.counting import FrequencyAnswer
    from qual.workflow.projects import OpenProject
    from qual.workflow.saturating import SaturationAnswer
    from qual.workflow.timelines import TimelineAnswer


class ResultVerbs:
    """What was coded, counted. Suggestions never enter; every answer carries its denominators."""

    def frequencies(self, by: str = "role", *, selection: Selection = EVERYTHING) -> pd.DataFrame:
        """Theme and code frequencies split by role, or by a participant attribute."""
        from qual.workflow import counting

        return counting.frequencies(self._counted, by=by, selection=selection).rows

    def frequency_answer(
        self, by: str = "role", *, test: bool = False, selection: Selection = EVERYTHING
    ) -> FrequencyAnswer:
        """Frequencies, the differences between two roles, the share reviewed and how all was counted."""
        from qual.workflow import counting

        return counting.frequencies(self._counted, by=by, test=test, selection=selection)

    def differences(self, wanted: Wanted | None = None, *, selection: Selection = EVERYTHING) -> DifferenceAnswer:
        """Two groups beside each other: differences with intervals, and what was asked for beside them."""
        from qual.workflow import comparing

        return comparing.compare(self._counted, wanted, selection=selection)

    def export(
        self,
        path: str | Path,
        format: str | None = None,  # noqa: A002 - the surface's word
        *,
        plan: Plan | None = None,
    ) -> dict[str, object]:
        """Write a report by this plan (else with everything); the format follows the name unless given."""
        from qual.workflow import exporting

        return exporting.export(self._counted, Path(path), format=format, plan=plan)

    def verify(self, path: str | Path) -> dict[str, object]:
        """A report against the study as it is now: every number and quote, each difference named."""
        from qual.workflow import verifying

        return verifying.verify(self._counted, Path(path)).document

    def theme_summary(self, theme: str, *, quotes: int = 6, names: str = "pseudonym") -> Summary:
        """One page about one theme: who raises it, each role's own words, quotes, and what speaks against it."""
        from qual.workflow import summarising

        return summarising.summary(self._counted, theme, quotes=quotes, names=names)

    def matrix(self, columns: str = "themes", *, attribute: str = "") -> pd.DataFrame:
        """The framework matrix, one row per cell: its state, counts, what was written, and a verbatim draft."""
        from qual.workflow import matrix, matrix_tables

        return matrix_tables.tidy(matrix.matrix(self._counted, columns, attribute=attribute))

    def joint(self, attribute: str, columns: str = "themes", *, test: bool = False) -> pd.DataFrame:
        """A participant attribute beside the themes: medians and differences of a number, n/N of a category."""
        from qual.workflow import joint_display

        return joint_display.summary(joint_display.joint(self._counted, attribute, columns, test=test))

    def saturation(
        self, *, base: int = 4, run: int = 2, threshold: float = 0.05, order: str = "came",
        selection: Selection = EVERYTHING,
    ) -> SaturationAnswer:  # fmt: skip
        """When interviews stopped bringing new codes: by role and pooled, in order and over random orders."""
        from qual.workflow import saturating

        return saturating.saturation(
            self._counted, base=base, run=run, threshold=threshold, order=order, selection=selection
        )

    def cooccurrence(
        self, within: str = "segment", *, steps: int = 1, of: str = "codes", selection: Selection = EVERYTHING
    ) -> PairsAnswer:
        """Which codes or themes go together: within a "segment", a "participant" or a "sequence" of steps."""
        from qual.workflow import cooccurring

        return cooccurring.cooccurrence(self._counted, within=within, steps=steps, of=of, selection=selection)

    def timeline(self, transcript: str, *, selection: Selection = EVERYTHING) -> TimelineAnswer:
        """Where in a transcript each code is said, as parts of the respondents' words."""
        from qual.workflow import timelines

        return timelines.timeline(self._counted, transcript, selection=selection)

    @property
    def _counted(self) -> OpenProject:
        return cast("OpenProject", self)
