"""Requests to connect wait for an answer, meetings find the people who sat in them, and mail tells a time zone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.actions.conversations import answer_request
from coach.actions.imports.preview import describe_preview
from coach.actions.outreach import log_sent_message
from coach.actions.people import edit_person
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.advice.outreach.open_conversations import list_open_requests
from coach.cli.main import coach
from coach.domain.message import Message
from coach.domain.person import Person
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from coach.views.person import build_person_view
from tests.conftest import FakeClock

ME = "https://www.linkedin.com/in/mara-q"
INVITATIONS = f"""From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl
Mara Q,Tobin Ashgrove,"11/2/26, 8:48 PM","I enjoyed your talk",OUTGOING,{ME},https://www.linkedin.com/in/tobin
Mara Q,Ilse Kormann,"11/3/26, 8:48 PM",,OUTGOING,{ME},https://www.linkedin.com/in/ilse
Runanna Ashbank,Mara Q,"11/4/26, 8:48 AM","We met at the fair",INCOMING,https://www.linkedin.com/in/runanna,{ME}
"""
CONNECTED = """First Name,Last Name,URL,Company,Position,Connected On
{name},{family},https://www.linkedin.com/in/{slug},ACME,CTO,10 Nov 2026
"""


@pytest.fixture
def here(tmp_path: Path, clock: FakeClock) -> CoachService:
    return CoachService(tmp_path / "here", clock, device_id="test0001").open_folder()


def bring(service: CoachService, path: Path, text: str, me: str = "") -> list[str]:
    path.write_text(text, encoding="utf-8", newline="")
    found = preview_import(service, [path], ImportOptions(me=(me,) if me else ()))
    lines = describe_preview(found)
    run_import(service, found)
    service.open_folder()
    return lines


def states(service: CoachService) -> dict[str, str]:
    journal = service.open_folder().journal
    threads = conversations_by_person(journal)
    today = service.now().date()
    return {p.name: threads[p.id].state_on(today) for p in journal.list_records(Person) if p.id in threads}


def test_requests_wait_and_the_rest_is_counted(here: CoachService, tmp_path: Path) -> None:
    lines = bring(here, tmp_path / "Invitations.csv", INVITATIONS)
    assert "Left out: 1 request to connect without a note." in lines
    assert states(here) == {"Tobin Ashgrove": "never replied", "Runanna Ashbank": "they asked"}
    assert [person.name for person, _ in list_open_requests(here.journal, here.now())] == ["Runanna Ashbank"]
    here.execute(answer_request("Runanna Ashbank", accept=False))
    bring(here, tmp_path / "Invitations.csv", INVITATIONS)
    assert not list_open_requests(here.journal, here.now())


@pytest.mark.parametrize("connected_first", [True, False])
def test_whoever_is_connected_waits_for_nothing(here: CoachService, tmp_path: Path, connected_first: bool) -> None:
    steps = [
        ("Invitations.csv", INVITATIONS),
        ("Connections.csv", CONNECTED.format(name="Runanna", family="Ashbank", slug="runanna")),
    ]
    for name, text in reversed(steps) if connected_first else steps:
        bring(here, tmp_path / name, text)
    assert not list_open_requests(here.journal, here.now())


def test_requests_that_were_answered_are_counted(here: CoachService, tmp_path: Path) -> None:
    bring(here, tmp_path / "Connections.csv", CONNECTED.format(name="Runanna", family="Ashbank", slug="runanna"))
    lines = bring(here, tmp_path / "Invitations.csv", INVITATIONS)
    assert "Left out: 1 request to connect that was answered, 1 request to connect without a note." in lines


@pytest.mark.parametrize(
    ("day", "kinds"),
    [("2026-09-01", {"invitation", "message"}), ("2026-11-01", {"message"}), ("2026-11-09", {"message"})],
)
def test_a_request_after_an_old_conversation_waits(
    here: CoachService, tmp_path: Path, day: str, kinds: set[str]
) -> None:
    head = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n"
    tobin = "https://www.linkedin.com/in/tobin"
    (tmp_path / "messages.csv").write_text(
        f"{head}A,Mara Q,{ME},Tobin Ashgrove,{tobin},{day} 09:00:00 UTC,Hello,INBOX\n", encoding="utf-8"
    )
    (tmp_path / "Invitations.csv").write_text(INVITATIONS, encoding="utf-8")
    found = preview_import(here, [tmp_path / "messages.csv", tmp_path / "Invitations.csv"], ImportOptions())
    run_import(here, found)
    journal = here.open_folder().journal
    names = {person.id: person.name for person in journal.list_records(Person)}
    assert {one.kind for one in journal.list_records(Message) if names[one.person] == "Tobin Ashgrove"} == kinds
    again = preview_import(here, [tmp_path / "messages.csv", tmp_path / "Invitations.csv"], ImportOptions())
    assert again.counts.is_empty


def test_mail_that_came_back_is_counted(here: CoachService, tmp_path: Path) -> None:
    mails = (
        "From x Tue Sep 01 10:00:00 2026\nFrom: mara@q.example\nTo: gone@x.example\n"
        "Date: Tue, 1 Sep 2026 10:00:00 +0200\nMessage-ID: <1@q>\n\nHello\n\n"
        "From x Tue Sep 01 11:00:00 2026\nFrom: mailer-daemon@x.example\nTo: mara@q.example\n"
        "Date: Tue, 1 Sep 2026 11:00:00 +0200\nMessage-ID: <2@q>\nX-Failed-Recipients: gone@x.example\n\nNo\n"
    )
    (tmp_path / "m.mbox").write_text(mails, encoding="utf-8")
    found = preview_import(here, [tmp_path / "m.mbox"], ImportOptions(me=("mara@q.example",)))
    left_out = "Left out: 1 notice of an e-mail that could not be delivered, 1 e-mail that could not be delivered."
    assert describe_preview(found)[1:] == [left_out, "There is nothing else to save."]


def event(uid: str, day: str, *attendees: str) -> str:
    lines = [f"UID:{uid}", "DTSTAMP:20261101T080000Z", f"DTSTART:{day}T080000Z", "SUMMARY:Talk"]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "ORGANIZER:mailto:mara@q.example", *attendees, "END:VEVENT", ""])


def calendar(*events: str) -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n"


ANA = "ATTENDEE;CN=Ana Lee;PARTSTAT=ACCEPTED:mailto:ana@lee.example"


@pytest.mark.parametrize("how", ["name", "address"])
def test_a_meeting_finds_a_person_that_was_typed(here: CoachService, tmp_path: Path, how: str) -> None:
    here.execute(log_sent_message("Ana Lee" if how == "name" else "Annie"))
    if how == "address":
        here.execute(edit_person("Annie", handles="e-mail Ana@lee.example"))
    bring(here, tmp_path / "c.ics", calendar(event("1", "20261110", ANA)), me="mara@q.example")
    assert [m.kind for m in here.journal.list_records(Message) if m.direction == "in"] == ["meeting"]


def test_a_meeting_brought_before_its_person_is_found_later(here: CoachService, tmp_path: Path) -> None:
    bring(here, tmp_path / "c.ics", calendar(event("1", "20261110", ANA)), me="mara@q.example")
    assert here.journal.list_records(Message) == ()
    mail = "From: mara@q.example\nTo: Ana Lee <ana@lee.example>\nDate: Mon, 2 Nov 2026 09:00:00 +0000\n\nhi\n"
    bring(here, tmp_path / "1.eml", mail, me="mara@q.example")
    assert states(here) == {"Ana Lee": "met"}


def test_somebody_in_a_meeting_by_name_alone_is_found_by_a_name_that_only_one_has(
    here: CoachService, tmp_path: Path
) -> None:
    def name_only(uid: str, day: str, *names: str) -> str:
        lines = "".join(f"ATTENDEE;CN={name};PARTSTAT=ACCEPTED:invalid:nomail\n" for name in names)
        return event(uid, day).replace("END:VEVENT", f"{lines}END:VEVENT")

    here.execute(log_sent_message("Tobin Ashgrove"))
    here.execute(log_sent_message("Una"))
    text = calendar(
        name_only("1", "20261102", "Tobin Ashgrove"), name_only("2", "20261103", "Mara Q", "Bo Strange"),
        name_only("3", "20261104", "Una"),
    )  # fmt: skip
    for _ in range(2):
        lines = bring(here, tmp_path / "a.ics", text, "mara@q.example")
        names = {person.id: person.name for person in here.journal.list_records(Person)}
        meetings = [message for message in here.journal.list_records(Message) if message.kind == "meeting"]
        assert [(each.at.day, names[each.person]) for each in meetings] == [(2, "Tobin Ashgrove")]
    assert "Left out: 1 meeting with nobody you know yet, 1 meeting with nobody else." in lines
    here.execute(log_sent_message("+Tobin Ashgrove"))  # a namesake: no address can be chosen for either
    assert not any("Several people" in line for line in bring(here, tmp_path / "a.ics", text, "mara@q.example"))


def test_one_of_two_namesakes_is_asked_about(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_sent_message("Ana Lee"))
    here.execute(log_sent_message("+Ana Lee"))
    lines = bring(here, tmp_path / "c.ics", calendar(event("1", "20261110", ANA)), me="mara@q.example")
    assert any("Several people are called Ana Lee" in line for line in lines)
    assert all(m.kind != "meeting" for m in here.journal.list_records(Message))


def test_the_one_of_two_namesakes_is_chosen_and_known_from_then_on(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_sent_message("Ana Lee"))
    here.execute(log_sent_message("+Ana Lee @x"))
    file = tmp_path / "c.ics"
    file.write_text(calendar(event("1", "20261110", ANA), event("2", "20261111", ANA)))
    (question,) = preview_import(here, [file], ImportOptions(me=("mara@q.example",))).questions
    assert (question.address, question.name, question.meetings) == ("ana@lee.example", "Ana Lee", 2)
    assert "1 Ana Lee, last contact" in question.text
    assert "2 Ana Lee, X, last contact" in question.text
    assert [question.find_choice(text) for text in ("0", "3", "two")] == ["", None, None]
    second = question.find_choice(" 2 ")
    found = preview_import(
        here, [file], ImportOptions(me=("mara@q.example",)), chosen={"Ana@Lee.example": second or ""}
    )
    assert found.questions == ()
    run_import(here, found)
    assert {m.person for m in here.journal.list_records(Message) if m.kind == "meeting"} == {second}
    file.write_text(calendar(event("3", "20261112", ANA)))
    again = preview_import(here, [file], ImportOptions(me=("mara@q.example",)))
    assert (again.questions, dict(again.counts.new)) == ((), {"meetings": 1})


def test_the_shell_lists_the_namesakes_with_what_to_type(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_sent_message("Ana Lee"))
    here.execute(log_sent_message("+Ana Lee @x"))
    (tmp_path / "c.ics").write_text(calendar(event("1", "20261110", ANA)))
    line = ["--data", str(tmp_path / "here"), "import", "--dry-run", "--me", "mara@q.example", str(tmp_path / "c.ics")]
    said = CliRunner().invoke(coach, line).output
    listed = re.findall(r"--who (ana@lee\.example=\w{8}) for Ana Lee, (?:X, )?last contact", said)
    assert len(listed) == 2
    said = CliRunner().invoke(coach, [*line[:3], "--yes", "--who", listed[0], *line[4:]]).output
    here.open_folder()
    (meeting,) = [m for m in here.journal.list_records(Message) if m.kind == "meeting"]
    assert meeting.person.startswith(listed[0].partition("=")[2])


def test_an_attendee_who_is_neither_of_the_namesakes_is_asked_about_once(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_sent_message("Ana Lee"))
    here.execute(log_sent_message("+Ana Lee"))
    (tmp_path / "c.ics").write_text(calendar(event("1", "20261110", ANA)))
    found = preview_import(
        here, [tmp_path / "c.ics"], ImportOptions(me=("mara@q.example",)), chosen={"ana@lee.example": ""}
    )
    assert (found.questions, dict(found.counts.new)) == ((), {})
    assert found.counts.ignored["a meeting with nobody you know yet"] == 1


@pytest.mark.parametrize("answer", ["NEEDS-ACTION", "DECLINED", "DELEGATED"])
def test_an_invitation_without_a_yes_is_no_meeting(here: CoachService, tmp_path: Path, answer: str) -> None:
    here.execute(log_sent_message("Ana Lee"))
    asked = ANA.replace("ACCEPTED", answer)
    bring(here, tmp_path / "c.ics", calendar(event("1", "20261110", asked)), me="mara@q.example")
    assert states(here) == {"Ana Lee": "never replied"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUMMARY:Talk", "SUMMARY:Canceled: Talk"),
        ("SUMMARY:Talk", "SUMMARY:Abgesagt: Talk"),
        ("SUMMARY:Talk", "SUMMARY:Talk\r\nSTATUS:CANCELLED"),
        ("BEGIN:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\n"),
        ("ATTENDEE;CN=Mara:", "ATTENDEE;CN=Mara;PARTSTAT=DECLINED:"),
    ],
)
def test_a_meeting_that_was_called_off_is_taken_back(
    here: CoachService, tmp_path: Path, before: str, after: str
) -> None:
    here.execute(log_sent_message("Tobin Ashgrove"))
    tobin = "ATTENDEE;CN=Tobin Ashgrove;PARTSTAT=ACCEPTED:mailto:tobin@ashgrove.example"
    text = calendar(event("1", "20261102", tobin, "ATTENDEE;CN=Mara:mailto:mara@q.example"))
    bring(here, tmp_path / "a.ics", text, me="mara@q.example")
    newer = text.replace(before, after).replace("DTSTAMP:20261101", "DTSTAMP:20261103")
    lines = bring(here, tmp_path / "b.ics", newer, me="mara@q.example")
    assert {"Changed: 1 meeting.", "Tobin Ashgrove: the meeting on 2 November 2026 was cancelled."} <= set(lines)
    assert [one.kind for one in here.open_folder().journal.list_records(Message)] == ["message"]
    bring(here, tmp_path / "a.ics", text, me="mara@q.example")
    assert [one.kind for one in here.open_folder().journal.list_records(Message)] == ["message"]


def test_a_talk_to_come_ends_no_wait_and_is_said(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_sent_message("Ana Lee"))
    bring(here, tmp_path / "c.ics", calendar(event("1", "20261210", ANA)), me="mara@q.example")
    assert states(here) == {"Ana Lee": "never replied"}
    (ana,) = here.journal.list_records(Person)
    page = build_person_view(here.journal, ana.id, here.now())
    assert page is not None
    assert any(line.startswith("You are meeting on 10 December") for line in page.status_sentences)


def letter(number: int, day: str, zone: str) -> str:
    return (
        f"From ana@lee.example\nFrom: Ana Lee <ana@lee.example>\nTo: mara@q.example\n"
        f"Message-ID: <{number}@lee.example>\nDate: {day} 09:0{number}:00 {zone}\n\nhi\n\n"
    )


@pytest.mark.parametrize(
    ("offsets", "zone"),
    [
        (("+0530", "+0530", "+0530"), "Asia/Kolkata"),
        (("+0200", "+0200", "+0100"), "Europe/Berlin"),
        (("-0400", "-0400", "-0500"), "America/New_York"),
        (("+0530", "+0530"), ""),
        (("+0530", "-0800", "+0530"), ""),
        (("+0000", "+0000", "+0000"), ""),
    ],
)
def test_three_letters_that_agree_tell_a_zone(
    here: CoachService, tmp_path: Path, offsets: tuple[str, ...], zone: str
) -> None:
    days = ("Mon, 6 Jul 2026", "Tue, 7 Jul 2026", "Mon, 9 Nov 2026")
    mails = "".join(letter(n, day, offset) for n, (day, offset) in enumerate(zip(days, offsets, strict=False)))
    bring(here, tmp_path / "m.mbox", mails, me="mara@q.example")
    (ana,) = here.journal.with_archived_people().list_records(Person)
    assert (ana.zone, ana.zone_guess) == ("", zone)
    if zone:
        page = build_person_view(here.journal, ana.id, here.now())
        assert page is not None
        assert page.offset_text.endswith("a guess from their mail")
        here.execute(edit_person("Ana Lee", zone="guess"))
        assert here.journal.with_archived_people().get_record(Person, ana.id).zone == zone  # type: ignore[union-attr]


def test_a_zone_that_nobody_knows_is_said(here: CoachService, tmp_path: Path) -> None:
    odd = event("1", "20261110", ANA).replace("DTSTART:20261110T080000Z", "DTSTART;TZID=Nowhere/Land:20261110T080000")
    lines = bring(here, tmp_path / "c.ics", calendar(odd), me="mara@q.example")
    assert any("Nowhere/Land" in line for line in lines)
