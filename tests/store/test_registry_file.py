"""The register as a file says what the pages say: the same review of the same message either way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import a_register as demo
import pytest

from atesta.contact.message import Message
from atesta.errors import InputError
from atesta.mandate.directory import Directory, Registration
from atesta.mandate.directory_file import read_directory
from atesta.review.authenticity.sender import answer_sender
from atesta.store import mandating, registry
from atesta.store.registry_file import directory_toml

pytestmark = pytest.mark.django_db


def as_file(made: demo.Register, *numbers: str) -> Directory:
    return read_directory(directory_toml(made.creditor, numbers, demo.AT).encode())


def as_pages(made: demo.Register) -> Directory:
    addresses = (demo.OWN_SENDER, demo.AGENCY_SENDER)
    return registry.directory_for(made.creditor, demo.AT, addresses=addresses, accounts=(made.account,))


def test_the_file_is_what_the_pages_read_but_for_the_account_number() -> None:
    made = demo.a_register()
    found, pages = as_file(made, demo.ACCOUNT), as_pages(made)
    assert [row.account for row in found.placements] == [demo.ACCOUNT]
    assert replace(found, placements=pages.placements) == pages


@pytest.mark.parametrize("what", ["as it is", "recalled", "revoked", "ended", "revoked at once"])
@pytest.mark.parametrize("sender", [demo.OWN_SENDER, demo.AGENCY_SENDER, "10690000000"])
def test_a_review_with_the_file_answers_as_the_pages_do(what: str, sender: str) -> None:
    made, said = demo.a_register(), Registration(sender, at=demo.AT, text=demo.TEXT)
    day = demo.AT.date() - timedelta(days=1)
    if what == "recalled":
        made.account.placements.update(to_on=day)
    elif what == "ended":
        made.creditor.senders.update(to_on=day)
    elif what != "as it is":
        made.agency.mandates.update(revoked_at=demo.AT, **({} if what == "revoked" else {"from_on": demo.AT.date()}))
    hers = registry.core_account(made.account)
    assert hers is not None
    message = Message(demo.TEXT, demo.TEXT.encode(), sender=sender, received=demo.AT)
    pages = answer_sender(message, hers, replace(as_pages(made), registrations=(said,)), None)
    numbered = replace(hers, account=demo.ACCOUNT)
    file = answer_sender(message, numbered, replace(as_file(made, demo.ACCOUNT), registrations=(said,)), None)
    assert file.answer == pages.answer


def test_nobody_can_list_the_placements() -> None:
    made = demo.a_register()
    assert as_file(made).placements == ()
    with pytest.raises(InputError):
        as_file(made, "A-1002")


def test_names_with_quotes_and_controls_read_back() -> None:
    made = demo.a_register('A "B" \\ C')
    mandating.add_agency(made.creditor, "q", 'Q "\\', None, demo.AT)
    assert as_file(made).creditor == 'A "B" \\ C'
