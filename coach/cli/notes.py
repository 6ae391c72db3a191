"""Commands for notes: coach note, takeaway, takeaways, posts, learned, gave, got."""

from __future__ import annotations

from itertools import groupby

import click

from coach.actions import notes as actions
from coach.actions.backdate import backdate_by_trailing_time
from coach.actions.notes import write_note
from coach.cli.common import at_option, json_option, open_service, print_answer, run_action, saved_json_option
from coach.cli.name_argument import complete_people, name_and_text_arguments
from coach.domain.note import NoteKind
from coach.domain.wording import format_date
from coach.errors import InvalidInput
from coach.views.takeaways import TakeawayRow, build_posts, build_takeaways


def _make_note_command(kind: NoteKind, summary: str) -> click.Command:
    """Return a command that keeps a text, about someone or nobody."""

    @click.command(kind, help=summary)
    @click.argument("text", nargs=-1, required=True)
    @click.option("--about", metavar="NAME", default="", help="The person it is about.", shell_complete=complete_people)
    @at_option
    @saved_json_option
    def run(text: tuple[str, ...], about: str) -> None:
        run_action(backdate_by_trailing_time(" ".join(text), lambda line: write_note(kind, line, who=about)))

    return run


def _make_help_command(kind: NoteKind, summary: str) -> click.Command:
    """Return a command that keeps what somebody did for somebody, whose name comes first."""

    @click.command(kind, help=summary)
    @name_and_text_arguments
    @at_option
    @saved_json_option
    def run(words: tuple[str, str]) -> None:
        run_action(backdate_by_trailing_time(words[1], lambda line: write_note(kind, line, who=words[0])))

    return run


add_note = _make_note_command("note", "Add a note, about someone or on its own.")
add_takeaway = _make_note_command("takeaway", "Add a takeaway from what you read.")
add_learning = _make_note_command("learned", "Add something you learned.")
log_help_given = _make_help_command(
    "gave", "Log help you gave. The name says whom you helped: coach gave Ana the reading list."
)
log_help_received = _make_help_command("got", "Log help you got. The name says who helped you: coach got Ana an intro.")


@click.command("takeaways")
@click.argument("words", nargs=-1)
@click.option("--post", "makes_post", is_flag=True, help="Draft a post from the takeaway that contains WORDS.")
@json_option
def list_takeaways(words: tuple[str, ...], makes_post: bool, as_json: bool) -> None:
    """List your takeaways and what you learned, month by month; those from this day in other years come first. With
    WORDS, list those that contain them."""
    wanted = " ".join(words)
    takeaways = open_service().with_all_years(lambda journal, now: build_takeaways(journal, now, wanted))
    if makes_post:
        run_action(actions.draft_post_from(_get_single_takeaway(takeaways, "takeaway").id), as_json=as_json)
        return
    _print_takeaways(takeaways, as_json, "No takeaway yet. coach takeaway TEXT adds one.")


@click.command("posts")
@click.argument("words", nargs=-1)
@click.option("--add", metavar="TEXT", help="Log a post: its text, or the first line of it.")
@click.option("--link", metavar="URL", help="Where the post can be read.")
@click.option("--answered", metavar="NAMES", help='Who answered the post that contains WORDS: "Ana Lee, Ben Okri".')
@json_option
def manage_posts(
    words: tuple[str, ...], add: str | None, link: str | None, answered: str | None, as_json: bool
) -> None:
    """List what you posted, log a post, or note who answered one."""
    if add is not None:
        run_action(actions.log_post(" ".join((add, *words)), post_link=link or ""), as_json=as_json)
        return
    wanted = " ".join(words)
    posts = open_service().with_all_years(lambda journal, now: build_posts(journal, now, wanted))
    if answered is not None:
        run_action(actions.log_post_answers(_get_single_takeaway(posts, "post").id, answered), as_json=as_json)
    elif link is not None:
        run_action(actions.set_post_link(_get_single_takeaway(posts, "post").id, link), as_json=as_json)
    else:
        _print_takeaways(posts, as_json, "No posts yet. coach posts --add TEXT logs one.")


def _get_single_takeaway(rows: tuple[TakeawayRow, ...], what: str) -> TakeawayRow:
    if len(rows) != 1:
        match_count = f"{len(rows)} {what}s match that." if rows else f"No {what} matches that."
        raise InvalidInput(match_count, hint=f"Type a few more words of it; coach {what}s lists them.")
    return rows[0]


def _print_takeaways(rows: tuple[TakeawayRow, ...], as_json: bool, nothing: str) -> None:
    values = [
        {"kind": row.kind, "text": row.text, "day": row.day, "about": row.about, "link": row.link,
         "on_this_day": row.ago, "id": row.id}
        for row in rows
    ]  # fmt: skip
    lines = [f"{row.ago}, on this day: {_format_takeaway(row)}" for row in rows if row.ago]
    for month, rows_of_month in groupby(rows, lambda row: row.month):
        lines += [month, *(f"  {format_date(row.day, short=True)}  {_format_takeaway(row)}" for row in rows_of_month)]
    print_answer(as_json, values, lines or [nothing])


def _format_takeaway(row: TakeawayRow) -> str:
    about_text = f" ({row.about})" if row.about else ""
    link_text = f"  {row.link}" if row.link else ""
    return f"{' '.join(row.text.split())}{about_text}{link_text}"
