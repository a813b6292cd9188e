"""What the API shows of inspection."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, FiniteFloat

from finnect.inspection.models import Dataset, Detector, Inspection
from finnect.jobs.schemas import JobOut
from finnect.kit.errors import Problem
from finnect.kit.language import document


class RegionOut(BaseModel):
    x: int
    y: int
    width: int
    height: int
    score: float


class ModelRef(BaseModel):
    id: UUID
    category: str
    version: int


class InspectionOut(BaseModel):
    id: UUID
    filename: str
    uploaded_at: datetime
    file_size: int
    sha256: str
    category: str
    category_confidence: float
    prediction: Literal["normal", "defect"]
    confidence: float
    score: float
    threshold: float
    regions: list[RegionOut]
    heatmap_url: str
    original_url: str
    model: ModelRef
    cached: bool
    took_ms: float
    feedback: str
    feedback_note: str

    @classmethod
    def of(cls, row: Inspection) -> Self:
        return cls(
            id=row.id,
            filename=row.upload.filename,
            uploaded_at=row.created_at,
            file_size=row.upload.size,
            sha256=row.upload.sha256,
            category=row.detector.category,
            category_confidence=row.category_confidence,
            prediction=row.prediction,
            confidence=row.confidence,
            score=row.score,
            threshold=row.threshold,
            regions=[RegionOut(**region) for region in row.regions],
            heatmap_url=f"/api/v1/images/{row.id}/heatmap.png",
            original_url=f"/api/v1/images/{row.id}/original",
            model=ModelRef(id=row.detector.id, category=row.detector.category, version=row.detector.version),
            cached=row.cached,
            took_ms=row.took_ms,
            feedback=row.feedback,
            feedback_note=row.feedback_note,
        )


class InspectionPage(BaseModel):
    items: list[InspectionOut]
    next_cursor: str | None


class Feedback(BaseModel, extra="forbid"):
    verdict: Literal["correct", "wrong"]
    note: str = Field("", max_length=2000)


class DatasetOut(BaseModel):
    id: UUID
    category: str
    status: str
    images: dict[str, int]
    rejected: list[dict[str, str]]
    sha256: str
    filename: str
    created_at: datetime
    job_id: UUID

    @classmethod
    def of(cls, row: Dataset) -> Self:
        return cls(
            id=row.id,
            category=row.category,
            status=row.status,
            images={name: row.counts.get(name, 0) for name in ("train_good", "test_good", "test_defect", "masks")},
            rejected=[{"name": entry["name"], "reason": document(Problem.restore(entry))["detail"]} for entry in row.rejected],
            sha256=row.upload.sha256,
            filename=row.upload.filename,
            created_at=row.created_at,
            job_id=row.job_id,
        )


class DatasetPage(BaseModel):
    items: list[DatasetOut]
    next_cursor: str | None


class DatasetAccepted(BaseModel):
    dataset: DatasetOut
    job: JobOut


class TrainOrder(BaseModel, extra="forbid"):
    category: str
    trainer: str = "patchcore"
    options: dict[str, Any] = {}


class ModelOut(BaseModel):
    id: UUID
    category: str
    version: int
    trainer: str
    active: bool
    created_at: datetime
    dataset_id: UUID
    sha256: str
    size: int
    threshold: float
    false_alarm_rate: float | None
    metrics: dict[str, float] | None
    training: dict[str, Any]

    @classmethod
    def of(cls, row: Detector) -> Self:
        return cls(
            id=row.id,
            category=row.category,
            version=row.version,
            trainer=row.trainer,
            active=row.active,
            created_at=row.created_at,
            dataset_id=row.dataset_id,
            sha256=row.sha256,
            size=row.size,
            threshold=row.threshold,
            false_alarm_rate=row.false_alarm_rate,
            metrics=row.metrics,
            training={name: value for name, value in row.training.items() if name != "scores"},
        )


class ModelPage(BaseModel):
    items: list[ModelOut]
    next_cursor: str | None


class ModelChange(BaseModel, extra="forbid"):
    false_alarm_rate: float | None = None
    threshold: FiniteFloat | None = None
    active: Literal[True] | None = None
