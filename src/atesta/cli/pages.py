"""Sets up what the page's commands share: Django with our settings, and a database that has its tables."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from atesta.errors import InputError

if TYPE_CHECKING:
    from atesta.web_settings import WebSettings

NEEDED = ("django", "granian", "argon2", "csp", "django_otp", "webauthn", "whitenoise")


def set_up() -> WebSettings:
    """Raises InputError where the extra is missing or a setting cannot be used."""
    from atesta.web_settings import read_web_settings

    settings = read_web_settings()
    _all_here(NEEDED, "web")
    if settings.database.engine == "postgresql":
        _all_here(("psycopg",), "web,postgres")
    os.environ["DJANGO_SETTINGS_MODULE"] = "atesta.web.settings"
    import django

    django.setup()
    return settings


def _all_here(names: tuple[str, ...], extra: str) -> None:
    if all(find_spec(name) for name in names):
        return
    raise InputError(
        "What the page needs is not installed.",
        "Without it there is no page.",
        f'Run: pip install "atesta[{extra}]"',
        key="web_missing",
        extra=extra,
    )
