"""The one-time address of an empty system: made on the server, good for seven days and for one person (O1).

Only a digest is stored, and only while nobody has an account. Whoever opens it and fills in the first form founds the
office: account, top organisation and post of administrator in one transaction. Tests:
tests/config/test_setup_address.py.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from members.access import AccountEvent, Did
from members.appointments import Post
from members.models import Account, Appointment, PartyOrg
from members.orgs import Kind
from members.register import changes
from members.register.log import Ground
from members.register.log import Kind as Entered

from .records import SetupAddress

GOOD_FOR = timedelta(days=7)
LOGGED = ("name", "short_name", "kind", "region")


class AlreadyFounded(Exception):
    """Somebody else has used the address in the meantime."""


@dataclass(frozen=True)
class Founding:
    """What the first form says: the administrator, and the top organisation."""

    username: str
    name: str
    password: str
    org_name: str
    short_name: str
    kind: Kind
    region: str


@transaction.atomic
def new_token() -> str:
    """A token for a new address; the one before is void. An empty string once there is an account."""
    if Account.objects.exists():
        SetupAddress.objects.all().delete()
        return ""
    token = secrets.token_urlsafe(32)
    SetupAddress.objects.all().delete()
    SetupAddress.objects.create(digest=digest(token), expires_at=timezone.now() + GOOD_FOR)
    return token


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def is_open(token: str) -> bool:
    """Whether this address may still be used."""
    open_now = SetupAddress.objects.filter(digest=digest(token), expires_at__gt=timezone.now())
    return open_now.exists() and not Account.objects.exists()


@transaction.atomic
def found(token: str, said: Founding) -> Appointment:
    """Use the address up and found the office; returns the first administrator's post.

    Raises AlreadyFounded when somebody was faster, ValidationError for an organisation that cannot be."""
    address = SetupAddress.objects.select_for_update().filter(digest=digest(token)).first()
    if address is None or address.expires_at <= timezone.now() or Account.objects.exists():
        raise AlreadyFounded
    address.delete()
    org = PartyOrg(name=said.org_name, short_name=said.short_name, kind=said.kind, region=said.region)
    org.full_clean()
    org.save()
    changes.enter([org], LOGGED, Entered.ENTERED, Ground(None))
    account = Account.objects.create_user(said.username, name=said.name, password=said.password)
    AccountEvent.objects.create(did=Did.CREATED, account=account, by=account)
    hat = Appointment.objects.create(account=account, org=org, post=Post.ADMINISTRATOR)
    AccountEvent.objects.create(did=Did.APPOINTED, account=account, appointment=hat, by=account)
    return hat
