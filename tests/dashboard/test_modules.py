"""What can be said about the JavaScript modules without a browser."""

import re
from pathlib import Path

import pytest

import finnect.dashboard
from finnect.dashboard.texts import TEXTS

DASHBOARD = Path(finnect.dashboard.__file__).parent
OWN = DASHBOARD / "static" / "dashboard"
MODULES = sorted(OWN.rglob("*.js"))
PAGES = sorted((OWN / "js" / "pages").glob("*.js"))
TEXT = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc")


def name_of(module: Path) -> str:
    return str(module.relative_to(OWN))


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_s54_a_module_writes_no_markup_and_runs_no_text(module: Path) -> None:
    assert MARKUP.findall(module.read_text()) == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_what_a_module_says_is_sent_along_with_the_page(module: Path) -> None:
    assert set(TEXT.findall(module.read_text())) <= set(TEXTS)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_is_short_and_finds_what_it_imports(module: Path) -> None:
    text = module.read_text()
    assert text.count("\n") < 300
    for imported in re.findall(r'from "(.+?)";', text):
        assert imported.startswith(".")
        assert (module.parent / imported).is_file()


def test_no_text_is_sent_for_nothing() -> None:
    said = "".join(module.read_text() for module in MODULES)
    assert [text for text in TEXTS if f'"{text}"' not in said] == []


def test_every_page_module_is_used_by_its_page() -> None:
    for module in PAGES:
        template = (DASHBOARD / "templates" / "dashboard" / f"{module.stem}.html").read_text()
        assert f'"dashboard/js/pages/{module.name}"' in template


def test_what_others_wrote_comes_with_its_licence() -> None:
    for folder in (DASHBOARD / "static" / "vendor").iterdir():
        if folder.is_dir():
            assert (folder / "LICENSE").is_file()
