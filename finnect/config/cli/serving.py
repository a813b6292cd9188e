"""Serve, work, prepare and examine."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

import typer

from finnect.config.cli.terminal import check_settings, commands, out, told, with_django

app = commands()
FIRST_ADMIN = "FINNECT_ADMIN_EMAIL and FINNECT_ADMIN_PASSWORD make nobody an administrator. "  # what else a preparation finds has a trace


@app.command()
def run() -> None:
    """Prepare everything and serve: the whole product on one machine."""
    settings = with_django()
    from finnect.config.starting import fetch_backbone, prepare

    check_settings()
    with told(about=FIRST_ADMIN):
        where = prepare()
    out.print(f"\n  Finnect is starting.\n  {where}\n  Stop with Ctrl-C.\n", highlight=False, soft_wrap=True)
    _serve(settings, once_up=fetch_backbone)


@app.command()
def web() -> None:
    """Serve the API and the pages; the database must be up to date (`finnect prepare`)."""
    settings = with_django()
    check_settings()
    _serve(settings)


@app.command()
def worker() -> None:
    """Take jobs, until stopped; running ones are given back then."""
    os.environ["FINNECT_ROLE"] = "worker"
    with_django()
    from finnect.jobs.working import Working

    check_settings()
    working = Working()
    working.start()
    working.wait()


@app.command()
def prepare() -> None:
    """Migrate the database, plant intents and FAQ, and create or invite the first administrator."""
    with_django()
    from finnect.config.starting import prepare as do

    check_settings()
    with told(about=FIRST_ADMIN):
        where = do()
    out.print(where, highlight=False, soft_wrap=True)


@app.command()
def doctor(fix: Annotated[bool, typer.Option("--fix", help="Delete bytes in storage that no row knows.")] = False) -> None:
    """Examine settings, services, and whether database and storage fit together."""
    with_django()
    from finnect.config.doctor import examine

    findings = list(examine(fix=fix))
    for finding in findings:
        out.print(f"{'[green]✓[/]' if finding.well else '[red]✗[/]'} {finding.what}", highlight=False)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


def _serve(settings: Any, *, once_up: Callable[[], None] | None = None) -> None:
    """Serve until stopped; `once_up` is done beside it, and left undone when the server stops first."""
    import uvicorn
    from uvicorn.main import STARTUP_FAILURE

    proxies = settings.ENV.trusted_proxies
    config = uvicorn.Config(
        "finnect.config.asgi:app",
        host=settings.ENV.host,
        port=settings.ENV.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        timeout_graceful_shutdown=3,
    )
    config.load_app()  # here, where no event loop runs yet: Django refuses its database in one
    server = uvicorn.Server(config)

    def wait_and_do(what: Callable[[], None]) -> None:
        while not server.started:
            time.sleep(0.2)
        what()

    if once_up:
        threading.Thread(target=wait_and_do, args=(once_up,), name="once-up", daemon=True).start()
    with suppress(KeyboardInterrupt):  # uvicorn has shut down in order and hands the signal on
        server.run()
    if not server.started:
        raise typer.Exit(STARTUP_FAILURE)
