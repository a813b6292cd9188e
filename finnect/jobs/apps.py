from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "finnect.jobs"
    verbose_name = _("jobs")

    def ready(self) -> None:
        # Every capability names its kinds of job in a light `tasks.py`.
        autodiscover_modules("tasks")
