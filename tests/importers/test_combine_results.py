"""Two exports of one account, joined in either order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.importers.combine_results import combine_results, is_same_account
from coach.importers.import_report import build_report, evaluate_messages, status_by_person
from coach.importers.import_result import ImportedMessage, ImportedPerson, ImportResult
from coach.importers.read_exports import read_exports
from tests.importers.make import NOW, Account, Line, Talk, Who, account, later, truth
from tests.importers.render import LAYOUTS, linkedin, x_archive, zipped

T = datetime(2026, 1, 1, tzinfo=UTC)


def bring(path: Path, made: Account, layout: str = "2026") -> ImportResult:
    return read_exports([zipped(linkedin(made, layout), path / "e.zip", made.at)])[0]


def changed(before: Account, after: Account, kind: str) -> Talk:
    """The conversation of `before` that became `kind` in `after`."""
    then = {one.key: one for one in after.talks}
    return next(one for one in before.talks if then[one.key].kind == kind != one.kind)


seeds = pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 8))])


@seeds
def test_the_order_of_two_imports_makes_no_difference(tmp_path: Path, seed: int) -> None:
    first, second = account(seed), later(account(seed), seed)
    for layout in LAYOUTS:
        a, b = bring(tmp_path, first, layout), bring(tmp_path, second)
        assert combine_results(a, b) == combine_results(b, a)


@seeds
def test_importing_again_changes_nothing(tmp_path: Path, seed: int) -> None:
    a, b = bring(tmp_path, account(seed)), bring(tmp_path, later(account(seed), seed))
    joined = combine_results(a, b)
    assert combine_results(a, a) == a
    assert combine_results(joined, a) == combine_results(joined, b) == combine_results(b, joined) == joined


@pytest.mark.parametrize("layout", [one for one in LAYOUTS if one not in ("2021", "2023", "2025")])
def test_two_layouts_of_one_moment_are_one_export(tmp_path: Path, layout: str) -> None:
    made = account(4)
    joined = combine_results(bring(tmp_path, made), bring(tmp_path, made, layout))
    assert status_by_person(joined) == status_by_person(bring(tmp_path, made))


@seeds
def test_the_old_layout_adds_nobody_and_no_message(tmp_path: Path, seed: int) -> None:
    made = account(seed)
    joined = status_by_person(combine_results(bring(tmp_path, made, "2021"), bring(tmp_path, made)))
    assert {key: (one.state, one.outbound, one.inbound) for key, one in joined.items()} == {
        key: (one.state, one.outbound, one.inbound) for key, one in truth(made).items()
    }


@seeds
def test_everybody_stands_where_they_stand_later(tmp_path: Path, seed: int) -> None:
    first, second = account(seed), later(account(seed), seed)
    joined = status_by_person(combine_results(bring(tmp_path, second), bring(tmp_path, first)))
    closed = changed(first, second, "deleted_member")
    kept = [replace(closed, kind="direct") if one.key == closed.key else one for one in second.talks]
    old = {one.key: one.others for one in first.talks}
    kept = [replace(one, others=old[one.key]) for one in kept]  # a new address changes no person
    true = truth(replace(second, talks=tuple(kept)))
    assert {key: (one.state, one.outbound, one.inbound) for key, one in joined.items()} == {
        key: (one.state, one.outbound, one.inbound) for key, one in true.items()
    }


def test_a_closed_account_keeps_the_known_name(tmp_path: Path) -> None:
    first, second = account(2), later(account(2), 2)
    gone = changed(first, second, "deleted_member").others[0]
    joined = combine_results(bring(tmp_path, second), bring(tmp_path, first))
    assert joined.people[gone.slug].name
    assert joined.ignored.get("deleted_member", 0) == bring(tmp_path, first).ignored.get("deleted_member", 0)


def test_a_changed_address_keeps_the_older_key_and_knows_the_newer(tmp_path: Path) -> None:
    first, second = account(2), later(account(2), 2)
    joined = combine_results(bring(tmp_path, second), bring(tmp_path, first))
    renamed = next(one.others[0] for one in second.talks if one.others[0].slug.endswith("-new"))
    person = joined.people[renamed.slug.removesuffix("-new")]
    assert renamed.slug in person.aliases
    assert renamed.slug not in joined.people


def test_who_was_removed_from_the_connections_is_no_longer_connected(tmp_path: Path) -> None:
    first = account(2)
    gone = next(who for who in first.people if who.connected and who.slug in truth(first))
    second = replace(first, people=tuple(who for who in first.people if who != gone), at=NOW + timedelta(days=9))
    joined = combine_results(bring(tmp_path, second), bring(tmp_path, first))
    assert joined.people[gone.slug].connected_on is None


def test_invitations_that_fell_out_of_the_file_stay(tmp_path: Path) -> None:
    first = account(3)
    second = replace(first, pending=(), at=NOW + timedelta(days=9))
    joined = combine_results(bring(tmp_path, second), bring(tmp_path, first))
    assert len(joined.invitations) == len(bring(tmp_path, first).invitations) > 0


def test_a_note_keeps_its_day_when_the_invitation_fell_out(tmp_path: Path) -> None:
    first = next(made for made in map(account, range(20)) if any(one.note_sent for one in made.talks))
    files = linkedin(replace(first, at=NOW + timedelta(days=9)))
    files["Invitations.csv"] = files["Invitations.csv"].split(b"\n")[0] + b"\n"
    newer = read_exports([zipped(files, tmp_path / "b.zip", NOW + timedelta(days=9))])[0]
    assert status_by_person(combine_results(newer, bring(tmp_path, first))) == status_by_person(bring(tmp_path, first))


def test_a_note_pending_in_one_export_dates_the_message_of_the_other(tmp_path: Path) -> None:
    ana = Who("Ana Abara", "ana-abara")
    sent, accepted = NOW - timedelta(days=30), NOW + timedelta(days=2)
    first = Account(Who("Mo Quist", "mo-quist"), (ana,), (), ((ana, sent, True, "May I?"),))
    connected = replace(ana, connected=accepted.date())
    talk = Talk("2-a==", "direct", (connected,), (Line(accepted, True, "May I?"),))
    second = replace(first, people=(connected,), talks=(talk,), pending=(), at=NOW + timedelta(days=14))
    a, b = bring(tmp_path, first), bring(tmp_path, second)
    joined = combine_results(a, b)
    assert status_by_person(b)["ana-abara"].last_out == accepted
    assert [(one.kind, one.at.date()) for one in joined.messages] == [("invitation", sent.date())]
    assert combine_results(b, a) == joined == combine_results(joined, b)


def test_a_kept_text_stays_when_a_newer_export_has_none() -> None:
    old = ImportResult("x", as_of=T, messages=(ImportedMessage("k", "p", T, True, text="hi"),))
    new = ImportResult("x", as_of=T + timedelta(days=1), messages=(ImportedMessage("k", "p", T, True),))
    assert combine_results(old, new) == combine_results(new, old)
    assert combine_results(new, old).messages[0].text == "hi"


def test_archives_of_x_join_by_message(tmp_path: Path) -> None:
    first, second = account(5), later(account(5), 5)
    a, b = (read_exports([zipped(x_archive(one), tmp_path / "x.zip", one.at)])[0] for one in (first, second))
    assert combine_results(a, b) == combine_results(b, a)
    assert len(combine_results(a, b).messages) >= max(len(a.messages), len(b.messages))


def test_exports_given_together_come_back_joined(tmp_path: Path) -> None:
    first, second = account(6), later(account(6), 6)
    paths = [zipped(linkedin(one), tmp_path / f"{place}.zip", one.at) for place, one in enumerate((second, first))]
    assert read_exports(paths) == [combine_results(bring(tmp_path, first), bring(tmp_path, second))]


def test_exports_of_two_people_are_not_joined(tmp_path: Path) -> None:
    a, b = bring(tmp_path, account(1)), bring(tmp_path, account(2))
    assert not is_same_account(a, b)
    paths = [zipped(linkedin(account(seed)), tmp_path / f"{seed}.zip") for seed in (1, 2)]
    assert [one.owner for one in read_exports(paths)] == ["mo-quist-1", "mo-quist-2"]


def line(minute: int, out: bool, kind: str = "message") -> ImportedMessage:
    return ImportedMessage(str(minute), "p", T + timedelta(minutes=minute), out, kind=kind)


@pytest.mark.parametrize(
    ("outs", "state"),
    [
        ([True], "never_replied"),
        ([True, True], "never_replied"),
        ([True, False], "your_turn"),
        ([True, False, True], "went_quiet"),
        ([False, True], "went_quiet"),
        ([False], "inbound_only"),
    ],
)
def test_a_state_follows_from_who_wrote(outs: list[bool], state: str) -> None:
    assert evaluate_messages([line(place, out) for place, out in enumerate(outs)]).state == state


@pytest.mark.parametrize("outs", [[], [True], [True, False]])
def test_after_a_talk_it_is_nobodys_turn_until_somebody_writes(outs: list[bool]) -> None:
    messages = [*(line(place, out) for place, out in enumerate(outs)), line(50, False, "meeting")]
    assert evaluate_messages(messages).state == "met"
    assert evaluate_messages([*messages, line(60, True)]).state == "went_quiet"


def test_latency_runs_from_the_first_and_from_the_last_attempt() -> None:
    one = evaluate_messages([line(0, True), line(10, True), line(25, False), line(30, True)])
    assert one.seconds_to_reply_from_first == 25 * 60
    assert one.seconds_to_reply_from_last == 15 * 60
    assert one.attempts_before_reply == 2


def test_there_is_no_latency_where_the_other_side_began() -> None:
    one = evaluate_messages([line(0, False), line(10, True), line(25, False)])
    assert (one.seconds_to_reply_from_first, one.first_reply) == (None, None)


def test_an_address_that_bounced_is_not_silent() -> None:
    found = ImportResult("mbox", people={"p": ImportedPerson("p", bounced=True)}, messages=(line(0, True),))
    assert status_by_person(found)["p"].state == "bounced"


def test_an_accepted_note_without_words_is_separable() -> None:
    assert evaluate_messages([line(0, True, "invitation")]).only_invitation_note
    assert not evaluate_messages([line(0, True, "invitation"), line(5, True)]).only_invitation_note


def test_a_report_has_what_scripts_need(tmp_path: Path) -> None:
    made = account(1)
    told = build_report(bring(tmp_path, made))
    assert told["owner"] == "mo-quist-1"
    assert told["as_of"] == "2026-03-02T09:30:00Z"
    assert told["people"].keys() == truth(made).keys()
    needed = {"name", "state", "first_out", "last_out", "first_reply", "out", "in"}
    assert all(needed <= one.keys() for one in told["people"].values())
