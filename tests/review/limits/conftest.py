"""The builder of invented contacts is shared with the cases of the rules."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "rules"))
