"""Many small cases in one test: pytest spends more on a test than most of them do, and there are thousands."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest


def each(
    names: str,
    cases: Iterable[Any],
    ids: Callable[[Any], object] | None = None,
    inside: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Callable[..., Any]:
    """As `pytest.mark.parametrize(names, cases, ids=ids)`, but one test, which runs all cases and then fails with each
    that failed: its whole traceback, and the name of the case below it.

    What a fixture gives is the same for all cases, so they change nothing that they share, or `inside` undoes it: a
    context that each is run in. `ids` gets the case (a tuple where there are several names); without it, a case is
    named by its place and how it is written."""
    wanted, listed = [name.strip() for name in names.split(",")], list(cases)
    assert listed, "no case at all would be a test that cannot fail"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def every(**given: Any) -> None:
            failed = [fault for at, case in enumerate(listed) if (fault := _tried(at, case, given)) is not None]
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(listed)} cases", failed)

        def _tried(at: int, case: Any, given: dict[str, Any]) -> BaseException | None:
            values: Sequence[Any] = case if len(wanted) > 1 else (case,)
            try:
                with inside():
                    test(**given, **dict(zip(wanted, values, strict=True)))
            except (Exception, pytest.fail.Exception) as fault:  # told with the others, once every case was run
                fault.add_note(f"case {ids(case) if ids else f'{at}: {case!r:.200}'}")
                return fault
            return None

        kept = inspect.signature(test)
        others = [parameter for name, parameter in kept.parameters.items() if name not in wanted]
        every.__signature__ = kept.replace(parameters=others)  # type: ignore[attr-defined]  # fixtures, for pytest
        return every

    return decorate
