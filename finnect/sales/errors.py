"""What can go wrong with tables, apart from their reading (`analysis/problems.py`)."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_
from finnect.sales.analysis import problems  # noqa: F401 - known by code wherever a job's problem is shown


class TableNotReady(Problem):
    status = 409
    code = "TABLE_NOT_READY"
    title = N_("The table is not read yet")
    detail = N_("There are no numbers yet: the table's status is %(status)s. Follow its job, or see what went wrong there.")
