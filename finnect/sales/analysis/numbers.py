"""Numbers as people write them, read exactly: which mark is the decimal one is decided on all values of a column."""

import re
from dataclasses import dataclass
from typing import Literal

import polars as pl

Mark = Literal[".", ","]

# A sum of amounts must fit the 38 digits of a decimal.
MAX_DECIMALS = {"Quantity": 6, "UnitPrice": 17}
MAX_DIGITS = 12
LARGEST = 10**MAX_DIGITS - 1
PLAIN = rf"^[+-]?\d{{1,{MAX_DIGITS}}}(?:\.\d+)?$"

_CURRENCY = r"(?i)₩|￦|\$|€|£|¥|￥|원|\b(?:krw|usd|eur|gbp|jpy|cny|won|us|chf)\b|(?:개|\bea|\bpcs|\bstk)\.?$|\bkr\b"
_GROUPS = r"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+"
_SPACED = r"[1-9]\d{0,2}(?:[ '’]\d{3})+"


def _body(decimal: str, thousands: str) -> str:
    whole = rf"(?:{_GROUPS.format(mark=thousands)}|{_SPACED}|\d+)"
    return rf"(?:{whole}(?:{decimal}\d*)?|{decimal}\d+|\d+(?:{decimal}\d+)?[eE][+-]?\d{{1,2}})"


def _signed(body: str) -> str:
    # △ and ▲ are the minus of Korean accounts
    return rf"^(?:[-+−–△▲]? ?{body}|{body} ?[-−]|\( ?{body} ?\))$"


_SHAPE: dict[Mark, str] = {".": _signed(_body(r"\.", ",")), ",": _signed(_body(",", r"\."))}
_EITHER = re.compile(f"{_SHAPE['.']}|{_SHAPE[',']}")
_CURRENCY_SIGN = re.compile(_CURRENCY)


@dataclass(frozen=True)
class NumberFormat:
    """How the numbers of one column are written."""

    plain: bool
    decimal: Mark
    decimals: int


def looks_like_number(cell: str) -> bool:
    return _EITHER.match(" ".join(_CURRENCY_SIGN.sub("", cell).split())) is not None


def plain_evidence(cell: pl.Expr, name: str) -> list[pl.Expr]:
    """How many cells are written as computers do, and the most digits after a point."""
    return [cell.str.contains(PLAIN).sum().alias(f"{name}.plain"), plain_decimals(cell).alias(f"{name}.decimals")]


def plain_decimals(cell: pl.Expr) -> pl.Expr:
    """The most digits after a point."""
    return (cell.str.len_bytes() - 1 - cell.str.find(".", literal=True)).max().fill_null(0)


def written_evidence(cell: pl.Expr, name: str) -> list[pl.Expr]:
    """How many cells only a decimal point explains, how many only a decimal comma, and the decimals under each."""
    token = _token(cell)
    point, comma = token.str.contains(_SHAPE["."]), token.str.contains(_SHAPE[","])
    return [
        (point & ~comma).sum().alias(f"{name}.point"),
        (comma & ~point).sum().alias(f"{name}.comma"),
        _decimals(token, ".").alias(f"{name}.point_decimals"),
        _decimals(token, ",").alias(f"{name}.comma_decimals"),
    ]


def read_numbers(cell: pl.Expr, form: NumberFormat, scale: int) -> pl.Expr:
    """The numbers as decimals, null where a cell is no number under this format or has more digits than are exact."""
    if not form.plain:
        token = _token(cell)
        negative = token.str.contains(r"^[(\-−–△▲]|[-−]$")
        thousands = r"[,\s'’()+\-−–△▲]" if form.decimal == "." else r"[.\s'’()+\-−–△▲]"
        bare = token.str.replace_all(thousands, "").str.replace(",", ".", literal=True)
        scientific = token.str.replace_all(r"^[+\-−–△▲(]|\)$", "").str.replace(",", ".", literal=True)
        size = pl.when(token.str.contains(r"[eE]")).then(scientific).otherwise(bare)
        digits = pl.when(negative).then(pl.lit("-") + size).otherwise(size)
        exact = digits.str.contains(rf"(?i)^[^.]*(?:\.\d{{0,{form.decimals}}})?(?:e.*)?$")
        cell = pl.when(token.str.contains(_SHAPE[form.decimal]) & exact).then(digits)
    value = cell.cast(pl.Decimal(38, scale), strict=False)
    return pl.when(value.abs() < 10**MAX_DIGITS).then(value)


def _token(cell: pl.Expr) -> pl.Expr:
    return cell.str.normalize("NFKC").str.replace_all(_CURRENCY, "").str.replace_all(r"\s+", " ").str.strip_chars()


def _decimals(token: pl.Expr, mark: Mark) -> pl.Expr:
    scientific = token.str.contains(r"[eE]")
    digits = token.str.extract(rf"{re.escape(mark)}(\d+)[^\d.,]*$").str.len_bytes()
    return pl.when(scientific).then(MAX_DECIMALS["UnitPrice"]).otherwise(digits).max().fill_null(0)
