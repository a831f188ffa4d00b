"""What a template writes is escaped, however quickly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from upheld.publication.website.jinja import environment, escaped

VALUES = st.one_of(
    st.text(),
    st.text(alphabet="<>&'\"a"),
    st.integers(),
    st.floats(),
    st.none(),
    st.booleans(),
    st.builds(Markup, st.text()),
)


@given(VALUES)
def test_it_gives_what_markupsafe_gives(value):
    assert str(escaped(value)) == str(escape(value))


@given(VALUES)
def test_a_template_writes_it_so_in_text_and_in_a_macro(value):
    template = environment().from_string("{% macro one(it) %}({{ it }}){% endmacro %}{{ value }}{{ one(value) }}")
    assert template.render(value=value) == f"{escape(value)}({escape(value)})"


def test_templates_escape_by_it():
    template = environment().from_string("{{ value }}")
    assert template.root_render_func.__globals__["escape"] is escaped
