"""Phrases that count only beside something else in the text (their key `counts`).

`beside_debt`: who introduces himself as an officer is believed or not in the first answer; only who then asks for money
or threatens has posed as one. A court's clerk who brings papers, or the police who warn of a fraud, has not (A3, B2.2).
`unless_owned`: taking things or blocking accounts is a false legal claim where they are the debtor's own; what was
pledged, and the lender's own account, are matters of the contract (`review.owned`).
"""

from __future__ import annotations

from atesta.kept import late, once
from atesta.review.finding import Claim, Truth
from atesta.review.owned import by_contract, only_pledged, own_account
from atesta.review.truth.plain import Plain
from atesta.rules.phrase import Hit, Reading

_WARNING = late(
    r"(?:不要|切勿|请勿|勿|不会|别|谨防|警惕|防范|避免|核实)[^,。;!?]{0,15}"
    r"|\b(?:do not|don't|never|beware of|will not|won't)\b[^,.;!?]{0,50}"
    r"|\b(?:no|nunca|evite|desconfie de|cuidado con)\b[^,.;!?]{0,50}"
)
_DEBT = late(
    r"欠|债|逾期|还款|还钱|还清|结清|还上|网贷|信用卡"
    r"|\b(?:debts?|owe[sd]?|owing|overdue|arrears|unpaid|past due|delinquent|default\w*|garnish\w*)\b"
    r"|\b(?:deud\w*|adeud\w*|moros\w*|impag\w*|vencid[oa]s?|cobr(?:o|os|ar|anza|anzas)|embarg\w*)\b"
)
_PAYMENT = late(
    r"借款|贷款|付款|缴款|缴费|缴纳|支付|汇款|打款|转账|转到|保证金|罚款|赔偿|钱"
    r"|\b(?:pay|paid|payments?|loans?|balance|fees?|fines?|money|transfer|gift cards?|settle)\b|[$£€]"
    r"|\b(?:crimes?|warrants?|lawsuits?|charges)\b"
    r"|\b(?:pag(?:o|os|ar|ue|uen|ara|aran|aste|ando)|prestamos?|creditos?|tarjetas?|saldo|deposit\w+|transfer\w+|multas?"
    r"|dinero|fianza)\b"
)
_FEARED = frozenset({"threat", "arrest_threat", "third_party_disclosure", "shaming_or_belittling", "accusation"})
_SERVICE = "service"


class Counting:
    """Of one text: which labels a phrase found in it earns."""

    def __init__(self, reading: Reading, truth: Truth) -> None:
        self._reading = reading
        self._truth = truth

    def earns(self, hit: Hit, label: str) -> bool:
        counts = hit.phrase.attrs.get("counts", "")
        if counts == "beside_debt":
            return self._of_debt
        if counts == "unless_owned":
            return not self._owned(hit, label)
        return True

    @once
    def _plain(self) -> Plain:
        return Plain(self._reading)

    @once
    def _of_debt(self) -> bool:
        """Whether the text asks for money or threatens. What it warns of ("never transfer money") is no request."""
        text = self._plain.text
        if _DEBT.search(text) or _PAYMENT.search(_WARNING.sub(" ", text)):
            return True
        if any(claim.kind in ("arrest", "amount", "days_late") for claim in self._truth.claims):
            return True
        return any(hit.phrase.label in _FEARED for hit in self._reading.of("conduct"))

    def _owned(self, hit: Hit, label: str) -> bool:
        start, end = self._plain.sentence(hit.fstart)
        sentence = self._plain.text[start:end]
        beside = [claim for claim in self._truth.claims if start <= self._folded(claim) < end]
        if any(claim.measured.get("term") == _SERVICE for claim in beside):
            return own_account(self._plain.text[slice(*self._plain.clause(hit.fstart, hit.fend))])
        pledges = [claim for claim in beside if claim.measured.get("can_they") == "depends_on_pledge"]
        if not pledges or not only_pledged(sentence):
            return False
        lawful = by_contract(sentence) or all(claim.measured.get("mood") == "may" for claim in pledges)
        return label == "false_legal_claim" or lawful

    def _folded(self, claim: Claim) -> int:
        return self._plain.folded(claim.start, claim.end)[0]
