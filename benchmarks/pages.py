"""Public pages against a bare Django page: same middleware, one query, in the same run.

    python benchmarks/pages.py [--rounds 40]

Plays the demonstration in a temporary folder (about a minute), then asks for each page in turn,
bare page and real page alternately, through Django's own test client (no network). Prints pages
a second and their ratio to the bare page, with pages kept until the next act and without, and
how many queries each page asks when it is made.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import Any

os.environ["ALIENOR_DIR"] = tempfile.mkdtemp(prefix="alienor-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alienor.config.settings")

PAGES = (
    "", "regles/", "places/", "tirage/", "recrutement/", "sujets/", "sessions/", "propositions/",
    "auditions/", "votes/", "texte-final/", "conseil/", "suivi/", "questions/", "fil.atom",
)  # fmt: skip
SLUG = "poitiers-2022"


def main() -> None:
    """Measure and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=40)
    rounds = options.parse_args().rounds
    from alienor.config.instance import instance_folder, mark_as_demo
    from alienor.config.serve import prepare

    mark_as_demo(instance_folder())
    prepare()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from rich.console import Console
    from rich.table import Table

    from alienor.demo.run import play

    console = Console()
    settings.ALLOWED_HOSTS = ["testserver"]
    _add_bare_page()
    if not play(today=datetime.now(UTC).date(), console=console):
        raise SystemExit("the demonstration did not verify")
    client = Client()

    def seconds(address: str) -> float:
        started = perf_counter()
        answer = client.get(address)
        took = perf_counter() - started
        assert answer.status_code == 200, address
        return took

    def ratio(address: str, *, kept: bool) -> tuple[float, float]:
        """(pages a second, ratio to the bare page), medians of alternate rounds."""
        settings.PAGE_CACHE = kept
        seconds(address), seconds("/bare/")
        pairs = [(seconds("/bare/"), seconds(address)) for _round in range(rounds)]
        bare, real = (statistics.median(column) for column in zip(*pairs, strict=True))
        return 1 / real, bare / real

    table = Table("page", "queries", "made: pages/s", "ratio", "kept: pages/s", "ratio")
    made_ratios, kept_ratios = [], []
    for page in PAGES:
        address = f"/editions/{SLUG}/{page}"
        settings.PAGE_CACHE = False
        seconds(address)
        asked: list[str] = []
        with connection.execute_wrapper(partial(_count, asked)):
            seconds(address)
        made, made_ratio = ratio(address, kept=False)
        kept, kept_ratio = ratio(address, kept=True)
        made_ratios.append(made_ratio)
        kept_ratios.append(kept_ratio)
        table.add_row(
            page or "(edition)", str(len(asked)), f"{made:.0f}", f"{made_ratio:.2f}",
            f"{kept:.0f}", f"{kept_ratio:.2f}",
        )  # fmt: skip
    console.print(table)
    console.print(
        f"bare page: 1.00. Kept pages: lowest ratio {min(kept_ratios):.2f} (goal 0.50). "
        f"Pages made afresh: lowest {min(made_ratios):.2f}, median "
        f"{statistics.median(made_ratios):.2f}."
    )


def _count(asked: list[str], execute: Any, sql: str, *rest: Any) -> Any:
    """Django's execute wrapper: note each query."""
    asked.append(sql)
    return execute(sql, *rest)


def _add_bare_page() -> None:
    """A page of one query and one line of template, behind the same middleware."""
    from django.http import HttpRequest, HttpResponse
    from django.template import engines
    from django.urls import path

    from alienor.config import urls
    from alienor.stages.founding.queries import city

    template = engines["django"].from_string("<!doctype html><title>{{ name }}</title>{{ name }}")

    def bare(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(template.render({"name": city().name}))

    urls.urlpatterns.insert(0, path("bare/", bare))


if __name__ == "__main__":
    main()
