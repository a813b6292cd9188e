"""`/api/v1/images`, `/datasets`, `/models`."""

from mimetypes import guess_type
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from fastapi import APIRouter, Form, Header, Query, Response, UploadFile
from fastapi.responses import StreamingResponse

from finnect import storage
from finnect.accounts.acting import Acting, ActingAdmin
from finnect.inspection import queries, services
from finnect.inspection.schemas import (
    DatasetAccepted,
    DatasetOut,
    DatasetPage,
    EvaluationOut,
    Feedback,
    ForecastOut,
    InspectionFilter,
    InspectionOut,
    InspectionPage,
    ModelChange,
    ModelOut,
    ModelPage,
    TrainOrder,
)
from finnect.inspection.services.detectors import check_trainer
from finnect.jobs.schemas import JobOut
from finnect.kit.django_thread import DjangoRoute
from finnect.kit.downloads import INERT, attachment
from finnect.kit.paging import page

images = APIRouter(prefix="/api/v1/images", tags=["images"], route_class=DjangoRoute)
datasets = APIRouter(prefix="/api/v1/datasets", tags=["data sets"], route_class=DjangoRoute)
models = APIRouter(prefix="/api/v1/models", tags=["models"], route_class=DjangoRoute)
FORM_SLACK = 64 * 1024
IdempotencyKey = Annotated[str | None, Header(max_length=200)]


@images.post("", response_model=InspectionOut, status_code=201, max_body_size=settings.MAX_IMAGE_BYTES + FORM_SLACK)
def inspect_image(
    user: Acting, file: UploadFile, category: Annotated[str, Form()] = "", idempotency_key: IdempotencyKey = None
) -> InspectionOut:
    inspection = services.inspect(
        owner=user, file=file.file, filename=file.filename or "", category=category or None, idempotency_key=idempotency_key
    )
    return InspectionOut.of(inspection)


@images.get("", response_model=InspectionPage)
def list_images(user: Acting, wanted: Annotated[InspectionFilter, Query()], cursor: str | None = None) -> dict[str, Any]:
    rows = queries.chosen_inspections(queries.visible_inspections(user), **wanted.model_dump())
    return page(rows, cursor, InspectionOut.of)


@images.get("/{inspection_id}", response_model=InspectionOut)
def get_image(inspection_id: UUID, user: Acting) -> InspectionOut:
    return InspectionOut.of(queries.visible_inspection(user, inspection_id))


@images.get("/{inspection_id}/heatmap.png", response_class=Response)
def get_heatmap(inspection_id: UUID, user: Acting) -> Response:
    return Response(services.heat_map(queries.visible_inspection(user, inspection_id)), media_type="image/png", headers=INERT)


@images.get("/{inspection_id}/original", response_class=StreamingResponse)
def get_original(inspection_id: UUID, user: Acting) -> StreamingResponse:
    upload = queries.visible_inspection(user, inspection_id).upload
    return attachment(storage.stream(upload.key), upload.filename, upload.size, upload.media_type)


@images.get("/{inspection_id}/thumbnail", response_class=Response)
def get_thumbnail(inspection_id: UUID, user: Acting) -> Response:
    upload = queries.visible_inspection(user, inspection_id).upload
    return Response(services.thumbnail_of(upload.key), media_type="image/webp", headers=INERT)


@images.post("/{inspection_id}/feedback", response_model=InspectionOut)
def give_feedback(inspection_id: UUID, body: Feedback, user: Acting) -> InspectionOut:
    inspection = queries.visible_inspection(user, inspection_id)
    return InspectionOut.of(services.give_feedback(inspection, verdict=body.verdict, note=body.note))


@datasets.post("", response_model=DatasetAccepted, status_code=202, max_body_size=settings.MAX_DATASET_BYTES + FORM_SLACK)
def hand_in_dataset(
    user: Acting,
    file: UploadFile,
    category: Annotated[str, Form()] = "",
    trainer: Annotated[str, Form()] = "patchcore",
    train: Annotated[bool, Form()] = True,
    idempotency_key: IdempotencyKey = None,
) -> DatasetAccepted:
    check_trainer(trainer)
    dataset = services.receive_dataset(
        owner=user,
        file=file.file,
        filename=file.filename or "",
        category=category,
        trainer=trainer,
        train_after=train,
        idempotency_key=idempotency_key,
    )
    return DatasetAccepted(dataset=DatasetOut.of(dataset), job=JobOut.of(dataset.job))


@datasets.get("", response_model=DatasetPage)
def list_datasets(user: Acting, cursor: str | None = None) -> dict[str, Any]:
    return page(queries.visible_datasets(user), cursor, DatasetOut.in_list)


@datasets.get("/{dataset_id}", response_model=DatasetOut)
def get_dataset(dataset_id: UUID, user: Acting) -> DatasetOut:
    return DatasetOut.of(queries.visible_dataset(user, dataset_id))


@datasets.get("/{dataset_id}/forecast", response_model=ForecastOut)
def get_forecast(
    dataset_id: UUID,
    user: Acting,
    trainer: str = "patchcore",
    resolution: int | None = None,
    bank_size: int | None = None,
    epochs: int | None = None,
) -> ForecastOut:
    dataset = queries.visible_dataset(user, dataset_id)
    asked = {"resolution": resolution, "bank_size": bank_size, "epochs": epochs}
    options = {name: value for name, value in asked.items() if value is not None}
    return ForecastOut.of(services.foreseen(dataset, trainer=trainer, options=options))


@datasets.get("/{dataset_id}/pictures/{picture_id}", response_class=Response)
def get_picture(dataset_id: UUID, picture_id: int, user: Acting) -> Response:
    picture = queries.visible_picture(user, dataset_id, picture_id)
    return Response(storage.read(picture.key), media_type=guess_type(picture.key)[0] or "application/octet-stream", headers=INERT)


@datasets.get("/{dataset_id}/pictures/{picture_id}/thumbnail", response_class=Response)
def get_picture_thumbnail(dataset_id: UUID, picture_id: int, user: Acting) -> Response:
    picture = queries.visible_picture(user, dataset_id, picture_id)
    return Response(services.thumbnail_of(picture.key), media_type="image/webp", headers=INERT)


@models.post("/train", response_model=JobOut, status_code=202)
def train_model(order: TrainOrder, admin: ActingAdmin) -> JobOut:
    return JobOut.of(services.train(owner=admin, category=order.category, trainer=order.trainer, options=order.options))


@models.get("", response_model=ModelPage)
def list_models(user: Acting, category: str = "", active: bool | None = None, cursor: str | None = None) -> dict[str, Any]:
    rows = queries.detectors()
    rows = rows.filter(category=category) if category else rows
    return page(rows if active is None else rows.filter(active=active), cursor, ModelOut.of)


@models.get("/{model_id}", response_model=ModelOut)
def get_model(model_id: UUID, user: Acting) -> ModelOut:
    return ModelOut.of(queries.detector(model_id))


@models.get("/{model_id}/evaluation", response_model=EvaluationOut)
def get_evaluation(model_id: UUID, user: Acting) -> EvaluationOut:
    row = queries.detector(model_id)
    found = services.evaluation_of(row)
    return EvaluationOut.of(row, found, queries.visible_names(user, row.dataset_id, found.picture_ids))


@models.patch("/{model_id}", response_model=ModelOut)
def change_model(model_id: UUID, change: ModelChange, admin: ActingAdmin) -> ModelOut:
    detector = queries.detector(model_id)
    if change.false_alarm_rate is not None or change.threshold is not None or not change.active:
        services.set_sensitivity(detector, false_alarm_rate=change.false_alarm_rate, threshold=change.threshold)
    if change.active:
        services.activate(detector)
    return ModelOut.of(detector)


@models.get("/{model_id}/onnx", response_class=StreamingResponse)
def get_onnx(model_id: UUID, admin: ActingAdmin) -> StreamingResponse:
    row = queries.detector(model_id)
    return attachment(storage.stream(row.key), f"{row.category}-v{row.version}.onnx", row.size)
