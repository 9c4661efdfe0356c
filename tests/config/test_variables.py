"""What is missing or malformed in the settings is told in words, without its value. Subjects: config/variables.py,
config/env_file.py."""

import os
from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env_file
from config.variables import HOW_TO_ENCODE, Variables

SQLITE = "sqlite:////srv/liangdi/var/liangdi.sqlite3"
SHIFTED = (
    "DATABASE_URL cannot be taken apart into user, password, host, port and name: a password with special characters "
    f"(/ # ? @ : % [ ]) must be percent-encoded. This prints it so: {HOW_TO_ENCODE}"
)
OTHER = (
    "DATABASE_URL is for SQLite (sqlite:////srv/liangdi/var/liangdi.sqlite3) or PostgreSQL "
    "(postgres://user:password@host:5432/name) and begins with neither."
)


@pytest.fixture
def variables(monkeypatch, tmp_path):
    monkeypatch.setattr(Variables, "ENVIRON", {})
    asked = Variables()
    asked.source = tmp_path / ".env"
    return asked


def database(variables, address):
    variables.ENVIRON["DATABASE_URL"] = address
    return variables.database("DATABASE_URL", default=SQLITE)


def refusal(ask, *args, **kwargs):
    with pytest.raises(ImproperlyConfigured) as refused:
        ask(*args, **kwargs)
    return str(refused.value)


@pytest.mark.parametrize("password", ["se/cret", "se#cret", "se?cret", "12#34", "12/34", "12?34"])
def test_a_password_that_is_not_encoded_is_told_and_not_shown(variables, password):
    assert refusal(database, variables, f"postgres://liangdi:{password}@localhost:5432/liangdi") == SHIFTED


@pytest.mark.parametrize(
    ("written", "password"), [("se%2Fcret", "se/cret"), ("se@cret", "se@cret"), ("50%25", "50%"), ("a:b", "a:b")]
)
def test_what_can_be_taken_apart_is_taken(variables, written, password):
    found = database(variables, f"postgres://liangdi:{written}@db.example.org:5433/office")

    named = ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "NAME")
    assert [found[name] for name in named] == [
        "django.db.backends.postgresql",
        "liangdi",
        password,
        "db.example.org",
        5433,
        "office",
    ]


@pytest.mark.parametrize("address", ["mysql://u:p@h/n", "postgresq://u:p@h/n", "liangdi.sqlite3"])
def test_another_kind_of_database_is_told(variables, address):
    assert refusal(database, variables, address) == OTHER


def test_a_sqlite_address_with_two_slashes_is_told(variables):
    assert refusal(database, variables, "sqlite://var/db") == (
        "DATABASE_URL: a SQLite address has three slashes and a path, sqlite:///PATH."
    )


def test_an_empty_address_means_sqlite_in_the_data_folder(variables):
    assert database(variables, "")["NAME"] == "/srv/liangdi/var/liangdi.sqlite3"


def test_a_missing_variable_without_a_settings_file_says_where_one_comes_from(variables):
    assert refusal(variables, "SECRET_KEY") == (
        f"SECRET_KEY is not set: there is no {variables.source}. An office that holds data needs its own .env back, "
        "from where it is kept aside; for a new office run ./dev env."
    )


def test_a_missing_variable_of_a_settings_file_names_the_file(variables):
    variables.source.write_text("DEMO=0\n")

    assert refusal(variables, "INDEX_KEY") == (
        f"INDEX_KEY is not set, neither in {variables.source} nor in the environment: docs/deployment.md, Variables."
    )


def test_a_number_that_is_none_is_told_by_its_name(variables):
    variables.ENVIRON["SIGN_IN_ATTEMPTS"] = "five"

    assert refusal(variables.int, "SIGN_IN_ATTEMPTS", default=5) == (
        f"SIGN_IN_ATTEMPTS (in {variables.source} or the environment) has the wrong form."
    )


def test_proxies_are_addresses_and_networks(variables):
    assert variables.networks("TRUSTED_PROXIES", default=["::1"]) == [ip_network("::1/128")]
    variables.ENVIRON["TRUSTED_PROXIES"] = "10.8.0.2, 172.30.77.0/24"
    found = variables.networks("TRUSTED_PROXIES", default=["::1"])
    assert found == [ip_network("10.8.0.2/32"), ip_network("172.30.77.0/24")]


def test_no_proxies_at_all_is_an_answer_too(variables):
    variables.ENVIRON["TRUSTED_PROXIES"] = ""
    assert variables.networks("TRUSTED_PROXIES", default=["::1"]) == []


def test_a_proxy_named_by_its_host_name_is_told(variables):
    variables.ENVIRON["TRUSTED_PROXIES"] = "proxy.example.org"
    assert "must be addresses or networks" in refusal(variables.networks, "TRUSTED_PROXIES", default=[])


def test_two_keys_of_one_name_are_refused(variables):
    variables.ENVIRON["FIELD_KEYS"] = "k1:a,k1:b"

    assert refusal(variables.field_keys, "FIELD_KEYS") == "FIELD_KEYS names k1 twice. Each key needs an id of its own."


def test_keys_keep_their_order(variables):
    variables.ENVIRON["FIELD_KEYS"] = "k2:b, k1:a"

    assert list(variables.field_keys("FIELD_KEYS").items()) == [("k2", "b"), ("k1", "a")]


def test_a_settings_file_gives_its_values_and_the_environment_wins(variables):
    variables.source.write_text("# keys\n\nexport A='one'\nB=\"two\"\nC=x=y#z\n")
    variables.ENVIRON["B"] = "mine"
    variables.read_file(variables.source)

    assert env_file.read(variables.source) == {"A": "one", "B": "two", "C": "x=y#z"}
    assert variables.ENVIRON == {"A": "one", "B": "mine", "C": "x=y#z"}


@pytest.mark.parametrize("line", ["SECRET KEY=abc", "SECRET_KEY = abc", "SECRET_KEY: abc", "abc"])
def test_a_line_of_another_form_is_told_by_its_number_and_not_quoted(variables, line):
    variables.source.write_text(f"DEMO=0\n{line}\n")

    assert refusal(variables.read_file, variables.source) == (
        f"{variables.source}, line 2 is not of the form NAME=value, without spaces around “=”. "
        "Mend it, or put # in front."
    )


def test_a_settings_file_that_may_not_be_read_is_told(variables, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.read_text", refuse)

    assert refusal(variables.read_file, variables.source) == (
        f"{variables.source} may not be read by this user. As root: chown it to the user that runs Liangdi; "
        "mode 600 is right."
    )


def test_a_settings_file_that_is_no_text_or_a_folder_is_told(variables, tmp_path):
    variables.source.write_bytes(b"\xff\xfe\x00S")
    assert refusal(variables.read_file, variables.source).startswith(f"{variables.source} is not a text file in UTF-8.")

    assert refusal(variables.read_file, tmp_path) == f"{tmp_path} cannot be read: Is a directory."


def test_no_settings_file_and_the_null_device_set_nothing(tmp_path):
    assert env_file.read(tmp_path / ".env") == {}
    assert env_file.read(type(tmp_path)(os.devnull)) == {}
