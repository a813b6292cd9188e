"""What the cast handles: pictures, archives, tables, and a small detector that is trained once for all tests."""

import io
import uuid
import zipfile
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from tests.conftest import drawn_part, png

SALES = b"""InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE LANTERN,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
536365,71053,METAL LANTERN,2,2010-12-01 08:26:00,3.39,17850,United Kingdom
536366,22633,HAND WARMER,6,2010-12-02 08:28:00,1.85,12583,France
C536379,85123A,WHITE LANTERN,-1,2010-12-03 09:41:00,2.55,17850,United Kingdom
"""
STATISTICS = {"total_revenue": 30.63, "num_customers": 2, "num_invoices": 3, "total_quantity": 13}


def drawn_grid(seed: int, size: int = 64) -> Image.Image:
    """Another product: a grid of bright dots."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size]
    dots = 60 + 150 * ((x % 16 < 5) & (y % 16 < 5)) + rng.normal(0, 4, (size, size))
    return Image.fromarray(np.clip(dots, 0, 255).astype(np.uint8)).convert("RGB")


def part(seed: int, *, defect: bool = False) -> bytes:
    """A small plate as a PNG."""
    return png(drawn_part(seed, defect=defect, size=96))


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The same files give the same bytes: every member is of one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def good_parts(count: int = 6, folder: str = "") -> list[tuple[str, bytes]]:
    return [(f"{folder}{number:03}.png", part(number)) for number in range(count)]


@cache
def trained(category: str = "plate") -> Any:
    """A detector of few small pictures: a second of training, for all tests together.

    So few say little of a new part; those it was trained on, `part(0)` to `part(7)`, are normal to it for certain.
    """
    from finnect.inspection.detection import Backbone, TrainingOptions, train

    options = TrainingOptions(resolution=96, bank_size=100, threads=1)
    return train([product(category, seed) for seed in range(8)], backbone=Backbone.builtin(), options=options)


def product(category: str, seed: int) -> bytes:
    """A good one."""
    return png(drawn_grid(seed)) if category.startswith("grid") else part(seed)


def upload_of(owner: Any, kind: str = "image", content: bytes | None = None, filename: str = "kept.bin") -> Any:
    """A kept file, without the checks at the door."""
    import hashlib

    from finnect import storage
    from finnect.uploads.models import Upload

    content = uuid.uuid4().bytes if content is None else content
    stored = storage.put(storage.new_key("kept"), content)
    sha256 = hashlib.sha256(content).hexdigest()
    return Upload.objects.create(
        owner=owner, kind=kind, filename=filename, media_type="application/octet-stream", size=len(content), sha256=sha256, key=stored.key
    )


def dataset_of(owner: Any, category: str = "plate", **job: Any) -> Any:
    """An unpacked data set without pictures."""
    from finnect.inspection.models import Dataset
    from finnect.jobs.models import Job

    done = Job.objects.create(kind="inspection.unpack", owner=owner, **{"status": Job.Status.SUCCESS, **job})
    return Dataset.objects.create(owner=owner, upload=upload_of(owner, "dataset"), job=done, category=category)


def detector_of(owner: Any, category: str = "plate") -> Any:
    """An active detector, as training would have left it."""
    from finnect import storage
    from finnect.inspection import services
    from finnect.inspection.models import DatasetPicture

    found, dataset = trained("grid" if category.startswith("grid") else "plate"), dataset_of(owner, category)
    for seed in range(3):
        key = storage.put(storage.new_key("train", ".png"), product(category, seed)).key
        DatasetPicture.objects.create(dataset=dataset, split="train", filename=f"{seed}.png", key=key)
    file = storage.put(storage.new_key("models", ".onnx"), found.onnx)
    return services.register_detector(
        dataset=dataset, job_id=dataset.job_id, trainer="patchcore", trained=found, file=file, backbone="Finnect 1"
    )


def inspection_of(owner: Any, content: bytes, *, filename: str = "part.png") -> Any:
    from finnect.inspection import services

    return services.inspect(owner=owner, file=io.BytesIO(content), filename=filename, category=None)


def table_of(owner: Any, content: bytes = SALES, *, filename: str = "sales.csv") -> Any:
    """A table handed in; `work_off()` reads it."""
    from finnect.sales import services

    return services.receive_table(owner=owner, file=io.BytesIO(content), filename=filename)
