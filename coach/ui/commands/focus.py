"""Focus: `f` starts and ends, `F` chooses, `p` pauses, `+` adds five, `d` notes a drift; digits answer at the end.

Starting outside the networking hours takes one Enter more, after one calm line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.ui.screens.today import TodayScreen

if TYPE_CHECKING:
    from coach.acts.change import Act
    from coach.domain.focus import Form, Kind

LENGTHS = (10, 15, 25, 45, 60)


def toggle(screen: TodayScreen) -> None:
    """Start a block of the last kind, or end the running one; the part that was done counts."""
    from coach.acts.focus import last_kind, start, stop
    from coach.domain.focus import Phase, phase

    block = screen.day.block if screen.day else None
    if block is None:
        begin(screen, last_kind(screen.desk.book), start())
    elif phase(block, screen.now()) is not Phase.OVER:
        if screen.do(stop()) is not None:
            screen.notice.block_ended(block.kind)
    elif screen.ask != "felt":
        screen.refresh_day()  # it ended outside the hours, where nothing moved; now the person looks
    else:
        begin(screen, block.kind, start())


def begin(screen: TodayScreen, kind: Kind, act: Act) -> None:
    """Start; outside the hours ask for one Enter first."""
    from coach.advice.hours import outside

    if outside(screen.desk.book.settings, screen.now(), kind):
        screen.refresh_day()
        screen.then, screen.ask = act, "start"
    else:
        screen.do(act)


def enter(screen: TodayScreen) -> None:
    """Enter: start what waits for it, or skip a question at the end of a block."""
    ask, act = screen.ask, screen.then
    screen.then = None
    if ask in ("chore", "bell"):
        screen.ask = "rest"
        return
    screen.ask_again()
    if ask == "start" and act is not None:
        screen.do(act)


def choose(screen: TodayScreen) -> None:
    """Choose kind, form or length, and what for; then start."""
    from coach.domain.focus import KINDS, Phase, phase
    from coach.ui.dialogs.choice import ChoiceDialog

    block = screen.day.block if screen.day else None
    if block is not None and phase(block, screen.now()) is not Phase.OVER:
        screen.say("A block is running. f ends it, then F starts another.")
        return

    def chosen(word: str | None) -> None:
        kind = next((k for k in KINDS if k == word), None)
        if kind is not None:
            _length(screen, kind)

    screen.app.push_screen(ChoiceDialog("A block of what?", [(k, k) for k in KINDS]), chosen)


def _length(screen: TodayScreen, kind: Kind) -> None:
    """Ask how long: the three forms first, as equals, then other lengths."""
    from coach.ui.dialogs.choice import ChoiceDialog

    settings = screen.desk.book.settings
    usual = settings.block_minutes
    forms = [
        (str(usual), f"{usual} minutes, then a break of {settings.break_minutes}"),
        ("flow", "flowtime: as long as it flows, then a break of a fifth of it"),
        ("free", "free: no end, no break"),
    ]
    others = [(str(n), f"{n} minutes") for n in LENGTHS if n != usual]

    def chosen(word: str | None) -> None:
        if word is not None:
            _purpose(screen, kind, word)

    screen.app.push_screen(ChoiceDialog(f"How long? ({kind})", [*forms, *others]), chosen)


def _purpose(screen: TodayScreen, kind: Kind, length: str) -> None:
    """Ask what for. Reading and searching have no end of their own, so there "not now" comes first."""
    from coach.domain.focus import FEED
    from coach.ui.dialogs.choice import ChoiceDialog

    def chosen(word: str | None) -> None:
        if word == "go":
            _start(screen, kind, length, "")
        elif word == "for":
            _intention(screen, kind, length)

    if kind in FEED:
        choices = [("not now", "not now"), ("for", "for one thing …"), ("go", "just so")]
        screen.app.push_screen(ChoiceDialog(f"What for? ({kind})", choices), chosen)
    else:
        _intention(screen, kind, length)


def _intention(screen: TodayScreen, kind: Kind, length: str) -> None:
    from coach.ui.dialogs.line import LineDialog

    screen.app.push_screen(
        LineDialog(
            "focus.intention",
            f"What for? ({kind})",
            placeholder="write to Ana",
            hint="one thing, or nothing · Enter starts · Esc back",
            accept=lambda line: _start(screen, kind, length, line),
            empty_ok=True,
        )
    )


def _start(screen: TodayScreen, kind: Kind, length: str, intention: str) -> None:
    from coach.acts.focus import start

    forms: dict[str, Form] = {"flow": "flow", "free": "free"}
    minutes = None if length in forms else int(length)
    begin(screen, kind, start(kind, minutes, intention=intention, form=forms.get(length, "timed")))


def pause(screen: TodayScreen) -> None:
    """Pause, or go on."""
    from coach.acts.focus import pause as act

    screen.do(act())


def more(screen: TodayScreen) -> None:
    """Five more minutes."""
    from coach.acts.focus import more as act

    screen.do(act())


def drift(screen: TodayScreen) -> None:
    """Note a drift."""
    from coach.acts.focus import drift as act

    screen.do(act())


def all_of_it(screen: TodayScreen) -> None:
    """Count all of a block that ran on past its end, then ask how it felt."""
    from coach.acts.focus import stop

    screen.do(stop(all_of_it=True))


def felt(screen: TodayScreen, value: int | None) -> None:
    """Say how the block felt, then ask one small question or offer the break; None skips all of it."""
    from coach.acts.focus import felt as act
    from coach.advice.after import next_question
    from coach.domain.focus import Block

    book, about = screen.desk.book, screen.day.ask_felt if screen.day else ""
    block = book.get(Block, about)
    asks = next_question(book, screen.now(), block) if block and value is not None else ""
    if screen.do(act(value, about, asks=asks)) is None or block is None:
        return
    if value is not None:
        screen.about, screen.ask = about, asks or ("rest" if block.form != "free" else "")
    if block.kind == "read":
        _takeaway(screen, about)


def _takeaway(screen: TodayScreen, about: str) -> None:
    """Ask for one line worth keeping; one Enter skips it."""
    from coach.acts.after import takeaway
    from coach.ui.dialogs.line import LineDialog

    def kept(line: str) -> None:
        if line.strip():
            screen.do(takeaway(line, about), raises=True, draft=("focus.takeaway", line))

    title, hint = "One line worth keeping from what you read?", "Enter saves, or skips while it is empty · Esc back"
    screen.app.push_screen(LineDialog("focus.takeaway", title, hint=hint, accept=kept, empty_ok=True))


def chore(screen: TodayScreen, value: int) -> None:
    """Say how much it felt like a chore, then offer the break."""
    from coach.acts.after import chore as act

    screen.do(act(value, screen.about))
    screen.ask = "rest"


def bell(screen: TodayScreen, value: int) -> None:
    """Choose how an end is noticed, then offer the break."""
    from coach.acts.after import noticed_by
    from coach.ui.notice import can_message

    if value > 3:
        return
    screen.do(noticed_by(bell=value > 1, notify=value == 3))
    if value == 3 and not can_message():
        screen.say("A bell, then. Messages need the extra called notify: pip install 'networking-coach[notify]'")
    screen.ask = "rest"


def rest(screen: TodayScreen, value: int) -> None:
    """Begin the break: away from the screen, or at it."""
    from coach.acts.after import rest as act

    if value <= 2:
        screen.ask_again()
        screen.do(act("away" if value == 1 else "screen", screen.about))
