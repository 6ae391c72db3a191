"""Errors that people see, each as one calm line: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Callable


class CoachError(Exception):
    """An error that somebody can act on, shown as one line.

    `title` says what is wrong, `message` what that means, `hint` what to do next. `screen_hint` says it for the full
    screen, where a key does what a command does in the shell; it names the command: "{undo.undo} undoes that." `code`
    is the exit code of a command: 1 for trouble outside the program (disk, lock), 2 for input that was not understood.
    """

    def __init__(self, title: str, message: str = "", hint: str = "", *, screen_hint: str = "", code: int = 1) -> None:
        super().__init__(title)
        self.title = title
        self.message = message
        self.hint = hint
        self.screen_hint = screen_hint
        self.code = code

    def __str__(self) -> str:
        return " ".join(sentence for sentence in (self.title, self.message, self.hint) if sentence)

    def format_for_screen(self, fill: Callable[[str], str]) -> str:
        """Return the line for the full screen; `fill` puts keys in place of the commands that the hint names."""
        hint = fill(self.screen_hint) if self.screen_hint else self.hint
        return " ".join(sentence for sentence in (self.title, self.message, hint) if sentence)


class TemporaryError(CoachError):
    """Trouble with the disk or the lock that may pass: the screen retries by itself, a command asks to try again.

    `do` is what somebody can do about it, such as "Make some room".
    """

    def __init__(self, title: str, message: str = "", do: str = "", *, more: str = "") -> None:
        retry_hint = f"{do}, then try again." if do else "Try again in a moment."
        super().__init__(title, message, f"{retry_hint} {more}".strip())
        self._do, self._more = do, more

    @property
    def retry_message(self) -> str:
        """The line for the screen, which retries by itself."""
        retry_line = f"{self._do}; the coach tries again." if self._do else "The coach tries again."
        return " ".join(sentence for sentence in (self.title, retry_line, self._more) if sentence)


class InvalidInput(CoachError):
    """Input with an unknown word or an invalid value. Exit code 2."""

    def __init__(self, title: str, message: str = "", hint: str = "", *, screen_hint: str = "") -> None:
        super().__init__(title, message, hint, screen_hint=screen_hint, code=2)


class AmbiguousName(InvalidInput):
    """A typed name that several people have. `typed` is the name, `people` the id of each and what tells them apart."""

    def __init__(self, typed: str, people: tuple[tuple[str, str], ...], *, can_be_new: bool = False) -> None:
        listed = "; ".join(f"{described} (id {person_id[:8]})" for person_id, described in people)
        super().__init__(
            f'{len(people)} people match "{typed}": {listed}.',
            hint="Type the id as the name, or + before the name for someone new."
            if can_be_new
            else "Type the id as the name.",
            screen_hint="Choose one, or type more of the name.",
        )
        self.typed = typed
        self.people = people
        self.can_be_new = can_be_new
