"""Which channel to complain to, why that one, and why not the others (INTERFACES, route).

`read_case` reads what is known, `route` answers. What is recommended stands in `places/*.toml`, written by hand from
facts; the engine in `choose.py` only asks which rules fit. Sentences are told by telling/say_route.py.
"""

from atesta.action.complaint.routing.beside import beside
from atesta.action.complaint.routing.case import Case, Filed, FiledState, Wants, read_case
from atesta.action.complaint.routing.choose import DESK, WAITS, NotNow, Reason, Recommended, Route, route

__all__ = [
    "DESK",
    "WAITS",
    "Case",
    "Filed",
    "FiledState",
    "NotNow",
    "Reason",
    "Recommended",
    "Route",
    "Wants",
    "beside",
    "read_case",
    "route",
]
