"""What a WSGI server runs."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atesta.web.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
