"""What every test starts from: no network, own data folder, cheap passwords."""

from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import override_settings


@pytest.fixture(autouse=True, scope="session")
def _settings_for_tests():
    """Cheap passwords and static files without collectstatic; the queue stays as it is."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        WHITENOISE_USE_FINDERS=False,
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        MAIL_SERVER=None,
        DEMO=False,
    ):
        yield


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    settings.JOURNAL_PATH = settings.DATA_DIR / "delivery.journal"
    return settings.DATA_DIR


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, tmp_path_factory
) -> None:
    """SQLite as a file, as in real life: threads and other processes see the same rows."""
    default = connections.databases["default"]
    if default["ENGINE"] == "django.db.backends.sqlite3":
        folder = tmp_path_factory.mktemp("database")
        default["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture
def data_file():
    """Reads a file of tests/data by its path below that folder."""

    def read(path: str) -> bytes:
        return (Path(__file__).parent / "data" / path).read_bytes()

    return read
