"""Steps 4, 5, 9 and 10 of the specification's section 8: who signed, what, when at the latest, and the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from atesta.errors import EvidenceError
from atesta.evidence import keys, log, note, stamp, tree
from atesta.evidence.anchors import Anchors
from atesta.evidence.verify_files import Reading

LATE_MS = 10 * 60 * 1000
CLOCKS_MS = 60 * 1000
"""Two honest clocks may be this far apart: an outside time earlier than the end by less is no finding."""


@dataclass(frozen=True, slots=True)
class Signer:
    """The certificate that sealed, and the anchor that knows it (None: nobody does)."""

    cert: keys.Certificate
    anchor: keys.Certificate | None

    @property
    def name(self) -> str:
        return keys.subject_of(self.anchor or self.cert)


def check_signer(reading: Reading, anchors: Anchors) -> Signer | None:
    """Step 4, without revocation, which waits for the outside time of step 9."""
    found, data = reading.findings, reading.whole("seal/signer.pem")
    if data is None:
        found.cannot("signer_unknown", "anchors")
        return None
    if reading.info and sha256(data).hexdigest() != reading.info.signer:
        found.changed("signer_other", "signature")
    try:
        (cert,) = keys.read_pem(data, "seal/signer.pem")
        keys.public_key(cert)
    except (EvidenceError, ValueError):
        found.changed("form", "manifest", file="seal/signer.pem")
        found.cannot("signer_unknown", "anchors")
        return None
    signer = Signer(cert, anchor_of(cert, anchors))
    if signer.anchor is None:
        found.cannot("signer_unknown", "anchors")
    elif reading.about and not _in_dates(signer, reading.about.sealed_utc_ms):
        found.cannot("signer_dates", "anchors", name=signer.name)
    return signer


def anchor_of(cert: keys.Certificate, anchors: Anchors) -> keys.Certificate | None:
    """The certificate of `signers.pem` that this one is, or that issued it."""
    return next((one for one in anchors.signers if one == cert or keys.issued_by(cert, one)), None)


def _in_dates(signer: Signer, utc_ms: int) -> bool:
    return keys.in_dates(signer.cert, utc_ms) and (signer.anchor is None or keys.in_dates(signer.anchor, utc_ms))


def check_revoked(reading: Reading, signer: Signer, anchors: Anchors, stamped_utc_ms: int | None) -> None:
    """6.3: revocation counts from its time; only an outside time shows that a seal is older."""
    for cert in {signer.cert, signer.anchor} - {None}:
        if cert is None or keys.fingerprint(cert) not in anchors.revoked:
            continue
        since = anchors.revoked[keys.fingerprint(cert)]
        if since is not None and stamped_utc_ms is not None and stamped_utc_ms < since:
            reading.findings.note("signer_revoked_later", "anchors", name=keys.subject_of(cert), since=since)
        else:
            reading.findings.cannot("signer_revoked", "anchors", name=keys.subject_of(cert))


def check_signature(reading: Reading, signer: Signer) -> None:
    """Step 5."""
    signature, signed = reading.whole("seal/tagmanifest.sig"), reading.whole("tagmanifest-sha256.txt")
    if signature is None or signed is None:
        return  # step 2 has named the file
    if not keys.verify_der(keys.public_key(signer.cert), signature, signed):
        reading.findings.changed("signature", "signature")


def check_time(reading: Reading, anchors: Anchors, ended_utc_ms: int | None) -> stamp.Stamp | None:
    """Step 9. The time that an authority of `tsa.pem` gave to the signature, if it did."""
    found = reading.findings
    token, signature = reading.whole("seal/tagmanifest.tsr"), reading.whole("seal/tagmanifest.sig")
    if token is None or signature is None:
        found.unproven("time_absent")
        return None
    stamped = stamp.check(token, signature, anchors.tsa)
    if isinstance(stamped, stamp.Doubt):
        _say_doubt(reading, stamped)
        return None
    if ended_utc_ms is None:
        return stamped
    if stamped.utc_ms < ended_utc_ms - CLOCKS_MS:
        found.changed("time_before_end", "time")
    elif stamped.utc_ms > ended_utc_ms + LATE_MS:
        found.note("sealed_late", "time", n=(stamped.utc_ms - ended_utc_ms) // 60000)
    return stamped


def _say_doubt(reading: Reading, doubt: stamp.Doubt) -> None:
    if doubt.answer == "not_proven":
        reading.findings.unproven(doubt.reason)
    else:
        reading.findings.changed(doubt.reason, "time")


def check_log(reading: Reading, anchors: Anchors, entries: Mapping[str, Iterable[str]]) -> None:
    """Step 10. `entries` are the lines of 7.1 that each proof may show, by the proof's name."""
    if anchors.log is None:
        reading.findings.unproven("log_unknown")
    for name, lines in entries.items():
        data = reading.whole(name)
        if data is None:
            reading.findings.unproven("log_absent", file=name)
        elif not _shown(data, lines, anchors.log):
            reading.findings.changed("log_proof", "log", file=name)


def _shown(data: bytes, lines: Iterable[str], verifier: note.Verifier | None) -> bool:
    """Whether the proof leads from one of these lines to its checkpoint, and the log signed that. Without the log's key
    only the first is asked: it proves nothing about the log, but a changed proof or stamp no longer fits."""
    try:
        proof = note.read_proof(data)
        checkpoint = note.open_checkpoint(proof.note, verifier) if verifier else _unsigned(proof.note)
    except EvidenceError:
        return False
    if checkpoint is None:
        return False
    leaves = (tree.leaf_hash(line.encode("ascii")) for line in lines)
    roots = (tree.root_from_inclusion(leaf, proof.index, checkpoint.size, proof.path) for leaf in leaves)
    return any(root == checkpoint.root for root in roots)


def _unsigned(signed: bytes) -> note.Checkpoint:
    return note.read_checkpoint(signed.decode("utf-8", "replace").rpartition("\n\n")[0] + "\n")


def seal_line(reading: Reading, id_: str) -> str:
    """The entry of the seal (7.1)."""
    stamped = reading.hash_of("seal/tagmanifest.tsr") if reading.has("seal/tagmanifest.tsr") else "0" * 64
    return log.seal_entry(id_, reading.hash_of("seal/tagmanifest.sig"), stamped)
