"""From an empty home to answers: every step of a new user over HTTP, with its seconds and the memory of the whole.

    python -m bench.journey [--data ../shared/data] [--backbone FILE]

Starts `finnect run` on a free port with an empty home, signs in, hands in Online Retail and MVTec screw, inspects test
pictures, and asks the assistant. Memory is the sum over all processes of the product, RSS, which counts
shared pages once for each process, every 50 ms, and PSS, which shares them out, every second.
"""

import argparse
import lzma
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psutil

from bench.product import Client, is_live, serving, zipped

T = TypeVar("T")
MIB = 1 << 20
TRUTH = {"total_revenue": 9747747.934, "num_customers": 4372, "num_invoices": 25900, "total_quantity": 5176450}
QUESTIONS = {
    "총매출 얼마야?": "9,747,747.934",
    "How many customers do we have?": "4,372",
    "인보이스수 알려줘": "25,900",
    "total quantity?": "5,176,450",
}


class Memory(threading.Thread):
    """The most memory that the product took, in bytes, and that of its processes at that moment."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root, self.rss, self.pss, self.parts, self.weighed = psutil.Process(pid), 0, 0, "", 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.05):
            try:
                processes = [self.root, *self.root.children(recursive=True)]
                self.rss = max(self.rss, sum(process.memory_info().rss for process in processes))
                if time.monotonic() > self.weighed + 1:
                    self.weigh([process.memory_full_info().pss for process in processes])
            except psutil.Error:
                continue

    def weigh(self, shares: list[int]) -> None:
        """PSS stops a process while its pages are counted: looked at often, a training takes half as long again."""
        self.weighed = time.monotonic()
        if sum(shares) > self.pss:
            self.pss, self.parts = sum(shares), " + ".join(f"{share / MIB:.0f}" for share in shares)


class Journey(Client):
    def step(self, name: str, do: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = do()
        print(f"{time.perf_counter() - began:8.2f} s  {name}")
        return result

    def read_table(self, content: bytes) -> dict[str, Any]:
        accepted = self.hand_in("tables", "OnlineRetail.csv", content)
        self.wait_for(accepted["job"]["id"])
        return self.client.get(f"/api/v1/tables/{accepted['table']['id']}").json()

    def inspect(self, picture: Path) -> dict[str, Any]:
        return self.hand_in("images", picture.name, picture.read_bytes())

    def ask(self, question: str) -> str:
        return self.client.post("/chatbot/", data={"query": question}).raise_for_status().json()["answer"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--backbone", default="", help="ONNX backbone; the built-in one without it")
    args = parser.parse_args()
    table = lzma.decompress((args.data / "OnlineRetail.csv.xz").read_bytes())
    screw = args.data / "mvtec_screw" / "screw"
    archive = zipped(screw)
    with serving(str(Path(args.backbone).resolve()) if args.backbone else "") as (url, pid):
        memory = Memory(pid)
        memory.start()
        journey = Journey(url)
        journey.step("first start, until it answers", lambda: is_live(url))
        journey.step("sign in", journey.sign_in)
        found = journey.step("OnlineRetail.csv, 45.6 MB: handed in, read, measured", lambda: journey.read_table(table))
        print(f"            {found['statistics']}")
        assert found["statistics"] == TRUTH, found["statistics"]
        model = journey.step("mvtec_screw.zip, 480 pictures: handed in, unpacked, trained", lambda: journey.train(archive))
        print(f"            {model['metrics']}\n            {model['training']}")
        normal = journey.step("a good screw inspected", lambda: journey.inspect(screw / "test" / "good" / "000.jpg"))
        defect = journey.step("a scratched screw inspected", lambda: journey.inspect(screw / "test" / "scratch_head" / "000.jpg"))
        for verdict in (normal, defect):
            print(f"            {verdict['prediction']}, confidence {verdict['confidence']:.3f}, {len(verdict['regions'])} regions")
        heat_map = journey.step("its heat map", lambda: journey.client.get(defect["heatmap_url"]))
        assert heat_map.content.startswith(b"\x89PNG")
        said = "불량" if defect["prediction"] == "defect" else "정상"
        for question, expected in {**QUESTIONS, "마지막 이미지 불량이야?": said}.items():
            answer = journey.step(question, lambda asked=question: journey.ask(asked))  # type: ignore[misc]
            print(f"            {answer}")
            assert expected in answer, answer
        memory.ended.set()
        print(f"most memory of the whole: {memory.pss / MIB:.0f} MiB PSS ({memory.parts}), {memory.rss / MIB:.0f} MiB RSS")


if __name__ == "__main__":
    main()
