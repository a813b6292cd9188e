"""What products are called."""

import polars as pl

from finnect.sales.analysis.engine import Sales, summarise, whole
from finnect.sales.analysis.summaries import ROWS, Summary

_CODE, _NAME = pl.col("StockCode"), pl.col("Description")


def product_names(sales: Sales, codes: pl.Series | None = None) -> pl.DataFrame:
    """`StockCode` and `product_name` of `codes`, or of all; None without a name.

    A product is called what it is called most often in the whole table.
    """
    where = None if codes is None else _CODE.is_in(codes.drop_nulls().implode())
    (counted,) = summarise(whole(sales), Summary(keys=(_CODE, _NAME), where=where))
    # of equally frequent names the first of the alphabet, so that the order of rows does not matter
    usual = _NAME.sort_by(_NAME.is_null(), ROWS, _NAME, descending=[False, True, False]).first()
    return counted.group_by("StockCode").agg(usual.alias("product_name"))
