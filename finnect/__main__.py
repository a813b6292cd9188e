"""`python -m finnect` is the `finnect` command."""

from finnect.config.cli import app

app(prog_name="finnect")
