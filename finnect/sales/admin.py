"""Sales tables in Django Admin."""

from django.contrib import admin
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from finnect.accounts.admin import HeldByOwner
from finnect.kit.admin import Record
from finnect.sales.models import Table


@admin.register(Table)
class TableAdmin(HeldByOwner, Record):
    list_display = ("__str__", "history", "state", "rows", "revenue", "issue_count", "owner", "created_at")
    list_filter = ("job__status",)
    search_fields = ("upload__filename", "name", "owner__email")

    @admin.display(description=_("Total revenue"))
    def revenue(self, table: Table) -> str:
        value = (table.statistics or {}).get("total_revenue")
        return "–" if value is None else formats.number_format(value, use_l10n=True, force_grouping=True)

    @admin.display(description=_("status"), ordering="job__status")
    def state(self, table: Table) -> str:
        return table.job.get_status_display()
