"""Long work in a thread."""

from __future__ import annotations

import threading

from qual.errors import NotFound
from qual.workflow import jobs


def test_progress_and_result_are_seen() -> None:
    def work(job: jobs.Job) -> str:
        job.progress(3, 7)
        return "done"

    job = jobs.start("Counting", work)
    job.wait(5)
    assert (job.done, job.total, job.result, job.failure, job.running) == (3, 7, "done", "", False)


def test_a_stop_is_heeded() -> None:
    begun = threading.Event()

    def work(job: jobs.Job) -> str:
        begun.set()
        while not job.stopped():
            pass
        return "stopped early"

    job = jobs.start("Waiting", work)
    assert begun.wait(5)
    assert job.running
    job.stop()
    job.wait(5)
    assert job.result == "stopped early"


def test_a_failure_is_a_sentence() -> None:
    def known(_: jobs.Job) -> None:
        raise NotFound("code", "x")

    def unknown(_: jobs.Job) -> None:
        raise ZeroDivisionError("secret words of a transcript")

    job, other = jobs.start("Known", known), jobs.start("Unknown", unknown)
    job.wait(5)
    other.wait(5)
    assert job.failure.startswith("There is no code 'x'")
    assert "ZeroDivisionError" in other.failure
    assert "secret" not in other.failure
