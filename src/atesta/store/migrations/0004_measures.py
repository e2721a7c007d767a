"""What was measured of a call's sound is kept beside its words, so that its tone can be answered again."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("store", "0003_staff_codes"),)
    operations = (
        migrations.AddField(
            "keptcontact", "measures", models.TextField(blank=True, default=""), preserve_default=False
        ),
    )
