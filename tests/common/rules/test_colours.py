import pytest

from common.rules.colours import carries_white_text, contrast_to_white


@pytest.mark.parametrize(
    ("colour", "contrast"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#2456C4", 6.56)],
)
def test_the_contrast_is_that_of_wcag(colour, contrast):
    assert contrast_to_white(colour) == pytest.approx(contrast, abs=0.01)


@pytest.mark.parametrize(
    ("colour", "carries"),
    [
        ("#767676", True),
        ("#777777", False),
        ("", False),
        ("red", False),
        ("#fff", False),
        ("#000000; } body { display: none", False),
        ("#00000g", False),
    ],
)
def test_only_a_dark_colour_carries_white_text(colour, carries):
    assert carries_white_text(colour) is carries
