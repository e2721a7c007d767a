"""The printed code of a file: `6 letters that find it · 21 that prove it · 1 that catches a typing error`, in fours.

The alphabet has no letter that looks like another on paper, and 31 letters: modulo a prime, a sum weighted by place
catches every wrong letter and every two that changed places, without asking the database.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field

from atesta.errors import InputError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LOCATOR, SECRET, GROUP = 6, 21, 4
LENGTH = LOCATOR + SECRET + 1
"""The secret has 31^21 > 2^104 possibilities."""


@dataclass(frozen=True, slots=True)
class Code:
    """`locator` may be kept; `secret` is on her paper, and with us only as an Argon2 hash."""

    locator: str
    secret: str = field(repr=False)

    @property
    def printed(self) -> str:
        letters = self.locator + self.secret
        letters += check_letter(letters)
        return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def new_code() -> Code:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LOCATOR + SECRET))
    return Code(letters[:LOCATOR], letters[LOCATOR:])


def read_code(typed: str) -> Code:
    """The code as somebody typed it: any case, any dashes and spaces, full-width letters too.

    Raises InputError (`values["field"]` is "code") that names the slip: a letter no code has, a length, a wrong letter.
    """
    plain = unicodedata.normalize("NFKC", typed[:200]).upper()
    letters = "".join(char for char in plain if char.isalnum())
    if not letters:
        raise _slip("code_missing")
    if strange := sorted({char for char in letters if char not in ALPHABET}):
        raise _slip("code_letter", letters=", ".join(strange[:6]))
    if len(letters) != LENGTH:
        raise _slip("code_length", typed=len(letters), length=LENGTH)
    if check_letter(letters[:-1]) != letters[-1]:
        raise _slip("code_check")
    return Code(letters[:LOCATOR], letters[LOCATOR:-1])


def check_letter(letters: str) -> str:
    """The last letter of a code that begins with these."""
    total = sum(place * ALPHABET.index(letter) for place, letter in enumerate(letters, 1))
    return ALPHABET[total % len(ALPHABET)]


def _slip(key: str, **values: object) -> InputError:
    what, why, do = "The code was not typed as it was printed.", "Nothing was looked up.", "Compare it with the paper."
    error = InputError(what, why, do, key=key, field="code")
    error.values |= values
    return error
