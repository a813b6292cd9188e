"""Measure sales tables, without a server."""

from pathlib import Path
from typing import Annotated

import typer

from finnect.config.cli.terminal import commands, progress, show, told

app = commands()


@app.command()
def analyze(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    sheet: Annotated[str | None, typer.Option(help="Of a workbook; without it the one that fits.")] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(help="Which column to take for a field of ours, as UnitPrice=Preis, or Country= for none; repeatable."),
    ] = None,
) -> None:
    """Measure a sales table, without a server."""
    import tempfile

    from finnect.sales.analysis import Limits, read, statistics

    said = dict(_pair(one) for one in mapping or [])
    with told(), tempfile.TemporaryDirectory(prefix="finnect-") as folder, progress() as report:
        cleaned = Path(folder) / "cleaned.parquet"
        reading = read(file, filename=file.name, out=cleaned, limits=Limits(), mapping=said, sheet=sheet, report=report)
        found = statistics(cleaned)
    taken = ", ".join(f"{field}={one['column']}" for field, one in reading.mapping.items())
    shown = {**found, "rows": reading.rows, "unreadable rows": reading.bad_rows, "encoding": reading.encoding or "–", "columns": taken}
    if reading.notes:
        shown["notes"] = "; ".join(f"{note['column']}: {note['text']}" for note in reading.notes)
    show({**shown, "sheet": reading.sheet} if reading.sheet else shown, str(file))


def _pair(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text} is not field=column", param_hint="--mapping")
    return field.strip(), column.strip()
