"""Sales tables: any file read exactly, and measured. Pure: no Django, FastAPI or Celery.

    reading = read(path, filename=path.name, out=parquet, limits=Limits())
    statistics(parquet)

Names are imported when first used: Polars takes 60 MB, which a process that only shows results need not spend.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finnect.sales.analysis.answers import Bridge, Entry, Line, Point, Statistics
    from finnect.sales.analysis.cohorts import Cohort, Newcomers, newcomers, retention
    from finnect.sales.analysis.export import csv_lines, write_workbook
    from finnect.sales.analysis.grouping import CLUSTER_COLUMNS, Clusters, cluster_rows, clusterings, clusters
    from finnect.sales.analysis.habits import Baskets, Cancellations, HourOfWeek, baskets, cancellations, hours_of_week
    from finnect.sales.analysis.history import Joined, join
    from finnect.sales.analysis.limits import Limits
    from finnect.sales.analysis.measure import series, statistics, top
    from finnect.sales.analysis.problems import FieldNeeded, QueryNotUnderstood, TooLittleHistory, Unreadable
    from finnect.sales.analysis.profiling import FieldProfile, profile
    from finnect.sales.analysis.query import Query, Selection, parse_query, parse_selection
    from finnect.sales.analysis.querying import Answer, choose, run_query
    from finnect.sales.analysis.reading import Reading, read
    from finnect.sales.analysis.revenue import bridge
    from finnect.sales.analysis.rfm import CUSTOMER_COLUMNS, CustomerRow, SegmentRow, customer_rows, segments
    from finnect.sales.analysis.value import VALUE_COLUMNS, Value, customer_value, value_rows
    from finnect.sales.analysis.vocabulary import (
        ASKED,
        FIELDS,
        GROUPS,
        MEASURES,
        OPERATORS,
        SEGMENT_WORDS,
        SEGMENTS,
        Asked,
        Dimension,
        Group,
        Measure,
        Operator,
        Period,
        Segment,
    )

_HOMES = {
    "value": (
        "VALUE_COLUMNS",
        "Value",
        "customer_value",
        "value_rows",
    ),
    "grouping": (
        "CLUSTER_COLUMNS",
        "Clusters",
        "cluster_rows",
        "clusters",
        "clusterings",
    ),
    "answers": (
        "Bridge",
        "Entry",
        "Line",
        "Point",
        "Statistics",
    ),
    "cohorts": (
        "Cohort",
        "Newcomers",
        "newcomers",
        "retention",
    ),
    "export": (
        "csv_lines",
        "write_workbook",
    ),
    "habits": (
        "Baskets",
        "Cancellations",
        "HourOfWeek",
        "baskets",
        "cancellations",
        "hours_of_week",
    ),
    "history": (
        "Joined",
        "join",
    ),
    "limits": ("Limits",),
    "measure": (
        "series",
        "statistics",
        "top",
    ),
    "problems": (
        "FieldNeeded",
        "QueryNotUnderstood",
        "TooLittleHistory",
        "Unreadable",
    ),
    "profiling": (
        "FieldProfile",
        "profile",
    ),
    "query": (
        "Query",
        "Selection",
        "parse_query",
        "parse_selection",
    ),
    "querying": (
        "Answer",
        "choose",
        "run_query",
    ),
    "reading": (
        "Reading",
        "read",
    ),
    "revenue": ("bridge",),
    "rfm": (
        "CUSTOMER_COLUMNS",
        "CustomerRow",
        "SegmentRow",
        "customer_rows",
        "segments",
    ),
    "vocabulary": (
        "ASKED",
        "FIELDS",
        "GROUPS",
        "MEASURES",
        "OPERATORS",
        "SEGMENTS",
        "SEGMENT_WORDS",
        "Asked",
        "Dimension",
        "Group",
        "Measure",
        "Operator",
        "Period",
        "Segment",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ASKED",
    "CLUSTER_COLUMNS",
    "CUSTOMER_COLUMNS",
    "FIELDS",
    "GROUPS",
    "MEASURES",
    "OPERATORS",
    "SEGMENTS",
    "SEGMENT_WORDS",
    "VALUE_COLUMNS",
    "Answer",
    "Asked",
    "Baskets",
    "Bridge",
    "Cancellations",
    "Clusters",
    "Cohort",
    "CustomerRow",
    "Dimension",
    "Entry",
    "FieldNeeded",
    "FieldProfile",
    "Group",
    "HourOfWeek",
    "Joined",
    "Limits",
    "Line",
    "Measure",
    "Newcomers",
    "Operator",
    "Period",
    "Point",
    "Query",
    "QueryNotUnderstood",
    "Reading",
    "Segment",
    "SegmentRow",
    "Selection",
    "Statistics",
    "TooLittleHistory",
    "Unreadable",
    "Value",
    "baskets",
    "bridge",
    "cancellations",
    "choose",
    "cluster_rows",
    "clusterings",
    "clusters",
    "csv_lines",
    "customer_rows",
    "customer_value",
    "hours_of_week",
    "join",
    "newcomers",
    "parse_query",
    "parse_selection",
    "profile",
    "read",
    "retention",
    "run_query",
    "segments",
    "series",
    "statistics",
    "top",
    "value_rows",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
