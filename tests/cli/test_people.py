"""The shell twins for people, notes and drafts: one line each, values with --json, and exit code 0 for remarks."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach.cli.main import run_command_line
from tests.hostile import HARMFUL, NASTY

Said = Callable[..., str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def words(*line: str, code: int = 0) -> str:
        assert run_command_line(line) == code
        out = capsys.readouterr()
        assert (out.err == "") is (code == 0)
        return out.out or out.err

    return words


def values(said: Said, *line: str) -> Any:
    return json.loads(said(*line, "--json"))


def test_a_person_is_made_known_shown_and_renamed(said: Said) -> None:
    said("sent", "Ana", "Lee", "@linkedin", ":", "the meetup")
    assert (
        said("person", "ana", "--place", "Oslo", "--zone", "oslo", "--tags", "rust", "--met", "a talk")
        == "Saved: Ana Lee.\n"
    )
    shown = values(said, "person", "Ana")
    assert (shown["name"], shown["zone"], shown["tags"], shown["state"]) == (
        "Ana Lee",
        "Europe/Oslo",
        ["rust"],
        "never replied",
    )
    assert shown["thread"][0]["text"] == "the meetup" and shown["local_time"]
    lines = said("person", "Ana").splitlines()
    assert lines[0].startswith("Ana Lee, Oslo, ") and lines[1] == "No reply yet. You wrote once."
    assert said("person", "Ana", "--rename", "Anna Lee") == "Saved: Ana Lee is now Anna Lee.\n"
    assert [p["name"] for p in values(said, "people")] == ["Anna Lee"]


def test_people_are_listed_by_tie_and_tag(said: Said) -> None:
    said("sent", "Ana #cold")
    said("sent", "Ben #strong")
    said("person", "Ben", "--tags", "rust go")
    assert [p["name"] for p in values(said, "people", "--tie", "cold")] == ["Ana"]
    assert [p["name"] for p in values(said, "people", "--tag", "#Rust")] == ["Ben"]
    assert said("people").splitlines() == ["Ana, new, no reply yet", "Ben, knows you well, no reply yet"]


def test_what_one_owes_is_a_list_of_its_own(said: Said) -> None:
    assert said("owe") == "You owe nobody anything.\n"
    said("sent", "Ana")
    said("promised", "Sam", "an", "intro")
    assert said("owe") == "you owe: Sam, promised an intro, today\n"
    assert [(r["name"], r["owed"]) for r in values(said, "owe")] == [("Sam", True)]
    rows = values(said, "waiting")
    assert [r["name"] for r in rows] == ["Sam", "Ana"]
    assert (
        rows[1]["state"] == "never replied"
        and 0 < rows[1]["chance_low"] < rows[1]["chance"] < rows[1]["chance_high"] < 1
    )


def test_their_promise_is_noted_and_not_owed(said: Said) -> None:
    assert said("promised", "Sam", "a", "book", "--they") == "Saved: Sam promised you: a book.\n"
    assert values(said, "owe") == []
    assert values(said, "person", "Sam")["they_promised"][0]["text"] == "a book"


def test_a_talk_ends_a_wait(said: Said) -> None:
    said("sent", "Ana")
    assert said("met", "Ana") == "Saved: you and Ana met.\n"
    assert values(said, "waiting") == []


def test_requests_are_listed_accepted_and_declined(said: Said) -> None:
    said("wrote", "Lin ? to connect")
    said("wrote", "Mei ?")
    assert said("requests") == "Lin asks: to connect\nMei asks: something\n"
    assert said("accept", "Lin") == "Accepted: Lin.\n"
    assert said("decline", "Mei") == "Declined: Mei. The coach tells nobody.\n"
    assert values(said, "requests") == []
    assert "no open request" in said("accept", "Lin", code=2)


def test_a_no_may_bring_what_was_learned(said: Said) -> None:
    said("sent", "Ana")
    out = said("no", "Ana", "--learned", "ask earlier")
    assert out.startswith("Ana said no. ") and out.endswith("Saved: what you learned about Ana.\n")


def test_lines_are_kept_and_found(said: Said) -> None:
    said("sent", "Ana", ":", "about", "queues")
    assert said("takeaway", "queues", "need", "backpressure") == "Saved: a takeaway.\n"
    assert said("note", "likes", "queues", "--about", "Ana") == "Saved: a note about Ana.\n"
    assert said("gave", "Ana", "a", "link") == "Saved: you helped Ana: a link.\n"
    assert said("got", "Ana", "a", "referral") == "Saved: Ana helped you: a referral.\n"
    assert [(h["kind"], h["name"]) for h in values(said, "find", "queu")] == [
        ("note", "Ana"),
        ("takeaway", ""),
        ("text", "Ana"),
    ]
    assert said("find", "qqqq") == 'Nothing found for "qqqq".\n'
    shown = values(said, "person", "Ana")
    assert [g["text"] for g in shown["gave"]] == ["a link"] and [g["text"] for g in shown["got"]] == ["a referral"]


def test_two_entries_are_merged_and_taken_apart(said: Said) -> None:
    said("sent", "Ana Lee")
    said("sent", "A. Lee")
    assert said("same", "Ana Lee", "A. Lee") == "A. Lee and Ana Lee are one person now.\n"
    assert len(values(said, "people")) == 1
    assert said("undo").startswith("Undone: ")
    assert len(values(said, "people")) == 2


def test_an_opening_has_a_next_step_and_is_closed(said: Said) -> None:
    said("sent", "Ana")
    assert "Next: send the CV" in said(
        "opportunity", "a role", "--next", "send the CV", "--by", "tomorrow", "--about", "Ana"
    )
    (row,) = values(said, "opportunity")
    assert (row["text"], row["about"], row["next"]) == ("a role", "Ana", "send the CV")
    assert said("opportunity", "role", "--close") == "The opportunity is closed.\n"
    assert said("opportunity").startswith("Nothing here yet.")
    assert said("opportunity", "role", "--close", code=2).startswith("coach: No open opportunity matches that.")


def test_remarks_on_a_draft_go_to_stdout_and_the_exit_code_stays_0(said: Said, tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text("JUST FOLLOWING UP. asap", encoding="utf-8")
    out = said("draft", "--check", str(file))
    assert '"FOLLOWING"' in out and '"asap"' in out and all(line.startswith("· ") for line in out.splitlines())
    assert {m["mark"] for m in values(said, "draft", "--check", str(file))} >= {
        "capitals",
        "sharp",
        "question",
        "nudge",
    }
    file.write_text("Hi Ana, did the talk go well?", encoding="utf-8")
    assert said("draft", "--check", str(file)) == "Nothing to point out.\n"


def test_a_draft_is_read_from_a_pipe_and_asked_no_question_to_a_close_tie(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("sent", "Ana #strong")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Thank you for yesterday.")))
    assert said("draft", "--check", "-", "--to", "Ana") == "Nothing to point out.\n"


def test_a_file_that_is_not_there_gets_one_calm_line(said: Said, tmp_path: Path) -> None:
    assert said("draft", "--check", str(tmp_path / "nothing"), code=2).count("\n") == 1


def test_a_post_is_looked_at_with_four_questions_and_parked(said: Said, tmp_path: Path) -> None:
    file = tmp_path / "post.txt"
    file.write_text("An opinion", encoding="utf-8")
    assert said("draft", "--check", str(file), "--post").count("? ") == 4
    assert said("draft", "--park", str(file), "--post") == "Set aside until tomorrow: the draft.\n"
    assert [(d["kind"], d["text"]) for d in values(said, "draft")] == [("post", "An opinion")]


def test_texts_to_ask_again_with_name_their_file(said: Said) -> None:
    said("sent", "Ana", "Lee", ":", "the meetup")
    found = values(said, "texts", "Ana")
    assert len(found["texts"]) == 3 and all(text.startswith("Hi Ana,") for text in found["texts"])
    assert Path(found["file"]).exists()


def test_texts_for_somebody_who_wrote_answer_them_until_I_have_answered(said: Said) -> None:
    said("wrote", "Rosa Klein", ":", "are you free on tuesday?")
    assert all("thank you for" in text for text in values(said, "texts", "Rosa")["texts"])
    said("sent", "Rosa Klein", ":", "how about wednesday?")
    assert not any("thank you for" in text for text in values(said, "texts", "Rosa")["texts"])


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_hostile_names_and_notes_leave_no_control_code(
    said: Said, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    run_command_line(["sent", f"+{text} x", "--text", text])
    run_command_line(["note", f"{text} y", "--about", f"{text} x"])
    run_command_line(["person", f"{text} x", "--note", text, "--place", text, "--tags", text])
    capsys.readouterr()
    for line in (["people"], ["person", f"{text} x"], ["find", text], ["texts", f"{text} x"], ["draft"], ["opportunity", text],
                 ["same", text, text], ["requests"], ["owe"]):  # fmt: skip
        run_command_line(line)
        out = capsys.readouterr()
        assert not HARMFUL.search(out.out + out.err), line


@pytest.mark.parametrize("command", ["people", "owe", "requests", "draft", "opportunity", "waiting"])
def test_an_empty_book_has_one_calm_line_and_an_empty_list(said: Said, command: str) -> None:
    assert said(command).count("\n") == 1
    assert values(said, command) == []


@pytest.mark.parametrize(
    ("line", "table", "field", "value"),
    [
        (("sent", "Bo", "Berg", "--text", "hello"), "messages", "text", "hello"),
        (("wrote", "Bo", "Berg"), "messages", "direction", "in"),
        (("answered", "Ana"), "messages", "direction", "in"),
        (("rest", "Ana"), "messages", "kind", "rest"),
        (("later", "Ana"), "messages", "kind", "later"),
        (("wait", "Ana"), "messages", "kind", "later"),
        (("keep", "Ana"), "messages", "kind", "keep"),
        (("no", "Ana"), "messages", "kind", "no"),
        (("met", "Ana"), "messages", "kind", "meeting"),
        (("promised", "Ana", "a", "link"), "messages", "text", "a link"),
        (("accept", "Lin"), "messages", "answer", "accepted"),
        (("decline", "Lin"), "messages", "answer", "declined"),
        (("person", "Ana", "--rename", "Anna"), "people", "name", "Anna"),
        (("same", "Ana", "Lin"), "people", "name", "Ana"),
        (("note", "a", "line", "--about", "Ana"), "notes", "text", "a line"),
        (("takeaway", "a", "line"), "notes", "kind", "takeaway"),
        (("learned", "a", "line"), "notes", "kind", "learned"),
        (("gave", "Ana", "a", "list"), "notes", "kind", "gave"),
        (("got", "Ana", "a", "list"), "notes", "kind", "got"),
        (("opportunity", "a", "role"), "notes", "kind", "opportunity"),
    ],
    ids=lambda part: part[0] if isinstance(part, tuple) else "",
)
def test_every_act_prints_what_it_saved_as_json_without_the_book_keeping(
    said: Said, line: tuple[str, ...], table: str, field: str, value: str
) -> None:
    said("sent", "Ana")
    said("wrote", "Lin ? to connect")
    printed = values(said, *line)
    first = printed["saved"][0]
    assert (first["table"], first[field]) == (table, value)
    assert printed["says"].endswith(".") and "actions" not in {record["table"] for record in printed["saved"]}
    assert said("undo").startswith("Undone: ")


def test_a_no_and_what_was_learned_are_one_act(said: Said) -> None:
    said("sent", "Ana")
    printed = values(said, "no", "Ana", "--learned", "ask earlier in the year")
    assert [record["table"] for record in printed["saved"]] == ["messages", "notes"]
    said("undo")
    assert values(said, "person", "Ana")["notes"] == [] and values(said, "person", "Ana")["state"] == "never replied"


def test_waiting_thirty_days_is_out_of_sight_and_back(said: Said) -> None:
    said("sent", "Ana")
    assert said("wait", "Ana").startswith("The conversation with Ana comes back on ")
    assert values(said, "waiting") == []
    assert said("undo").startswith("Undone: the conversation with Ana comes back on ")
    assert len(values(said, "waiting")) == 1


def test_later_puts_a_request_off_where_nothing_else_is_open(said: Said) -> None:
    said("wrote", "Lin ? to connect")
    assert (
        said("later", "Lin", "--until", "2030-01-07!") == "The request from Lin comes back on Monday, 7 January 2030.\n"
    )
    assert values(said, "requests") == []


def test_the_time_where_people_live_stands_beside_their_names(said: Said) -> None:
    said("sent", "Ana")
    said("person", "Ana", "--zone", "tokyo")
    (ana,) = values(said, "people")
    assert ana["zone"] == "Asia/Tokyo" and ana["local_time"].endswith("+09:00")
    assert f", {ana['local_time'][11:16]} there, " in said("people")


def test_a_chance_is_told_with_what_it_is_out_of_where_there_is_room(said: Said) -> None:
    said("sent", "Ana")
    assert said("waiting") == "waiting: Ana, today, about 45 in 100 reply\n"
    assert "Waiting for Ana, today, about 45 in 100 reply.\n" in said("today")
    silence = values(said, "person", "Ana")["silence"]
    assert (silence["working_days"], silence["state"], silence["follow_ups"]) == (0, "never replied", 0)
    assert silence["chance_low"] < silence["chance"] < silence["chance_high"]
    said("answered", "Ana")
    assert values(said, "person", "Ana")["silence"] is None


def test_a_boundary_takes_its_reason_behind_the_name(said: Said) -> None:
    said("sent", "Ron")
    assert said("boundary", "Ron", "harsh").startswith("Done. They are on none of your lists")
    assert ", harsh" in said("boundaries")


def test_a_boundary_can_be_of_an_earlier_day(said: Said) -> None:
    said("sent", "Ron")
    assert "Logged for Sunday 22 November 2020." in said("boundary", "Ron", "--at", "2020-11-22 21:00")
    assert "since 22 November 2020" in said("boundaries")


def test_what_is_snoozed_is_named_where_nothing_else_is_open(said: Said) -> None:
    said("sent", "Ines"), said("later", "Ines", "--until", "friday")
    assert said("waiting") == "You are not waiting for anyone. 1 conversation is snoozed.\n"
    assert said("owe") == "You owe nobody anything.\n"
    said("wrote", "Tariq"), said("later", "Tariq")
    assert said("owe") == "You owe nobody anything. 1 conversation is snoozed.\n"
    assert said("waiting") == "You are not waiting for anyone. 2 conversations are snoozed.\n"


def test_each_promise_that_a_rest_closes_is_counted(said: Said) -> None:
    said("promised", "Ines", "the slides"), said("promised", "Ines", "a call")
    assert said("rest", "Ines") == "Saved: the conversation with Ines rests; your 2 promises are closed too.\n"
