"""The example that a designer compiles the layout with holds what a letter holds now."""

import json
from dataclasses import fields
from pathlib import Path

from upheld.letters.content import LetterContent

SAMPLE = Path(__file__).parents[2] / "schemes" / "local-government-england" / "letter" / "sample.json"


def test_the_example_is_a_letter_and_says_that_it_is_made_up():
    written = SAMPLE.read_text(encoding="utf-8")
    content = LetterContent.from_json(written)
    assert set(json.loads(written)) == {one.name for one in fields(LetterContent)}
    assert json.loads(content.as_json()) == json.loads(written)
    assert content.sample_long
