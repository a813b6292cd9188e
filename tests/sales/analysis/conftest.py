import lzma
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from finnect.sales.analysis import Limits, Reading, read

ARCHIVE = Path(__file__).parents[4] / "shared" / "data" / "OnlineRetail.csv.xz"


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[..., tuple[Reading, Path]]:
    """Reads a file of these bytes; gives the reading and the Parquet file."""

    def read_them(content: bytes, filename: str = "sales.csv", **options: object) -> tuple[Reading, Path]:
        source, out = tmp_path / "upload", tmp_path / "clean.parquet"
        source.write_bytes(content)
        options.setdefault("limits", Limits())
        return read(source, filename=filename, out=out, **options), out  # type: ignore[arg-type]

    return read_them


@pytest.fixture(scope="session")
def retail_reading(online_retail: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Reading, Path]:
    out = tmp_path_factory.mktemp("sales") / "clean.parquet"
    return read(online_retail, filename=online_retail.name, out=out, limits=Limits()), out


@pytest.fixture(scope="session")
def retail(retail_reading: tuple[Reading, Path]) -> Path:
    """Online Retail, cleaned."""
    return retail_reading[1]


@pytest.fixture(scope="session")
def online_retail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not ARCHIVE.exists():
        pytest.skip("OnlineRetail.csv.xz is not on this machine: see shared/data/README.md")
    path = tmp_path_factory.mktemp("data") / "OnlineRetail.csv"
    with lzma.open(ARCHIVE) as packed, path.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return path
