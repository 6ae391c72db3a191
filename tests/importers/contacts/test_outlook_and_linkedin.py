"""Tables of contacts: Outlook, Google, LinkedIn's own, with birthdays in every form."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from tests.importers.invented import read_file

OUTLOOK = (
    "{0}First Name{0}{1}{0}Last Name{0}{1}{0}Company{0}{1}{0}Job Title{0}{1}{0}E-mail Address{0}{1}{0}Birthday{0}\r\n"
)


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_contacts_of_outlook(tmp_path: Path, quote: str, delimiter: str, encoding: str) -> None:
    row = delimiter.join(("Béa", "Åslöv", "Northwind", "Editor", "bea@northwind.example", "4/23/1980"))
    text = OUTLOOK.format(quote, delimiter) + row + "\r\n"
    (bea,) = read_file(tmp_path, "o.csv", text.encode(encoding)).contacts.values()
    assert (bea.name, bea.company, bea.position, bea.handle) == (
        "Béa Åslöv",
        "Northwind",
        "Editor",
        "bea@northwind.example",
    )
    assert bea.birthday == "1980-04-23"


@pytest.mark.parametrize("day", ["25/3/1980", "3/25/1980", "25.3.1980", "25-3-1980", "1980-03-25", "25 mars 1980"])
def test_a_birthday_with_one_reading_is_read(tmp_path: Path, day: str) -> None:
    found = read_file(tmp_path, "a.csv", f"Vorname;Nachname;E-Mail-Adresse;Geburtstag\nAna;Lee;ana@lee.example;{day}\n")
    assert [one.birthday for one in found.contacts.values()] == ["1980-03-25"]


def test_a_birthday_with_two_readings_is_left_out(tmp_path: Path) -> None:
    row = "Ana,Lee,Northwind,Editor,ana@lee.example,4/3/1980\n"
    (ana,) = read_file(tmp_path, "o.csv", OUTLOOK.format("", ",") + row).contacts.values()
    assert ana.birthday == ""


def test_a_giant_cell_costs_no_time(tmp_path: Path) -> None:
    head = "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\n"
    began = time.process_time()
    (ana,) = read_file(tmp_path, "c.csv", f"{head}G,Ana,Lee,ACME,CTO,{'a' * 300_000},\n").contacts.values()
    assert ana.name == "Ana Lee"
    assert time.process_time() - began < 5


def test_contacts_that_were_given_to_linkedin(tmp_path: Path) -> None:
    text = "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\nG,Ana,Lee,ACME,CTO,ana@lee.example,\n"
    (ana,) = read_file(tmp_path, "ImportedContacts.csv", text).contacts.values()
    assert (ana.name, ana.company, ana.position, ana.key) == ("Ana Lee", "ACME", "CTO", "ana@lee.example")


def test_null_in_a_table_of_contacts_is_nothing(tmp_path: Path) -> None:
    head = "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\n"
    rows = "G,Ana,Lee,null,,ana@lee.example,\nG,null,,null,,ben@lee.example,\n"
    people = read_file(tmp_path, "Contacts.csv", head + rows).contacts
    assert [(one.name, one.company) for one in people.values()] == [("Ana Lee", None), (None, None)]


def test_marks_of_web_pages_are_read_as_letters(tmp_path: Path) -> None:
    text = "Name,Company,Role,Email\nAna O&#39;Lee,Lee &amp; Lee,R&D;Sales,ana@lee.example\n"
    (ana,) = read_file(tmp_path, "c.csv", text).contacts.values()
    assert (ana.name, ana.company, ana.position) == ("Ana O'Lee", "Lee & Lee", "R&D;Sales")


def test_several_numbers_in_a_cell_keep_their_order(tmp_path: Path) -> None:
    text = 'Name,Email,Phone\nAna Lee,ana@lee.example,"+1 555 0100, +1 555 0101"\n'
    (ana,) = read_file(tmp_path, "c.csv", text).contacts.values()
    assert ana.links == ("tel:+1 555 0100", "tel:+1 555 0101")


@pytest.mark.parametrize("heading", ["Email", "E-Mail-Adresse", "email address"])
def test_a_list_of_addresses_without_names(tmp_path: Path, heading: str) -> None:
    found = read_file(tmp_path, "c.csv", f"{heading};Telefon\nana@lee.example;+1 555 0100\nno-reply@x.example;\n")
    (ana,) = found.contacts.values()
    assert (ana.name, ana.handle, ana.links) == (None, "ana@lee.example", ("tel:+1 555 0100",))
    assert found.ignored == {"robot_contact": 1}


@pytest.mark.parametrize("text", ["email,label\nana@lee.example,1\n", "Email\nwrite to Ana\n"])
def test_a_table_that_only_mentions_mail_is_no_list_of_addresses(tmp_path: Path, text: str) -> None:
    (tmp_path / "c.csv").write_text(text)
    with pytest.raises(CoachError):
        read_exports([tmp_path / "c.csv"])


LISTS = {
    "HubSpot": (
        '"Record ID","First Name","Last Name","Email","Contact owner","Associated Company","Job Title","LinkedIn URL"\n'
        '"1","Ana","Lee","ana@lee.example","mara@q.example","ACME","Pilot","https://www.linkedin.com/in/ana-lee"\n'
    ),
    "Salesforce": (
        "Salutation,First Name,Last Name,Title,Account Name,Email,Account Owner,LinkedIn\n"
        "Ms.,Ana,Lee,Pilot,ACME,ana@lee.example,Mara,linkedin.com/in/ana-lee\n"
    ),
    "Pipedrive": (
        "Name,Organization,Job title,Email - Work,Email - Home,Owner,LinkedIn profile\n"
        "Ana Lee,ACME,Pilot,ana@lee.example,,Mara,https://www.linkedin.com/in/ana-lee\n"
    ),
    "Dex": (
        "First Name,Last Name,Job Title,Company,Emails,LinkedIn\n"
        "Ana,Lee,Pilot,ACME,ana@lee.example,https://linkedin.com/in/ana-lee\n"
    ),
    "Apollo": (
        "First Name,Last Name,Title,Company,Email,Email Status,Contact Owner,Person Linkedin Url,Company Linkedin Url\n"
        "Ana,Lee,Pilot,ACME,ana@lee.example,Verified,mara@q.example,http://linkedin.com/in/ana-lee,"
        "http://linkedin.com/company/acme\n"
    ),
    "a guest list": (
        "api_id,name,email,Company,Position,What is your LinkedIn profile?\n"
        "g1,Ana Lee,ana@lee.example,ACME,Pilot,/in/ana-lee\n"
    ),
    "Notion": (
        "Full name,Organisation,Work email,Job title,LinkedIn\n"
        "Ana Lee,ACME,ana@lee.example,Pilot,https://linkedin.com/in/ana-lee\n"
    ),
    "a German table": (
        "Name;E-Mail;Firma;Position;LinkedIn\nAna Lee;ana@lee.example;ACME;Pilot;https://linkedin.com/in/ana-lee\n"
    ),
}


@pytest.mark.parametrize("program", LISTS)
def test_a_list_of_people_of_any_program_gives_address_employer_position_and_profile(
    tmp_path: Path, program: str
) -> None:
    (ana,) = read_file(tmp_path, "people.csv", LISTS[program]).contacts.values()
    assert (ana.name, ana.key, ana.aliases) == ("Ana Lee", "ana@lee.example", ())
    assert (ana.company, ana.position) == ("ACME", "Pilot")
    assert [link.partition("linkedin.com")[2] for link in ana.links] == ["/in/ana-lee"]


def test_a_list_of_names_and_profiles_is_one_of_people(tmp_path: Path) -> None:
    rows = "Full Name,Company,LinkedIn URL\nAna Lee,ACME,https://linkedin.com/in/ana-lee\nBo Ek,Isobar,\n"
    found = read_file(tmp_path, "leads.csv", rows)
    assert [(one.name, one.company) for one in found.contacts.values()] == [("Ana Lee", "ACME"), ("Bo Ek", "Isobar")]


def test_the_title_of_outlook_is_no_position(tmp_path: Path) -> None:
    rows = "Title,First Name,Last Name,Job Title,E-mail Address\nDr.,Ana,Lee,,ana@lee.example\n"
    (ana,) = read_file(tmp_path, "o.csv", rows).contacts.values()
    assert ana.position is None


def test_a_day_with_dots_is_day_and_month(tmp_path: Path) -> None:
    rows = "Vorname;Nachname;E-Mail-Adresse;Geburtstag\nAna;Lee;ana@lee.example;4.3.1980\n"
    assert [one.birthday for one in read_file(tmp_path, "a.csv", rows).contacts.values()] == ["1980-03-04"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Person - Name,Person - Organization,Person - Email - Work,Person - Job title",
            "Ana Lee,ACME,a@l.example,CTO",
        ),
        ("first_name,last_name,company,email_address,job_title", "Ana,Lee,ACME,a@l.example,CTO"),
        ("Contact: Name,Contact: Email,Contact: Company,Contact: Role", "Ana Lee,a@l.example,ACME,CTO"),
        ("Given Name,Family Name,E-mail,Organization,Title", "Ana,Lee,a@l.example,ACME,CTO"),
        ("Name,Email,Employer,Role", "Ana Lee,a@l.example,ACME,CTO"),
    ],
)
def test_headings_of_programs_for_contacts(tmp_path: Path, header: str, row: str) -> None:
    (ana,) = read_file(tmp_path, "crm.csv", f"{header}\n{row}\n").contacts.values()
    assert (ana.name, ana.key, ana.company, ana.position) == ("Ana Lee", "a@l.example", "ACME", "CTO")


def test_names_with_employer_and_role_are_a_list_of_people(tmp_path: Path) -> None:
    found = read_file(tmp_path, "network.csv", "Name,Company,Role,How we met\nAna Lee,ACME,CTO,Fair\n")
    (ana,) = found.contacts.values()
    assert (found.format, ana.name, ana.company, ana.position) == ("contact_list", "Ana Lee", "ACME", "CTO")


def test_telephone_numbers_are_kept_as_a_way_to_reach_somebody_a_mobile_one_first(tmp_path: Path) -> None:
    text = "Name,Email,Work phone,Mobile phone,Fax phone type\nAna Lee,,089 12345,+49 170 1234567,x\n"
    (ana,) = read_file(tmp_path, "a.csv", text).contacts.values()
    assert (ana.channel, ana.links) == ("phone", ("tel:+49 170 1234567", "tel:089 12345"))


@pytest.mark.parametrize(
    ("text", "name", "handle", "links"),
    [
        ("Name,Phone\nAna Lee,089 12345\n", "Ana Lee", None, ("tel:089 12345",)),
        ("first_name,last_name,phone\nAna,Lee,089 12345\n", "Ana Lee", None, ("tel:089 12345",)),
        ("FirstName,Email\nAna,a@l.example\n", "Ana", "a@l.example", ()),
    ],
)
def test_a_short_list_of_people(
    tmp_path: Path, text: str, name: str, handle: str | None, links: tuple[str, ...]
) -> None:
    found = read_file(tmp_path, "a.csv", text)
    (ana,) = found.contacts.values()
    assert (found.format, ana.name, ana.handle, ana.links) == ("contact_list", name, handle, links)


def test_an_address_that_nobody_reads_is_no_contact(tmp_path: Path) -> None:
    text = "Name,Email,Mobile phone\nShop,no-reply@shop.example,\nBank,noreply@bank.example,089 12345\n"
    found = read_file(tmp_path, "a.csv", text)
    assert ([one.name for one in found.contacts.values()], found.ignored) == (["Bank"], {"robot_contact": 1})


def test_one_birthday_tells_the_order_of_the_others(tmp_path: Path) -> None:
    rows = "".join(f"{name},{name}@x.example,{day}\n" for name, day in (("Ana", "4/3/1980"), ("Bo", "4/23/1981")))
    found = read_file(tmp_path, "a.csv", f"Name,Email,Birthday\n{rows}")
    assert sorted(one.birthday for one in found.contacts.values()) == ["1980-04-03", "1981-04-23"]
    assert found.warnings == ()


def test_a_birthday_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    found = read_file(tmp_path, "a.csv", "Name,Email,Birthday\nAna,a@x.example,4/3/1980\nBo,b@x.example,0/0/00\n")
    assert found.warnings == (
        "a.csv: 1 birthday left out, because day and month cannot be told apart. Say which comes first, such as: "
        "--map date_format=DD/MM/YYYY",
    )


def test_addresses_of_google_under_a_translated_heading_are_found(tmp_path: Path) -> None:
    text = "Vorname,Nachname,Labels,E-Mail 1 – Label,E-Mail 1 – Wert\nAna,Lee,* myContacts,Work,ana@lee.example\n"
    (ana,) = read_file(tmp_path, "contacts.csv", text).contacts.values()
    assert (ana.name, ana.handle) == ("Ana Lee", "ana@lee.example")


@pytest.mark.parametrize(
    ("encoding", "header", "row", "name"),
    [
        ("cp1251", "Имя;Фамилия;Адрес эл. почты", "Анна;Лесная", "Анна Лесная"),
        ("cp932", "名,姓,電子メール アドレス", "太郎,山田", "山田太郎"),
        ("gbk", "名,姓,电子邮件地址", "小明,王", "王小明"),
        ("cp949", "이름,성,이메일", "철수,김", "김철수"),
        ("cp1250", "Imię;Nazwisko;Adres e-mail", "Łukasz;Wiśniewski", "Łukasz Wiśniewski"),
        ("cp1250", "Jméno;Příjmení;E-mailová adresa", "Jiří;Dvořák", "Jiří Dvořák"),
        ("cp1254", "Ad;Soyad;E-posta adresi", "Ayşe;Yılmaz", "Ayşe Yılmaz"),
        ("cp1251", "First Name;Last Name;E-mail", "Анна;Лесная", "Анна Лесная"),
    ],
)
def test_a_table_in_the_encoding_of_a_country_names_people_rightly(
    tmp_path: Path, encoding: str, header: str, row: str, name: str
) -> None:
    delimiter = ";" if ";" in header else ","
    text = f"{header}\r\n{row}{delimiter}a@l.example\r\n"
    found = read_file(tmp_path, "c.csv", text.encode(encoding))
    (one,) = found.contacts.values()
    assert (one.name, one.handle) == (name, "a@l.example")
    assert "older text format" in found.warnings[0]


def test_a_handle_on_x_is_a_link(tmp_path: Path) -> None:
    (ana,) = read_file(tmp_path, "c.csv", "Name,Email,Twitter\nAna,a@l.example,@analee\n").contacts.values()
    assert ana.links == ("https://x.com/analee",)


def test_a_birthday_is_read_in_the_order_that_the_person_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name,Email,Birthday\nAna,a@x.example,4/3/1980\n", encoding="utf-8")
    (found,) = read_exports([tmp_path / "a.csv"], ImportOptions(mapping={"date_format": "DD/MM/YYYY"}))
    assert [one.birthday for one in found.contacts.values()] == ["1980-03-04"]


def test_damaged_rows_of_contacts_are_counted(tmp_path: Path) -> None:
    found = read_file(tmp_path, "a.csv", 'Name,Email\nAna,a@x.example\n"Bo,b@x.example\nCy,c@x.example\n')
    assert (len(found.contacts), found.ignored) == (2, {"damaged_row": 1})


@pytest.mark.parametrize(
    "header",
    [
        "Vor- und Nachname;E-Mail;Firma;Position",
        "Nom et prénom;Courriel;Entreprise;Poste",
        "Nombre completo;Correo;Empresa;Cargo",
        "Naam;E-mailadres;Bedrijf;Functie",
        "Namn;E-post;Företag;Befattning",
        "氏名;メール;会社;役職",
        "ФИО;Почта;Компания;Должность",
        "Name;Mail;Organization_Name;Job_Title",
    ],
)
def test_lists_of_people_have_headings_in_other_languages(tmp_path: Path, header: str) -> None:
    found = read_file(tmp_path, "a.csv", f"{header}\nAna Lee;ana@lee.example;Acme;Director\n")
    assert [(one.name, one.handle, one.company, one.position) for one in found.contacts.values()] == [
        ("Ana Lee", "ana@lee.example", "Acme", "Director")
    ]


def test_a_company_with_a_telephone_number_alone_is_a_contact(tmp_path: Path) -> None:
    table = "First Name,Last Name,Company,Mobile Phone,E-mail Address\n,,Shipyard,+49 30 1234,\n,,Ropery,,\n,,,+49 30 5678,\n"
    found = read_file(tmp_path, "outlook.csv", table)
    assert [(one.name, one.links) for one in found.contacts.values()] == [("Shipyard", ("tel:+49 30 1234",))]
    assert found.ignored == {"empty": 2}
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:\nORG:Shipyard\nTEL:+49 30 1234\nEND:VCARD\n"
    found = read_file(tmp_path, "a.vcf", card)
    assert [(one.name, one.links) for one in found.contacts.values()] == [("Shipyard", ("tel:+49 30 1234",))]
