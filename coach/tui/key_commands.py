"""What each command id does. Imports every command and page, and with them the records: loaded with the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from coach.actions import conversations
from coach.actions import focus as focus_actions
from coach.actions.advice import forget_learned
from coach.actions.result import Action
from coach.actions.undo import redo_last_action, undo_last_action
from coach.tui.commands import advice, boundaries_and_away, focus, goals_and_moods, notes, outreach, people
from coach.tui.dialogs.checklist import choose_checklist
from coach.tui.dialogs.evening import EveningDialog
from coach.tui.dialogs.jump import JumpDialog
from coach.tui.dialogs.mood_history import MoodHistoryDialog
from coach.tui.dialogs.settings import SettingsDialog, ask_for_hours
from coach.tui.screens.find import FindScreen
from coach.tui.screens.import_files import ImportScreen
from coach.tui.screens.opportunities_and_events import OpportunitiesScreen
from coach.tui.screens.takeaways import TakeawaysScreen
from coach.tui.screens.trends import TrendsScreen
from coach.tui.screens.week import WeekScreen
from coach.tui.session import COMMANDS_WITHOUT_DATA, Session

KeyCommand = Callable[[Session], object]


def _open_page(page: Callable[[Session], Screen[Any]]) -> KeyCommand:
    return lambda session: session.push_screen(page(session))


def _run_action(make_action: Callable[[], Action]) -> KeyCommand:
    """Return the command that carries out an action, which needs no answer."""
    return lambda session: session.execute(make_action())


KEY_COMMANDS: Mapping[str, KeyCommand] = {
    **COMMANDS_WITHOUT_DATA,
    "mood.log": goals_and_moods.ask_mood,
    "mood.more": goals_and_moods.ask_words_and_note,
    "mood.entries": _open_page(MoodHistoryDialog),
    "focus.toggle": focus.start_or_stop,
    "focus.enter": focus.confirm_or_skip,
    "focus.choose": focus.choose_block,
    "focus.pause": _run_action(focus_actions.toggle_pause),
    "focus.more": _run_action(focus_actions.extend_block),
    "focus.drift": _run_action(focus_actions.record_drift),
    "focus.all_of_it": _run_action(lambda: focus_actions.stop_block(all_of_it=True)),
    "hours.set": ask_for_hours,
    "outreach.sent": outreach.log_sent_message,
    "outreach.wrote": outreach.log_received_message,
    "outreach.answered": outreach.mark_answered,
    "outreach.rest": lambda session: outreach.act_on_selected(session, conversations.rest_conversation),
    "outreach.rest_old": _run_action(conversations.rest_old_conversations),
    "outreach.later": outreach.snooze_selected,
    "outreach.no": outreach.log_no,
    "outreach.up": lambda session: session.move_selection(-1),
    "outreach.down": lambda session: session.move_selection(1),
    "outreach.choices": outreach.offer_row_actions,
    "outreach.copy": outreach.offer_texts,
    "outreach.requests": outreach.review_requests,
    "draft.write": notes.open_draft,
    "people.find": _open_page(FindScreen),
    "people.note": notes.write_note,
    "people.edit": people.edit_person,
    "people.merge": people.merge_person,
    "opportunities.show": _open_page(OpportunitiesScreen),
    "boundary.draw": boundaries_and_away.ask_for_boundary,
    "goal.take": goals_and_moods.open_focused_panel,
    "goal.write": goals_and_moods.write_goal,
    "review.evening": _open_page(EveningDialog),
    "review.checks": choose_checklist,
    "away.step": boundaries_and_away.ask_until_when,
    "week.show": _open_page(WeekScreen),
    "takeaways.show": _open_page(TakeawaysScreen),
    "trends.show": _open_page(TrendsScreen),
    "coach.why": advice.show_reasons,
    "coach.mute": advice.ask_what_to_mute,
    "coach.forget": _run_action(forget_learned),
    "undo.undo": _run_action(undo_last_action),
    "undo.redo": _run_action(redo_last_action),
    "exchange.bring": _open_page(ImportScreen),
    "view.settings": _open_page(SettingsDialog),
    "view.hide": Session.toggle_names,
    "view.next": lambda session: session.focus_next_panel(1),
    "view.previous": lambda session: session.focus_next_panel(-1),
    "view.jump": _open_page(JumpDialog),
}
"""The commands of the key table and of a person's page, and two that Enter and Tab run while a question is asked."""

DIGIT_ANSWERS: Mapping[str, Callable[[Session, int], object]] = {
    "mood": goals_and_moods.save_mood,
    "energy": goals_and_moods.save_energy,
    "felt": focus.rate_block,
    "chore": focus.rate_chore,
    "bell": focus.choose_bell,
    "rest": focus.begin_break,
}
"""What a digit runs, by the question that is asked."""
