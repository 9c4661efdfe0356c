"""The member's own wish, recorded by a clerk with its proof (R-T16, R-T20): members do not sign in."""

import html

from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import desk
from approvals.attachments import Scan
from workflows.transfer.case import TransferCase

SCAN = Scan("申请.pdf", "application/pdf", b"%PDF-1.7 an application")


def test_a_withdrawal_carries_the_members_application(transfer, wang, client):
    client.force_login(wang.account)
    page = f"/cases/{transfer.number}/"
    assert "本人申请" in html.unescape(client.get(f"{page}?act=withdraw").content.decode())
    scan = SimpleUploadedFile("申请.jpg", b"\xff\xd8\xff my wish")
    typed = {"seen": transfer.log_length, "text": "本人决定暂不转移", "proof": scan}
    assert client.post(f"{page}act/withdraw/", typed).status_code == 302
    case = TransferCase.objects.get(pk=transfer.pk)
    assert (case.state, case.files.get().name) == ("withdrawn", "申请.jpg")
    assert case.entries.last().data["proof"]["file"] == case.files.get().pk


def test_a_second_letter_carries_the_application_and_the_branchs_proof(letter_out, zhao, client):
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    again = desk.act(letter_out, "reissue", by=zhao, valid_days=30, text="支部已核实，本人书面申请补开", proof=SCAN)
    assert (again.state, again.files.count()) == ("letter_issued", 1)
