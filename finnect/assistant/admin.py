"""Intents, FAQ and conversations in Django Admin. What is saved here is in the next answer of every process."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from finnect.assistant import services
from finnect.assistant.models import Conversation, Faq, Intent, Message
from finnect.kit.admin import Record

if TYPE_CHECKING:  # every process reads this module, and few need numpy
    from finnect.assistant.dialogue import Understanding

CONFIRMED = "_confirmed"
STEPS = {
    "normalise": _("Brought into one form"),
    "language": _("Language"),
    "exact": _("An example, word by word"),
    "scope": _("Its business or not"),
    "data_question": _("Question for numbers"),
    "essence": _("An example in other polite words"),
    "intent": _("intent"),
    "faq": _("FAQ entry"),
    "fallback": _("No answer"),
}
TAKEN = {
    "ko": "한국어",
    "en": "English",
    "inside": _("its business"),
    "outside": _("not its business"),
    "unclear": _("unclear"),
    "too_detailed": _("a number, but not all words understood"),
    "no_category": _("nobody has trained a model for it"),
    "empty": _("nothing was asked"),
    "ambiguous": _("may mean several things"),
}


class Previewed(admin.ModelAdmin):
    """Shows what a change would do to earlier questions, and asks before it is saved; a change without effect is saved at once."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        if request.method == "POST" and CONFIRMED not in request.POST and (question := self._asked_first(request, object_id)):
            return question
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _asked_first(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """The page that asks; None where there is nothing to ask, or the form is wrong and says so itself."""
        row = self.get_object(request, object_id) if object_id else None
        allowed = self.has_change_permission(request, row) if object_id else self.has_add_permission(request)
        form = self.get_form(request, row, change=bool(row))(request.POST, request.FILES, instance=row)
        if not allowed or not form.is_valid():
            return None
        found = services.preview(form.save(commit=False))
        if not found.changed and not found.near:
            return None
        fields = [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
        context = {**self.admin_site.each_context(request), "title": _("What this changes"), "found": found, "fields": fields}
        return TemplateResponse(request, "admin/assistant/preview.html", {**context, "opts": self.opts, "confirmed": CONFIRMED})


@admin.register(Intent)
class IntentAdmin(Previewed):
    list_display = ("name", "is_active", "updated_at")
    list_filter = ("is_active",)
    search_fields = ("name", "examples_ko", "examples_en", "template_ko", "template_en")
    change_list_template = "admin/assistant/intents.html"

    def get_urls(self) -> list[URLPattern]:
        return [path("try/", self.admin_site.admin_view(self.tried), name="assistant_intent_try"), *super().get_urls()]

    def tried(self, request: HttpRequest) -> HttpResponse:
        """How a question is understood, step by step. Nothing is kept."""
        question = request.GET.get("question", "").strip()[:1000]
        spoken = "ko" if request.GET.get("language") == "ko" else "en"
        understood = services.explain(request.user, question, spoken) if question else None  # type: ignore[arg-type]
        context = {**self.admin_site.each_context(request), "title": _("Try a question"), "opts": self.opts}
        told = _told(understood) if understood else {}
        return TemplateResponse(
            request, "admin/assistant/try.html", {**context, **told, "question": question, "compared": services.compared()}
        )


def _told(understood: "Understanding") -> dict[str, Any]:
    """In words that administrators read; the names of numbers and intents stay as they are."""
    verdict = f"{Message.Kind(understood.kind).label}: {_taken(understood.name, understood.kind)}"
    steps = [(STEPS[step.name], _taken(step.took, step.name), step.confidence) for step in understood.steps]
    nearest = [(services.shown(one.label), one.probability, one.similarity) for one in understood.nearest]
    return {"verdict": verdict, "confidence": understood.confidence, "steps": steps, "nearest": nearest}


def _taken(took: str, step: str) -> Any:
    if step == "faq" and took:
        return services.shown(f"faq:{took}").removeprefix("FAQ: ")
    if step == "normalise":
        return took
    return services.shown(took) if took.startswith(("faq:", "intent:")) else TAKEN.get(took, took)


@admin.register(Faq)
class FaqAdmin(Previewed):
    list_display = ("question", "language", "is_active", "updated_at")
    list_filter = ("language", "is_active")
    search_fields = ("question", "alternatives", "answer")


class MessageInline(admin.TabularInline):
    model = Message
    fields = readonly_fields = ("question", "answer", "kind", "confidence", "helpful", "note", "created_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Conversation)
class ConversationAdmin(Record):
    list_display = ("title", "owner", "created_at")
    search_fields = ("title", "owner__email", "messages__question")
    inlines = (MessageInline,)


@admin.register(Message)
class MessageAdmin(Record):
    list_display = ("question", "kind", "name", "hand_over", "confidence", "helpful", "language", "created_at")
    list_filter = ("hand_over", "kind", "helpful", "language")
    search_fields = ("question", "answer")
    change_list_template = "admin/assistant/messages.html"

    def get_urls(self) -> list[URLPattern]:
        return [path("unanswered/", self.admin_site.admin_view(self.unanswered), name="assistant_message_unanswered"), *super().get_urls()]

    def unanswered(self, request: HttpRequest) -> HttpResponse:
        """Groups of questions that nobody could answer, each a click away from an FAQ entry of it."""
        groups = [{**group, "make": _faq_of(group)} for group in services.unanswered()]
        context = {**self.admin_site.each_context(request), "title": _("Unanswered questions"), "opts": self.opts, "groups": groups}
        return TemplateResponse(request, "admin/assistant/unanswered.html", context)


def _faq_of(group: dict[str, Any]) -> str:
    """The form for a new FAQ entry, filled in but for its answer."""
    filled = {"language": group["language"], "question": group["question"][:300], "alternatives": "\n".join(group["examples"][1:])}
    return f"{reverse('admin:assistant_faq_add')}?{urlencode(filled)}"
