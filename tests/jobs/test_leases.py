"""Who may work on a job, and what is left when he may no longer."""

import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.db.models.functions import Now
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from finnect.jobs import dispatcher, leases
from finnect.jobs.errors import JobCrashed, MemoryLimit, NotCancellable, NotRetryable
from finnect.jobs.leases import Lease, LostLease
from finnect.jobs.models import Job
from finnect.jobs.services import cancel, enqueue, retry

pytestmark = [pytest.mark.both, pytest.mark.django_db]
PAST = Now() - timedelta(hours=1)


@pytest.fixture
def job(note: str) -> Job:
    return enqueue("tests.quick", owner=None, note=note)


def taken(job: Job) -> Lease:
    lease = leases.take(job.id)
    assert lease
    return lease


def expire(job: Job) -> None:
    Job.objects.filter(id=job.id, status="RUNNING").update(lease_until=PAST)


def now(job: Job) -> Job:
    job.refresh_from_db()
    return job


def test_a_waiting_job_is_taken_once(job: Job) -> None:
    assert taken(job).attempt == 1
    assert leases.take(job.id) is None
    assert leases.take(uuid.uuid4()) is None


def test_a_job_is_due_at_once_by_the_clock_of_the_database(job: Job) -> None:
    """The clock of the process that wrote it plays no part."""
    assert Job.objects.filter(id=job.id, not_before__lte=Now(), not_before__gt=Now() - timedelta(minutes=1)).exists()


def test_a_job_that_is_put_off_is_not_taken_before_its_time(job: Job) -> None:
    Job.objects.update(not_before=Now() + timedelta(minutes=1))
    assert leases.take(job.id) is None


def test_a_heartbeat_keeps_the_lease_and_shows_progress(job: Job) -> None:
    lease = taken(job)
    expire(job)
    assert leases.renew(lease, progress=0.5, text="Half way")
    assert leases.reap() == 0
    assert (now(job).progress, job.text) == (0.5, "Half way")


def test_a_job_says_how_long_it_still_takes_while_it_runs_and_that_is_in_the_future(job: Job) -> None:
    lease = taken(job)
    assert now(job).seconds_left is None
    leases.renew(lease, expected_at=leases.after(3600))
    assert now(job).seconds_left in range(3500, 3601)
    leases.renew(lease, expected_at=leases.after(-1))
    assert now(job).seconds_left is None


def test_what_one_attempt_expected_is_forgotten_with_it(job: Job) -> None:
    leases.renew(taken(job), expected_at=leases.after(3600))
    expire(job)
    leases.reap()
    assert now(job).seconds_left is None
    taken(job)
    assert now(job).seconds_left is None


def test_the_reaper_takes_a_job_from_a_worker_that_was_not_heard_of(job: Job) -> None:
    lease = taken(job)
    expire(job)
    assert leases.reap() == 1
    assert (now(job).status, job.attempt) == ("PENDING", 1)
    assert not leases.renew(lease)
    assert taken(job).attempt == 2


def test_the_reaper_ends_a_job_whose_attempts_are_used_up(job: Job) -> None:
    taken(job)
    Job.objects.update(attempt=3, lease_until=PAST)
    leases.reap()
    assert (now(job).status, job.error["code"]) == ("FAILURE", "JOB_KILLED")  # type: ignore[index]


def test_the_reaper_cancels_a_job_whose_owner_gave_it_up(job: Job) -> None:
    taken(job)
    cancel(job)
    Job.objects.update(attempt=3, lease_until=PAST)
    leases.reap()
    assert now(job).status == "CANCELLED"
    assert job.finished_at


def test_a_kind_that_this_version_does_not_know_is_left_alone_and_reaped(job: Job) -> None:
    """As when an old worker meets a job of a newer web process."""
    Job.objects.update(kind="tests.of_tomorrow")
    assert leases.take(job.id) is None
    Job.objects.update(status="RUNNING", attempt=1, lease_until=PAST)
    assert leases.reap() == 1
    assert now(job).status == "PENDING"


def test_a_lost_lease_publishes_nothing(job: Job) -> None:
    """R-14 in small: the work is done, but somebody else has the job."""
    lease = taken(job)
    expire(job)
    leases.reap()
    taken(job)
    with pytest.raises(LostLease):
        leases.finish(lease, lambda: pytest.fail("took its last step"))
    leases.fail(lease, MemoryLimit(megabytes=1))
    leases.give_back(lease)
    assert (now(job).status, job.attempt) == ("RUNNING", 2)


def test_a_job_given_back_while_its_owner_cancels_it_is_cancelled(job: Job) -> None:
    lease = taken(job)
    cancel(job)
    leases.give_back(lease)
    assert now(job).status == "CANCELLED"
    assert job.finished_at


def test_a_waiting_job_is_cancelled_at_once_and_an_ended_one_not(job: Job) -> None:
    assert cancel(job).status == "CANCELLED"
    assert leases.take(job.id) is None
    with pytest.raises(NotCancellable):
        cancel(job)


def test_a_failed_job_may_be_tried_again_with_all_its_attempts(job: Job) -> None:
    with pytest.raises(NotRetryable):
        retry(job)
    leases.fail(taken(job), MemoryLimit(megabytes=1))
    before = now(job).version
    again = retry(job)
    assert (again.status, again.attempt, again.error, again.finished_at, again.published_at) == ("PENDING", 0, None, None, None)
    assert again.version > before
    assert taken(job).attempt == 1


def test_two_runs_of_a_job_never_write_to_the_same_place(job: Job) -> None:
    """Also when attempts are counted anew: a zombie of before must not overwrite what is published."""
    from finnect.jobs.kinds import Run

    assert Run(job.id, 1, None).prefix != Run(job.id, 1, None).prefix


def test_a_job_is_sent_once_and_again_only_when_nobody_took_it_for_long(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(dispatcher, "_sent", lambda job_id: sent.append(job_id) or True)
    dispatcher.send_waiting()
    dispatcher.send_waiting()
    assert sent == [job.id]
    Job.objects.update(published_at=PAST)
    dispatcher.send_waiting()
    assert sent == [job.id, job.id]


def test_a_job_that_could_not_be_sent_is_sent_soon(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "_sent", lambda _id: False)
    assert dispatcher.send_waiting() == dispatcher.SOON_SECONDS
    assert now(job).published_at is None


def test_the_next_look_is_when_the_next_job_is_due(job: Job, settings: Any) -> None:
    Job.objects.update(not_before=Now() + timedelta(seconds=5))
    assert 0 < dispatcher.send_waiting() <= 5
    Job.objects.update(not_before=Now() + timedelta(hours=5))
    assert dispatcher.send_waiting() == settings.REAPER_SECONDS
    Job.objects.all().delete()
    assert dispatcher.send_waiting() == settings.REAPER_SECONDS


@pytest.mark.django_db(transaction=True)
def test_many_dispatchers_at_once_send_every_job_once(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = {enqueue("tests.quick", owner=None, note=note).id for _ in range(10)}
    sent: list[Any] = []
    monkeypatch.setattr(dispatcher, "_sent", lambda job_id: sent.append(job_id) or True)

    def send() -> None:
        dispatcher.send_waiting()
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == sorted(jobs)


@pytest.mark.django_db(transaction=True)
def test_the_dispatcher_outlives_whatever_happens(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = threading.Event()
    looks: list[int] = []

    def look() -> float:
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError("nobody thought of this")
        looked.set()
        return 60

    monkeypatch.setattr(dispatcher, "send_waiting", look)
    monkeypatch.setattr(dispatcher, "SOON_SECONDS", 0)
    thread = dispatcher.Dispatcher()
    thread.start()
    assert looked.wait(60)
    thread.stop()
    thread.join()


class Leases(RuleBasedStateMachine):
    """Everything that may happen to a job, in any order, by anybody who ever held it.

    No clock decides what is due: a job that is put off waits until the rule `time_passes`, however slow the machine is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Lease] = []
        self.published = 0
        self.is_put_off = False

    @initialize()
    def enqueue(self) -> None:
        self.job = enqueue("tests.quick", owner=None, note="")

    @rule()
    def take(self) -> None:
        """By a message, its duplicate, or one that comes late."""
        is_due = self.job.status == "PENDING" and not self.is_put_off
        lease = leases.take(self.job.id)
        assert bool(lease) == is_due
        if lease:
            assert lease.attempt <= lease.kind.attempts
            self.held.append(lease)

    def _anybody(self, data: st.DataObject) -> tuple[Lease, bool]:
        lease = data.draw(st.sampled_from(self.held))
        return lease, lease.token == self.job.lease_token

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        lease, holds = self._anybody(data)
        assert leases.renew(lease, progress=0.5) == holds

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        lease, holds = self._anybody(data)

        def publish() -> dict[str, Any]:
            self.published += 1
            return {"attempt": lease.attempt}

        if holds:
            leases.finish(lease, publish)
        else:
            with pytest.raises(LostLease):
                leases.finish(lease, publish)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), how=st.sampled_from(["problem", "accident", "give back", "cancel"]))
    def end_badly(self, data: st.DataObject, how: str) -> None:
        lease, holds = self._anybody(data)
        before, due = self.job.version, self.job.not_before
        if how == "problem":
            leases.fail(lease, MemoryLimit(megabytes=1))
        elif how == "accident":
            leases.retry_or_fail(lease, JobCrashed(job_id=""))
            self.put_off(since=due)
        elif how == "give back":
            leases.give_back(lease)
        elif leases.is_cancel_requested(lease):
            leases.cancel(lease)
        else:
            return
        assert (now(self.job).version != before) == holds
        assert self.job.lease_token != lease.token

    def put_off(self, since: datetime) -> None:
        """After an accident a job waits a little; here for good, so that it does not come due while others look."""
        if now(self.job).status == "PENDING" and self.job.not_before > since:
            self.is_put_off = True
            Job.objects.filter(id=self.job.id).update(not_before=Now() + timedelta(days=1))

    @rule()
    def wish_to_cancel(self) -> None:
        if self.job.is_open:
            assert cancel(self.job).cancel_requested
        else:
            with pytest.raises(NotCancellable):
                cancel(self.job)

    @rule()
    def try_again(self) -> None:
        if self.job.status in ("FAILURE", "CANCELLED"):
            retry(self.job)
            self.is_put_off = False
        else:
            with pytest.raises(NotRetryable):
                retry(self.job)

    @rule(silent=st.booleans())
    def reap(self, silent: bool) -> None:
        """With a worker that was heard of, or one that was not."""
        if silent:
            expire(self.job)
        assert leases.reap() == (silent and self.job.status == "RUNNING")

    @rule()
    def time_passes(self) -> None:
        self.is_put_off = False
        Job.objects.filter(id=self.job.id).update(not_before=PAST)

    @invariant()
    def the_promises_hold(self) -> None:
        job = now(self.job)
        # nobody or one holds it
        assert (job.status == "RUNNING") == (job.lease_token is not None) == (job.lease_until is not None)
        assert sum(lease.token == job.lease_token for lease in self.held) == (job.status == "RUNNING")
        # what succeeded is published once, and nothing else is
        assert self.published == (job.status == "SUCCESS")
        # the row tells one story
        assert job.is_open == (job.finished_at is None)
        assert (job.status == "FAILURE") == (job.error is not None)
        assert not (job.status == "PENDING" and job.cancel_requested)

    def teardown(self) -> None:
        """From wherever it is, it comes to an end, if only workers keep coming."""
        for _ in range(4):
            self.time_passes()
            expire(self.job)
            leases.reap()
            leases.take(self.job.id)
        expire(self.job)
        leases.reap()
        assert not now(self.job).is_open
        self.job.delete()


def test_in_whatever_order_things_happen_there_is_one_holder_one_result_and_an_end() -> None:
    quickly = settings(max_examples=40, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    run_state_machine_as_test(Leases, settings=quickly)
