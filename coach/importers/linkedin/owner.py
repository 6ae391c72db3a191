"""Find the owner of a LinkedIn export.

In this order: the sender of outgoing invitations; the person in most conversations; the name in Profile.csv. If these
disagree the person is asked, because a wrong guess reverses every direction. The owner can have several slugs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import multimode

from coach.domain.text import clean_text, fold_text
from coach.importers.import_result import NAME_ONLY
from coach.importers.linkedin.tables import Invitation, MessageRow, parse_slug
from coach.importers.mail.headers import normalize_address


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns an export, or who might."""

    key: str | None
    """Main slug, or `name:…` in an export without addresses; None if in doubt."""
    slugs: frozenset[str] = frozenset()
    name: str = ""
    """Folded, for rows without addresses."""
    candidates: tuple[str, ...] = ()


class _ParticipantCounts:
    """Who stands in how many conversations, and under which names."""

    def __init__(self, threads: Mapping[str, Sequence[MessageRow]], invitations: Sequence[Invitation]) -> None:
        self.slugs: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.called: defaultdict[str, set[str]] = defaultdict(set)
        self.addressed = False
        """There are addresses of recipients."""
        for rows in threads.values():
            slugs: set[str] = set()
            names: set[str] = set()
            for sender, sender_name, recipients, to in {
                (row.sender, row.sender_name, row.recipients, row.to) for row in rows
            }:
                slugs.update(recipients, (sender,))
                names.update((fold_text(sender_name), fold_text(to)))
                self.called[sender].add(fold_text(sender_name))
                self.addressed |= bool(recipients)
                if len(recipients) == 1:
                    self.called[recipients[0]].add(fold_text(to))
            self.slugs.update(slugs - {""})
            self.names.update(names - {""})
        for one in invitations:
            self.called[one.own_slug].add(fold_text(one.own_name))


def find_owner(
    threads: Mapping[str, Sequence[MessageRow]], invitations: Sequence[Invitation], own_name: str, me: Sequence[str]
) -> Owner:
    """Find the owner by rule; `me` (slugs, profile addresses or names) overrides the rules.

    A mail address in `me` is meant for a mailbox that is imported together with this.
    """
    me = [word for word in me if not normalize_address(word)]
    counts = _ParticipantCounts(threads, invitations)
    name = fold_text(own_name)
    invited = _most_frequent(Counter(row.own_slug for row in invitations if row.own_slug))
    if me:
        given = _match_given_names(me, counts, invited)
        if not given:
            return Owner(None, candidates=_likely_owners(counts, invited))
        slugs = [key for key in given if not key.startswith(NAME_ONLY)]
        name = next((key.removeprefix(NAME_ONLY) for key in given if key.startswith(NAME_ONLY)), name)
        return _complete_owner(threads, counts, slugs, name)
    present = _most_present_slug(counts, name)
    if present and invited and present != invited:
        shared = counts.called[invited] & counts.called[present] - {""}
        if not shared:
            return Owner(None, candidates=(present, invited))
    slugs = [slug for slug in dict.fromkeys((present or invited, invited)) if slug]
    if not slugs and not name:
        name = _most_frequent(counts.names)
    if slugs or (name and name in counts.names):
        return _complete_owner(threads, counts, slugs, name)
    return Owner(None, candidates=_likely_owners(counts, ""))


def _most_present_slug(counts: _ParticipantCounts, name: str) -> str:
    """Return the slug that stands in most conversations, or empty if none does or several do.

    Where the export has no addresses of recipients, it is the name that stands in most of them, as the owner who did
    not write is there by name alone. The name in the profile decides between equals.
    """
    if not counts.addressed:
        name = name if name in counts.names else _most_frequent(counts.names)
        tied = [slug for slug in counts.slugs if name and name in counts.called[slug]]
    else:
        tied = multimode(counts.slugs.elements())
        if len(tied) > 1:  # as in a single conversation
            tied = [slug for slug in tied if name and name in counts.called[slug]]
    return tied[0] if len(tied) == 1 else ""


def _complete_owner(
    threads: Mapping[str, Sequence[MessageRow]], counts: _ParticipantCounts, slugs: Sequence[str], name: str
) -> Owner:
    """Complete an owner: the name by the slug, and slugs of earlier days by the name."""
    own = set(slugs)
    names = {name} if name else set()
    for slug in slugs:
        names |= counts.called[slug] - {""}
    for rows in threads.values():
        if any(row.sender in own or not own.isdisjoint(row.recipients) for row in rows):
            continue
        for row in rows:  # the owner is part of every conversation, so here under another address
            if row.sender and fold_text(row.sender_name) in names and fold_text(row.to) not in names:
                own.add(row.sender)
            elif len(row.recipients) == 1 and fold_text(row.to) in names and fold_text(row.sender_name) not in names:
                own.add(row.recipients[0])
    if not name:
        name = min(names, key=lambda known: (-counts.names[known], known), default="")
    key = slugs[0] if slugs else f"{NAME_ONLY}{name}"
    return Owner(key, frozenset(own), name)


def _match_given_names(me: Sequence[str], counts: _ParticipantCounts, invited: str) -> list[str]:
    """Return what the person typed, as slugs and `name:…` keys that the export knows."""
    found = []
    for text in me:
        text = text.removeprefix(NAME_ONLY)
        slug = parse_slug(text) or clean_text(text).strip("@/ ").casefold()
        name = fold_text(clean_text(text))
        named = [other for other, names in counts.called.items() if other and name in names]
        if slug in counts.slugs or (slug and slug == invited):
            found.append(slug)
        elif named:
            found += sorted(named, key=lambda other: (-counts.slugs[other], other))[:1]
        elif name in counts.names:
            found.append(f"{NAME_ONLY}{name}")
    return found


def _most_frequent(counter: Counter[str]) -> str:
    """Return the strictly most frequent entry, or empty."""
    tied = multimode(counter.elements())
    return tied[0] if len(tied) == 1 else ""


def _likely_owners(counts: _ParticipantCounts, invited: str) -> tuple[str, ...]:
    """Return who to ask about: the most frequent first."""
    keys = [invited] if invited else []
    keys += _rank_by_count(counts.slugs) or [f"{NAME_ONLY}{name}" for name in _rank_by_count(counts.names)]
    return tuple(dict.fromkeys(keys))


def _rank_by_count(counter: Counter[str]) -> list[str]:
    return sorted(counter, key=lambda key: (-counter[key], key))[:5]
