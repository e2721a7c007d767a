"""What a WSGI server runs."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atesta.web.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from atesta.store.worker import start_inside  # noqa: E402 - once Django is set up
from atesta.web import urls  # noqa: E402 - its rooms bring the handlers of their jobs
from atesta.web.desk import warm_in_background  # noqa: E402
from atesta.web.settings import WEB  # noqa: E402

warm_in_background()
if WEB.workers and urls.PAGES:
    start_inside()
