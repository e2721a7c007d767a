"""What now: at most three things to do, the most urgent first (PRODUCT §4.1 step 4). Never "ignore it"."""

from __future__ import annotations

from atesta.contact.account import Account
from atesta.contact.message import Recipient
from atesta.review.finding import Authenticity, Claim, Conduct, Limits, Truth
from atesta.rules.rule import Force

AT_MOST = 3
LAWS = (Force.LAW, Force.REGULATION)
COURT_STAGES = ("filed", "judgment", "enforcement")


def next_steps(  # one argument for each answer it weighs
    authenticity: Authenticity,
    truth: Truth,
    conduct: Conduct,
    limits: Limits,
    distress: bool,
    account: Account | None,
    to: Recipient = Recipient.DEBTOR,
) -> tuple[str, ...]:
    """Step ids, in order, one to three of them. Distress comes before everything (DESIGN decision 13)."""
    if distress:
        return ("reach_a_person", "pause_contact", "keep_message")
    if to is Recipient.THIRD_PARTY:
        # Whoever is not the debtor has nothing to pay, to agree or to ask about the account.
        return ("not_the_debtor", "keep_message", *(_conduct_steps(conduct, limits) or ["complain_if_it_goes_on"]))
    wanted = [
        *_money_steps(authenticity, truth),
        *_record_steps(truth),
        *_court_steps(truth),
        *_sender_steps(authenticity, account, truth),
        *_conduct_steps(conduct, limits),
        "keep_message",
    ]
    return tuple(dict.fromkeys(wanted))[:AT_MOST]


def _money_steps(authenticity: Authenticity, truth: Truth) -> list[str]:
    """A wrong "authentic" sends money to a thief: the way to pay comes first wherever money could leave."""
    other_way = any(claim.kind == "payment_instruction" and claim.answer != "matches" for claim in truth.claims)
    asks = any(claim.kind in ("amount", "days_late", "lateness_grade", "deadline") for claim in truth.claims)
    vouched = authenticity.answer in ("own_staff", "authorised_agency")
    return ["pay_only_in_lenders_channel"] if other_way or (asks and not vouched) else []


def _record_steps(truth: Truth) -> list[str]:
    if any(claim.answer == "conflict" for claim in truth.claims):
        return ["send_your_receipt"]
    wrong = any(
        claim.answer in ("exaggerated", "contradicted") and claim.kind in ("amount", "days_late", "credit_report")
        for claim in truth.claims
    )
    return ["ask_for_correction"] if wrong else []


def _court_steps(truth: Truth) -> list[str]:
    return ["check_with_the_court"] if any(_names_a_court_step(claim) for claim in truth.claims) else []


def _names_a_court_step(claim: Claim) -> bool:
    """A case that is said to exist can be asked for at the court; one that is only announced cannot."""
    if claim.kind in ("court_list", "arrest"):
        return True
    return (
        claim.kind == "legal_step"
        and claim.measured.get("stage") in COURT_STAGES
        and claim.measured.get("mood") == "done"
    )


def _sender_steps(authenticity: Authenticity, account: Account | None, truth: Truth) -> list[str]:
    if account is None or account.typed_by_debtor:
        return ["request_statement"]
    if authenticity.answer in ("cannot_be_vouched_for", "denied"):
        return ["ask_lender_to_confirm"]
    if any(claim.kind == "amount" and claim.answer == "matches" for claim in truth.claims):
        return ["agree_a_date"]
    return []


def _conduct_steps(conduct: Conduct, limits: Limits) -> list[str]:
    broke = limits.answer in ("breach", "likely_breach", "benchmark_breach")
    against_law = any(
        finding.answer == "breach" and any(citation.force in LAWS for citation in finding.citations)
        for finding in conduct.findings
    )
    return ["keep_and_complain"] if broke or against_law or set(conduct.labels) - {"benign"} else []
