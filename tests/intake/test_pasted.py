"""What a pasted text shows beside the message: sender, time, several messages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.message import Channel
from atesta.intake.pasted import pasted_messages, shown_in

ZONE = ZoneInfo("America/Mexico_City")
CHAT = "[13/11/2026, 9:01:00] Cobranza: Buenos días\n[14/11/2026, 9:02:00] Ana: Mañana pago\n"
SMS = (
    '<smses count="2"><sms address="55500" date="1763244420000" type="1" body="Pague hoy"/>'
    '<sms address="55500" date="1763244480000" type="2" body="No puedo"/></smses>'
)


def test_a_piece_of_a_chat_holds_its_messages_with_their_clocks() -> None:
    first, second = pasted_messages(CHAT, ZONE)
    assert (first.text, first.sender, first.channel) == ("Buenos días", "Cobranza", Channel.CHAT)
    assert second.local == datetime(2026, 11, 14, 9, 2)  # noqa: DTZ001 - the clock of the phone


def test_an_sms_backup_leaves_out_what_the_person_wrote() -> None:
    (only,) = pasted_messages(SMS, ZONE)
    assert (only.text, only.sender, only.channel) == ("Pague hoy", "55500", Channel.SMS)


@pytest.mark.parametrize(
    "text",
    [
        "Pague hoy o le demandaremos.",
        "Fecha límite:\nSu cuenta 15/11/2026 18:00\nno ha sido pagada",
        "<b>Pague hoy</b>",
        "",
        "\n\n",
    ],
)
def test_a_message_is_no_export_because_a_line_in_it_looks_like_one(text: str) -> None:
    assert pasted_messages(text, ZONE) == ()


def test_a_forwarder_s_header_says_who_and_when_and_the_text_stays_whole() -> None:
    text = "De: 55500\nEnviado: 15/11/2026 21:47\nAsunto: deuda\n\nPague hoy"
    shown = shown_in(text)
    assert (shown.text, shown.sender) == (text, "55500")
    assert shown.local == datetime(2026, 11, 15, 21, 47)  # noqa: DTZ001


def test_a_plain_message_shows_nothing_beside_itself() -> None:
    shown = shown_in("Pague hoy")
    assert (shown.sender, shown.local) == (None, None)


@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_be_looked_at(text: str) -> None:
    assert all(one.text for one in pasted_messages(text, ZONE))
    assert shown_in(text).text == text
