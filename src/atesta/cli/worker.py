"""`atesta worker`: does the jobs of the page in a process of its own; as many as one likes, on PostgreSQL."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from atesta.cli.pages import set_up
from atesta.cli.words import words_for_verb


def run(arguments: argparse.Namespace) -> int:
    """Until Ctrl-C or SIGTERM; the job that it is at is ended first."""
    words = words_for_verb(arguments.lang)
    set_up()
    from atesta.store.preparing import prepare
    from atesta.store.worker import Worker
    from atesta.web import urls

    assert urls.PAGES  # the rooms of the page bring the handlers of their jobs
    prepare()
    worker = Worker()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: worker.stop())
    sys.stdout.write(words.say("worker.begun") + "\n")
    sys.stdout.flush()
    loop = threading.Thread(target=worker.run)
    loop.start()
    loop.join()
    sys.stdout.write(words.say("worker.stopped") + "\n")
    return 0
