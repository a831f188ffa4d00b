"""The pictures of the site in the README: of the sample years, written by these tests when they are asked to.

``pytest tests/browser/test_readme_pictures.py --renew-pictures`` runs the sample years, which takes two minutes or so.
Without the option the pictures are held to the README: each is shown, tells in words what is on it, and is small.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from PIL import Image

from tests.browser.conftest import CHROMIUM, answering, in_its_typeface
from tests.support.small_year import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
PICTURES = ROOT / "docs" / "pictures"
YEARS = (2020, 2021, 2022)
WIDE, PHONE = {"width": 1100, "height": 1150}, {"width": 375, "height": 900}
SHOWN = {
    "site-front": ("/", WIDE, ""),
    "site-map": ("/#map", WIDE, "#map"),
    "site-authority": ("/authorities/E10000016/", WIDE, "h2#figures"),
    "site-decisions": ("/decisions/?words=noise", WIDE, ""),
    "site-phone": ("/", PHONE, "#map"),
}
"""Address, window, and what is scrolled to its top; the top of the page where that is empty."""
LARGEST = 150_000


@pytest.fixture(scope="module")
def sample_years(tmp_path_factory):
    """The bundle that `make demo` serves."""
    folder = tmp_path_factory.mktemp("demo")
    run = [sys.executable, "-m"]
    subprocess.run([*run, "sample_data", "--out", str(folder / "sample")], cwd=ROOT, check=True, capture_output=True)
    for year in YEARS:
        complete = ["--complete", f"{YEARS[0]}..{year}", "--out", str(folder / "out")]
        review = [*run, "upheld.console", "review", str(folder / "sample"), "--year", str(year), *complete]
        subprocess.run(review, cwd=ROOT, check=True, capture_output=True)
    return folder / "out" / "bundle"


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_is_shown_and_says_in_words_what_is_on_it(name):
    alt = re.search(rf"!\[([^\]]+)\]\(docs/pictures/{name}\.png\)", (ROOT / "README.md").read_text())
    assert alt and len(alt[1]) > 60
    file = PICTURES / f"{name}.png"
    with Image.open(file) as picture:
        assert picture.size == tuple(SHOWN[name][1].values())
    assert file.stat().st_size < LARGEST


def test_the_pictures_are_written_when_asked(request, chromium):
    if not request.config.getoption("--renew-pictures"):
        assert sorted(one.stem for one in PICTURES.glob("site-*.png")) == sorted(SHOWN)
        return
    with answering(request.getfixturevalue("sample_years"), preview=True) as address:
        for name, (path, size, top) in SHOWN.items():
            tab = in_its_typeface(chromium.new_page(viewport=size), address + path)
            if top:
                tab.locator(top).first.evaluate("(one) => one.scrollIntoView({ block: 'start', behavior: 'instant' })")
            picture = Image.open(io.BytesIO(tab.screenshot(animations="disabled", caret="hide"))).convert("RGB")
            picture.quantize(128).save(PICTURES / f"{name}.png", optimize=True)
            tab.close()
