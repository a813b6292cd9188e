"""A second view beside the ten segments: groups that the customers' own numbers form, found by k-means.

Recency, frequency and money are skewed, so their logarithms are taken, and each is scaled to mean 0 and deviation 1. The
best k is the one of 3 to 8 with the greatest mean silhouette, of nearly equal ones the largest, which tells more: 2, which
often is greater still, only parts the good from the bad.
"""

from typing import TypedDict

import numpy as np
import polars as pl

from finnect.kit.words import N_
from finnect.sales.analysis.engine import Sales
from finnect.sales.analysis.kmeans import cluster, evenly, nearest, silhouettes
from finnect.sales.analysis.problems import TooLittleHistory
from finnect.sales.analysis.rfm import customers
from finnect.sales.analysis.vocabulary import SEGMENTS, Segment

CLUSTER_COLUMNS = ("customer", "cluster", "segment", "recency_days", "frequency", "monetary")
TRIED = range(2, 9)
_CHOSEN_FROM = 3
_NEARLY = 0.01  # of a silhouette: less than the sample tells
_FEWEST = 50  # customers; fewer form no groups worth a name
_MOST_FITTED = 5_000
_SEED = 7
_FEATURES = ("recency_days", "frequency", "monetary")


class Tried(TypedDict):
    """What speaks for a number of groups: the mean silhouette (-1…1, more is better), and the share of the variance left inside."""

    k: int
    silhouette: float
    inside: float


class ClusterRow(TypedDict):
    """Numbered from 1, the one with the greatest mean spending first. `segments` counts its customers by RFM segment."""

    cluster: int
    customers: int
    share: float
    revenue: float
    recency_days: float
    frequency: float
    monetary: float
    segments: dict[Segment, int]


class Clusters(TypedDict):
    """In `k` groups; `best` is the number that they form best."""

    k: int
    best: int
    tried: list[Tried]
    clusters: list[ClusterRow]


def clusters(sales: Sales, k: int | None = None) -> Clusters:
    """Of `k` groups, or of as many as the customers form best.

    :raises FieldNeeded: where no row names a customer or a date
    :raises TooLittleHistory:
    """
    return next(one for one in clusterings(sales) if one["k"] == (k or one["best"]))


def clusterings(sales: Sales) -> list[Clusters]:
    """All that `clusters` may be asked for, which takes hardly longer than one of them; raises what it does."""
    people = _people(sales)
    points = _points(people)
    some = _some(points)
    found = {number: cluster(some, number, _SEED) for number in TRIED}
    whole = float((some**2).sum()) or 1.0
    widths = silhouettes(some, [one.labels for one in found.values()], _SEED)
    tried = [Tried(k=n, silhouette=width, inside=one.inertia / whole) for (n, one), width in zip(found.items(), widths, strict=True)]
    rows = {n: _rows(_numbered(people, nearest(points, one.centres))) for n, one in found.items()}
    return [Clusters(k=n, best=_best(tried), tried=tried, clusters=rows[n]) for n in TRIED]


def _best(tried: list[Tried]) -> int:
    widths = {one["k"]: one["silhouette"] for one in tried if one["k"] >= _CHOSEN_FROM}
    return max(k for k, width in widths.items() if width >= max(widths.values()) - _NEARLY)


def cluster_rows(sales: Sales, k: int) -> pl.DataFrame:
    """`CLUSTER_COLUMNS` of each customer in `k` groups, group by group, in it the one who spent most first."""
    people = _people(sales)
    points = _points(people)
    grouped = _numbered(people, nearest(points, cluster(_some(points), k, _SEED).centres))
    return grouped.sort("cluster", -pl.col("monetary"), "customer").select(CLUSTER_COLUMNS)


def _people(sales: Sales) -> pl.DataFrame:
    found = customers(sales).sort("customer")
    if found.height < _FEWEST:
        raise TooLittleHistory(found=found.height, what=N_("customers"), fewest=_FEWEST)
    return found


def _points(people: pl.DataFrame) -> np.ndarray:
    logs = np.log1p(people.select(pl.col(_FEATURES).cast(pl.Float64)).to_numpy())
    spread = logs.std(axis=0)
    return np.asarray((logs - logs.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _some(points: np.ndarray) -> np.ndarray:
    """Enough of them to find centres by, evenly taken."""
    return evenly(points, _MOST_FITTED)


def _numbered(people: pl.DataFrame, labels: np.ndarray) -> pl.DataFrame:
    labelled = people.with_columns(pl.Series("label", labels))
    means = labelled.group_by("label").agg(pl.col("monetary").cast(pl.Float64).mean()).sort("monetary", "label", descending=[True, False])
    number = means.select("label", pl.int_range(1, pl.len() + 1).alias("cluster"))
    return labelled.join(number, on="label", maintain_order="left")


def _rows(grouped: pl.DataFrame) -> list[ClusterRow]:
    rows = []
    for (number,), group in sorted(grouped.partition_by("cluster", as_dict=True).items()):
        counts = dict(group.group_by("segment").len().rows())
        rows.append(
            ClusterRow(
                cluster=int(number),
                customers=group.height,
                share=group.height / grouped.height,
                revenue=float(group["monetary"].sum()),
                recency_days=float(group["recency_days"].mean()),  # type: ignore[arg-type]
                frequency=float(group["frequency"].mean()),  # type: ignore[arg-type]
                monetary=float(group["monetary"].cast(pl.Float64).mean()),  # type: ignore[arg-type]
                segments={name: counts[name] for name in SEGMENTS if name in counts},
            )
        )
    return rows
