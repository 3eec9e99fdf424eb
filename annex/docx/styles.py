"""Styles of the document: fonts set by name on every one, those of the theme taken away, numbering of headings and lists."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from annex.docx.layout import (
    BOTTOM,
    FONTS,
    FOOTER_FROM_EDGE,
    INDENT_CHARACTERS,
    LATIN,
    LEFT,
    PAGE,
    RIGHT,
    SIZES,
    TOP,
    Fonts,
    Sizes,
)
from annex.request import FontSet

NUMBER_STYLE, QUOTE_STYLE = "TuiyanNumber", "TuiyanQuote"
"""Character styles of numbers and quotes of the results: they change nothing to the eye, and tell a reader what is which."""
HEADINGS = ("Heading 1", "Heading 2", "Heading 3")


def set_page(document: Any) -> None:
    """Set paper and margins; page numbers stand outside on odd and even pages."""
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in PAGE)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(side) for side in (TOP, BOTTOM, LEFT, RIGHT)
    )
    section.footer_distance, section.header_distance = Mm(FOOTER_FROM_EDGE), Mm(15)
    document.settings.odd_and_even_pages_header_footer = True


def set_styles(document: Any, language: str, font_set: FontSet) -> None:
    """Set every style that is used; strip the theme's fonts from all others."""
    fonts, sizes = FONTS[font_set], SIZES[language]
    styles = document.styles
    for style in list(styles):
        for properties in style.element.iter(qn("w:rFonts")):
            strip_theme(properties)
    _defaults(styles, language, fonts, sizes)
    normal = styles["Normal"]
    _style(normal, fonts.text, sizes.text, sizes.line)
    if language == "zh":
        _indent(normal)
        normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    else:
        normal.paragraph_format.space_after = Pt(6)
    for name, font in zip(HEADINGS, (fonts.first, fonts.second, fonts.text), strict=True):
        style = styles[name]
        _style(style, font, sizes.text, sizes.line, bold=language == "en" or name == "Heading 3")
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(0 if language == "zh" else 8),
            Pt(0),
        )
        style.paragraph_format.keep_with_next = True
        _indent(style, INDENT_CHARACTERS if language == "zh" else 0)
    _paragraph(styles, "Annex Mark", fonts.first, sizes.text, sizes.line)
    _paragraph(styles, "Annex Title", fonts.title, sizes.title, sizes.title_line, centred=True)
    _paragraph(styles, "Annex Byline", fonts.second, sizes.text, sizes.line, centred=True)
    note = _paragraph(styles, "Annex Note", fonts.text, sizes.note, sizes.note_line)
    note.paragraph_format.space_after = Pt(6)
    caption = _paragraph(styles, "Annex Caption", fonts.first, sizes.note + 1.5, sizes.note_line + 4, centred=True)
    caption.paragraph_format.space_before = Pt(6)
    cell = _paragraph(styles, "Annex Cell", fonts.text, sizes.table, sizes.table * 1.3)
    cell.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    head = _paragraph(styles, "Annex Head", fonts.first, sizes.table, sizes.table * 1.3, centred=True)
    head.paragraph_format.keep_with_next = True
    picture = _paragraph(styles, "Annex Picture", fonts.text, sizes.text, None, centred=True)
    picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    item = _paragraph(styles, "Annex Item", fonts.text, sizes.text, sizes.line)
    # Addresses and formulas do not break: justified, the few characters before them are torn apart.
    item.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _page_number(styles, fonts, sizes)
    for name in (NUMBER_STYLE, QUOTE_STYLE):
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.hidden = False


def _page_number(styles: Any, fonts: Fonts, sizes: Sizes) -> None:
    for side, alignment in (("Odd", WD_ALIGN_PARAGRAPH.RIGHT), ("Even", WD_ALIGN_PARAGRAPH.LEFT)):
        style = _paragraph(styles, f"Annex Page {side}", fonts.page, sizes.page, None)
        style.paragraph_format.alignment = alignment
        # One character in from the outer edge.
        indent = "w:rightChars" if side == "Odd" else "w:leftChars"
        found = style.element.get_or_add_pPr().get_or_add_ind()
        found.set(qn(indent), "100")


def _paragraph(styles: Any, name: str, font: str, size: float, line: float | None, *, centred: bool = False) -> Any:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    _style(style, font, size, line)
    _indent(style, 0)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    return style


def _style(style: Any, font: str, size: float, line: float | None, *, bold: bool = False) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    name_fonts(style.element.get_or_add_rPr(), font)
    if line is not None:
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        style.paragraph_format.line_spacing = Pt(line)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _indent(style: Any, characters: int = INDENT_CHARACTERS) -> None:
    found = style.element.get_or_add_pPr().get_or_add_ind()
    found.set(qn("w:firstLineChars"), str(characters))
    found.set(qn("w:firstLine"), str(characters * 3))


def name_fonts(properties: Any, font: str) -> None:
    """Set a font by name for Chinese text, and one for Latin letters and digits."""
    found = properties.get_or_add_rFonts()
    strip_theme(found)
    for kind, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font)):
        found.set(qn(f"w:{kind}"), name)


def strip_theme(fonts: Any) -> None:
    """Take the theme's fonts away, which beat those set by name (`cstheme` is written small)."""
    for name in [name for name in fonts.attrib if name.lower().endswith("theme")]:
        del fonts.attrib[name]


def _defaults(styles: Any, language: str, fonts: Fonts, sizes: Sizes) -> None:
    """Set the language and fonts of whatever says nothing itself."""
    properties = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    found = properties.find(qn("w:rFonts"))
    strip_theme(found)
    for kind, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", fonts.text)):
        found.set(qn(f"w:{kind}"), name)
    spoken = properties.find(qn("w:lang"))
    # Digits and Latin letters are not Chinese: under zh-CN, LibreOffice breaks lines within a number.
    spoken.set(qn("w:val"), "en-US" if language == "zh" else "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN")
    paragraphs = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}")
    spacing = paragraphs.find(qn("w:spacing"))
    for name in ("after", "line", "lineRule"):
        spacing.attrib.pop(qn(f"w:{name}"), None)


_LEVELS = {
    "zh": (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3．")),
    "en": (("decimal", "%1."), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")),
}


def set_numbering(document: Any, language: str) -> int:
    """Number the headings 一、（一）1. as Word itself does, so that they stay right when sections move; give the list."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="Heading{place + 1}"/>'
        f'<w:suff w:val="{"nothing" if language == "zh" else "space"}"/><w:lvlText w:val="{words}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="{640 if language == "zh" else 0}"/></w:pPr></w:lvl>'
        for place, (form, words) in enumerate(_LEVELS[language])
    )
    left, hanging = ("0", 'w:firstLine="640"') if language == "zh" else ("284", 'w:hanging="284"')
    dash = "—" if language == "zh" else "•"
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
    )
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="2"><w:multiLevelType w:val="hybridMultilevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:suff w:val="space"/><w:lvlText w:val="{dash}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" {hanging}/></w:pPr></w:lvl></w:abstractNum>'
        )
    )
    for number in (1, 2):
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )
    styles = document.styles
    for place, name in enumerate(HEADINGS):
        _numbered(styles[name], 1, place)
    _numbered(styles["Annex Item"], 2, 0)
    return 2


def _numbered(style: Any, number: int, level: int) -> None:
    properties = style.element.get_or_add_pPr()
    found = properties.get_or_add_numPr()
    found.get_or_add_ilvl().val = level
    found.get_or_add_numId().val = number
