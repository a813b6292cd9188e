"""The queue's client and worker, set so that a message may come late, twice or not at all without harm."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finnect.config.settings")

from django.conf import settings

IMPATIENT = {"socket_timeout": 2.0, "socket_connect_timeout": 2.0, "socket_keepalive": True, "retry_on_timeout": False}

app = Celery("finnect", set_as_current=True)
app.conf.update(
    broker_url=settings.BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": settings.JOB_SECONDS + 600,
        "global_keyprefix": "finnect:",
        "polling_interval": 0.05,
        **(IMPATIENT if settings.BROKER_URL.startswith("redis") else {}),
    },
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    result_backend=None,
    timezone="UTC",
)
app.set_default()
