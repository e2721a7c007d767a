"""Composed screenshots of phones: HTML of several looks, drawn by chromium, with what stands on them.

    .venv/bin/python tools/compose_screens.py OUT --part tuned --count 12
    .venv/bin/python tools/compose_screens.py --cases tests/intake/screens

Looks are like those of real programs, not copies of them. `tuned` and `scored` share no look, no text and no sender.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import random
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "cli"), str(ROOT / "tools")]
from chromium import Tab, chromium
from screen_texts import EN_MONTHS, ES_MONTHS, LANGUAGES, Invented, InventedPage, message, page

ZH_DAYS, ES_DAYS = "一二三四五六日", ["lun.", "mar.", "mié.", "jue.", "vie.", "sáb.", "dom."]
EN_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
FONTS = {
    "tuned": ("Roboto, 'Noto Sans CJK SC'", "'Liberation Sans', 'Noto Sans CJK SC'"),
    "scored": ("Inter, 'WenQuanYi Micro Hei'", "'Open Sans', 'Noto Sans CJK SC'"),
}
WORDS = {
    "zh": {"sms": "短信", "type": "发送短信", "today": "今天", "online": "在线", "received": "收到", "wx": "按住 说话"},
    "es": {
        "sms": "Mensaje de texto",
        "type": "Mensaje de texto",
        "today": "Hoy",
        "online": "en línea",
        "received": "Recibido",
        "wx": "Mensaje",
    },
    "en": {
        "sms": "Text Message",
        "type": "Text message",
        "today": "Today",
        "online": "online",
        "received": "Received",
        "wx": "Message",
    },
}


@dataclass(frozen=True, slots=True)
class Screen:
    """A drawn screenshot's truth: what a person reads on it. `local` only where the day stands there in full."""

    name: str
    kind: str
    look: str
    lang: str
    theme: str
    made: str
    sender: str = ""
    text: str = ""
    time_words: str = ""
    local: str = ""
    lender: str = ""
    currency: str = ""
    amount: str = ""
    due: str = ""
    days: int = 0


def clock(at: datetime, lang: str, chance: random.Random) -> str:
    if lang == "en" or (lang == "es" and chance.random() < 0.2):
        half = ("AM", "PM") if lang == "en" else ("a. m.", "p. m.")
        return f"{at.hour % 12 or 12}:{at.minute:02} {half[at.hour >= 12]}"
    if lang == "zh" and chance.random() < 0.25:
        half = "凌晨" if at.hour < 6 else "上午" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"
        hour = at.hour % 12 or 12
        return (
            f"{half}{hour}:{at.minute:02}"
            if not (at.hour in (0, 18 + 6) or (half == "晚上" and hour == 12))
            else f"{at:%H:%M}"
        )
    return f"{at:%H:%M}" if lang != "es" or chance.random() < 0.5 else f"{at.hour}:{at.minute:02}"


def stamp(at: datetime, lang: str, chance: random.Random) -> tuple[str, datetime | None]:
    """The words of a time, and the moment where they say all of it."""
    shown, weekday = clock(at, lang, chance), at.weekday()
    full = {
        "zh": (f"{at.year}年{at.month}月{at.day}日 {shown}", f"{at.year}/{at.month:02}/{at.day:02} {shown}"),
        "es": (
            f"{at.day} de {ES_MONTHS[at.month - 1]} de {at.year}, {shown}",
            f"{at.day} {ES_MONTHS[at.month - 1][:3]}. {at.year}, {shown}",
        ),
        "en": (
            f"{EN_MONTHS[at.month - 1]} {at.day}, {at.year}, {shown}",
            f"{EN_DAYS[weekday][:3]}, {EN_MONTHS[at.month - 1][:3]} {at.day}, {at.year}, {shown}",
        ),
    }[lang]
    part = {
        "zh": (f"周{ZH_DAYS[weekday]} {shown}", f"昨天 {shown}", f"{at.month}月{at.day}日 {shown}", f"今天 {shown}"),
        "es": (
            f"Hoy {shown}",
            f"Ayer {shown}",
            f"{ES_DAYS[weekday]} {shown}",
            f"{ES_DAYS[weekday]}, {at.day} {ES_MONTHS[at.month - 1][:3]}, {shown}",
        ),
        "en": (
            f"Today {shown}",
            f"{EN_DAYS[weekday][:3]}, {EN_MONTHS[at.month - 1][:3]} {at.day}, {shown}",
            f"Yesterday {shown}",
            f"{EN_DAYS[weekday]} {shown}",
        ),
    }[lang]
    return (chance.choice(full), at.replace(second=0)) if chance.random() < 0.5 else (chance.choice(part), None)


def document(body: str, style: str, width: int, font: str, size: int, dark: bool) -> str:
    ground, ink = ("#000", "#eee") if dark else ("#fff", "#111")
    return f"""<!doctype html><meta charset=utf-8><style>*{{box-sizing:border-box;margin:0}}
html{{background:{ground}}}body{{width:{width}px;min-height:{int(width * 1.95)}px;font:{size}px/1.35 {font};color:{ink};position:relative;overflow-x:hidden;padding-bottom:64px}}
.st{{display:flex;justify-content:space-between;padding:9px 20px 4px;font-size:13px;font-weight:600}}
.in{{position:absolute;bottom:0;left:0;right:0;padding:10px 14px;display:flex;gap:10px;align-items:center}}
.in span{{flex:1;border-radius:20px;padding:8px 14px;color:#8a8a8e;font-size:15px}}
{style}</style><body>{body}"""


def status(at: datetime, lang: str, chance: random.Random) -> str:
    now = at + timedelta(minutes=chance.randint(1, 240))
    left = f"{now:%H:%M}" if lang != "en" else f"{now.hour % 12 or 12}:{now.minute:02}"
    right = chance.choice(("5G 78%", "4G ▂▄▆ 63%", "LTE 41", "▂▄▆ 5G 92"))
    return f"<div class=st><b>{left}</b><i style='font-style:normal'>{right}</i></div>"


def lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def google(one: Invented, when: str, dark: bool, chance: random.Random, reply: str) -> tuple[str, str]:
    soft = "#2a2d31" if dark else "#f0f2f5"
    style = f""".h{{display:flex;align-items:center;gap:14px;padding:12px 16px;font-size:19px}}.a{{width:34px;height:34px;border-radius:50%;background:#7a5af5;color:#fff;display:grid;place-items:center;font-size:16px}}
.h u{{margin-left:auto;text-decoration:none;letter-spacing:6px;color:#777}}.t{{text-align:center;font-size:12px;color:#777;padding:18px 0 10px}}.b{{background:{soft};border-radius:20px;padding:10px 15px;margin:2px 60px 4px 14px;width:fit-content}}
.o{{background:#0b57d0;color:#fff;border-radius:20px;padding:10px 15px;margin:10px 14px 4px auto;width:fit-content;max-width:75%}}.in span{{background:{soft}}}"""
    word = WORDS[one.lang]
    body = f"""<div class=h><span>←</span><span class=a>{escape(one.sender[0])}</span><span>{escape(one.sender)}</span><u>⋮</u></div><div class=t>{when}</div><div class=b>{lines(one.text)}</div>{reply and f"<div class=o>{lines(reply)}</div>"}<div class=in><span>{word["type"]}</span></div>"""
    return body, style


def apple(one: Invented, when: str, dark: bool, chance: random.Random, reply: str) -> tuple[str, str]:
    bar, soft = ("#1c1c1e", "#262629") if dark else ("#f6f6f6", "#e9e9eb")
    style = f""".st{{background:{bar};padding-top:16px}}.h{{background:{bar};text-align:center;padding:2px 0 8px;border-bottom:1px solid #8884;position:relative;font-size:12px}}.h i{{position:absolute;left:12px;top:14px;font-style:normal;color:#0a7aff;font-size:20px}}
.a{{width:46px;height:46px;border-radius:50%;background:#9b9fab;color:#fff;margin:0 auto 4px;display:grid;place-items:center;font-size:20px}}.t{{text-align:center;font-size:11px;color:#8a8a8e;padding:12px 0 6px;line-height:1.4}}
.b{{background:{soft};border-radius:18px;padding:7px 13px;margin:2px 70px 3px 16px;width:fit-content;font-size:17px;line-height:1.29}}.o{{background:#34c759;color:#fff;border-radius:18px;padding:7px 13px;margin:8px 16px 3px auto;width:fit-content;max-width:70%;font-size:17px}}.in span{{border:1px solid #8886}}"""
    word = WORDS[one.lang]
    body = f"""<div class=h><i>‹ {chance.randint(2, 40)}</i><div class=a>{escape(one.sender[0])}</div>{escape(one.sender)} ›</div><div class=t>{word["sms"]}<br>{when}</div><div class=b>{lines(one.text)}</div>{reply and f"<div class=o>{lines(reply)}</div>"}<div class=in><span>{word["sms"]}</span></div>"""
    return body, style


def wechat(one: Invented, when: str, dark: bool, chance: random.Random, reply: str) -> tuple[str, str]:
    ground, soft = ("#111", "#2c2c2c") if dark else ("#ededed", "#fff")
    style = f"""html{{background:{ground}}}.h{{text-align:center;padding:10px 0;font-size:17px;position:relative;border-bottom:1px solid #8883}}.h i{{position:absolute;left:14px;font-style:normal}}.t{{text-align:center;font-size:12px;color:#999;padding:16px 0 12px}}
.r{{display:flex;gap:10px;padding:6px 12px;align-items:flex-start}}.a{{flex:none;width:40px;height:40px;border-radius:5px;background:linear-gradient(#69c,#374)}}.b{{background:{soft};border-radius:5px;padding:9px 12px;max-width:68%;font-size:16px}}.m{{justify-content:flex-end}}.m .b{{background:{"#3eb575" if dark else "#95ec69"};color:#111}}.in{{background:{"#1e1e1e" if dark else "#f7f7f7"}}}"""
    body = f"""<div class=h><i>‹ {chance.randint(1, 99)}</i>{escape(one.sender)}</div><div class=t>{when}</div><div class=r><div class=a></div><div class=b>{lines(one.text)}</div></div>{reply and f"<div class='r m'><div class=b>{lines(reply)}</div><div class=a></div></div>"}<div class=in><span style="text-align:center">{WORDS[one.lang]["wx"]}</span></div>"""
    return body, style


def whatsapp(one: Invented, when: str, dark: bool, chance: random.Random, reply: str) -> tuple[str, str]:
    """The day in a pill, the hour inside the bubble."""
    ground, soft, mine = ("#0b141a", "#202c33", "#005c4b") if dark else ("#efeae2", "#fff", "#d9fdd3")
    style = f"""html{{background:{ground}}}.st,.h{{background:{"#1f2c34" if dark else "#008069"};color:#fff}}.h{{display:flex;gap:12px;align-items:center;padding:8px 14px;font-size:18px;line-height:1.2}}.h small{{display:block;font-size:12px;opacity:.85}}.a{{width:38px;height:38px;border-radius:50%;background:#ccd}}
.t{{background:{"#1d282f" if dark else "#fff"};border-radius:8px;padding:4px 12px;margin:12px auto;width:fit-content;font-size:12px;color:#667781}}.b{{background:{soft};border-radius:8px;padding:6px 9px 8px;margin:4px 50px 4px 12px;width:fit-content}}.o{{background:{mine};border-radius:8px;padding:6px 9px 8px;margin:6px 12px 4px auto;width:fit-content;max-width:78%}}.b em,.o em{{float:right;font:11px {"Roboto"};color:#8696a0;margin:6px 0 0 10px}}.in span{{background:{soft}}}"""
    day, _, hour = when.rpartition("|")
    body = f"""<div class=h>←<span class=a></span><div>{escape(one.sender)}<small>{WORDS[one.lang]["online"]}</small></div></div><div class=t>{day}</div><div class=b>{lines(one.text)} <em>{hour}</em></div>{reply and f"<div class=o>{lines(reply)} <em>{hour}</em></div>"}<div class=in><span>{WORDS[one.lang]["wx"]}</span></div>"""
    return body, style


def miui(one: Invented, when: str, dark: bool, chance: random.Random, reply: str) -> tuple[str, str]:
    """Only scored: a large title, the time below the bubble with the card it came in by."""
    soft = "#2b2b2b" if dark else "#f2f3f5"
    style = f""".h{{padding:6px 22px 14px}}.h b{{font-size:24px;font-weight:500;display:block}}.h small{{color:#888}}.b{{background:{soft};border-radius:14px;padding:12px 16px;margin:14px 48px 4px 18px;width:fit-content;font-size:16px;line-height:1.45}}.t{{font-size:11px;color:#999;margin-left:24px}}.o{{background:#cfe3ff;color:#111;border-radius:14px;padding:12px 16px;margin:14px 18px 4px auto;width:fit-content;max-width:70%}}.in span{{background:{soft}}}"""
    body = f"""<div style="padding:8px 18px;font-size:20px">‹</div><div class=h><b>{escape(one.sender)}</b></div><div class=b>{lines(one.text)}</div><div class=t>{when} · SIM 1</div>{reply and f"<div class=o>{lines(reply)}</div>"}<div class=in><span>{WORDS[one.lang]["type"]}</span></div>"""
    return body, style


def one_ui(one: Invented, when: str, dark: bool, chance: random.Random, reply: str) -> tuple[str, str]:
    """Only scored: time in a pill, bubbles with little contrast, icons of a call beside the name."""
    soft = "#252525" if dark else "#f4f4f4"
    style = f"""html{{background:{"#010101" if dark else "#fcfcfc"}}}.h{{display:flex;padding:14px 18px;gap:16px;font-size:18px;font-weight:600;border-bottom:1px solid #8882}}.h u{{margin-left:auto;text-decoration:none}}.t{{margin:16px auto 10px;width:fit-content;background:#8883;border-radius:12px;padding:3px 14px;font-size:12.5px}}
.b{{background:{soft};border-radius:22px;padding:11px 17px;margin:3px 40px 3px 16px;width:fit-content;font-size:16.5px;line-height:1.4}}.o{{background:#e9f2ff;color:#123;border-radius:22px;padding:11px 17px;margin:8px 16px 3px auto;width:fit-content;max-width:72%}}.in span{{background:{soft}}}"""
    body = f"""<div class=h><span>‹</span>{escape(one.sender)}<u>✆ ⋮</u></div><div class=t>{when}</div><div class=b>{lines(one.text)}</div>{reply and f"<div class=o>{lines(reply)}</div>"}<div class=in><span>{WORDS[one.lang]["type"]}</span></div>"""
    return body, style


def telegram(one: Invented, when: str, dark: bool, chance: random.Random, reply: str) -> tuple[str, str]:
    """Only scored: a ground with a gradient, the day in a pill, the hour inside the bubble."""
    soft = "#182533" if dark else "#fff"
    style = f"""html{{background:{"#0e1621" if dark else "linear-gradient(160deg,#dbe8c0,#8fbf9f)"}}}.st,.h{{background:{"#17212b" if dark else "#fff"}}}.h{{display:flex;gap:14px;padding:8px 16px;align-items:center;font-weight:600;font-size:17px;line-height:1.25}}.h small{{display:block;font-weight:400;font-size:12.5px;color:#8a99a6}}.a{{width:40px;height:40px;border-radius:50%;background:#e17076;color:#fff;display:grid;place-items:center}}
.t{{margin:12px auto;width:fit-content;background:#0005;color:#fff;border-radius:12px;padding:3px 12px;font-size:13px}}.b{{background:{soft};border-radius:14px 14px 14px 4px;padding:7px 12px;margin:4px 56px 4px 10px;width:fit-content;font-size:16px}}.o{{background:{"#2b5278" if dark else "#eeffde"};border-radius:14px;padding:7px 12px;margin:6px 10px 4px auto;width:fit-content;max-width:76%}}.b em,.o em{{float:right;font:12px Inter;color:#9aa7b1;margin:7px 0 0 10px}}.in{{background:{soft}}}"""
    day, _, hour = when.rpartition("|")
    body = f"""<div class=h>←<span class=a>{escape(one.sender[0])}</span><div>{escape(one.sender)}<small>{WORDS[one.lang]["online"]}</small></div></div><div class=t>{day}</div><div class=b>{lines(one.text)} <em>{hour}</em></div>{reply and f"<div class=o>{lines(reply)} <em>{hour}</em></div>"}<div class=in><span>{WORDS[one.lang]["wx"]}</span></div>"""
    return body, style


LOOKS = {"tuned": (google, apple, wechat, whatsapp), "scored": (miui, one_ui, telegram)}
IN_BUBBLE = (whatsapp, telegram)
LABELS = {
    "tuned": {
        "zh": ("应还金额", "最后还款日", "已逾期", "{} 天", "我的账单", "立即还款"),
        "es": ("Total a pagar", "Fecha límite de pago", "Días de atraso", "{} días", "Mi crédito", "Pagar ahora"),
        "en": ("Amount due", "Due date", "Days past due", "{}", "My loan", "Pay now"),
    },
    "scored": {
        "zh": ("待还总额(元)", "还款日期", "逾期天数", "{}天", "借款详情", "去还款"),
        "es": ("Saldo vencido", "Vencimiento", "Atraso", "{} días", "Detalle del préstamo", "Regularizar"),
        "en": ("Total amount owed", "Payment due on", "Overdue by", "{} days", "Loan details", "Make a payment"),
    },
}


def day_words(due: datetime, lang: str, chance: random.Random) -> str:
    return {
        "zh": (f"{due:%Y-%m-%d}", f"{due.year}年{due.month}月{due.day}日"),
        "es": (
            f"{due.day} de {ES_MONTHS[due.month - 1]} de {due.year}",
            f"{due.day}/{ES_MONTHS[due.month - 1][:3]}/{due.year}",
        ),
        "en": (
            f"{EN_MONTHS[due.month - 1]} {due.day}, {due.year}",
            f"{EN_MONTHS[due.month - 1][:3]} {due.day}, {due.year}",
        ),
    }[lang][chance.randint(0, 1)]


def lender_page(one: InventedPage, part: str, dark: bool, chance: random.Random) -> tuple[str, str]:
    """Two looks: a card with label and figure side by side, or the figure large below its label."""
    amount, due, late, days, title, pay = LABELS[part][one.lang]
    late_words, soft = days.format(one.days), "#222" if dark else "#f3f5f8"
    style = f""".h{{text-align:center;font-size:18px;padding:14px}}.c{{background:{soft};border-radius:14px;margin:12px 16px;padding:16px}}.r{{display:flex;justify-content:space-between;padding:10px 0;border-bottom:1px solid #8882}}.r span{{color:#888}}.big{{font-size:34px;font-weight:600}}.p{{background:#1463ff;color:#fff;text-align:center;border-radius:24px;margin:18px 16px;padding:12px}}.l{{font-size:20px;font-weight:600;padding:6px 18px}}"""
    rows = [(due, day_words(one.due, one.lang, chance)), (late, late_words)]
    side = "".join(f"<div class=r><span>{a}</span><b>{b}</b></div>" for a, b in rows)
    if part == "scored" or chance.random() < 0.5:
        top = f"<div style='color:#888'>{amount}</div><div class=big>{one.shown}</div>"
    else:
        top = f"<div class=r><span>{amount}</span><b>{one.shown}</b></div>"
    return (
        f"<div class=h>{title}</div><div class=l>{one.lender}</div><div class=c>{top}{side}</div><div class=p>{pay}</div>",
        style,
    )


def shoot(tab: Tab, html: str, width: int, scale: float) -> bytes:
    tab.send(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=int(width * 1.95),
        deviceScaleFactor=scale,
        mobile=True,
    )
    tree = tab.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    tab.send("Page.setDocumentContent", frameId=tree, html=html)
    tab.ask("document.fonts.ready.then(() => 1)")
    height = min(int(tab.ask("document.body.offsetHeight")), 6000)
    clip = {"x": 0, "y": 0, "width": width, "height": max(height, int(width * 1.95)), "scale": 1}
    return base64.b64decode(
        tab.send("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)["data"]
    )


def degraded(png: bytes, chance: random.Random, as_made: bool) -> tuple[bytes, str]:
    """As the phone made it, or as it was passed on: compressed again, made smaller."""
    made = chance.choice(("png", "png", "jpeg80", "jpeg60", "small75", "small50"))
    if made == "png" or as_made:
        return png, "png"
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if made.startswith("small"):
        share = int(made[5:]) / 100
        picture = picture.resize((int(picture.width * share), int(picture.height * share)), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=int(made[4:]) if made.startswith("jpeg") else 70)
    return out.getvalue(), made


REPLIES = {"zh": "我知道了", "es": "Ya le dije que no puedo", "en": "Please stop texting me"}


def when_shown(at: datetime, lang: str, look: Any, chance: random.Random) -> tuple[str, str, datetime | None]:
    """The time for a look to draw, as a person reads it on the picture, and the moment where it is whole."""
    words, local = stamp(at, lang, chance)
    if look not in IN_BUBBLE:
        return words, f"{words} · SIM 1" if look is miui else words, local
    day = {
        "zh": f"{at.year}年{at.month}月{at.day}日",
        "es": f"{at.day} de {ES_MONTHS[at.month - 1]} de {at.year}",
        "en": f"{EN_MONTHS[at.month - 1]} {at.day}, {at.year}",
    }[lang]
    day, local = (day, at) if chance.random() < 0.5 else (WORDS[lang]["today"], None)
    half = "AM" if at.hour < 12 else "PM"
    hour = f"{at.hour % 12 or 12}:{at.minute:02} {half}" if lang == "en" else f"{at:%H:%M}"
    return f"{day}|{hour}", f"{day} {hour}", local


def draw(tab: Tab, lang: str, part: str, seed: int, as_made: bool = False) -> tuple[bytes, Screen]:
    """The `seed`-th message of a language, in the next look."""
    chance = random.Random(f"draw/{part}/{lang}/{seed}")
    one, dark = message(lang, part, seed), chance.random() < 0.4
    look = LOOKS[part][seed % len(LOOKS[part])]
    when, shown, local = when_shown(one.at, lang, look, chance)
    width, scale = chance.choice((360, 390, 412)), chance.choice((2, 2.625, 3))
    body, style = look(one, when, dark, chance, REPLIES[lang] if chance.random() < 0.35 else "")
    html = document(
        status(one.at, lang, chance) + body, style, width, chance.choice(FONTS[part]), chance.choice((15, 16, 18)), dark
    )
    data, made = degraded(shoot(tab, html, width, scale), chance, as_made)
    name = f"{part}-{lang}-{seed:03}.{'png' if made == 'png' else 'jpg'}"
    theme = "dark" if dark else "light"
    return data, Screen(
        name,
        "message",
        look.__name__,
        lang,
        theme,
        made,
        one.sender,
        one.text,
        shown,
        local.strftime("%Y-%m-%dT%H:%M") if local else "",
    )


def draw_page(tab: Tab, lang: str, part: str, seed: int, as_made: bool = False) -> tuple[bytes, Screen]:
    chance = random.Random(f"drawpage/{part}/{lang}/{seed}")
    one, dark = page(lang, part, seed), chance.random() < 0.3
    width, scale = chance.choice((360, 390, 412)), chance.choice((2, 2.625, 3))
    body, style = lender_page(one, part, dark, chance)
    html = document(
        status(one.due, lang, chance) + body,
        style,
        width,
        chance.choice(FONTS[part]),
        chance.choice((15, 16, 18)),
        dark,
    )
    data, made = degraded(shoot(tab, html, width, scale), chance, as_made)
    name = f"{part}-page-{lang}-{seed:03}.{'png' if made == 'png' else 'jpg'}"
    return data, Screen(
        name,
        "page",
        "lender_page",
        lang,
        "dark" if dark else "light",
        made,
        lender=one.lender,
        currency=one.currency,
        amount=one.amount,
        due=f"{one.due:%Y-%m-%d}",
        days=one.days,
    )


def compose(out: Path, part: str, count: int, pages: int) -> list[dict[str, Any]]:
    """`count` messages and `pages` lender's pages a language into `out`, with truth.json beside them."""
    out.mkdir(parents=True, exist_ok=True)
    truth = []
    with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as tab:
        for lang in LANGUAGES:
            drawn = [draw(tab, lang, part, seed) for seed in range(count)]
            drawn += [draw_page(tab, lang, part, seed) for seed in range(pages)]
            for data, screen in drawn:
                (out / screen.name).write_bytes(data)
                truth.append(asdict(screen))
    (out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
    return truth


CASES = (
    *(("zh", "tuned", 104), ("zh", "tuned", 106), ("zh", "scored", 103)),
    *(("es", "tuned", 101), ("es", "tuned", 107), ("es", "scored", 102)),
    *(("en", "tuned", 100), ("en", "tuned", 103), ("en", "scored", 102)),
)
PAGE_CASES = (("zh", "tuned", 101), ("es", "scored", 100), ("en", "scored", 101))


def cases(out: Path) -> None:
    """The few pictures that tests read, small, and cases.toml with what stands on each."""
    out.mkdir(parents=True, exist_ok=True)
    written = [
        "# What a person reads on each picture of this folder (tools/compose_screens.py --cases). All of it is invented.\n"
    ]
    with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as tab:
        for drawing, chosen in ((draw, CASES), (draw_page, PAGE_CASES)):
            for lang, part, seed in chosen:
                data, screen = drawing(tab, lang, part, seed, as_made=True)
                name = f"{lang}-{screen.look}-{screen.theme}.png"
                (out / name).write_bytes(small(data))
                written.append(as_toml(name, screen))
    (out / "cases.toml").write_text("\n".join(written), encoding="utf-8")


def small(data: bytes) -> bytes:
    """Few colours and 640 pixels wide: under 40 kB, and words as sharp as on a phone."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture = picture.resize((640, round(picture.height * 640 / picture.width)), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.quantize(16, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def as_toml(name: str, screen: Screen) -> str:
    message = ("lang", "sender", "text", "time_words", "local")
    fields = message if screen.kind == "message" else ("lang", "lender", "currency", "amount", "due", "days")
    told = [f"[[{screen.kind}]]", f"picture = {json.dumps(name)}"]
    told += [f"{field} = {json.dumps(getattr(screen, field), ensure_ascii=False)}" for field in fields]
    return "\n".join(told) + "\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--cases"]:
        cases(Path(sys.argv[2]))
        raise SystemExit(0)
    asked = argparse.ArgumentParser()
    asked.add_argument("out", type=Path)
    asked.add_argument("--part", choices=tuple(LOOKS), default="tuned")
    asked.add_argument("--count", type=int, default=12)
    asked.add_argument("--pages", type=int, default=4)
    given = asked.parse_args()
    print(len(compose(given.out, given.part, given.count, given.pages)))
