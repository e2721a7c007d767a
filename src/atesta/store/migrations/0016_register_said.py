"""What the creditor's register said of a kept contact, and which approved wording an announced text is."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0015_request_on_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="announcement",
            name="wording",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="announced",
                to="store.template",
            ),
        ),
        migrations.AddField(
            model_name="keptcontact",
            name="register",
            field=models.TextField(blank=True, default=""),
        ),
    ]
