"""Finding pictures in folders as users have them."""

from pathlib import Path

from finnect.inspection.detection import find


def made(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"")


def test_the_mvtec_layout(tmp_path: Path) -> None:
    made(
        tmp_path,
        "bolt/train/good/1.png",
        "bolt/train/good/0.JPG",
        "bolt/test/good/5.png",
        "bolt/test/bent/7.png",
        "bolt/test/bent/8.png",
    )
    made(tmp_path, "bolt/ground_truth/bent/7_mask.png", "bolt/license.txt", "bolt/train/good/._0.JPG")
    (found,) = find(tmp_path)
    assert found.category == "bolt"
    assert [path.name for path in found.good] == ["0.JPG", "1.png"]
    assert [path.name for path in found.test_good] == ["5.png"]
    assert {kind: len(pictures) for kind, pictures in found.defects.items()} == {"bent": 2}
    assert {Path(picture).name: Path(mask).name for picture, mask in found.masks.items()} == {"7.png": "7_mask.png"}


def test_several_categories_and_the_category_itself(tmp_path: Path) -> None:
    made(tmp_path, "a/train/good/1.png", "b/train/good/1.png")
    assert [found.category for found in find(tmp_path)] == ["a", "b"]
    assert [found.category for found in find(tmp_path / "a")] == ["a"]


def test_a_plain_folder_is_one_product(tmp_path: Path) -> None:
    made(tmp_path, "washers/1.png", "washers/more/2.bmp", "washers/notes.txt")
    (found,) = find(tmp_path / "washers")
    assert (found.category, len(found.good), found.defects) == ("washers", 2, {})


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    assert find(tmp_path) == []


def test_a_kind_of_defect_may_be_called_like_the_training_pictures(tmp_path: Path) -> None:
    made(tmp_path, "model/train/good/1.png", "model/test/train/2.png", "model/ground_truth/train/2_mask.png")
    (found,) = find(tmp_path)
    assert list(found.defects) == ["train (defect)"]
    assert len(found.masks) == 1
