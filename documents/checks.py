"""What must be on the machine before a paper can be drawn; told at start-up, not by a crash in the worker."""

import ctypes
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from . import fonts

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


@register
def fonts_are_there(**_kwargs: Any) -> list[CheckMessage]:
    """Without any font Pango ends the whole process; without one of ours every paper fails, one by one."""
    if not (missing := fonts.missing()):
        return []
    hint = f"请从发布包恢复项目的 {settings.FONT_DIR} 目录，并使本程序的用户可读。"
    return [Error(f"缺少字库文件：{'、'.join(missing)}。", hint=hint, id="documents.E001")]


@register
def typefaces_are_there(**_kwargs: Any) -> list[CheckMessage]:
    """A role without its typeface would silently be set in ours."""
    try:
        chosen = fonts.typefaces()
    except ValueError as error:
        return [Error(str(error), id="documents.E002")]
    absent = sorted(set(chosen.values()) - fonts.families()) if chosen else []
    if not absent:
        return []
    hint = "请把字体文件放入 PDF_EXTRA_FONT_DIR 指定的目录，并核对字体名。"
    return [Error(f"PDF_TYPEFACES 中的字体没有找到：{'、'.join(absent)}。", hint=hint, id="documents.E003")]


@register
def pango_is_there(**_kwargs: Any) -> list[CheckMessage]:
    """The web process can do without; the worker cannot. Loading the libraries does not start them."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if not missing:
        return []
    line = "apt-get install -y " + " ".join(missing)
    return [Warning("缺少生成 PDF 所需的系统库。", hint=f"请安装：{line}", id="documents.W001")]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
