"""Writes src/atesta/schemas/openapi-1.json anew: the OpenAPI document as the code makes it, for whoever reviews a
change of the API. tests/api/test_api_document.py fails until it was."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "src" / "atesta" / "schemas" / "openapi-1.json"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "atesta.web.settings"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ATESTA_WEB_FOLDER"] = folder
        import django  # noqa: PLC0415 - reads the two lines above

        django.setup()
        from atesta.api.document import document  # noqa: PLC0415

        FILE.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE.name} written\n")


if __name__ == "__main__":
    main()
