"""A sales table: the file as handed in, what was understood of it, and its numbers.

A sales history is a table too: several files of one owner joined, in which what stands in more than one of them counts once. It
has a `name` instead of an upload, and `files`; everything else about it is as with the table of a file.
"""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from finnect.jobs.models import Job
from finnect.uploads.models import Upload


class Table(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tables", verbose_name=_("owner"))
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="tables", null=True, blank=True, verbose_name=_("file"))
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="tables", verbose_name=_("job"))
    name = models.CharField(_("name of the history"), max_length=100, blank=True)
    history = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="files", null=True, blank=True, verbose_name=_("history that the file is part of")
    )
    renewal = models.ForeignKey(Job, on_delete=models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("last joining"))
    joined = models.JSONField(_("what was joined"), null=True, blank=True, encoder=DjangoJSONEncoder)
    asked_mapping = models.JSONField(_("mapping asked for"), default=dict, blank=True)
    asked_sheet = models.CharField(_("sheet asked for"), max_length=100, blank=True)
    rows = models.BigIntegerField(_("rows"), null=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    encoding = models.CharField(_("encoding"), max_length=40, blank=True)
    delimiter = models.CharField(_("delimiter"), max_length=4, blank=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    sheets = models.JSONField(_("sheets"), default=list, blank=True)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    statistics = models.JSONField(_("statistics"), null=True, blank=True)
    issues = models.JSONField(_("issues"), default=list, blank=True)
    issue_count = models.BigIntegerField(_("number of issues"), default=0)
    rows_aside = models.BigIntegerField(_("rows that are no sales"), default=0)
    processed_key = models.CharField(_("storage key of the rows"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    handed_in_at = models.DateTimeField(_("handed in"), default=timezone.now, help_text=_("the last time, when the same file came again"))

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        indexes = [models.Index(fields=["owner", "-created_at"])]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], condition=~Q(name=""), name="one_history_of_a_name")]

    def __str__(self) -> str:
        return self.filename

    @property
    def filename(self) -> str:
        """The file's, or the history's name."""
        return self.upload.filename if self.upload else self.name

    @property
    def file(self) -> Upload:
        """What was handed in; a history has none."""
        assert self.upload
        return self.upload

    @property
    def is_history(self) -> bool:
        return self.upload_id is None

    @property
    def status(self) -> str:
        """That of the job that made what is shown; before there is something to show, of the one that is awaited."""
        return self.job.status


class Measurement(models.Model):
    """What a job has measured of a table, or is about to: then it has no `answer`, no `file` and no `problem` why there is none.

    The `key` is of the table's content, and of what is `asked` of it.
    """

    key = models.CharField(_("key"), max_length=100, primary_key=True)
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="measurements", verbose_name=_("table"))
    asked = models.JSONField(_("asked for"))
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, related_name="+", null=True, verbose_name=_("job"))
    begun = models.BooleanField(_("begun"), default=False)
    answer = models.JSONField(_("answer"), null=True)
    file = models.CharField(_("storage key of the file"), max_length=200, blank=True)
    problem = models.JSONField(_("problem"), null=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        indexes = [models.Index(fields=["table", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.asked['name']} {self.table_id}"
