"""The house that is pictured in each language, in a place with a count of its own: everybody in them is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class House:
    """`duty` whom to reach. `front` begins the numbers of its debtors, `said` is the announced text with {due}, and
    `amount` what it names. Of the count: contacts by `channel` with this `outcome`, `each` agency so many, `apart`."""

    bank: str
    place: str
    duty: str
    agencies: tuple[str, str]
    sender: str
    front: str
    amount: str
    said: str
    day: str
    wording: str
    unannounced: str
    channel: str
    outcome: str
    each: int
    apart: timedelta

    def phone(self, number: int) -> str:
        return f"{self.front}{number:02}"

    def text(self, due: date) -> str:
        return self.said.format(due=self.day.format(day=due))


HOUSES = {
    "es": House(
        bank="Banco Levante",
        place="CL",
        duty="Ana Rojas, +56 2 2910 0000",
        agencies=("Cobranzas del Norte", "Gestión Austral"),
        sender="+56229100011",
        front="+569600000",
        amount="41260",
        said="Banco Levante: su cuota de 41.260 CLP venció el {due}. Pague en nuestra app.",
        day="{day.day}/{day.month}/{day.year}",
        wording="{creditor}: su cuota de {amount} venció el {due}. Pague en nuestra app.",
        unannounced="Última oportunidad: 98.000 CLP hoy.",
        channel="sms",
        outcome="delivered",
        each=2,
        apart=timedelta(days=2),
    ),
    "zh": House(
        bank="晨曦分期",
        place="CN",
        duty="王敏，021-5550-1000",
        agencies=("云岭信服", "启元资产"),
        sender="02150001234",
        front="+86139000477",
        amount="412.60",
        said="【晨曦分期】您的分期账单412.60元已于{due}到期，请在晨曦分期App内还款。",
        day="{day.month}月{day.day}日",
        wording="【{creditor}】您的分期账单{amount}已于{due}到期，请在{creditor}App内还款。",
        unannounced="今天是最后机会，请立即转账980元。",
        channel="call",
        outcome="conversation",
        each=2,
        apart=timedelta(hours=1),
    ),
    "en": House(
        bank="Harbor Bank",
        place="US",
        duty="Ann Lee, +1 202 555 0100",
        agencies=("Eastgate Recovery", "Westside Collections"),
        sender="+12025550111",
        front="+120255501",
        amount="412.60",
        said="Harbor Bank: your instalment of 412.60 USD was due on {due}. Pay in our app.",
        day="{day.month}/{day.day}/{day.year}",
        wording="{creditor}: your instalment of {amount} was due on {due}. Pay in our app.",
        unannounced="Last chance: 980 USD today.",
        channel="call",
        outcome="no_answer",
        each=4,
        apart=timedelta(days=1),
    ),
}
