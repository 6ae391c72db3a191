"""Reasons to write and cadences: whom they name, and when they stay silent; a year of them keeps every rule."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from coach.actions import boundaries_and_away, conversations, notes, opportunities_and_events, people
from coach.actions import outreach as outreach_actions
from coach.actions.settings import save_setting
from coach.actions.typed_names import get_person_by_name
from coach.advice.blocked_people import list_shown_people
from coach.advice.facts.fact_values import compute_facts
from coach.advice.goals import rank_goals
from coach.advice.outreach import open_conversations
from coach.advice.rules.current_advice import choose_suggestions, make_shown_record
from coach.advice.search import search_index
from coach.cli.main import coach
from coach.cli.people import describe_person
from coach.domain.conversation import Conversation
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event
from coach.domain.settings import Settings
from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.run_export import WRITERS
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from coach.views.day_builder import build_day
from coach.views.day_log import build_day_log, format_day_log
from coach.views.opportunities_and_events import build_opportunities
from coach.views.person import build_person_view
from coach.views.takeaways import build_takeaways
from coach.views.week import build_week, format_as_lines
from tests.conftest import FakeClock
from tests.journals import NOW, TODAY, asked, boundary, came, event, journal, known, mood, note, person, wrote

BIRTHDAY = f"1990-{TODAY:%m-%d}"


def test_nothing_is_a_reason_while_something_is_open_or_behind_a_boundary() -> None:
    ana = person("Ana", birthday=BIRTHDAY)
    assert known(ana)["reasons_to_write"] == 1
    assert known(ana, wrote("Ana", 3))["reasons_to_write"] == 0
    assert known(ana, boundary("Ana"))["reasons_to_write"] == 0
    assert known(ana, wrote("Ana", 9), came("Ana", 8, "no"))["reasons_to_write"] == 0
    assert known(ana, asked("R37", 3, who="ana"))["reasons_to_write"] == 0


@pytest.mark.parametrize(
    "who",
    [
        person("Ana", birthday="1990-01-01"), person("Ana", company="Acme", employer_since=TODAY - timedelta(days=14)),
        person("Ana", first_talk_on=TODAY), person("Ana", tags=("latency",)),
    ],
)  # fmt: skip
def test_another_day_is_no_reason(who: object) -> None:
    assert known(who, note("takeaway", 1, text="queues"))["reasons_to_write"] == 0  # type: ignore[arg-type]


def test_a_reason_ends_with_its_day_and_with_a_message() -> None:
    ana = journal(person("Ana", birthday=BIRTHDAY))
    assert compute_facts(ana, NOW)["reasons_to_write"] == 1
    assert compute_facts(ana, NOW + timedelta(days=1))["reasons_to_write"] == 0
    assert compute_facts(ana.with_records([wrote("Ana", 0)]), NOW)["reasons_to_write"] == 0
    assert compute_facts(ana, NOW)["reasons_to_write"] == 1


def test_after_a_mood_nobody_is_looked_through_for_reasons_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[Conversation | None] = []
    real = open_conversations.has_nothing_open
    monkeypatch.setattr(
        open_conversations, "has_nothing_open", lambda *about: looked_at.append(about[0]) or real(*about)
    )
    of = journal(person("Ana", birthday=BIRTHDAY, every="8w"), person("Bo", tags=("Rust",)), wrote("Ana", 90))
    build_day(of, NOW)
    assert looked_at
    looked_at.clear()
    build_day(of.with_records([mood(0, 3)]), NOW)
    assert looked_at == []


def test_a_birthday_goes_before_other_reasons() -> None:
    both = known(person("Ana", first_talk_on=TODAY.replace(year=TODAY.year - 1)), person("Bo", birthday=BIRTHDAY))
    assert [c.name for c in both.candidates_for("R37")] == ["Bo", "Ana"]


def test_a_cadence_comes_round_after_its_days_of_quiet_on_both_sides() -> None:
    ana = person("Ana", tie="strong")
    talk = (wrote("Ana", 71), came("Ana", 70, closed_at=NOW))
    assert known(ana, *talk)["cadence_reached"] == 0
    assert known(ana, *talk, Settings(every=("strong 10w",)))["cadence_reached"] == 1
    assert known(ana, *talk, Settings(every=("strong 11w",)))["cadence_reached"] == 0


def test_where_a_cadence_stands_is_said_on_the_page_and_in_the_list(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach_actions.log_sent_message("Ana"))
    service.execute(conversations.mark_answered("Ana"))
    service.execute(people.edit_person("Ana", tags="mentor"))
    service.execute(save_setting("every", "#mentor 4w"))
    ana = get_person_by_name(service.journal, "Ana")
    said = "You chose to be in touch every 4 weeks; the last time was on 24 November. A hello is fine now."
    for days, reached in ((27, False), (1, True)):
        clock.forward(days=days)
        page = build_person_view(service.journal, ana.id, service.now())
        assert page is not None and (page.cadence, page.is_cadence_reached) == ("4w", reached)
        assert (said in page.status_sentences) is reached
    shown = CliRunner().invoke(coach, ["--data", str(service.folder), "people"]).output
    assert "every 4 weeks" in shown
    service.execute(outreach_actions.log_sent_message("Ana"))
    page = build_person_view(service.journal, ana.id, service.now())
    assert page is not None and not page.is_cadence_reached


def test_the_first_word_with_people_of_older_records_is_dated_from_all_years(folder: Path, clock: FakeClock) -> None:
    now = clock.at
    service = CoachService(folder, clock, device_id="test0000")
    for year in (2019, 2026):
        clock.at = now.replace(year=year, month=10 if year == 2026 else 3)
        service.execute(outreach_actions.log_sent_message("Ana"))
        service.execute(conversations.mark_answered("Ana"))
    clock.at = now
    ana = get_person_by_name(service.journal, "Ana")
    service.store.save_documents([(ana.table, ana.copy_with(first_talk_on=None).to_document())])
    service.open_folder()
    dated = service.history.find_first_talks()
    assert dated is not None
    service.execute(dated)
    assert get_person_by_name(service.journal, "Ana").first_talk_on == date(2019, 3, 24)
    assert service.history.find_first_talks() is None


def test_an_event_is_asked_about_on_one_day_only() -> None:
    assert known(event("Fair", 0))["events_to_tell"] == 0
    assert known(event("Fair", 2))["events_to_tell"] == 1
    assert known(event("Fair", 2), asked("R36", 0))["events_to_tell"] == 1
    assert known(event("Fair", 2), asked("R36", 1))["events_to_tell"] == 0
    assert known(event("Fair", 4))["events_to_tell"] == 0
    assert known(event("Fair", 2, answered_at=NOW))["events_to_tell"] == 0


CARD = "BEGIN:VCARD\nVERSION:4.0\nUID:{id}\nFN:{name}\nORG:{company}\nBDAY:{birthday}\nEMAIL:{id}@mail.example\nEND:VCARD\n"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_year_of_opportunities_events_cadences_and_imports_keeps_every_promise(
    service: CoachService, clock: FakeClock, tmp_path: Path, seed: int
) -> None:
    rng = Random(seed)
    names = [f"{first} Person{n}" for n, first in enumerate(("Ana", "Ben", "Cleo", "Dara", "Eli", "Fay"))]
    for name in names:
        service.execute(outreach_actions.log_sent_message(name))
        service.execute(conversations.mark_answered(name))
    service.execute(save_setting("every", "#mentor 4w, strong 10w"))
    blocked: list[str] = []
    for week in range(52):
        clock.forward(days=7, hours=rng.randint(-3, 3))
        for _ in range(2):
            _do_something(rng, service, [name for name in names if name not in blocked])
        if week % 5 == 0:
            _bring_contacts_and_mail(rng, service, tmp_path, names)
        if week in (20, 40):
            blocked.append(rng.choice([name for name in names if name not in blocked]))
            service.execute(boundaries_and_away.set_boundary(blocked[-1]))
        _check_promises(service, blocked)
        if blocked and week % 6 == 0:
            _check_exports_and_shell(service, blocked)


def _bring_contacts_and_mail(rng: Random, service: CoachService, folder: Path, names: list[str]) -> None:
    """Import contacts with employers and birthdays, and a mail of everybody, also of people who are blocked."""
    cards = [
        CARD.format(id=name[:3].lower(), name=name, company=rng.choice(("Acme", "Lumen")), birthday=f"--05{n + 10}")
        for n, name in enumerate((*names, "Gus Contact"))
    ]
    (folder / "contacts.vcf").write_text("".join(cards), encoding="utf-8")
    at = service.now()
    mails = [
        f"From x@mail.example {at:%a %b %d %H:%M:%S %Y}\nFrom: {name} <{name[:3].lower()}@mail.example>\n"
        f"To: me@harbour.example\nDate: {format_datetime(at)}\nMessage-ID: <{at:%j}.{n}@mail.example>\n"
        f"Subject: a word from {name}\n\n{name} says hello\n\n"
        for n, name in enumerate(names)
    ]
    (folder / "mail.mbox").write_text("".join(mails), encoding="utf-8")
    files = [folder / "contacts.vcf", folder / "mail.mbox"]
    run_import(service, preview_import(service, files, ImportOptions(me=("me@harbour.example",), keep_text=True)))
    service.open_folder()
    for name in names:  # what came is answered, so that reasons to write may be spoken of again
        with suppress(CoachError):
            service.execute(conversations.mark_answered(name))


def _check_exports_and_shell(service: CoachService, blocked: list[str]) -> None:
    """Check that nobody blocked is in an export, a page, the search or what the shell completes and prints."""
    journal, now = service.journal, service.now()
    texts = {form: write(journal, now) for form, write in WRITERS.items()}
    texts["week"] = "\n".join(format_as_lines(build_week(journal, now)))
    texts["day"] = repr(build_day(journal, now))
    texts["goals"] = " ".join(template.text for template in rank_goals(journal, now))
    for shown in list_shown_people(journal):
        page = build_person_view(journal, shown.id, now)
        texts[shown.name] = "\n".join(describe_person(page)) if page else ""
    for words in (
        "today",
        "people",
        "waiting",
        "status",
        "due",
        "events",
        "opportunities",
        "why --all",
        "at acme",
        "at lumen",
    ):
        texts[words] = CliRunner().invoke(coach, ["--data", str(service.folder), *words.split()]).output
    for name in blocked:
        first = name.split()[0]
        texts["found"] = repr(search_index(journal, first))
        asked = ShellComplete(coach, {}, "coach", "_COACH_COMPLETE")
        completed = asked.get_completions(["--data", str(service.folder), "answered"], first)
        texts["completed"] = " ".join(str(item.value) for item in completed)
        for where, text in texts.items():
            assert not re.search(rf"\b{first}\b", text), (where, name)


def _do_something(rng: Random, service: CoachService, names: list[str]) -> None:
    """Do one random thing that a person may do with opportunities, events, cadences and takeaways."""
    name, journal, today = rng.choice(names), service.journal, service.now().date()
    still_open = opportunities_and_events.find_open_opportunities(journal)
    dated = [e for e in journal.list_records(Event) if e.answered_at is None and e.day <= today]
    step = rng.randint(0, 9)
    if step <= 1:
        line = f"a role at {rng.choice(('Acme', 'Brightwater'))} : ask {name} by {rng.choice(('friday', 'tomorrow'))}"
        with suppress(CoachError):  # that one is in the list already
            service.execute(opportunities_and_events.save_opportunity(line, who=rng.choice(("", name))))
    elif step == 2 and still_open:
        service.execute(opportunities_and_events.set_next_step(rng.choice(still_open).id, f"write to {name} by monday"))
    elif step == 3 and still_open:
        chosen = rng.choice(still_open).id
        done = rng.choice((opportunities_and_events.log_opportunity_no, notes.close_note))
        service.execute(done(chosen))
    elif step <= 5:
        day = today + timedelta(days=rng.randint(0, 9))
        with suppress(CoachError):
            service.execute(
                opportunities_and_events.save_event(
                    f"Fair with {name}, {day}, Leipzig", people_line=f"{name}: how are you"
                )
            )
    elif step == 6 and dated:
        service.execute(
            opportunities_and_events.log_people_met(
                rng.choice(dated).id, rng.choice(("", name, f"{name}, Gil Person9"))
            )
        )
    elif step == 7:
        service.execute(
            people.edit_person(name, every=rng.choice(("2w", "5w", "off")), tags=rng.choice(("mentor", "")))
        )
    elif step == 8:
        service.execute(
            people.edit_person(name, birthday=f"{rng.randint(1, 28)} May", company=rng.choice(("Acme", "Lumen")))
        )
    else:
        service.execute(notes.write_note("takeaway", f"what a mentor said about {name}"))


def _check_promises(service: CoachService, blocked: list[str]) -> None:
    """Check one day: one next step each, nothing asked twice, and nobody blocked anywhere."""
    for opportunity in opportunities_and_events.find_open_opportunities(service.journal):
        assert (opportunity.next_step == "") is (opportunity.due is None)
    spoken = []
    for _ in range(2):
        said = choose_suggestions(service.journal, service.now())
        for line in (said.first, said.second):
            if line is not None:
                spoken.append((line.rule, line.person, line.text))
                shown = make_shown_record(line, service.now())
                service.store.save_documents([(shown.table, shown.to_document())])
        service.open_folder()
    for rule in ("R31", "R36", "R37", "R38"):
        assert len({text for each, _, text in spoken if each == rule}) <= 1, rule
    view = build_opportunities(service.journal, service.now())
    today = service.now().date()
    lines = [
        *(text for _, _, text in spoken),
        *(f"{row.text} {row.next_step} {' '.join(row.people)}" for row in (*view.opportunities, *view.closed)),
        *(f"{row.title} {row.meetings}" for row in (*view.events, *view.past_events)),
        *(row.text for row in build_takeaways(service.journal, service.now())),
        *format_day_log(today, build_day_log(service.journal, today, service.now())),
    ]
    for name in blocked:
        assert not [line for line in lines if name in line or name.split()[0] in line], name
    assert all(n.text for n in service.journal.list_records(Note))
