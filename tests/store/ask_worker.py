"""`bundle FILE SIGNERS` or `call FILE`: a job for `atesta worker`, as a page leaves it; prints the upload's id.
`answer ID`: prints what came out of it, or nothing as long as nothing has."""

import sys
from pathlib import Path

import django

django.setup()

from atesta.store import uploads  # noqa: E402
from atesta.store.jobs import enqueue, utc_now  # noqa: E402
from atesta.store.models import Upload  # noqa: E402


def begun(kind: str, path: Path) -> Upload:
    with path.open("rb") as file:
        return uploads.receive(kind, file, path.stat().st_size, path.name, "", utc_now()).upload


def ask(job: str, upload: Upload, asked: dict[str, object]) -> None:
    upload.asked = asked
    upload.save(update_fields=("asked",))
    enqueue(job, upload.id, utc_now())
    print(upload.id)


verb, given, *more = sys.argv[1:]
if verb == "bundle":
    ask("check-bundle", begun("bundle", Path(given)), {"signers": Path(more[0]).read_text()})
elif verb == "call":
    ask("hear-call", begun("recording", Path(given)), {"fields": {}, "place": "MX", "at": utc_now().isoformat()})
else:
    print(Upload.objects.get(id=given).answer)
