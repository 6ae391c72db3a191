"""Who may be shown, and who is meant by a name somebody typed."""

from __future__ import annotations

from collections.abc import Iterable

from coach.domain.asked import Review
from coach.domain.book import Book
from coach.domain.boundary import Boundary
from coach.domain.person import Person
from coach.domain.text import fold


def gone(book: Book) -> frozenset[str]:
    """Return the ids of people behind a boundary: they are on no list."""
    return book.derive(_gone, Boundary)


def _gone(book: Book) -> frozenset[str]:
    return frozenset(b.person for b in book.all(Boundary))


def people(book: Book) -> tuple[Person, ...]:
    """Return everybody who may be shown, by name."""
    return book.derive(_people, Person, Boundary)


def _people(book: Book) -> tuple[Person, ...]:
    hidden = gone(book)
    return tuple(sorted((p for p in book.all(Person) if p.id not in hidden), key=lambda p: (p.folded, p.id)))


def matching(book: Book, name: str) -> tuple[Person, ...]:
    """Return the people that `name` may mean: the exact name alone if there is one, else all whose words
    begin with the typed words in order ("an le" finds Ana Lee). Those one has not met for long are among them."""
    wanted = fold(name)
    if not wanted:
        return ()
    known = book.everybody().derive(_names, Person, Boundary)
    exact = tuple(p for folded, p in known if folded == wanted)
    return exact or tuple(p for folded, p in known if _begins(folded.split(), wanted.split()))


def named_as_nice(reviews: Iterable[Review]) -> frozenset[str]:
    """Return who was named in reviews as nice to talk to: ids, and names as typed, folded."""
    found: set[str] = set()
    for review in reviews:
        answer = review.answers.get("nice") or ()
        names = [answer] if isinstance(answer, str) else answer
        found.update(word for name in names if isinstance(name, str) for word in (name, fold(name)) if word)
    return frozenset(found)


def _names(book: Book) -> tuple[tuple[str, Person], ...]:
    """Folded name and person, worked out once: a name is looked for with every key that is typed."""
    return tuple((p.folded, p) for p in people(book))


def _begins(words: list[str], typed: Iterable[str]) -> bool:
    rest = iter(words)
    return all(any(word.startswith(part) for word in rest) for part in typed)
