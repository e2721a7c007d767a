"""By which an announcement is found again: keyed hashes of what only the recipient and the sender have."""

from __future__ import annotations

from functools import lru_cache

from atesta.mandate.address import address_key
from atesta.mandate.normal_form import normal_form
from atesta.store import registry


@lru_cache(16)
def form_of(text: str) -> str:
    """Its normal form: asked for several times about one text."""
    return normal_form(text)


def text_key(person: str, text: str) -> str:
    """By which a text is found: of the recipient and its normal form."""
    return registry.secret_hash("text", f"{person}|{form_of(text)}")


def code_key(code: str, last4: str) -> str:
    return registry.secret_hash("code", f"{code}|{last4}")


def last_four(number: str, place: str) -> str:
    return address_key(number, place)[-4:]
