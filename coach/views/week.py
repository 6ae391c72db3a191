"""The week from Monday to Sunday: what you gave, what came back, how blocks felt, as data and as text.

It ends in one change for the next week, which becomes Monday's goal. On a Monday one looks back at the week that is
over. No week is compared with another, and people are in the order of their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coach.advice.blocked_people import list_shown_notes, list_shown_people, redact_blocked_names
from coach.advice.observations import choose_week_observation
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.advice.patterns.block_feelings import MeanFeeling, compute_mean_feelings
from coach.advice.patterns.trend_series import build_series
from coach.advice.rules import sentences
from coach.advice.week_proposals import (
    Proposal,
    day_of_change,
    find_week_review,
    monday_in_review,
    nice_names_in_week,
    propose_changes,
)
from coach.domain.conversation import Conversation, list_kept_promises
from coach.domain.focus import (
    FOCUS_KINDS,
    NETWORKING_KINDS,
    FocusBlock,
    count_minutes,
    group_feelings,
    sum_time_of_days,
)
from coach.domain.goal import GOAL_STATES, Goal
from coach.domain.journal import Journal
from coach.domain.mood import mean_mood_by_day
from coach.domain.text import HIDDEN_MARK, clean_text
from coach.domain.wording import MOOD_NAMES, format_count, format_date, format_kind, round_half_up
from coach.exporters.markdown import escape_markdown

MOST_NAMED_PEOPLE = 9
"""How many people of a week are named."""


@dataclass(frozen=True, slots=True)
class NamedCount:
    """`n` things, in the word for one and for more."""

    number: int
    singular: str
    plural: str

    def __str__(self) -> str:
        return f"{self.number} {self.singular if self.number == 1 else self.plural}"


@dataclass(frozen=True, slots=True)
class WeekPerson:
    """Somebody who wrote or talked in a week; `nice` if the person said so."""

    person_id: str
    name: str
    was_nice: bool = False


@dataclass(frozen=True, slots=True)
class WeekView:
    """One week, `first` (a Monday) to `last`.

    `is_open`: its change can be chosen now; it is for `change_day`. `change` is what was chosen at its end,
    `began_with` the goal of its own Monday that was chosen the week before, with what became of it. `moods` are seven
    means, None for a blank day.
    """

    first: date
    last: date
    is_open: bool
    has_ended: bool
    change_day: date
    given: tuple[NamedCount, ...] = ()
    received: tuple[NamedCount, ...] = ()
    mean_feelings: tuple[MeanFeeling, ...] = ()
    people: tuple[WeekPerson, ...] = ()
    moods: tuple[float | None, ...] = (None,) * 7
    minutes: int = 0
    goals: tuple[tuple[str, int], ...] = ()
    serves: tuple[str, ...] = ()
    """The rows (P1 to B4b, K) that the goals done worked on, in their order."""
    began_with: str = ""
    began_state: str = ""
    change: str = ""
    proposals: tuple[Proposal, ...] = ()
    observation: str = ""
    """One thing the log shows, for the week that is open."""
    has_earlier: bool = False
    """Whether there is anything before it."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was logged."""
        return not (self.given or self.received or self.mean_feelings or self.minutes or self.goals or any(self.moods))


def build_week(journal: Journal, now: datetime, monday: date | None = None) -> WeekView:
    """Return the week that begins on `monday`, by default the one that one looks back at now."""
    today = journal.settings.day_of(now)
    monday_of_review = monday_in_review(today)
    first = monday_of_review if monday is None else monday - timedelta(days=monday.weekday())
    last = first + timedelta(days=6)
    day_of = journal.settings.day_of
    blocks = [block for block in journal.list_records(FocusBlock) if first <= day_of(block.started_at) <= last]
    given, received, talked = _count_contacts(journal, first, last)
    goals_of_week = [goal for goal in journal.list_records(Goal) if first <= goal.day <= last]
    goals_by_state = Counter(goal.state for goal in goals_of_week)
    served_rows = {row for goal in goals_of_week if goal.state == "done" for row in goal.serves}
    things_shared, takeaways_counted = _count_notes(journal, first, last)
    given += [*things_shared, NamedCount(goals_by_state["done"], "goal done", "goals done")]
    mean_moods = mean_mood_by_day(journal)
    week_review, review_before = find_week_review(journal, first), find_week_review(journal, first - timedelta(days=7))
    first_goal = journal.get_record(Goal, str(review_before.answers.get("goal", ""))) if review_before else None
    return WeekView(
        first, last,
        is_open=first == monday_of_review,
        has_ended=last < today,
        change_day=day_of_change(first),
        given=tuple(count for count in given if count.number),
        received=tuple(count for count in (*received, *takeaways_counted) if count.number),
        mean_feelings=compute_mean_feelings(group_feelings(blocks), FOCUS_KINDS),
        people=_list_people(journal, first, talked),
        moods=tuple(mean_moods.get(first + timedelta(days=weekday)) for weekday in range(7)),
        minutes=_networking_minutes(journal, now, first, last),
        goals=tuple((state, goals_by_state[state]) for state in GOAL_STATES if goals_by_state[state]),
        serves=tuple(row for row in sentences.list_row_keys() if row in served_rows),
        began_with=redact_blocked_names(journal, first_goal.text) if first_goal else "",
        began_state=first_goal.state if first_goal else "",
        change=redact_blocked_names(journal, str(week_review.answers.get("change", ""))) if week_review else "",
        proposals=propose_changes(journal, now) if first == monday_of_review else (),
        observation=choose_week_observation(journal, now) if first == monday_of_review else "",
        has_earlier=build_series(journal).oldest_day < first,
    )  # fmt: skip


def format_date_range(week: WeekView) -> str:
    """Return "16 – 22 November 2026"."""
    first, last = week.first, week.last
    first_day_in_words = f"{first.day}" if first.month == last.month else format_date(first)
    return f"{first_day_in_words} – {format_date(last, year=True)}"


def format_counts(counts: Sequence[NamedCount]) -> str:
    """Return "2 answers, 1 message written", or that nothing was logged."""
    return ", ".join(map(str, counts)) or "nothing logged"


def format_proposal(proposal: Proposal, *, hide: bool = False) -> str:
    """Return the text of a proposal, without the name in it while names are hidden."""
    return proposal.text.replace(proposal.name, HIDDEN_MARK) if hide and proposal.name else proposal.text


def format_change_title(week: WeekView) -> str:
    """Return the title above the change of a week: "One change for Monday 23 November"."""
    return f"One change for {format_date(week.change_day, weekday=True)}"


def format_served_rows(week: WeekView) -> str:
    """Return what the goals that were done worked on: "the ties you have, privacy", or ""."""
    return ", ".join(sentences.describe_row(served_row) for served_row in week.serves)


def describe_first_goal(week: WeekView) -> str:
    """Return what the week began with, and what became of it, or ""."""
    if not week.began_with:
        return ""
    return week.began_with if week.began_state == "open" else f"{week.began_with} · {week.began_state}"


def format_as_lines(week: WeekView, *, hide: bool = False) -> list[str]:
    """Return the week as sentences, in the order in which the page is read."""
    lines = [f"The week of {format_date_range(week)}."]
    if week.began_with:
        lines.append(f"This week's change: {HIDDEN_MARK if hide else describe_first_goal(week)}.")
    if week.is_blank:
        lines.append("Nothing is logged this week.")
    else:
        lines += [f"You gave: {format_counts(week.given)}.", f"What came back: {format_counts(week.received)}."]
    if week.serves:
        lines.append(f"Your goals were about: {format_served_rows(week)}.")
    if week.minutes:
        lines.append(f"Networking: {week.minutes} min.")
    feelings = [
        f"{format_kind(each.name)} {_mood_name(each.mean)} ({format_count(each.n, 'rating')})"
        for each in week.mean_feelings
    ]
    if feelings:
        lines.append(f"How blocks felt: {', '.join(feelings)}.")
    moods = [f"{day:%a} {_mood_name(mood)}" for day, mood in zip(_list_days(week), week.moods, strict=True) if mood]
    if moods:
        lines.append(f"Mood: {', '.join(moods)}.")
    nice_names = [HIDDEN_MARK if hide else person.name for person in week.people if person.was_nice]
    if nice_names:
        lines.append(f"Nice to talk to: {', '.join(nice_names)}.")
    if week.observation:
        lines.append(week.observation)
    if week.change:
        change_day = format_date(week.change_day, weekday=True)
        lines.append(f"One change, for {change_day}: {HIDDEN_MARK if hide else week.change}.")
    elif week.is_open:
        title = format_change_title(week)
        lines.append(f'{title}? Take one with coach week 1, 2 or 3, or write your own: coach week "…".')
        for number, proposal in enumerate(week.proposals, 1):
            lines.append(f"{number}. {format_proposal(proposal, hide=hide)} ({proposal.why})")
    return [clean_text(line, 1000) for line in lines]


def format_as_markdown(week: WeekView, *, hide: bool = False) -> str:
    """Return the week as Markdown."""

    def own_words(text: str) -> str:
        return escape_markdown(HIDDEN_MARK if hide else text)

    lines = [f"# Week of {format_date_range(week)}", ""]
    if week.began_with:
        lines += [f"This week's change: {own_words(describe_first_goal(week))}", ""]
    lines.append(f"- **You gave:** {format_counts(week.given)}")
    lines.append(f"- **What came back:** {format_counts(week.received)}")
    if week.serves:
        lines.append(f"- **Your goals were about:** {format_served_rows(week)}")
    if week.minutes:
        lines.append(f"- **Networking:** {week.minutes} min")
    nice_names = [own_words(person.name) for person in week.people if person.was_nice]
    if nice_names:
        lines.append(f"- **Nice to talk to:** {', '.join(nice_names)}")
    if week.mean_feelings:
        lines += ["", "| block | felt | ratings |", "|---|---|---:|"]
        lines += [f"| {format_kind(each.name)} | {_mood_name(each.mean)} | {each.n} |" for each in week.mean_feelings]
    if any(week.moods):
        weekdays = " | ".join(f"{day:%a}" for day in _list_days(week))
        moods = " | ".join(_mood_name(mood) if mood else "" for mood in week.moods)
        lines += ["", f"| {weekdays} |", "|" + "---|" * 7, f"| {moods} |"]
    if week.change:
        change_day = format_date(week.change_day, weekday=True)
        lines += ["", f"**One change, for {change_day}:** {own_words(week.change)}"]
    return "\n".join(lines) + "\n"


def _list_days(week: WeekView) -> list[date]:
    return [week.first + timedelta(days=n) for n in range(7)]


def _mood_name(mean: float) -> str:
    return MOOD_NAMES[round_half_up(mean)]


def _count_contacts(journal: Journal, first: date, last: date) -> tuple[list[NamedCount], list[NamedCount], set[str]]:
    """Return what I gave, what came back, and who wrote or talked."""
    given_by_kind, received_by_kind = Counter[str](), Counter[str]()
    people_heard_of: set[str] = set()
    for person, conversation in conversations_by_person(journal).items():
        for kind, is_mine in _iterate_events(journal, conversation, first, last):
            (given_by_kind if is_mine else received_by_kind)[kind] += 1
            if not is_mine and kind != "no":
                people_heard_of.add(person)
    given = [
        NamedCount(given_by_kind["answer"], "answer", "answers"),
        NamedCount(given_by_kind["line"], "message written", "messages written"),
        NamedCount(given_by_kind["promise"], "promise kept", "promises kept"),
    ]
    received = [
        NamedCount(received_by_kind["answer"] + received_by_kind["no"], "answer", "answers"),
        NamedCount(received_by_kind["line"], "message from others", "messages from others"),
        NamedCount(received_by_kind["talk"], "meeting", "meetings"),
    ]
    return given, received, people_heard_of


def _count_notes(journal: Journal, first: date, last: date) -> tuple[list[NamedCount], list[NamedCount]]:
    """Return what was shared with others, and what came of reading and talking."""
    day_of, notes = journal.settings.day_of, list_shown_notes(journal)
    by_kind = Counter(note.kind for note in notes if first <= day_of(note.at) <= last)
    post_days = [day_of(note.posted_at) for note in notes if note.kind == "post" and note.posted_at]
    posts = sum(first <= day <= last for day in post_days)
    return (
        [NamedCount(by_kind["gave"], "thing shared", "things shared"), NamedCount(posts, "post", "posts")],
        [
            NamedCount(by_kind["takeaway"] + by_kind["learned"], "takeaway", "takeaways"),
            NamedCount(by_kind["opportunity"], "opportunity", "opportunities"),
        ],
    )


def _list_people(journal: Journal, first: date, people_heard_of: set[str]) -> tuple[WeekPerson, ...]:
    """Return who wrote or talked, then who else was nice to talk to."""
    nice_names = nice_names_in_week(journal, first)
    people = [
        WeekPerson(person.id, person.name, bool({person.id, person.folded_name} & nice_names))
        for person in list_shown_people(journal)
    ]
    heard_of = [person for person in people if person.person_id in people_heard_of]
    others = [person for person in people if person.was_nice and person.person_id not in people_heard_of]
    return tuple([*heard_of, *others][:MOST_NAMED_PEOPLE])


def _iterate_events(
    journal: Journal, conversation: Conversation, first: date, last: date
) -> Iterable[tuple[str, bool]]:
    """Yield what happened in a conversation within the week, and whether it was mine."""
    was_theirs_last: bool | None = None
    for kept_at, _ in list_kept_promises(conversation.messages):
        if first <= journal.settings.day_of(kept_at) <= last:
            yield "promise", True
    for message in conversation.messages:
        is_in_week = first <= journal.settings.day_of(message.at) <= last
        if message.kind == "no" and is_in_week:
            yield "no", False
        elif message.direction == "own":  # a decision of mine, or a meeting that is planned
            continue
        elif message.kind == "meeting" and is_in_week:
            yield "talk", False
        elif message.kind in ("message", "invitation"):
            is_mine = message.direction == "out"
            if is_in_week:
                yield ("answer" if was_theirs_last is is_mine else "line"), is_mine
            was_theirs_last = not is_mine


def _networking_minutes(journal: Journal, now: datetime, first: date, last: date) -> int:
    """Return the networking minutes of the days from `first` to `last`."""
    time_by_day = sum_time_of_days(journal.list_records(FocusBlock), now, journal.settings.day_ends, first, last)
    total_by_kind: dict[str, timedelta] = defaultdict(timedelta)
    for time_by_kind in time_by_day.values():
        for kind, time_of_kind in time_by_kind.items():
            total_by_kind[kind] += time_of_kind
    return count_minutes(total_by_kind, NETWORKING_KINDS)
