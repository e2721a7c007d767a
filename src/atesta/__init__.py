"""Atesta: every debt-collection contact on the record, and five answers about it."""

__version__ = "0.1.0"
