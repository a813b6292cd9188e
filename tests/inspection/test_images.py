"""The contract of /api/v1/images: from a picture to a verdict."""

import io
import uuid
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from PIL import Image

from finnect import storage
from finnect.inspection import loading, room, services
from finnect.inspection.models import Inspection
from finnect.inspection.services import inspecting
from finnect.uploads.models import Upload
from tests.conftest import drawn_part, png
from tests.props import detector_of, drawn_grid, part

pytestmark = [pytest.mark.both, pytest.mark.django_db]
FIELDS = {
    "id", "filename", "uploaded_at", "file_size", "sha256", "category", "category_confidence", "prediction", "confidence", "score",
    "threshold", "regions", "heatmap_url", "thumbnail_url", "model", "cached", "took_ms",
}  # fmt: skip


@pytest.fixture
def inspect(alice: Any, calling: Any) -> Any:
    """Alice hands a picture in; the answer."""
    caller = calling(alice)

    def do(content: bytes, filename: str = "part.png", **form: str) -> Any:
        return caller.post("/api/v1/images", files={"file": (filename, content)}, data=form)

    return do


def test_without_a_model_there_is_no_verdict(inspect: Any) -> None:
    answer = inspect(part(1))

    assert answer.status_code == 409
    assert answer.json()["code"] == "NO_ACTIVE_MODEL"


def test_without_a_model_of_the_category_there_is_none_either(inspect: Any, plate: Any) -> None:
    answer = inspect(part(1), category="bolt")

    assert answer.status_code == 409
    assert "bolt" in answer.json()["detail"]


def test_a_good_part_is_normal(inspect: Any, plate: Any) -> None:
    made = inspect(part(3))
    verdict = made.json()

    assert made.status_code == 201
    assert set(verdict) >= FIELDS
    assert (verdict["prediction"], verdict["category"], verdict["cached"]) == ("normal", "plate", False)
    assert verdict["model"] == {"id": str(plate.id), "category": "plate", "version": 1}
    assert verdict["file_size"] == len(part(3))
    assert 0 < verdict["confidence"] < 1
    assert verdict["score"] <= verdict["threshold"]
    assert verdict["regions"] == []


def test_a_blot_is_a_defect_and_is_found_where_it_is(inspect: Any, plate: Any) -> None:
    picture = drawn_part(5, size=96)
    picture.paste((20, 20, 20), (60, 20, 76, 36))
    verdict = inspect(png(picture)).json()

    assert verdict["prediction"] == "defect"
    assert verdict["score"] > verdict["threshold"]
    first = verdict["regions"][0]
    assert first["x"] <= 68 <= first["x"] + first["width"]
    assert first["y"] <= 28 <= first["y"] + first["height"]
    assert first["x"] >= 0
    assert first["x"] + first["width"] <= 96


def test_the_same_picture_again_is_the_earlier_inspection(inspect: Any, plate: Any) -> None:
    first, again = inspect(part(3)).json(), inspect(part(3), "copy.png").json()

    assert again["id"] == first["id"]
    assert (first["cached"], again["cached"]) == (False, True)
    assert Inspection.objects.count() == 1


def test_bob_gets_his_own_inspection_of_the_same_picture_from_the_cache(inspect: Any, bob: Any, calling: Any, plate: Any) -> None:
    hers = inspect(part(3)).json()
    his = calling(bob).post("/api/v1/images", files={"file": ("mine.png", part(3))}).json()

    assert his["id"] != hers["id"]
    assert his["filename"] == "mine.png"
    assert his["score"] == hers["score"]
    assert his["cached"]


def test_without_a_cache_the_verdict_is_the_same(inspect: Any, bob: Any, calling: Any, plate: Any) -> None:
    hers = inspect(part(3)).json()
    cache.clear()
    his = calling(bob).post("/api/v1/images", files={"file": ("mine.png", part(3))}).json()

    assert not his["cached"]
    assert his["score"] == hers["score"]


def test_of_two_detectors_the_one_that_knows_such_parts_is_taken(inspect: Any, plate: Any, carol: Any) -> None:
    detector_of(carol, "grid")

    assert inspect(part(41)).json()["category"] == "plate"
    grid = inspect(png(drawn_grid(41))).json()
    assert grid["category"] == "grid"
    assert 0 < grid["category_confidence"] <= 1


def test_a_named_category_is_taken_however_little_the_picture_resembles_it(inspect: Any, plate: Any, carol: Any) -> None:
    detector_of(carol, "grid")
    fitting, foreign = inspect(part(42), category="plate").json(), inspect(part(42), category="grid").json()

    assert (fitting["category"], foreign["category"]) == ("plate", "grid")
    assert fitting["category_confidence"] > 0.5 > foreign["category_confidence"]


def strangers() -> dict[str, bytes]:
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 255, (96, 96, 3), np.uint8)
    dust = np.clip(rng.normal(140, 4, (96, 96)), 0, 255).astype(np.uint8)
    pictures = {"noise": noise, "blank": np.full_like(noise, 128), "black": np.zeros_like(noise), "nothing but dust": dust}
    return {name: png(Image.fromarray(picture)) for name, picture in pictures.items()} | {"another product": png(drawn_grid(41))}


@pytest.mark.parametrize("name", strangers())
def test_a_picture_like_nothing_known_gets_no_verdict_and_leaves_nothing(name: str, inspect: Any, plate: Any) -> None:
    before = set(storage.keys(""))
    answer = inspect(strangers()[name])

    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["nearest"]) == ("UNKNOWN_PRODUCT", "plate")
    assert "plate" in answer.json()["detail"]
    assert set(storage.keys("")) == before
    assert not Upload.objects.filter(kind="image").exists()


def test_a_stranger_is_refused_among_several_detectors_too(inspect: Any, plate: Any, carol: Any) -> None:
    detector_of(carol, "grid")

    assert [inspect(strangers()[name]).status_code for name in ("noise", "blank", "black")] == [422] * 3


def test_a_stranger_whose_category_was_named_before_stays(inspect: Any, plate: Any) -> None:
    made = inspect(strangers()["noise"], category="plate").json()

    assert inspect(strangers()["noise"]).status_code == 422
    assert Inspection.objects.get().id == uuid.UUID(made["id"])


def test_a_defective_part_is_no_stranger(inspect: Any, plate: Any, carol: Any) -> None:
    detector_of(carol, "grid")
    verdicts = [inspect(part(seed, defect=True)).json() for seed in range(5)]

    assert {(verdict["category"], verdict["prediction"]) for verdict in verdicts} == {("plate", "defect")}


def test_only_the_nearest_of_many_products_are_measured(inspect: Any, carol: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for category in ("plate", "grid", "grid 2", "grid 3", "grid 4"):
        detector_of(carol, category)
    asked: list[str] = []
    opened = loading.opened
    monkeypatch.setattr(loading, "opened", lambda row: asked.append(row.category) or opened(row))

    assert inspect(part(1)).json()["category"] == "plate"
    assert asked[0] == "plate"
    assert len(asked) <= 3


def test_a_picture_is_decoded_once(inspect: Any, plate: Any, carol: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    detector_of(carol, "grid")
    decoded: list[bytes] = []
    decode = inspecting.decode
    monkeypatch.setattr(inspecting, "decode", lambda data, **options: decoded.append(data) or decode(data, **options))
    first, again = inspect(part(1)), inspect(part(1))

    assert (first.status_code, again.status_code) == (201, 201)
    assert decoded == [part(1)]


def test_no_picture_keeps_its_room(inspect: Any, alice: Any, calling: Any, plate: Any) -> None:
    made = inspect(part(1)).json()
    answers = [inspect(part(2)[:400]), inspect(strangers()["noise"]), inspect(part(1), category="bolt")]
    answers += [calling(alice).get(made["heatmap_url"]), inspect(b"\x89PNG\r\n\x1a\n")]

    assert [answer.status_code for answer in answers] == [422, 422, 409, 200, 422]
    assert (room.pixels._free, room.processor._free) == (room.pixels.size, room.processor.size)


def test_an_inspection_after_the_cache_was_lost_decodes_what_was_kept(inspect: Any, plate: Any) -> None:
    first = inspect(part(1)).json()
    cache.clear()
    again = inspect(part(1)).json()

    assert (again["id"], again["score"]) == (first["id"], first["score"])


def test_the_heat_map_has_the_size_of_the_picture(inspect: Any, alice: Any, calling: Any, plate: Any) -> None:
    picture = drawn_part(5, defect=True, size=96).resize((150, 96))
    made = inspect(png(picture)).json()
    answer = calling(alice).get(made["heatmap_url"])

    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (150, 96)


@pytest.mark.parametrize(("kind", "mode", "size"), [("PNG", "RGB", (960, 600)), ("TIFF", "L", (100, 80))])
def test_the_thumbnail_is_small_and_of_a_format_that_browsers_show(
    kind: str, mode: str, size: tuple[int, int], inspect: Any, alice: Any, calling: Any, plate: Any
) -> None:
    buffer = io.BytesIO()
    drawn_part(6, size=960).convert(mode).resize(size).save(buffer, kind)
    made = inspect(buffer.getvalue(), filename=f"part.{kind.lower()}", category="plate").json()
    first, again = (calling(alice).get(made["thumbnail_url"]) for _ in range(2))

    assert first.headers["content-type"] == "image/webp"
    assert first.content == again.content
    small = Image.open(io.BytesIO(first.content))
    assert small.size == {(960, 600): (480, 300), (100, 80): (100, 80)}[size]
    expected = np.asarray(Image.open(buffer).convert("RGB").resize(small.size), float)
    assert np.abs(np.asarray(small.convert("RGB"), float) - expected).mean() < 6


def test_the_original_comes_back_byte_for_byte(inspect: Any, alice: Any, calling: Any, plate: Any) -> None:
    made = inspect(part(3)).json()

    assert calling(alice).get(made["original_url"]).content == part(3)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("JPEG", "RGB"), ("BMP", "RGB"), ("TIFF", "RGB"), ("WEBP", "RGB"), ("PNG", "L")]
)
def test_every_promised_format_is_taken(kind: str, mode: str, inspect: Any, plate: Any) -> None:
    buffer = io.BytesIO()
    drawn_part(40, size=96).convert(mode).save(buffer, kind)

    assert inspect(buffer.getvalue(), f"part.{kind.lower()}").status_code == 201


def test_lists_are_newest_first_and_filtered(inspect: Any, alice: Any, calling: Any, plate: Any) -> None:
    picture = drawn_part(5, size=96)
    picture.paste((20, 20, 20), (60, 20, 76, 36))
    made = [inspect(part(3)).json()["id"], inspect(png(picture)).json()["id"], inspect(part(4)).json()["id"]]
    caller = calling(alice)

    def ids(query: str = "") -> list[str]:
        return [item["id"] for item in caller.get(f"/api/v1/images{query}").json()["items"]]

    assert ids() == made[::-1]
    assert ids("?prediction=defect") == [made[1]]
    assert ids("?category=plate") == made[::-1]
    assert ids("?category=bolt") == []


def test_a_long_list_comes_in_pages(inspect: Any, alice: Any, calling: Any, plate: Any) -> None:
    row = Inspection.objects.get(id=inspect(part(3)).json()["id"])
    for _ in range(119):
        row.pk = uuid.uuid4()
        row.save(force_insert=True)
    caller, seen, cursor = calling(alice), [], None
    while True:
        answer = caller.get("/api/v1/images", params={"cursor": cursor} if cursor else {}).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next_cursor"]
        if not cursor:
            break

    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("cursor", ["x", "MjAyNg==", "MjAyNi0wMS0wMXxub3BlCg==", "MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OXx4", "é"])
def test_a_made_up_cursor_is_refused(cursor: str, alice: Any, calling: Any) -> None:
    answer = calling(alice).get("/api/v1/images", params={"cursor": cursor})

    assert answer.status_code == 422
    assert "cursor" in answer.json()["detail"]


def test_feedback_is_kept(inspect: Any, alice: Any, calling: Any, plate: Any) -> None:
    made = inspect(part(3)).json()
    answer = calling(alice).post(f"/api/v1/images/{made['id']}/feedback", json={"verdict": "wrong", "note": "긁힘"})

    assert answer.status_code == 200
    assert (answer.json()["feedback"], answer.json()["feedback_note"]) == ("wrong", "긁힘")
    assert Inspection.objects.get().feedback == "wrong"


@pytest.mark.parametrize("body", [{}, {"verdict": "maybe"}, {"verdict": "wrong", "score": 1}, {"verdict": "wrong", "note": "x" * 3000}, []])
def test_feedback_that_is_none_is_refused(body: Any, inspect: Any, alice: Any, calling: Any, plate: Any) -> None:
    made = inspect(part(3)).json()

    assert calling(alice).post(f"/api/v1/images/{made['id']}/feedback", json=body).status_code == 422


def test_a_new_version_judges_the_next_picture(inspect: Any, plate: Any, carol: Any) -> None:
    assert inspect(part(3)).json()["model"]["version"] == 1
    detector_of(carol)

    assert inspect(part(3)).json()["model"]["version"] == 2


def test_a_model_that_was_tampered_with_is_not_opened(inspect: Any, plate: Any) -> None:
    """Item 51: only what our own training wrote is loaded."""
    storage.put(plate.key, storage.read(plate.key) + b"\0")
    answer = inspect(part(3))

    assert answer.status_code == 503


def test_the_verdict_is_kept_as_it_was(inspect: Any, alice: Any, calling: Any, plate: Any) -> None:
    made = inspect(part(3)).json()
    services.set_sensitivity(plate, threshold=made["score"] / 2)
    kept = calling(alice).get(f"/api/v1/images/{made['id']}").json()

    assert (kept["prediction"], kept["threshold"]) == ("normal", made["threshold"])
