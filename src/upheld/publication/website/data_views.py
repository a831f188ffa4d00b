"""The page of data, its dictionary, the page of the API, and the files of the bundle that are not bound to a year."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from upheld.publication.bundle.schema import CASEWORK, DATA, EVERYTHING
from upheld.publication.open_data.actions import WORKBOOK
from upheld.publication.open_data.bundle_tables import OPEN_TABLES
from upheld.publication.open_data.bundle_tables import OpenTable as BundleTable
from upheld.publication.open_data.tables import TABLES, Column, Table
from upheld.publication.open_data.words import tables_in_words, values_in_words
from upheld.publication.website.api.answering import OPEN
from upheld.publication.website.api.declaration import ROOT, Endpoint, described_to
from upheld.publication.website.file_views import TYPES
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of, page

OWN_TYPES = {**TYPES, ".zip": "application/zip", ".gz": "application/gzip"}
WHOLE_FORMS = ("csv", "json", "jsonl.gz", "parquet", "csv-metadata.json")
AT_ONCE = 2**18
EXAMPLE_LINES = 40


@dataclass(frozen=True)
class File:
    """A file to take: its form in words, its address and its size in bytes."""

    form: str
    address: str
    size: int


@dataclass(frozen=True)
class OpenTable:
    """A table with its words and its files."""

    name: str
    title: str
    description: str
    files: tuple[File, ...]


@dataclass(frozen=True)
class OpenYear:
    """A year's edition with its tables, its workbook and every edition that it has had, newest first."""

    edition: sqlite3.Row
    tables: tuple[OpenTable, ...]
    workbook: File | None
    revisions: list[sqlite3.Row]


def downloads(request: HttpRequest) -> HttpResponse:
    """Every file that there is, by year and table; and every edition."""
    bundle = bundle_of(request)
    return page(
        request,
        "downloads.html",
        bundle.said.data.page.title,
        cited=bundle.editions[bundle.newest],
        years=[_year(bundle, year) for year in bundle.years],
        casework=_casework(bundle),
        workbook=_whole(bundle, CASEWORK),
        everything=_whole(bundle, EVERYTHING),
        everything_hash=bundle.manifest["files"].get(f"{DATA}/{EVERYTHING}", ""),
    )


def _year(bundle: Bundle, year: int) -> OpenYear:
    sizes = {row["file"]: row["size"] for row in bundle.rows("SELECT * FROM downloads WHERE year = ?", year)}
    files = {name: File("", reverse("download", args=[year, name]), size) for name, size in sizes.items()}
    tables = tuple(_table(bundle, one.name, files) for one in TABLES if f"{one.name}.csv" in files)
    revisions = bundle.rows("SELECT * FROM revisions WHERE year = ? ORDER BY number DESC", year)
    return OpenYear(bundle.editions[year], tables, files.get(WORKBOOK), revisions)


def _casework(bundle: Bundle) -> tuple[OpenTable, ...]:
    names = [name.removeprefix(f"{DATA}/") for name in bundle.manifest["files"] if name.startswith(f"{DATA}/")]
    files = {name: file for name in names if (file := _whole(bundle, name))}
    return tuple(
        _table(bundle, one.table.name, files)
        for one in _open_tables(bundle)
        if not one.added or f"{one.table.name}.csv" in files
    )


def _open_tables(bundle: Bundle) -> list[BundleTable]:
    """The tables that are not bound to a year and that the bundle has words for: it may be older than one."""
    known = tables_in_words(bundle.said)
    return [one for one in OPEN_TABLES if one.table.name in known]


def _whole(bundle: Bundle, name: str) -> File | None:
    """A file that is not bound to a year, where the bundle has it."""
    if f"{DATA}/{name}" not in bundle.manifest["files"]:
        return None
    return File("", reverse("whole_file", args=[name]), (bundle.folder / DATA / name).stat().st_size)


def _table(bundle: Bundle, name: str, files: dict[str, File]) -> OpenTable:
    words, forms = tables_in_words(bundle.said)[name], bundle.said.data.page.forms
    own = tuple(
        File(forms[form.removesuffix(".gz")], file.address, file.size)
        for form in WHOLE_FORMS
        if (file := files.get(f"{name}.{form}"))
    )
    return OpenTable(name, words.title, words.description, own)


def whole_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file that is not bound to a year, a piece at a time. Only what the manifest lists is a file at all."""
    bundle = bundle_of(request)
    if f"{DATA}/{name}" not in bundle.manifest["files"]:
        raise Http404
    found = bundle.folder / DATA / name
    kind = OWN_TYPES[found.suffix]
    told = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(found.stat().st_size)}
    return StreamingHttpResponse(_pieces(found), content_type=kind, headers={**OPEN, **told})


def _pieces(found: Path) -> Iterator[bytes]:
    with found.open("rb") as file:
        while piece := file.read(AT_ONCE):
            yield piece


def dictionary(request: HttpRequest) -> HttpResponse:
    """Every column of every table."""
    bundle = bundle_of(request)
    said, words = tables_in_words(bundle.said), bundle.said.data.page
    tables = [*TABLES, *(one.table for one in _open_tables(bundle))]
    trail = ((words.title, reverse("downloads")),)
    shown = [(one.name, said[one.name], _columns(bundle, one, said[one.name].columns)) for one in tables]
    values = {column.values: _values(bundle, column) for one in tables for column in one.columns if column.values}
    return page(request, "data_dictionary.html", words.dictionary, trail=trail, tables=shown, values=values)


def _columns(bundle: Bundle, table: Table, said: Container[str]) -> list[Column]:
    """A table's columns in a bundle: those that its words know, as bundles of earlier versions have no others."""
    return [one for one in table.columns_for(sample=bool(bundle.about["sample"])) if one.name in said]


def _values(bundle: Bundle, column: Column) -> dict[str, str]:
    """Identifiers with their names, where the one is not the other."""
    return {one: "" if name == one else name for one, name in values_in_words(bundle.said, column.values).items()}


def api(request: HttpRequest) -> HttpResponse:
    """The API explained: every address, what it can be asked, an example, the beginning of an answer."""
    bundle = bundle_of(request)
    filled = _examples(bundle)
    words = bundle.said.data
    shown = [(one, f"{ROOT}{one.path}", _filled(one, filled)) for one in described_to(words.api)]
    return page(
        request,
        "data_api.html",
        words.api.title,
        trail=((words.page.title, reverse("downloads")),),
        endpoints=shown,
        answered=shown[0][2],
        answer=_beginning_of(request, bundle),
        whole=request.build_absolute_uri,
    )


def _examples(bundle: Bundle) -> dict[str, str]:
    one = bundle.row("SELECT code FROM members WHERE year = ? ORDER BY code", bundle.newest)
    decision = bundle.row("SELECT reference FROM decisions")
    return {
        "code": one["code"] if one else "",
        "year": str(bundle.newest),
        "reference": decision["reference"] if decision else "",
    }


def _filled(endpoint: Endpoint, filled: dict[str, str]) -> str:
    """An address that works, "" where nothing is there to show."""
    wanted = [name for name in filled if f"{{{name}}}" in endpoint.path]
    if not all(filled[name] for name in wanted):
        return ""
    return reverse(f"api_{endpoint.name}", kwargs={name: _typed(name, filled[name]) for name in wanted})


def _typed(name: str, value: str) -> str | int:
    return int(value) if name == "year" else value


def _beginning_of(request: HttpRequest, bundle: Bundle) -> str:
    from upheld.publication.website.api.figures import years

    del bundle
    lines = json.dumps(json.loads(years(request, {}).content), ensure_ascii=False, indent=2).splitlines()
    return "\n".join(lines[:EXAMPLE_LINES])


urlpatterns = [
    path("downloads/", downloads, name="downloads"),
    path("downloads/dictionary/", dictionary, name="dictionary"),
    path("downloads/<str:name>", whole_file, name="whole_file"),
    path("api/", api, name="api"),
]
