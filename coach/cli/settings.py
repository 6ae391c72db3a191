"""Commands for settings: coach set, hours, keys."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from coach.actions.settings import SETTING_FIELDS, find_setting, format_setting, save_setting, set_networking_hours
from coach.cli.common import (
    can_ask,
    complete_words,
    json_option,
    match_words,
    open_service,
    print_answer,
    print_json,
    print_line,
    print_lines,
    run_action,
)
from coach.domain.networking_hours import describe_hours_now, format_hours, parse_hours
from coach.hooks import check_hooks
from coach.keys import USUAL_KEYS, load_user_keys
from coach.paths import find_config_file


def complete_setting_value(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer yes and no where that is the choice."""
    toggles = any(setting.can_toggle for setting in SETTING_FIELDS if setting.key == ctx.params.get("key"))
    return match_words(((word, "") for word in ("yes", "no")), typed) if toggles else []


@click.command("set")
@click.argument(
    "key", required=False, shell_complete=complete_words(*((setting.key, setting.title) for setting in SETTING_FIELDS))
)
@click.argument("value", nargs=-1, shell_complete=complete_setting_value)
@json_option
def change_setting(key: str | None, value: tuple[str, ...], as_json: bool) -> None:
    """List the settings, show one, or change one: coach set limit 30 (minutes a day)."""
    if key is not None and value:
        run_action(save_setting(key, " ".join(value)))
        return
    settings = open_service().journal.settings
    shown_settings = SETTING_FIELDS if key is None else (find_setting(key),)
    if as_json:
        shown = {s.key: format_setting(s, settings) for s in shown_settings}
        no_limit = (s.key for s in shown_settings if not s.can_toggle and getattr(settings, s.field) == 0)
        print_json(shown | dict.fromkeys(no_limit, "0"))  # what scripts know it as
        return
    print_lines(f"{s.key} = {format_setting(s, settings)}: {s.title}. {s.reason}" for s in shown_settings)


@click.command("keys")
@click.option("--check", is_flag=True, help="Check [keys] and [hooks] of config.toml; exit code 2 if one is wrong.")
@json_option
@click.pass_context
def list_keys(ctx: click.Context, check: bool, as_json: bool) -> None:
    """List the keys of the full screen, your own included: id, keys, name, what it does."""
    keymap = load_user_keys(find_config_file())
    if check:
        problems = (*keymap.problems, *check_hooks(find_config_file()))
        print_lines(problems or ("The keys and hooks in config.toml can be used as they are.",))
        ctx.exit(2 if problems else 0)
    key_table = USUAL_KEYS.replace_keys(keymap.keys)
    if as_json:
        print_json([{"id": k.id, "key": k.shown, "label": k.label, "help": k.help} for k in key_table])
        return
    key_width = max(len(k.shown) for k in key_table) + 2
    for k in key_table:
        click.echo(f"{k.id:18} {k.shown:{key_width}}{k.label:14} {k.help}")


@click.command("hours")
@click.argument("line", nargs=-1)
@json_option
def manage_hours(line: tuple[str, ...], as_json: bool) -> None:
    """Show or set your networking hours: "9-5", "mon-fri 9:00-12:00, 13:30-17:30", or off.

    The coach shows how it reads them before it saves them. Outside the hours nothing rings.
    """
    if line:
        typed_hours = " ".join(line)
        understood_hours = format_hours(parse_hours(typed_hours))
        if typed_hours.strip().lower() != understood_hours and can_ask():
            print_line(f"Understood: {understood_hours}.")
            click.prompt("Enter saves, ctrl+c cancels", default="", show_default=False, prompt_suffix=" ")
        run_action(set_networking_hours(typed_hours))
        return
    service = open_service()
    settings, now = service.journal.settings, service.now()
    hours, state = format_hours(settings.hours), describe_hours_now(settings, now)
    sentence = 'No networking hours. coach hours "mon-fri 9:00-17:30" sets them.'
    if settings.hours:
        sentence = f"Networking hours: {hours}. Now: {state}."
    print_answer(as_json, {"hours": hours, "now": state}, [sentence])
