"""The register that other tests stand on is one that answers."""

from __future__ import annotations

import a_register as demo
import pytest

from atesta.contact.message import Message
from atesta.mandate.directory import Registration
from atesta.review.authenticity.sender import AGENCY, CANNOT, answer_sender
from atesta.store import registry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("announced", "answer"), [(demo.TEXT, AGENCY), ("another text", CANNOT)])
def test_the_agency_of_the_demo_register_may_speak_about_its_account(announced: str, answer: str) -> None:
    made = demo.a_register()
    account = registry.account_of(made.creditor, "a-1001 ")
    assert account == made.account
    said = Registration(demo.AGENCY_SENDER, account=account.id, at=demo.AT, text=announced)
    directory = registry.directory_for(
        made.creditor, demo.AT, addresses=(demo.AGENCY_SENDER,), accounts=(account,), registrations=(said,)
    )
    got = Message(demo.TEXT, demo.TEXT.encode(), sender="+86 21 5000 1234", received=demo.AT)
    assert answer_sender(got, registry.core_account(account), directory, None).answer == answer
