"""Credit codes: the check character of GB 32100-2015, and what is done about slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.ledger.codes import ALPHABET, check_letter, read_code

# Published codes of listed companies: 贵州茅台, 腾讯计算机, 华为技术.
REAL = ["9152000071430580XT", "9144030071526726XG", "914403001922038216"]


@pytest.mark.parametrize("code", REAL)
def test_real_codes_are_good(code: str) -> None:
    assert read_code(code) == (code, "good")
    assert read_code(f" {code.lower()} ") == (code, "good")


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_changed_character_is_found(first: str, place: int, letter: str) -> None:
    """Weights are powers of a generator of the field of 31 elements: any single change shows."""
    code = first + check_letter(first)
    changed = code[:place] + letter + code[place + 1 :]
    assert read_code(changed)[1] == ("good" if changed == code else "bad_checksum")


def test_misread_letters_are_corrected_only_where_the_check_character_agrees() -> None:
    code = "91440300192203821" + check_letter("91440300192203821")
    assert read_code(code.replace("0", "O", 1)) == (code, "corrected")
    assert read_code("O" + "2" * 17)[1] == "bad_letter"


@pytest.mark.parametrize("said", ["", "123", "71526726-X", "9" * 19])
def test_other_lengths_are_no_codes(said: str) -> None:
    assert read_code(said)[1] == "bad_length"
