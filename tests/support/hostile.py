"""What somebody who means harm, or whose program is broken, sends to the site."""

from __future__ import annotations

from urllib.parse import quote

from hypothesis import strategies as st

PAGES = (
    "/", "/search/", "/authorities/", "/authorities/E07000107/", "/authorities/E07000107/2022/",
    "/authorities/E07000107/compare/", "/authorities/E07000107/embed/", "/authorities/E07000107/letter/",
    "/authorities/E07000107/letter.pdf", "/authorities/E07000107/2022/charts/uphold_rate.svg",
    "/authorities/E07000107/2022/charts/uphold_rate/years.svg", "/embed/E07000107/", "/embed/E07000107.svg",
    "/national/", "/national/2022/", "/national/2022/district/", "/national/2022/district/funnel.svg",
    "/decisions/", "/decisions/E07000107/", "/decisions/21-000-001/", "/downloads/", "/downloads/2022/figures.csv",
    "/method/", "/glossary/", "/contact/", "/about/", "/accessibility/", "/privacy/", "/assets/site.css",
    "/api/", "/api/v1/", "/api/v1/authorities", "/feeds/corrections.xml", "/nothing",
)  # fmt: skip
NAMES = (
    "q", "name", "kind", "region", "measure", "year", "tier", "colour", "shape", "sort", "order", "words", "authority",
    "subject", "outcome", "remedy", "page", "with", "code", "size", "postcode", "n", "",
)  # fmt: skip
ASKED = {
    "/": ("name", "kind", "region", "measure", "year", "tier", "colour", "shape", "sort", "order"),
    "/search/": ("q", "name"),
    "/decisions/": ("words", "authority", "subject", "outcome", "year", "remedy", "sort", "page"),
    "/authorities/E07000107/compare/": ("with", "code", "year", "measure"),
}
PIECES = (
    "", ".", "..", "%00", "%", "%zz", "%ff%fe", "%2e%2e%2f", "%5c", "\\", "//", ";", ":", "~", "'", '"', "<script>",
    "' OR 1=1 --", "{{7*7}}", "${7*7}", "%s%n", "\u202e", "\ud7ff", "🏛", "é", "e\u0301", "I\u0307", "ß", "٣", "-1",
    "0", "1e309", "NaN", "9" * 40, "2022", "0x10", "2022/", "a" * 300, "AND OR NOT", "*", "a*", '"', '"a', "((", "^",
    "a:b", "[a TO b]", "/.*/", "bin~9", "+", "E07000107", "district", "uphold_rate", "null", "None", "\r\nX: y",
)  # fmt: skip
piece = st.one_of(st.sampled_from(PIECES), st.text(max_size=12))


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """The address of a page, perhaps with a part of it replaced or something put behind it, and perhaps a query.

    Half of them are of a page that reads its query, with values that it does not expect.
    """
    if draw(st.booleans()):
        page = draw(st.sampled_from(sorted(ASKED)))
        pairs = draw(st.lists(st.tuples(st.sampled_from(ASKED[page]), piece), min_size=1, max_size=4))
        return page + "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    parts = draw(st.sampled_from(PAGES)).split("/")
    change = draw(st.sampled_from(("none", "none", "replace", "append", "double", "long")))
    if change == "replace":
        parts[draw(st.integers(1, len(parts) - 1))] = draw(piece)
    elif change == "append":
        parts.append(draw(piece))
    elif change == "double":
        parts[1:1] = ["", "."]
    elif change == "long":
        parts[-1] = draw(piece) * draw(st.integers(1, 2000))
    return _sent("/".join(parts)) + draw(queries())


@st.composite
def queries(draw: st.DrawFn) -> str:
    """A query of names that pages know, with values that they don't expect; sometimes no query of names at all."""
    if draw(st.booleans()):
        return ""
    if draw(st.integers(0, 9)) == 0:
        return "?" + _sent(draw(piece)) * draw(st.integers(0, 1500))
    pairs = draw(st.lists(st.tuples(st.sampled_from(NAMES), piece, st.integers(1, 60)), min_size=1, max_size=6))
    return "?" + "&".join(f"{name}={_sent(value * times)}" for name, value, times in pairs)


def _sent(text: str) -> str:
    """As it goes over the wire: what no request line can hold is encoded, everything else is left as it is."""
    return quote(text, safe="/%?&=;:~'\"<>(){}[]\\*$^+@!,|.-_")


HEADERS = {
    "accept_encoding": ("br;q=nan", "gzip;q=1e9", ",;=" * 300, "*;q=0", "identity;q=0", "\xff", "br" * 500, "gzip, br"),
    "accept": ("application/json", "*/*;q=x", "\x00", "text/html" * 200),
    "accept_language": ("cy", "*", "x" * 999),
    "if_none_match": ("*", '"', 'W/"', ",".join(['"a"'] * 500), "\x00", '"x" '),
    "if_modified_since": ("Mon, 23 Nov 2026 00:00:00 GMT", "tomorrow", "-1"),
    "range": ("bytes=0-1", "bytes=-99999999999", "bytes=5-1", "cats=1-2", "bytes=" + "0-0," * 300),
    "host": ("testserver", "testserver:80", "testserver:x", "evil.example", "", "[::1", "a" * 300, "testserver@evil"),
    "transfer_encoding": ("chunked", "gzip"),
    "x_forwarded_host": ("evil.example",),
    "x_forwarded_proto": ("https",),
    "x_http_method_override": ("DELETE",),
    "cookie": ("sessionid=x", "=" * 400, "\xff"),
    "content_type": ("multipart/form-data", "application/x-www-form-urlencoded"),
    "expect": ("100-continue",),
    "upgrade": ("websocket",),
}
headers = st.dictionaries(st.sampled_from(sorted(HEADERS)), st.integers(0, 7), max_size=3).map(
    lambda chosen: {name: HEADERS[name][at % len(HEADERS[name])] for name, at in chosen.items()}
)
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW", "PROPFIND", "")
