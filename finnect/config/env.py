"""Every setting, once: its name, its default, and a sentence of help.

A field `database_url` is read from the environment variable `DATABASE_URL`, or from a file `.env` in the working directory.
`python -m finnect.config.env` prints docs/settings.md.
"""

import os
import secrets
import tempfile
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 2**20
GENERATED = "secrets.env"


class Environment(BaseSettings):
    """What the operator may set; the defaults serve one machine with nothing else installed."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    # Where things are
    finnect_home: Path = Field(Path("var"), description="Folder for everything that the embedded mode keeps.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, description="Port to listen on.")
    public_url: str = Field(
        "", description="Address that people type, e.g. https://finnect.example.com; https turns on secure cookies and HSTS."
    )
    allowed_hosts: str = Field(
        "", description="Host names answered to, comma-separated; added to the public URL's and to this machine's own."
    )
    trusted_proxies: str = Field("", description="Addresses of reverse proxies whose X-Forwarded headers are believed, comma-separated.")
    database_url: str = Field(
        "", description="SQLite or PostgreSQL address; made from POSTGRES_* when those are set, else SQLite in FINNECT_HOME."
    )
    broker_url: str = Field("memory://", description="Queue of job ids: memory:// (worker inside the web process) or redis://…")
    storage_url: str = Field(
        "", description="Where files live: file:///folder or s3://bucket; s3://BUCKET_NAME when that is set, else FINNECT_HOME/storage."
    )
    cache_url: str = Field("locmem://", description="Cache: locmem:// (inside the process) or redis://…")

    # Secrets and people
    secret_key: SecretStr = Field(
        SecretStr(""), description="Signs access tokens; at least 32 bytes. Made at the first start in embedded mode."
    )
    django_secret_key: SecretStr = Field(
        SecretStr(""), description="Signs sessions and set-up links; at least 32 bytes. Made at the first start in embedded mode."
    )
    finnect_admin_email: str = Field(
        "",
        description="E-mail of the first administrator. While there is no active one, the start makes a new person with it, or who has it, "
        "an administrator with the password below; without both, it prints a link to become one. Not looked at once there is one.",
    )
    finnect_admin_password: SecretStr = Field(
        SecretStr(""), description="Password of that first administrator; the start refuses one that is short or easily guessed."
    )
    access_token_minutes: int = Field(15, ge=1, description="Lifetime of an access token, in minutes.")
    refresh_token_days: int = Field(14, ge=1, description="Lifetime of a sign-in without use, in days.")
    sign_in_attempts: int = Field(5, ge=1, description="Wrong passwords allowed per account and address within five minutes.")
    session_hours: int = Field(8, ge=1, description="Lifetime of a browser session, in hours.")
    api_docs_public: bool = Field(False, description="Show /docs and /openapi.json without sign-in.")
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Bearer token with which /metrics may be read; without it only administrators may."
    )

    # PostgreSQL and S3, by the names that the prototype used
    postgres_db: str = Field("", description="PostgreSQL database; when set, DATABASE_URL may be left out.")
    postgres_user: str = Field("postgres", description="PostgreSQL user.")
    postgres_password: SecretStr = Field(SecretStr(""), description="PostgreSQL password.")
    postgres_host: str = Field("localhost", description="PostgreSQL host.")
    postgres_port: int = Field(5432, description="PostgreSQL port.")
    database_pool: int = Field(10, ge=1, description="PostgreSQL connections that one process opens at most.")
    bucket_name: str = Field("", description="S3 bucket; when set, STORAGE_URL may be left out.")
    aws_access_key: SecretStr = Field(SecretStr(""), description="S3 access key; without it the machine's own role is used.")
    aws_secret_key: SecretStr = Field(SecretStr(""), description="S3 secret key.")
    region: str = Field("ap-northeast-2", description="S3 region.")
    s3_endpoint: str = Field("", description="Address of an S3-compatible server other than AWS.")
    raw_dataset_folder: str = Field("data", description="Storage prefix of data-set archives as handed in.")
    training_data_folder: str = Field("train", description="Storage prefix of unpacked training pictures.")
    raw_folder: str = Field("uploads/raw", description="Storage prefix of pictures and tables as handed in.")
    processed_folder: str = Field("uploads/processed", description="Storage prefix of cleaned tables and heat maps.")
    model_folder: str = Field("models", description="Storage prefix of trained models.")

    # Uploads
    max_image_bytes: int = Field(20 * MIB, description="Largest picture, in bytes.")
    max_image_pixels: int = Field(
        16_800_000, description="Most pixels of a picture, checked before it is decoded; 16.8 million (4096 × 4096) take some 480 MiB."
    )
    max_table_bytes: int = Field(8192 * MIB, description="Largest table file, in bytes.")
    max_dataset_bytes: int = Field(8192 * MIB, description="Largest data-set archive, in bytes.")
    max_archive_members: int = Field(20_000, description="Most files in a data-set archive.")
    max_archive_ratio: int = Field(200, description="Most times that an archive member may grow when unpacked.")
    max_bad_row_share: float = Field(0.01, ge=0, le=1, description="Share of unreadable rows above which a table fails.")
    upload_quota_bytes: int = Field(50 * 1024 * MIB, description="Bytes that one user may keep.")
    upload_quota_files: int = Field(100_000, description="Files that one user may keep.")
    max_open_jobs: int = Field(20, ge=1, description="Jobs that one user may have waiting or running.")

    # Jobs
    worker_concurrency: int = Field(1, ge=1, description="Jobs that one worker runs side by side.")
    job_memory_bytes: int = Field(640 * MIB, description="Resident memory at which a job is ended.")
    job_seconds: int = Field(3600, ge=1, description="Seconds after which a job is ended.")
    job_attempts: int = Field(3, ge=1, description="Times that a job is begun before it counts as failed.")
    lease_seconds: float = Field(30, gt=0, description="Seconds without a heartbeat after which a job is taken from its worker.")
    resend_seconds: float = Field(120, gt=0, description="Seconds after which a job that nobody took is sent to the queue again.")
    reaper_seconds: float = Field(30, gt=0, description="Seconds between two looks for jobs that were lost.")

    # Inspection
    finnect_backbone: str = Field(
        "", description="Backbone ONNX file for new models (path or storage key); what `finnect backbone list` shows when empty."
    )
    backbone_url: str = Field(
        "",
        description="Mirror of the MobileNetV2 file that `finnect backbone install` fetches; https only. Its SHA-256 is checked all the same.",
    )
    backbone_fetch: bool = Field(
        True, description="Let `finnect run` fetch MobileNetV2 in the background when it is missing, at most once a day."
    )
    inference_threads: int = Field(2, ge=1, description="Processor threads of one inference.")
    detectors_in_memory: int = Field(4, ge=1, description="Detectors that a process keeps loaded.")

    # Tables
    finnect_dask_scheduler: str = Field(
        "",
        description="Address of a Dask scheduler, e.g. tcp://dask-scheduler:8786, whose workers measure large tables; needs `make dask`.",
    )
    finnect_dask_rows: int = Field(50_000_000, ge=0, description="Rows from which a table is measured by Dask's workers.")
    finnect_dask_seconds: float = Field(
        300, gt=0, description="Seconds after which they are not waited for any longer, and this machine does the work."
    )

    # Assistant
    openai_api_key: SecretStr = Field(
        SecretStr(""), description="Key of an OpenAI-compatible service, which is asked where the assistant has no answer of its own."
    )
    openai_base_url: str = Field("", description="Address of that service, e.g. http://127.0.0.1:8080/v1; OpenAI's own when empty.")
    openai_model: str = Field("gpt-4o-mini", description="Model that is asked there.")
    openai_seconds: float = Field(8, gt=0, description="Seconds after which its answer is not waited for any longer.")
    openai_tokens: int = Field(400, ge=16, description="Longest answer of the model, in tokens.")
    openai_tokens_per_day: int = Field(
        500_000, ge=0, description="Tokens sent and received, counted roughly, after which the model is not asked until the next day."
    )
    embedding_model: str = Field(
        "",
        description="Embedding model that helps to tell questions apart where it proves to: its name at the service below, or an ONNX file "
        "(path ending in .onnx) with its tokenizer.json beside it, which needs `make embeddings`. None when empty.",
    )
    embedding_base_url: str = Field(
        "", description="Address of an OpenAI-compatible service with that model, e.g. http://127.0.0.1:8080/v1; OpenAI's own when empty."
    )
    embedding_api_key: SecretStr = Field(SecretStr(""), description="Key of that service, where it needs one.")
    embedding_seconds: float = Field(
        1,
        gt=0,
        description="Seconds after which a question is understood without the embedding model, and it is left alone for 30 seconds.",
    )
    chat_question_chars: int = Field(1000, ge=10, description="Longest question, in characters.")
    chat_per_minute: int = Field(60, ge=1, description="Questions that one user may ask in a minute.")

    # Logs
    log_level: str = Field("INFO", description="Least level that is logged: DEBUG, INFO, WARNING, ERROR.")
    log_format: Literal["json", "console"] = Field("json", description="Log lines as JSON, or for a person at a console.")

    @model_validator(mode="after")
    def fill_addresses(self) -> Self:
        self.finnect_home = self.finnect_home.resolve()
        if not self.database_url:
            self.database_url = self._postgres_url() or f"sqlite:///{self.finnect_home / 'finnect.sqlite3'}"
        if not self.storage_url:
            self.storage_url = f"s3://{self.bucket_name}" if self.bucket_name else (self.finnect_home / "storage").as_uri()
        return self

    def _postgres_url(self) -> str:
        from urllib.parse import quote

        if not self.postgres_db:
            return ""
        who = f"{quote(self.postgres_user, safe='')}:{quote(self.postgres_password.get_secret_value(), safe='')}"
        return f"postgres://{who}@{self.postgres_host}:{self.postgres_port}/{self.postgres_db}"

    @property
    def is_one_machine(self) -> bool:
        """Whether the database is a file beside the process, so that generated secrets reach everyone who needs them."""
        return self.database_url.startswith("sqlite:")

    @classmethod
    def load(cls) -> Self:
        """The environment, with secrets made (once, readable by their owner only) where one machine needs no others."""
        env = cls()
        if env.is_one_machine:
            made = _generated_secrets(env.finnect_home)
            for name in ("secret_key", "django_secret_key"):
                if not getattr(env, name).get_secret_value():
                    setattr(env, name, SecretStr(made[name.upper()]))
        return env


def _generated_secrets(home: Path) -> dict[str, str]:
    path = home / GENERATED
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in ("SECRET_KEY", "DJANGO_SECRET_KEY"))
        handle, draft = tempfile.mkstemp(prefix="secrets.", dir=home)  # for its owner alone, and of nobody else's name
        with os.fdopen(handle, "w") as file:
            file.write(text)
        try:
            os.link(draft, path)  # fails when another process was first: then its secrets are the secrets
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return {name: value or "" for name, value in dotenv_values(path).items()}


def as_markdown() -> str:
    """docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "Read from the environment, or from a file `.env` in the working directory. Every one has a default that works on one machine.",
        "This page is made by `python -m finnect.config.env` and tested against the code.",
        "",
        "| name | default | what it does |",
        "|---|---|---|",
    ]
    for name, field in Environment.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        shown = f"`{default}`" if default != "" else "–"
        lines.append(f"| `{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(as_markdown(), end="")
