"""What a component in the browser would send, and what it was told, under Streamlit's own test driver.

AppTest has no public way to do this; the private ones stand here and nowhere else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def told(app: AppTest, key: str) -> dict[str, Any]:
    """The data that the component mounted under this key was given last."""
    found: dict[str, Any] = json.loads(_component(app, key).proto.json)
    return found


def fire(app: AppTest, key: str, event: str, value: object) -> AppTest:
    """Send a trigger as the component would, and run the script."""
    states = app._tree.get_widget_states()
    widget = states.widgets.add()
    widget.id = f"$$STREAMLIT_INTERNAL_KEY_{_component(app, key).proto.id}__events"
    widget.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return app._run(states)


def _component(app: AppTest, key: str) -> Any:  # noqa: ANN401 - the driver has no public type for it
    return next(one for one in app.get("bidi_component") if one.proto.id.endswith(f"{key}_component"))
