"""Operations of a client, with their types. Made by `scripts/casebook operations`: do not edit."""

# fmt: off
# ruff: noqa: E501

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from casebook_client.operation import Command, Document, Page, Query, Subscription, given

Action: TypeAlias = Literal["acceptRedress", "acceptReport", "acceptSignedCopy", "accuseAgency", "accuseByCode", "activateClient", "activateLevel", "activateProvision", "activateTerm", "addEvidence", "addTakedownItem", "addWebhookKey", "announceErasure", "answerBreach", "answerCoordination", "answerDataRequest", "answerDifficulty", "answerHearing", "answerInspection", "answerPressQuestion", "answerRecusal", "answerReferral", "answerTransfer", "appealRedress", "appointOfficer", "appraiseCase", "approveClientSecrets", "approveErasure", "approveGrant", "approvePressNotice", "approveTakedown", "approveUser", "askComplainant", "askForLook", "askForRemedy", "askReporter", "askRestoration", "assignLeadAgency", "beginExamination", "cancelConsolidatedReport", "carryVerification", "changePressNoticeRelease", "changeWebhook", "checkPressNotice", "closeCase", "closeDirective", "compareLeadAgency", "compileConsolidatedReport", "concludeRound", "confirmAgency", "confirmAgencyPart", "confirmArea", "confirmHolidays", "confirmLead", "confirmOfficer", "confirmPressNotice", "confirmProtection", "confirmRegulation", "confirmRelease", "confirmRescreening", "confirmSchedule", "confirmSigningKey", "confirmSuccession", "confirmWithdrawal", "contestErasure", "correctCase", "correctHolidays", "correctService", "countReport", "decideCase", "decideRecusal", "decideRedress", "declineAccusation", "defineArea", "disableWebhook", "dismissOfficer", "doubtHolidays", "doubtSigningKey", "draftAgencyReport", "draftComplaintLevel", "draftConsolidatedReport", "draftLegalTerm", "draftPressNotice", "draftPressNoticeCorrection", "draftProvision", "draftTakedown", "enableWebhook", "endAtOnce", "endCompetence", "endLevel", "endOfficialPage", "endOwnMeasure", "endProvision", "endRedress", "endRetention", "endSchedule", "endSigningKey", "endSpokesperson", "endTerm", "enrolUser", "enterClient", "enterGrant", "enterMailing", "enterProvisionWording", "enterRegulation", "enterSigningKey", "enterUser", "explainCaseDelay", "extendDataRequest", "extendPressQuestion", "failDocument", "fileDifficulty", "fileRedress", "findHarm", "finishDocument", "forwardDifficulty", "freezeConsolidated", "freezeReport", "giveOpinion", "grantCompetence", "handOverTransfer", "handOverWork", "importCase", "inspectProtection", "inspectRedress", "issueDirective", "issueGuidance", "issueOnTime", "issuePressNotice", "issuePressNoticeCorrection", "justifyOwnMeasure", "keepNameInPressNotice", "keepRelease", "lapseOwnMeasure", "lapseRound", "leaveMailing", "liftSigning", "linkDuplicate", "listProvision", "moveRecusal", "nameAgency", "nameConcerned", "nameConcernedByCode", "nameFocalOfficer", "nameOfficialPage", "namePaperFile", "nameSpokesperson", "nominateOfficer", "noteAnswerOverdue", "noteCompileFailed", "noteDataRequestOverdue", "noteDataRequestUndone", "noteDirectiveOverdue", "noteInspectionOverdue", "noteNoReply", "noteRedressOverdue", "noteReportOverdue", "noteRequestOverdue", "noteReviewDue", "noteSubmissions", "noteWebhookGone", "notifyAgency", "objectToErasure", "openHearing", "openReport", "openRound", "openUser", "passCheck", "passLead", "passOnOverdueReport", "passOnProtection", "proposeCommendation", "proposeErasure", "proposeGrant", "proposeGrantEnd", "proposeHandling", "proposeSigning", "proposeTransfer", "reassignCase", "receivePressQuestion", "receiveTransfer", "recordAwareness", "recordBreach", "recordBudgetLine", "recordCaseWithdrawal", "recordCheck", "recordDataRequest", "recordDirectiveResult", "recordDiscipline", "recordExecutionResult", "recordHearingHandover", "recordHearingLook", "recordInspection", "recordLateHearingLook", "recordMeeting", "recordMinistryReply", "recordPoliceOutcome", "recordProtectionRequest", "recordProtectionWithdrawal", "recordRestorationOutcome", "recordRestorationReply", "recordSecrecyRelease", "recordTakedownOutcome", "recordTraining", "recordTransferReturn", "recordVerification", "recoverUser", "recuseOfficer", "redeliverSince", "redeliverWebhook", "referCase", "refuseAgency", "refuseAgencyPart", "refuseArea", "refuseErasure", "refuseGrant", "refuseHandling", "refuseHolidays", "refuseLead", "refuseOfficer", "refusePressQuestion", "refuseRegulation", "refuseRescreening", "refuseSchedule", "refuseSignedCopy", "refuseTakedown", "refuseTransfer", "refuseWithdrawal", "registerAgency", "registerClient", "registerWebhook", "regroupCase", "rejectRedress", "remindReport", "reopenAccused", "reopenByCommittee", "reopenCase", "replyToDataRequest", "reportCase", "reportContent", "requestAgencyReport", "requestCoordination", "requestData", "requestDataByAddress", "requestOfficialDocument", "requestProtection", "requireSigning", "rerouteAllegation", "rescreenCase", "resendLetter", "restartConsolidatedReport", "resumeRedress", "retractPressNotice", "returnConsolidated", "returnReport", "returnTransfer", "reviewConsolidated", "reviewExpression", "reviewHarm", "reviewTakedown", "rewordPressNotice", "scheduleAgencyReports", "scheduleConsolidated", "screenCase", "sendConsolidatedReport", "sendTakedown", "setClientSecrets", "setHolidays", "setLetterhead", "setUpTaskForce", "signConsolidatedReport", "signTakedown", "signTransfer", "startChecking", "startExecution", "stopClient", "stopMailing", "submitAgencyReport", "submitSignedCopy", "submitTakedown", "succeedAgency", "suggestHandling", "supersedeConsolidatedReport", "suspendRedress", "suspendUser", "takeOwnMeasure", "takeUpRedressAgain", "tryWebhook", "undoRecusal", "unlinkDuplicate", "updateBudgetLine", "widenClient", "withdrawActivity", "withdrawAgencyReport", "withdrawAppraisal", "withdrawBreach", "withdrawHandling", "withdrawHearingProof", "withdrawInspection", "withdrawOwnReport", "withdrawPressNotice", "withdrawProtection", "withdrawRedress", "withdrawTakedown", "withdrawWebhookKey", "writeToAgency", "writeToExaminer"]


AgencyKind: TypeAlias = Literal["COMMUNE", "DEPARTMENT", "DISTRICT", "INSPECTORATE", "JOURNALISTS", "MINISTRY", "PARTY_INTERNAL_AFFAIRS", "PARTY_PROPAGANDA", "POLICE", "PPC", "PPC_OFFICE", "PRESS"]


CaseOrder: TypeAlias = Literal["CHANGED", "CLAIM", "DEADLINE", "NEWEST"]


CaseState: TypeAlias = Literal["APPRAISED", "CHECKING", "CLOSED", "COORDINATING", "DECIDED", "EXECUTING", "PROPOSED", "RECEIVED", "RESULT_REPORTED", "SCREENED", "TRANSFERRED"]


Category: TypeAlias = Literal["AGRICULTURE", "ANTI_CORRUPTION", "CONSTRUCTION", "CULTURE_SPORT", "DISASTER", "EDUCATION", "ENVIRONMENT", "FINANCE", "HEALTH", "INTERNAL_AFFAIRS", "JUDICIAL_REFORM", "LABOUR_SOCIAL", "LAND", "OTHER", "PUBLIC_ORDER", "PUBLIC_SERVICES", "SCIENCE_TECHNOLOGY", "TRADE", "TRANSPORT"]


Channel: TypeAlias = Literal["EMAIL", "E_DOCUMENT", "OTHER_ELECTRONIC", "PHONE", "POST", "PUBLIC", "SMS"]


DutyKind: TypeAlias = Literal["ACCEPT_COMPLAINT", "ACCEPT_REPORT", "ACTIVATE_PROVISION", "ACT_ON_FINDING", "ANSWER_DATA_REQUEST", "ANSWER_DIFFICULTY", "ANSWER_INSPECTION", "ANSWER_PRESS", "ANSWER_RECUSAL", "ANSWER_REFERRAL", "ANSWER_REQUEST", "ANSWER_TRANSFER", "APPRAISE", "APPROVE_ERASURE", "APPROVE_GRANT", "APPROVE_NOTICE", "APPROVE_PROGRAM", "APPROVE_TAKEDOWN", "APPROVE_USER", "ASK_RESTORATION", "CHECK", "CHECK_NOTICE", "CLOSE", "CONCLUDE_ROUND", "CONFIRM_OFFICER", "CONFIRM_PROTECTION", "CONFIRM_RELEASE", "CONFIRM_RESCREENING", "CONFIRM_ROW", "CONFIRM_WITHDRAWAL", "DECIDE_ACCUSATION", "DECIDE_COMPLAINT", "DECIDE_RECUSAL", "DRAFT_CONSOLIDATED", "DRAFT_TAKEDOWN", "ENTER_DAYS_OFF", "ENTER_WORDING", "EXPLAIN_DELAY", "FIND_OUTCOME", "FIND_RESTORATION", "FORWARD_DIFFICULTY", "GIVE_OPINION", "HAND_OVER_TRANSFER", "INSPECT_COMPLAINT", "INSPECT_PROTECTION", "ISSUE_CORRECTION", "ISSUE_NOTICE", "JUSTIFY_MEASURE", "LOOK_AFTER_TERM", "LOOK_FOR_WORD", "NAME_OFFICER", "PROTECT_PERSON", "RECEIVE_TRANSFER", "RELEASE_CONTENT", "REMEDY", "RENEW_APPOINTMENT", "RENEW_COMPETENCE", "REPORT_ON_DIRECTIVE", "REPORT_RESULT", "REVIEW_CONSOLIDATED", "REVIEW_EXPRESSION", "REVIEW_NOTICE", "REVIEW_REMOVAL", "SCREEN", "SEND_CONSOLIDATED", "SEND_TAKEDOWN", "SERVE_DECISION", "SIGN_CONSOLIDATED", "SIGN_DECISION", "SIGN_TAKEDOWN", "SIGN_TRANSFER", "SUBMIT_REPORT", "SUBMIT_TAKEDOWN"]


EventType: TypeAlias = Literal["ACCESS_RECORDED", "ACCESS_REFUSED", "ACCESS_SIGN_INS", "ACCESS_VERIFIED", "ACCUSATION_DECLINED", "ACCUSATION_FILED", "ACCUSATION_UPHELD", "ACTIVITY_AWARENESS_RECORDED", "ACTIVITY_BREACH_ANSWERED", "ACTIVITY_BREACH_RECORDED", "ACTIVITY_BUDGET_LINE_RECORDED", "ACTIVITY_BUDGET_LINE_SPENT", "ACTIVITY_COMMENDATION_PROPOSED", "ACTIVITY_DISCIPLINE_RECORDED", "ACTIVITY_GUIDANCE_ISSUED", "ACTIVITY_TASK_FORCE_SET_UP", "ACTIVITY_TRAINING_RECORDED", "ACTIVITY_WITHDRAWN", "AGENCY_COMPETENCE_ENDED", "AGENCY_COMPETENCE_GRANTED", "AGENCY_CONFIRMED", "AGENCY_LETTERHEAD_SET", "AGENCY_NAMED", "AGENCY_PAGE_ENDED", "AGENCY_PAGE_NAMED", "AGENCY_PART_CONFIRMED", "AGENCY_PART_PROPOSED", "AGENCY_PART_REFUSED", "AGENCY_REFUSED", "AGENCY_REGISTERED", "AGENCY_SUCCEEDED", "AGENCY_SUCCESSION_CONFIRMED", "AREA_CONFIRMED", "AREA_DEFINED", "AREA_REFUSED", "CASE_ACCUSATION_ACCEPTED", "CASE_AGENCY_NOTIFIED", "CASE_ALLEGATION_REROUTED", "CASE_APPRAISAL_WITHDRAWN", "CASE_APPRAISED", "CASE_CHECKING_STARTED", "CASE_CHECK_PASSED", "CASE_CHECK_RECORDED", "CASE_CLOSED", "CASE_CONCERN_NAMED", "CASE_CONTACT_FORGOTTEN", "CASE_COORDINATION_REQUESTED", "CASE_DECIDED", "CASE_DELAY_EXPLAINED", "CASE_DUPLICATE_LINKED", "CASE_DUPLICATE_UNLINKED", "CASE_EVIDENCE_ADDED", "CASE_EXECUTION_STARTED", "CASE_EXPRESSION_REVIEWED", "CASE_FOCAL_NAMED", "CASE_HANDLING_PROPOSED", "CASE_HANDLING_SUGGESTED", "CASE_HEARING_ANSWERED", "CASE_HEARING_LOOKED", "CASE_HEARING_LOOK_ASKED", "CASE_HEARING_OPENED", "CASE_HEARING_PROOF_WITHDRAWN", "CASE_HEARING_PROVEN", "CASE_HEARING_STATED", "CASE_IMPORTED", "CASE_LEAD_PASSED", "CASE_MEETING_RECORDED", "CASE_MINISTRY_REPLIED", "CASE_MINISTRY_SILENT", "CASE_OFFICER_RECUSED", "CASE_OPINION_GIVEN", "CASE_OWN_MEASURE_ENDED", "CASE_OWN_MEASURE_JUSTIFIED", "CASE_OWN_MEASURE_TAKEN", "CASE_PAPER_FILE_NAMED", "CASE_POLICE_OUTCOME_NOTED", "CASE_PROPOSAL_REFUSED", "CASE_PROPOSAL_WITHDRAWN", "CASE_PROTECTION_BEGUN", "CASE_PROTECTION_CONFIRMED", "CASE_PROTECTION_INSPECTED", "CASE_PROTECTION_LAPSED", "CASE_PROTECTION_PAPER_RECORDED", "CASE_PROTECTION_PASSED_ON", "CASE_PROTECTION_RELEASED", "CASE_PROTECTION_REQUESTED", "CASE_PROTECTION_UPHELD", "CASE_PROTECTION_WITHDRAWN", "CASE_PUBLICATION_NOTED", "CASE_REASSIGNED", "CASE_RECUSAL_ANSWERED", "CASE_RECUSAL_DECIDED", "CASE_RECUSAL_MOVED", "CASE_RECUSAL_UNDONE", "CASE_REFERRAL_ANSWERED", "CASE_REFERRED", "CASE_REGROUPED", "CASE_REMEDY_OPENED", "CASE_REOPENED", "CASE_REPORTED", "CASE_REPORTER_ASKED", "CASE_REPORTER_WROTE", "CASE_REPORT_CORRECTED", "CASE_REPORT_WITHDRAWN", "CASE_REQUEST_ANSWERED", "CASE_REQUEST_OVERDUE", "CASE_RESCREENED", "CASE_RESCREENING_ASKED", "CASE_RESCREENING_REFUSED", "CASE_RESTORATION_ASKED", "CASE_RESTORATION_REPLIED", "CASE_RESTORATION_SEEN", "CASE_RESULT_REPORTED", "CASE_ROUND_CONCLUDED", "CASE_ROUND_LAPSED", "CASE_ROUND_OPENED", "CASE_SCREENED", "CASE_SERVICE_CORRECTED", "CASE_TAKEDOWN_APPROVED", "CASE_TAKEDOWN_DRAFTED", "CASE_TAKEDOWN_ITEM_ADDED", "CASE_TAKEDOWN_OUTCOME_RECORDED", "CASE_TAKEDOWN_REFUSED", "CASE_TAKEDOWN_REVIEWED", "CASE_TAKEDOWN_REVIEW_DUE", "CASE_TAKEDOWN_SENT", "CASE_TAKEDOWN_SIGNED", "CASE_TAKEDOWN_SUBMITTED", "CASE_TAKEDOWN_WITHDRAWN", "CASE_TRANSFER_HANDED_OVER", "CASE_TRANSFER_PROPOSED", "CASE_TRANSFER_RECEIVED", "CASE_TRANSFER_REFUSED", "CASE_TRANSFER_RETURNED", "CASE_TRANSFER_SIGNED", "CASE_VERIFICATION_RECORDED", "CASE_WITHDRAWAL_CONFIRMED", "CASE_WITHDRAWAL_REFUSED", "CLIENT_ACTIVATED", "CLIENT_REGISTERED", "CLIENT_SECRETS_PROPOSED", "CLIENT_SECRETS_SET", "CLIENT_STOPPED", "CLIENT_WIDENED", "CONSOLIDATED_CANCELLED", "CONSOLIDATED_DRAFTED", "CONSOLIDATED_FAILED", "CONSOLIDATED_FROZEN", "CONSOLIDATED_RESTARTED", "CONSOLIDATED_RETURNED", "CONSOLIDATED_REVIEWED", "CONSOLIDATED_SCHEDULED", "CONSOLIDATED_SENT", "CONSOLIDATED_SIGNED", "CONSOLIDATED_SUBMISSIONS_NOTED", "CONSOLIDATED_SUPERSEDED", "DIFFICULTY_ANSWERED", "DIFFICULTY_FILED", "DIFFICULTY_FORWARDED", "DIRECTIVE_ANSWERED", "DIRECTIVE_CLOSED", "DIRECTIVE_ISSUED", "DIRECTIVE_OVERDUE", "DOCUMENT_COMPILED", "DOCUMENT_FAILED", "DOCUMENT_REQUESTED", "DOCUMENT_SIGNED_COPY_REFUSED", "DOCUMENT_SIGNED_COPY_SUBMITTED", "DOCUMENT_SIGNED_COPY_VERIFIED", "ERASURE_ANNOUNCED", "ERASURE_ANSWERED", "ERASURE_APPROVED", "ERASURE_ASKED_AGAIN", "ERASURE_CONTESTED", "ERASURE_DONE", "ERASURE_EXTENDED", "ERASURE_OVERDUE", "ERASURE_PROPOSED", "ERASURE_REFUSED", "ERASURE_REPLIED", "ERASURE_REQUESTED", "ERASURE_RETENTION_ENDED", "ERASURE_UNDONE", "EXCHANGE_ANSWERED", "EXCHANGE_EXTENDED", "EXCHANGE_OVERDUE", "EXCHANGE_RECEIVED", "EXCHANGE_REFUSED", "GRANT_APPROVED", "GRANT_END_PROPOSED", "GRANT_ENTERED", "GRANT_PROPOSED", "GRANT_REFUSED", "HOLIDAYS_CONFIRMED", "HOLIDAYS_CORRECTED", "HOLIDAYS_CORRECTION_PROPOSED", "HOLIDAYS_DOUBTED", "HOLIDAYS_REFUSED", "HOLIDAYS_SET", "INSPECTION_ANSWERED", "INSPECTION_FOLLOWED", "INSPECTION_OVERDUE", "INSPECTION_RECORDED", "INSPECTION_WITHDRAWN", "LEAD_ASSIGNED", "LEAD_CONFIRMED", "LEAD_REFUSED", "LEVEL_ACTIVATED", "LEVEL_DRAFTED", "LEVEL_ENDED", "MAILING_ENTERED", "MAILING_LEFT", "MAILING_LETTER_ORDERED", "MAILING_STOPPED", "OFFICER_APPOINTED", "OFFICER_CONFIRMED", "OFFICER_DISMISSED", "OFFICER_KEY_CONFIRMED", "OFFICER_KEY_DOUBTED", "OFFICER_KEY_ENDED", "OFFICER_KEY_ENTERED", "OFFICER_NOMINATED", "OFFICER_REFUSED", "OFFICER_WORK_HANDED_OVER", "PROVISION_ACTIVATED", "PROVISION_DRAFTED", "PROVISION_ENDED", "PROVISION_WORDED", "PUBLICATION_APPROVED", "PUBLICATION_CHECKED", "PUBLICATION_CONFIRMED", "PUBLICATION_CORRECTED", "PUBLICATION_CORRECTION_DRAFTED", "PUBLICATION_DRAFTED", "PUBLICATION_FINDING_CONFIRMED", "PUBLICATION_HALTED", "PUBLICATION_ISSUED", "PUBLICATION_RELEASE_CHANGED", "PUBLICATION_RELEASE_CHANGE_ASKED", "PUBLICATION_RELEASE_KEPT", "PUBLICATION_RETRACTED", "PUBLICATION_REWORDED", "PUBLICATION_UNDER_REVIEW", "PUBLICATION_WITHDRAWN", "REDRESS_ACCEPTED", "REDRESS_APPEALED", "REDRESS_ASKED", "REDRESS_DECIDED", "REDRESS_ENDED", "REDRESS_EXAMINATION_BEGUN", "REDRESS_FILED", "REDRESS_INSPECTED", "REDRESS_OVERDUE", "REDRESS_REJECTED", "REDRESS_RESUMED", "REDRESS_SUSPENDED", "REDRESS_TAKEN_UP_AGAIN", "REDRESS_WITHDRAWN", "REDRESS_WROTE", "REGULATION_CONFIRMED", "REGULATION_ENTERED", "REGULATION_REFUSED", "REGULATION_SIGNING_LIFTED", "REGULATION_SIGNING_PROPOSED", "REGULATION_SIGNING_REQUIRED", "REPORT_ACCEPTED", "REPORT_COUNTED", "REPORT_DRAFTED", "REPORT_FROZEN", "REPORT_OPENED", "REPORT_OVERDUE", "REPORT_OVERDUE_PASSED_ON", "REPORT_REMINDED", "REPORT_RETURNED", "REPORT_SUBMITTED", "REPORT_WITHDRAWN", "SCHEDULE_CONFIRMED", "SCHEDULE_ENDED", "SCHEDULE_END_PROPOSED", "SCHEDULE_REFUSED", "SCHEDULE_SET", "SPOKESPERSON_ENDED", "SPOKESPERSON_NAMED", "STATEMENT_BEGUN", "STATEMENT_MADE", "TERM_ACTIVATED", "TERM_DRAFTED", "TERM_ENDED", "USER_APPROVED", "USER_ENROLLED", "USER_OPENED", "USER_RECOVERY_APPROVED", "USER_RECOVERY_ASKED", "USER_SUSPENDED", "WEBHOOK_ALL_REDELIVERY_ORDERED", "WEBHOOK_CHANGED", "WEBHOOK_DISABLED", "WEBHOOK_ENABLED", "WEBHOOK_GONE", "WEBHOOK_KEY_ADDED", "WEBHOOK_KEY_WITHDRAWN", "WEBHOOK_REDELIVERY_ORDERED", "WEBHOOK_REGISTERED", "WEBHOOK_TRIED"]


EvidenceKind: TypeAlias = Literal["CAPTURE", "DOCUMENT", "OTHER", "PHOTOGRAPH", "RECORDING"]


EvidenceWeight: TypeAlias = Literal["CONTRADICTS", "NEITHER", "SUPPORTS"]


HarmlessReason: TypeAlias = Literal["AGENCY_CONTACT", "CONSENT", "NOT_A_PERSON", "OFFICE_HOLDER"]


Medium: TypeAlias = Literal["FORUM", "MESSAGING", "OTHER", "PRESS", "SOCIAL_NETWORK", "VIDEO", "WEBSITE"]


Post: TypeAlias = Literal["ADMIN", "AUDITOR", "DATA_PROTECTION_OFFICER", "HANDLER", "INSPECTOR", "SIGNATORY", "SPOKESPERSON"]


ProblemCode: TypeAlias = Literal["ABOUT_OFFICE", "ACCOUNT_EXISTS", "ACCOUNT_NAME_MALFORMED", "ACCOUNT_OR_SITE", "ACCOUNT_STOPPED", "ACCUSATION_NOBODY_DECIDES", "ACCUSATION_WAITS", "ACCUSED_CASE_RUNS", "ACCUSE_WHEN_CLOSED", "ACTION_NOT_SIGNABLE", "ACTOR_NOT_ADMITTED", "ADDRESSEE_NEEDED", "ADDRESSEE_ONLY", "ADDRESS_CONTROL", "ADDRESS_HOST", "ADDRESS_LENGTH", "ADDRESS_NOT_VIEWED", "ADDRESS_OF_ANOTHER_PLACE", "ADDRESS_SCHEME", "ADDRESS_SPACE", "ADDRESS_USERINFO", "AGENCY_CANNOT_ANSWER", "AGENCY_CANNOT_BE_ASKED", "AGENCY_CANNOT_LEAD", "AGENCY_CANNOT_REPORT", "AGENCY_CONCERNED", "AGENCY_INACTIVE", "AGENCY_NOT_COMPETENT", "AGENCY_OF_ANOTHER_KIND", "AGENCY_SUBMITS_NOTHING", "AGENCY_SUCCEEDS_ITSELF", "AGENCY_UNKNOWN", "AGREED_OPTION_NEEDED", "ALLEGATION_NOT_PASSED_ON", "ALREADY_CONFIRMED", "ALTERNATIVES_MILDER", "AMOUNT_TOO_LARGE", "ANOTHER_AGENCY_LOOKS", "ANOTHER_AGENCY_NEEDED", "ANOTHER_KIND_NEEDED", "ANSWERED_ALREADY", "ANSWERED_SINCE", "ANSWERS_DUE", "ANSWERS_REPEATED", "ANSWER_IN_WORDS", "ANSWER_TO_REVIEW_NEEDED", "APPEAL_TOO_LATE", "APPOINTMENT_OF_ANOTHER", "APPRAISER_CANNOT_REVIEW", "AREA_UNKNOWN", "ARTICLE_NEEDED", "ASKED_AT_ONCE_ALREADY", "ASKER_BY_THE_LEAD", "ASKER_NOT_CONFIRMED", "ASSIGNED_AGENCY_ONLY", "ASSIGNED_ALREADY", "ATTACHMENT_THERE_ALREADY", "ATTACHMENT_UNKNOWN", "ATTENDED_UNINVITED", "BEFORE_IT_WAS_SIGNED", "BEFORE_THE_FREEZE", "CASE_HIDDEN", "CASE_NEEDED", "CELL_UNKNOWN", "CHANNEL_NOTE_NEEDED", "CHANNEL_OF_THE_PUBLIC_DOOR", "CLAUSE_UNKNOWN", "CLOSED_AS_DUPLICATE", "CLOSURE_NEEDS_ITS_PATH", "CLOSURE_NEEDS_LINK", "CLOSURE_NEEDS_WITHDRAWAL", "CODE_FOR_EVERYBODY", "CODE_ONLY_READS", "CODE_SECRET_MALFORMED", "COMMAND_REUSED", "COMPETENT_AGENCY_MISSING", "COMPILE_NOT_RUNNING", "COMPILE_RUNNING", "COMPILE_TOO_OFTEN", "CONCERNED_AGENCY_MISSING", "CONCERNED_AGENCY_ONLY", "CONCERN_NAMED_ALREADY", "CONFIRMED_BY_ANOTHER_AGENCY", "CONFIRMED_NAME_UNKNOWN", "CORRECTION_FIRST", "DAILY_LIMIT", "DATA_REPLIED", "DATE_TOO_EARLY", "DATE_TOO_LATE", "DAY_OF_ANOTHER_YEAR", "DECIDED_ELSEWHERE", "DECIDED_IN", "DECISION_NUMBER_NEEDED", "DECISION_UNKNOWN", "DEVIATION_NEEDED", "DIGEST_MALFORMED", "DIRECTIVE_ANSWERED", "DISSENT_NEEDED", "DOCUMENT_FORMAT_UNKNOWN", "DOCUMENT_NOTHING_THERE", "DOCUMENT_NOT_NUMBERED", "DOCUMENT_NOT_SIGNED", "DOCUMENT_NOT_SIGNED_BY_HEAD", "DOCUMENT_NUMBERED_BY_ACT", "DOCUMENT_NUMBER_MISSING", "DOCUMENT_PART_UNKNOWN", "DRAFTER_CANNOT_SIGN", "EMBARGO_RUNS", "ENDED_EARLIER", "ENDS_BEFORE_IT_BEGINS", "EVIDENCE_THERE_ALREADY", "EXAMINING_AGENCY_ONLY", "EXECUTING_AGENCY_ONLY", "EXPRESSION_REVIEW_NEEDED", "EXPRESSION_REVIEW_STALE", "EXTENDED_ONCE", "FALSE_FACT_NEEDED", "FIELD_NEEDED", "FIELD_NOT_TAKEN", "FIGURES_NOT_COUNTED", "FIGURES_UNKNOWN", "FILED_IN_TIME", "FINDINGS_CONFIRMED", "FINDING_ALLOWS_NO_MEASURE", "FINDING_CONFIRMED", "FINDING_CONTRADICTS_VERIFICATION", "FINDING_UNKNOWN", "FOCAL_ALREADY", "FOUND_PROTECTED", "GROUND_NEEDED", "GROUND_OF_NO_CLASS", "HANDED_TO_ANOTHER", "HARM_HAS_ITS_OWN_WAY", "HARM_NOT_TOLD", "HARM_NOT_URGENT", "HARM_OF_TWO_AGENCIES_NEEDED", "HARM_REVIEW_NEEDED", "HAS_DUPLICATES", "HEAD_AMONG_MEMBERS", "HEARING_NEEDED", "HEARING_RUNS", "IDENTITY_NEEDED", "INDEPENDENT_SOURCE_NEEDED", "INDIVIDUAL_WITHOUT_AGENCY", "INSPECTED_AGENCY_ONLY", "INSPECTION_FOR_ITS_GROUND", "INSPECTION_UNKNOWN", "IN_THE_FUTURE", "ITEMS_NEEDED", "KEY_ENTERED", "KEY_NOT_DOUBTED", "KEY_SETTLED", "KEY_UNKNOWN", "LABEL_NOT_WEIGHED", "LEAD_AGENCY_ONLY", "LEAD_BEFORE_AGENCIES", "LEAD_OF_TODAY_ONLY", "LEAD_OF_TWO", "LEAD_PROPOSES", "LETTER_FIRST", "LIMITATION_OVER", "LIMITATION_PASSED_SINCE", "LIMITATION_REASON_NEEDED", "LINKED_AFTER_DECISION", "LINKED_ALREADY", "LINKER_CANNOT_DECIDE", "LINK_TO_DUPLICATE", "LINK_TO_HIDDEN", "LINK_TO_ITSELF", "LINK_TO_LATER", "LOOK_ASKED_ALREADY", "LOOK_AWAITED", "MAILINGS_MOST", "MAIL_ADDRESS", "MAIL_ADDRESS_ENTERED", "MASKING_OPEN", "MATTER_RUNS", "MEASURE_NOT_PROPOSED", "MEASURE_PROTECTS_NOBODY", "MEETING_NOT_HELD", "MEMBERS_NEEDED", "MEMBERS_ONLY", "MILDER_LAW_APPLIES", "MINUTES_NEEDED", "NOBODY_AGREED", "NOBODY_MAY_ORDER", "NOBODY_RECUSED", "NOBODY_TAKES_OVER", "NOTHING_CORRECTED", "NOTHING_TO_CARRY", "NOTHING_TO_ERASE", "NOTHING_TO_INSPECT", "NOTHING_TO_RELEASE", "NOTHING_TO_RESTORE", "NOTICE_COMPLAINT_UPHELD", "NOTICE_STANDS", "NOTICE_UNDER_REVIEW", "NOT_APPOINTED", "NOT_ASKED", "NOT_A_BREACH", "NOT_A_BUDGET_LINE", "NOT_A_COLLEAGUE", "NOT_CONFIRMED_YET", "NOT_DIRECTED_HERE", "NOT_FOUND", "NOT_GUIDED_HERE", "NOT_INVITED", "NOT_LINKED", "NOT_OWN_RESULT", "NOT_REPLACED_THEN", "NOT_SHOWN_IN_PERSON", "NOT_SUSPENDED", "NOT_UNDER_REVIEW", "NOT_VERIFIED_AS_FALSE", "NOT_YET_DUE", "NO_ADDRESS_TO_ASK_AT", "NO_ADDRESS_TO_NAME", "NO_APPEAL_NOW", "NO_COMPETENCE", "NO_CORRECTION", "NO_DELAY_TO_EXPLAIN", "NO_HEARING", "NO_LEAD_AGENCY", "NO_LEVEL_ABOVE", "NO_LOOK_AWAITED", "NO_MEETING_DUE", "NO_OFFICIAL_PAGE", "NO_OWN_MEASURE", "NO_PART_WAITS", "NO_PROOF", "NO_PROTECTION_REQUEST", "NO_PROTECTION_TO_INSPECT", "NO_RECUSAL_MOVED", "NO_REGULATION", "NO_RELEASE_CHANGE", "NO_REPLY_IS_NOT_GIVEN", "NO_RESCREENING_WAITS", "NO_RESTORATION_THERE", "NO_RESULT_TO_PUBLISH", "NO_ROUND_OPEN", "NO_SECOND_LEVEL", "NO_SERVICE_RECORDED", "NO_SIGNING_KEY", "NO_SUCH_ACT", "NO_SUCH_COMPETENCE", "NO_SUCH_PAGE", "NO_SUCH_PART", "NO_SUCH_SUCCESSION", "NO_TAKEDOWN_THERE", "NO_TRANSFER_THERE", "NO_TRUE_ISSUE", "NO_UNSURE_SUCCESSION", "NO_WITHDRAWAL_WAITS", "NUMBER_OUT_OF_RANGE", "OFFICER_IS_NO_SPOKESPERSON", "OFFICER_NOT_APPOINTED", "OFFICER_NOT_IN_CASE", "OFFICER_NOT_RECUSED", "OFFICE_CODE_MALFORMED", "ONE_ACT_A_REQUEST", "ONE_CASE_NAMES_IT", "ONE_ITEM_UNSAID", "ORDERS_NO_REMOVAL", "OTHER", "OUTCOME_OF_ANOTHER_ASK", "OUTSIDE_SOURCE_NEEDED", "OWN_ACCOUNT", "OWN_AGENCY_NAMED", "OWN_AGENCY_ONLY", "OWN_BREACH", "OWN_GRANTS", "OWN_KEY_ONLY", "OWN_MEASURE_AGAIN", "OWN_MEASURE_OVER", "OWN_MEASURE_UNKNOWN", "OWN_PROGRAM_NEEDED", "OWN_REPORT", "OWN_RIGHTS", "PAGE_NAMED_ALREADY", "PAGE_NEEDED", "PAGE_NOT_OFFICIAL", "PAGE_OF_EVERYBODY", "PAPER_NOT_ALLOWED", "PAPER_NUMBER_NEEDED", "PARTS_MISSING", "PART_IN_CASE", "PART_IN_CASE_UNKNOWN", "PASSED_ON_ALREADY", "PERIODIC_ONLY", "PERIOD_NOT_OVER", "PERSON_NEEDED", "PERSON_NOT_SERVED", "POLICE_CONCERNED", "POLICE_NEVER_APPRAISE", "POLICE_OUTCOME_NEEDED", "POST_CONCERNED", "POST_DETAIL_NEEDED", "POST_MISSING", "POST_NEEDED", "PRESS_BY_ITS_OWN_LAW", "PRESS_IS_NOT_ASKED", "PRESS_NOT_REMOVED", "PRESS_OFFICE_ONLY", "PROOF_EVIDENCE", "PROOF_THERE_ALREADY", "PROOF_UNKNOWN", "PROTECTED_BY_OWN_AGENCY", "PROTECTED_STANDS", "PROTECTION_ASKED_ALREADY", "PROTECTION_CONFIRMED_ALREADY", "PROTECTS_NO_CHILDREN", "PROVISION_NEEDED", "PROVISION_NOT_IN_FORCE", "PROVISION_NO_GROUND", "PROVISION_OTHER_PUBLISHER", "PROVISION_PROTECTS_NOBODY", "PROVISION_UNKNOWN", "PUBLICATION_CHOICE_NEEDED", "PUBLICATION_DECLINED", "PUBLIC_CLIENT", "PUBLIC_KEY_MALFORMED", "REASON_POINTS_AT_SOMEBODY", "RECEIVES_NO_ALLEGATION", "RECOUNT_KIND", "RECUSALS_WAITING", "RECUSAL_MOVED_ALREADY", "RECUSAL_NOBODY_DECIDES", "RECUSAL_NOT_ANSWERED", "RECUSAL_OF_ANOTHER", "RECUSAL_OF_REVIEWER", "RECUSAL_OF_THOSE_ABOVE", "RECUSAL_UNDECIDED", "RECUSAL_UNKNOWN", "RECUSED", "RECUSED_ALREADY", "RECUSE_ONESELF_ONLY", "RECUSE_YOURSELF", "REDIRECT_MALFORMED", "REDIRECT_NEEDED", "REDRESS_RUNS", "REDRESS_UNKNOWN", "REFERENCE_MALFORMED", "REFERRAL_UNKNOWN", "REGULATION_ENTERED", "REGULATION_IS_NO_GROUND", "RELEASE_CHANGE_LATE", "RELEASE_CHANGE_WAITS", "RELEASE_OUT_OF_RANGE", "REPEATED", "REPLY_NEEDED", "REPORTER_WITHOUT_CODE", "REPORT_APPRAISED", "REPORT_OWED", "REPORT_UNCHANGED", "REQUEST_OF_PERSON_NEEDED", "REQUEST_UNKNOWN", "REROUTED_ALREADY", "RESCREENING_WAITS", "RESTORATION_UNKNOWN", "RESULT_CHANGED", "REVIEWER_CANNOT_APPRAISE", "REVIEWER_OF_PARTIAL_BODY", "ROUND_NEEDED", "ROUND_OPEN", "ROW_REFUSED", "ROW_UNCONFIRMED", "SCOPE_ABOVE_CEILING", "SCOPE_MISSING", "SCOPE_UNKNOWN", "SCREENING_UNCHANGED", "SECOND_AGENCY_ACTS_AT_ONCE", "SECOND_PERSON_NEEDED", "SECRETS_NOT_ADMITTED", "SECRET_NEEDED", "SECTIONS_MISSING", "SECTION_NEEDED", "SHARED_CLIENT_OF_LEAD", "SIGNATURE_INVALID", "SIGNATURE_NEEDED", "SIGNATURE_NOT_NEEDED", "SIGNED_COPY_NO_PDF", "SIGNED_COPY_THERE", "SIGNED_OTHERWISE", "SIGNING_BEGINS_LATER", "SIGNING_ENDED", "SIGNING_KEY_NOT_YOURS", "SIGNING_NOT_PROPOSED", "SIGNING_PAGE_MALFORMED", "SIGNS_IN_HERE", "SOURCE_AGENCY_NEEDED", "SOURCE_DAY_NEEDED", "SOURCE_DOCUMENT_NEEDED", "SOURCE_IS_THE_CONTENT", "SOURCE_NAME_NEEDED", "SOURCE_ON_A_NETWORK", "SOURCE_TAKES_PART", "SPAN_EMPTY", "SPAN_TOO_LONG", "SPOKESPERSON_ONLY", "STATEMENTS_OF_THE_DAY", "STATEMENT_FILE_SIZE", "SUBMITTED_TOO_OFTEN", "SUBMITTED_TO_ANOTHER", "SUBSTITUTE_NEEDED", "SUSPENDED", "SUSPENSION_TOO_LONG", "SYMBOL_MALFORMED", "TAKEDOWN_NOT_DECIDED", "TAKEDOWN_UNKNOWN", "TAKEN_UP_BEFORE", "TERM_COMPUTED_AGAIN", "TERM_IS_FIXED", "TERM_IS_OVER", "TERM_UNCONFIRMED", "TEXT_ACCOUNT", "TEXT_ASKS_FOR_CAMPAIGN", "TEXT_CHARACTER", "TEXT_COORDINATES", "TEXT_EMPTY", "TEXT_LABEL_OF_PERSONS", "TEXT_MAIL_ADDRESS", "TEXT_NAME", "TEXT_NETWORK_ADDRESS", "TEXT_OF_ANOTHER_PLACE", "TEXT_PERSONAL_NUMBER", "TEXT_PHONE_NUMBER", "TEXT_SAYS_NOTHING", "TEXT_TOO_LONG", "TEXT_TOO_SHORT", "THREE_PERSONS_NEEDED", "TIME_OUT_OF_RANGE", "TIME_WITHOUT_ZONE", "TOOK_PART_ALREADY", "TOO_MANY", "TOO_MANY_ACCUSATIONS", "TOO_MANY_ANSWERS", "TOO_MANY_ATTACHMENTS", "TOO_MANY_CASE_ADDRESSES", "TOO_MANY_CASE_MESSAGES", "TOO_MANY_CHECKS", "TOO_MANY_CONCERNS", "TOO_MANY_CORRECTIONS", "TOO_MANY_EXTENSIONS", "TOO_MANY_FINDINGS", "TOO_MANY_HEARINGS", "TOO_MANY_INSPECTION_ANSWERS", "TOO_MANY_ITEMS", "TOO_MANY_KEYS", "TOO_MANY_LINKS", "TOO_MANY_MESSAGES", "TOO_MANY_NOTICES", "TOO_MANY_OBJECTIONS", "TOO_MANY_OPINIONS", "TOO_MANY_OWN_MEASURES", "TOO_MANY_PAGES", "TOO_MANY_PAPER_FILES", "TOO_MANY_PARTS_WAIT", "TOO_MANY_PASSED_ON", "TOO_MANY_PROOFS", "TOO_MANY_PROTECTION_REQUESTS", "TOO_MANY_RECUSALS", "TOO_MANY_REFERRALS", "TOO_MANY_REQUESTS", "TOO_MANY_RESCREENINGS", "TOO_MANY_REVIEWS", "TOO_MANY_ROUNDS", "TOO_MANY_RULES", "TOO_MANY_SAID", "TOO_MANY_STATEMENTS", "TOO_MANY_SUGGESTIONS", "TOO_MANY_SUSPENSIONS", "TOO_MANY_TAKEDOWNS", "TOO_MANY_TRANSFERS", "TOO_MANY_VERIFICATIONS", "TOO_MANY_VERSIONS", "TOO_MANY_WITHDRAWALS", "TOO_MUCH_EVIDENCE", "TOPIC_NEEDED", "TRANSFER_DRAFTED", "TRANSITION_NOT_ALLOWED", "TRUE_ISSUE_NEEDS_REMEDY", "UNSETTLED", "UPLOAD_UNKNOWN", "VAGUE_GROUND", "VERIFIER_CANNOT_APPRAISE", "VERSION_CONFLICT", "WAITS_FOR_SECOND_PERSON", "WATCHING_ONLY", "WEBHOOKS_MOST", "WEBHOOK_ADDRESS", "WEBHOOK_KEYS_MOST", "WEBHOOK_KEY_LAST", "WEBHOOK_KEY_UNKNOWN", "WEBHOOK_LOOPBACK", "WHEN_READ_NEEDED", "WHERE_NEEDED", "WHERE_READ_NEEDED", "WITHDRAWAL_WAITS", "WITHDRAWN_ALREADY", "WORDING_DIFFERS", "WORDING_IS_THERE", "WORDING_NEEDED", "WORDING_TO_COMPARE", "WORDS_DIFFER", "WORD_MISTYPED", "WORD_NOT_PLACED", "YEAR_ENTERED"]


PublicationState: TypeAlias = Literal["CORRECTED", "ISSUED", "RETRACTED", "UNDER_REVIEW"]


Scope: TypeAlias = Literal["ACTIVITY_READ", "ACTIVITY_WRITE", "ADMIN_CONFIG", "AUDIT_READ", "AUDIT_READ_ALL", "BREACH_RECORD", "BUDGET_WRITE", "CASE_APPRAISE", "CASE_CLOSE", "CASE_INTAKE", "CASE_READ_ALL", "CASE_READ_OWN", "CASE_REPORT", "CASE_VERIFY", "COORD_CONVENE", "DECISION_ISSUE", "DIFFICULTY_ANSWER", "DIFFICULTY_WRITE", "DIRECTIVE_ISSUE", "ERASURE_APPROVE", "EXPRESSION_REVIEW", "FOCAL_MANAGE", "GRANT_MANAGE", "GUIDANCE_ISSUE", "INSPECTION_RECORD", "LAW_EDIT", "MERIT_PROPOSE", "OPINION_GIVE", "POLICE_RECEIVE", "POLICE_TRANSFER", "PRESS_ISSUE", "PRESS_READ", "PROPOSAL_WRITE", "QUERY_ADHOC", "REDRESS_DECIDE", "REFERRAL_HNB", "REGISTRY_READ", "REPORT_COMPILE", "REPORT_READ", "REPORT_RESULT", "REPORT_SUBMIT", "TAKEDOWN_DRAFT", "TAKEDOWN_SIGN", "TRAINING_WRITE"]


class AddEvidenceInput(TypedDict):
    caseId: str
    commandId: NotRequired[str]
    confirmedNames: NotRequired[list[ConfirmedNameInput]]
    kind: EvidenceKind
    redacted: bool
    source: str
    upload: str
    weight: EvidenceWeight


class ConfirmedNameInput(TypedDict):
    at: int
    field: str
    harmless: HarmlessReason


class CaseFilter(TypedDict):
    agency: NotRequired[str | None]
    areas: NotRequired[list[str] | None]
    assigned: NotRequired[str | None]
    category: NotRequired[Category | None]
    changedSince: NotRequired[str | None]
    concerned: NotRequired[str | None]
    dueBefore: NotRequired[str | None]
    dueSince: NotRequired[str | None]
    lead: NotRequired[str | None]
    openedBefore: NotRequired[str | None]
    openedSince: NotRequired[str | None]
    search: NotRequired[str | None]
    states: NotRequired[list[CaseState] | None]


class ReportCaseInput(TypedDict):
    areas: NotRequired[list[str]]
    category: NotRequired[Category | None]
    channel: Channel
    channelNote: NotRequired[str | None]
    claim: str
    codeSecret: NotRequired[str | None]
    commandId: NotRequired[str]
    concerns: NotRequired[list[str]]
    confirmedNames: NotRequired[list[ConfirmedNameInput]]
    contact: NotRequired[str | None]
    delayReason: NotRequired[str | None]
    deliveredOn: NotRequired[str | None]
    detectedAt: str
    documentNumber: NotRequired[str | None]
    freeOfSecrets: bool
    medium: Medium
    place: NotRequired[str | None]
    postmarkOn: NotRequired[str | None]
    publishedAt: NotRequired[str | None]
    url: NotRequired[str | None]


class ScreenCaseInput(TypedDict):
    areas: NotRequired[list[str] | None]
    assigned: str
    caseId: str
    category: Category
    commandId: NotRequired[str]
    concerns: NotRequired[list[str]]
    confirmedNames: NotRequired[list[ConfirmedNameInput]]
    expectedVersion: int
    note: NotRequired[str | None]


class StartCheckingInput(TypedDict):
    caseId: str
    commandId: NotRequired[str]
    expectedVersion: int
    focal: str


class AddEvidenceData(TypedDict):
    addEvidence: AddEvidenceDataAddEvidence


class AddEvidenceDataAddEvidence(TypedDict):
    replayed: bool
    case: AddEvidenceDataAddEvidenceCase | None
    problems: list[Refusal]


class AddEvidenceDataAddEvidenceCase(TypedDict):
    id: str
    code: str
    version: int
    state: CaseState
    claim: str | None
    evidence: list[AddEvidenceDataAddEvidenceCaseEvidence]


class AddEvidenceDataAddEvidenceCaseEvidence(TypedDict):
    key: str
    kind: EvidenceKind
    source: str | None


RefusalOther = TypedDict("RefusalOther", {"__typename": "Literal[\"CommandReused\", \"LimitReached\", \"MissingRight\", \"NotFound\", \"RuleNotMet\", \"SafeguardNotMet\", \"SignatureNeeded\", \"TransitionNotAllowed\", \"Unsettled\"]", "code": "ProblemCode", "messageVi": "str", "messageEn": "str"})


RefusalInvalidInput = TypedDict("RefusalInvalidInput", {"__typename": "Literal[\"InvalidInput\"]", "code": "ProblemCode", "messageVi": "str", "messageEn": "str", "path": "str", "at": "int | None", "length": "int | None", "labelVi": "str | None", "labelEn": "str | None"})


class RefusalVersionConflictSince(TypedDict):
    version: int
    at: str
    action: Action
    labelVi: str
    labelEn: str
    agency: RefusalVersionConflictSinceAgency | None
    bookkeeping: bool
    fields: list[str]


class RefusalVersionConflictSinceAgency(TypedDict):
    id: str
    name: str


RefusalVersionConflict = TypedDict("RefusalVersionConflict", {"__typename": "Literal[\"VersionConflict\"]", "code": "ProblemCode", "messageVi": "str", "messageEn": "str", "currentVersion": "int", "since": "list[RefusalVersionConflictSince]"})


class AgenciesData(TypedDict):
    agencies: list[AgenciesDataAgencies] | None


class AgenciesDataAgencies(TypedDict):
    id: str
    name: str
    kind: AgencyKind


class CaseData(TypedDict):
    case: CaseDataCase | None


class CaseDataCase(TypedDict):
    id: str
    code: str
    version: int
    state: CaseState
    claim: str | None
    category: Category | None
    medium: Medium
    url: str | None
    lead: CaseDataCaseLead
    assigned: CaseDataCaseAssigned | None
    evidence: list[CaseDataCaseEvidence]
    allowedActions: list[CaseDataCaseAllowedActions]


class CaseDataCaseLead(TypedDict):
    id: str
    name: str


class CaseDataCaseAssigned(TypedDict):
    id: str
    name: str


class CaseDataCaseEvidence(TypedDict):
    key: str
    kind: EvidenceKind
    source: str | None


class CaseDataCaseAllowedActions(TypedDict):
    action: Action
    labelVi: str
    labelEn: str


class CaseChangedData(TypedDict):
    caseChanged: CaseChangedDataCaseChanged


class CaseChangedDataCaseChanged(TypedDict):
    cursor: str
    version: int
    case: CaseRow


class CaseRow(TypedDict):
    id: str
    code: str
    version: int
    state: CaseState
    claim: str | None


class CasesData(TypedDict):
    cases: CasesDataCases | None


class CasesDataCases(TypedDict):
    totalCount: int
    edges: list[CasesDataCasesEdges]
    pageInfo: CasesDataCasesPageInfo


class CasesDataCasesEdges(TypedDict):
    node: CaseRow


class CasesDataCasesPageInfo(TypedDict):
    hasNextPage: bool
    endCursor: str | None


class HistoryData(TypedDict):
    case: HistoryDataCase | None


class HistoryDataCase(TypedDict):
    code: str
    history: HistoryDataCaseHistory | None


class HistoryDataCaseHistory(TypedDict):
    edges: list[HistoryDataCaseHistoryEdges]
    pageInfo: HistoryDataCaseHistoryPageInfo


class HistoryDataCaseHistoryEdges(TypedDict):
    node: HistoryDataCaseHistoryEdgesNode


class HistoryDataCaseHistoryEdgesNode(TypedDict):
    version: int
    type: EventType
    action: Action
    at: str
    bookkeeping: bool
    labelVi: str
    labelEn: str
    agency: HistoryDataCaseHistoryEdgesNodeAgency | None


class HistoryDataCaseHistoryEdgesNodeAgency(TypedDict):
    id: str
    name: str


class HistoryDataCaseHistoryPageInfo(TypedDict):
    hasNextPage: bool
    endCursor: str | None


class InboxData(TypedDict):
    inbox: Waiting | None


class Waiting(TypedDict):
    duties: list[WaitingDuties]
    items: list[WaitingItems]


class WaitingDuties(TypedDict):
    kind: DutyKind
    count: int
    overdue: int


class WaitingItems(TypedDict):
    kind: DutyKind
    dueAt: str | None
    overdue: bool
    case: CaseRow


class InboxChangedData(TypedDict):
    inboxChanged: InboxChangedDataInboxChanged


class InboxChangedDataInboxChanged(TypedDict):
    cursor: str
    inbox: Waiting


class MeData(TypedDict):
    me: MeDataMe | None


class MeDataMe(TypedDict):
    agency: MeDataMeAgency
    posts: list[Post]
    scopes: list[Scope]
    officer: MeDataMeOfficer | None
    isPerson: bool


class MeDataMeAgency(TypedDict):
    id: str
    name: str
    isLead: bool


class MeDataMeOfficer(TypedDict):
    officerId: str
    name: str | None


class PublicationChangesData(TypedDict):
    publicationChanges: PublicationChangesDataPublicationChanges | None


class PublicationChangesDataPublicationChanges(TypedDict):
    edges: list[PublicationChangesDataPublicationChangesEdges]
    pageInfo: PublicationChangesDataPublicationChangesPageInfo


class PublicationChangesDataPublicationChangesEdges(TypedDict):
    node: PublicationChangesDataPublicationChangesEdgesNode


class PublicationChangesDataPublicationChangesEdgesNode(TypedDict):
    number: int
    publication: PublicationChangesDataPublicationChangesEdgesNodePublication


class PublicationChangesDataPublicationChangesEdgesNodePublication(TypedDict):
    id: str
    state: PublicationState
    current: PublicationChangesDataPublicationChangesEdgesNodePublicationCurrent | None


class PublicationChangesDataPublicationChangesEdgesNodePublicationCurrent(TypedDict):
    title: str | None


class PublicationChangesDataPublicationChangesPageInfo(TypedDict):
    hasNextPage: bool
    endCursor: str | None


class PublicationIssuedData(TypedDict):
    publicationIssued: PublicationIssuedDataPublicationIssued


class PublicationIssuedDataPublicationIssued(TypedDict):
    cursor: str
    change: PublicationIssuedDataPublicationIssuedChange


class PublicationIssuedDataPublicationIssuedChange(TypedDict):
    number: int
    publication: PublicationIssuedDataPublicationIssuedChangePublication


class PublicationIssuedDataPublicationIssuedChangePublication(TypedDict):
    id: str
    state: PublicationState
    current: PublicationIssuedDataPublicationIssuedChangePublicationCurrent | None


class PublicationIssuedDataPublicationIssuedChangePublicationCurrent(TypedDict):
    title: str | None


class ReportCaseData(TypedDict):
    reportCase: ReportCaseDataReportCase


class ReportCaseDataReportCase(TypedDict):
    replayed: bool
    case: CaseRow | None
    problems: list[Refusal]


class ScreenCaseData(TypedDict):
    screenCase: ScreenCaseDataScreenCase


class ScreenCaseDataScreenCase(TypedDict):
    replayed: bool
    case: CaseRow | None
    problems: list[Refusal]


class StartCheckingData(TypedDict):
    startChecking: StartCheckingDataStartChecking


class StartCheckingDataStartChecking(TypedDict):
    replayed: bool
    case: CaseRow | None
    problems: list[Refusal]


class VocabulariesData(TypedDict):
    vocabularies: list[VocabulariesDataVocabularies] | None


class VocabulariesDataVocabularies(TypedDict):
    name: str
    values: list[VocabulariesDataVocabulariesValues]


class VocabulariesDataVocabulariesValues(TypedDict):
    value: str
    vi: str
    en: str


Refusal: TypeAlias = "RefusalOther | RefusalInvalidInput | RefusalVersionConflict"


ADD_EVIDENCE = Document("AddEvidence", "c2e515985da48f779b46267feed9bd01c18c2dcde0cf17a93f03a02669681d38", "mutation AddEvidence($input: AddEvidenceInput!) {\n  addEvidence(input: $input) {\n    replayed\n    case {\n      ...CaseRow\n      evidence {\n        key\n        kind\n        source\n      }\n    }\n    problems {\n      ...Refusal\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Refusal on Problem {\n  __typename\n  code\n  messageVi\n  messageEn\n  ... on InvalidInput {\n    path\n    at\n    length\n    labelVi\n    labelEn\n  }\n  ... on VersionConflict {\n    currentVersion\n    since {\n      version\n      at\n      action\n      labelVi\n      labelEn\n      agency {\n        id\n        name\n      }\n      bookkeeping\n      fields\n    }\n  }\n}")


def add_evidence(*, input: AddEvidenceInput) -> Command[AddEvidenceData]:
    """Add an uploaded file to the case as evidence (Đ4.3)."""
    return Command(ADD_EVIDENCE, given({"input": input}))


AGENCIES = Document("Agencies", "24ba951ee918a5ff23901e1c3dd3186b811630733fe17786eecfe6a15940029d", "query Agencies {\n  agencies {\n    id\n    name\n    kind\n  }\n}")


def agencies() -> Query[AgenciesData]:
    """Agencies that exist today, or all agencies, by name in Vietnamese order. `competentIn` selects agencies that
    a command about this task accepts. For any signed-in caller."""
    return Query(AGENCIES, given({}))


CASE = Document("Case", "2ef8b904e8b698b0bc275790d96814e3ee8dff3afad302de4eaae9110b9850f1", "query Case($id: ID!) {\n  case(id: $id) {\n    ...CaseRow\n    category\n    medium\n    url\n    lead {\n      id\n      name\n    }\n    assigned {\n      id\n      name\n    }\n    evidence {\n      key\n      kind\n      source\n    }\n    allowedActions(allowed: true) {\n      action\n      labelVi\n      labelEn\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}")


def case(*, id: str) -> Query[CaseData]:
    """The case with this id; null when it is missing or not visible to the caller."""
    return Query(CASE, given({"id": id}))


CASE_CHANGED = Document("CaseChanged", "454947c9b4b6d708cadc992c72aecc255ff8dc7c453a03999fa10c906a8a2b2b", "subscription CaseChanged($caseId: ID, $after: String) {\n  caseChanged(caseId: $caseId, after: $after) {\n    cursor\n    version\n    case {\n      ...CaseRow\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}")


def case_changed(*, case_id: str | None = None, after: str | None = None) -> Subscription[CaseChangedData]:
    """New versions of cases that the caller may see, in the order of the log. The register checks before each event
    whether the caller may still see the case."""
    return Subscription(CASE_CHANGED, given({"caseId": case_id, "after": after}))


CASES = Document("Cases", "0d78ce025d311cde1a2fe23581bd69d86efefc563b74c6f7d910c4e4d0523136", "query Cases($first: Int!, $after: String, $filter: CaseFilter, $order: CaseOrder = NEWEST) {\n  cases(first: $first, after: $after, filter: $filter, orderBy: $order) {\n    totalCount\n    edges {\n      node {\n        ...CaseRow\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}")


def cases(*, first: int, after: str | None = None, filter: CaseFilter | None = None, order: CaseOrder | None = None) -> Page[CasesData, CaseRow]:
    """The cases that the caller may see, in the requested order. A filter by words needs the header `Casebook-
    Purpose`. The reading is then recorded with the words, under seal, before the answer."""
    return Page(CASES, given({"first": first, "after": after, "filter": filter, "order": order}))


HISTORY = Document("History", "a7c2e470e277d00c37dbd8aeba8f9e949d45402ba842c4f462d0275585f7fdb7", "query History($id: ID!, $first: Int!, $after: String) {\n  case(id: $id) {\n    code\n    history(first: $first, after: $after) {\n      edges {\n        node {\n          version\n          type\n          action\n          at\n          bookkeeping\n          labelVi\n          labelEn\n          agency {\n            id\n            name\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}")


def history(*, id: str, first: int, after: str | None = None) -> Query[HistoryData]:
    """The case with this id; null when it is missing or not visible to the caller."""
    return Query(HISTORY, given({"id": id, "first": first, "after": after}))


INBOX = Document("Inbox", "11257719cc8ad9d0860a8557db01e816a6795de6a15a20d584a9fa8bafd25a13", "query Inbox {\n  inbox {\n    ...Waiting\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Waiting on Inbox {\n  duties {\n    kind\n    count\n    overdue\n  }\n  items {\n    kind\n    dueAt\n    overdue\n    case {\n      ...CaseRow\n    }\n  }\n}")


def inbox() -> Query[InboxData]:
    """Duties of the caller's agency with deadlines, and the number of cases in each state. Duties are checks,
    opinions, signatures, answers, complaints, questions of the press, reports and approvals."""
    return Query(INBOX, given({}))


INBOX_CHANGED = Document("InboxChanged", "e9dcf6896c051eb472d78acf0f70c1975bb9067494efaa9483c96c024289f785", "subscription InboxChanged($after: String) {\n  inboxChanged(after: $after) {\n    cursor\n    inbox {\n      ...Waiting\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Waiting on Inbox {\n  duties {\n    kind\n    count\n    overdue\n  }\n  items {\n    kind\n    dueAt\n    overdue\n    case {\n      ...CaseRow\n    }\n  }\n}")


def inbox_changed(*, after: str | None = None) -> Subscription[InboxChangedData]:
    """The caller's inbox: the duties of the agency, with deadlines and counts. The first event is sent at once,
    unless `after` names the same state. Another event is sent each time a duty changes, because of an action, a
    deadline or a right."""
    return Subscription(INBOX_CHANGED, given({"after": after}))


ME = Document("Me", "c656068dd465738100bf6f6ee392c43bf5b3ca515a8880428922fc80d1c27c54", "query Me {\n  me {\n    agency {\n      id\n      name\n      isLead\n    }\n    posts\n    scopes\n    officer {\n      officerId\n      name\n    }\n    isPerson\n  }\n}")


def me() -> Query[MeData]:
    """The caller, and the caller's rights today. For any signed-in caller."""
    return Query(ME, given({}))


PUBLICATION_CHANGES = Document("PublicationChanges", "7421ba33fd59e6a1754539085cc262ff0ae5ea3fe5bef7ed72a71f4535625489", "query PublicationChanges($first: Int!, $after: String) {\n  publicationChanges(first: $first, after: $after) {\n    edges {\n      node {\n        number\n        publication {\n          id\n          state\n          current {\n            title\n          }\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}")


def publication_changes(*, first: int, after: str | None = None) -> Page[PublicationChangesData, PublicationChangesDataPublicationChangesEdgesNode]:
    """Every version that the public could read, in the order of the transparency log. Corrections and retractions
    are versions too. Continue from the last `cursor` to miss no version."""
    return Page(PUBLICATION_CHANGES, given({"first": first, "after": after}))


PUBLICATION_ISSUED = Document("PublicationIssued", "1b3d6693c16402299d311c22b7215fda0b871940112293a68104ad6d02ed510a", "subscription PublicationIssued($after: String) {\n  publicationIssued(after: $after) {\n    cursor\n    change {\n      number\n      publication {\n        id\n        state\n        current {\n          title\n        }\n      }\n    }\n  }\n}")


def publication_issued(*, after: str | None = None) -> Subscription[PublicationIssuedData]:
    """New public versions of notices to the press, in the order of the log."""
    return Subscription(PUBLICATION_ISSUED, given({"after": after}))


REPORT_CASE = Document("ReportCase", "1b0ddb3c49153df19489559179fe422004a851639538675bbcad6536bc06a4fb", "mutation ReportCase($input: ReportCaseInput!) {\n  reportCase(input: $input) {\n    replayed\n    case {\n      ...CaseRow\n    }\n    problems {\n      ...Refusal\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Refusal on Problem {\n  __typename\n  code\n  messageVi\n  messageEn\n  ... on InvalidInput {\n    path\n    at\n    length\n    labelVi\n    labelEn\n  }\n  ... on VersionConflict {\n    currentVersion\n    since {\n      version\n      at\n      action\n      labelVi\n      labelEn\n      agency {\n        id\n        name\n      }\n      bookkeeping\n      fields\n    }\n  }\n}")


def report_case(*, input: ReportCaseInput) -> Command[ReportCaseData]:
    """Report online content to the lead agency (Đ3.1). A reporter who called or left a contact gets a code to
    follow the case."""
    return Command(REPORT_CASE, given({"input": input}))


SCREEN_CASE = Document("ScreenCase", "486b0aae839c4020f9c6fa4386e7eeb8182d8b84d02880d91543ae046044a2ef", "mutation ScreenCase($input: ScreenCaseInput!) {\n  screenCase(input: $input) {\n    replayed\n    case {\n      ...CaseRow\n    }\n    problems {\n      ...Refusal\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Refusal on Problem {\n  __typename\n  code\n  messageVi\n  messageEn\n  ... on InvalidInput {\n    path\n    at\n    length\n    labelVi\n    labelEn\n  }\n  ... on VersionConflict {\n    currentVersion\n    since {\n      version\n      at\n      action\n      labelVi\n      labelEn\n      agency {\n        id\n        name\n      }\n      bookkeeping\n      fields\n    }\n  }\n}")


def screen_case(*, input: ScreenCaseInput) -> Command[ScreenCaseData]:
    """Screen a report: enter its field, its areas and the agency that checks it (Đ5.1.a)."""
    return Command(SCREEN_CASE, given({"input": input}))


START_CHECKING = Document("StartChecking", "27da37550e2f66c7ccf1d93c6a5a68809c1bdd8b7eb5cc3da27d038c11b5b306", "mutation StartChecking($input: StartCheckingInput!) {\n  startChecking(input: $input) {\n    replayed\n    case {\n      ...CaseRow\n    }\n    problems {\n      ...Refusal\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Refusal on Problem {\n  __typename\n  code\n  messageVi\n  messageEn\n  ... on InvalidInput {\n    path\n    at\n    length\n    labelVi\n    labelEn\n  }\n  ... on VersionConflict {\n    currentVersion\n    since {\n      version\n      at\n      action\n      labelVi\n      labelEn\n      agency {\n        id\n        name\n      }\n      bookkeeping\n      fields\n    }\n  }\n}")


def start_checking(*, input: StartCheckingInput) -> Command[StartCheckingData]:
    """Start checking a screened case (Đ4.3)."""
    return Command(START_CHECKING, given({"input": input}))


VOCABULARIES = Document("Vocabularies", "e9f11b2ba934b22546182b9be2b90df9307b61c4da5ce9583ea9117a60ef8714", "query Vocabularies {\n  vocabularies {\n    name\n    values {\n      value\n      vi\n      en\n    }\n  }\n}")


def vocabularies() -> Query[VocabulariesData]:
    """Labels of the values of every enum, in Vietnamese and English. For any signed-in caller."""
    return Query(VOCABULARIES, given({}))
