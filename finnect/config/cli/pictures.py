"""Train and inspect, without a server."""

import json
from pathlib import Path
from typing import Annotated

import typer

from finnect.config.cli.terminal import commands, progress, show, tell, told

app = commands()


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
    with told(), progress() as report:
        net = Backbone.from_onnx(backbone.read_bytes(), name=backbone.stem) if backbone else Backbone.builtin()
        trained = train_detector(
            dataset.good, backbone=net, test_good=dataset.test_good, defects=dataset.defects, masks=dataset.masks, report=report
        )
    output.write_bytes(trained.onnx)
    output.with_suffix(".json").write_text(json.dumps(trained.calibration.to_dict()))
    show({"threshold": trained.calibration.threshold, **trained.training, **(trained.metrics or {})}, f"{output}")


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
            tell(found, about=f"{picture}: ")
            continue
        shown = {name: getattr(found, name) for name in ("prediction", "confidence", "score", "threshold")}
        show({**shown, "regions": len(found.regions)}, f"{picture}")
        if heat_map:
            heat_map.write_bytes(overlay(decode(picture), found.map, found.threshold))
    if unread:
        raise typer.Exit(1)
