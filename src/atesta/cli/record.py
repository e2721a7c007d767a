"""`atesta record --out BUNDLE`: from the first sound to the sealed bundle. Exit 0 when it is sealed."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from atesta.cli.home import open_home, ring_or_new
from atesta.cli.layout import paragraph, terminal
from atesta.cli.record_face import Face, open_face, say_identified, say_told
from atesta.cli.record_script import Said, Script, open_script
from atesta.cli.record_source import Opened, open_source
from atesta.cli.record_view import Setting, say_grade, say_refusal
from atesta.cli.sealing import free_name, seal_recording
from atesta.cli.sessions import sessions_of
from atesta.config import Settings, read_settings
from atesta.errors import AtestaError, DiskError, InputError, Where
from atesta.evidence import mandate, note
from atesta.evidence.canonical import Json
from atesta.evidence.disk import RealDisk
from atesta.evidence.session import Device, Opening, Session, begin
from atesta.installation.home import Home
from atesta.installation.seal import Sealed
from atesta.locale import Catalogue, catalogue
from atesta.recording import source as sources
from atesta.recording.call import Action, Call
from atesta.recording.device import Register
from atesta.recording.grade import origin_of
from atesta.recording.identity import Identities, open_identities
from atesta.recording.lead import lead
from atesta.recording.measured import as_record
from atesta.recording.notice import Notice, notice_in, stricter
from atesta.recording.preflight import SystemSupplies, preflight, read_power
from atesta.recording.real_clock import RealClock
from atesta.recording.recorder import Recorder, Surroundings
from atesta.telling.say_error import say_briefly
from atesta.telling.visible import visible

ABOUT = ("call", "account", "party", "agent", "agency", "mandate")
PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LIKE_A_NUMBER = re.compile(r"\d{7}")
STEP_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for: where to, what it is about, the mandate beside it, the longest call in minutes."""

    out: Path
    about: dict[str, Json]
    mandate: bytes | None
    longest: int


@dataclass(frozen=True, slots=True)
class Around:
    """What one recording stands in: installation, words, and what the person agreed."""

    home: Home
    settings: Settings
    words: Catalogue
    identities: Identities
    party: str | None


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, home = catalogue(arguments.lang or settings.lang), open_home(settings)
    plan = Plan(free_name(arguments.out), _about(arguments), _mandate(arguments.mandate_file), arguments.longest)
    script, notice = open_script(arguments.events), _notice(arguments)
    ring_or_new(home, words)
    home.unlock()
    identities = open_identities(RealDisk(), home.folder / "identities", os.urandom)
    around = Around(home, settings, words, identities, arguments.party)
    register = Register(home.folder / "devices")
    opened = open_source(arguments, register, RealClock())
    try:
        origin = origin_of(opened.source, register, opened.clock)
        setting = Setting(origin, opened.source.name, notice)
        _record_and_seal(around, opened, setting, plan, script, events_on_stdin=arguments.events == "-")
    finally:
        opened.source.stop()
    return 0


def _record_and_seal(
    around: Around, opened: Opened, setting: Setting, plan: Plan, script: Script, *, events_on_stdin: bool
) -> None:
    first = sources.begin(opened.source)
    id_ = os.urandom(16).hex()
    with sessions_of(around.home).held(id_) as folder:
        session = _begin(around, opened, setting, id_, folder, plan)
        with _kept(around, id_):
            recorder = _recorded(around, opened, setting, session, first, script, events_on_stdin)
            # A rehearsal that ran faster than time ended in the future: no true time could be later.
            authority = around.settings.tsa if isinstance(opened.clock, RealClock) else None
            # Its seal is of now all the same.
            sealed = seal_recording(around.home, session.material(), RealClock(), plan.out, authority)
        session.wipe()
    _say_end(recorder, around, setting, sealed, not_asked=bool(around.settings.tsa) and authority is None)


def _recorded(
    around: Around,
    opened: Opened,
    setting: Setting,
    session: Session,
    first: sources.Sound,
    script: Script,
    events_on_stdin: bool,
) -> Recorder:
    log = around.home.log()
    try:
        recorder = Recorder(session, opened.source, opened.clock, _ready(session), log, _looking(session.folder))
        _record(recorder, first, around, setting, script, events_on_stdin=events_on_stdin)
    finally:
        log.close()
    return recorder


@contextmanager
def _kept(around: Around, id_: str) -> Iterator[None]:
    """Whatever goes wrong from here on, what was acknowledged lies in its folder, and the person is told."""
    try:
        yield
    except BaseException:
        text = around.words.say("record.not_sealed", session=id_)
        sys.stderr.write("".join(f"{line}\n" for line in paragraph(text, terminal(sys.stderr, False), 0)))
        raise


def _about(arguments: argparse.Namespace) -> dict[str, Json]:
    """Ids and pseudonyms, which a bundle shows to everybody who gets it."""
    given = {"call": arguments.call, "account": arguments.account, "party": arguments.party, "agent": arguments.by}
    given |= {"agency": arguments.agency, "mandate": arguments.mandate}
    for name, value in given.items():
        if value is not None and (not PSEUDONYM.fullmatch(value) or LIKE_A_NUMBER.search(value)):
            raise InputError(
                f"The {name} is not a pseudonym: letters, digits, . _ - and no long number.",
                "Whoever gets the recording reads it, and a name or number of a person has no place there.",
                "Give an id of your own, such as A-1001.",
                key="not_a_pseudonym",
                option="--by" if name == "agent" else f"--{name}",
            )
    return {name: given[name] for name in ABOUT if given[name] is not None}


def _notice(arguments: argparse.Namespace) -> Notice:
    """A call has two ends; who does not say that he is elsewhere is where the other party is."""
    there = notice_in(_place(arguments.place), arguments.role)
    return stricter(there, notice_in(_place(arguments.here), arguments.role)) if arguments.here else there


def _place(given: str | None) -> str | None:
    """A place of which nothing is known is taken too: then the notice is asked for."""
    code = (given or "").strip().upper()
    if given is not None and not re.fullmatch("[A-Z]{2}", code):
        raise InputError(
            "A place is two letters.",
            "What is asked for there could not be looked up.",
            "Write CN, MX, CO, ES.",
            key="place_not_two_letters",
        )
    return "GB" if code == "UK" else code or None


def _mandate(name: str | None) -> bytes | None:
    if name is None:
        return None
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        raise InputError(
            "The mandate cannot be read.",
            "It would be missing beside it.",
            "Look at its name.",
            key="file_not_opened",
            where=Where.of(Path(name).name),
        ) from error
    if mandate.check(data, (), 0)[1] in ("mandate_form", "mandate_algorithm"):  # who issued it, its readers judge
        raise InputError(
            "This is not a mandate in its form.",
            "Sealed in, it would show nothing.",
            "Ask the creditor for it again.",
            key="mandate_broken",
            where=Where.of(Path(name).name),
        )
    return data


def _begin(around: Around, opened: Opened, setting: Setting, id_: str, folder: Path, plan: Plan) -> Session:
    ring, source = around.home.ring(), opened.source
    opening = Opening(
        id_,
        source.rate,
        source.channels,
        setting.origin.source,
        ring.keeper(),
        ring.keeper_is_here(),
        plan.about,
        _before(around, opened, setting, folder.parent, plan.longest),
        setting.origin.device,
        _checkpoint(around.home),
    )
    device = Device(around.home.device_key(), ring.device())
    session = begin(RealDisk(), opened.clock, os.urandom, folder, opening, device)
    if plan.mandate:
        session.attach("mandate.jws", plan.mandate)
    return session


def _before(around: Around, opened: Opened, setting: Setting, folder: Path, longest: int) -> dict[str, Json]:
    """The preflight of the start record. Nobody compares the clock over a network: it stays unknown."""
    measured = preflight(
        free_bytes=RealDisk().free_bytes(folder),
        longest_call_s=longest * 60,
        rate=opened.source.rate,
        channels=opened.source.channels,
        power=read_power(SystemSupplies()),
        clock_offset_ms=None,
    )
    before: dict[str, Json] = {name: dict(one) for name, one in as_record(measured).items()}
    before["notice"] = setting.notice.as_record()
    before["questions"] = list(around.identities.questions(around.party))
    return before


def _checkpoint(home: Home) -> dict[str, Json]:
    """What the log said last: this recording was not begun before."""
    log = home.log()
    try:
        said = note.read_checkpoint(log.checkpoint().decode().rpartition("\n\n")[0] + "\n")
    finally:
        log.close()
    return {"origin": said.origin, "root": said.root.hex(), "size": said.size}


def _ready(session: Session) -> Call:
    return Call(session.start.rate).after(Action.PREFLIGHT, 0)


def _looking(folder: Path) -> Callable[[], Surroundings]:
    def free() -> int | None:
        try:
            return RealDisk().free_bytes(folder)
        except DiskError:
            return None

    return lambda: Surroundings(free(), read_power(SystemSupplies()))


def _record(
    recorder: Recorder,
    first: sources.Sound,
    around: Around,
    setting: Setting,
    script: Script,
    *,
    events_on_stdin: bool,
) -> None:
    """Until it has ended, for whatever reason."""
    questions = around.identities.questions(around.party)
    face = open_face(around.words, setting, questions, around.settings.colour, events_on_stdin=events_on_stdin)
    with _signals() as asked:
        try:
            recorder.begin(first)
            face.tell(_first_words(setting, around.words), 0)
            while not recorder.ended:
                recorder.step(STEP_SECONDS)
                try:
                    for said in (*script.due(recorder.arrived / recorder.session.start.rate), *face.show(recorder)):
                        _do(said, recorder, around, setting, face)
                except AtestaError as error:  # a word that nobody understands ends no recording
                    face.tell(say_briefly(error, around.words), recorder.now / recorder.session.start.rate)
                _tell(recorder, face, around.words)
                if asked and not recorder.ended:
                    recorder.finish()
        finally:
            face.close()


def _first_words(setting: Setting, words: Catalogue) -> str:
    began = words.say("record.began", name=visible(setting.name))
    return f"{began} {say_grade(setting, words)}"


def _do(said: Said, recorder: Recorder, around: Around, setting: Setting, face: Face) -> None:
    """One step of the call, or the sentence that says why not."""
    words, at = around.words, recorder.now / recorder.session.start.rate
    if recorder.ended:
        return
    if said.action is Action.END:
        recorder.finish()
        return
    detail, text = _detail(said, around, setting)
    refusal = recorder.do(said.action, detail, anyway=said.anyway, counts=detail.get("met") is not False)
    if refusal:
        face.tell(say_refusal(refusal, words), at)
    else:
        face.tell(text or words.say(f"record.done.{said.action.value}"), at)


def _detail(said: Said, around: Around, setting: Setting) -> tuple[dict[str, Json], str]:
    if said.action is Action.NOTICE:
        return {"asks": setting.notice.asks, "by": "person", "place": setting.notice.place}, ""
    if said.action is Action.IDENTIFIED:
        if not said.answers:
            return {"by": "ear", "met": None}, say_identified(None, around.words)
        compared = around.identities.compare(around.party, said.answers)
        return {"by": "keyed_hash", **compared.as_detail()}, say_identified(compared, around.words)
    if said.action in (Action.DIALLED, Action.RING, Action.ANSWERED):
        return {"anyway": said.anyway, "by": "person"}, ""
    return {}, ""


def _tell(recorder: Recorder, face: Face, words: Catalogue) -> None:
    at = recorder.now / recorder.session.start.rate
    for told in recorder.told:
        face.tell(say_told(told, words), at)
    recorder.told.clear()


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Ctrl-C, a request to end, a closed terminal: all of them end the recording, and it is sealed."""
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say_end(recorder: Recorder, around: Around, setting: Setting, sealed: Sealed, *, not_asked: bool) -> None:
    words, session = around.words, recorder.session
    rate = session.start.rate
    out = visible(str(sealed.path))
    said = [words.say("record.sealed", out=out, seconds=f"{session.frames / rate:.1f}")]
    said.append(say_grade(setting, words))
    if session.reason != "asked":
        said.append(words.say(f"record.reason.{session.reason}"))
    said.append(say_lead(recorder, words))
    said += [words.say("record.fast_not_stamped")] if not_asked else []
    said.append(words.say("record.check", out=out))
    screen = terminal(sys.stdout, around.settings.colour)
    lines = [line for text in said for line in paragraph(text, screen, 0)]
    open_ = ["time_absent"] * (not sealed.stamped) + ["keeper_is_recorder"] * session.start.keeper_is_recorder
    if open_:
        lines += paragraph(words.say("verdict.not_proven"), screen, 0)
    for id_ in open_:
        lines += paragraph(words.say(f"not_proven.{id_}"), screen, 2, bullet="- ")
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def say_lead(recorder: Recorder, words: Catalogue) -> str:
    """How long it had run before the contact: both witnesses, and what they leave open."""
    call, start = recorder.call, recorder.session.start
    found = lead(start.rate, start.channels, call.at.get(Action.ARMED), call.said, call.heard)
    if found.milliseconds is None:
        return words.say("record.lead.unknown")
    state = {True: "met", False: "short", None: "open"}[found.met]
    said, heard = (
        words.say("record.none") if frame is None else words.say("record.seconds", seconds=f"{frame / start.rate:.1f}")
        for frame in (found.said, found.heard)
    )
    seconds = f"{found.milliseconds / 1000:.1f}"
    parts = [words.say(f"record.lead.{state}", seconds=seconds, said=said, heard=heard)]
    parts += [words.say(f"record.lead.{finding}") for finding in found.findings]
    return ("" if words.lang == "zh" else " ").join(parts)
