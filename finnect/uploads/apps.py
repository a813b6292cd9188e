from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UploadsConfig(AppConfig):
    name = "finnect.uploads"
    verbose_name = _("uploads")
