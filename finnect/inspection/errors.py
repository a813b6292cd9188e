"""What can go wrong with pictures, data sets and detectors."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_


class NoActiveModel(Problem):
    status = 409
    code = "NO_ACTIVE_MODEL"
    title = N_("No detector is trained yet")
    detail = N_("There is no active detector%(of)s. Hand in a data set of good pictures first; training starts by itself.")


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
