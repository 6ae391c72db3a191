"""Collect the contacts of an address book, one per person.

Contacts are no people of the journal: nobody has been written to because of an address book.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from html import unescape

from coach.domain.person import name_two_people, read_birthday
from coach.domain.text import clean_text, fold_text
from coach.importers.dates import parse_day
from coach.importers.import_result import ImportedPerson, ImportResult
from coach.importers.mail.headers import normalize_address
from coach.importers.mail.personal_or_automatic import is_robot_address

ADDRESSES_LIMIT = 50
"""Mail addresses of one person that are kept."""
LINKS_LIMIT = 6
"""Web addresses of one person that are kept."""
PHONES_LIMIT = 6
"""Telephone numbers of one person that are kept."""
_MARK = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")


class ContactCollector:
    """Contacts by key: the id of the program, else the first mail address, else name and company."""

    def __init__(self) -> None:
        self.contacts: dict[str, ImportedPerson] = {}
        self.ignored: Counter[str] = Counter()
        self.unread_birthdays = 0
        """How many contacts have a birthday that cannot be read."""

    def add_contact(
        self,
        name: str,
        mails: Iterable[str],
        *,
        uid: str = "",
        company: str,
        position: str,
        birthday: str,
        links: Iterable[str],
        phones: Sequence[str],
    ) -> None:
        """Add a contact as it stands in a file, or what is new of it to a known one; `uid` is the program's own id.

        One that says nothing of who it is counts as empty.
        """
        cleaned = (clean_text(mail, 254) for mail in mails)
        spelled = {key: mail for mail in cleaned if (key := normalize_address(mail))}
        addresses = list(spelled)[:ADDRESSES_LIMIT]
        company = _clean(company)
        links = _list_links(links, phones)
        shown = _clean(name) or (company if addresses or links else "")
        if not shown and not addresses:
            self.ignored["empty"] += 1
            return
        if addresses and all(map(is_robot_address, addresses)) and not links:
            self.ignored["robot_contact"] += 1
            return
        day = read_birthday(birthday) or read_day_in_numbers(birthday)
        self.unread_birthdays += not day and any(map(str.isdigit, birthday.strip("0/-. ")))
        key = clean_text(uid) or (addresses[0] if addresses else _hash_contact(shown, company))
        found = ImportedPerson(
            key,
            shown or None,
            "e-mail" if addresses else "phone" if any(phone.strip() for phone in phones) else "",
            spelled[addresses[0]] if addresses else None,
            tuple(sorted(set(addresses) - {key})),
            company or None,
            _clean(position) or None,
            birthday=day,
            links=links,
        )
        before = self.contacts.get(key)
        # A couple with one mail address, or two of whom no more is known than one first name and a number each.
        known, number = (_find_number(one) if one else "" for one in (before, found))
        is_namesake = not (addresses or uid) and "" not in (known, number) and known != number
        if before is not None and (is_namesake or name_two_people(before.name or "", shown)):
            key = _hash_contact(shown, f"{key} {number}" if is_namesake else key)
            found, before = replace(found, key=key, aliases=()), self.contacts.get(key)
        if before is not None:
            self.ignored["duplicate"] += 1
            found = _merge_contacts(before, found)
        self.contacts[key] = found

    def build_result(self, form: str, variant: str, warnings: Iterable[str], **counts: int) -> ImportResult:
        """Return all contacts as the result of an import."""
        return ImportResult(
            form,
            variant,
            contacts=self.contacts,
            counts={**counts, "contacts": len(self.contacts)},
            ignored=dict(sorted(self.ignored.items())),
            warnings=tuple(warnings),
        )


def read_day_in_numbers(text: str, order: str = "") -> str:
    """Return a birthday in ISO form, "" if it is none. `4/3/1980` has two readings unless its order is known."""
    # Nobody writes 4.23.1980.
    orders = (order,) if order in ("dmy", "mdy") else ("dmy",) if "." in text else ("dmy", "mdy")
    readings = {parse_day(text, order) for order in orders} - {None}
    return str(readings.pop()) if len(readings) == 1 else ""


def _clean(text: str) -> str:
    """Return a text on one line; programs that read web pages leave marks such as "&amp;" in it."""
    return clean_text(_MARK.sub(lambda mark: unescape(mark[0]), text) if "&" in text else text)


def _list_links(links: Iterable[str], phones: Iterable[str]) -> tuple[str, ...]:
    """Return the web addresses of a contact and its telephone numbers, as `tel:`."""
    links = filter(None, (clean_text(link, 400) for link in links))
    numbers = (clean_text(phone, 60).removeprefix("tel:") for phone in phones)
    called = (f"tel:{number}" for number in numbers if sum(map(str.isdigit, number)) >= 3)
    return (*tuple(dict.fromkeys(links))[:LINKS_LIMIT], *tuple(dict.fromkeys(called))[:PHONES_LIMIT])


def _merge_contacts(first: ImportedPerson, second: ImportedPerson) -> ImportedPerson:
    """Return a contact that stands in a file twice: what the first entry leaves out, the second may tell."""
    return replace(
        first,
        name=first.name or second.name,
        channel=first.channel or second.channel,
        handle=first.handle or second.handle,
        aliases=tuple(sorted({*first.aliases, *second.aliases})),
        company=first.company or second.company,
        position=first.position or second.position,
        birthday=first.birthday or second.birthday,
        links=tuple(dict.fromkeys((*first.links, *second.links)))[: LINKS_LIMIT + PHONES_LIMIT],
    )


def _find_number(contact: ImportedPerson) -> str:
    """Return the end of the first telephone number of a contact, which is the same however it is written."""
    number = next((link for link in contact.links if link.startswith("tel:")), "")
    return "".join(filter(str.isdigit, number))[-7:]


def _hash_contact(name: str, company: str) -> str:
    text = f"{fold_text(name)}\n{fold_text(company)}"
    return "contact:" + blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
