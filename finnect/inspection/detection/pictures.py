"""Pictures from outside become arrays here, or are refused with a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from finnect.kit.errors import Problem
from finnect.kit.words import N_

Picture = NDArray[np.uint8]  # [height, width, 3], RGB
Source = Path | bytes  # where a picture is read from

FORMATS = ("PNG", "JPEG", "BMP", "TIFF", "WEBP")
MAX_PIXELS = 50_000_000


class NotAnImage(Problem):
    status = 422
    code = "NOT_AN_IMAGE"
    title = N_("This is not a picture that can be read")
    detail = N_("%(reason)s Send a single PNG, JPEG, BMP, TIFF or WebP picture.")


class ImageTooLarge(Problem):
    status = 422
    code = "IMAGE_TOO_LARGE"
    title = N_("The picture is too large")
    detail = N_("The picture has more than %(megapixels)s megapixels, which is the limit here. Send a smaller one.")


def decode(data: Source, *, max_pixels: int = MAX_PIXELS) -> Picture:
    """The picture as RGB bytes `[height, width, 3]`, upright, alpha over white, 16 bits reduced to 8.

    Raises NotAnImage (foreign format, broken or cut off, several frames, 32-bit values) or ImageTooLarge, the latter
    before any pixel is decoded.
    """
    with _opened(data, max_pixels) as image:
        # A phone's JPEG may carry a second frame (depth, preview); elsewhere frames mean an animation or a document.
        if getattr(image, "is_animated", False) and image.format not in ("JPEG", "MPO"):
            raise NotAnImage(reason=N_("The file holds several pictures."))
        image.load()
        ImageOps.exif_transpose(image, in_place=True)  # a second copy of a large picture would cost as much as the first
        return _grey(image) if image.mode == "L" and not image.has_transparency_data else np.asarray(_rgb(image))


def count_pixels(data: Source, *, max_pixels: int = MAX_PIXELS) -> int:
    """How many pixels `decode` would give, by the file's header alone. Raises NotAnImage or ImageTooLarge."""
    with _opened(data, max_pixels) as image:
        return image.width * image.height


def thumbnail(data: Source, *, side: int, max_pixels: int = MAX_PIXELS) -> bytes:
    """WebP of the picture as `decode` gives it, brought to at most `side` × `side` pixels, never enlarged. Raises what `decode` raises."""
    small = Image.fromarray(decode(data, max_pixels=max_pixels))
    small.thumbnail((side, side))
    webp = BytesIO()
    small.save(webp, "WEBP", quality=80)
    return webp.getvalue()


@contextmanager
def _opened(data: Source, max_pixels: int) -> Iterator[Image.Image]:
    """The picture, not yet decoded; whatever goes wrong with it meanwhile is said in our words."""
    try:
        with Image.open(data if isinstance(data, Path) else BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > max_pixels:
                raise ImageTooLarge(megapixels=f"{max_pixels / 1e6:g}")
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageTooLarge(megapixels=f"{max_pixels / 1e6:g}") from None
    except (Problem, FileNotFoundError):
        raise
    except UnidentifiedImageError:
        raise NotAnImage(reason=N_("The content is not in a known picture format.")) from None
    except Exception as error:  # Pillow's decoders answer hostile bytes with anything from struct.error to KeyError.
        raise NotAnImage(reason=N_("The file is broken or cut off.")) from error


def _grey(image: Image.Image) -> Picture:
    """As `_rgb` has it, for which Pillow would take four bytes more for each pixel on the way."""
    values = np.asarray(image)
    return np.stack((values, values, values), axis=-1)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        # Full scale is 65,535 whatever the camera used: a guess per picture would brighten some and not others.
        values = np.asarray(image).astype(np.float32) / 257
        image = Image.fromarray(np.round(values).astype(np.uint8))
    elif image.mode in ("I", "F"):
        raise NotAnImage(reason=N_("The picture has 32-bit values, whose white point is unknown."))
    if image.has_transparency_data:
        over = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    return image if image.mode == "RGB" else image.convert("RGB")
