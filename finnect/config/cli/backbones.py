"""The networks that models are trained on."""

from pathlib import Path
from typing import Annotated

import typer

from finnect.config.cli.terminal import commands, out, told, with_django

app = commands("Networks that new models are trained on.")


@app.command("install")
def install_backbone(
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="The published .tflite, brought by hand.")] = None,
) -> None:
    """Fetch MobileNetV2 from its publisher (or take it from a file), check it and keep it."""
    with_django()
    from finnect.inspection import backbones

    with told():
        made = backbones.install(file)
    out.print(f"{backbones.MOBILENET}: {made.size:,} bytes, SHA-256 {made.sha256}", highlight=False, soft_wrap=True)


@app.command("list")
def list_backbones() -> None:
    """Show the backbones there are, and which one new models are trained on."""
    settings = with_django()
    from finnect.inspection import backbones

    with told():
        made, used = backbones.installed(), settings.BACKBONE or backbones.in_use()
    rows = {
        backbones.BUILTIN: "part of Finnect",
        backbones.DRAWN: "part of Finnect; learned from drawn pictures alone",
        backbones.MOBILENET: f"installed, {made.size:,} bytes" if made else "not installed; run `finnect backbone install`",
        settings.BACKBONE or "FINNECT_BACKBONE": "a file of your own" if settings.BACKBONE else "not set; names an ONNX file of your own",
    }
    for name, what in rows.items():
        out.print(f"{'in use' if name == used else '':6}  {name:<16}  {what}", highlight=False, markup=False, soft_wrap=True)


@app.command("use")
def use_backbone(name: Annotated[str, typer.Argument(help="builtin, drawn or mobilenet_v2")]) -> None:
    """Choose the backbone of new models; FINNECT_BACKBONE, where it is set, goes before."""
    with_django()
    from finnect.inspection import backbones

    with told():
        backbones.use(name)
    list_backbones()


@app.command("export")
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
    with told():
        output.write_bytes(gradient.exported(network, weights))
    out.print(f"{output}: {output.stat().st_size:,} bytes", highlight=False, soft_wrap=True)
