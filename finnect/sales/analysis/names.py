"""What products are called."""

import polars as pl


def product_names(sales: pl.LazyFrame) -> pl.LazyFrame:
    """`StockCode` and `product_name`: a product is called what it is called most often."""
    counted = sales.filter(pl.col("Description").is_not_null()).group_by("StockCode", "Description").len()
    # of equally frequent names the first of the alphabet, so that the order of rows does not matter
    usual = pl.col("Description").sort_by("len", "Description", descending=[True, False]).first()
    return counted.group_by("StockCode").agg(usual.alias("product_name"))
