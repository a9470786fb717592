"""The colours of charts against WCAG 2.2: graphics need 3:1 against what they stand on (1.4.11), in light and dark."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

SHEET = files("backlit.web").joinpath("static", "css", "30-charts.css").read_text("utf-8")
PAIRS = re.findall(r"--([cn]-\w+): light-dark\((#\w{6}), (#\w{6})\)", SHEET)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG's definition."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_that_of_the_standard() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_there_are_colours_for_all_series_and_bands() -> None:
    names = {name for name, _, _ in PAIRS}
    assert names == {f"c-{n}" for n in range(10)} | {"c-new", "c-lost"} | {f"n-{n}" for n in range(6)}


@pytest.mark.parametrize(("name", "light", "dark"), PAIRS)
def test_a_colour_can_be_seen_in_light_and_dark(name: str, light: str, dark: str) -> None:
    assert contrast(light, "#f4f5f8") >= 4.5, name
    assert contrast(dark, "#232a36") >= 4.5, name
