"""Find the owner of a mailbox, or the candidates to ask about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coach.domain.text import fold_text
from coach.importers.mail import mail_words
from coach.importers.mail.headers import list_tagged_addresses, normalize_address
from coach.importers.mail.parse_mail import MailMessage
from coach.importers.mail.personal_or_automatic import MailKind

_ENOUGH = 3  # mails before a majority means anything
_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Owner:
    """The keys of the owner's addresses; none if the owner is unclear."""

    addresses: frozenset[str] = frozenset()
    main: str | None = None
    candidates: tuple[str, ...] = ()
    """Whom to ask about, likeliest first, when in doubt."""


def find_owner(mails: Collection[MailMessage], delivered: Mapping[str, int], me: Sequence[str]) -> Owner:
    """Return the owner, or candidates.

    In this order: who is given in `me`; senders of mail in the sent folder; the address that most mail was delivered
    to; the sender of most mail without Received headers. If the last two disagree, both are candidates. An address in
    `me` that no mail names is a slip where some of the mail was sent from here: a wrong owner reverses every direction.
    """
    named = {key for word in me if (key := normalize_address(word))}
    names = {fold_text(word) for word in me if "@" not in word}
    if names:
        named |= {mail.sender_key for mail in mails if fold_text(mail.sender[0]) in names}
    arrived = _majority_address(Counter(delivered), 0.5)
    sent = _count_senders(mail for mail in mails if not mail.labels.isdisjoint(mail_words.SENT))
    if not sent and arrived and (word := _find_sent_label(mails, arrived)):
        sent = _count_senders(mail for mail in mails if word in mail.labels)
    sent = _drop_answers(sent, mails, named)
    seen = named & delivered.keys()
    for mail in mails if named else ():
        seen |= named & {mail.sender_key, *mail.recipient_keys}
    if named and not (seen or sent or arrived) and not all(mail.received for mail in mails):
        return Owner(candidates=tuple(_frequent_addresses(mails)))
    if named or sent:
        own = frozenset(named | sent.keys() | ({arrived} if arrived else set()))
        own |= list_tagged_addresses(own, {mail.sender_key for mail in mails})
        return Owner(own, max(sorted(seen or sent or named or own), key=lambda key: sent[key]))
    untraced = _majority_address(_count_senders(mail for mail in mails if not mail.received), 0.6)
    if arrived and untraced in (None, arrived):
        return Owner(frozenset({arrived}), arrived)
    if untraced and not arrived and _is_usual_recipient(mails, untraced):
        return Owner(frozenset({untraced}), untraced)
    first = [key for key in (arrived, untraced) if key]
    return Owner(candidates=tuple(dict.fromkeys((*first, *_frequent_addresses(mails))))[:_CANDIDATES])


def _drop_answers(sent: Counter[str], mails: Iterable[MailMessage], named: Collection[str]) -> Counter[str]:
    """Return the senders of the sent folder without those who wrote to the owner only: their mail was moved there."""
    own = {*named} or {key for key, _ in sent.most_common(1)}
    to_others = set(own)
    for mail in mails:
        if own.isdisjoint(mail.recipient_keys):
            to_others.add(mail.sender_key)
    return Counter({key: count for key, count in sent.items() if key in to_others})


def _count_senders(mails: Iterable[MailMessage]) -> Counter[str]:
    return Counter(mail.sender_key for mail in mails if mail.kind is MailKind.PERSONAL and not mail.draft)


def _majority_address(counts: Counter[str], share: float) -> str | None:
    """Return the key that more than `share` of all belong to, if there are enough to tell."""
    counts = Counter({key: count for key, count in counts.items() if key})
    if not counts:
        return None
    (key, count), *_ = counts.most_common(1)
    return key if count >= _ENOUGH and count > share * counts.total() else None


def _find_sent_label(mails: Iterable[MailMessage], owner: str) -> str | None:
    """Return the label that stands on the owner's own mail and on hardly any other:

    "sent" in a language not known here.
    """
    on_own: Counter[str] = Counter()
    on_others: Counter[str] = Counter()
    own = others = 0
    for mail in mails:
        if mail.sender_key == owner:
            on_own.update(mail.labels)
            own += 1
        else:
            on_others.update(mail.labels)
            others += 1
    words = [word for word, count in on_own.most_common(5) if count > 0.8 * own]
    # An old address of the owner is among the others, with the same label.
    return next((word for word in words if own >= _ENOUGH and on_others[word] < 0.3 * max(others, 1)), None)


def _is_usual_recipient(mails: Iterable[MailMessage], key: str) -> bool:
    received = [mail for mail in mails if mail.sender_key != key]
    return 2 * sum(key in mail.recipient_keys for mail in received) > len(received)


def _frequent_addresses(mails: Iterable[MailMessage]) -> list[str]:
    """Addresses that stand in most mails, as sender or recipient."""
    counts: Counter[str] = Counter()
    for mail in mails:
        counts.update({normalize_address(address) for _, address in (mail.sender, *mail.to)})
    return sorted(counts, key=lambda key: (-counts[key], key))[:_CANDIDATES]
