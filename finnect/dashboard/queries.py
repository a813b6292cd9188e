"""What the figures are drawn from."""

from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate

from finnect.accounts.models import User
from finnect.inspection.models import Inspection
from finnect.sales import analysis
from finnect.sales import queries as sales
from finnect.sales import services as tables
from finnect.sales.measurements import Question
from finnect.uploads.models import Upload


def newest_series(user: User) -> list[dict[str, Any]]:
    """Revenue by month of the newest table; nothing where there is none."""
    table = sales.newest_table(user)
    if table is None:
        return []
    found = tables.told(table, Question("series", ("total_revenue", "month")))
    return [{**point, "period": point["period"].isoformat(), "value": tables.number(point["value"])} for point in found]


def newest_top(user: User, by: analysis.Dimension) -> list[dict[str, Any]]:
    """The ten with most revenue in the newest table; nothing where there is none."""
    table = sales.newest_table(user)
    if table is None:
        return []
    found = tables.told(table, Question("top", (by, "total_revenue", 10)))
    return [{**entry, "value": tables.number(entry["value"])} for entry in found]


def newest_segments(user: User) -> list[dict[str, Any]]:
    """The RFM segments of the newest table; nothing where there is none, or where it names no customers."""
    return [{**row, "revenue": tables.number(row["revenue"])} for row in _of_customers(user, "segments")]


def newest_cohorts(user: User) -> list[dict[str, Any]]:
    """Monthly retention in the newest table; nothing where there is none, or where it names no customers."""
    return [{**row, "month": row["month"].isoformat()} for row in _of_customers(user, "cohorts")]


def _of_customers(user: User, name: str) -> list[Any]:
    table = sales.newest_table(user)
    if table is None:
        return []
    try:
        found: list[Any] = tables.told(table, Question(name))
    except analysis.FieldNeeded:
        return []  # drawn as empty, like the figures of no table at all
    return found


def verdicts_by_category() -> list[tuple[str, str, int]]:
    rows = Inspection.objects.values_list("detector__category", "prediction").annotate(count=Count("id"))
    return [(category, prediction, count) for category, prediction, count in rows]


def newest_scores(most: int = 500) -> list[tuple[str, str, float, str]]:
    """(time, product, score as a multiple of its threshold, prediction) of the newest inspections, oldest first."""
    rows = Inspection.objects.order_by("-created_at").values_list("created_at", "detector__category", "score", "threshold", "prediction")[
        :most
    ]
    return [(time.isoformat(), category, score / threshold, said) for time, category, score, threshold, said in reversed(rows)]


def uploads_by_day() -> list[tuple[str, str, int]]:
    rows = Upload.objects.annotate(day=TruncDate("created_at")).values_list("day", "kind").annotate(count=Count("id"))
    return [(day.isoformat(), kind, count) for day, kind, count in rows]
