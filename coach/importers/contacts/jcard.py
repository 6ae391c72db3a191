"""Read jCards: vCards as JSON (RFC 7095), one or a list of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coach.importers.contacts.collector import ContactCollector, ContactEntry
from coach.importers.files.json_reader import read_json_file
from coach.importers.files.members import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions


def read_jcards(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read all cards as contacts, under the keys that they have as vCards."""
    collector = ContactCollector()
    warnings: list[str] = []
    count = 0
    for member in members:
        for properties in _list_cards(read_json_file(member, warnings)):
            options.check_cancelled()
            count += 1
            _add_card(collector, _read_properties(properties))
    return ImportResult(
        "vcard",
        "jCard",
        contacts=collector.contacts,
        counts={"cards": count, "contacts": len(collector.contacts)},
        ignored=dict(sorted(collector.ignored.items())),
        warnings=tuple(warnings),
    )


def _list_cards(document: Any) -> Iterator[list[Any]]:
    """Yield the properties of each card."""
    if not isinstance(document, list):
        return
    for card in [document] if document[:1] == ["vcard"] else document:
        if isinstance(card, list) and card[:1] == ["vcard"] and len(card) > 1 and isinstance(card[1], list):
            yield card[1]


def _read_properties(properties: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the values of each property by its name; one property is [name, parameters, type, value, …]."""
    card: dict[str, list[Any]] = {}
    for one in properties:
        if isinstance(one, list) and len(one) > 3 and isinstance(one[0], str):
            card.setdefault(one[0].casefold(), []).append(one[3])
    return card


def _add_card(collector: ContactCollector, card: Mapping[str, list[Any]]) -> None:
    if _first_text(card, "kind").casefold() == "group":
        collector.ignored["group"] += 1
        return
    links = [_join(value) for name in ("url", "x-socialprofile", "socialprofile") for value in card.get(name, ())]
    collector.add_contact(
        ContactEntry(
            _first_text(card, "fn") or _join_name(card) or _first_text(card, "nickname"),
            [_join(mail).removeprefix("mailto:") for mail in card.get("email", ())],
            uid=_first_text(card, "uid"),
            company=_first_part(card, "org"),
            position=_first_text(card, "title") or _first_text(card, "role"),
            birthday=_first_text(card, "bday"),
            links=[link for link in links if "." in link],
            phones=[_join(phone) for phone in card.get("tel", ())],
        )
    )


def _join_name(card: Mapping[str, list[Any]]) -> str:
    """Return the name in its parts (family, given, further ones), given name first."""
    parts = next((value for value in card.get("n", ()) if isinstance(value, list)), [])
    family, given, *further = [*map(_join, parts[:3]), "", ""]
    return " ".join(filter(None, (given, *further[:1], family)))


def _first_part(card: Mapping[str, list[Any]], name: str) -> str:
    """Return the first of the parts of a value: an organisation, without its units."""
    value = card.get(name, [""])[0]
    return _join(value[0] if isinstance(value, list) and value else value)


def _first_text(card: Mapping[str, list[Any]], name: str) -> str:
    return _join(card.get(name, [""])[0]).strip()


def _join(value: Any) -> str:
    """Return a value as text; the parts of one that has several are joined by spaces."""
    if isinstance(value, list):
        return " ".join(filter(None, map(_join, value)))
    return str(value) if isinstance(value, str | int | float) else ""
