"""Kinds of objects of which the roots are no more than one by its id and a list (`resolvers/fields.py`)."""

import strawberry

from domain.kernel.kind import Kind
from resolvers.fields import listing, one
from schema.cost import SEALED_PAGE

ALL = "The People's Committee, the lead agency and inspectors see all."
SOURCE = "The caller sees a document only with the scope that its source needs."


@strawberry.type
class KindQuery:
    directive = one(Kind.DIRECTIVE)
    directives = listing(
        Kind.DIRECTIVE,
        f"Directives to the caller's agency, newest first. {ALL}",
    )
    activity = one(Kind.ACTIVITY)
    activities = listing(
        Kind.ACTIVITY,
        f"Activities that the caller's agency recorded or that name it, newest first. {ALL}",
    )
    difficulty = one(Kind.DIFFICULTY)
    difficulties = listing(
        Kind.DIFFICULTY,
        f"Difficulties that the caller's agency filed, newest first. {ALL}",
    )
    inspection = one(Kind.INSPECTION)
    inspections = listing(
        Kind.INSPECTION,
        f"Findings of inspections about the caller's agency, newest first. {ALL}",
    )
    officers = listing(Kind.OFFICER, "Appointments of officers of the caller's own agency.", cost=SEALED_PAGE)
    users = listing(Kind.USER, "Accounts of persons of the caller's own agency.")
    clients = listing(Kind.CLIENT, "Programs of the caller's own agency.")
    grants = listing(
        Kind.GRANT,
        "Grants of all agencies, or of one agency.",
    )
    press_question = one(Kind.EXCHANGE)
    press_questions = listing(
        Kind.EXCHANGE,
        "Questions of the press to the caller's own agency, newest first; inspectors see all.",
    )
    spokesperson = one(Kind.SPOKESPERSON)
    spokespersons = listing(
        Kind.SPOKESPERSON,
        "Who may speak to the press for which agency, and by which document.",
    )
    official_document = one(
        Kind.DOCUMENT,
        "The document with this id, if the caller's agency requested it; null when it is missing or not visible to the "
        f"caller. {SOURCE}",
    )
    official_documents = listing(
        Kind.DOCUMENT, f"Documents that the caller's agency requested, newest first; inspectors see all. {SOURCE}"
    )
    complaint_levels = listing(Kind.LEVEL, "Who hears a second complaint, as officers entered it, including drafts.")
    terms = listing(Kind.TERM, "The lengths of terms that officers entered, including drafts.")
    provision = one(Kind.PROVISION)
    provisions = listing(Kind.PROVISION, "The catalogue of provisions, including drafts.")
