"""When two addresses are the same one (INTERFACES, "Addresses"): compared exactly, after normalising and never before.

A number becomes E.164 with the place; short codes and Chinese SMS ports (106…) stay digits. A sender name loses case,
spaces and characters that nobody can see; a letter that only looks alike (Cyrillic А, full-width Ａ, the Kelvin sign)
stays another letter, because that is how a sender name is imitated. A listed e-mail domain covers its mailboxes, never
its subdomains.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from atesta.kept import late

MAX_ADDRESS_CHARS = 320
SHORT_CODE_DIGITS = 6
SAME_TAIL_DIGITS = 6

_NUMBER = late(r"\+?[ (]*[0-9][0-9 ().\-/]*")
_IN_BRACKETS = late(r"<([^<>]*)>\s*$")
_LOCAL = late(r"[^\s@,;<>\"]+")  # one mailbox: "a@x b@y" is none
_DOMAIN = late(r"[^\s@.]+(\.[^\s@.]+)+\.?")
_CHINA_SERVICE = late(r"106[0-9]{5,17}|1[0-9]{4}|12[0-9]{3,6}|9[56][0-9]{3,9}")
_MEXICO_OLD_TRUNK = late(r"(01|044|045)([0-9]{10})")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−－"), "-")
_TURNS = late("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")


def invisible(char: str) -> bool:
    """A character that shows nothing: format characters, variation selectors, fillers."""
    if char < "\u00ad":
        return False
    if char in _UNSEEN or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return True
    return unicodedata.category(char) == "Cf"


@dataclass(frozen=True, slots=True)
class Address:
    """One address taken apart: `number` is "+" and digits, None where it is no number; `names` are its keys as a name,
    () for a number. Both are empty where nothing is left of it."""

    number: str | None
    names: tuple[str, ...]


@lru_cache(4096)
def parsed(address: str) -> Address:
    """Kept: the addresses of a directory are compared with every message."""
    bare = _bare(address)
    if not bare:
        return Address(None, ())
    number = _as_number(bare)
    return Address(number, () if number is not None else _name_keys(bare))


def same_address(listed: str, given: str, place: str | None) -> bool:
    """Is the address that a message came from the one that a directory lists? `place` is a code such as "MX"."""
    first, second = parsed(listed), parsed(given)
    if first.number is not None and second.number is not None:
        return _same_number(first.number, second.number, place)
    return bool(first.names) and first.names[0] in second.names


def address_key(address: str, place: str | None) -> str:
    """One address as it is compared: "+5255…" for a number, digits for a short code, else a folded name or mailbox."""
    found = parsed(address)
    if found.number is not None:
        return _number_key(found.number, place)
    return found.names[0] if found.names else ""


def _bare(address: str) -> str:
    """Without what nobody sees, and of `Name <mailbox>` only the mailbox: the name in front of it is free to choose."""
    address = address[:MAX_ADDRESS_CHARS]
    if _TURNS.search(address):
        return address  # what turns the direction of writing changes what is seen: such a name is no other name
    shown = "".join(char for char in address if not invisible(char)).strip()
    boxed = _IN_BRACKETS.search(shown)
    if boxed and "@" in boxed.group(1):
        shown = boxed.group(1).strip()
    return re.sub(r"^(tel|sms|mailto):", "", shown, flags=re.IGNORECASE)


def _as_number(bare: str) -> str | None:
    """ "+" and ASCII digits, or None where it is no number. Digits typed full-width are the same digits."""
    plain = unicodedata.normalize("NFKC", bare).translate(_DASHES).strip()
    if not _NUMBER.fullmatch(plain):
        return None
    return ("+" if plain.startswith("+") else "") + re.sub(r"[^0-9]", "", plain)


def _same_number(first: str, second: str, place: str | None) -> bool:
    # Normalising only touches the front of a number, so different last digits end the question without the
    # number data, whose loading costs more than the rest of a review.
    if first[-SAME_TAIL_DIGITS:] != second[-SAME_TAIL_DIGITS:]:
        return False
    return first == second or _number_key(first, place) == _number_key(second, place)


@lru_cache(4096)
def _number_key(number: str, place: str | None) -> str:
    digits = number.removeprefix("+")
    if number == digits and len(digits) <= SHORT_CODE_DIGITS:
        return digits
    import phonenumbers as numbers  # noqa: PLC0415 - 60 ms, needed by few reviews

    if place == "MX":
        number = _MEXICO_OLD_TRUNK.sub(r"\2", number) if _MEXICO_OLD_TRUNK.fullmatch(number) else number
    try:
        parsed = numbers.parse(number, place)
    except numbers.NumberParseException:
        return number
    national = str(parsed.national_number or "")
    if parsed.country_code == 52 and len(national) == 11 and national.startswith("1"):
        return "+52" + national[1:]  # the mobile 1 that Mexico abolished in 2019 and chat programs still write
    if not numbers.is_valid_number(parsed) and parsed.country_code == 86 and _CHINA_SERVICE.fullmatch(national):
        return national
    if not numbers.is_possible_number(parsed):
        return number
    return str(numbers.format_number(parsed, numbers.PhoneNumberFormat.E164))


def _name_keys(bare: str) -> tuple[str, ...]:
    """The narrowest key first: a mailbox also answers to its domain, a listed mailbox only to itself."""
    local, at, domain = bare.rpartition("@")
    if at and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain):
        host = _domain_key(domain)
        return (f"{_fold_name(local)}@{host}", host)
    if _DOMAIN.fullmatch(bare):
        return (_domain_key(bare),)
    return (_fold_name(bare),)


def _domain_key(domain: str) -> str:
    """Lower case in the form that the name system uses, so that an accent is another domain."""
    try:
        return domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return _fold_name(domain)


def _fold_name(name: str) -> str:
    """Without spaces and case. Only a letter whose capital leads back to it is lowered: the Kelvin sign is no k."""
    if all(unicodedata.normalize("NFC", char) == char for char in name):
        name = unicodedata.normalize("NFC", name)
    return "".join(_lower(char) for char in name if not char.isspace())


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if lowered.upper() == char else char
