"""A form of each public page, filled with one word in every field that takes any."""

from __future__ import annotations

FILLED: dict[str, dict[str, str]] = {
    "message": {"text": "您已逾期3天，请致电 WORD", "sender": "WORD", "channel": "sms", "do": "answer"},
    "message-read": {"text": "您已逾期3天，请致电 WORD"},
    "message-keep": {"text": "您已逾期3天，请致电 WORD", "sender": "WORD"},
    "other": {"relation": "family", "name": "WORD", "sender": "WORD", "text": "WORD", "do": "make"},
    **{
        page: {"do": "text", "text": "您已逾期3天，412.60元", "number": "WORD", "sender": "WORD", "came": "now"}
        for page in ("sent", "sent-receipt", "sent-report")
    },
    "staff-door": {"login": "WORD", "password": "WORD"},
}
EVERYWHERE = ("text", "sender", "name", "number", "phone", "code", "login", "password", "q")


def fields_of(page: str, word: str) -> dict[str, str]:
    """Every other page gets the word under all names that a form of ours has."""
    filled = FILLED.get(page, dict.fromkeys(EVERYWHERE, "WORD"))
    return {name: text.replace("WORD", word) for name, text in filled.items()}
