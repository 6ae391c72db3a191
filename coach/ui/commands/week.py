"""The week: `w` opens it; its one change, who was nice to talk to, and a copy as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.ui.screens.today import TodayScreen

if TYPE_CHECKING:
    from coach.ui.screens.week import WeekScreen


def show(screen: TodayScreen) -> None:
    """Open the week."""
    from coach.ui.screens.week import WeekScreen

    screen.app.push_screen(WeekScreen(screen))


def take(page: WeekScreen, number: int) -> None:
    """Take a proposal as the one change; then the page has done its work."""
    from coach.acts.week import take as act

    week = page.week
    if week is not None and week.open and number <= len(week.proposals) and page.do(act(week.proposals[number - 1])):
        page.dismiss(None)


def own(page: WeekScreen) -> None:
    """Ask for the one change in one's own words."""
    from coach.acts.week import own as act
    from coach.advice.week import change_for
    from coach.ui.dialogs.line import LineDialog

    week = page.week
    if week is None or not week.open:
        return

    def saved(line: str | None) -> None:
        if line is not None:
            page.dismiss(None)

    page.app.push_screen(
        LineDialog(
            "week.change",
            f"One change for {change_for(week)}",
            placeholder="write to Ana when coffee is made",
            hint='"… when …" gives it a moment · Enter saves · Esc back',
            accept=lambda line: page.do(act(line), raises=True),
        ),
        saved,
    )


def choose(page: WeekScreen) -> None:
    """Offer the changes as a list, for the mouse."""
    from coach.advice.week import change_for, proposed
    from coach.ui.dialogs.choice import ChoiceDialog

    week = page.week
    if week is None:
        return
    hide = page.today.hidden
    choices = [(str(n), proposed(each, hide=hide)) for n, each in enumerate(week.proposals, 1)]

    def chosen(word: str | None) -> None:
        if word == "own":
            own(page)
        elif word is not None:
            take(page, int(word))

    dialog = ChoiceDialog(f"One change for {change_for(week)}", [*choices, ("own", "in your own words")])
    page.app.push_screen(dialog, chosen)


def nice(page: WeekScreen) -> None:
    """Ask who was nice to talk to; choosing somebody again takes it back."""
    from coach.acts.week import nice as act
    from coach.ui.dialogs.choice import ChoiceDialog
    from coach.ui.text import HIDDEN

    week = page.week
    if week is None or not week.open or not week.talks:
        return
    hide = page.today.hidden
    choices = [(t.person, f"{HIDDEN if hide else t.name}{'  ✓' if t.nice else ''}") for t in week.talks]

    def chosen(person: str | None) -> None:
        if person is not None:
            page.do(act(person))

    page.app.push_screen(ChoiceDialog("Who was nice to talk to?", choices), chosen)


def copy(page: WeekScreen) -> None:
    """Copy the week as Markdown."""
    from coach.advice.week import markdown
    from coach.ui.panels.lines import Flash

    if page.week is not None:
        page.app.copy_to_clipboard(markdown(page.week, hide=page.today.hidden))
        page.query_one(Flash).say("Copied as Markdown, if the terminal allows it. coach week --md prints it.")
