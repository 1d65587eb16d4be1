"""The desk's addresses, under `/inspect/`."""

from starlette.routing import Route

from api.inspect import across, board, case, case_file, compare, find, findings, lives, proof, sign_in
from api.inspect.page_request import seated
from api.web.style import style_route

BOTH = ["GET", "POST"]

INSPECT_ROUTES = [
    Route("/inspect/", seated(find.find)),
    Route("/inspect/sign-in", sign_in.begin),
    Route("/inspect/back", sign_in.back),
    Route("/inspect/purpose", seated(sign_in.choose_purpose, needs_purpose=False), methods=BOTH),
    Route("/inspect/sign-out", seated(sign_in.sign_out, needs_purpose=False), methods=["POST"]),
    Route("/inspect/readings", seated(case.readings)),
    Route("/inspect/acts", seated(across.acts)),
    Route("/inspect/patterns", seated(across.overview)),
    Route("/inspect/patterns/{name}", seated(across.pattern)),
    Route("/inspect/findings", seated(findings.findings)),
    Route("/inspect/board", seated(board.board)),
    Route("/inspect/done", seated(lives.done)),
    Route("/inspect/cases/{id}", seated(case.case)),
    Route("/inspect/cases/{id}/file", seated(case.file)),
    Route("/inspect/cases/{id}/take", seated(case_file.take), methods=BOTH),
    Route("/inspect/cases/{id}/take/{document}", seated(case_file.taken)),
    Route("/inspect/cases/{id}/proof", seated(proof.proof)),
    Route("/inspect/cases/{id}/record", seated(proof.record)),
    Route("/inspect/cases/{id}/verify", seated(proof.verify)),
    Route("/inspect/cases/{id}/compare", seated(compare.compare)),
    style_route("/inspect/style.css", "api.inspect"),
]
