"""The codebook file changed in another program: said at once, word by word, and kept or put back by a person."""

from __future__ import annotations

from qual.workflow import outside
from qual.workflow.projects import OpenProject
from tests.ui import codebook_hands as hands
from tests.ui.conftest import OpenApp


def test_a_change_outside_is_shown_word_by_word_and_kept(open_app: OpenApp, study: OpenProject) -> None:
    hands.code(study, hands.HEARD, "waiting")
    hands.edit(study, "Sees no way forward.", "Sees no <i>way</i> out.")
    app = open_app(study, "home", coder="Ada")
    assert "The codebook file was changed outside qual (1 code redefined)" in hands.said(app).replace("**", "")
    app = open_app(study, "codebook", coder="Ada")
    html = hands.html_of(app)
    assert "way<del class='qual-del'> forward</del><ins class='qual-ins'>&lt;/i&gt; out</ins>." in html
    hands.field(app, "Why (kept in the record)").set_value("agreed").run()
    hands.press(app, "Keep it")
    assert outside.waiting(study) == ()
    assert "changed outside qual" not in hands.said(app)
    with study.store.reading() as tables:
        [kept] = tables.events(kind=outside.KEPT)
        assert (kept.coder, kept.details["why"]) == ("Ada", "agreed")


def test_codes_lost_with_their_codings_are_said_strongly_and_put_back(
    open_app: OpenApp, study: OpenProject
) -> None:
    hands.code(study, hands.HEARD, "waiting")
    text = study.codebook_file.read_text("utf-8")
    at, to = text.index("      - id: waiting"), text.index("      - id: stopping")
    study.codebook_file.write_text(text[:at] + text[to:], "utf-8")
    app = open_app(study, "codebook", coder="Ada")
    assert "“Waiting” is not in the file any more, and 1 coding hangs on it." in hands.said(app)
    hands.press(app, "Put back what it was")
    assert study.codebook.book.code("waiting") is not None
    assert outside.waiting(study) == ()


def test_nobody_in_particular_keeps_nothing(open_app: OpenApp, study: OpenProject) -> None:
    hands.code(study, hands.HEARD, "waiting")
    hands.edit(study, "name: Toll", "name: The toll")
    app = open_app(study, "codebook")
    assert hands.labelled(app, "Keep it").disabled
    assert hands.labelled(app, "Put back what it was").disabled


def test_several_changes_are_kept_together(open_app: OpenApp, study: OpenProject) -> None:
    hands.code(study, hands.HEARD, "waiting")
    hands.edit(study, "name: Toll", "name: The toll")
    outside.notice(study)
    hands.edit(study, "name: Waiting", "name: Wait")
    app = open_app(study, "codebook", coder="Ada")
    hands.press(app, "Keep all 2")
    assert outside.waiting(study) == ()
