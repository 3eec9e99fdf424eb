"""HTML of an annex: one file for e-mail that opens offline, pictures inside, no script, and no request to anywhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from html import escape

from annex.document import Annex, Block, Bullets, Figure, Heading, Number, Paragraph, Table, Words, plain
from scenarios.messages import text
from scenarios.verification.forms.html import stamped

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser is told to refuse: everything but the styles and pictures that stand in the file itself."""
STYLE = """
:root{color-scheme:light}
body{font-family:'Noto Serif SC','Source Han Serif SC',SimSun,'Songti SC',serif;max-width:48em;margin:2.5em auto;padding:0 1.2em;
color:#111;background:#fff;line-height:1.75}
h1,h2,h3,th,figcaption,caption{font-family:'Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif;font-weight:600}
h1{font-size:1.55em;text-align:center;line-height:1.4}
h2{font-size:1.2em;margin:2em 0 .6em}
h3{font-size:1.03em;margin:1.5em 0 .4em}
p{margin:.5em 0;text-align:justify}
html[lang=zh-CN] p{text-indent:2em}
p.mark,p.byline,p.note{text-indent:0!important}
p.byline{text-align:center}
p.note,.note{font-size:.82em;color:#444}
table{border-collapse:collapse;width:100%;font-size:.8em;line-height:1.45;margin:1em 0 .4em}
caption,figcaption{font-size:.92em;padding:.4em;text-align:center}
th,td{border:1px solid #9aa3ad;padding:.3em .45em;vertical-align:top;overflow-wrap:anywhere}
th{background:#eef1f5}
td.n{text-align:right}
.scroll{overflow-x:auto}
figure{margin:1.5em 0}
img{width:100%;height:auto;display:block}
li{margin:.25em 0}
@media print{body{max-width:none;margin:0}tr,figure{break-inside:avoid}thead{display:table-header-group}}
"""
_CHINESE = "一二三四五六七八九"


def html(annex: Annex, progress: Callable[[int, int], None] | None = None) -> bytes:
    """Write an annex as one HTML file, with its stamp."""
    parts = list(_page(annex, progress))
    page = "\n".join(parts) + "\n"
    return stamped(page, annex.stamp.of_file("annex", request=dict(annex.request), form="html")).encode()


def _page(annex: Annex, progress: Callable[[int, int], None] | None) -> Iterator[str]:
    language = annex.language
    yield "<!DOCTYPE html>"
    yield f'<html lang="{"zh-CN" if language == "zh" else "en"}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(plain(annex.title))}</title>"
    yield f"<style>{STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f'<p class="mark">{escape(text("annex.attachment", language))}</p>'
    yield f"<h1>{_words(annex.title)}</h1>"
    for words in annex.byline:
        yield f'<p class="byline">{_words(words)}</p>'
    for words in annex.lead:
        yield f"<p>{_words(words)}</p>"
    total = sum(len(section.blocks) for section in annex.sections)
    done = 0
    for number, section in enumerate(annex.sections, 1):
        yield f'<section id="{escape(section.name)}">'
        yield f"<h2>{_ordinal(number, language)}{_words(section.title)}</h2>"
        inner = 0
        for block in section.blocks:
            if progress is not None:
                progress(done, total)
            done += 1
            if isinstance(block, Heading):
                inner += 1
                yield f"<h3>{_inner(inner, language)}{_words(block.words)}</h3>"
            else:
                yield from _block(block)
        yield "</section>"
    yield "</body>"
    yield "</html>"
    if progress is not None:
        progress(total, total)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        kind = ' class="note"' if block.kind == "note" else ""
        yield f"<p{kind}>{_words(block.words)}</p>"
    elif isinstance(block, Bullets):
        yield "<ul>"
        yield from (f"<li>{_words(words)}</li>" for words in block.items)
        yield "</ul>"
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Figure):
        drawn = base64.b64encode(block.svg().encode()).decode("ascii")
        yield f'<figure id="{escape(block.name)}">'
        yield f'<img alt="{escape(plain(block.alternative))}" src="data:image/svg+xml;base64,{drawn}">'
        yield f"<figcaption>{_words(block.title)}</figcaption>"
        yield "</figure>"
        if block.note:
            yield f'<p class="note">{_words(block.note)}</p>'


def _table(block: Table) -> Iterator[str]:
    total = sum(block.widths)
    yield f'<div class="scroll"><table id="table-{escape(block.name)}">'
    yield f"<caption>{_words(block.title)}</caption>"
    yield "<colgroup>" + "".join(f'<col style="width:{width / total:.1%}">' for width in block.widths) + "</colgroup>"
    yield "<thead><tr>" + "".join(f'<th scope="col">{_words(words)}</th>' for words in block.header) + "</tr></thead>"
    yield "<tbody>"
    for row in block.rows:
        cells = (
            f"<td{' class=' + chr(34) + 'n' + chr(34) if column in block.numbers else ''}>{_words(words)}</td>"
            for column, words in enumerate(row)
        )
        yield "<tr>" + "".join(cells) + "</tr>"
    yield "</tbody></table></div>"
    if block.note:
        yield f'<p class="note">{_words(block.note)}</p>'


def _words(words: Words) -> str:
    """Write a run of text; numbers and quotes say where in the results they stand."""
    return "".join(
        escape(inline)
        if isinstance(inline, str)
        else f'<span {"data-number" if isinstance(inline, Number) else "data-quote"}="{escape(inline.reference)}">'
        f"{escape(_CONTROL.sub('', inline.text))}</span>"
        for inline in words
    )


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _ordinal(number: int, language: str) -> str:
    """Number a section as official documents do: 一、 to 十九、; in English 1. has no place, so its title stands alone."""
    if language != "zh":
        return ""
    tens = "" if number < 10 else "十"
    units = _CHINESE[number % 10 - 1] if number % 10 else ""
    return f"{tens}{units}、"


def _inner(number: int, language: str) -> str:
    return f"（{_ordinal(number, language).rstrip('、')}）" if language == "zh" else ""
