"""What a question for numbers may ask: closed forms that a service can answer and nothing else."""

from dataclasses import dataclass
from typing import Literal

from finnect.assistant.dialogue.text import Language

Dimension = Literal["country", "product", "customer", "segment", "year", "quarter", "month", "week", "day", "weekday", "hour"]
Order = Literal["asc", "desc"]
InspectedBy = Literal["category", "day", "week", "month"]
Counted = Literal["inspections", "defects", "normals", "defect_rate"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Which result is asked about: the newest of its kind unless a file or a category is named."""

    kind: Literal["image", "table"]
    file: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class DataQuestion:
    """What is wanted of which result. `unknown` lists words beyond the grammar: only without any may it be answered."""

    fields: tuple[str, ...]
    subject: Subject
    language: Language
    certainty: float
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a table, in the words of the tables API: `measures` by `group_by`, of the rows that pass `filters`, which are of
    "country", "product", "customer", "segment", "weekday" (1 is Monday) and "hour"; several of one field are any of them, and what
    is in `without` is left out. `share` asks how much of the whole that is, `per` how much it is on average in each day, week, ….

    `period` is "2011", "2011-11", "2011-11-03", a quarter ("2011-3q") or half ("2011-1h"), any of them of no stated year ("11",
    "3q"; "last-11" is the latest that is over), a relative one ("last_month", "last_year-11", "past_7_day") or from one to another
    ("2011-01..2011-03", of which either may be open); `compared` asks how that
    differs from `baseline`, which is the period before it when None and the same a year before when "year_ago". The groups
    stand in `order` of the first measure.
    """

    measures: tuple[str, ...]
    group_by: Dimension | None = None
    filters: tuple[tuple[str, str], ...] = ()
    period: str | None = None
    order: Order | None = None
    limit: int | None = None
    compared: bool = False
    baseline: str | None = None
    file: str | None = None
    without: tuple[tuple[str, str], ...] = ()
    share: bool = False
    per: Dimension | None = None


@dataclass(frozen=True, slots=True)
class InspectionQuestion:
    """How many pictures were inspected, or found so, in a period and of a category; `by` category, day, week or month, the categories in
    `order` of it; or `compared` with another period, as a `Query` is.
    """

    counted: Counted
    period: str | None = None
    category: str | None = None
    by: InspectedBy | None = None
    order: Order | None = None
    compared: bool = False
    baseline: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of the three, and the words that nobody understood: with any of them it may not be answered. `category` is what inspections
    seem to be asked of, where nobody has such a category. `is_beside` says that more was said, which tells nothing of the number;
    `passed_over` are words of it that no list has, as written.
    """

    asked: DataQuestion | Query | InspectionQuestion
    certainty: float
    unknown: tuple[str, ...] = ()
    category: str = ""
    is_beside: bool = False
    passed_over: str = ""
