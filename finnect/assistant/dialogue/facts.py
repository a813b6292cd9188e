"""What may be told to an asker: values with their sources, as they are stored or worked out."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from finnect.assistant.dialogue.spans import Span
from finnect.assistant.dialogue.wanted import InspectionQuestion, Query
from finnect.assistant.dialogue.wording import Number


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from; `type` is "image", "table", "model", "inspections" or "faq", `as_of` in the reader's time zone."""

    type: str
    id: str
    title: str
    url: str = ""
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImageFact:
    source: Source
    prediction: str
    confidence: float
    category: str = ""


@dataclass(frozen=True, slots=True)
class TableFact:
    """Statistics of a table; None where it lacks the columns for it. `currency` is an ISO 4217 code, if known."""

    source: Source
    total_revenue: Number | None = None
    num_customers: int | None = None
    num_invoices: int | None = None
    total_quantity: Number | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class ModelFact:
    source: Source
    category: str
    version: int


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a query's answer; `name` is None for sales that have none (no customer, no date), "" for the whole."""

    name: str | None
    values: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class QueryFact:
    """A table's answer to a query: one group of the whole, or those asked for; `earlier` is the whole of `earlier_span`,
    None where the table begins later.

    `covers` are the table's first and last day. `counted_from` is that last day where a relative period was counted from it
    because the table is old. `lacking` names columns without which the query has no answer, `choices` what else the query
    may mean: then no group is given. `others` counts the groups not shown. `whole` is what a share is of. Where an average is
    asked for, the group is that, and `periods` says of how many days, weeks, … with sales. `elsewhere` is the answer of an older
    table, where what the query names was never sold in this one. `awaited` says that the answer is still being measured.
    """

    source: Source
    query: Query
    groups: tuple[Group, ...] = ()
    span: Span | None = None
    earlier: Group | None = None
    earlier_span: Span | None = None
    covers: Span | None = None
    counted_from: date | None = None
    lacking: tuple[str, ...] = ()
    choices: tuple[Query, ...] = ()
    others: int = 0
    whole: Group | None = None
    periods: int = 0
    currency: str | None = None
    elsewhere: "QueryFact | None" = None
    awaited: bool = False


@dataclass(frozen=True, slots=True)
class Inspected:
    """So many inspections, and defects among them, of a category or period."""

    name: str
    inspections: int
    defects: int


@dataclass(frozen=True, slots=True)
class CountFact:
    """Inspections within `span`, and the defects among them; `last` is the day of the last of all. `groups` are the same by what is
    asked for, `earlier` of the span that it is compared with.
    """

    source: Source
    question: InspectionQuestion
    inspections: int
    defects: int
    span: Span | None = None
    last: date | None = None
    groups: tuple[Inspected, ...] = ()
    earlier: Inspected | None = None
    earlier_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be told to this asker: his newest results, or those of the file or category that his question names.

    `unread` are the tables of which nothing is told, for what they name is not known yet, and the question may name it.
    """

    image: ImageFact | None = None
    table: TableFact | None = None
    models: tuple[ModelFact, ...] = ()
    num_training: int = 0
    query: QueryFact | None = None
    count: CountFact | None = None
    unread: tuple[Source, ...] = ()


def with_result(facts: Facts, result: QueryFact | CountFact | None) -> Facts:
    if isinstance(result, QueryFact):
        return replace(facts, query=result)
    return replace(facts, count=result) if result else facts
