"""My file: opened by a printed code or a passkey; timelines, papers, requests, export, erasure (issue 5)."""

from atesta.web.myfile import (
    add,
    asks,
    complain,
    complaint,
    contact,
    door,
    home,
    keep,
    leave,
    mail,
    papers,
    passkey,
    reminders,
)

PAGES = (
    *door.PAGES,
    *keep.PAGES,
    *passkey.PAGES,
    *mail.PAGES,
    *home.PAGES,
    *papers.PAGES,
    *contact.PAGES,
    *add.PAGES,
    *asks.PAGES,
    *reminders.PAGES,
    *complain.PAGES,
    *complaint.PAGES,
    *leave.PAGES,
)
