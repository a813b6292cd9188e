"""What admin lists of records have in common."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class Record(admin.ModelAdmin):
    """Rows that the product writes: to be looked at and deleted, not written by hand."""

    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    editable: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.opts.fields if field.name not in self.editable]
