"""Reading the part of a .tflite file that a chain of convolutions needs.

A .tflite file is a flatbuffer: little-endian; a table starts with the distance back to its vtable, which lists where each
field lies; strings, vectors and tables are reached by relative offsets. Field numbers are those of TensorFlow's schema.fbs.
"""

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ADD, CONVOLUTION, DEPTHWISE = 0, 3, 4  # BuiltinOperator
UINT8, INT32 = 3, 2  # TensorType
SAME = 0  # Padding
LINEAR, RELU6 = 0, 3  # ActivationFunctionType
_DTYPES = {UINT8: "u1", INT32: "<i4"}


@dataclass(frozen=True)
class Operator:
    """One step; `inputs` and `output` are numbers of tensors. An addition has stride 1 and the padding SAME."""

    kind: int
    inputs: tuple[int, ...]
    output: int
    stride: int
    padding: int
    activation: int


class Network:
    """The first subgraph of a file that is trusted: its bytes were compared with a known hash."""

    def __init__(self, data: bytes) -> None:
        model = _Table(data, _number(data, 0, "I"))
        self._buffers = model.tables(4)
        self._kinds = [code.number(0, "b") for code in model.tables(1)]
        graph = model.tables(2)[0]
        self._tensors = graph.tables(0)
        self.image = int(graph.numbers(1, np.int32)[0])
        self.operators = [self._operator(row) for row in graph.tables(3)]

    def weights(self, number: int) -> NDArray[np.float32]:
        """The values of a constant tensor: (quantised − zero point) × scale."""
        tensor = self._tensors[number]
        # A buffer is a vector of bytes, whatever lies in it.
        stored = self._buffers[tensor.number(2, "I")].numbers(0, np.uint8).view(_DTYPES[tensor.number(1, "b")])
        quantised = stored.reshape(tensor.numbers(0, np.int32)).astype(np.float64)
        about = tensor.table(4)
        return ((quantised - about.numbers(3, np.int64)) * about.numbers(2, np.float32)).astype(np.float32)

    def _operator(self, row: "_Table") -> Operator:
        kind = self._kinds[row.number(0, "I")]
        stride, padding, activation = 1, SAME, LINEAR
        if kind == ADD:
            activation = row.table(4).number(0, "b")
        elif kind in (CONVOLUTION, DEPTHWISE):
            # The same fields up to here; a depthwise one has its multiplier in between.
            options = row.table(4)
            padding, stride = options.number(0, "b"), options.number(2, "i")
            activation = options.number(4 if kind == DEPTHWISE else 3, "b")
        inputs = tuple(int(number) for number in row.numbers(1, np.int32))
        return Operator(kind, inputs, int(row.numbers(2, np.int32)[0]), stride, padding, activation)


def _number(data: bytes, at: int, kind: str) -> int:
    """The integer at `at`, of a kind named as in `struct`."""
    return int(struct.unpack_from(f"<{kind}", data, at)[0])


@dataclass(frozen=True)
class _Table:
    """A table of a flatbuffer, beginning at byte `at`."""

    data: bytes
    at: int

    def number(self, field: int, kind: str) -> int:
        """An integer; one that is not written is 0, as every default that is asked for here."""
        found = self._where(field)
        return _number(self.data, found, kind) if found else 0

    def table(self, field: int) -> "_Table":
        found = self._where(field)
        return _Table(self.data, found + _number(self.data, found, "I"))

    def tables(self, field: int) -> list["_Table"]:
        begin, count = self._vector(field)
        return [_Table(self.data, at + _number(self.data, at, "I")) for at in range(begin, begin + 4 * count, 4)]

    def numbers(self, field: int, dtype: Any) -> NDArray[Any]:
        begin, count = self._vector(field)
        return np.frombuffer(self.data, np.dtype(dtype).newbyteorder("<"), count, begin)

    def _vector(self, field: int) -> tuple[int, int]:
        """Where its first element is, and how many it has."""
        found = self._where(field)
        begin = found + _number(self.data, found, "I")
        return begin + 4, _number(self.data, begin, "I")

    def _where(self, field: int) -> int:
        """The byte of a field; 0 when it is not written."""
        vtable = self.at - _number(self.data, self.at, "i")
        entry = 4 + 2 * field
        if entry >= _number(self.data, vtable, "H"):
            return 0
        offset = _number(self.data, vtable + entry, "H")
        return self.at + offset if offset else 0
