"""The door to storage keeps the same promises on a folder and on S3."""

import errno
import hashlib
import io
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import settings

from finnect import storage
from finnect.storage.services import DamagedObject
from tests.columns import free_port

MIB = 1 << 20
pytestmark = pytest.mark.usefixtures("anywhere")


def pieces(total: int, size: int = 100_000) -> Iterator[bytes]:
    while total > 0:
        yield bytes([total % 251]) * min(size, total)
        total -= size


@pytest.mark.parametrize("size", [0, 1, MIB, 11 * MIB + 7])
def test_what_was_put_is_what_is_read(size: int) -> None:
    whole = b"".join(pieces(size))
    stored = storage.put("some/key.bin", io.BytesIO(whole))

    assert stored == storage.Stored("some/key.bin", size, hashlib.sha256(whole).hexdigest())
    assert storage.read("some/key.bin") == whole
    assert b"".join(storage.stream("some/key.bin")) == whole


def test_bytes_files_paths_and_pieces_are_all_taken(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    for content in (b"content", io.BytesIO(b"content"), tmp_path / "file", [b"con", b"tent"], iter([b"content"])):
        storage.put("key", content)
        assert storage.read("key") == b"content"


def test_a_large_object_comes_in_pieces() -> None:
    storage.put("large", pieces(9 * MIB))

    assert max(len(piece) for piece in storage.stream("large")) < 9 * MIB


@pytest.mark.parametrize(("start", "end", "expected"), [(2, 5, b"234"), (7, None, b"789"), (0, 3, b"012"), (0, None, b"0123456789")])
def test_a_range_is_read_alone(start: int, end: int | None, expected: bytes) -> None:
    storage.put("digits", b"0123456789")

    assert b"".join(storage.stream("digits", start, end)) == expected


def test_a_wrong_sha256_leaves_nothing() -> None:
    with pytest.raises(DamagedObject):
        storage.put("key", b"content", sha256="0" * 64)
    assert not storage.exists("key")


def test_the_right_sha256_is_kept() -> None:
    stored = storage.put("key", b"content", sha256=hashlib.sha256(b"content").hexdigest())

    assert storage.read(stored.key) == b"content"


@pytest.mark.parametrize("sent", [1, 3 * MIB, 12 * MIB])
def test_a_source_that_breaks_off_leaves_nothing(sent: int) -> None:
    def broken() -> Iterator[bytes]:
        yield from pieces(sent)
        raise ConnectionResetError("the client went away")

    with pytest.raises(ConnectionResetError):
        storage.put("half", broken())
    assert not storage.exists("half")
    assert list(storage.keys("")) == []


def test_an_object_is_replaced_whole_or_not_at_all() -> None:
    def broken() -> Iterator[bytes]:
        yield b"new"
        raise ConnectionResetError

    storage.put("key", b"old")
    with pytest.raises(ConnectionResetError):
        storage.put("key", broken())
    assert storage.read("key") == b"old"


def test_a_key_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        storage.read("nothing")
    with pytest.raises(FileNotFoundError):
        storage.stream("nothing")
    with pytest.raises(FileNotFoundError):
        storage.fetch("nothing", tmp_path / "copy")
    assert not storage.exists("nothing")
    assert list(tmp_path.glob("copy*")) == []


def test_delete_removes_and_is_content_with_nothing() -> None:
    storage.put("one", b"1")
    storage.put("two", b"2")
    storage.delete("one", "nothing", "two")
    storage.delete("one")
    storage.delete()

    assert list(storage.keys("")) == []


def test_fetch_copies_to_a_file_and_checks_it(tmp_path: Path) -> None:
    stored = storage.put("key", b"content")

    assert storage.fetch("key", tmp_path / "copy", sha256=stored.sha256).read_bytes() == b"content"
    with pytest.raises(DamagedObject):
        storage.fetch("key", tmp_path / "other", sha256="0" * 64)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["copy"]


def test_what_lies_on_the_same_disk_is_fetched_without_a_copy_and_outlives_its_deletion(tmp_path: Path) -> None:
    storage.put("key", b"content")

    fetched = storage.fetch("key", tmp_path / "here")
    same = not settings.STORAGE_URL.startswith("file:") or fetched.samefile(storage.address("key")[0])
    storage.delete("key")

    assert same
    assert fetched.read_bytes() == b"content"


def test_what_lies_on_another_disk_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    storage.put("key", b"content")
    monkeypatch.setattr(Path, "hardlink_to", refuse)

    assert storage.fetch("key", tmp_path / "here").read_bytes() == b"content"


def test_keys_are_listed_below_a_prefix() -> None:
    for key in ("models/a/1", "models/b/2", "modelsome/3", "train/4"):
        storage.put(key, b"x")

    assert sorted(storage.keys("models")) == ["models/a/1", "models/b/2"]
    assert len(list(storage.keys(""))) == 4
    assert list(storage.keys("models", older_than=timedelta(hours=1))) == []


def test_a_new_key_is_ours_alone() -> None:
    made = {storage.new_key("uploads/raw", ".png") for _ in range(1000)}

    assert len(made) == 1000
    assert all(key.startswith("uploads/raw/") and key.endswith(".png") and len(key) == 12 + 32 + 4 for key in made)


@pytest.mark.parametrize(
    "key", ["../outside", "a/../../outside", "/etc/passwd", "a//b", "%2e%2e/outside", "a\\..\\outside", "．．/outside", "/"]
)
def test_s31_no_key_leads_out_of_storage(key: str, tmp_path: Path) -> None:
    """Keys are made by us and are never what a user typed; this is the second lock on that door."""
    before = {path for path in tmp_path.rglob("*") if "storage" not in path.parts}
    with suppress(ValueError, FileNotFoundError, storage.StorageUnavailable, DamagedObject):
        storage.put(key, b"x")

    assert {path for path in tmp_path.rglob("*") if "storage" not in path.parts} == before


def test_storage_that_takes_and_gives_is_ready() -> None:
    assert storage.ready()
    assert list(storage.keys("")) == []


class TestOnAFolder:
    @pytest.fixture
    def anywhere(self) -> str:
        return "folder"

    def test_a_folder_has_no_addresses(self) -> None:
        storage.put("key", b"x")

        assert storage.link("key") is None

    def test_nothing_is_left_beside_the_object(self, tmp_path: Path) -> None:
        storage.put("a/b", pieces(3 * MIB))
        assert [path.name for path in (tmp_path / "storage").rglob("*") if path.is_file()] == ["b"]


@pytest.mark.usefixtures("bucket")
class TestOnS3:
    @pytest.fixture
    def anywhere(self) -> str:
        return "s3"

    def test_boto3_sees_the_same_bytes(self, bucket: Any) -> None:
        storage.put("models/x.onnx", pieces(6 * MIB))

        assert bucket.Object("models/x.onnx").get()["Body"].read() == b"".join(pieces(6 * MIB))

    def test_a_prefix_in_the_address_is_kept(self, bucket: Any, settings: Any) -> None:
        settings.STORAGE_URL += "/of/finnect"
        storage.put("key", b"x")

        assert [found.key for found in bucket.objects.all()] == ["of/finnect/key"]
        assert list(storage.keys("")) == ["key"]

    def test_a_cut_off_source_leaves_no_open_upload(self, bucket: Any) -> None:
        def broken() -> Iterator[bytes]:
            yield from pieces(12 * MIB)
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            storage.put("half", broken())
        assert list(bucket.multipart_uploads.all()) == []

    def test_s26_a_link_reads_one_key_for_five_minutes(self, bucket: Any) -> None:
        storage.put("mine", b"content")
        storage.put("other", b"secret")
        link = storage.link("mine", seconds=86_400)
        assert link
        signed = parse_qs(urlsplit(link).query)

        assert int(signed["X-Amz-Expires"][0]) <= 300
        assert httpx.get(link).content == b"content"
        assert urlsplit(link).path == "/parts/mine"
        assert "testing/" in signed["X-Amz-Credential"][0]
        assert "secret" not in link

    def test_a_server_that_is_gone_is_told_in_bounded_time(self, settings: Any) -> None:
        settings.STORAGE_OPTIONS = {**settings.STORAGE_OPTIONS, "endpoint": f"http://127.0.0.1:{free_port()}"}
        began = time.monotonic()
        with pytest.raises(storage.StorageUnavailable):
            storage.read("key")
        with pytest.raises(storage.StorageUnavailable):
            storage.put("key", b"x")
        with pytest.raises(storage.StorageUnavailable):
            list(storage.keys(""))
        assert not storage.ready()

        assert time.monotonic() - began < 60

    def test_a_bucket_that_is_not_there_is_unavailable(self, settings: Any) -> None:
        settings.STORAGE_URL = "s3://no-such-bucket"

        assert not storage.ready()
