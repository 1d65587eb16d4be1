"""Planted violations: what each guard of handling a case forbids, tried; and the guard that stands in the way."""

from tests.domain.plants.competence import COMPETENCE
from tests.domain.plants.course import COORDINATION, WEIGHING
from tests.domain.plants.ends import ENDS, NOTICES, PUBLICATION
from tests.domain.plants.evidence import CONTRADICTED, EVIDENCE, EXPRESSION
from tests.domain.plants.harm import HARM
from tests.domain.plants.law import LEGAL_BASIS
from tests.domain.plants.persons import PERSONS
from tests.domain.plants.records import RECORDS, SELF_MEASURES
from tests.domain.plants.registry import REGISTRY_ROWS

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
