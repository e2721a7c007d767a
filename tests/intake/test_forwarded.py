"""Who handed it on, and what was said by whom; the text itself is never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.intake.forwarded import split_forwarded

CASES = [
    (
        "¿Qué hago?\n\nDe: Cobranza Norte <c@norte.example>\nEnviado: domingo, 15 de noviembre de 2026 21:47\n"
        "Para: Ana\nAsunto: Aviso\n\nPague hoy.",
        [("¿Qué hago?", None, None), ("Pague hoy.", "Cobranza Norte <c@norte.example>", "domingo, 15 de")],
    ),
    (
        "See below\n-----Original Message-----\nFrom: Tamar Field\nSent: Monday\nTo: me\nSubject: x\n\nPay today.",
        [("See below", None, None), ("Pay today.", "Tamar Field", "Monday")],
    ),
    (
        '你看\n---------- 原始邮件 ----------\n发件人: "云岭信服" <a@b.example>\n发送时间: '
        '2026年11月15日\n收件人: "我"\n主题: 催收\n\n请今日还款。',
        [("你看", None, None), ("请今日还款。", "云岭信服", "2026年11月15日")],
    ),
    (
        "---------- Forwarded message ---------\nFrom: A <a@b.example>\nDate: Sun\n\nPay",
        [("Pay", "A <a@b.example>", "Sun")],
    ),
    ("FW: 您已严重逾期，请今日处理。", [("您已严重逾期，请今日处理。", None, None)]),
    ("转发：【云岭信服】请今日还款。", [("【云岭信服】请今日还款。", None, None)]),
    ("From +52 55 1000 2000: Pague hoy o habrá consecuencias", [("Pague hoy", "+52 55 1000 2000", None)]),
    ("Fwd: From 10690000188:\n您已逾期", [("您已逾期", "10690000188", None)]),
    ("来自106955880231的短信：您已逾期", [("您已逾期", "106955880231", None)]),
    (
        "Mira lo que llegó:\nDe: +525510002000\nPague hoy",
        [("Mira lo que llegó:", None, None), ("Pague hoy", "+525510002000", None)],
    ),
    (
        "No\n\nOn Sun, 15 Nov 2026 at 21:47, Tamar wrote:\n> Pay today",
        [("No", None, None), ("> Pay today", "Tamar", None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:20] for text, _ in CASES])
def test_the_words_are_told_apart(text, expected):
    parts = [part for part in split_forwarded(text) if text[part.start : part.end].strip()]
    assert len(parts) == len(expected)
    for part, (words, said_by, sent) in zip(parts, expected, strict=True):
        assert text[part.start : part.end].strip().startswith(words)
        assert said_by is None if part.said_by is None else (said_by or "") in part.said_by
        assert (sent or "") in (part.sent or "")


@pytest.mark.parametrize(
    "text",
    [
        "Su deuda es de 1,234.56 pesos. De: 100 a 200 pesos al mes.",
        "De: acuerdo a su contrato debe pagar hoy",
        "【晨曦分期】您好，您的账单412.60元已逾期3天。",
        "From tomorrow on: fees apply",
        "Pague hoy.\nPara: evitar cargos\nFecha: 15/11",
        "",
        "\n\n",
    ],
)
def test_an_ordinary_text_is_one_part(text):
    (part,) = split_forwarded(text)
    assert (part.depth, part.start, part.end) == (0, 0, len(text))


@given(
    st.lists(
        st.sampled_from(
            ["De: A\n", "Enviado: hoy\n", "Fwd: ", "From +5255100020: ", "> x\n", "\n", "您好\n", "----", "转发："]
        ),
        max_size=12,
    ).map("".join)
    | st.text()
)
def test_the_parts_are_in_order_and_inside_the_text(text):
    parts = split_forwarded(text)
    assert [part.depth for part in parts] == list(range(len(parts)))
    edges = [edge for part in parts for edge in (part.start, part.end)]
    assert edges == sorted(edges) and edges[0] == 0 and edges[-1] == len(text)


@pytest.mark.parametrize("line", ["\n", "> \n", "De: a\n", "a 于 2026", "on " + "x" * 100, "____"])
def test_a_hostile_megabyte_takes_no_longer_than_its_length(line):
    assert split_forwarded(line * (500_000 // len(line)))
