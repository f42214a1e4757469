"""The people of all tests, and an instance to put them in."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from os import environ
from pathlib import Path

import pytest
from django.core.cache import caches
from django.utils import translation
from hypothesis import HealthCheck, settings

if "ALIENOR_DIR" not in environ:
    environ["ALIENOR_DIR"] = tempfile.mkdtemp(prefix="alienor-test-")
    atexit.register(shutil.rmtree, environ["ALIENOR_DIR"], ignore_errors=True)
Path(environ["ALIENOR_DIR"], "static").mkdir(parents=True, exist_ok=True)

# How long an example takes says what else the machine does.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class TickingClock:
    """A clock that moves a second each time it is read."""

    at: datetime = START

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def clock() -> TickingClock:
    """Time, from a Monday in March."""
    return TickingClock()


@pytest.fixture(autouse=True)
def _the_house_speaks_french() -> Iterator[None]:
    """A page asked for in English leaves its language active in the process of the test."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_page_of_another_test() -> None:
    """Pages are kept by the register's length, which starts again with each test."""
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def _plain_static_files(settings: object) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _spaces_as_in_the_sources(settings: object) -> None:
    """Tests quote sentences as they are written; `test_typography` asks for the others."""
    spacing = "alienor.surfaces.typography.Typography"
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != spacing]


@pytest.fixture(autouse=True)
def _no_server_of_others_is_asked(settings: object) -> None:
    settings.BEACON_SERVERS = []


@pytest.fixture(autouse=True)
def _passwords_that_cost_nothing(settings: object) -> None:
    """A real one takes a fifth of a second on purpose, in each test that begins an instance."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def guard_lifted() -> Iterator[Callable[[], None]]:
    """For the few tests that break something on purpose."""
    from alienor.platform.acts.guard import lifted

    with lifted():
        yield


@pytest.fixture(scope="session")
def _while_tables_are_made() -> AbstractContextManager[None]:
    from alienor.platform.acts.guard import lifted

    lifting = lifted()
    lifting.__enter__()
    return lifting


@pytest.fixture(scope="session")
def django_db_setup(
    _while_tables_are_made: AbstractContextManager[None], django_db_setup: None
) -> None:
    """The tables of the tests are made with the guard lifted, as `alienor serve` makes them."""
    _while_tables_are_made.__exit__(None, None, None)
