"""People, notes and texts found by any part of them, as somebody types.

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
from datetime import datetime
from itertools import accumulate, chain, islice

from coach.advice.boundary import hushed
from coach.advice.people import gone, people
from coach.domain.book import Book, Docs
from coach.domain.boundary import Boundary
from coach.domain.note import Note
from coach.domain.outreach import Message
from coach.domain.person import Person
from coach.domain.record import Doc
from coach.domain.text import fold

MOST = 60
"""Hits that one look brings at most: nobody reads on, another letter is quicker."""
_PER_KIND = 25
_FORGIVING = 3  # letters from which left-out ones are forgiven; a wrong one from one more
_LONGEST = 80  # characters of a search that are looked at
_KINDS = {"draft": "draft", "post": "draft", "opportunity": "opening", "gave": "help", "got": "help"}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. `kind` is person, text, or a kind of note; `person` and `note` are ids, or ""."""

    kind: str
    name: str
    text: str = ""
    person: str = ""
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines in one text, and which of them hold a part. A line begins with a space, so " an" begins a word."""

    text: str
    starts: Sequence[int]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Lines:
        """Join folded lines."""
        begun = [f" {line}\n" for line in lines]
        return cls("".join(begun), tuple(accumulate(map(len, begun), initial=0))[:-1])

    def __iter__(self) -> Iterator[str]:
        return (self.text[at : self.text.find("\n", at)] for at in self.starts)

    def with_all(self, parts: Sequence[str]) -> Iterator[int]:
        """Yield the numbers of the lines that hold every part, in order. Quick if the first part is a rare one."""
        rarest, *others = parts
        text = self.text
        at = text.find(rarest)
        while at >= 0:
            end = text.find("\n", at) + 1
            if others:
                line = text[text.rfind("\n", 0, at) + 1 : end]
            for part in others:  # a plain loop: this is the one place that a key waits for
                if part not in line:
                    break
            else:
                yield bisect_right(self.starts, at) - 1
            at = text.find(rarest, end)

    def like(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Yield the numbers of the lines in which `pattern` is found."""
        found = -1
        for match in pattern.finditer(self.text):
            number = bisect_right(self.starts, match.start()) - 1
            if number != found:
                found = number
                yield number


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that can be found in one version of the book."""

    people: tuple[Person, ...]
    names: Lines
    about: Lines
    """Name, handles, place, company, tags, how we met, note."""
    notes: Sequence[Note]
    note_lines: Lines
    texts: Sequence[Message]
    """Messages with a text, newest first."""
    text_lines: Lines
    words: Lines
    """Each word of notes and texts, once: what is in no word is in no text, and needs no look at them."""
    name_of: dict[str, str]
    recent: tuple[Person, ...] = ()
    """Those last in touch, newest first: what is shown before anything is typed."""
    hush: Callable[[str], str] = field(default=str, compare=False)


def shelf(book: Book) -> Shelf:
    """Return what can be found in this version of the book; worked out once for it."""
    return book.derive(_shelf, Person, Note, Message, Boundary)


def all_years(book: Book, files: Iterable[Docs]) -> Shelf:
    """Return what can be found in `book`, with everybody, and in the `files` beside it, each read once."""
    newest: dict[str, dict[str, Doc]] = {Note.table: {}, Message.table: {}}
    for docs in files:
        for table, known in newest.items():
            here = book.docs.get(table, {})
            for key, doc in docs.get(table, {}).items():
                if key not in here and (key not in known or _version(known[key]) < _version(doc)):
                    known[key] = doc
    old = Book(newest)
    return _shelf_of(book.everybody(), (*book.all(Note), *old.all(Note)), (*book.all(Message), *old.all(Message)))


def _version(doc: Doc) -> str:
    return str(doc.get("changed_at"))


def find(book: Book, query: str, limit: int = MOST, on: Shelf | None = None) -> tuple[Hit, ...]:
    """Return up to `limit` hits for what was typed so far: people first, then notes, then texts. Never raises.

    It looks on the shelf of `book`, or on another one.
    """
    on = on or shelf(book)
    parts = fold(query[:_LONGEST]).split()
    if not parts:
        return tuple(_person(on, p) for p in on.recent[:limit])
    found = _look(on, parts)
    if not found and (near := [_nearest(on, part) for part in parts]) != parts:
        found = _look(on, near)
    return tuple(found[:limit])


def _look(on: Shelf, parts: Sequence[str]) -> list[Hit]:
    hits = [_person(on, on.people[n]) for n in islice(_each_once(_names(on, parts)), _PER_KIND)]
    if all(part in on.words.text for part in parts):
        rare_first = sorted(set(parts), key=len, reverse=True)  # a long part stands in few lines
        hits += [_note(on, on.notes[n]) for n in islice(on.note_lines.with_all(rare_first), _PER_KIND)]
        hits += [_text(on, on.texts[n]) for n in islice(on.text_lines.with_all(rare_first), _PER_KIND)]
    return hits


def _names(on: Shelf, parts: Sequence[str]) -> Iterator[int]:
    """Yield people in the order of fit: the name begins so, its words do, it holds it, it is known of them."""
    whole, held = " ".join(parts), False
    for found in (
        on.names.like(re.compile(rf"^ {re.escape(whole)}", re.MULTILINE)),
        on.names.with_all([f" {part}" for part in parts]),
        on.names.with_all(parts),
    ):
        for number in found:
            held = True
            yield number
    yield from on.about.with_all([f" {part}" for part in parts])
    yield from on.about.with_all(parts)
    letters = "".join(parts)
    if not held and len(letters) >= _FORGIVING:
        # "prmn": each letter, then anything but the next one. Said so, a look never goes back on its steps.
        rest = "".join(f"[^\n{re.escape(c)}]*{re.escape(c)}" for c in letters[1:])
        yield from on.names.like(re.compile(f" {re.escape(letters[0])}{rest}"))


def _nearest(on: Shelf, part: str) -> str:
    """Return the beginning of a name or word that differs from `part` in one letter, or `part`.

    In the many words of notes and texts the first letter is taken as right.
    """
    if len(part) <= _FORGIVING or part in on.words.text:
        return part
    c = [re.escape(letter) for letter in part]
    ways = {"".join((*c[:n], ".?", *c[n + 1 :])) for n in range(len(c))}  # one wrong, or one too many
    ways |= {"".join((*c[:n], ".", *c[n:])) for n in range(1, len(c))}  # one left out
    ways |= {"".join((*c[:n], c[n + 1], c[n], *c[n + 2 :])) for n in range(len(c) - 1)}  # two that changed places
    near = re.compile(f" ({'|'.join(sorted(ways))})")
    found = near.search(on.names.text) or near.search(on.words.text, *_letter(on, part[0]))
    return found[1] if found else part


def _shelf(book: Book) -> Shelf:
    return _shelf_of(book, book.all(Note), book.all(Message))


def _shelf_of(book: Book, notes: Iterable[Note], messages: Iterable[Message]) -> Shelf:
    everybody, hidden = people(book), gone(book)
    by_id = {p.id: p for p in everybody}
    name_of = {p.id: p.name for p in everybody}
    hush = _hush(book)
    shown = sorted((n for n in notes if n.person not in hidden), key=_moment, reverse=True)
    passed = sorted((m for m in messages if m.person in name_of), key=_moment, reverse=True)
    texts = [m for m in passed if m.text]
    note_lines = Lines.of(fold(hush(f"{n.text} {n.next_step} {name_of.get(n.person, n.to)}")) for n in shown)
    folded = {p.id: p.folded for p in everybody}
    text_lines = Lines.of(f"{fold(hush(m.text))} {folded[m.person]}" for m in texts)  # "ana coffee" finds it too
    words = sorted(set(chain.from_iterable(map(str.split, chain(note_lines, text_lines)))))
    return Shelf(
        everybody,
        Lines.of(p.folded for p in everybody),
        Lines.of(fold(hush(_known(p))) for p in everybody),
        shown,
        note_lines,
        texts,
        text_lines,
        Lines.of(words),
        name_of,
        tuple(by_id[key] for key in islice(dict.fromkeys(m.person for m in passed), _PER_KIND)),
        hush,
    )


def _moment(record: Note | Message) -> float:
    return record.at.timestamp()  # moments of many zones are slow to compare


def _hush(book: Book) -> Callable[[str], str]:
    """Return what keeps the names of people behind a boundary out of other texts."""
    return (lambda text: hushed(book, text)) if gone(book) else str


def _known(p: Person) -> str:
    handles = (f"{where} {handle}" for where, handle in p.handles.items())
    return " ".join((p.name, *handles, p.place, p.company, p.position, *p.tags, p.met, p.note, p.tie or ""))


def _person(on: Shelf, p: Person) -> Hit:
    known = (p.place, p.position, p.company, " ".join(p.tags), p.met)
    return Hit("person", p.name, on.hush(" · ".join(part for part in known if part)), p.id)


def _note(on: Shelf, n: Note) -> Hit:
    text = f"{n.text} → {n.next_step}" if n.next_step else n.text
    return Hit(_KINDS.get(n.kind, n.kind), on.name_of.get(n.person, n.to), on.hush(text), n.person, n.id, n.at)


def _text(on: Shelf, m: Message) -> Hit:
    return Hit("promise" if m.kind == "promise" else "text", on.name_of[m.person], on.hush(m.text), m.person, at=m.at)


def _letter(on: Shelf, letter: str) -> tuple[int, int]:
    """Return from where to where the words stand that begin with `letter`; they are in order."""
    words = on.words
    first = bisect_left(words.starts, letter, key=lambda at: words.text[at + 1])
    last = bisect_right(words.starts, letter, key=lambda at: words.text[at + 1])
    return (*words.starts[first : first + 1], len(words.text))[0], (*words.starts[last : last + 1], len(words.text))[0]


def _each_once(numbers: Iterable[int]) -> Iterator[int]:
    seen: set[int] = set()
    for number in numbers:
        if number not in seen:
            seen.add(number)
            yield number
