"""A message typed in one line: "Ana @linkedin #warm : asked about the meetup", "Sam ! an intro", "Lin ? to connect"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coach.domain.person import CHANNEL_NAMES, PersonTie, parse_channel, parse_tie
from coach.domain.typed_times import is_day_word, translate_days

OutreachLineKind = Literal["message", "promise", "request"]
_OUTREACH_LINE_MARKS: tuple[tuple[str, OutreachLineKind], ...] = (
    (" : ", "message"), (": ", "message"), (" :", "message"), (" !", "promise"), (" ?", "request"),
)  # fmt: skip

_BEFORE_CHANNEL = frozenset({"by", "on", "over", "per", "via"})


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
        elif word[0] == "#" and parse_tie(word[1:]):
            tie = parse_tie(word[1:])
        else:
            name_words.append(word)
    channel_index = next(
        (
            word_index
            for word_index in range(1, len(name_words) - 1)
            if _names_channel(*name_words[word_index : word_index + 2])
        ),
        None,
    )
    if channel_index is not None:
        channel = channel or parse_channel(name_words[channel_index + 1])
        del name_words[channel_index : channel_index + 2]
    if len(name_words) > 1 and not channel and _is_channel_alone(name_words[-1]):
        channel = parse_channel(name_words.pop())
    return OutreachLine(" ".join(name_words), channel, tie, text, kind)


def _is_channel_alone(word: str) -> bool:
    """Tell whether the last word of a line is a channel without a mark: "Ana linkedin"."""
    return word.lower() in ("linkedin", "email", "e-mail", "mastodon", "bluesky") and word in (word.lower(), "LinkedIn")


def _names_channel(word: str, after: str) -> bool:
    """Tell whether two words say how a message went: "by email", "on LinkedIn"."""
    return word in _BEFORE_CHANNEL and parse_channel(after) in CHANNEL_NAMES


def split_outreach_line(line: str) -> tuple[str, OutreachLineKind, str]:
    """Return what stands before the first mark, what the mark says, and the text after it."""
    mark_index, mark, kind = min(
        ((mark_index, mark, kind) for mark, kind in _OUTREACH_LINE_MARKS if (mark_index := line.find(mark)) > 0),
        key=lambda mark_found: (mark_found[0], -len(mark_found[1])),
        default=(len(line), "", _OUTREACH_LINE_MARKS[0][1]),
    )
    return line[:mark_index].strip(), kind, line[mark_index + len(mark) :].strip()
