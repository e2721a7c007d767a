"""Openings of calls whose truth is known to the hundredth: who the agent says they are, and when that has been said.

Each piece is one trimmed clip of a synthetic voice, laid at a known time; the truth of the 5-second rule (B2.1.6) is
the end of the later of the company's and the agent's own name, counted from the onset of the agent's first sound. Half
of the openings aims at an end near five seconds; one in eight leaves a name out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from compose_sound import silence
from compose_voice import RATE, Sound, Voices, recipe

LANGUAGES = ("es", "en", "zh")
COUNT = 104
FIRST, TAIL = 0.3, 1.2
ORDERS = (
    *(("name", "company"), ("company", "name"), ("company", "name", "behalf"), ("behalf", "company", "name")),
    *(("name", "company", "behalf"), ("company", "behalf", "name"), ("company", "name", "purpose")),
    *(("name", "company", "behalf", "purpose"), ("behalf", "purpose", "company", "name")),
)
LEFT_OUT = {3: "company", 11: "name"}
"""Of sixteen openings these leave a name out."""


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str
    text: str
    named: str
    sound: Sound
    gap: float = 0.0

    @property
    def seconds(self) -> float:
        return len(self.sound) / RATE


@dataclass(slots=True)
class Line:
    """One channel being laid out: what is said, from when to when."""

    parts: list[Sound] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    now: float = 0.0

    def wait(self, until: float) -> None:
        if until > self.now:
            self.parts.append(silence(until - self.now))
            self.now = sum(map(len, self.parts)) / RATE

    def say(self, piece: Piece) -> None:
        begun = self.now
        self.parts.append(piece.sound)
        self.now = sum(map(len, self.parts)) / RATE
        named = {"is": piece.named} if piece.named else {}
        self.said.append(
            {"kind": piece.kind, "text": piece.text, **named, "start": round(begun, 3), "end": round(self.now, 3)}
        )


def wanted_end(number: int, chance: random.Random) -> float:
    """Seconds after the onset at which the identity shall end: dense around five."""
    return chance.uniform(4.3, 5.7) if number % 2 else chance.uniform(2.0, 9.0)


class Opener:
    """One language's pieces, each said by the voice whose turn it is."""

    def __init__(self, voices: Voices, lang: str) -> None:
        self.voices, self.lang = voices, lang
        self.pools, cast = recipe(f"openings.{lang}"), recipe("voices")[lang]
        self.agents, self.debtor = cast["agents"], cast["debtor"]

    def piece(self, kind: str, number: int, chance: random.Random) -> Piece:
        """A piece that this agent's voice says."""
        agent = self.agents[number % len(self.agents)]
        entry = chance.choice(self.pools[kind][number % len(self.agents) :: len(self.agents)])
        text, named = (entry["text"], entry["is"]) if isinstance(entry, dict) else (entry, "")
        clip = self.voices.say(text, self.lang, agent["voice"], agent["pace"])
        return Piece(kind, text, named, clip.sound, chance.uniform(0.06, 0.3))

    def answer(self, kind: str, chance: random.Random) -> Piece:
        text = chance.choice(self.pools["debtor"][kind])
        return Piece(kind, text, "", self.voices.say(text, self.lang, self.debtor["voice"], self.debtor["pace"]).sound)

    def opening(self, number: int) -> tuple[list[Sound], dict[str, Any]]:
        """Both channels of one call's beginning, and the truth about it."""
        chance = random.Random(f"opening|{self.lang}|{number}")
        order = list(ORDERS[number % len(ORDERS)])
        if (left := LEFT_OUT.get(number % 16)) is not None:
            order.remove(left)
        identity = [self.piece(kind, number, chance) for kind in order]
        before = self._before(identity, wanted_end(number, chance), number, chance)
        after = [self.piece("purpose", number, chance)] if "purpose" not in order and chance.random() < 0.7 else []
        agent, debtor = Line(), Line()
        debtor.wait(FIRST + chance.uniform(0, 0.5))
        debtor.say(self.answer("hello", chance))
        agent.wait(debtor.now + chance.uniform(0.25, 0.7))
        self._lay(agent, debtor, [*before, *identity, *after], chance)
        agent.wait(agent.now + TAIL)
        return [np.concatenate(agent.parts), np.concatenate(debtor.parts)], self._truth(number, agent, debtor)

    def _before(self, identity: list[Piece], end: float, number: int, chance: random.Random) -> list[Piece]:
        """Greeting, question and filler that fit before the identity, and a pause for what is left."""
        last = max((n for n, piece in enumerate(identity) if piece.kind in ("name", "company")), default=0)
        room = end - sum(piece.seconds + piece.gap for piece in identity[: last + 1])
        chosen = []
        for kind, likely in (("greeting", 0.85), ("ask", 0.8), ("filler", 0.6)):
            piece = self.piece(kind, number, chance)
            takes = piece.seconds + (1.4 if kind == "ask" else piece.gap)
            if takes <= room and chance.random() < likely:
                chosen.append(piece)
                room -= takes
        if chosen and room > 0:
            chosen[-1] = replace(chosen[-1], gap=chosen[-1].gap + min(room, 3.0))
        return chosen

    def _lay(self, agent: Line, debtor: Line, pieces: list[Piece], chance: random.Random) -> None:
        for piece in pieces:
            agent.say(piece)
            pause = piece.gap
            if piece.kind == "ask":
                debtor.wait(agent.now + 0.25)
                debtor.say(self.answer("reply", chance))
                pause = max(pause, debtor.now - agent.now + 0.2)
            agent.wait(agent.now + pause)

    def _truth(self, number: int, agent: Line, debtor: Line) -> dict[str, Any]:
        onset = agent.said[0]["start"]
        ends = {piece["kind"]: piece["end"] for piece in agent.said if piece["kind"] in ("name", "company", "behalf")}
        named = {piece["kind"]: piece["is"] for piece in agent.said if "is" in piece}
        missing = [kind for kind in ("company", "name") if kind not in ends]
        seconds = None if missing else round(max(ends["company"], ends["name"]) - onset, 3)
        return {
            "lang": self.lang,
            "voice": self.agents[number % len(self.agents)]["voice"],
            "synthetic": True,
            "onset": onset,
            "agent": agent.said,
            "debtor": debtor.said,
            **named,
            "missing": missing,
            "seconds": seconds,
            "truth": "missing" if seconds is None else "in_time" if seconds <= 5.0 else "late",
        }
