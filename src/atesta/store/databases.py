"""The two databases: SQLite without any set-up, PostgreSQL by one address. Both in UTC, both with short waits."""

from __future__ import annotations

from typing import Any

from atesta.web_settings import Database

SECONDS_TO_WAIT = 20
"""For another writer of SQLite."""


def database_settings(database: Database) -> dict[str, Any]:
    """Django's entry for it. Transactions begin IMMEDIATE on SQLite: a reader that becomes a writer would otherwise
    fail at once instead of waiting (its busy handler is not asked then)."""
    if database.engine == "sqlite3":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database.name,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": SECONDS_TO_WAIT,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "PASSWORD": database.password,
        "HOST": database.host,
        "PORT": database.port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,  # a database that went away and came back
        "OPTIONS": {"connect_timeout": 5},
    }
