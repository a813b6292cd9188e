"""The product's settings, with kinds of job that misbehave on purpose."""

from finnect.config.settings import *  # noqa: F403
from finnect.config.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.misbehaving"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because child processes open it too.
    DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
