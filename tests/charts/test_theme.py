"""Colours survive a black-and-white print and the common kinds of colour blindness."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from charts.theme import (
    BAND_NARROW,
    BAND_WIDE,
    CLASS_COLOURS,
    CONFIG,
    DASHES,
    DOWN,
    FONT,
    HEAT,
    INK,
    PAPER,
    QUIET,
    RUNG_COLOURS,
    SCENARIO_COLOURS,
    TARGET,
    UP,
)
from scenarios.verdicts.settings import settings

Colour = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, IEEE Transactions on Visualization and Computer Graphics 15(6), severity 1.0.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}
SEEN = 10.0
"""CIE 1976 difference from which two colours of areas are told apart at a glance (a just noticeable one is about 2.3)."""


def linear(colour: str) -> Colour:
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light: Colour) -> Colour:
    """CIE L*a*b* under D65 of a linear colour."""
    matrix = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    scaled = np.array(matrix) @ light / np.array([0.95047, 1.0, 1.08883])
    bent = np.where(scaled > 216 / 24389, np.cbrt(scaled), (24389 / 27 * scaled + 16) / 116)
    return np.array([116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])])


def luminance(colour: str) -> float:
    return float(lab(linear(colour))[0])


def difference(one: str, other: str, blindness: str) -> float:
    seen = np.array(BLINDNESS[blindness])
    pair = [lab(np.clip(seen @ linear(colour), 0, 1)) for colour in (one, other)]
    return float(np.linalg.norm(pair[0] - pair[1]))


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize(
    "colours",
    [SCENARIO_COLOURS[:3], RUNG_COLOURS, (RUNG_COLOURS[1], UP, DOWN), CLASS_COLOURS, HEAT],
    ids=["scenarios", "rungs", "flows", "verdicts", "heat"],
)
def test_colours_of_one_picture_differ_for_every_eye(colours: Sequence[str], blindness: str) -> None:
    for one, other in itertools.combinations(colours, 2):
        assert difference(one, other, blindness) > SEEN, (one, other)


def test_two_scenarios_and_flows_differ_in_luminance_alone() -> None:
    """What a grey printer leaves: at least ten steps of lightness between neighbours."""
    for one, other in ((SCENARIO_COLOURS[0], SCENARIO_COLOURS[1]), (UP, DOWN), (TARGET, PAPER)):
        assert abs(luminance(one) - luminance(other)) > 15
    for colours in (RUNG_COLOURS, HEAT):
        steps = [luminance(one) - luminance(other) for one, other in itertools.pairwise(colours)]
        assert min(steps) > 8, steps


def test_every_scenario_has_dashes_of_its_own() -> None:
    assert len(set(DASHES)) == len(DASHES) == len(SCENARIO_COLOURS)


def test_bands_differ_in_print() -> None:
    """Narrow over wide over white paper, as opacity mixes them."""
    ink, paper = luminance(SCENARIO_COLOURS[0]), luminance(PAPER)
    wide = paper + (ink - paper) * BAND_WIDE
    narrow = wide + (ink - wide) * BAND_NARROW
    assert paper - wide > 8 and wide - narrow > 12 and narrow - ink > 20


def test_text_stands_out() -> None:
    """At least 4.5 to 1, as WCAG asks of small text."""
    for colour in (INK, QUIET):
        ratio = (1 + 0.05) / (float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour)) + 0.05)
        assert ratio > 4.5


def test_one_colour_a_verdict_class() -> None:
    assert len(CLASS_COLOURS) == len(settings().classes)


def test_every_font_list_ends_with_a_generic_family() -> None:
    """Without one a renderer that has none of the fonts draws nothing at all."""
    assert FONT.endswith(", sans-serif")

    def fonts(part: object) -> list[str]:
        if not isinstance(part, dict):
            return []
        own = [value for key, value in part.items() if key.lower().endswith("font") and isinstance(value, str)]
        return own + [font for value in part.values() for font in fonts(value)]

    assert set(fonts(CONFIG)) == {FONT}
