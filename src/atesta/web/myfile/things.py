"""Finders of what lies in a file: each gives it to the owner of the open file and to nobody else."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404, HttpRequest

from atesta.store.complaining import STEPS
from atesta.store.models import Complaint, Debt, Extract, File, KeptContact, Receipt, Request
from atesta.web.access import finder, open_file

Row = TypeVar("Row")


def file_of(request: HttpRequest) -> File:
    """Of a page for its owner: `Who.OWNER` was asked before."""
    file = open_file(request)
    if file is None:
        raise Http404
    return file


@finder("debt")
def _debt(request: HttpRequest, given: str) -> Debt:
    return _or_404(Debt.objects.filter(id=given, file=file_of(request)).select_related("file").first())


@finder("contact")
def _contact(request: HttpRequest, given: str) -> KeptContact:
    rows = KeptContact.objects.filter(id=given, file=file_of(request))
    return _or_404(rows.select_related("debt", "original", "answers", "file").first())


@finder("receipt")
def _receipt(request: HttpRequest, given: str) -> Receipt:
    rows = Receipt.objects.filter(id=given, debt__file=file_of(request))
    return _or_404(rows.select_related("debt__file", "blob").first())


@finder("extract")
def _extract(request: HttpRequest, given: str) -> Extract:
    return _or_404(Extract.objects.filter(id=given, debt__file=file_of(request)).select_related("debt__file").first())


@finder("asked")
def _asked(request: HttpRequest, given: str) -> Request:
    return _or_404(Request.objects.filter(id=given, debt__file=file_of(request)).select_related("debt__file").first())


@finder("complaint")
def _complaint(request: HttpRequest, given: str) -> Complaint:
    rows = Complaint.objects.filter(id=given, file=file_of(request))
    return _or_404(rows.select_related("file", "debt", "receipt", "packet").first())


@finder("step")
def _step(request: HttpRequest, given: str) -> str:
    return _or_404(given if given in STEPS else None)


def _or_404(row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row
