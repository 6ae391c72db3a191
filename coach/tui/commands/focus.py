"""Focus: `f` starts and ends, `F` chooses, `p` pauses, `+` adds five, `d` notes a drift; digits answer at the end.

Starting outside the networking hours takes one Enter more, after one calm line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from coach.actions import focus as actions
from coach.actions.backdate import backdate_action
from coach.actions.notes import write_note
from coach.actions.result import Action
from coach.actions.settings import choose_block_end_signal
from coach.advice.questions_asked_once import choose_next_question
from coach.domain.focus import FEED_KINDS, FOCUS_KINDS, BlockPhase, FocusBlock, FocusForm, FocusKind, phase_at
from coach.domain.networking_hours import is_outside_hours
from coach.domain.typed_times import split_trailing_time
from coach.domain.wording import format_kind
from coach.reminders.desktop_notification import can_notify
from coach.tui.dialogs.choice import Offer, offer_actions
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session

BELL_WITHOUT_NOTIFICATION = (
    "Blocks will now end with a bell. A notification too, after: pip install 'networking-coach[notify]'"
)
BLOCK_LENGTHS = (10, 15, 25, 45, 60)


def start_or_stop(session: Session) -> None:
    """Start a block of the last kind, or end the running one; the part that was done counts."""
    block = session.day.running_block if session.day else None
    if block is None:
        _start_within_hours(session, actions.last_focus_kind(session.journal), actions.start_block())
    elif phase_at(block, session.now()) is not BlockPhase.OVER:
        if session.execute(actions.stop_block()) is not None:
            session.notifier.run_block_hook("on_block_end", block)
    elif session.question != "felt":
        session.refresh_day()  # it ended outside the hours, where nothing moved; now the person looks
    else:
        _start_within_hours(session, block.kind, actions.start_block())


def _start_within_hours(session: Session, kind: FocusKind, block_start: Action) -> None:
    """Start a block; outside the hours ask for one Enter first."""
    if is_outside_hours(session.journal.settings, session.now(), kind):
        session.refresh_day()
        session.waiting_start, session.question = block_start, "start"
    else:
        _start_block(session, block_start)


def _start_block(session: Session, block_start: Action) -> None:
    if session.execute(block_start) is not None:
        session.notifier.run_block_hook("on_block_start")


def confirm_or_skip(session: Session) -> None:
    """Enter: start the block that waits for it, or skip a question at the end of one."""
    question, waiting_start = session.question, session.waiting_start
    session.waiting_start = None
    if question in ("chore", "bell"):
        session.question = "rest"
        return
    session.close_question()
    if question == "start" and waiting_start is not None:
        _start_block(session, waiting_start)


def choose_block(session: Session) -> None:
    """Choose kind, form or length, and what for; then start."""
    block = session.day.running_block if session.day else None
    if block is not None and phase_at(block, session.now()) is not BlockPhase.OVER:
        key_hint = "{focus.toggle} ends it, then {focus.choose} starts another."
        session.notify(f"A block is running. {session.keys.fill(key_hint)}")
        return

    kinds = [(format_kind(kind), partial(_ask_length, session, kind)) for kind in FOCUS_KINDS]
    offer_actions(session, "What kind of block?", kinds)


def _ask_length(session: Session, kind: FocusKind) -> None:
    """Ask how long: the three forms first, as equals, then other lengths."""
    settings = session.journal.settings
    usual_minutes = settings.block_minutes
    lengths: list[tuple[str, int | None, FocusForm]] = [
        (f"{usual_minutes} minutes, then a break of {settings.break_minutes}", usual_minutes, "timed"),
        ("flow: until you stop, then a break of a fifth of the time", None, "flow"),
        ("free: until you stop, no break", None, "free"),
        *((f"{minutes} minutes", minutes, "timed") for minutes in BLOCK_LENGTHS if minutes != usual_minutes),
    ]
    offered = [
        (label, partial(_ask_purpose, session, kind, partial(_start_chosen, session, kind, minutes, form)))
        for label, minutes, form in lengths
    ]
    offer_actions(session, f"How long? ({format_kind(kind)})", offered)


def _ask_purpose(session: Session, kind: FocusKind, start: Callable[[str], object]) -> None:
    """Ask what for. Reading and searching have no end of their own, so there "not now" comes first."""
    title = f"What for? ({format_kind(kind)})"

    def ask_intention() -> None:
        hint = "one thing, or leave it empty · Enter starts"
        prompt = LinePrompt(title, hint=hint, placeholder="write to Ana")
        TextInputDialog(session, "focus.intention", prompt, accept=start, empty="accepted").ask()

    if kind not in FEED_KINDS:
        ask_intention()
        return
    purposes: list[Offer] = [
        ("not now", lambda: None),
        ("for one thing …", ask_intention),
        ("for nothing special", lambda: start("")),
    ]
    offer_actions(session, title, purposes)


def _start_chosen(session: Session, kind: FocusKind, minutes: int | None, form: FocusForm, intention: str) -> None:
    intention, ended_at = split_trailing_time(intention, session.now(), session.journal.settings.day_ends)
    if ended_at is not None:
        past_block = actions.log_past_block(kind, minutes, intention=intention, ends_by=session.now())
        session.execute(backdate_action(past_block, ended_at), raises=True)
    else:
        _start_within_hours(session, kind, actions.start_block(kind, minutes, intention=intention, form=form))


def rate_block(session: Session, feeling: int | None) -> None:
    """Say how the block felt, then ask one small question or offer the break; None skips all of it."""
    journal, block_id = session.journal, session.day.unrated_block_id if session.day else ""
    block = journal.get_record(FocusBlock, block_id)
    question = choose_next_question(journal, session.now(), block) if block and feeling is not None else ""
    if session.execute(actions.rate_feeling(feeling, block_id, question_topic=question)) is None or block is None:
        return
    if feeling is not None:
        session.question_record_id, session.question = block_id, question or ("rest" if block.form != "free" else "")
    if block.kind == "read":
        prompt = LinePrompt("What is worth keeping from what you read?", hint="Enter saves, or skips while it is empty")
        save = partial(write_note, "takeaway", block=block_id)
        TextInputDialog(session, "focus.takeaway", prompt, save=save, empty="skipped").ask()


def rate_chore(session: Session, chore_rating: int) -> None:
    """Say how much it felt like a chore, then offer the break."""
    session.execute(actions.rate_chore(chore_rating, session.question_record_id))
    session.question = "rest"


def choose_bell(session: Session, signal_number: int) -> None:
    """Choose how an end is noticed, then offer the break."""
    if signal_number > 3:
        return
    block_end_signal = choose_block_end_signal(bell=signal_number > 1, notify=signal_number == 3)
    if signal_number == 3 and not can_notify():
        session.execute(block_end_signal, on_saved=lambda _: session.notify(BELL_WITHOUT_NOTIFICATION, undo=True))
    else:
        session.execute(block_end_signal)
    session.question = "rest"


def begin_break(session: Session, place_number: int) -> None:
    """Begin the break: away from the screen, or at it."""
    if place_number <= 2:
        session.close_question()
        session.execute(actions.begin_break("away" if place_number == 1 else "screen", session.question_record_id))
        session.notifier.run_hook("on_break", kind="break", minutes=session.journal.settings.break_minutes)
