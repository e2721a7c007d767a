"""Outside time: what an authority was asked to stamp, and its token."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import atesta.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=atesta.store.ids.new_id,
                        editable=False,
                        max_length=26,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=4)),
                ("seq", models.BigIntegerField(default=0)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("token", models.BinaryField(default=b"")),
                ("authority", models.CharField(blank=True, max_length=120)),
                ("made_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("stamped_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=40)),
                (
                    "original",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="stamp", to="store.blob"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "stamped_at", "seq"], name="stamp_of_kind")],
            },
        ),
    ]
