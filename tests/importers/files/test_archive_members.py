"""Opening what people give: every container, every guard, nothing written."""

from __future__ import annotations

import gzip
import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path
from typing import Literal

import pytest

from coach.errors import CoachError
from coach.importers.files import zip_and_tar
from coach.importers.files.archive_members import MEMBER_LIMIT, flatten_sources
from coach.importers.files.open_path import open_path, parse_path
from coach.importers.options import ImportOptions, ProgressMeter


def make_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def contents(path: Path) -> dict[str, bytes]:
    sources = flatten_sources([open_path(path)])
    return {member.name: member.read_bytes() for source in sources for member in source.members}


def test_a_plain_file_is_its_own_member(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x")
    assert contents(tmp_path / "a.csv") == {"a.csv": b"x"}


def test_a_zip_gives_its_members_and_their_times(tmp_path: Path) -> None:
    opened = open_path(make_zip(tmp_path / "a.zip", {"in/a.csv": b"x"}))
    assert [(one.name, one.file_name, one.size) for one in opened.members] == [("in/a.csv", "a.csv", 1)]
    assert opened.members[0].modified is not None
    assert opened.members[0].modified.tzinfo is not None


def test_a_folder_gives_the_files_below_it_without_leftovers_of_a_mac(tmp_path: Path) -> None:
    (tmp_path / "out" / "deep").mkdir(parents=True)
    (tmp_path / "out" / "deep" / "a.csv").write_bytes(b"x")
    (tmp_path / "out" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "out" / "._a.csv").write_bytes(b"x")
    assert contents(tmp_path / "out") == {"deep/a.csv": b"x"}


def test_a_zip_in_a_zip_is_opened_once(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "inner.zip", {"a.csv": b"x"}).read_bytes()
    assert contents(make_zip(tmp_path / "outer.zip", {"inner.zip": inner})) == {"a.csv": b"x"}


def test_a_zip_in_a_zip_in_a_zip_is_left_with_a_word(tmp_path: Path) -> None:
    data = make_zip(tmp_path / "0.zip", {"a.csv": b"x"}).read_bytes()
    for level in (1, 2):
        data = make_zip(tmp_path / f"{level}.zip", {"inner.zip": data}).read_bytes()
    opened = open_path(tmp_path / "2.zip")
    assert "nested too deep" in opened.inner[0].warnings[0]


def test_zips_beside_other_files_of_a_zip_are_opened(tmp_path: Path) -> None:
    inner = {f"{name}.zip": make_zip(tmp_path / f"{name}.zip", {f"{name}.csv": b"x"}).read_bytes() for name in "ab"}
    outer = make_zip(tmp_path / "outer.zip", {**inner, **{f"{n}.txt": b"y" for n in range(20)}})
    assert contents(outer) == {"a.csv": b"x", "b.csv": b"x", **{f"{n}.txt": b"y" for n in range(20)}}


def test_zips_in_a_zip_take_no_more_memory_than_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = {f"{name}.zip": make_zip(tmp_path / f"{name}.zip", {f"{name}.csv": b"x"}).read_bytes() for name in "ab"}
    monkeypatch.setattr(zip_and_tar, "MEMBER_LIMIT", len(inner["a.zip"]) + 1)
    opened = open_path(make_zip(tmp_path / "outer.zip", inner))
    assert [one.name for one in opened.inner] == ["a.zip"]
    assert opened.warnings == ["b.zip is very large. Unpack the outer zip first, then give this one."]


def test_archives_in_a_folder_are_opened_and_links_to_folders_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for number in range(12):
        make_zip(folder / f"part-{number}.zip", {f"{number}.csv": b"x"})
    (folder / "m.vcf.gz").write_bytes(gzip.compress(b"card"))
    (folder / "elsewhere").symlink_to(tmp_path)
    assert contents(folder) == {"m.vcf": b"card", **{f"{n}.csv": b"x" for n in range(12)}}
    assert open_path(folder).warnings == ["elsewhere is a link and was left out."]


def test_folders_that_lie_too_deep_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    deep = folder.joinpath(*map(str, range(12)))
    (deep / "deeper").mkdir(parents=True)
    (deep / "a.csv").write_text("x")
    (deep / "deeper" / "b.csv").write_text("x")
    assert list(contents(folder).values()) == [b"x"]
    assert open_path(folder).warnings == ["out: folders more than 12 deep are not read. Give one of them instead."]


def test_zips_in_a_folder_are_opened(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    make_zip(tmp_path / "out" / "a.zip", {"a.csv": b"x"})
    (tmp_path / "out" / "b.csv").write_bytes(b"y")
    assert contents(tmp_path / "out") == {"b.csv": b"y", "a.csv": b"x"}


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tarball_is_read_in_memory_again_and_again(tmp_path: Path, mode: Literal["w", "w:gz"]) -> None:
    path = tmp_path / "out" / "a.tar"
    path.parent.mkdir()
    with tarfile.open(path, mode) as archive:
        for name, size in (("Takeout/a.mbox", 200_000), ("Takeout/b.vcf", 5)):
            info = tarfile.TarInfo(name)
            info.size = size
            archive.addfile(info, io.BytesIO(b"z" * size))
    for members in (open_path(path).members, open_path(path.parent).inner[0].members):
        assert [(one.name, len(one.read_bytes()), len(one.read_head())) for one in members * 2] == [
            ("Takeout/a.mbox", 200_000, 65_536),
            ("Takeout/b.vcf", 5, 5),
        ] * 2


@pytest.mark.parametrize("kept", [600, 512 + 100])
def test_what_is_left_of_a_tarball_that_was_cut_short_is_said(tmp_path: Path, kept: int) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        info = tarfile.TarInfo("Connections.csv")
        info.size = 5000
        archive.addfile(info, io.BytesIO(b"z" * info.size))
    (tmp_path / "a.tar").write_bytes((tmp_path / "a.tar").read_bytes()[:kept])
    assert "cut short" in open_path(tmp_path / "a.tar").warnings[0]


def test_a_gzip_of_one_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "mail.mbox.gz").write_bytes(gzip.compress(b"From a@b"))
    assert contents(tmp_path / "mail.mbox.gz") == {"mail.mbox": b"From a@b"}


def test_a_link_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "messages.csv").symlink_to(tmp_path / "secret")
    opened = open_path(tmp_path / "out")
    assert not opened.members
    assert "link" in opened.warnings[0]


def test_a_link_in_a_zip_is_left_out_with_a_word(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("messages.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    opened = open_path(tmp_path / "a.zip")
    assert (opened.members, len(opened.warnings)) == ([], 1)


@pytest.mark.parametrize("name", ["../up.csv", "/etc/up.csv", "a/../../up.csv", "C:\\up.csv", "..\\up.csv"])
def test_names_that_point_outside_are_left_out_with_a_word(tmp_path: Path, name: str) -> None:
    opened = open_path(make_zip(tmp_path / "a.zip", {name: b"x", "ok.csv": b"y"}))
    assert [one.name for one in opened.members] == ["ok.csv"]
    assert "outside" in opened.warnings[0]


def test_of_two_members_of_one_name_the_last_is_taken_with_a_word(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "old")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.csv", "new")
    opened = open_path(tmp_path / "a.zip")
    assert [one.read_bytes() for one in opened.members] == [b"new"]
    assert "twice" in opened.warnings[0]


def test_an_encrypted_member_is_left_out_with_a_word(tmp_path: Path) -> None:
    data = bytearray(make_zip(tmp_path / "a.zip", {"a.csv": b"x" * 50}).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    opened = open_path(tmp_path / "a.zip")
    assert not opened.members
    assert "password" in opened.warnings[0]


def test_a_bomb_is_left_out_with_a_word(tmp_path: Path) -> None:
    opened = open_path(make_zip(tmp_path / "a.zip", {"bomb.csv": bytes(20_000_000), "ok.csv": b"x"}))
    assert [one.name for one in opened.members] == ["ok.csv"]
    assert "far too large" in opened.warnings[0]


def test_a_bomb_that_lies_about_its_size_stops_early(tmp_path: Path) -> None:
    data = bytearray(make_zip(tmp_path / "a.zip", {"bomb.csv": bytes(50_000_000)}).read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (900_000).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(data)
    opened = open_path(tmp_path / "a.zip")
    assert sum(len(one.read_bytes()) for one in opened.members) < 20_000_000


@pytest.mark.slow
def test_a_gzip_bomb_stops_early(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(bytes(300_000_000), 9))
    opened = open_path(tmp_path / "a.gz")
    assert sum(len(one.read_bytes()) for one in opened.members) < 100_000_000


def test_a_member_over_the_limit_is_read_up_to_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x" * 5000)
    opened = open_path(tmp_path / "a.csv")
    assert len(opened.members[0].read_bytes(1000)) == 1000
    assert "larger than 1,000 bytes" in opened.warnings[0]


def test_a_member_of_exactly_the_limit_gives_no_word(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x" * 1000)
    opened = open_path(tmp_path / "a.csv")
    assert (len(opened.members[0].read_bytes(1000)), opened.warnings) == (1000, [])


def test_a_stream_without_limit_goes_on_beyond_it(tmp_path: Path) -> None:
    with (tmp_path / "a.mbox").open("wb") as file:
        file.truncate(MEMBER_LIMIT + 10)
    with open_path(tmp_path / "a.mbox").members[0].open(limit=None) as stream:
        stream.read(1)
        count = 1
        while piece := stream.read(1 << 24):
            count += len(piece)
    assert count == MEMBER_LIMIT + 10


def test_a_zip_cut_short_is_said_calmly(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.csv": os.urandom(5000)})
    path.write_bytes(path.read_bytes()[:3000])
    opened = open_path(path)
    assert (opened.members, len(opened.warnings)) == ([], 1)


def test_a_damaged_member_gives_what_came_before_and_a_word(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.csv": os.urandom(300_000), "b.csv": b"fine"})
    data = bytearray(path.read_bytes())
    data[150_000:150_100] = bytes(100)
    path.write_bytes(data)
    opened = open_path(path)
    assert len(opened.members[0].read_bytes()) <= 300_000
    assert (opened.members[1].read_bytes(), len(opened.warnings)) == (b"fine", 1)


def test_an_unknown_packing_method_is_said_calmly(tmp_path: Path) -> None:
    data = bytearray(make_zip(tmp_path / "a.zip", {"a.csv": b"x" * 100}).read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[8:10] = data[entry + 10 : entry + 12] = (97).to_bytes(2, "little")
    (tmp_path / "a.zip").write_bytes(data)
    opened = open_path(tmp_path / "a.zip")
    assert [one.read_bytes() for one in opened.members] == [b""]
    assert len(opened.warnings) == 1


def test_an_empty_zip_is_said_calmly(tmp_path: Path) -> None:
    assert "empty" in open_path(make_zip(tmp_path / "a.zip", {})).warnings[0]


def test_no_more_members_are_looked_at_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_and_tar, "MEMBERS_LIMIT", 3)
    opened = open_path(make_zip(tmp_path / "a.zip", {f"{n}.csv": b"" for n in range(5)}))
    assert (len(opened.members), len(opened.warnings)) == (3, 1)


def test_a_device_is_not_read() -> None:
    with pytest.raises(CoachError, match="not a file"):
        open_path(Path("/dev/zero"))


def test_nothing_at_a_path_is_one_calm_error(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="nothing at"):
        open_path(tmp_path / "none.zip")


def test_nothing_is_written_while_reading(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "inner.zip", {"../evil": b"x", "a.csv": b"x"}).read_bytes()
    make_zip(tmp_path / "outer.zip", {"inner.zip": inner})
    before = sorted(tmp_path.rglob("*"))
    contents(tmp_path / "outer.zip")
    assert sorted(tmp_path.rglob("*")) == before


def test_progress_grows_to_the_whole(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x" * 3_000_000)
    told: list[tuple[int, int]] = []
    meter = ProgressMeter(ImportOptions(progress=lambda done, total: told.append((done, total))), total=3_000_000)
    source = open_path(tmp_path / "a.csv")
    source.meter = meter
    source.members[0].read_bytes()
    meter.finish()
    assert told == sorted(told)
    assert told[-1] == (3_000_000, 3_000_000)


def test_a_home_folder_and_quotes_are_understood() -> None:
    assert parse_path("~/a b.zip") == Path.home() / "a b.zip"
    assert parse_path(" '/tmp/a b.zip' ") == Path("/tmp/a b.zip")
    assert parse_path('"/tmp/a b.zip"') == Path("/tmp/a b.zip")


def test_a_dragged_address_is_understood() -> None:
    assert parse_path("file:///tmp/a%20b%23.zip") == Path("/tmp/a b#.zip")


@pytest.mark.skipif(os.name == "nt", reason="a backslash parts folders there")
def test_escaped_spaces_are_understood() -> None:
    assert parse_path(r"/tmp/a\ b\(1\).zip") == Path("/tmp/a b(1).zip")


@pytest.mark.skipif(os.name == "nt", reason="a backslash parts folders there")
def test_a_path_that_exists_as_typed_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / r"a\ b").touch()
    assert parse_path(str(tmp_path / r"a\ b")) == tmp_path / r"a\ b"


def test_a_tar_name_of_megabytes_is_never_held_in_memory(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as packed:
        packed.addfile(tarfile.TarInfo("first.csv"))
        packed.addfile(tarfile.TarInfo(os.urandom(4_000_000).hex()))
        packed.addfile(tarfile.TarInfo("last.csv"))
    opened = open_path(tmp_path / "a.tgz")
    assert ([one.name for one in opened.members], len(opened.warnings)) == (["first.csv"], 1)


def test_a_large_member_of_a_tar_does_not_hide_the_next(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as packed:
        for name, data in (("big.bin", os.urandom(5_000_000)), ("a.csv", b"x")):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    assert [one.read_bytes()[:1] for one in open_path(tmp_path / "a.tgz").members][1:] == [b"x"]


def test_a_zip_whose_times_are_empty_tells_no_time(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "x")  # 1 January 1980, the first moment that a zip can name
    assert open_path(tmp_path / "a.zip").members[0].modified is None
