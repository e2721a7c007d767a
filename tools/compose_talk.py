"""Longer calls with known talk, overtalk and silence, and long stretches of speech with a known wording.

The agent of the Spanish and English talk is a recorded human voice (telephone prompts), the debtor a synthetic one;
in Chinese both are synthetic. Truth is measured on the clean clips: a hundredth of a second is speech where it is
within 38 dB of its clip's own speech, and pauses inside speech shorter than 0.3 s count as speech.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
from compose_openings import Opener
from compose_sound import generator
from compose_voice import RATE, TRIM_DB, Clip, Sound, Voices, prompts, recipe
from numpy.typing import NDArray

STEP = RATE // 100
BRIDGE = 30
"""Hundredths: a pause inside speech that is shorter is speech."""
TALK_SECONDS = (60, 120, 300, 600)
SPEECH_SECONDS = 285.0


class Laid:
    """Clips laid on one channel at times of our choosing, also over each other's end."""

    def __init__(self, seconds: float) -> None:
        self.sound = np.zeros(round(seconds * RATE), dtype=np.float32)
        self.speech = np.zeros(len(self.sound) // STEP, dtype=bool)
        self.said: list[dict[str, Any]] = []

    def put(self, clip: Clip, at: float) -> float:
        """Lays it, cut at the end of the call; gives its end."""
        begin = min(round(at * RATE) // STEP * STEP, len(self.sound) // STEP * STEP)
        part = clip.sound[: max(len(self.sound) - begin, 0)]
        self.sound[begin : begin + len(part)] += part
        talks = bridged(speech_mask(clip.sound))[: len(self.speech) - begin // STEP]
        self.speech[begin // STEP :][: len(talks)] |= talks
        end = begin / RATE + len(part) / RATE
        if len(part):
            whole = {} if len(part) == len(clip.sound) else {"cut": True}
            self.said.append(
                {"text": clip.text, "voice": clip.voice, "start": begin / RATE, "end": round(end, 3), **whole}
            )
        return end


def speech_mask(sound: Sound) -> NDArray[np.bool_]:
    frames = sound[: len(sound) // STEP * STEP].reshape(-1, STEP).astype(np.float64)
    level = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-10)
    return np.asarray(level > np.percentile(level, 95) - TRIM_DB)


def bridged(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Short pauses filled."""
    out, quiet = mask.copy(), 0
    for n, talks in enumerate(mask):
        if talks and 0 < quiet < BRIDGE and n > quiet:
            out[n - quiet : n] = True
        quiet = 0 if talks else quiet + 1
    return out


def spans(mask: NDArray[np.bool_]) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(round(a / 100, 2), round(b / 100, 2)) for a, b in edges.reshape(-1, 2)]


def talk(lang: str, seconds: int, voices: Voices) -> tuple[list[Sound], dict[str, Any]]:
    """A call of so many seconds: turns, pauses, interruptions, monologues."""
    chance = random.Random(f"talk|{lang}|{seconds}")
    agent, debtor = Laid(seconds), Laid(seconds)
    speaks, pools, now = 0, both_sides(lang, voices), 0.5
    while now < seconds - 1:
        side = (agent, debtor)[speaks]
        clips = chance.randint(6, 10) if chance.random() < 0.05 else chance.randint(1, 3)
        for _ in range(clips):
            now = side.put(chance.choice(pools[speaks]), now) + chance.uniform(0.05, 0.25)
        speaks = 1 - speaks
        now = max(now + pause(chance), 0.5)
    return [agent.sound, debtor.sound], talk_truth(lang, agent, debtor, seconds)


def pause(chance: random.Random) -> float:
    """Until the other speaks: mostly at once, sometimes into the words, sometimes after a long silence."""
    kind = chance.random()
    if kind < 0.2:
        return -chance.uniform(0.4, 1.5)
    return chance.uniform(1.5, 5.0) if kind > 0.85 else chance.uniform(0.2, 1.0)


def both_sides(lang: str, voices: Voices) -> tuple[list[Clip], list[Clip]]:
    opener = Opener(voices, lang)
    debtor = spoken_by(opener, 1)
    if lang == "zh":
        return spoken_by(opener, 0), debtor
    return [clip for clip in prompts(lang) if 1.0 < clip.seconds < 8.0], debtor


def spoken_by(opener: Opener, turn: int) -> list[Clip]:
    """All that one agent's voice says in the openings."""
    agent, count = opener.agents[turn], len(opener.agents)
    entries = [
        one
        for kind in ("greeting", "ask", "filler", "name", "company", "behalf", "purpose")
        for one in opener.pools[kind][turn::count]
    ]
    texts = [one["text"] if isinstance(one, dict) else one for one in entries]
    return [opener.voices.say(text, opener.lang, agent["voice"], agent["pace"]) for text in texts]


def talk_truth(lang: str, agent: Laid, debtor: Laid, seconds: int) -> dict[str, Any]:
    left, right = bridged(agent.speech), bridged(debtor.speech)
    over, none = left & right, ~(left | right)
    return {
        "lang": lang,
        "duration": seconds,
        "synthetic": {"agent": lang == "zh", "debtor": True},
        "agent": agent.said,
        "debtor": debtor.said,
        "agent_seconds": round(left.sum() / 100, 2),
        "debtor_seconds": round(right.sum() / 100, 2),
        "agent_share": round(float(left.sum() / max(left.sum() + right.sum(), 1)), 4),
        "overtalk_seconds": round(over.sum() / 100, 2),
        "silence_seconds": round(none.sum() / 100, 2),
        "agent_spans": spans(left),
        "debtor_spans": spans(right),
    }


def prompts_read(lang: str, voices: Voices) -> tuple[list[Sound], dict[str, Any]]:
    """Recorded prompts one after the other, and the prompts that were not read: their phrases must not be found."""
    chosen = [
        clip
        for clip in prompts(lang)
        if not any(one.isdigit() or one in "@/" for one in clip.text) and clip.seconds > 1
    ]
    generator("prompts", lang).shuffle(chosen)
    read, seconds = [], 0.0
    while seconds < SPEECH_SECONDS:
        read.append(chosen.pop())
        seconds += read[-1].seconds + 0.8
    return laid_out(lang, read, voices, {"synthetic": False, "others": [clip.text for clip in chosen]})


def sentences_read(lang: str, kinds: tuple[str, ...], voices: Voices) -> tuple[list[Sound], dict[str, Any]]:
    """Sentences of sentences.*.toml by the agents' synthetic voices in turn."""
    listed, agents = recipe(f"sentences.{lang}"), recipe("voices")[lang]["agents"]
    clips, means = [], []
    for kind in kinds:
        for n, one in enumerate(listed[kind]):
            text, mean = (one["text"], one["means"]) if isinstance(one, dict) else (one, "plain")
            agent = agents[n % len(agents)]
            clips.append(voices.say(text, lang, agent["voice"], agent["pace"]))
            means.append([kind, mean])
    others = [one["text"] for one in listed["coercive"]] if "coercive" not in kinds else []
    return laid_out(lang, clips, voices, {"synthetic": True, "means": means, "others": others})


def laid_out(lang: str, clips: list[Clip], voices: Voices, about: dict[str, Any]) -> tuple[list[Sound], dict[str, Any]]:
    """On the agent's channel with short pauses; the debtor answers now and then."""
    chance, opener = random.Random(f"read|{lang}|{len(clips)}"), Opener(voices, lang)
    seconds = sum(clip.seconds + 1.1 for clip in clips) + len(clips) / 6 * 2.5 + 4
    agent, debtor, now = Laid(seconds), Laid(seconds), 0.8
    for n, clip in enumerate(clips):
        now = agent.put(clip, now) + chance.uniform(0.5, 1.1)
        if n % 6 == 5:
            reply = opener.answer("reply", chance)
            now = debtor.put(Clip(reply.text, opener.debtor["voice"], "kokoro", reply.sound), now) + 0.6
    last = round((now + 1) * RATE)
    return [agent.sound[:last], debtor.sound[:last]], {
        "lang": lang,
        **about,
        "agent": agent.said,
        "debtor": debtor.said,
    }
