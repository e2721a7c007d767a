"""What a person sees while recording: lines for a terminal of any width. Nothing here reads a clock or a key."""

from __future__ import annotations

from dataclasses import dataclass

from atesta.cli.layout import AMBER, BOLD, DIM, Screen, columns, padded, paragraph, wrap
from atesta.evidence.session import State
from atesta.locale import Catalogue
from atesta.recording.call import Action, Refusal
from atesta.recording.grade import Origin
from atesta.recording.notice import Notice
from atesta.recording.preflight import Power, call_bytes
from atesta.recording.recorder import Recorder
from atesta.telling.visible import visible

KEYS = {
    "d": Action.DIALLED,
    "a": Action.ANSWERED,
    "n": Action.NOTICE,
    "i": Action.IDENTIFIED,
    "p": Action.PAUSE,
    "h": Action.HOLD,
    "e": Action.END,
}
STEPS = (Action.ARMED, Action.DIALLED, Action.ANSWERED, Action.NOTICE, Action.IDENTIFIED)
WIDEST_BAR, QUIETEST = 40, -600  # dBFS/10: below 60 dB down nothing is shown


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not change while it runs."""

    origin: Origin
    name: str
    notice: Notice


def view(recorder: Recorder, setting: Setting, words: Catalogue, screen: Screen, message: str = "") -> list[str]:
    """The whole picture, a line each."""
    rows = [
        *_levels(recorder, words, screen),
        (words.say("record.label.space"), [say_space(recorder, words)]),
        (words.say("record.label.power"), [say_power(recorder.surroundings.power, words)]),
        (words.say("record.label.chain"), say_chain(recorder, words)),
        (words.say("record.label.steps"), _steps(recorder, words)),
    ]
    lines = [*_head(recorder, setting, words, screen), "", *_contact(recorder, setting, words, screen), ""]
    lines += _table(rows, screen)
    lines += ["", *paragraph(message, screen, 0, AMBER)] if message else ["", ""]
    return [*lines, "", *(screen.style(line, DIM) for line in _flow(_keys(recorder, words), screen.width))]


def clock_of(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def say_refusal(refusal: Refusal, words: Catalogue) -> str:
    """What, why, what to do: in one breath."""
    parts = (words.say(f"refusal.{refusal.id}.{part}", n=refusal.seconds) for part in ("what", "why", "do"))
    return ("" if words.lang == "zh" else " ").join(parts)


def say_space(recorder: Recorder, words: Catalogue) -> str:
    free, start = recorder.surroundings.free_bytes, recorder.session.start
    if free is None:
        return words.say("record.unknown")
    hours = free / call_bytes(3600, start.rate, start.channels)
    return words.say("record.space", gigabytes=f"{free / 1e9:.1f}", hours=f"{min(hours, 9999):.0f}")


def say_power(power: Power, words: Catalogue) -> str:
    if power.mains:
        return words.say("record.mains")
    return words.say("record.unknown") if power.percent is None else words.say("record.battery", n=power.percent)


def say_chain(recorder: Recorder, words: Catalogue) -> list[str]:
    seq, head = recorder.session.head()
    mark = f"{head.hex()[:8]}…{head.hex()[-4:]}"
    said = words.say("record.chain", n=recorder.session.segments, seq=seq, mark=mark)
    taken = recorder.log_index
    log = words.say("record.log_out_of_reach") if taken is None else words.say("record.log", index=taken)
    return [said, log]


def say_grade(setting: Setting, words: Catalogue) -> str:
    return (
        words.say("record.rehearsal") if setting.origin.rehearsal else words.say(f"record.grade.{setting.origin.grade}")
    )


def _head(recorder: Recorder, setting: Setting, words: Catalogue, screen: Screen) -> list[str]:
    state = "paused" if recorder.session.state is State.PAUSED else "recording"
    if recorder.ended:
        state = "ended"
    first = (
        f"{'●' if state == 'recording' else '○'} {words.say(f'record.state.{state}')}  {clock_of(_seconds(recorder))}"
    )
    lines = paragraph(first, screen, 0, BOLD)
    lines += paragraph(
        f"{visible(setting.name)} · {say_grade(setting, words)}", screen, 2, AMBER if setting.origin.rehearsal else DIM
    )
    return lines


def _contact(recorder: Recorder, setting: Setting, words: Catalogue, screen: Screen) -> list[str]:
    call, left = recorder.call, recorder.call.seconds_left(recorder.now)
    if call.said is None:
        text = words.say("record.wait", time=clock_of(left)) if left else words.say("record.dial")
    else:
        lead = call.lead_ms(recorder.now) // 1000
        text = words.say("record.contact" if not left else "record.contact_early", n=lead)
    lines = paragraph(text, screen, 0, BOLD)
    if call.contact is not None and setting.notice.wanted and Action.NOTICE not in call.at:
        lines += paragraph(say_notice(setting, words), screen, 0)
    return lines


def say_notice(setting: Setting, words: Catalogue) -> str:
    """The sentence to say. Who records says his own name, which we do not know: what we have is a pseudonym."""
    asks = "unknown" if setting.notice.asks == "unknown" else "yes"
    said = words.say(f"record.notice_{asks}", who=words.say("record.your_name"))
    consent = words.say("record.notice_consent") if setting.notice.consent else ""
    return said + consent if words.lang == "zh" or not consent else f"{said} {consent}"


def _levels(recorder: Recorder, words: Catalogue, screen: Screen) -> list[tuple[str, list[str]]]:
    names = ("agent", "debtor") if len(recorder.levels) == 2 else ("level",)
    width = max(min(WIDEST_BAR, screen.width - _label_width(words) - 8), 4)
    return [
        (words.say(f"record.label.{name}"), [_bar(level, width)])
        for name, level in zip(names, recorder.levels or (QUIETEST,), strict=False)
    ]


def _bar(level: int, width: int) -> str:
    share = min(max((level - QUIETEST) / -QUIETEST, 0), 1)
    filled = round(share * width)
    return f"{'█' * filled}{'·' * (width - filled)} {max(level, QUIETEST) // 10:>3} dB"


def _steps(recorder: Recorder, words: Catalogue) -> list[str]:
    rate, at = recorder.session.start.rate, recorder.call.at
    shown = []
    for step in STEPS:
        name = words.say(f"record.step.{step.value}")
        shown.append(f"✓ {name} {clock_of(at[step] / rate)}" if step in at else f"– {name}")
    return shown


def _keys(recorder: Recorder, words: Catalogue) -> list[str]:
    paused = recorder.session.state is State.PAUSED
    names = {key: "resume" if paused and action is Action.PAUSE else action.value for key, action in KEYS.items()}
    return [f"{key} {words.say(f'record.step.{name}')}" for key, name in names.items()]


def _flow(parts: list[str], width: int) -> list[str]:
    """Parts side by side; only one that is wider than a line is torn apart."""
    lines = [""]
    for part in (piece for whole in parts for piece in wrap(whole, width)):
        longer = f"{lines[-1]} · {part}" if lines[-1] else part
        lines = [*lines[:-1], longer] if columns(longer) <= width else [*lines, part]
    return lines


def _table(rows: list[tuple[str, list[str]]], screen: Screen) -> list[str]:
    width = max(columns(label) for label, _ in rows) + 2
    lines = []
    for label, value in rows:
        first, *rest = _flow(value, screen.width - width)
        lines.append(screen.style(padded(label, width), DIM) + first)
        lines += [" " * width + line for line in rest]
    return lines


def _label_width(words: Catalogue) -> int:
    names = ("agent", "debtor", "level", "space", "power", "chain", "steps")
    return max(columns(words.say(f"record.label.{name}")) for name in names) + 2


def _seconds(recorder: Recorder) -> float:
    return recorder.now / recorder.session.start.rate
