"""`MODEL`: how many rows there are."""

import sys

import django

django.setup()

from atesta.store import models  # noqa: E402

print(getattr(models, sys.argv[1]).objects.count())
