"""Puts the sample study into the built package, so that `qual demo` works from a wheel in any folder.

Everything else about the build stands in pyproject.toml. The sample stays at the top of the tree, where
people look for it; a working tree uses it from there (see `qual.workflow.demo`).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SAMPLE = ("transcripts_sample", "codebook")


class BuildWithSample(build_py):
    """The usual build, then the sample's two folders beside the package's modules."""

    def run(self) -> None:
        """Build the modules, then copy the sample."""
        super().run()
        if self.editable_mode:
            return
        for name in SAMPLE:
            target = Path(self.build_lib) / "qual" / "sample" / name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(Path(__file__).parent / name, target)


setup(cmdclass={"build_py": BuildWithSample})
