"""What the API shows of tables."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from finnect.jobs.models import Job
from finnect.jobs.schemas import JobOut
from finnect.kit.errors import Problem
from finnect.kit.language import document, say
from finnect.sales.analysis import SEGMENT_WORDS, Bridge, Line, Segment
from finnect.sales.models import Table
from finnect.sales.queries import files_of, misfit
from finnect.sales.services import number

Written = Annotated[str, Field(pattern=r"^[^\x00]*$")]  # no database keeps a zero byte
Shown = Annotated[str | int | float | datetime, BeforeValidator(lambda value: number(value) if isinstance(value, Decimal) else value)]


def one_line(text: Any) -> Any:
    """A text composed, without control and direction characters, blanks as one; anything else as it is."""
    if not isinstance(text, str):
        return text
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(char for char in composed if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))


class Choices(BaseModel):
    """Our field → their column, "" for none; what is not said is recognised. `sheet` is of a workbook, "" for the one that fits best."""

    model_config = ConfigDict(extra="forbid")
    mapping: dict[str, Written] = {}
    sheet: Annotated[Written, Field(max_length=100)] = ""


class Named(BaseModel):
    id: UUID
    name: str


class HistoryName(BaseModel):
    """In one line, without characters that nobody sees."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=100), BeforeValidator(one_line)]


class TableOut(BaseModel):
    """The table of a file, or a history, whose `filename` is its name and whose `files` are told by `/files`.

    `notes` tell what could have been understood otherwise; `rows_aside` are totals, notes and repeated headers, listed in `issues`.
    """

    id: UUID
    kind: Literal["file", "history"]
    filename: str
    file_size: int
    sha256: str
    status: str
    created_at: datetime
    job_id: UUID
    history: Named | None
    rows: int | None
    columns: list[dict[str, Any]]
    mapping: dict[str, Any]
    asked: Choices
    encoding: str
    delimiter: str
    sheet: str
    sheets: list[str]
    notes: list[dict[str, str]]
    statistics: dict[str, Any] | None
    issues: list[dict[str, Any]]
    issue_count: int
    rows_aside: int
    error: dict[str, Any] | None

    @classmethod
    def of(cls, row: Table) -> Self:
        return cls(
            id=row.id,
            kind="history" if row.is_history else "file",
            filename=row.filename,
            file_size=row.upload.size if row.upload else 0,
            sha256=row.upload.sha256 if row.upload else "",
            status=row.status,
            created_at=row.created_at,
            job_id=row.job_id,
            history=Named(id=row.history.id, name=row.history.name) if row.history else None,
            rows=row.rows,
            columns=row.columns,
            mapping=row.mapping,
            asked=Choices(mapping=row.asked_mapping, sheet=row.asked_sheet),
            encoding=row.encoding,
            delimiter=row.delimiter,
            sheet=row.sheet,
            sheets=row.sheets,
            notes=[{**note, "text": say(note["text"], {})} for note in row.notes],
            statistics=row.statistics,
            issues=[{**issue, "reason": say(issue["reason"], {})} for issue in row.issues],
            issue_count=row.issue_count,
            rows_aside=row.rows_aside,
            error=document(Problem.restore(row.job.error)) if row.job.error else None,
        )


class TablePage(BaseModel):
    items: list[TableOut]
    next_cursor: str | None


class TableAccepted(BaseModel):
    table: TableOut
    job: JobOut

    @classmethod
    def of(cls, row: Table) -> Self:
        return cls(table=TableOut.of(row), job=JobOut.of(row.job))


class FileOut(BaseModel):
    """A file of a history. `repeated` of its `rows` stand in an earlier file and do not count again; None where it is not joined.

    `problem` is why it is not: it could not be read, or does not fit.
    """

    id: UUID
    filename: str
    status: str
    rows: int | None
    repeated: int | None
    first_day: date | None
    last_day: date | None
    issue_count: int
    rows_aside: int
    problem: dict[str, Any] | None

    @classmethod
    def of(cls, row: Table, joined: Mapping[str, Any] | None, problem: Problem | None) -> Self:
        told = joined or {"repeated": None, "first_day": None, "last_day": None}
        return cls(
            id=row.id,
            filename=row.filename,
            status=row.status,
            rows=row.rows,
            issue_count=row.issue_count,
            rows_aside=row.rows_aside,
            problem=document(problem) if problem else None,
            **{name: told[name] for name in ("repeated", "first_day", "last_day")},
        )


class RepeatedOut(BaseModel):
    """Rows that were found again in a later file; without an invoice number or a date they are the same only as far as the rest tells."""

    rows: int
    revenue: int | float
    without_invoice: int
    without_date: int


class VersionOut(BaseModel):
    file: UUID
    rows: int
    revenue: int | float


class DifferingOut(BaseModel):
    """An invoice that files tell differently; `rows` and `revenue` are what counts: every different row."""

    invoice: str
    rows: int
    revenue: int | float
    versions: list[VersionOut]


class HistoryOut(BaseModel):
    """`differing` invoices are counted, those of most money `listed`; `renewal` is the last joining, which may be under way."""

    id: UUID
    name: str
    files: list[FileOut]
    repeated: RepeatedOut | None
    differing: int | None
    listed: list[DifferingOut]
    renewal: JobOut | None

    @classmethod
    def of(cls, history: Table) -> Self:
        files, joined = files_of(history), history.joined or {}
        told = {one["id"]: one for one in joined.get("files", ())}
        return cls(
            id=history.id,
            name=history.name,
            files=[FileOut.of(file, told.get(str(file.id)), _problem(file, files)) for file in files],
            repeated=joined.get("repeated"),
            differing=joined.get("differing"),
            listed=joined.get("listed", []),
            renewal=JobOut.of(history.renewal) if history.renewal else None,
        )


def _problem(file: Table, files: Sequence[Table]) -> Problem | None:
    if file.job.error:
        return Problem.restore(file.job.error)
    return misfit(file, files) if file.status == Job.Status.SUCCESS else None


class LineOut(BaseModel):
    name: str
    label: str
    rows: int
    value: int | float
    purpose: str
    customers: int | None

    @classmethod
    def of(cls, line: Line) -> Self:
        """In the active language."""
        return cls(
            name=line.name,
            label=say(line.label, {}),
            rows=line.rows,
            value=number(line.value),
            purpose=say(line.purpose, {}),
            customers=line.customers,
        )


class BridgeOut(BaseModel):
    """The lines sum to the total; `definitions` are other totals in use, `within` what the total holds and may surprise."""

    lines: list[LineOut]
    total: int | float
    definitions: list[LineOut]
    within: list[LineOut]

    @classmethod
    def of(cls, bridge: Bridge) -> Self:
        return cls(
            lines=[LineOut.of(line) for line in bridge.lines],
            total=number(bridge.total),
            definitions=[LineOut.of(line) for line in bridge.definitions],
            within=[LineOut.of(line) for line in bridge.within],
        )


class PointOut(BaseModel):
    period: date
    value: int | float
    complete: bool


class EntryOut(BaseModel):
    key: str
    label: str
    value: int | float


class SegmentOut(BaseModel):
    """`recency_days`, `frequency` and `monetary` are means of the segment's customers; None where it has none."""

    segment: Segment
    label: str
    advice: str
    customers: int
    share: float
    revenue: int | float
    recency_days: float | None
    frequency: float | None
    monetary: float | None
    bounds: dict[str, tuple[int | float, int | float] | None]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """In the active language."""
        label, advice = SEGMENT_WORDS[row["segment"]]
        return cls(**row, label=say(label, {}), advice=say(advice, {}))


class CohortOut(BaseModel):
    """Customers by the month of their first purchase; item n of the lists is n months later."""

    month: date
    customers: int
    active: list[int]
    retention: list[float]
    revenue: list[float]


class TriedOut(BaseModel):
    k: int
    silhouette: float
    inside: float


class ClusterOut(BaseModel):
    cluster: int
    customers: int
    share: float
    revenue: float
    recency_days: float
    frequency: float
    monetary: float
    segments: dict[Segment, int]


class ClustersOut(BaseModel):
    """`tried` are numbers of groups with their silhouette (-1…1, more is better) and the share of the variance left inside."""

    k: int
    best: int
    tried: list[TriedOut]
    clusters: list[ClusterOut]


class ExpectedOut(BaseModel):
    days: int
    purchases: float
    value: float


class CalibratedOut(BaseModel):
    repeats: int
    customers: int
    predicted: float
    actual: float
    naive: float


class BacktestOut(BaseModel):
    """Fitted up to `split`, held against what came until `end`; sums, errors per customer, and means by earlier repeat purchases."""

    begin: date
    split: date
    end: date
    customers: int
    predicted: float
    actual: int
    naive: float
    mean_error: float
    naive_mean_error: float
    predicted_value: float
    actual_value: float
    lines: list[CalibratedOut]


class ValueOut(BaseModel):
    """Of the BG/NBD and Gamma-Gamma models, whose parameters are in `purchasing` and `spending`; `top` by the next twelve months."""

    customers: int
    alive: float
    expected: dict[str, ExpectedOut]
    purchasing: dict[str, float]
    spending: dict[str, float]
    correlation: float
    backtest: BacktestOut
    top: list[dict[str, str | date | float]]


class FrequentOut(BaseModel):
    value: Shown
    rows: int


class FieldOut(BaseModel):
    """`smallest` and `largest` of numbers and dates, `mean`, `zero` and `negative` of numbers; `frequent` are the values of most rows."""

    field: str
    missing: int
    distinct: int
    smallest: Shown | None
    largest: Shown | None
    mean: float | None
    zero: int | None
    negative: int | None
    frequent: list[FrequentOut]


class QueryOut(BaseModel):
    columns: list[str]
    rows: list[list[Any]]

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Self:
        rows = [[number(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in answer["rows"]]
        return cls(columns=answer["columns"], rows=rows)
