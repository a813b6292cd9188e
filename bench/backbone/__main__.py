"""A backbone of our own, from drawn pictures: `python -m bench.backbone draw|sheet|train|distil|export|gate|evaluate`.

Only `train`, `distil` and `export` need torch (`requirements.txt`); the others run in the product's environment. See README.md.
"""

import argparse
import json
from pathlib import Path

POOL, PRODUCTS = "pool", 3000  # folder of the drawn pictures, how many products are in it
TEACHER = Path(__file__).parents[2] / "../shared/data/backbones/mobilenet_v2_trunk.onnx"
ORIGINS = {
    "train": "Weights of our own, trained on drawn pictures alone: no photograph and no other network had a part in them.",
    "distil": "Weights of our own, trained on drawn pictures to give what MobileNetV2 gives"
    " (Google, Apache-2.0, itself trained on ImageNet).",
    "random": "Random weights: what a network gives that learned nothing.",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("var/backbone"), help="where pool and runs lie")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("draw", help="the pool of drawn pictures, 1.8 GB")
    commands.add_parser("sheet", help="a contact sheet of drawn pictures").add_argument("file", type=Path)
    for name, help_ in (("train", "the own objective"), ("distil", "from MobileNetV2")):
        commands.add_parser(name, help=help_ + "; goes on from its checkpoint").add_argument("--steps", type=int, required=True)
    export = commands.add_parser("export", help="the averaged weights of a run as ONNX")
    export.add_argument("run", choices=ORIGINS)
    export.add_argument("file", type=Path)
    gate = commands.add_parser("gate", help="files beside the filter bank and MobileNetV2, on drawn sets alone")
    gate.add_argument("files", type=Path, nargs="*")
    evaluate = commands.add_parser("evaluate", help="files beside the filter bank and MobileNetV2, under the product's default")
    evaluate.add_argument("files", type=Path, nargs="*")
    evaluate.add_argument("--set", choices=("screw", "magnetic_tile", "cloth", "washer", "board"), action="append")
    evaluate.add_argument("--every", type=int, default=1, help="only every so manieth picture: quicker and less sure")
    here = commands.add_parser("here", help="one row of it in this process, as JSON")
    here.add_argument("set")
    here.add_argument("--every", type=int, default=1)
    here.add_argument("file", type=Path, nargs="?")
    run(parser.parse_args())


def run(arguments: argparse.Namespace) -> None:
    """Torch is imported by the commands that need it."""
    folder = arguments.folder
    match arguments.command:
        case "draw":
            from bench.backbone import pool

            pool.draw(folder / POOL, PRODUCTS)
        case "sheet":
            from bench.backbone import pool

            pool.contact_sheet(arguments.file)
        case "train":
            from bench.backbone.train import train

            train(folder / "train", folder / POOL, arguments.steps)
        case "distil":
            from bench.backbone.distil import distil

            distil(folder / "distil", folder / POOL, TEACHER, arguments.steps)
        case "export":
            from bench.backbone.export import export
            from bench.backbone.net import over_pixels, over_waves
            from bench.backbone.running import averaged_net, random_net

            build = over_waves if arguments.run == "train" else over_pixels
            net = random_net() if arguments.run == "random" else averaged_net(folder / arguments.run, build)
            export(arguments.file, net, ORIGINS[arguments.run])
        case "gate":
            from bench.backbone.gate import gate

            gate(arguments.files)
        case "evaluate":
            from bench.backbone.evaluate import evaluate

            evaluate(arguments.files, arguments.set or ("screw", "magnetic_tile"), arguments.every)
        case "here":
            from bench.backbone.evaluate import measure

            print(json.dumps(measure(arguments.set, arguments.file, arguments.every)))


if __name__ == "__main__":
    main()
