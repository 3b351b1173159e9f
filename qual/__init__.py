"""Code interviews against a codebook you edit: offline suggestions, human decisions, honest counts by role.

import qual
project = qual.open("my-project")
project.import_files(["P01.docx"], roles={"P": "patient", "Int": "interviewer"})
project.suggest()
project.frequencies(by="role")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qual.workflow.projects import OpenProject, create
    from qual.workflow.projects import open_project as open  # noqa: A004 - the surface's word

__version__ = "0.1.0"
__all__ = ["OpenProject", "__version__", "create", "open"]

_FROM = {"open": "open_project", "create": "create", "OpenProject": "OpenProject"}


def __getattr__(name: str) -> Callable[..., Any]:
    """Load the rest of the package when it is first asked for."""
    if name not in _FROM:
        raise AttributeError(f"module 'qual' has no attribute {name!r}")
    from qual.workflow import projects

    found: Callable[..., Any] = getattr(projects, _FROM[name])
    return found
