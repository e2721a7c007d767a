"""Background work: reviews of calls, answers to recompute, uploads to erase."""

from __future__ import annotations

from django.db import models

from atesta.store.ids import LENGTH, new_id


class Job(models.Model):
    """`subject` is the id of the row that it is about, never what is in it. A job is taken by setting `leased_until`;
    whoever dies leaves it to the next when that time is over. `done_at` set: finished, well or (`failure`) not."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=LENGTH, blank=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=LENGTH, blank=True)
    tries = models.SmallIntegerField(default=0)
    progress = models.SmallIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    PERSONAL: frozenset[str] = frozenset()
    PLAIN = frozenset(
        {
            "id",
            "kind",
            "subject",
            "due_at",
            "leased_until",
            "worker",
            "tries",
            "progress",
            "failure",
            "made_at",
            "done_at",
        }
    )

    class Meta:
        indexes = (
            models.Index(fields=("done_at", "due_at"), name="job_open"),
            models.Index(fields=("kind", "subject", "-done_at"), name="job_of_subject"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject"), condition=models.Q(done_at=None), name="job_once_for_a_subject"
            ),
        )
