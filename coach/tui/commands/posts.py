"""Posts and takeaways: `T` opens the takeaways; a post keeps its link and who answered it."""

from __future__ import annotations

from coach.actions import posts as actions
from coach.actions.notes import rewrite_note
from coach.domain.note import Note
from coach.tui.dialogs.choice import ChoiceDialog
from coach.tui.dialogs.draft import DraftDialog
from coach.tui.dialogs.text_input import TextInputDialog, list_name_completions
from coach.tui.session import Session

SAVE_HINT = "Enter saves"


def open_takeaways(session: Session) -> None:
    """Open the takeaways."""
    session.pages.open_takeaways()


def make_post_of(session: Session, text: str) -> None:
    """Open the draft box with a text as a public post."""
    session.push_screen(DraftDialog(session, text=text, post=True))


def open_post(session: Session, note: Note) -> None:
    """Offer what can be done with a published post."""
    offered = [("answered", "who answered it"), ("link", "where it can be read"), ("text", "change the text")]

    def answer(word: str | None) -> None:
        if word == "answered":
            session.push_screen(
                TextInputDialog(
                    f"post.answered.{note.id}", "Who answered your post?", placeholder="Ana Lee, Ben Okri",
                    hint=f"several names with commas; you don't need to answer them · {SAVE_HINT}",
                    complete=lambda typed: list_name_completions(session, typed),
                    accept=lambda line: session.execute(actions.log_post_answers(note.id, line), raises=True),
                )
            )  # fmt: skip
        elif word == "link":
            session.push_screen(
                TextInputDialog(
                    f"post.link.{note.id}", "Where can it be read?", value=note.link, hint=SAVE_HINT, empty_ok=True,
                    accept=lambda line: session.execute(actions.set_post_link(note.id, line), raises=True),
                )
            )  # fmt: skip
        elif word == "text":
            session.push_screen(
                TextInputDialog(
                    f"note.{note.id}", "A post", value=note.text, empty_ok=True,
                    hint="Enter saves · an empty line removes it",
                    accept=lambda line: session.execute(rewrite_note(note.id, line), raises=True),
                )
            )  # fmt: skip

    session.push_screen(ChoiceDialog("A post", offered, keys="alt"), answer)
