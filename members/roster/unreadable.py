"""Why a file cannot be imported at all, in a sentence that says what to do."""

from django.utils.translation import gettext as _


class Unreadable(ValueError):
    """The file cannot be imported at all. `str()` says why and what to do; `status` is the HTTP answer."""

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


def damaged() -> Unreadable:
    return Unreadable(_("文件已损坏，不能读取。请在 Excel 中打开后另存为 .xlsx 再上传。"), 422)
