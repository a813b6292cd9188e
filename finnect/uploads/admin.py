"""Uploads in Django Admin."""

from django.contrib import admin

from finnect.accounts.admin import HeldByOwner
from finnect.kit.admin import Record
from finnect.uploads.models import Upload


@admin.register(Upload)
class UploadAdmin(HeldByOwner, Record):
    list_display = ("filename", "kind", "owner", "size", "created_at")
    list_filter = ("kind",)
    search_fields = ("filename", "sha256", "owner__email")
