"""A debtor's request that came on paper, by telephone or in person: how, what was said, and who entered it."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("store", "0014_complaint_case"),)

    operations = (
        migrations.AddField("ledgerrequest", "way", models.CharField(blank=True, default="", max_length=8)),
        migrations.AddField("ledgerrequest", "said", models.TextField(blank=True, default="", max_length=1000)),
        migrations.AddField(
            "ledgerrequest",
            "entered_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="store.staff"
            ),
        ),
    )
