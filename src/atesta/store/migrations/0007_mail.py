"""An e-mail address as a way into a file: the address, what was sent there, and what somebody was reminded of."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import atesta.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_speed"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailAsk",
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
                ("address_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MailWay",
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
                ("address", models.CharField(max_length=254)),
                ("address_hash", models.CharField(db_index=True, max_length=64)),
                ("lang", models.CharField(max_length=2)),
                ("reminders", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mail_ways", to="store.file"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MailLink",
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
                ("kind", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("ends_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                (
                    "way",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="store.mailway"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
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
                ("why", models.CharField(max_length=10)),
                ("made_at", models.DateTimeField()),
                ("mail_began_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("put_away_at", models.DateTimeField(null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="store.request"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="mailway",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at", None)), fields=("file",), name="mail_one_new"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailway",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", False)), fields=("file",), name="mail_one_confirmed"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("request", "why"), name="reminder_once_a_thing"),
        ),
    ]
