"""All commands: where each is defined, what it does in a few words, and in which group `coach --help` lists it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import click


class Command(NamedTuple):
    """One command: a function in a module of `coach.cli`, and its line in the help."""

    module: str
    function: str
    summary: str


GROUPS: Mapping[str, Mapping[str, Command]] = {
    "Every day": {
        "today": Command("day", "show_today", "Show today in plain text"),
        "mood": Command("mood", "log_mood", "Log how you are, 1 to 5"),
        "goal": Command("goal", "manage_goal", "Show, set or end today's goal"),
        "focus": Command("focus", "manage_focus", "Start, stop or change a focus block"),
        "evening": Command("reviews", "close_day", "Close the day"),
        "check": Command(
            "checklists_and_help_lines", "show_checklist", "Show a checklist: privacy, reputation, post, request"
        ),
        "undo": Command("undo", "undo_action", "Undo the last action"),
        "redo": Command("undo", "redo_action", "Redo what you undid"),
    },
    "Messages": {
        "sent": Command("outreach", "log_sent_message", "Log a message you sent"),
        "wrote": Command("outreach", "log_received_message", "Log a message someone sent you"),
        "answered": Command(
            "outreach", "log_answer", "Log that they answered, or that you wrote back or kept a promise"
        ),
        "waiting": Command("outreach", "list_waiting", "List who has not answered, and what you owe"),
        "owe": Command("outreach", "list_owed", "List the replies and promises you owe"),
        "promised": Command("outreach", "log_promise", "Log a promise, yours or theirs"),
        "met": Command("outreach", "log_meeting", "Log that you met or talked"),
        "no": Command("outreach", "log_refusal", "Log that they said no"),
        "later": Command("outreach", "snooze_conversation", "Snooze a conversation or, without a name, the advice"),
        "rest": Command("outreach", "let_conversation_rest", "Stop waiting for a reply"),
        "wait": Command("outreach", "wait_longer", "Snooze a conversation for 30 days"),
        "keep": Command("outreach", "keep_conversation", "Keep a conversation in the list"),
        "requests": Command("outreach", "list_requests", "List requests from others"),
        "accept": Command("outreach", "accept_request", "Accept a request"),
        "decline": Command("outreach", "decline_request", "Decline a request"),
        "draft": Command("draft", "review_draft", "Review a text, or set it aside until tomorrow"),
        "texts": Command("draft", "list_texts", "List follow-up texts for someone"),
    },
    "People and notes": {
        "people": Command("people", "list_people", "List everyone by name"),
        "person": Command("people", "show_person", "Show one person, or edit them"),
        "same": Command("people", "merge_people", "Merge two entries that are one person"),
        "find": Command("people", "search_everything", "Find people, imported contacts, notes and texts"),
        "at": Command("people", "list_company", "List who you know at an employer"),
        "note": Command("notes", "add_note", "Add a note"),
        "takeaway": Command("notes", "add_takeaway", "Add a takeaway from what you read"),
        "takeaways": Command(
            "notes", "list_takeaways", "List takeaways by month, with those from this day in other years first"
        ),
        "posts": Command("notes", "manage_posts", "List your posts, log one, or note who answered"),
        "learned": Command("notes", "add_learning", "Add something you learned"),
        "gave": Command("notes", "log_help_given", "Log help you gave someone"),
        "got": Command("notes", "log_help_received", "Log help you got from someone"),
        "opportunities": Command("opportunities_and_events", "show_opportunities", "List opportunities, or add one"),
        "opportunity": Command(
            "opportunities_and_events", "manage_opportunity", "Add, change or close one opportunity"
        ),
        "events": Command("opportunities_and_events", "manage_events", "List events, add one, or log who you met"),
    },
    "Looking back": {
        "day": Command("day", "show_day", "Show everything from one day in plain text"),
        "week": Command("reviews", "show_week", "Show the week, or choose one change for the next one"),
        "trends": Command("trends", "show_trends", "Show mood, focus and outreach over weeks, months or years"),
        "patterns": Command("trends", "show_patterns", "Show on what kind of days your mood was higher or lower"),
        "experiment": Command(
            "trends", "manage_experiment", "Test what changes your mood, on days picked by a coin flip"
        ),
    },
    "Rest and boundaries": {
        "hours": Command("settings", "manage_hours", "Show or set your networking hours"),
        "away": Command("boundaries_and_away", "step_away", "Step away until tonight, tomorrow, Monday or a date"),
        "back": Command("boundaries_and_away", "come_back", "Come back before the time away is over"),
        "boundary": Command(
            "boundaries_and_away", "draw_boundary", "Take someone off every list, and see how to block them on a site"
        ),
        "boundaries": Command("boundaries_and_away", "list_boundaries", "List all boundaries"),
        "help-me": Command("checklists_and_help_lines", "show_help_lines", "Show where to find help on a hard day"),
    },
    "The coach": {
        "why": Command("advice", "explain_advice", "Explain the current advice"),
        "mute": Command("advice", "mute_rule", "Mute a kind of advice for four weeks, or until you unmute it"),
        "unmute": Command("advice", "unmute_rule", "Get a muted kind of advice again"),
        "sources": Command("sources", "manage_sources", "Connect mail, calendar, contacts, an inbox file and others"),
        "due": Command("reminders", "show_due", "Print what is due now in one line, or nothing"),
        "remind": Command("reminders", "set_reminders", "Install a system timer that shows what is due"),
        "inbox": Command("sources", "take_inbox", "Run each line of a text file (the inbox) or a pipe as a command"),
        "set": Command("settings", "change_setting", "List or change settings"),
        "keys": Command("settings", "list_keys", "List the keys of the full screen"),
        "status": Command("status", "print_status", "Print one line for prompts and status bars"),
        "skill": Command("skill", "print_skill", "Print a page for AI agents that use the shell"),
        "completion": Command(
            "completion", "print_completion", "Let Tab complete commands and names, in bash, zsh or fish"
        ),
    },
    "Your data": {
        "import": Command("import_files", "import_history", "Import your history from other programs"),
        "export": Command("export", "export_records", "Export everything for other programs"),
        "backup": Command("backup", "create_backup", "Back up the data file now"),
        "restore": Command("backup", "restore_backup", "List the backups, or restore one"),
        "merge": Command("backup", "merge_copy", "Merge another copy of the data into yours"),
        "decrypt": Command("encryption", "decrypt_file", "Decrypt a backup or an export"),
        "forget": Command("forget", "forget_named_person", "Remove a person from every file"),
        "erase": Command("forget", "erase_all_data", "Remove everything"),
        "move-data": Command("data_folder", "move_data_folder", "Move the data to another folder"),
        "git-setup": Command("data_folder", "set_up_git", "Let git merge the data, one entry at a time"),
        "doctor": Command(
            "data_folder", "examine_data", "Check the data folder: where it is, who can read it, which programs copy it"
        ),
        "where": Command("data_folder", "show_paths", "Print where the data and the settings file are"),
    },
}
"""Heading in `coach --help --all` → command → where it is."""
FIRST: Mapping[str, tuple[str, ...]] = {
    "Every day": ("today", "mood", "goal", "focus", "evening", "undo"),
    "Messages": ("sent", "answered", "waiting"),
    "And": ("week", "import", "help-me"),
}
"""Heading in `coach --help` → its commands: the twelve to begin with."""
ON_REQUEST: Mapping[str, str] = {
    "erase": "It cannot be undone.",
    "forget": "It cannot be undone.",
    "boundary": "A boundary is the user's own decision.",
    "restore": "It replaces the current data.",
    "merge": "It brings in another file.",
    "move-data": "Other programs may look for the folder where it is.",
    "decrypt": "It writes private data where others may read it.",
    "git-setup": "It changes a repository.",
    "mute": "What the coach may say is the user's choice.",
    "import": "It reads a whole history.",
    "sources": "Which sources the coach reads is the user's choice.",
    "remind": "It installs a timer on the user's system.",
    "decline": "The answer to a request is the user's own decision.",
    "experiment": "It decides what the user does in the days to come.",
}
"""Command → why an agent never runs it unless the user asked for exactly that (`coach skill`)."""
COMMANDS: Mapping[str, Command] = {name: command for group in GROUPS.values() for name, command in group.items()}
HIDDEN: Mapping[str, Command] = {
    "merge-driver": Command("data_folder", "run_merge_driver", ""),
    "block-end": Command("reminders", "announce_end_of_block", ""),
}
"""Commands for other programs, which the help does not list."""
OTHER_WORDS: Mapping[str, str] = {
    "received": "wrote", "reply": "answered", "replied": "answered", "outreach": "sent",
    "log": "sent", "promise": "promised", "snooze": "later", "skip": "later", "block": "boundary", "start": "focus",
    "stop": "focus stop", "timer": "focus", "pause": "focus pause", "done": "goal done", "contacts": "people",
    "list": "people", "show": "today", "search": "find", "stats": "trends", "config": "set",
    "settings": "set", "delete": "forget", "remove": "forget", "version": "--version", "support": "help-me",
    "message": "sent", "contacted": "sent", "email": "sent", "emailed": "sent", "followup": "sent", "follow-up": "sent",
    "follow": "sent",
    "add": "sent", "called": "met", "call": "met", "talked": "met", "spoke": "met", "posted": "posts --add TEXT",
    "post": "posts --add TEXT", "rename": "person NAME --rename", "break": "focus break",
    "unblock": "boundary NAME --lift", "history": "day", "declined": "no", "goodnight": "evening", "helped": "gave",
    "calendar": "events", "job": "opportunity", "jobs": "opportunities",
}  # fmt: skip
"""What people try first → the command that does it."""
HELP_OPTIONS = ["-h", "--help"]
"""The same for every context: a command remembers those of the first context that asks it."""
INBOX_COMMANDS: tuple[str, ...] = (
    "mood", "goal", "focus", "evening", "check", "sent", "wrote", "answered", "promised", "met", "no", "later", "rest",
    "wait", "keep", "accept", "decline", "person", "note", "takeaway", "takeaways", "posts", "learned", "gave", "got",
    "opportunities", "opportunity", "events", "week", "experiment", "hours", "away", "back", "mute", "unmute",
)  # fmt: skip
"""Commands that a line of an inbox may be: none removes something, leaves this computer or changes a setting."""
INBOX_REFUSED_OPTIONS = frozenset({"--remove", "--edit", "--forget"})
"""Options of these commands that an inbox does not take."""
NAMING_COMMANDS = frozenset({
    "waiting", "owe", "requests", "texts", "people", "person", "find", "at", "takeaways", "posts", "opportunities",
    "events", "day", "boundaries",
})  # fmt: skip
"""Commands that are there to show names or notes, so that `coach --hide` refuses them."""
HIDES_NAMES = "coach.hides_names"
"""Key in the context's `meta`: whether --hide was given."""
NOTICES = "coach.notices"
"""Key in the context's `meta`: what was noticed about the data; its `print` prints that, and returns an exit code."""


def load_command(name: str) -> click.Command | None:
    """Import the module of a command and return the command, None for an unknown name."""
    table_row = COMMANDS.get(name) or HIDDEN.get(name)
    if table_row is None:
        return None
    command: click.Command = getattr(import_module(f"coach.cli.{table_row.module}"), table_row.function)
    return command
