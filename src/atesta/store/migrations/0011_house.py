"""The creditor's list of whom not to contact, and the files for the lawyers."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import atesta.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
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
                ("kind", models.CharField(max_length=12)),
                ("place", models.CharField(max_length=2)),
                ("address", models.CharField(blank=True, max_length=320)),
                ("person", models.CharField(blank=True, db_index=True, max_length=64)),
                ("since", models.DateTimeField()),
                ("source", models.CharField(max_length=20)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("made_at", models.DateTimeField()),
                ("how", models.CharField(blank=True, max_length=12)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("open_key", models.CharField(max_length=64, null=True, unique=True)),
            ],
            options={
                "indexes": [models.Index(fields=["lifted_at", "made_at"], name="block_open")],
            },
        ),
        migrations.CreateModel(
            name="HandOff",
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
                ("account", models.CharField(max_length=120)),
                ("creditor", models.CharField(max_length=200)),
                ("place", models.CharField(max_length=2)),
                ("zone", models.CharField(blank=True, max_length=60)),
                ("prepared_at", models.DateTimeField()),
                ("asked", models.CharField(max_length=64, unique=True)),
                ("lacking", models.IntegerField(default=0)),
                ("bundle", models.BinaryField()),
                ("bundle_sha256", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64)),
                ("acceptor", models.CharField(blank=True, max_length=200)),
                ("accepted_on", models.DateField(null=True)),
                ("accepted_how", models.CharField(blank=True, max_length=8)),
                ("countersigned", models.CharField(blank=True, max_length=64)),
                ("acceptance", models.BinaryField(default=b"")),
                ("entered_at", models.DateTimeField(null=True)),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BlockDecision",
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
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="store.block"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-id"], name="block_decision_time")],
            },
        ),
        migrations.CreateModel(
            name="HandOffStep",
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
                ("stage", models.CharField(max_length=20)),
                ("on", models.DateField()),
                ("court", models.CharField(blank=True, max_length=200)),
                ("case_number", models.CharField(blank=True, max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "hand_off",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="store.handoff"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("hand_off", "stage", "on"), name="hand_off_step_once")],
            },
        ),
    ]
