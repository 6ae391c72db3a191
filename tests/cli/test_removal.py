"""Forgotten and erased means gone: afterwards no file in any folder of the program holds it."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from coach.cli.main import run_command_line
from coach.domain.clock import SystemClock
from coach.paths import find_editing_folder, find_unsent_file
from tests.cli.test_trouble import AS_OTHERS

NAME = "Zoë Quartz"
LINKEDIN = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
    "c1,,Me Myself,https://www.linkedin.com/in/me-myself,{name},https://www.linkedin.com/in/zq-1,"
    "2026-11-01 10:00:00 UTC,,Hi,INBOX\n"
    "c2,,Me Myself,https://www.linkedin.com/in/me-myself,Mia Other,https://www.linkedin.com/in/mia-other,"
    "2026-11-02 10:00:00 UTC,,Hi,INBOX\n"
)
COPY_NAMES = [
    *("coach (1).json", "Coach(2).json", "coach_conflict-20261128-101010.json", "coach-LAPTOP-77.json"),
    *("coach_DiskStation_Nov-28-101010-2026_Conflict.json", "coach-anas macbook.json", ".coach-1f-2.tmp"),
    *("coach (Ana's conflicted copy 2026-11-28 (1)).json", "address-book (1).json", ".syncthing.coach.json.tmp"),
    *("coach.json~", "coach.json.part", "checks (1).json", "coach.json.orig", "#coach.json#", ".#coach.json"),
    *("Copy of coach.json", "coach.json (1)", "coach.json.!sync", ".stversions/coach~20261128-101010.json"),
    *(".stversions/backups/coach-2026-11-28~20261128-101010.json", ".sync/Archive/coach.1.json"),
]
TEXT_NAMES = ("texts (1).txt", "inbox.done (2).txt", "copied.sync-conflict-20261128-101010-ABCDEFG.txt", "texts.txt~")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("STATE", "CACHE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    monkeypatch.delenv("COACH_DATA_DIR", raising=False)
    return tmp_path / "home"


def run(*words: str) -> None:
    """Run a command that has to succeed."""
    assert run_command_line(words) == 0, words


def files_with(home: Path, name: str) -> list[str]:
    """Return the files that hold a name, as text or as JSON writes it."""
    wanted = [name.casefold().encode(), json.dumps(name)[1:-1].casefold().encode()]
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and any(each in path.read_bytes().lower() for each in wanted)
    ]


def fill(home: Path) -> Path:
    """Fill every kind of file with a name; return the data folder."""
    folder = home / "data" / "coach"
    run("sent", NAME)
    run("sent", "Quirin Z")
    run("same", NAME, "Quirin Z")
    run("note", "--about", NAME, "a private thing")
    run("mood", "4", f"coffee with {NAME} was nice")
    run("goal", f"write to {NAME}")
    run("backup")
    run("boundary", NAME, "harsh", "--note", "what they wrote")
    run("status")
    run("today")
    (folder / "copied.txt").write_text(f"Hi {NAME}\n")
    (folder / "texts.txt").write_text(f"Dear {NAME}, hello\n---\nDear all\n")
    (folder / "checks.json").write_text(json.dumps({"request": [f"is it like {NAME}?"]}))
    whole = (folder / "coach.json").read_bytes()
    for name in COPY_NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(whole[: len(whole) * 2 // 3])
    for name in TEXT_NAMES:
        (folder / name).write_text(f"sent {NAME}\n")
    (folder / "coach-damaged-2026-01-01.json").write_bytes(whole[:-9])
    unsent, editing = find_unsent_file(folder), find_editing_folder(folder)
    if unsent is not None and editing is not None:
        unsent.parent.mkdir(parents=True)
        unsent.write_text(json.dumps({"draft.": f"Dear {NAME}"}))
        (editing / "coach-1").mkdir(parents=True)
        for name in ("key", "text.md", ".text.md.swp"):
            (editing / "coach-1" / name).write_text(f"draft.{NAME}")
    return folder


def test_after_forgetting_no_file_holds_the_name_and_the_rest_is_there(home: Path) -> None:
    folder = fill(home)
    assert len(files_with(home, NAME)) > 10
    run("forget", NAME, "--yes")
    assert files_with(home, NAME) == []
    assert files_with(home, "Quirin Z") == []
    tables = json.loads((folder / "coach.json").read_bytes())
    assert [row["note"] for row in tables["moods"].values()] == ["coffee with somebody was nice"]
    assert "Dear somebody, hello" in (folder / "texts.txt").read_text()


@pytest.mark.parametrize("spelled", ["ZOË QUARTZ", "Zoe Quartz", "zoë\u00a0  quartz", "Zoe\u0308 Quartz’s"])
def test_a_name_is_found_in_every_spelling(home: Path, spelled: str) -> None:
    run("sent", NAME)
    run("mood", "4", f"coffee with {spelled} was nice")
    run("forget", NAME, "--yes")
    tables = json.loads((home / "data" / "coach" / "coach.json").read_bytes())
    (note,) = [row["note"] for row in tables["moods"].values()]
    assert note.startswith("coffee with somebody") and "uartz" not in note.lower()


def test_addresses_go_from_texts_about_others(home: Path, tmp_path: Path) -> None:
    messages = tmp_path / "messages.csv"
    messages.write_text(LINKEDIN.format(name=NAME), encoding="utf-8")
    run("import", str(messages), "--me", "me-myself", "--yes")
    run("note", "--about", "Mia Other", "knows https://www.linkedin.com/in/zq-1 and @zq-1 from work")
    run("forget", NAME, "--yes")
    assert files_with(home, "zq-1") == []
    assert files_with(home, "from work")


@pytest.mark.parametrize("name", ["zoë quartz", "Ödön Nagy", "王小明"])
@pytest.mark.parametrize("command", ["merge", "restore", "import"])
def test_an_older_copy_brings_no_forgotten_name_back(home: Path, tmp_path: Path, name: str, command: str) -> None:
    copy = tmp_path / "older.json"
    run("sent", name)
    run("sent", "Mia")
    run("mood", "4", f"coffee with {name} and Mia")
    copy.write_bytes((home / "data" / "coach" / "coach.json").read_bytes())
    if command == "import":
        run("export", "--out", str(copy))
    run("forget", name, "--yes")
    run(command, str(copy), *(("--yes",) if command != "merge" else ()))
    assert files_with(home, name) == []
    assert files_with(home, "coffee with somebody and Mia")


def test_a_line_of_the_inbox_about_them_is_not_taken_as_one_about_somebody(home: Path) -> None:
    run("sent", NAME)
    run("sent", "Mia")
    inbox = home / "data" / "coach" / "inbox.txt"
    inbox.write_text(f"sent {NAME}\nsent Mia\n", encoding="utf-8")
    run("forget", NAME, "--yes")
    assert inbox.read_text(encoding="utf-8").splitlines()[-1:] == ["sent Mia"]
    assert files_with(home, "somebody") == []


def test_who_was_undone_can_be_forgotten(home: Path) -> None:
    run("sent", "Wrong Nameson")
    run("undo")
    assert files_with(home, "Wrong Nameson")
    run("forget", "Wrong Nameson", "--yes")
    assert files_with(home, "Wrong Nameson") == []


def test_a_name_that_somebody_else_bears_stays_in_texts(home: Path) -> None:
    run("sent", "Ana")
    run("sent", "Ana Lee")
    run("mood", "3", "tea with Ana Lee")
    run("forget", "Ana", "--yes")
    tables = json.loads((home / "data" / "coach" / "coach.json").read_bytes())
    assert [row["name"] for row in tables["people"].values()] == ["Ana Lee"]
    assert [row["note"] for row in tables["moods"].values()] == ["tea with Ana Lee"]


def test_after_erasing_no_file_is_left_and_another_program_s_file_is(home: Path) -> None:
    folder = fill(home)
    (home / "elsewhere").mkdir()
    run("move-data", str(home / "elsewhere" / "coach"))
    assert not [path for path in folder.rglob("*") if path.is_file()]
    folder = home / "elsewhere" / "coach"
    assert (folder / "checks.json").exists()
    assert (folder / "texts.txt").exists()
    (folder / "holiday.txt").write_text("mine")
    run("erase", "--word", "erase")
    assert [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()] == [
        "elsewhere/coach/holiday.txt"
    ]


def test_the_calendar_file_loses_a_forgotten_name_at_once_and_goes_with_everything(home: Path) -> None:
    home.mkdir(exist_ok=True)
    run("set", "calendar-file", str(home / "coach.ics"))
    run("promised", NAME, "a paper")
    run("promised", "Ana Lee", "a book")
    assert files_with(home, NAME).count("coach.ics") == 1
    run("forget", NAME, "--yes")
    assert files_with(home, NAME) == []
    assert files_with(home, "Ana Lee").count("coach.ics") == 1
    run("erase", "--word", "erase")
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_a_calendar_of_another_program_is_not_erased(home: Path) -> None:
    home.mkdir(exist_ok=True)
    run("set", "calendar-file", str(home / "coach.ics"))
    (home / "coach.ics").write_text("BEGIN:VCALENDAR\r\nPRODID:-//another//EN\r\nEND:VCALENDAR\r\n")
    run("erase", "--word", "erase")
    assert [path for path in home.rglob("*") if path.is_file()] == [home / "coach.ics"]


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="takes root, who can give files away")
def test_a_folder_that_cannot_be_listed_is_not_called_erased(home: Path) -> None:
    folder = fill(home)
    (folder / "backups").chmod(0)
    os.chown(folder / "backups", 12345, 12345)  # its owner may, and would be let in again
    program = ["setpriv", f"--bounding-set={AS_OTHERS}", sys.executable, "-m", "coach", "erase", "--word", "erase"]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert "could be removed, because of" in done.stderr
    assert (folder / "coach.json").exists()


def test_an_import_brings_nobody_back_unasked(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, messages = tmp_path / "all.json", tmp_path / "messages.csv"
    messages.write_text(LINKEDIN.format(name=NAME), encoding="utf-8")
    run("import", str(messages), "--me", "me-myself", "--yes")
    run("export", "--out", str(export))
    run("forget", NAME, "--yes")
    assert files_with(home, NAME) == []
    for path in (export, messages):
        capsys.readouterr()
        run_command_line(["import", str(path), "--me", "me-myself", "--yes"])
        assert "you removed" in capsys.readouterr().out
        assert files_with(home, NAME) == []
        assert files_with(home, "zq-1") == []


def test_what_is_entered_about_somebody_after_forgetting_them_stays(home: Path) -> None:
    run("sent", NAME)
    run("forget", NAME, "--yes")
    run("sent", NAME)
    run("note", "--about", NAME, "a new beginning")
    folder = home / "data" / "coach"
    tables = json.loads((folder / "coach.json").read_bytes())
    tables.setdefault("moods", {})["9"] = {
        "id": "f" * 32,
        "changed_at": "2026-11-28T10:00:00Z",
        "at": "2026-11-28T10:00:00Z",
        "value": 3,
    }
    (folder / "coach (1).json").write_text(json.dumps(tables))
    run("mood", "3")
    run("today")
    text = (folder / "coach.json").read_text()
    assert "a new beginning" in text
    assert "f" * 32 in text


@pytest.mark.parametrize("words", [("forget", NAME, "--yes"), ("erase", "--word", "erase")], ids=["forget", "erase"])
def test_the_local_copy_of_a_folder_that_was_renamed_by_hand_goes_too(
    home: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(home / "before"))
    run("sent", NAME)
    (home / "before").rename(home / "after")
    monkeypatch.setenv("COACH_DATA_DIR", str(home / "after"))
    run("mood", "3")
    run(*words)
    assert files_with(home, NAME) == []


def write_card(path: Path, name: str, address: str) -> None:
    path.write_text(f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEMAIL:{address}\nEND:VCARD\n", encoding="utf-8")


def write_letter(box: Path, number: int, sender: str, to: str) -> None:
    now = SystemClock().now() - timedelta(days=3)
    (box / "cur").mkdir(parents=True, exist_ok=True)
    (box / "new").mkdir(exist_ok=True)
    (box / "cur" / f"{number}:2,S").write_text(
        f"From: {sender}\nTo: {to}\nDate: {format_datetime(now)}\nSubject: x\nMessage-ID: <{number}@x>\n\nhello\n",
        encoding="utf-8",
    )


def test_sources_bring_nobody_back(home: Path, tmp_path: Path) -> None:
    cards, box = tmp_path / "cards", tmp_path / "Mail"
    cards.mkdir()
    write_card(cards / "1.vcf", "Zoe Quartz", "zq@x.example")
    write_card(cards / "2.vcf", "Mia Other", "mia@x.example")
    write_letter(box / "Sent", 1, "Me <me@x.example>", "Zoe Quartz <zq@x.example>")
    run("sent", "Zoe Quartz")
    run("sources", "add", "mail", str(box), "--me", "me@x.example", "--yes")
    run("sources", "add", "contacts", str(cards), "--yes")
    run("sources", "read")
    assert len(files_with(home, "zq@x.example")) > 2
    run("forget", "Zoe Quartz", "--yes")
    write_letter(box / "Sent", 2, "Me <me@x.example>", "Zoe Quartz <zq@x.example>, Mia Other <mia@x.example>")
    write_card(cards / "2.vcf", "Mia Other", "mia2@x.example")
    run("sources", "read")
    run("sources", "read")
    assert files_with(home, "zq@x.example") == []
    assert files_with(home, "Zoe Quartz") == []
    assert files_with(home, "mia2@x.example")


def test_somebody_who_is_a_contact_only_can_be_forgotten(home: Path, tmp_path: Path) -> None:
    write_card(tmp_path / "1.vcf", "Zoe Quartz", "zq@x.example")
    write_card(tmp_path / "2.vcf", "Mia Other", "mia@x.example")
    run("sent", "Ana")
    for number in (1, 2):
        run("import", str(tmp_path / f"{number}.vcf"), "--yes")
    run("mood", "3", "a letter to zq@x.example and to Mia Other")
    run("forget", "zoe quartz", "--yes")
    assert files_with(home, "zq@x.example") == []
    assert files_with(home, "Mia Other")
    run_command_line(["import", str(tmp_path / "1.vcf"), "--yes"])
    assert files_with(home, "Zoe Quartz") == []


DIARY = "full_date,date,weekday,time,mood,activities,note_title,note\n" + "".join(
    f"2026-11-{day:02},November {day},Monday,10:00,good,,,a walk at Kestrelmoor {day}\n" for day in range(1, 5)
)
OLD_DIARY = DIARY.replace("2026-", "2022-")
VCARD = f"BEGIN:VCARD\nFN:{NAME}\nORG:Kestrelmoor Ltd\nEMAIL:zq@kestrelmoor.example\nEND:VCARD\n"


@pytest.mark.parametrize(
    ("file", "text"),
    [("daylio.csv", DIARY), ("daylio.csv", OLD_DIARY), ("cards.vcf", VCARD), ("messages.csv", LINKEDIN.format(name=NAME))],
    ids=["diary", "finished year", "contacts", "messages"],
)  # fmt: skip
def test_no_word_of_an_undone_import_outlives_its_redo(home: Path, tmp_path: Path, file: str, text: str) -> None:
    run("mood", "4")
    before = (home / "data" / "coach" / "coach.json").read_bytes()
    export = tmp_path / file
    export.write_text(text, encoding="utf-8")
    imports = ["import", str(export), "--me", "me-myself", "--yes"]
    run(*imports)
    assert files_with(home, "Kestrelmoor") or files_with(home, NAME)
    run("undo")
    run("redo")
    run("undo")
    there = files_with(home, "Kestrelmoor") + files_with(home, NAME)
    assert there and all("coach-undo-" in name for name in there)
    run("sent", "Ben")
    assert files_with(home, "Kestrelmoor") + files_with(home, NAME) + files_with(home, "zq-1") == []
    assert b'"value":4' in before
    run(*imports)
    assert files_with(home, "Kestrelmoor") or files_with(home, NAME)


def test_undoing_the_second_import_of_an_account_keeps_what_the_first_noted(home: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "messages.csv"
    first.write_text(LINKEDIN.format(name="Per Holm").replace("zq-1", "per-holm"), encoding="utf-8")
    more = LINKEDIN.format(name=NAME).splitlines(keepends=True)[1]
    second.write_text(first.read_text() + more.replace("c1", "c9"), encoding="utf-8")
    run("import", str(first), "--me", "me-myself", "--yes")
    noted = json.loads((home / "data" / "coach" / "coach-imports.json").read_bytes())
    run("import", str(second), "--me", "me-myself", "--yes")
    run("undo")
    assert json.loads((home / "data" / "coach" / "coach-imports.json").read_bytes()) == noted
    run("sent", "Ben")
    assert files_with(home, NAME) == []


def test_no_word_of_an_undone_merge_outlives_its_redo(home: Path, tmp_path: Path) -> None:
    other = ["--data", str(tmp_path / "other")]
    for line in (["sent", NAME], ["note", "at Kestrelmoor"], ["mood", "2", "--at", "2023-05-05"]):
        run(*other, *line)
    run("mood", "4")
    run("merge", str(tmp_path / "other" / "coach.json"))
    run("undo")
    run("redo")
    assert "Kestrelmoor" in (home / "data" / "coach" / "coach.json").read_text()
    run("undo")
    shutil.rmtree(tmp_path / "other")
    for copy in (home / "state" / "coach" / "acknowledged").iterdir():  # that of the other folder is its own
        if copy.stat().st_mtime_ns != (home / "data" / "coach" / "coach.json").stat().st_mtime_ns:
            copy.unlink()
    run("mood", "3")
    assert files_with(home, "Kestrelmoor") + files_with(home, NAME) == []


def test_the_steps_of_an_import_go_when_it_can_no_longer_be_undone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "daylio.csv").write_text(DIARY)
    run("import", str(tmp_path / "daylio.csv"), "--yes")
    steps = home / "data" / "coach" / "backups"
    for number in range(20):
        assert list(steps.glob("coach-undo-*"))
        run("note", f"note {number}")
    assert not list(steps.glob("coach-undo-*"))


def test_what_a_merged_duplicate_said_goes_with_its_undo(home: Path) -> None:
    run("sent", NAME)
    run("sent", "Quirin Z")
    run("note", "--about", "Quirin Z", "Kestrelmoor")
    run("person", "Quirin Z", "--company", "Kestrelmoor")
    run("same", NAME, "Quirin Z")
    tables = json.loads((home / "data" / "coach" / "coach.json").read_bytes())
    gone = [row for row in tables["people"].values() if row.get("deleted")]
    assert [row["name"] for row in gone] == ["Quirin Z"]
    assert "Kestrelmoor" not in json.dumps(gone)


def test_somebody_forgotten_who_was_typed_on_another_computer_is_asked_about_once(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = ["--data", str(tmp_path / "other")]
    copy = str(tmp_path / "other" / "coach.json")
    run("sent", NAME)
    run("sent", "Mia Other")
    run("forget", NAME, "--yes")
    run(*other, "sent", NAME)
    run(*other, "note", "--about", NAME, "a new beginning")
    capsys.readouterr()
    run("merge", copy)
    said = capsys.readouterr()
    assert f'coach forget "{NAME}" --keep' in said.err and said.err.count("\n") == 1
    for line in (["people"], ["find", "new"], ["export"], ["people", "--json"], ["export", "markdown"]):
        run(*line)
        said = capsys.readouterr()
        assert NAME not in said.out and "beginning" not in said.out and not said.err, line
    assert "a new beginning" in (home / "data" / "coach" / "coach.json").read_text()
    run(*other, "merge", str(home / "data" / "coach" / "coach.json"))
    assert f'coach forget "{NAME}" --keep' in capsys.readouterr().err
    run("forget", "zoe quartz", "--keep")
    run("person", NAME)
    assert "a new beginning" in capsys.readouterr().out
    run(*other, "merge", str(home / "data" / "coach" / "coach.json"))
    run(*other, "person", NAME)
    assert "a new beginning" in capsys.readouterr().out


def test_forgetting_somebody_who_came_back_removes_them_on_both_computers(home: Path, tmp_path: Path) -> None:
    other = ["--data", str(tmp_path / "other")]
    here, there = home / "data" / "coach" / "coach.json", tmp_path / "other" / "coach.json"
    run("sent", NAME)
    run("forget", NAME, "--yes")
    run(*other, "sent", NAME)
    run("merge", str(there))
    run("forget", NAME, "--yes")
    run(*other, "merge", str(here))
    for path in (here, there):
        people = json.loads(path.read_bytes()).get("people", {}).values()
        assert [row for row in people if not row.get("deleted")] == []


def test_who_was_typed_again_before_there_was_a_question_is_not_asked_about(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("sent", NAME)
    run("forget", NAME, "--yes")
    run("sent", NAME)
    path = home / "data" / "coach" / "coach.json"
    tables = json.loads(path.read_bytes())
    tables["meta"] = {key: row for key, row in tables["meta"].items() if row["id"] != "welcome"}
    path.write_text(json.dumps(tables))
    capsys.readouterr()
    run("people")
    said = capsys.readouterr()
    assert NAME in said.out and not said.err


def test_a_profile_that_could_be_a_word_goes_from_an_undone_import(home: Path, tmp_path: Path) -> None:
    (tmp_path / "messages.csv").write_text(LINKEDIN.format(name=NAME).replace("zq-1", "zquartz"))
    run("import", str(tmp_path / "messages.csv"), "--me", "me-myself", "--yes")
    run("undo")
    run("forget", NAME, "--yes")
    assert files_with(home, "zquartz") == [] and files_with(home, "mia-other")


@pytest.mark.parametrize(
    ("file", "text"), [("cards.vcf", VCARD), ("messages.csv", LINKEDIN.format(name=NAME))], ids=["contacts", "messages"]
)
def test_who_came_with_an_undone_import_can_be_forgotten(home: Path, tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    run("mood", "4")
    run("import", str(tmp_path / file), "--me", "me-myself", "--yes")
    run("undo")
    assert files_with(home, NAME)
    run("forget", NAME, "--yes")
    assert files_with(home, NAME) + files_with(home, "zq-1") + files_with(home, "kestrelmoor") == []
    run("redo")
    assert files_with(home, NAME) == []
    run("people")
    people = json.loads((home / "data" / "coach" / "coach.json").read_bytes()).get("people", {}).values()
    assert all(row["name"] for row in people if not row.get("deleted"))


def test_hard_links_of_a_backup_are_named_and_never_written_to(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Backup programs link files that have not changed (rsync --link-dest): one file under two names."""
    run("sent", NAME)
    run("backup")
    shutil.copytree(home / "data", tmp_path / "backup", copy_function=os.link)
    before = {path: path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file()}
    run("mood", "2")
    capsys.readouterr()
    run("forget", NAME, "--yes")
    assert "1 file of the data was linked to another place" in capsys.readouterr().out
    assert files_with(home, NAME) == []
    run("erase", "--word", "erase")
    assert "linked" not in capsys.readouterr().out  # all files with words in them were written anew
    assert {path: path.read_bytes() for path in before} == before


def test_files_that_are_links_stay_links_and_are_cleaned_behind_them(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dotfile managers (stow) keep the files elsewhere and put links in their places."""
    run("sent", NAME)
    folder, dots = home / "data" / "coach", tmp_path / "dots"
    dots.mkdir()
    (folder / "texts.txt").write_text(f"Dear {NAME}, hello\n")
    contact = {"id": "c1", "name": NAME, "keys": ["mbox:zoe@example.org"]}
    tables = {"meta": {"1": {"id": "schema", "value": 1}}, "contacts": {"1": contact}}
    (folder / "address-book.json").write_text(json.dumps(tables))
    names = ("texts.txt", "address-book.json")
    for name in names:
        shutil.move(folder / name, dots / name)
        (folder / name).symlink_to(dots / name)
    run("sent", "Bo")
    capsys.readouterr()
    run("forget", NAME, "--yes")
    assert all((folder / name).is_symlink() for name in names)
    assert all(stat.S_IMODE((dots / name).stat().st_mode) == 0o600 for name in names)
    assert files_with(dots, NAME) == files_with(home, NAME) == []
    assert "Dear somebody" in (dots / "texts.txt").read_text()
    run("erase", "--word", "erase")
    assert not folder.exists() and "2 files of the data were linked to another place" in capsys.readouterr().out


def test_a_data_file_that_became_a_link_leaves_nothing_in_its_folder(home: Path, tmp_path: Path) -> None:
    run("mood", "3")
    folder, dots = home / "data" / "coach", tmp_path / "dots"
    dots.mkdir()
    shutil.move(folder / "coach.json", dots / "coach.json")
    (folder / "coach.json").symlink_to(dots / "coach.json")
    run("mood", "4")
    assert (folder / "coach.json").is_symlink() and (folder / ".coach.lock").exists()
    run("erase", "--word", "erase")
    assert not folder.exists() and not list(dots.glob("**/*.json"))


def test_keeping_somebody_whom_nobody_brought_back_names_them(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("sent", NAME)
    assert run_command_line(["forget", "Ivo Winterhaven", "--keep"]) == 2
    assert "There is nobody called Ivo Winterhaven to bring back." in capsys.readouterr().err


@pytest.mark.parametrize("entered", ["person", "contact"])
def test_forgetting_somebody_leaves_whoever_shares_their_number(home: Path, tmp_path: Path, entered: str) -> None:
    number, card = "+49 151 2345678", tmp_path / "zoe.vcf"
    card.write_text(f"BEGIN:VCARD\nVERSION:3.0\nFN:{NAME}\nTEL:{number}\nEND:VCARD\n", encoding="utf-8")
    other = tmp_path / "google.csv"
    other.write_text(f"First Name,Last Name,Organization Name,Labels,Phone 1 - Value\nBen,Rook,Old Mill,,{number}\n")
    run("import", str(card), "--yes")
    run("import", str(other), "--yes")
    if entered == "person":
        run("sent", NAME)
    run("note", "call the mill about the roof")
    book = home / "data" / "coach" / "address-book.json"
    (before,) = [doc for doc in json.loads(book.read_bytes())["contacts"].values() if doc["name"] == "Ben Rook"]
    run("forget", NAME, "--yes")
    assert files_with(home, NAME) == []
    assert list(json.loads(book.read_bytes())["contacts"].values()) == [before]
    run("import", str(other), "--yes")
    assert list(json.loads(book.read_bytes())["contacts"].values()) == [before]
