"""Rules for passwords in the office's words; the other rules are Django's. Tests: tests/members/test_sign_in.py."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's rule; its Chinese catalogue lacks the sentences."""

    def get_error_message(self) -> str:
        return _("密码太短，至少 %(min_length)d 个字符，可用一句自己记得住的话。") % {"min_length": self.min_length}

    def get_help_text(self) -> str:
        return _("至少 %(min_length)d 个字符，可用一句自己记得住的话。") % {"min_length": self.min_length}
