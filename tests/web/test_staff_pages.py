"""What people of the operator may do: a look is entered before anything is shown, a hold is put with a reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from people import NOW, Person, Visitor, canary, come, person

from atesta.store import log, oversight, retention
from atesta.store.erasing import hold_on
from atesta.store.models import HandOver, Hold, LogEntry, Look, Opening, Staff
from atesta.web_settings import Operator

pytestmark = pytest.mark.django_db
NEUTRAL, OWN = Operator("neutral", "x", "y"), Operator()


@pytest.fixture
def alice() -> Person:
    return person("alice")


@pytest.fixture
def keeper() -> Client:
    return come(Visitor.KEEPER, {})


def at(alice: Person) -> str:
    return f"/en/staff/handed/{alice.id_of('contact')}"


def test_a_look_is_entered_with_its_reason_before_anything_is_shown(keeper: Client, alice: Person) -> None:
    assert canary("alice", "contact.text") not in keeper.get(at(alice)).content.decode()
    shown = keeper.post(at(alice), {"reason": "her letter of Monday"}).content.decode()
    look = Look.objects.get()
    assert canary("alice", "contact.text") in shown
    assert (look.file, look.staff, look.row) == (alice.file, Staff.objects.get(), alice.id_of("contact"))
    assert look.reason == "her letter of Monday"
    assert log.opens(Opening.objects.get(row=look.id))


@pytest.mark.parametrize("reason", ["", "   ", "\0"])
def test_without_a_reason_nothing_is_shown(keeper: Client, alice: Person, reason: str) -> None:
    shown = keeper.post(at(alice), {"reason": reason})
    assert shown.status_code == 400
    assert canary("alice", "contact.text") not in shown.content.decode()
    assert not Look.objects.exists()


def test_when_the_look_cannot_be_entered_nothing_is_shown(
    keeper: Client, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "append", lambda *_: 1 / 0)
    keeper.raise_request_exception = False
    shown = keeper.post(at(alice), {"reason": "x"})
    assert shown.status_code == 500
    assert canary("alice", "contact.text") not in shown.content.decode()
    assert not Look.objects.exists()


def test_her_note_and_the_rest_of_her_file_are_not_part_of_what_she_handed_over(keeper: Client, alice: Person) -> None:
    shown = keeper.post(at(alice), {"reason": "x"}).content.decode()
    for what in ("contact.note", "file.name", "file.address", "debt.lender", "request.letter", "blob.name"):
        assert canary("alice", what) not in shown


def test_the_five_answers_are_beside_what_she_handed_over(keeper: Client, alice: Person) -> None:
    shown = keeper.post(at(alice), {"reason": "x"}).content.decode()
    assert shown.count('<span class="q">') == 5


def test_what_she_took_back_is_not_there_any_more(keeper: Client, alice: Person) -> None:
    HandOver.objects.update(taken_back_at=NOW)
    assert keeper.get(at(alice)).status_code == 404
    assert alice.id_of("contact") not in keeper.get("/en/staff/handed").content.decode()


def test_lists_show_nothing_of_what_is_in_a_contact(keeper: Client, alice: Person) -> None:
    oversight.look(Staff.objects.get(), alice.things["contact"], "why", NOW)  # type: ignore[arg-type]
    for page in ("handed", "holds", "looks", "kept", ""):
        shown = keeper.get(f"/en/staff/{page}").content.decode()
        assert "zqalice" not in shown.replace(canary("alice", "hold.reason"), ""), page


def test_distress_comes_first_and_is_said_on_the_first_page(keeper: Client, alice: Person) -> None:
    bob = person("bob")
    HandOver.objects.create(contact=bob.things["contact"], at=datetime.now(UTC), exported_at=NOW)
    answers = bob.things["answers"]
    answers.summary["conduct"] = "for_a_person"  # type: ignore[attr-defined]
    answers.save()
    assert [row.id for row in oversight.waiting()] == [bob.id_of("contact"), alice.id_of("contact")]
    assert "not wanting to live" in keeper.get("/en/staff/").content.decode()


def test_a_hold_is_put_by_the_number_of_the_file_and_lifted(keeper: Client) -> None:
    bob = person("bob")
    Hold.objects.all().delete()
    form = {"file": f" {bob.file.id.upper()} ", "reason": "court of first instance, 12 November"}
    for _ in range(2):  # sent twice is one
        assert keeper.post("/en/staff/holds", form).status_code == 302
    held = Hold.objects.get(lifted_at=None)
    assert (held.file, held.by) == (bob.file, Staff.objects.get())
    assert hold_on(bob.file) is not None
    for _ in range(2):
        keeper.post(f"/en/staff/holds/{held.id}/lift")
    assert hold_on(bob.file) is None
    assert list(LogEntry.objects.values_list("kind", flat=True)) == ["hold_set", "hold_lifted"]


@pytest.mark.parametrize(("file", "reason"), [("", "why"), ("nothing", "why"), ("a" * 26, "why"), ("HERS", "")])
def test_a_hold_without_a_file_or_a_reason_is_not_put(keeper: Client, alice: Person, file: str, reason: str) -> None:
    Hold.objects.all().delete()
    form = {"file": file.replace("HERS", alice.file.id), "reason": reason}
    shown = keeper.post("/en/staff/holds", form)
    assert shown.status_code == 400 and 'aria-invalid="true"' in shown.content.decode()
    assert not Hold.objects.exists()


def test_whoever_watches_reads_nothing_that_was_handed_over(alice: Person) -> None:
    watcher = come(Visitor.WATCHER, {})
    shown = watcher.get("/en/staff/").content.decode()
    assert "You watch" in shown and "/staff/handed" not in shown
    assert watcher.post(at(alice), {"reason": "x"}).status_code == 302
    assert not Look.objects.exists()


def test_the_log_is_walked_when_somebody_asks(keeper: Client, alice: Person) -> None:
    log.append("x", alice.file.id, {}, NOW, alice.file)
    assert "the chain is whole" in keeper.post("/en/staff/").content.decode()


def test_a_log_that_does_not_hold_is_said_with_its_entry(keeper: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "check", lambda *_: log.Broken(7, "head"))
    assert "does not hold from entry 7" in keeper.post("/en/staff/").content.decode()


def opened(person: Person, at: datetime) -> None:
    person.file.opened_at = at
    person.file.save()


def test_a_file_that_nobody_opened_for_two_years_goes_where_somebody_else_runs_the_page(alice: Person) -> None:
    Hold.objects.all().delete()
    opened(alice, datetime(2024, 2, 29, 12, tzinfo=UTC))
    assert retention.erased_on(alice.file, NEUTRAL) == datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert list(retention.unopened(datetime(2026, 2, 28, 11, tzinfo=UTC), NEUTRAL)) == []
    assert list(retention.unopened(datetime(2026, 3, 1, tzinfo=UTC), NEUTRAL)) == [alice.file]


def test_on_ones_own_computer_no_file_goes_by_itself(alice: Person) -> None:
    Hold.objects.all().delete()
    opened(alice, datetime(2000, 1, 1, tzinfo=UTC))
    assert retention.erased_on(alice.file, OWN) is None
    assert not retention.unopened(NOW, OWN).exists()


def test_a_file_under_a_hold_stays_until_it_is_lifted(alice: Person) -> None:
    opened(alice, datetime(2000, 1, 1, tzinfo=UTC))
    gone: list[str] = []
    retention.erase_unopened(NOW, NEUTRAL, lambda file: gone.append(file.id))
    assert not gone
    assert (retention.due(NOW, NEUTRAL).files, retention.due(NOW, NEUTRAL).held) == (0, 1)
    Hold.objects.update(lifted_at=NOW)
    retention.erase_unopened(NOW, NEUTRAL, lambda file: gone.append(file.id))
    assert gone == [alice.file.id]


def test_the_count_of_what_goes_names_nobody(keeper: Client, alice: Person) -> None:
    shown = keeper.get("/en/staff/kept").content.decode()
    assert alice.file.id not in shown and "never" in shown
