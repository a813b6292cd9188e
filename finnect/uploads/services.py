"""One request, one effect."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from finnect.accounts.models import User
from finnect.kit.errors import NotFound
from finnect.uploads.errors import IdempotencyKeyReused
from finnect.uploads.models import IdempotencyKey

M = TypeVar("M", bound=models.Model)
LONGEST_KEY = 200


def once(model: type[M], make: Callable[[], M], *, owner: User, key: str | None, request: dict[str, Any]) -> M:
    """`make()` for the first request under an Idempotency-Key; what was made then for every later one.

    `request` is what makes two requests the same: the file's SHA-256 and the other fields.

    :raises IdempotencyKeyReused: when the key came with another request before.
    :raises NotFound: when what was made then has been deleted since.
    """
    if not key:
        return make()
    fingerprint = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    try:
        with transaction.atomic():
            # Whoever comes second waits here until the first has committed, and then fails.
            row = IdempotencyKey.objects.create(owner=owner, key=key[:LONGEST_KEY], fingerprint=fingerprint)
            made = make()
            row.made = made.pk
            row.save(update_fields=["made"])
            return made
    except IntegrityError:
        earlier = IdempotencyKey.objects.filter(owner=owner, key=key[:LONGEST_KEY]).first()
        if earlier is None:
            raise
        if earlier.fingerprint != fingerprint:
            raise IdempotencyKeyReused() from None
        if found := model._default_manager.filter(pk=earlier.made).first():
            return found
        raise NotFound(what=str(model._meta.verbose_name)) from None


def is_repeated(*, owner: User, key: str | None) -> bool:
    """Whether this Idempotency-Key came before, so that its answer is settled whatever has happened since."""
    return key is not None and IdempotencyKey.objects.filter(owner=owner, key=key[:LONGEST_KEY]).exists()
