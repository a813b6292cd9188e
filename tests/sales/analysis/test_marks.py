"""What tables mark as cancelled: by the invoice number, or in a column of its own."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finnect.sales.analysis import (
    Limits,
    baskets,
    bridge,
    cancellations,
    customer_rows,
    join,
    parse_query,
    read,
    reading,
    run_query,
    statistics,
)
from finnect.sales.analysis.marks import is_marked, is_unclear, says_cancelled
from finnect.sales.analysis.reading import CANCELLED_BUT_POSITIVE, NOT_READ, UNCLEAR_STATUS, Reading
from tests.sales.analysis.test_both_ways import not_plain, rows_of

Found = tuple[Reading, Path]
HEADER = "주문번호,상품코드,상품명,수량,주문일시,단가,고객번호"


def told(expression: pl.Expr, text: str) -> bool:
    return bool(pl.DataFrame({"cell": [text]}).select(expression).item())


@pytest.mark.parametrize(
    "invoice",
    ["C536379", "c1", "취소-10023", "취소10023", "10023-취소", "10023(취소)", "[반품] 10023", "환불_A1", "반품완료-5", "CANCEL-1",
     "Refund 55", "10023_refund", "10023-CANCELLED", "RETURN1", "storno/7"],
)  # fmt: skip
def test_an_invoice_number_may_say_that_it_is_a_cancellation(invoice: str) -> None:
    assert told(is_marked(pl.col("cell")), invoice)


@pytest.mark.parametrize("invoice", ["536379", "AC536379", "C-100", "RETURNS1", "VOIDX7", "2024-01-C1", "10023R", "MCANCELLO5"])
def test_other_letters_in_an_invoice_number_say_nothing(invoice: str) -> None:
    assert not told(is_marked(pl.col("cell")), invoice)


@pytest.mark.parametrize(
    ("column", "value"),
    [("상태", "취소"), ("상태", " 취소완료 "), ("상태", "반품 완료"), ("상태", "주문취소"), ("상태", "결제취소완료"), ("상태", "취소/반품"),
     ("상태", "환불처리완료"), ("status", "Cancelled"), ("status", "ORDER CANCELED"), ("status", "refunded"),
     ("status", "return completed"),
     ("Status", "storniert"), ("취소여부", "Y"), ("취소여부", "1"), ("취소여부", "취소"), ("is_cancelled", "true"), ("returned", "yes")],
)  # fmt: skip
def test_a_status_says_that_a_row_is_cancelled(column: str, value: str) -> None:
    assert told(says_cancelled(pl.col("cell"), column), value)
    assert not told(is_unclear(pl.col("cell"), column), value)


@pytest.mark.parametrize(
    ("column", "value"),
    [("상태", "부분취소"), ("상태", "취소요청"), ("상태", "취소철회"), ("상태", "반품불가"), ("상태", "미취소"),
     ("status", "not cancelled"),
     ("status", "partially refunded"), ("취소여부", "X"), ("반품여부", "2")],
)  # fmt: skip
def test_what_only_speaks_of_cancelling_is_unclear(column: str, value: str) -> None:
    assert not told(says_cancelled(pl.col("cell"), column), value)
    assert told(is_unclear(pl.col("cell"), column), value)


@pytest.mark.parametrize(
    ("column", "value"), [("상태", "정상"), ("상태", "배송완료"), ("status", "paid"), ("취소여부", "N"), ("is_cancelled", "0")]
)
def test_a_row_that_is_none_is_a_sale(column: str, value: str) -> None:
    assert not told(says_cancelled(pl.col("cell"), column) | is_unclear(pl.col("cell"), column), value)


def orders(*statuses: str, column: str = "상태") -> bytes:
    """Orders of 2 pieces at 1,000 each, of other customers and days, with these statuses."""
    rows = [f"{10_001 + at},P{at % 9},상품,2,2024-01-{at % 28 + 1:02} 10:00,1000,K{at % 11},{said}" for at, said in enumerate(statuses)]
    return ("\n".join([f"{HEADER},{column}", *rows]) + "\n").encode()


Read = Callable[..., Found]


def test_an_order_that_keeps_its_quantity_when_it_is_cancelled_is_no_sale_and_told(read_bytes: Read) -> None:
    found, sales = read_bytes(orders("정상", "취소", "배송완료", "취소", "정상"))
    lines = {line.name: (line.rows, line.value) for line in bridge(sales).lines}
    definitions = {line.name: line.value for line in bridge(sales).definitions}

    assert found.mapping["Status"] == {"column": "상태", "why": "name"}
    assert found.notes == [{"column": "상태", "text": CANCELLED_BUT_POSITIVE}]
    assert (lines["gross_sales"], lines["cancelled_sales"]) == ((3, 6_000), (2, 4_000))
    assert definitions == {"stated": 10_000, "uncancelled": 6_000, "positive": 6_000, "identified": 6_000}
    assert statistics(sales)["total_revenue"] == 10_000
    assert cancellations(sales) == {"invoices": 5, "cancelled": 2, "rate": 0.4, "value": 0}
    assert baskets(sales)["invoices"] == 3
    assert customer_rows(sales)["monetary"].sum() == 6_000


def test_an_order_cancelled_in_part_counts_among_the_cancelled_and_the_kept(read_bytes: Read) -> None:
    content = orders("정상", "취소", "정상", "정상").replace(b"10002", b"10001").replace(b"10004", b"10003")
    _, sales = read_bytes(content)
    measures = ["num_invoices", "num_cancellations", "cancellation_rate", "average_basket", "average_price"]

    assert run_query(sales, parse_query({"measures": measures}))["rows"] == [[2, 1, 0.5, 3_000.0, 1_000.0]]


def test_a_table_without_cancellations_has_the_lines_of_old(read_bytes: Read) -> None:
    found, sales = read_bytes(orders("정상", "정상"))

    assert found.notes == []
    assert [line.name for line in bridge(sales).lines] == ["gross_sales", "cancellations", "returns", "negative_prices", "free_items"]
    assert [line.name for line in bridge(sales).definitions] == ["stated", "positive", "identified"]


def test_what_is_unclear_counts_as_a_sale_and_is_told(read_bytes: Read) -> None:
    found, sales = read_bytes(orders("정상", "부분취소"))

    assert found.notes == [{"column": "상태", "text": UNCLEAR_STATUS}]
    assert bridge(sales).lines[0].rows == 2


def test_the_user_says_which_column_it_is_or_that_there_is_none(read_bytes: Read) -> None:
    content = orders("정상", "취소", "정상", column="Zustand der Order")
    ours, _ = read_bytes(content, mapping={"Status": "Zustand der Order"})
    none, sales = read_bytes(content, mapping={"Status": ""})

    assert ours.mapping["Status"]["why"] == "user"
    assert [note["text"] for note in none.notes] == [NOT_READ]
    assert "Status" not in none.mapping
    assert bridge(sales).lines[0].value == 6_000


def test_two_columns_of_cancellations_are_one_too_many_and_told(read_bytes: Read) -> None:
    content = orders("정상,N", "취소,Y", column="상태,취소여부")
    found, _ = read_bytes(content)

    assert [(note["column"], note["text"]) for note in found.notes] == [("상태", CANCELLED_BUT_POSITIVE), ("취소여부", NOT_READ)]


def test_a_column_of_that_name_that_holds_something_else_is_not_taken(read_bytes: Read) -> None:
    found, _ = read_bytes(orders(*(f"A-{at}" for at in range(80)), column="status"))

    assert "Status" not in found.mapping


LATE = {
    "named": (("정상",) * 3_000 + ("취소",) + ("정상",) * 40, "상태", 1, [CANCELLED_BUT_POSITIVE]),
    "a remark": (("",) * 3_000 + ("취소",) + ("",) * 40, "비고", 0, [NOT_READ]),
    "unclear": (("정상",) * 3_000 + ("취소요청",) + ("정상",) * 40, "상태", 0, [UNCLEAR_STATUS]),
    "a flag": (("N",) * 3_000 + ("Y",) + ("N",) * 40, "취소여부", 1, [CANCELLED_BUT_POSITIVE]),
}


@pytest.mark.parametrize("name", LATE)
def test_a_mark_where_no_sample_looks_is_found_both_ways(name: str, read_bytes: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses, column, cancelled, notes = LATE[name]
    content = orders(*statuses, column=column)
    with monkeypatch.context() as no_other_way:
        no_other_way.setattr(reading, "_carefully", not_plain)
        swift, sales = read_bytes(content)
    marked, found = pl.read_parquet(sales)["cancelled"], rows_of(sales)
    monkeypatch.setattr(reading, "read_swiftly", not_plain)
    careful, again = read_bytes(content)

    assert swift == careful
    assert found.equals(rows_of(again))
    assert marked.equals(pl.read_parquet(again)["cancelled"])
    assert marked.sum() == cancelled
    assert [note["text"] for note in swift.notes] == notes


def test_a_table_cleaned_before_there_were_marks_is_measured_by_its_invoice_numbers(retail: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.parquet"
    pl.read_parquet(retail).drop("cancelled").write_parquet(old)

    assert bridge(old) == bridge(retail)
    assert cancellations(old) == cancellations(retail)


def test_an_order_that_is_cancelled_in_a_later_file_of_a_history_differs_there(tmp_path: Path) -> None:
    def cleaned(name: str, content: bytes) -> Path:
        source, out = tmp_path / f"{name}.csv", tmp_path / f"{name}.parquet"
        source.write_bytes(content)
        read(source, filename=source.name, out=out, limits=Limits())
        return out

    files = [cleaned("before", orders("정상", "정상")), cleaned("after", orders("정상", "취소", "정상"))]
    joined: Any = join(files, tmp_path / "joined.parquet")

    assert (joined.repeated["rows"], joined.differing) == (1, 1)
    assert [one["invoice"] for one in joined.listed] == ["10002"]
    assert statistics(tmp_path / "joined.parquet")["total_revenue"] == Decimal(8_000)
