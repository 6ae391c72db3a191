"""Focus: `f` starts and ends, `F` chooses, `p` pauses, `+` adds five, `d` notes a drift; digits say how it felt."""

from __future__ import annotations

from coach.ui.screens.today import TodayScreen


def toggle(screen: TodayScreen) -> None:
    """Start a block of the last kind, or end the running one; the part that was done counts."""
    from coach.acts.focus import start, stop
    from coach.domain.focus import Phase, phase

    block = screen.day.block if screen.day else None
    if block is not None and phase(block, screen.now()) is not Phase.OVER:
        screen.do(stop())
    else:
        screen.do(start())


def choose(screen: TodayScreen) -> None:
    """Choose kind and length, then start."""
    from coach.acts.focus import start
    from coach.domain.focus import KINDS
    from coach.ui.dialogs.choice import ChoiceDialog

    if screen.day and screen.day.block:
        toggle_first(screen)
        return

    def kind_chosen(word: str | None) -> None:
        kind = next((k for k in KINDS if k == word), None)
        if kind is None:
            return
        lengths = [(str(n), f"{n} minutes") for n in (10, 15, 25, 45, 60)] + [("free", "no end, ended with f")]

        def length_chosen(word: str | None) -> None:
            if word is None:
                return
            screen.do(start(kind, form="free") if word == "free" else start(kind, int(word)))

        screen.app.push_screen(ChoiceDialog(f"How long? ({kind})", lengths), length_chosen)

    screen.app.push_screen(ChoiceDialog("A block of what?", [(k, k) for k in KINDS]), kind_chosen)


def toggle_first(screen: TodayScreen) -> None:
    """Say that a block is still running."""
    screen.say("A block is running. f ends it, then F starts another.")


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


def felt(screen: TodayScreen, value: int | None) -> None:
    """Say how the block felt; None skips."""
    from coach.acts.focus import felt as act

    screen.do(act(value, screen.day.ask_felt if screen.day else ""))
