"""Data sets of pictures, detectors trained on them, and inspections of parts."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from finnect.jobs.models import Job
from finnect.uploads.models import Upload


class Dataset(models.Model):
    """The pictures of one category from one archive."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="datasets", verbose_name=_("owner"))
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="datasets", verbose_name=_("archive"))
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="datasets", verbose_name=_("job"))
    category = models.CharField(_("category"), max_length=100, blank=True)
    counts = models.JSONField(_("pictures"), default=dict, blank=True)
    rejected = models.JSONField(_("rejected"), default=list, blank=True)
    duplicates = models.JSONField(_("duplicates"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("data set")
        verbose_name_plural = _("data sets")

    def __str__(self) -> str:
        return self.category or str(self.id)

    @property
    def status(self) -> str:
        """That of the job that unpacks it."""
        return self.job.status


class DatasetPicture(models.Model):
    """One picture of a data set, in storage under a name of ours.

    `is_copy`: a test picture that copies a training picture, so that it measures nothing. `is_feedback`: not from the archive,
    but of an inspection whose verdict somebody called wrong; trained with only when that is asked for.
    """

    class Split(models.TextChoices):
        TRAIN = "train", _("training")
        TEST = "test", _("test")

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="pictures")
    split = models.CharField(max_length=5, choices=Split.choices)
    label = models.CharField(max_length=100, default="good", help_text="good, or the name of the defect")
    filename = models.CharField(max_length=255)
    key = models.CharField(max_length=200)
    mask_key = models.CharField(max_length=200, blank=True)
    is_copy = models.BooleanField(default=False)
    is_feedback = models.BooleanField(default=False)
    inspection = models.ForeignKey("Inspection", on_delete=models.SET_NULL, related_name="pictures", null=True, blank=True)

    class Meta:
        verbose_name = _("training picture")
        verbose_name_plural = _("training pictures")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dataset", "inspection"], name="one_picture_of_an_inspection")]

    def __str__(self) -> str:
        return f"{self.split}/{self.label}/{self.filename}"


class Detector(models.Model):
    """A trained model: one ONNX file, and beside it what turns its scores into verdicts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="detectors", verbose_name=_("data set"))
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="detectors", verbose_name=_("job"))
    category = models.CharField(_("category"), max_length=100)
    version = models.PositiveIntegerField(_("version"))
    trainer = models.CharField(_("trainer"), max_length=20, default="patchcore")
    active = models.BooleanField(_("active"), default=False)
    key = models.CharField(_("storage key"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.BigIntegerField(_("bytes"))
    calibration = models.JSONField(_("calibration"))
    false_alarm_rate = models.FloatField(_("false-alarm rate"), null=True)
    threshold = models.FloatField(_("threshold"))
    metrics = models.JSONField(_("metrics"), null=True, blank=True)
    training = models.JSONField(_("training"), default=dict)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("detector")
        verbose_name_plural = _("detectors")
        constraints = [
            models.UniqueConstraint(fields=["category", "version"], name="one_detector_of_a_version"),
            models.UniqueConstraint(fields=["category"], condition=models.Q(active=True), name="one_active_detector"),
        ]

    def __str__(self) -> str:
        return f"{self.category} v{self.version}"


class Inspection(models.Model):
    """The verdict of one detector, as it was set then, on one picture."""

    class Prediction(models.TextChoices):
        NORMAL = "normal", _("normal")
        DEFECT = "defect", _("defect")

    class Feedback(models.TextChoices):
        CORRECT = "correct", _("correct")
        WRONG = "wrong", _("wrong")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inspections", verbose_name=_("owner"))
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="inspections", verbose_name=_("picture"))
    detector = models.ForeignKey(Detector, on_delete=models.PROTECT, related_name="inspections", verbose_name=_("detector"))
    category_confidence = models.FloatField(_("category confidence"))
    prediction = models.CharField(_("prediction"), max_length=10, choices=Prediction.choices)
    confidence = models.FloatField(_("confidence"))
    score = models.FloatField(_("score"))
    threshold = models.FloatField(_("threshold"))
    regions = models.JSONField(_("regions"), default=list)
    map_key = models.CharField(max_length=200)
    cached = models.BooleanField(_("from the cache"), default=False)
    took_ms = models.FloatField(_("milliseconds"))
    feedback = models.CharField(_("feedback"), max_length=10, choices=Feedback.choices, blank=True)
    feedback_note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("inspected"), default=timezone.now)
    handed_in_at = models.DateTimeField(
        _("handed in"), default=timezone.now, help_text=_("the last time, when the same picture came again")
    )

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        indexes = [
            models.Index(fields=["owner", "-created_at"]),
            models.Index(fields=["-created_at", "-id"]),
            models.Index(fields=["owner", "-handed_in_at"]),
            models.Index(fields=["-handed_in_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.upload} {self.prediction}"
