"""What the office knows of itself: which programs run, when it was last backed up. Nothing about people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .setup.records import Acknowledgement, SetupAddress

__all__ = ["Acknowledgement", "BackupMade", "Heartbeat", "Program", "SetupAddress"]


class Program(models.TextChoices):
    WORKER = "worker", _("后台程序")
    CLOCK = "clock", _("时钟")


class Heartbeat(models.Model):
    """The last sign of life of one process (`config.heartbeat`)."""

    name = models.CharField(max_length=64, unique=True)
    program = models.CharField(max_length=10, choices=Program)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    steady_since = models.DateTimeField()  # no silence since then
    seen_at = models.DateTimeField()
    doing = models.CharField(max_length=200, blank=True)  # the path of a task, no argument

    class Meta:
        ordering = ["program", "-seen_at"]

    def __str__(self) -> str:
        return f"{self.program} {self.host}:{self.pid}"


class BackupMade(models.Model):
    """One successful `manage.py backup`. A backup itself knows only the ones before it."""

    at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name
