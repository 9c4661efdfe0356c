"""The records of this room, for Django to find."""

from .access import AccessRecord
from .appointments import Account, Appointment
from .orgs import PartyOrg
from .people import Person, Relation

__all__ = ["AccessRecord", "Account", "Appointment", "PartyOrg", "Person", "Relation"]
