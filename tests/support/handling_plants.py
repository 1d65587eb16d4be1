"""Planted violations: what each guard of handling a case forbids, tried; and the guard that stands in the way."""

from tests.support.plants_competence import COMPETENCE
from tests.support.plants_course import COORDINATION, WEIGHING
from tests.support.plants_ends import ENDS, NOTICES, PUBLICATION
from tests.support.plants_evidence import CONTRADICTED, EVIDENCE, EXPRESSION
from tests.support.plants_harm import HARM
from tests.support.plants_law import LEGAL_BASIS
from tests.support.plants_persons import PERSONS
from tests.support.plants_records import RECORDS, SELF_MEASURES
from tests.support.plants_registry import REGISTRY_ROWS

PLANTS = (
    *COMPETENCE,
    *EVIDENCE,
    *CONTRADICTED,
    *EXPRESSION,
    *LEGAL_BASIS,
    *HARM,
    *PERSONS,
    *PUBLICATION,
    *NOTICES,
    *COORDINATION,
    *WEIGHING,
    *ENDS,
    *SELF_MEASURES,
    *RECORDS,
    *REGISTRY_ROWS,
)
