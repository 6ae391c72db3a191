"""Find or create the people that typed names and lines are about, and tell names from the text beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from coach.advice.blocked_people import list_shown_people
from coach.advice.contacts_and_companies import find_new_contact
from coach.advice.find_people_by_name import find_people_by_name, is_blocked_name, is_same_name, split_address
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.domain.address_book import DAY_FIELDS, DETAIL_FIELDS
from coach.domain.journal import Journal
from coach.domain.outreach_line import OutreachLine
from coach.domain.person import (
    CHANNEL_NAMES,
    Person,
    drop_credentials,
    drop_titles,
    format_channel,
    is_title,
    parse_channel,
)
from coach.domain.text import NOTE_LIMIT, clean_text, clean_typed_text, fold_text, format_suggestion
from coach.domain.wording import format_date
from coach.errors import AmbiguousName, InvalidInput


def get_person_by_name(journal: Journal, who: str) -> Person:
    """Return the person with that id or name. Raises InvalidInput if there is none, or more than one."""
    person = find_person_by_id(journal, who)
    if person is not None:
        return person
    people = find_people_by_name(journal, who)
    if len(people) == 1:
        return people[0]
    if people:
        raise _ambiguous_name(journal, who, people)
    suggestion = _suggest_name(journal, clean_text(who))
    is_anybody_known = bool(list_shown_people(journal.with_archived_people()))
    hint = "coach people lists everyone by name." if is_anybody_known else 'coach sent "Name" adds someone new.'
    raise _unknown_name(who, suggestion or hint, suggestion or "{outreach.sent} adds someone new.")


def find_or_create_person(journal: Journal, who: str) -> tuple[Person, tuple[Person, ...]]:
    """Return the person with that id or name or, if nobody is called so or nearly so, a new one and the record to save.

    "+" before the name asks for a new one. Raises InvalidInput if somebody else may be meant, or is blocked.
    """
    who = clean_typed_text(who)
    who = who.rstrip(" ,;") or who  # "Ana, the slides"
    typed_name = who.removeprefix("+").strip()
    is_known = find_person_by_id(journal, who) is not None or bool(find_people_by_name(journal, typed_name))
    if not typed_name or (is_known and not who.startswith("+")):
        return get_person_by_name(journal, who), ()
    if not who.startswith("+"):
        if is_blocked_name(journal, typed_name):
            raise InvalidInput(
                "You set a boundary for this person.", hint="If you mean someone else, type + before the name."
            )
        if suggestion := _suggest_name(journal, typed_name):
            raise _unknown_name(typed_name, f"{suggestion} If not, type + before the name.")
        if text := _find_text(journal, typed_name, alone=True):
            hint = "Type the name alone. If everything you typed is the name, type + before it."
            raise _not_a_name(text, hint)
    person = create_person(journal, *split_address(typed_name))
    return person, (person,)


def find_person_by_id(journal: Journal, person_id: str) -> Person | None:
    """Return the person with that id, or with an id that begins with those eight digits; None if there is none."""
    everybody = journal.with_archived_people()
    person = journal.get_record(Person, person_id) or everybody.get_record(Person, person_id)
    if person is not None or not re.fullmatch("[0-9a-f]{8}", person_id):
        return person
    people = [person for person in everybody.list_records(Person) if person.id.startswith(person_id)]
    return people[0] if len(people) == 1 else None


def describe_person(journal: Journal, person: Person) -> str:
    """Return a name with what tells namesakes apart: employer, channel, place, and the day of the last contact."""
    conversation = conversations_by_person(journal.with_archived_people()).get(person.id)
    contacts = [each.at for each in conversation.messages if each.direction != "own"] if conversation else []
    last_contact = "no messages yet"
    if contacts:
        last_contact = f"last contact {format_date(journal.settings.day_of(max(contacts)), year=True)}"
    parts = (person.name, person.company, format_channel(person.channel), person.place, last_contact)
    return ", ".join(filter(None, parts))


def split_name_and_text(journal: Journal, words: Sequence[str]) -> tuple[str, str]:
    """Return whom typed words are about and what they say: "Ana Lee an intro" is about Ana Lee if she is known.

    The longest beginning that is a name or id of somebody is the name. Without one it is the first word that is no
    title and, if that names nobody, the words with a capital after it: "Tom Rae an intro" is about Tom Rae.
    """
    for end in range(len(words), 0, -1):
        name = " ".join(words[:end])
        if _is_name_of_somebody(journal, name):
            return name, " ".join(words[end:])
    if not words:
        return "", ""
    end = 1
    while end < len(words) and is_title(words[end - 1].removeprefix("+")) and words[end][:1].isupper():
        end += 1
    first = words[end - 1].removeprefix("+")
    if " " not in first and first[:1].isupper() and not find_people_by_name(journal, " ".join(words[:end])):
        end = next((n for n in range(end, len(words)) if not _continues_name(first, words[n])), end)
    return " ".join(words[:end]), " ".join(words[end:])


def _is_name_of_somebody(journal: Journal, name: str) -> bool:
    return any(is_same_name(person.folded_name, name) for person in find_people_by_name(journal, name))


def refuse_text_before_name(journal: Journal, words: Sequence[str]) -> None:
    """Raise InvalidInput if what was given or promised stands before the name: "an intro to Ana", "to Ana a book"."""
    ends_with_name = any(word in ("to", "from", "for") and after[:1].isupper() for word, after in pairwise(words))
    is_turned = ends_with_name and words[0][:1].islower() and not find_people_by_name(journal, words[0])
    if len(words) > 1 and (is_turned or words[0] in _SENTENCE_WORDS or words[0] == "from"):
        raise _not_a_name(words[0], "The name comes first, then the text: Ana the reading list.")


def _continues_name(first: str, word: str) -> bool:
    """Tell whether a word may belong to a name that begins with `first`: not in "Tom I will write", "Tom CV advice"."""
    is_shouted = len(word) > 1 and word.isupper() and word.isalpha()
    return word[:1].isupper() and word.split("'")[0] != "I" and (first.isupper() or not is_shouted)


_ABOUT_HINT = "What a message is about goes after --text. If everything you typed is the name, type + before it."
_NAMES_HINT = "Type names alone, with commas: Ana Lee, Ben Okri. If all of it is one name, type + before it."


def split_names(journal: Journal, names_line: str, *, hint: str = _ABOUT_HINT, screen_hint: str = "") -> list[str]:
    """Return the names in "Ana, Ben and Cleo"; a line that is the name of somebody is one name.

    Raises InvalidInput with `hint` for a part that reads as a sentence, so that a text becomes nobody's name; "+" says
    that the names are meant.
    """
    parts = _split_at_joins(journal, names_line)
    if _is_name_of_somebody(journal, names_line) or is_blocked_name(journal, names_line):
        return [names_line]
    if not names_line.startswith("+"):
        for part in parts:
            if text := _find_text(journal, part, alone=len(parts) < 2):
                raise _not_a_name(text, hint, screen_hint)
    return parts if len(parts) > 1 else [names_line]


def split_names_once(journal: Journal, line: str) -> list[str]:
    """Return the names in a line that may be empty and may have several rows, each name once."""
    line = clean_typed_text(line, NOTE_LIMIT, lines=True)
    names = split_names(journal, line, hint=_NAMES_HINT, screen_hint=_NAMES_HINT) if line else []
    return list(dict.fromkeys(names))


def _split_at_joins(journal: Journal, line: str) -> list[str]:
    """Return the parts of "Ana, Ben and Cleo, PhD", whoever they are; a degree stays with its name."""
    parts: list[str] = []
    names = (name for part in _BETWEEN_NAMES.split(line) for name in _split_at_joins_in_surnames(journal, part))
    for part in filter(None, map(str.strip, names)):
        is_addition = fold_text(part).rstrip(".") in _NAME_ADDITIONS or drop_credentials(f"Name, {part}") == "Name"
        parts[-1:] = [f"{parts[-1]}, {part}"] if parts and is_addition else [*parts[-1:], part]
    return parts


def _split_at_joins_in_surnames(journal: Journal, part: str) -> list[str]:
    """Return the two people of "Ana y Ben" or "Ana e Ben", where both are known, or one is and both have a surname.

    "Ramón y Cajal" and "Ana Costa e Silva" are one person, and so is whoever is called so.
    """
    names = re.split(r"\s+[ye]\s+", part)
    if len(names) != 2 or _is_name_of_somebody(journal, part) or is_blocked_name(journal, part):
        return [part]
    known = [name for name in names if _is_known_beyond_surname(journal, name) or is_blocked_name(journal, name)]
    are_whole = all(" " in name.strip() for name in names)
    return names if len(known) == 2 or (known and are_whole) else [part]


def _is_known_beyond_surname(journal: Journal, name: str) -> bool:
    """Return whether somebody is called so; a word alone has to be their first name."""
    folded_name = fold_text(name)
    return any(
        " " in folded_name or fold_text(drop_titles(person.name)).split(" ")[0] == folded_name
        for person in find_people_by_name(journal, name)
    )


def split_known_names(journal: Journal, line: str) -> list[str]:
    """Return the names in "Ana, Ben and Cleo", one for each person, if each part names somebody and the line nobody."""
    parts = _split_at_joins(journal, line)
    if len(parts) < 2 or find_people_by_name(journal, line):
        return [line]
    names_by_person: dict[tuple[str, ...], str] = {}
    for part in parts:
        named_people = tuple(person.id for person in find_people_by_name(journal, part))
        if not named_people:
            return [line]
        names_by_person.setdefault(named_people, part)
    return list(names_by_person.values())


def refuse_unclear_end_of_name(journal: Journal, name: str, text: str) -> None:
    """Raise InvalidInput if a text begins as the name goes on: "Ana", "Lee an intro" where no Ana Lee is known."""
    word, _, rest = text.partition(" ")
    if not name.strip() or not word or not _continues_name(name.split()[-1], word):
        return
    if word.endswith(":") or parse_channel(word) in CHANNEL_NAMES or not find_people_by_name(journal, name):
        return
    longer_name = f"{name} {word}"
    raise InvalidInput(
        f'It is not clear whether the name is "{clean_text(name, 40)}" or "{clean_text(longer_name, 40)}".',
        hint=f"Put a colon after the name: {longer_name}: {rest.strip() or '…'}, or {name}: {text}.",
    )


def _not_a_name(text: str, hint: str, screen_hint: str = "") -> InvalidInput:
    return InvalidInput(f'"{clean_text(text, 40)}" does not look like a name.', hint=hint, screen_hint=screen_hint)


def _unknown_name(who: str, hint: str, screen_hint: str = "") -> InvalidInput:
    return InvalidInput(f'Nobody here is called "{clean_text(who, 40)}".', hint=hint, screen_hint=screen_hint)


def _suggest_name(journal: Journal, typed: str) -> str:
    """Return "Did you mean Ana Lee?" for a nearly right name or one with words behind it, "" if there is none."""
    shown_names = [person.name for person in list_shown_people(journal.with_archived_people())]
    if close_name := format_suggestion(typed, shown_names, cutoff=0.8):
        return close_name
    known_name = _find_name_before_text(journal, typed)
    return f"Did you mean {known_name}?" if known_name else format_suggestion(typed, shown_names, cutoff=0.6)


def _find_name_before_text(journal: Journal, line: str) -> str:
    """Return the known name that typed words begin with if small letters follow it: "Ron" in "Ron is rude", else ""."""
    name, text = split_name_and_text(journal, line.split())
    people = find_people_by_name(journal, name) if text.islower() else ()
    return people[0].name if len(people) == 1 and is_same_name(people[0].folded_name, name) else ""


def _find_text(journal: Journal, name_part: str, *, alone: bool) -> str:
    """Return the words of a part that read as a sentence: "asked about the role" in "Ana Lee asked about the role".

    A name may end in small letters (Oscar de la renta, Ana Lee smith); alone in the line it may have no capitals. A
    word that is in no name, such as "about" or "my", begins a sentence wherever it stands; so does a colon.
    """
    if ": " in name_part:
        return name_part.partition(": ")[2]
    words = name_part.split()
    name, text = split_name_and_text(journal, words)
    for n, word in enumerate(words) if len(words) > 1 else ():
        if word in _SENTENCE_WORDS or _is_sentence_about_me(words[n:]):
            return " ".join(words[n:])
    behind = text.split(" ")
    is_text = behind[0] in ("at", "from", "in", "on")
    is_text = is_text or (len(behind) > 1 and text.islower() and behind[0] not in _NAME_PARTICLES)
    people = find_people_by_name(journal, name) if is_text else ()
    if any(person.folded_name == fold_text(name) for person in people):
        return text  # met Tom in Berlin, wrote Tom hello there
    if " " in name and text.islower():
        return text if " " in text else ""
    start = len(words)
    while start and words[start - 1].islower():
        start -= 1
    begins_with_particle = not _NAME_PARTICLES.isdisjoint(words[start : start + 1])
    most_small_words = 4 if begins_with_particle or (alone and start == 0) else 2
    return " ".join(words[start:]) if len(words) - start > most_small_words else ""


def _is_sentence_about_me(words: Sequence[str]) -> bool:
    """Tell whether words begin as in "I met Bob" or "I'll write"; "Charles I" and "I Made Wirawan" are names."""
    first = words[0].replace("’", "'")
    return first.startswith("I'") or (first == "I" and len(words) > 1 and words[1].islower())


_BETWEEN_NAMES = re.compile(r"[,;\n]\s*(?:and\s+)?|\s+(?:and|und(?!\s+zu[mr]?\s)|et|og|och|&|\+|/)\s+")
_NAME_ADDITIONS = frozenset({"jr", "sr", "ii", "iii"})
"""What may follow a comma and still belong to one name, besides degrees."""
_SENTENCE_WORDS = frozenset(
    "a about again also an asked at back because but finally for has he her him his is it me my our re said she so "
    "that the their them they to too twice us via wants was we when who why with you your".split()
)
"""Words that stand in no name when they are typed in small letters."""
_NAME_PARTICLES = frozenset("af al av bin da de dei del della der di dos du el ibn la le ten ter van von zu".split())


def resolve_person(
    journal: Journal, line: OutreachLine, *, to: str = "", new: bool = False
) -> tuple[Person, tuple[Person, ...]]:
    """Return the person a typed line is about, and the record to save if they are new or something about them is.

    `to` is an id that settles who is meant, as an id in place of the name does. Raises InvalidInput if the name fits
    several people.
    """
    if to or find_person_by_id(journal, line.name):
        return _update_person(get_person_by_name(journal, to or line.name), line)
    name = line.name.removeprefix("+").strip(" ,;") or line.name
    is_new = new or line.name.startswith("+")
    people = () if is_new else find_people_by_name(journal, name)
    if len(people) > 1 and line.channel:
        people = find_people_by_name(journal, f"{name} @{line.channel}") or people
    if len(people) > 1:
        raise _ambiguous_name(journal, name, people, can_be_new=True)
    if people:
        return _update_person(people[0], line)
    if not is_new and is_blocked_name(journal, name):
        raise InvalidInput(
            "You set a boundary for this person, so nothing is logged.",
            hint="If you mean someone else with this name, type + before it.",
        )
    person = create_person(journal, *split_address(name), tie=line.tie, channel=line.channel)
    return person, (person,)


def create_person(journal: Journal, name: str, address: str = "", **fields: Any) -> Person:
    """Return a new person, with what the address book knows of the one contact of that name.

    A name that is an e-mail address is an address too.
    """
    if address := address or (name if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", name) else ""):
        fields = {**fields, "channel": fields.get("channel") or "e-mail", "handles": {"e-mail": address}}
    contact = find_new_contact(journal, name)
    if contact is None:
        return Person(name=name, **fields)
    details = {name: value for name in DETAIL_FIELDS if (value := getattr(contact, name))}
    days = {name: getattr(contact, name) for name in DAY_FIELDS}
    known = {"channel": contact.channel, "handles": dict(contact.handles), "keys": contact.keys, **details, **days}
    given = {name: value for name, value in fields.items() if value}
    return Person(name=contact.name, named=contact.name, imported=details, **{**known, **given})


def _update_person(person: Person, line: OutreachLine) -> tuple[Person, tuple[Person, ...]]:
    changed = person.copy_with(tie=line.tie or person.tie, channel=line.channel or person.channel)
    return (person, ()) if changed == person else (changed, (changed,))


def _ambiguous_name(
    journal: Journal, typed: str, people: Sequence[Person], *, can_be_new: bool = False
) -> AmbiguousName:
    """Return the error for a name that several people have, with what tells the first nine apart."""
    described = tuple((person.id, describe_person(journal, person)) for person in people[:9])
    return AmbiguousName(clean_text(typed, 40), described, can_be_new=can_be_new)
