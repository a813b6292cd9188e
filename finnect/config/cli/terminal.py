"""What all commands say and how: tables for people, lines of JSON for programs, problems in their own words."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable

from finnect.kit.errors import Problem
from finnect.kit.progress import Report

out, err = Console(), Console(stderr=True)


def commands(help_text: str = "") -> typer.Typer:
    return typer.Typer(help=help_text or None, no_args_is_help=True, pretty_exceptions_enable=False)


def with_django() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finnect.config.settings")
    import django
    from django.conf import settings

    django.setup()
    return settings


def check_settings() -> None:
    """Refuse settings that cannot work, each in a line."""
    from django.core.checks import run_checks

    found = run_checks()
    for message in found:
        err.print(f"[red]✗[/] {message}", highlight=False)
    if found:
        raise typer.Exit(1)


@contextmanager
def told(*, about: str = "") -> Iterator[None]:
    """End with the problem's own words instead of a trace."""
    try:
        yield
    except Problem as problem:
        tell(problem, about=about)
        raise typer.Exit(1) from problem


def tell(problem: Problem, *, about: str = "") -> None:
    said = problem.detail % problem.params if problem.params else problem.detail
    err.print(f"[red]✗[/] {about}{problem.title}: {said}", highlight=False, soft_wrap=True)


@contextmanager
def progress() -> Iterator[Report]:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def report(fraction: float, text: str = "", **params: Any) -> None:
            bar.update(task, completed=fraction, description=text % params if params else text)

        yield report


def show(values: dict[str, Any], title: str) -> None:
    """A table for people, a line of JSON for programs."""
    if not sys.stdout.isatty():
        print(json.dumps({"file": title, **values}, default=float, ensure_ascii=False))
        return
    table = RichTable(title=title, show_header=False)
    for name, value in values.items():
        table.add_row(name, f"{value:,.6g}" if isinstance(value, float) else str(value))
    out.print(table)
