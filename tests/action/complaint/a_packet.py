"""A packet asked for, as tests need it: the first case, for any channel. Everything is invented."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from atesta.action.complaint.packet.asked import (
    Asked,
    Contact,
    CoolOff,
    Exhibit,
    Filing,
    Ground,
    Lender,
    Office,
    Person,
)
from atesta.action.complaint.packet.document import Document, as_text
from atesta.action.complaint.packet.form import load_forms
from atesta.contact.account import LenderKind

TEXT = "【晨曦分期】您已严重逾期，今日18点前不处理将通知通讯录联系人。"
TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 15, 21, 47, tzinfo=timezone(timedelta(hours=8)))
_PLACES = {
    **dict.fromkeys(("condusef_redeco", "profeco", "prosecutor_mx"), "MX"),
    **{"sfc_co": "CO", "sic_co": "CO", "sernac": "CL", "indecopi": "PE", "banco_de_espana": "ES", "aepd": "ES"},
    **{"cfpb": "US", "ftc": "US", "fos_uk": "GB"},
}
_KINDS = {
    "local_financial_authority": LenderKind.SMALL_LOAN,
    "profeco": LenderKind.COMMERCIAL,
    "prosecutor_mx": LenderKind.UNREGISTERED,
    "sic_co": LenderKind.COMMERCIAL,
}


def png(wide: int, high: int) -> bytes:
    """A grey picture."""
    raw = b"".join(b"\0" + b"\xc0" * wide for _ in range(high))

    def chunk(tag: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def contact(text: str = TEXT, **changes: Any) -> Contact:
    known: dict[str, Any] = {"at": AT, "sender": "106955880231", "receiver": "13800001111"}
    return Contact(text.encode(), text, **(known | changes))


def asked(channel: str = "nfra_post", **changes: Any) -> Asked:
    """Everything that any channel asks for."""
    whole = Asked(
        channel=channel,
        place=_PLACES.get(channel, "CN"),
        lang="es",
        today=TODAY,
        person=Person(
            name="林小雨",
            phone="13800001111",
            address="上海市浦东新区示例路1号",
            email="lin@example.com",
            id_number="310101200001011234",
            id_copy=(Exhibit("id.png", "image/png", png(60, 40)),),
        ),
        lender=Lender(
            name="星河消费金融有限公司",
            kind=_KINDS.get(channel, LenderKind.CONSUMER_FINANCE),
            address="上海市示例路2号",
            branch="上海分公司",
            product="消费贷",
            contract="A-1001",
        ),
        wants="stop",
        contacts=(contact(),),
        grounds=(Ground("third_party_disclosure", 1, "将通知通讯录联系人"), Ground("misleading_advertising")),
        filed=(Filing("lender_desk", date(2026, 10, 30), "no_answer", "T-77"),),
        agency="云岭信服",
        statement="我很害怕。打电话的人叫王强。",
        amount="412.60 CNY",
        office=Office("上海监管局", "上海市示例路9号") if channel == "local_financial_authority" else None,
        collectors=("王强",),
        others=("陈平",),
        cool_off=CoolOff(datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, 1, tzinfo=UTC)),
    )
    return replace(whole, **changes)


def as_bytes(document: Document) -> bytes:
    """In place of a typesetter: the words, the pictures and the size."""
    return as_text(document).encode() + b"".join(document.pictures.values())


CHANNELS = tuple(load_forms())
