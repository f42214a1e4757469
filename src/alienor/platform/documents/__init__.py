"""Printed documents: facts and a template become an accessible PDF, alone and offline.

Words arrive as data, never as markup: nothing that somebody wrote can change a document.
"""

from alienor.platform.documents.typeset import typeset

__all__ = ["typeset"]
