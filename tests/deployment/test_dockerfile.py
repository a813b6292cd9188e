"""The image: two stages, hashed wheels, an ordinary user, no compiler, nothing of the working folder by accident."""

import re

from tests.deployment.test_compose import ROOT, SERVICES

TEXT = (ROOT / "Dockerfile").read_text()
BUILD, RUNTIME = re.split(r"(?m)^FROM .* AS runtime$", TEXT)


def test_what_is_built_and_what_runs_are_two_stages_of_one_pinned_base() -> None:
    assert re.findall(r"(?m)^FROM (\S+) AS (\w+)$", TEXT) == [("${PYTHON_IMAGE}", "build"), ("${PYTHON_IMAGE}", "runtime")]
    assert re.search(r"(?m)^ARG PYTHON_IMAGE=python:3\.\d+-slim-\w+$", TEXT)


def test_dependencies_come_from_the_hashed_lock_as_wheels() -> None:
    assert re.search(r"(?m)^ARG LOCK=run$", BUILD)
    assert "COPY requirements/${LOCK}.txt" in BUILD
    assert "--require-hashes" in BUILD
    assert "--only-binary :all:" in BUILD


def test_nothing_is_installed_into_the_runtime() -> None:
    assert not re.search(r"apt-get|apk |pip |gcc|build-essential|curl|wget", RUNTIME)


def test_it_runs_as_the_ordinary_user_that_compose_names() -> None:
    users = re.findall(r"(?m)^USER (\S+)$", TEXT)
    assert users == ["10001:10001"]
    assert {SERVICES[name]["user"] for name in ("api", "admin", "worker", "prepare")} == set(users)
    assert RUNTIME.index("USER ") < RUNTIME.index("ENTRYPOINT")


def test_one_image_is_every_process_and_tells_at_once_what_it_does() -> None:
    assert 'ENTRYPOINT ["finnect"]' in RUNTIME
    assert "PYTHONUNBUFFERED=1" in RUNTIME
    assert "/health/live" in RUNTIME[RUNTIME.index("HEALTHCHECK") :]
    assert "compileall" in BUILD
    assert {SERVICES[name]["image"] for name in ("api", "admin", "worker", "prepare")} == {"finnect"}


def test_no_secret_and_no_address_of_a_package_index_is_in_the_image() -> None:
    assert not re.search(r"(?i)index-url|://|(PASSWORD|SECRET|TOKEN|_KEY)=", TEXT)


def test_the_build_sees_the_code_and_the_lock_only() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    locks = {f"!requirements/{lock}.txt" for lock in ("run", "dask", "tensorflow")}
    assert {line for line in lines if line.startswith("!")} == {"!finnect", *locks}
