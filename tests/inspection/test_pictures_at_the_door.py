"""Items 35–37: bombs, strange formats and damaged pictures end in a refusal, never in a crash."""

import io
import random
import resource
import struct
import sys
import zlib
from typing import Any

import pytest
from PIL import Image

from tests.conftest import drawn_part, png
from tests.props import part

pytestmark = [pytest.mark.both, pytest.mark.django_db]
MIB = 1 << 20


@pytest.fixture
def hand_in(alice: Any, calling: Any, plate: Any) -> Any:
    caller = calling(alice)
    return lambda content, name="part.png", **form: caller.post("/api/v1/images", files={"file": (name, content)}, data=form)


def bomb(side: int) -> bytes:
    """A PNG of nothing, `side` pixels high and wide, made without ever being held."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.parametrize("side", [9_000, 12_000, 20_000])
def test_s35_a_pixel_bomb_is_refused_before_it_unfolds(side: int, hand_in: Any) -> None:
    small = bomb(side)
    before = peak()
    answer = hand_in(small)

    assert answer.status_code == 422
    assert answer.json()["code"] == "IMAGE_TOO_LARGE"
    assert peak() - before < 100 * MIB


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"SIMPLE  =                    T" + bytes(100), "x.png"),
        (b"8BPS\0\1" + bytes(100), "x.png"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "x.png"),
        (b"%PDF-1.4\n", "x.jpg"),
        (b"GIF89a" + bytes(100), "x.png"),
        (b"\0\0\1\0" + bytes(100), "x.bmp"),
    ],
    ids=["FITS", "PSD", "EPS", "PDF", "GIF", "ICO"],
)
def test_s36_other_formats_are_refused(content: bytes, name: str, hand_in: Any) -> None:
    by_content, by_name = hand_in(content, name), hand_in(content, f"x.{name[-3:]}.psd")

    assert (by_content.status_code, by_content.json()["code"]) == (422, "NOT_AN_IMAGE")
    assert (by_name.status_code, by_name.json()["code"]) == (422, "UNKNOWN_FILE_TYPE")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_s36_a_file_of_several_pictures_is_refused(kind: str, hand_in: Any) -> None:
    buffer = io.BytesIO()
    drawn_part(1, size=96).save(buffer, kind, save_all=True, append_images=[drawn_part(2, size=96)])
    answer = hand_in(buffer.getvalue(), f"x.{kind.lower()}")

    assert answer.status_code == 422
    assert answer.json()["code"] == "NOT_AN_IMAGE"


def test_s36_the_picture_stands_as_the_camera_meant(hand_in: Any, alice: Any, calling: Any) -> None:
    """Orientation 6: the camera was held upright, so width and height change places."""
    picture, exif = drawn_part(1, size=96).resize((120, 96)), Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    made = hand_in(buffer.getvalue(), "x.jpg").json()
    heat_map = Image.open(io.BytesIO(calling(alice).get(made["heatmap_url"]).content))

    assert heat_map.size == (96, 120)
    assert not heat_map.getexif()


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99])
def test_s37_a_truncated_picture_is_refused(share: float, hand_in: Any) -> None:
    whole = part(1)
    answer = hand_in(whole[: int(len(whole) * share)])

    assert answer.status_code == 422
    assert answer.json()["code"] == "NOT_AN_IMAGE"


def test_s37_three_hundred_damaged_pictures_and_no_crash(hand_in: Any) -> None:
    """Bytes of a good picture changed, cut and doubled, by a fixed seed."""
    random_ = random.Random(37)
    originals = []
    for kind in ("PNG", "JPEG", "BMP", "TIFF", "WEBP"):
        buffer = io.BytesIO()
        drawn_part(1, size=48).save(buffer, kind)
        originals.append((kind.lower(), buffer.getvalue()))
    for number in range(300):
        kind, whole = originals[number % len(originals)]
        damaged = bytearray(whole)
        for _ in range(random_.randint(1, 20)):
            at = random_.randrange(len(damaged))
            match random_.randrange(3):
                case 0:
                    damaged[at] = random_.randrange(256)
                case 1:
                    del damaged[at : at + random_.randint(1, 40)]
                case _:
                    damaged[at:at] = damaged[at : at + random_.randint(1, 40)]
        answer = hand_in(bytes(damaged), f"{number}.{kind}")
        assert answer.status_code in (201, 422), answer.text


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1"])
def test_s37_unusual_colours_are_taken(mode: str, hand_in: Any) -> None:
    """With their category named: in two shades a plate is no plate any more."""
    assert hand_in(png(drawn_part(1, size=96).convert(mode)), category="plate").status_code == 201
