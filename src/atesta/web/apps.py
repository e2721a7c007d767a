"""The Django app of the pages: templates, tags and static files."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "atesta.web"
    label = "web"
