"""Commands for messages and conversations: coach sent, wrote, answered, waiting, owe, later, rest and others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from coach.actions import conversations
from coach.actions import outreach as actions
from coach.actions.advice import snooze_advice
from coach.actions.result import Action
from coach.actions.typed_names import split_name_and_text
from coach.advice.outreach import open_conversations
from coach.advice.outreach.open_conversations import OpenConversation
from coach.cli.common import (
    at_option,
    json_option,
    open_service,
    parse_day,
    plain_option,
    print_answer,
    print_json,
    print_line,
    run_action,
    saved_json_option,
)
from coach.cli.day import serialize_outreach_row
from coach.cli.name_argument import name_and_text_arguments, name_argument, optional_name_argument
from coach.domain.typed_times import names_a_day
from coach.views.day import describe_snoozed
from coach.views.day_builder import make_outreach_row


def _message_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a logged message."""
    for option in (
        click.option("--via", metavar="CHANNEL", default="", help="linkedin, x, e-mail, …"),
        click.option(
            "--tie", metavar="TIE", default="", help="How well they know you: new, a little, well or out of touch."
        ),
        click.option("--text", metavar="TEXT", default="", help="A few words on what it was about."),
        at_option,
        click.option("--new", is_flag=True, help="A new person, even if the name is known."),
        saved_json_option,
    ):
        function = option(function)
    return function


def _make_name_command(command: str, summary: str, make_action: Callable[[str], Action]) -> click.Command:
    """Return a command that takes a name, and saves what the action does about them."""

    @click.command(command, help=summary)
    @name_argument
    @at_option
    @saved_json_option
    def run(name: str) -> None:
        run_action(actions.act_on_each(name, make_action))

    return run


log_answer = _make_name_command(
    "answered",
    "Log that they answered or, if it was your turn, that you wrote back or kept your promise.",
    conversations.mark_answered,
)
wait_longer = _make_name_command("wait", "Snooze a conversation for 30 days.", conversations.snooze_for_a_month)
keep_conversation = _make_name_command(
    "keep",
    "Keep a conversation in the list, even when it is old enough to rest. If you wrote last, this tells the coach that "
    "you expect a reply.",
    conversations.keep_conversation,
)
accept_request = _make_name_command(
    "accept", "Log that you accepted a request.", partial(conversations.answer_request, accept=True)
)
decline_request = _make_name_command(
    "decline",
    "Log that you declined a request. The coach tells nobody.",
    partial(conversations.answer_request, accept=False),
)


@click.command("met")
@name_argument
@click.option("--again", is_flag=True, help="A second meeting on the same day.")
@at_option
@saved_json_option
def log_meeting(name: str, again: bool) -> None:
    """Log that you met or talked."""
    run_action(actions.log_meeting(name, again=again))


@click.command("sent")
@name_argument
@_message_options
@click.option("--wait", "waits", is_flag=True, help="You expect a reply, although your message answers one of theirs.")
def log_sent_message(name: str, via: str, tie: str, text: str, new: bool, waits: bool) -> None:
    """Log a message you sent: coach sent Ana --via linkedin, coach sent Ana yesterday.

    A reply to a message of theirs closes the conversation, unless your message asks something ("?") or you add
    --wait.
    """
    run_action(actions.log_sent_message(name, via=via, tie=tie, text=text, new=new, waits=waits))


@click.command("wrote")
@name_argument
@_message_options
def log_received_message(name: str, via: str, tie: str, text: str, new: bool) -> None:
    """Log that they wrote to you."""
    run_action(actions.log_received_message(name, via=via, tie=tie, text=text, new=new))


@click.command("rest")
@optional_name_argument
@click.option("--old", is_flag=True, help="Every conversation that is old enough to rest, at once.")
@at_option
@saved_json_option
def let_conversation_rest(name: str, old: bool) -> None:
    """Stop waiting for a reply; the conversation leaves the list."""
    if old and not name:
        run_action(conversations.rest_old_conversations())
        return
    if not name:
        raise click.UsageError("Name someone, or use --old.")
    run_action(actions.act_on_each(name, conversations.rest_conversation))


@click.command("later")
@optional_name_argument
@click.option("--until", metavar="DAY", help="tomorrow, Friday or 2026-12-01 (three working days by default).")
@at_option
@saved_json_option
def snooze_conversation(name: str, until: str | None) -> None:
    """Snooze a conversation or a request; without a name, the current advice."""
    if not name and not until:
        run_action(snooze_advice())
        return
    if not name:
        raise click.UsageError("Name someone: coach later Ana --until Friday.")
    if until is None:
        who, rest = split_name_and_text(open_service().journal, name.split())
        name, until = (who, rest) if rest and names_a_day(rest) else (name, None)  # coach later Ana until Friday
    day = parse_day(until)
    run_action(actions.act_on_each(name, lambda who: conversations.snooze_conversation(who, day)))


@click.command("no")
@name_argument
@click.option("--learned", metavar="TEXT", default="", help="Anything you want to note about it.")
@at_option
@saved_json_option
def log_refusal(name: str, learned: str) -> None:
    """Log that they said no."""
    run_action(conversations.log_refusal(name, learned=learned))


@click.command("promised")
@name_and_text_arguments
@click.option("--they", is_flag=True, help="The promise is theirs, not yours.")
@at_option
@saved_json_option
def log_promise(words: tuple[str, str], they: bool) -> None:
    """Log a promise: coach promised Sam an intro."""
    run_action(actions.log_promise(*words, way="in" if they else "out"))


@click.command("waiting")
@plain_option
@json_option
def list_waiting(as_json: bool) -> None:
    """List who has not answered you, and what you owe: replies, and promises to keep."""
    hint = "coach sent NAME logs a message you sent."
    _print_conversations(as_json, "You are not waiting for anyone.", hint)


@click.command("owe")
@plain_option
@json_option
def list_owed(as_json: bool) -> None:
    """List what you owe: replies, and promises to keep."""
    _print_conversations(as_json, "You owe nobody anything.", owed=True)


@click.command("requests")
@json_option
def list_requests(as_json: bool) -> None:
    """List requests from others. To log your answer: coach accept NAME or coach decline NAME. To snooze it: coach
    later NAME."""
    service = open_service()
    requests = open_conversations.list_open_requests(service.journal, service.now())
    values = [{"name": p.name, "asks": r.text, "at": r.at, "id": p.id} for p, r in requests]
    no_request = 'No open requests. coach wrote "Ana ? an intro to Sam" logs one.'
    if open_conversations.has_snoozed_requests(service.journal, service.now()):
        no_request = "No request to look at today. What you snoozed comes back on its day."
    print_answer(as_json, values, [f"{p.name} asks: {r.text or 'something'}" for p, r in requests] or [no_request])


def _print_conversations(as_json: bool, nobody: str, hint: str = "", *, owed: bool = False) -> None:
    """Print the open conversations, or only what is owed; `nobody` and the hint where there are none."""
    service = open_service()
    conversation_rows = [
        (each, make_outreach_row(each, service.now()))
        for each in open_conversations.list_open_conversations(service.journal, service.now())
        if each.i_owe or not owed
    ]
    if as_json:
        print_json([serialize_outreach_row(row) | serialize_reply_chance(each) for each, row in conversation_rows])
        return
    for _, r in conversation_rows:
        parts = [r.full_name, r.topic if r.is_owed else r.channel, r.silence_in_words, r.summary_in_words]
        print_line(f"{'you owe' if r.is_owed else 'waiting'}: {', '.join(filter(None, parts))}")
    if not conversation_rows:
        snoozed_count = open_conversations.count_snoozed_conversations(service.journal, service.now(), owed=owed)
        print_line(" ".join(filter(None, (nobody, describe_snoozed(snoozed_count) if snoozed_count else hint))))


def serialize_reply_chance(conversation: OpenConversation) -> dict[str, Any]:
    """Return the chance of a reply for --json: from 0 to 1, with an 80 % range."""
    if conversation.reply_interval is None:
        return {"since": conversation.since}
    mean, low, high = (round(p, 3) for p in conversation.reply_interval)
    return {
        "since": conversation.since, "state": conversation.status, "tie": conversation.tie,
        "follow_ups": conversation.follow_ups_sent, "line_is_fine": conversation.follow_up_due,
        "may_rest": conversation.may_rest, "chance": mean, "chance_low": low, "chance_high": high,
    }  # fmt: skip
