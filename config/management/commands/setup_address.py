"""`manage.py setup_address`: print a one-time address for the first administrator; nothing once there is an account."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from config.setup.address import GOOD_FOR, new_token


class Command(BaseCommand):
    help = "Print a one-time address to set an empty office up with. Prints nothing once there is an account."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--base", default="", help="where the office answers, as http://127.0.0.1:8000 (PUBLIC_URL)"
        )

    def handle(self, *args, base: str, **options) -> None:
        token = new_token()
        if not token:
            return
        where = (base or settings.PUBLIC_URL).rstrip("/")
        days = GOOD_FOR.days
        self.stdout.write(
            f"还没有账户。请用浏览器打开下面的网址，建立第一个管理员账户（{days} 天内有效，只能用一次，勿转发）："
        )
        self.stdout.write(f"  {where}{reverse('setup_first', args=[token])}")
        if not where:
            self.stdout.write("  （前面加上本系统的网址，如 https://liangdi.example；设了 PUBLIC_URL 就会一并打印）")
