"""Which function each command id runs. Imports every command, and with them the records: loaded with the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coach.tui.commands import (  # fmt: skip
    advice,
    away,
    boundary,
    data,
    drafts,
    focus,
    goals,
    moods,
    opportunities,
    outreach,
    people,
    posts,
    reviews,
    settings,
    trends,
    week,
    window,
)
from coach.tui.session import Session

COMMANDS: Mapping[str, Callable[[Session], object]] = {
    **window.WITHOUT_DATA,
    "mood.log": moods.ask_mood,
    "mood.more": moods.ask_words_and_note,
    "mood.entries": moods.open_earlier_moods,
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
    "draft.write": drafts.open_draft,
    "people.find": people.open_find,
    "people.note": people.write_note,
    "people.edit": people.edit_person,
    "people.merge": people.merge_person,
    "opportunities.show": opportunities.open_opportunities,
    "boundary.draw": boundary.ask_for_boundary,
    "goal.take": goals.open_focused_panel,
    "goal.write": goals.write_goal,
    "review.evening": reviews.open_evening,
    "review.checks": reviews.choose_check,
    "away.step": away.ask_until_when,
    "week.show": week.open_week,
    "takeaways.show": posts.open_takeaways,
    "trends.show": trends.open_trends,
    "coach.why": advice.show_reasons,
    "coach.mute": advice.ask_what_to_mute,
    "undo.undo": data.undo_last_action,
    "undo.redo": data.redo_last_action,
    "exchange.bring": data.open_import,
    "view.settings": settings.open_settings,
    "view.hide": window.toggle_names,
    "view.next": window.focus_next_panel,
    "view.previous": window.focus_previous_panel,
    "view.jump": window.open_jump,
}
"""The commands of the key table and of a person's page, and two that Enter and Tab run while a question is asked."""

ANSWERS: Mapping[str, Callable[[Session, int], object]] = {
    "mood.chosen": moods.save_mood,
    "mood.energy": moods.save_energy,
    "focus.felt": focus.rate_block,
    "focus.chore": focus.rate_chore,
    "focus.bell": focus.choose_bell,
    "focus.rest": focus.begin_break,
}
"""What a digit runs, by the question that is asked (see `DIGITS` in `coach.tui.screens.today`)."""
