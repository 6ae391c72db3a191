"""Facts about people, as counts: what I owe, who has not answered, whom to say hello to.

Silence is counted in the person's own working days. People behind a boundary and snoozed threads are not counted,
and a rule counts nobody whom it has named often enough this week. `coach.advice.contacts` returns the names."""

from __future__ import annotations

from datetime import timedelta

from coach.advice import contacts
from coach.advice.scene import Scene, Value, fact
from coach.advice.threads import index, work_days
from coach.domain.outreach import Message
from coach.domain.person import Person

CONTACTED = ("message", "invitation")
ANSWERS = ("message", "invitation", "meeting", "no")


@fact("threads")
def unthanked(scene: Scene) -> Value:
    """Answers to me that I have not answered, and help after which I have not written, at least 1 working day old.
    Always known."""
    return sum(1 for c in scene.once(contacts.owed) if c.case in ("answered", "favour"))


@fact("threads")
def inbound_waiting(scene: Scene) -> Value:
    """Messages from others that I have not answered, at least 2 working days old. Always known."""
    return sum(1 for c in scene.once(contacts.owed) if c.case in ("answered", "wrote") and c.days >= 2)


@fact("promises")
def promises_open(scene: Scene) -> Value:
    """Promises of mine that are open, at least 1 working day old. Always known."""
    return sum(1 for c in scene.once(contacts.owed) if c.case == "promise")


@fact("talks")
def meetings_due_3(scene: Scene) -> Value:
    """Talks agreed for today or the next 3 days, without a note about the person in the 14 days before.
    Always known."""
    return sum(1 for c in scene.once(contacts.owed) if c.case == "meeting")


@fact("threads")
def too_early(scene: Scene) -> Value:
    """Threads silent for 3 working days or more, but not yet long enough for one more line. Always known."""
    return len(scene.once(contacts.too_early))


@fact("threads")
def followup_due_warm(scene: Scene) -> Value:
    """Warm, strong and dormant threads for which one more line would be fine now, and which may not rest yet.
    Always known."""
    return sum(1 for c in scene.once(contacts.due) if c.case != "cold")


@fact("threads")
def followup_due_cold(scene: Scene) -> Value:
    """Cold threads for which one more line would be fine now, and which may not rest yet. Always known."""
    return sum(1 for c in scene.once(contacts.due) if c.case == "cold")


@fact("threads")
def rest_due(scene: Scene) -> Value:
    """Threads silent for 15 working days with every follow-up used, or a chance under 5 in 100. Always known."""
    return len(scene.once(contacts.resting))


@fact("threads")
def open_silent(scene: Scene) -> Value:
    """Threads in which I wrote last and no answer has come, at most 90 days old. Always known."""
    return len(scene.once(contacts.silences))


@fact("answers")
def replies_10bd(scene: Scene) -> Value:
    """Answers of the last 10 working days from people I had written to: a no and a talk count. Always known."""
    threads = index(scene.book)
    return sum(
        1
        for m in scene.once(_last_10)
        if m.direction == "in" and m.kind in ANSWERS and (t := threads.get(m.person)) and t.out and t.out[0].at < m.at
    )


@fact("messages")
def sent_10bd(scene: Scene) -> Value:
    """Messages and invitations sent in the last 10 working days. Always known."""
    return sum(1 for m in scene.once(_last_10) if _sent(m))


@fact("messages")
def cold_7(scene: Scene) -> Value:
    """First messages to people I do not know, sent in the last 7 days. Always known."""
    threads = index(scene.book)
    cold = {person.id for person in scene.book.all(Person) if person.tie == "cold"}
    return sum(1 for m in scene.mail(7) if _sent(m) and m.person in cold and threads[m.person].out[0].id == m.id)


@fact("people")
def dormant_available(scene: Scene) -> Value:
    """People I have talked with, last more than 180 days ago. Always known."""
    return len(scene.once(contacts.dormant))


@fact("messages")
def outreach_today(scene: Scene) -> Value:
    """Messages and invitations sent today. Always known."""
    return sum(1 for m in scene.mail(1) if _sent(m))


@fact("messages")
def n_outreach_14(scene: Scene) -> Value:
    """Messages and invitations sent in the last 14 days. Always known."""
    return len(scene.once(_sent_14))


@fact("share 0–1")
def share_strong_14(scene: Scene) -> Value:
    """Share of what was sent in the last 14 days that went to close ties. Unknown if nothing was sent."""
    strong = {person.id for person in scene.book.all(Person) if person.tie == "strong"}
    sent = [m.person in strong for m in scene.once(_sent_14)]
    return sum(sent) / len(sent) if sent else None


@fact("people")
def warm_threads_ready(scene: Scene) -> Value:
    """People with two turns each side and no talk within 30 days, or named as nice to talk to. Always known."""
    return len(scene.once(contacts.ready_to_meet))


@fact("answers")
def no_today(scene: Scene) -> Value:
    """Answers of today that were a no. Always known."""
    return sum(1 for m in scene.mail(1) if m.kind == "no")


@fact("requests")
def pending_requests(scene: Scene) -> Value:
    """Requests of the last 60 days that are neither accepted nor declined. Always known."""
    return sum(1 for m in scene.messages if m.kind == "request" and m.closed_at is None)


def _sent(message: Message) -> bool:
    return message.direction == "out" and message.kind in CONTACTED


def _sent_14(scene: Scene) -> list[Message]:
    return [m for m in scene.mail(14) if _sent(m)]


def _last_10(scene: Scene) -> list[Message]:
    # Counted back from tomorrow, so that a weekend shortens the ten days as little as a working day does.
    first = work_days(scene.book).add(scene.today + timedelta(days=1), -10)
    return scene.mail(scene.ago(first) + 1)
