"""`manage.py seed_calendar`: enter the published holidays and 调休. Days an administrator entered stay as they are."""

from datetime import date, timedelta

import chinese_calendar
from django.core.management.base import BaseCommand

from approvals.calendar import CalendarDay

FIRST_YEAR = 2024
CHINESE = {holiday.value: holiday.chinese[:40] for holiday in chinese_calendar.Holiday}


class Command(BaseCommand):
    help = "Fill the calendar with the holidays that are published; years not published yet stay provisional."

    def handle(self, *args, **options) -> None:
        before = CalendarDay.objects.count()
        for year in range(FIRST_YEAR, date.today().year + 3):
            try:
                rows = list(_differing_days(year))
            except NotImplementedError:
                self.stdout.write(
                    f"{year} 年节假日尚未公布，暂按周一至周五计算（暂定），公布后请在「节假日」页录入通知。"
                )
                continue
            CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
        self.stdout.write(f"新录入 {CalendarDay.objects.count() - before} 天。")


def _differing_days(year: int):
    day = date(year, 1, 1)
    while day.year == year:
        works = chinese_calendar.is_workday(day)
        if works != (day.weekday() < 5):
            _holiday, name = chinese_calendar.get_holiday_detail(day)
            yield CalendarDay(day=day, works=works, note=CHINESE.get(name, "调休"))
        day += timedelta(days=1)
