"""Long work off the screen's thread: progress that can be watched, and a stop that is heeded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from qual.errors import QualError

Result = TypeVar("Result")


@dataclass
class Job:
    """One piece of work in a thread of its own.

    Attributes:
        what: what it does, for the screen.
        done, total: how far it is; total 0 while unknown.
        result: what it returned.
        failure: a sentence if it failed, "" otherwise.
    """

    what: str
    done: int = 0
    total: int = 0
    result: object = None
    failure: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """True while the work goes on."""
        return self._thread is not None and self._thread.is_alive()

    def progress(self, done: int, total: int) -> None:
        """Called by the work."""
        self.done, self.total = done, total

    def stop(self) -> None:
        """Ask the work to end at its next stop; what is done is kept."""
        self._stop.set()

    def stopped(self) -> bool:
        """Asked by the work."""
        return self._stop.is_set()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until it has ended, or for so long."""
        if self._thread:
            self._thread.join(seconds)


def start(what: str, work: Callable[[Job], object]) -> Job:
    """Begin the work in a thread; its QualError becomes the job's `failure`."""
    job = Job(what)

    def run() -> None:
        try:
            job.result = work(job)
        except QualError as error:
            job.failure = str(error)
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; the screen shows this
            job.failure = (
                f"{what} stopped because of a fault in qual ({type(error).__name__}). Nothing decided is lost."
            )

    job._thread = threading.Thread(target=run, name=what, daemon=True)  # noqa: SLF001 - the maker of the object
    job._thread.start()  # noqa: SLF001 - as above
    return job
