"""The sources dialog: the mail, calendars and files that the coach reads, and new people found in them."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.domain.record import Document
from coach.errors import CoachError
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.sources.source import Source, SourceReport
from coach.tui.dialogs.choice import Offer, offer_actions
from coach.tui.dialogs.dialog import Dialog, DialogList, replace_options
from coach.tui.dialogs.text_input import LinePrompt, TextInputDialog
from coach.tui.session import Session
from coach.tui.text_layout import hang_wrapped, stack_lines, styled, wrap_lines
from coach.tui.widgets.key_hints import render_legend
from coach.tui.widgets.wrapped_text import WrappedText

CONNECT_ROW = "connect"
SCROLLBAR_ROOM = 2


class SourcesDialog(Dialog[None]):
    """Lists sources, and people you wrote to who are not known yet. Enter reads a source, or adds a person."""

    FIRST_FOCUS = "OptionList"
    BINDINGS = [
        ("escape", "dismiss", "back"),
        ("d", "remove", "disconnect"),
        ("n", "refuse", "never ask again"),
        ("l", "later", "snooze"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._message = ""
        shown_service = session.service
        self._service = CoachService(shown_service.folder, shown_service.clock, shown_service.device)
        self._offers: dict[str, Document] = {}
        self._row_texts: dict[str, str] = {}
        """The text of each row by its id."""
        self._connected_id = ""
        """The id of a source that was just connected, until its row is there."""

    def compose(self) -> ComposeResult:
        with self.make_box("Sources", "-tall"):
            yield DialogList(markup=False)
            yield WrappedText(id="why")

    def on_mount(self) -> None:
        self._update_rows()

    def _update_rows(self) -> None:
        now = self.session.now()
        self._offers = {f"person {offer['id']}": offer for offer in sources.list_offers(self._service)}
        source_texts = {
            source.id: sources.describe_source(source, now) for source in sources.find_sources(self._service)
        }
        offer_texts = {row_id: self._describe_offer(offer) for row_id, offer in self._offers.items()}
        self._row_texts = {**source_texts, **offer_texts, CONNECT_ROW: "Connect a source …"}
        options = [Option(self._wrap_row(text), id=row_id) for row_id, text in self._row_texts.items()]
        row_list = self.query_one(OptionList)
        replace_options(row_list, options)
        if self._connected_id in source_texts:
            row_list.highlighted = row_list.get_option_index(self._connected_id)
        self._connected_id = ""
        self._show_explanation()

    def on_resize(self) -> None:
        for row_id, text in self._row_texts.items():
            self.query_one(OptionList).replace_option_prompt(row_id, self._wrap_row(text))

    def _describe_offer(self, offer: Document) -> str:
        name = self.session.hide_text(f"{offer['name'] or offer['address']}  {offer['address']}")
        return f"you wrote to {name} · {sources.format_amount('mail', offer['letters'])}"

    def _wrap_row(self, text: str) -> Content:
        return hang_wrapped(styled(text, limit=300), self.content_width - SCROLLBAR_ROOM)

    @property
    def _highlighted_id(self) -> str:
        highlighted_row = self.query_one(OptionList).highlighted_option
        return (highlighted_row.id or "") if highlighted_row is not None else ""

    @on(OptionList.OptionHighlighted)
    def _show_explanation(self) -> None:
        row_id = self._highlighted_id
        if row_id in self._offers:
            key_legend = "Enter adds them and the e-mails between you · n never asks about them again · l snoozes"
        elif row_id == CONNECT_ROW:
            key_legend = "Enter connects mail, a calendar, contacts, downloads, an inbox file, ActivityWatch"
        else:
            key_legend = "Enter reads it now · d disconnects it"
        message_lines = [styled(self._message, limit=400)] if self._message else []
        self.query_one("#why", WrappedText).show(
            lambda width: stack_lines(
                *(wrap_lines(line, width) for line in message_lines), render_legend(key_legend, width, letters=True)
            )
        )

    @on(OptionList.OptionSelected)
    def _choose_row(self, event: OptionList.OptionSelected) -> None:
        row_id = event.option_id or ""  # another row may be highlighted by now
        if row_id == CONNECT_ROW:
            self._ask_source_path()
        elif row_id in self._offers:
            offer = self._offers[row_id]
            self._run_and_show(lambda: sources.adopt_people(self._service, [offer]))
        elif row_id in self._row_texts:
            self._run_and_show(lambda: self._read_source(row_id))

    def _read_source(self, source_id: str) -> str:
        limit = sources.LARGE_READING_LIMIT
        reports = sources.read_sources(self._service, only_source_ids={source_id}, limit=limit)
        return _describe_report(reports[0]) if reports else "This source is no longer connected."

    def _run_and_show(self, work: Callable[[], str]) -> None:
        """Run `work` in a thread, then show the message that it returns."""

        def try_work() -> str:
            try:
                return work()
            except CoachError as error:
                return self.session.format_error(error)

        def show(message: str) -> None:
            self.session.load_changes()
            if self.is_open:
                self._message = message
                self._update_rows()

        self.session.run_in_thread(try_work, show)

    def _ask_source_path(self) -> None:
        found: list[Source] = []

        def preview(line: str) -> None:
            kind, _, path = line.strip().partition(" ")
            found[:] = [sources.build_source(self._service, kind, path)]

        def connect() -> str:
            report = sources.add_source(self._service, found[0])
            self._connected_id = report.source.id
            return f"Connected. {_describe_report(report)}"

        def ask_consent(_: str) -> None:
            answers: list[Offer] = [("Connect", lambda: self._run_and_show(connect)), ("Cancel", lambda: None)]
            offer_actions(self.session, "Connect it?", answers, hint="\n".join(sources.preview_source(found[0])))

        hint = f"{', '.join(sources.SOURCE_READERS)} · Enter shows what is read"
        prompt = LinePrompt("Which source, and where?", hint=hint, placeholder="mail ~/Mail")
        TextInputDialog(self.session, "source", prompt, accept=preview).ask(ask_consent)

    def action_remove(self) -> None:
        """Disconnect the source; the records from it stay."""
        row_id = self._highlighted_id
        if row_id and row_id != CONNECT_ROW and row_id not in self._offers:
            self._run_and_show(
                lambda: f"Disconnected: {sources.remove_source(self._service, row_id).kind}. What came from it stays."
            )

    def action_refuse(self) -> None:
        """Never ask about this person again."""
        if offer := self._offers.get(self._highlighted_id):
            self._run_and_show(lambda: sources.refuse_people(self._service, [offer]))

    def action_later(self) -> None:
        """Ask about this person again in two weeks."""
        if offer := self._offers.get(self._highlighted_id):
            self._run_and_show(lambda: sources.refuse_people(self._service, [offer], later=True))


def _describe_report(report: SourceReport) -> str:
    lines = [*report.messages, *report.notices]
    amount_so_far = sources.format_amount(report.source.kind, report.source.came)
    return " ".join([report.problem or f"{amount_so_far} so far.", *(line for line in lines if line != report.problem)])
