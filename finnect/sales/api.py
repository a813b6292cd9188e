"""`/api/v1/tables`: hand in, look, measure."""

import json
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from fastapi import APIRouter, Body, Form, Header, Query, UploadFile
from fastapi.responses import StreamingResponse

from finnect.accounts.acting import Acting
from finnect.jobs.schemas import JobOut
from finnect.kit.django_thread import DjangoRoute
from finnect.kit.downloads import attachment
from finnect.kit.errors import Invalid
from finnect.kit.paging import page
from finnect.sales import analysis, queries, services
from finnect.sales.schemas import BridgeOut, CohortOut, EntryOut, PointOut, QueryOut, SegmentOut, TableAccepted, TableOut, TablePage

router = APIRouter(prefix="/api/v1/tables", tags=["tables"], route_class=DjangoRoute)
FORM_SLACK = 64 * 1024


@router.post("", response_model=TableAccepted, status_code=202, max_body_size=settings.MAX_TABLE_BYTES + FORM_SLACK)
def hand_in_table(
    user: Acting,
    file: UploadFile,
    mapping: Annotated[str, Form()] = "",
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> TableAccepted:
    table = services.receive_table(
        owner=user, file=file.file, filename=file.filename or "", mapping=_mapping(mapping), idempotency_key=idempotency_key
    )
    return TableAccepted(table=TableOut.of(table), job=JobOut.of(table.job))


def _mapping(text: str) -> dict[str, str]:
    try:
        mapping = json.loads(text) if text else {}
    except ValueError as error:
        raise Invalid(where="mapping", reason=str(error)) from error
    if not isinstance(mapping, dict) or not all(isinstance(column, str) for column in mapping.values()):
        raise Invalid(where="mapping", reason='{"UnitPrice": "…", …}')
    return mapping


@router.get("", response_model=TablePage)
def list_tables(user: Acting, cursor: str | None = None) -> dict[str, Any]:
    return page(queries.visible_tables(user), cursor, TableOut.of)


@router.get("/{table_id}", response_model=TableOut)
def get_table(table_id: UUID, user: Acting) -> TableOut:
    return TableOut.of(queries.visible_table(user, table_id))


@router.get("/{table_id}/bridge", response_model=BridgeOut)
def get_bridge(table_id: UUID, user: Acting) -> BridgeOut:
    return BridgeOut.of(services.measured(queries.visible_table(user, table_id), "bridge", analysis.bridge))


@router.get("/{table_id}/series", response_model=list[PointOut])
def get_series(table_id: UUID, user: Acting, measure: analysis.Measure = "total_revenue", by: analysis.Period = "month") -> Any:
    table = queries.visible_table(user, table_id)
    return services.measured(table, f"series:{measure}:{by}", lambda parquet: analysis.series(parquet, measure, by))


@router.get("/{table_id}/top", response_model=list[EntryOut])
def get_top(
    table_id: UUID,
    user: Acting,
    by: analysis.Dimension = "product",
    measure: analysis.Measure = "total_revenue",
    limit: Annotated[int, Query(ge=1, le=1000)] = 10,
) -> Any:
    table = queries.visible_table(user, table_id)
    return services.measured(table, f"top:{by}:{measure}:{limit}", lambda parquet: analysis.top(parquet, by, measure, limit))


@router.get("/{table_id}/segments", response_model=list[SegmentOut])
def get_segments(table_id: UUID, user: Acting) -> Any:
    return services.measured(queries.visible_table(user, table_id), "segments", analysis.segments)


@router.get("/{table_id}/segments.csv", response_class=StreamingResponse)
def get_segments_csv(table_id: UUID, user: Acting) -> StreamingResponse:
    """The customers of each segment; cells that a spreadsheet would run are quoted."""
    table = queries.visible_table(user, table_id)
    customers = services.measured(table, "customers", analysis.customer_rows)
    columns = analysis.CUSTOMER_COLUMNS
    lines = analysis.csv_lines(columns, ([row[column] for column in columns] for row in customers))
    return attachment((line.encode() for line in lines), f"{table.upload.filename}-segments.csv", None, "text/csv")


@router.get("/{table_id}/cohorts", response_model=list[CohortOut])
def get_cohorts(table_id: UUID, user: Acting) -> Any:
    return services.measured(queries.visible_table(user, table_id), "cohorts", analysis.retention)


@router.post("/{table_id}/query", response_model=QueryOut)
def query_table(table_id: UUID, user: Acting, document: Annotated[dict[str, Any], Body()]) -> QueryOut:
    """Measures × group-by × filters × order × limit, over a closed vocabulary; what it does not know, it names."""
    table = queries.visible_table(user, table_id)
    query = analysis.parse_query(document)
    return QueryOut.of(services.measured(table, f"query:{query}", lambda parquet: analysis.run_query(parquet, query)))
