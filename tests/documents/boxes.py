"""Where each character of a drawn paper stands, and what is wrong with it: measured in the finished file."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2
from PIL import Image
from weasyprint.formatting_structure import boxes

from bench.sample_letter import MARKS
from documents import pdf, press

POINTS_A_MM = 72 / 25.4
CELL = 4.0  # mm: characters are compared with those of their own and the neighbouring squares of this size
TOUCHES = 0.2  # of the smaller character's area: letters of one word may lean into each other by less
BESIDE = 4  # mm
UNSEEN = 0.8  # mm: an ideograph of less than 3 pt
SIDES, ENDS = 17, 4  # mm: the narrowest margin at the sides, and what a printer leaves at the ends
DARK = 160  # of 255
NEVER_FIRST = "·、，。；：？！）》”’」』】〕％"  # no line begins with these


class Box(NamedTuple):
    """One character, in mm from the upper left corner of its page."""

    char: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def shares(self, other: "Box") -> float:
        """The area both cover, in mm²."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0) * max(high, 0)


class Page(NamedTuple):
    boxes: list[Box]
    width: float
    height: float

    def all_of(self, text: str) -> list[Box]:
        """Each place where `text` stands, lines taken as one, as the box around it."""
        said = "".join(box.char for box in self.boxes)
        found, at = [], said.find(text)
        while at >= 0:
            part = self.boxes[at : at + len(text)]
            found.append(
                Box(
                    text,
                    min(b.left for b in part),
                    min(b.top for b in part),
                    max(b.right for b in part),
                    max(b.bottom for b in part),
                )
            )
            at = said.find(text, at + 1)
        return found

    def one(self, text: str) -> Box:
        (found,) = self.all_of(text)
        return found


def pages_of(data: bytes) -> list[Page]:
    """Every page with its printed characters in the order of the file, spaces left out."""
    file = pypdfium2.PdfDocument(data)
    try:
        return [_page(page) for page in file]
    finally:
        file.close()


def _page(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    text = page.get_textpage()
    printed = []
    for index, char in enumerate(text.get_text_range()):
        if char.isspace():
            continue
        left, low, right, high = (value / POINTS_A_MM for value in text.get_charbox(index))
        printed.append(Box(char, left, height / POINTS_A_MM - high, right, height / POINTS_A_MM - low))
    return Page(printed, width / POINTS_A_MM, height / POINTS_A_MM)


def overprinted(page: Page) -> list[tuple[Box, Box]]:
    """Pairs of characters of which one stands on the other."""
    squares: dict[tuple[int, int], list[Box]] = defaultdict(list)
    found = []
    for box in page.boxes:
        column, row = int(box.left // CELL), int(box.top // CELL)
        for beside in range(column - 2, column + 3):
            for above in range(row - 2, row + 3):
                found += [(box, other) for other in squares[beside, above] if _stand_on_each_other(box, other)]
        squares[column, row].append(box)
    return found


def _stand_on_each_other(one: Box, other: Box) -> bool:
    return one.shares(other) > TOUCHES * min(one.area, other.area) > 0


def outside(page: Page) -> list[Box]:
    """Characters in the margins of the sheet, or beyond it."""
    return [
        box
        for box in page.boxes
        if box.left < SIDES or box.right > page.width - SIDES or box.top < ENDS or box.bottom > page.height - ENDS
    ]


def wrong_beginnings(page: Page) -> Iterator[str]:
    """What stands at the beginning of a line and never should, with what is before it."""
    for before, box in pairwise(page.boxes):
        if box.char in NEVER_FIRST and box.left < before.left and box.top > before.bottom - 0.5:
            yield before.char + box.char


def unseen(page: Page) -> str:
    """What is printed too small to be read, in the order of the file."""
    return "".join(
        box.char for box in page.boxes if 0 < box.right - box.left < UNSEEN and "\u4e00" <= box.char <= "\u9fff"
    )


def alone(page: Page) -> list[Box]:
    """Characters with nothing beside them within 4 mm."""
    return [
        box
        for box in page.boxes
        if not any(
            other is not box
            and min(box.bottom, other.bottom) > max(box.top, other.top)
            and max(box.left, other.left) - min(box.right, other.right) < BESIDE
            for other in page.boxes
        )
    ]


def rules_across(data: bytes) -> list[list[float]]:
    """Of each page the heights, in mm from its upper edge, at which a line runs over the width of a table."""
    file = pypdfium2.PdfDocument(data)
    try:
        return [_rules(page) for page in file]
    finally:
        file.close()


def _rules(page: pypdfium2.PdfPage) -> list[float]:
    scale = 4  # dots a point
    picture = page.render(scale=scale, grayscale=True).to_pil().point(lambda shade: 255 if shade < DARK else 0)
    rows = list(picture.resize((1, picture.height), Image.Resampling.BOX).get_flattened_data())
    return [row / scale / POINTS_A_MM for row, share in enumerate(rows) if share > 255 * 0.65]


def beyond_their_cell(template: str, snapshot: Mapping[str, Any]) -> list[str]:
    """Lines of text that reach over the frame of their table's cell, in the layout before it is drawn."""
    pages = press.Page(pdf.markup(template, snapshot, MARKS)).render(
        press.FONTS, stylesheets=[press.stylesheet(text) for text in pdf.stylesheets(template)]
    )
    return [
        line.text
        for page in pages.pages
        for cell in page._page_box.descendants()
        if isinstance(cell, boxes.TableCellBox)
        for line in cell.descendants()
        if isinstance(line, boxes.TextBox) and line.text.strip() and not _is_within(line, cell)
    ]


def _is_within(line: boxes.TextBox, cell: boxes.TableCellBox) -> bool:
    left, top = cell.border_box_x(), cell.border_box_y()
    return (
        left - 1 <= line.position_x
        and line.position_x + line.width <= left + cell.border_width() + 1
        and top - 1 <= line.position_y
        and line.position_y + line.height <= top + cell.border_height() + 1
    )
