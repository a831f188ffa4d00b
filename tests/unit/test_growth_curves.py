"""Growth curves are drawn from a page's table: every number of it, where it belongs."""

import re
from itertools import pairwise
from xml.etree import ElementTree

from scripts.growth_curves import SCALE, curves, drawn

PAGE = """# A page

| a table | of something else |
|---|--:|
| 1 million | 7 |

| | 1 million | 10 million | 100 million | | memory |
|---|--:|--:|--:|---|--:|
| `upheld count --checked`, DuckDB | 0.1 | 1 | 10 | | 0.20 GiB |
| by hand: with care | 0.1 | 10 | – | at most 1.3 | – |

| after | it |
"""


def test_a_curve_has_the_numbers_of_its_row_and_no_others():
    us, by_hand = curves(PAGE)
    assert (us.name, us.points) == ("upheld on DuckDB", ((1, 0.1), (10, 1), (100, 10)))
    assert (by_hand.name, by_hand.points) == ("by hand", ((1, 0.1), (10, 10)))


def test_ten_times_the_time_is_a_step_up_and_ten_times_the_cases_one_to_the_right():
    picture = ElementTree.fromstring(drawn(PAGE))
    ways = [one.get("d") for one in picture.iter() if one.get("fill") == "none"]
    us, by_hand = ([tuple(map(float, point.split())) for point in way[1:].split("L")] for way in ways)
    assert us[1][0] - us[0][0] == us[2][0] - us[1][0] > 0
    assert us[0][1] - us[1][1] == us[1][1] - us[2][1] > 0
    assert by_hand == [us[0], (us[1][0], us[2][1])]


def test_names_stand_apart_and_numbers_are_told_to_those_who_see_no_picture():
    picture = ElementTree.fromstring(drawn(SCALE.read_text()))
    texts = [one for one in picture.iter() if one.tag.endswith("text") and one.get("fill")]
    heights = sorted(float(one.get("y")) for one in texts)
    assert len(heights) == 6 and all(b - a >= 17 for a, b in pairwise(heights))
    told = next(one.text for one in picture.iter() if one.tag.endswith("desc"))
    numbers = [taken for one in curves(SCALE.read_text()) for _, taken in one.points]
    assert [float(one) for one in re.findall(r"([\d.]+) s at", told)] == numbers
