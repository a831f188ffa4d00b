"""Every spec of the method book, on every engine."""

from __future__ import annotations

import pytest

from tests.spec.method_book import SPECS
from tests.support.engines import COUNTERS
from tests.support.spec import Spec, answer


@pytest.mark.parametrize("engine", COUNTERS)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_spec(spec: Spec, engine: str) -> None:
    expected, found = answer(spec, COUNTERS[engine])
    assert found == expected


def test_titles_differ() -> None:
    assert len({spec.title for spec in SPECS}) == len(SPECS)
