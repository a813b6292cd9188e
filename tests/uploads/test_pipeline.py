"""Each step of the way into the house, and what it refuses."""

import hashlib
import io
import threading
import unicodedata
from typing import Any

import pytest
from django.db import connections

from finnect import storage
from finnect.uploads.errors import ContentMismatch, EmptyFile, FileTooLarge, QuotaExceeded, UnknownFileType
from finnect.uploads.models import Upload
from finnect.uploads.pipeline import receive
from tests.uploads.conftest import Rotten

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def stored() -> list[str]:
    return list(storage.keys(""))


def test_a_good_file_is_kept_with_what_was_found_out(hand_in: Any, alice: Any) -> None:
    upload = hand_in(b"APPLE sweet")

    assert (upload.owner, upload.kind, upload.filename, upload.media_type) == (alice, "apple", "red.apple", "fruit/apple")
    assert (upload.size, upload.sha256) == (11, hashlib.sha256(b"APPLE sweet").hexdigest())
    assert storage.read(upload.key) == b"APPLE sweet"


@pytest.mark.parametrize(
    ("content", "filename", "refusal"),
    [
        (b"", "red.apple", EmptyFile),
        (b"APPLE" + b"x" * 996, "red.apple", FileTooLarge),
        (b"APPLE", "red.pear", UnknownFileType),
        (b"APPLE", "red", UnknownFileType),
        (b"APPLE", "", UnknownFileType),
        (b"PEAR", "red.apple", ContentMismatch),
        (b"APPLE with worm", "red.apple", Rotten),
    ],
)
def test_a_refused_file_leaves_nothing(content: bytes, filename: str, refusal: type, hand_in: Any) -> None:
    with pytest.raises(refusal):
        hand_in(content, filename)

    assert stored() == []
    assert not Upload.objects.exists()


def test_a_file_of_exactly_the_limit_is_taken(hand_in: Any) -> None:
    assert hand_in(b"APPLE" + b"x" * 995).size == 1000


def test_the_ending_may_be_in_capitals(hand_in: Any) -> None:
    assert hand_in(filename="RED.APPLE").key.endswith(".apple")


def test_the_longest_ending_counts(hand_in: Any) -> None:
    assert hand_in(filename="red.apple.gz").key.endswith(".apple.gz")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.apple", "passwd.apple"),
        ("C:\\fakepath\\red.apple", "red.apple"),
        ("/red.apple", "red.apple"),
        ("red\u202eelppa.apple", "redelppa.apple"),  # right-to-left override
        ("red\u2066\u2069\u200f.apple", "red.apple"),
        ("red\x00\x1b[31m\r\n\x7f.apple", "red[31m.apple"),
        ("re\u2028d\u2029.apple", "red.apple"),
        ("사과.apple", "사과.apple"),
        (unicodedata.normalize("NFD", "사과.apple"), "사과.apple"),
        ("  red.apple  ", "red.apple"),
        ("<script>alert(1)</script>.apple", "script>.apple"),
        (".apple", ".apple"),
        ("a" * 300 + ".apple", "a" * 249 + ".apple"),
        ("사" * 100 + ".apple", "사" * 83 + ".apple"),
    ],
)
def test_s30_names_are_cleaned(given: str, kept: str, hand_in: Any) -> None:
    upload = hand_in(filename=given)

    assert upload.filename == kept
    assert len(upload.filename.encode()) <= 255


def test_s30_the_key_is_ours_and_holds_nothing_of_the_name(hand_in: Any) -> None:
    upload = hand_in(filename="../../secret-plan.apple")

    assert upload.key.startswith("basket/")
    assert len(upload.key) == len("basket/") + 32 + len(".apple")
    assert "secret" not in upload.key


def test_the_same_bytes_are_the_same_upload(hand_in: Any) -> None:
    first, again = hand_in(), hand_in(filename="green.apple")

    assert again == first
    assert again.filename == "red.apple"
    assert len(stored()) == 1


def test_the_same_bytes_of_somebody_else_are_his_own(hand_in: Any, bob: Any) -> None:
    assert hand_in(owner=bob) != hand_in()


def test_s28_a_full_quota_of_bytes_refuses_the_next(hand_in: Any, settings: Any, bob: Any) -> None:
    settings.UPLOAD_QUOTA_BYTES = 25
    hand_in(b"APPLE sweet")
    hand_in(b"APPLE sour!")
    with pytest.raises(QuotaExceeded):
        hand_in(b"APPLE third")

    assert hand_in(b"APPLE sweet")  # it is there already and takes no room
    assert hand_in(b"APPLE third", owner=bob)
    assert len(stored()) == 3


def test_s28_a_full_quota_of_files_refuses_the_next(hand_in: Any, settings: Any) -> None:
    settings.UPLOAD_QUOTA_FILES = 1
    hand_in(b"APPLE sweet")

    with pytest.raises(QuotaExceeded):
        hand_in(b"APPLE third")


@pytest.mark.django_db(transaction=True)
def test_the_same_bytes_twice_at_once_are_one_upload(alice: Any, apple: Any) -> None:
    found: list[Upload] = []
    begin = threading.Barrier(4)

    def hand_in() -> None:
        try:
            begin.wait()
            found.append(receive(owner=alice, kind=apple, file=io.BytesIO(b"APPLE sweet"), filename="red.apple"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hand_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1
    assert stored() == [found[0].key]


def test_a_crash_before_the_row_leaves_no_row(hand_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-11: bytes may stay, for `finnect doctor` to clear away; the next try is whole."""
    really = Upload.objects.create

    def crash(**_: Any) -> Any:
        raise RuntimeError("power cut")

    monkeypatch.setattr(Upload.objects, "create", crash)
    with pytest.raises(RuntimeError):
        hand_in()
    monkeypatch.setattr(Upload.objects, "create", really)

    assert not Upload.objects.exists()
    assert storage.read(hand_in().key) == b"APPLE sweet"
