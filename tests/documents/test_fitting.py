"""How large a text is set so that it fits its place (D5)."""

import pytest

from documents import fitting


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 10, 1),
        ("字" * 10, 10, 1),
        ("字" * 11, 10, 2),
        ("字" * 10 + "。", 10, 2),
        ("上段\n下段", 10, 2),
        ("https://" + "a" * 40, 10, 4),  # parted at the strokes, then cut where the line ends
    ],
)
def test_lines_are_counted_as_they_break(text, room, lines):
    assert fitting.lines(text, room) == lines


def test_a_blank_holds_one_line_where_it_can_and_small_ones_where_it_cannot():
    short, longer, longest = (fitting.fit("字" * n, 58, 9, 12) for n in (10, 17, 120))
    assert (short.size, short.lines) == (12, 1)
    assert (longer.size, longer.lines) == (9.5, 1)
    assert longest.size < 9
    assert longest.height <= 9


def test_what_fits_nowhere_is_set_as_small_as_there_is():
    assert fitting.fit("字" * 1000, 10, 5, 12).size == fitting.SMALLEST


def test_running_text_has_more_room_between_its_lines():
    assert fitting.fit("字" * 40, 100, 40, 14, airy=True).style == "font-size: 14pt; line-height: 7.90mm"
