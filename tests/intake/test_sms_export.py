"""SMS Backup & Restore: every message, in order, with its time; attacks are refused before anything is expanded."""

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.message import Provenance
from atesta.errors import FileFormatError
from atesta.intake.entry import Direction
from atesta.intake.sms_export import read_sms_export

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!--File Created By SMS Backup & Restore-->\n"
HEAD += '<?xml-stylesheet type="text/xsl" href="sms.xsl"?>\n'


def export(*elements):
    return (HEAD + f'<smses count="{len(elements)}">' + "".join(elements) + "</smses>").encode()


def sms(body="Hola", date="1763214420000", kind="1", address="10690000188"):
    return f'<sms protocol="0" address="{address}" date="{date}" type="{kind}" subject="null" body="{body}" read="1" />'


def test_each_sms_has_its_sender_its_time_and_its_text():
    entry = next(read_sms_export([export(sms("Deuda &amp; intereses&#10;hoy"))]))
    assert entry.message.text == "Deuda & intereses\nhoy"
    assert entry.message.sender == "10690000188"
    assert entry.message.received == datetime(2025, 11, 15, 13, 47, tzinfo=UTC)
    assert entry.message.provenance is Provenance.ORIGINAL_FILE
    assert entry.direction is Direction.IN


def test_the_time_is_shown_in_the_zone_that_the_caller_gives():
    entry = next(read_sms_export([export(sms())], zone=ZoneInfo("Asia/Shanghai")))
    assert entry.message.received.isoformat() == "2025-11-15T21:47:00+08:00"


def test_a_sent_sms_has_a_receiver_and_no_sender():
    entry = next(read_sms_export([export(sms(kind="2"))]))
    assert (entry.message.sender, entry.message.receiver, entry.direction) == (None, "10690000188", Direction.OUT)


def test_a_time_that_cannot_be_read_stays_unknown_and_the_message_is_kept():
    entry = next(read_sms_export([export(sms(date="soon"))]))
    assert (entry.message.received, entry.notes) == (None, ("time_unreadable",))


def test_the_text_parts_of_an_mms_are_one_message():
    mms = (
        '<mms date="1763214420000" msg_box="1" address="55~66"><parts><part ct="application/smil" text="x"/>'
        '<part ct="text/plain" text="Aviso"/><part ct="text/plain" text="final"/></parts>'
        '<addrs><addr address="55" type="137"/><addr address="66" type="151"/></addrs></mms>'
    )
    entry = next(read_sms_export([export(mms)]))
    assert (entry.message.text, entry.message.sender) == ("Aviso\nfinal", "55")


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_emoji_written_as_two_references_are_one_character_wherever_a_block_ends(size):
    data = export(sms("a &#55357;&#56832; b &#128512; c &#55357; d &#0; e &#x1F600; f &#xD83D;"))
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    assert next(read_sms_export(chunks)).message.text == "a 😀 b 😀 c \ufffd d \ufffd e 😀 f \ufffd"


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE smses [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><smses><sms body="&b;"/></smses>',
        b'<!DOCTYPE smses SYSTEM "file:///etc/passwd"><smses/>',
        b'<!DOCTYPE smses [<!ENTITY x SYSTEM "file:///etc/passwd">]><smses>&x;</smses>',
        b"<smses>" + b"<a>" * 100,
        b"<html/>",
        b"<smses><sms body=",
        b"<?xml version='1.0' encoding='utf-7'?><smses/>",
        b"",
    ],
)
def test_what_is_no_backup_is_refused(attack):
    with pytest.raises(FileFormatError):
        list(read_sms_export([attack]))


def test_messages_before_a_fault_are_given():
    entries = read_sms_export([export(sms("one"))[:-8] + b"<sms body='two'/>", b"<broken"])
    assert [next(entries).message.text, next(entries).message.text] == ["one", "two"]
    with pytest.raises(FileFormatError, match="line 4"):
        next(entries)


def test_a_hundred_thousand_messages_are_streamed():
    def chunks():
        yield HEAD.encode() + b"<smses>"
        for _ in range(1000):
            yield sms().encode() * 20
        yield b"</smses>"

    assert sum(1 for _ in read_sms_export(chunks())) == 20_000


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_any_bytes_give_entries_or_one_error(chunks):
    with contextlib.suppress(FileFormatError):
        list(read_sms_export([b"<smses><sms body='", *chunks]))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")))
def test_every_text_survives(text):
    body = "".join(f"&#{ord(char)};" for char in text)
    with contextlib.suppress(FileFormatError):
        assert next(read_sms_export([export(sms(body))])).message.text == text
