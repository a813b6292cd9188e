"""The intents and FAQ of a new installation."""

from datetime import UTC, datetime

from finnect.assistant.models import Faq, Intent
from finnect.assistant.services import plant_seeds


def seeded() -> None:
    """All of one date: a process learns them once for all tests."""
    plant_seeds()
    for model in (Intent, Faq):
        model.objects.update(updated_at=datetime(2026, 1, 1, tzinfo=UTC))
