"""The creditor's desk: cases, their evidence and findings, links for agencies, and steps that nobody changes.

A step can be added and, with its case, erased; the database refuses to change one.
"""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import atesta.store.ids

SQLITE = """
CREATE TRIGGER store_caseevent_no_update BEFORE UPDATE ON store_caseevent
BEGIN SELECT RAISE(ABORT, 'a step is never changed'); END;
"""
POSTGRESQL = (
    """
CREATE FUNCTION store_caseevent_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a step is never changed'; END $$;
""",
    """
CREATE TRIGGER store_caseevent_no_update BEFORE UPDATE ON store_caseevent
FOR EACH ROW EXECUTE FUNCTION store_caseevent_refuse();
""",
)


def forwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in (SQLITE,) if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def backwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    sqlite = editor.connection.vendor == "sqlite"
    editor.execute("DROP TRIGGER store_caseevent_no_update" + ("" if sqlite else " ON store_caseevent"))
    if not sqlite:
        editor.execute("DROP FUNCTION store_caseevent_refuse()")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_complaint"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
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
                ("intake", models.CharField(max_length=10)),
                ("place", models.CharField(max_length=2)),
                ("lender_kind", models.CharField(default="unknown", max_length=20)),
                ("channel", models.CharField(default="lender_desk", max_length=40)),
                ("lang", models.CharField(max_length=2)),
                ("body", models.CharField(blank=True, max_length=120)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("person", models.CharField(blank=True, max_length=120)),
                ("agency", models.CharField(blank=True, max_length=120)),
                ("text", models.TextField(blank=True, max_length=20000)),
                ("received_on", models.DateField()),
                ("deadline_on", models.DateField(null=True)),
                ("state", models.CharField(default="open", max_length=10)),
                ("letter", models.TextField(blank=True, max_length=20000)),
                ("answered_on", models.DateField(null=True)),
                ("cause", models.CharField(blank=True, max_length=24)),
                ("cause_words", models.CharField(blank=True, max_length=500)),
                ("closing", models.CharField(blank=True, max_length=24)),
                ("closed_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="store.file"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgencyAsk",
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
                ("digest", models.CharField(max_length=64, unique=True)),
                ("findings", models.JSONField(default=list)),
                ("due_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asks", to="store.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseFinding",
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
                ("number", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=60)),
                ("rule", models.CharField(blank=True, max_length=80)),
                ("version", models.CharField(blank=True, max_length=40)),
                ("cites", models.JSONField(default=list)),
                ("quote", models.TextField(blank=True, max_length=2000)),
                ("start", models.IntegerField(null=True)),
                ("end", models.IntegerField(null=True)),
                ("turn", models.IntegerField(null=True)),
                ("decision", models.CharField(default="open", max_length=10)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="store.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseEvent",
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
                ("word", models.CharField(blank=True, max_length=24)),
                ("text", models.TextField(blank=True, max_length=4000)),
                ("late", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "ask",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="store.agencyask",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="store.case"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="store.casefinding",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
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
                ("number", models.SmallIntegerField()),
                ("kept", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="store.case"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="in_cases", to="store.keptcontact"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="casefinding",
            name="evidence",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="store.evidence"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "received_on", "id"], name="case_by_state"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("case", "contact"), name="evidence_once_a_case"),
        ),
        migrations.RunPython(forwards, backwards),
    ]
