"""Collect the contacts of an address book, one per person.

Contacts are no people of the journal: nobody has been written to because of an address book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from coach.domain.person import read_birthday
from coach.domain.text import clean_text, fold_text
from coach.importers.import_result import ImportedPerson
from coach.importers.mail.headers import normalize_address

ADDRESSES_LIMIT = 50
"""Mail addresses of one person that are kept."""
LINKS_LIMIT = 6
"""Web addresses of one person that are kept."""


class ContactCollector:
    """Contacts by key: the id of the program, else the first mail address, else name and company."""

    def __init__(self) -> None:
        self.contacts: dict[str, ImportedPerson] = {}
        self.ignored: Counter[str] = Counter()

    def add_contact(
        self,
        name: str,
        mails: Sequence[str] = (),
        *,
        uid: str = "",
        company: str = "",
        position: str = "",
        channel: str = "",
        birthday: str = "",
        links: Sequence[str] = (),
    ) -> None:
        """Add a contact, or its addresses to a known one. One without name and address is counted as empty."""
        shown = clean_text(name)
        spelled = {key: clean_text(mail, 254) for mail in mails if (key := normalize_address(clean_text(mail, 254)))}
        addresses = list(spelled)[:ADDRESSES_LIMIT]
        if not shown and not addresses:
            self.ignored["empty"] += 1
            return
        company = clean_text(company)
        key = clean_text(uid) or (addresses[0] if addresses else _hash_contact(shown, company))
        before = self.contacts.get(key)
        aliases = {*addresses, *(before.aliases if before else ())} - {key}
        if before is not None:
            self.ignored["duplicate"] += 1
            self.contacts[key] = replace(before, aliases=tuple(sorted(aliases)))
            return
        self.contacts[key] = ImportedPerson(
            key,
            shown or None,
            "e-mail" if addresses else channel,
            spelled[addresses[0]] if addresses else None,
            tuple(sorted(aliases)),
            company or None,
            clean_text(position) or None,
            birthday=read_birthday(birthday),
            links=tuple(dict.fromkeys(filter(None, (clean_text(link, 400) for link in links))))[:LINKS_LIMIT],
        )


def _hash_contact(name: str, company: str) -> str:
    text = f"{fold_text(name)}\n{fold_text(company)}"
    return "contact:" + blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
