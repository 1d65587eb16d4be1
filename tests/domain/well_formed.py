"""Well-formed input for any command on any object: each value that a field can have, where others are as usual.

References are to whatever the object and the registry name. Of an object of another kind nothing is known but its id.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice, product
from typing import Any, Final, get_args, get_origin

from domain.kernel.calendar import local_date
from domain.kernel.fields import Address, Field, Items, Ref, Spec, Whole, Words, fields_of
from domain.kernel.key_words import words_of
from domain.kernel.policy import Scope
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, kind_of
from domain.registry.accounts import ED25519, Officer
from domain.registry.provision import Provision
from domain.registry.regulation import Regulation
from domain.rules.facts import Facts

URL: Final = "https://t.me/mau/1"
SENTENCE: Final = "Lý do được ghi rõ ràng bằng văn bản, đủ dài để người khác đọc và hiểu."
RECEIVER: Final = "https://nhan.example/casebook"
DIGESTS: Final = {"secrets": "ab" * 32, "first": "ab" * 32, "second": "cd" * 32, "code": "ef" * 32}
"""SHA-256 of what nobody but its holder knows, by the field."""
SYMBOL: Final = "UBND-VX"
"""Letters of an agency in the symbols of its documents."""
OFFICE_CODE: Final = "H14.05"
"""Code of an agency for documents between offices."""
OTHER_CASE: Final = "case-earlier"
FILE: Final = "upload-1"
ARTICLE: Final = "Điều 9 khoản 1"
"""Where a provision stands in its document."""
WORDING: Final = "Cấm đăng thông tin sai sự thật, hoặc tiết lộ đời tư của người khác trên mạng."
"""What a ground of either kind may say."""
PUBLIC_KEY: Final = base64.b64encode(ED25519 + bytes(32)).decode()
"""A public key of no officer."""
TRIED_MOST: Final = 400
"""Inputs for one command; fields are combined as far as that."""
NAMED: Final = frozenset({"id", "key", "public_code"})
"""How the parts of an object are called."""


def inputs(command: type, state: Any, facts: Facts) -> Iterator[Any]:
    """Commands of a class whose fields are in order: the usual one, each field's other values alone, then together."""
    asked = fields_of(command)
    values = [list(values_of(field, state, facts)) for field in asked]
    if all(values):
        names = [field.name for field in asked]
        usual = [found[0] for found in values]
        for at, found in enumerate(values):
            for value in found if at == 0 else found[1:]:
                yield command(**dict(zip(names, (*usual[:at], value, *usual[at + 1 :]), strict=True)))
        for together in islice(product(*values), TRIED_MOST):
            yield command(**dict(zip(names, together, strict=True)))


def values_of(field: Field, state: Any, facts: Facts) -> Iterator[Any]:
    """The values of a field: the usual one first, and nothing at last where it may be left out."""
    if isinstance(field.spec, Items):
        (bare, *_) = get_args(field.type)
        single = list(singles(field, bare, state, facts))
        yield from ((value,) for value in single)
        yield tuple(single[: field.spec.most])
        yield ()
    else:
        found = [*singles(field, field.type, state, facts)]
        yield from (None, *found) if field.name == "certainty" and field.optional else found
        if field.optional:
            yield None


def singles(field: Field, kind: Any, state: Any, facts: Facts) -> Iterator[Any]:
    """Single values of a type that a field's spec admits."""
    spec: Spec = field.spec
    if field.name in ("symbol", "unit"):
        yield SYMBOL
    elif field.name == "code" and field.optional:
        yield OFFICE_CODE
    elif field.name in DIGESTS:
        yield from filter(None, (getattr(getattr(state, "recovery", None), field.name, None), DIGESTS[field.name]))
    elif field.name in ("key", "public", "page", "words") and isinstance(state, Officer | Regulation):
        yield from of_signing(field.name, state)
    elif field.name == "place" and isinstance(state, Provision):
        yield ARTICLE
    elif field.name == "wording" and isinstance(state, Provision):
        yield WORDING
    elif isinstance(spec, Address):
        yield URL
    elif field.name == "address":
        yield RECEIVER
    elif isinstance(spec, Words):
        yield (SENTENCE * (1 + spec.least // len(SENTENCE)))[: spec.most]
    elif isinstance(spec, Whole):
        yield from dict.fromkeys((spec.least, spec.most))
    elif kind is bool:
        yield from (True, False)
    elif kind is datetime:
        yield from (facts.now, facts.now + timedelta(days=10), facts.now - timedelta(days=1))
    elif kind is date:
        today = local_date(facts.now)
        yield from (today, today + timedelta(days=10), today - timedelta(days=1), today.replace(month=1, day=1))
        yield from dict.fromkeys(part.until for part in parts_of(state) if isinstance(part, Span) and part.until)
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        yield from kind
    elif type(spec) is Spec and (kind is str or get_origin(kind) is tuple):
        yield get_origin(kind)() if get_origin(kind) else "code"
    elif isinstance(spec, Ref | Items):
        yield from references(field.name, state, facts)


def of_signing(name: str, state: Any) -> Iterator[str]:
    """Values for the commands about signing keys and rules."""
    keys = getattr(state, "keys", ())
    if name == "words":
        yield from (words_of(state.id, row.key, row.public) for row in keys)
    elif name == "key":
        yield from (*(row.key for row in keys), "cd" * 32)
    else:
        yield PUBLIC_KEY if name == "public" else "https://casebook.example"


def references(name: str, state: Any, facts: Facts) -> Iterator[str]:
    """Ids that a field of this name may mean."""
    if name == "of":
        yield OTHER_CASE
    elif name == "upload":
        yield FILE
    elif name in ("focal", "officer", "colleague"):
        yield from facts.registry.officers
    elif name in ("provision", "provisions"):
        yield from facts.registry.provisions
    elif name == "redress":
        yield from (id for id in facts.linked if kind_of(id) is Kind.REDRESS)
    elif name == "scopes":
        yield from Scope
    elif name == "actions":
        yield from ("closeCase", "decideCase")
    elif name == "areas":
        yield from facts.registry.areas
    elif name == "successor":
        yield from facts.registry.agencies
    else:
        yield from dict.fromkeys(named_in(state))
        yield from facts.registry.agencies


def named_in(value: Any) -> Iterator[str]:
    """The names of an object's parts."""
    for part in parts_of(value):
        found = (getattr(part, field.name) for field in fields(part) if field.name in NAMED)
        yield from (name for name in found if isinstance(name, str))


def parts_of(value: Any) -> Iterator[Any]:
    """An object and whatever it holds that has fields, at any depth."""
    if is_dataclass(value):
        yield value
        for field in fields(value):
            yield from parts_of(getattr(value, field.name))
    elif isinstance(value, tuple | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from parts_of(item)
