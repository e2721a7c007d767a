"""What she hands to the creditor that runs the pages: her complaint as its case, her refusals as entries of its list."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0013_registry"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="complaint",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="case", to="store.complaint"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="complaint",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="store.complaint"
            ),
        ),
        migrations.AddField(
            model_name="reportedsender",
            name="block",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="reports", to="store.block"
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="block",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="requests", to="store.block"
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="request",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="store.request"
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="why",
            field=models.CharField(max_length=60),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("complaint", "why"), name="reminder_once_a_complaint"),
        ),
    ]
