"""From a debt to a complaint that is handed in, answered, closed and opened again; papers are kept if she says so."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from a_file import NOW, opened
from desks import plain_desk
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from atesta.action.complaint.channel import load_channels
from atesta.store import complaining, keeping, log
from atesta.store.answering import Means, review_of
from atesta.store.complaining import STEPS
from atesta.store.keeping import Given
from atesta.store.models import Blob, Complaint, Debt, File, Hold, KeptContact, LogEntry, Opening
from atesta.web.complain.packet_fields import Given as Fields
from atesta.web.myfile.complaint_asked import asked_of

pytestmark = pytest.mark.django_db
MEANS = Means(plain_desk())
LANGS = ("es", "zh", "en")
TEXT = "【晨曦分期】您已严重逾期，案件已转风控核查并移交法务，今日18点前不处理将起诉并通知通讯录联系人。"
SENDER = "106955880231"
HANDED_IN = date(2026, 11, 18)
NOT_TYPED = {"csrfmiddlewaretoken", "keep", "id_copy", "role", "authorisation"}


@pytest.fixture
def file(client: Client) -> File:
    return opened(client)


def debt_of(file: File, place: str = "CN", **known: object) -> Debt:
    known = {"lender": "星河消费金融有限公司", "lender_kind": "consumer_finance", **known}
    return keeping.make_debt(file, place, NOW, **known)


def kept(debt: Debt, text: str = TEXT, **given: object) -> KeptContact:
    asked = Given(text=text, **{"at": NOW, "sender": SENDER, **given})  # type: ignore[arg-type]
    return keeping.keep_contact(debt.file, debt, asked, MEANS, NOW).contact


def prepared(client: Client, contact: KeptContact, channel: str = "12321", lang: str = "en") -> Complaint:
    form = {"wants": "stop", "do": "take", "channel": channel}
    answer = client.post(f"/{lang}/file/contact/{contact.id}/complain", form)
    assert answer.status_code == 302, answer.content.decode()
    return Complaint.objects.get(id=answer["Location"].rsplit("/", 1)[1])


def handed_in(client: Client, complaint: Complaint, **more: object) -> None:
    form = {"filed_on": HANDED_IN.isoformat(), "reference": "A-1", **more}
    answer = client.post(f"/en/file/complaint/{complaint.id}/sent", form)
    assert answer["Location"].endswith("?said=sent"), answer.content.decode()
    complaint.refresh_from_db()


def take(client: Client, complaint: Complaint, step: str, **form: Any) -> Any:
    form = {"on": "2026-11-20", **form}
    answer = client.post(f"/en/file/complaint/{complaint.id}/step/{step}", form)
    complaint.refresh_from_db()
    return answer


# --- the way ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_only_what_her_file_does_not_hold_is_asked(client: Client, file: File, lang: str) -> None:
    contact = kept(debt_of(file))
    page = client.get(f"/{lang}/file/contact/{contact.id}/complain").content.decode()
    for known in ("who_lent", "lender_kind", "has_sms_text", "has_sender_number", "happened_on"):
        assert f'name="{known}"' not in page
    for asked in ("wants", "saw_physical_violence", "has_contract", "before_channel"):
        assert f'name="{asked}"' in page
    assert "星河消费金融有限公司" in page


def test_an_unknown_lender_is_asked_for(client: Client, file: File) -> None:
    page = client.get(f"/en/file/debt/{debt_of(file, lender='', lender_kind='unknown').id}/complain").content.decode()
    assert 'name="who_lent"' in page and 'name="lender_kind"' in page


@pytest.mark.parametrize("lang", LANGS)
def test_one_way_stands_first_and_every_other_says_why_not(client: Client, file: File, lang: str) -> None:
    contact = kept(debt_of(file))
    page = client.post(f"/{lang}/file/contact/{contact.id}/complain", {"wants": "stop"}).content.decode()
    assert page.count('id="way-first"') == 1
    assert f"/{lang}/cn/channels/ju_tousu" in page and f"/{lang}/cn/channels/12315" in page
    assert not Complaint.objects.exists()


def test_a_form_without_an_answer_keeps_what_was_ticked(client: Client, file: File) -> None:
    contact = kept(debt_of(file))
    answer = client.post(f"/en/file/contact/{contact.id}/complain", {"has_contract": "on"})
    assert answer.status_code == 422
    assert re.search(r'name="has_contract" value="on" checked', answer.content.decode())


def test_of_a_debt_she_says_which_contacts_it_is_about(client: Client, file: File) -> None:
    debt = debt_of(file)
    first, other = kept(debt), kept(debt, "您好。", at=NOW - timedelta(hours=3))
    at = f"/en/file/debt/{debt.id}/complain"
    assert client.post(at, {"wants": "stop"}).status_code == 422
    form = {"wants": "stop", f"about_{first.id}": "on", "do": "take", "channel": "lender_desk"}
    client.post(at, form)
    assert [one.contact_id for one in Complaint.objects.get().about.all()] == [first.id]
    assert other.id in client.get(at).content.decode()


def test_preparing_twice_is_one_complaint(client: Client, file: File) -> None:
    contact = kept(debt_of(file))
    assert prepared(client, contact).id == prepared(client, contact).id
    assert LogEntry.objects.filter(kind="complaint_prepared").count() == 1


def test_what_she_filed_is_known_to_the_next_way(client: Client, file: File) -> None:
    contact = kept(debt_of(file))
    complaint = prepared(client, contact, "lender_desk")
    handed_in(client, complaint)
    take(client, complaint, "no_answer")
    page = client.post(f"/en/file/contact/{contact.id}/complain", {"wants": "stop"}).content.decode()
    assert "no answer within the time" in page


@pytest.mark.parametrize("lang", LANGS)
def test_where_she_filed_is_named_in_words(client: Client, file: File, lang: str) -> None:
    contact = kept(debt_of(file))
    handed_in(client, prepared(client, contact, "lender_desk"))
    page = client.get(f"/{lang}/file/contact/{contact.id}/complain").content.decode()
    assert load_channels()["lender_desk"].names[lang] in html.unescape(page) and "lender_desk (" not in page


# --- the papers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_missing_is_named_before_anything_is_typed(client: Client, file: File, lang: str) -> None:
    complaint = prepared(client, kept(debt_of(file)), "lender_desk")
    page = client.get(f"/{lang}/file/complaint/{complaint.id}/packet").content.decode()
    assert 'href="#f-person_name"' in page and 'role="alert"' in page


def test_what_the_route_leaves_for_later_needs_a_reason_of_hers(client: Client, file: File) -> None:
    contact = kept(debt_of(file))
    handed_in(client, prepared(client, contact, "lender_desk"))
    at = f"/en/file/complaint/{prepared(client, contact, 'nfra_post').id}/packet"
    page = client.get(at).content.decode()
    assert "to answer. Its answer, or proof of its silence" in page and 'name="even_so"' in page
    typed = {name: f"Nueva {name}" for name in re.findall(r'name="(\w+)"', page)}
    typed = {name: value for name, value in typed.items() if name not in NOT_TYPED} | {"role": "debtor"}
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    asked = client.post(at, {**typed, "even_so": "", "id_copy": SimpleUploadedFile("id.png", picture.getvalue())})
    assert asked.status_code == 422 and 'name="even_so"' in asked.content.decode()
    made = client.post(at, {**typed, "id_copy": SimpleUploadedFile("id.png", picture.getvalue())})
    assert made["Content-Type"] == "application/zip", made.content.decode()


def test_what_the_body_would_refuse_stands_before_what_is_missing(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "12315")
    page = client.get(f"/es/file/complaint/{complaint.id}/packet").content.decode()
    refused, lacking = page.index("no atiende este asunto"), page.index('id="errors"')
    assert refused < lacking and "«全国12315平台»" not in page


def test_a_packet_with_something_missing_is_not_made(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)))
    answer = client.post(f"/en/file/complaint/{complaint.id}/packet", {"report_kind": "nuisance_sms"})
    assert answer.status_code == 422
    assert "#f-receiver_number" in answer.content.decode()


FOR_12321 = {"receiver_number": "13900000000", "report_kind": "nuisance_sms"}


def test_the_sheet_for_12321_holds_the_message_byte_for_byte_and_is_not_kept(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)))
    answer = client.post(f"/en/file/complaint/{complaint.id}/packet", FOR_12321)
    assert answer["Content-Type"] == "application/zip", answer.content.decode()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packet:
        held = b"".join(packet.read(name) for name in packet.namelist() if name.endswith(".txt"))
    assert TEXT.encode() in held and b"13900000000" in held
    assert not Blob.objects.exists()


def test_it_is_kept_where_she_says_so_and_comes_back_the_same(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)))
    made = client.post(f"/en/file/complaint/{complaint.id}/packet", {**FOR_12321, "keep": "on"}).content
    assert b"".join(client.get(f"/en/file/complaint/{complaint.id}/packet/kept").streaming_content) == made
    again = client.post(f"/en/file/complaint/{complaint.id}/packet", {**FOR_12321, "keep": "on"}).content
    assert again == made and Blob.objects.count() == 1


def test_what_cannot_be_taken_back_waits_a_day(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "black_cat")
    at = f"/en/file/complaint/{complaint.id}/packet"
    assert 'name="confirmed"' not in client.get(at).content.decode()
    client.post(at, {"do": "publish"})
    page = client.get(at).content.decode()
    names = set(re.findall(r'name="(\w+)"', page)) - {"csrfmiddlewaretoken", "keep"}
    typed = dict.fromkeys(names, "11") | {"confirmed": "on"}
    refused = client.post(at, typed)
    assert refused.status_code == 422 and "24" in refused.content.decode()
    Complaint.objects.update(cool_off_at=datetime.now(UTC) - timedelta(hours=25))
    assert client.post(at, typed)["Content-Type"] == "application/zip"


# --- handed in, and after -----------------------------------------------------------------------------------------


def test_handing_in_starts_the_clock_and_a_second_press_changes_nothing(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "lender_desk")
    handed_in(client, complaint)
    entries = LogEntry.objects.count()
    handed_in(client, complaint)
    assert LogEntry.objects.count() == entries
    page = client.get(f"/en/file/complaint/{complaint.id}").content.decode()
    assert "until 3 Dec 2026" in page and "A-1" in page


def test_a_number_that_comes_later_is_added(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "lender_desk")
    handed_in(client, complaint, reference="")
    handed_in(client, complaint, reference="B-2", tracking="EMS 7")
    assert (complaint.reference, complaint.tracking) == ("B-2", "EMS 7")
    assert complaint.events.filter(kind="filed").count() == 1


def test_a_day_that_lies_ahead_is_refused(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)))
    answer = client.post(f"/en/file/complaint/{complaint.id}/sent", {"filed_on": "2099-01-01"})
    assert answer.status_code == 422 and Complaint.objects.get().state == "prepared"


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "before the first contact"), ("es", "anterior al primer contacto"), ("zh", "早于投诉所涉及的第一次联系")],
)
def test_a_day_before_anything_happened_is_refused(client: Client, file: File, lang: str, said: str) -> None:
    debt = debt_of(file)
    complaint = prepared(client, kept(debt))
    complaint.about.create(contact=kept(debt, "再次", at=NOW + timedelta(days=2)), added_at=NOW)
    before = {"filed_on": (NOW - timedelta(days=1)).date().isoformat()}
    answer = client.post(f"/{lang}/file/complaint/{complaint.id}/sent", before)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert Complaint.objects.get().state == "prepared"
    handed_in(client, complaint, filed_on=NOW.date().isoformat())


def test_a_corrected_day_stands_beside_the_step_too(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "lender_desk")
    handed_in(client, complaint)
    later = HANDED_IN + timedelta(days=1)
    handed_in(client, complaint, filed_on=later.isoformat())
    assert complaint.filed_on == complaint.events.get(kind="filed").on == later


def test_a_reminder_stands_on_the_first_page_before_the_time_is_over(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file), at=datetime.now(UTC) - timedelta(days=20)), "lender_desk")
    soon = datetime.now(UTC).date() - timedelta(days=12)
    handed_in(client, complaint, filed_on=soon.isoformat())
    assert "days left, until" in client.get("/en/file/home").content.decode()
    reminder = complaining.due_of(complaint, soon + timedelta(days=12))
    assert reminder is not None and reminder.days == 3
    assert complaining.due_of(complaint, soon) is None
    late = complaining.due_of(complaint, soon + timedelta(days=100))
    assert late is not None and late.days < 0


@pytest.mark.parametrize("lang", LANGS)
def test_every_step_has_its_page_and_leads_back(client: Client, file: File, lang: str) -> None:
    for step in STEPS:
        complaint = prepared(client, kept(debt_of(file, lender=step)), "lender_desk")
        handed_in(client, complaint)
        if step == "reopened":
            take(client, complaint, "closed", ended="solved")
        at = f"/{lang}/file/complaint/{complaint.id}/step/{step}"
        assert client.get(at).status_code == 200, step
        answer = client.post(at, {"on": "2026-11-20", "note": "x", "ended": "solved"})
        assert answer["Location"].endswith("?said=step"), step
        assert client.get(f"/{lang}/file/complaint/{complaint.id}").status_code == 200, step
        assert client.post(at, {"on": "2026-11-20", "note": "x", "ended": "solved"}).status_code == 302
        assert complaint.events.filter(kind=step).count() == 1


def test_solved_is_their_word_and_closing_hers_and_opening_again_one_step(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "lender_desk")
    handed_in(client, complaint)
    take(client, complaint, "solved")
    assert complaint.state == "filed"
    assert "They say that it is solved" in client.get(f"/en/file/complaint/{complaint.id}").content.decode()
    assert take(client, complaint, "closed").status_code == 422
    take(client, complaint, "closed", ended="apology")
    assert (complaint.state, complaint.ended) == ("closed", "apology")
    take(client, complaint, "reopened")
    assert (complaint.state, complaint.ended) == ("reopened", "")


def test_an_apology_and_a_remedy_have_their_own_place(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "lender_desk")
    handed_in(client, complaint)
    assert take(client, complaint, "apology", note="").status_code == 422
    take(client, complaint, "apology", note="Lo sentimos.")
    take(client, complaint, "remedy", note="20,00 €")
    page = client.get(f"/en/file/complaint/{complaint.id}").content.decode()
    assert "Lo sentimos." in page and "20,00 €" in page


# --- it comes again -----------------------------------------------------------------------------------------------


def test_what_comes_again_is_shown_and_one_tap_adds_it(client: Client, file: File) -> None:
    debt = debt_of(file)
    complaint = prepared(client, kept(debt), "lender_desk")
    handed_in(client, complaint, filed_on="2026-11-16")
    later = kept(debt, "请还款。", at=NOW + timedelta(days=3))
    copied = kept(debt, TEXT.replace("18点", "20点"), sender="13900000001", at=NOW + timedelta(days=4))
    kept(debt, "您的快递到了。", sender="13900000002", at=NOW + timedelta(days=5))
    at = f"/en/file/complaint/{complaint.id}"
    assert "It came again 2 times" in client.get(at).content.decode()
    for contact in (later, copied, copied):
        client.post(f"{at}/add/{contact.id}")
    assert "It came again" not in client.get(at).content.decode()
    assert complaint.events.filter(kind="again").count() == 2


def test_a_demand_from_a_reported_sender_is_a_finding_by_itself(client: Client, file: File) -> None:
    """B1.4, end to end: reported in the browser, kept in her file, found by limits in what comes after."""
    debt = debt_of(file)
    before = kept(debt)
    after = kept(debt, "您好，请安排还款。", sender="10 6955 880231", at=NOW + timedelta(days=5))
    reported_on = [one for one in review_of(after, MEANS).limits.findings if one.rule == "house-reported-sender"]
    assert [one.answer for one in reported_on] in ([], ["within"])
    complaint = prepared(client, before)
    handed_in(client, complaint)
    (found,) = (one for one in review_of(after, MEANS).limits.findings if one.rule == "house-reported-sender")
    assert (found.answer, found.measured["reported_on"]) == ("benchmark_breach", "2026-11-18")
    after = KeptContact.objects.get(id=after.id)
    assert after.answers.summary["limits"] == "benchmark_breach"
    earlier = [one for one in review_of(before, MEANS).limits.findings if one.rule == "house-reported-sender"]
    assert [one.answer for one in earlier] == ["within"]
    page = client.get(f"/en/file/contact/{after.id}").content.decode()
    assert "This sender was reported on 18 Nov 2026." in page
    authenticity = review_of(after, MEANS).authenticity
    assert [one.measured["reason"] for one in authenticity.findings] == ["no_directory", "reported"]
    asked = {"wants": "stop", "do": "go"}
    route = client.post(f"/en/file/contact/{after.id}/complain", asked).content.decode()
    assert "a demand from a sender that was reported before" in route
    desk = prepared(client, after, "lender_desk")
    letter = asked_of(desk, Fields({}), "en", NOW + timedelta(days=5), whole=False)
    (ground,) = (one for one in letter.grounds if one.kind == "do_not_contact")
    assert (ground.contact, ground.reported_on, ground.reported_by) == (1, date(2026, 11, 18), "12321")


@pytest.mark.parametrize(
    ("entered", "at", "is_late"),
    [
        (timedelta(0), timedelta(minutes=-1), False),
        (timedelta(0), timedelta(minutes=1), True),
        (timedelta(days=2), timedelta(hours=1), False),  # entered later: on its day nobody knows which came first
        (timedelta(days=2), timedelta(days=1), True),
    ],
)
def test_what_was_reported_did_not_come_after_its_own_report(
    file: File, entered: timedelta, at: timedelta, is_late: bool
) -> None:
    debt = debt_of(file)
    asked = complaining.Asked("12321", "CN", "stop")
    complaint = complaining.prepare(file, debt, [kept(debt)], asked, NOW)
    assert complaint is not None
    complaining.send(complaint, NOW.date(), "", "", None, MEANS, NOW + entered)
    review = review_of(kept(debt, "请还款。", at=NOW + at), MEANS)
    found = [one.answer for one in review.limits.findings if one.rule == "house-reported-sender"]
    assert found == ["benchmark_breach" if is_late else "within"]
    assert ("reported" in [one.measured["reason"] for one in review.authenticity.findings]) is is_late


def test_a_notice_that_the_law_requires_is_no_demand(client: Client, file: File) -> None:
    debt = debt_of(file)
    notice = kept(debt, "您的账单已生成。", purpose="required_notice", at=NOW + timedelta(days=5))
    handed_in(client, prepared(client, kept(debt)))
    found = [one for one in review_of(notice, MEANS).limits.findings if one.rule == "house-reported-sender"]
    assert not found


def test_what_somebody_is_called_in_a_chat_is_no_reported_address(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file), sender="母亲转来", channel="chat"))
    handed_in(client, complaint)
    assert not complaint.reported.exists()


# --- leaving ------------------------------------------------------------------------------------------------------


def test_an_erased_complaint_takes_its_papers_and_its_report_along(client: Client, file: File) -> None:
    debt = debt_of(file)
    after = kept(debt, "请还款。", at=NOW + timedelta(days=5))
    complaint = prepared(client, kept(debt))
    client.post(f"/en/file/complaint/{complaint.id}/packet", {**FOR_12321, "keep": "on"})
    handed_in(client, complaint, receipt=io.BytesIO(b"a receipt"))
    assert Blob.objects.count() == 2
    answer = client.post(f"/en/file/complaint/{complaint.id}/erase", {"sure": "on"})
    assert answer["Location"].endswith(f"{debt.id}?said=erased")
    assert not Complaint.objects.exists() and not Blob.objects.exists()
    assert KeptContact.objects.get(id=after.id).answers.summary["limits"] != "benchmark_breach"


def test_an_erased_contact_leaves_no_packet_that_quotes_it(client: Client, file: File) -> None:
    contact = kept(debt_of(file))
    complaint = prepared(client, contact)
    client.post(f"/en/file/complaint/{complaint.id}/packet", {**FOR_12321, "keep": "on"})
    handed_in(client, complaint)
    client.post(f"/en/file/contact/{contact.id}/erase", {"sure": "on"})
    complaint.refresh_from_db()
    assert complaint.packet is None and not Blob.objects.exists() and not complaint.reported.exists()
    assert client.get(f"/en/file/complaint/{complaint.id}").status_code == 200


def test_what_is_in_another_s_file_is_not_found_and_not_added(client: Client, file: File) -> None:
    other = Client()
    theirs = kept(debt_of(opened(other)))
    complaint = prepared(other, theirs)
    mine = prepared(client, kept(debt_of(file)))
    for rest in ("", "/sent", "/packet", "/step/closed", "/erase"):
        assert client.get(f"/en/file/complaint/{complaint.id}{rest}").status_code == 404, rest
    assert client.post(f"/en/file/complaint/{mine.id}/add/{theirs.id}").status_code == 404
    assert client.get(f"/en/file/complaint/{mine.id}/step/nothing").status_code == 404


def test_a_hold_keeps_what_stands_there_and_lets_new_steps_in(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "lender_desk")
    handed_in(client, complaint)
    Hold.objects.create(file=file, reason="R", since=NOW)
    at = f"/en/file/complaint/{complaint.id}"
    changed = client.post(f"{at}/sent", {"filed_on": HANDED_IN.isoformat(), "reference": "other"})
    assert changed.status_code == 409
    take(client, complaint, "apology", note="first")
    assert take(client, complaint, "apology", note="second").status_code == 409
    assert client.post(f"{at}/erase", {"sure": "on"}).status_code == 409
    take(client, complaint, "answered")
    assert (complaint.reference, complaint.apology, complaint.state) == ("A-1", "first", "answered")


def test_a_step_keeps_its_words_and_the_log_only_their_digest(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "lender_desk")
    handed_in(client, complaint)
    take(client, complaint, "refused", note="No es competencia suya.")
    assert [one.kind for one in complaint.events.order_by("seq")] == ["prepared", "filed", "refused"]
    opening = Opening.objects.get(row=complaint.id, entry__kind="complaint_step")
    assert set(opening.what) == {"sha256"} and log.opens(opening)
    assert "No es competencia suya." in client.get(f"/en/file/complaint/{complaint.id}").content.decode()


def test_an_export_tells_each_complaint_with_its_steps(client: Client, file: File) -> None:
    complaint = prepared(client, kept(debt_of(file)), "lender_desk")
    handed_in(client, complaint)
    take(client, complaint, "refused", note="No es competencia suya.")
    with zipfile.ZipFile(io.BytesIO(b"".join(client.post("/es/file/export").streaming_content))) as export:
        page = export.read("index.html").decode()
        data = export.read("data/complaintevent.json").decode()
    assert "No es competencia suya." in page and "rechazada" in page and "No es competencia suya." in data


@pytest.mark.parametrize(
    ("place", "channel"),
    [
        ("CN", "lender_desk"),
        ("CN", "nfra_post"),
        ("MX", "condusef_redeco"),
        ("ES", "lender_desk"),
        ("ES", "banco_de_espana"),
    ],
)
def test_a_packet_is_made_once_nothing_is_missing(client: Client, file: File, place: str, channel: str) -> None:
    """Everything that is asked is filled in; what the file holds is there already."""
    debt = debt_of(file, place)
    if place == "ES":
        earlier = complaining.prepare(file, debt, (), complaining.Asked("lender_desk", "ES", "stop"), NOW)
        complaining.send(earlier, date(2026, 8, 1), "", "", None, MEANS, NOW)
        complaining.step(earlier, "no_answer", date(2026, 11, 1), "", NOW)
    complaint = prepared(client, kept(debt), channel)
    at = f"/en/file/complaint/{complaint.id}/packet"
    names = set(re.findall(r'name="(\w+)"', client.get(at).content.decode()))
    typed = {name: f"Nueva {name}" for name in names - NOT_TYPED} | {"role": "debtor"}
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    given = {"id_copy": SimpleUploadedFile("id.png", picture.getvalue(), "image/png")} if "id_copy" in names else {}
    answer = client.post(at, {**typed, **given})
    assert answer["Content-Type"] == "application/zip", re.findall(
        r'role="alert".*?</div>', answer.content.decode(), re.S
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packet:
        names_inside = packet.namelist()
        assert not any(word in name for name in names_inside for word in (SENDER, "Nueva"))
        assert all(packet.read(name).startswith(b"%PDF") for name in names_inside if name.endswith(".pdf"))
    assert any(name.startswith("hand-in/") for name in names_inside) and not Blob.objects.exists()
