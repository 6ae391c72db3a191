"""Tell by its headers what kind a mail is: personal, or from a machine, a mailing list or an automatic reply.

The first test that matches decides: bounces often call themselves automatic replies too (RFC 3834, RFC 3464), and
automatic replies can carry the marks of newsletters.
"""

from __future__ import annotations

import re
from enum import Enum

from coach.importers.mail import mail_words
from coach.importers.mail.headers import Headers, first_value

_ROBOT = re.compile(
    r"(?:.*[-_.+])?(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|no[-_.]?responder|nepasrepondre|ne[-_.]pas[-_.]repondre)"
    r"(?:[-_.+].*)?|(?:notifications?|notify|alerts?|mailer-daemon|postmaster|bounces?)(?:[-_.+=].*)?"
    r"|.*[-_.](?:notifications?|notify|alerts?|digest)|(?:.*-)?hit-reply(?:[-_.+].*)?|invitations?"
)
_ROBOT_DOMAIN = re.compile(r"(?:no-?reply|reply|bounces?)\.[a-z0-9-]{4,}\.[a-z]+")
"""Where programs keep an address for each thing one may answer to, such as reply.github.com."""
_DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|maildaemon)@.*")
_REPORT_TYPE = re.compile(r"(?i)report-type\s*=\s*\"?([a-z-]+)")


class MailKind(Enum):
    """What a mail is by its headers."""

    PERSONAL = "letter"
    BOUNCE = "bounce"
    DELAY_NOTICE = "delay_notice"
    READ_RECEIPT = "read_receipt"
    AUTO_REPLY = "auto_reply"
    MAILING_LIST = "mailing_list"
    NEWSLETTER = "newsletter"
    ROBOT = "robot"


def is_robot_address(address: str) -> bool:
    """Return whether nobody reads an address: no-reply, notifications, postmaster and the like."""
    local, _, domain = address.casefold().rpartition("@")
    return _ROBOT.fullmatch(local[:64]) is not None or _ROBOT_DOMAIN.fullmatch(domain[:64]) is not None


def classify_headers(headers: Headers, sender: str, subject: str) -> MailKind:
    """Return the kind of a mail by its headers. A bounce can turn out to be a delay notice later."""
    content = first_value(headers, "content-type")
    report = ""
    if content.casefold().startswith("multipart/report") and (found := _REPORT_TYPE.search(content)):
        report = found[1].casefold()
    if report == "delivery-status" or _DAEMON.fullmatch(sender.casefold()) or "x-failed-recipients" in headers:
        return MailKind.BOUNCE
    if report == "disposition-notification":
        return MailKind.READ_RECEIPT
    if _is_auto_reply(headers, subject):
        return MailKind.AUTO_REPLY
    precedence = first_value(headers, "precedence").casefold().strip()
    if "list-post" in headers or precedence == "list":
        return MailKind.MAILING_LIST
    if "list-id" in headers:
        return MailKind.NEWSLETTER if "list-unsubscribe" in headers else MailKind.MAILING_LIST
    if "list-unsubscribe" in headers or precedence in ("bulk", "junk"):
        return MailKind.NEWSLETTER
    return MailKind.ROBOT if is_robot_address(sender) else MailKind.PERSONAL


def _is_auto_reply(headers: Headers, subject: str) -> bool:
    submitted = first_value(headers, "auto-submitted").partition(";")[0].partition("(")[0].strip().casefold()
    return (
        submitted not in ("", "no")
        or first_value(headers, "precedence").casefold().strip() in ("auto_reply", "auto-reply")
        or not headers.keys().isdisjoint(("x-autoreply", "x-autorespond", "x-ms-exchange-inbox-rules-loop"))
        or first_value(headers, "x-apple-action").casefold().strip() == "vacation"
        or first_value(headers, "return-path") == "<>"
        or mail_words.is_away_subject(
            subject, suspected=first_value(headers, "x-auto-response-suppress").casefold().strip() == "all"
        )
    )
