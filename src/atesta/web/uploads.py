"""Uploads that go on where they broke off: `static/web/upload.js` slices the file, these addresses take the slices.

    POST  /<lang>/upload            kind, size, name, type   201 {"upload", "token", "piece"}
    PUT   /<lang>/upload/<upload>   Upload-Offset, bytes     204, or 409 with the true Upload-Offset
    HEAD  /<lang>/upload/<upload>                            204 with Upload-Offset

The token comes as `Upload-Token`, in a form as `upload_token`; a page that waits for an answer is opened by the session
(`remember`). Unknown, ended and another's are the same 404. Without script a form sends the file as a whole
(`from_form`).
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from atesta.errors import AtestaError, DiskError
from atesta.store import uploads
from atesta.store.models import Upload
from atesta.store.uploads import Begun, OffsetError
from atesta.telling.say_error import say_briefly
from atesta.web.access import UPLOADS_KEY, Who, finder, open_file
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.show import words_of

REMEMBERED = UPLOADS_KEY
MOST_REMEMBERED = 20


@finder("upload")
def find_upload(request: HttpRequest, given: str) -> Upload:
    found = uploads.find(given, _token(request, given), datetime.now(UTC))
    if found is None:
        raise Http404
    return found


def _token(request: HttpRequest, id_: str) -> str:
    open_file(request)  # one that nobody used for long is closed first, and its uploads with it
    header = request.headers.get("Upload-Token")
    posted = request.POST.get("upload_token") if request.method == "POST" else None
    return header or posted or str(request.session.get(REMEMBERED, {}).get(id_, ""))


def remember(request: HttpRequest, begun: Begun) -> None:
    """This session may see what becomes of it."""
    open_file(request)  # closed first, where it was idle, so that this one stays
    held = dict(list(request.session.get(REMEMBERED, {}).items())[-MOST_REMEMBERED:])
    request.session[REMEMBERED] = {**held, begun.upload.id: begun.token}


def from_form(request: HttpRequest, field: str, kind: str, now: datetime) -> Begun | None:
    """What a form sent: `upload` and `upload_token` of a finished upload by script, or the file itself in `field`. None
    where neither is there. InputError as `uploads.receive`, and for one that is not complete."""
    id_, token = request.POST.get("upload", ""), request.POST.get("upload_token", "")
    sent = request.FILES.get(field)
    if id_ and (found := uploads.find(id_, token, now)) is not None and found.kind == kind and uploads.is_whole(found):
        return Begun(found, token)
    if sent is None or not sent.size:
        return None
    return uploads.receive(kind, sent.file, sent.size, sent.name or "", sent.content_type or "", now)  # type: ignore[arg-type]


@paced("upload")
def begin_upload(request: HttpRequest) -> HttpResponse:
    size = request.POST.get("size", "")
    name, media_type = request.POST.get("name", ""), request.POST.get("type", "")
    try:
        begun = uploads.begin(
            request.POST.get("kind", ""),
            int(size) if size.isascii() and size.isdigit() and len(size) < 16 else 0,
            name,
            media_type,
            datetime.now(UTC),
        )
    except AtestaError as error:
        return _refused(request, error)
    remember(request, begun)
    said = {"upload": begun.upload.id, "token": begun.token, "piece": uploads.PIECE}
    return _plain(JsonResponse(said, status=201))


@paced("chunk")
def upload(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.method == "HEAD":
        return _at(upload.received, 204)
    length = request.META.get("CONTENT_LENGTH") or ""
    if not (length.isdigit() and int(length) <= uploads.PIECE):
        return _at(upload.received, 413)
    offset = request.headers.get("Upload-Offset", "")
    try:
        held = uploads.append(upload, int(offset) if offset.isascii() and offset.isdigit() else -1, request.body)
    except OffsetError as error:
        return _at(error.received, 409)
    except Upload.DoesNotExist:  # kept or erased by another tab meanwhile
        raise Http404 from None
    except AtestaError as error:
        return _refused(request, error)
    return _at(held.received, 204)


def _at(received: int, status: int) -> HttpResponse:
    return _plain(HttpResponse(status=status, headers={"Upload-Offset": str(received)}))


def _refused(request: HttpRequest, error: AtestaError) -> HttpResponse:
    status = 507 if isinstance(error, DiskError) else 400
    return _plain(JsonResponse({"error": say_briefly(error, words_of(request))}, status=status))


def _plain(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer


PAGES = (
    Page("upload", begin_upload, "upload-begin", Who.ANYONE, ("POST",)),
    Page("upload/<str:upload>", upload, "upload", Who.ANYONE, ("PUT", "HEAD")),
)
