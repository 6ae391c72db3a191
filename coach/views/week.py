"""The week from Monday to Sunday: what you gave, what came back, how blocks felt, as data and as text.

It ends in one change for the next week, which becomes Monday's goal. On a Monday one looks back at the week that is
over. No week is compared with another, and people are in the order of their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coach.advice.blocked_people import list_shown_notes, list_shown_people, redact_blocked_names
from coach.advice.observation_sentences import choose_week_observation
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
from coach.domain.mood import mean_mood, moods_by_day
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
    current = monday_in_review(today)
    first = current if monday is None else monday - timedelta(days=monday.weekday())
    last = first + timedelta(days=6)
    blocks = [b for b in journal.list_records(FocusBlock) if first <= journal.settings.day_of(b.started_at) <= last]
    given, received, talked = _count_contacts(journal, first, last)
    set_here = [g for g in journal.list_records(Goal) if first <= g.day <= last]
    goals = Counter(g.state for g in set_here)
    served = {row for g in set_here if g.state == "done" for row in g.serves}
    shared, learned = _count_notes(journal, first, last)
    given += [*shared, NamedCount(goals["done"], "goal done", "goals done")]
    moods = moods_by_day(journal, since=first)
    review, before = find_week_review(journal, first), find_week_review(journal, first - timedelta(days=7))
    began = journal.get_record(Goal, str(before.answers.get("goal", ""))) if before else None
    return WeekView(
        first, last,
        is_open=first == current,
        has_ended=last < today,
        change_day=day_of_change(first),
        given=tuple(count for count in given if count.number),
        received=tuple(count for count in (*received, *learned) if count.number),
        mean_feelings=compute_mean_feelings(group_feelings(blocks), FOCUS_KINDS),
        people=_list_people(journal, first, talked),
        moods=tuple(mean_mood(moods.get(first + timedelta(days=n), ())) for n in range(7)),
        minutes=_networking_minutes(journal, now, first, last),
        goals=tuple((state, goals[state]) for state in GOAL_STATES if goals[state]),
        serves=tuple(row for row in sentences.list_row_keys() if row in served),
        began_with=redact_blocked_names(journal, began.text) if began else "",
        began_state=began.state if began else "",
        change=redact_blocked_names(journal, str(review.answers.get("change", ""))) if review else "",
        proposals=propose_changes(journal, now) if first == current else (),
        observation=choose_week_observation(journal, now) if first == current else "",
        has_earlier=build_series(journal).oldest_day < first,
    )  # fmt: skip


def format_date_range(week: WeekView) -> str:
    """Return "16 – 22 November 2026"."""
    first, last = week.first, week.last
    begins = f"{first.day}" if first.month == last.month else format_date(first)
    return f"{begins} – {format_date(last, year=True)}"


def format_counts(counts: Sequence[NamedCount]) -> str:
    """Return "2 answers, 1 message written", or that nothing was logged."""
    return ", ".join(map(str, counts)) or "nothing logged"


def format_proposal(proposal: Proposal, *, hide: bool = False) -> str:
    """Return the text of a proposal, without the name in it while names are hidden."""
    return proposal.text.replace(proposal.name, HIDDEN_MARK) if hide and proposal.name else proposal.text


def format_change_day(week: WeekView) -> str:
    """Return the day that the change of a week is for: "Monday 23 November"."""
    return format_date(week.change_day, weekday=True)


def format_change_title(week: WeekView) -> str:
    """Return the title above the change of a week: "One change for Monday 23 November"."""
    return f"One change for {format_change_day(week)}"


def format_served_rows(week: WeekView) -> str:
    """Return what the goals that were done worked on: "the ties you have, privacy", or ""."""
    return ", ".join(sentences.describe_row(each) for each in week.serves)


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
        lines.append(f"You gave: {format_counts(week.given)}.")
        lines.append(f"What came back: {format_counts(week.received)}.")
    if week.serves:
        lines.append(f"Your goals were about: {format_served_rows(week)}.")
    if week.minutes:
        lines.append(f"Networking: {week.minutes} min.")
    felt = [
        f"{format_kind(each.name)} {MOOD_NAMES[round_half_up(each.mean)]} ({format_count(each.n, 'rating')})"
        for each in week.mean_feelings
    ]
    if felt:
        lines.append(f"How blocks felt: {', '.join(felt)}.")
    days = [
        f"{_weekday_name(week, n)} {MOOD_NAMES[round_half_up(mood)]}"
        for n, mood in enumerate(week.moods)
        if mood is not None
    ]
    if days:
        lines.append(f"Mood: {', '.join(days)}.")
    nice = [HIDDEN_MARK if hide else talk.name for talk in week.people if talk.was_nice]
    if nice:
        lines.append(f"Nice to talk to: {', '.join(nice)}.")
    if week.observation:
        lines.append(week.observation)
    if week.change:
        lines.append(f"One change, for {format_change_day(week)}: {HIDDEN_MARK if hide else week.change}.")
    elif week.is_open:
        lines.append(
            f'{format_change_title(week)}? Take one with coach week 1, 2 or 3, or write your own: coach week "…".'
        )
        lines += [f"{n}. {format_proposal(each, hide=hide)} ({each.why})" for n, each in enumerate(week.proposals, 1)]
    return [clean_text(line, 1000) for line in lines]


def format_as_markdown(week: WeekView, *, hide: bool = False) -> str:
    """Return the week as Markdown."""
    rows = [f"# Week of {format_date_range(week)}", ""]
    if week.began_with:
        rows += [f"This week's change: {escape_markdown(HIDDEN_MARK if hide else describe_first_goal(week))}", ""]
    rows += [f"- **You gave:** {format_counts(week.given)}", f"- **What came back:** {format_counts(week.received)}"]
    if week.serves:
        rows.append(f"- **Your goals were about:** {format_served_rows(week)}")
    if week.minutes:
        rows.append(f"- **Networking:** {week.minutes} min")
    nice = [escape_markdown(HIDDEN_MARK if hide else talk.name) for talk in week.people if talk.was_nice]
    if nice:
        rows.append(f"- **Nice to talk to:** {', '.join(nice)}")
    if week.mean_feelings:
        rows += ["", "| block | felt | ratings |", "|---|---|---:|"]
        rows += [
            f"| {format_kind(each.name)} | {MOOD_NAMES[round_half_up(each.mean)]} | {each.n} |"
            for each in week.mean_feelings
        ]
    if any(mood is not None for mood in week.moods):
        rows += ["", "| " + " | ".join(_weekday_name(week, n) for n in range(7)) + " |", "|" + "---|" * 7]
        rows.append("| " + " | ".join(MOOD_NAMES[round_half_up(mood)] if mood else "" for mood in week.moods) + " |")
    if week.change:
        rows += [
            "",
            f"**One change, for {format_change_day(week)}:** {escape_markdown(HIDDEN_MARK if hide else week.change)}",
        ]
    return "\n".join(rows) + "\n"


def _weekday_name(week: WeekView, n: int) -> str:
    return f"{date.fromordinal(week.first.toordinal() + n):%a}"


def _count_contacts(journal: Journal, first: date, last: date) -> tuple[list[NamedCount], list[NamedCount], set[str]]:
    """Return what I gave, what came back, and who wrote or talked."""
    gave, came = Counter[str](), Counter[str]()
    talked: set[str] = set()
    for person, conversation in conversations_by_person(journal).items():
        for what, mine in _iterate_events(journal, conversation, first, last):
            (gave if mine else came)[what] += 1
            if not mine and what != "no":
                talked.add(person)
    return (
        [
            NamedCount(gave["answer"], "answer", "answers"),
            NamedCount(gave["line"], "message written", "messages written"),
            NamedCount(gave["promise"], "promise kept", "promises kept"),
        ],
        [
            NamedCount(came["answer"] + came["no"], "answer", "answers"),
            NamedCount(came["line"], "message from others", "messages from others"),
            NamedCount(came["talk"], "meeting", "meetings"),
        ],
        talked,
    )


def _count_notes(journal: Journal, first: date, last: date) -> tuple[list[NamedCount], list[NamedCount]]:
    """Return what was shared with others, and what came of reading and talking."""
    day_of = journal.settings.day_of
    noted = list_shown_notes(journal)
    kinds = Counter(n.kind for n in noted if first <= day_of(n.at) <= last)
    posts = sum(1 for n in noted if n.kind == "post" and n.posted_at and first <= day_of(n.posted_at) <= last)
    return (
        [NamedCount(kinds["gave"], "thing shared", "things shared"), NamedCount(posts, "post", "posts")],
        [
            NamedCount(kinds["takeaway"] + kinds["learned"], "takeaway", "takeaways"),
            NamedCount(kinds["opportunity"], "opportunity", "opportunities"),
        ],
    )


def _list_people(journal: Journal, first: date, talked: set[str]) -> tuple[WeekPerson, ...]:
    """Return who wrote or talked, then who else was nice to talk to."""
    nice, shown = nice_names_in_week(journal, first), list_shown_people(journal)
    people = [WeekPerson(p.id, p.name, bool({p.id, p.folded_name} & nice)) for p in shown]
    ordered = [one for one in people if one.person_id in talked]
    ordered += [one for one in people if one.was_nice and one.person_id not in talked]
    return tuple(ordered[:MOST_NAMED_PEOPLE])


def _iterate_events(
    journal: Journal, conversation: Conversation, first: date, last: date
) -> Iterable[tuple[str, bool]]:
    """Yield what happened in a conversation within the week, and whether it was mine."""
    theirs_last: bool | None = None
    for kept_at, _ in list_kept_promises(conversation.messages):
        if first <= journal.settings.day_of(kept_at) <= last:
            yield "promise", True
    for event in conversation.messages:
        inside = first <= journal.settings.day_of(event.at) <= last
        if event.kind == "no" and inside:
            yield "no", False
        elif event.direction == "own":  # a decision of mine, or a meeting that is planned
            continue
        elif event.kind == "meeting" and inside:
            yield "talk", False
        elif event.kind in ("message", "invitation"):
            mine = event.direction == "out"
            if inside:
                yield ("answer" if theirs_last is mine else "line"), mine
            theirs_last = not mine


def _networking_minutes(journal: Journal, now: datetime, first: date, last: date) -> int:
    """Return the networking minutes of the days from `first` to `last`."""
    days = sum_time_of_days(journal.list_records(FocusBlock), now, journal.settings.day_ends, first, last)
    total: dict[str, timedelta] = defaultdict(timedelta)
    for spent in days.values():
        for kind, time in spent.items():
            total[kind] += time
    return count_minutes(total, NETWORKING_KINDS)
