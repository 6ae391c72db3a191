"""What a mailbox says about people: who was written to, who answered, what came back.

Judged when all mail is read, because an answer may lie in a file before the mail it answers. A person is an
address; a second address joins the first when an answer to a mail sent to the one comes from the other. Any
mail somebody wrote counts as theirs, in whichever thread, so threads and subjects need not be compared; what a
mail answers matters where it would not count otherwise (spam, bulk, another address).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from coach.importers.mail.headers import normalize_address
from coach.importers.mail.messages import MailKind, MailMessage, is_robot_address
from coach.importers.models import ImportedMessage, ImportedPerson

CHANNEL = "e-mail"


class CorrespondenceSorter:
    """Sorts the letters of one mailbox. Use once: `Judge(…)`, then read its fields.

    The list of letters is emptied on the way: there may be very many, and each is freed when it is judged.
    """

    def __init__(self, letters: list[MailMessage], own: frozenset[str], lists: set[str]) -> None:
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
        letters.sort(key=lambda letter: (letter.at, letter.id))
        others = [letter for letter in letters if not self._is_own(letter)]
        letters.clear()
        came = [letter for letter in others if self._is_counted(letter)]
        self._link_aliases(came)
        for letter in came:
            self._add_inbound(letter)
        returned = self._find_bounced(letter for letter in others if letter.kind is MailKind.BOUNCE)
        del others, came
        aliases: defaultdict[str, list[str]] = defaultdict(list)
        for alias, person in sorted(self._aliases.items()):
            aliases[person].append(alias)
        for key in sorted(self._outbound.keys() | self._inbound.keys()):
            self._build_person(key, tuple(aliases.get(key, ())), returned)
        self.messages.sort(key=lambda message: (message.at, message.key))

    def _is_own(self, letter: MailMessage) -> bool:
        """Whether the owner wrote it; if so, it is filed under the person it went to, or ignored."""
        if letter.draft:
            self.ignored["draft"] += 1
            return True
        if normalize_address(letter.sender[1]) not in self._own:
            return False
        if letter.kind in (MailKind.PERSONAL, MailKind.ROBOT):  # a robot's name can be one's own, too
            reason = self._add_outbound(letter)
        else:
            reason = letter.kind.value
        if reason:
            self.ignored[reason] += 1
        return True

    def _add_outbound(self, letter: MailMessage) -> str:
        """File an outbound letter. Returns why it is nobody's, or nothing."""
        self._sent[letter.id] = ""
        to = {normalize_address(address): (name, address) for name, address in letter.to or letter.cc}
        everybody = to.keys() | {normalize_address(address) for _, address in letter.cc}
        if to.keys() & self._lists:
            return "mailing_list"
        if not everybody - self._own:
            return "bcc_only" if letter.has_bcc or not everybody else "to_self"
        keys = to.keys() - self._own
        if len(keys) != 1:
            return "several_recipients"
        (key,) = keys
        if is_robot_address(key):
            return "robot"
        self._sent[letter.id] = key
        self._cc[letter.id] = frozenset(everybody - keys)
        self._outbound[key].append(letter)
        self._called[key] = _choose_name(to[key], self._called.get(key))
        return ""

    def _is_counted(self, letter: MailMessage) -> bool:
        """Whether a letter that came in was written by a person to the owner; if not, it is ignored."""
        sender = normalize_address(letter.sender[1])
        answer = letter.reply_to in self._sent or not self._sent.keys().isdisjoint(letter.thread)
        reason = ""
        if letter.kind is MailKind.AUTO_REPLY:
            reason = "auto_reply" if answer or sender in self._outbound else "robot"
        elif letter.kind is MailKind.NEWSLETTER and answer and not is_robot_address(sender):
            reason = ""  # people's sales mail calls itself bulk, and can still be an answer
        elif letter.kind is not MailKind.PERSONAL:
            reason = letter.kind.value
        elif sender in self._lists:
            reason = "mailing_list"
        elif letter.spam and not answer:
            reason = "spam"
        if reason:
            self.ignored[reason] += 1
        return not reason

    def _find_original_person(self, letter: MailMessage) -> str:
        """The person whom the letter answers although it comes from an address nobody wrote to, or nothing."""
        sender = normalize_address(letter.sender[1])
        asked = self._sent.get(letter.reply_to, "") if letter.reply_to is not None else ""
        if not asked or asked == sender or sender in self._outbound or sender in self._cc[letter.reply_to or 0]:
            return ""
        return asked

    def _link_aliases(self, came: Sequence[MailMessage]) -> None:
        """Join addresses that answered for one person, and for nobody else, to that person."""
        asked: defaultdict[str, set[str]] = defaultdict(set)
        for letter in came:
            if person := self._find_original_person(letter):
                asked[normalize_address(letter.sender[1])].add(person)
        self._aliases = {sender: min(people) for sender, people in asked.items() if len(people) == 1}

    def _add_inbound(self, letter: MailMessage) -> None:
        sender = normalize_address(letter.sender[1])
        key = self._aliases.get(sender) or self._find_original_person(letter) or sender
        self._inbound[key].append(letter)
        if key == sender:
            self._names[key] = _choose_name(letter.sender, self._names.get(key))

    def _find_bounced(self, returns: Iterable[MailMessage]) -> set[int]:
        """Ids of sent letters that came back."""
        returned: set[int] = set()
        for notice in returns:
            person = self._sent.get(notice.reply_to) if notice.reply_to is not None else None
            if person is not None:
                # It may name an address the letter was forwarded to; a copy that came back says nothing.
                if person and self._cc[notice.reply_to or 0].isdisjoint(notice.failed):
                    returned.add(notice.reply_to or 0)
                continue
            for address in notice.failed:
                before = [letter.id for letter in self._outbound.get(address, ()) if letter.at <= notice.at]
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
            bounced=bool(out) and not came and all(letter.id in returned for letter in out),
            # The address written to first stays when another export knows the second one by itself.
            seen=min(letter.at for letter in (*out, *came)),
        )
        for letter, outbound in [*((one, True) for one in out), *((one, False) for one in came)]:
            self.messages.append(
                ImportedMessage(f"mail:{letter.id:016x}", key, letter.at, outbound, CHANNEL, text=letter.text)
            )


def _choose_name(new: tuple[str, str], old: tuple[str, str] | None) -> tuple[str, str]:
    """The newer spelling, but never an empty name for a known one."""
    return new if old is None or new[0] else (old[0], new[1])
