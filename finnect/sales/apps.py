from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "finnect.sales"
    verbose_name = _("sales")

    def ready(self) -> None:
        # a file goes with its upload or its owner too, and only a signal tells of all of these
        post_delete.connect(_file_deleted, sender="sales.Table")


def _file_deleted(instance: Any, **_: object) -> None:
    from finnect.sales import histories

    if instance.history_id:
        transaction.on_commit(lambda: histories.lost_a_file(instance.history_id))
