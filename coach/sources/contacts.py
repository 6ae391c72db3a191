"""Read a contacts folder into the address book; changed and removed cards change and leave it too."""

from __future__ import annotations

from datetime import datetime

from coach.actions.imports.people import build_contacts
from coach.importers.options import ImportOptions
from coach.sources.folder_files import compute_stamp, list_files, make_members
from coach.sources.source import ReadContext, Reading, Source
from coach.store.address_book_and_accounts import load_address_book, save_address_book


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether a card has changed. Raises OSError if the folder is gone."""
    return compute_stamp(source.place, ".vcf") != source.marks.get("stamp")


def read_source(source: Source, context: ReadContext) -> Reading:
    """Put the cards into the address book and remove those that left the folder. Raises OSError."""
    from coach.importers.contacts.vcard import read_vcards  # brings a parser that is needed on a change only

    stamp = compute_stamp(source.place, ".vcf")
    files = list_files(source.place, ".vcf")
    found = read_vcards(make_members(source.place, files), ImportOptions())
    forgotten = context.service.list_forgotten_people()
    cards = {one.id: one.to_document() for one in build_contacts(found) if not forgotten.include(one.name, one.keys)}
    before = set(source.marks.get("cards", ()))
    with context.service.store.hold_lock():
        contacts = dict(load_address_book(context.service.store))
        changed = sum(1 for key, doc in cards.items() if contacts.get(key) != doc)
        for key in before - cards.keys():
            changed += contacts.pop(key, None) is not None
        contacts.update(cards)
        if changed:
            save_address_book(context.service.store, contacts.values())
    return Reading({"stamp": stamp, "cards": sorted(cards)}, came=changed)
