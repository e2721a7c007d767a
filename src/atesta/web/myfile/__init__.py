"""My file: opened by a printed code or a passkey; timelines, papers, requests, export, erasure (issue 5)."""

from atesta.web.myfile import door, home, keep, papers, passkey

PAGES = (*door.PAGES, *keep.PAGES, *passkey.PAGES, *home.PAGES, *papers.PAGES)
