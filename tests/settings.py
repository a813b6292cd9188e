"""The product's settings, with kinds of job that misbehave on purpose."""

from finnect.config.env import Environment

Environment.model_config["env_file"] = None  # not that of the person who runs the tests

from finnect.config.settings import *  # noqa: E402, F403
from finnect.config.settings import DATABASES, INSTALLED_APPS  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.misbehaving"]
# The tests' database has the name that DATABASE_URL gives, because processes started by tests open it too.
DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
# In most tests the process of the tests does the work of jobs, and that has had more memory than any job may ask for.
JOB_MEMORY_BYTES = 4 << 30
if pool := DATABASES["default"]["OPTIONS"].get("pool"):
    pool["max_idle"] = 1.0  # so that a test sees soon whether every connection was given back
