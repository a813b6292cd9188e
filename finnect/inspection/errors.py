"""What can go wrong with pictures, data sets and detectors."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_


class NoActiveModel(Problem):
    status = 409
    code = "NO_ACTIVE_MODEL"
    title = N_("No detector is trained yet")
    detail = N_("There is no active detector%(of)s. Hand in a data set of good pictures first; training starts by itself.")


class UnknownProduct(Problem):
    status = 422
    code = "UNKNOWN_PRODUCT"
    title = N_("The picture shows no product that is known here")
    detail = N_(
        "It resembles nothing that a detector was trained for; “%(nearest)s” is the nearest. "
        "Send it with its category to have it inspected all the same, or hand in a data set of this product."
    )
    extras = ("nearest",)


class NoDataset(Problem):
    status = 409
    code = "NO_DATASET"
    title = N_("There is no data set")
    detail = N_("There is no unpacked data set of the category “%(category)s”. Hand one in first.")


class EmptyDataset(Problem):
    status = 422
    code = "EMPTY_DATASET"
    title = N_("The archive holds no usable pictures")
    detail = N_("No good training pictures were found. Pack a folder of pictures of good parts, or <category>/train/good/… as in MVTec AD.")


class BackboneNotFound(Problem):
    status = 409
    code = "BACKBONE_NOT_FOUND"
    title = N_("The backbone is missing")
    detail = N_("FINNECT_BACKBONE names neither a file nor a key in storage. An administrator must correct it.")


class TrainerNotInstalled(Problem):
    status = 409
    code = "TRAINER_NOT_INSTALLED"
    title = N_("This trainer is not installed")
    detail = N_(
        "The trainer “%(trainer)s” needs TensorFlow, which is not installed here. An administrator can add it with "
        "`make tensorflow` or `pip install finnect[tensorflow]`; the trainer “patchcore” is always there."
    )


class DoesNotFit(Problem):
    status = 422
    code = "DOES_NOT_FIT"
    title = N_("This training would need more memory than allowed")
    detail = N_(
        "It would take about %(megabytes)d MiB, and a job is ended at %(most)d MiB. Nothing was begun. Choose a smaller resolution "
        "or bank_size, hand in smaller pictures, or let an administrator raise JOB_MEMORY_BYTES."
    )


class TakesTooLong(Problem):
    status = 422
    code = "TAKES_TOO_LONG"
    title = N_("This training would take longer than allowed")
    detail = N_(
        "It would take about %(seconds)d seconds, and a job is ended after %(most)d. Nothing was begun. Choose a smaller resolution "
        "or bank_size, hand in fewer pictures, or let an administrator raise JOB_SECONDS."
    )
