"""What was interrupted is made again, and what runs is not disturbed by a failure. Subject: devtools/installing.py."""

from contextlib import contextmanager

import pytest

from devtools import Stop, installing, venv
from devtools.progress import Progress


@pytest.fixture
def checkout(monkeypatch, tmp_path):
    """A checkout with both locks and no virtual environment; pip and venv are played by functions of the test."""
    folder = tmp_path / ".venv"
    names = {
        "VENV": folder,
        "PYTHON": str(folder / "bin" / "python"),
        "STAMP": folder / "installed.sha256",
        "RUNNING": tmp_path / "requirements.lock",
        "DEVELOPING": tmp_path / "requirements-dev.lock",
    }
    for name, value in names.items():
        monkeypatch.setattr(installing, name, value)
    names["RUNNING"].write_text("django==5.2.9\n")
    names["DEVELOPING"].write_text("django==5.2.9\npytest==9.0.2\n")

    @contextmanager
    def alone():
        yield 0

    monkeypatch.setattr(installing.single, "installing", alone)
    monkeypatch.setattr(installing, "missing_packages", list)
    monkeypatch.setattr(installing, "find_uv", lambda: None)
    monkeypatch.setattr(venv, "discard", lambda: installing.shutil.rmtree(folder))
    monkeypatch.setattr(venv, "fault", lambda: "interrupted" if (folder / venv.UNFINISHED).exists() else "")
    monkeypatch.setattr(venv, "has_pip", (folder / "bin" / "pip").exists)
    return tmp_path


@pytest.fixture
def world(checkout, monkeypatch):
    """What was done: `made` environments, `filled` locks. `dies` or `fails` says when the next run is interrupted."""

    class World:
        made, filled, dies, fails = 0, [], "", ""

        def make(self, _command, _failure, **_options):
            self.made += 1
            (checkout / ".venv" / "bin").mkdir()
            (checkout / ".venv" / "bin" / "python").touch()
            self.perhaps_die("venv")
            (checkout / ".venv" / "bin" / "pip").touch()

        def fill(self, command, _total, **_options):
            self.perhaps_die("pip")
            self.filled.append(command[-1].rpartition("/")[2])
            said = Progress(2, placing=self.fails == "placing")
            return (1 if self.fails else 0), said

        def perhaps_die(self, moment):
            if self.dies == moment:
                self.dies = ""
                raise KeyboardInterrupt

    played = World()
    played.filled = []
    monkeypatch.setattr(installing, "run", played.make)
    monkeypatch.setattr(installing, "shown", played.fill)
    return played


@pytest.mark.parametrize("moment", ["venv", "pip"])
def test_an_interrupted_installation_is_made_again(world, checkout, moment):
    world.dies = moment
    with pytest.raises(KeyboardInterrupt):
        installing.install()

    installing.install()
    installing.install()

    assert (world.made, world.filled) == (2, ["requirements.lock"])
    assert not (checkout / ".venv" / venv.UNFINISHED).exists()


def test_one_interrupted_before_its_stamp_is_made_again(world, monkeypatch):
    world.dies = "stamp"
    with monkeypatch.context() as dying:
        dying.setattr(installing, "covered_by", lambda _lock: world.perhaps_die("stamp"))
        with pytest.raises(KeyboardInterrupt):
            installing.install()

    installing.install()

    assert (world.made, world.filled) == (2, ["requirements.lock", "requirements.lock"])


def test_a_half_made_one_of_an_older_version_without_a_mark_is_made_again(world, checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()

    installing.install()

    assert (world.made, world.filled) == (1, ["requirements.lock"])


def test_who_may_develop_can_also_run_but_not_the_other_way_round(world):
    installing.install_for_developing()
    installing.install()
    assert world.filled == ["requirements-dev.lock"]

    installing.RUNNING.write_text("django==5.2.10\n")
    installing.install()
    installing.install_for_developing()
    assert world.filled == ["requirements-dev.lock", "requirements.lock", "requirements-dev.lock"]
    assert world.made == 1


def test_the_stamp_of_the_guide_is_accepted(world, checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()
    (checkout / ".venv" / "installed.sha256").write_text(installing.digest_of(installing.RUNNING))

    installing.install()

    assert (world.made, world.filled) == (0, [])


@pytest.mark.parametrize(("moment", "made"), [("fetching", 1), ("placing", 2)])
def test_a_failed_update_costs_the_environment_only_if_it_was_begun(world, moment, made):
    installing.install()
    installing.RUNNING.write_text("django==5.2.10\n")
    world.fails = moment
    with pytest.raises(Stop, match="could not be installed"):
        installing.install()

    world.fails = ""
    installing.install()

    assert world.made == made
