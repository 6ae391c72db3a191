"""Find or create the people that typed names and lines are about, and tell names from the text beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from coach.advice.blocked_people import list_shown_people
from coach.advice.contacts_and_companies import find_new_contact
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.advice.people_by_name import find_people_by_name, is_blocked_name, is_same_name, split_address
from coach.domain.address_book import DAY_FIELDS, DETAIL_FIELDS
from coach.domain.journal import Journal
from coach.domain.outreach_line import OutreachLine
from coach.domain.person import CHANNEL_NAMES, Person, format_channel, is_title, parse_channel
from coach.domain.text import NOTE_LIMIT, clean_text, clean_typed_text, fold_text, format_suggestion
from coach.domain.wording import format_date
from coach.errors import AmbiguousName, InvalidInput


def get_person_by_name(journal: Journal, who: str) -> Person:
    """Return the person with that id or name. Raises InvalidInput if there is none, or more than one."""
    known = find_person_by_id(journal, who)
    if known is not None:
        return known
    found = find_people_by_name(journal, who)
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous_name(journal, who, found)
    near = _suggest_name(journal, clean_text(who))
    is_anybody_known = bool(list_shown_people(journal.with_archived_people()))
    hint = "coach people lists everyone by name." if is_anybody_known else 'coach sent "Name" adds someone new.'
    raise _unknown_name(who, near or hint, near or "{outreach.sent} adds someone new.")


def find_or_create_person(journal: Journal, who: str) -> tuple[Person, tuple[Person, ...]]:
    """Return the person with that id or name or, if nobody is called so or nearly so, a new one and the record to save.

    "+" before the name asks for a new one. Raises InvalidInput if somebody else may be meant, or is blocked.
    """
    name = clean_typed_text(who).removeprefix("+").strip()
    is_known = find_person_by_id(journal, who) is not None or bool(find_people_by_name(journal, name))
    if not name or (is_known and not who.startswith("+")):
        return get_person_by_name(journal, who), ()
    if not who.startswith("+"):
        if is_blocked_name(journal, name):
            raise InvalidInput(
                "You set a boundary for this person.", hint="If you mean someone else, type + before the name."
            )
        if near := _suggest_name(journal, name):
            raise _unknown_name(name, f"{near} If not, type + before the name.")
        if text := _find_text(journal, name, alone=True):
            raise _not_a_name(text, hint="Type the name alone. If everything you typed is the name, type + before it.")
    person = create_person(journal, *split_address(name))
    return person, (person,)


def find_person_by_id(journal: Journal, key: str) -> Person | None:
    """Return the person with that id, or with an id that begins with those eight digits; None if there is none."""
    everybody = journal.with_archived_people()
    found = journal.get_record(Person, key) or (everybody.get_record(Person, key) if key else None)
    if found is None and _SHORT_ID.fullmatch(key):
        fitting = [person for person in everybody.list_records(Person) if person.id.startswith(key)]
        found = fitting[0] if len(fitting) == 1 else None
    return found


def describe_person(journal: Journal, person: Person) -> str:
    """Return a name with what tells namesakes apart: employer, channel, place, and the day of the last contact."""
    conversation = conversations_by_person(journal.with_archived_people()).get(person.id)
    last = max((m.at for m in conversation.messages if m.direction != "own"), default=None) if conversation else None
    about = (
        person.company,
        format_channel(person.channel),
        person.place,
        f"last contact {format_date(journal.settings.day_of(last), year=True)}" if last else "no messages yet",
    )
    return ", ".join(part for part in (person.name, *about) if part)


def split_name_and_text(journal: Journal, words: Sequence[str]) -> tuple[str, str]:
    """Return whom typed words are about and what they say: "Ana Lee an intro" is about Ana Lee if she is known.

    The longest beginning that is a name or id of somebody is the name. Without one it is the first word that is no
    title and, if that names nobody, the words with a capital after it: "Tom Rae an intro" is about Tom Rae.
    """
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        if any(is_same_name(p.folded_name, name) for p in find_people_by_name(journal, name)):
            return name, " ".join(words[count:])
    if not words:
        return "", ""
    titles = 0
    while titles + 1 < len(words) and is_title(words[titles].removeprefix("+")) and words[titles + 1][:1].isupper():
        titles += 1
    count, first = titles + 1, words[titles].removeprefix("+")
    if " " not in first and first[:1].isupper() and not find_people_by_name(journal, " ".join(words[:count])):
        count = next((at for at in range(count, len(words)) if not _continues_name(first, words[at])), count)
    return " ".join(words[:count]), " ".join(words[count:])


def refuse_text_before_name(journal: Journal, words: Sequence[str]) -> None:
    """Raise InvalidInput if what was given or promised stands before the name: "an intro to Ana", "to Ana a book"."""
    before_name = pairwise(words)
    ends_with_name = any(word in ("to", "from", "for") and after[:1].isupper() for word, after in before_name)
    is_turned = ends_with_name and words[0][:1].islower() and not find_people_by_name(journal, words[0])
    if len(words) > 1 and (is_turned or words[0] in _SENTENCE_WORDS or words[0] == "from"):
        raise _not_a_name(words[0], "The name comes first, then the text: Ana the reading list.")


def _continues_name(first: str, word: str) -> bool:
    """Tell whether a word may belong to a name that begins with `first`: not in "Tom I will write", "Tom CV advice"."""
    is_shouted = len(word) > 1 and word.isupper() and word.isalpha()
    return word[:1].isupper() and word.split("'")[0] != "I" and (first.isupper() or not is_shouted)


_ABOUT_HINT = "What a message is about goes after --text. If everything you typed is the name, type + before it."
_NAMES_HINT = "Type names alone, with commas: Ana Lee, Ben Okri. If all of it is one name, type + before it."


def split_names(journal: Journal, line: str, *, hint: str = _ABOUT_HINT, screen_hint: str = "") -> list[str]:
    """Return the names in "Ana, Ben and Cleo"; a line that is the name of somebody is one name.

    Raises InvalidInput with `hint` for a part that reads as a sentence, so that a text becomes nobody's name; "+" says
    that the names are meant.
    """
    parts = _split_at_joins(line)
    known = any(is_same_name(p.folded_name, line) for p in find_people_by_name(journal, line))
    known = known or is_blocked_name(journal, line)
    if known or any(fold_text(part).rstrip(".") in _NAME_ADDITIONS for part in parts):
        return [line]
    text = next((text for part in parts if (text := _find_text(journal, part, alone=len(parts) < 2))), "")
    if text and not line.startswith("+"):
        raise _not_a_name(text, hint, screen_hint)
    return parts if len(parts) > 1 else [line]


def split_names_once(journal: Journal, line: str) -> list[str]:
    """Return the names in a line that may be empty and may have several rows, each name once."""
    line = clean_typed_text(line, NOTE_LIMIT, lines=True)
    names = split_names(journal, line, hint=_NAMES_HINT, screen_hint=_NAMES_HINT) if line else []
    return list(dict.fromkeys(names))


def _split_at_joins(line: str) -> list[str]:
    """Return the parts of "Ana, Ben and Cleo", whoever they are."""
    return [part.strip() for part in _BETWEEN_NAMES.split(line) if part.strip()]


def split_known_names(journal: Journal, line: str) -> list[str]:
    """Return the names in "Ana, Ben and Cleo" if each part names somebody and the line itself nobody."""
    parts = _split_at_joins(line)
    is_several = len(parts) > 1 and not find_people_by_name(journal, line)
    return parts if is_several and all(find_people_by_name(journal, part) for part in parts) else [line]


def refuse_unclear_end_of_name(journal: Journal, name: str, text: str) -> None:
    """Raise InvalidInput if a text begins as the name goes on: "Ana", "Lee an intro" where no Ana Lee is known."""
    word = text.partition(" ")[0]
    if not name.strip() or not word or not _continues_name(name.split()[-1], word):
        return
    if word.endswith(":") or parse_channel(word) in CHANNEL_NAMES or not find_people_by_name(journal, name):
        return
    whole, rest = f"{name} {word}", text.removeprefix(word).strip() or "…"
    raise InvalidInput(
        f'It is not clear whether the name is "{clean_text(name, 40)}" or "{clean_text(whole, 40)}".',
        hint=f"Put a colon after the name: {whole}: {rest}, or {name}: {text}.",
    )


def _not_a_name(text: str, hint: str, screen_hint: str = "") -> InvalidInput:
    return InvalidInput(f'"{clean_text(text, 40)}" does not look like a name.', hint=hint, screen_hint=screen_hint)


def _unknown_name(who: str, hint: str, screen_hint: str = "") -> InvalidInput:
    return InvalidInput(f'Nobody here is called "{clean_text(who, 40)}".', hint=hint, screen_hint=screen_hint)


def _suggest_name(journal: Journal, typed: str) -> str:
    """Return "Did you mean Ana Lee?" for a nearly right name or one with words behind it, "" if there is none."""
    names = [person.name for person in list_shown_people(journal.with_archived_people())]
    if close := format_suggestion(typed, names, cutoff=0.8):
        return close
    meant = _find_name_before_text(journal, typed)
    return f"Did you mean {meant}?" if meant else format_suggestion(typed, names, cutoff=0.6)


def _find_name_before_text(journal: Journal, line: str) -> str:
    """Return the known name that typed words begin with if small letters follow it: "Ron" in "Ron is rude", else ""."""
    name, text = split_name_and_text(journal, line.split())
    found = find_people_by_name(journal, name) if text.islower() else ()
    return found[0].name if len(found) == 1 and is_same_name(found[0].folded_name, name) else ""


def _find_text(journal: Journal, part: str, *, alone: bool) -> str:
    """Return the words of `part` that read as a sentence: "asked about the role" in "Ana Lee asked about the role".

    A name may end in small letters (Oscar de la renta, Ana Lee smith); alone in the line it may have no capitals. A
    word that is in no name, such as "about" or "my", begins a sentence wherever it stands; so does a colon.
    """
    if ": " in part:
        return part.partition(": ")[2]
    name, text = split_name_and_text(journal, words := part.split())
    begins = (at for at in range(len(words)) if words[at] in _SENTENCE_WORDS or _is_sentence_about_me(words[at:]))
    if len(words) > 1 and (at := next(begins, -1)) >= 0:
        return " ".join(words[at:])
    behind = text.split(" ")
    is_text = behind[0] in ("at", "from", "in", "on")
    is_text = is_text or (len(behind) > 1 and text.islower() and behind[0] not in _NAME_PARTICLES)
    known = find_people_by_name(journal, name) if is_text else ()
    if any(person.folded_name == fold_text(name) for person in known):
        return text  # met Tom in Berlin, wrote Tom hello there
    if " " in name and text.islower():
        return text if " " in text else ""
    start = next((at for at in range(len(words), 0, -1) if not words[at - 1].islower()), 0)
    allowed = 4 if words[min(start, len(words) - 1)] in _NAME_PARTICLES or (alone and not start) else 2
    return " ".join(words[start:]) if len(words) - start > allowed else ""


def _is_sentence_about_me(words: Sequence[str]) -> bool:
    """Tell whether words begin as in "I met Bob" or "I'll write"; "Charles I" and "I Made Wirawan" are names."""
    first = words[0].replace("’", "'")
    return first.startswith("I'") if len(first) > 1 else first == "I" and len(words) > 1 and words[1].islower()


_BETWEEN_NAMES = re.compile(r"[,;\n]\s*(?:and\s+)?|\s+(?:and|und(?!\s+zu[mr]?\s)|et|og|och|&|\+|/)\s+")
_SHORT_ID = re.compile("[0-9a-f]{8}")
_NAME_ADDITIONS = frozenset({"jr", "sr", "phd", "md", "mba", "dr", "esq", "ii", "iii"})
"""What may follow a comma and still belong to one name."""
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

    `to` is an id that settles who is meant. Raises InvalidInput if the name fits several people.
    """
    if to:
        return _update_person(get_person_by_name(journal, to), line)
    name = line.name.removeprefix("+").strip() or line.name
    found = () if new or line.name.startswith("+") else find_people_by_name(journal, name)
    if len(found) > 1 and line.channel:
        found = find_people_by_name(journal, f"{name} @{line.channel}") or found
    if len(found) > 1:
        raise _ambiguous_name(journal, name, found, can_be_new=True)
    if not found:
        if not new and not line.name.startswith("+") and is_blocked_name(journal, name):
            raise InvalidInput(
                "You set a boundary for this person, so nothing is logged.",
                hint="If you mean someone else with this name, type + before it.",
            )
        person = create_person(journal, *split_address(name), tie=line.tie, channel=line.channel)
        return person, (person,)
    return _update_person(found[0], line)


def create_person(journal: Journal, name: str, address: str = "", **fields: Any) -> Person:
    """Return a new person, with what the address book knows of the one contact of that name.

    A name that is an e-mail address is an address too.
    """
    if address := address or (name if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", name) else ""):
        fields = {**fields, "channel": fields.get("channel") or "e-mail", "handles": {"e-mail": address}}
    contact = find_new_contact(journal, name)
    if contact is None:
        return Person(name=name, **fields)
    details = {field: value for field in DETAIL_FIELDS if (value := getattr(contact, field))}
    known = {"channel": contact.channel, "handles": dict(contact.handles), "keys": contact.keys, **details}
    given = {field: value for field, value in fields.items() if value}
    days = {field: getattr(contact, field) for field in DAY_FIELDS}
    return Person(name=contact.name, named=contact.name, imported=details, **{**known, **days, **given})


def _update_person(person: Person, line: OutreachLine) -> tuple[Person, tuple[Person, ...]]:
    changes: dict[str, Any] = {}
    if line.tie and line.tie != person.tie:
        changes["tie"] = line.tie
    if line.channel and line.channel != person.channel:
        changes["channel"] = line.channel
    if not changes:
        return person, ()
    person = person.copy_with(**changes)
    return person, (person,)


def _ambiguous_name(
    journal: Journal, typed: str, found: Sequence[Person], *, can_be_new: bool = False
) -> AmbiguousName:
    """Return the error for a name that several people have, with what tells the first nine apart."""
    described = tuple((person.id, describe_person(journal, person)) for person in found[:9])
    return AmbiguousName(clean_text(typed, 40), described, can_be_new=can_be_new)
