"""Sort the mail of a mailbox by person: who was written to, who replied, what bounced.

This happens after all mail is read, because a reply can come before the mail it answers. A person is an address; a
second address joins it when it replies to a mail sent to the first.

A time zone is guessed from the offsets of somebody's dates, until they confirm it. Three mails have to agree. Offsets
of zero alone say nothing, because many servers write every date in UTC. Of several zones that fit, the one where most
people live is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from coach.importers.import_result import TIME_ORDER, ImportedMessage, ImportedPerson
from coach.importers.mail.headers import normalize_address
from coach.importers.mail.parse_mail import MailMessage
from coach.importers.mail.personal_or_automatic import MailKind, is_robot_address

CHANNEL = "e-mail"
_MOST_RECIPIENTS = 5
"""People in To and Cc of a personal mail. In a group, people answer less often and more briefly than alone (Barron and
Yechiam 2002, Computers in Human Behavior 18:507)."""
_MAILS_NEEDED = 3
"""Mails that have to agree."""
_MAILS_LOOKED_AT = 12
"""Newest mails that are looked at: people move."""
_ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Los_Angeles", "Europe/London", "America/Chicago",
    "Asia/Shanghai", "Asia/Tokyo", "America/Sao_Paulo", "Europe/Moscow", "Europe/Athens", "America/Denver",
    "Australia/Sydney", "Africa/Lagos", "Asia/Dubai", "America/Mexico_City", "America/Bogota", "Asia/Bangkok",
    "Asia/Karachi", "Asia/Dhaka", "Africa/Johannesburg", "Africa/Nairobi", "Pacific/Auckland", "Asia/Tehran",
    "Asia/Jerusalem", "Africa/Cairo", "America/Phoenix", "America/Halifax", "Australia/Brisbane", "Australia/Adelaide",
    "Asia/Kathmandu", "Asia/Colombo", "Asia/Yangon", "Asia/Kabul", "America/Caracas", "America/Santiago",
    "America/St_Johns", "America/Anchorage", "Pacific/Honolulu", "Atlantic/Azores", "Asia/Tashkent",
)  # fmt: skip


class CorrespondenceSorter:
    """Sort the messages of one mailbox. Create it once, then read its fields.

    The given list is emptied on the way, which frees each message once it is sorted.
    """

    def __init__(self, mails: list[MailMessage], own: frozenset[str], lists: set[str]) -> None:
        self.people: dict[str, ImportedPerson] = {}
        self.messages: list[ImportedMessage] = []
        self.ignored: Counter[str] = Counter()
        self._own = own
        self._lists = lists
        self._sent: dict[int, str] = {}  # id of what the owner sent → the one person it was for, or ""
        self._cc: dict[int, frozenset[str]] = {}
        self._outbound: defaultdict[str, list[MailMessage]] = defaultdict(list)
        self._inbound: defaultdict[str, list[MailMessage]] = defaultdict(list)
        self._names: dict[str, tuple[str, str]] = {}  # key → (name, address) as they write it themselves
        self._called: dict[str, tuple[str, str]] = {}  # key → (name, address) as the owner writes it
        self._aliases: dict[str, str] = {}
        mails.sort(key=lambda mail: (mail.at, mail.id))
        others = [mail for mail in mails if not self._is_own(mail)]
        mails.clear()
        came = [mail for mail in others if self._is_counted(mail)]
        self._link_aliases(came)
        for mail in came:
            self._add_inbound(mail)
        returned = self._find_bounced(mail for mail in others if mail.kind is MailKind.BOUNCE)
        del others, came
        aliases: defaultdict[str, list[str]] = defaultdict(list)
        for alias, person in sorted(self._aliases.items()):
            aliases[person].append(alias)
        for key in sorted(self._outbound.keys() | self._inbound.keys()):
            self._build_person(key, tuple(aliases.get(key, ())), returned)
        self.messages.sort(key=TIME_ORDER)

    def _is_own(self, mail: MailMessage) -> bool:
        """Return whether the owner wrote a message, and file or ignore it if so."""
        if mail.draft:
            self.ignored["draft"] += 1
            return True
        if mail.sender_key not in self._own:
            return False
        if mail.kind in (MailKind.PERSONAL, MailKind.ROBOT):  # a robot's name can be one's own, too
            reason = self._add_outbound(mail)
        else:
            reason = mail.kind.value
        if reason:
            self.ignored[reason] += 1
        return True

    def _add_outbound(self, mail: MailMessage) -> str:
        """File an outbound message. Return the reason why it belongs to nobody, or nothing."""
        self._sent[mail.id] = ""
        to = {normalize_address(address): (name, address) for name, address in mail.to or mail.cc}
        everybody = to.keys() | {normalize_address(address) for _, address in mail.cc}
        if to.keys() & self._lists:
            return "mailing_list"
        if len(everybody - self._own) > _MOST_RECIPIENTS:
            return "mass_mail"
        if not everybody - self._own:
            if mail.has_bare_name and not everybody:
                return "no_address"
            return "bcc_only" if mail.has_bcc or not everybody else "to_self"
        keys = to.keys() - self._own
        if len(keys) != 1:
            return "several_recipients"
        (key,) = keys
        if is_robot_address(key):
            return "robot"
        self._sent[mail.id] = key
        self._cc[mail.id] = frozenset(everybody - keys)
        self._outbound[key].append(mail)
        self._called[key] = _choose_name(to[key], self._called.get(key))
        return ""

    def _is_counted(self, mail: MailMessage) -> bool:
        """Return whether a person wrote an incoming message to the owner, and ignore it if not."""
        sender = mail.sender_key
        answer = mail.reply_to in self._sent or not self._sent.keys().isdisjoint(mail.thread)
        reason = ""
        if mail.kind is MailKind.AUTO_REPLY:
            reason = "auto_reply" if answer or sender in self._outbound else "robot"
        elif mail.kind is MailKind.NEWSLETTER and answer and not is_robot_address(sender):
            reason = ""  # people's sales mail calls itself bulk, and can still be an answer
        elif mail.kind is not MailKind.PERSONAL:
            reason = mail.kind.value
        elif sender in self._lists:
            reason = "mailing_list"
        elif mail.spam and not answer:
            reason = "spam"
        elif self._is_mass_mail(mail):
            reason = "mass_mail"
        if reason:
            self.ignored[reason] += 1
        return not reason

    def _is_mass_mail(self, mail: MailMessage) -> bool:
        """Return whether an incoming message went to many and answers nothing that the owner wrote to one person."""
        is_answer = any(self._sent.get(one) for one in (mail.reply_to, *mail.thread) if one is not None)
        return len(mail.recipient_keys) > _MOST_RECIPIENTS and not is_answer

    def _find_original_person(self, mail: MailMessage) -> str:
        """Return the person whom a message from an unknown address answers for, or nothing."""
        sender = mail.sender_key
        asked = self._sent.get(mail.reply_to, "") if mail.reply_to is not None else ""
        if not asked or asked == sender or sender in self._outbound or sender in self._cc[mail.reply_to or 0]:
            return ""
        return asked

    def _link_aliases(self, came: Sequence[MailMessage]) -> None:
        """Join addresses that replied for exactly one person to that person."""
        asked: defaultdict[str, set[str]] = defaultdict(set)
        for mail in came:
            if person := self._find_original_person(mail):
                asked[mail.sender_key].add(person)
        self._aliases = {sender: min(people) for sender, people in asked.items() if len(people) == 1}

    def _add_inbound(self, mail: MailMessage) -> None:
        sender = mail.sender_key
        key = self._aliases.get(sender) or self._find_original_person(mail) or sender
        self._inbound[key].append(mail)
        if key == sender:
            self._names[key] = _choose_name(mail.sender, self._names.get(key))

    def _find_bounced(self, returns: Iterable[MailMessage]) -> set[int]:
        """Return the ids of sent messages that came back."""
        returned: set[int] = set()
        for notice in returns:
            person = self._sent.get(notice.reply_to) if notice.reply_to is not None else None
            if person is not None:
                # It may name an address the mail was forwarded to; a copy that came back says nothing.
                if person and self._cc[notice.reply_to or 0].isdisjoint(notice.failed):
                    returned.add(notice.reply_to or 0)
                continue
            for address in notice.failed:
                before = [mail.id for mail in self._outbound.get(address, ()) if mail.at <= notice.at]
                returned.update([i for i in before if i not in returned][-1:])
        return returned

    def _build_person(self, key: str, aliases: tuple[str, ...], returned: set[int]) -> None:
        out, came = self._outbound.pop(key, []), self._inbound.pop(key, [])
        own, called = self._names.pop(key, ("", "")), self._called.pop(key, ("", ""))
        self.people[key] = ImportedPerson(
            key,
            own[0] or called[0] or None,
            CHANNEL,
            own[1] or called[1] or key,
            aliases,
            bounced=bool(out) and not came and all(mail.id in returned for mail in out),
            # The address written to first stays when another export knows the second one by itself.
            seen=min(mail.at for mail in (*out, *came)),
            zone=_guess_zone([(mail.at, mail.offset) for mail in came]),
            is_owners_word=bool(called[0]) and not own[0],
        )
        for mail, outbound in [*((one, True) for one in out), *((one, False) for one in came)]:
            self.messages.append(
                ImportedMessage(f"mail:{mail.id:016x}", key, mail.at, outbound, CHANNEL, text=mail.text)
            )


def _choose_name(new: tuple[str, str], old: tuple[str, str] | None) -> tuple[str, str]:
    """Return the newer spelling, but never an empty name for a known one."""
    return new if old is None or new[0] else (old[0], new[1])


def _guess_zone(mails: Sequence[tuple[datetime, int | None]]) -> str:
    """Return the zone that the newest mails (moment, offset) agree with, or nothing."""
    known = [(at, offset) for at, offset in mails[-_MAILS_LOOKED_AT:] if offset is not None]
    if len(known) < _MAILS_NEEDED or not any(offset for _, offset in known):
        return ""
    return next((name for name in _ZONES if all(_offset_at(name, at) == offset for at, offset in known)), "")


def _offset_at(name: str, at: datetime) -> int | None:
    zone = _load_zone(name)
    offset = at.astimezone(zone).utcoffset() if zone else None
    return None if offset is None else int(offset.total_seconds()) // 60


@cache
def _load_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # a computer without these lists guesses nothing
        return None
