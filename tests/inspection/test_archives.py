"""Items 38–41: hostile and damaged archives are refused with a reason, and nothing they name is ever written."""

import io
import random
import stat
import struct
import tarfile
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from finnect.inspection.archives import ArchiveLimits, DamagedArchive, Member, UnsafeArchive, pictures, place
from finnect.kit.errors import Problem

LIMITS = ArchiveLimits(members=50, member_bytes=100_000, total_bytes=300_000, ratio=200)


def opened(content: bytes, tmp_path: Path, limits: ArchiveLimits = LIMITS) -> list[Member]:
    """What is found in an archive of this content; nothing else may appear on the disk."""
    path = tmp_path / "archive"
    path.write_bytes(content)
    try:
        return list(pictures(path, limits))
    finally:
        assert [found.name for found in tmp_path.iterdir()] == ["archive"]


def zip_of(*members: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members:
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, compression  # as it is: ZipInfo would clean it
            archive.writestr(info, content)
    return buffer.getvalue()


def tar_of(*members: tuple[str, bytes] | tarfile.TarInfo, mode: str = "w", **options: Any) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, **options) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return buffer.getvalue()


def damage(content: bytes, tmp_path: Path) -> str:
    problem = refused(content, tmp_path)
    assert isinstance(problem, DamagedArchive)
    return str(problem.params["reason"])


def refused(content: bytes, tmp_path: Path, limits: ArchiveLimits = LIMITS) -> Problem:
    with pytest.raises((UnsafeArchive, DamagedArchive)) as refusal:
        opened(content, tmp_path, limits)
    return refusal.value


def test_pictures_come_in_the_archives_order_and_other_files_are_passed_over(tmp_path: Path) -> None:
    members = [("b.png", b"1"), ("readme.txt", b"2"), ("sub/a.JPG", b"3"), ("__MACOSX/b.png", b"4"), (".hidden.png", b"5"), ("sub/", b"")]
    for content in (zip_of(*members), tar_of(*members[:-1]), tar_of(*members[:-1], mode="w:gz")):
        assert [(str(found.path), found.content) for found in opened(content, tmp_path)] == [("b.png", b"1"), ("sub/a.JPG", b"3")]


NAMES = [
    "../x.png",
    "a/../../x.png",
    "/etc/x.png",
    "//x.png",
    "C:/x.png",
    "c:x.png",
    "..\\x.png",
    "a\\b.png",
    "x\0y.png",
    "d/" * 20 + "x.png",
]


@pytest.mark.parametrize("name", NAMES)
def test_s38_a_path_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    problem = refused(zip_of((name, b"x")), tmp_path)
    assert isinstance(problem, UnsafeArchive)
    assert "\0" not in problem.params["member"]
    if "\0" not in name:
        assert isinstance(refused(tar_of((name, b"x")), tmp_path), UnsafeArchive)


@pytest.mark.parametrize("name", ["../x.txt", "/etc/passwd"])
def test_s38_also_of_a_file_that_is_no_picture(name: str, tmp_path: Path) -> None:
    assert isinstance(refused(zip_of((name, b"x")), tmp_path), UnsafeArchive)
    assert isinstance(refused(tar_of((name, b"x")), tmp_path), UnsafeArchive)


@pytest.mark.parametrize(
    "twins",
    [
        ("a.png", "a.png"),
        ("a.png", "A.PNG"),
        ("x/a.png", "X/a.png"),
        ("a.png", "./a.png"),
        ("가.png", unicodedata.normalize("NFD", "가.png")),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_s38_names_that_come_twice_are_refused(twins: tuple[str, str], tmp_path: Path) -> None:
    members = [(name, b"x") for name in twins]

    assert isinstance(refused(zip_of(*members), tmp_path), UnsafeArchive)
    assert isinstance(refused(tar_of(*members), tmp_path), UnsafeArchive)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_s39_links_and_devices_in_a_tar_are_refused(kind: bytes, tmp_path: Path) -> None:
    member = tarfile.TarInfo("x.png")
    member.type, member.linkname = kind, "/etc/passwd"
    assert "link" in refused(tar_of(member), tmp_path).params["reason"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_s39_links_and_devices_in_a_zip_are_refused(kind: int, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("x.png")
        info.external_attr = (kind | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    assert "link" in refused(buffer.getvalue(), tmp_path).params["reason"]


def test_s40_too_many_members_are_refused(tmp_path: Path) -> None:
    members = [(f"{number}.txt", b"x") for number in range(51)]

    assert "too many" in refused(zip_of(*members), tmp_path).params["reason"]
    assert "too many" in refused(tar_of(*members), tmp_path).params["reason"]


def test_s40_a_member_that_unfolds_two_hundredfold_is_refused(tmp_path: Path) -> None:
    member = ("x.png", bytes(90_000))

    assert "grows" in refused(zip_of(member, compression=zipfile.ZIP_DEFLATED), tmp_path).params["reason"]
    assert opened(zip_of(member), tmp_path)


def test_s40_a_large_member_is_refused(tmp_path: Path) -> None:
    member = ("x.png", random.Random(1).randbytes(100_001))

    assert "grows" in refused(zip_of(member), tmp_path).params["reason"]
    assert "grows" in refused(tar_of(member), tmp_path).params["reason"]


def test_s40_many_that_are_large_together_are_refused(tmp_path: Path) -> None:
    members = [(f"{number}.png", random.Random(number).randbytes(80_000)) for number in range(4)]

    assert "grows" in refused(zip_of(*members), tmp_path).params["reason"]
    assert "grows" in refused(tar_of(*members), tmp_path).params["reason"]


@pytest.mark.parametrize("name", ["x.png", "padding.bin"])
def test_s40_a_packed_tar_of_nothing_is_refused_whatever_it_calls_itself(name: str, tmp_path: Path) -> None:
    content = tar_of((name, bytes(30_000_000)), mode="w:gz")
    roomy = ArchiveLimits(members=50, member_bytes=1 << 40, total_bytes=1 << 40, ratio=200)

    assert "grows" in refused(content, tmp_path, roomy).params["reason"]


def test_s40_a_sparse_tar_of_exabytes_is_refused(tmp_path: Path) -> None:
    member = tarfile.TarInfo("x.png")
    member.type, member.size = tarfile.GNUTYPE_SPARSE, 0

    assert refused(tar_of(member, format=tarfile.GNU_FORMAT), tmp_path)


def test_s40_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """Fifield's bomb: one packed kernel, named by many entries of the directory."""
    whole = bytearray(zip_of(("a.png", random.Random(1).randbytes(2000)), ("b.png", b"b"), ("c.png", random.Random(2).randbytes(2000))))
    second = whole.index(b"PK\x01\x02", whole.index(b"PK\x01\x02") + 1)
    whole[second + 42 : second + 46] = struct.pack("<I", 10)  # b's bytes begin within a's

    assert "overlap" in refused(bytes(whole), tmp_path).params["reason"]


def test_s40_an_archive_in_an_archive_stays_shut(tmp_path: Path) -> None:
    assert opened(zip_of(("inner.zip", zip_of(("x.png", b"x")))), tmp_path) == []


def test_s41_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    whole = bytearray(zip_of(("x.png", b"x")))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(magic) + offset] |= 1

    assert "encrypted" in refused(bytes(whole), tmp_path).params["reason"]


def test_s41_a_wrong_checksum_is_damage(tmp_path: Path) -> None:
    whole = zip_of(("x.png", b"content")).replace(b"content", b"c0ntent")

    assert "checksum" in damage(whole, tmp_path)


def test_s41_a_size_that_is_a_lie_is_found_out(tmp_path: Path) -> None:
    whole = bytearray(zip_of(("x.png", b"content")))
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = whole.index(magic) + offset
        whole[at : at + 4] = struct.pack("<I", 0xFFFFFF00)

    assert refused(bytes(whole), tmp_path)


@pytest.mark.parametrize("method", [1, 6, 9, 97, 99])
def test_s41_unknown_compression_is_damage(method: int, tmp_path: Path) -> None:
    whole = bytearray(zip_of(("x.png", b"content")))
    for magic, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = whole.index(magic) + offset
        whole[at : at + 2] = struct.pack("<H", method)

    assert "not read here" in damage(bytes(whole), tmp_path)


@pytest.mark.parametrize("mode", ["w:gz", "w:xz"])
def test_s41_an_archive_that_is_broken_off_is_damage(mode: str, tmp_path: Path) -> None:
    whole = tar_of(("x.png", random.Random(41).randbytes(50_000)), mode=mode)

    assert "broken off" in damage(whole[: len(whole) // 2], tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"x" * 1000, b"PK\x05\x06" + b"\xff" * 18])
def test_s41_no_archive_at_all_is_damage(content: bytes, tmp_path: Path) -> None:
    """Said in our words: Python's own list every method that was tried."""
    assert "Error" not in damage(content, tmp_path)


def test_s41_hundreds_of_damaged_archives_end_in_words(tmp_path: Path) -> None:
    random_ = random.Random(41)
    members = [(f"plate/train/good/{number}.png", random_.randbytes(300)) for number in range(5)]
    originals = [
        zip_of(*members),
        zip_of(*members, compression=zipfile.ZIP_DEFLATED),
        zip_of(*members, compression=zipfile.ZIP_LZMA),
        zip_of(*members, compression=zipfile.ZIP_BZIP2),
        tar_of(*members),
        tar_of(*members, mode="w:gz"),
        tar_of(*members, format=tarfile.PAX_FORMAT, pax_headers={"comment": "사과"}),
    ]
    for number in range(700):
        damaged = bytearray(originals[number % len(originals)])
        for _ in range(random_.randint(1, 8)):
            at = random_.randrange(len(damaged))
            match random_.randrange(3):
                case 0:
                    damaged[at] = random_.randrange(256)
                case 1:
                    del damaged[at : at + random_.randint(1, 60)]
                case _:
                    damaged[at:at] = random_.randbytes(random_.randint(1, 60))
        with suppress(UnsafeArchive, DamagedArchive):
            opened(bytes(damaged), tmp_path)


def test_names_in_the_code_page_of_korean_windows_are_read(tmp_path: Path) -> None:
    def renamed(content: bytes) -> bytes:
        return content.replace(b"XXXX", "나사".encode("cp949"))

    tar = renamed(tar_of(("XXXX/train/good/1.png", b"x"), format=tarfile.GNU_FORMAT))
    # The header's checksum is of the name too.
    header = bytearray(tar[:512])
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    for content in (renamed(zip_of(("XXXX/train/good/1.png", b"x"))), bytes(header) + tar[512:]):
        [member] = opened(content, tmp_path)
        assert str(member.path) == "나사/train/good/1.png"


@pytest.mark.parametrize(
    ("path", "category", "split", "label", "is_mask"),
    [
        ("screw/train/good/000.png", "screw", "train", "good", False),
        ("mvtec/screw/train/good/000.png", "screw", "train", "good", False),
        ("screw/test/good/000.png", "screw", "test", "good", False),
        ("screw/test/scratch_head/000.png", "screw", "test", "scratch_head", False),
        ("screw/ground_truth/scratch_head/000_mask.png", "screw", "test", "scratch_head", True),
        ("screw/test/train/000.png", "screw", "test", "train (defect)", False),
        ("train/good/000.png", "given", "train", "good", False),
        ("000.png", "given", "train", "good", False),
        ("photos/000.png", "given", "train", "good", False),
        ("test/000.png", "given", "train", "good", False),
    ],
)
def test_a_picture_is_for_what_its_place_says(path: str, category: str, split: str, label: str, is_mask: bool) -> None:
    found = place(PurePosixPath(path), "given")
    assert (found.category, found.split, found.label, found.is_mask) == (category, split, label, is_mask)
