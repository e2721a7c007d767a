"""A command line that cannot be read, said in the reader's language. What was typed is not repeated: it may be a
number or a name that belongs to somebody."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

# The sentences of argparse, as the Python versions that we run on write them; the groups are ours to say again.
_SAID = (
    ("usage_needed", r"the following arguments are required: (?P<names>.+)"),
    (
        "usage_choice",
        r"argument (?P<names>[^:]+): invalid choice: .*\(choose from (?P<choices>[^()]+)\)",
    ),
    ("usage_no_value", r"argument (?P<names>[^:]+): expected (?:one|at least one) argument"),
    ("usage_no_number", r"argument (?P<names>[^:]+): invalid int value: .*"),
    ("usage_extra_value", r"argument (?P<names>[^:]+): ignored explicit argument .*"),
    ("usage_ambiguous", r"ambiguous option: .* could match (?P<choices>.+)"),
)
_UNKNOWN = r"unrecognized arguments: (?P<names>.*)"
_OPTION = r"--?[a-z][a-z-]{0,30}"


class Parser(argparse.ArgumentParser):
    """argparse with its errors in three languages. `given` is what it was asked to read."""

    given: Sequence[str] = ()

    def error(self, message: str) -> NoReturn:
        """What is wrong, why it matters and what to do, on standard error; exit 2."""
        from atesta.cli.words import words_for
        from atesta.telling.say_error import say_refusal
        from atesta.telling.visible import visible

        key, values = read(message)
        words = words_for(Parser.given or sys.argv[1:])
        if values.get("names") == "VERB":
            values["names"] = words.say("usage.verb")
        print(visible(say_refusal(key, words, verb=self.prog, **values)), file=sys.stderr)
        raise SystemExit(2)


def read(message: str) -> tuple[str, dict[str, str]]:
    """The key of the sentence that says the same, with the names of options and choices in it."""
    for key, pattern in _SAID:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return key, {name: value.replace("'", "") for name, value in found.groupdict().items()}
    unknown = re.fullmatch(_UNKNOWN, message, re.DOTALL)
    options = [word for word in unknown["names"].split() if re.fullmatch(_OPTION, word)] if unknown else []
    if options:
        return "usage_unknown_option", {"names": ", ".join(options)}
    return ("usage_too_many" if unknown else "usage_other"), {}
