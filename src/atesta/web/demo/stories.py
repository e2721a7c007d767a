"""The inputs of the demonstration, written by a seed: what came in and when. What follows from it is computed, as for
anybody; nothing here says what will be found."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as time_of_day
from importlib import resources
from importlib.resources.abc import Traversable
from random import Random
from typing import Any

from atesta.store.codes import ALPHABET, LOCATOR, SECRET, Code
from atesta.store.keeping import Given, Original

SEED = 5
NAMES = ("lin", "ramirez", "vidal")


@dataclass(frozen=True, slots=True)
class Story:
    """One person; `told` is the file of her story. Who she is says `web_demo.<name>` of the catalogue."""

    name: str
    told: dict[str, Any]

    @property
    def code(self) -> Code:
        """The same on every computer, so that a visitor can be told it: it opens nothing but invented things."""
        chance = Random(f"atesta-demo-code-{self.name}")
        letters = "".join(chance.choice(ALPHABET) for _ in range(LOCATOR + SECRET))
        return Code(letters[:LOCATOR], letters[LOCATOR:])

    @property
    def case(self) -> Traversable:
        return _cases().joinpath(self.told["case"])

    @property
    def now(self) -> datetime:
        now: datetime = self.told["now"]
        return now


def stories() -> tuple[Story, ...]:
    folder = resources.files("atesta.web.demo").joinpath("told")
    return tuple(
        Story(name, tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))) for name in NAMES
    )


def contacts(story: Story) -> list[Given]:
    """Everything that came in, oldest first: the messages, the case's own, the calls of the log, the recorded call."""
    case = tomllib.loads(story.case.joinpath("case.toml").read_text(encoding="utf-8"))
    text = story.case.joinpath("message.txt").read_text(encoding="utf-8")
    given = [Given(**{"provenance": "imported", **told}) for told in story.told["contact"]]
    sender = story.told.get("case_sender", case["sender"])
    given.append(Given(channel=case["channel"], sender=sender, at=case["received"], text=text))
    given += _log(story)
    if "call" in story.told:
        given.append(_recorded(story, _cases().joinpath(story.told["call"])))
    return sorted(given, key=_when)


def _when(given: Given) -> datetime:
    if given.at is None:
        raise ValueError("every contact of a story has its time")
    return given.at


def _log(story: Story) -> Iterator[Given]:
    """Calls that nobody answered, as a telephone lists them."""
    told, chance = story.told["log"], Random(f"{SEED}-{story.name}")
    zone = story.now.tzinfo
    for day in range(told["days"]):
        for _ in range(chance.randint(1, told["most"])):
            hour, minute = chance.randint(*told["hours"]), chance.randint(0, 59)
            at = datetime.combine(told["from"] + timedelta(days=day), time_of_day(hour, minute), zone)
            yield Given(channel="call", sender=told["sender"], at=at, outcome="no_answer", provenance="imported")


def _recorded(story: Story, folder: Traversable) -> Given:
    about = tomllib.loads(folder.joinpath("case.toml").read_text(encoding="utf-8"))
    return Given(
        channel="call",
        sender=story.told["log"]["sender"],
        at=about["began"],
        outcome="conversation",
        provenance="original_file",
        transcript=folder.joinpath(about["transcript"]).read_text(encoding="utf-8"),
        original=Original(folder.joinpath(about["sound"]).read_bytes(), "audio/wav", about["sound"]),
    )


def _cases() -> Traversable:
    return resources.files("atesta.cli").joinpath("cases")
