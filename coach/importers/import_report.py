"""Report an import as plain data for --json, with the status of each person: never replied, went quiet, your turn.

Outbound counts messages of the owner, inbound those of the other side. Never replied: no inbound. Went quiet: both
wrote, the owner last. Your turn: both wrote, the other side last. Met: a talk came last, after which nothing is
unanswered. Inbound only: no outbound. Bounced: every attempt came back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from coach.importers.import_result import ImportedMessage, ImportedPerson, ImportResult

State = Literal["never_replied", "went_quiet", "your_turn", "met", "inbound_only", "bounced"]


@dataclass(frozen=True, slots=True)
class ConversationStatus:
    """The status of messages with one person. Times are in UTC."""

    state: State
    first_out: datetime | None
    last_out: datetime | None
    first_in: datetime | None
    last_in: datetime | None
    first_reply: datetime | None
    """First inbound message, if the owner wrote first."""
    seconds_to_reply_from_first: int | None
    """From the first outbound message to the first reply."""
    seconds_to_reply_from_last: int | None
    """From the last outbound message before the first reply to that reply."""
    attempts_before_reply: int | None
    """Outbound messages before the first reply, at least 1."""
    only_invitation_note: bool
    """All that was sent is the note of an accepted invitation."""
    outbound: int
    inbound: int


def status_by_person(found: ImportResult) -> dict[str, ConversationStatus]:
    """Return the status of everybody in `people` who exchanged a message, by key."""
    by_person: defaultdict[str, list[ImportedMessage]] = defaultdict(list)
    for message in found.messages:
        by_person[message.person].append(message)
    return {
        key: evaluate_messages(by_person[key], bounced=person.bounced)
        for key, person in found.people.items()
        if key in by_person
    }


def evaluate_messages(messages: Iterable[ImportedMessage], *, bounced: bool = False) -> ConversationStatus:
    """Return the status of at least one message with one person."""
    ordered = sorted(messages, key=lambda message: message.at)
    outs = [message.at for message in ordered if message.outbound]
    ins = [message.at for message in ordered if not message.outbound]
    reply = ins[0] if ordered[0].outbound and ins else None
    before = [at for at in outs if at <= reply] if reply else []
    return ConversationStatus(
        _find_state(ordered, outs, ins, bounced=bounced),
        outs[0] if outs else None,
        outs[-1] if outs else None,
        ins[0] if ins else None,
        ins[-1] if ins else None,
        reply,
        int((reply - before[0]).total_seconds()) if reply else None,
        int((reply - before[-1]).total_seconds()) if reply else None,
        len(before) if reply else None,
        bool(outs) and all(message.kind == "invitation" for message in ordered if message.outbound),
        len(outs),
        len(ins),
    )


def _find_state(ordered: list[ImportedMessage], outs: list[datetime], ins: list[datetime], *, bounced: bool) -> State:
    if ordered[-1].kind == "meeting":
        return "met"
    if not outs:
        return "inbound_only"
    if not ins:
        return "bounced" if bounced else "never_replied"
    return "went_quiet" if ordered[-1].outbound else "your_turn"


def build_report(found: ImportResult) -> dict[str, Any]:
    """Return an import as plain data for --json. Times are ISO 8601 in UTC."""
    return {
        "format": found.format,
        "variant": found.variant,
        "as_of": _format_time(found.as_of),
        "owner": found.owner,
        "owner_candidates": list(found.owner_candidates),
        "counts": dict(sorted(found.counts.items())),
        "ignored": dict(sorted(found.ignored.items())),
        "people": {
            key: {**_describe_person(found.people[key]), **_describe_status(one)}
            for key, one in sorted(status_by_person(found).items())
        },
        "threads": {
            key: {"kind": one.kind, "person": one.person or None} for key, one in sorted(found.threads.items())
        },
        "invitations": [
            {
                "person": one.person,
                "name": one.name or None,
                "day": one.at.date().isoformat(),
                "direction": "out" if one.outbound else "in",
                "note": one.note,
                "accepted": one.accepted,
            }
            for one in found.invitations
        ],
        "contacts": len(found.contacts),
        "moods": len(found.moods),
        "blocks": len(found.blocks),
        "meetings": len(found.meetings),
        "warnings": list(found.warnings),
    }


def _describe_person(person: ImportedPerson) -> dict[str, Any]:
    more: Mapping[str, Any] = {
        "handle": person.handle,
        "connected_on": person.connected_on.isoformat() if person.connected_on else None,
        "acknowledged": person.acknowledged,
    }
    return {"name": person.name, **{name: value for name, value in more.items() if value}}


def _describe_status(one: ConversationStatus) -> dict[str, Any]:
    names = {"outbound": "out", "inbound": "in"}
    return {
        names.get(name, name): _format_time(value) if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
    }


def _format_time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
