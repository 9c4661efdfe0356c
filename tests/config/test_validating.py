"""A paper is PDF/A-3a because a validator says so; a control shows that it looks. Subject: devtools/validating.py."""

import pikepdf
import pytest

from bench.sample_letter import LETTER, MARKS, TEMPLATE
from devtools import checking, finding, validating
from documents import pdf
from tests.documents import every_form, sample_papers

PASSED = "/papers/F-01 ordinary.pdf\tpassed\t10305\t"
BROKEN = "/papers/F-13 extreme.pdf\tfailed\t60880\t6.2.4.3-2, 7 ×: DeviceRGB shall only be used with a profile"
REFUSED = "/papers/control.pdf\tfailed\t20\t6.2.10-2, 1 ×: no OutputIntent"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([PASSED, REFUSED], "F-13 extreme: not judged"),
        ([PASSED, REFUSED, BROKEN.replace("failed", "passed")], ""),
        (
            [PASSED, BROKEN, REFUSED],
            "F-13 extreme: no PDF/A-3a: 6.2.4.3-2, 7 ×: DeviceRGB shall only be used with a profile",
        ),
    ],
    ids=["one left out", "all passed", "one failed"],
)
def test_every_paper_must_be_judged_and_pass(lines, fault):
    verdicts = [validating.verdict_of(line) for line in lines]
    assert validating.fault_of(verdicts, {"F-01 ordinary", "F-13 extreme", "control"}) == fault


@pytest.mark.parametrize("lines", [[PASSED], [PASSED, REFUSED.replace("failed", "passed")]], ids=["unseen", "passed"])
def test_a_validator_that_does_not_refuse_the_control_proves_nothing(lines):
    verdicts = [validating.verdict_of(line) for line in lines]
    assert "the validator does not look" in validating.fault_of(verdicts, {"F-01 ordinary"})


def test_the_verdict_on_each_paper_is_a_line():
    assert str(validating.verdict_of(PASSED)) == "F-01 ordinary: PDF/A-3a, 10305 checks passed"


def test_the_control_is_the_letter_without_its_output_intent(tmp_path):
    paper, control = tmp_path / "F-01 ordinary.pdf", tmp_path / sample_papers.CONTROL
    paper.write_bytes(pdf.render(TEMPLATE, LETTER, MARKS))

    sample_papers.spoil(paper, control)

    assert control.stem == validating.CONTROL
    with pikepdf.open(paper) as whole, pikepdf.open(control) as spoilt:
        assert set(whole.Root.keys()) - set(spoilt.Root.keys()) == {"/OutputIntents"}


def test_every_form_is_validated_ordinary_and_extreme(monkeypatch):
    monkeypatch.setattr(sample_papers.pdf, "render", lambda *_args: b"")
    names = [name for name, _ in sample_papers.drawn()]
    assert names == [f"{form} {style}" for form in every_form.FORMS for style in ("ordinary", "extreme")]


def test_without_java_the_check_is_skipped_with_the_line_that_installs_it(monkeypatch, capsys, tmp_path):
    nothing = finding.find_pdf_validator(java=tmp_path)
    monkeypatch.setattr(checking, "find_pdf_validator", lambda: nothing)
    monkeypatch.setattr(checking, "install_for_developing", lambda: None)

    assert checking.check(["--full", "PDF/A"]) == 0

    line = "apt-get install -y --no-install-recommends default-jdk-headless libjaxb-java"
    assert f"skipped    0.0 s  papers are PDF/A-3a  → as root: {line}" in capsys.readouterr().out


def test_only_a_full_check_validates_papers(monkeypatch, capsys):
    monkeypatch.setattr(checking, "install_for_developing", lambda: None)
    assert checking.check(["PDF/A"]) == 1
    assert "PDF/A" not in capsys.readouterr().out
