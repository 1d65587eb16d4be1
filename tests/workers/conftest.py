"""The cheap stores of the store's own tests: a province entered once a run, and copied."""

from tests.store.conftest import province as province
from tests.store.conftest import store as store
