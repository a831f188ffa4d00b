"""The letters of a year: the whole stage beside the bare compiles, and our letters a second beside others'."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import bench.made_apps  # noqa: F401
from bench import Row
from bench.made_compiles import compile_all
from bench.made_letters import PUBLISHED_ON, SENT_ON, YEAR, year
from upheld.letters.actions import LAYOUT, contents, write_letters
from upheld.letters.content import LetterContent
from upheld.letters.html import page
from upheld.letters.press import WORKERS, LetterPress
from upheld.letters.printing import Job, to_pdf

LIMIT = 1.25
ROUNDS = 5
BY_WEASYPRINT, BY_LIBREOFFICE = 10, 30


def run() -> Iterator[Row]:
    """The stage at most 1.25 times the bare compiles with the same two processes; peers print what is put to them."""
    what = year()
    days = {"sent_on": SENT_ON, "published_on": PUBLISHED_ON, "sample": True}
    made = list(contents(**what, language="en", **days))
    with TemporaryDirectory() as folder, LetterPress() as press:
        jobs = [job(what, content, press, folder) for content in made]
        rounds = [(bare(jobs), _seconds(lambda: _stage(what, Path(folder), press, days))) for _ in range(ROUNDS)]
        least, stage = (min(times) for times in zip(*rounds, strict=True))
        yield Row(f"{len(jobs)} letters, PDF and HTML", f"bare Typst, {WORKERS} processes", least, stage, LIMIT)
        ours = _a_second(jobs[:60], to_pdf)
    yield from _peers(made, ours)


def job(what: dict[str, Any], content: LetterContent, press: LetterPress, folder: str) -> Job:
    layout = str((what["scheme"].folder / LAYOUT).resolve())
    return Job(content.as_json(), layout, press.fonts, YEAR, str(Path(folder) / f"{content.code}.pdf"))


def _stage(what: dict[str, Any], out: Path, press: LetterPress, days: dict[str, Any]) -> None:
    with TemporaryDirectory(dir=out) as new:  # where nothing is drawn yet
        write_letters(**what, out=Path(new) / "letters", press=press, **days)


def bare(jobs: list[Job]) -> float:
    """Seconds that processes need which do nothing but compile, each its share, Typst loaded and warm."""
    shares = [jobs[n::WORKERS] for n in range(WORKERS)]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        list(pool.map(compile_all, [share[:1] for share in shares]))
        return _seconds(lambda: list(pool.map(compile_all, shares)))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _a_second(things: list[Any], work: Callable[[Any], object]) -> float:
    """How many a second, one after the other; the first, which warms up, is not counted."""
    work(things[0])
    return (len(things) - 1) / _seconds(lambda: [work(one) for one in things[1:]])


def _peers(made: list[LetterContent], ours: float) -> Iterator[Row]:
    told = "letters, one process"
    if find_spec("weasyprint"):
        yield Row(told, "WeasyPrint", _weasyprint(made[:BY_WEASYPRINT]), ours, 1, "/s", more_is_better=True)
    if find_spec("docxtpl") and shutil.which("soffice"):
        yield Row(told, "docxtpl and LibreOffice", _office(made[:BY_LIBREOFFICE]), ours, 1, "/s", more_is_better=True)


def _weasyprint(made: list[LetterContent]) -> float:
    from weasyprint import HTML

    return _a_second(made, lambda content: HTML(string=page(content)).write_pdf(pdf_variant="pdf/ua-1"))


def _office(made: list[LetterContent]) -> float:
    """All letters filled one by one and printed in one batch: LibreOffice at its best. Text and tables, no charts."""
    from docxtpl import DocxTemplate

    with TemporaryDirectory() as folder:
        template = _template(Path(folder) / "template.docx")

        def fill() -> None:
            for content in made:
                document = DocxTemplate(template)
                document.render({"letter": content}, autoescape=True)
                document.save(Path(folder) / f"{content.code}.docx")
            files = [str(Path(folder) / f"{content.code}.docx") for content in made]
            home = f"-env:UserInstallation={Path(folder).as_uri()}/profile"
            convert = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder]
            subprocess.run([*convert, *files], check=True, capture_output=True)

        return len(made) / _seconds(fill)


def _template(path: Path) -> Path:
    from docx import Document

    document = Document()
    for text in (
        "{{ letter.sent_on }}",
        "{{ letter.salutation }}",
        "{%p for section in letter.sections %}",
        "{{ section.heading }}",
        "{%p for one in section.paragraphs %}",
        "{{ one.lead }} {{ one.text }}",
        "{%p endfor %}",
        "{%p endfor %}",
        "{{ letter.closing }}",
        "{{ letter.office }}",
        "{%p for panel in letter.figures.panels %}",
        "{{ panel.title }}: {{ panel.shown }}. {{ panel.basis }} {{ panel.average }} {{ panel.interval }}",
        "{%p endfor %}",
        "{%p for row in letter.figures.overview.rows %}",
        "{{ row.heading }} {{ row.cells[1] }}",
        "{%p endfor %}",
    ):
        document.add_paragraph(text)
    document.save(str(path))
    return path
