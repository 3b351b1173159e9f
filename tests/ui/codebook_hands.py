"""What a person does on the codebook page, under Streamlit's own test driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.conftest import assert_sound, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest
    from streamlit.testing.v1.element_tree import Button, TextArea, TextInput

HEARD, STOPPED = "heard nothing at all", "just stopped taking them"


def field(app: AppTest, label: str) -> TextInput | TextArea:
    """The text field with this label."""
    found: list[TextInput | TextArea] = [*app.text_input, *app.text_area]
    return next(one for one in found if one.label == label)


def keyed(app: AppTest, key: str) -> Button:
    """The button with this key."""
    return next(one for one in app.button if one.key == key)


def labelled(app: AppTest, label: str) -> Button:
    """The button with this label."""
    return next(one for one in app.button if one.label == label)


def press(app: AppTest, label: str) -> None:
    """Press the button with this label; nothing may break."""
    labelled(app, label).click().run()
    assert_sound(app)


def save(app: AppTest) -> None:
    """Save the form that is open."""
    press(app, "Save")


def menu(app: AppTest, entry: str, act: str) -> None:
    """Choose from the menu of a code or theme, which is named by the key's end."""
    app.menu_button(key=f"{entry}").click(act).run()
    assert_sound(app)


def html_of(app: AppTest) -> str:
    """All HTML on the page."""
    return "\n".join(str(one.proto.body) for one in app.get("html"))


def said(app: AppTest) -> str:
    """All words of the page, without the marks that keep Markdown plain."""
    return (texts(app) + "\n" + html_of(app)).replace("\\", "")


def code(project: OpenProject, words: str, name: str, *, coder: str = "Ada", transcript: str = "P01") -> None:
    """Let somebody code some words."""
    start, end = studies.place_of(project, transcript, words)
    op = Op(f"{coder}{name}{start}", "code", coder, transcript, Span(start, end), name)
    [answer] = project.apply([op])
    assert not answer.refusal, answer.refusal


def reject(project: OpenProject, words: str, name: str, *, coder: str = "Ada", transcript: str = "P01") -> None:
    """Let somebody reject a code for some words."""
    start, end = studies.place_of(project, transcript, words)
    op = Op(f"no{coder}{name}{start}", "reject", coder, transcript, Span(start, end), name)
    [answer] = project.apply([op])
    assert not answer.refusal, answer.refusal


def edit(project: OpenProject, old: str, new: str) -> None:
    """Change the codebook file as a text editor would."""
    text = project.codebook_file.read_text("utf-8")
    assert old in text
    project.codebook_file.write_text(text.replace(old, new), "utf-8")
