"""Offers: people whom the person wrote to and the coach does not know, offered once, all together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from hashlib import blake2s
from typing import Any

from coach.domain.wording import format_count
from coach.importers.import_result import ImportResult
from coach.sources.state_file import OFFERS

LATER = timedelta(days=14)
"""How long "later" puts an offer off."""
Docs = Mapping[str, Mapping[str, Any]]


def offer_id(key: str) -> str:
    """Return the id of the offer about an address. It does not tell the address."""
    return blake2s(key.encode(errors="replace"), digest_size=8).hexdigest()


def list_refused(offers: Docs, now: datetime) -> frozenset[str]:
    """Return the ids of addresses that are not networking, or not before a later day."""
    return frozenset(
        key
        for key, doc in offers.items()
        if doc.get("state") == "never"
        or (doc.get("state") == "later" and doc.get("until", "") > now.date().isoformat())
    )


def build_offers(found: ImportResult, recipients: Iterable[str], source: str, known: Docs) -> dict[str, Any]:
    """Return the offers about `recipients`; those known from before keep their state. Offers that ended are None."""
    offers: dict[str, Any] = {}
    times: dict[str, list[datetime]] = {}
    for message in found.messages:
        if message.outbound:
            times.setdefault(message.person, []).append(message.at)
    for key in recipients:
        person, mark = found.people[key], offer_id(key)
        before = known.get(mark, {})
        offers[mark] = {
            "key": key,
            "name": person.name or "",
            "address": person.handle or key,
            "letters": len(times[key]),
            "last": max(times[key]).isoformat(),
            "source": source,
            "state": "new",
            "is_announced": bool(before.get("is_announced")) and before.get("state") == "new",
        }
    for mark, doc in known.items():
        if doc.get("source") == source and doc.get("state") == "new" and mark not in offers:
            offers[mark] = None  # known by now, or returned
    return offers


def list_offers(tables: Mapping[str, Docs], today: date) -> list[Mapping[str, Any]]:
    """Return the people to be asked about, the one written to last first."""
    found = [
        doc
        for doc in tables.get(OFFERS, {}).values()
        if doc.get("state") == "new" or (doc.get("state") == "later" and doc.get("until", "") <= today.isoformat())
    ]
    return sorted(
        (doc for doc in found if doc.get("key")), key=lambda doc: (doc.get("last", ""), doc["id"]), reverse=True
    )


def describe_offers(offers: Iterable[Mapping[str, Any]]) -> str:
    """Return the offer as one line: how many people, and the first names."""
    names = [doc["name"] or doc["address"] for doc in offers]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return (
        f"{format_count(len(names), 'person', 'people')} you wrote to: {', '.join(names[:3])}{more}." if names else ""
    )
