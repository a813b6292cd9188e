"""`finnect analyze FILE`: a sales table measured without a server."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from finnect.config.cli import app
from tests.props import SALES, STATISTICS
from tests.sales.test_choices import TWO

ODD = SALES.replace(b"Quantity", b"A").replace(b"UnitPrice", b"B").replace(b"Country", b"C")


def analyze(folder: Path, content: bytes, name: str, *options: str) -> Result:
    (folder / name).write_bytes(content)
    return CliRunner().invoke(app, ["analyze", str(folder / name), *options])


def test_columns_are_named_by_the_user(tmp_path: Path) -> None:
    found = json.loads(
        analyze(tmp_path, ODD, "odd.csv", "--mapping", "Quantity=A", "--mapping", "UnitPrice=B", "--mapping", "Country=").output
    )

    assert {name: found[name] for name in STATISTICS} == STATISTICS
    assert "Quantity=A" in found["columns"]
    assert "Country" not in found["columns"]


def test_what_could_have_been_understood_otherwise_is_told(tmp_path: Path) -> None:
    marked = SALES.replace(b"Country\n", b"Country,Status\n").replace(b"France\n", b"France,cancelled\n")
    found = [json.loads(analyze(tmp_path, content, "sales.csv").output) for content in (marked, SALES)]

    assert found[0]["total_revenue"] == STATISTICS["total_revenue"]
    assert found[0]["notes"].startswith("Status: Rows that are marked as cancelled")
    assert "notes" not in found[1]


def test_the_sheet_is_named_by_the_user(tmp_path: Path) -> None:
    found = json.loads(analyze(tmp_path, TWO, "two.xlsx", "--sheet", "Autumn").output)

    assert (found["sheet"], found["rows"]) == ("Autumn", 1)


@pytest.mark.parametrize(
    ("options", "said"), [(("--sheet", "Winter"), "Winter"), (("--mapping", "Quantity"), "field=column"), ((), "Spring")]
)
def test_what_cannot_be_done_is_told(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    ended = analyze(tmp_path, TWO, "two.xlsx", *options)

    assert ended.exit_code in (1, 2)
    assert said in ended.output
