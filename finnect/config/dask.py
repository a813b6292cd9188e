"""What a Dask worker loads before it starts: `dask worker … --preload finnect.config.dask`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finnect.config.settings")

from finnect.sales import distributed  # noqa: F401 - now, so that a worker that lacks something does not start
