"""HTTP as tests speak it: each request over a connection of its own, as httpx has it.

httpx reads every certificate authority anew for each request, which takes longer than most answers do: here once. An
answer may take as long as a busy machine needs.
"""

from functools import partial

import httpx

from tests.support.patience import PATIENCE

TRUSTED = httpx.create_ssl_context()

get = partial(httpx.get, verify=TRUSTED, timeout=PATIENCE)
head = partial(httpx.head, verify=TRUSTED, timeout=PATIENCE)
options = partial(httpx.options, verify=TRUSTED, timeout=PATIENCE)
post = partial(httpx.post, verify=TRUSTED, timeout=PATIENCE)
put = partial(httpx.put, verify=TRUSTED, timeout=PATIENCE)
request = partial(httpx.request, verify=TRUSTED, timeout=PATIENCE)
stream = partial(httpx.stream, verify=TRUSTED, timeout=PATIENCE)
Client = partial(httpx.Client, verify=TRUSTED, timeout=PATIENCE)
AsyncClient = partial(httpx.AsyncClient, verify=TRUSTED, timeout=PATIENCE)


LOOK_SECONDS = 2


def serves(address: str) -> bool:
    """Whether somebody answers there that all is well."""
    try:
        return get(address, timeout=LOOK_SECONDS).status_code == 200
    except httpx.HTTPError:
        return False


KEPT_SECONDS = 1.0
"""How long a connection is kept without a request: a server closes it after five, maybe as the next one is sent."""
Keeping = partial(Client, limits=httpx.Limits(keepalive_expiry=KEPT_SECONDS))
"""A client whose requests share connections, which takes half of the processor that one for each takes."""
