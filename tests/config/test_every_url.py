"""Every address with every role of the own side, the other side and a foreign organisation: no unexpected 200, no 500.

A new address must join REGISTRY below: its arguments, and which roles it is for. For everybody else a thing that is
there answers exactly like one that is not (R-O14).
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from approvals import desk
from approvals.attachments import Scan
from approvals.beside import attach
from approvals.checkpoints import making
from approvals.integrity.records import Proof
from approvals.midcourse import entering
from approvals.supervision import enlist
from members import delegating, identity
from members.endings import record
from members.models import Account, Opening, RosterImport
from members.register import scans
from members.register.changes import change
from members.register.log import Ground, Kind
from tests.config.words_on_pages import english_of
from tests.workflows.conftest import (  # noqa: F401  fixtures
    draft,
    letter_out,
    transfer,
    transfer_at_destination,
    transfer_awaiting_approval,
)
from tests.workflows.test_transfer_history import past_facts, steps
from workflows.agreement import drafting as agreeing
from workflows.agreement.duties import Duty
from workflows.agreement.funding import FundingLine
from workflows.agreement.roster import RosterChange
from workflows.models import BatchRow
from workflows.transfer import drafting
from workflows.transfer.batch import choosing
from workflows.transfer.case import TransferCase
from workflows.transfer.requests import asking

ORIGIN = {"secretary", "approver", "clerk", "keeper"}
DESTINATION = {"receiver"}
STRANGERS = {"foreign secretary", "foreign keeper"}
HATS = ORIGIN | DESTINATION | STRANGERS
ACCOUNTS = HATS | {"hatless"}
EVERYBODY = ACCOUNTS | {"anonymous"}
KEEPERS = {"keeper"}
ABOVE = {"approver", "keeper"}
ASKERS = frozenset({"secretary", "approver", "clerk", "receiver", "foreign secretary"})
TOWN = frozenset({"approver", "clerk", "keeper"})
IMPORTERS = {"approver", "keeper"}
MISSING = 999_999_999
METHODS = ("get", "post")


@dataclass(frozen=True)
class Page:
    """Who reaches an address, and its arguments: `there` for a thing that is, `gone` for one that is not.

    `refused` may know that the thing is there, and reads why it is not theirs to do (403)."""

    roles: set[str]
    there: Callable[[SimpleNamespace], list] = lambda world: []
    gone: Callable[[SimpleNamespace], list] | None = None
    refused: frozenset[str] = frozenset()


def of_case(*more: Callable[[SimpleNamespace], object]) -> dict:
    """Arguments of an address below a case."""
    return {
        "there": lambda w: [w.case.number, *[part(w) for part in more]],
        "gone": lambda w: ["ZJ2026-999999", *[part(w) for part in more]],
    }


def of(name: str, *more: object, gone: object = MISSING) -> dict:
    """Arguments of an address of one row of the world."""
    return {"there": lambda w: [getattr(w, name).pk, *more], "gone": lambda w: [gone, *more]}


def a_draft(*more: Callable[[SimpleNamespace], object]) -> dict:
    return {
        "there": lambda w: [w.draft.number, *[part(w) for part in more]],
        "gone": lambda w: ["ZJ2026-999999", *[part(w) for part in more]],
    }


def an_agreement(*more: Callable[[SimpleNamespace], object]) -> dict:
    return {
        "there": lambda w: [w.agreement.number, *[part(w) for part in more]],
        "gone": lambda w: ["GG2026-999999", *[part(w) for part in more]],
    }


CASE = ORIGIN | DESTINATION
NOBODYS_IMPORT = NOBODYS_BATCH = uuid.UUID(int=0)
REGISTRY = {
    # Open to everybody
    **{name: Page(EVERYBODY) for name in ("sign_in", "sign_in_code", "demo_sign_in", "password_reset_by_code")},
    **{name: Page(EVERYBODY) for name in ("sign_out", "set_language", "verify", "rules", "outcomes")},
    # One's own account
    **{name: Page(ACCOUNTS) for name in ("choose_hat", "account", "password_change")},
    **{name: Page(ACCOUNTS) for name in ("totp_setup", "totp_qr", "totp_off")},
    # Lists: everybody has their own
    **{
        name: Page(HATS)
        for name in ("inbox", "done", "started", "cases", "read_notices", "search", "archive", "supervision")
    },
    **{name: Page(HATS) for name in ("export_inbox", "export_done", "export_started", "export_cases")},
    **{name: Page(HATS) for name in ("supervision_print", "export_supervision")},
    # What the office keeps: terms for administrators in reach, the calendar for those of the top
    "local_terms": Page(KEEPERS | {"foreign keeper"}),
    "local_terms_of": Page(KEEPERS, **of("town")),
    "local_term_change": Page(KEEPERS, **of("town", "transfer.origin_branch_review")),
    "calendar": Page(ACCOUNTS),
    "calendar_notice": Page(frozenset(), refused=frozenset(ACCOUNTS)),
    "calendar_day": Page(frozenset(), refused=frozenset(ACCOUNTS)),
    "clock": Page(frozenset(), refused=frozenset(ACCOUNTS)),
    "clock_confirm": Page(frozenset(), refused=frozenset(ACCOUNTS)),
    # A listed item, for the organisation it is with and those above
    "supervised": Page(TOWN, **of("item")),
    "supervision_demand": Page(TOWN, **of("item")),
    "supervision_explain": Page(TOWN, **of("item")),
    "supervision_excuse": Page(TOWN, **of("item")),
    **{name: Page(HATS) for name in ("people", "people_export", "organisations", "transfer_start")},
    # A case, for its two sides and those above
    "case": Page(CASE, **of_case()),
    "act": Page(CASE, **of_case(lambda w: "report_in")),
    "urge": Page(CASE, **of_case()),
    "add_file": Page(CASE, **of_case()),
    "readings": Page(CASE, **of_case()),
    "file": Page(CASE, **of_case(lambda w: w.file.pk)),
    "paper": Page(CASE, **of_case(lambda w: w.paper.pk)),
    "paper_retry": Page(CASE, **of_case(lambda w: w.paper.pk)),
    "paper_status": Page(CASE, **of_case(lambda w: w.paper.pk)),
    "paper_preview": Page(CASE, **of_case(lambda w: w.paper.pk, lambda w: 1)),
    "transfer_blank": Page(ACCOUNTS),
    "transfer_draft": Page({"secretary"}, **a_draft()),
    "transfer_destinations": Page({"secretary"}, **a_draft()),
    "transfer_find_destination": Page({"secretary"}, **a_draft()),
    "transfer_outside": Page({"secretary"}, **a_draft()),
    "transfer_arrival": Page({"approver", "clerk", "receiver"}, refused=frozenset(HATS)),
    # Requests, for the side that asks; for the other while one waits for its answer, and for whom it has answered
    "transfer_requests": Page(HATS),
    "transfer_ask": Page(ASKERS, refused=frozenset(HATS)),
    **{f"transfer_request{what}": Page(CASE, **of("request")) for what in ("", "_accept", "_refuse", "_withdraw")},
    "transfer_request_wish": Page(CASE - {"keeper"}, **of("request"), refused=frozenset({"keeper"})),
    "transfer_unreceived": Page({"approver"}, **of_case()),
    "transfer_set_destination": Page({"secretary"}, **a_draft(lambda w: w.orgs.second.pk)),
    # Batches of transfers, for the clerks of the organisation that started them; their cases, for both sides
    **{name: Page(HATS) for name in ("batches", "batch_sample")},
    "batch_upload": Page(HATS - {"keeper", "foreign keeper"}),
    "batch_begin": Page(TOWN - {"keeper"}, **of("town"), refused=frozenset({"keeper"})),
    **{
        f"batch{name}": Page({"secretary"}, **of("batch", gone=NOBODYS_BATCH))
        for name in ("", "_members", "_destination", "_facts", "_choose_again", "_confirm", "_stop", "_go_on")
    },
    **{
        f"batch_{name}": Page({"secretary"}, **of("batch", gone=NOBODYS_BATCH))
        for name in ("check_again", "discard", "sheet")
    },
    "batch_set_destination": Page(
        {"secretary"},
        there=lambda w: [w.batch.pk, w.orgs.second.pk],
        gone=lambda w: [NOBODYS_BATCH, w.orgs.second.pk],
    ),
    "batch_cases": Page(CASE, **of("batch", gone=NOBODYS_BATCH)),
    "batch_agree": Page(CASE, **of("batch", "origin_branch_review", gone=NOBODYS_BATCH)),
    # Agreements: where one begins and what one owes, for everybody; one of them, for its two sides and those above
    **{name: Page(HATS) for name in ("agreement_start", "agreement_begin", "agreement_duties")},
    "agreement_begin_organisation": Page(HATS),
    "agreement_write": Page(CASE, **an_agreement()),
    "agreement_version": Page(CASE, **an_agreement(lambda w: 1)),
    "agreement_renew": Page(CASE, **an_agreement()),
    "agreement_funding": Page(CASE, **an_agreement()),
    "agreement_funding_strike": Page(CASE, **an_agreement(lambda w: w.money.pk)),
    "agreement_roster": Page(CASE, **an_agreement()),
    "agreement_roster_object": Page(CASE, **an_agreement(lambda w: w.change.pk)),
    "agreement_duty": Page(CASE, **of("duty")),
    "agreement_duty_take_back": Page(CASE, **of("duty")),
    **{f"agreement_duty_{what}": Page(CASE, **of("duty")) for what in ("late", "explain", "excuse", "ask_again")},
    "agreement_history": Page(HATS),
    "agreement_balances": Page(HATS),
    "agreement_balance": Page(CASE, **an_agreement()),
    # Evaluations: everybody has those of their own desk
    **{name: Page(HATS) for name in ("evaluations", "evaluations_read")},
    # A person, for those who answer for them
    "person": Page(ORIGIN, **of("person")),
    "person_reveal": Page(ORIGIN, **of("person")),
    "person_stay": Page(ORIGIN - {"keeper"}, **of("person"), refused=frozenset({"keeper"})),
    "person_add": Page(ASKERS, refused=frozenset(HATS)),
    **{
        f"person_{act}": Page(ORIGIN - {"keeper"}, **of("person"), refused=frozenset({"keeper"}))
        for act in ("correct", "outing", "outing_end")
    },
    **{
        f"person_{act}": Page({"approver"}, **of("person"), refused=frozenset(ORIGIN))
        for act in ("examination", "stage")
    },
    "person_conversion": Page({"approver"}, **of("probationer"), refused=frozenset(ORIGIN)),
    "person_changes": Page(ORIGIN, **of("person")),
    "person_proof": Page(ORIGIN - {"keeper"}, **of("person", 1), refused=frozenset({"keeper"})),
    "branch_dues": Page(TOWN - {"keeper"}, **of("branch"), refused=frozenset({"keeper"})),
    "transfer_begin": Page(ORIGIN, **of("person")),
    "transfer_history": Page(ORIGIN, **of("person")),
    # Cases of the past that wait to be confirmed, for those who entered them and those above
    "midcourse": Page(HATS),
    "midcourse_entry": Page(ORIGIN, **of("past")),
    **{f"midcourse_{what}": Page(ORIGIN, **of("past")) for what in ("edit", "confirm", "send_back", "withdraw")},
    "midcourse_scan": Page(
        ORIGIN, there=lambda w: [w.past.pk, w.past.steps.get(key="approve").pk], gone=lambda w: [MISSING, 1]
    ),
    "person_end": Page({"secretary", "approver"}, **of("person"), refused=frozenset(ORIGIN)),
    "endings": Page(HATS),
    "ending": Page(ORIGIN, **of("ending")),
    "ending_undo": Page({"secretary", "approver"}, **of("ending"), refused=frozenset(ORIGIN)),
    # An organisation, for itself and those above
    "organisation": Page(TOWN, **of("town")),
    "organisation_new": Page(KEEPERS | {"foreign keeper"}),
    "organisation_edit": Page(KEEPERS, **of("town"), refused=TOWN),
    "print_settings": Page(TOWN, **of("town")),
    "number_registers": Page(TOWN, **of("town")),
    "printer_test": Page(TOWN, **of("town")),
    **{
        name: Page(KEEPERS, **of("branch"), refused=TOWN)
        for name in (
            "organisation_rename",
            "organisation_correct",
            "organisation_floating",
            "organisation_move",
            "organisation_close",
            "organisation_succession",
        )
    },
    # Delegations, for the two and the administrators above
    "delegations": Page(HATS),
    "delegation_new": Page(HATS),
    "delegation": Page({"secretary", "keeper"}, **of("given")),
    "delegation_take_back": Page({"secretary", "keeper"}, **of("given")),
    "appointment_delegate": Page(KEEPERS, **of("appointment")),
    # Accounts, for the administrators of the organisation
    "accounts": Page(KEEPERS | {"foreign keeper"}),
    "account_new": Page(KEEPERS | {"foreign keeper"}),
    "system": Page(KEEPERS | {"foreign keeper"}),
    # Proofs, for whoever approves or administers above the branches
    **{name: Page(ABOVE) for name in ("integrity", "integrity_start", "integrity_check")},
    "proof": Page(ABOVE, **of("proof")),
    "checkpoint_sheet": Page(ABOVE, **of("checkpoint")),
    "accounts_many": Page(KEEPERS | {"foreign keeper"}),
    **{f"accounts_many_{name}": Page(KEEPERS, **of("opening")) for name in ("list", "codes", "withdraw", "discard")},
    "account_link": Page(KEEPERS, **of("holder")),
    "account_detail": Page(KEEPERS, **of("holder")),
    "account_appoint": Page(KEEPERS, **of("holder")),
    "account_act": Page(KEEPERS, **of("holder", "code")),
    "appointment_end": Page(KEEPERS, **of("appointment")),
    "appointment_hand_over": Page(KEEPERS, **of("appointment")),
    "org_appointments": Page(KEEPERS, **of("town")),
    # The set-up, for administrators; its one-time address for nobody once there is an account
    **{name: Page(KEEPERS | {"foreign keeper"}) for name in ("setup", "setup_put_away", "setup_powers")},
    "setup_step": Page(KEEPERS | {"foreign keeper"}, there=lambda w: ["organisation"], gone=lambda w: ["nowhere"]),
    "setup_leave": Page(KEEPERS | {"foreign keeper"}, there=lambda w: ["accounts"], gone=lambda w: ["nowhere"]),
    "setup_first": Page({"anonymous"}, there=lambda w: ["x" * 43], gone=lambda w: ["y" * 43]),
    # The roster, for the administrators of a committee
    "roster_upload": Page(IMPORTERS | DESTINATION),
    "roster_import": Page(IMPORTERS, **of("roster", gone=NOBODYS_IMPORT)),
    "roster_columns": Page(IMPORTERS, **of("roster", gone=NOBODYS_IMPORT)),
    "roster_confirm": Page(IMPORTERS, **of("roster", gone=NOBODYS_IMPORT)),
    "roster_discard": Page(IMPORTERS, **of("roster", gone=NOBODYS_IMPORT)),
    "roster_offers": Page(IMPORTERS, **of("roster", gone=NOBODYS_IMPORT)),
    "roster_kept": Page(IMPORTERS, **of("roster", gone=NOBODYS_IMPORT)),
    "roster_sample": Page(ACCOUNTS),
    "roster_repair": Page(IMPORTERS, **of("roster", gone=NOBODYS_IMPORT)),
}
# An empty form, no parameter and nothing prepared: what keeps these from opening, where they are tested.
QUIET = {
    **dict.fromkeys(
        ("calendar_notice", "calendar_day"), "for whoever administers the top; tests/approvals/test_holidays.py"
    ),
    **dict.fromkeys(("clock", "clock_confirm"), "for whoever administers the top; tests/approvals/test_clock_pages.py"),
    "choose_hat": "the form names no appointment; tests/members/test_hat.py",
    "demo_sign_in": "a demo only; tests/members/test_sign_in.py",
    "paper_preview": "the worker has not drawn it yet; tests/documents/test_responses.py",
    **dict.fromkeys(("printer_test", "transfer_blank"), "the worker has not drawn it; tests/documents/test_sheets.py"),
    "checkpoint_sheet": "the worker has not drawn it; tests/approvals/test_integrity_pages.py",
    "roster_repair": "the import refused no row; tests/members/test_roster_pages.py",
    "roster_kept": "the import put no sheet aside; tests/members/test_roster_mapping.py",
    "setup_first": "only while there is no account; tests/config/test_setup_address.py",
    "totp_qr": "nobody is setting it up; tests/members/test_totp.py",
}
# Sign-in names and document codes of the cast, and the one language that says its own name.
TYPED_IN_LATIN = {
    *("wang", "zhao", "chen", "lin", "feng", "he", "clerk", "keeper", "foreign", "hatless", "xihe"),
    *("CT", "ZH", "DSCZB", "English"),
}
NAMELESS = {"healthz", "readyz"}  # for machines; tests/config/test_health.py

CHANGING = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken":"|data-number>)[A-Za-z0-9-]+')


def addresses(resolver=None) -> set[str]:
    """The names of all addresses, without the administration's; a nameless one by its pattern."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLResolver):
            found.add(pattern.name or str(pattern.pattern))
        elif pattern.app_name != "admin":
            found |= addresses(pattern)
    return found


def test_every_address_is_in_the_registry_and_nothing_else():
    assert addresses() - NAMELESS == set(REGISTRY)


@pytest.fixture
def world(letter_out, enrol, orgs, wang, zhao, chen, appoint) -> SimpleNamespace:  # noqa: F811
    """A case with papers and a file, a draft, an account, a roster, and somebody for each role."""
    person = letter_out.person
    other = enrol("周杰", "320724199001011233", orgs.dongshan)
    keeper = appoint("管理员", "keeper", orgs.town, "administrator")
    hats = {
        "secretary": wang,
        "approver": zhao,
        "clerk": appoint("经办", "clerk", orgs.town, "clerk"),
        "keeper": keeper,
        "receiver": chen,
        "foreign secretary": appoint("何静", "he", orgs.second, "secretary"),
        "foreign keeper": appoint("外管", "foreign", orgs.second, "administrator"),
    }
    scan = SimpleUploadedFile("扫描.pdf", b"%PDF-1.7 scan")
    held = appoint("西河", "xihe", orgs.xihe, "secretary")
    batch = choosing.begin(orgs.dongshan, by=wang)
    BatchRow.objects.create(batch=batch, number=1, person=person, case=letter_out)
    agreed = desk.act(agreeing.begin([person], by=wang, origin=orgs.dongshan, destination=orgs.first), "send", by=wang)
    today_at = timezone.now()
    owed = {"case": agreed, "side": "origin", "org": orgs.dongshan, "due_at": today_at}
    today = timezone.localdate()
    TransferCase.objects.filter(pk=letter_out.pk).update(unreceived_on=today)
    stand_in = delegating.delegate(
        wang, appoint("冯兰", "feng", orgs.dongshan, "commissioner"), since=today, until=today, ground="外出学习"
    )
    proof, name = scans.keep(SimpleUploadedFile("证明.pdf", b"%PDF-1.7 proof"))
    change(person, {"remark": "核对"}, Kind.CORRECTED, Ground(wang, "核对", proof=proof, proof_name=name))
    return SimpleNamespace(
        hats=hats,
        accounts={role: hat.account for role, hat in hats.items()}
        | {"hatless": Account.objects.create(username="hatless", name="无任职")},
        case=letter_out,
        paper=letter_out.papers.first(),
        file=attach(letter_out, scan, by=zhao),
        draft=drafting.begin(other, by=wang, destination=orgs.first, reason="other"),
        agreement=agreed,
        duty=Duty.objects.create(key="contact", first_day=today, **owed),
        change=RosterChange.objects.create(case=agreed, by=wang, side="origin", at=today_at, object_by=today_at),
        money=FundingLine.objects.create(
            case=agreed, by=wang, side="origin", support="money", source="budget", amount=1, purpose="活动", on=today
        ),
        person=person,
        probationer=enrol(
            "吴华", "32072419900714431X", orgs.dongshan, stage="probationary_member", converted_on=None, joined_on=today
        ),
        orgs=orgs,
        town=orgs.town,
        branch=orgs.xihe,
        holder=held.account,
        batch=batch,
        appointment=held,
        given=stand_in.delegation,
        request=asking.ask(
            by=appoint("林晓东", "lin", orgs.first, "secretary"),
            name="周杰",
            number=identity.parse("320724199001011233"),
            destination=orgs.first,
            proof=Scan.of(SimpleUploadedFile("意愿.pdf", b"%PDF-1.7 wish")),
            reason="other",
            away_since=today,
            reason_text="外出务工",
            contact="1",
        ),
        item=enlist(letter_out.assignments.get(org=orgs.town), timezone.now()),
        ending=record(
            enrol("钱明", "320724199001021239", orgs.dongshan), by=wang, how="died", on=today, ground="家属报告"
        ),
        past=entering.enter("transfer", by=wang, person=other, facts=past_facts(orgs), steps=steps()),
        proof=Proof.objects.create(asked_at=today_at, beat_at=today_at, step="log", state="done", finished_at=today_at),
        checkpoint=making.make(today_at),
        opening=Opening.objects.create(by=keeper.account, hat=keeper),
        roster=RosterImport.objects.create(by=keeper, account=keeper.account, state="checked", file_hash="0" * 64),
    )


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    leads_to: str
    cache: str


@dataclass(frozen=True)
class Asked:
    """Every answer, by role, method and name of the address: for a thing that is there, and for one that is not."""

    there: dict[tuple[str, str, str], Answer]
    gone: dict[tuple[str, str, str], Answer]


ASKED: list[Asked] = []


@pytest.fixture
def asked(request) -> Asked:
    """Every address by GET and POST as everybody: one sign-in a role, and each asked once a test process."""
    if not ASKED:
        ASKED.append(ask_everything(request.getfixturevalue("world")))
    return ASKED[0]


def ask_everything(world: SimpleNamespace) -> Asked:
    said = Asked({}, {})
    client = Client(raise_request_exception=False)  # one for all: each new one sets all middleware up
    for role in sorted(EVERYBODY):
        cookies = sign_in(world, role)
        for name, page in REGISTRY.items():
            for method in METHODS:
                said.there[role, method, name] = ask(client, cookies, method, name, page.there(world))
                if page.gone and role in ACCOUNTS:
                    said.gone[role, method, name] = ask(client, cookies, method, name, page.gone(world))
    return said


def sign_in(world: SimpleNamespace, role: str) -> SimpleCookie:
    client = Client()
    if role != "anonymous":
        client.force_login(world.accounts[role], backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies


def ask(client: Client, cookies: SimpleCookie, method: str, name: str, arguments: list) -> Answer:
    """One request with the cookies of a sign-in, whose effects are taken back."""
    client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
    with transaction.atomic():
        answer = getattr(client, method)(reverse(name, args=arguments))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return Answer(
        answer.status_code,
        CHANGING.sub(b"", body),
        answer.headers.get("Location", ""),
        answer.headers.get("Cache-Control", ""),
    )


@pytest.mark.django_db
@pytest.mark.giant("urls")
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_no_address_answers_whom_it_is_not_for(asked, role):
    wrong = [
        f"{method.upper()} {name}: {fault}"
        for name, page in REGISTRY.items()
        for method in METHODS
        if (fault := fault_of(asked, role, method, name, page))
    ]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.giant("urls")
@pytest.mark.parametrize("role", sorted(ACCOUNTS))
def test_no_browser_keeps_what_somebody_signed_in_was_answered(asked, role):
    """S8: pages, fragments, files and exports alike."""
    kept = [key for key, answer in asked.there.items() if key[0] == role and "no-store" not in answer.cache]
    assert kept == []


def fault_of(asked: Asked, role: str, method: str, name: str, page: Page) -> str:
    """What is wrong with the answer, or an empty string."""
    answer = asked.there[role, method, name]
    said = f"{answer.status} {answer.leads_to}"
    if answer.status >= 500:
        return said
    if role in page.roles:
        return said if answer.leads_to.startswith(reverse("sign_in") + "?next=") else ""
    if role == "anonymous":
        return "" if answer.status == 405 or answer.leads_to.startswith(reverse("sign_in")) else said
    if role in page.refused and answer.status == 403:
        return ""
    if page.gone:
        missing = asked.gone[role, method, name]
        if (answer.status, answer.body) != (missing.status, missing.body):
            return f"{said}, but {missing.status} for one that is missing"
    return "" if answer.status in (403, 404, 405, 410) else said


@pytest.mark.django_db
@pytest.mark.giant("urls")
@pytest.mark.parametrize("name", sorted(REGISTRY.keys() - QUIET.keys()))
def test_every_address_opens_for_somebody(asked, name):
    """Else the arguments above are wrong, and the test before proves nothing."""
    roles = sorted(REGISTRY[name].roles - {"anonymous"})
    answers = {asked.there[role, method, name].status for role in roles for method in METHODS}
    assert answers & {200, 302, 409, 422}, answers


@pytest.mark.django_db
@pytest.mark.giant("urls")
@pytest.mark.parametrize("role", sorted(HATS))
def test_what_is_missing_is_missing_for_everybody(asked, role):
    found = {
        (name, method): status
        for name, page in REGISTRY.items()
        if page.gone
        for method in METHODS
        if (status := asked.gone[role, method, name].status) not in (403, 404, 405, 410)
    }
    assert found == {}


@pytest.mark.django_db
@pytest.mark.giant("urls")
@pytest.mark.parametrize("role", sorted(ACCOUNTS))
def test_no_english_stands_on_a_chinese_page(asked, role):
    found = {
        (name, method): english
        for name in REGISTRY
        for method in METHODS
        if b"<html" in (body := asked.there[role, method, name].body)
        and (english := english_of(body.decode()) - TYPED_IN_LATIN)
    }
    assert found == {}
