"""Figures that an earlier version froze are still read, exactly as they were frozen."""

import json

from tests.support import small_year
from upheld.statistics import figures_json


def without(name, written):
    if isinstance(written, dict):
        return {key: without(name, one) for key, one in written.items() if key != name}
    return [without(name, one) for one in written] if isinstance(written, list) else written


def test_a_field_that_came_later_has_its_default():
    figures = small_year.figures()
    written = json.loads(figures_json.to_json(figures))
    older = json.dumps(without("expected", written)).encode()
    assert b"expected" not in older
    assert figures_json.from_json(older) == figures
