"""Remarks on a draft message, and texts for a follow-up.

A remark never blocks and never rewrites. There is at most one of a kind, however often it applies. Everything is
found in the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from coach.advice import catalogue
from coach.domain.text import NOTE_LIMIT, clean

LENGTH = 400
"""Characters up to which a message is easy to read on a phone and easy to answer."""
SENTENCE = 25
"""Words up to which a sentence is short."""

MarkKind = Literal["length", "question", "questions", "capitals", "sharp", "sentence", "nudge"]
Place = tuple[int, int]
"""From the first character to the one after the last, counted from 0."""

_QUOTED = re.compile(r"^>.*$", re.MULTILINE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+")
_ASKS = re.compile(r"[?？؟]+(?:[?？؟!！ ]*[?？؟])?")
_WORD = re.compile(r"[^\W_]+(?:['’./-][^\W_]+)*")
_ENDS = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s++[^a-z]|\s*+$)|[。！？]+")
_BULLET = re.compile(r"\s*(?:[-*•–]|\d+[.)])\s")
_WRAPPED = 40  # a line shorter than this ended because its writer ended it
# Short words that people shout; longer ones in capitals are shouted anyway, but for some names.
_LOUD = re.compile("NOW|NOT|WHY|YOU|YOUR|VERY|NEED|WANT|HELP|STOP|WAIT|READ|THIS|LAST|SOON")
_NAME = re.compile("UNESCO|UNICEF|EBITDA|HIPAA|LATAM|ICANN|COBOL|FORTRAN|MATLAB|NASDAQ|LINUX|CRISPR|ERASMUS")
_NUDGE = re.compile(
    r"\b(?:following up|checking in|touching base|circling back|bumping this|bump this"
    r"|(?:to|just|will|quickly) (?:follow up|check in|touch base|circle back)"
    r"|(?:just|quick|little|gentle|small) (?:follow-up|check-in|nudge|ping|bump))\b",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"https?://|www\.|\battached\b|\bcongrat|\bcongrats\b"
    r"|\bI(?:'ve| have|’ve)? (?:just |since |now |also )?"
    r"(?:saw|seen|read|noticed|heard|found|met|tried|finished|learned)\b"
    r"|\b(?:a|an|another|some|for|over)\s+(?:[\w-]+\s+){0,2}"
    r"(?:coffee|tea|lunch|call|chat|walk|event|meetup|talk|article|post|paper|book|idea|example|draft|link|intro)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btomorrow\b|\bnext (?:week|month)\b", re.IGNORECASE
)

OFFERS = (
    "Hi {name}, instead of one more message about {subject}: would you like a coffee one of these weeks? "
    "I come to wherever suits you, and there is no rush.",
    "Hi {name}, I am still curious about {subject}. Would a 15-minute call suit you, some time next week or later? "
    "I bring two short points, and we end on time.",
    "Hi {name}, there is an event coming up that made me think of {subject}. Shall we meet there? "
    "If the date does not suit you, I gladly tell you afterwards what was said.",
)
"""The coach's own texts to ask again with: a coffee, a call, an event."""
_BLANK = re.compile(r"[\[{]+([^\[\]{}]*)[\]}]+")
_BRACKETS = re.compile(r"[\[\]{}]+")
_SUBJECT_LENGTH = 80
_NO_NAME, _NO_SUBJECT, _GAP = "there", "your work", "…"


@dataclass(frozen=True, slots=True)
class Mark:
    """One remark: its kind, all places in the text that it is about, and one calm sentence."""

    kind: MarkKind
    where: tuple[Place, ...]
    says: str


def marks(text: str, *, to_tie: str | None = None) -> tuple[Mark, ...]:
    """Return the remarks on a draft in the order of their first places; none for an empty one. Never raises.

    Quoted lines (starting with >) are somebody else's and are passed over; addresses have no words in them.
    To a strong tie no question is asked for: a hello or a thank-you between friends needs none.
    """
    own = _QUOTED.sub(_spaces, text)
    if not own.strip():
        return ()
    read = _ADDRESS.sub(_spaces, own)
    found = (
        _length(text),
        _questions(read, asked_for=to_tie != "strong"),
        _capitals(read),
        _sharp(read),
        _sentences(read),
        _nudge(own),
    )
    return tuple(sorted((mark for mark in found if mark), key=lambda mark: mark.where))


def follow_up_texts(name: str, subject: str, own: Iterable[str] = ()) -> list[str]:
    """Return texts to ask again with, ready to copy and edit: the person's `own`, then coffee, call, event.

    {name} and {subject}, in either kind of bracket, are filled in; any other blank becomes "…", so that no
    bracket is ever sent. Each text comes once.
    """
    fills = {
        "name": _plain(name) or _NO_NAME,
        "subject": _plain(subject).rstrip(" .,;:!?") or _NO_SUBJECT,
    }
    texts = (_fill(text, fills) for text in (*own, *OFFERS))
    return list(dict.fromkeys(text for text in texts if text))


def _length(text: str) -> Mark | None:
    length = len(_QUOTED.sub("", text).strip())
    if length <= LENGTH:
        return None
    says = f"{length} characters. Around {LENGTH} are easy to read on a phone, and easy to answer."
    return Mark("length", ((LENGTH, len(text)),), says)


def _questions(text: str, *, asked_for: bool) -> Mark | None:
    places = _places(_ASKS.finditer(text))
    if len(places) > 1:
        says = f"{len(places)} questions. One at a time is easier to answer; the others can come later."
        return Mark("questions", places, says)
    if places or not asked_for:
        return None
    end = len(text.rstrip())
    return Mark("question", ((end, end),), "No question so far. One small question makes an answer easy.")


def _capitals(text: str) -> Mark | None:
    loud = [word for word in _WORD.finditer(text) if _is_loud(word[0])]
    if not loud:
        return None
    says = f"Capitals can sound loud: {_named(loud)}. Small letters say the same, more quietly."
    return Mark("capitals", _places(loud), says)


def _is_loud(word: str) -> bool:
    """Tell a shouted word from an abbreviation: it is long, or one of the short words people shout."""
    if not (word.isupper() and word.isalpha()):
        return False
    return bool(_LOUD.fullmatch(word)) or (len(word) >= 5 and not _NAME.fullmatch(word))


def _sharp(text: str) -> Mark | None:
    found = list(_sharp_words().finditer(text))
    if not found:
        return None
    says = f"This can read sharper than you mean it: {_named(found)}. The line may be fine without."
    return Mark("sharp", _places(found), says)


@cache
def _sharp_words() -> re.Pattern[str]:
    file = catalogue.FOLDER / "sharp_words.txt"
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    phrases = sorted((line for line in lines if line and line[0] != "#"), key=len, reverse=True)
    spelled = (r"\s+".join(map(re.escape, phrase.split())).replace("'", "['’]") for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)", re.IGNORECASE)


def _sentences(text: str) -> Mark | None:
    long = [
        ((start, end), words)
        for start, end in _each_sentence(text)
        if (words := sum(1 for _ in _WORD.finditer(text, start, end))) > SENTENCE
    ]
    if not long:
        return None
    most = max(words for _, words in long)
    which = (
        f"One sentence has {most} words" if len(long) == 1 else f"{len(long)} sentences are long, up to {most} words"
    )
    return Mark("sentence", tuple(place for place, _ in long), f"{which}. Shorter ones are read with less effort.")


def _each_sentence(text: str) -> Iterator[Place]:
    """Yield the places of sentences: they end at a full stop, a blank line, a short line or before a list item."""
    for start, end in _each_run(text):
        for stop in _ENDS.finditer(text, start, end):
            yield start, stop.end()
            start = stop.end()
        if text[start:end].strip():
            yield start, end


def _each_run(text: str) -> Iterator[Place]:
    """Yield stretches of lines that belong together because they were wrapped."""
    start = at = 0
    for line in text.splitlines(keepends=True):
        if _BULLET.match(line) and at > start:
            yield start, at
            start = at
        at += len(line)
        if len(line.rstrip()) < _WRAPPED:
            yield start, at
            start = at
    yield start, len(text)


def _nudge(text: str) -> Mark | None:
    found = list(_NUDGE.finditer(text))
    if not found or _NEW.search(text):
        return None
    for start, end in _each_sentence(text):
        # A date beside the phrase is the date of the old message; anywhere else it is a proposal.
        if not _NUDGE.search(text, start, end) and _DATED.search(text, start, end):
            return None
    says = f"{_named(found)} says that you wait. One new thing, a thought or a link or a date, is easier to answer."
    return Mark("nudge", _places(found), says)


def _named(found: Sequence[re.Match[str]]) -> str:
    """Name up to three different finds in the writer's own words."""
    words = dict.fromkeys(" ".join(match[0].split()) for match in found)
    return ", ".join(f"“{word}”" for word in list(words)[:3])


def _places(found: Iterable[re.Match[str]]) -> tuple[Place, ...]:
    return tuple(match.span() for match in found)


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _plain(text: str) -> str:
    return clean(_BRACKETS.sub(" ", text), _SUBJECT_LENGTH)


def _fill(text: str, fills: dict[str, str]) -> str:
    text = clean(text, NOTE_LIMIT, lines=True)
    filled = _BLANK.sub(lambda blank: fills.get(blank[1].strip().lower(), _GAP), text)
    return _BRACKETS.sub("", filled)
