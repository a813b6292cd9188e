"""How much one file may ask for before it is refused."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds on time and memory; a file beyond one of them ends in a problem that names it."""

    bad_row_share: float = 0.01
    aside_row_share: float = 0.34  # totals, notes and repeated headers; a subtotal for every two sales is a lot
    kept_issues: int = 1_000
    text_bytes: int = 16 << 30  # after decompression
    line_bytes: int = MIB
    columns: int = 1_000
    sheet_bytes: int = 1 << 30  # of all sheets of a workbook, after decompression
    slice_bytes: int = 32 * MIB  # of a sheet, what is read together
    workbook_bytes: int = 256 * MIB  # of all else in it, after decompression
    workbook_ratio: int = 200
    workbook_members: int = 20_000
    cells: int = 5_000_000  # of a sheet read together
    box: int = 20_000_000  # rows × columns that the cells span; calamine allocates all of it
    sheets: int = 32
