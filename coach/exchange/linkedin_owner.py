"""Whose LinkedIn export is this? Nothing in it says so directly.

In order: who sent the invitations marked as outgoing; who stands in most conversations; the name in
Profile.csv. Where these disagree the person is asked, since one wrong guess turns every direction around.
Somebody may have changed the address of their profile, so the owner can have several slugs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.domain.text import clean
from coach.exchange.linkedin_rows import Invitation, Row, folded, slug_of


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns an export, or who might."""

    key: str | None
    """Main slug, or `name:…` in an export without addresses; None if in doubt."""
    slugs: frozenset[str] = frozenset()
    name: str = ""
    """Folded, for rows without addresses."""
    candidates: tuple[str, ...] = ()

    def wrote(self, row: Row) -> bool:
        """Whether a row is outbound."""
        if row.sender:
            return row.sender in self.slugs
        return bool(self.name) and folded(row.sender_name) == self.name


class _Census:
    """Who stands in how many conversations, and under which names."""

    def __init__(self, threads: Mapping[str, Sequence[Row]]) -> None:
        self.slugs: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.called: defaultdict[str, set[str]] = defaultdict(set)
        for rows in threads.values():
            slugs: set[str] = set()
            names: set[str] = set()
            for sender, sender_name, recipients, to in {
                (row.sender, row.sender_name, row.recipients, row.to) for row in rows
            }:
                slugs.update(recipients, (sender,))
                names.update((folded(sender_name), folded(to)))
                self.called[sender].add(folded(sender_name))
                if len(recipients) == 1:
                    self.called[recipients[0]].add(folded(to))
            self.slugs.update(slugs - {""})
            self.names.update(names - {""})


def find_owner(
    threads: Mapping[str, Sequence[Row]], invitations: Sequence[Invitation], own_name: str, me: Sequence[str]
) -> Owner:
    """Find the owner by rule; `me` (slugs, addresses or names) overrides the rules."""
    census = _Census(threads)
    name = folded(own_name)
    invited = _first(Counter(row.own_slug for row in invitations if row.own_slug))
    if me:
        told = _told(me, census, invited)
        if not told:
            return Owner(None, candidates=_likely(census, invited))
        slugs = [key for key in told if not key.startswith("name:")]
        name = next((key[5:] for key in told if key.startswith("name:")), name)
        return _owner(threads, census, slugs, name)
    present = _first(census.slugs)
    tied = _tied(census.slugs)
    if not present and tied:  # as in a single conversation
        by_name = [slug for slug in tied if name and name in census.called[slug]]
        present = by_name[0] if len(by_name) == 1 else (invited if invited in tied else "")
    if invited and present and invited != present:
        shared = census.called[invited] & census.called[present] - {""}
        if not shared and not (name and name in census.called[present] and invited not in census.slugs):
            return Owner(None, candidates=(present, invited))
    found = [slug for slug in (present or invited, invited) if slug]
    if found:
        return _owner(threads, census, list(dict.fromkeys(found)), name)
    if tied:
        return Owner(None, candidates=tied[:5])
    name = name if census.names[name] or not census.names else _first(census.names)
    return _owner(threads, census, [], name) if name else Owner(None, candidates=_likely(census, ""))


def _owner(threads: Mapping[str, Sequence[Row]], census: _Census, slugs: Sequence[str], name: str) -> Owner:
    """Complete an owner: the name by the slug, and slugs of earlier days by the name."""
    own = set(slugs)
    names = {name} if name else set()
    for slug in slugs:
        names |= census.called[slug] - {""}
    for rows in threads.values():
        if any(row.sender in own or not own.isdisjoint(row.recipients) for row in rows):
            continue
        for row in rows:  # the owner is part of every conversation, so here under another address
            if row.sender and folded(row.sender_name) in names and folded(row.to) not in names:
                own.add(row.sender)
            elif len(row.recipients) == 1 and folded(row.to) in names and folded(row.sender_name) not in names:
                own.add(row.recipients[0])
    if not name:
        name = min(names, key=lambda known: (-census.names[known], known), default="")
    key = slugs[0] if slugs else f"name:{name}"
    return Owner(key, frozenset(own), name)


def _told(me: Sequence[str], census: _Census, invited: str) -> list[str]:
    """What the person typed, as slugs and `name:…` keys that the export knows."""
    found = []
    for text in me:
        slug = slug_of(text) or clean(text).strip("@/ ").casefold()
        name = folded(clean(text))
        named = [other for other, names in census.called.items() if other and name in names]
        if slug in census.slugs or (slug and slug == invited):
            found.append(slug)
        elif named:
            found += sorted(named, key=lambda other: -census.slugs[other])[:1]
        elif name in census.names:
            found.append(f"name:{name}")
    return found


def _first(counter: Counter[str]) -> str:
    """The strictly most frequent entry, or empty."""
    tied = _tied(counter)
    return tied[0] if len(tied) == 1 else ""


def _tied(counter: Counter[str]) -> tuple[str, ...]:
    most = max(counter.values(), default=0)
    return tuple(sorted(key for key, count in counter.items() if count == most))


def _likely(census: _Census, invited: str) -> tuple[str, ...]:
    keys = [invited] if invited else []
    keys += [slug for slug, _ in census.slugs.most_common(5)] or [
        f"name:{name}" for name, _ in census.names.most_common(5)
    ]
    return tuple(dict.fromkeys(keys))
