"""The public bundle of an edition: files from which anybody can check it, with nobody's leave.

Each stage contributes its own files (`register_contributor`); the public site serves the same.
"""

from alienor.platform.bundle.data import Field, document, table
from alienor.platform.bundle.files import (
    Contribution,
    EditionFiles,
    content_digest,
    csv_file,
    json_file,
    register_contributor,
)
from alienor.platform.bundle.write import (
    publish_manifest,
    publish_manifest_if_older,
    write_bundle,
)
from alienor.platform.bundle.zipped import zipped

__all__ = [
    "Contribution",
    "EditionFiles",
    "Field",
    "content_digest",
    "csv_file",
    "document",
    "json_file",
    "publish_manifest",
    "publish_manifest_if_older",
    "register_contributor",
    "table",
    "write_bundle",
    "zipped",
]
