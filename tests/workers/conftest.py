"""The cheap stores of the store's own tests, a province entered once a run and copied; settings of workers."""

from pathlib import Path

import pytest

from scripts.local.queue import Queue
from store.process.settings import Settings
from tests.store.conftest import province as province
from tests.store.conftest import store as store
from tests.support.installation import environment
from tests.support.tokens import Issuer


@pytest.fixture
def settings(root_uri: str, own_redis: Queue, issuer: Issuer, tmp_path: Path) -> Settings:
    return Settings.from_env(environment(tmp_path, root_uri, own_redis.url, issuer))
