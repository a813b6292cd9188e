"""What the pipeline promises, seen from outside: limits, idempotency, and downloads that never run."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image

from finnect import storage
from finnect.jobs.models import Job
from finnect.sales.models import Table
from finnect.uploads.models import Upload
from tests.conftest import png
from tests.props import SALES, detector_of, part

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def plate(carol: Any) -> Any:
    return detector_of(carol)


def hand_in(caller: Any, content: bytes = SALES, name: str = "sales.csv", **options: Any) -> Any:
    return caller.post("/api/v1/tables", files={"file": (name, content)}, **options)


def test_s27_a_body_beyond_the_limit_is_cut_off(alice: Any, calling: Any, plate: Any, settings: Any) -> None:
    answer = calling(alice).post("/api/v1/images", files={"file": ("x.png", b"\x89PNG" + bytes(settings.MAX_IMAGE_BYTES + 100_000))})

    assert answer.status_code == 413
    assert answer.json()["code"] == "FILE_TOO_LARGE"
    assert not Upload.objects.filter(kind="image").exists()


def test_s27_a_body_without_length_is_cut_off_too(alice: Any, calling: Any, plate: Any, settings: Any) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\n\r\n'
        while sent < 4 * settings.MAX_IMAGE_BYTES:
            sent += 1 << 20
            yield bytes(1 << 20)
            await asyncio.sleep(0)

    answer = calling(alice).post("/api/v1/images", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=x"})

    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/chatbot/", "/auth/refresh", "/api/v1/models/train", "/auth/token"])
def test_s27_every_other_body_is_small(path: str, carol: Any, calling: Any) -> None:
    answer = calling(carol).post(path, content=bytes(3 << 20), headers={"Content-Type": "application/x-www-form-urlencoded"})

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_uploads_need_a_sign_in(calling: Any) -> None:
    for path in ("/api/v1/images", "/api/v1/tables", "/api/v1/datasets"):
        assert calling().post(path, files={"file": ("x.png", b"x")}).status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/images", "/api/v1/tables", "/api/v1/datasets"])
def test_a_request_without_a_file_is_told_so(path: str, alice: Any, calling: Any) -> None:
    answer = calling(alice).post(path, data={"category": "plate"})

    assert answer.status_code == 422
    assert "file" in answer.json()["detail"]


POLYGLOTS = {
    "gif.png": b"GIF89a/*" + b"*/=1;alert(1)//",
    "html.jpg": b"<html><script>alert(1)</script></html>",
    "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "pdf.csv": b"%PDF-1.4\nInvoiceNo,Quantity",
    "zip.csv": b"PK\x03\x04 1,2,3",
    "exe.png": b"MZ\x90\x00",
    "png.jpg.exe": b"\x89PNG\r\n\x1a\n",
    "picture.svg": b"<svg/>",
    "page.html": b"<html>",
    "text.xlsx": b"a,b\n1,2",
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_s29_a_file_that_is_not_what_its_name_says_is_refused(name: str, alice: Any, calling: Any, plate: Any) -> None:
    path = "/api/v1/tables" if name.endswith(("csv", "xlsx")) else "/api/v1/images"
    answer = calling(alice).post(path, files={"file": (name, POLYGLOTS[name], "image/png")})

    assert answer.status_code == 422
    assert answer.json()["code"] in ("CONTENT_MISMATCH", "UNKNOWN_FILE_TYPE", "NOT_AN_IMAGE")


def test_s29_s32_a_picture_with_a_page_behind_it_is_given_back_inert(alice: Any, calling: Any, plate: Any) -> None:
    caller, polyglot = calling(alice), part(3) + b"<html><script>alert(1)</script></html>"
    made = caller.post("/api/v1/images", files={"file": ("x.html\u202e.png", polyglot, "text/html")})
    answer = caller.get(made.json()["original_url"])

    assert answer.content == polyglot
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_s32_a_download_has_its_korean_name(alice: Any, calling: Any, plate: Any) -> None:
    caller = calling(alice)
    made = caller.post("/api/v1/images", files={"file": ('나사 "7"; x=y\r\n.png', part(3))}).json()
    disposition = caller.get(made["original_url"]).headers["content-disposition"]

    assert disposition.startswith("attachment; filename*=UTF-8''%EB%82%98%EC%82%AC")
    assert '"' not in disposition
    assert ";" not in disposition.partition("''")[2]


@pytest.mark.parametrize("name", ["../../x.png", "..\\..\\x.png", "%2e%2e%2fx.png", "/etc/x.png", "x\x00.png", "\uff0e\uff0e\u2215x.png"])
def test_s31_no_name_leads_anywhere(name: str, alice: Any, calling: Any, plate: Any, settings: Any) -> None:
    answer = calling(alice).post("/api/v1/images", files={"file": (name, part(3))})

    assert answer.status_code == 201
    assert "/" not in answer.json()["filename"]
    assert "\0" not in answer.json()["filename"]
    key = Upload.objects.get(kind="image").key
    assert key.startswith(settings.RAW_FOLDER + "/")
    assert ".." not in key


def test_s33_a_flood_of_ranges_costs_nothing(alice: Any, calling: Any, plate: Any) -> None:
    caller = calling(alice)
    made = caller.post("/api/v1/images", files={"file": ("x.png", part(3))}).json()
    flood = {"Range": "bytes=" + ",".join(f"{at}-{at + 1}" for at in range(0, 2000, 2))}

    assert caller.get(made["original_url"], headers=flood).content == part(3)
    assert calling().get("/static/dashboard/css/pages.css", headers=flood).status_code in (200, 206, 400, 416)


def test_s28_too_many_open_jobs_refuse_the_next(alice: Any, bob: Any, calling: Any, settings: Any) -> None:
    settings.MAX_OPEN_JOBS = 1
    assert hand_in(calling(alice)).status_code == 202
    answer = hand_in(calling(alice), SALES + b"\n")

    assert answer.status_code == 429
    assert answer.json()["code"] == "TOO_MANY_JOBS"
    assert "retry-after" in answer.headers
    assert hand_in(calling(bob)).status_code == 202


def test_an_idempotency_key_makes_one_job_of_two_requests(alice: Any, calling: Any) -> None:
    key = {"Idempotency-Key": "0b9f"}
    first, again = hand_in(calling(alice), headers=key), hand_in(calling(alice), headers=key)

    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert Job.objects.count() == Table.objects.count() == 1


def test_an_idempotency_key_is_for_one_request(alice: Any, calling: Any) -> None:
    key = {"Idempotency-Key": "0b9f"}
    hand_in(calling(alice), headers=key)
    for other in (hand_in(calling(alice), SALES + b"\n", headers=key), hand_in(calling(alice), data={"mapping": "{}"}, headers=key)):
        assert other.status_code in (202, 422)
    assert hand_in(calling(alice), SALES + b"\n", headers=key).json()["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert Job.objects.count() == 1


def test_an_idempotency_key_is_its_owners(alice: Any, bob: Any, calling: Any) -> None:
    key = {"Idempotency-Key": "0b9f"}

    assert hand_in(calling(alice), headers=key).json() != hand_in(calling(bob), headers=key).json()
    assert Job.objects.count() == 2


def test_a_refused_request_does_not_use_its_key_up(alice: Any, calling: Any) -> None:
    key = {"Idempotency-Key": "0b9f"}
    assert hand_in(calling(alice), b"", headers=key).status_code == 422

    assert hand_in(calling(alice), headers=key).status_code == 202


def test_an_endless_idempotency_key_is_refused(alice: Any, calling: Any) -> None:
    assert hand_in(calling(alice), headers={"Idempotency-Key": "k" * 201}).status_code == 422


def test_a_table_that_is_there_already_is_the_earlier_one(alice: Any, calling: Any) -> None:
    first, again = hand_in(calling(alice)).json(), hand_in(calling(alice), name="copy.csv").json()

    assert again["table"]["id"] == first["table"]["id"]
    assert Job.objects.count() == 1


def test_storage_that_is_gone_is_told_and_nothing_is_kept(alice: Any, calling: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise storage.StorageUnavailable()

    monkeypatch.setattr(storage, "put", gone)
    answer = hand_in(calling(alice))

    assert answer.status_code == 503
    assert answer.json()["code"] == "STORAGE_UNAVAILABLE"
    assert not Upload.objects.exists()
    assert not Job.objects.exists()


def test_an_enormous_picture_of_nothing_is_refused_unread(alice: Any, calling: Any, plate: Any) -> None:
    answer = calling(alice).post("/api/v1/images", files={"file": ("x.png", png(Image.new("1", (9000, 9000))))})

    assert answer.status_code == 422
    assert answer.json()["code"] == "IMAGE_TOO_LARGE"
