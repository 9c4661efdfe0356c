"""Values as code lists have them, and as offices write them: gender, nation, education, stage, membership status.

Sources: GB/T 2261.1 (gender), GB/T 3304-1991 (nations), GB/T 4658-2006 (education); stage as the national member
register numbers it. Each function returns what is meant, or None where nothing known is said.
Tests: tests/members/test_roster_codes.py.
"""

from members.people import Gender, Stage

GENDERS = {
    "男": Gender.MALE, "男性": Gender.MALE, "1": Gender.MALE, "M": Gender.MALE,
    "女": Gender.FEMALE, "女性": Gender.FEMALE, "2": Gender.FEMALE, "F": Gender.FEMALE,
}  # fmt: skip

# In the order of their codes, 01 to 56.
NATIONS = """
汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族
傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族
仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族
鄂伦春族 赫哲族 门巴族 珞巴族 基诺族
""".split()  # noqa: SIM905  one nation a word reads better than 56 quoted ones
OTHER_NATIONS = {"97": "其他", "98": "外国血统中国籍人士"}
_NATION_WORDS = {
    **{word: name for name in NATIONS for word in (name, name.removesuffix("族"))},
    **{name: name for name in OTHER_NATIONS.values()},
    "其它": "其他",
    "外国血统": "外国血统中国籍人士",
    "毛难族": "毛南族",
    "未识别民族": "其他",
}

EDUCATIONS = {
    "10": "研究生", "11": "博士研究生毕业", "12": "博士研究生结业", "13": "博士研究生肄业", "14": "硕士研究生毕业",
    "15": "硕士研究生结业", "16": "硕士研究生肄业", "17": "研究生班毕业", "18": "研究生班结业", "19": "研究生班肄业",
    "20": "大学本科", "21": "大学本科毕业", "22": "大学本科结业", "23": "大学本科肄业", "28": "大学普通班毕业",
    "30": "大学专科", "31": "大学专科毕业", "32": "大学专科结业", "33": "大学专科肄业", "40": "中等职业教育",
    "41": "中等专科毕业", "42": "中等专科结业", "43": "中等专科肄业", "44": "职业高中毕业", "45": "职业高中结业",
    "46": "职业高中肄业", "47": "技工学校毕业", "48": "技工学校结业", "49": "技工学校肄业", "60": "普通高中",
    "61": "普通高中毕业", "62": "普通高中结业", "63": "普通高中肄业", "70": "初级中学", "71": "初中毕业",
    "73": "初中肄业", "80": "小学", "81": "小学毕业", "83": "小学肄业", "90": "其他",
}  # fmt: skip

STAGES = {
    **dict.fromkeys(("正式党员", "正式", "正", "中共党员", "中共正式党员", "中国共产党党员", "1", "01"), Stage.FULL),
    **dict.fromkeys(("预备党员", "预备", "预", "中共预备党员", "中国共产党预备党员", "2", "02"), Stage.PROBATIONARY),
}
PRESENT = {"正常", "正常党籍", "有党籍", "在册", "在籍", "是", ""}  # a status that says nothing against the member


def gender(said: str) -> str | None:
    return GENDERS.get(said.upper())


def nation(said: str) -> str | None:
    """`"蒙古"` and `"02"` → `"蒙古族"`; a code may have lost its zero."""
    if said.isdecimal():
        number = int(said)
        return NATIONS[number - 1] if 1 <= number <= len(NATIONS) else OTHER_NATIONS.get(said)
    return _NATION_WORDS.get(said)


def education(said: str) -> str | None:
    """The words for a code; other words stay as the office wrote them. None: a number that is no code."""
    return EDUCATIONS.get(said) if said.isdecimal() else said


def stage(said: str) -> str | None:
    return STAGES.get(said)
