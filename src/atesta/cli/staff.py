"""`atesta staff add | reset | off LOGIN`: who may sign in for the operator. Passwords are chosen in the browser."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime

from atesta.cli.words import words_for_verb
from atesta.telling.visible import visible


def run(arguments: argparse.Namespace) -> int:
    """The code is printed once; only its digest is kept."""
    _set_up()
    from atesta.store import staffing
    from atesta.web_settings import read_web_settings

    words, now, login = words_for_verb(arguments.lang), datetime.now(UTC), arguments.login
    if arguments.what == "off":
        staffing.switch_off(login, now)
        sys.stdout.write(words.say("staff_said.off", login=visible(login)) + "\n")
        return 0
    code = _added(arguments, now) if arguments.what == "add" else staffing.reset(login, now)
    origin = read_web_settings().origin
    sys.stdout.write(words.say("staff_said.begin", login=login, origin=origin, lang=words.lang) + f"\n\n  {code}\n\n")
    return 0


def _added(arguments: argparse.Namespace, now: datetime) -> str:
    """For a creditor's or an agency's own people it is said for whom, by name; InputError where nobody has it."""
    from atesta.store import mandating, staffing

    creditor = mandating.creditor_named(arguments.creditor) if arguments.creditor else None
    agency = mandating.agency_named(creditor, arguments.agency) if creditor and arguments.agency else None
    return staffing.add(arguments.login, arguments.role, now, creditor, agency)


def _set_up() -> None:
    """The same settings as the server's: the same database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atesta.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
