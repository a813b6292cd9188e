"""Marking texts for translation where Django must not be imported (the pure packages)."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own convention
    """Mark `text` for the Korean catalogue; it is translated where it is shown."""
    return text
