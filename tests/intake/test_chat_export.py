"""Chat exports of the phones that people have: who wrote what when, and nothing lost."""

import contextlib
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.errors import InputError
from atesta.intake.chat_export import read_chat_export
from atesta.intake.entry import Direction

SHAPES = [
    ("15/11/26, 21:47 - Cobranza Norte: Pague hoy", "2026-11-15T21:47:00"),
    ("15/11/2026, 9:47 p. m. - Cobranza Norte: Pague hoy", "2026-11-15T21:47:00"),
    ("15/11/2026, 9:47\u202fp.\u00a0m. - Cobranza Norte: Pague hoy", "2026-11-15T21:47:00"),
    ("15/11/26 21:47 - Cobranza Norte: Pague hoy", "2026-11-15T21:47:00"),
    ("11/15/26, 9:47\u202fPM - Cobranza Norte: Pague hoy", "2026-11-15T21:47:00"),
    ("11/15/26, 12:05 AM - Cobranza Norte: Pague hoy", "2026-11-15T00:05:00"),
    ("15.11.26, 21:47 - Cobranza Norte: Pague hoy", "2026-11-15T21:47:00"),
    ("[15/11/26, 21:47:03] Cobranza Norte: Pague hoy", "2026-11-15T21:47:03"),
    ("[15/11/26, 9:47:03 p. m.] Cobranza Norte: Pague hoy", "2026-11-15T21:47:03"),
    ("\u200e[11/15/26, 9:47:03 PM] Cobranza Norte: Pague hoy", "2026-11-15T21:47:03"),
    ("2026/11/15 晚上9:47 - Cobranza Norte: Pague hoy", "2026-11-15T21:47:00"),
    ("2026/11/15 21:47 - Cobranza Norte: Pague hoy", "2026-11-15T21:47:00"),
    ("2026年11月15日 21:47 - Cobranza Norte: Pague hoy", "2026-11-15T21:47:00"),
    ("[2026/11/15 下午9:47:03] Cobranza Norte: Pague hoy", "2026-11-15T21:47:03"),
    ("[2026/11/15 凌晨12:05:03] Cobranza Norte: Pague hoy", "2026-11-15T00:05:03"),
    ("Cobranza Norte 2026-11-15 21:47:03\nPague hoy", "2026-11-15T21:47:03"),
    ("Cobranza Norte: 2026/11/15 21:47\nPague hoy", "2026-11-15T21:47:00"),
    ("————— 2026-11-15 —————\n\nCobranza Norte  21:47\n\nPague hoy", "2026-11-15T21:47:00"),
]


@pytest.mark.parametrize(("text", "local"), SHAPES)
def test_a_message_has_its_name_its_local_time_and_its_words(text, local):
    entry = read_chat_export(text.encode()).entries[-1]
    assert (entry.name, entry.message.text, entry.local.isoformat()) == ("Cobranza Norte", "Pague hoy", local)
    assert (entry.message.received, entry.notes) == (None, ("zone_unknown",))


def test_with_a_zone_the_time_is_known():
    entry = read_chat_export(SHAPES[0][0].encode(), zone=ZoneInfo("America/Mexico_City")).entries[0]
    assert entry.message.received.isoformat() == "2026-11-15T21:47:00-06:00"


def test_lines_without_a_date_go_on_with_the_message_before():
    text = "15/11/26, 21:47 - Norte: Pague hoy\r\no mañana: 3\r\n\r\nfin\r\n15/11/26, 21:48 - Ana: No\r\n"
    first, second = read_chat_export(text.encode(), owner="Ana").entries
    assert first.message.text == "Pague hoy\r\no mañana: 3\r\n\r\nfin"
    assert (first.direction, second.direction) == (Direction.IN, Direction.OUT)


def test_lines_of_the_program_are_by_nobody_and_left_out_files_are_named():
    text = "15/11/26, 21:46 - Los mensajes están cifrados de extremo a extremo.\n"
    text += "15/11/26, 21:47 - Norte: <Multimedia omitido>\n15/11/26, 21:47 - Norte: IMG-1.jpg (archivo adjunto)\n"
    assert [entry.kind for entry in read_chat_export(text.encode()).entries] == ["system", "media", "media"]


def test_the_file_tells_whether_the_day_or_the_month_comes_first():
    text = "03/04/26, 10:00 - N: a\n04/04/26, 10:00 - N: b\n13/04/26, 10:00 - N: c\n"
    assert read_chat_export(text.encode()).date_order == "dmy"
    text = "03/04/26, 10:00 - N: a\n03/14/26, 10:00 - N: b\n"
    assert read_chat_export(text.encode()).date_order == "mdy"


def test_where_the_file_cannot_tell_the_time_stays_unknown_until_the_caller_says():
    text = b"03/04/26, 10:00 - N: a\n"
    entry = read_chat_export(text).entries[0]
    assert (entry.local, entry.notes) == (None, ("date_order_ambiguous",))
    assert read_chat_export(text, day_first=True).entries[0].local.month == 4


def test_nothing_of_the_file_is_lost():
    text = "before\n15/11/26, 21:47 - Norte: Pague\nmás\n\n15/11/26, 21:48 - Ana: No\n"
    entries = read_chat_export(text.encode()).entries
    assert "".join(entry.message.original.decode() for entry in entries) == text


def test_a_date_in_the_middle_of_a_message_begins_no_other():
    text = "15/11/26, 21:47 - Norte: Vence el 16/11/26, 10:00 - no falte: pague\n"
    assert len(read_chat_export(text.encode()).entries) == 1


def test_what_is_no_chat_is_refused():
    with pytest.raises(InputError, match="no message with a date"):
        read_chat_export("Pague hoy o habrá consecuencias".encode())


@given(
    st.binary(max_size=300)
    | st.text(alphabet="0123456789/[]:,- \n年月日上下午晚aAmMpP.人", max_size=120).map(str.encode)
)
def test_any_bytes_give_a_chat_or_an_input_error(data):
    with contextlib.suppress(InputError):
        export = read_chat_export(data)
        assert [entry.number for entry in export.entries] == list(range(1, len(export.entries) + 1))
