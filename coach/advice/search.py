"""Search: people, contacts, notes, events, mood notes and texts found by any part of them, as somebody types.

An index is made once for a version of the records: every searchable thing as one folded line, all lines in one
long text. A search for a part is then one search through a text, and it ends as soon as enough is found. Names
forgive more than texts: left-out letters ("prmn" finds Priya Raman), and one wrong letter ("prija"). Hits come in
the order of how well they fit, then by name or newest first; nobody is ranked.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from itertools import chain, islice

from coach.advice.blocked_people import blocked_person_ids, list_shown_people, redact_blocked_names
from coach.advice.contacts_and_companies import describe_contact, search_contacts
from coach.domain.boundary import Boundary
from coach.domain.cadence import format_every
from coach.domain.journal import DocumentTables, Journal, cached_by
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event
from coach.domain.person import Person, format_channel
from coach.domain.record import Document
from coach.domain.text import FoldedText, fold_text, list_handle_words, shorten_handle
from coach.domain.wording import MOOD_NAMES

MOST_HITS = 60
"""The most hits of one search: another letter is quicker than reading on."""
_MOST_HITS_PER_KIND = 25
_FORGIVING_LENGTH = 3  # letters from which left-out ones are forgiven; a wrong one from one more
_NOON = time(12)
_LONGEST_QUERY = 80  # characters of a search that are looked at
_INDEXED_TYPES = (Note, Event, Mood, Message)
_MESSAGE_KINDS, _EVENT_AND_MOOD_KINDS = frozenset({"text", "promise"}), frozenset({"event", "mood"})
_KIND_LABELS = {"draft": "draft", "post": "draft", "gave": "help", "got": "help"}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Something found. `kind` is person, contact, text, event, mood, or a kind of note.

    `person` is an id or ""; `record_id` is that of the note, event or mood, or "".
    """

    kind: str
    name: str
    text: str = ""
    person: str = ""
    record_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HitLines:
    """Hits of one kind, newest first, and the folded line of each."""

    hits: Sequence[SearchHit]
    lines: FoldedText


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Everything that can be found in one version of the journal."""

    people: tuple[Person, ...]
    names: FoldedText
    known_about: FoldedText
    """Name, handles, place, company, tags, how we met, note."""
    groups: tuple[HitLines, ...]
    """Notes, then events and moods with words or a note, then messages with a text."""
    words: FoldedText
    """Each word of the groups, once: what is in no word need not be searched for in them."""
    recent_people: tuple[Person, ...] = ()
    """Those last in touch, newest first: what is shown before anything is typed."""
    redact: Callable[[str], str] = field(default=str, compare=False)


@cached_by(Person, *_INDEXED_TYPES, Boundary)
def build_search_index(journal: Journal) -> SearchIndex:
    """Return what can be found in this version of the journal, computed once."""
    maker = _HitMaker(journal)
    return maker.build_index([hit for _, hit in maker.make_hits(journal)])


def index_all_years(journal: Journal, files: Iterable[DocumentTables]) -> SearchIndex:
    """Return what can be found in `journal`, with everybody, and in the `files` beside it, each read once.

    Of each file only the hits stay in memory: all records of ten years would take five times as much.
    """
    maker = _HitMaker(journal.with_archived_people())
    hits: dict[str, SearchHit] = {}
    versions: dict[str, str] = {}
    for docs in files:
        fresh = {
            kind.table: {
                key: doc
                for key, doc in docs.get(kind.table, {}).items()
                if key not in journal.documents.get(kind.table, {}) and versions.get(key, "") < _version_of(doc)
            }
            for kind in _INDEXED_TYPES
        }
        for key, doc in chain.from_iterable(rows.items() for rows in fresh.values()):
            versions[key] = _version_of(doc)
            hits.pop(key, None)  # the newer version may be deleted
        hits.update(maker.make_hits(Journal(fresh)))
        del docs, fresh  # before the next file is read
    return maker.build_index([*(hit for _, hit in maker.make_hits(journal)), *hits.values()])


def _version_of(doc: Document) -> str:
    return str(doc.get("changed_at"))


def search_index(journal: Journal, query: str, index: SearchIndex | None = None) -> tuple[SearchHit, ...]:
    """Return up to MOST_HITS hits for what was typed so far: people, contacts, notes, events, moods, then texts.

    Never raises. The index is that of `journal` unless `index` is given.
    """
    index = index or build_search_index(journal)
    parts = fold_text(query[:_LONGEST_QUERY]).split()
    if not parts:
        return tuple(_person_hit(index, p) for p in index.recent_people[:MOST_HITS])
    found = _search_parts(index, parts)
    if not found and (near := [_correct_typo(index, part) for part in parts]) != parts:
        found = _search_parts(index, near)
    people = sum(1 for hit in found if hit.kind == "person")
    contacts = [
        SearchHit("contact", one.name, index.redact(describe_contact(journal.address_book, one)))
        for one in search_contacts(journal, query[:_LONGEST_QUERY], _MOST_HITS_PER_KIND)
    ]
    return tuple([*found[:people], *contacts, *found[people:]][:MOST_HITS])


def _search_parts(index: SearchIndex, parts: Sequence[str]) -> list[SearchHit]:
    hits = [
        _person_hit(index, index.people[n])
        for n in islice(_without_repeats(_find_people(index, parts)), _MOST_HITS_PER_KIND)
    ]
    if all(part in index.words.text for part in parts):
        rare_first = sorted(set(parts), key=len, reverse=True)  # a long part stands in few lines
        for group in index.groups:
            found = group.lines.lines_with_all(rare_first)
            hits += [group.hits[number] for number in islice(found, _MOST_HITS_PER_KIND)]
    return hits


def _find_people(index: SearchIndex, parts: Sequence[str]) -> Iterator[int]:
    """Yield people in the order of fit: the name begins so, its words do, it holds it, it is known of them."""
    parts = [shorten_handle(part) for part in parts]
    whole, held = " ".join(parts), False
    for found in (
        index.names.lines_matching(re.compile(rf"^ {re.escape(whole)}", re.MULTILINE)),
        index.names.lines_with_all([f" {part}" for part in parts]),
        index.names.lines_with_all(parts),
    ):
        for number in found:
            held = True
            yield number
    yield from index.known_about.lines_with_all([f" {part}" for part in parts])
    yield from index.known_about.lines_with_all(parts)
    letters = "".join(parts)
    if not held and len(letters) >= _FORGIVING_LENGTH:
        # "prmn": each letter, then anything but the next one. Said so, a look never goes back on its steps.
        rest = "".join(f"[^\n{re.escape(c)}]*{re.escape(c)}" for c in letters[1:])
        yield from index.names.lines_matching(re.compile(f" {re.escape(letters[0])}{rest}"))


def _correct_typo(index: SearchIndex, part: str) -> str:
    """Return the beginning of a name or word that differs from `part` in one letter, or `part`.

    In the many words of notes and texts the first letter is taken as right.
    """
    if len(part) <= _FORGIVING_LENGTH or part in index.words.text:
        return part
    c = [re.escape(letter) for letter in part]
    ways = {"".join((*c[:n], ".?", *c[n + 1 :])) for n in range(len(c))}  # one wrong, or one too many
    ways |= {"".join((*c[:n], ".", *c[n:])) for n in range(1, len(c))}  # one left out
    ways |= {"".join((*c[:n], c[n + 1], c[n], *c[n + 2 :])) for n in range(len(c) - 1)}  # two that changed places
    near = re.compile(f" ({'|'.join(sorted(ways))})")
    found = near.search(index.names.text) or near.search(index.words.text, *_words_with_initial(index, part[0]))
    return found[1] if found else part


class _HitMaker:
    """Makes hits of records; `journal` has the people, and says who is blocked."""

    def __init__(self, journal: Journal) -> None:
        self._everybody, self._blocked = list_shown_people(journal), blocked_person_ids(journal)
        self._names = {p.id: p.name for p in self._everybody}
        self._redact: Callable[[str], str] = (
            partial(redact_blocked_names, journal) if blocked_person_ids(journal) else str
        )

    def make_hits(self, journal: Journal) -> Iterator[tuple[str, SearchHit]]:
        """Yield a hit, with the id of the record, for everything that can be found in the records of `journal`."""
        for note in journal.list_records(Note):
            if note.person not in self._blocked:
                yield note.id, self._make_note_hit(note)
        for event in journal.list_records(Event):
            yield event.id, self._make_event_hit(event)
        for mood in journal.list_records(Mood):
            if mood.note or mood.words:
                text = " ".join((*(f"#{word}" for word in mood.words), mood.note))
                yield mood.id, SearchHit("mood", MOOD_NAMES[mood.value], self._redact(text), "", mood.id, mood.at)
        for message in journal.list_records(Message):
            if message.person in self._names:
                kind, text = "promise" if message.kind == "promise" else "text", self._redact(message.text)
                yield message.id, SearchHit(kind, self._names[message.person], text, message.person, at=message.at)

    def _make_note_hit(self, n: Note) -> SearchHit:
        text = f"{n.text} → {n.next_step}" if n.next_step else n.text
        employer = "" if fold_text(n.employer) in fold_text(text) else n.employer
        text = self._redact(" · ".join(part for part in (text, employer, n.link) if part))
        name = self._names.get(n.person) or self._redact(n.to)
        kind = "post" if n.posted_at else _KIND_LABELS.get(n.kind, n.kind)
        return SearchHit(kind, name, text, n.person, n.id, n.posted_at or n.at)

    def _make_event_hit(self, event: Event) -> SearchHit:
        planned = [each for each in event.meetings if each.person not in self._blocked]
        names = (f"{self._names.get(each.person, each.name)}: {each.question}".removesuffix(": ") for each in planned)
        meet = f"to meet: {'; '.join(names)}" if planned else ""
        text = self._redact(" · ".join(part for part in (event.place, meet, event.link) if part))
        at = datetime.combine(event.day, _NOON, tzinfo=event.at.tzinfo)
        return SearchHit("event", self._redact(event.title), text, record_id=event.id, at=at)

    def build_index(self, hits: Iterable[SearchHit]) -> SearchIndex:
        """Return the index of the people and of `hits`."""
        newest_first = sorted(hits, key=_timestamp_of, reverse=True)
        messages = [hit for hit in newest_first if hit.kind in _MESSAGE_KINDS]
        others = [hit for hit in newest_first if hit.kind in _EVENT_AND_MOOD_KINDS]
        notes = [hit for hit in newest_first if hit.kind not in _MESSAGE_KINDS | _EVENT_AND_MOOD_KINDS]
        groups = tuple(
            HitLines(found, FoldedText.from_lines(fold_text(f"{hit.text} {hit.name}") for hit in found))
            for found in (notes, others, [hit for hit in messages if hit.text])  # "ana coffee" finds a text to her
        )
        words = sorted(set(chain.from_iterable(line.split() for group in groups for line in group.lines)))
        by_id = {p.id: p for p in self._everybody}
        recent = islice(dict.fromkeys(hit.person for hit in messages), _MOST_HITS_PER_KIND)
        return SearchIndex(
            self._everybody,
            FoldedText.from_lines(p.folded_name for p in self._everybody),
            FoldedText.from_lines(fold_text(self._redact(_describe_known(p))) for p in self._everybody),
            groups,
            FoldedText.from_lines(words),
            tuple(by_id[key] for key in recent),
            self._redact,
        )


def _timestamp_of(hit: SearchHit) -> float:
    return hit.at.timestamp() if hit.at else 0.0  # moments of many zones are slow to compare


def _describe_known(p: Person) -> str:
    handles = (*p.handles, *list_handle_words(p.handles.values(), p.keys))
    return " ".join((p.name, *handles, p.place, p.company, p.position, *p.tags, p.met, p.note, p.tie or ""))


def _person_hit(index: SearchIndex, p: Person) -> SearchHit:
    known = (p.place, p.position, p.company, " ".join(p.tags), format_every(p.every), p.met)
    text = " · ".join(part for part in known if part) or format_channel(p.channel)  # two of one name are told apart
    return SearchHit("person", p.name, index.redact(text), p.id)


def _words_with_initial(index: SearchIndex, letter: str) -> tuple[int, int]:
    """Return from where to where the words stand that begin with `letter`; they are in order."""
    words = index.words
    first = bisect_left(words.starts, letter, key=lambda at: words.text[at + 1])
    last = bisect_right(words.starts, letter, key=lambda at: words.text[at + 1])
    return (*words.starts[first : first + 1], len(words.text))[0], (*words.starts[last : last + 1], len(words.text))[0]


def _without_repeats(numbers: Iterable[int]) -> Iterator[int]:
    seen: set[int] = set()
    for number in numbers:
        if number not in seen:
            seen.add(number)
            yield number
