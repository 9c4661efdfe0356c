"""Administrative divisions 行政区划 after GB/T 2260: provinces and cities by code (R-T4 compares them).

The list stands in regions.txt. Counties are not in it: a county is known by its code, whose first four digits name the
city. Tests: tests/members/test_regions.py.
"""

from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

LIST = Path(__file__).with_name("regions.txt")
PROVINCE, CITY = 2, 4  # digits that name one


@cache
def _listed() -> dict[str, tuple[str, dict[str, str]]]:
    """By the two digits of a province its name, and by the four of a city each city's name."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        head, *cities = line.split()
        code = head[:PROVINCE]
        found[code] = (head[PROVINCE:], {code + city[:PROVINCE]: city[PROVINCE:] for city in cities})
    return found


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a select: under each province itself and its cities, by their six-digit codes."""
    return [
        (province, [(f"{code}0000", province), *((f"{city}00", name) for city, name in cities.items())])
        for code, (province, cities) in _listed().items()
    ]


def named(code: str) -> str:
    """`"320724"` → `"江苏省连云港市"`, `"320000"` → `"江苏省"`; an empty string where the code names nothing."""
    province, cities = _listed().get(code[:PROVINCE], ("", {}))
    return province + cities.get(code[:CITY], "")


def fault(code: str) -> str:
    """What is wrong with a six-digit code, in a sentence; an empty string where it names a place of the list."""
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return _("行政区划代码是6位数字，如 320724。")
    province, cities = _listed().get(code[:PROVINCE], ("", {}))
    if not province:
        return _("行政区划代码的前两位 %(digits)s 不是省级代码。") % {"digits": code[:PROVINCE]}
    if code[PROVINCE:] != "0000" and cities and code[:CITY] not in cities:
        said = _("%(province)s没有代码为 %(digits)s 的市，请核对行政区划代码。")
        return said % {"province": province, "digits": code[:CITY]}
    return ""
