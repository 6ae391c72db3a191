"""Commands for texts: coach draft, texts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from coach.actions import notes as draft_actions
from coach.actions.typed_names import get_person_by_name
from coach.advice.checklists_and_help_lines import load_checklist
from coach.advice.draft_remarks import check_draft
from coach.advice.follow_up_texts import create_texts_file, list_follow_up_texts
from coach.atomic_file import open_regular_file
from coach.cli.common import json_option, open_service, print_answer, print_json, print_line, print_lines, run_action
from coach.cli.name_argument import complete_people, name_argument
from coach.domain.person import Person
from coach.domain.text import NOTE_LIMIT, decode_file_text
from coach.errors import CoachError
from coach.paths import expand_path, find_editing_folder
from coach.text_editor import edit_in_editor, list_left_texts, remove_text_folder
from coach.views.person import build_person_view, last_subject

_NEW_DRAFT_KEY = "draft."
"""The key of the draft to nobody yet, where the screen offers a text that a killed editor left."""
MAX_DRAFT_BYTES = 8 * NOTE_LIMIT
"""Bytes that are read; more than a text may have, so that a text too long is refused and not cut."""


@click.command("draft")
@click.option("--check", metavar="FILE", help='Show remarks on a text. FILE "-" reads a pipe.')
@click.option("--park", metavar="FILE", help='Set a text aside until tomorrow. FILE "-" reads a pipe.')
@click.option("--edit", "in_editor", is_flag=True, help="Write a text in your editor, and set it aside until tomorrow.")
@click.option("--to", metavar="NAME", default="", help="The recipient.", shell_complete=complete_people)
@click.option("--post", is_flag=True, help="It is a public post.")
@json_option
def review_draft(check: str | None, park: str | None, in_editor: bool, to: str, post: bool, as_json: bool) -> None:
    """Review a text before you send it, or set it aside. The exit code is 0 even with remarks."""
    kind: Literal["post", "draft"] = "post" if post else "draft"
    if check is not None:
        _print_remarks(_read_draft_file(check), to, post, as_json)
    elif in_editor:
        draft_text, left_folders = _write_draft_in_editor()
        if not draft_text:
            print_line("The text is empty, so nothing was saved.")
            return
        run_action(draft_actions.park_text(draft_text, to=to, kind=kind), as_json=as_json)
        for folder in left_folders:
            remove_text_folder(folder)
        if not as_json:
            _print_remarks(draft_text, to, post, as_json)
    elif park is not None:
        run_action(draft_actions.park_text(_read_draft_file(park), to=to, kind=kind), as_json=as_json)
    else:
        _print_parked_drafts(as_json)


@click.command("texts")
@name_argument
@json_option
def list_texts(name: str, as_json: bool) -> None:
    """List follow-up texts for someone, your own first, and the file where you can edit them."""
    service = open_service()
    person = get_person_by_name(service.journal, name)
    person_view = build_person_view(service.journal, person.id, service.now())
    subject, reply = (last_subject(person_view), person_view.awaits_me) if person_view else ("", False)
    texts = list_follow_up_texts(person.name, subject, service.folder, reply=reply)
    try:
        texts_file = str(create_texts_file(service.folder))
    except OSError as error:
        problem = f"The file for your own texts could not be created: {error.strerror}."
        raise CoachError(problem, hint="Check the permissions of the data folder, and the disk.") from error
    lines = [f"{n}  {' '.join(text.split())}" for n, text in enumerate(texts, start=1)]
    print_answer(as_json, {"file": texts_file, "texts": texts}, [*lines, f"The texts are in {texts_file}"])


def _write_draft_in_editor() -> tuple[str, list[Path]]:
    """Let somebody write a text, beginning with what a killed editor left; return it, and the folders of the latter."""
    editing_folder = find_editing_folder(open_service(read=False).folder)
    left_texts = list_left_texts(editing_folder) if editing_folder else ()
    left_by_folder = {folder: text for folder, key, text in left_texts if key == _NEW_DRAFT_KEY}
    left_text = "\n\n".join(left_by_folder.values())
    return edit_in_editor(left_text, editing_folder=editing_folder, line_key=_NEW_DRAFT_KEY), list(left_by_folder)


def _print_remarks(text: str, to: str, post: bool, as_json: bool) -> None:
    tie = "strong" if post else None
    if to:
        tie = get_person_by_name(open_service().journal, to).tie
    draft_remarks = check_draft(text, to_tie=tie)
    if as_json:
        print_json([{"mark": remark.kind, "says": remark.message, "where": remark.spans} for remark in draft_remarks])
        return
    if post:
        checklist = load_checklist("post", folder=open_service(read=False).folder)
        print_lines(f"? {question}" for question in checklist.lines)
    print_lines(f"· {remark.message}" for remark in draft_remarks)
    if not draft_remarks and not post:
        print_line("Nothing to point out.")


def _print_parked_drafts(as_json: bool) -> None:
    journal = open_service().journal
    names_by_id = {p.id: p.name for p in journal.list_records(Person)}
    drafts = [
        {"to": names_by_id.get(draft.person, draft.to), "kind": draft.kind, "text": draft.text, "due": draft.due}
        for draft in draft_actions.list_parked_texts(journal)
    ]
    lines = [f"{draft['kind']}{' to ' + str(draft['to']) if draft['to'] else ''}: {draft['text']}" for draft in drafts]
    no_draft = ["No draft is set aside. coach draft --check FILE reviews a text."]
    print_answer(as_json, drafts, lines or no_draft)


def _read_draft_file(file: str) -> str:
    """Return the first 64 KiB of a file as text. Raises CoachError."""
    try:
        if file == "-":
            if sys.stdin is None:
                raise CoachError("There is no text to read.", hint="coach draft --check FILE", code=2)
            return decode_file_text(sys.stdin.buffer.read(MAX_DRAFT_BYTES))
        with open_regular_file(expand_path(file)) as draft_file:
            return decode_file_text(draft_file.read(MAX_DRAFT_BYTES))
    except OSError as error:
        raise CoachError(f"{file} could not be read.", f"{error.strerror or 'It may be a folder'}.", code=2) from error
