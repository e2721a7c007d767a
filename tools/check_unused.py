"""Code of ours that nothing of ours uses, tests not counted: a function that only its test calls waits for nobody.
What is there for other programs (a reader of the library) stands in its module's `__all__`.

vulture finds it; of what it is only 60 % sure of, fields and enum members are left out, because data files and other
people's JSON use those.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = 80
DEFINITIONS = {"function", "class", "method", "property"}


def main() -> int:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["vulture"]
    vulture = Vulture(ignore_names=settings["ignore_names"], ignore_decorators=settings["ignore_decorators"])
    vulture.scavenge([str(ROOT / "src"), str(ROOT / "tools")])
    found = [
        f"{Path(item.filename).relative_to(ROOT)}:{item.first_lineno} {item.typ} {item.name} is used by nothing"
        for item in vulture.get_unused_code(min_confidence=60)
        if item.confidence >= ALWAYS or item.typ in DEFINITIONS
    ]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
