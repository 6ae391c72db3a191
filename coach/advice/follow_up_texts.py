"""Follow-up texts: the person's own from a file in the data folder, then the coach's three.

`copied.txt` in the same folder holds the text copied last, because a terminal may refuse the clipboard silently."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from coach.atomic_file import read_text_file, write_private_file
from coach.domain.person import drop_titles
from coach.domain.text import NOTE_LIMIT, clean_text

TEXTS_FILE = "texts.txt"
COPIED_FILE = "copied.txt"
MOST_TEXTS = 9
"""Texts offered at once: as many as there are digits."""
_LARGEST_TEXTS_FILE_BYTES = 256 * 1024
_TEXTS_FILE_HEADER = """\
# Follow-up texts. Put a line of three dashes between two texts; lines with # are comments.
# {name} and {subject} are filled in. Your own texts come first, in this order; change these as you like.
"""


def list_follow_up_texts(name: str, subject: str, folder: Path | None = None, *, reply: bool = False) -> list[str]:
    """Return up to nine texts with name and subject filled in and no bracket left, the person's own first.

    For a `reply` to a message of theirs, the coach's texts answer it instead of asking again.
    """
    own_texts = read_own_texts(folder)
    if reply:  # the file begins with a copy of the coach's texts
        own_texts = [text for text in own_texts if text not in DEFAULT_FOLLOW_UP_TEXTS]
    return fill_follow_up_texts(
        greeting_name(name), subject, own_texts, REPLY_TEXTS if reply else DEFAULT_FOLLOW_UP_TEXTS
    )[:MOST_TEXTS]


def read_own_texts(folder: Path | None) -> list[str]:
    """Return the texts of the person's own file; none if there is no file or it cannot be read. Never raises."""
    if folder is None:
        return []
    try:
        file_text = read_text_file(folder / TEXTS_FILE, errors="replace")[:_LARGEST_TEXTS_FILE_BYTES]
    except OSError:
        return []
    lines_of_texts: list[list[str]] = [[]]
    for line in file_text.splitlines():
        if line.strip() == "---":
            lines_of_texts.append([])
        elif not line.startswith("#"):
            lines_of_texts[-1].append(line)
    return [text for lines in lines_of_texts if (text := clean_text("\n".join(lines), NOTE_LIMIT, lines=True))]


def create_texts_file(folder: Path) -> Path:
    """Make the file of texts, unless there is one, with the three offers in it; return where it is. Raises OSError."""
    texts_file = folder / TEXTS_FILE
    if not texts_file.exists():
        write_private_file(texts_file, (_TEXTS_FILE_HEADER + "\n---\n".join(DEFAULT_FOLLOW_UP_TEXTS) + "\n").encode())
    return texts_file


def save_copied_text(folder: Path, text: str) -> Path:
    """Keep the text that was just copied, in place of the one before; return where it is. Raises OSError."""
    copied_file = folder / COPIED_FILE
    write_private_file(copied_file, f"{text}\n".encode("utf-8", "replace"))
    return copied_file


def greeting_name(name: str) -> str:
    """Return how somebody is greeted: the first word of the name that is not a title ("Dr. Ana Lee": Ana)."""
    return next((word for word in drop_titles(name).split() if not word.endswith(".")), name)


DEFAULT_FOLLOW_UP_TEXTS = (
    "Hi {name}, rather than another message: would you be up for a coffee sometime in the next few weeks? "
    "I'm happy to come to you, and there's no rush.",
    "Hi {name}, I'd still love to hear about {subject}. Would a 15-minute call work sometime next week or later? "
    "I'll bring two short questions and we'll finish on time.",
    "Hi {name}, there's an event coming up that made me think of you. Shall I send you the details? "
    "If you can't make it, I'll gladly send you my notes.",
)
"""The coach's own texts to ask again with: a coffee, a call, an event."""
REPLY_TEXTS = (
    "Hi {name}, thank you for your message. It was good to hear from you. Would a 15-minute call work sometime next "
    "week or later? That way I can answer you properly.",
    "Hi {name}, thank you for thinking of me. I can't say yes to this at the moment. Would it help if I "
    "suggested someone else?",
)
"""The coach's own texts to answer with: a call, a no."""
_TEXT_PLACEHOLDER = re.compile(r"[\[{]+([^\[\]{}]*)[\]}]+")
_BRACKETS = re.compile(r"[\[\]{}]+")
_SUBJECT_WORD = re.compile(r"[\w']+")
_NO_TOPIC_FIRST_WORDS = frozenset(
    "thanks thank thx hi hello hey dear sorry please congrats congratulations happy how what when where why who which "
    "can could would will shall do does did is are am was were have has i i'm i'd we yes no ok okay just".split()
)
_SUBJECT_LENGTH = 80
_DEFAULT_NAME, _DEFAULT_SUBJECT, _UNKNOWN_PLACEHOLDER = "there", "your work", "…"


def fill_follow_up_texts(
    name: str, subject: str, own_texts: Iterable[str] = (), offered_texts: Iterable[str] = DEFAULT_FOLLOW_UP_TEXTS
) -> list[str]:
    """Return texts ready to copy and edit: the person's `own_texts`, then those `offered_texts` by the coach.

    {name} and {subject}, in either kind of bracket, are filled in; any other blank becomes "…", so that no
    bracket is ever sent. Each text comes once.
    """
    placeholder_values = {
        "name": _clean_subject(name) or _DEFAULT_NAME,
        "subject": _clean_subject(subject).rstrip(" .,;:!?") if _is_topic(subject) else _DEFAULT_SUBJECT,
    }
    filled_texts = (_fill_template(text, placeholder_values) for text in (*own_texts, *offered_texts))
    return list(dict.fromkeys(text for text in filled_texts if text))


def _is_topic(text: str) -> bool:
    """Tell whether a text names a topic, so that "about" can stand before it; a greeting or a question does not."""
    first_word, *_ = [*_SUBJECT_WORD.findall(text.lower()), ""]
    return bool(first_word) and "?" not in text and first_word not in _NO_TOPIC_FIRST_WORDS


def _clean_subject(text: str) -> str:
    return clean_text(_BRACKETS.sub(" ", text), _SUBJECT_LENGTH)


def _fill_template(text: str, placeholder_values: dict[str, str]) -> str:
    text = clean_text(text, NOTE_LIMIT, lines=True)
    filled_text = _TEXT_PLACEHOLDER.sub(
        lambda blank: placeholder_values.get(blank[1].strip().lower(), _UNKNOWN_PLACEHOLDER), text
    )
    return _BRACKETS.sub("", filled_text)
