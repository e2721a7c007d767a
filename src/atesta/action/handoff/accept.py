"""A lawyer or a firm accepts the file by name: only that is "handed to lawyers", from then on and not before.

Signed: a compact JWS (`atesta-handoff+jws`, ES256) over the digest of the file, the name and the day, by the acceptor's
own key, which the creditor knows by another way. On paper: the file was printed, countersigned and came back; what is
kept is the digest of that paper.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from atesta.contact.account import Account, LegalStage, LegalStep
from atesta.errors import FormError, InputError
from atesta.evidence import canonical, compact, keys
from atesta.evidence.anchors import Anchors
from atesta.evidence.canonical import Json
from atesta.evidence.keys import Certificate, Key

TYPE, SCHEMA = "atesta-handoff+jws", "atesta.hand-off-acceptance/1"
MOST_BYTES, MOST_NAME = 16 * 1024, 200
SIGNED, PAPER = "signed", "paper"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`file` is the SHA-256 (hex) of the hand-off; `countersigned` that of the token or of the paper; `signer` the name
    in the certificate of the acceptor, "" for paper."""

    acceptor: str
    on: date
    how: str
    file: str
    countersigned: str
    signer: str = ""

    def as_json(self) -> dict[str, Json]:
        return {"accepted_on": self.on.isoformat(), "acceptor": self.acceptor, "file": self.file, "schema": SCHEMA}


def sign_acceptance(file: str, acceptor: str, on: date, key: Key, cert: Certificate) -> bytes:
    """The token, by the key of `cert`: the acceptor's own."""
    payload = canonical.write(Acceptance(_name(acceptor), on, SIGNED, file, "").as_json())
    header: dict[str, Json] = {"alg": compact.ALGORITHM, "kid": keys.fingerprint(cert), "typ": TYPE}
    return compact.write(header, payload, key)


def open_acceptance(token: bytes, file: str, anchors: Anchors, digest: str) -> Acceptance:
    """What a token says of this file, by a key that `anchors` know. `digest` is that of the token.

    Raises InputError for another file, an unknown or revoked key, or a token that was changed."""
    token = token.strip()
    try:
        header, payload, _ = compact.read(token[:MOST_BYTES])
        said = canonical.read_object(payload, "The acceptance")
        on = date.fromisoformat(str(said.get("accepted_on")))
        acceptor = str(said.get("acceptor"))
    except (FormError, ValueError):
        _not_taken("handoff_token_form", "This is no signed acceptance.")
    found = Acceptance(acceptor, on, SIGNED, str(said.get("file")), digest)
    if header != {"alg": compact.ALGORITHM, "kid": header.get("kid"), "typ": TYPE} or said != found.as_json():
        _not_taken("handoff_token_form", "This is no signed acceptance.")
    cert = next((one for one in anchors.signers if keys.fingerprint(one) == header["kid"]), None)
    if cert is None or keys.fingerprint(cert) in anchors.revoked:
        _not_taken("handoff_token_signer", "Nobody here knows the key that signed it.")
    if not compact.signed_by(token, cert):
        _not_taken("handoff_token_changed", "It is not what was signed.")
    if found.file != file:
        _not_taken("handoff_token_file", "It accepts another file.")
    return dataclasses.replace(found, acceptor=_name(acceptor), signer=keys.subject_of(cert))


def accept_on_paper(file: str, acceptor: str, on: date, countersigned: str) -> Acceptance:
    """`countersigned` is the digest of the paper that came back."""
    return Acceptance(_name(acceptor), on, PAPER, file, countersigned)


def in_time(acceptance: Acceptance, prepared: date, today: date) -> Acceptance:
    """Nobody accepts a file before it was made, nor from tomorrow on. Raises InputError."""
    if not prepared <= acceptance.on <= today:
        raise InputError(
            "The day of the acceptance is not between the day of the file and today.",
            "From that day on the legal stage counts; an earlier one would make an untrue message true.",
            "Look at the day on the countersigned paper.",
            key="handoff_day",
        )
    return acceptance


def step_of(acceptance: Acceptance, entered: datetime | None = None) -> LegalStep:
    return handed_on(acceptance.on, entered)


def handed_on(on: date, entered: datetime | None) -> LegalStep:
    """`entered`: when it was put on record, in the debtor's zone. Of the same day it is the moment by which somebody
    had accepted; else the day alone is known, and the step counts from the next."""
    known = entered is not None and entered.date() == on
    return LegalStep(LegalStage.HANDED_TO_LAWYERS, on, at=entered if known else None)


def with_hand_off(account: Account, acceptance: Acceptance | None) -> Account:
    """The account with the step on record; without an acceptance it is the account as it was."""
    if acceptance is None or step_of(acceptance) in account.legal:
        return account
    return dataclasses.replace(account, legal=(*account.legal, step_of(acceptance)))


def _name(acceptor: str) -> str:
    name = " ".join(acceptor.split())
    if not name or len(name) > MOST_NAME:
        raise InputError(
            "The acceptance has no name.",
            "Somebody takes the case over, and answers for that by name.",
            "Give the name of the lawyer or the firm, in at most 200 characters.",
            key="handoff_no_name",
        )
    return name


def _not_taken(key: str, what: str) -> NoReturn:
    raise InputError(what, "It would put a legal step on record.", "Ask the lawyers for it again.", key=key)
