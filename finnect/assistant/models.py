"""What the assistant knows besides the numbers, and what was said."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from finnect.kit.errors import Problem
from finnect.kit.language import say


class Intent(models.Model):
    """What somebody may want, by examples of how he says it, and the answer's template."""

    name = models.SlugField(_("name"), max_length=60, unique=True)
    examples_ko = models.TextField(_("Korean examples, one a line"), blank=True)
    examples_en = models.TextField(_("English examples, one a line"), blank=True)
    template_ko = models.TextField(_("Korean answer"))
    template_en = models.TextField(_("English answer"))
    is_active = models.BooleanField(_("active"), default=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("intent")
        verbose_name_plural = _("intents")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        from finnect.assistant.dialogue import check_template  # here: every process loads the models, and few need numpy

        for field in ("template_ko", "template_en"):
            try:
                check_template(getattr(self, field))
            except Problem as problem:
                raise ValidationError({field: say(problem.detail, problem.params)}) from problem


class Faq(models.Model):
    """A question that is often asked, other ways to ask it, and its answer."""

    language = models.CharField(_("language"), max_length=2, choices=[("ko", "한국어"), ("en", "English")])
    question = models.CharField(_("question"), max_length=300)
    alternatives = models.TextField(_("other ways to ask, one a line"), blank=True)
    answer = models.TextField(_("answer"))
    is_active = models.BooleanField(_("active"), default=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("FAQ entry")
        verbose_name_plural = _("FAQ")
        constraints = [models.UniqueConstraint(fields=["language", "question"], name="one_answer_to_a_question")]

    def __str__(self) -> str:
        return self.question


class Conversation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations", verbose_name=_("owner"))
    title = models.CharField(_("title"), max_length=200)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [models.Index(fields=["owner", "-created_at"])]

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """A question and its answer."""

    class Kind(models.TextChoices):
        DATA = "data", _("data")
        INTENT = "intent", _("intent")
        FAQ = "faq", "FAQ"
        LLM = "llm", "LLM"
        FALLBACK = "fallback", _("not understood")

    class HandOver(models.TextChoices):
        ASKED = "asked", _("a person was asked for")
        UNANSWERED = "unanswered", _("too many questions without an answer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", verbose_name=_("conversation"))
    question = models.TextField(_("question"))
    answer = models.TextField(_("answer"))
    language = models.CharField(_("language"), max_length=2)
    kind = models.CharField(_("answered by"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100, blank=True)
    confidence = models.FloatField(_("confidence"))
    sources = models.JSONField(_("sources"), default=list, blank=True)
    chart = models.JSONField(_("chart"), default=list, blank=True)
    chart_by = models.CharField(_("chart by"), max_length=10, blank=True)
    cached = models.BooleanField(_("from the cache"), default=False)
    hand_over = models.CharField(_("hand over"), max_length=10, choices=HandOver.choices, blank=True)
    helpful = models.BooleanField(_("helpful"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["kind", "-created_at"])]

    def __str__(self) -> str:
        return self.question[:80]
