"""The week page: five charts and one change. 1–3 take a proposal, 4 asks for other words, arrows change the week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from coach.actions.reviews import adopt_proposal, set_own_change, toggle_nice_person
from coach.advice.week_proposals import Proposal, monday_in_review
from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import MOOD_NAMES, format_kind, round_half_up
from coach.tui.charts import ChartFrame, draw_felt_row, draw_mood_cell
from coach.tui.dialogs.choice import Offer, ask_choice, offer_actions
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.panels.panel_grid import PanelGrid
from coach.tui.screens.page import Page, make_page_bindings
from coach.tui.session import Session
from coach.tui.text_layout import (
    HEADING_STYLE,
    KEY_STYLE,
    QUIET_STYLE,
    STRONG_STYLE,
    choose_fitting,
    flow_parts,
    join_parts,
    shorten_text,
    stack_lines,
    styled,
    wrap_text,
)
from coach.tui.widgets.key_hints import Choice
from coach.views.week import (
    NamedCount,
    WeekView,
    build_week,
    describe_first_goal,
    format_as_markdown,
    format_change_title,
    format_date_range,
    format_proposal,
    format_served_rows,
)

_OWN_WORDS_NUMBER = 4
_WEEK_KEYS = (
    Choice("own", "1–4", "one change"),
    Choice("nice", "n", "nice to talk to"),
    Choice("move(-1)", "← →", "weeks"),
    Choice("copy", "c", "copy"),
    Choice("trends", "t", "trends"),
    Choice("dismiss", "Esc", "back"),
)


class WeekScreen(Page):
    """One week. The current one is built from memory; past ones from the files of all years, in a thread."""

    BINDINGS = make_page_bindings(
        ("escape,q,w", "dismiss", "back"),
        *((str(n), f"take({n})", "take it") for n in range(1, _OWN_WORDS_NUMBER)),
        (f"{_OWN_WORDS_NUMBER},g", "own", "in your own words"),
        ("n", "nice", "who was nice to talk to"),
        ("tab", "panel(1)", "the next panel"),
        ("shift+tab", "panel(-1)", "the panel before"),
        ("left", "move(-1)", "the week before"),
        ("right", "move(1)", "the week after"),
        ("c", "copy", "copy as Markdown"),
        ("h", "hide", "hide names"),
        ("t", "trends", "trends"),
        ("u", "undo", "undo"),
    )

    VERTICAL_BREAKPOINTS = [(0, "-flat"), (20, "-low"), (32, "-tall")]

    shown: var[ShownWeek | None] = var(None)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._monday: date | None = None
        """The week that is shown or being read; None for the one that one looks back at now."""

    def compose_page(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="where", markup=False)
        with PanelGrid(id="week"):
            for frame in (
                ChartFrame("gave", lambda s: "You gave", draw_given),
                ChartFrame("came", lambda s: "What came back", draw_received),
                ChartFrame("felt", lambda s: "How it felt", draw_felt),
                ChartFrame("days", lambda s: "Seven days", draw_days),
                ChartFrame("change", lambda s: format_change_title(s.week), draw_change),
            ):
                yield frame.data_bind(view=WeekScreen.shown)

    def on_mount(self) -> None:
        self.query_one("#change").focus()
        self.session.watch_day(self, self._refresh_week)
        self._refresh_week()

    def on_resize(self) -> None:
        if self.shown is not None:
            self._show_heading(self.shown.week)

    def action_panel(self, step: int) -> None:
        """Move the focus to another frame, which is the only one that a low window shows."""
        self.query_one(PanelGrid).focus_other_panel(step)

    @property
    def shown_week(self) -> WeekView:
        """The week that is shown: one is there as soon as the page is mounted."""
        assert self.shown is not None
        return self.shown.week

    def _refresh_week(self) -> None:
        service, monday = self.session.service, self._monday
        if monday is None:
            self._show_week(build_week(service.journal, service.now()))
            return
        shown_monday = self.shown_week.first

        def load_week() -> WeekView:
            if shown_monday - monday <= timedelta(days=7):
                return service.history.load_week(monday)
            oldest_day = service.history.load_series().oldest_day  # keys may have gone too far while this was not known
            oldest_monday = oldest_day - timedelta(days=oldest_day.weekday())
            return service.history.load_week(max(monday, min(oldest_monday, shown_monday)))

        self.session.run_in_thread(load_week, self._show_past_week, replaces="week")

    def _show_past_week(self, past_week: WeekView) -> None:
        if self.is_open and self._monday is not None:
            self._monday = past_week.first
            self._show_week(past_week)

    def _show_week(self, week: WeekView) -> None:
        if self.shown is not None and self.shown.week.first == week.first:
            week = replace(week, proposals=_keep_numbers(self.shown.week.proposals, week.proposals))
        self.shown = ShownWeek(week, self.session.hidden)
        self._show_heading(week)
        useless_actions = set() if week.is_open else {"own", "nice"}
        useless_actions |= set() if week.people else {"nice"}
        self.key_bar.items = tuple(key for key in _WEEK_KEYS if key.action not in useless_actions)

    def _show_heading(self, week: WeekView) -> None:
        """Say which week it is, and its minutes where there is room."""
        heading = join_parts(styled("Week", HEADING_STYLE), styled(format_date_range(week)), between="   ")
        minutes, room = f"{week.minutes} min", self.app.size.width - 2 - heading.cell_length - 3
        minutes_text = choose_fitting((f"{minutes} of networking", minutes, ""), room) if week.minutes else ""
        self.query_one("#where", Static).update(join_parts(heading, styled(minutes_text, QUIET_STYLE), between="   "))

    # Keys and clicks

    @on(ChartFrame.Opened)
    def _on_frame_opened(self, event: ChartFrame.Opened) -> None:
        if event.name == "days":
            self.action_nice()
        elif event.name == "change" and self.shown_week.is_open:
            week, hide = self.shown_week, self.session.hidden
            offered: list[Offer] = [
                (format_proposal(proposal, hide=hide), partial(self._take_proposal, proposal))
                for proposal in week.proposals
            ]
            offered.append(("in your own words", self.action_own))
            offer_actions(self.session, format_change_title(week), offered)

    def action_take(self, number: int) -> None:
        if self.shown_week.is_open and number <= len(self.shown_week.proposals):
            self._take_proposal(self.shown_week.proposals[number - 1])

    def _take_proposal(self, proposal: Proposal) -> None:
        """Take a proposal as the one change, and go back to the first page."""
        if self.session.execute(adopt_proposal(proposal)) is not None:
            self.dismiss()

    def action_own(self) -> None:
        """Ask for the one change in one's own words, and go back to the first page."""
        if not self.shown_week.is_open:
            return
        hint, change_example = 'add "when …" for the moment you start · Enter saves', "write to Ana when coffee is made"
        prompt = LinePrompt(format_change_title(self.shown_week), hint=hint, placeholder=change_example)
        dialog = TextInputDialog(self.session, "week.change", prompt, save=set_own_change)
        dialog.ask(lambda _: self.dismiss())

    def action_nice(self) -> None:
        """Ask who was nice to talk to; choosing somebody again takes it back."""
        session, week = self.session, self.shown_week
        if not week.is_open:
            return
        if not week.people:
            session.notify("No conversations this week so far.")
            return
        people = [(talk.person_id, session.hide_text(talk.name) + "  ✓" * talk.was_nice) for talk in week.people]
        title = "Who was nice to talk to?"
        ask_choice(session, title, people, lambda person_id: session.execute(toggle_nice_person(person_id)))

    def action_copy(self) -> None:
        self.session.copy_text(format_as_markdown(self.shown_week, hide=self.session.hidden))
        self.session.notify("Copied as Markdown, if your terminal allows it. coach week --md prints it.")

    def action_move(self, step: int) -> None:
        """Show the week before or after, as far as there is anything to read; keys also count while a week is read."""
        week, service = self.shown_week, self.session.service
        today = service.journal.settings.day_of(service.now())
        reviewed_monday = monday_in_review(today)
        this_monday = today - timedelta(days=today.weekday())  # on Mondays another week
        chosen_monday = self._monday or reviewed_monday
        if step < 0 and chosen_monday == week.first <= reviewed_monday and not week.has_earlier:
            return
        monday = min(this_monday, chosen_monday + timedelta(days=7 * step))
        self._monday = None if monday == reviewed_monday else monday
        self._refresh_week()

    def action_hide(self) -> None:
        self.session.toggle_names()
        self.shown = ShownWeek(self.shown_week, self.session.hidden)

    def action_trends(self) -> None:
        self.dismiss(None)
        self.session.run_command("trends.show")


def _keep_numbers(before: Sequence[Proposal], after: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return the proposals of now, each with the number it had: others take the places of those that are gone."""
    texts_before, remaining = [proposal.text for proposal in before], {proposal.text: proposal for proposal in after}
    numbered = [remaining.pop(text, None) for text in texts_before]
    others = iter(remaining.values())
    filled = [proposal or next(others, None) for proposal in numbered]
    return tuple(proposal for proposal in (*filled, *others) if proposal is not None)


_WEEKDAY_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """A week to draw, with names and own texts hidden or not."""

    week: WeekView
    hide: bool = False


def draw_given(shown: ShownWeek, width: int, height: int) -> Content:
    """Return the counts of what was given, and what the goals that were done worked on."""
    rows, areas = _draw_counts(shown.week.given, width, height, "Nothing logged."), format_served_rows(shown.week)
    area_rows = wrap_text(styled(f"your goals were about {areas}", QUIET_STYLE), width) if areas else []
    return stack_lines(rows, *area_rows * (len(shown.week.given) + len(area_rows) <= height))  # whole, or not at all


def draw_received(shown: ShownWeek, width: int, height: int) -> Content:
    """Return the counts of what came back."""
    return _draw_counts(shown.week.received, width, height, "No replies this week.")


def draw_felt(shown: ShownWeek, width: int, height: int) -> Content:
    """Return how each kind of block felt on average, with the number of blocks."""
    if not shown.week.mean_feelings:
        return styled("No block was rated.", QUIET_STYLE)
    rows = [
        draw_felt_row(format_kind(feeling.name), feeling, width, enough=1, label_width=10)
        for feeling in shown.week.mean_feelings[:height]
    ]
    return stack_lines(*rows, *[Content(""), styled("×: number of blocks", QUIET_STYLE)] * (len(rows) + 2 <= height))


def draw_days(shown: ShownWeek, width: int, height: int) -> Content:
    """Return the mean mood of each day as a column, blank without an entry, and who was nice to talk to."""
    week, wide = shown.week, max(2, min(6, (width - 6) // 7))
    people = _draw_people(shown, width)
    fits = wide >= max(map(len, MOOD_NAMES.values()))
    mood_words = [MOOD_NAMES[round_half_up(mood)] if mood else "" for mood in week.moods] if fits else []
    tall = max(1, min(6, height - 1 - bool(mood_words) - len(people)))
    columns = [
        Content(" ").join([draw_mood_cell(mood, level, tall, wide) for mood in week.moods])
        for level in range(tall - 1, -1, -1)
    ]
    labels = [
        Content.styled(" ".join(f"{name:{wide}}" for name in row), QUIET_STYLE)
        for row in (mood_words, _WEEKDAY_NAMES)
        if row
    ]
    return stack_lines(*(columns if any(week.moods) else [styled("No moods logged.", QUIET_STYLE)]), *labels, *people)


def draw_change(shown: ShownWeek, width: int, height: int) -> Content:
    """Return the chosen change and the suggestions; long ones in full as far as there is room."""
    observation_rows = wrap_text(styled(shown.week.observation, QUIET_STYLE), width) if shown.week.observation else []
    change_rows = _list_change_rows(shown, width, spare=height - len(_list_change_rows(shown, width, spare=0)))
    return stack_lines(*observation_rows * (len(observation_rows) + len(change_rows) <= height), *change_rows[:height])


def _list_change_rows(shown: ShownWeek, width: int, *, spare: int) -> list[Content]:
    """Return the change and the suggestions, which take up to `spare` rows more than one each."""
    week = shown.week
    rows: list[Content] = []
    if week.began_with:
        text = HIDDEN_MARK if shown.hide else shorten_text(describe_first_goal(week), width - 15)
        rows.append(join_parts(styled("this week's change", QUIET_STYLE), styled(text), between="  "))
    if week.change:
        rows.append(styled(HIDDEN_MARK if shown.hide else shorten_text(week.change, width), STRONG_STYLE))
    elif not week.is_open:
        missing = (
            "No change was chosen at the end of this week."
            if week.has_ended
            else "From tomorrow on you can choose one."
        )
        rows.append(styled(missing, QUIET_STYLE))
    if not week.is_open:
        return rows
    for n, proposal in enumerate(week.proposals, 1):
        text, reason = format_proposal(proposal, hide=shown.hide), styled(proposal.why, QUIET_STYLE)
        digit = join_parts(styled(str(n), KEY_STYLE), "  ")
        first, *more = wrap_text(styled(text), width - 3)
        if len(more) > spare:
            first, more = styled(shorten_text(text, width - 3)), []
        spare -= len(more)
        is_one_row = not more and 3 + first.cell_length + 3 + reason.cell_length <= width
        rows.append(join_parts(digit, join_parts(first, reason, between="   ") if is_one_row else first))
        rows += [join_parts("   ", line) for line in more]
    return [*rows, join_parts(styled(str(len(week.proposals) + 1), KEY_STYLE), "  ", styled("in your own words"))]


def _draw_counts(counts: Sequence[NamedCount], width: int, height: int, nothing: str) -> Content:
    """Return counts in a row each, or beside each other where there are fewer rows; what is left out is told."""
    if not counts:
        return styled(nothing, QUIET_STYLE)
    count_parts = [styled(str(count)).stylize(STRONG_STYLE, 0, len(str(count.number))) for count in counts]
    if len(count_parts) <= height:
        return stack_lines(*count_parts)
    for n in range(len(count_parts)):
        left_out = [styled(f"+ {n} more", QUIET_STYLE)] * bool(n)
        count_rows = flow_parts([*count_parts[: len(count_parts) - n], *left_out], width)
        if len(count_rows) <= height:
            return stack_lines(*count_rows)
    return stack_lines(*count_parts[: max(1, height)]) + " …"


def _draw_people(shown: ShownWeek, width: int) -> list[Content]:
    """Return who was nice to talk to, or the key that names them."""
    week = shown.week
    nice = [HIDDEN_MARK if shown.hide else talk.name for talk in week.people if talk.was_nice]
    if nice:
        return [join_parts(styled("nice", QUIET_STYLE), styled(shorten_text(", ".join(nice), width - 6)), between="  ")]
    if week.is_open and week.people:
        return [join_parts(styled("n", KEY_STYLE), styled("who was nice to talk to?", QUIET_STYLE), between=" ")]
    return []
