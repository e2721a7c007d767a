"""E-mail as a way in: entered, confirmed by her alone, opened by a link once, changed, removed, off by default."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from a_file import opened
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from atesta.store import erasing, exporting, mailing, pace
from atesta.store.models import File, Job, LogEntry, MailAsk, MailLink, MailWay, Pace
from atesta.store.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_sent")]
ADDRESS = "Ana.Ruiz@example.org"


@pytest.fixture
def file(client: Client) -> File:
    return opened(client)


def work(clock: datetime | None = None) -> None:
    worker = Worker(lambda: clock or datetime.now(UTC))
    while worker.do_one():
        pass


def enter(client: Client, address: str = ADDRESS, lang: str = "en") -> str:
    """Enters an address and reads the mail; the path that its link leads to."""
    assert client.post(f"/{lang}/file/mail", {"do": "enter", "email": address})["Location"].endswith("said=entered")
    work()
    return link_in(mail.outbox[-1])


def link_in(sent: Any) -> str:
    found = re.search(r"http://localhost:8000(/\S+)", sent.body)
    assert found, sent.body
    return found[1]


def confirmed(client: Client, address: str = ADDRESS) -> None:
    assert client.post(enter(client, address))["Location"].endswith("said=confirmed")


def asked_for(address: str = ADDRESS) -> str:
    assert Client().post("/en/file/link", {"email": address}).status_code == 200
    work()
    return link_in(mail.outbox[-1])


def later(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    from atesta.web.myfile import session  # noqa: PLC0415

    then = datetime.now(UTC) + timedelta(**by)
    monkeypatch.setattr(session, "now", lambda: then)


# --- off by default -----------------------------------------------------------------------------------------------


def test_without_a_mail_server_no_page_asks_for_an_address_and_nothing_is_sent(
    client: Client, file: File, settings: Settings
) -> None:
    settings.WEB = replace(settings.WEB, mail=None)
    for at in ("/en/file/ways", "/en/file/home", "/en/file/new"):
        assert "mail" not in client.get(at).content.decode()
    assert "/en/file/link" not in Client().get("/en/file/").content.decode()
    assert client.get("/en/file/mail")["Location"] == "/en/file/ways"
    assert client.post("/en/file/mail", {"do": "enter", "email": ADDRESS})["Location"] == "/en/file/ways"
    assert Client().post("/en/file/link", {"email": ADDRESS})["Location"] == "/en/file/"
    assert not MailWay.objects.exists() and not Job.objects.exists() and not mail.outbox


def test_where_mail_was_switched_off_a_link_that_is_out_opens_nothing(
    client: Client, file: File, settings: Settings
) -> None:
    confirmed(client)
    path = asked_for()
    settings.WEB = replace(settings.WEB, mail=None)
    assert Client().post(path).status_code == 404


# --- confirming ---------------------------------------------------------------------------------------------------


def test_an_address_opens_nothing_until_it_is_confirmed(client: Client, file: File) -> None:
    enter(client)
    Client().post("/en/file/link", {"email": ADDRESS})
    work()
    assert len(mail.outbox) == 1


def test_looking_at_a_link_changes_nothing_and_the_button_confirms_once(client: Client, file: File) -> None:
    path = enter(client)
    for _ in range(3):  # a scanner of mails
        assert "<button" in client.get(path).content.decode()
    assert MailWay.objects.get().confirmed_at is None
    assert client.post(path)["Location"] == "/en/file/mail?said=confirmed"
    assert MailWay.objects.get().confirmed_at is not None
    assert client.post(path).status_code == 404


def test_who_reads_the_mailbox_but_has_not_the_file_open_cannot_make_it_a_way_in(client: Client, file: File) -> None:
    path, stranger, other = enter(client), Client(), Client()
    opened(other)
    assert stranger.get(path)["Location"] == "/en/file/?said=confirm"
    assert "press the link in the mail again" in stranger.get("/en/file/?said=confirm").content.decode()
    assert "press the link" not in stranger.get("/en/file/").content.decode()
    assert other.get(path).status_code == other.post(path).status_code == 404
    assert MailWay.objects.get().confirmed_at is None


def test_a_link_to_confirm_ends_after_a_day(client: Client, file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    path = enter(client)
    later(monkeypatch, hours=24, seconds=5)
    assert client.get(path).status_code == client.post(path).status_code == 404


def test_another_link_ends_the_one_before(client: Client, file: File) -> None:
    first = enter(client)
    client.post("/en/file/mail", {"do": "again"})
    work()
    assert client.get(first).status_code == 404
    assert client.get(link_in(mail.outbox[-1])).status_code == 200


def test_of_a_link_only_a_keyed_hash_is_kept(client: Client, file: File) -> None:
    secret = enter(client).rpartition("/")[2]
    assert len(secret) >= 32
    kept = [str(row.__dict__) for model in (MailLink, MailWay, Job) for row in model._default_manager.all()]
    assert not [row for row in kept if secret in row]


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "ana",
        "ana@",
        "ana@b c.org",
        "a@b.org\nBcc: x@y.org",
        "a@[127.0.0.1]",
        "x@localhost",
        "a" * 250 + "@example.org",
    ],
)
def test_what_is_no_address_stays_in_the_form_and_is_named(client: Client, file: File, wrong: str) -> None:
    answer = client.post("/en/file/mail", {"do": "enter", "email": wrong})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not MailWay.objects.exists()


def test_the_same_address_pressed_twice_is_one_and_one_mail(client: Client, file: File) -> None:
    for _ in range(2):
        client.post("/en/file/mail", {"do": "enter", "email": ADDRESS})
    work()
    assert MailWay.objects.count() == len(mail.outbox) == 1


def test_a_mail_that_cannot_be_sent_is_tried_again_and_then_said(
    client: Client, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OSError("connection refused")

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    client.post("/en/file/mail", {"do": "enter", "email": ADDRESS})
    clock = datetime.now(UTC)
    for _ in range(5):
        clock += timedelta(minutes=15)
        work(clock)
    assert Job.objects.get().failure == "our_fault"
    assert "could not be sent" in client.get("/en/file/mail").content.decode()


# --- opening ------------------------------------------------------------------------------------------------------


def test_a_link_opens_the_file_once_and_other_sessions_stay_open(client: Client, file: File) -> None:
    confirmed(client)
    path, phone = asked_for(), Client()
    before = phone.get(path)
    assert before.status_code == 200 and "file" not in phone.session
    assert phone.post(path)["Location"] == "/en/file/home"
    assert phone.session["file"] == file.id
    assert Client().post(path).status_code == 404
    assert client.get("/en/file/home").status_code == 200


def test_capitals_do_not_matter_and_the_mail_goes_to_the_address_as_she_confirmed_it(
    client: Client, file: File
) -> None:
    confirmed(client)
    asked_for(" ana.RUIZ@EXAMPLE.org ")
    assert mail.outbox[-1].to == [ADDRESS]


def test_a_link_that_opens_ends_after_twenty_minutes(
    client: Client, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(client)
    path = asked_for()
    later(monkeypatch, minutes=20, seconds=5)
    assert Client().get(path).status_code == Client().post(path).status_code == 404


def test_who_asks_for_more_links_does_not_spoil_the_one_she_has_and_using_it_ends_all(
    client: Client, file: File
) -> None:
    confirmed(client)
    first, second = asked_for(), asked_for()
    assert Client().post(first)["Location"] == "/en/file/home"
    assert Client().post(second).status_code == 404


def test_a_link_of_one_kind_is_none_of_the_other(client: Client, file: File) -> None:
    secret = enter(client).rpartition("/")[2]
    assert Client().post(f"/en/file/link/{secret}").status_code == 404


def test_a_known_and_an_unknown_address_get_the_same_page_and_the_same_work(client: Client, file: File) -> None:
    confirmed(client)
    bodies, rows = set(), []
    for address in (ADDRESS, "nobody@example.org"):
        answer = Client(REMOTE_ADDR="198.51.100.9").post("/en/file/link", {"email": address})
        bodies.add(re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", answer.content.decode()))
        rows.append((answer.status_code, MailAsk.objects.count(), Job.objects.filter(done_at=None).count()))
    assert len(bodies) == 1
    assert rows == [(200, 1, 1), (200, 2, 2)]


def test_a_known_and_an_unknown_address_ask_the_database_the_same(client: Client, file: File) -> None:
    confirmed(client)
    asked = []
    for address in (ADDRESS, "nobody@example.org"):
        with CaptureQueriesContext(connection) as seen:
            Client().post("/en/file/link", {"email": address})
        said = [query["sql"] for query in seen.captured_queries]
        asked.append([(one.split(" ")[0], *re.findall(r'"(store_\w+)"', one)[:1]) for one in said])
    assert asked[0] == asked[1] and len(asked[0]) > 5


def strangers_ask(times: int, address: str = ADDRESS) -> set[tuple[int, str]]:
    """Each from an address of its own; what they were answered."""
    asks = [Client(REMOTE_ADDR=f"203.0.113.{n}").post("/en/file/link", {"email": address}) for n in range(times)]
    return {
        (one.status_code, re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", one.content.decode())) for one in asks
    }


def test_asking_is_paced_for_who_asks(client: Client) -> None:
    most = pace.LIMITS["mail-ask"].most
    asks = [Client(REMOTE_ADDR="198.51.100.3").post("/en/file/link", {"email": f"p{n}@b.org"}) for n in range(most + 1)]
    assert [answer.status_code for answer in asks] == [200] * most + [429]


def test_a_mailbox_gets_so_many_letters_and_nobody_can_tell_how_many_it_got(client: Client, file: File) -> None:
    confirmed(client)
    mail.outbox.clear()
    answers = strangers_ask(9)
    work()
    assert len(answers) == 1 and next(iter(answers))[0] == 200
    assert len(mail.outbox) == pace.LIMITS["mail-to"].most
    assert not [row for row in Pace.objects.all() if "@" in row.key]


def test_what_its_owner_did_with_a_mailbox_changes_nothing_at_the_door(client: Client, file: File) -> None:
    confirmed(client)
    for _ in range(3):
        client.post("/en/file/mail", {"do": "enter", "email": ADDRESS})
    assert strangers_ask(5) == strangers_ask(5, "nobody@example.org")
    work()
    assert len(mail.outbox) == 1 + pace.LIMITS["mail-to"].most


def test_while_strangers_keep_others_from_asking_a_link_that_opens_lies_in_the_mailbox(
    client: Client, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No letter is held back for longer than one that was sent lives."""
    assert pace.LIMITS["mail-to"].seconds <= mailing.LASTS[mailing.OPEN].total_seconds()
    confirmed(client)
    strangers_ask(9)
    work()
    path = link_in(mail.outbox[-1])
    later(monkeypatch, minutes=19)
    assert Client().post(path)["Location"] == "/en/file/home"


def test_who_used_a_link_may_ask_for_the_next_at_once(client: Client, file: File) -> None:
    confirmed(client)
    strangers_ask(9)
    work()
    Client().post(link_in(mail.outbox[-1]))
    mail.outbox.clear()
    assert asked_for()


def test_letters_to_confirm_are_bounded_for_a_mailbox_whoever_enters_it(client: Client) -> None:
    most = pace.LIMITS["mail-enter-to"].most
    for n in range(most + 2):
        browser = Client(REMOTE_ADDR=f"203.0.113.{n}")
        opened(browser)
        answer = browser.post("/en/file/mail", {"do": "enter", "email": ADDRESS})
        assert answer["Location"].endswith("said=entered")
    work()
    assert len(mail.outbox) == most


def test_one_mailbox_may_open_two_files(client: Client, file: File) -> None:
    confirmed(client)
    other = Client()
    confirmed_other = opened(other)
    confirmed(other)
    mail.outbox.clear()
    asked_for()
    opens = set()
    for sent in mail.outbox:
        phone = Client()
        phone.post(link_in(sent))
        opens.add(phone.session["file"])
    assert opens == {file.id, confirmed_other.id}


# --- changing, removing, erasing ----------------------------------------------------------------------------------


def test_a_new_address_takes_the_place_of_the_old_one_only_when_it_is_confirmed(client: Client, file: File) -> None:
    confirmed(client)
    mailing.switch_reminders(file, True, datetime.now(UTC))
    path = enter(client, "new@example.org")
    assert asked_for()
    client.post(path)
    way = MailWay.objects.get()
    assert (way.address, way.reminders) == ("new@example.org", True)


def test_removed_it_is_gone_with_its_links_and_everything_is_in_the_log(client: Client, file: File) -> None:
    confirmed(client)
    path = asked_for()
    Client().post("/en/file/link", {"email": ADDRESS})
    client.post("/en/file/mail", {"do": "remove"})
    client.post("/en/file/mail", {"do": "remove"})
    assert Client().post(path).status_code == 404
    assert not any(model._default_manager.exists() for model in (MailWay, MailLink, MailAsk))
    kinds = list(LogEntry.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["file_made", "mail_entered", "mail_confirmed", "mail_removed"]


def test_whoever_came_in_by_the_mailbox_goes_out_with_the_address_and_she_stays(client: Client, file: File) -> None:
    confirmed(client)
    stranger = Client()
    stranger.post(asked_for())
    assert stranger.get("/en/file/home").status_code == 200
    client.post("/en/file/mail", {"do": "remove"})
    assert stranger.get("/en/file/home")["Location"] == "/en/file/"
    assert stranger.post("/en/file/code").status_code == 403
    assert client.get("/en/file/home").status_code == 200


def test_with_a_new_address_whoever_came_in_by_the_one_before_goes_out(client: Client, file: File) -> None:
    confirmed(client)
    stranger = Client()
    stranger.post(asked_for())
    confirmed(client, "new@example.org")
    assert stranger.get("/en/file/home")["Location"] == "/en/file/"
    assert client.get("/en/file/home").status_code == 200


def test_erasing_the_file_takes_the_address_and_what_waits_to_be_sent(client: Client, file: File) -> None:
    confirmed(client)
    client.post("/en/file/mail", {"do": "enter", "email": "new@example.org"})
    Client().post("/en/file/link", {"email": ADDRESS})
    mail.outbox.clear()
    erasing.erase_file(file, datetime.now(UTC))
    work()
    assert not mail.outbox
    assert not any(model._default_manager.exists() for model in (MailWay, MailLink, MailAsk))


def test_the_export_shows_the_address_and_not_what_it_is_found_by(client: Client, file: File) -> None:
    confirmed(client)
    parts = {entry.name: b"".join(entry.pieces).decode() for entry in exporting.entries(file)}
    assert ADDRESS in parts["data/mailway.json"]
    assert mailing.hash_of(ADDRESS) not in "".join(parts.values())


def test_an_address_that_nobody_confirmed_and_links_that_ended_are_swept(client: Client, file: File) -> None:
    now = datetime.now(UTC)
    enter(client)
    mailing.ask("nobody@example.org", now)
    mailing.sweep_mail(now + timedelta(minutes=10))
    assert MailWay.objects.exists() and MailLink.objects.exists() and MailAsk.objects.exists()
    mailing.sweep_mail(now + timedelta(hours=25))
    assert not any(model._default_manager.exists() for model in (MailWay, MailLink, MailAsk))
    assert not Job.objects.filter(done_at=None).exists()


# --- what is said -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_every_page_and_every_mail_is_there_in_each_language(client: Client, file: File, lang: str) -> None:
    path = enter(client, lang=lang)
    assert path.startswith(f"/{lang}/")
    assert client.get(f"/{lang}/file/mail").status_code == client.get(path).status_code == 200
    client.post(path)
    assert ADDRESS in client.get(f"/{lang}/file/ways").content.decode()
    assert f"/{lang}/file/link" in Client().get(f"/{lang}/file/").content.decode()
    assert Client().get(f"/{lang}/file/link").status_code == 200
    assert asked_for().startswith(f"/{lang}/")
    assert Client().get(f"/{lang}/file/link/used").status_code == 404


def test_removed_is_said_only_where_no_address_is_there(client: Client, file: File) -> None:
    assert "was removed" in client.get("/en/file/mail?said=removed").content.decode()
    confirmed(client)
    assert "was removed" not in client.get("/en/file/mail?said=removed").content.decode()


def test_a_mail_says_who_sends_it_and_nothing_of_a_debt(client: Client, file: File) -> None:
    confirmed(client)
    asked_for()
    for sent in mail.outbox:
        assert sent.from_email == "post@example.org" and sent.extra_headers["Auto-Submitted"] == "auto-generated"
        assert not re.search(r"debt|owe|loan|lender|collect", sent.subject + sent.body, re.IGNORECASE)
