"""An export becomes lines that `screen` takes, with nothing left out (A1)."""

import json

from atesta.cli import main

SMS = """<?xml version='1.0' encoding='UTF-8'?>
<smses count="2">
  <sms address="106955880231" date="1794836820000" type="1" body="您已严重逾期，今日18点前不处理将起诉。" />
  <sms address="106955880231" date="1794836880000" type="2" body="请问您是哪里？" />
</smses>
"""
CHAT = """17/11/26, 16:20 - Lic. Ortega: Si no liquida hoy se le notificará a su trabajo.
17/11/26, 16:25 - Ana: ¿Quién es usted?
"""


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_an_sms_backup_becomes_lines_with_sender_and_time(tmp_path):
    export, out = tmp_path / "sms.xml", tmp_path / "out.jsonl"
    export.write_text(SMS, encoding="utf-8")
    assert main(["intake", str(export), "--out", str(out)]) == 0
    first, second = lines_of(out)
    assert (first["id"], first["sender"], first["direction"]) == ("1", "106955880231", "in")
    assert first["received"].endswith("+00:00") and second["direction"] == "out"


def test_a_chat_without_a_zone_keeps_its_local_time_and_claims_no_moment(tmp_path):
    export, out = tmp_path / "chat.txt", tmp_path / "out.jsonl"
    export.write_text(CHAT, encoding="utf-8")
    assert main(["intake", str(export), "--out", str(out), "--owner", "Ana"]) == 0
    first, second = lines_of(out)
    assert first["received"] is None and first["local"] == "2026-11-17T16:20:00"
    assert (first["direction"], second["direction"]) == ("in", "out")


def test_a_chat_with_a_zone_has_its_moment(tmp_path):
    export, out = tmp_path / "chat.txt", tmp_path / "out.jsonl"
    export.write_text(CHAT, encoding="utf-8")
    assert main(["intake", str(export), "--out", str(out), "--zone", "America/Mexico_City"]) == 0
    assert lines_of(out)[0]["received"] == "2026-11-17T16:20:00-06:00"


def test_a_file_that_is_there_is_not_written_over(tmp_path, capsys):
    export, out = tmp_path / "chat.txt", tmp_path / "out.jsonl"
    export.write_text(CHAT, encoding="utf-8")
    out.write_text("mine")
    assert main(["intake", str(export), "--out", str(out)]) == 2
    assert out.read_text() == "mine" and "is there already" in capsys.readouterr().err


def test_an_unknown_zone_is_named(tmp_path, capsys):
    export = tmp_path / "chat.txt"
    export.write_text(CHAT, encoding="utf-8")
    assert main(["intake", str(export), "--out", str(tmp_path / "o"), "--zone", "../etc/passwd"]) == 2
    assert "--zone" in capsys.readouterr().err


def test_an_export_that_is_refused_half_way_leaves_nothing_behind(tmp_path):
    export, out = tmp_path / "sms.xml", tmp_path / "out.jsonl"
    export.write_text(SMS.replace("</smses>", "<sms"), encoding="utf-8")
    assert main(["intake", str(export), "--out", str(out)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["sms.xml"]
    export.write_text(SMS, encoding="utf-8")
    assert main(["intake", str(export), "--out", str(out)]) == 0 and len(lines_of(out)) == 2


def test_what_was_taken_in_is_said_in_the_readers_language(tmp_path, capsys):
    export = tmp_path / "sms.xml"
    export.write_text(SMS, encoding="utf-8")
    for lang, said in (("es", "2 entradas, en"), ("zh", "共 2 条"), ("en", "2 entries, in")):
        main(["intake", str(export), "--out", str(tmp_path / lang), "--lang", lang])
        assert said in capsys.readouterr().err
