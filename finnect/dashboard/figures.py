"""Plotly figures as JSON. Pure: values in, `{data, layout}` out; colours and fonts are the page's own."""

from collections.abc import Mapping, Sequence
from html import escape
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


def stacked_counts(rows: Sequence[tuple[Any, str, int]], *, title: str, names: Mapping[str, str]) -> Figure:
    """`rows` are (x, part, count): one bar for each x, one colour for each part of `names`."""
    xs = sorted({x for x, _part, _count in rows})
    counts = {(x, part): count for x, part, count in rows}
    data = [
        {"type": "bar", "name": name, "x": [escape(str(x)) for x in xs], "y": [counts.get((x, part), 0) for x in xs]}
        for part, name in names.items()
    ]
    return {"data": data, "layout": {"title": {"text": title}, "barmode": "stack", "xaxis": {"type": "category"}}}
