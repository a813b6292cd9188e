"""What is measured, and what is asked, as JSON that gives back the same: exact decimals, days and our own classes.

Lists, texts, numbers and nothing are themselves; anything else is an object of one member, whose name says what it is.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from finnect.sales.analysis.answers import Bridge, Line
from finnect.sales.analysis.query import Filter, Order, Query, Reach, Selection

_CLASSES = {one.__name__: one for one in (Bridge, Line, Filter, Order, Query, Reach, Selection)}
_READ: dict[str, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "tuple": lambda items: tuple(map(unpack, items)),
    "dict": lambda items: {key: unpack(value) for key, value in items.items()},
}


def pack(value: Any) -> Any:
    """:raises TypeError: of what it does not know"""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [pack(one) for one in value]
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return {"tuple": [pack(one) for one in value]}
        case dict():
            return {"dict": {key: pack(one) for key, one in value.items()}}
    name = type(value).__name__
    if not is_dataclass(value) or name not in _CLASSES:
        raise TypeError(f"{name} cannot be packed")
    return {name: {one.name: pack(getattr(value, one.name)) for one in fields(value)}}


def unpack(packed: Any) -> Any:
    if isinstance(packed, list):
        return [unpack(one) for one in packed]
    if not isinstance(packed, dict):
        return packed
    [(name, held)] = packed.items()
    if read := _READ.get(name):
        return read(held)
    return _CLASSES[name](**{key: unpack(one) for key, one in held.items()})
