"""What Pydantic refuses of a request, in words of ours: its own are English whatever was asked for."""

from collections.abc import Mapping
from typing import Any

from finnect.kit.errors import Invalid
from finnect.kit.language import say
from finnect.kit.words import N_

# By Pydantic's type of error; the placeholders are members of its `ctx`.
REASONS = {
    "missing": N_("is missing"),
    "extra_forbidden": N_("is not known here"),
    "json_invalid": N_("is no valid JSON"),
    "literal_error": N_("must be one of: %(expected)s"),
    "enum": N_("must be one of: %(expected)s"),
    "string_too_short": N_("must have at least %(min_length)d characters"),
    "string_too_long": N_("must have at most %(max_length)d characters"),
    "string_pattern_mismatch": N_("holds characters that are not taken here"),
    "too_short": N_("must have at least %(min_length)d entries"),
    "too_long": N_("must have at most %(max_length)d entries"),
    "greater_than": N_("must be greater than %(gt)s"),
    "greater_than_equal": N_("must be at least %(ge)s"),
    "less_than": N_("must be less than %(lt)s"),
    "less_than_equal": N_("must be at most %(le)s"),
    "multiple_of": N_("must be a multiple of %(multiple_of)s"),
    "finite_number": N_("must be a finite number"),
    "int_parsing_size": N_("has too many digits"),
    "timezone_aware": N_("must name its time zone, as in 2026-11-30T09:00:00Z"),
    "value_error": N_("is not what is expected here; files are sent as multipart/form-data"),
}
# By the first word of the type where all of its kind say the same: `int_parsing`, `int_type`, `int_from_float`, …
KINDS = {
    "string": N_("must be a text"),
    "int": N_("must be a whole number"),
    "float": N_("must be a number"),
    "decimal": N_("must be a number"),
    "bool": N_("must be true or false"),
    "uuid": N_("must be an id (UUID)"),
    "datetime": N_("must be a date with its time, as in 2026-11-30T09:00:00Z"),
    "date": N_("must be a date, as in 2026-11-30"),
    "list": N_("must be a JSON list"),
    "dict": N_("must be a JSON object"),
    "model": N_("must be a JSON object, sent as application/json"),
}
OTHERWISE = N_("is not what is expected here")


def worded(error: Mapping[str, Any]) -> Invalid:
    """One of Pydantic's `errors()` as a problem, in the active language."""
    kind, where, told = error["type"], error["loc"], error.get("ctx", {})
    if kind == "json_invalid":
        where = where[:1]  # what follows is a position in the text, not a field
    expected = str(told.get("expected", "")).replace(" or ", ", ")
    reason = REASONS.get(kind) or KINDS.get(kind.split("_")[0], OTHERWISE)
    return Invalid(where=".".join(map(str, where)), reason=say(reason, {**told, "expected": expected}))
