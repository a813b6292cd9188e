"""Collect every text of code and templates into the Korean catalogue, and compile it. Needs Babel (requirements/dev.txt)."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
CATALOGUE = PACKAGE / "locale" / "ko" / "LC_MESSAGES" / "django.po"
KEYWORDS = dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop"))
IN_TEMPLATES = re.compile(r"""gettext\((u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")\)""")


def texts() -> Iterator[tuple[str, str]]:
    """Every marked text and the file that it stands in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for _line, _function, message, _comments in extract_python(io.BytesIO(path.read_bytes()), KEYWORDS, [], {}):
            if isinstance(message, str) and message:
                yield message, str(path.relative_to(PACKAGE))
    for path in sorted(PACKAGE.rglob("*.html")):
        for found in IN_TEMPLATES.finditer(templatize(path.read_text())):
            yield ast.literal_eval(found[1]), str(path.relative_to(PACKAGE))


def catalogue() -> Catalog:
    """The catalogue as it is kept."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ko")


def collected(known: Catalog) -> Catalog:
    """A catalogue of exactly the texts there are now, with the translations that are known."""
    fresh = Catalog(locale="ko", project="Finnect", header_comment="# Korean texts of Finnect.", fuzzy=False)
    for text, where in texts():
        translated = known.get(text)
        fresh.add(text, translated.string if translated else "", locations=[(where, 0)])
    return fresh


def compiled(source: Catalog) -> bytes:
    """The binary form that Django reads."""
    buffer = io.BytesIO()
    write_mo(buffer, source)
    return buffer.getvalue()


def main() -> None:
    fresh = collected(catalogue() if CATALOGUE.exists() else Catalog(locale="ko"))
    with CATALOGUE.open("wb") as file:
        write_po(file, fresh, width=140, include_lineno=False, sort_output=True, omit_header=False)
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(fresh))
    missing = [message.id for message in fresh if message.id and not message.string]
    print(f"{len(fresh)} texts, {len(missing)} without a translation")  # noqa: T201
    for text in missing:
        print(f"  {text}")  # noqa: T201


if __name__ == "__main__":
    main()
