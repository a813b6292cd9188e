"""The `finnect` command."""

from finnect.config.cli import backbones, people, pictures, questions, serving, tables
from finnect.config.cli.terminal import commands

app = commands("Finnect: inspection of parts, analysis of sales tables, and an assistant over both.")
for part in (serving, pictures, tables, questions):
    app.add_typer(part.app)
app.add_typer(people.app, name="users")
app.add_typer(backbones.app, name="backbone")

__all__ = ["app"]
