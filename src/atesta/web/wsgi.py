"""What a WSGI server runs."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atesta.web.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from atesta.web.desk import warm_in_background  # noqa: E402 - once Django is set up

warm_in_background()
