"""The detector as one ONNX file: picture in, anomaly map and score out.

PatchCore (Roth et al., 2022): mid-level features of a frozen backbone, averaged over 3 × 3 neighbours, compared with a
memory bank of good ones; the distance to the nearest is the anomaly. Threshold and calibration are not in the file, so
that they can change while it serves.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray

from finnect.inspection.detection.assembling import assemble, insert
from finnect.inspection.detection.backbone import Backbone
from finnect.inspection.detection.ground import STEPS, WEIGHT, Ground
from finnect.inspection.detection.nearest import cells_of, nearest_constants, nearest_steps
from finnect.inspection.detection.surroundings import (
    Surroundings,
    quieting_constants,
    quieting_steps,
    strangeness_constants,
    strangeness_steps,
    window_steps,
)
from finnect.inspection.detection.tiles import DETAIL, TOP_SHARE

Floats = NDArray[np.float32]

MAP_ZOOM = 2  # cells of the map per cell of the finest feature map, along a side
MAP_SIGMA = 1.5  # of the Gaussian, in cells of the map
_AROUND = "<kernel_shape = [3, 3], pads = [1, 1, 1, 1]>"


@dataclass(frozen=True)
class MemoryBank:
    """What normal looks like: `vectors` `[m, d]` of *patches*, which are (features − `mean` `[c]`) × `basis` `[c, d]`.

    Distances to a vector are counted in its `spread` `[m]`: where good pictures differ much, more is normal. On the `ground`
    they weigh less.
    """

    mean: Floats
    basis: Floats
    vectors: Floats
    spread: Floats
    ground: Ground | None = None


def features_model(backbone: Backbone, resolution: int) -> bytes:
    """ONNX file: `image` uint8 `[n, h, w, 3]` → `features` float `[n, c, gh, gw]`, not yet normalised, and `windows` float
    `[n, c0, ph, pw]`, means over wide windows of the finest feature map."""
    signature = "features (uint8[n, h, w, 3] image) => (float[n, c, gh, gw] features, float[n, c0, ph, pw] windows)"
    return _with_backbone(signature, feature_steps(backbone) + window_steps(), feature_constants(backbone, resolution), backbone)


def detector_model(
    backbone: Backbone, resolution: int, bank: MemoryBank, tolerance: Floats, surroundings: Surroundings | None = None, *, detail: int = 1
) -> bytes:
    """ONNX file: `image` uint8 `[n, h, w, 3]` → `score` float `[n]` and `map` float `[n, mh, mw]`, in which distances are
    divided by the `tolerance` `[s, s]` of their place in the picture, and which is quieted where the `surroundings` are usual.

    A third output, `heard`, is the map before that; the score is made of it.

    Its metadata say in `finnect.detail` into how many tiles along a side a square picture is to be cut, see `tiles`.
    """
    bank_steps, constants = _bank(bank)
    constants |= feature_constants(backbone, resolution) | patch_constants(bank.mean, bank.basis) | verdict_constants(tolerance)
    steps = feature_steps(backbone) + patch_steps() + bank_steps + verdict_steps() + quieting_steps(surroundings)
    constants |= quieting_constants(surroundings)
    signature = "detector (uint8[n, h, w, 3] image) => (float[n] score, float[n, mh, mw] map, float[n, mh, mw] heard)"
    return _with_backbone(signature, steps, constants, backbone, {DETAIL: str(detail)})


def bank_model(bank: MemoryBank) -> bytes:
    """The second part of `detector_model`: `patches` float `[n × gh × gw, d]`, `coarse_shape` int64 (n, 1, gh, gw) → `loud`
    float `[n, 1, mh, mw]`, the smoothed distances, and `weighed`, the same less loud on the ground."""
    signature = "bank (float[p, d] patches, int64[4] coarse_shape) => (float[n, 1, mh, mw] loud, float[n, 1, mh, mw] weighed)"
    return bytes(assemble(signature, *_bank(bank)).SerializeToString())


def strangeness_model(vectors: Floats) -> bytes:
    """Another part of it: `surroundings` float `[n × ph × pw, d]`, `places_shape` int64 (n, 1, ph, pw) → `strangeness` float
    `[n, 1, ph, pw]`, the distances to the nearest of the usual `vectors`."""
    signature = "strange (float[p, d] surroundings, int64[4] places_shape) => (float[n, 1, ph, pw] strangeness)"
    constants = _indices(one=1) | strangeness_constants(vectors)
    return bytes(assemble(signature, strangeness_steps(), constants).SerializeToString())


def verdict_model(tolerance: Floats) -> bytes:
    """The last part of it but for the quieting: `weighed` float `[n, 1, mh, mw]` → `score` and `heard`."""
    signature = "verdict (float[n, 1, mh, mw] weighed) => (float[n] score, float[n, mh, mw] heard)"
    return bytes(assemble(signature, verdict_steps(), verdict_constants(tolerance)).SerializeToString())


def _with_backbone(
    signature: str, steps: list[str], constants: dict[str, Floats], backbone: Backbone, about: dict[str, str] | None = None
) -> bytes:
    outer = assemble(signature, steps, constants)
    outputs = {layer: f"layer{i}" for i, layer in enumerate(backbone.layers)}
    model = insert(backbone.model, outer, prefix="backbone.", feed="scaled", outputs=outputs)
    onnx.helper.set_model_props(model, about or {})
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def feature_steps(backbone: Backbone) -> list[str]:
    """Every picture is brought to the same area, keeping its aspect ratio: a long part is not squashed."""
    others = range(1, len(backbone.layers))
    return [
        "shape = Shape(image)",
        "size = Slice(shape, one, three)",
        "sides = Cast <to = 1> (size)",
        "area = ReduceProd(sides)",
        "root = Sqrt(area)",
        "zoom = Div(resolution, root)",
        "wished = Mul(sides, zoom)",
        "wished_cells = Div(wished, multiple)",
        "rounded_cells = Round(wished_cells)",
        "cells = Max(rounded_cells, least_cells)",
        "aligned = Mul(cells, multiple)",
        "target = Cast <to = 7> (aligned)",
        "planes = Transpose <perm = [0, 3, 1, 2]> (image)",
        "pixels = Cast <to = 1> (planes)",
        # exclude_outside makes the border equal Pillow's; without it they differ by up to 15 grey levels.
        'resized = Resize <mode = "linear", antialias = 1, exclude_outside = 1, axes = [2, 3]> (pixels, , , target)',
        "stretched = Mul(resized, scale)",
        "scaled = Add(stretched, shift)",
        "layer0_shape = Shape(layer0)",
        "grid = Slice(layer0_shape, two, four)",
        *(f'level{i} = Resize <mode = "linear", axes = [2, 3]> (layer{i}, , , grid)' for i in others),
        f"stacked = Concat <axis = 1> ({', '.join(['layer0', *(f'level{i}' for i in others)])})",
        "features = AveragePool <kernel_shape = [3, 3], pads = [1, 1, 1, 1]> (stacked)",
    ]


def patch_steps() -> list[str]:
    return [
        "channels_last = Transpose <perm = [0, 2, 3, 1]> (features)",
        "rows = Reshape(channels_last, row_shape)",
        "patches = Gemm(rows, basis, origin)",
        "features_shape = Shape(features)",
        "count = Slice(features_shape, zero, one)",
        "coarse_shape = Concat <axis = 0> (count, one, grid)",
    ]


def _bank(bank: MemoryBank) -> tuple[list[str], dict[str, np.ndarray]]:
    """Steps and constants from patches to smoothed distances."""
    cells = cells_of(bank.vectors)
    steps = nearest_steps(len(cells)) + map_steps() + weighing_steps(bank.ground)
    return steps, nearest_constants(bank.vectors, bank.spread, cells) | weighing_constants(bank.ground) | map_constants()


def map_steps() -> list[str]:
    return [
        "coarse = Reshape(distances, coarse_shape)",
        'fine = Resize <mode = "linear"> (coarse, , map_zoom)',
        'padded = Pad <mode = "edge"> (fine, margins)',
        "smooth_rows = Conv(padded, gaussian_rows)",
        "loud = Conv(smooth_rows, gaussian_columns)",
    ]


def weighing_steps(ground: Ground | None) -> list[str]:
    """`loud` `[n, 1, mh, mw]` → `weighed`, in which what lies on the ground counts less."""
    if ground is None:
        return ["weighed = Identity(loud)"]
    return [
        "towards_ground = Gemm(patches, ground_direction, ground_offset)",
        "is_ground = Sigmoid(towards_ground)",
        "ground_cells = Reshape(is_ground, coarse_shape)",
        # What is not ground reaches one cell further.
        "part_cells = Neg(ground_cells)",
        f"wider_part = MaxPool {_AROUND} (part_cells)",
        "open = Neg(wider_part)",
        # A grey-scale reconstruction (Vincent, 1993) from the border: what the part encloses is of the part.
        "inside = Slice(open, first_inside, first_outside, along)",
        "nothing_inside = Mul(inside, none)",
        "outside_frame = Pad(nothing_inside, frame, one_f)",
        "reached0 = Mul(open, outside_frame)",
        *(step for i in range(STEPS) for step in (f"spread{i} = MaxPool {_AROUND} (reached{i})", f"reached{i + 1} = Min(spread{i}, open)")),
        f'fine_ground = Resize <mode = "linear"> (reached{STEPS}, , map_zoom)',
        "taken_off = Mul(fine_ground, less)",
        "weights = Add(taken_off, full)",
        "weighed = Mul(loud, weights)",
    ]


def verdict_steps() -> list[str]:
    """`weighed` `[n, 1, mh, mw]` → `score` `[n]` and `heard` `[n, mh, mw]`."""
    return [
        "weighed_shape = Shape(weighed)",
        "map_size = Slice(weighed_shape, two, four)",
        'tolerated = Resize <mode = "linear", antialias = 1, exclude_outside = 1, axes = [2, 3]> (tolerance, , , map_size)',
        "heard_plane = Div(weighed, tolerated)",
        "heard = Squeeze(heard_plane, one)",
        "flat = Flatten(heard)",
        "flat_size = Shape(flat)",
        "cell_count = Slice(flat_size, one, two)",
        "cell_count_f = Cast <to = 1> (cell_count)",
        "share = Mul(cell_count_f, top_share)",
        "share_floor = Floor(share)",
        "top_f = Max(share_floor, one_f)",
        "top = Cast <to = 7> (top_f)",
        "highest, positions = TopK(flat, top)",
        "score = ReduceMean <keepdims = 0> (highest, one)",
    ]


def feature_constants(backbone: Backbone, resolution: int) -> dict[str, np.ndarray]:
    return {
        **_indices(one=1, two=2, three=3, four=4),
        "resolution": np.array([resolution], np.float32),
        "multiple": np.array([backbone.multiple], np.float32),
        "least_cells": np.array([2], np.float32),
        "scale": np.array(backbone.scale, np.float32)[:, None, None],
        "shift": np.array(backbone.shift, np.float32)[:, None, None],
    }


def patch_constants(mean: Floats, basis: Floats) -> dict[str, np.ndarray]:
    return {
        **_indices(zero=0, one=1),
        "row_shape": np.array([-1, len(mean)], np.int64),
        "basis": basis,
        "origin": -mean @ basis,
    }


def weighing_constants(ground: Ground | None) -> dict[str, np.ndarray]:
    if ground is None:
        return {}
    return {
        "ground_direction": -ground.direction[:, None],
        "ground_offset": np.array([-ground.offset], np.float32),
        "first_inside": np.array([1, 1], np.int64),
        "first_outside": np.array([-1, -1], np.int64),
        "along": np.array([2, 3], np.int64),
        "none": np.array([0], np.float32),
        "frame": np.array([0, 0, 1, 1, 0, 0, 1, 1], np.int64),
        "one_f": np.array([1], np.float32),
        "less": np.array([WEIGHT - 1], np.float32),
        "full": np.array([1], np.float32),
    }


def map_constants() -> dict[str, np.ndarray]:
    kernel = gaussian(MAP_SIGMA)
    margin = len(kernel) // 2
    return {
        "map_zoom": np.array([1, 1, MAP_ZOOM, MAP_ZOOM], np.float32),
        "margins": np.array([0, 0, margin, margin, 0, 0, margin, margin], np.int64),
        "gaussian_rows": kernel[None, None, :, None],
        "gaussian_columns": kernel[None, None, None, :],
    }


def verdict_constants(tolerance: Floats) -> dict[str, np.ndarray]:
    return {
        **_indices(one=1, two=2, four=4),
        "one_f": np.array([1], np.float32),
        "tolerance": tolerance[None, None],
        "top_share": np.array([TOP_SHARE], np.float32),
    }


def _indices(**values: int) -> dict[str, np.ndarray]:
    return {name: np.array([value], np.int64) for name, value in values.items()}


def gaussian(sigma: float) -> Floats:
    """A Gaussian kernel over ±3 `sigma` whose sum is 1."""
    reach = np.arange(-np.ceil(3 * sigma), np.ceil(3 * sigma) + 1)
    weights = np.exp(-0.5 * (reach / sigma) ** 2)
    return np.asarray(weights / weights.sum(), np.float32)
