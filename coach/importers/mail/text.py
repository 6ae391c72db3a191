"""The text of a mail, for those who asked to keep texts: the first plain part, cleaned, without attachments."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from coach.domain.text import NOTE_LIMIT, clean
from coach.importers.mail.mbox import RawMail

_BODY_LIMIT = 64 * 1024
_ESCAPED_FROM = re.compile(r"(?m)^>(?=>*From )")  # what an mbox does to lines that begin with "From "


def extract_text(raw: RawMail) -> str:
    """Return the first plain text part of a mail, at most 4,000 characters; empty if there is none."""
    try:
        mail: Message = message_from_bytes(raw.head.replace(b"\r", b"") + b"\n\n" + raw.body[:_BODY_LIMIT])
        for part in mail.walk():
            if part.get_content_type() == "text/plain" and part.get_filename() is None:
                data = part.get_payload(decode=True)
                if isinstance(data, bytes):
                    text = _decode_part(data, part.get_content_charset())
                    return clean(_ESCAPED_FROM.sub("", text), NOTE_LIMIT, lines=True)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        pass  # a part that no parser understands has no text to keep
    return ""


def _decode_part(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, UnicodeError, ValueError):
        return data.decode("utf-8", "replace")
