"""Intents, FAQ and conversations in Django Admin. What is saved here is in the next answer of every process."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from finnect.assistant.models import Conversation, Faq, Intent, Message
from finnect.kit.admin import Record


@admin.register(Intent)
class IntentAdmin(admin.ModelAdmin):
    list_display = ("name", "is_active", "updated_at")
    list_filter = ("is_active",)
    search_fields = ("name", "examples_ko", "examples_en", "template_ko", "template_en")


@admin.register(Faq)
class FaqAdmin(admin.ModelAdmin):
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
