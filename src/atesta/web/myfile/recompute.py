"""The job that makes the answers of a debt anew, when what stands beside its many contacts has changed."""

from __future__ import annotations

from atesta.store.answering import JOB, answer_debt
from atesta.store.jobs import Work, handles
from atesta.store.models import Debt
from atesta.web.myfile.means import means


@handles(JOB)
def answer_again(work: Work) -> None:
    """A debt that was erased meanwhile has nothing to answer."""
    using = means()
    with work.effect() as now:
        debt = Debt.objects.filter(id=work.job.subject).first()
        if debt is not None:
            answer_debt(debt, using, now)
