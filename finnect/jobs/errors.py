"""How a job can fail apart from its own work."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_


class TooManyJobs(Problem):
    status = 429
    code = "TOO_MANY_JOBS"
    title = N_("Too many jobs at once")
    detail = N_("You have %(open)d jobs waiting or running; %(most)d are allowed. Wait for one to end, or cancel one.")


class JobKilled(Problem):
    status = 500
    code = "JOB_KILLED"
    title = N_("The work was broken off")
    detail = N_(
        "The process doing this work ended unexpectedly %(attempts)d times. Try again; if it happens again, the file may be damaged."
    )


class JobCrashed(Problem):
    status = 500
    code = "JOB_CRASHED"
    title = N_("Something unexpected went wrong")
    detail = N_(
        "This is our fault, not yours. The log has the details under job %(job_id)s; try again, and tell an administrator if it stays."
    )


class MemoryLimit(Problem):
    status = 422
    code = "MEMORY_LIMIT"
    title = N_("This needs more memory than allowed")
    detail = N_("The work was stopped at %(megabytes)d MiB. Hand in a smaller file, or raise JOB_MEMORY_BYTES.")


class TimeLimit(Problem):
    status = 422
    code = "TIME_LIMIT"
    title = N_("This takes longer than allowed")
    detail = N_("The work was stopped after %(seconds)d seconds. Hand in a smaller file, or raise JOB_SECONDS.")


class DiskFull(Problem):
    status = 507
    code = "DISK_FULL"
    title = N_("The disk is full")
    detail = N_("There was no space left for temporary files. Ask an administrator to free some, then try again.")


class NotCancellable(Problem):
    status = 409
    code = "JOB_ENDED"
    title = N_("The job has ended")
    detail = N_("Only a job that waits or runs can be cancelled; this one has ended.")


class NotRetryable(Problem):
    status = 409
    code = "JOB_NOT_FAILED"
    title = N_("The job has not failed")
    detail = N_("Only a job that failed or was cancelled can be tried again.")
