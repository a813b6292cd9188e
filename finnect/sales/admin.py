"""Sales tables in Django Admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from finnect.kit.admin import Record
from finnect.sales.models import Table


@admin.register(Table)
class TableAdmin(Record):
    list_display = ("__str__", "history", "state", "rows", "statistics", "issue_count", "owner", "created_at")
    list_filter = ("job__status",)
    search_fields = ("upload__filename", "name", "owner__email")

    @admin.display(description=_("status"), ordering="job__status")
    def state(self, table: Table) -> str:
        return table.job.get_status_display()
