"""The one kind of error a person ever sees: a calm title, what happened, what to do."""

from __future__ import annotations


class CoachError(Exception):
    """Something the person can act on. Shown as one line; details belong in the log file.

    `title` names the thing, `message` says what happened, `hint` what to do next. `code` is the exit
    code of the shell twin: 1 for trouble with the world (disk, lock), 2 for a word it does not know.
    """

    def __init__(self, title: str, message: str = "", hint: str = "", *, code: int = 1) -> None:
        super().__init__(title)
        self.title = title
        self.message = message
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.message, self.hint) if part)


class NotYet(CoachError):
    """Trouble with the disk or the lock that may pass. The screen goes on trying; the shell says how to.

    `do` is what the person can do about it ("Make some room"), if there is anything.
    """

    def __init__(self, title: str, message: str = "", do: str = "", *, more: str = "") -> None:
        tries = f"{do}, then try again." if do else "Try again in a moment."
        super().__init__(title, message, f"{tries} {more}".strip())
        self._do, self._more = do, more

    @property
    def waits(self) -> str:
        """The line of a screen that goes on trying."""
        tries = f"{self._do}; it is tried again by itself." if self._do else "It is tried again by itself."
        return " ".join(part for part in (self.title, tries, self._more) if part)


class NotUnderstood(CoachError):
    """A word or value that the coach does not know. Exit code 2."""

    def __init__(self, title: str, message: str = "", hint: str = "") -> None:
        super().__init__(title, message, hint, code=2)
