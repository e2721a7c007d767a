"""The installation as a terminal opens it: locked keys ask for their passphrase, new keys say which name they carry."""

from __future__ import annotations

import sys

from atesta.cli.layout import paragraph, terminal
from atesta.cli.passphrase import Passphrases
from atesta.config import Settings
from atesta.evidence import keys
from atesta.evidence.keys import KeyRing
from atesta.installation.home import Home, home_in
from atesta.locale import Catalogue


def open_home(settings: Settings) -> Home:
    """It need not be there yet; where something else is in its place, it is refused."""
    return home_in(settings.home, Passphrases())


def ring_or_new(home: Home, words: Catalogue) -> KeyRing:
    """The keys, made now if this is the first seal; then it is said which name others will read."""
    if home.exists:
        return home.ring()
    ring = home.make(None)
    text = words.say("keyring.named_by_itself", name=keys.subject_of(ring.signer()))
    sys.stderr.write("".join(f"{line}\n" for line in paragraph(text, terminal(sys.stderr, False), 0)))
    return ring
