"""The `finnect` command."""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable

from finnect.kit.errors import Problem
from finnect.kit.progress import Report

app = typer.Typer(
    help="Finnect: inspection of parts, analysis of sales tables, and an assistant over both.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
users = typer.Typer(help="People who may sign in.", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(users, name="users")
backbone_commands = typer.Typer(help="Networks that new models are trained on.", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(backbone_commands, name="backbone")
out, err = Console(), Console(stderr=True)


@app.command()
def run() -> None:
    """Prepare everything and serve: the whole product on one machine."""
    settings = _django()
    from finnect.config.starting import fetch_backbone, prepare

    _check()
    where = prepare()
    out.print(f"\n  Finnect is starting.\n  {where}\n  Stop with Ctrl-C.\n", highlight=False, soft_wrap=True)
    _serve(settings, once_up=fetch_backbone)


@app.command()
def web() -> None:
    """Serve the API and the pages; the database must be up to date (`finnect prepare`)."""
    settings = _django()
    _check()
    _serve(settings)


@app.command()
def worker() -> None:
    """Take jobs, until stopped; running ones are given back then."""
    os.environ["FINNECT_ROLE"] = "worker"
    _django()
    from finnect.jobs.working import Working

    _check()
    working = Working()
    working.start()
    working.wait()


@app.command()
def prepare() -> None:
    """Migrate the database, plant intents and FAQ, and create or invite the first administrator."""
    _django()
    from finnect.config.starting import prepare as do

    _check()
    out.print(do(), highlight=False, soft_wrap=True)


@users.command("create")
def create_user(
    email: str,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, help="At least 8 characters.")],
    role: Annotated[str, typer.Option(help="admin or user")] = "user",
    language: Annotated[str, typer.Option(help="ko or en")] = "ko",
) -> None:
    """Create a user."""
    _django()
    from finnect.accounts.models import User
    from finnect.accounts.services import create_user as create
    from finnect.config.starting import migrate

    migrate()
    if role not in User.Role.values:
        raise typer.BadParameter("admin or user", param_hint="--role")
    with _told():
        user = create(email=email, password=password, role=role, language=language)
    out.print(f"{user.email} ({user.role})")


@backbone_commands.command("install")
def install_backbone(
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="The published .tflite, brought by hand.")] = None,
) -> None:
    """Fetch MobileNetV2 from its publisher (or take it from a file), check it and keep it."""
    _django()
    from finnect.inspection import backbones

    with _told():
        made = backbones.install(file)
    out.print(f"{backbones.MOBILENET}: {made.size:,} bytes, SHA-256 {made.sha256}", highlight=False, soft_wrap=True)


@backbone_commands.command("list")
def list_backbones() -> None:
    """Show the backbones there are, and which one new models are trained on."""
    settings = _django()
    from finnect.inspection import backbones

    with _told():
        made, used = backbones.installed(), settings.BACKBONE or backbones.in_use()
    rows = {
        backbones.BUILTIN: "part of Finnect",
        backbones.MOBILENET: f"installed, {made.size:,} bytes" if made else "not installed; run `finnect backbone install`",
        settings.BACKBONE or "FINNECT_BACKBONE": "a file of your own" if settings.BACKBONE else "not set; names an ONNX file of your own",
    }
    for name, what in rows.items():
        out.print(f"{'in use' if name == used else '':6}  {name:<16}  {what}", highlight=False, markup=False, soft_wrap=True)


@backbone_commands.command("use")
def use_backbone(name: Annotated[str, typer.Argument(help="builtin or mobilenet_v2")]) -> None:
    """Choose the backbone of new models; FINNECT_BACKBONE, where it is set, goes before."""
    _django()
    from finnect.inspection import backbones

    with _told():
        backbones.use(name)
    list_backbones()


@backbone_commands.command("export")
def export_backbone(
    network: Annotated[str, typer.Argument(help="A network of Keras Applications: EfficientNetB0, ResNet50, …")],
    output: Annotated[Path, typer.Argument(help="The ONNX file to write; FINNECT_BACKBONE may name it then.")],
    weights: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A file of weights; Keras fetches those of ImageNet without it.")
    ] = None,
) -> None:
    """Write the middle of a Keras network as a backbone; needs the extra finnect[tensorflow]."""
    from finnect.inspection import gradient

    if not gradient.is_installed():
        raise typer.BadParameter("needs the extra finnect[tensorflow]: `make tensorflow`", param_hint="NETWORK")
    with _told():
        output.write_bytes(gradient.exported(network, weights))
    out.print(f"{output}: {output.stat().st_size:,} bytes", highlight=False, soft_wrap=True)


@app.command()
def train(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A folder of good pictures, or in MVTec AD's layout.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The detector; its calibration is written beside it as .json.")] = Path(
        "detector.onnx"
    ),
    backbone: Annotated[Path | None, typer.Option(exists=True, help="ONNX backbone; the built-in one without it.")] = None,
) -> None:
    """Train a detector, without a server."""
    from finnect.inspection.detection import Backbone, find
    from finnect.inspection.detection import train as train_detector

    found = find(folder)
    if not found:
        raise typer.BadParameter(f"no pictures in {folder}", param_hint="FOLDER")
    if len(found) > 1:
        raise typer.BadParameter(f"several data sets; name one: {', '.join(dataset.category for dataset in found)}", param_hint="FOLDER")
    dataset = found[0]
    with _told(), _progress() as report:
        net = Backbone.from_onnx(backbone.read_bytes(), name=backbone.stem) if backbone else Backbone.builtin()
        trained = train_detector(
            dataset.good, backbone=net, test_good=dataset.test_good, defects=dataset.defects, masks=dataset.masks, report=report
        )
    output.write_bytes(trained.onnx)
    output.with_suffix(".json").write_text(json.dumps(trained.calibration.to_dict()))
    _show({"threshold": trained.calibration.threshold, **trained.training, **(trained.metrics or {})}, f"{output}")


@app.command()
def inspect(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER…", exists=True, help="Pictures, or folders with pictures.")],
    detector: Annotated[Path, typer.Option("--detector", "-d", exists=True, help="What `finnect train` wrote.")] = Path("detector.onnx"),
    heat_map: Annotated[
        Path | None, typer.Option("--heat-map", help="Write the one picture with its anomalies coloured here (PNG).")
    ] = None,
) -> None:
    """Say whether pictures are normal, without a server. A line for each; what cannot be read is told, and the command then ends with 1."""
    from finnect.inspection.detection import Calibration, Detector, Verdict, decode, inspect_all, overlay, pictures_in

    pictures = [picture for path in paths for picture in (pictures_in(path) if path.is_dir() else [path])]
    if heat_map and len(pictures) != 1:
        raise typer.BadParameter(f"is for one picture, not for {len(pictures)}", param_hint="--heat-map")
    calibration = Calibration.from_dict(json.loads(detector.with_suffix(".json").read_text()))
    unread = 0
    for picture, found in inspect_all(Detector(detector.read_bytes(), calibration, threads=1), pictures):
        if not isinstance(found, Verdict):
            unread += 1
            _tell(found, about=f"{picture}: ")
            continue
        shown = {name: getattr(found, name) for name in ("prediction", "confidence", "score", "threshold")}
        _show({**shown, "regions": len(found.regions)}, f"{picture}")
        if heat_map:
            heat_map.write_bytes(overlay(decode(picture), found.map, found.threshold))
    if unread:
        raise typer.Exit(1)


@app.command()
def analyze(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    sheet: Annotated[str | None, typer.Option(help="Of a workbook; without it the one that fits.")] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(help="Which column to take for a field of ours, as UnitPrice=Preis, or Country= for none; repeatable."),
    ] = None,
) -> None:
    """Measure a sales table, without a server."""
    import tempfile

    from finnect.sales.analysis import Limits, read, statistics

    said = dict(_pair(one) for one in mapping or [])
    with _told(), tempfile.TemporaryDirectory(prefix="finnect-") as folder, _progress() as report:
        cleaned = Path(folder) / "cleaned.parquet"
        reading = read(file, filename=file.name, out=cleaned, limits=Limits(), mapping=said, sheet=sheet, report=report)
        found = statistics(cleaned)
    taken = ", ".join(f"{field}={one['column']}" for field, one in reading.mapping.items())
    shown = {**found, "rows": reading.rows, "unreadable rows": reading.bad_rows, "encoding": reading.encoding or "–", "columns": taken}
    _show({**shown, "sheet": reading.sheet} if reading.sheet else shown, str(file))


def _pair(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text} is not field=column", param_hint="--mapping")
    return field.strip(), column.strip()


@app.command()
def ask(
    question: str,
    user: Annotated[str, typer.Option(help="E-mail of the person asking; the first administrator without it.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Show what each step took and how sure it was.")] = False,
    language: Annotated[str, typer.Option(help="ko or en, where the question does not tell")] = "ko",
) -> None:
    """Ask the assistant."""
    _django()
    from finnect.accounts.models import User
    from finnect.assistant import services

    people = User.objects.filter(email=User.objects.normalize_email(user)) if user else User.objects.filter(role="admin")
    asker = people.order_by("created_at").first()
    if asker is None:
        raise typer.BadParameter("nobody has this address" if user else "there is no administrator yet", param_hint="--user")
    spoken: Any = "en" if language == "en" else "ko"
    if explain:
        for step in services.explain(asker, question, spoken).steps:
            err.print(f"{step.name:>14}  {step.confidence:5.2f}  {step.took}", highlight=False)
    with _told():
        message, suggestions = services.ask(user=asker, question=question, language=spoken)
    out.print(message.answer, highlight=False)
    for suggestion in suggestions:
        out.print(f"  · {suggestion}", highlight=False)


@app.command()
def doctor(fix: Annotated[bool, typer.Option("--fix", help="Delete bytes in storage that no row knows.")] = False) -> None:
    """Examine settings, services, and whether database and storage fit together."""
    _django()
    from finnect.config.doctor import examine

    findings = list(examine(fix=fix))
    for finding in findings:
        out.print(f"{'[green]✓[/]' if finding.well else '[red]✗[/]'} {finding.what}", highlight=False)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


def _django() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finnect.config.settings")
    import django
    from django.conf import settings

    django.setup()
    return settings


def _check() -> None:
    """Refuse settings that cannot work, each in a line."""
    from django.core.checks import run_checks

    found = run_checks()
    for message in found:
        err.print(f"[red]✗[/] {message}", highlight=False)
    if found:
        raise typer.Exit(1)


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


@contextmanager
def _told() -> Iterator[None]:
    """End with the problem's own words instead of a trace."""
    try:
        yield
    except Problem as problem:
        _tell(problem)
        raise typer.Exit(1) from problem


def _tell(problem: Problem, *, about: str = "") -> None:
    said = problem.detail % problem.params if problem.params else problem.detail
    err.print(f"[red]✗[/] {about}{problem.title}: {said}", highlight=False, soft_wrap=True)


@contextmanager
def _progress() -> Iterator[Report]:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def report(fraction: float, text: str = "", **params: Any) -> None:
            bar.update(task, completed=fraction, description=text % params if params else text)

        yield report


def _show(values: dict[str, Any], title: str) -> None:
    """A table for people, a line of JSON for programs."""
    if not sys.stdout.isatty():
        print(json.dumps({"file": title, **values}, default=float, ensure_ascii=False))
        return
    table = RichTable(title=title, show_header=False)
    for name, value in values.items():
        table.add_row(name, f"{value:,.6g}" if isinstance(value, float) else str(value))
    out.print(table)
