"""Schemathesis over the whole API: no server error, and every answer as the description says.

The suite makes up a few calls for each resource, the same each time. With BACKLIT_API_MINUTES (`make api-fuzz`) calls
are made up for that long, half of them out of the sentences that words may hold: filters, orders, statements. One check
is left out: that whatever fits the schema is accepted. No JSON Schema says which sentences hold.
"""

from __future__ import annotations

import collections
import os
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tests.web.api.speaking import spoken

import backlit
from backlit.state import memory_state
from backlit.web import create_app
from backlit.web.house import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EXAMPLES = 4
"""Calls made up for each resource, of each of three kinds."""
MINUTES = float(os.environ.get("BACKLIT_API_MINUTES", "0"))
LEFT_OUT = [positive_data_acceptance]
ANY = {"database": None, "deadline": None, "suppress_health_check": list(HealthCheck)}


class Late:
    """An app whose index is there once the tests run: the description is needed before.

    What reads and what writes have each an index of their own, so that there is something to read to the end.
    """

    def __init__(self) -> None:
        self.reading: Any = create_app(backlit.open("no-index-here"))
        self.writing: Any = self.reading
        self.headers: dict[str, str] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        writes = scope.get("method", "GET") != "GET" or "/jobs" in scope["path"] if scope["type"] == "http" else False
        await (self.writing if writes else self.reading)(scope, receive, send)


HOST = {"Host": "127.0.0.1:8321"}
LATE = Late()
SCHEMA = schemathesis.openapi.from_asgi("/api/v1/openapi.json", LATE, headers=HOST)


@pytest.fixture(scope="module", autouse=True)
def _over_the_sample(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    state = memory_state()
    own = shutil.copytree(sample_home, tmp_path_factory.mktemp("fuzz") / "backlit-data")
    # How fast a caller may ask is another test's matter.
    free = Settings(requests_a_minute=10**9, burst=10**9)
    LATE.reading = create_app(backlit.open(sample_home), state, free)
    LATE.writing = create_app(backlit.open(own), state, free)
    token = state.tokens.add("fuzz", "admin")[1]
    LATE.headers = HOST | {"Authorization": f"Bearer {token}"}


OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]


def made_up(operation: Any, number: int, times: int, call: Callable[[Any], None]) -> None:
    """Calls of a resource: as the schema has them, as it has them not, and such as speak its languages."""
    kinds = [operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode]
    if operation.method == "get" and "{" not in operation.path:
        kinds.append(spoken(operation).map(lambda words: operation.Case(query=words)))
    for kind in kinds:
        run = seed(number)(settings(max_examples=times, phases=[Phase.generate], **ANY)(given(kind)(call)))
        try:
            run()
        except Unsatisfiable:
            continue  # what takes no words cannot be given wrong ones


def check(case: Any) -> int:
    """Call, and hold the answer against the description; gives the status."""
    answer = case.call(headers=LATE.headers)
    case.validate_response(answer, excluded_checks=LEFT_OUT, headers=LATE.headers)
    return int(answer.status_code)


@pytest.mark.parametrize("operation", OPERATIONS, ids=[one.label for one in OPERATIONS])
def test_answers_are_as_described(operation: Any) -> None:
    def call(case: Any) -> None:
        check(case)

    made_up(operation, 1, EXAMPLES, call)


@pytest.mark.skipif(not MINUTES, reason="for `make api-fuzz`: BACKLIT_API_MINUTES is not set")
@pytest.mark.timeout(0)
def test_for_minutes() -> None:
    until = time.monotonic() + MINUTES * 60
    counted: collections.Counter[tuple[str, int]] = collections.Counter()
    failures: dict[str, str] = {}

    def call(case: Any) -> None:
        status = 0
        try:
            status = check(case)
        except Exception as error:  # noqa: BLE001 - all that fail are told at the end
            failures.setdefault(f"{case.operation.label}: {type(error).__name__} {str(error)[:160]}", str(error))
        counted[case.operation.label, status] += 1

    number = 1
    while time.monotonic() < until:
        number += 1
        for operation in OPERATIONS:
            if time.monotonic() < until:
                made_up(operation, number, 10, call)
    for label in sorted({label for label, _ in counted}):
        told = {status or "failed": count for (name, status), count in sorted(counted.items()) if name == label}
        print(f"{label:45} {told}")
    print(f"{sum(counted.values()):,} calls in {MINUTES:g} minutes, {len(failures)} distinct failures")
    assert not failures, "\n\n".join(failures.values())
