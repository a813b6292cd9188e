"""The row that is the truth of a piece of background work."""

import uuid
from math import ceil

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """PENDING → RUNNING → SUCCESS | FAILURE | CANCELLED.

    Whoever works on it holds the lease: a token, and a time until which he must be heard from. Each change that an
    onlooker can see raises `version`.
    """

    class Status(models.TextChoices):
        PENDING = "PENDING", _("waiting")
        RUNNING = "RUNNING", _("running")
        SUCCESS = "SUCCESS", _("done")
        FAILURE = "FAILURE", _("failed")
        CANCELLED = "CANCELLED", _("cancelled")

    OPEN = (Status.PENDING, Status.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs", null=True, blank=True, verbose_name=_("owner")
    )
    arguments = models.JSONField(_("arguments"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    progress = models.FloatField(_("progress"), default=0)
    text = models.TextField(_("message"), blank=True)
    text_params = models.JSONField(_("values of the message"), default=dict, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    error = models.JSONField(_("error"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)

    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    lease_token = models.UUIDField(_("lease"), null=True, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    cancel_requested = models.BooleanField(_("cancellation asked for"), default=False)
    published_at = models.DateTimeField(_("sent to the queue"), null=True, blank=True)
    not_before = models.DateTimeField(_("not before"), db_default=Now())

    created_at = models.DateTimeField(_("created"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    expected_at = models.DateTimeField(_("end expected"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["status", "not_before"]),
            models.Index(fields=["owner", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def seconds_left(self) -> int | None:
        """As the work itself expects; None where it tells nothing, or has taken longer than it said."""
        if self.status != self.Status.RUNNING or self.expected_at is None:
            return None
        left = (self.expected_at - timezone.now()).total_seconds()
        return ceil(left) if left > 0 else None


class Worker(models.Model):
    """A process that takes jobs, and when it was last heard of."""

    name = models.CharField(max_length=200, primary_key=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.name
