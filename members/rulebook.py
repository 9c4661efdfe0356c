"""The rule book: every rule the product keeps, each with its number, its Chinese sentence and its source.

Rooms declare their rules beside the code that holds them; `/rules` lists them all, so that "（R-T4）" on a page
is a link. `members` is the lowest room, so every room may declare here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One rule. `source` names the text it comes from; `setting` the setting that holds its number, if any."""

    number: str
    sentence: str
    source: str
    setting: str = ""

    @property
    def anchor(self) -> str:
        return self.number.lower()


RULES: dict[str, Rule] = {}


def declare(number: str, sentence: str, source: str, setting: str = "") -> Rule:
    """Enter a rule in the book and return it. Raises ValueError when the number has another sentence already."""
    rule = Rule(number, sentence, source, setting)
    if RULES.setdefault(number, rule) != rule:
        raise ValueError(f"{number} is declared twice with different words")
    return rule


def in_order() -> list[Rule]:
    """All rules, by letter and number: R-I1 before R-I2, R-T9 before R-T10."""
    return sorted(RULES.values(), key=lambda r: (r.number[2], int(r.number[3:])))


class RuleBroken(ValueError):
    """Input or an act stands against a rule. `str()` is a Chinese sentence that names the way out."""

    def __init__(self, number: str, message: str):
        super().__init__(f"{message}（{number}）")
        self.number = number
        self.message = message
