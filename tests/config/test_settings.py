"""Settings: the prototype's names work, secrets are made once, and nonsense is refused in words."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage
from pydantic import SecretStr, ValidationError

from finnect.config import checks
from finnect.config.env import Environment, as_markdown

GOOD = "a-Long.enough_secret,of-Random;looking:characters"


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`env(NAME="value")` is the environment with these variables and no other of ours."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINNECT_HOME", str(tmp_path / "home"))

    def load(**variables: str) -> Environment:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Environment.load()

    return load


def test_nothing_needs_to_be_set(env: Any, tmp_path: Path) -> None:
    found = env()

    assert found.database_url == f"sqlite:///{tmp_path}/home/finnect.sqlite3"
    assert found.storage_url == (tmp_path / "home" / "storage").as_uri()
    assert (found.broker_url, found.cache_url) == ("memory://", "locmem://")
    assert (found.host, found.port) == ("127.0.0.1", 8000)
    assert (found.region, found.raw_dataset_folder, found.training_data_folder) == ("ap-northeast-2", "data", "train")
    assert (found.raw_folder, found.processed_folder) == ("uploads/raw", "uploads/processed")


@pytest.mark.parametrize(
    ("variables", "name", "value"),
    [
        ({"SECRET_KEY": GOOD}, "secret_key", GOOD),
        ({"DJANGO_SECRET_KEY": GOOD}, "django_secret_key", GOOD),
        ({"OPENAI_API_KEY": "sk-x"}, "openai_api_key", "sk-x"),
        ({"BUCKET_NAME": "parts"}, "storage_url", "s3://parts"),
        ({"AWS_ACCESS_KEY": "AKIA"}, "aws_access_key", "AKIA"),
        ({"AWS_SECRET_KEY": "shh"}, "aws_secret_key", "shh"),
        ({"REGION": "eu-west-1"}, "region", "eu-west-1"),
        ({"RAW_DATASET_FOLDER": "a"}, "raw_dataset_folder", "a"),
        ({"TRAINING_DATA_FOLDER": "b"}, "training_data_folder", "b"),
        ({"RAW_FOLDER": "c/d"}, "raw_folder", "c/d"),
        ({"PROCESSED_FOLDER": "e"}, "processed_folder", "e"),
        ({"POSTGRES_DB": "shop"}, "database_url", "postgres://postgres:@localhost:5432/shop"),
        (
            {
                "POSTGRES_DB": "shop",
                "POSTGRES_USER": "kim",
                "POSTGRES_PASSWORD": "p@ss/w:rd",
                "POSTGRES_HOST": "db",
                "POSTGRES_PORT": "5433",
            },
            "database_url",
            "postgres://kim:p%40ss%2Fw%3Ard@db:5433/shop",
        ),
    ],
)
def test_the_prototypes_variables_work(variables: dict[str, str], name: str, value: str, env: Any) -> None:
    found = getattr(env(**variables), name)

    assert (found.get_secret_value() if isinstance(found, SecretStr) else found) == value


def test_an_address_of_its_own_goes_before_the_prototypes(env: Any) -> None:
    found = env(POSTGRES_DB="shop", DATABASE_URL="sqlite:////tmp/x.sqlite3", BUCKET_NAME="parts", STORAGE_URL="file:///tmp/x")

    assert (found.database_url, found.storage_url) == ("sqlite:////tmp/x.sqlite3", "file:///tmp/x")


def test_a_file_env_is_read(env: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Environment.model_config, "env_file", ".env")  # which tests/settings.py took away
    (tmp_path / ".env").write_text("PORT=9000\n")

    assert env().port == 9000
    assert env(PORT="9001").port == 9001


def test_an_empty_variable_is_none(env: Any) -> None:
    assert env(PORT="", DATABASE_URL="").port == 8000


@pytest.mark.parametrize("variables", [{"PORT": "web"}, {"JOB_ATTEMPTS": "0"}, {"MAX_BAD_ROW_SHARE": "2"}, {"LOG_FORMAT": "xml"}])
def test_a_value_that_is_none_is_refused_by_name(variables: dict[str, str], env: Any) -> None:
    with pytest.raises(ValidationError, match=next(iter(variables)).lower()):
        env(**variables)


def test_secrets_are_made_once_and_are_the_owners_alone(env: Any, tmp_path: Path) -> None:
    first, second = env(), env()
    kept = tmp_path / "home" / "secrets.env"

    assert first.secret_key == second.secret_key
    assert first.secret_key != first.django_secret_key
    assert len(first.secret_key.get_secret_value()) >= 64
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secrets.env"]


def test_processes_that_start_together_agree_on_the_secrets(env: Any) -> None:
    env  # noqa: B018 - for its clean environment
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(Environment.load().secret_key.get_secret_value())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1


def test_with_a_database_elsewhere_no_secret_is_made(env: Any, tmp_path: Path) -> None:
    found = env(POSTGRES_DB="shop")

    assert found.secret_key.get_secret_value() == ""
    assert not (tmp_path / "home").exists()


def test_a_secret_is_not_shown_by_accident(env: Any) -> None:
    found = env(SECRET_KEY=GOOD, AWS_SECRET_KEY="shh-shh", FINNECT_ADMIN_PASSWORD="open-sesame")

    for secret in (GOOD, "shh-shh", "open-sesame"):
        assert secret not in repr(found)


def ids(found: list[CheckMessage]) -> list[str]:
    return [str(message.id) for message in found]


@pytest.mark.parametrize(
    ("secret", "refusals"),
    [
        ("", ["finnect.E001"]),
        ("short", ["finnect.E001"]),
        ("x" * 31, ["finnect.E001"]),
        ("x" * 40, ["finnect.E002"]),
        ("change-me-change-me-change-me-change-me", ["finnect.E002"]),
        ("django-insecure-0123456789abcdefghijklmnop", ["finnect.E002"]),
        ("your_secret_key_goes_here_0123456789", ["finnect.E002"]),
        (GOOD, []),
    ],
)
def test_s10_short_default_and_example_secrets_are_refused(secret: str, refusals: list[str], settings: Any) -> None:
    for name in ("secret_key", "django_secret_key"):
        good = {"secret_key": SecretStr(GOOD), "django_secret_key": SecretStr(GOOD)}
        settings.ENV = settings.ENV.model_copy(update={**good, name: SecretStr(secret)})
        assert ids(checks.secrets_are_secret()) == refusals


@pytest.mark.parametrize(
    ("name", "value", "refusals"),
    [
        ("BROKER_URL", "amqp://localhost", ["finnect.E003"]),
        ("STORAGE_URL", "ftp://localhost", ["finnect.E003"]),
        ("CACHE_URL", "memcached://localhost", ["finnect.E003"]),
        ("BROKER_URL", "redis://localhost", []),
        ("STORAGE_URL", "s3://parts", []),
    ],
)
def test_an_address_of_a_kind_unknown_is_refused(name: str, value: str, refusals: list[str], settings: Any) -> None:
    setattr(settings, name, value)

    assert ids(checks.addresses_are_known()) == refusals


def test_combinations_that_cannot_work_are_refused(settings: Any) -> None:
    settings.BROKER_URL, settings.CACHE_URL, settings.IS_SEPARATE_WORKER = "memory://", "locmem://", False
    assert ids(checks.processes_can_meet()) == []
    settings.IS_SEPARATE_WORKER = True
    assert ids(checks.processes_can_meet()) == ["finnect.E004"]
    settings.BROKER_URL = "redis://localhost"
    assert ids(checks.processes_can_meet()) == ["finnect.E005"]
    settings.CACHE_URL = "redis://localhost"
    assert ids(checks.processes_can_meet()) == []


def test_a_dask_scheduler_needs_an_address_and_dask(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for scheduler, refused in (("", []), ("tcp://dask-scheduler:8786", []), ("dask-scheduler:8786", ["finnect.E006"])):
        settings.DASK_SCHEDULER = scheduler
        assert ids(checks.dask_can_be_asked()) == refused
    settings.DASK_SCHEDULER = "tls://dask-scheduler:8786"
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    assert ids(checks.dask_can_be_asked()) == ["finnect.E007"]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SECRET_KEY": "short"}, "finnect.E001"),
        ({"CACHE_URL": "memcached://localhost"}, "finnect.E003"),
        ({"POSTGRES_DB": "shop"}, "finnect.E001"),
    ],
)
def test_s10_the_command_refuses_to_start_and_says_why(variables: dict[str, str], said: str, tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if name.lower() not in Environment.model_fields}
    clean |= {"FINNECT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "finnect.config.settings", **variables}
    ended = subprocess.run([sys.executable, "-m", "finnect", "prepare"], env=clean, capture_output=True, text=True, timeout=120)

    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_page_of_settings_is_the_code_s() -> None:
    page = Path(__file__).resolve().parent.parent.parent / "docs" / "settings.md"

    assert page.read_text() == as_markdown()


def test_every_setting_has_a_sentence() -> None:
    for name, field in Environment.model_fields.items():
        assert (field.description or "").endswith((".", "…")), name
