"""`atesta`, as the command that is installed runs it."""

import sys

from atesta.cli import main

sys.exit(main())
