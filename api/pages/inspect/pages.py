"""Settings of the inspectors' desk: its client's scopes and its addresses under `/inspect/`."""

from typing import Final

from starlette.requests import Request
from starlette.routing import Route

from api.pages.base.page_request import seated
from api.pages.base.pages import DeskPages
from api.pages.base.sign_in import BOTH, common_routes
from api.pages.inspect import across, board, case, case_file, find, proof, registry_rows
from domain.kernel.policy import READING
from domain.publication.public import PUBLIC_STATES


def _proof(request: Request, status: int) -> str | None:
    """Return the path of a case's proof if another page of this case failed with an internal error; else None."""
    path, own = request.url.path, f"/inspect/cases/{request.path_params.get('id')}"
    return f"{own}/proof" if status == 500 and path.startswith(own) and path != f"{own}/proof" else None


INSPECT: Final = DeskPages(
    name="inspect",
    cookie="casebook-desk",
    scopes=READING,
    navigation={
        "find": "/inspect/",
        "board": "/inspect/board",
        "acts": "/inspect/acts",
        "patterns": "/inspect/patterns",
        "findings": "/inspect/findings",
        "readings": "/inspect/readings",
        "first_day": "/inspect/first-day",
    },
    known={"public": frozenset(state.value for state in PUBLIC_STATES)},
    way_on=_proof,
)

INSPECT_ROUTES: Final = [
    Route("/inspect/", seated(find.find)),
    *common_routes(INSPECT),
    Route("/inspect/readings", seated(case.readings)),
    Route("/inspect/acts", seated(across.acts)),
    Route("/inspect/rows/{id}", seated(registry_rows.row)),
    Route("/inspect/patterns", seated(across.overview)),
    Route("/inspect/patterns/{name}", seated(across.pattern)),
    Route("/inspect/findings", seated(registry_rows.findings)),
    Route("/inspect/statistics", seated(registry_rows.statistics)),
    Route("/inspect/board", seated(board.board)),
    Route("/inspect/done", seated(find.done)),
    Route("/inspect/cases/{id}", seated(case.case)),
    Route("/inspect/cases/{id}/file", seated(case.file)),
    Route("/inspect/cases/{id}/take", seated(case_file.take), methods=BOTH),
    Route("/inspect/cases/{id}/take/{document}", seated(case_file.taken)),
    Route("/inspect/cases/{id}/proof", seated(proof.proof)),
    Route("/inspect/cases/{id}/record", seated(proof.record)),
    Route("/inspect/cases/{id}/verify", seated(proof.verify)),
    Route("/inspect/cases/{id}/compare", seated(case.compare)),
]
