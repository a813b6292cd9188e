from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, pre_delete
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "finnect.sales"
    verbose_name = _("sales")

    def ready(self) -> None:
        # a table goes with its upload or its owner too, and only signals tell of all of these
        pre_delete.connect(_table_goes, sender="sales.Table")
        post_delete.connect(_table_gone, sender="sales.Table")


def _table_goes(instance: Any, **_: object) -> None:
    from finnect.sales import histories

    histories.forget(instance)


def _table_gone(instance: Any, **_: object) -> None:
    from finnect.sales import histories

    histories.gone(instance)
