"""Django's rules for passwords in the office's words. Tests: tests/members/test_form_words.py, test_sign_in.py."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's rule; its Chinese catalogue lacks the sentences."""

    def get_error_message(self) -> str:
        return _("密码太短，至少 %(min_length)d 个字符，可用一句自己记得住的话。") % {"min_length": self.min_length}

    def get_help_text(self) -> str:
        return _("至少 %(min_length)d 个字符，可用一句自己记得住的话。") % {"min_length": self.min_length}


class UnlikeTheName(UserAttributeSimilarityValidator):
    """Not the login name or the person's name with a digit behind it."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name"))

    def get_error_message(self) -> str:
        return _("密码和登录名或姓名太像，容易被猜中，请换一个。")

    def get_help_text(self) -> str:
        return _("不要和您的登录名、姓名相近。")


class Uncommon(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("这个密码用的人太多，容易被猜中，请换一个。")

    def get_help_text(self) -> str:
        return _("不要用常见的密码。")


class NotOnlyDigits(NumericPasswordValidator):
    def get_error_message(self) -> str:
        return _("密码不能全是数字，请加上字母或文字。")

    def get_help_text(self) -> str:
        return _("不能全是数字。")
