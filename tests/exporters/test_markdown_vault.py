"""Sections in the files of a vault: other text stays byte for byte, and a second export changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.main import run_command_line
from coach.exporters.markdown_vault import VaultPage, make_file_name, update_vault

MONDAY = VaultPage("day 2026-11-23", "2026-11-23", "## Coach\n\n- **Mood** 09:00: good\n")
TUESDAY = VaultPage("day 2026-11-24", "2026-11-24", "## Coach\n\n- **Mood** 10:00: low\n")
OWN_TEXT = st.binary(max_size=80).filter(lambda text: b"coach" not in text)


def apply(files: dict[str, bytes], pages: list[VaultPage], kind: str = "day") -> dict[str, bytes]:
    """Return the files as they are after an export."""
    changed = update_vault(files, pages, kind).files
    return {name: content for name, content in {**files, **changed}.items() if content is not None}


def test_a_section_is_added_after_the_text_of_a_file() -> None:
    after = apply({"2026-11-23.md": b"# Mine\r\nno newline"}, [MONDAY, TUESDAY])
    assert after["2026-11-23.md"].startswith(b"# Mine\r\nno newline\n\n<!-- coach day 2026-11-23 ")
    assert after["2026-11-23.md"].endswith(b"good\n<!-- /coach -->\n")
    assert after["2026-11-24.md"].startswith(b"<!-- coach day 2026-11-24 ")


@given(OWN_TEXT, OWN_TEXT)
def test_all_other_text_stays_byte_for_byte(before: bytes, after: bytes) -> None:
    section = apply({}, [MONDAY])["2026-11-23.md"]
    new = VaultPage(MONDAY.key, MONDAY.name, "## Coach\n\n- something else\n")
    content = apply({"mine.md": before + section + after}, [new])["mine.md"]
    assert content.startswith(before) and content.endswith(b"<!-- /coach -->\n" + after)
    assert b"something else" in content and b"Mood" not in content


@given(st.dictionaries(st.sampled_from(["2026-11-23.md", "2026-11-24.md", "x.md"]), OWN_TEXT))
def test_a_second_export_changes_nothing(files: dict[str, bytes]) -> None:
    once = apply(files, [MONDAY, TUESDAY])
    assert update_vault(once, [MONDAY, TUESDAY], "day").files == {}


def test_a_renamed_file_keeps_its_section() -> None:
    section = apply({}, [MONDAY])["2026-11-23.md"]
    assert apply({"Monday.md": section}, [MONDAY]) == {"Monday.md": section}


def test_a_section_of_somebody_who_is_gone_is_removed_and_an_empty_file_with_it() -> None:
    ana = VaultPage("person a1", "Ana Lee", "## Coach: Ana Lee\n\n- note\n")
    files = apply({"Ana Lee.md": b"my own page\n"}, [ana], "person")
    assert apply(files, [], "person") == {"Ana Lee.md": b"my own page\n\n"}
    assert apply(apply({}, [ana], "person"), [], "person") == {}


def test_days_and_people_leave_each_other_alone() -> None:
    files = apply({}, [MONDAY])
    assert apply(files, [], "person") == files


@pytest.mark.parametrize("damage", [b"<!-- /coach -->\n", b"<!-- coach day 2026-11-23 x -->\ntext\n"])
def test_a_file_whose_marks_do_not_fit_is_left_as_it_is(damage: bytes) -> None:
    files = {"2026-11-23.md": b"text\n" + damage}
    changes = update_vault(files, [MONDAY], "day")
    assert (changes.files, changes.damaged) == ({}, ("2026-11-23.md",))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Ana Lee", "Ana Lee"),
        ("../../etc/passwd", "etc passwd"),
        ("a/b:c*?", "a b c"),
        ("...", "somebody"),
        ("Zoë", "Zoë"),
        ("Con", "Con_"),
        ("aux.", "aux_"),
        ("NUL.b", "NUL.b_"),
        ("Conny", "Conny"),
        ("\U00020000" * 70, "\U00020000" * 60),
    ],
)
def test_a_name_becomes_a_name_that_stays_in_the_folder(name: str, file: str) -> None:
    assert make_file_name(name) == file


@pytest.mark.parametrize(
    ("there", "name"), [("jose\u0301.md", "José"), ("JOSÉ.md", "José"), ("Jos\u00e9.md", "Jose\u0301")], ids=ascii
)
def test_a_file_that_is_the_same_one_on_some_systems_is_kept(there: str, name: str) -> None:
    """macOS and Windows take names in another case or Unicode form for the same file."""
    page = VaultPage("person " + "a" * 32, name, "## Coach\n\n- met\n")
    (changed,) = update_vault({there: b"my own text\n"}, [page], "person").files.items()
    assert changed[0] == there and (changed[1] or b"").startswith(b"my own text\n\n<!-- coach person ")
    damaged = {there: b"<!-- coach person aaaa x-->"}
    assert update_vault(damaged, [page], "person").files == {}


def test_the_command_writes_owner_only_files_and_keeps_the_mode_of_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    run_command_line(["sent", "Ana", "Lee"])
    run_command_line(["note", "likes tea", "--about", "Ana"])
    own = vault / "Ana Lee.md"
    own.write_text("met at the fair\n", encoding="utf-8")
    own.chmod(0o644)
    for kind in ("day", "person", "person"):
        assert run_command_line(["export", "vault", str(vault), "--by", kind]) == 0
    assert "Everything was up to date: 1 section" in capsys.readouterr().out
    assert own.read_text(encoding="utf-8").startswith("met at the fair\n\n<!-- coach person ")
    assert "likes tea" in own.read_text(encoding="utf-8")
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in vault.iterdir()}
    assert modes.pop("Ana Lee.md") == "0o644"
    assert set(modes.values()) == {"0o600"}


@pytest.mark.parametrize("typed", [".", "../notes", "sub/.."])
def test_the_folder_is_named_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    (tmp_path / "notes" / "sub").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "notes")
    assert run_command_line(["export", "vault", typed]) == 0
    assert f" 0 sections in {(tmp_path / 'notes').resolve()}.\n" in capsys.readouterr().out


def test_somebody_behind_a_boundary_leaves_the_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_command_line(["sent", "Ron"])
    run_command_line(["export", "vault", ".", "--by", "person"])
    assert (tmp_path / "Ron.md").exists()
    run_command_line(["boundary", "Ron"])
    run_command_line(["export", "vault", ".", "--by", "person"])
    assert not (tmp_path / "Ron.md").exists()


@pytest.mark.parametrize("words", [["vault"], ["json", "folder"], ["vault", "/no/such/folder"]])
def test_a_missing_or_needless_folder_gets_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["export", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1
