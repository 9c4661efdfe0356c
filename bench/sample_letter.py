"""A letter F-01 as the desk would fill it: drawn by the bench, and by the tests of documents."""

from datetime import datetime
from zoneinfo import ZoneInfo

from documents.marks import Marks
from workflows.transfer.snapshots import LetterSnapshot

TEMPLATE = "transfer/letter.html"
LETTER: LetterSnapshot = {
    "mode": "reference",
    "number": "000123",
    "replaces": "",
    "marked": True,
    "person_name": "李喆玥",
    "receipt_addressee_org_name": "中共青石县长田镇委员会",
    "receipt_handler": "",
    "receipt_phone": "",
    "receipt_received_on": "",
    "receipt_date": "",
    "addressee_org_name": "中共临港区朝晖街道工作委员会",
    "gender": "male",
    "age_on_issue": 34,
    "nationality": "汉族",
    "party_status": "full_member",
    "id_number": "11010519491231002X",
    "from_org_name": "中共青石县长田镇东山村支部委员会",
    "to_org_name": "中共临港区朝晖街道第一社区支部委员会",
    "dues_until": "2025-03",
    "valid_days": 90,
    "issued_on": "2025-03-08",
    "contact": "13800000000",
    "committee_address": "青石县长田镇人民路1号",
    "committee_phone": "0518-82441955",
    "fax": "0518-82441956",
    "postcode": "222500",
}
MARKS = Marks(
    form="F-01",
    title="中国共产党党员组织关系介绍信",
    number="000123",
    version=1,
    check_code="7K2M00XD3HVA",
    issued_at=datetime(2025, 3, 8, 9, 33, tzinfo=ZoneInfo("Asia/Shanghai")),
    qr_text="7K2M-00XD-3HVA",
)
