"""Which function does which attack. A number with a letter is one of several ways to do it."""

from __future__ import annotations

from collections.abc import Callable

from attacks.stand import Seen, Stand

Attack = Callable[[Stand], Seen]
ATTACKS: dict[str, Attack] = {}


def attack(number: str) -> Callable[[Attack], Attack]:
    def keep(function: Attack) -> Attack:
        assert number not in ATTACKS, number
        ATTACKS[number] = function
        return function

    return keep
