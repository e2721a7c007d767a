"""Attacks 23 to 26b, 33 to 38 and 52: keys, authorities for time, and their dates."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bundles import House, recording, talk, unpacked
from making import DAY_MS, ID
from tsa import DAY, OTHER_POLICY, POLICY, Authority

from atesta.evidence import keys, stamp
from atesta.evidence.anchors import read_anchors
from attacks.registry import attack
from attacks.stand import SORTS_LAST, Files, Seen, Stand, of, outside_house, resealed, right_now


@attack("23")
def all_of_it_made_anew_by_a_stranger(stand: Stand) -> Seen:
    stranger = outside_house(stand.folder / "stranger", name="Stranger's authority", embed_root=True)
    stranger = House(stand.folder / "s2", "Stranger", stranger.clock, stranger.authority, stranger.tsa)
    return stand.read(recording(stranger, stand.folder / "forged.zip"))


def forged(stand: Stand, ago_ms: int = 0, authority: Authority | None = None) -> Path:
    """The thief runs the recorder itself, under the true call's number, with the stolen keys and a clock he sets.

    What the call's own key signed he cannot sign again: it was dropped at the end. So he makes another, and enters it.
    """
    thief = stand.house
    thief.clock.utc -= ago_ms
    if authority:
        thief.authority, thief.tsa = authority, authority.anchor
    session = thief.record(ID)
    talk(session, thief.clock, 8, 40)
    session.end()
    return thief.seal(thief.parts(session, {"data/mandate.jws": thief.mandate()}), stand.folder / "forged.zip")


@attack("24")
def key_stolen_and_an_authority_of_his_own(stand: Stand) -> Seen:
    anchors = stand.house.anchors
    own = Authority(stand.folder / "tsa", "His authority", 9, embed_root=True, root_name=SORTS_LAST)
    return stand.read(forged(stand, authority=own if stand.outside else None), anchors)


@attack("25")
def key_stolen_and_old_dates(stand: Stand) -> Seen:
    return stand.read(forged(stand, ago_ms=3 * DAY_MS))


@attack("26")
def key_stolen_and_the_dates_of_today(stand: Stand) -> Seen:
    return stand.read(forged(stand))


@attack("26b")
def another_calls_sound_sealed_again(stand: Stand) -> Seen:
    files, other = stand.files(), unpacked(stand.honest("26" * 16).read_bytes())
    names = ("data/audio.wav", "data/chain.jsonl", "data/opening.json", "data/device.pem", "data/sheet.json")
    made = resealed({**files, **{name: other[name] for name in names}}, stand.house, stand.house.stamp)
    return stand.edited(made)


def with_token(files: Files, authority: Authority, signature: bytes | None = None) -> Files:
    asked = stamp.request(signature or files["seal/tagmanifest.sig"], lambda size: b"\x01" * size)
    return {**files, "seal/tagmanifest.tsr": authority(asked.der)}


@attack("33a")
def a_token_by_a_stranger_with_his_root(stand: Stand) -> Seen:
    foreign = Authority(stand.folder / "tsa", "Foreign", 9, embed_root=True, root_name=SORTS_LAST)
    return stand.edited(with_token(stand.files(), foreign))


@attack("33b")
def a_token_under_the_authoritys_own_name_and_number(stand: Stand) -> Seen:
    double = Authority(stand.folder / "tsa", embed_root=True, root_name=SORTS_LAST)
    return stand.edited(with_token(stand.files(), double))


@attack("34")
def a_token_for_other_bytes(stand: Stand) -> Seen:
    return stand.edited(with_token(stand.files(), authority_of(stand), b"another signature"))


def authority_of(stand: Stand) -> Authority:
    return stand.house.authority if isinstance(stand.house.authority, Authority) else Authority(stand.folder / "tsa")


@attack("35a")
def an_old_answer_to_a_new_question(stand: Stand) -> Seen:
    outcomes: list[str] = []

    def answered(signature: bytes) -> bytes | None:
        old = authority_of(stand)(stamp.request(signature, lambda size: b"\x02" * size).der)
        asked = stamp.ask(signature, lambda request: old, stand.house.random, stand.house.tsa)
        assert isinstance(asked.outcome, stamp.Doubt)
        outcomes.append(asked.outcome.reason)
        return asked.tsr

    stand.house.stamp = answered  # type: ignore[method-assign]
    verdict = stand.read(stand.honest("35" * 16)).verdict
    assert verdict
    return of(verdict, *(("sealing", reason) for reason in outcomes))


@attack("35b")
def an_answer_under_another_policy(stand: Stand) -> Seen:
    authority, asked = authority_of(stand), stamp.request(b"sig", stand.house.random, OTHER_POLICY)
    found = stamp.check(authority(asked.der), b"sig", authority.anchor, replace(asked, policy=POLICY))
    assert isinstance(found, stamp.Doubt)
    stand.house.authority = None
    verdict = stand.read(stand.honest("3b" * 16)).verdict
    assert verdict
    return of(verdict, ("sealing", found.reason))


def with_authority(stand: Stand, **made: object) -> Stand:
    """The same installation with another authority, which the reader of the outside column knows."""
    authority = Authority(stand.folder / "other", **made)  # type: ignore[arg-type]
    stand.house.authority = authority
    stand.house.tsa = authority.anchor if stand.outside else None
    return stand


@attack("36")
def certificates_in_another_order(stand: Stand) -> Seen:
    seen = with_authority(stand, embed_root=True).read(stand.honest("36" * 16))
    assert openssl_agrees(stand, stand.folder / "36363636.zip")
    return seen


def openssl_agrees(stand: Stand, sealed: Path, at: str | None = None) -> bool:
    """The printed command. `at`: the reader's day instead of the token's own time; '' for none said."""
    assert isinstance(stand.house.authority, Authority)
    files = unpacked(sealed.read_bytes())
    for name in ("tagmanifest.sig", "tagmanifest.tsr"):
        (stand.folder / name).write_bytes(files[f"seal/{name}"])
    (stand.folder / "tsa.pem").write_bytes(stand.house.authority.anchor)
    asked = ["-data", "tagmanifest.sig", "-in", "tagmanifest.tsr", "-CAfile", "tsa.pem"]
    at = str(right_now() // 1000 - 1) if at is None else at
    more = ["-attime", at] if at else []
    done = subprocess.run(
        ["openssl", "ts", "-verify", *asked, *more], cwd=stand.folder, capture_output=True, check=False
    )
    return done.returncode == 0


@attack("37a")
def an_authority_whose_certificate_has_ended_since(stand: Stand) -> Seen:
    last = datetime.now(UTC) + timedelta(seconds=3)
    stand = with_authority(stand, dates=(datetime.now(UTC) - DAY, last))
    sealed, stamped_at = stand.honest("37" * 16), str(right_now() // 1000 - 1)
    while datetime.now(UTC) <= last + timedelta(seconds=1):
        time.sleep(0.1)
    assert not openssl_agrees(stand, sealed, "") and openssl_agrees(stand, sealed, stamped_at)
    return stand.read(sealed)


@attack("37b")
def an_authority_whose_certificate_had_ended_before(stand: Stand) -> Seen:
    now = datetime.now(UTC)
    return with_authority(stand, dates=(now - 9 * DAY, now - 2 * DAY)).read(stand.honest("b7" * 16))


@attack("38")
def a_token_over_sha1(stand: Stand) -> Seen:
    authority = authority_of(stand)

    def weak(signature: bytes) -> bytes:
        (stand.folder / "data").write_bytes(signature)
        command = ["openssl", "ts", "-query", "-data", "data", "-sha1", "-cert", "-out", "asked"]
        subprocess.run(command, cwd=stand.folder, check=True, capture_output=True)
        return authority((stand.folder / "asked").read_bytes())

    stand.house.stamp = weak  # type: ignore[method-assign]
    return stand.read(stand.honest("38" * 16))


@attack("51a")
def a_device_that_had_been_revoked(stand: Stand) -> Seen:
    return revoked_at(stand, "2020-01-01T00:00:00Z")


@attack("51b")
def a_device_that_was_revoked_afterwards(stand: Stand) -> Seen:
    return revoked_at(stand, "2090-01-01T00:00:00Z")


def revoked_at(stand: Stand, when: str) -> Seen:
    folder = stand.house.export(stand.folder / "given")
    (folder / "revoked.txt").write_text(f"{keys.fingerprint(stand.house.ring.device())} {when}\n")
    return stand.read(stand.sealed, read_anchors(folder))


@attack("52a")
def a_key_rotated_between_two_calls(stand: Stand) -> Seen:
    house = rotating(stand)
    sealed = recording(house, stand.folder / "before.zip", 4)
    house.ring.rotate(house.clock.utc_ms(), house.random)
    return stand_of(stand, house).read(sealed)


@attack("52b")
def a_key_rotated_during_a_call(stand: Stand) -> Seen:
    house = rotating(stand)
    session = house.record()
    talk(session, house.clock, 4)
    house.ring.rotate(house.clock.utc_ms(), house.random)
    talk(session, house.clock, 4, 4)
    session.end()
    sealed = house.seal(house.parts(session, {"data/mandate.jws": house.mandate()}), stand.folder / "during.zip")
    return stand_of(stand, house).read(sealed)


def rotating(stand: Stand) -> House:
    """Keys of its own, for they are changed."""
    old = stand.house
    return House(stand.folder / "rotating", "Rotating", old.clock, old.authority, old.tsa)


def stand_of(stand: Stand, house: House) -> Stand:
    return replace(stand, house=house)
