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
from coach.domain.journal import Journal, cached_by
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event
from coach.domain.person import Person, format_channel
from coach.domain.record import Document, Documents
from coach.domain.text import FoldedText, fold_text, list_handle_words, shorten_handle
from coach.domain.wording import MOOD_NAMES

MOST_HITS = 60
"""The most hits of one search: another letter is quicker than reading on."""
_MOST_HITS_PER_KIND = 25
_FORGIVING_LENGTH = 3  # letters from which left-out ones are forgiven; a wrong one from one more
_EVENT_HOUR = time(12)
_LONGEST_SEARCH_QUERY = 80  # characters of a search that are looked at
_INDEXED_RECORD_TYPES = (Note, Event, Mood, Message)
SEARCHED_RECORD_TYPES = (Person, *_INDEXED_RECORD_TYPES, Boundary)
"""What an index depends on."""
_MESSAGE_HIT_KINDS, _EVENT_AND_MOOD_HIT_KINDS = frozenset({"text", "promise"}), frozenset({"event", "mood"})
_HIT_KIND_OF_NOTE = {"draft": "draft", "post": "draft", "gave": "help", "got": "help"}


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


@cached_by(*SEARCHED_RECORD_TYPES)
def build_search_index(journal: Journal) -> SearchIndex:
    """Return what can be found in this version of the journal, computed once."""
    maker = _HitMaker(journal)
    return maker.build_index([hit for _, hit in maker.make_hits(journal)])


def index_all_years(journal: Journal, files: Iterable[Documents]) -> SearchIndex:
    """Return what can be found in `journal`, with everybody, and in the `files` beside it, each read once.

    Of each file only the hits stay in memory: all records of ten years would take five times as much.
    """
    maker = _HitMaker(journal.with_archived_people())
    hits: dict[str, SearchHit] = {}
    versions: dict[str, str] = {}
    for year_documents in files:
        newer_documents = {
            kind.table: {
                record_id: document
                for record_id, document in year_documents.get(kind.table, {}).items()
                if record_id not in journal.documents.get(kind.table, {})
                and versions.get(record_id, "") < _document_version(document)
            }
            for kind in _INDEXED_RECORD_TYPES
        }
        for table_documents in newer_documents.values():
            for record_id, document in table_documents.items():
                versions[record_id] = _document_version(document)
                hits.pop(record_id, None)  # the newer version may be deleted
        hits.update(maker.make_hits(Journal(newer_documents)))
        del year_documents, newer_documents  # before the next file is read
    return maker.build_index([*(hit for _, hit in maker.make_hits(journal)), *hits.values()])


def _document_version(doc: Document) -> str:
    return str(doc.get("changed_at"))


def search_index(journal: Journal, query: str, index: SearchIndex | None = None) -> tuple[SearchHit, ...]:
    """Return up to MOST_HITS hits for what was typed so far: people, contacts, notes, events, moods, then texts.

    Never raises. The index is that of `journal` unless `index` is given.
    """
    index = index or build_search_index(journal)
    query_parts = fold_text(query[:_LONGEST_SEARCH_QUERY]).split()
    if not query_parts:
        return tuple(_make_person_hit(index, person) for person in index.recent_people[:MOST_HITS])
    hits = _search_parts(index, query_parts)
    if not hits and (corrected_parts := [_correct_typo(index, part) for part in query_parts]) != query_parts:
        hits = _search_parts(index, corrected_parts)
    person_count = sum(1 for hit in hits if hit.kind == "person")
    contacts = [
        SearchHit("contact", contact.name, index.redact(describe_contact(journal.address_book, contact)))
        for contact in search_contacts(journal, query[:_LONGEST_SEARCH_QUERY], _MOST_HITS_PER_KIND)
    ]
    return tuple([*hits[:person_count], *contacts, *hits[person_count:]][:MOST_HITS])


def _search_parts(index: SearchIndex, query_parts: Sequence[str]) -> list[SearchHit]:
    hits = [
        _make_person_hit(index, index.people[person_number])
        for person_number in islice(_drop_repeated_numbers(_find_people(index, query_parts)), _MOST_HITS_PER_KIND)
    ]
    if all(query_part in index.words.text for query_part in query_parts):
        rarest_first = sorted(set(query_parts), key=len, reverse=True)  # a long part stands in few lines
        for group in index.groups:
            line_numbers = group.lines.lines_with_all(rarest_first)
            hits += [group.hits[number] for number in islice(line_numbers, _MOST_HITS_PER_KIND)]
    return hits


def _find_people(index: SearchIndex, query_parts: Sequence[str]) -> Iterator[int]:
    """Yield people in the order of fit: the name begins so, its words do, it holds it, it is known of them."""
    query_parts = [shorten_handle(query_part) for query_part in query_parts]
    whole_query, has_found = " ".join(query_parts), False
    for line_numbers in (
        index.names.lines_matching(re.compile(rf"^ {re.escape(whole_query)}", re.MULTILINE)),
        index.names.lines_with_all([f" {query_part}" for query_part in query_parts]),
        index.names.lines_with_all(query_parts),
    ):
        for number in line_numbers:
            has_found = True
            yield number
    yield from index.known_about.lines_with_all([f" {query_part}" for query_part in query_parts])
    yield from index.known_about.lines_with_all(query_parts)
    letters = "".join(query_parts)
    if not has_found and len(letters) >= _FORGIVING_LENGTH:
        # "prmn": each letter, then anything but the next one. Said so, a look never goes back on its steps.
        other_letters = "".join(f"[^\n{re.escape(letter)}]*{re.escape(letter)}" for letter in letters[1:])
        yield from index.names.lines_matching(re.compile(f" {re.escape(letters[0])}{other_letters}"))


def _correct_typo(index: SearchIndex, query_part: str) -> str:
    """Return the beginning of a name or word that differs from `query_part` in one letter, or `query_part`.

    In the many words of notes and texts the first letter is taken as right.
    """
    if len(query_part) <= _FORGIVING_LENGTH or query_part in index.words.text:
        return query_part
    letters = [re.escape(letter) for letter in query_part]
    one_wrong_or_too_many = {"".join((*letters[:i], ".?", *letters[i + 1 :])) for i in range(len(letters))}
    one_left_out = {"".join((*letters[:i], ".", *letters[i:])) for i in range(1, len(letters))}
    two_swapped = {
        "".join((*letters[:i], letters[i + 1], letters[i], *letters[i + 2 :])) for i in range(len(letters) - 1)
    }
    typo_pattern = re.compile(f" ({'|'.join(sorted(one_wrong_or_too_many | one_left_out | two_swapped))})")
    words_with_initial = _span_of_words_with_initial(index, query_part[0])
    typo_match = typo_pattern.search(index.names.text) or typo_pattern.search(index.words.text, *words_with_initial)
    return typo_match[1] if typo_match else query_part


class _HitMaker:
    """Makes hits of records; `journal` has the people, and says who is blocked."""

    def __init__(self, journal: Journal) -> None:
        self._everybody, self._blocked = list_shown_people(journal), blocked_person_ids(journal)
        self._names = {person.id: person.name for person in self._everybody}
        self._redact: Callable[[str], str] = partial(redact_blocked_names, journal) if self._blocked else str

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

    def _make_note_hit(self, note: Note) -> SearchHit:
        text = f"{note.text} → {note.next_step}" if note.next_step else note.text
        employer = "" if fold_text(note.employer) in fold_text(text) else note.employer
        text = self._redact(" · ".join(part for part in (text, employer, note.link) if part))
        name = self._names.get(note.person) or self._redact(note.to)
        kind = "post" if note.posted_at else _HIT_KIND_OF_NOTE.get(note.kind, note.kind)
        return SearchHit(kind, name, text, note.person, note.id, note.posted_at or note.at)

    def _make_event_hit(self, event: Event) -> SearchHit:
        planned_meetings = [meeting for meeting in event.meetings if meeting.person not in self._blocked]
        names = (
            f"{self._names.get(meeting.person, meeting.name)}: {meeting.question}".removesuffix(": ")
            for meeting in planned_meetings
        )
        to_meet = f"to meet: {'; '.join(names)}" if planned_meetings else ""
        text = self._redact(" · ".join(part for part in (event.place, to_meet, event.link) if part))
        event_time = datetime.combine(event.day, _EVENT_HOUR, tzinfo=event.at.tzinfo)
        return SearchHit("event", self._redact(event.title), text, record_id=event.id, at=event_time)

    def build_index(self, hits: Iterable[SearchHit]) -> SearchIndex:
        """Return the index of the people and of `hits`."""
        newest_first = sorted(hits, key=_timestamp_of, reverse=True)
        message_hits = [hit for hit in newest_first if hit.kind in _MESSAGE_HIT_KINDS]
        event_and_mood_hits = [hit for hit in newest_first if hit.kind in _EVENT_AND_MOOD_HIT_KINDS]
        note_hits = [hit for hit in newest_first if hit.kind not in _MESSAGE_HIT_KINDS | _EVENT_AND_MOOD_HIT_KINDS]
        groups = tuple(  # with names, so that "ana coffee" finds a text to her
            HitLines(hits_of_group, FoldedText.from_lines(fold_text(f"{hit.text} {hit.name}") for hit in hits_of_group))
            for hits_of_group in (note_hits, event_and_mood_hits, [hit for hit in message_hits if hit.text])
        )
        words = sorted(set(chain.from_iterable(line.split() for group in groups for line in group.lines)))
        people_by_id = {person.id: person for person in self._everybody}
        recent_person_ids = islice(dict.fromkeys(hit.person for hit in message_hits), _MOST_HITS_PER_KIND)
        return SearchIndex(
            self._everybody,
            FoldedText.from_lines(person.folded_name for person in self._everybody),
            FoldedText.from_lines(
                fold_text(self._redact(_describe_searchable_person(person))) for person in self._everybody
            ),
            groups,
            FoldedText.from_lines(words),
            tuple(people_by_id[person_id] for person_id in recent_person_ids),
            self._redact,
        )


def _timestamp_of(hit: SearchHit) -> float:
    return hit.at.timestamp() if hit.at else 0.0  # moments of many zones are slow to compare


def _describe_searchable_person(person: Person) -> str:
    handles = (*person.handles, *list_handle_words(person.handles.values(), person.keys))
    place_and_job, memories = (person.place, person.company, person.position), (person.met, person.note)
    return " ".join((person.name, *handles, *place_and_job, *person.tags, *memories, person.tie or ""))


def _make_person_hit(index: SearchIndex, person: Person) -> SearchHit:
    place_and_job, cadence = (person.place, person.position, person.company), format_every(person.every)
    known_details = " · ".join(part for part in (*place_and_job, " ".join(person.tags), cadence, person.met) if part)
    text = known_details or format_channel(person.channel)  # two of one name are told apart
    return SearchHit("person", person.name, index.redact(text), person.id)


def _span_of_words_with_initial(index: SearchIndex, letter: str) -> tuple[int, int]:
    """Return from where to where the words stand that begin with `letter`; they are in order."""
    words = index.words
    first_word = bisect_left(words.starts, letter, key=lambda word_start: words.text[word_start + 1])
    word_after = bisect_right(words.starts, letter, key=lambda word_start: words.text[word_start + 1])
    starts = (*words.starts, len(words.text))
    return starts[first_word], starts[word_after]


def _drop_repeated_numbers(numbers: Iterable[int]) -> Iterator[int]:
    numbers_seen: set[int] = set()
    for number in numbers:
        if number not in numbers_seen:
            numbers_seen.add(number)
            yield number
