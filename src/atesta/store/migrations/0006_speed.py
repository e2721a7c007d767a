"""Indexes for what lists ask: the newest looks, whether a contact was looked at, how the jobs about a debt ended."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("store", "0005_no_truncate"),)
    operations = (
        migrations.AddIndex("look", models.Index(fields=["-at", "-id"], name="look_by_time")),
        migrations.AddIndex("look", models.Index(fields=["what", "row"], name="look_at_row")),
        migrations.AddIndex("job", models.Index(fields=["kind", "subject", "-done_at"], name="job_of_subject")),
    )
