"""How people of the operator come in: two factors, no hint whether a login exists, and an end to every session."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from people import NOW, PASSWORD, Visitor, come, staff

from atesta.errors import InputError
from atesta.store import staffing
from atesta.store.models import LogEntry, Staff, StaffCode
from atesta.web import staff_session

pytestmark = pytest.mark.django_db
DOOR, SECOND, SET_UP, HOME = "/en/staff/in", "/en/staff/second", "/en/staff/set-up", "/en/staff/"
NEW = "a sentence of several words"


def give(client: Client, login: str, password: str = PASSWORD, at: str = DOOR) -> tuple[int, str]:
    answer = client.post(at, {"login": login, "password": password})
    return answer.status_code, answer.get("Location", "")


def digits(device: TOTPDevice, step: int = 0) -> str:
    return f"{totp(device.bin_key, drift=step):06d}"


@pytest.fixture
def charlie() -> Staff:
    return staff("charlie")


def test_password_and_digits_of_the_phone_open_the_pages(client: Client, charlie: Staff) -> None:
    assert give(client, "charlie") == (302, SECOND)
    assert client.get(HOME)["Location"] == DOOR
    assert client.post(SECOND, {"code": digits(TOTPDevice.objects.get())})["Location"] == HOME
    assert client.get(HOME).status_code == 200


def test_digits_count_once(client: Client, charlie: Staff) -> None:
    code = digits(TOTPDevice.objects.get())
    for wanted in (302, 400):
        give(client, "charlie")
        assert client.post(SECOND, {"code": code}).status_code == wanted
        client.post("/en/staff/out")


@pytest.mark.parametrize("typed", ["", "000000", "abc", "１２３４５６", "9" * 5000, "0x10", "-1", "\0"])
def test_wrong_digits_are_refused_and_open_nothing(client: Client, charlie: Staff, typed: str) -> None:
    give(client, "charlie")
    assert client.post(SECOND, {"code": typed}).status_code == 400
    assert client.get(HOME)["Location"] == DOOR


def test_a_login_that_nobody_has_is_answered_like_a_wrong_password(charlie: Staff) -> None:
    known = Client().post(DOOR, {"login": "charlie", "password": "wrong"})
    unknown = Client().post(DOOR, {"login": "nobody1", "password": "wrong"})
    assert known.status_code == unknown.status_code == 400
    assert body(known.content, b"charlie") == body(unknown.content, b"nobody1")
    assert b"Nothing says which" in known.content


def body(content: bytes, login: bytes) -> bytes:
    lines = content.replace(login, b"LOGIN").splitlines()
    return b"\n".join(line for line in lines if b"csrfmiddlewaretoken" not in line)


def test_a_login_that_nobody_has_costs_the_same_work(monkeypatch: pytest.MonkeyPatch, charlie: Staff) -> None:
    """One hash each: what is counted is the work, for a clock would only say how busy this machine is."""
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415

    made: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a, **k: made.append("e") or encode(*a, **k))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a, **k: made.append("v") or verify(*a, **k))
    for login in ("charlie", "nobody1", "not a login", ""):
        made.clear()
        give(Client(), login, "wrong")
        assert len(made) == 1, login


def test_after_five_wrong_tries_the_right_password_has_to_wait_too(client: Client, charlie: Staff) -> None:
    assert [give(client, "charlie", "wrong")[0] for _ in range(6)] == [400] * 5 + [429]
    answer = client.post(DOOR, {"login": "charlie", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 60


def test_the_wait_is_of_the_login_wherever_one_comes_from(charlie: Staff) -> None:
    for last in range(5):
        Client(REMOTE_ADDR=f"198.51.100.{last}").post(DOOR, {"login": "charlie", "password": "wrong"})
    assert Client(REMOTE_ADDR="203.0.113.9").post(DOOR, {"login": "charlie", "password": PASSWORD}).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").post(DOOR, {"login": "wendy", "password": "x"}).status_code == 400


def test_the_wait_is_of_the_address_whatever_login_is_tried(charlie: Staff) -> None:
    for number in range(5):
        give(Client(), f"nobody{number}", "wrong")
    assert give(Client(), "charlie")[0] == 429


def test_guessing_digits_is_slowed_as_well(client: Client, charlie: Staff) -> None:
    give(client, "charlie")
    assert [client.post(SECOND, {"code": "000000"}).status_code for _ in range(6)] == [400] * 5 + [429]


def test_signing_in_makes_a_new_session_with_nothing_of_the_old_one(client: Client, charlie: Staff) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = client.cookies["atesta"].value
    give(client, "charlie")
    half = client.cookies["atesta"].value
    client.post(SECOND, {"code": digits(TOTPDevice.objects.get())})
    assert len({planted, half, client.cookies["atesta"].value}) == 3
    assert "planted" not in client.session


@pytest.mark.parametrize(("since", "seen"), [(0, staff_session.IDLE_S + 5), (staff_session.LONGEST_S + 5, 0)])
def test_a_session_ends_after_half_an_hour_without_a_page_and_after_twelve_hours(since: int, seen: int) -> None:
    client = come(Visitor.KEEPER, {})
    assert client.get(HOME).status_code == 200
    session, now = client.session, int(time.time())
    session["staff_since"], session["staff_seen"] = now - since, now - seen
    session.save()
    assert client.get(HOME)["Location"] == DOOR
    assert client.get(SECOND)["Location"] == DOOR


def test_who_signed_out_is_out(client: Client) -> None:
    client = come(Visitor.KEEPER, {})
    cookie = client.cookies["atesta"].value
    client.post("/en/staff/out")
    client.cookies["atesta"] = cookie
    assert client.get(HOME)["Location"] == DOOR


def test_a_new_person_begins_with_a_code_that_works_once(client: Client) -> None:
    code = staffing.add("dora", staffing.KEEPER, staff_session_now())
    form = {"code": code.lower(), "new": NEW, "again": NEW}
    assert client.post("/en/staff/begin", form)["Location"] == SECOND
    assert Client().post("/en/staff/begin", form).status_code == 400
    assert client.get(SECOND)["Location"] == SET_UP
    assert code.encode() not in client.get(SET_UP).content
    assert client.get(SET_UP + "/code.svg")["Content-Type"] == "image/svg+xml"


def staff_session_now():
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime.now(UTC)


def test_a_code_to_begin_with_is_too_old_after_a_day(client: Client) -> None:
    code = staffing.add("dora", staffing.KEEPER, staff_session_now() - timedelta(hours=25))
    assert client.post("/en/staff/begin", {"code": code, "new": NEW, "again": NEW}).status_code == 400


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("short", "short", "12 characters"),
        ("password1234", "password1234", "tried first"),
        (NEW, "other", "not the same"),
    ],
)
def test_a_password_that_will_not_do_is_refused_and_the_code_is_still_there(
    client: Client, new: str, again: str, said: str
) -> None:
    code = staffing.add("dora", staffing.KEEPER, staff_session_now())
    answer = client.post("/en/staff/begin", {"code": code, "new": new, "again": again}).content.decode()
    assert said in answer and code in answer and new not in answer.replace(said, "")
    assert StaffCode.objects.filter(kind=staffing.BEGIN).exists()


def test_the_second_factor_is_set_up_once_and_its_secret_is_never_shown_again(client: Client) -> None:
    staff("dora", second_factor=False)
    assert give(client, "dora") == (302, SECOND)
    page = client.get(SET_UP).content.decode()
    assert '<p class="code">' in page
    done = client.post(SET_UP, {"code": digits(TOTPDevice.objects.get())})
    assert done.content.decode().count("<li>") >= staffing.RECOVERY_CODES
    assert client.get(HOME).status_code == 200
    assert client.get(SET_UP)["Location"] == SECOND
    assert client.get(SET_UP + "/code.svg").status_code == 404


def test_the_password_alone_cannot_set_up_a_second_phone(client: Client, charlie: Staff) -> None:
    give(client, "charlie")
    assert client.get(SET_UP)["Location"] == SECOND
    assert client.post(SET_UP, {"code": "000000"})["Location"] == SECOND
    assert client.get(SET_UP + "/code.svg").status_code == 404
    assert TOTPDevice.objects.count() == 1


def test_a_printed_code_stands_in_for_the_phone_once(charlie: Staff) -> None:
    code = staffing.new_recovery_codes(charlie, NOW)[0]
    for wanted in (302, 400):
        client = Client()
        give(client, "charlie")
        assert client.post(SECOND, {"code": code.lower().replace("-", " ")}).status_code == wanted


def test_another_persons_printed_code_does_not(client: Client, charlie: Staff) -> None:
    code = staffing.new_recovery_codes(staff("wendy"), NOW)[0]
    give(client, "charlie")
    assert client.post(SECOND, {"code": code}).status_code == 400


def test_codes_are_kept_as_digests_only(charlie: Staff) -> None:
    codes = staffing.new_recovery_codes(charlie, NOW)
    kept = str(list(StaffCode.objects.values_list()))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_a_new_password_ends_every_other_session(client: Client) -> None:
    client = come(Visitor.KEEPER, {})
    other = Client()
    other.force_login(Staff.objects.get())
    other.session.save()
    form = {"password": PASSWORD, "new": NEW, "again": NEW}
    assert "is changed" in client.post("/en/staff/account", form).content.decode()
    assert client.get(HOME).status_code == 200
    assert other.get(SECOND)["Location"] == DOOR


def test_a_password_is_not_changed_without_the_one_in_force() -> None:
    client = come(Visitor.KEEPER, {})
    for given in ("wrong", "", "x" * 9000):
        answer = client.post("/en/staff/account", {"password": given, "new": NEW, "again": NEW})
        assert answer.status_code == 400
    assert Staff.objects.get().check_password(PASSWORD)


def test_who_was_reset_is_out_and_begins_anew() -> None:
    client = come(Visitor.KEEPER, {})
    staffing.reset("zqkeeperloginqz", NOW)
    assert client.get(HOME)["Location"] == DOOR
    assert not TOTPDevice.objects.exists()


def test_who_left_is_out_and_cannot_sign_in_but_is_still_named() -> None:
    client = come(Visitor.KEEPER, {})
    staffing.switch_off("zqkeeperloginqz", NOW)
    assert client.get(HOME)["Location"] == DOOR
    assert give(Client(), "zqkeeperloginqz")[0] == 400
    assert Staff.objects.filter(login="zqkeeperloginqz").exists()


@pytest.mark.parametrize("login", ["", "a", "Ann", "ann b", "ánn", "../x", "a" * 41, "-a"])
def test_a_login_that_reads_differently_on_another_keyboard_is_refused(login: str) -> None:
    with pytest.raises(InputError) as refused:
        staffing.add(login, staffing.KEEPER, NOW)
    assert refused.value.key == "staff_login_form"


def test_a_login_is_given_once() -> None:
    staffing.add("dora", staffing.KEEPER, NOW)
    with pytest.raises(InputError) as refused:
        staffing.add("dora", staffing.WATCHER, NOW)
    assert refused.value.key == "staff_login_taken"
    assert LogEntry.objects.filter(kind="staff_added").count() == 1
