"""Mail that goes out: three kinds, each a few sentences that name no debt, no lender and no person."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.mail import EmailMessage

from atesta.locale import catalogue
from atesta.web.show import settings


def send(kind: str, to: str, lang: str, path: str, id_: str) -> None:
    """The mail `kind` (confirm, open, remind) with a link to `path` below the language. `id_` makes its Message-ID, so
    that a server that was handed the same mail twice can tell. Raises what the mail server's refusal raises."""
    web, words = settings(), catalogue(lang)
    if web.mail is None:
        return
    key = f"web_mail.mail.{kind}"
    body = words.say(f"{key}.body", operator=web.operator.name or "Atesta", link=f"{web.origin}/{lang}/{path}")
    host = urlsplit(web.origin).hostname or "localhost"
    headers = {"Message-ID": f"<{id_}@{host}>", "Auto-Submitted": "auto-generated"}
    EmailMessage(words.say(f"{key}.subject"), body, web.mail.sender, [to], headers=headers).send()
