"""Brings the database of its environment to what our models say."""

from django.core.management import call_command

call_command("migrate", verbosity=0)
