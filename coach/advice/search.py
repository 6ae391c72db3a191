"""Search: people, contacts, notes, events, mood notes and texts found by any part of them, as somebody types.

An index is made once for a version of the records: every searchable thing as one folded line, all lines in one
long text. A search for a part is then one search through a text, and it ends as soon as enough is found. Names
forgive more than texts: left-out letters ("prmn" finds Priya Raman), and one wrong letter ("prija"). Hits come in
the order of how well they fit, then by name or newest first; nobody is ranked.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import chain, islice

from coach.advice.blocked_people import redact_blocked_names
from coach.advice.contacts import describe_contact, search_contacts
from coach.advice.people import blocked_person_ids, list_shown_people
from coach.domain.boundary import Boundary
from coach.domain.cadence import format_cadence
from coach.domain.event import Event
from coach.domain.folded_text import FoldedText
from coach.domain.journal import DocumentTables, Journal
from coach.domain.message import Message
from coach.domain.mood import MOOD_NAMES, Mood
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Document
from coach.domain.text import fold_text

MOST_HITS = 60
"""The most hits of one search: another letter is quicker than reading on."""
_MOST_HITS_PER_KIND = 25
_FORGIVING_LENGTH = 3  # letters from which left-out ones are forgiven; a wrong one from one more
_NOON = time(12)
_LONGEST_QUERY = 80  # characters of a search that are looked at
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
class SearchIndex:
    """Everything that can be found in one version of the journal."""

    people: tuple[Person, ...]
    names: FoldedText
    known_about: FoldedText
    """Name, handles, place, company, tags, how we met, note."""
    notes: Sequence[Note]
    note_lines: FoldedText
    texts: Sequence[Message]
    """Messages with a text, newest first."""
    text_lines: FoldedText
    events_and_moods: Sequence[SearchHit]
    """Events, and moods with words or a note, newest first."""
    event_and_mood_lines: FoldedText
    words: FoldedText
    """Each word of notes, events, moods and texts, once: what is in no word need not be searched for in them."""
    name_by_id: dict[str, str]
    recent_people: tuple[Person, ...] = ()
    """Those last in touch, newest first: what is shown before anything is typed."""
    redact: Callable[[str], str] = field(default=str, compare=False)


def build_search_index(journal: Journal) -> SearchIndex:
    """Return what can be found in this version of the journal, computed once."""
    return journal.compute_cached(_index_journal, Person, Note, Message, Event, Mood, Boundary)


def index_all_years(journal: Journal, files: Iterable[DocumentTables]) -> SearchIndex:
    """Return what can be found in `journal`, with everybody, and in the `files` beside it, each read once."""
    newest: dict[str, dict[str, Document]] = {kind.table: {} for kind in (Note, Message, Event, Mood)}
    for docs in files:
        for table, known in newest.items():
            here = journal.documents.get(table, {})
            for key, doc in docs.get(table, {}).items():
                if key not in here and (key not in known or _version_of(known[key]) < _version_of(doc)):
                    known[key] = doc
    old = Journal(newest)
    return _index_records(
        journal.with_archived_people(),
        (*journal.list_records(Note), *old.list_records(Note)),
        (*journal.list_records(Message), *old.list_records(Message)),
        (*journal.list_records(Event), *old.list_records(Event)),
        (*journal.list_records(Mood), *old.list_records(Mood)),
    )


def _version_of(doc: Document) -> str:
    return str(doc.get("changed_at"))


def search_index(
    journal: Journal, query: str, limit: int = MOST_HITS, on: SearchIndex | None = None
) -> tuple[SearchHit, ...]:
    """Return up to `limit` hits for what was typed so far: people, contacts, notes, events, moods, then texts.

    Never raises. The index is that of `journal` unless `on` is given.
    """
    on = on or build_search_index(journal)
    parts = fold_text(query[:_LONGEST_QUERY]).split()
    if not parts:
        return tuple(_person_hit(on, p) for p in on.recent_people[:limit])
    found = _search_parts(on, parts)
    if not found and (near := [_correct_typo(on, part) for part in parts]) != parts:
        found = _search_parts(on, near)
    people = sum(1 for hit in found if hit.kind == "person")
    contacts = [
        SearchHit("contact", one.name, on.redact(describe_contact(journal.address_book, one)))
        for one in search_contacts(journal, query[:_LONGEST_QUERY], _MOST_HITS_PER_KIND)
    ]
    return tuple([*found[:people], *contacts, *found[people:]][:limit])


def _search_parts(on: SearchIndex, parts: Sequence[str]) -> list[SearchHit]:
    hits = [
        _person_hit(on, on.people[n]) for n in islice(_without_repeats(_find_people(on, parts)), _MOST_HITS_PER_KIND)
    ]
    if all(part in on.words.text for part in parts):
        rare_first = sorted(set(parts), key=len, reverse=True)  # a long part stands in few lines
        hits += [
            _note_hit(on, on.notes[n]) for n in islice(on.note_lines.lines_with_all(rare_first), _MOST_HITS_PER_KIND)
        ]
        hits += [
            on.events_and_moods[n]
            for n in islice(on.event_and_mood_lines.lines_with_all(rare_first), _MOST_HITS_PER_KIND)
        ]
        hits += [
            _message_hit(on, on.texts[n]) for n in islice(on.text_lines.lines_with_all(rare_first), _MOST_HITS_PER_KIND)
        ]
    return hits


def _find_people(on: SearchIndex, parts: Sequence[str]) -> Iterator[int]:
    """Yield people in the order of fit: the name begins so, its words do, it holds it, it is known of them."""
    whole, held = " ".join(parts), False
    for found in (
        on.names.lines_matching(re.compile(rf"^ {re.escape(whole)}", re.MULTILINE)),
        on.names.lines_with_all([f" {part}" for part in parts]),
        on.names.lines_with_all(parts),
    ):
        for number in found:
            held = True
            yield number
    yield from on.known_about.lines_with_all([f" {part}" for part in parts])
    yield from on.known_about.lines_with_all(parts)
    letters = "".join(parts)
    if not held and len(letters) >= _FORGIVING_LENGTH:
        # "prmn": each letter, then anything but the next one. Said so, a look never goes back on its steps.
        rest = "".join(f"[^\n{re.escape(c)}]*{re.escape(c)}" for c in letters[1:])
        yield from on.names.lines_matching(re.compile(f" {re.escape(letters[0])}{rest}"))


def _correct_typo(on: SearchIndex, part: str) -> str:
    """Return the beginning of a name or word that differs from `part` in one letter, or `part`.

    In the many words of notes and texts the first letter is taken as right.
    """
    if len(part) <= _FORGIVING_LENGTH or part in on.words.text:
        return part
    c = [re.escape(letter) for letter in part]
    ways = {"".join((*c[:n], ".?", *c[n + 1 :])) for n in range(len(c))}  # one wrong, or one too many
    ways |= {"".join((*c[:n], ".", *c[n:])) for n in range(1, len(c))}  # one left out
    ways |= {"".join((*c[:n], c[n + 1], c[n], *c[n + 2 :])) for n in range(len(c) - 1)}  # two that changed places
    near = re.compile(f" ({'|'.join(sorted(ways))})")
    found = near.search(on.names.text) or near.search(on.words.text, *_words_with_initial(on, part[0]))
    return found[1] if found else part


def _index_journal(journal: Journal) -> SearchIndex:
    return _index_records(
        journal,
        journal.list_records(Note),
        journal.list_records(Message),
        journal.list_records(Event),
        journal.list_records(Mood),
    )


def _index_records(
    journal: Journal, notes: Iterable[Note], messages: Iterable[Message], events: Iterable[Event], moods: Iterable[Mood]
) -> SearchIndex:
    everybody, hidden = list_shown_people(journal), blocked_person_ids(journal)
    by_id = {p.id: p for p in everybody}
    name_of = {p.id: p.name for p in everybody}
    hush = _make_redactor(journal)
    shown = sorted((n for n in notes if n.person not in hidden), key=_timestamp_of, reverse=True)
    passed = sorted((m for m in messages if m.person in name_of), key=_timestamp_of, reverse=True)
    texts = [m for m in passed if m.text]
    note_lines = FoldedText.from_lines(
        fold_text(hush(f"{n.text} {n.next_step} {n.employer} {n.link} {name_of.get(n.person, n.to)}")) for n in shown
    )
    folded = {p.id: p.folded_name for p in everybody}
    text_lines = FoldedText.from_lines(
        f"{fold_text(hush(m.text))} {folded[m.person]}" for m in texts
    )  # "ana coffee" finds it too
    others = [_event_hit(event, name_of, hidden, hush) for event in events]
    others += [_mood_hit(mood, hush) for mood in moods if mood.note or mood.words]
    others.sort(key=lambda hit: hit.at.timestamp() if hit.at else 0.0, reverse=True)
    other_lines = FoldedText.from_lines(fold_text(f"{hit.name} {hit.text}") for hit in others)
    words = sorted(set(chain.from_iterable(map(str.split, chain(note_lines, other_lines, text_lines)))))
    return SearchIndex(
        everybody,
        FoldedText.from_lines(p.folded_name for p in everybody),
        FoldedText.from_lines(fold_text(hush(_describe_known(p))) for p in everybody),
        shown,
        note_lines,
        texts,
        text_lines,
        others,
        other_lines,
        FoldedText.from_lines(words),
        name_of,
        tuple(by_id[key] for key in islice(dict.fromkeys(m.person for m in passed), _MOST_HITS_PER_KIND)),
        hush,
    )


def _timestamp_of(record: Note | Message) -> float:
    return record.at.timestamp()  # moments of many zones are slow to compare


def _make_redactor(journal: Journal) -> Callable[[str], str]:
    """Return what keeps the names of people behind a boundary out of other texts."""
    return (lambda text: redact_blocked_names(journal, text)) if blocked_person_ids(journal) else str


def _describe_known(p: Person) -> str:
    handles = (f"{where} {handle}" for where, handle in p.handles.items())
    return " ".join((p.name, *handles, p.place, p.company, p.position, *p.tags, p.met, p.note, p.tie or ""))


def _person_hit(on: SearchIndex, p: Person) -> SearchHit:
    every = f"every {format_cadence(p.every)}" if p.every else ""
    known = (p.place, p.position, p.company, " ".join(p.tags), every, p.met)
    return SearchHit("person", p.name, on.redact(" · ".join(part for part in known if part)), p.id)


def _note_hit(on: SearchIndex, n: Note) -> SearchHit:
    text = f"{n.text} → {n.next_step}" if n.next_step else n.text
    employer = "" if fold_text(n.employer) in fold_text(text) else n.employer
    text = " · ".join(part for part in (text, employer, n.link) if part)
    return SearchHit(
        _KIND_LABELS.get(n.kind, n.kind), on.name_by_id.get(n.person, n.to), on.redact(text), n.person, n.id, n.at
    )


def _message_hit(on: SearchIndex, m: Message) -> SearchHit:
    return SearchHit(
        "promise" if m.kind == "promise" else "text", on.name_by_id[m.person], on.redact(m.text), m.person, at=m.at
    )


def _event_hit(
    event: Event, name_of: Mapping[str, str], hidden: Collection[str], redact: Callable[[str], str]
) -> SearchHit:
    planned = [each for each in event.meetings if each.person not in hidden]
    meet = "; ".join(f"{name_of.get(each.person, each.name)}: {each.question}".removesuffix(": ") for each in planned)
    text = " · ".join(part for part in (event.place, f"to meet: {meet}" if meet else "", event.link) if part)
    at = datetime.combine(event.day, _NOON, tzinfo=event.at.tzinfo)
    return SearchHit("event", redact(event.title), redact(text), record_id=event.id, at=at)


def _mood_hit(mood: Mood, redact: Callable[[str], str]) -> SearchHit:
    text = " ".join((*(f"#{word}" for word in mood.words), mood.note))
    return SearchHit("mood", MOOD_NAMES[mood.value], redact(text), record_id=mood.id, at=mood.at)


def _words_with_initial(on: SearchIndex, letter: str) -> tuple[int, int]:
    """Return from where to where the words stand that begin with `letter`; they are in order."""
    words = on.words
    first = bisect_left(words.starts, letter, key=lambda at: words.text[at + 1])
    last = bisect_right(words.starts, letter, key=lambda at: words.text[at + 1])
    return (*words.starts[first : first + 1], len(words.text))[0], (*words.starts[last : last + 1], len(words.text))[0]


def _without_repeats(numbers: Iterable[int]) -> Iterator[int]:
    seen: set[int] = set()
    for number in numbers:
        if number not in seen:
            seen.add(number)
            yield number
