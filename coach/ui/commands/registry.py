"""Which function each command id runs. Imports every command, and with them the records: loaded with the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coach.ui.commands import (
    away,
    boundary,
    coach,
    data,
    draft,
    focus,
    goal,
    mood,
    outreach,
    people,
    review,
    settings,
    trends,
    view,
    week,
)  # fmt: skip
from coach.ui.session import Session

COMMANDS: Mapping[str, Callable[[Session], object]] = {
    **view.WITHOUT_DATA,
    "mood.log": mood.ask_mood,
    "mood.more": mood.ask_words_and_note,
    "mood.entries": mood.open_earlier_moods,
    "focus.toggle": focus.start_or_stop,
    "focus.enter": focus.confirm_or_skip,
    "focus.choose": focus.choose_block,
    "focus.pause": focus.pause_or_resume,
    "focus.more": focus.extend_block,
    "focus.drift": focus.record_drift,
    "focus.all_of_it": focus.count_whole_block,
    "hours.set": settings.ask_for_hours,
    "outreach.sent": outreach.log_sent_message,
    "outreach.wrote": outreach.log_received_message,
    "outreach.answered": outreach.mark_answered,
    "outreach.rest": outreach.let_rest,
    "outreach.later": outreach.snooze_selected,
    "outreach.no": outreach.log_no,
    "outreach.up": outreach.select_row_above,
    "outreach.down": outreach.select_row_below,
    "outreach.choices": outreach.offer_row_actions,
    "outreach.copy": outreach.offer_texts,
    "outreach.requests": outreach.review_requests,
    "draft.write": draft.open_draft,
    "people.find": people.open_find,
    "people.note": people.write_note,
    "people.edit": people.edit_person,
    "people.merge": people.merge_person,
    "boundary.draw": boundary.ask_for_boundary,
    "goal.take": goal.open_focused_panel,
    "goal.write": goal.write_goal,
    "review.evening": review.open_evening,
    "review.checks": review.choose_check,
    "away.step": away.ask_until_when,
    "week.show": week.open_week,
    "trends.show": trends.open_trends,
    "coach.why": coach.show_reasons,
    "coach.mute": coach.ask_what_to_mute,
    "undo.undo": data.undo_last_action,
    "undo.redo": data.redo_last_action,
    "exchange.bring": data.open_import,
    "view.settings": settings.open_settings,
    "view.hide": view.toggle_names,
    "view.next": view.focus_next_panel,
    "view.previous": view.focus_previous_panel,
    "view.jump": view.open_jump,
}
"""The commands of the key table and of a person's page, and two that Enter and Tab run while a question is asked."""

ANSWERS: Mapping[str, Callable[[Session, int], object]] = {
    "mood.chosen": mood.save_mood,
    "mood.energy": mood.save_energy,
    "focus.felt": focus.rate_block,
    "focus.chore": focus.rate_chore,
    "focus.bell": focus.choose_bell,
    "focus.rest": focus.begin_break,
}
"""What a digit runs, by the question that is asked (see `DIGITS` in `coach.ui.screens.today`)."""
