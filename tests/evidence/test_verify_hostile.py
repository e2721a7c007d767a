"""Whoever holds a device key can sign any nonsense: well packed, well sealed, never an exception or a yes."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from bundles import House, brought_in, check, house_id, recording, repacked, resealed, unpacked

from atesta.evidence import canonical, digest, keys
from atesta.evidence.chain import base64url
from atesta.evidence.verify import Answer

EXTREMES: list[canonical.Json] = [
    0,
    -1,
    1,
    2**53 - 1,
    -(2**53 - 1),
    2**31,
    True,
    None,
    "",
    "0" * 64,
    "é",
    [],
    {},
    "end",
    "segment",
]
Json = dict[str, canonical.Json]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house")


def signed_anew(files: dict[str, bytes], records: list[Json], house: House) -> dict[str, bytes]:
    """These records as a chain with whole links and signatures, by a recording key that the device certified."""
    key, id_ = keys.new_key(house.random), house_id(files)
    device, now = house.ring.device(), house.clock.utc_ms()
    subject = keys.recording_subject(id_)
    cert = keys.certificate(subject, key.public, device, house.ring.device_key(), now - 9, now + 9, house.random)
    device_pem = keys.pem(device, cert)
    if records and "device_cert" in records[0]:
        records[0]["device_cert"] = digest.hex_of(device_pem)
    prev, out = digest.FIRST, io.BytesIO()
    for record in records:
        raw = canonical.write(record)  # type: ignore[arg-type]
        prev = digest.chain_hash(prev, raw)
        sign = base64url(keys.sign_raw(key, digest.RECORD + prev))
        out.write(b'{"h":"' + prev.hex().encode() + b'","r":' + raw + b',"s":"' + sign + b'"}\n')
    return resealed({**files, "data/chain.jsonl": out.getvalue(), "data/device.pem": device_pem}, house)


def records_of(files: dict[str, bytes]) -> list[Json]:
    lines = files["data/chain.jsonl"].splitlines()
    return [canonical.read_object(line, "")["r"] for line in lines]  # type: ignore[misc]


def test_a_chain_that_was_signed_anew_as_it_was_is_only_out_of_the_log(house: House, tmp_path: Path):
    files = unpacked(recording(house, tmp_path / "b.zip", 6).read_bytes())
    verdict = check(repacked(signed_anew(files, records_of(files), house)), house, tmp_path)
    assert [reason.id for reason in verdict.reasons] == ["log_proof"]  # the start that was registered is another


@pytest.mark.parametrize("kind", ["recording", "import"])
def test_no_value_in_a_record_raises_or_passes(kind: str, house: House, tmp_path: Path):
    make = recording if kind == "recording" else brought_in
    amount: object = 6 if kind == "recording" else bytes(150_000)
    files = unpacked(make(house, tmp_path / "b.zip", amount).read_bytes())  # type: ignore[operator]
    whole, chance, id_ = records_of(files), random.Random(7), house_id(files)
    for _ in range(120):
        records = [dict(record) for record in whole]
        record = chance.choice(records)
        name = chance.choice(sorted(record))
        old, record[name] = record[name], chance.choice(EXTREMES)
        verdict = check(repacked(signed_anew(files, records, house), id_), house, tmp_path)
        harmless = name in ("about", "detail", "preflight", "mono_us", "utc_ms", "xruns", "reason", "log", "device")
        harmless = harmless or name in ("keeper_is_recorder", "keeper", "from_ms", "to_ms", "device_cert", "source")
        assert harmless or old == record[name] or verdict.answer is not Answer.UNCHANGED, name
