"""`atesta demo --case call`: a collection call of a minute, heard beforehand, measured and reviewed now.

Its words come along as the recogniser wrote them, so that the demonstration runs without the extra `atesta[audio]`.
"""

from __future__ import annotations

import hashlib
import tomllib
from importlib import resources

from atesta.action.coaching.notes import coaching_notes
from atesta.cli.call_view_terminal import render_call
from atesta.cli.demo import extract
from atesta.cli.layout import Screen
from atesta.contact.call import Call
from atesta.intake.transcript_file import read_transcript
from atesta.locale import Catalogue
from atesta.pipeline import open_desk, review_call
from atesta.review.conduct.call import speaks_for_firm
from atesta.transcript.hear import HowToHear, hear_call
from atesta.transcript.sound import open_sound


def demo_call(words: Catalogue, screen: Screen) -> str:
    """The five answers of the call, with what the creditor holds about the account."""
    cases = resources.files("atesta.cli").joinpath("cases")
    folder = cases.joinpath("call")
    about = tomllib.loads(folder.joinpath("case.toml").read_text(encoding="utf-8"))
    knowledge = extract(cases.joinpath(about["case"]), about)
    said = read_transcript(folder.joinpath(about["transcript"]).read_bytes(), about["transcript"])
    with resources.as_file(folder.joinpath(about["sound"])) as sound:
        how = HowToHear(None, speaks_for_firm, about["agent"], words=said)
        heard = hear_call(lambda: open_sound(sound, about["sound"]), how)
        original = "sha256:" + hashlib.sha256(sound.read_bytes()).hexdigest()
    call = Call(heard.transcript, original, caller=about["caller"], began=about["began"])
    desk = open_desk()
    review = review_call(call, heard.acoustics, None, knowledge, desk)
    notes = coaching_notes(review, call, knowledge.account)
    return render_call(review, call, heard.acoustics, knowledge, desk.rulebook, notes, words.lang, screen)
