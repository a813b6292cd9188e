"""Segments, groups, retention and value over HTTP, and each as CSV and XLSX."""

import io
import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from tests.props import SALES, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
CUSTOMERS = 80


def lively_table() -> bytes:
    """A year in which 80 customers come and go; one has a name that a spreadsheet would run."""
    rng, lines, number = random.Random(4), ["InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"], 1000
    for customer in range(CUSTOMERS):
        day, every = rng.randrange(150), rng.choice([7, 20, 60, 200])
        while day < 365:
            number += 1
            when = date(2011, 1, 1) + timedelta(days=day)
            name = "=1+1" if customer == 0 else f"K{customer}"
            country = "KR" if customer % 4 else "JP"
            lines.append(f"{number},P{rng.randrange(9)},{rng.randint(1, 9)},{when},{rng.randint(100, 999) / 100},{name},{country}")
            day += 1 + int(rng.expovariate(1 / every))
            if rng.random() < 0.1:
                break
    return "\n".join(lines).encode()


@pytest.fixture
def table(alice: Any, work_off: Any) -> Any:
    made = table_of(alice, lively_table())
    work_off()
    made.refresh_from_db()
    return made


@pytest.fixture
def get(table: Any, alice: Any, calling: Any) -> Any:
    caller = calling(alice, "en")
    return lambda path: caller.get(f"/api/v1/tables/{table.id}/{path}")


def test_segments_have_names_and_advice_in_the_readers_language(table: Any, alice: Any, calling: Any) -> None:
    english, korean = (calling(alice, code).get(f"/api/v1/tables/{table.id}/segments").json() for code in ("en", "ko"))

    assert english[0]["label"] == "Champions"
    assert all(one["advice"] and one["label"] for one in english)
    assert [one["segment"] for one in korean] == [one["segment"] for one in english]
    assert sum(one["customers"] for one in english) == CUSTOMERS


def test_groups_are_as_many_as_fit_or_as_asked(get: Any) -> None:
    best, asked = get("clusters").json(), get("clusters?k=6").json()

    assert [one["k"] for one in best["tried"]] == [2, 3, 4, 5, 6, 7, 8]
    assert best["k"] == best["best"] == asked["best"] == len(best["clusters"])
    assert (asked["k"], len(asked["clusters"])) == (6, 6)
    assert sum(one["customers"] for one in asked["clusters"]) == CUSTOMERS


@pytest.mark.parametrize("k", ["1", "9", "x"])
def test_a_number_of_groups_that_makes_no_sense_is_refused(k: str, get: Any) -> None:
    assert get(f"clusters?k={k}").status_code == 422


def test_value_comes_with_its_backtest(get: Any) -> None:
    found = get("value").json()

    assert found["customers"] == CUSTOMERS
    assert set(found["expected"]) == {"90_days", "12_months"}
    assert found["backtest"]["customers"] <= CUSTOMERS
    assert {"mean_error", "naive_mean_error", "predicted", "actual"} <= set(found["backtest"])
    values = [one["expected_value_12_months"] for one in found["top"]]
    assert values == sorted(values, reverse=True)


def test_too_few_customers_are_said(alice: Any, calling: Any, work_off: Any) -> None:
    small = table_of(alice)
    work_off()
    answer = calling(alice, "ko").get(f"/api/v1/tables/{small.id}/value")

    assert (answer.status_code, answer.json()["code"]) == (422, "TOO_LITTLE_HISTORY")
    assert "50" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("name", "rows", "column"),
    [("segments", CUSTOMERS, "segment"), ("clusters", CUSTOMERS, "cluster"), ("value", CUSTOMERS, "alive"), ("cohorts", None, "retention")],
)
def test_each_is_taken_along_in_two_forms_with_the_same_cells(name: str, rows: int | None, column: str, get: Any) -> None:
    text, book = get(f"{name}.csv"), get(f"{name}.xlsx")
    lines = text.text.lstrip("\ufeff").splitlines()
    cells = list(openpyxl.load_workbook(io.BytesIO(book.content))[name].iter_rows(values_only=True))

    assert text.headers["content-disposition"].endswith(f"-{name}.csv")
    assert book.headers["content-disposition"].endswith(f"-{name}.xlsx")
    assert book.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert column in lines[0].split(",")
    assert lines[0].split(",") == list(cells[0])
    assert len(cells) == len(lines) == (rows + 1 if rows else len(lines))


@pytest.mark.parametrize("name", ["segments", "clusters", "value"])
def test_a_name_that_a_spreadsheet_would_run_is_quoted(name: str, get: Any) -> None:
    assert any(line.startswith("'=1+1,") for line in get(f"{name}.csv").text.splitlines())


@pytest.mark.parametrize("path", ["clusters", "value", "profile", "value.csv", "clusters.xlsx"])
def test_a_table_not_read_yet_has_none_of_it(path: str, alice: Any, calling: Any) -> None:
    waiting = table_of(alice)

    assert calling(alice).get(f"/api/v1/tables/{waiting.id}/{path}").status_code == 409


CHOSEN = {"country": "kr", "from": "2011-03", "to": "2011-09"}


def chosen_lines(since: str = "2011-03") -> list[list[str]]:
    lines = [line.split(",") for line in lively_table().decode().splitlines()[1:]]
    return [line for line in lines if line[-1] == "KR" and since <= line[3][:7] <= "2011-09"]


def revenue_of(lines: list[list[str]]) -> Any:
    return pytest.approx(sum(int(line[2]) * float(line[4]) for line in lines))


@pytest.fixture
def chosen(table: Any, alice: Any, calling: Any) -> Any:
    caller = calling(alice, "en")
    return lambda path, **more: caller.get(f"/api/v1/tables/{table.id}/{path}", params={**CHOSEN, **more}).json()


def test_every_answer_is_of_the_country_and_the_months_chosen(chosen: Any) -> None:
    lines = chosen_lines()
    customers, revenue = {line[5] for line in lines}, revenue_of(lines)

    assert chosen("bridge")["total"] == revenue
    assert sum(one["value"] for one in chosen("series")) == revenue
    assert [one["period"][:7] for one in chosen("series")] == sorted({line[3][:7] for line in lines})
    assert sum(one["value"] for one in chosen("top", by="customer", limit=1000)) == revenue
    assert sum(one["customers"] for one in chosen("segments")) == len(customers)
    assert sum(one["customers"] for one in chosen("clusters", k=3)["clusters"]) == len(customers)


def test_who_had_bought_before_the_months_chosen_is_no_newcomer_in_them(chosen: Any) -> None:
    first: dict[str, str] = {}
    for line in sorted(chosen_lines(since=""), key=lambda line: line[3]):
        first.setdefault(line[5], line[3][:7])

    found = chosen("cohorts")

    assert {one["month"][:7]: one["customers"] for one in found} == Counter(month for month in first.values() if month >= "2011-03")
    assert all(len(one["active"]) == 10 - int(one["month"][5:7]) for one in found)


def test_value_follows_from_the_whole_past_of_the_customers_chosen(chosen: Any) -> None:
    found = chosen("value")

    assert found["customers"] == len({line[5] for line in chosen_lines(since="")})
    assert found["backtest"]["end"] == max(line[3] for line in chosen_lines())


@pytest.mark.parametrize("name", ["segments", "clusters"])
def test_what_is_taken_along_is_what_is_chosen(name: str, table: Any, alice: Any, calling: Any) -> None:
    answer = calling(alice).get(f"/api/v1/tables/{table.id}/{name}.csv", params=CHOSEN)

    found = {line.split(",")[0].lstrip("'") for line in answer.text.splitlines()[1:]}
    assert found == {line[5] for line in chosen_lines()}


def test_what_is_measured_ahead_of_everything_is_not_told_of_a_part(table: Any, chosen: Any, get: Any) -> None:
    whole = get("value").json()
    table.measures = {"value": whole}
    table.save()

    assert chosen("value")["customers"] < whole["customers"]


@pytest.mark.parametrize("asked", ["from=March", "to=2011-13", "country=%20"])
def test_a_choice_that_makes_no_sense_is_refused(asked: str, get: Any) -> None:
    answer = get(f"bridge?{asked}")

    assert (answer.status_code, answer.json()["code"]) == (422, "QUERY_NOT_UNDERSTOOD")
    assert asked.partition("=")[0] in answer.json()["detail"]


ANSWERS = ["bridge", "series", "top", "segments", "cohorts", "clusters", "value"]
FILES = ["segments.csv", "cohorts.xlsx", "clusters.csv", "value.xlsx"]


@pytest.mark.parametrize(
    ("asked", "there"), [("country=Narnia", "JP, KR"), ("from=2031-01", "2011-01 – 2011-12"), ("to=2010-12", "2011-01 – 2011-12")]
)
def test_a_choice_of_what_the_table_does_not_have_is_no_zero(asked: str, there: str, get: Any) -> None:
    answers = [get(f"{path}?{asked}") for path in (*ANSWERS, *FILES)]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(422, "NOT_IN_TABLE")}
    assert all(asked.partition("=")[2] in answer.json()["detail"] and there in answer.json()["detail"] for answer in answers)


def test_a_period_that_begins_before_the_table_is_of_all_that_there_is(get: Any) -> None:
    assert get("bridge?from=2001-01&to=2099-12").json() == get("bridge").json()


def test_a_country_without_a_sale_in_a_month_of_the_table_has_none(alice: Any, calling: Any, work_off: Any) -> None:
    made = table_of(alice, SALES + b"536400,22633,HAND WARMER,6,2011-02-02 08:28:00,1.85,12583,France\n")
    work_off()
    answer = calling(alice).get(f"/api/v1/tables/{made.id}/series?country=United Kingdom&from=2011-01")

    assert (answer.status_code, answer.json()) == (200, [])


def test_a_table_without_countries_says_that_it_has_none(alice: Any, calling: Any, work_off: Any) -> None:
    made = table_of(alice, b"InvoiceNo,Quantity,UnitPrice\n1,2,3\n")
    work_off()
    answers = [calling(alice).get(f"/api/v1/tables/{made.id}/bridge?{asked}") for asked in ("country=KR", "from=2011-01")]

    assert [answer.json()["code"] for answer in answers] == ["FIELD_NEEDED", "FIELD_NEEDED"]
