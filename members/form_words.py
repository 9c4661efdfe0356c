"""What Django's own fields and validators say of a fault, in the office's words instead of a programmer's.

Set once, before any form is made: members/apps.py imports this. Tests: tests/members/test_form_words.py.
"""

from django.core import validators
from django.forms import Field
from django.utils.translation import gettext_lazy as _

Field.default_error_messages["required"] = _("这一项必须填写。")
validators.MinLengthValidator.message = _("至少写 %(limit_value)d 个字，现在是 %(show_value)d 个。")
validators.MaxLengthValidator.message = _("最多写 %(limit_value)d 个字，现在是 %(show_value)d 个。")
validators.MinValueValidator.message = _("不能小于 %(limit_value)s。")
validators.MaxValueValidator.message = _("不能大于 %(limit_value)s。")
