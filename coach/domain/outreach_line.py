"""A message typed in one line: "Ana @linkedin #warm : asked about the meetup", "Sam ! an intro", "Lin ? to connect"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coach.domain.days_in_other_languages import translate_days
from coach.domain.person import CHANNEL_NAMES, PersonTie, parse_channel, parse_tie
from coach.domain.typed_times import is_day_word

OutreachLineKind = Literal["message", "promise", "request"]
_OUTREACH_LINE_MARKS: tuple[tuple[str, OutreachLineKind], ...] = (
    (" : ", "message"), (": ", "message"), (" :", "message"), (" !", "promise"), (" ?", "request"),
)  # fmt: skip
_BEFORE_CHANNEL = frozenset({"by", "on", "over", "per", "via"})
_CHANNELS_WITHOUT_MARK = frozenset({"linkedin", "LinkedIn", "email", "e-mail", "mastodon", "bluesky"})
"""Last words of a line that are a channel though nothing says so: "Ana linkedin"."""


@dataclass(frozen=True, slots=True)
class OutreachLine:
    """An outreach typed in one line."""

    name: str
    channel: str = ""
    tie: PersonTie | None = None
    text: str = ""
    kind: OutreachLineKind = "message"


def parse_outreach_line(line: str) -> OutreachLine:
    """Read "Ana Lee @linkedin #warm : asked about the meetup" into its parts.

    The text starts at the first colon that follows a space or is followed by one. "Sam ! an intro" is a
    promise and "Lin ? to connect" a request: the mark follows a space. "Ana via linkedin" says the channel too. Words
    with @ or # that name no known tie stay part of the name if they come first, so that nothing typed is dropped.
    """
    name_part, kind, text = split_outreach_line(line)
    name_words: list[str] = []
    channel, tie = "", None
    for word in name_part.split():
        if len(word) > 1 and word[0] == "@" and name_words:
            if is_day_word(day_word := translate_days(word[1:].lower())):
                name_words.append(day_word)  # a time, which stands at the end
            else:
                channel = parse_channel(word[1:])
        elif word[0] == "#" and (named_tie := parse_tie(word[1:])):
            tie = named_tie
        else:
            name_words.append(word)
    for index in range(1, len(name_words) - 1):
        if name_words[index] in _BEFORE_CHANNEL and parse_channel(name_words[index + 1]) in CHANNEL_NAMES:
            channel = channel or parse_channel(name_words[index + 1])
            del name_words[index : index + 2]  # "by email", "on LinkedIn"
            break
    if len(name_words) > 1 and not channel and name_words[-1] in _CHANNELS_WITHOUT_MARK:
        channel = parse_channel(name_words.pop())
    return OutreachLine(" ".join(name_words), channel, tie, text, kind)


def split_outreach_line(line: str) -> tuple[str, OutreachLineKind, str]:
    """Return what stands before the first mark, what the mark says, and the text after it."""
    marks_found = ((line.find(mark), -len(mark), kind) for mark, kind in _OUTREACH_LINE_MARKS)
    start, minus_length, kind = min((mark for mark in marks_found if mark[0] > 0), default=(len(line), 0, "message"))
    return line[:start].strip(), kind, line[start - minus_length :].strip()
