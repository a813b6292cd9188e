"""The web process asks through this package, and must not pay for what only jobs need."""

import subprocess
import sys

import pytest

LIGHT = """
import sys
import finnect.sales.analysis
import finnect.sales.analysis.problems
from finnect.sales.analysis import FIELDS, MEASURES, Bridge, Dimension, Entry, Limits, Line, Measure, Period, Point, Statistics, Unreadable
sys.exit("polars is loaded" if "polars" in sys.modules else 0)
"""


def test_the_words_and_answers_load_no_polars():
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_every_public_name_is_there_again_and_again():
    from finnect.sales import analysis

    first = {name: getattr(analysis, name) for name in analysis.__all__}

    assert {name: getattr(analysis, name) for name in analysis.__all__} == first
    with pytest.raises(AttributeError):
        analysis.nothing  # noqa: B018
