"""ATESTA_MAIL: what it may be, what it is refused for, and that its password is shown by nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from atesta.errors import InputError
from atesta.locale import catalogue
from atesta.telling.say_error import say_parts
from atesta.web_settings import Mail, WebSettings, read_web_settings


def settings(folder: Path, address: str) -> WebSettings:
    return read_web_settings({"ATESTA_WEB_FOLDER": str(folder), "ATESTA_MAIL": address})


@pytest.mark.parametrize(
    ("address", "read"),
    [
        (
            "smtp://user:p%40ss@mail.example.org:587?from=post@example.org",
            Mail("mail.example.org", 587, "post@example.org", "starttls", "user", "p@ss"),
        ),
        ("smtp://mail.example.org?from=a@b.org", Mail("mail.example.org", 587, "a@b.org", "starttls")),
        ("smtp://mail.example.org:25?from=a@b.org", Mail("mail.example.org", 25, "a@b.org", "starttls")),
        ("smtps://u:p@mail.example.org/?from=a@b.org", Mail("mail.example.org", 465, "a@b.org", "tls", "u", "p")),
        ("smtp://localhost:25?from=a@b.org", Mail("localhost", 25, "a@b.org", "none")),
    ],
)
def test_an_address_of_a_mail_server_is_read(tmp_path: Path, address: str, read: Mail) -> None:
    assert settings(tmp_path, address).mail == read


def test_without_one_there_is_no_mail(tmp_path: Path) -> None:
    assert settings(tmp_path, "").mail is None


def test_a_demonstration_sends_no_mail_to_anybody(tmp_path: Path) -> None:
    values = {"ATESTA_MAIL": "smtp://mail.example.org?from=a@b.org", "ATESTA_DEMO": "1"}
    read = read_web_settings({"ATESTA_WEB_FOLDER": str(tmp_path), **values})
    assert read.demo and read.mail is None and "mail" not in read.leaves


def test_in_a_demonstration_too_a_wrong_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_web_settings({"ATESTA_WEB_FOLDER": str(tmp_path), "ATESTA_MAIL": "mail.example.org", "ATESTA_DEMO": "1"})


@pytest.mark.parametrize(
    "address",
    [
        "mail.example.org",
        "http://mail.example.org?from=a@b.org",
        "smtp://?from=a@b.org",
        "smtp://u:secret@mail.example.org",
        "smtp://mail.example.org?from=nobody",
        "smtp://mail.example.org?from=a@b.org%0ABcc:c@d.org",
        "smtp://mail.example.org:port?from=a@b.org",
        "smtp://mail.example.org:99999?from=a@b.org",
        "smtp://[::1?from=a@b.org",
        "smtp://u:secret@mail.example.org/inbox?from=a@b.org",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError) as refused:
        settings(tmp_path, address)
    assert refused.value.key == "mail_address"
    for lang in ("en", "es", "zh"):
        said = " ".join(say_parts(refused.value, catalogue(lang)))
        assert "ATESTA_MAIL" in said and "secret" not in said


def test_the_password_is_in_no_picture_of_the_settings(tmp_path: Path) -> None:
    assert "s3cret" not in repr(settings(tmp_path, "smtp://u:s3cret@mail.example.org?from=a@b.org"))
