"""Whatever a roster can write about a person, a page can write too; neither list may grow alone (R3, R11)."""

from members import stays
from members.add_form import AddForm
from members.outing_forms import COLUMNS as OUTING
from members.register_forms import CorrectForm
from members.roster.register import DECIDED, ENTERED, OPEN
from members.roster.words import COLUMNS, Holds

# By a page of its own: dues_views, status_forms. The branch is chosen for a new person, and changed by a transfer.
ELSEWHERE = {"dues_until", "stage", "under_examination"}
# Columns that say whether a row is taken in at all, that are compared only, or are of the relation.
UNWRITTEN = {"status", "lost", "floating", "moved_in_on"}


def test_what_a_roster_writes_a_page_writes():
    corrected = set(CorrectForm.Meta.fields) | {"id_number", *OUTING, *stays.FACTS}
    assert {*OPEN, *DECIDED, *ENTERED} - corrected - ELSEWHERE == set()


def test_what_a_roster_enters_the_form_of_a_new_person_enters(wang):
    columns = {name for holds in (Holds.MEMBERS, Holds.ACTIVISTS) for name in COLUMNS[holds]} | set(ENTERED)
    assert columns - UNWRITTEN - set(AddForm(by=wang).fields) == set()
