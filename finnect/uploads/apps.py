from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class UploadsConfig(AppConfig):
    name = "finnect.uploads"
    verbose_name = _("uploads")

    def ready(self) -> None:
        # an upload goes with its owner too, and only a signal tells of both
        post_delete.connect(_upload_gone, sender="uploads.Upload")


def _upload_gone(instance: Any, **_: object) -> None:
    from finnect import storage

    # What cannot be reached now is found by `finnect doctor`; the deletion stands.
    transaction.on_commit(lambda: storage.delete(instance.key), robust=True)
