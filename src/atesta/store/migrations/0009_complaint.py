"""Complaints: what each is about, its steps, and the senders that were reported with it."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from atesta.store.ids import LENGTH, new_id

KEY: dict[str, Any] = {
    "default": new_id,
    "editable": False,
    "max_length": LENGTH,
    "primary_key": True,
    "serialize": False,
}


def _of(model: str, name: str, *, null: bool = False) -> Any:
    return models.ForeignKey(null=null, on_delete=models.CASCADE, related_name=name, to=f"store.{model}")


def _blob() -> Any:
    return models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="store.blob")


def _days(*names: str) -> list[tuple[str, Any]]:
    return [(name, models.DateField(null=True)) for name in names]


class Migration(migrations.Migration):
    dependencies = (("store", "0008_stamps"),)
    operations = (
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.CharField(**KEY)),
                ("file", _of("file", "complaints")),
                ("debt", _of("debt", "complaints", null=True)),
                ("place", models.CharField(max_length=2)),
                ("channel", models.CharField(max_length=40)),
                ("lender", models.CharField(blank=True, max_length=200)),
                ("lender_kind", models.CharField(default="unknown", max_length=20)),
                ("wants", models.CharField(max_length=12)),
                ("findings", models.JSONField(default=list)),
                ("has", models.JSONField(default=list)),
                ("happened_on", models.DateField(null=True)),
                ("state", models.CharField(default="prepared", max_length=12)),
                *_days("filed_on", "accepted_on", "forwarded_on", "asked_on", "answered_on", "returned_on"),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("tracking", models.CharField(blank=True, max_length=120)),
                ("receipt", _blob()),
                ("packet", _blob()),
                ("ended", models.CharField(blank=True, max_length=12)),
                ("apology", models.TextField(blank=True, max_length=2000)),
                ("remedy", models.TextField(blank=True, max_length=2000)),
                ("cool_off_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ComplaintEvent",
            fields=[
                ("id", models.CharField(**KEY)),
                ("complaint", _of("complaint", "events")),
                ("contact", _of("keptcontact", "+", null=True)),
                ("seq", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("on", models.DateField(null=True)),
                ("text", models.TextField(blank=True, max_length=2000)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReportedSender",
            fields=[
                ("id", models.CharField(**KEY)),
                ("file", _of("file", "reported_senders")),
                ("complaint", _of("complaint", "reported")),
                ("address", models.CharField(max_length=330)),
                ("on", models.DateField()),
                ("by", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ComplaintContact",
            fields=[
                ("id", models.CharField(**KEY)),
                ("complaint", _of("complaint", "about")),
                ("contact", _of("keptcontact", "complained_of")),
                ("again", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("complaint", "contact"), name="complaint_names_once")]
            },
        ),
    )
