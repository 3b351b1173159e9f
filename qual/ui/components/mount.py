"""Puts a component on the page: the transcript reader, the review queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from qual.ui.components import bundle

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

STEADY = """<style>
.st-key-{key}, .st-key-{key} [data-stale="true"], [data-stale="true"]:has(.st-key-{key}) {{
  opacity: 1 !important; transition: none !important;
}}
</style>"""
"""Streamlit fades what it is about to draw anew; a text one reads must stay as it is."""


def mount(name: str, data: Mapping[str, Any], *, key: str, **told: Callable[[], None]) -> None:
    """Draw a component.

    Args:
        name: the component's folder.
        data: what the page tells it; anything that JSON can hold.
        key: constant per place on the page. Without one the component would be built anew at every run, and
            nothing it sends would arrive.
        told: `on_<trigger>_change` callbacks.
    """
    st.html(STEADY.format(key=key))
    with st.container(key=key):
        _renderer(name)(key=f"{key}_component", data=dict(data), **told)  # type: ignore[arg-type] # named by the trigger


def sent(key: str, trigger: str) -> Any:  # noqa: ANN401 - what the browser sends is checked by who takes it
    """What the component of this key has just sent by a trigger; None without anything."""
    return getattr(st.session_state.get(f"{key}_component"), trigger, None)


def _renderer(name: str) -> ComponentRenderer:
    return st.components.v2.component(
        f"qual_{name}",
        html=bundle.markup(name),
        css=bundle.style(name),
        js=bundle.script(name),
        isolate_styles=False,
    )
