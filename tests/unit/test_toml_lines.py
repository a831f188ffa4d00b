"""Every key of a TOML text is found on its line."""

import tomllib
from pathlib import Path

import pytest

from upheld.vocabulary.toml_lines import lines_of, nearest_line

ROOT = Path(__file__).parents[2]
TEXT = '''\
# a comment with [brackets] = "and quotes"
id = "x" # { not a table
"quoted key" = 'a # b'
dotted.key.deep = 1
list = [
  "a", # one
  { id = "b", on = [1, 2] },

  "c, ]",
]
long = """
[not.a.table]
key = "no"
"""
other = \'\'\'
"""
\'\'\'
empty = []
after = 2022-03-31
inline = { one = "a, }", two = { three = "b" } }

[table]
k = true
[table."sub table"]
k = -1.5e3
[[parts]]
id = "p0"
[[parts]]
id = "p1"
[parts.inner]
k = "{"
[[parts.pieces]]
k = 1
'''
EXPECTED = {
    ("id",): 2,
    ("quoted key",): 3,
    ("dotted", "key", "deep"): 4,
    ("list",): 5,
    ("list", 0): 6,
    ("list", 1, "id"): 7,
    ("list", 1, "on", 1): 7,
    ("list", 2): 9,
    ("long",): 11,
    ("other",): 15,
    ("empty",): 18,
    ("after",): 19,
    ("inline", "two", "three"): 20,
    ("table", "k"): 23,
    ("table", "sub table", "k"): 25,
    ("parts", 0, "id"): 27,
    ("parts", 1): 28,
    ("parts", 1, "id"): 29,
    ("parts", 1, "inner", "k"): 31,
    ("parts", 1, "pieces", 0, "k"): 33,
}


def keys_of(values, keys=()):
    if keys:
        yield keys
    if isinstance(values, dict):
        for key, value in values.items():
            yield from keys_of(value, (*keys, key))
    elif isinstance(values, list):
        for number, value in enumerate(values):
            yield from keys_of(value, (*keys, number))


def test_each_key_on_its_line():
    lines = lines_of(TEXT)
    assert {keys: lines.get(keys) for keys in EXPECTED} == EXPECTED


def test_no_key_is_missed_and_none_made_up():
    assert set(lines_of(TEXT)) == set(keys_of(tomllib.loads(TEXT)))


def test_windows_line_ends():
    assert lines_of('a = 1\r\n[t]\r\nb = [\r\n "x",\r\n]\r\n')[("t", "b", 0)] == 4


@pytest.mark.parametrize("path", sorted(ROOT.glob("schemes/**/*.toml")), ids=lambda path: path.name)
def test_all_keys_of_the_files_that_there_are(path):
    text = path.read_text(encoding="utf-8")
    assert set(lines_of(text)) == set(keys_of(tomllib.loads(text)))


def test_what_is_not_written_stands_where_its_table_does():
    lines = lines_of(TEXT)
    assert nearest_line(lines, ("parts", 1, "missing")) == 28
    assert nearest_line(lines, ("missing",)) == 1
