"""What a trained net has to beat: a fixed bank of filters, the built-in backbone before there was a trained one.

Quadrature Gabor magnitudes of luma and two opponent colours over a pyramid, and for luma the same again over the
magnitudes: the first two orders of a scattering transform (Bruna and Mallat, 2013). Nothing is learned.
"""

import numpy as np
import onnx
from numpy.typing import NDArray

from finnect.inspection.detection.assembling import assemble

ORIENTATIONS = 8
SECOND_ORIENTATIONS = 4
KERNEL = 9
WAVELENGTH = 4.0  # pixels of the pyramid level
NOISE = 0.02  # magnitudes far below this, of a range of 2, count as flat

OPPONENT = [[0.299, 0.587, 0.114], [0.5, -0.5, 0.0], [-0.25, -0.25, 0.5]]  # luma, red-green, blue-yellow


def build() -> onnx.ModelProto:
    """The model: `image` float `[n, 3, h, w]` RGB in −1…1, h and w multiples of 16 → `stride8` and `stride16`."""
    steps = ["level0 = Conv(image, opponent)"]
    for level in range(4):
        steps.append(f"level{level + 1} = AveragePool <kernel_shape = [2, 2], strides = [2, 2]> (level{level})")
    # Colour is wanted where it is coarse; the finest and the coarsest details are told by luma alone.
    for level in (0, 3):
        steps.append(f"luma{level} = Slice(level{level}, zero, one, one)")
        steps += _magnitudes(f"first{level}", f"luma{level}", "gabor", groups=1)
    for level in (1, 2):
        steps += _magnitudes(f"first{level}", f"level{level}", "colour_gabor", groups=3)
    # Second order: how the magnitudes of one level are arranged some levels above, at stride 4.
    steps.append("luma_first1 = Slice(first1, zero, orientations, one)")
    for level, source, factor in ((0, "first0", 4), (1, "luma_first1", 2)):
        steps.append(f"coarse{level} = AveragePool <kernel_shape = [{factor}, {factor}], strides = [{factor}, {factor}]> ({source})")
        steps += _magnitudes(f"second{level}", f"coarse{level}", "second", groups=ORIENTATIONS)
    for name, factor in {"first0": 8, "first1": 4, "first2": 2, "first3": 2, "second0": 2, "second1": 4}.items():
        steps += _pooled(name, factor)
    steps.append("stride8 = Concat <axis = 1> (level3, first0_pooled, first1_pooled, first2_pooled, second0_pooled)")
    steps.append("stride16 = Concat <axis = 1> (level4, first3_pooled, second1_pooled)")
    return assemble(
        "filterbank (float[n, 3, h, w] image) => (float[n, c8, h8, w8] stride8, float[n, c16, h16, w16] stride16)",
        steps,
        _constants(),
    )


def _magnitudes(name: str, source: str, filters: str, *, groups: int) -> list[str]:
    """Steps for the modulus of the complex filter responses, groups × orientations channels."""
    return [
        f'{name}_source = Pad <mode = "edge"> ({source}, margins)',
        f"{name}_even = Conv <group = {groups}, kernel_shape = [{KERNEL}, {KERNEL}]> ({name}_source, {filters}_even)",
        f"{name}_odd = Conv <group = {groups}, kernel_shape = [{KERNEL}, {KERNEL}]> ({name}_source, {filters}_odd)",
        f"{name}_even2 = Mul({name}_even, {name}_even)",
        f"{name}_odd2 = Mul({name}_odd, {name}_odd)",
        f"{name}_energy = Add({name}_even2, {name}_odd2)",
        f"{name} = Sqrt({name}_energy)",
    ]


def _pooled(name: str, factor: int) -> list[str]:
    """Steps for the average over twice the stride, then the logarithm: contrast counts by its ratio, as light does."""
    return [
        f"{name}_mean = AveragePool <kernel_shape = [{2 * factor}, {2 * factor}], strides = [{factor}, {factor}],"
        f" pads = [{factor // 2}, {factor // 2}, {factor // 2}, {factor // 2}]> ({name})",
        f"{name}_raised = Add({name}_mean, noise)",
        f"{name}_pooled = Log({name}_raised)",
    ]


def _constants() -> dict[str, NDArray[np.generic]]:
    first, second = gabor(ORIENTATIONS), gabor(SECOND_ORIENTATIONS)
    margin = KERNEL // 2
    return {
        "opponent": np.array(OPPONENT, np.float32)[:, :, None, None],
        "gabor_even": first.real.astype(np.float32),
        "gabor_odd": first.imag.astype(np.float32),
        "colour_gabor_even": np.tile(first.real, (3, 1, 1, 1)).astype(np.float32),
        "colour_gabor_odd": np.tile(first.imag, (3, 1, 1, 1)).astype(np.float32),
        "second_even": np.tile(second.real, (ORIENTATIONS, 1, 1, 1)).astype(np.float32),
        "second_odd": np.tile(second.imag, (ORIENTATIONS, 1, 1, 1)).astype(np.float32),
        "margins": np.array([0, 0, margin, margin, 0, 0, margin, margin], np.int64),
        "zero": np.array([0], np.int64),
        "one": np.array([1], np.int64),
        "orientations": np.array([ORIENTATIONS], np.int64),
        "noise": np.array(NOISE, np.float32),
    }


def gabor(orientations: int) -> NDArray[np.complex64]:
    """Complex Morlet filters `[orientations, 1, KERNEL, KERNEL]`: zero mean, absolute sum 1."""
    y, x = np.mgrid[:KERNEL, :KERNEL] - KERNEL // 2
    angles = np.pi * np.arange(orientations)[:, None, None] / orientations
    along, across = x * np.cos(angles) + y * np.sin(angles), y * np.cos(angles) - x * np.sin(angles)
    envelope = np.exp(-(along**2 + 0.5 * across**2) / (2 * (WAVELENGTH / 2) ** 2))
    wave = envelope * np.exp(2j * np.pi * along / WAVELENGTH)
    wave -= envelope * wave.sum((1, 2), keepdims=True) / envelope.sum((1, 2), keepdims=True)
    return np.asarray(wave / np.abs(wave).sum((1, 2), keepdims=True), np.complex64)[:, None]
