"""Parts of pages as they look: compared with the pictures beside this file.

Two pictures are alike when few of their dots differ by much. Both are made smaller first, so that letters whose edges
another machine draws otherwise do not matter, and a part that moved, went or lost its colour does. After a change that
is meant: ``pytest tests/browser/test_pictures.py --renew-pictures``, then look at each picture before it is committed.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.browser.conftest import CHROMIUM, QUIETLY, in_its_typeface

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
PICTURES = Path(__file__).parent / "pictures"
DESK, PHONE = {"width": 1000, "height": 900}, {"width": 320, "height": 640}
PARTS = {
    "top": ("/national/", DESK, "header.top"),
    "top-phone": ("/national/", PHONE, "header.top"),
    "find": ("/", DESK, "main form[role=search]"),
    "map": ("/", DESK, "svg.areas"),
    "legend": ("/", DESK, ".map-and-key > :last-child"),
    "figure": ("/authorities/E07000107/", DESK, ".panels > :first-child"),
    "figure-phone": ("/authorities/E07000107/", PHONE, ".panels > :first-child"),
    "figure-of-two": ("/authorities/E06000058/", DESK, ".panels > :first-child"),
    "funnel": ("/national/2022/district/", DESK, "figure"),
    "comparison": ("/authorities/E07000107/compare/", DESK, "table.compared"),
    "decision-found": ("/decisions/?words=noise", DESK, "ol.decisions > li"),
    "foot": ("/", DESK, "footer"),
}
"""Address, window, and the part of the page."""
SMALLER = 8
BY_MUCH, FEW = 32, 0.005
"""Of 255 shades of a colour, and of all dots of the smaller picture. Letters drawn otherwise come to 0.0002."""


def drawn(chromium, address: str, size: dict[str, int], part: str, style: str = "") -> Image.Image:
    """A part of a page, as a picture."""
    tab = in_its_typeface(chromium.new_page(viewport=size, bypass_csp=True), address)
    if style:
        tab.add_style_tag(content=style)
    picture = tab.locator(part).first.screenshot(animations="disabled", caret="hide")
    tab.close()
    return Image.open(io.BytesIO(picture)).convert("RGB")


def kept(name: str) -> Image.Image:
    """A part as it looked when its picture was last written."""
    with Image.open(PICTURES / f"{name}.png") as file:
        return file.convert("RGB")


def different(one: Image.Image, other: Image.Image) -> float:
    """The share of dots that differ by much; all of them where the pictures are not of one size but for an edge."""
    if any(abs(mine - theirs) > 2 for mine, theirs in zip(one.size, other.size, strict=True)):
        return 1.0
    size = (one.width // SMALLER, one.height // SMALLER)
    small = [picture.resize(size, Image.Resampling.BOX) for picture in (one, other)]
    red, green, blue = ImageChops.difference(*small).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[BY_MUCH:]) / (size[0] * size[1])


@pytest.mark.parametrize("name", PARTS)
def test_a_part_looks_as_in_its_picture(request, chromium, whole_site, name):
    path, size, part = PARTS[name]
    now = drawn(chromium, whole_site + path, size, part)
    if request.config.getoption("--renew-pictures"):
        now.quantize(64).save(PICTURES / f"{name}.png", optimize=True)
    assert different(now, kept(name)) < FEW


def test_every_picture_is_of_a_part():
    assert {one.stem for one in PICTURES.glob("*.png")} == set(PARTS)


# Each is a small harm that nothing else would notice.
@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("top", "header.top { border-color: #c00 !important }"),
        ("find", "button { margin-top: 12px !important }"),
        ("map", "svg.areas use { opacity: 0.2 }"),
        ("figure", ".verdict { padding: 0 !important }"),
        ("foot", "footer a { color: inherit !important; font-weight: 700 !important }"),
    ],
)
def test_a_small_harm_would_be_noticed(chromium, whole_site, name, style):
    path, size, part = PARTS[name]
    assert different(drawn(chromium, whole_site + path, size, part, style), kept(name)) > FEW


def test_letters_drawn_otherwise_are_let_pass(chromium, whole_site):
    path, size, part = PARTS["figure"]
    other = chromium.browser_type.launch(
        executable_path=str(CHROMIUM), args=[*QUIETLY, "--disable-font-subpixel-positioning"]
    )
    now = drawn(other, whole_site + path, size, part)
    other.close()
    assert now.tobytes() != drawn(chromium, whole_site + path, size, part).tobytes()
    assert different(now, kept("figure")) < FEW
