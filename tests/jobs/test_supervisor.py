"""One child does one job; whatever it does, the row says how it ended and the supervising process lives on."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.utils import translation

from finnect.jobs import supervisor
from finnect.jobs.models import Job, Worker
from finnect.jobs.schemas import JobOut
from finnect.jobs.services import cancel, enqueue
from tests.jobs.house import is_gone, lines, until

pytestmark = pytest.mark.both
Supervised = Callable[..., Job]


def open_files() -> int:
    return psutil.Process().num_fds()


def _told(job: Job) -> tuple[str, dict[str, Any]]:
    assert job.error
    return job.error["code"], job.error["params"]


def test_a_job_is_done_by_a_child_and_its_result_is_kept(supervised: Supervised, note: str) -> None:
    job = supervised("tests.quick", note=note)
    assert (job.status, job.attempt, job.progress, job.result) == ("SUCCESS", 1, 1, {"note": note})
    assert lines(note) == ["published"]
    assert job.started_at
    assert job.finished_at


def test_the_next_job_is_done_by_the_spare_child_that_was_kept_warm(supervised: Supervised, tmp_path: Path) -> None:
    supervisor.spare.prepare()
    warm = supervisor.spare._child
    assert warm
    started, go = tmp_path / "started", tmp_path / "go"
    go.touch()
    supervised("tests.waits", note=str(tmp_path / "note"), started=str(started), until=str(go))
    assert lines(started) == [str(warm.process.pid)]
    assert supervisor.spare._child
    assert supervisor.spare._child.process.pid != warm.process.pid


def test_a_child_steps_back_for_whoever_waits_for_an_answer() -> None:
    child = supervisor.Child()
    try:
        until(lambda: psutil.Process(child.process.pid).nice() == min(psutil.Process().nice() + 10, 19))
    finally:
        child.kill()


def test_a_spare_child_that_died_is_replaced(supervised: Supervised, note: str) -> None:
    supervisor.spare.prepare()
    assert supervisor.spare._child
    supervisor.spare._child.process.kill()
    supervisor.spare._child.process.wait()
    assert supervised("tests.quick", note=note).status == "SUCCESS"


def test_no_file_or_process_is_left_open_by_a_job(supervised: Supervised, note: str) -> None:
    supervisor.spare.prepare()
    assert not Job.objects.exists()  # which opens the database, if it was not open
    files, children = open_files(), len(psutil.Process().children())
    supervised("tests.quick", note=note)
    assert open_files() <= files  # fewer, where the pool has closed an idle connection meanwhile
    assert len(psutil.Process().children()) == children


def test_what_the_work_prints_does_not_disturb_what_the_child_tells(supervised: Supervised, note: str) -> None:
    job = supervised("tests.chatters", note=note)
    assert (job.status, job.error) == ("SUCCESS", None)
    assert lines(note) == ["published"]


def test_a_program_that_the_work_left_behind_is_ended(supervised: Supervised, tmp_path: Path) -> None:
    started = tmp_path / "started"
    assert supervised("tests.leaves_a_program_behind", started=str(started)).status == "SUCCESS"
    until(lambda: is_gone(int(lines(started)[0])), "for the program to end")


def test_a_child_that_died_is_missed_although_its_fork_lives_on(supervised: Supervised, tmp_path: Path) -> None:
    started = tmp_path / "started"
    job = supervised("tests.dies_and_leaves_a_twin", started=str(started))
    assert (job.status, job.attempt) == ("PENDING", 1)
    until(lambda: is_gone(int(lines(started)[0])), "for the fork to end")


@pytest.mark.parametrize("kind", ["tests.greedy", "tests.overdraws"])
def test_a_job_that_takes_too_much_memory_fails_and_says_so(supervised: Supervised, kind: str) -> None:
    job = supervised(kind)
    assert (job.status, *_told(job)) == ("FAILURE", "MEMORY_LIMIT", {"megabytes": 400})


def test_a_job_that_takes_too_long_fails_and_says_so(supervised: Supervised) -> None:
    job = supervised("tests.endless")
    assert (job.status, *_told(job)) == ("FAILURE", "TIME_LIMIT", {"seconds": 1})


def test_a_problem_ends_the_job_at_once_and_is_told_in_both_languages(supervised: Supervised) -> None:
    job = supervised("tests.refuse")
    assert (job.status, job.attempt) == ("FAILURE", 1)
    shown = {}
    for language in ("en", "ko"):
        with translation.override(language):
            shown[language] = JobOut.of(job).error
    assert shown["en"]
    assert shown["ko"]
    assert (shown["en"]["code"], shown["en"]["status"]) == ("INVALID_REQUEST", 422)
    assert shown["en"]["detail"] == "row 7: no number"
    assert shown["en"]["title"] != shown["ko"]["title"]


def test_a_problem_that_quotes_what_no_database_can_hold_is_told_all_the_same(supervised: Supervised) -> None:
    job = supervised("tests.refuse_strangely")
    assert (job.status, *_told(job)) == ("FAILURE", "INVALID_REQUEST", {"where": "row �", "reason": "half a character: ?"})


def test_a_crash_is_tried_again_and_then_told_without_a_trace(supervised: Supervised) -> None:
    job = supervised("tests.crash")
    assert (job.status, job.attempt, job.error) == ("PENDING", 1, None)
    Job.objects.update(not_before=job.created_at)
    supervised(job)
    assert (job.status, job.attempt) == ("FAILURE", 2)
    shown = JobOut.of(job)
    assert shown.error
    assert shown.error["code"] == "JOB_CRASHED"
    assert str(job.id) in shown.error["detail"]
    assert "secret" not in shown.model_dump_json()
    assert "Traceback" not in shown.model_dump_json()


def test_a_last_step_that_fails_leaves_nothing_behind(supervised: Supervised) -> None:
    job = supervised("tests.crash_late", note="half done")
    assert (job.status, _told(job)[0]) == ("FAILURE", "JOB_CRASHED")
    assert job.result == {}
    assert not Worker.objects.filter(name="half done").exists()


def test_a_running_job_is_cancelled_and_its_child_ended(supervised: Supervised, note: str, tmp_path: Path) -> None:
    started = tmp_path / "started"
    job = enqueue("tests.waits", owner=None, note=note, started=str(started), until=str(tmp_path / "never"))
    thread = threading.Thread(target=supervisor.supervise, args=(job.id,))
    thread.start()
    pid = until(lambda: lines(started), "for the work to begin")[0]
    cancel(job)
    thread.join()
    job.refresh_from_db()
    assert (job.status, job.error) == ("CANCELLED", None)
    assert is_gone(int(pid))
    assert lines(note) == []


def test_progress_is_visible_while_the_job_runs(supervised: Supervised, tmp_path: Path) -> None:
    go = tmp_path / "go"
    job = enqueue("tests.tells", owner=None, until=str(go))
    thread = threading.Thread(target=supervisor.supervise, args=(job.id,))
    thread.start()
    until(lambda: Job.objects.filter(id=job.id, progress=0.25), "for progress")
    job.refresh_from_db()
    shown = JobOut.of(job)
    go.touch()
    thread.join()
    assert (shown.status, shown.message) == ("RUNNING", "Read 1000 rows")
    job.refresh_from_db()
    assert (job.status, job.progress, job.text, job.result) == ("SUCCESS", 1, "", {"rows": 4000})


def test_r05_the_same_message_five_times_at_once_is_one_lease_and_one_result(supervised: Supervised, note: str) -> None:
    job = enqueue("tests.quick", owner=None, note=note)
    threads = [threading.Thread(target=supervisor.supervise, args=(job.id,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("SUCCESS", 1)
    assert lines(note) == ["published"]


def test_when_the_process_is_to_stop_its_jobs_are_given_back_without_counting_the_attempt(
    supervised: Supervised, tmp_path: Path, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "stopping", threading.Event())
    started = tmp_path / "started"
    job = enqueue("tests.waits", owner=None, note=note, started=str(started), until=str(tmp_path / "never"))
    thread = threading.Thread(target=supervisor.supervise, args=(job.id,))
    thread.start()
    pid = until(lambda: lines(started), "for the work to begin")[0]
    supervisor.stopping.set()
    thread.join()
    job.refresh_from_db()
    assert (job.status, job.attempt, job.lease_token, job.published_at) == ("PENDING", 0, None, None)
    assert is_gone(int(pid))
    assert lines(note) == []


def test_the_supervising_process_imports_nothing_heavy() -> None:
    """Such libraries hang in forked children, and take memory that nobody uses."""
    import subprocess
    import sys

    heavy = {"polars", "onnx", "onnxruntime", "numpy", "PIL", "obstore"}
    look = "import sys, django; django.setup(); import finnect.jobs.working; print(*sys.modules)"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "finnect.config.settings"}  # the tests' own kinds of job use storage
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, env=env).stdout.split()
    assert not heavy.intersection(found)
