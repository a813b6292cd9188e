"""Sales tables: any file read exactly, and measured. Pure: no Django, FastAPI or Celery."""

from finnect.sales.analysis.bridge import Bridge, Line, bridge
from finnect.sales.analysis.columns import FIELDS
from finnect.sales.analysis.limits import Limits
from finnect.sales.analysis.measure import MEASURES, Dimension, Measure, Period, Statistics, series, statistics, top
from finnect.sales.analysis.problems import Unreadable
from finnect.sales.analysis.reading import Reading, read

__all__ = [
    "FIELDS",
    "MEASURES",
    "Bridge",
    "Dimension",
    "Limits",
    "Line",
    "Measure",
    "Period",
    "Reading",
    "Statistics",
    "Unreadable",
    "bridge",
    "read",
    "series",
    "statistics",
    "top",
]
