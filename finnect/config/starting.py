"""What happens before the first request: migrate, plant, and make sure that somebody can sign in."""

import structlog
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from finnect.accounts import services as accounts
from finnect.assistant.services import plant_seeds
from finnect.inspection import backbones
from finnect.kit.errors import Problem

log = structlog.get_logger(__name__)
MIGRATION_LOCK = 0x46494E4E  # "FINN"


def prepare() -> str:
    """Bring the database up to date; where to sign in, as a sentence."""
    migrate()
    plant_seeds()
    return first_administrator()


def migrate() -> None:
    """Apply migrations; processes that start together take turns."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            try:
                call_command("migrate", verbosity=0, interactive=False)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    else:
        call_command("migrate", verbosity=0, interactive=False)


@transaction.atomic
def first_administrator() -> str:
    """Make the person that the settings name an administrator, or offer a one-time link; nothing once there is one."""
    if not accounts.needs_first_admin():
        return f"Sign in at {settings.PUBLIC_URL}/sign-in/"
    email, password = settings.ENV.finnect_admin_email, settings.ENV.finnect_admin_password.get_secret_value()
    if email and password:
        accounts.make_admin(email=email, password=password)
        return f"Sign in at {settings.PUBLIC_URL}/sign-in/ as {email}"
    return f"Create the first administrator at {settings.PUBLIC_URL}/setup/{accounts.setup_token()}/ (good for one day, works once)"


def fetch_backbone() -> None:
    """Try to install MobileNetV2 where it is missing, and go on without it: models are then trained on the built-in backbone."""
    try:
        installed = backbones.install_when_due() if settings.BACKBONE_FETCH else None
    except Problem as error:
        log.info("backbone.not_installed", error=str(error))
    else:
        if installed:
            log.info("backbone.installed", name=backbones.MOBILENET, size=installed.size, sha256=installed.sha256)
