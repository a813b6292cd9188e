"""`/api/v1/tables`: hand in, look, measure."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from fastapi import APIRouter, Body, Depends, Form, Header, Query, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import ValidationError
from pydantic_core import from_json

from finnect.accounts.acting import Acting
from finnect.kit.django_thread import DjangoRoute
from finnect.kit.downloads import attachment
from finnect.kit.errors import Invalid
from finnect.kit.paging import page
from finnect.kit.validation import worded
from finnect.kit.words import N_
from finnect.sales import analysis, exports, histories, queries, services, sheets
from finnect.sales.measurements import Question
from finnect.sales.schemas import (
    BridgeOut,
    Choices,
    ClustersOut,
    CohortOut,
    EntryOut,
    FieldOut,
    HistoryName,
    HistoryOut,
    PointOut,
    QueryOut,
    SegmentOut,
    TableAccepted,
    TableOut,
    TablePage,
    ValueOut,
)

router = APIRouter(prefix="/api/v1/tables", tags=["tables"], route_class=DjangoRoute)
FORM_SLACK = 64 * 1024


async def _selection(
    country: Annotated[str, Query(max_length=200, description="Of this country only.")] = "",
    since: Annotated[str, Query(alias="from", description="The first month, such as 2011-03.")] = "",
    until: Annotated[str, Query(alias="to", description="The last month.")] = "",
) -> analysis.Selection:
    return analysis.parse_selection(country, since, until)


Selected = Annotated[analysis.Selection, Depends(_selection)]


@router.post("", response_model=TableAccepted, status_code=202, max_body_size=settings.MAX_TABLE_BYTES + FORM_SLACK)
def hand_in_table(
    user: Acting,
    file: UploadFile,
    mapping: Annotated[str, Form()] = "",
    sheet: Annotated[str, Form()] = "",
    history: Annotated[str, Form()] = "",
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> TableAccepted:
    """`history` is the name of the history that the file is to be a part of; it is made if there is none of that name."""
    choices, name = _choices(mapping, sheet), _history_name(history) if history else ""
    table = services.receive_table(
        owner=user, file=file.file, filename=file.filename or "", idempotency_key=idempotency_key, **choices.model_dump()
    )
    if name:
        histories.put_in(table, name)
        table = queries.visible_table(user, table.id)
    return TableAccepted.of(table)


def _history_name(text: str) -> str:
    try:
        return HistoryName(name=text).name
    except ValidationError as error:
        raise worded({**error.errors()[0], "loc": ("history",)}) from error


def _choices(mapping: str, sheet: str) -> Choices:
    try:
        return Choices(mapping=from_json(mapping) if mapping else {}, sheet=sheet)
    except ValidationError as error:
        raise worded(error.errors()[0]) from error
    except ValueError as error:
        raise Invalid(where="mapping", reason=N_("is no valid JSON")) from error


@router.post("/{table_id}/analyze", response_model=TableAccepted, status_code=202)
def read_table_anew(table_id: UUID, user: Acting, choices: Choices) -> TableAccepted:
    """Read the same file again with other columns or another sheet: a new table beside this one, without another upload."""
    return TableAccepted.of(histories.read_anew(queries.visible_file(user, table_id), **choices.model_dump()))


@router.post("/{table_id}/history", response_model=TableAccepted, status_code=202)
def put_into_history(table_id: UUID, user: Acting, history: HistoryName) -> TableAccepted:
    """Make the file a part of its owner's history of this name, which is made if there is none; the answer is the history."""
    return TableAccepted.of(histories.add(queries.visible_file(user, table_id), history.name))


@router.get("/{history_id}/files", response_model=HistoryOut)
def list_files(history_id: UUID, user: Acting) -> HistoryOut:
    """What a history is made of, and what was found twice or told differently in it."""
    history = queries.visible_history(user, history_id)
    with services.unless_deleted(history):
        return HistoryOut.of(history)


@router.delete("/{history_id}/files", status_code=204)
def end_history(history_id: UUID, user: Acting) -> None:
    """The history ends; its files stay as tables of their own."""
    histories.end(queries.visible_history(user, history_id))


@router.delete("/{history_id}/files/{file_id}", status_code=204)
def take_out_of_history(history_id: UUID, file_id: UUID, user: Acting) -> None:
    """The file stays as a table of its own; a history that loses its last file ends."""
    histories.take_out(queries.visible_history(user, history_id), file_id)


@router.get("", response_model=TablePage)
def list_tables(user: Acting, kind: Literal["file", "history"] | None = None, cursor: str | None = None) -> dict[str, Any]:
    rows = queries.visible(user)
    return page(rows.filter(upload__isnull=kind == "history") if kind else rows, cursor, TableOut.of)


@router.get("/{table_id}", response_model=TableOut)
def get_table(table_id: UUID, user: Acting) -> TableOut:
    return TableOut.of(queries.visible_table(user, table_id))


@router.delete("/{table_id}", status_code=204)
def delete_table(table_id: UUID, user: Acting) -> None:
    """With its file, unless another table is read from that too. A history ends; its files stay as tables of their own."""
    histories.delete(queries.visible_table(user, table_id))


@router.get("/{table_id}/bridge", response_model=BridgeOut)
def get_bridge(table_id: UUID, user: Acting, selection: Selected) -> BridgeOut:
    return BridgeOut.of(services.told(queries.visible_table(user, table_id), Question("bridge"), selection))


@router.get("/{table_id}/series", response_model=list[PointOut])
def get_series(
    table_id: UUID, user: Acting, selection: Selected, measure: analysis.Measure = "total_revenue", by: analysis.Period = "month"
) -> Any:
    return services.told(queries.visible_table(user, table_id), Question("series", (measure, by)), selection)


@router.get("/{table_id}/top", response_model=list[EntryOut])
def get_top(
    table_id: UUID,
    user: Acting,
    selection: Selected,
    by: analysis.Dimension = "product",
    measure: analysis.Measure = "total_revenue",
    limit: Annotated[int, Query(ge=1, le=1000)] = 10,
) -> Any:
    return services.told(queries.visible_table(user, table_id), Question("top", (by, measure, limit)), selection)


@router.get("/{table_id}/profile", response_model=list[FieldOut])
def get_profile(table_id: UUID, user: Acting) -> Any:
    return services.told(queries.visible_table(user, table_id), Question("profile"))


@router.get("/{table_id}/segments", response_model=list[SegmentOut])
def get_segments(table_id: UUID, user: Acting, selection: Selected) -> list[SegmentOut]:
    table = queries.visible_table(user, table_id)
    return [SegmentOut.of(row) for row in services.told(table, Question("segments"), selection)]


@router.get("/{table_id}/cohorts", response_model=list[CohortOut])
def get_cohorts(table_id: UUID, user: Acting, selection: Selected) -> Any:
    """Those who bought for the first time in the months chosen."""
    return services.cohorts(queries.visible_table(user, table_id), selection)


@router.get("/{table_id}/clusters", response_model=ClustersOut)
def get_clusters(table_id: UUID, user: Acting, selection: Selected, k: Annotated[int | None, Query(ge=2, le=8)] = None) -> Any:
    """Groups of customers by k-means; without `k` as many as they form best."""
    return services.groups(queries.visible_table(user, table_id), k, selection)


@router.get("/{table_id}/value", response_model=ValueOut)
def get_value(table_id: UUID, user: Acting, selection: Selected) -> Any:
    """What customers are expected to buy, and how well that was foretold before; it follows from all that they did, also before `from`."""
    return services.value(queries.visible_table(user, table_id), selection)


@router.post("/{table_id}/query", response_model=QueryOut)
def query_table(table_id: UUID, user: Acting, document: Annotated[dict[str, Any], Body()]) -> QueryOut:
    """Measures × group-by × filters × order × limit, over a closed vocabulary; what it does not know, it names."""
    table = queries.visible_table(user, table_id)
    return QueryOut.of(services.told(table, Question("query", (analysis.parse_query(document),))))


def _export(name: str, ending: str) -> Callable[[UUID, Acting, Selected], StreamingResponse]:
    def download(table_id: UUID, user: Acting, selection: Selected) -> StreamingResponse:
        table = queries.visible_table(user, table_id)
        pieces = exports.file_of(table, name, ending, selection)
        return attachment(pieces, f"{table.filename}-{name}.{ending}", None, sheets.MEDIA_TYPES[ending])

    return download


for _name in exports.NAMES:
    for _ending in sheets.MEDIA_TYPES:
        router.add_api_route(
            f"/{{table_id}}/{_name}.{_ending}",
            _export(_name, _ending),
            response_class=StreamingResponse,
            name=f"get_{_name}_{_ending}",
            description="For a spreadsheet; cells that it would run are quoted.",
        )
