"""Invented accounts whose truth is known.

An account is a model (who wrote what to whom and when) made from a seed. The truth is counted from the model;
`render` writes the files of an export from the same model, so a parser can be held against it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from coach.importers.options import ImportOptions

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_FIRST = ["Anouk", "Bela", "Çelik", "Dag", "Émile", "Faye", "Goran", "Hana", "Ilse", "Jun", "Kōji", "Łucja"]
_LAST = ["Abara", "Brandt", "Costa", "Dvořák", "Eker", "Farkas", "Gruber", "Haas", "Ito", "Jansen", "Klein"]
_BITS = [
    "Hello, how are you?",
    "Would Tuesday suit?",
    "See <here> & there",
    "👍",
    "Thanks,\nthat helps",
    'They say "yes"',
]


def make_options(me: str | tuple[str, ...] = (), **others: Any) -> ImportOptions:
    """Return options for reading; one owner may be a plain text."""
    return ImportOptions((me,) if isinstance(me, str) else me, **others)


@dataclass(frozen=True)
class Who:
    """A person of the model."""

    name: str
    slug: str
    company: str = ""
    connected: date | None = None
    number: int = 0
    """Id on X."""

    @property
    def url(self) -> str:
        return f"https://www.linkedin.com/in/{quote(self.slug)}"


@dataclass(frozen=True)
class Line:
    """A message of the model."""

    at: datetime
    out: bool
    text: str
    draft: bool = False
    attachment: str = ""
    who: Who | None = None
    """Who wrote it, in groups."""


@dataclass(frozen=True)
class Talk:
    """A conversation of the model."""

    key: str
    kind: str
    """direct, group_thread, sponsored, spam_folder, deleted_member, draft_only."""
    others: tuple[Who, ...]
    lines: tuple[Line, ...]
    note_sent: datetime | None = None
    """When the invitation was sent whose note is the first line (dated at acceptance)."""


@dataclass(frozen=True)
class Account:
    """An invented account."""

    me: Who
    people: tuple[Who, ...]
    talks: tuple[Talk, ...]
    pending: tuple[tuple[Who, datetime, bool, str], ...] = ()
    """Invitations that nobody accepted: who, when, sent by the owner, note."""
    at: datetime = NOW
    hidden: int = 3
    extra: dict[str, bytes] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True)
class Truth:
    """What is true of one person."""

    state: str
    outbound: int
    inbound: int
    first_out: datetime | None
    last_out: datetime | None
    first_in: datetime | None
    last_in: datetime | None


def account(seed: int, size: int = 40) -> Account:
    """An account with every kind of conversation, of about `size` people."""
    dice = random.Random(seed)
    me = Who("Mo Quist", f"mo-quist-{seed}", number=10**17 + seed)
    people = [_who(dice, place) for place in range(size)]
    talks: list[Talk] = []
    pending: list[tuple[Who, datetime, bool, str]] = []
    for place, who in enumerate(people):
        kind = "direct" if place < size * 2 // 3 else dice.choice(
            ["group_thread", "sponsored", "spam_folder", "deleted_member", "draft_only", "note", "pending", "none"]
        )  # fmt: skip
        if kind == "pending":
            pending.append((who, _time(dice, 100), dice.random() < 0.6, dice.choice(["", "May I?"])))
        elif kind == "note":
            talks.append(_accepted(dice, who, len(talks)))
        elif kind != "none":
            others = (who,) if kind != "group_thread" else tuple(dict.fromkeys((who, *dice.sample(people, 3))))
            talks.append(Talk(_key(dice), kind, others, _lines(dice, kind, others)))
    return Account(me, tuple(people), tuple(talks), tuple(pending))


def _who(dice: random.Random, place: int) -> Who:
    name = f"{dice.choice(_FIRST)} {dice.choice(_LAST)}{dice.choice(['', '', '', ', PhD', ' 🚀'])}"
    slug = f"{name.split(',')[0].replace(' ', '-').replace('🚀', '').strip('-').lower()}-{place:03x}"
    connected = date(2015, 1, 1) + timedelta(days=dice.randrange(3700)) if dice.random() < 0.7 else None
    company = dice.choice(["", "Ålesund Tide, Ltd.", 'The "Q" Works'])
    return Who(name, slug, company, connected, 10**18 + place * 7919)


def _key(dice: random.Random) -> str:
    return f"2-{dice.getrandbits(120):030x}=="


def _time(dice: random.Random, days: float = 400) -> datetime:
    return NOW - timedelta(days=1, seconds=dice.randrange(int(days * 86_400)))


def _lines(dice: random.Random, kind: str, others: tuple[Who, ...]) -> tuple[Line, ...]:
    if kind == "sponsored":
        text = '<p class="spinmail-quill-editor__spin-break">Hi %FIRSTNAME%</p>'
        return (Line(_time(dice), False, text),)
    if kind == "spam_folder":
        return (Line(_time(dice), False, "You won"),)
    if kind == "draft_only":
        return (Line(_time(dice), True, "Not yet", draft=True),)
    at, lines = _time(dice), []
    for number in range(dice.randrange(1, 7)):
        out = dice.random() < 0.6
        text = "" if dice.random() < 0.1 else f"{dice.choice(_BITS)} {number}"
        writer = None if out else dice.choice(others)
        lines.append(Line(at, out, text, attachment="" if text else f"https://files.example/{number}", who=writer))
        at += timedelta(seconds=dice.choice([0 if text else 9, 30, 4000, 90_000]))
    if kind == "direct" and dice.random() < 0.15:
        lines.append(Line(at + timedelta(hours=1), True, "A draft", draft=True))
    return tuple(line for line in lines if line.at < NOW)


def _accepted(dice: random.Random, who: Who, number: int) -> Talk:
    sent = _time(dice, 150) - timedelta(days=8)
    accepted = sent + timedelta(days=5, seconds=77)
    lines = [Line(accepted, True, f"We share an interest in tides {number}")]
    if dice.random() < 0.5:
        lines.append(Line(accepted + timedelta(hours=3), False, "Nice to meet you"))
    return Talk(_key(dice), "direct", (who,), tuple(lines), note_sent=sent)


def truth(made: Account) -> dict[str, Truth]:
    """The truth about everybody with a direct conversation, by slug."""
    lines: dict[str, list[tuple[datetime, bool]]] = {}
    for talk in made.talks:
        if talk.kind == "direct":
            sent = [(line.at, line.out) for line in talk.lines if not line.draft]
            if talk.note_sent:
                sent[0] = (talk.note_sent, True)
            if sent:
                lines.setdefault(talk.others[0].slug, []).extend(sent)
    return {slug: _truth(sorted(sent, key=lambda pair: pair[0])) for slug, sent in lines.items()}


def _truth(sent: list[tuple[datetime, bool]]) -> Truth:
    outs, ins = [at for at, out in sent if out], [at for at, out in sent if not out]
    if not outs:
        state = "inbound_only"
    elif not ins:
        state = "never_replied"
    else:
        state = "went_quiet" if sent[-1][1] else "your_turn"
    first_out, last_out = (outs[0], outs[-1]) if outs else (None, None)
    first_in, last_in = (ins[0], ins[-1]) if ins else (None, None)
    return Truth(state, len(outs), len(ins), first_out, last_out, first_in, last_in)


def later(made: Account, seed: int = 0) -> Account:
    """The same account two weeks on: answers, a draft sent, a changed address, a closed account, a removal."""
    dice = random.Random(seed)
    direct = [talk for talk in made.talks if talk.kind == "direct" and any(not one.draft for one in talk.lines)]
    chosen = dice.sample(direct, 4)
    talks = {talk.key: talk for talk in made.talks}
    answered, closed, renamed, sent = chosen
    when = NOW + timedelta(days=3)
    talks[answered.key] = replace(answered, lines=(*answered.lines, Line(when, False, "At last")))
    talks[closed.key] = replace(closed, kind="deleted_member")
    new = replace(renamed.others[0], slug=renamed.others[0].slug + "-new")
    talks[renamed.key] = replace(renamed, others=(new,))
    kept = tuple(line for line in sent.lines if not line.draft)
    talks[sent.key] = replace(sent, lines=(*kept, Line(when, True, "Sent now")))
    people = [new if who == renamed.others[0] else who for who in made.people if who != answered.others[0]]
    return replace(made, talks=tuple(talks.values()), people=tuple(people), at=NOW + timedelta(days=14))
