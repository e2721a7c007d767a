"""The log can be added to and nothing else: the database itself refuses to change or delete an entry.

On both databases the same, so that a slip in our code, or a hand at the console, is stopped before it is noticed.
(Whoever owns the database can drop a trigger; that the chain then breaks is what `atesta store check` finds.)
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER store_logentry_no_{verb} BEFORE {verb} ON store_logentry
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION store_logentry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;
"""
POSTGRESQL = """
CREATE TRIGGER store_logentry_no_{verb} BEFORE {verb} ON store_logentry
FOR EACH ROW EXECUTE FUNCTION store_logentry_refuse();
"""
VERBS = ("UPDATE", "DELETE")


def forwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    sqlite = editor.connection.vendor == "sqlite"
    if not sqlite:
        editor.execute(POSTGRESQL_FUNCTION)
    for verb in VERBS:
        editor.execute((SQLITE if sqlite else POSTGRESQL).format(verb=verb))


def backwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    sqlite = editor.connection.vendor == "sqlite"
    for verb in VERBS:
        editor.execute(f"DROP TRIGGER store_logentry_no_{verb}" + ("" if sqlite else " ON store_logentry"))
    if not sqlite:
        editor.execute("DROP FUNCTION store_logentry_refuse()")


class Migration(migrations.Migration):
    dependencies = (("store", "0001_initial"),)
    operations = (migrations.RunPython(forwards, backwards),)
