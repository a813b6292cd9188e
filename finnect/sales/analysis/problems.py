"""Why a table cannot be read: each names the place and what would be right."""

from typing import ClassVar

from finnect.kit.errors import Problem
from finnect.kit.words import N_


class Unreadable(Problem):
    """What all refusals of a file have in common: as far as they were seen, the columns and sheets that the user may choose from."""

    status = 422
    code = "UNREADABLE_TABLE"
    title = N_("The table cannot be read")
    extras: ClassVar[tuple[str, ...]] = ("columns", "sheets")


class EmptyTable(Unreadable):
    code = "EMPTY_TABLE"
    title = N_("The table is empty")
    detail = N_("%(filename)s holds no row of data. Check that the right file or sheet was saved.")


class ColumnsNotFound(Unreadable):
    code = "COLUMNS_NOT_FOUND"
    title = N_("A column is missing")
    detail = N_(
        "No column for %(missing)s was found. Looked for: %(looked_for)s. The table has: %(present)s. "
        "Rename a column, or say which one to take."
    )


class UnknownColumn(Unreadable):
    code = "UNKNOWN_COLUMN"
    title = N_("The mapping names an unknown column")
    detail = N_("%(field)s cannot be taken from %(column)s. Our fields are: %(fields)s. The table has: %(present)s.")
    extras = (*Unreadable.extras, "column")


class ColumnTakenTwice(Unreadable):
    code = "COLUMN_TAKEN_TWICE"
    title = N_("The mapping takes a column twice")
    detail = N_("%(column)s cannot be both %(field)s and %(other)s. Choose another column for one of them, or none.")
    extras = (*Unreadable.extras, "column")


class TooManyBadRows(Unreadable):
    code = "TOO_MANY_BAD_ROWS"
    title = N_("Too many rows cannot be read")
    detail = N_(
        "%(bad)s of %(rows)s rows cannot be read; at most %(percent)s %% may be. The first is row %(row)s: "
        "column %(column)s holds “%(value)s”. Correct these rows or the choice of columns."
    )
    extras = (*Unreadable.extras, "row", "column", "value")


class TooManyRowsAside(Unreadable):
    code = "TOO_MANY_ROWS_ASIDE"
    title = N_("Too many rows are no sales")
    detail = N_(
        "%(aside)s of %(rows)s rows look like totals, notes or repeated headers; at most %(percent)s %% may. The first is "
        "row %(row)s: “%(value)s”. Remove these rows, or correct the choice of columns."
    )
    extras = (*Unreadable.extras, "row", "value")


class UndecodableByte(Unreadable):
    code = "UNDECODABLE_BYTE"
    title = N_("A character cannot be decoded")
    detail = N_("The file reads as %(encoding)s, but byte 0x%(byte)s at offset %(offset)s does not. Save the file again as UTF-8.")
    extras = (*Unreadable.extras, "offset")


class NotText(Unreadable):
    code = "NOT_A_TABLE"
    title = N_("The file is not a table")
    detail = N_("A zero byte at offset %(offset)s shows that this is not a text file. Send CSV, TSV or XLSX.")
    extras = (*Unreadable.extras, "offset")


class UnsupportedFile(Unreadable):
    code = "UNSUPPORTED_FILE"
    title = N_("This kind of file cannot be read")
    detail = N_("%(filename)s is %(kind)s. Save it as CSV or XLSX without macros or password and send that.")


class DamagedFile(Unreadable):
    code = "DAMAGED_FILE"
    title = N_("The file is damaged")
    detail = N_("%(filename)s cannot be opened: %(reason)s. Save or compress it again.")


class TooLarge(Unreadable):
    code = "TABLE_TOO_LARGE"
    title = N_("The table is too large")
    detail = N_("The table has more than %(limit)s %(what)s. Split it or leave out what is not needed.")


class LineTooLong(Unreadable):
    code = "LINE_TOO_LONG"
    title = N_("A line is too long")
    detail = N_("Line %(row)s is longer than %(limit)s bytes. Check the line ends and quotation marks of the file.")
    extras = (*Unreadable.extras, "row")


class UnsafeWorkbook(Unreadable):
    code = "UNSAFE_WORKBOOK"
    title = N_("The workbook is refused")
    detail = N_("%(part)s: %(reason)s. Save the sheet as a new workbook or as CSV.")


class UnknownSheet(Unreadable):
    code = "UNKNOWN_SHEET"
    title = N_("There is no such sheet")
    detail = N_("The workbook has no sheet %(sheet)s. It has: %(present)s.")


class SheetUnclear(Unreadable):
    code = "SHEET_UNCLEAR"
    title = N_("Which sheet is meant?")
    detail = N_("Several sheets hold sales: %(present)s. Choose the one to read.")


class FieldNeeded(Problem):
    status = 422
    code = "FIELD_NEEDED"
    title = N_("The table does not tell this")
    detail = N_("No row of the table has a %(field)s. Say in the mapping which column holds it, if there is one.")


class TooLittleHistory(Problem):
    status = 422
    code = "TOO_LITTLE_HISTORY"
    title = N_("The table tells too little for this")
    detail = N_(
        "There are %(found)s %(what)s; this takes at least %(fewest)s. Hand in a table of a longer time, or choose more of this one."
    )


class QueryNotUnderstood(Problem):
    """What all refusals of a query have in common."""

    status = 422
    code = "QUERY_NOT_UNDERSTOOD"
    title = N_("The query cannot be understood")
    detail = N_("%(place)s must be %(expected)s, not %(given)s.")


class NotInTable(Problem):
    status = 422
    code = "NOT_IN_TABLE"
    title = N_("The table has nothing of this")
    detail = N_("%(place)s: the table has no sales of “%(given)s”. It has: %(there)s.")


class TooManyEntries(QueryNotUnderstood):
    detail = N_("%(place)s may have at most %(most)s entries, not %(given)s.")


class UnknownWord(QueryNotUnderstood):
    code = "UNKNOWN_WORD"
    detail = N_("%(place)s does not know “%(word)s”. It knows: %(known)s.")
