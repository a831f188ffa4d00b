"""Pages as they look: compared with the pictures in docs/pictures, which the README shows.

A picture is compared in grey, at an eighth of its size, so that another machine's drawing of letters does not matter
and a part that moved or lost its colour does. After a change that is meant, write them again:
``UPHELD_WRITE_PICTURES=1 .venv/bin/python -m pytest tests/browser/test_pictures.py``.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.browser.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SHOWN = {
    "site-front": "/",
    "site-authority": "/authorities/E07000107/#figures",
    "site-funnel": "/national/2022/district/",
    "site-decisions": "/decisions/?words=noise",
}
SIZE = {"width": 1000, "height": 900}
SMALLER, MOST_DIFFERENT = 8, 6.0
"""The mean difference of a grey dot, of 255, that drawing letters otherwise may make; see the last test."""


def seen(chromium, address: str) -> bytes:
    tab = chromium.new_page(viewport=SIZE)
    tab.goto(address, wait_until="networkidle")
    tab.evaluate("document.fonts.ready")
    picture = tab.screenshot(animations="disabled", caret="hide")
    tab.close()
    return picture


def different(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of grey of two pictures made small."""
    size = (SIZE["width"] // SMALLER, SIZE["height"] // SMALLER)
    small = [picture.convert("L").resize(size, Image.Resampling.BOX) for picture in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*small)).mean[0])


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_looks_as_in_its_picture(chromium, whole_site, name):
    picture = seen(chromium, whole_site + SHOWN[name])
    kept = PICTURES / f"{name}.png"
    if os.environ.get("UPHELD_WRITE_PICTURES"):
        Image.open(io.BytesIO(picture)).convert("RGB").quantize(64).save(kept, optimize=True)
    assert different(Image.open(io.BytesIO(picture)), Image.open(kept)) < MOST_DIFFERENT


def test_a_page_without_its_look_would_be_noticed(chromium, whole_site):
    tab = chromium.new_page(viewport=SIZE)
    tab.route("**/*.css", lambda route: route.abort())
    tab.goto(whole_site + SHOWN["site-authority"])
    bare = Image.open(io.BytesIO(tab.screenshot()))
    tab.close()
    assert different(bare, Image.open(PICTURES / "site-authority.png")) > MOST_DIFFERENT
