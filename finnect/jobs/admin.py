"""Jobs in Django Admin."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from finnect.jobs import services
from finnect.jobs.models import Job
from finnect.kit.admin import Record
from finnect.kit.errors import Problem
from finnect.kit.language import say


@admin.register(Job)
class JobAdmin(Record):
    list_display = ("kind", "status", "owner", "progress", "attempt", "created_at", "started_at", "finished_at")
    list_filter = ("status", "kind")
    search_fields = ("id", "owner__email")
    actions = ("cancel_jobs", "retry_jobs")

    @admin.action(description=_("Cancel"))
    def cancel_jobs(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        self._each(request, jobs, services.cancel)

    @admin.action(description=_("Try again"))
    def retry_jobs(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        self._each(request, jobs, services.retry)

    def _each(self, request: HttpRequest, jobs: QuerySet[Job], do: object) -> None:
        for job in jobs:
            try:
                do(job)  # type: ignore[operator]
            except Problem as problem:
                self.message_user(request, f"{job}: {say(problem.detail, problem.params)}", messages.WARNING)
