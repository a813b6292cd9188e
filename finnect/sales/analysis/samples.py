"""What the first rows of a column look like; enough to guess its field, never to decide its type."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from finnect.sales.analysis.dates import looks_like_date
from finnect.sales.analysis.marks import looks_cancelled
from finnect.sales.analysis.numbers import looks_like_number
from finnect.sales.analysis.vocabulary import STATUS

_TRIED = 300
_MOST_STATES = 50  # that an order may be in
_WHOLE = re.compile(r"[+-]?\d+(?:[.,]0+)?")
_CODE = re.compile(r"[A-Za-z]{0,4}[-_]?\d[\w-]{2,}")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")


@dataclass(frozen=True)
class Sample:
    """The cells of one column in the first rows, blank ones left out."""

    cells: Sequence[str]

    @cached_property
    def numbers(self) -> float:
        return self._share(looks_like_number)

    @cached_property
    def dates(self) -> float:
        return self._share(looks_like_date)

    def may_be(self, field: str) -> bool:
        """Whether the content speaks against this field; nothing does where there is no content."""
        if not self.cells:
            return True
        match field:
            case "Quantity" | "UnitPrice":
                return self.numbers >= 0.1
            case "InvoiceDate":
                return self.dates >= 0.1 or self._share(_SERIAL.fullmatch) >= 0.1
            case "Status":
                return self._is_of_few_words
            case _:
                return self.dates < 0.9

    def likeness(self, field: str) -> float:
        """How much the content alone speaks for this field; 0 is not at all."""
        if field == STATUS:  # cancellations are rare
            return sum(map(looks_cancelled, self.cells)) / len(self.cells) if self.cells and self._is_of_few_words else 0
        if len(self.cells) < 3:
            return 0
        match field:
            case "InvoiceDate":
                return self.dates if self.dates >= 0.9 else 0
            case "UnitPrice":
                # of unit price and line total, both with decimals, the smaller on average is the price
                return 1 / (1 + self._mean) if self.numbers >= 0.95 and self._whole < 0.9 else 0
            case "Quantity":
                small = self.numbers >= 0.95 and self._whole >= 0.99 and self._mean < 1_000
                return 1 / (1 + self._mean) if small and not self._counts_up else 0
            case "InvoiceNo":
                return self._runs if self._share(_CODE.fullmatch) >= 0.9 else 0
            case _:
                return 0

    def _share(self, test: Callable[[str], object]) -> float:
        tried = self.cells[:_TRIED]
        return sum(bool(test(cell)) for cell in tried) / len(tried) if tried else 0

    @cached_property
    def _whole(self) -> float:
        return self._share(_WHOLE.fullmatch)

    @cached_property
    def _mean(self) -> float:
        digits = (re.sub(r"[^\d.]", "", cell.replace(",", ".")) for cell in self.cells)
        return sum(float(text) if text.count(".") < 2 and text.strip(".") else 0.0 for text in digits) / len(self.cells)

    @property
    def _is_of_few_words(self) -> bool:
        return self.dates < 0.9 and len(set(self.cells)) <= _MOST_STATES

    @property
    def _counts_up(self) -> bool:
        """A running number: all different and rising."""
        return all(len(a) < len(b) or (len(a) == len(b) and a < b) for a, b in pairwise(self.cells))

    @property
    def _runs(self) -> float:
        """Lines of one invoice stand together, and no invoice comes back later."""
        changes = sum(a != b for a, b in pairwise(self.cells)) + 1
        return len(set(self.cells)) / changes if changes < len(self.cells) else 0
