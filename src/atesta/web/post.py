"""Mail that goes out: three kinds, each a few sentences that name no debt, no lender and no person."""

from __future__ import annotations

from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.core.mail import EmailMessage, get_connection

from atesta.locale import catalogue
from atesta.web.show import settings


class NotSentError(Exception):
    """The mail server was not there or said no: it was surely not sent, and may be sent again."""


def send(kind: str, to: str, lang: str, path: str, id_: str) -> None:
    """The mail `kind` (confirm, open, remind) with a link to `path` below the language. `id_` makes its Message-ID, so
    that a server that was handed the same mail twice can tell. Raises NotSentError; anything else that it raises leaves
    open whether the mail is on its way, such as a line that broke after the last word."""
    web, words = settings(), catalogue(lang)
    if web.mail is None:
        return
    key = f"web_mail.mail.{kind}"
    body = words.say(f"{key}.body", operator=web.operator.name or "Atesta", link=f"{web.origin}/{lang}/{path}")
    host = urlsplit(web.origin).hostname or "localhost"
    headers = {"Message-ID": f"<{id_}@{host}>", "Auto-Submitted": "auto-generated"}
    _hand_over(EmailMessage(words.say(f"{key}.subject"), body, web.mail.sender, [to], headers=headers))


def _hand_over(message: EmailMessage) -> None:
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # faults of SMTP are of that kind too
        raise NotSentError from error
    try:
        connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        if _refused(error):
            raise NotSentError from error
        raise
    finally:
        with suppress(OSError):
            connection.close()


def _refused(error: SMTPRecipientsRefused | SMTPResponseException) -> bool:
    """A no with its number; a garbled answer has none."""
    return isinstance(error, SMTPRecipientsRefused) or 400 <= error.smtp_code < 600
