"""What counts as English on a Chinese page: words that are shown or read out, not codes, names of files or scripts."""

import pytest

from tests.config.words_on_pages import english_of


@pytest.mark.parametrize(
    ("page", "english"),
    [
        ("<p>到期日 Ends on 12月1日</p>", {"Ends", "on"}),
        ('<button aria-label="Close">×</button>', {"Close"}),
        ('<input type="submit" value="Save">', {"Save"}),
        ('<input name="until" value="typed">', set()),
        ("<script>const word = 1</script><style>p { color: red }</style><p>待办</p>", set()),
        ("<p>PDF、Excel，规则（R-T4），介绍信 F-01，ZJ2026-000001，SHA-256，校验码 7K2M-Q0XD-3HVA</p>", set()),
        ("<p>密钥 JQDD KBJE LJVD LWXT 2ABC</p><p>.env、名册.xlsx、manage.py keys、a@b.cn</p>", set()),
    ],
)
def test_words_in_latin_letters_are_found_where_people_read_them(page, english):
    assert english_of(page) == english
