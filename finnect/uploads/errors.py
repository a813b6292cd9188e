"""Why a file is not taken."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_


class EmptyFile(Problem):
    status = 422
    code = "EMPTY_FILE"
    title = N_("The file is empty")
    detail = N_("“%(filename)s” holds no bytes. Check that it was saved, and hand it in again.")


class FileTooLarge(Problem):
    status = 413
    code = "FILE_TOO_LARGE"
    title = N_("The file is too large")
    detail = N_("“%(filename)s” is larger than the %(megabytes)d MiB that are allowed for this kind of file.")


class UnknownFileType(Problem):
    status = 422
    code = "UNKNOWN_FILE_TYPE"
    title = N_("This kind of file is not taken here")
    detail = N_("“%(filename)s” should end in one of: %(extensions)s.")


class ContentMismatch(Problem):
    status = 422
    code = "CONTENT_MISMATCH"
    title = N_("The file is not what its name says")
    detail = N_("“%(filename)s” does not begin like a file of that kind. Save it again in the right format, then hand it in.")


class QuotaExceeded(Problem):
    status = 409
    code = "QUOTA_EXCEEDED"
    title = N_("Your space is used up")
    detail = N_(
        "You have %(files)d files with %(megabytes)d MiB; no more fit. Delete tables that you no longer need, "
        "or ask an administrator to delete files or to raise the limit."
    )


class IdempotencyKeyReused(Problem):
    status = 422
    code = "IDEMPOTENCY_KEY_REUSED"
    title = N_("The Idempotency-Key was used before")
    detail = N_("The same Idempotency-Key came with another request. Use a new key for a new request.")
