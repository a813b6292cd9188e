"""`.env.example`: the prototype's names, no usable secret, and the documented command that makes them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values

from finnect.config.checks import SHORTEST_SECRET
from finnect.config.env import Environment
from tests.deployment.test_compose import ROOT, SECRETS, SETTINGS

EXAMPLE = dotenv_values(ROOT / ".env.example", interpolate=False)
PROTOTYPE = {
    "SECRET_KEY", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD", "DJANGO_SECRET_KEY", "OPENAI_API_KEY", "BUCKET_NAME",
    "AWS_ACCESS_KEY", "AWS_SECRET_KEY", "REGION", "RAW_DATASET_FOLDER", "TRAINING_DATA_FOLDER", "RAW_FOLDER", "PROCESSED_FOLDER",
}  # fmt: skip


def test_every_name_is_a_setting_and_the_prototypes_are_all_there() -> None:
    assert set(EXAMPLE) <= SETTINGS
    assert set(EXAMPLE) >= PROTOTYPE


def test_no_secret_is_filled_in() -> None:
    filled = {name for name, value in EXAMPLE.items() if value and re.search(r"PASSWORD|SECRET|KEY|TOKEN", name)}
    assert not filled


def test_what_is_filled_in_is_the_default_or_a_name() -> None:
    chosen = {"POSTGRES_DB", "POSTGRES_USER", "BUCKET_NAME", "PUBLIC_URL"}
    for name, value in EXAMPLE.items():
        if value and name not in chosen:
            assert value == str(Environment.model_fields[name.lower()].default), name


def test_the_documented_command_makes_every_secret_and_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = re.search(r'(?m)^python3 -c "(import pathlib, re, secrets.*)"$', (ROOT / "docs/operations.md").read_text())
    assert command
    file = tmp_path / ".env"
    file.write_text((ROOT / ".env.example").read_text().replace("AWS_ACCESS_KEY=\n", "AWS_ACCESS_KEY=mine\n"))
    for _ in range(2):  # the second time changes nothing
        subprocess.run([sys.executable, "-c", command[1]], cwd=tmp_path, check=True)
        made = dotenv_values(file, interpolate=False)
        assert made["AWS_ACCESS_KEY"] == "mine"
        assert all(len(made[name] or "") >= SHORTEST_SECRET for name in SECRETS - {"AWS_ACCESS_KEY"})
        assert len({made[name] for name in SECRETS}) == len(SECRETS)
        assert {name: value for name, value in made.items() if name not in SECRETS} == {
            name: value for name, value in EXAMPLE.items() if name not in SECRETS
        }


def test_the_prototypes_names_alone_give_the_production_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    for name in PROTOTYPE:
        monkeypatch.setenv(name, EXAMPLE[name] or "p/ss:w@rd")
    env = Environment(_env_file=None, postgres_host="postgres")
    assert env.database_url == "postgres://finnect:p%2Fss%3Aw%40rd@postgres:5432/finnect"
    assert env.storage_url == "s3://finnect"
