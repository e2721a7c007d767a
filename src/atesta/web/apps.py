"""The Django app of the pages: templates, tags and static files."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "atesta.web"
    label = "web"

    def ready(self) -> None:
        """What the pages ask of workers is known to every process that has the pages, a worker of its own too."""
        import atesta.store.ledger_files  # noqa: PLC0415 - models are there only now
        import atesta.web.call_work  # noqa: PLC0415
        import atesta.web.check_bundle  # noqa: PLC0415
        import atesta.web.myfile.work  # noqa: PLC0415
        import atesta.web.post_work  # noqa: F401, PLC0415
