"""A message typed in one line: "Ana @linkedin #warm : asked about the meetup", "Sam ! an intro", "Lin ? to connect"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coach.domain.person import CHANNEL_NAMES, PersonTie, parse_channel, parse_tie
from coach.domain.typed_times import is_day_word, translate_days

OutreachLineKind = Literal["message", "promise", "request"]
_LINE_MARKS: tuple[tuple[str, OutreachLineKind], ...] = (
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
    head, kind, text = split_outreach_line(line)
    name: list[str] = []
    via, tie = "", None
    for word in head.split():
        if len(word) > 1 and word[0] == "@" and name:
            if is_day_word(day := translate_days(word[1:].lower())):
                name.append(day)  # a time, which stands at the end
            else:
                via = parse_channel(word[1:])
        elif word[0] == "#" and parse_tie(word[1:]):
            tie = parse_tie(word[1:])
        else:
            name.append(word)
    said = next((at for at in range(1, len(name) - 1) if _names_channel(*name[at : at + 2])), None)
    if said is not None:
        via = via or parse_channel(name[said + 1])
        del name[said : said + 2]
    if len(name) > 1 and not via and _is_channel_alone(name[-1]):
        via = parse_channel(name.pop())
    return OutreachLine(" ".join(name), via, tie, text, kind)


def _is_channel_alone(word: str) -> bool:
    """Tell whether the last word of a line is a channel without a mark: "Ana linkedin"."""
    return word.lower() in ("linkedin", "email", "e-mail", "mastodon", "bluesky") and word in (word.lower(), "LinkedIn")


def _names_channel(word: str, after: str) -> bool:
    """Tell whether two words say how a message went: "by email", "on LinkedIn"."""
    return word in _BEFORE_CHANNEL and parse_channel(after) in CHANNEL_NAMES


def split_outreach_line(line: str) -> tuple[str, OutreachLineKind, str]:
    """Return what stands before the first mark, what the mark says, and the text after it."""
    at, mark, kind = min(
        ((at, mark, kind) for mark, kind in _LINE_MARKS if (at := line.find(mark)) > 0),
        key=lambda found: (found[0], -len(found[1])),
        default=(len(line), "", _LINE_MARKS[0][1]),
    )
    return line[:at].strip(), kind, line[at + len(mark) :].strip()
