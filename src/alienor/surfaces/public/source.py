"""The source of the program that runs this site: the licence gives it to whoever uses the site."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

PACKAGE = Path(__file__).resolve().parents[2]
# Beside the package where it runs from a checkout; an installed one has them in its metadata.
BESIDE = ("LICENSE", "README.md", "Makefile", "pyproject.toml", "requirements", "tools", "docs")


def source(_request: HttpRequest) -> HttpResponse:
    """Everything in one zip."""
    response = HttpResponse(_zipped(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="alienor.zip"'
    return response


@lru_cache(maxsize=1)
def _zipped() -> bytes:
    """Made once: the program does not change while it runs."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, file in _files():
            target.write(file, f"alienor/{name}")
    return made.getvalue()


def _files() -> Iterator[tuple[str, Path]]:
    root = PACKAGE.parent.parent
    tops = [PACKAGE, *(root / name for name in BESIDE if (root / "pyproject.toml").is_file())]
    for top in tops:
        for file in sorted(top.rglob("*") if top.is_dir() else [top]):
            if file.is_file() and "__pycache__" not in file.parts:
                yield str(file.relative_to(root)), file


urlpatterns = [path("code-source.zip", source, name="source")]
