from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistantConfig(AppConfig):
    name = "finnect.assistant"
    verbose_name = _("assistant")
