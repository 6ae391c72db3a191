"""LinkedIn's tables of every year, and what a spreadsheet made of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.importers.invented import read_file


@pytest.mark.parametrize("flags", ["Yes,No", "No,Yes", "Yes,Yes"])
def test_a_draft_is_one_by_either_of_its_columns(tmp_path: Path, flags: str) -> None:
    head = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER,IS MESSAGE DRAFT"
    row = f"1,Mo,/in/mo,Ana,/in/ana,2026-09-13 18:05:00 UTC,hi,INBOX,{flags}"
    found = read_file(tmp_path, "messages.csv", f"{head},IS CONVERSATION DRAFT\n{row}\n", me="mo")
    assert (found.messages, found.ignored["draft"]) == ((), 1)


SAVED_AGAIN = ["2026-09-13 18:05:00", "2026-09-13T18:05:00Z", "9/13/2026 18:05", "9/13/26 6:05 PM", "13.09.2026 18:05",
               "13/09/2026 18:05:00", "46278.75347222"]  # fmt: skip


@pytest.mark.parametrize("when", SAVED_AGAIN)
def test_messages_of_linkedin_that_a_spreadsheet_saved(tmp_path: Path, when: str) -> None:
    text = f"CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n1,Mo,/in/mo,Ana,/in/ana,{when},hi,\n"
    (message,) = read_file(tmp_path, "messages.csv", text, me="mo").messages
    assert message.at == datetime(2026, 9, 13, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize("when", [*SAVED_AGAIN[2:], "9/13/26, 6:05 PM"])
def test_requests_of_linkedin_that_a_spreadsheet_saved(tmp_path: Path, when: str) -> None:
    text = f'From,To,Sent At,Message,Direction\nMo,Ana,"{when}",hi,OUTGOING\n'
    (request,) = read_file(tmp_path, "Invitations.csv", text).invitations
    assert request.at == datetime(2026, 9, 13, 12, tzinfo=UTC)


MESSAGES_2018 = "From,To,Date,Subject,Content,Direction,Folder\n"


@pytest.mark.parametrize("reverse", [True, False])
def test_messages_of_linkedin_in_2018(tmp_path: Path, reverse: bool) -> None:
    rows = [
        'Ana Lee,Mara Q,"6/19/18, 5:54 AM",RE: Hello,Thank you,INCOMING,INBOX\n',
        'Mara Q,Ana Lee,"6/19/18, 3:25 AM",Hello,Hi,OUTGOING,SENT\n',
        'Mara Q,Ilse Kormann,"8/13/18, 3:31 AM",,Hello,OUTGOING,SENT\n',
        "Mara Q,Ilse Kormann,nonsense,,Hello,OUTGOING,SENT\n",
    ]
    found = read_file(tmp_path, "Messages.csv", MESSAGES_2018 + "".join(reversed(rows) if reverse else rows))
    assert [(one.person, one.outbound) for one in found.messages] == [
        ("name:ana lee", True), ("name:ana lee", False), ("name:ilse kormann", True),
    ]  # fmt: skip
    assert found.ignored == {"no_date": 1}


def test_connections_of_2018_have_their_day(tmp_path: Path) -> None:
    text = 'First Name,Last Name,Email Address,Company,Position,Connected On\nAna,Lee,,ACME,CTO,"1/8/18, 6:14 PM"\n'
    (ana,) = read_file(tmp_path, "Connections.csv", text).contacts.values()
    assert ana.connected_on == date(2018, 1, 8)


def test_lines_before_the_header_do_not_hide_the_order_of_dates(tmp_path: Path) -> None:
    text = (
        'Notes:\n"Some addresses are missing, as people hide them."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ana,Lee,https://www.linkedin.com/in/ana,,ACME,CTO,9/8/26\nBo,Rask,https://www.linkedin.com/in/bo,,,,1/13/20\n"
    )
    found = read_file(tmp_path, "Connections.csv", text).contacts
    assert [found[key].connected_on for key in ("ana", "bo")] == [date(2026, 9, 8), date(2020, 1, 13)]


@pytest.mark.parametrize(
    "header",
    [
        "First Name,Last Name,Profile URL,Employer,Job Title,Connected On",
        "名,姓,URL,会社,役職,つながった日",
        "Primeiro nome,Sobrenome,URL do perfil,Empresa,Cargo,Conectado em",
        "Имя,Фамилия,URL,Компания,Должность,Дата контакта",
        "Ad,Soyad,URL,Şirket,Pozisyon,Bağlantı tarihi",
    ],
)
def test_connections_under_other_headings(tmp_path: Path, header: str) -> None:
    row = "Ana,Lee,https://www.linkedin.com/in/ana,ACME,CTO,2026-09-09"
    found = read_file(tmp_path, "Connections.csv", f"{header}\n{row}\n")
    ana = found.contacts["ana"]
    assert (found.format, ana.name, ana.company, ana.position) == ("linkedin", "Ana Lee", "ACME", "CTO")
    assert (ana.handle, ana.connected_on) == ("https://www.linkedin.com/in/ana", date(2026, 9, 9))


def test_a_sharp_s_stays_in_a_profile_address(tmp_path: Path) -> None:
    text = (
        "First Name,Last Name,URL,Company,Position,Connected On\n"
        "Ana,Weiß,https://www.linkedin.com/in/ana-wei%C3%9F,ACME,CTO,09 Sep 2026\n"
    )
    (ana,) = read_file(tmp_path, "Connections.csv", text).contacts.values()
    assert ana.handle == "https://www.linkedin.com/in/ana-weiß"


HEAD = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n"

ME = "Mara Q,https://www.linkedin.com/in/mara-q"


@pytest.mark.parametrize("title", ["", "Sponsored Conversation", "sponsored conversation"])
@pytest.mark.parametrize("sender", ["Northwind Business School", "Cassandra of Premium", "LinkedIn Member"])
def test_an_advertiser_is_nobody(tmp_path: Path, title: str, sender: str) -> None:
    rows = (
        f"A,{title},{sender},,{ME},2026-09-01 09:00:00 UTC,Dear friend,ARCHIVE\n"
        f"B,,{ME},Ana Lee,https://www.linkedin.com/in/ana,2026-09-02 09:00:00 UTC,Hi,INBOX\n"
        f"C,,{ME},Ilse K,https://www.linkedin.com/in/ilse,2026-09-03 09:00:00 UTC,Hi,INBOX\n"
    )
    found = read_file(tmp_path, "messages.csv", HEAD + rows)
    assert set(found.people) == {"ana", "ilse"}
    reason = "deleted_member" if sender == "LinkedIn Member" and not title else "sponsored"
    assert found.ignored == {reason: 1}


def test_a_profile_alone_is_called_so(tmp_path: Path) -> None:
    text = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline\nMo,Quill,,,,Writer\n"
    found = read_file(tmp_path, "Profile.csv", text)
    assert (found.variant, dict(found.people), dict(found.contacts)) == ("profile", {}, {})


@pytest.mark.parametrize(
    ("name", "head", "row"),
    [
        ("messages.csv", "CONVERSATION ID,FROM,TO,DATE,CONTENT,FOLDER", ",Mo,Ana,2026-09-13 18:05:00 UTC,hi,INBOX"),
        ("Messages.csv", "From,To,Date,Subject,Content,Direction,Folder", 'Mo,Ana,"9/13/18, 6:05 PM",,hi,,INBOX'),
        ("Invitations.csv", "From,To,Sent At,Message,Direction", 'Mo,Ana,"9/13/26, 6:05 PM",hi,SIDEWAYS'),
    ],
)
def test_a_row_without_what_it_needs_is_damaged_not_undated(tmp_path: Path, name: str, head: str, row: str) -> None:
    found = read_file(tmp_path, name, f"{head}\n{row}\n", me="mo")
    assert {reason: count for reason, count in found.ignored.items() if count} == {"damaged_row": 1}


def test_headings_with_underlines_are_read(tmp_path: Path) -> None:
    head = "CONVERSATION_ID,FROM,SENDER_PROFILE_URL,TO,RECIPIENT_PROFILE_URLS,DATE,CONTENT,FOLDER"
    row = "1,Mo,/in/mo,Ana,/in/ana,2026-09-13 18:05:00 UTC,hi,INBOX"
    assert len(read_file(tmp_path, "messages.csv", f"{head}\n{row}\n", me="mo").messages) == 1


def test_what_stands_in_a_table_twice_is_counted(tmp_path: Path) -> None:
    row = "Cara,Dun,https://www.linkedin.com/in/cara-dun,,Tidewater,Pilot,09 Sep 2025\n"
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    found = read_file(tmp_path, "Connections.csv", f"{head}{row}{row}{row}")
    assert ([one.name for one in found.contacts.values()], found.ignored) == (["Cara Dun"], {"duplicate": 2})
    asked = 'Mo Quist,Cara Dun,"9/8/25, 8:48 PM",hello,OUTGOING\n'
    found = read_file(tmp_path, "Invitations.csv", f"From,To,Sent At,Message,Direction\n{asked}{asked}")
    assert (len(found.invitations), found.ignored) == (1, {"duplicate": 1})


@pytest.mark.parametrize("addresses", [True, False])
def test_messages_to_oneself_make_nobody_of_the_owner(tmp_path: Path, addresses: bool) -> None:
    def write_row(thread: str, name: str, slug: str) -> str:
        mine = "https://www.linkedin.com/in/mo-quist"
        link = f"https://www.linkedin.com/in/{slug}" if addresses else ""
        return f"{thread},Mo Quist,{mine},{name},{link},2026-09-0{thread} 10:00:00 UTC,hi,INBOX\n"

    rows = [
        write_row("1", "Mo Quist", "mo-quist"),
        write_row("2", "Ana Lee", "ana-lee"),
        write_row("3", "Ben Oak", "ben-oak"),
    ]
    head = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n"
    found = read_file(tmp_path, "messages.csv", head + "".join(rows), me="mo-quist" if addresses else "Mo Quist")
    assert sorted(one.name or "" for one in found.people.values()) == ["Ana Lee", "Ben Oak"]
    assert found.ignored == {"notes_to_self": 1}
