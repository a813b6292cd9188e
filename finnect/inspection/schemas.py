"""What the API shows of inspection."""

from datetime import datetime
from math import ceil
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, FiniteFloat

from finnect.inspection.models import Dataset, Detector, Inspection
from finnect.inspection.services import Evaluation, Forecast, ScoredPicture, threshold_of
from finnect.jobs.kinds import kind_of
from finnect.jobs.schemas import JobOut
from finnect.kit.errors import Problem
from finnect.kit.language import document, say
from finnect.kit.words import N_

TOO_FEW_FOR_RATE = N_(
    "%(count)d good pictures cannot support a false-alarm rate of %(asked)s: expect %(supported)s. "
    "For the rate asked for, train with at least %(needed)d good pictures, or choose %(supported)s or more."
)


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
    thumbnail_url: str
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
            thumbnail_url=f"/api/v1/images/{row.id}/thumbnail",
            model=ModelRef(id=row.detector.id, category=row.detector.category, version=row.detector.version),
            cached=row.cached,
            took_ms=row.took_ms,
            feedback=row.feedback,
            feedback_note=row.feedback_note,
        )


class InspectionPage(BaseModel):
    items: list[InspectionOut]
    next_cursor: str | None


class InspectionFilter(BaseModel):
    """What a list of inspections is narrowed to. `filename` is a part of the name; times are from `since` to before `until`."""

    category: str = ""
    prediction: Literal["", "normal", "defect"] = ""
    feedback: Literal["", "correct", "wrong", "none"] = ""
    filename: str = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class Feedback(BaseModel, extra="forbid"):
    verdict: Literal["correct", "wrong"]
    note: str = Field("", max_length=2000)


class DatasetPictureOut(BaseModel):
    picture_id: int
    filename: str
    split: Literal["train", "test"]
    label: str


class DuplicatePair(BaseModel):
    kind: Literal["exact", "near"]
    first: DatasetPictureOut
    second: DatasetPictureOut


class Duplicates(BaseModel):
    """Pictures that show the same as a training picture; `left_out` of the metrics are those among the test pictures."""

    count: int
    left_out: int
    pairs: list[DuplicatePair]


class DatasetOut(BaseModel):
    id: UUID
    category: str
    status: str
    images: dict[str, int]
    rejected: list[dict[str, str]]
    duplicates: Duplicates | None
    sha256: str
    filename: str
    created_at: datetime
    job_id: UUID

    @classmethod
    def in_list(cls, row: Dataset) -> Self:
        """Without the pairs of duplicates."""
        shown = cls.of(row)
        if shown.duplicates:
            shown.duplicates.pairs = []
        return shown

    @classmethod
    def of(cls, row: Dataset) -> Self:
        return cls(
            id=row.id,
            category=row.category,
            status=row.status,
            images={name: row.counts.get(name, 0) for name in ("train_good", "test_good", "test_defect", "masks")},
            rejected=[{"name": entry["name"], "reason": document(Problem.restore(entry))["detail"]} for entry in row.rejected],
            duplicates=Duplicates(**row.duplicates) if row.duplicates else None,
            sha256=row.upload.sha256,
            filename=row.upload.filename,
            created_at=row.created_at,
            job_id=row.job_id,
        )


class ForecastOut(BaseModel):
    """What a training would take by earlier ones like it; null, with the basis "unknown", before the first."""

    seconds: float | None
    peak_bytes: int | None
    basis: Literal["earlier trainings", "trial", "unknown"]
    trainings: int
    seconds_allowed: int
    bytes_allowed: int
    fits: bool

    @classmethod
    def of(cls, forecast: Forecast) -> Self:
        kind = kind_of("inspection.train")
        return cls(
            **forecast.as_record(),
            seconds_allowed=kind.seconds,
            bytes_allowed=kind.memory_bytes,
            fits=forecast.fits(kind),
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


class ThresholdInterval(BaseModel):
    """The share of good parts that the threshold in use refuses: `rate` is expected, the truth lies in `low`…`high` with 95 %.

    `supported` is the lowest rate that the number of good pictures can support; `warning` says so where that is above the
    rate asked for.
    """

    asked: float | None
    rate: float
    low: float
    high: float
    supported: float
    good_pictures: int
    warning: str

    @classmethod
    def of(cls, row: Detector) -> Self:
        """In the active language."""
        threshold, count = threshold_of(row), len(row.calibration["good"])
        supported = 1 / (count + 1)
        params = {
            "count": count,
            "supported": f"{ceil(supported * 1e4 - 1e-9) / 1e4:.2%}",  # upwards: what is named must be supported
            "asked": f"{threshold.asked * 100:.3g}%",
            "needed": ceil(1 / threshold.asked - 1e-9) - 1,
        }
        return cls(
            asked=row.false_alarm_rate,
            rate=threshold.rate,
            low=threshold.low,
            high=threshold.high,
            supported=supported,
            good_pictures=count,
            warning="" if threshold.is_supported else say(TOO_FEW_FOR_RATE, params),
        )


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
    threshold_interval: ThresholdInterval
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
            threshold_interval=ThresholdInterval.of(row),
            metrics=row.metrics,
            training={name: value for name, value in row.training.items() if name not in ("scores", "pictures", "stages")},
        )


class ModelPage(BaseModel):
    items: list[ModelOut]
    next_cursor: str | None


class ScoredPictureOut(BaseModel):
    """Without name and address for those who may not see the picture."""

    picture_id: int | None
    label: str
    score: float
    filename: str | None
    url: str | None
    thumbnail_url: str | None

    @classmethod
    def of(cls, scored: ScoredPicture, dataset_id: UUID, names: dict[int, str]) -> Self:
        """`names` are those of the pictures that may be seen, by id."""
        filename = names.get(scored.picture_id or 0)
        url = None if filename is None else f"/api/v1/datasets/{dataset_id}/pictures/{scored.picture_id}"
        return cls(
            picture_id=scored.picture_id,
            label=scored.label,
            score=scored.score,
            filename=filename,
            url=url,
            thumbnail_url=url and f"{url}/thumbnail",
        )


class Histogram(BaseModel):
    edges: list[float]
    counts: dict[str, list[int]]


class WorstErrors(BaseModel):
    missed: list[ScoredPictureOut]
    false_alarms: list[ScoredPictureOut]


class EvaluationOut(BaseModel):
    model_id: UUID
    dataset_id: UUID
    threshold: float
    threshold_interval: ThresholdInterval
    recall_at_threshold: float | None
    false_alarm_rate_at_threshold: float | None
    roc: list[tuple[float, float]] | None
    histogram: Histogram
    worst: WorstErrors
    oddest: list[ScoredPictureOut]

    @classmethod
    def of(cls, row: Detector, found: Evaluation, names: dict[int, str]) -> Self:
        def shown(scored: list[ScoredPicture]) -> list[ScoredPictureOut]:
            return [ScoredPictureOut.of(one, row.dataset_id, names) for one in scored]

        return cls(
            model_id=row.id,
            dataset_id=row.dataset_id,
            threshold=row.threshold,
            threshold_interval=ThresholdInterval.of(row),
            recall_at_threshold=found.recall,
            false_alarm_rate_at_threshold=found.false_alarm_rate,
            roc=found.roc,
            histogram=Histogram(edges=found.edges, counts=found.histogram),
            worst=WorstErrors(missed=shown(found.missed), false_alarms=shown(found.false_alarms)),
            oddest=shown(found.oddest),
        )


class ModelChange(BaseModel, extra="forbid"):
    false_alarm_rate: float | None = None
    threshold: FiniteFloat | None = None
    active: Literal[True] | None = None
