"""A way in that is taken away ends the sessions that it opened."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_house"),
    ]

    operations = [
        migrations.AddField(
            model_name="file",
            name="epoch",
            field=models.CharField(blank=True, default="", max_length=26),
            preserve_default=False,
        ),
    ]
