"""Public part of an event, to which the envelope commits as well as to the body: so everybody can check the words.

The body names the case and officers and is nobody's business. What the public reads is in the state: the newest of a
notice's versions, as canonical bytes, without the parts of the result that are not public. Its words stay sealed in
it, so that the commitment gives nothing away, and they can still be destroyed.
"""

from collections.abc import Mapping
from typing import Any

from domain.publication.state import Publication
from store.record.canonical import JSON, canonical

UNTOLD = ("cycle", "redress")
"""Members of a result that no public page shows."""


def public_part(before: Any, state: Any) -> bytes | None:
    """The bytes that a step from one state to the next made public; None when it made nothing public."""
    if not isinstance(state, Publication):
        return None
    known = len(before.versions) if isinstance(before, Publication) else 0
    return newest_public(JSON.unstructure(state)) if len(state.versions) > known else None


def newest_public(state: Mapping[str, Any]) -> bytes:
    """The bytes of a state's newest public version. Raises LookupError for one without, TypeError for junk."""
    version = state["versions"][-1]
    result = {name: value for name, value in version["result"].items() if name not in UNTOLD}
    return canonical({**version, "result": result})
