"""What anybody is offered without an account, what goes without a version, and what goes in any state, by hand.

`tests/domain/who_may.csv` has what agencies are offered.
"""

from domain.kernel.kind import Kind

WITHOUT_ACCOUNT = {
    Kind.CASE: ("nameConcernedByCode", "reportContent"),
    Kind.REDRESS: ("appealRedress", "fileRedress", "withdrawRedress"),
    Kind.ERASURE: ("requestData",),
}
"""What anybody may do through the public door; none of it is among what agencies are offered."""
ADDITIVE = (
    "addEvidence",
    "answerBreach",
    "answerReferral",
    "answerRequest",
    "appealRedress",
    "confirmFinding",
    "countReport",
    "endOwnMeasure",
    "endRedress",
    "failDocument",
    "finishDocument",
    "freezeConsolidated",
    "freezeReport",
    "giveOpinion",
    "issueOnTime",
    "justifyOwnMeasure",
    "lapseOwnMeasure",
    "lapseRound",
    "leaveMailing",
    "nameConcerned",
    "nameConcernedByCode",
    "namePaperFile",
    "noteAnswerOverdue",
    "noteCompileFailed",
    "noteDataRequestOverdue",
    "noteDirectiveOverdue",
    "noteNoReply",
    "noteRedressOverdue",
    "noteReportOverdue",
    "noteRequestOverdue",
    "noteReviewDue",
    "noteSubmissions",
    "noteWebhookGone",
    "notifyAgency",
    "passLead",
    "passOnOverdueReport",
    "recordCheck",
    "recordVerification",
    "recuseOfficer",
    "redeliverSince",
    "redeliverWebhook",
    "referCase",
    "regroupCase",
    "remindReport",
    "reportDirectiveResult",
    "requestCoordination",
    "rerouteAllegation",
    "resendLetter",
    "reviewExpression",
    "suggestHandling",
    "takeOwnMeasure",
    "tryWebhook",
    "withdrawRedress",
)
IN_ANY_STATE = ("endOwnMeasure", "linkDuplicate", "nameConcerned", "unlinkDuplicate")
