"""Data sets, detectors and inspections in Django Admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from finnect.inspection.models import Dataset, Detector, Inspection
from finnect.kit.admin import Record


@admin.register(Dataset)
class DatasetAdmin(Record):
    list_display = ("category", "owner", "status", "counts", "created_at")
    list_filter = ("category", "job__status")
    search_fields = ("category", "upload__filename", "owner__email")


@admin.register(Detector)
class DetectorAdmin(Record):
    list_display = ("category", "version", "active", "trainer", "false_alarm_rate", "threshold", "created_at")
    list_filter = ("active", "category", "trainer")
    search_fields = ("category",)
    actions = ("activate",)

    @admin.action(description=_("Make this the version that inspects"))
    def activate(self, request: HttpRequest, detectors: QuerySet[Detector]) -> None:
        from finnect.inspection import services  # here: every process loads the admin, and a worker need not hold what detection needs

        for detector in detectors:
            services.activate(detector)


@admin.register(Inspection)
class InspectionAdmin(Record):
    list_display = ("upload", "prediction", "confidence", "detector", "owner", "feedback", "created_at")
    list_filter = ("prediction", "feedback", "detector__category")
    search_fields = ("upload__filename", "owner__email")
    editable = ("feedback", "feedback_note")
