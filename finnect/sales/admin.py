"""Sales tables in Django Admin."""

from django.contrib import admin

from finnect.kit.admin import Record
from finnect.sales.models import Table


@admin.register(Table)
class TableAdmin(Record):
    list_display = ("__str__", "history", "status", "rows", "statistics", "issue_count", "owner", "created_at")
    list_filter = ("job__status",)
    search_fields = ("upload__filename", "name", "owner__email")
