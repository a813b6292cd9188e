"""What inspection does: take in data sets, train detectors on them, inspect pictures."""

from finnect.inspection.services.datasets import keep_picture, receive_dataset, register_datasets
from finnect.inspection.services.detectors import activate, foreseen, register_detector, set_sensitivity, train
from finnect.inspection.services.evaluating import Evaluation, ScoredPicture, evaluation_of, threshold_of
from finnect.inspection.services.forecasting import Forecast
from finnect.inspection.services.inspecting import give_feedback, heat_map, inspect
from finnect.inspection.services.thumbnails import thumbnail_of

__all__ = [
    "Evaluation",
    "Forecast",
    "ScoredPicture",
    "activate",
    "evaluation_of",
    "foreseen",
    "give_feedback",
    "heat_map",
    "inspect",
    "keep_picture",
    "receive_dataset",
    "register_datasets",
    "register_detector",
    "set_sensitivity",
    "threshold_of",
    "thumbnail_of",
    "train",
]
