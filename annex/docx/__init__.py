"""DOCX in the layout of official documents: text and tables stay editable, pictures are 300 dpi, charts can be native."""

from __future__ import annotations

from annex.docx.writer import docx

__all__ = ["docx"]
