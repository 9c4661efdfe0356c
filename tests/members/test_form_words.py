"""Faults of fields and passwords are said in the office's words (members/form_words.py, password_rules.py)."""

import pytest
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password

from members.appointments import Account
from members.forms import NewPasswordForm, ResetForm
from members.sign_in import CODE_HOURS, SLIP_HOURS


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (forms.CharField(min_length=2), "字", "至少写 2 个字，现在是 1 个。"),
        (forms.CharField(max_length=2), "三个字", "最多写 2 个字，现在是 3 个。"),
        (forms.CharField(), "", "这一项必须填写。"),
        (forms.IntegerField(min_value=1), "0", "不能小于 1。"),
        (forms.IntegerField(max_value=9), "10", "不能大于 9。"),
    ],
)
def test_a_fault_of_a_field_is_said_plainly(field, typed, said):
    with pytest.raises(forms.ValidationError) as fault:
        field.clean(typed)
    assert fault.value.messages == [said]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("wangxiuying1", "密码和登录名或姓名太像"),
        ("1357924680", "密码不能全是数字"),
        ("qwertyuiop", "这个密码用的人太多"),
    ],
)
def test_a_weak_password_is_refused_in_our_words(password, said):
    account = Account(username="wangxiuying", name="王秀英")
    with pytest.raises(forms.ValidationError, match=said) as fault:
        validate_password(password, account)
    assert "用户名" not in " ".join(fault.value.messages)


def test_the_password_page_speaks_politely_and_of_both_terms_of_a_code():
    told = "".join(password_validators_help_texts()) + str(NewPasswordForm.base_fields["new_password2"].help_text)
    assert "你" not in told
    assert (CODE_HOURS, SLIP_HOURS) == (24, 7 * 24)
    assert "单独发的24小时内有效，打印成条发的七天内有效" in str(ResetForm.base_fields["code"].help_text)
