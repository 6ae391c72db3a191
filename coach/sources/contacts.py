"""Read a contacts folder into the address book; changed and removed cards change and leave it too."""

from __future__ import annotations

from datetime import datetime

from coach.actions.imports.people import build_contacts
from coach.importers.contacts.vcard import read_vcards
from coach.importers.options import ImportOptions
from coach.sources.folder_files import compute_stamp, list_members
from coach.sources.source import SOURCES_TABLE, ReadContext, Reading, Source
from coach.store.address_book_and_accounts import load_address_book, save_address_book


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether a card has changed. Raises OSError if the folder is gone."""
    return compute_stamp(source.place, ".vcf") != source.marks.get("stamp")


def read_source(source: Source, context: ReadContext) -> Reading:
    """Put the cards into the address book and remove those that left the folder. Raises OSError."""
    stamp = compute_stamp(source.place, ".vcf")
    vcard_contacts = read_vcards(list_members(source.place, ".vcf"), ImportOptions())
    forgotten = context.service.list_forgotten_people()
    contacts_left = [one for one in build_contacts(vcard_contacts) if not forgotten.include(one.name, one.keys)]
    cards = {contact.id: contact.to_document() for contact in contacts_left}
    cards_before = set(source.marks.get("cards", ()))
    cards_elsewhere = {
        card_id
        for source_id, doc in context.tables.get(SOURCES_TABLE, {}).items()
        if source_id != source.id and doc.get("kind") == "contacts"
        for card_id in doc.get("marks", {}).get("cards", ())
    }
    with context.service.store.hold_lock():
        contacts = dict(load_address_book(context.service.store))
        changed_cards = sum(1 for card_id, doc in cards.items() if contacts.get(card_id) != doc)
        for card_id in cards_before - cards.keys() - cards_elsewhere:
            changed_cards += contacts.pop(card_id, None) is not None
        contacts.update(cards)
        if changed_cards:
            save_address_book(context.service.store, contacts.values())
    return Reading({"stamp": stamp, "cards": sorted(cards)}, came=changed_cards)
