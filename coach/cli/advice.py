"""Commands about the advice: coach why, mute, unmute."""

from __future__ import annotations

import click

from coach.actions import advice as advice_actions
from coach.advice.observations import describe_learned
from coach.advice.rules.current_advice import explain_suggestions
from coach.cli.common import json_option, open_service, print_answer, print_lines, run_action


@click.command("why")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Show every fact the coach uses for its advice, the snoozed advice, and what it learned from you.",
)
@click.option("--forget", is_flag=True, help="Forget what the coach learned from your goals.")
@json_option
def explain_advice(everything: bool, forget: bool, as_json: bool) -> None:
    """Explain the current advice: its reason and its source."""
    if forget:
        run_action(advice_actions.forget_learned())
        return
    service = open_service()
    reason_lines = explain_suggestions(service.journal, service.now(), everything=everything or as_json)
    if everything:
        reason_lines += describe_learned(service.journal, service.now())
    print_answer(as_json, reason_lines, reason_lines)


@click.command("mute")
@click.argument("rule", required=False, default="")
@click.option("--days", type=click.IntRange(1, 3660), metavar="N", help="Number of days (28 by default).")
@click.option("--for-good", is_flag=True, help="Until you unmute it.")
@click.option("--list", "listed", is_flag=True, help="List what is muted, and until when.")
def mute_rule(rule: str, days: int | None, for_good: bool, listed: bool) -> None:
    """Mute a kind of advice by its id (R01, as coach why shows it); without an id, the current advice."""
    if listed:
        service = open_service()
        muted = advice_actions.list_muted_rules(service.journal, service.now())
        print_lines([f"{key} {name}, {until}" for key, name, until in muted] or ["Nothing is muted."])
        return
    run_action(advice_actions.mute_rule(rule, None if for_good else days or advice_actions.MUTE_DAYS))


@click.command("unmute")
@click.argument("rule")
def unmute_rule(rule: str) -> None:
    """Get a muted kind of advice again, by the id that coach mute --list shows."""
    run_action(advice_actions.unmute_rule(rule))
