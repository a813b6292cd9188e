"""What is accepted as a picture, and how it is read."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from finnect.inspection.detection import ImageTooLarge, NotAnImage, count_pixels, decode
from tests.inspection.detection.drawing import plate, png


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF", "WEBP", "JPEG"])
def test_every_promised_format_is_read(format: str) -> None:
    options = {"lossless": True} if format == "WEBP" else {"quality": 95} if format == "JPEG" else {}
    read = decode(saved(Image.fromarray(plate(0)), format, **options))
    assert read.dtype == np.uint8
    assert np.abs(read.astype(int) - plate(0)).mean() < (3 if format == "JPEG" else 0.001)


def test_a_path_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "plate.png").write_bytes(png(plate(0)))
    assert np.array_equal(decode(tmp_path / "plate.png"), plate(0))


def test_a_gif_is_refused() -> None:
    with pytest.raises(NotAnImage):
        decode(saved(Image.fromarray(plate(0)), "GIF"))


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + bytes(40)])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAnImage):
        decode(data)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "BMP", "TIFF", "WEBP"])
def test_a_picture_cut_off_is_refused(format: str) -> None:
    data = saved(Image.fromarray(plate(0)), format)
    with pytest.raises(NotAnImage):
        decode(data[: len(data) // 2])


def test_pixels_are_counted_before_they_are_decoded() -> None:
    bomb = saved(Image.new("1", (9000, 9000)), "PNG")
    assert len(bomb) < 20_000
    with pytest.raises(ImageTooLarge, match="50 megapixels"):
        decode(bomb)


@pytest.mark.parametrize("side", [10_000, 14_000])
def test_pillows_own_bomb_alarm_is_told_the_same_way(side: int) -> None:
    with pytest.raises(ImageTooLarge):
        decode(saved(Image.new("1", (side, side)), "PNG"))


def test_an_animation_is_refused() -> None:
    frames = [Image.fromarray(plate(seed)) for seed in (0, 1)]
    for format in ("PNG", "WEBP", "TIFF"):
        with pytest.raises(NotAnImage, match="several"):
            decode(saved(frames[0], format, save_all=True, append_images=frames[1:]))


def test_the_camera_held_sideways_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert decode(saved(Image.fromarray(plate(0)), "PNG", exif=exif)).shape == (160, 120, 3)


def test_sixteen_bits_become_eight_on_one_fixed_scale() -> None:
    values = np.array([[0, 257 * 100, 65535]], np.uint16)
    assert decode(saved(Image.fromarray(values), "PNG"))[0].tolist() == [[0] * 3, [100] * 3, [255] * 3]


def test_grey_palette_and_alpha_become_rgb() -> None:
    assert decode(saved(Image.new("L", (4, 3), 7), "PNG")).tolist() == [[[7, 7, 7]] * 4] * 3
    assert decode(saved(Image.new("L", (4, 3), 7), "PNG", transparency=7)).tolist() == [[[255, 255, 255]] * 4] * 3
    assert decode(saved(Image.new("RGBA", (4, 3), (0, 0, 0, 0)), "PNG")).tolist() == [[[255, 255, 255]] * 4] * 3
    assert decode(saved(Image.new("P", (4, 3)), "PNG")).shape == (3, 4, 3)
    assert decode(saved(Image.new("CMYK", (4, 3)), "TIFF")).shape == (3, 4, 3)


def test_floating_point_values_are_refused() -> None:
    with pytest.raises(NotAnImage, match="32-bit"):
        decode(saved(Image.new("F", (4, 3), 0.5), "TIFF"))


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF", "WEBP", "JPEG"])
def test_the_header_tells_how_many_pixels_there_are(format: str) -> None:
    data = saved(Image.fromarray(plate(0)), format)
    assert count_pixels(data) == count_pixels(data[: len(data) * 9 // 10] if format in ("PNG", "JPEG") else data) == 120 * 160


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n"])
def test_what_has_no_header_has_no_pixels(data: bytes) -> None:
    with pytest.raises(NotAnImage):
        count_pixels(data)
    with pytest.raises(ImageTooLarge):
        count_pixels(png(plate(0)), max_pixels=120 * 160 - 1)
