"""Reply models fitted to the person's own messages: one for all of them, and one for each channel that differs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from coach.advice.outreach.answer_rates import find_distinct_channels
from coach.advice.outreach.contact_outcomes import ContactOutcome, list_contact_outcomes
from coach.advice.outreach.reply_model import CONTACT_KINDS, ReplyModel
from coach.advice.outreach.silence_calendar import SilenceCalendar, compute_for_day, make_calendar
from coach.domain.journal import Journal


def build_reply_model(journal: Journal, now: datetime) -> ReplyModel:
    """Return what the person's own messages say about answers, as of today."""
    return build_reply_model_on(journal, make_calendar(journal, now))


def build_reply_model_on(journal: Journal, calendar: SilenceCalendar) -> ReplyModel:
    """Return what the person's own messages say about answers, as of the day of `calendar`."""
    return compute_for_day(journal, _fit_reply_model, calendar)


def fit_reply_model(outcomes: Iterable[ContactOutcome]) -> ReplyModel:
    """Return what `outcomes` say about answers."""
    first: dict[str, list[tuple[float, bool]]] = {kind: [] for kind in CONTACT_KINDS}
    again: dict[str, list[tuple[float, bool]]] = {kind: [] for kind in CONTACT_KINDS}
    for each in outcomes:
        (again if each.is_follow_up else first)[each.kind].append((each.days, each.is_answered))
    return ReplyModel.from_history(first, again)


def _fit_reply_model(journal: Journal, calendar: SilenceCalendar) -> ReplyModel:
    return fit_reply_model(list_contact_outcomes(journal, calendar))


def build_channel_models(journal: Journal, calendar: SilenceCalendar) -> dict[str, ReplyModel]:
    """Return channel → what its own messages say, for the channels that differ; under "" what all the others say."""
    return compute_for_day(journal, _fit_channel_models, calendar)


def _fit_channel_models(journal: Journal, calendar: SilenceCalendar) -> dict[str, ReplyModel]:
    distinct = find_distinct_channels(journal, calendar)
    if not distinct:
        return {"": build_reply_model_on(journal, calendar)}
    known = list_contact_outcomes(journal, calendar)
    return {
        name: fit_reply_model(each for each in known if (each.channel if each.channel in distinct else "") == name)
        for name in ("", *distinct)
    }
