"""LinkedIn conversations, judged: which say something about one person, and which messages they hold.

Groups, sponsored mail, spam, chats with LinkedIn's own helpers, drafts and people who closed their account
make nobody "unanswered". What remains is direct, and every row of it becomes one message, once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from coach.domain.text import fold
from coach.exchange.found import FoundMessage, FoundThread
from coach.exchange.linkedin_owner import Owner
from coach.exchange.linkedin_rows import DAY, Connection, Invitation, Row, noon

CHANNEL = "linkedin"
_HELPER = re.compile(r"coach|role.?play|guide|assistant|learning", re.I)
_CREDENTIAL = re.compile(r"[A-Z][A-Za-z0-9.®™-]{0,9}|[A-Za-z]{1,3}\.(?: ?[A-Za-z]{1,5}\.?)*")
_TICK = timedelta(microseconds=1)


class Names:
    """Who is called what, to find a person in the layouts that lack addresses.

    A name stands for a person only if nobody else in connections or messages has it.
    """

    def __init__(self, connections: Iterable[Connection], threads: Mapping[str, Sequence[Row]]) -> None:
        self._slugs: defaultdict[str, set[str]] = defaultdict(set)
        self._rows: Counter[str] = Counter()
        for one in connections:
            if one.slug:
                self._slugs[fold(one.name)].add(one.slug)
            else:
                self._rows[fold(one.name)] += 1
        for rows in threads.values():
            for row in rows:
                if row.sender and row.sender_name:
                    self._slugs[fold(row.sender_name)].add(row.sender)

    def known(self, name: str) -> bool:
        """Whether somebody is called so."""
        name = fold(name)
        return name in self._slugs or name in self._rows

    def key(self, name: str) -> str | None:
        """The slug of the only one called so, `name:…` if there is no slug, None if there are several."""
        name = fold(name)
        slugs = self._slugs.get(name, set())
        if len(slugs) > 1 or self._rows[name] > 1:
            return None
        return next(iter(slugs), f"name:{name}")


@dataclass(slots=True)
class Judged:
    """What all conversations of one export come to."""

    threads: dict[str, FoundThread] = field(default_factory=dict)
    messages: list[FoundMessage] = field(default_factory=list)
    aside: list[FoundMessage] = field(default_factory=list)
    names: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    """Person → newest name in messages, and when."""
    aliases: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ignored: Counter[str] = field(default_factory=Counter)


def judge(
    threads: Mapping[str, Sequence[Row]],
    owner: Owner,
    names: Names,
    invitations: Sequence[Invitation],
    as_of: datetime | None,
) -> Judged:
    """Judge every conversation. `threads` holds rows in file order, newest first."""
    judged = Judged()
    notes: defaultdict[str, list[Invitation]] = defaultdict(list)
    for invitation in invitations:
        if invitation.outbound and invitation.note:
            notes[invitation.slug or names.key(invitation.name) or ""].append(invitation)
    for key, all_rows in threads.items():
        rows = _sent_once(all_rows, owner, judged.ignored)
        kind, person = _kind(key, all_rows, rows, owner, names, judged)
        judged.threads[key] = FoundThread(kind, person, as_of)
        if kind == "ai_coach":
            judged.ignored[kind] += len(all_rows)
        elif kind != "direct":
            judged.ignored[kind] += 1
        if kind == "direct":
            found = _messages(key, person, rows, owner)
            if found and found[0].outbound:
                found[0] = _dated_by_invitation(found[0], rows[0], notes.get(person, ()))
            judged.messages += found
        elif kind == "deleted_member":
            judged.aside += _messages(key, "", rows, owner)
    return judged


def _sent_once(rows: Sequence[Row], owner: Owner, ignored: Counter[str]) -> list[Row]:
    """Rows that were sent, each once, oldest first; rows of one second in the order they were written."""
    seen: set[tuple[bool, datetime, str]] = set()
    kept = []
    for row in reversed(rows):
        mark = (owner.wrote(row), row.at, row.text)
        if row.draft:
            ignored["draft"] += 1
        elif mark in seen:
            ignored["duplicate"] += 1
        else:
            seen.add(mark)
            kept.append(row)
    kept.sort(key=lambda row: row.at)
    return kept


def _kind(
    key: str, all_rows: Sequence[Row], rows: list[Row], owner: Owner, names: Names, judged: Judged
) -> tuple[str, str]:
    """What a conversation is, and whose if it is direct. Takes sponsored rows out of `rows`."""
    if _is_group(all_rows, owner, names):
        return ("group_thread" if rows else "draft_only"), ""
    slugs = dict.fromkeys(
        slug
        for row in reversed(rows or all_rows)
        for slug in (row.sender, *row.recipients)
        if slug and slug not in owner.slugs
    )
    called = [name for row in rows or all_rows if (name := _other_name(row, owner))]
    person = next(iter(slugs), "") or (_by_name(key, called[-1], names) if called else "")
    if not rows:
        return "draft_only", person
    titled = next((row.titled for row in all_rows if row.titled), "")
    if not slugs and not called and _HELPER.search(titled):
        return "ai_coach", ""
    if any(row.sponsored for row in rows):
        rows[:] = [row for row in rows if not row.sponsored]
        if not rows:
            return "sponsored", ""
    if all(row.spam for row in rows):
        return "spam_folder", ""
    if not person:
        return "deleted_member", ""
    if called and rows[-1].at >= judged.names.get(person, (rows[0].at, ""))[0]:
        judged.names[person] = (rows[-1].at, called[-1])
    judged.aliases[person] |= set(slugs) - {person}
    return "direct", person


def _other_name(row: Row, owner: Owner) -> str:
    """The other side's name in a row of a direct conversation."""
    return row.to if owner.wrote(row) else row.sender_name


def _by_name(key: str, name: str, names: Names) -> str:
    """A person without an address: by name, or by the conversation if several people are called so."""
    return names.key(name) or f"name:{fold(name)}#{_digest(key)}"


def _is_group(rows: Sequence[Row], owner: Owner, names: Names) -> bool:
    """More than one other person. Doubtful cases are groups: a group makes nobody "unanswered"."""
    if any(len(row.recipients) > 1 for row in rows):
        return True
    others: dict[str, str] = {}
    for row in rows:
        for slug in (row.sender, *row.recipients):
            if slug and slug not in owner.slugs:
                others[slug] = fold(_other_name(row, owner)) or others.get(slug, "")
    # One name under two addresses is one person who changed the address (two exports joined by hand).
    if len(others) > 1 and len(set(others.values()) - {""}) != 1:
        return True
    senders = {fold(row.sender_name) for row in rows if not owner.wrote(row) and row.sender_name}
    if len(senders) > 1 and not others:
        return True
    return any(
        _names_several(row.to, bool(row.titled), owner, names, senders) for row in rows if not row.recipients
    )


def _names_several(to: str, titled: bool, owner: Owner, names: Names, senders: set[str]) -> bool:
    """Whether a TO without addresses lists several people. Names themselves hold commas ("Tamm, MBA")."""
    _, comma, rest = to.partition(", ")
    if not comma or fold(to) in senders or fold(to) == owner.name or names.known(to):
        return False
    return titled or not all(_CREDENTIAL.fullmatch(part) for part in rest.split(", ")) or names.known(rest)


def _messages(key: str, person: str, rows: Sequence[Row], owner: Owner) -> list[FoundMessage]:
    """Rows as messages. The text is part of a key only where one second holds several of them."""
    outs = [owner.wrote(row) for row in rows]
    same = Counter((out, row.at) for out, row in zip(outs, rows, strict=True))
    found: list[FoundMessage] = []
    last: datetime | None = None
    for out, row in zip(outs, rows, strict=True):
        own = f"{CHANNEL}|{key}|{'out' if out else 'in'}|{row.at:%Y-%m-%dT%H:%M:%SZ}"
        if same[out, row.at] > 1:
            own += f"#{_digest(row.text)}"
        # Rows of one second keep their order by a microsecond each.
        at = row.at if last is None or row.at > last else last + _TICK
        found.append(FoundMessage(own, person, at, out, CHANNEL, text=row.full, thread=key))
        last = at
    return found


def _dated_by_invitation(message: FoundMessage, row: Row, notes: Sequence[Invitation]) -> FoundMessage:
    """A first message that repeats an invitation's note is that note, sent when the invitation was."""
    sent = [note.sent for note in notes if note.note == row.text and noon(note.sent) - DAY <= row.at]
    if not sent:
        return message
    at = min(noon(max(sent)), message.at)
    return replace(message, at=at, whole_day=True, kind="invitation")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
