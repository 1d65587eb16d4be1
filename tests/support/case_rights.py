"""Who may do what in the life of a case, and in which states: by hand, for the model of it."""

EARLY = "RECEIVED SCREENED CHECKING COORDINATING APPRAISED"
CHECKED = "CHECKING COORDINATING"
UNDECIDED = "CHECKING COORDINATING APPRAISED PROPOSED"
FORCE = "DECIDED EXECUTING"
LONG_AFTER = f"{FORCE} RESULT_REPORTED CLOSED"
GOING_ON = f"{EARLY} PROPOSED {FORCE} RESULT_REPORTED"
NOT_CLOSED = f"{GOING_ON} TRANSFERRED"
ASKABLE = f"{UNDECIDED} {FORCE}"
REOPENABLE = f"{FORCE} RESULT_REPORTED TRANSFERRED CLOSED"
ANY = f"{NOT_CLOSED} CLOSED"

CHECKERS = "lead internal police health land district commune"
REVIEWERS = "lead health land district commune"
OPINED = "lead party internal police journalists health land district commune"
PROPOSERS = "lead party police health land district commune"
DECIDERS = "ppc lead health land district commune"
RESULTS = "lead police journalists health land district commune"
REPORTERS = "ppc lead party internal police journalists health land district commune"
READERS = f"{REPORTERS} inspection"
H, S, B = "HANDLER", "SIGNATORY", "HANDLER SIGNATORY"

RIGHTS: dict[str, tuple[str, str, str]] = {
    "screenCase": ("lead", H, "RECEIVED"),
    "correctReport": ("lead", H, "RECEIVED SCREENED CHECKING COORDINATING"),
    "startChecking": (CHECKERS, H, "SCREENED"),
    "reassignCase": ("lead", H, "SCREENED CHECKING"),
    "nameFocalOfficer": (CHECKERS, H, CHECKED),
    "recordCheck": (CHECKERS, H, CHECKED),
    "recordVerification": (CHECKERS, H, CHECKED),
    "reviewExpression": (REVIEWERS, B, CHECKED),
    "appraiseCase": ("lead", B, CHECKED),
    "withdrawAppraisal": ("lead", B, "APPRAISED"),
    "openRound": ("lead police", B, f"{CHECKED} APPRAISED"),
    "giveOpinion": (OPINED, B, "COORDINATING"),
    "recordMeeting": ("lead police", B, "COORDINATING"),
    "concludeRound": ("lead police", B, "COORDINATING"),
    "suggestHandling": (PROPOSERS, B, "CHECKING COORDINATING APPRAISED"),
    "proposeHandling": (PROPOSERS, H, "APPRAISED"),
    "withdrawProposal": (PROPOSERS, B, "PROPOSED"),
    "refuseProposal": (DECIDERS, S, "PROPOSED"),
    "decideCase": (DECIDERS, S, "PROPOSED"),
    "startExecution": (DECIDERS, B, "DECIDED"),
    "openRemedy": ("lead", B, "APPRAISED"),
    "reportResult": (RESULTS, B, "EXECUTING"),
    "closeCase": ("lead", B, f"{EARLY} RESULT_REPORTED TRANSFERRED"),
    "reopenCase": ("lead", S, REOPENABLE),
    "reopenByCommittee": ("ppc", S, REOPENABLE),
    "recuseOfficer": (READERS, B, NOT_CLOSED),
    "nameConcerned": (READERS, f"{B} INSPECTOR", ANY),
    "takeOwnMeasure": (CHECKERS, H, GOING_ON),
    "justifyOwnMeasure": (CHECKERS, S, GOING_ON),
    "endOwnMeasure": (CHECKERS, B, ANY),
    "addEvidence": (CHECKERS, H, NOT_CLOSED),
    "namePaperFile": (REPORTERS, H, NOT_CLOSED),
    "proposeTransfer": ("lead", B, UNDECIDED),
    "signTransfer": ("lead", S, UNDECIDED),
    "refuseTransfer": ("lead", S, UNDECIDED),
    "handOverTransfer": ("lead", B, "TRANSFERRED"),
    "receiveTransfer": ("police", B, "TRANSFERRED"),
    "recordTransferReturn": ("lead", B, "TRANSFERRED"),
    "recordPoliceOutcome": ("lead", B, "TRANSFERRED"),
    "draftTakedown": ("lead", B, FORCE),
    "addTakedownItem": ("lead", B, FORCE),
    "approveTakedown": ("lead", S, FORCE),
    "submitTakedown": ("lead", B, "EXECUTING"),
    "withdrawTakedown": ("lead", B, LONG_AFTER),
    "signTakedown": ("ppc", S, "EXECUTING"),
    "refuseTakedown": ("ppc", S, FORCE),
    "sendTakedown": ("ppc", B, "EXECUTING"),
    "recordMinistryReply": ("lead", B, LONG_AFTER),
    "recordTakedownOutcome": ("lead", B, LONG_AFTER),
    "reviewTakedown": ("lead", B, LONG_AFTER),
    "requestCoordination": ("lead police", B, ASKABLE),
    "answerRequest": (OPINED, B, f"{ASKABLE} RESULT_REPORTED"),
    "referCase": ("lead journalists", B, ASKABLE),
    "answerReferral": ("lead journalists", B, f"{ASKABLE} RESULT_REPORTED"),
    "rerouteAllegation": ("lead", B, GOING_ON),
    "linkDuplicate": ("lead", B, ANY),
    "unlinkDuplicate": ("lead", B, ANY),
}
"""Who holds the right, in which posts, in which states; by hand."""

CLOCKS: dict[str, str] = {
    "lapseRound": "COORDINATING",
    "lapseOwnMeasure": ANY,
    "noteNoReply": LONG_AFTER,
    "noteReviewDue": LONG_AFTER,
    "noteRequestOverdue": f"{ASKABLE} RESULT_REPORTED",
    "notifyAgency": ANY,
    "regroupCase": NOT_CLOSED,
    "passLead": ANY,
}
"""What only the register itself does, and in which states."""

FOR_MACHINES: set[str] = set()
"""What needs no person."""

MILDEST_FIRST = [
    *("OFFICIAL_INFORMATION", "CORRECTION_REQUEST", "WARNING_LETTER", "LABEL_PROPOSAL"),
    *("SANCTION_FILE", "TAKEDOWN_PROPOSAL"),
]
WITHOUT_MEASURE = ("NO_GROUNDS", "PROTECTED", "WITHDRAWN", "DUPLICATE")
