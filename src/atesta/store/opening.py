"""Making a file, opening it by its printed code, and the passkeys beside it. The clock is handed in."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from atesta.store import log
from atesta.store.codes import Code
from atesta.store.epoch import end_sessions
from atesta.store.erasing import not_overwritten
from atesta.store.models import File, Passkey

MOST_PASSKEYS = 10
LABEL_CHARS = 80


def make_file(code: Code, lang: str, now: datetime) -> File:
    """A new file under this code. Sent twice, it is the same file: the code is the proof that it is the same person.

    Raises IntegrityError where another file has that locator (one in nine hundred million): take another code."""
    hashed = make_password(code.secret)
    try:
        with transaction.atomic():
            file = File.objects.create(
                code_locator=code.locator, code_hash=hashed, lang=lang, made_at=now, opened_at=now
            )
            log.append("file_made", file.id, {}, now, file)
    except IntegrityError:
        twice = open_by_code(code, now)
        if twice is None:
            raise
        return twice
    return file


def open_by_code(code: Code, now: datetime) -> File | None:
    """The file of this code. A locator that nobody has takes as long and says as little as a wrong secret."""
    file = File.objects.filter(code_locator=code.locator).first()
    if file is None:
        make_password(code.secret)
        return None
    return opened(file, now) if check_password(code.secret, file.code_hash) else None


def opened(file: File, now: datetime) -> File:
    file.opened_at = now
    file.save(update_fields=("opened_at",))
    return file


def change_code(file: File, code: Code, now: datetime) -> None:
    """From now on this code opens the file and the one before does not. Sent twice, nothing happens the second time."""
    with transaction.atomic():
        held = File.objects.select_for_update().get(id=file.id)
        if held.code_locator == code.locator:
            return
        held.code_locator, held.code_hash = code.locator, make_password(code.secret)
        held.save(update_fields=("code_locator", "code_hash"))
        log.append("code_changed", file.id, {}, now, file)
        end_sessions(held)
    file.epoch = held.epoch


def add_passkey(  # what WebAuthn hands over
    file: File, credential: bytes, public_key: bytes, sign_count: int, label: str, now: datetime
) -> Passkey:
    """The same credential twice is one passkey."""
    with transaction.atomic():
        key, new = Passkey.objects.get_or_create(
            credential=credential,
            defaults={
                "file": file,
                "public_key": public_key,
                "sign_count": sign_count,
                "label": label[:LABEL_CHARS],
                "made_at": now,
            },
        )
        if new:
            log.append("passkey_added", key.id, {}, now, file)
    return key


def used_passkey(key: Passkey, sign_count: int, now: datetime) -> File:
    """Opens its file."""
    key.sign_count, key.used_at = sign_count, now
    key.save(update_fields=("sign_count", "used_at"))
    return opened(key.file, now)


def remove_passkey(key: Passkey, now: datetime) -> None:
    """The printed code still opens the file: there is always one way left."""
    with transaction.atomic():
        log.append("passkey_removed", key.id, {}, now, key.file)
        end_sessions(key.file)
        Passkey.objects.filter(id=key.id).delete()


def name_owner(file: File, name: str, address: str, phone: str, now: datetime) -> None:
    """For her letters, if she wants them to carry it. The log says that it changed, not what it is.

    Raises HeldError where a hold lies on the file and something that stands there would be overwritten."""
    with transaction.atomic():
        if (file.name, file.address, file.phone) == (name, address, phone):
            return
        if file.name or file.address or file.phone:
            not_overwritten(file)
        file.name, file.address, file.phone = name, address, phone
        file.save(update_fields=("name", "address", "phone"))
        log.append("owner_named", file.id, {}, now, file)
