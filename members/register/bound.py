"""What the register's log binds of a person: the columns it tells changes of, and in an upgrade's entry all of them."""

from typing import Any

from members.binding import columns, plain

ID_NUMBER, BORN_ON = "id_number", "born_on"

# The identity number is bound by its index. It says the date of birth (R-I2), which is told where there is none.
PERSON = columns(
    "name", "gender", "nationality", "born_on", "education", "occupation", "phone", "stage", "applied_on",
    "activist_on", "joined_on", "converted_on", "dues_until", "under_examination", "away_since", "away_place",
    "away_unit", "away_outside", "graduated_on", "abroad_since", "contacted_on", "cultivation_contact",
    "certificate_number", "remark", id_number="id_index", away_branch="away_branch_id",
)  # fmt: skip


def of_change(field: str, after: Any) -> Any:
    """What a told change of `field` says as a fact: of an identity number its index, of an organisation its key."""
    if field == ID_NUMBER:
        return plain(str(after or "").partition(" ")[2]) or None
    if field == "away_branch":
        return int(str(after).partition(" ")[0]) if after else None
    return plain(after)
