"""The pages of a finished letter, read back and measured."""

import dataclasses

import pypdfium2

MM = 72 / 25.4


@dataclasses.dataclass
class Sheet:
    """One page of a finished letter, measured in millimetres from the top left corner."""

    page: pypdfium2.PdfPage

    def text(self) -> str:
        """The page's text, every run of blanks as one blank."""
        return " ".join(self.page.get_textpage().get_text_bounded().split())

    def box(self, words: str) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the first place where these words stand."""
        text_page = self.page.get_textpage()
        found = text_page.search(words).get_next()
        assert found, f"{words} is not on the page"
        boxes = [text_page.get_charbox(found[0] + index) for index in range(found[1])]
        height = self.page.get_height()
        return (
            min(box[0] for box in boxes) / MM,
            (height - max(box[3] for box in boxes)) / MM,
            max(box[2] for box in boxes) / MM,
            (height - min(box[1] for box in boxes)) / MM,
        )

    def words_within(self, left: float, top: float, right: float, bottom: float) -> str:
        """The text inside a rectangle."""
        height = self.page.get_height()
        text = self.page.get_textpage().get_text_bounded(
            left * MM, height - bottom * MM, right * MM, height - top * MM
        )
        return " ".join(text.split())

    def marks_at(self, left: float) -> list[float]:
        """How far from the top there is a line that crosses this distance from the left edge."""
        scale = 10
        picture = self.page.render(scale=scale / MM).to_pil().convert("L")
        column = left * scale
        inked = [row for row in range(picture.height) if picture.getpixel((column, row)) < 245]
        starts = [row for row in inked if row - 1 not in inked]
        return [row / scale for row in starts]

    def extent(self) -> tuple[float, float]:
        """The leftmost and the rightmost place where a character stands."""
        text = self.page.get_textpage()
        boxes = [text.get_charbox(index) for index in range(text.count_chars())]
        # Line ends have empty boxes.
        visible = [box for box in boxes if box[2] > box[0]]
        return min(box[0] for box in visible) / MM, max(box[2] for box in visible) / MM


def sheets(pdf: bytes) -> list[Sheet]:
    return [Sheet(page) for page in pypdfium2.PdfDocument(pdf)]


def words(pdf: bytes) -> str:
    return " ".join(sheet.text() for sheet in sheets(pdf))
