"""What can go wrong with tables, apart from their reading (`analysis/problems.py`)."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_
from finnect.sales.analysis import problems  # noqa: F401 - known by code wherever a job's problem is shown


class TableNotReady(Problem):
    status = 409
    code = "TABLE_NOT_READY"
    title = N_("The table is not read yet")
    detail = N_("There are no numbers yet: the table's status is %(status)s. Follow its job, or see what went wrong there.")


class BeingMeasured(Problem):
    status = 409
    code = "BEING_MEASURED"
    title = N_("This is being measured")
    detail = N_("The table is large, so this is measured in the background. Ask again in some seconds: it is here as soon as it is done.")


class FieldsDiffer(Problem):
    status = 409
    code = "FIELDS_DIFFER"
    title = N_("The file does not fit the history")
    detail = N_(
        "The files of a history must tell the same fields, but only one of %(filename)s and %(first)s has %(fields)s. Correct the columns "
        "and read the file again, or put it into another history."
    )


class WorkersSeeNoFiles(Problem):
    status = 503
    code = "WORKERS_SEE_NO_FILES"
    title = N_("The Dask workers do not see the files")
    detail = N_(
        "The workers of %(scheduler)s do not find the table in their storage. "
        "Give them the same STORAGE_URL: a bucket, or a folder that all machines share."
    )
