"""PostgreSQL empties a table with TRUNCATE without asking the triggers of its rows: the log has one for that, too.

SQLite has no TRUNCATE; there the two triggers of 0002 are all that is needed.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TRUNCATE = """
CREATE TRIGGER store_logentry_no_truncate BEFORE TRUNCATE ON store_logentry
FOR EACH STATEMENT EXECUTE FUNCTION store_logentry_refuse();
"""


def forwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(TRUNCATE)


def backwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER store_logentry_no_truncate ON store_logentry")


class Migration(migrations.Migration):
    dependencies = (("store", "0004_measures"),)
    operations = (migrations.RunPython(forwards, backwards),)
