"""The house stays as it was drawn: layers, short files, migrations, and documents that tell what is."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from finnect.config.env import Environment, as_markdown
from finnect.locale import collect

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "finnect"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
LONGEST_FILE = 450


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_import_rules_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("package", ["finnect.inspection.detection", "finnect.sales.analysis", "finnect.assistant.dialogue"])
def test_calculation_runs_without_the_frameworks(package: str) -> None:
    """In fact, and not only by reading the imports: everything in the package is imported, lazy names too."""
    program = f"""
import importlib, pkgutil, sys
package = importlib.import_module({package!r})
for name in package.__all__:
    getattr(package, name)
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted({{"django", "fastapi", "starlette", "celery"}} & set(sys.modules)))
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)

    assert ended.stdout.strip() == ""


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", [path for path in SOURCES if path.read_text().strip()], ids=name_of)
def test_every_file_says_what_it_is(path: Path) -> None:
    """Apart from Django's `apps.py`, whose name says all."""
    assert path.name == "apps.py" or ast.get_docstring(ast.parse(path.read_text()))


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()

    assert page == as_markdown()
    assert [name for name in Environment.model_fields if f"`{name.upper()}`" not in page] == []


def test_settings_are_read_in_one_place() -> None:
    """Everybody else asks `django.conf.settings`."""
    readers = [name_of(path) for path in SOURCES if re.search(r"os\.environ|os\.getenv", path.read_text())]
    allowed = {
        "finnect/config/settings.py",
        "finnect/config/env.py",
        "finnect/config/cli/serving.py",
        "finnect/config/cli/terminal.py",
        "finnect/config/asgi.py",
        "finnect/config/celery.py",
        "finnect/config/dask.py",
    }
    # The supervisor hands its own environment on to the child.
    assert set(readers) - allowed <= {"finnect/jobs/supervisor.py", "finnect/jobs/child.py"}


def routes() -> list[tuple[str, str]]:
    from fastapi.openapi.utils import get_openapi

    from finnect.config.asgi import api

    paths = get_openapi(title="", version="", routes=api.routes)["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def test_every_route_is_in_the_api_document() -> None:
    """As `METHOD /path`, or as `METHOD /path`, `/rest`; whatever its ids are called there."""
    page = re.sub(r"\{\w+\}", "{}", (ROOT / "docs" / "api.md").read_text())
    page += " ".join(first + rest for first, rest in re.findall(r"`(\w+ /[^`]*)`, `(/[^`]*)`", page))

    assert [f"{method} {path}" for method, path in routes() if f"{method} {re.sub(r'{[^}]+}', '{}', path)}" not in page] == []


def test_every_error_is_in_the_api_document() -> None:
    """With its status, and nothing that is no longer raised."""
    from finnect.config.api import Http
    from finnect.kit.errors import Problem

    for path in SOURCES:
        if re.search(r"^    code = ", path.read_text(), re.MULTILINE):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    page = (ROOT / "docs" / "api.md").read_text()
    ours = {cls.code: cls.status for cls in Problem.by_code.values() if cls.__module__.startswith("finnect.")}
    ours |= {code: status for status, (code, _, _) in Http.known.items()}
    assert {code: int(status) for code, status in re.findall(r"^\| `([A-Z_]+)` \| (\d+) \|", page, re.MULTILINE)} == ours


def test_every_text_is_there_in_korean() -> None:
    """Of code, templates and modules; `make messages` lists those that are missing."""
    fresh = collect.collected(collect.catalogue())

    assert sorted(str(message.id) for message in fresh if message.id and not message.string) == []


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    with collect.CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}

    assert compiled == {message.id: message.string for message in collect.catalogue() if message.id}


def test_a_translation_has_the_placeholders_of_its_text() -> None:
    def placeholders(text: object) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)[sd]", str(text)))

    assert [str(found.id) for found in collect.catalogue() if found.id and placeholders(found.id) != placeholders(found.string)] == []


def test_no_problem_is_without_its_words() -> None:
    """Codes are upper snake case, and a title stands with each; two classes share no code."""
    import finnect.config.asgi  # noqa: F401 - imports every capability
    from finnect.kit.errors import Problem

    def below(cls: type[Problem]) -> list[type[Problem]]:
        return [found for child in cls.__subclasses__() for found in (child, *below(child))]

    ours = [cls for cls in below(Problem) if cls.__module__.startswith("finnect.") and "code" in cls.__dict__]
    assert [cls.__name__ for cls in ours if not re.fullmatch(r"[A-Z][A-Z_]+", cls.code) or not cls.title] == []
    assert len({cls.code for cls in ours}) == len(ours)
