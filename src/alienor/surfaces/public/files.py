"""The public files of an edition: all at once, or one by one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from alienor.platform.bundle import EditionFiles, zipped
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.public.views import public_file

# The folders of a bundle in the order in which people ask for them.
FOLDERS = {
    "data": _("Les données, en tableaux"),
    "polls": _("Les votes, à recompter"),
    "draws": _("Les tirages au sort, à refaire"),
    "rules": _("Les règles, version par version"),
}
KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def files(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be downloaded, in plain words; texts are counted, their names say nothing."""
    found = edition_named(slug)
    paths = sorted(EditionFiles(found).content)
    folders = [
        {"label": label, "paths": inside}
        for folder, label in FOLDERS.items()
        if (inside := [one for one in paths if one.startswith(f"{folder}/")])
    ]
    listed = {one for folder in folders for one in folder["paths"]}
    return render(
        request,
        "alienor/public/files.html",
        {"edition": found, "folders": folders, "texts": len(paths) - len(listed)},
    )


def file(_request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """One file of the public bundle of an edition."""
    content = EditionFiles(edition_named(slug)).content
    if path not in content:
        raise Http404
    kind = KINDS.get(path.rpartition(".")[2], "text/plain; charset=utf-8")
    return public_file(content[path](), kind, cached=False)


def everything(_request: HttpRequest, slug: str) -> HttpResponseBase:
    """All the files in one zip, sent while it is made."""
    parts = zipped(edition_named(slug))
    response = StreamingHttpResponse(parts, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}.zip"'
    response["Cache-Control"] = "no-cache"
    return response


urlpatterns = [
    path("editions/<slug:slug>/fichiers/", files, name="files"),
    path("editions/<slug:slug>/fichiers.zip", everything, name="archive"),
    path("editions/<slug:slug>/fichiers/<path:path>", file, name="file"),
]
