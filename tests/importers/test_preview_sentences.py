"""What a preview says of rows that are not read: how many, why, and which command reads them."""

from __future__ import annotations

import io
import shlex
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.actions.imports.preview import describe_preview
from coach.cli.main import coach
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.errors import InvalidInput
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.importers.make import make_options

LINKEDIN = "https://www.linkedin.com/in/"
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
INVITATIONS = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"


@pytest.fixture
def here(tmp_path: Path, clock: FakeClock) -> CoachService:
    return CoachService(tmp_path / "here", clock, device_id="test0001").open_folder()


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def read(service: CoachService, path: Path, **options: object) -> list[str]:
    return describe_preview(preview_import(service, [path], make_options(**options)))


def find_command(output: str) -> list[str]:
    """Return the words of the first command in a text, without its program."""
    line = next(line for line in output.splitlines() if "coach import" in line)
    words = shlex.split(line.partition("coach import ")[2])
    mappings = [word for place, word in enumerate(words) if "--map" in (word, words[place - 1])]
    return ["import", words[0], *mappings]


def test_the_command_that_a_list_of_people_asks_for_reads_it(shell: CliRunner, tmp_path: Path) -> None:
    rows = "Ana Lee;ana@lee.example;Acme\nBo;;Acme\nCy Oz;cy@oz.example;\n"
    write(tmp_path / "people.csv", f"Whom;Where to write;Firm\n{rows}")
    asked = shell.invoke(coach, ["import", "people.csv", "--yes"])
    done = shell.invoke(coach, [*find_command(str(asked.exception)), "--yes"])
    assert "Imported: 3 contacts." in done.output


@pytest.mark.parametrize(
    "text",
    [
        "Day;Mood now;Remark\n3.11.2026;2;rain, wind\n4.11.2026;5;\n",
        "When,How it went,Remark\n2026-11-03,2,rain\n2026-11-04,5,\n",
    ],
    ids=["semicolons", "commas"],
)
def test_the_command_that_a_table_asks_for_reads_it(shell: CliRunner, tmp_path: Path, text: str) -> None:
    write(tmp_path / "my diary.csv", text)
    asked = shell.invoke(coach, ["import", "my diary.csv", "--yes"])
    assert asked.exit_code == 1
    done = shell.invoke(coach, [*find_command(asked.output or str(asked.exception)), "--yes"])
    assert done.exit_code == 0, done.output
    assert "Imported: 2 moods." in done.output


def test_rows_of_a_table_whose_columns_are_not_known_are_counted(here: CoachService, tmp_path: Path) -> None:
    table = write(tmp_path / "m.csv", "date,feeling\n2026-11-03,2\n2026-11-04,5\n2026-11-05,4\n")
    lines = read(here, table)
    assert "Left out: 3 rows whose columns are not known yet." in lines
    assert lines[-1] == "None of this can be saved as it is."


def test_the_command_for_words_keeps_what_was_given_before(shell: CliRunner, tmp_path: Path) -> None:
    write(tmp_path / "m.csv", "When,Weather inside\n2026-11-03,sunny\n2026-11-04,foggy\n")
    given = ["--map", "date=When", "--map", "value=Weather inside"]
    asked = shell.invoke(coach, ["import", "m.csv", *given, "--dry-run"])
    assert find_command(asked.output) == ["import", "m.csv", *given, "--map", "foggy=VALUE", "--map", "sunny=VALUE"]


def test_a_calendar_of_birthdays_does_not_doubt_the_address(here: CoachService, tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\nUID:1\nSUMMARY:Birthday\nDTSTART;VALUE=DATE:20260310\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"
    calendar = write(tmp_path / "b.ics", f"BEGIN:VCALENDAR\nVERSION:2.0\n{event}END:VCALENDAR\n")
    assert read(here, calendar, me="mara@q.example") == [
        "Calendar.",
        "Left out: 1 meeting with nobody else.",
        "There is nothing else to save.",
    ]


def test_an_address_that_no_meeting_names_is_doubted(here: CoachService, tmp_path: Path) -> None:
    people = "ORGANIZER:mailto:ana@lee.example\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@tamm.example\n"
    event = f"BEGIN:VEVENT\nUID:1\nSUMMARY:Talk\nDTSTART:20260310T080000Z\n{people}END:VEVENT\n"
    calendar = write(tmp_path / "b.ics", f"BEGIN:VCALENDAR\nVERSION:2.0\n{event}END:VCALENDAR\n")
    assert any("Check its spelling" in line for line in read(here, calendar, me="mara@q.example"))


def test_people_who_were_removed_are_said_once(shell: CliRunner, tmp_path: Path) -> None:
    write(tmp_path / "c.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Lee\nEMAIL:ana@lee.example\nEND:VCARD\n")
    for words in (["sent", "Ana Lee"], ["forget", "Ana Lee", "--yes"]):
        assert shell.invoke(coach, words).exit_code == 0
    assert shell.invoke(coach, ["import", "c.vcf", "--dry-run"]).output.splitlines() == [
        "Contacts.",
        "Left out: 1 person you removed with coach forget (log a message to add them again).",
        "There is nothing else to save.",
    ]


def test_the_shell_names_nobody_while_names_are_hidden(shell: CliRunner, tmp_path: Path) -> None:
    who = f"Ana,Lee,{LINKEDIN}ana-lee,,Acme,Director,09 Sep 2026\n"
    write(tmp_path / "Connections.csv", CONNECTIONS + who)
    assert shell.invoke(coach, ["import", "Connections.csv", "--yes"]).exit_code == 0
    assert shell.invoke(coach, ["set", "hide", "yes"]).exit_code == 0
    write(tmp_path / "Connections.csv", CONNECTIONS + who.replace("Acme", "Quill"))
    output = shell.invoke(coach, ["import", "Connections.csv", "--dry-run"]).output
    assert "Contacts: 1 changed." in output
    assert "Ana" not in output


def test_the_shell_asks_for_the_owner_without_names_while_names_are_hidden(shell: CliRunner, tmp_path: Path) -> None:
    header = (
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n"
    )
    write(
        tmp_path / "messages.csv",
        f"{header}c1,,Ana Lee,{LINKEDIN}ana-lee,Bo Tamm,{LINKEDIN}bo-tamm,2026-09-01 10:00:00 UTC,Hi,INBOX\n",
    )
    assert shell.invoke(coach, ["set", "hide", "yes"]).exit_code == 0
    for option in ("--dry-run", "--yes"):
        output = shell.invoke(coach, ["import", "messages.csv", option]).output
        assert "--me" in output
        assert "ana" not in output.lower()


def test_archives_that_are_not_opened_are_named(here: CoachService, tmp_path: Path) -> None:
    def pack(files: dict[str, bytes]) -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return data.getvalue()

    row = f"Ana,Lee,{LINKEDIN}ana-lee,,Acme,Director,09 Sep 2026\n"
    inner = {f"part-{number}.zip": pack({"a.txt": b"x"}) for number in range(10)}
    (tmp_path / "e.zip").write_bytes(pack({"Connections.csv": f"{CONNECTIONS}{row}".encode(), **inner}))
    named = [line for line in read(here, tmp_path / "e.zip") if "Unpack it" in line]
    assert [line.split()[1] for line in named] == ["part-8.zip", "part-9.zip"]


@pytest.mark.parametrize(("given", "on"), [("MM/DD/YYYY", (9, 4)), ("DD/MM/YYYY", (4, 9))])
def test_dates_of_messages_with_two_readings_are_asked_about(
    here: CoachService, tmp_path: Path, given: str, on: tuple[int, int]
) -> None:
    header = (
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n"
    )
    row = f"c1,,Mara Q,{LINKEDIN}mara-q,Ana Lee,{LINKEDIN}ana-lee,9/4/2026 10:00,Hi,INBOX\n"
    table = write(tmp_path / "messages.csv", header + row)
    asked = read(here, table, me="mara-q")
    assert "Left out: 1 entry without a valid date." in asked
    assert any("--map date_format=" in line for line in asked)
    options = make_options(me="mara-q", mapping={"date_format": given})
    run_import(here, preview_import(here, [table], options))
    assert [(m.at.month, m.at.day) for m in here.open_folder().journal.list_records(Message)] == [on]


def test_a_whole_day_of_today_is_not_ahead_and_stays_where_it_is(
    here: CoachService, tmp_path: Path, clock: FakeClock
) -> None:
    clock.at = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
    asked = f'Mara Q,Ana Lee,"11/10/26, 9:10 AM",Hello,OUTGOING,{LINKEDIN}mara-q,{LINKEDIN}ana-lee\n'
    invitations = write(tmp_path / "Invitations.csv", INVITATIONS + asked)
    moods = write(tmp_path / "moods.csv", "Day,Felt\n2026-11-10,4\n")
    options = make_options(me="mara-q", mapping={"date": "Day", "value": "Felt"})
    run_import(here, preview_import(here, [invitations, moods], options))
    journal = here.open_folder().journal
    found = [one.at for kind in (Message, Mood) for one in journal.list_records(kind)]
    assert found == [clock.at] * 2
    clock.at += timedelta(hours=5)
    assert preview_import(here, [invitations, moods], options).counts.is_empty


def test_a_preview_names_nobody_after_hide(shell: CliRunner, tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        result = shell.invoke(coach, [*words])
        return result.exit_code, result.output

    first = CONNECTIONS + f"Orla,Fennwick,{LINKEDIN}orla-f,,Isobar Labs,Director,09 Sep 2026\n"
    write(tmp_path / "Connections.csv", first)
    assert run("import", "Connections.csv", "--yes")[0] == 0
    assert run("sent", "Orla Fennwick")[0] == 0
    write(tmp_path / "Connections.csv", first.replace("Isobar Labs", "Quillvale"))
    assert "Orla Fennwick: now at Quillvale." in run("import", "Connections.csv", "--dry-run")[1]
    code, said = run("--hide", "import", "Connections.csv", "--dry-run")
    assert (code, "Changed: 1 person." in said, "Orla" in said) == (0, True, False)
    refused = shell.invoke(coach, ["--hide", "import", "Connections.csv", "--dry-run", "--json"])
    assert isinstance(refused.exception, InvalidInput)
