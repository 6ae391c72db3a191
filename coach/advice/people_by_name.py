"""Who is meant by a name, an address or a handle, and what tells people of one name apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from coach.advice.blocked_people import list_boundaries, list_shown_people
from coach.domain.boundary import Boundary
from coach.domain.journal import Journal, cached_by
from coach.domain.person import Person, drop_titles, format_channel, parse_channel
from coach.domain.text import fold_text


def is_blocked_name(journal: Journal, name: str) -> bool:
    """Tell whether `name` is the whole name, an address or a handle of somebody behind a boundary; titles aside."""
    name, address = split_address(name)
    people = (person for _, person in list_boundaries(journal) if person is not None)
    spelled = _spell_out(name)
    return any(
        is_same_name(p.folded_name, name)
        or has_handle(p, address or name)
        or (spelled and _spell_out(p.name) == spelled)
        for p in people
    )


def find_people_by_name(journal: Journal, name: str) -> tuple[Person, ...]:
    """Return the people that `name` may mean, archived people among them.

    The same spelling comes before other spellings of the name (Zoe before Zoë), and both before names whose words
    begin with the typed words in order ("an le" finds Ana Lee, "bob" finds Robert "Bob" Smith). "Lee, Ana" means
    Ana Lee, and both mean Dr. Ana Lee where nobody is called so without a title; "Ana @linkedin" and "Ana @acme" mean
    the Ana who is reached there or works there. An address or a handle ("ana@example.org", "@ana-lee", "Ana Lee
    <ana@example.org>") means whoever has it. The name of an entry that was merged into another means that person.
    """
    name, address = split_address(name)
    whole, (name, _, where) = fold_text(name), name.partition(" @")
    wanted = fold_text(name)
    if not wanted:
        return ()
    known = _collect_folded_names(journal.with_archived_people())
    if where and (called_so := tuple(p for folded, _, p in known if folded == whole)):
        return called_so  # "Ana @ ACME" is a name on some sites
    if where:
        known = tuple(entry for entry in known if _is_found_at(entry[2], fold_text(where)))
    turned, bare_names, words = _turn_name(name), _bare_names(name), _name_words(wanted) or [wanted]
    equal = tuple(p for folded, _, p in known if folded and folded in (wanted, turned))
    same_spelling = tuple(p for p in equal if p.name.casefold() == " ".join(name.casefold().split()))
    by_handle = () if same_spelling else tuple(p for _, _, p in known if has_handle(p, address or name))
    bare = fold_text(name.strip(_AROUND_NAMES))
    return (
        same_spelling
        or by_handle
        or equal
        or tuple(p for folded, _, p in known if folded and folded == bare != wanted)
        or tuple(p for _, untitled, p in known if untitled in bare_names)
        or tuple(p for folded, _, p in known if _words_begin_with(_name_words(folded), words))
        or _find_merged(journal, wanted)
        or _find_with_umlauts(journal, name, known)
    )


_AROUND_NAMES = " \"'“”„‘’.,;:!?"
"""Marks around a typed name that are no part of it, unless somebody is called so."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def _find_with_umlauts(journal: Journal, name: str, known: Iterable[tuple[str, str, Person]]) -> tuple[Person, ...]:
    """Return who is meant where an umlaut is typed as two letters, or the other way round: "Juergen" and "Jürgen"."""
    typed, may_be = _spell_out(name), {person.id for _, _, person in known}
    spelled = _collect_spelled_names(journal.with_archived_people())
    return tuple(p for words, p in spelled if p.id in may_be and typed and _has_in_order(words, typed))


def _spell_out(name: str) -> list[str]:
    """Return the folded words of a name with its umlauts as two letters."""
    return _name_words(fold_text(unicodedata.normalize("NFC", name).casefold().translate(_UMLAUTS)))


@cached_by(Person, Boundary)
def _collect_spelled_names(journal: Journal) -> tuple[tuple[list[str], Person], ...]:
    return tuple((_spell_out(person.name), person) for person in list_shown_people(journal))


def _find_merged(journal: Journal, wanted: str) -> tuple[Person, ...]:
    """Return who may be shown of the people that entries with this folded name were merged into."""
    shown = {person.id: person for person in list_shown_people(journal.with_archived_people())}
    found: dict[str, Person] = {}
    for entry in journal.list_with_deleted(Person):
        if entry.merged_into and entry.folded_name == wanted and entry.merged_into in shown:
            found[entry.merged_into] = shown[entry.merged_into]
    return tuple(found.values())


def split_address(name: str) -> tuple[str, str]:
    """Return the name and the address of "Ana Lee <ana@example.org>", as mail programs copy it; others have none."""
    found = re.fullmatch(r"\s*\"?([^<>\"]*[^<>\"\s])\"?\s*<([^<>\s]+@[^<>\s]+)>\s*", name)
    return (found[1], found[2]) if found else (name, "")


def has_handle(person: Person, typed: str) -> bool:
    """Tell whether an address or a handle, with or without its @, is one of somebody's."""
    wanted = typed.strip().removeprefix("@").casefold()
    return wanted != "" and any(
        handle.strip().removeprefix("@").casefold() == wanted for handle in person.handles.values()
    )


def is_same_name(folded: str, typed: str) -> bool:
    """Tell whether a folded name is the typed one, also as "Lee, Ana" and whatever titles are before them."""
    return folded == fold_text(typed) or drop_titles(folded) in _bare_names(typed)


def _bare_names(typed: str) -> list[str]:
    """Return the names of several words that a typed one may mean, folded and without titles."""
    return [bare for name in (fold_text(typed), _turn_name(typed)) if " " in (bare := drop_titles(name))]


def _turn_name(name: str) -> str:
    """Return "Lee, Ana" as "ana lee", folded; "" for a name without a comma."""
    last, comma, first = name.partition(",")
    return fold_text(f"{first} {last}") if comma and first.strip() else ""


def _name_words(folded: str) -> list[str]:
    """Return the words of a folded name without quotes and brackets around them."""
    return [bare for word in folded.split() if (bare := word.strip("\"'()[]"))]


def describe_namesake(journal: Journal, person: Person) -> str:
    """Return the employer, channel or place of somebody whose name others have too, "" for a name of one person."""
    if person.folded_name not in _collect_shared_names(journal):
        return ""
    return person.company or format_channel(person.channel) or person.place


@cached_by(Person, Boundary)
def _collect_shared_names(journal: Journal) -> frozenset[str]:
    counted = Counter(person.folded_name for person in list_shown_people(journal))
    return frozenset(name for name, count in counted.items() if count > 1)


@cached_by(Person, Boundary)
def _collect_folded_names(journal: Journal) -> tuple[tuple[str, str, Person], ...]:
    """Folded name, without titles, and person, worked out once: a name is looked for with every key that is typed."""
    return tuple((folded := p.folded_name, drop_titles(folded), p) for p in list_shown_people(journal))


def _is_found_at(person: Person, where: str) -> bool:
    """Tell whether somebody is reached on the channel `where`, or works at an employer that begins with it."""
    channel = parse_channel(where)
    return channel in (person.channel, *person.handles) or fold_text(person.company).startswith(where)


def _has_in_order(words: list[str], typed: Iterable[str]) -> bool:
    rest = iter(words)
    return all(part in rest for part in typed)


def _words_begin_with(words: list[str], typed: Iterable[str]) -> bool:
    rest = iter(words)
    return all(any(word.startswith(part) for word in rest) for part in typed)
