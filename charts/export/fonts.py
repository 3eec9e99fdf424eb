"""Chinese glyphs for pictures, on machines that have none: the font that the extra `explorer` brings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from scenarios.extras import require


@lru_cache(1)
def register() -> Path:
    """Let vl-convert draw with Noto Sans SC; give the folder it came from. Raises InputError without the extra.

    The file is looked for first, because vl-convert says nothing about a folder that is not there.
    """
    require("explorer")
    import pylopdf_fonts_zh_cn
    import vl_convert

    path = Path(pylopdf_fonts_zh_cn.sans_path())
    if not path.is_file():
        raise FileNotFoundError(path)
    vl_convert.register_font_directory(str(path.parent))
    return path.parent
