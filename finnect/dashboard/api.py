"""`/api/v1/figures`: the administrators' figures, and those of a model for everybody, as Plotly JSON."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from fastapi import APIRouter

from finnect.accounts.acting import Acting, ActingAdmin
from finnect.accounts.models import User
from finnect.dashboard import figures, queries
from finnect.inspection.queries import detector
from finnect.inspection.services import evaluation_of, threshold_of
from finnect.kit.django_thread import DjangoRoute
from finnect.kit.errors import NotFound
from finnect.kit.words import N_
from finnect.sales.analysis import SEGMENT_WORDS

router = APIRouter(prefix="/api/v1/figures", tags=["figures"], route_class=DjangoRoute)


def _revenue(admin: User) -> figures.Figure:
    return figures.revenue_over_time(queries.newest_series(admin), title=_("Revenue by month"), unfinished=_("incomplete month"))


def _products(admin: User) -> figures.Figure:
    return figures.ranking(queries.newest_top(admin, "product"), title=_("Products with most revenue"))


def _countries(admin: User) -> figures.Figure:
    return figures.ranking(queries.newest_top(admin, "country"), title=_("Countries with most revenue"))


def _verdicts(admin: User) -> figures.Figure:
    names = {"normal": _("normal"), "defect": _("defect")}
    return figures.stacked_counts(queries.verdicts_by_category(), title=_("Verdicts by category"), names=names)


def _uploads(admin: User) -> figures.Figure:
    names = {"image": _("pictures"), "table": _("tables"), "dataset": _("data sets")}
    return figures.stacked_counts(queries.uploads_by_day(), title=_("Files handed in by day"), names=names)


def _segments(admin: User) -> figures.Figure:
    names: dict[str, str] = {segment: _(words[0]) for segment, words in SEGMENT_WORDS.items()}
    return figures.segments(queries.newest_segments(admin), names=names, title=_("Customers by segment"), customers=_("Customers"))


def _cohorts(admin: User) -> figures.Figure:
    told = {"title": _("Customers who came back"), "later": _("months after the first purchase")}
    return figures.cohorts(queries.newest_cohorts(admin), **told)


def _scores(admin: User) -> figures.Figure:
    names = {"normal": _("normal"), "defect": _("defect")}
    told = {"title": _("Scores of the inspected pictures"), "unit": _("score ÷ threshold"), "mark": _("threshold in use")}
    return figures.score_history(queries.newest_scores(), names=names, **told)


FIGURES: dict[str, Callable[[User], figures.Figure]] = {
    "revenue_over_time": _revenue,
    "top_products": _products,
    "countries": _countries,
    "defect_distribution": _verdicts,
    "uploads_over_time": _uploads,
    "segments": _segments,
    "cohorts": _cohorts,
    "score_history": _scores,
}


@router.get("/{name}")
def get_figure(name: str, admin: ActingAdmin) -> dict[str, Any]:
    if name not in FIGURES:
        raise NotFound(what=N_("figure"))
    return FIGURES[name](admin)


@router.get("/models/{model_id}/roc")
def get_roc_curve(model_id: UUID, user: Acting) -> dict[str, Any]:
    """Recall over the false-alarm rate; without a curve for a model that was trained without known defects."""
    row = detector(model_id)
    found = evaluation_of(row)
    # Without good test pictures the curve is drawn from the training pictures, and so is the point on it.
    false_alarms = threshold_of(row).rate if found.false_alarm_rate is None else found.false_alarm_rate
    at = [] if found.recall is None else [(false_alarms, found.recall)]
    told = {"title": _("Defects found"), "chance": _("by chance"), "threshold": _("threshold in use")}
    return figures.roc_curve(found.roc or [], at=at, **told)


@router.get("/models/{model_id}/scores")
def get_score_histogram(model_id: UUID, user: Acting) -> dict[str, Any]:
    row = detector(model_id)
    found = evaluation_of(row)
    names = {"train": _("good, training"), "good": _("good, test"), "defects": _("defects")}
    told = {"names": names, "title": _("Scores of the pictures"), "mark": _("threshold in use")}
    return figures.score_histogram(found.edges, found.histogram, threshold=row.threshold, **told)
