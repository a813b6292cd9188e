from django.apps import AppConfig


class FinnectConfig(AppConfig):
    name = "finnect.config"

    def ready(self) -> None:
        from finnect.config import celery, checks  # noqa: F401 - the queue's client, and the checks, register themselves
