"""HTTP as tests speak it: each request over a connection of its own, as httpx has it.

httpx reads every certificate authority anew for each request, which takes longer than most answers do: here once.
"""

from functools import partial

import httpx

TRUSTED = httpx.create_ssl_context()

get = partial(httpx.get, verify=TRUSTED)
head = partial(httpx.head, verify=TRUSTED)
options = partial(httpx.options, verify=TRUSTED)
post = partial(httpx.post, verify=TRUSTED)
put = partial(httpx.put, verify=TRUSTED)
request = partial(httpx.request, verify=TRUSTED)
stream = partial(httpx.stream, verify=TRUSTED)
Client = partial(httpx.Client, verify=TRUSTED)
AsyncClient = partial(httpx.AsyncClient, verify=TRUSTED)
