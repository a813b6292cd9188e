"""Plotly figures as JSON. Pure: values in, `{data, layout}` out; colours and fonts are the page's own."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

Figure = dict[str, Any]


def revenue_over_time(points: Sequence[Mapping[str, Any]], *, title: str, unfinished: str) -> Figure:
    """A bar for each period; one that is not complete is paler, and its hover text says so."""
    bars = {
        "type": "bar",
        "x": [point["period"] for point in points],
        "y": [point["value"] for point in points],
        "marker": {"opacity": [1 if point["complete"] else 0.45 for point in points]},
        "text": ["" if point["complete"] else unfinished for point in points],
        "textposition": "none",
        "hovertemplate": "%{x}<br>%{y:,.2f}<br>%{text}<extra></extra>",
    }
    return {"data": [bars], "layout": {"title": {"text": title}, "xaxis": {"type": "date"}, "yaxis": {"tickformat": ",.3s"}}}


def ranking(entries: Sequence[Mapping[str, Any]], *, title: str) -> Figure:
    """The largest on top."""
    shown = list(reversed(entries))
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [entry["value"] for entry in shown],
        # Plotly renders some HTML in labels; these come from files.
        "y": [escape(entry["label"]) for entry in shown],
        "hovertemplate": "%{y}<br>%{x:,.2f}<extra></extra>",
    }
    return {"data": [bars], "layout": {"title": {"text": title}, "yaxis": {"automargin": True, "type": "category"}}}


def segments(rows: Sequence[Mapping[str, Any]], *, names: Mapping[str, str], title: str, customers: str) -> Figure:
    """A treemap: the area of a segment is its revenue, its shade the share of customers; empty segments are left out."""
    shown = [row for row in rows if row["customers"] and row["revenue"] > 0]
    tiles = {
        "type": "treemap",
        "labels": [names[row["segment"]] for row in shown],
        "parents": [""] * len(shown),
        "values": [row["revenue"] for row in shown],
        "customdata": [[row["customers"], row["share"]] for row in shown],
        "marker": {"colors": [row["share"] for row in shown]},
        "texttemplate": "%{label}<br>%{value:,.3s}",
        "hovertemplate": f"%{{label}}<br>%{{value:,.2f}}<br>{customers} %{{customdata[0]:,}} (%{{customdata[1]:.1%}})<extra></extra>",
    }
    return {"data": [tiles], "layout": {"title": {"text": title}}}


def cohorts(rows: Sequence[Mapping[str, Any]], *, title: str, later: str) -> Figure:
    """A heat map: a row for each month of first purchase, the oldest on top; a cell is the share who bought so many months later.

    The first month, in which everybody bought, is left out: it would outshine all others.
    """
    shares = [list(row["retention"][1:]) for row in rows]
    width = max(map(len, shares), default=0)
    cells = {
        "type": "heatmap",
        "x": list(range(1, width + 1)),
        "y": [row["month"][:7] for row in rows],
        "z": [[*line, *[None] * (width - len(line))] for line in shares],
        "zmin": 0,
        "hoverongaps": False,
        "hovertemplate": f"%{{y}}<br>%{{x}} {later}<br>%{{z:.1%}}<extra></extra>",
    }
    axes = {"xaxis": {"title": {"text": later}, "dtick": 1}, "yaxis": {"type": "category", "autorange": "reversed"}}
    return {"data": [cells], "layout": {"title": {"text": title}, **axes}}


def stacked_counts(rows: Sequence[tuple[Any, str, int]], *, title: str, names: Mapping[str, str]) -> Figure:
    """`rows` are (x, part, count): one bar for each x, one colour for each part of `names`."""
    xs = sorted({x for x, _part, _count in rows})
    counts = {(x, part): count for x, part, count in rows}
    data = [
        {"type": "bar", "name": name, "x": [escape(str(x)) for x in xs], "y": [counts.get((x, part), 0) for x in xs]}
        for part, name in names.items()
    ]
    return {"data": data, "layout": {"title": {"text": title}, "barmode": "stack", "xaxis": {"type": "category"}}}


def score_history(rows: Sequence[tuple[str, str, float, str]], *, names: Mapping[str, str], title: str, unit: str, mark: str) -> Figure:
    """`rows` are (time, product, score as a multiple of its threshold, prediction), oldest first; a line at 1 is the threshold."""
    colours = {"normal": "good", "defect": "bad"}
    dots = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "meta": colours[prediction],
            "x": [row[0] for row in rows if row[3] == prediction],
            "y": [row[2] for row in rows if row[3] == prediction],
            "text": [escape(row[1]) for row in rows if row[3] == prediction],
            "hovertemplate": "%{text}<br>%{x}<br>%{y:.2f}<extra></extra>",
        }
        for prediction, name in names.items()
    ]
    span = [rows[0][0], rows[-1][0]] if rows else []
    line = {"type": "scatter", "mode": "lines", "name": mark, "meta": "line-strong", "x": span, "y": [1] * len(span), "hoverinfo": "skip"}
    axes = {"xaxis": {"type": "date"}, "yaxis": {"title": {"text": unit}, "rangemode": "tozero"}}
    return {"data": [*dots, line], "layout": {"title": {"text": title}, "showlegend": True, **axes}}


def roc_curve(
    points: Sequence[tuple[float, float]], *, at: Sequence[tuple[float, float]], title: str, chance: str, threshold: str
) -> Figure:
    """`points` are (false-alarm rate, recall), each 0…1, and so is the one in `at`, where the threshold in use lies."""
    hover = "%{x:.1%} · %{y:.1%}<extra></extra>"
    curve = {"type": "scatter", "mode": "lines", "name": title, "meta": "accent", "hovertemplate": hover}
    diagonal = {"type": "scatter", "mode": "lines", "name": chance, "meta": "line-strong", "hoverinfo": "skip", "line": {"dash": "dot"}}
    point = {"type": "scatter", "mode": "markers", "name": threshold, "meta": "bad", "hovertemplate": hover, "marker": {"size": 12}}
    data = [
        {**curve, "x": [x for x, _y in points], "y": [y for _x, y in points]},
        {**diagonal, "x": [0, 1], "y": [0, 1]},
        {**point, "x": [x for x, _y in at], "y": [y for _x, y in at]},
    ]
    axis = {"range": [-0.02, 1.02], "tickformat": ".0%"}
    return {"data": data, "layout": {"title": {"text": title}, "xaxis": axis, "yaxis": axis, "showlegend": True}}


def score_histogram(
    edges: Sequence[float], counts: Mapping[str, Sequence[int]], *, names: Mapping[str, str], threshold: float, title: str, mark: str
) -> Figure:
    """Counts between `edges` as bars that lie over each other, and the threshold as a line; `names` are those of train, good and defects.

    Kinds of defect are added up: which of them it is, the score does not tell.
    """
    middles = [(low + high) / 2 for low, high in pairwise(edges)]
    groups = {name: list(counts[name]) for name in ("train", "good") if any(counts.get(name, ()))}
    kinds = [values for name, values in counts.items() if name not in ("train", "good")]
    if kinds:
        groups["defects"] = [sum(values) for values in zip(*kinds, strict=True)]
    colours = {"train": "line-strong", "good": "good", "defects": "bad"}
    bars = [
        {"type": "bar", "name": names[group], "meta": colours[group], "opacity": 0.65, "x": middles, "y": values, "hovertemplate": "%{y}"}
        for group, values in groups.items()
    ]
    top = max((max(values) for values in groups.values()), default=1)
    line = {"type": "scatter", "mode": "lines", "name": mark, "meta": "text", "x": [threshold] * 2, "y": [0, top], "hoverinfo": "skip"}
    layout = {"title": {"text": title}, "barmode": "overlay", "bargap": 0, "showlegend": True, "yaxis": {"rangemode": "tozero"}}
    return {"data": [*bars, line], "layout": layout}
