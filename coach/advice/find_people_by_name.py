"""Who is meant by a name, an address or a handle, and what tells people of one name apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from coach.advice.blocked_people import list_boundaries, list_shown_people
from coach.domain.boundary import Boundary
from coach.domain.journal import Journal, cached_by
from coach.domain.person import Person, drop_credentials, drop_titles, format_channel, parse_channel
from coach.domain.text import fold_text


def is_blocked_name(journal: Journal, name: str) -> bool:
    """Tell whether `name` is the whole name, an address or a handle of somebody behind a boundary; titles aside."""
    name, address = split_address(name)
    blocked_people = (person for _, person in list_boundaries(journal) if person is not None)
    spelled_name = _spell_out_umlauts(name)
    return any(
        is_same_name(person.folded_name, name)
        or has_handle(person, address or name)
        or (spelled_name and _spell_out_umlauts(person.name) == spelled_name)
        for person in blocked_people
    )


def find_people_by_name(journal: Journal, name: str) -> tuple[Person, ...]:
    """Return the people that `name` may mean, archived people among them.

    The same spelling comes before other spellings of the name (Zoe before Zoë), and both before names whose words
    begin with the typed words in order ("an le" finds Ana Lee, "bob" finds Robert "Bob" Smith). "Lee, Ana" means
    Ana Lee, and both mean Dr. Ana Lee where nobody is called so without a title; so does "Ana Lee, PhD". "Ana
    @linkedin" and "Ana @acme" mean the Ana who is reached there or works there. An address or a handle
    ("ana@example.org", "@ana-lee", "Ana Lee <ana@example.org>") means whoever has it. The name of an entry that was
    merged into another means that person.
    """
    typed_name, plain_name = name, drop_credentials(name)
    name, address = split_address(name)
    whole_name, (name, _, channel_or_employer) = fold_text(name), name.partition(" @")
    folded_name = fold_text(name)
    if not folded_name:
        return ()
    folded_people = _collect_folded_names(journal.with_archived_people())
    if channel_or_employer:
        called_so = tuple(person for folded, _, person in folded_people if folded == whole_name)
        if called_so:
            return called_so  # "Ana @ ACME" is a name on some sites
        where = fold_text(channel_or_employer)
        folded_people = tuple(each for each in folded_people if _is_person_found_at(each[2], where))
    turned_name, bare_names, name_words = _turn_name(name), _bare_names(name), _name_words(folded_name) or [folded_name]
    equal_names = tuple(
        person for folded, _, person in folded_people if folded and folded in (folded_name, turned_name)
    )
    same_spelling = tuple(
        person for person in equal_names if person.name.casefold() == " ".join(name.casefold().split())
    )
    by_handle = (
        () if same_spelling else tuple(person for _, _, person in folded_people if has_handle(person, address or name))
    )
    bare_name = fold_text(name.strip(_MARKS_AROUND_NAMES))
    return (
        same_spelling
        or by_handle
        or equal_names
        or tuple(person for folded, _, person in folded_people if folded and folded == bare_name != folded_name)
        or (find_people_by_name(journal, plain_name) if plain_name != typed_name else ())
        or tuple(person for _, untitled, person in folded_people if untitled in bare_names)
        or tuple(person for folded, _, person in folded_people if _words_begin_with(_name_words(folded), name_words))
        or _find_merged_people(journal, folded_name)
        or _find_people_with_umlauts(journal, name, folded_people)
    )


_MARKS_AROUND_NAMES = " \"'“”„‘’.,;:!?"
"""Marks around a typed name that are no part of it, unless somebody is called so."""
_UMLAUT_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def _find_people_with_umlauts(
    journal: Journal, name: str, folded_people: Iterable[tuple[str, str, Person]]
) -> tuple[Person, ...]:
    """Return who is meant where an umlaut is typed as two letters, or the other way round: "Juergen" and "Jürgen"."""
    typed_words, allowed_ids = _spell_out_umlauts(name), {person.id for _, _, person in folded_people}
    spelled_people = _collect_spelled_names(journal.with_archived_people())
    return tuple(
        each
        for spelled_words, each in spelled_people
        if each.id in allowed_ids and typed_words and _has_words_in_order(spelled_words, typed_words)
    )


def _spell_out_umlauts(name: str) -> list[str]:
    """Return the folded words of a name with its umlauts as two letters."""
    return _name_words(fold_text(unicodedata.normalize("NFC", name).casefold().translate(_UMLAUT_SPELLINGS)))


@cached_by(Person, Boundary)
def _collect_spelled_names(journal: Journal) -> tuple[tuple[list[str], Person], ...]:
    return tuple((_spell_out_umlauts(person.name), person) for person in list_shown_people(journal))


def _find_merged_people(journal: Journal, folded_name: str) -> tuple[Person, ...]:
    """Return who may be shown of the people that entries with this folded name were merged into."""
    shown_people = {person.id: person for person in list_shown_people(journal.with_archived_people())}
    merged_into = dict.fromkeys(
        entry.merged_into for entry in journal.list_with_deleted(Person) if entry.folded_name == folded_name
    )
    return tuple(shown_people[person_id] for person_id in merged_into if person_id in shown_people)


def split_address(name: str) -> tuple[str, str]:
    """Return the name and the address of "Ana Lee <ana@example.org>", as mail programs copy it; others have none."""
    address_match = re.fullmatch(r"\s*\"?([^<>\"]*[^<>\"\s])\"?\s*<([^<>\s]+@[^<>\s]+)>\s*", name)
    return (address_match[1], address_match[2]) if address_match else (name, "")


def has_handle(person: Person, typed: str) -> bool:
    """Tell whether an address or a handle, with or without its @, is one of somebody's."""
    typed_handle = typed.strip().removeprefix("@").casefold()
    return typed_handle != "" and any(
        handle.strip().removeprefix("@").casefold() == typed_handle for handle in person.handles.values()
    )


def is_same_name(folded: str, typed: str) -> bool:
    """Tell whether a folded name is the typed one, also as "Lee, Ana" and whatever titles are around them."""
    return folded == fold_text(typed) or drop_titles(folded) in _bare_names(typed)


def _bare_names(typed: str) -> list[str]:
    """Return the names of several words that a typed one may mean, folded and without titles."""
    return [bare_name for name in (fold_text(typed), _turn_name(typed)) if " " in (bare_name := drop_titles(name))]


def _turn_name(name: str) -> str:
    """Return "Lee, Ana" as "ana lee", folded; "" for a name without a comma."""
    last_name, comma, first_name = drop_credentials(name).partition(",")
    return fold_text(f"{first_name} {last_name}") if comma and first_name.strip() else ""


def _name_words(folded: str) -> list[str]:
    """Return the words of a folded name without quotes and brackets around them."""
    return [bare_word for word in folded.split() if (bare_word := word.strip("\"'()[]"))]


def describe_namesake(journal: Journal, person: Person) -> str:
    """Return the employer, channel or place of somebody whose name others have too, "" for a name of one person."""
    if person.folded_name not in _collect_shared_names(journal):
        return ""
    return person.company or format_channel(person.channel) or person.place


@cached_by(Person, Boundary)
def _collect_shared_names(journal: Journal) -> frozenset[str]:
    people_by_name = Counter(person.folded_name for person in list_shown_people(journal))
    return frozenset(name for name, count in people_by_name.items() if count > 1)


@cached_by(Person, Boundary)
def _collect_folded_names(journal: Journal) -> tuple[tuple[str, str, Person], ...]:
    """Folded name, without titles, and person, worked out once: a name is looked for with every key that is typed."""
    return tuple((folded := p.folded_name, drop_titles(folded), p) for p in list_shown_people(journal))


def _is_person_found_at(person: Person, where: str) -> bool:
    """Tell whether somebody is reached on the channel `where`, or works at an employer that begins with it."""
    channel = parse_channel(where)
    return channel in (person.channel, *person.handles) or fold_text(person.company).startswith(where)


def _has_words_in_order(name_words: list[str], typed_words: Iterable[str]) -> bool:
    words_left = iter(name_words)
    return all(typed_word in words_left for typed_word in typed_words)


def _words_begin_with(name_words: list[str], typed_words: Iterable[str]) -> bool:
    words_left = iter(name_words)
    return all(any(word.startswith(typed_word) for word in words_left) for typed_word in typed_words)
