"""What lies in storage goes after the transaction in which its row went."""

from django.db import transaction

from finnect import storage


def delete_later(*keys: str) -> None:
    """After the transaction; what cannot be reached then is found by `finnect doctor`."""
    if keys:
        transaction.on_commit(lambda: storage.delete(*keys), robust=True)
