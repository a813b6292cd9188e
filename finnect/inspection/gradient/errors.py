"""What can go wrong on the way from Keras Applications to a backbone."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_


class NoSuchApplication(Problem):
    status = 422
    code = "NO_SUCH_APPLICATION"
    title = N_("Keras Applications has no such network")
    detail = N_("%(name)s is none of its names: %(names)s.")


class WeightsDoNotFit(Problem):
    status = 422
    code = "WEIGHTS_DO_NOT_FIT"
    title = N_("These weights are not those of the network")
    detail = N_("%(file)s cannot be loaded into %(name)s: %(reason)s. Give the file that `save_weights` wrote for it without its top.")
