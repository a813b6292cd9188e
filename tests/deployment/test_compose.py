"""What compose.yaml promises: nothing open that need not be, everything bounded, no secret in the file."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from finnect.config.env import Environment
from finnect.inspection.gradient import MEMORY_BYTES

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "compose.yaml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
DASK = {"dask-scheduler", "dask-worker"}
OURS = {"api", "admin", "worker", "prepare"} | DASK
SETTINGS = {name.upper() for name in Environment.model_fields}
SECRETS = {"SECRET_KEY", "DJANGO_SECRET_KEY", "POSTGRES_PASSWORD", "AWS_ACCESS_KEY", "AWS_SECRET_KEY"}
MEBI = {"m": 1, "g": 1024}
every_service = pytest.mark.parametrize("name", SERVICES)


def _mebibytes(limit: str) -> int:
    return int(limit[:-1]) * MEBI[limit[-1]]


def test_all_the_parts_are_there() -> None:
    assert set(SERVICES) == OURS | {"postgres", "broker", "cache", "s3"}


def test_only_api_and_admin_publish_ports_and_only_on_this_machine_unless_told() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"api", "admin"}
    assert all(port.startswith("${HOST:-127.0.0.1}:") for ports in published.values() for port in ports)
    assert [ports[0].rsplit(":", 1)[1] for ports in published.values()] == ["8000", "8001"]


@every_service
def test_every_service_is_an_ordinary_user_without_rights_on_a_read_only_system(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["read_only"] is True
    assert not service["user"].startswith(("0", "root"))
    assert not service.get("privileged")
    assert "docker.sock" not in str(service)
    assert "network_mode" not in service


@every_service
def test_every_service_is_bounded(name: str) -> None:
    service = SERVICES[name]
    assert _mebibytes(service["mem_limit"]) <= 512
    assert service["pids_limit"]
    assert service["logging"]["options"]["max-size"]


def test_api_admin_and_worker_stay_near_one_gibibyte() -> None:
    assert sum(_mebibytes(SERVICES[name]["mem_limit"]) for name in ("api", "admin", "worker")) <= 1200


def test_a_job_meets_its_own_limit_before_the_worker_meets_the_containers() -> None:
    job = int(re.fullmatch(r"\$\{JOB_MEMORY_BYTES:-(\d+)\}", SERVICES["worker"]["environment"]["JOB_MEMORY_BYTES"])[1])  # type: ignore[index]
    assert (job >> 20) + 100 <= _mebibytes(SERVICES["worker"]["mem_limit"])


TENSORFLOW: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.tensorflow.yaml").read_text())["services"]


def test_the_worker_with_tensorflow_has_room_for_its_jobs() -> None:
    assert _mebibytes(TENSORFLOW["worker"]["mem_limit"]) >= (MEMORY_BYTES >> 20) + 100


@pytest.mark.parametrize("name", ["api", "admin", "worker"])
def test_who_takes_orders_for_tensorflow_has_it_as_the_worker_has(name: str) -> None:
    """A process that cannot find it refuses the trainer, and grants a training no more memory than others."""
    service = TENSORFLOW[name]
    assert (ROOT / f"requirements/{service['build']['args']['LOCK']}.txt").is_file()
    assert service["build"]["args"]["LOCK"] == "tensorflow"
    assert service["image"] != SERVICES[name]["image"]


@every_service
def test_every_service_that_stays_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"].get("test") or SERVICES[name]["restart"] == "no"


def test_nothing_serves_before_the_database_is_prepared() -> None:
    for name in ("api", "admin", "worker"):
        waits = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
        assert waits.pop("prepare") == "service_completed_successfully"
        assert waits == dict.fromkeys(("postgres", "broker", "cache", "s3"), "service_healthy")
    assert SERVICES["prepare"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert SERVICES["prepare"]["restart"] == "no"


def test_what_reads_strangers_files_and_what_keeps_data_has_no_way_out() -> None:
    assert yaml.safe_load(TEXT)["networks"]["inside"] == {"internal": True}
    assert {name for name, service in SERVICES.items() if service["networks"] != ["inside"]} == {"api", "admin"}


def test_dask_starts_when_asked_for_and_its_scheduler_which_runs_what_it_is_handed_knows_no_secret() -> None:
    assert {name for name, service in SERVICES.items() if service.get("profiles") == ["dask"]} == DASK
    assert not SERVICES["dask-scheduler"]["env_file"]
    assert not SERVICES["dask-scheduler"]["environment"]


def test_the_broker_forgets_nothing_and_the_cache_the_least_recently_used() -> None:
    broker, cache = " ".join(SERVICES["broker"]["command"]), " ".join(SERVICES["cache"]["command"])
    assert "--appendonly yes" in broker
    assert "--maxmemory-policy noeviction" in broker
    assert any(volume.endswith(":/data") for volume in SERVICES["broker"]["volumes"])
    assert "--maxmemory-policy allkeys-lru" in cache


def test_uploads_on_their_way_lie_on_disk() -> None:
    for name in ("api", "admin", "worker"):
        assert "/scratch" in SERVICES[name]["volumes"]
        assert not any(mount.startswith("/scratch") for mount in SERVICES[name]["tmpfs"])


def test_no_secret_is_in_the_file_and_none_has_a_default() -> None:
    for name, rest in re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", TEXT):
        if name in SECRETS:
            assert rest == "" or rest.startswith(":?"), name
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|ACCESS_KEY", name):
                assert value.startswith("${"), name


def test_images_are_pinned() -> None:
    for name in SERVICES.keys() - OURS:
        assert re.search(r":\d[\w.-]*(@sha256:[0-9a-f]{64})?$", SERVICES[name]["image"]), name


def test_what_the_file_asks_for_are_settings_and_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()
    asked = dict(re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", TEXT))
    assert set(asked) <= SETTINGS
    needed = {name for name, rest in re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", TEXT) if rest.startswith(":?")}
    assert needed >= SECRETS
    assert all(re.search(rf"(?m)^{name}=", example) for name in needed)


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_are_given_settings_only(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= SETTINGS
