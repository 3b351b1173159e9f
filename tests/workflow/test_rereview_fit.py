"""Which decisions under an older text fit the text of now worst; nothing is encoded unless asked for."""

from __future__ import annotations

from qual.workflow import rereview_fit, suggesting
from qual.workflow.projects import OpenProject
from qual.workflow.rereview import rereview
from tests.workflow.test_rereview import OLD, mark, rewrite

NEW = "Waits on the waiting list."


def test_what_the_text_moved_away_from_comes_before_what_it_still_says(study: OpenProject) -> None:
    away, near = mark(study, "heard nothing at all, not a letter"), mark(study, "Still on the waiting list")
    rewrite(study, OLD, NEW)
    found = rereview(study)
    fits = rereview_fit.fits(study, found, "waiting", encode=True)
    assert fits.missing == 0
    assert fits.of[away].score > fits.of[near].score
    assert fits.of[away].why
    assert rereview_fit.fits(study, found, "stopping").of == {}


def test_nothing_is_encoded_before_it_is_asked_for(study: OpenProject) -> None:
    mark(study, "Still on the waiting list")
    rewrite(study, OLD, NEW)
    found, encoder = rereview(study), suggesting.encoder_of(study)
    before = len(encoder.calls)  # type: ignore[attr-defined]
    fits = rereview_fit.fits(study, found, "waiting")
    assert (fits.of, fits.missing) == ({}, 5)  # the quote, two definitions and two phrases
    assert len(encoder.calls) == before  # type: ignore[attr-defined]
    rereview_fit.fits(study, found, "waiting", encode=True)
    assert rereview_fit.fits(study, found, "waiting").of


def test_a_phrase_to_be_excluded_is_named(study: OpenProject) -> None:
    own = mark(study, "My neighbour's fence fell down too")
    rewrite(study, "include: [waiting list, heard nothing]", "exclude: [neighbour's fence fell down]")
    fits = rereview_fit.fits(study, rereview(study), "waiting", encode=True)
    assert "neighbour's fence fell down" in fits.of[own].why
