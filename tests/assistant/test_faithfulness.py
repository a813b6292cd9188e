"""Over five hundred questions in both languages: every number of an answer is the one that plain Python finds in the file."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import Any

import pytest

from finnect.assistant import queries, services
from finnect.assistant.dialogue import Context, answer, understand
from finnect.assistant.services import llm
from finnect.assistant.services.answering import facts_of
from tests.assistant.seeded import seeded
from tests.props import table_of

pytestmark = pytest.mark.django_db
COUNTRIES = {"United Kingdom": "영국", "Germany": "독일", "France": "프랑스", "Spain": "스페인", "Japan": "일본"}
PRODUCTS = ("RED LANTERN", "JAM JAR", "SET OF 6 SPOONS", "PACK OF 72 CAKE CASES", "PARTY BUNTING")
WEEKDAYS = {"Monday": "월요일", "Wednesday": "수요일", "Friday": "금요일", "Sunday": "일요일"}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
PERIODS = [(year, month) for year in (2010, 2011) for month in range(1, 13)]


@dataclass(frozen=True)
class Sale:
    invoice: str
    product: str
    quantity: int
    day: date
    price: Decimal
    customer: str
    country: str


def sales() -> list[Sale]:
    chance = random.Random(5)
    days = (date(2011, 12, 9) - date(2010, 1, 4)).days
    found = []
    for number in range(700):
        day = date(2010, 1, 4) + timedelta(chance.randint(0, days))
        country = chance.choice(list(COUNTRIES))
        customer = f"{12000 + list(COUNTRIES).index(country) * 100 + chance.randint(0, 19)}"
        for _ in range(chance.randint(1, 3)):
            cancelled = chance.random() < 0.05
            quantity = chance.randint(1, 400) * (-1 if cancelled else 1)
            price = Decimal(chance.randint(1, 9999)) / 100
            found.append(Sale(f"{'C' * cancelled}{5000 + number}", chance.choice(PRODUCTS), quantity, day, price, customer, country))
    return [*found, Sale("9999", PRODUCTS[0], 3, date(2011, 12, 9), Decimal("1.005"), "12000", "Germany")]


SALES = sales()
Chosen = Callable[[Sale], bool]
Value = Decimal | int
MEASURES: dict[str, tuple[str, str, Callable[[list[Sale]], Value]]] = {
    "총매출": ("total revenue", "money", lambda rows: sum((row.quantity * row.price for row in rows), Decimal(0))),
    "고객 수": ("number of customers", "count", lambda rows: len({row.customer for row in rows})),
    "인보이스 수": ("number of invoices", "count", lambda rows: len({row.invoice for row in rows})),
    "총수량": ("total quantity", "count", lambda rows: sum(row.quantity for row in rows)),
}


def csv() -> bytes:
    lines = ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"]
    for row in SALES:
        code = f"P{PRODUCTS.index(row.product)}"
        lines.append(f"{row.invoice},{code},{row.product},{row.quantity},{row.day} 10:00:00,{row.price},{row.customer},{row.country}")
    return "\n".join(lines).encode()


def shown(value: Value, how: str) -> str:
    if how == "count":
        return f"{value:,}"
    exact = Decimal(value)
    places = max(2, -int(exact.normalize().as_tuple().exponent))
    return f"{exact:,.{places}f}"


def of(measure: str, chosen: Chosen) -> str:
    _, how, total = MEASURES[measure]
    return shown(total([row for row in SALES if chosen(row)]), how)


Case = tuple[str, list[str]]


def within(year: int, month: int) -> Chosen:
    return lambda row: (row.day.year, row.day.month) == (year, month)


def in_country(country: str) -> Chosen:
    return lambda row: row.country == country


def on_weekday(weekday: int) -> Chosen:
    return lambda row: row.day.weekday() == weekday


def all_of(*conditions: Chosen) -> Chosen:
    return lambda row: all(condition(row) for condition in conditions)


def wholes() -> Iterator[Case]:
    for ko, (en, _, _) in MEASURES.items():
        yield f"{ko} 알려줘", [of(ko, lambda _: True)]
        yield f"What is the {en}?", [of(ko, lambda _: True)]
        for country, korean in COUNTRIES.items():
            chosen = in_country(country)
            yield f"{korean} {ko}는?", [of(ko, chosen)]
            yield f"{en} in {country}", [of(ko, chosen)]
            for year, month in PERIODS[::3]:
                both = all_of(chosen, within(year, month))
                if any(map(both, SALES)):
                    yield f"{year}년 {month}월 {korean} {ko} 알려줘", [of(ko, both)]
                    yield f"{en} in {country} in {MONTHS[month - 1]} {year}", [of(ko, both)]
        for product in PRODUCTS:
            yield f"{product} {ko} 알려줘", [of(ko, lambda row, name=product: row.product == name)]
            yield f"{en} of {product}", [of(ko, lambda row, name=product: row.product == name)]
        for at, (english, korean) in enumerate(WEEKDAYS.items()):
            day = on_weekday(at * 2)
            yield f"{korean} {ko}", [of(ko, day)]
            yield f"{en} on {english}s", [of(ko, day)]
        for year, month in PERIODS:
            yield f"{year}년 {month}월 {ko}", [of(ko, within(year, month))]
            yield f"{en} in {MONTHS[month - 1]} {year}", [of(ko, within(year, month))]
        for customer in ("12000", "12105"):
            yield f"고객 {customer} {ko}", [of(ko, lambda row, name=customer: row.customer == name)]
            yield f"{en} of customer {customer}", [of(ko, lambda row, name=customer: row.customer == name)]


def tops() -> Iterator[Case]:
    keys: dict[tuple[str, str], Callable[[Sale], str]] = {
        ("국가", "countries"): lambda row: row.country,
        ("제품", "products"): lambda row: row.product,
    }
    for ko in ("총매출", "총수량"):
        en, how, total = MEASURES[ko]
        for (korean, english), key in keys.items():
            groups = {name: total([row for row in SALES if key(row) == name]) for name in {key(row) for row in SALES}}
            ranked = sorted(groups.values(), reverse=True)
            for most in (2, 3, 4):
                yield f"{ko} 상위 {most}개 {korean}", [shown(value, how) for value in ranked[:most]]
                yield f"top {most} {english} by {en}", [shown(value, how) for value in ranked[:most]]
                yield f"{ko} 하위 {most}개 {korean}", [shown(value, how) for value in ranked[::-1][:most]]


def changes() -> Iterator[Case]:
    for ko in ("총매출", "총수량"):
        en, how, total = MEASURES[ko]
        for before, after in pairwise(PERIODS):
            old, new = (Decimal(total([row for row in SALES if within(*period)(row)])) for period in (before, after))
            share = ((new - old) / abs(old) * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
            numbers = [shown(new, how), shown(old, how), shown(abs(new - old), how), f"{share:+,}%"]
            numbers = [number if how == "money" or "%" in number else number.removesuffix(".00") for number in numbers]
            yield f"{after[0]}년 {after[1]}월 {ko} 전월 대비 어때?", numbers
            yield f"compare {MONTHS[after[1] - 1]} {after[0]} {en} with {MONTHS[before[1] - 1]} {before[0]}", numbers
            yield f"how did {en} change from {MONTHS[before[1] - 1]} {before[0]} to {MONTHS[after[1] - 1]} {after[0]}", numbers


def stretches() -> Iterator[Case]:
    for ko, (en, _, _) in MEASURES.items():
        for (year, first), (_, last) in zip(PERIODS[:8], PERIODS[3:11], strict=True):
            chosen = all_of(lambda row, year=year: row.day.year == year, lambda row, a=first, b=last: a <= row.day.month <= b)
            yield f"{year}년 {first}월부터 {last}월까지 {ko}", [of(ko, chosen)]
            yield f"{en} from {MONTHS[first - 1]} to {MONTHS[last - 1]} {year}", [of(ko, chosen)]
            yield (
                f"{en} between {year}-{first:02}-01 and {year}-{last:02}-28",
                [of(ko, lambda row, year=year, a=first, b=last: date(year, a, 1) <= row.day <= date(year, b, 28))],
            )
        for days in (7, 30, 90):
            chosen = lambda row, days=days: row.day > date(2011, 12, 9) - timedelta(days)  # noqa: E731
            yield f"최근 {days}일 {ko}", [of(ko, chosen)]
            yield f"{en} in the last {days} days", [of(ko, chosen)]
        yield f"{en} since October 2011", [of(ko, lambda row: row.day >= date(2011, 10, 1))]
        yield f"2010년 3월까지 {ko}", [of(ko, lambda row: row.day < date(2010, 4, 1))]


def parts() -> Iterator[Case]:
    for ko, (en, how, total) in MEASURES.items():
        whole = Decimal(total(SALES))
        for country, korean in COUNTRIES.items():
            value = Decimal(total([row for row in SALES if row.country == country]))
            share = f"{(value / whole * 100).quantize(Decimal('0.1'), ROUND_HALF_EVEN)}%"
            yield f"{korean} {ko} 비중", [of(ko, in_country(country)), share]
            yield f"share of {en} from {country}", [of(ko, in_country(country)), share]
            yield f"{korean} 제외 {ko}", [of(ko, lambda row, name=country: row.country != name)]
            yield f"{en} without {country}", [of(ko, lambda row, name=country: row.country != name)]
        yield f"독일하고 프랑스 빼고 {ko}", [of(ko, lambda row: row.country not in ("Germany", "France"))]
        both = sorted((Decimal(total([row for row in SALES if row.country == name])) for name in ("Germany", "France")), reverse=True)
        yield f"독일과 프랑스 {ko} 비교", [shown(value if how == "money" else int(value), how) for value in both]
        yield f"주말 {ko}", [of(ko, lambda row: row.day.weekday() >= 5)]
        days = {row.day for row in SALES}
        sums = [Decimal(total([row for row in SALES if row.day == day])) for day in days]
        mean = (sum(sums, Decimal(0)) / len(days)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        yield f"하루 평균 {ko}", [f"{mean:,}", f"{len(days)}"]
        yield f"average {en} per day", [f"{mean:,}", f"{len(days)}"]


def customers() -> Iterator[Case]:
    def bought(row: Sale) -> bool:
        return row.quantity > 0 and not row.invoice.startswith("C")

    first = {name: min(row.day for row in SALES if row.customer == name and bought(row)) for name in {row.customer for row in SALES}}
    for year, month in PERIODS:
        came = sum((day.year, day.month) == (year, month) for day in first.values())
        if any(map(within(year, month), SALES)):
            yield f"{year}년 {month}월 신규 고객 수", [f"{came}"]
            yield f"how many new customers in {MONTHS[month - 1]} {year}", [f"{came}"]
    for country, korean in COUNTRIES.items():
        rows = [row for row in SALES if row.country == country]
        each = sum((row.quantity * row.price for row in rows), Decimal(0)) / len({row.customer for row in rows})
        yield f"{korean} 고객당 매출", [f"{each.quantize(Decimal('0.01'), ROUND_HALF_EVEN):,}"]
        cancelled = len({row.invoice for row in rows if row.invoice.startswith("C")})
        yield f"how many cancelled orders in {country}", [f"{cancelled}"]


CASES = [*wholes(), *tops(), *changes(), *stretches(), *parts(), *customers()]
_NO_FIGURES = re.compile(
    r"shop\.csv(?: \([^)]*\))?|\d+년(?: \d+월)?(?: \d+일)?|(?:\d+ )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r"|^\d+\. |상위 \d+개|하위 \d+개|\(P\d\)|" + "|".join(PRODUCTS) + r"|(?:고객|customer) \d+",
    re.MULTILINE,
)


def numbers_in(text: str) -> list[str]:
    return re.findall(r"(?<![\w.,])[+-]?\d[\d,]*(?:\.\d+)?%?", _NO_FIGURES.sub(" ", text))


def test_every_number_is_that_of_the_file_and_no_language_model_is_asked_for_it(alice: Any, work_off: Any, settings: Any) -> None:
    settings.OPENAI_API_KEY = "set"
    seeded()
    table_of(alice, csv(), filename="shop.csv")
    work_off()
    assert len({question for question, _ in CASES}) >= 500
    knowledge, names = services.knowledge(), queries.names_of(alice, queries.data_version(alice))
    wrong = []
    for question, expected in CASES:
        language = "ko" if any("가" <= sign <= "힣" for sign in question) else "en"
        understanding = understand(question, knowledge, Context(language=language, names=names))  # type: ignore[arg-type]
        said = answer(understanding, facts_of(alice, understanding), knowledge)
        if (said.kind, numbers_in(said.text)) != ("data", expected) or llm.is_allowed(understanding):
            wrong.append((question, expected, said.text))
    assert not wrong, f"{len(wrong)} of {len(CASES)}: {wrong[:5]}"
