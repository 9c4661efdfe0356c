"""The records of this room, for Django to find."""

from .access import AccessRecord, AccountEvent
from .appointments import Account, Appointment
from .coverage import Coverage
from .delegations import Delegation
from .endings import Ending
from .fact_log import FactEntry
from .keys import KeyFingerprint
from .name_keys import NameKey
from .opening.records import Opening, OpeningRow
from .org_codes import FormerCode
from .org_history import OrgChange
from .org_names import FormerName
from .orgs import PartyOrg
from .people import Person, Relation
from .register.log import RegisterEntry
from .roster.records import RosterImport, RosterProblem
from .roster.remembered import RememberedLayout

__all__ = [
    "AccessRecord",
    "Account",
    "AccountEvent",
    "Appointment",
    "Coverage",
    "Delegation",
    "Ending",
    "FactEntry",
    "FormerCode",
    "FormerName",
    "KeyFingerprint",
    "NameKey",
    "Opening",
    "OpeningRow",
    "OrgChange",
    "PartyOrg",
    "Person",
    "RegisterEntry",
    "Relation",
    "RememberedLayout",
    "RosterImport",
    "RosterProblem",
]
