// Operations of a client, with their types. Made by `scripts/casebook operations`: do not edit.
import { operation } from "./operation.js";

export type Action = "acceptRedress" | "acceptReport" | "acceptSignedCopy" | "activateClient" | "activateProvision" | "activateTerm" | "addEvidence" | "addTakedownItem" | "addWebhookKey" | "answerBreach" | "answerDataRequest" | "answerDifficulty" | "answerHearing" | "answerInspection" | "answerQuestion" | "answerReferral" | "answerRequest" | "appealRedress" | "appointOfficer" | "appraiseCase" | "approveClientSecrets" | "approveErasure" | "approveGrant" | "approvePublication" | "approveTakedown" | "approveUser" | "askComplainant" | "askRestoration" | "assignLead" | "beginExamination" | "cancelCompile" | "changeWebhook" | "checkPublication" | "closeCase" | "closeDirective" | "compileNumbers" | "concludeRound" | "confirmAgency" | "confirmAgencyPart" | "confirmArea" | "confirmFinding" | "confirmHolidays" | "confirmLead" | "confirmOfficer" | "confirmPublication" | "confirmRegulation" | "confirmSuccession" | "correctHolidays" | "correctReport" | "countReport" | "decideCase" | "decideRedress" | "defineArea" | "disableWebhook" | "dismissOfficer" | "draftConsolidated" | "draftCorrection" | "draftProvision" | "draftPublication" | "draftReport" | "draftTakedown" | "draftTerm" | "enableWebhook" | "endCompetence" | "endOwnMeasure" | "endProvision" | "endRedress" | "endRetention" | "endSchedule" | "endSpokesperson" | "endTerm" | "enrolUser" | "enterClient" | "enterGrant" | "enterMailing" | "enterRegulation" | "enterUser" | "extendAnswer" | "failDocument" | "fileDifficulty" | "fileRedress" | "findHarm" | "finishDocument" | "forwardDifficulty" | "freezeConsolidated" | "freezeReport" | "giveOpinion" | "grantCompetence" | "handOverTransfer" | "importCase" | "issueCorrection" | "issueDirective" | "issueGuidance" | "issueOnTime" | "issuePublication" | "justifyOwnMeasure" | "lapseOwnMeasure" | "lapseRound" | "leaveMailing" | "linkDuplicate" | "nameAgency" | "nameConcerned" | "nameConcernedByCode" | "nameFocalOfficer" | "namePaperFile" | "nameSpokesperson" | "nominateOfficer" | "noteAnswerOverdue" | "noteCompileFailed" | "noteDataRequestOverdue" | "noteDirectiveOverdue" | "noteInspectionOverdue" | "noteNoReply" | "noteRedressOverdue" | "noteReportOverdue" | "noteRequestOverdue" | "noteReviewDue" | "noteSubmissions" | "noteWebhookGone" | "notifyAgency" | "openHearing" | "openRemedy" | "openReport" | "openRound" | "openUser" | "passLead" | "passOnOverdueReport" | "passOnProtection" | "proposeCommendation" | "proposeErasure" | "proposeGrant" | "proposeGrantEnd" | "proposeHandling" | "proposeTransfer" | "reassignCase" | "receiveQuestion" | "receiveTransfer" | "recordAwareness" | "recordBreach" | "recordBudgetLine" | "recordCheck" | "recordDataRequest" | "recordInspection" | "recordMeeting" | "recordMinistryReply" | "recordPoliceOutcome" | "recordProtectionRequest" | "recordProtectionWithdrawal" | "recordRestorationOutcome" | "recordRestorationReply" | "recordTakedownOutcome" | "recordTraining" | "recordTransferReturn" | "recordVerification" | "recoverUser" | "recuseOfficer" | "redeliverSince" | "redeliverWebhook" | "referCase" | "refuseAgency" | "refuseAgencyPart" | "refuseArea" | "refuseErasure" | "refuseGrant" | "refuseHolidays" | "refuseLead" | "refuseProposal" | "refuseQuestion" | "refuseRegulation" | "refuseSignedCopy" | "refuseTakedown" | "refuseTransfer" | "registerAgency" | "registerClient" | "registerWebhook" | "regroupCase" | "rejectRedress" | "remindReport" | "reopenByCommittee" | "reopenCase" | "reportCase" | "reportContent" | "reportDirectiveResult" | "reportResult" | "requestCoordination" | "requestData" | "requestDocument" | "requestProtection" | "requestReport" | "rerouteAllegation" | "resendLetter" | "restartCompile" | "retractPublication" | "returnConsolidated" | "returnReport" | "reviewConsolidated" | "reviewExpression" | "reviewHarm" | "reviewTakedown" | "rewordPublication" | "scheduleConsolidated" | "scheduleReports" | "screenCase" | "sendConsolidated" | "sendTakedown" | "setClientSecrets" | "setHolidays" | "setLetterhead" | "setUpTaskForce" | "signConsolidated" | "signTakedown" | "signTransfer" | "startChecking" | "startExecution" | "stopClient" | "stopMailing" | "submitReport" | "submitSignedCopy" | "submitTakedown" | "succeedAgency" | "suggestHandling" | "supersedeConsolidated" | "suspendUser" | "takeOwnMeasure" | "tryWebhook" | "unlinkDuplicate" | "updateBudgetLine" | "withdrawActivity" | "withdrawAppraisal" | "withdrawBreach" | "withdrawInspection" | "withdrawProposal" | "withdrawProtection" | "withdrawPublication" | "withdrawRedress" | "withdrawReport" | "withdrawTakedown" | "withdrawWebhookKey" | "writeToExaminer";

export type AgencyKind = "COMMUNE" | "DEPARTMENT" | "DISTRICT" | "INSPECTORATE" | "JOURNALISTS" | "MINISTRY" | "PARTY_INTERNAL_AFFAIRS" | "PARTY_PROPAGANDA" | "POLICE" | "PPC" | "PPC_OFFICE" | "PRESS";

export type CaseState = "APPRAISED" | "CHECKING" | "CLOSED" | "COORDINATING" | "DECIDED" | "EXECUTING" | "PROPOSED" | "RECEIVED" | "RESULT_REPORTED" | "SCREENED" | "TRANSFERRED";

export type Category = "AGRICULTURE" | "ANTI_CORRUPTION" | "CONSTRUCTION" | "CULTURE_SPORT" | "DISASTER" | "EDUCATION" | "ENVIRONMENT" | "FINANCE" | "HEALTH" | "INTERNAL_AFFAIRS" | "JUDICIAL_REFORM" | "LABOUR_SOCIAL" | "LAND" | "OTHER" | "PUBLIC_ORDER" | "PUBLIC_SERVICES" | "SCIENCE_TECHNOLOGY" | "TRADE" | "TRANSPORT";

export type Channel = "EMAIL" | "E_DOCUMENT" | "OTHER_ELECTRONIC" | "PHONE" | "POST" | "PUBLIC" | "SMS";

export type DutyKind = "ACCEPT_COMPLAINT" | "ACCEPT_REPORT" | "ACTIVATE_PROVISION" | "ACT_ON_FINDING" | "ANSWER_DATA_REQUEST" | "ANSWER_DIFFICULTY" | "ANSWER_INSPECTION" | "ANSWER_PRESS" | "ANSWER_REFERRAL" | "ANSWER_REQUEST" | "APPRAISE" | "APPROVE_ERASURE" | "APPROVE_GRANT" | "APPROVE_NOTICE" | "APPROVE_PROGRAM" | "APPROVE_TAKEDOWN" | "APPROVE_USER" | "ASK_RESTORATION" | "CHECK" | "CHECK_NOTICE" | "CLOSE" | "CONCLUDE_ROUND" | "CONFIRM_OFFICER" | "CONFIRM_ROW" | "DECIDE_COMPLAINT" | "DRAFT_CONSOLIDATED" | "ENTER_DAYS_OFF" | "FIND_OUTCOME" | "FIND_RESTORATION" | "FORWARD_DIFFICULTY" | "GIVE_OPINION" | "HAND_OVER_TRANSFER" | "ISSUE_CORRECTION" | "ISSUE_NOTICE" | "JUSTIFY_MEASURE" | "NAME_OFFICER" | "PROTECT_PERSON" | "RECEIVE_TRANSFER" | "REMEDY" | "RENEW_APPOINTMENT" | "RENEW_COMPETENCE" | "REPORT_ON_DIRECTIVE" | "REPORT_RESULT" | "REVIEW_CONSOLIDATED" | "REVIEW_EXPRESSION" | "REVIEW_NOTICE" | "REVIEW_REMOVAL" | "SCREEN" | "SEND_CONSOLIDATED" | "SEND_TAKEDOWN" | "SERVE_DECISION" | "SIGN_CONSOLIDATED" | "SIGN_DECISION" | "SIGN_TAKEDOWN" | "SIGN_TRANSFER" | "SUBMIT_REPORT" | "SUBMIT_TAKEDOWN";

export type EvidenceKind = "CAPTURE" | "DOCUMENT" | "OTHER" | "PHOTOGRAPH" | "RECORDING";

export type EvidenceWeight = "CONTRADICTS" | "NEITHER" | "SUPPORTS";

export type HarmlessReason = "AGENCY_CONTACT" | "CONSENT" | "NOT_A_PERSON" | "OFFICE_HOLDER";

export type Medium = "FORUM" | "MESSAGING" | "OTHER" | "PRESS" | "SOCIAL_NETWORK" | "VIDEO" | "WEBSITE";

export type Post = "ADMIN" | "AUDITOR" | "HANDLER" | "INSPECTOR" | "SIGNATORY" | "SPOKESPERSON";

export type PublicationState = "CORRECTED" | "ISSUED" | "RETRACTED" | "UNDER_REVIEW";

export type Role = "BNC" | "BTG" | "CAT" | "COMM" | "DEPT" | "DIST" | "HNB" | "INSPECTOR" | "LEAD" | "PPC" | "PRESS";

export type AddEvidenceInput = {
  caseId: string;
  commandId?: string;
  confirmedNames?: readonly ConfirmedNameInput[];
  kind: EvidenceKind;
  redacted: boolean;
  source: string;
  upload: string;
  weight: EvidenceWeight;
};

export type ConfirmedNameInput = {
  at: number;
  field: string;
  harmless: HarmlessReason;
};

export type CaseFilter = {
  agency?: string | null;
  areas?: readonly string[] | null;
  assigned?: string | null;
  category?: Category | null;
  changedSince?: string | null;
  concerned?: string | null;
  dueBefore?: string | null;
  dueSince?: string | null;
  lead?: string | null;
  openedBefore?: string | null;
  openedSince?: string | null;
  search?: string | null;
  states?: readonly CaseState[] | null;
};

export type ReportCaseInput = {
  areas?: readonly string[];
  category?: Category | null;
  channel: Channel;
  channelNote?: string | null;
  claim: string;
  commandId?: string;
  concerns?: readonly string[];
  confirmedNames?: readonly ConfirmedNameInput[];
  contact?: string | null;
  deliveredOn?: string | null;
  detectedAt: string;
  documentNumber?: string | null;
  freeOfSecrets: boolean;
  medium: Medium;
  place?: string | null;
  postmarkOn?: string | null;
  publishedAt?: string | null;
  url?: string | null;
};

export type ScreenCaseInput = {
  areas?: readonly string[];
  assigned: string;
  caseId: string;
  category: Category;
  commandId?: string;
  concerns?: readonly string[];
  confirmedNames?: readonly ConfirmedNameInput[];
  expectedVersion: number;
  note?: string | null;
};

export type StartCheckingInput = {
  caseId: string;
  commandId?: string;
  expectedVersion: number;
  focal: string;
};

export type AddEvidenceData = {
  readonly addEvidence: AddEvidenceDataAddEvidence;
};

export type AddEvidenceDataAddEvidence = {
  readonly replayed: boolean;
  readonly case: AddEvidenceDataAddEvidenceCase | null;
  readonly problems: readonly Refusal[];
};

export type AddEvidenceDataAddEvidenceCase = {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly state: CaseState;
  readonly claim: string | null;
  readonly evidence: readonly AddEvidenceDataAddEvidenceCaseEvidence[];
};

export type AddEvidenceDataAddEvidenceCaseEvidence = {
  readonly key: string;
  readonly kind: EvidenceKind;
  readonly source: string | null;
};

export type RefusalOther = {
  readonly __typename: ("CommandReused" | "LimitReached" | "MissingRight" | "NotFound" | "RuleNotMet" | "SafeguardNotMet" | "TransitionNotAllowed" | "Unsettled");
  readonly code: string;
  readonly messageVi: string;
  readonly messageEn: string;
};

export type RefusalInvalidInput = {
  readonly __typename: "InvalidInput";
  readonly code: string;
  readonly messageVi: string;
  readonly messageEn: string;
  readonly path: string;
};

export type RefusalVersionConflictSince = {
  readonly version: number;
  readonly at: string;
  readonly action: Action;
  readonly labelVi: string;
  readonly labelEn: string;
  readonly agency: RefusalVersionConflictSinceAgency | null;
  readonly bookkeeping: boolean;
  readonly fields: readonly string[];
};

export type RefusalVersionConflictSinceAgency = {
  readonly id: string;
  readonly name: string;
};

export type RefusalVersionConflict = {
  readonly __typename: "VersionConflict";
  readonly code: string;
  readonly messageVi: string;
  readonly messageEn: string;
  readonly currentVersion: number;
  readonly since: readonly RefusalVersionConflictSince[];
};

export type Refusal = RefusalOther | RefusalInvalidInput | RefusalVersionConflict;

export type AgenciesData = {
  readonly agencies: readonly AgenciesDataAgencies[] | null;
};

export type AgenciesDataAgencies = {
  readonly id: string;
  readonly name: string;
  readonly kind: AgencyKind;
};

export type CaseData = {
  readonly case: CaseDataCase | null;
};

export type CaseDataCase = {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly state: CaseState;
  readonly claim: string | null;
  readonly category: Category | null;
  readonly medium: Medium;
  readonly url: string | null;
  readonly lead: CaseDataCaseLead;
  readonly assigned: CaseDataCaseAssigned | null;
  readonly evidence: readonly CaseDataCaseEvidence[];
  readonly allowedActions: readonly CaseDataCaseAllowedActions[];
};

export type CaseDataCaseLead = {
  readonly id: string;
  readonly name: string;
};

export type CaseDataCaseAssigned = {
  readonly id: string;
  readonly name: string;
};

export type CaseDataCaseEvidence = {
  readonly key: string;
  readonly kind: EvidenceKind;
  readonly source: string | null;
};

export type CaseDataCaseAllowedActions = {
  readonly action: Action;
  readonly labelVi: string;
  readonly labelEn: string;
};

export type CaseChangedData = {
  readonly caseChanged: CaseChangedDataCaseChanged;
};

export type CaseChangedDataCaseChanged = {
  readonly cursor: string;
  readonly version: number;
  readonly case: CaseRow;
};

export type CaseRow = {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly state: CaseState;
  readonly claim: string | null;
};

export type CasesData = {
  readonly cases: CasesDataCases | null;
};

export type CasesDataCases = {
  readonly edges: readonly CasesDataCasesEdges[];
  readonly pageInfo: CasesDataCasesPageInfo;
};

export type CasesDataCasesEdges = {
  readonly node: CaseRow;
};

export type CasesDataCasesPageInfo = {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
};

export type InboxData = {
  readonly inbox: Waiting | null;
};

export type Waiting = {
  readonly duties: readonly WaitingDuties[];
  readonly items: readonly WaitingItems[];
};

export type WaitingDuties = {
  readonly kind: DutyKind;
  readonly count: number;
  readonly overdue: number;
};

export type WaitingItems = {
  readonly kind: DutyKind;
  readonly dueAt: string | null;
  readonly overdue: boolean;
  readonly case: CaseRow;
};

export type InboxChangedData = {
  readonly inboxChanged: InboxChangedDataInboxChanged;
};

export type InboxChangedDataInboxChanged = {
  readonly cursor: string;
  readonly inbox: Waiting;
};

export type MeData = {
  readonly me: MeDataMe;
};

export type MeDataMe = {
  readonly agency: MeDataMeAgency;
  readonly role: Role;
  readonly posts: readonly Post[];
  readonly scopes: readonly string[];
  readonly officerId: string | null;
  readonly isPerson: boolean;
};

export type MeDataMeAgency = {
  readonly id: string;
  readonly name: string;
};

export type PublicationChangesData = {
  readonly publicationChanges: PublicationChangesDataPublicationChanges | null;
};

export type PublicationChangesDataPublicationChanges = {
  readonly edges: readonly PublicationChangesDataPublicationChangesEdges[];
  readonly pageInfo: PublicationChangesDataPublicationChangesPageInfo;
};

export type PublicationChangesDataPublicationChangesEdges = {
  readonly node: PublicationChangesDataPublicationChangesEdgesNode;
};

export type PublicationChangesDataPublicationChangesEdgesNode = {
  readonly number: number;
  readonly publication: PublicationChangesDataPublicationChangesEdgesNodePublication;
};

export type PublicationChangesDataPublicationChangesEdgesNodePublication = {
  readonly id: string;
  readonly state: PublicationState;
  readonly current: PublicationChangesDataPublicationChangesEdgesNodePublicationCurrent | null;
};

export type PublicationChangesDataPublicationChangesEdgesNodePublicationCurrent = {
  readonly title: string | null;
};

export type PublicationChangesDataPublicationChangesPageInfo = {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
};

export type PublicationIssuedData = {
  readonly publicationIssued: PublicationIssuedDataPublicationIssued;
};

export type PublicationIssuedDataPublicationIssued = {
  readonly cursor: string;
  readonly change: PublicationIssuedDataPublicationIssuedChange;
};

export type PublicationIssuedDataPublicationIssuedChange = {
  readonly number: number;
  readonly publication: PublicationIssuedDataPublicationIssuedChangePublication;
};

export type PublicationIssuedDataPublicationIssuedChangePublication = {
  readonly id: string;
  readonly state: PublicationState;
  readonly current: PublicationIssuedDataPublicationIssuedChangePublicationCurrent | null;
};

export type PublicationIssuedDataPublicationIssuedChangePublicationCurrent = {
  readonly title: string | null;
};

export type ReportCaseData = {
  readonly reportCase: ReportCaseDataReportCase;
};

export type ReportCaseDataReportCase = {
  readonly replayed: boolean;
  readonly case: CaseRow | null;
  readonly problems: readonly Refusal[];
};

export type ScreenCaseData = {
  readonly screenCase: ScreenCaseDataScreenCase;
};

export type ScreenCaseDataScreenCase = {
  readonly replayed: boolean;
  readonly case: CaseRow | null;
  readonly problems: readonly Refusal[];
};

export type StartCheckingData = {
  readonly startChecking: StartCheckingDataStartChecking;
};

export type StartCheckingDataStartChecking = {
  readonly replayed: boolean;
  readonly case: CaseRow | null;
  readonly problems: readonly Refusal[];
};

export type AddEvidenceVariables = {
  readonly input: AddEvidenceInput;
};

/** Add an uploaded file to the case as evidence (Đ4.3). */
export const AddEvidence = operation<AddEvidenceData, AddEvidenceVariables>("0db07776bc7c6c5c10afe6885e18d212971f3a0090ee1c8795170e14f74bdbe9", "mutation AddEvidence($input: AddEvidenceInput!) {\n  addEvidence(input: $input) {\n    replayed\n    case {\n      ...CaseRow\n      evidence {\n        key\n        kind\n        source\n      }\n    }\n    problems {\n      ...Refusal\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Refusal on Problem {\n  __typename\n  code\n  messageVi\n  messageEn\n  ... on InvalidInput {\n    path\n  }\n  ... on VersionConflict {\n    currentVersion\n    since {\n      version\n      at\n      action\n      labelVi\n      labelEn\n      agency {\n        id\n        name\n      }\n      bookkeeping\n      fields\n    }\n  }\n}");

export type AgenciesVariables = {};

/** Agencies that exist today, or all agencies, by name in Vietnamese order. `competentIn` keeps only those that a command about such a task accepts. For any signed-in caller. */
export const Agencies = operation<AgenciesData, AgenciesVariables>("24ba951ee918a5ff23901e1c3dd3186b811630733fe17786eecfe6a15940029d", "query Agencies {\n  agencies {\n    id\n    name\n    kind\n  }\n}");

export type CaseVariables = {
  readonly id: string;
};

/** The case with this id; null when it is missing or not visible to the caller. */
export const Case = operation<CaseData, CaseVariables>("2ef8b904e8b698b0bc275790d96814e3ee8dff3afad302de4eaae9110b9850f1", "query Case($id: ID!) {\n  case(id: $id) {\n    ...CaseRow\n    category\n    medium\n    url\n    lead {\n      id\n      name\n    }\n    assigned {\n      id\n      name\n    }\n    evidence {\n      key\n      kind\n      source\n    }\n    allowedActions(allowed: true) {\n      action\n      labelVi\n      labelEn\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}");

export type CaseChangedVariables = {
  readonly caseId?: string | null;
  readonly after?: string | null;
};

/** New versions of cases that the caller may see, in the order of the log. The register checks before each event whether the caller may still see the case. */
export const CaseChanged = operation<CaseChangedData, CaseChangedVariables>("454947c9b4b6d708cadc992c72aecc255ff8dc7c453a03999fa10c906a8a2b2b", "subscription CaseChanged($caseId: ID, $after: String) {\n  caseChanged(caseId: $caseId, after: $after) {\n    cursor\n    version\n    case {\n      ...CaseRow\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}");

export type CasesVariables = {
  readonly first: number;
  readonly after?: string | null;
  readonly filter?: CaseFilter | null;
};

/** The cases that the caller may see, in the order asked for. */
export const Cases = operation<CasesData, CasesVariables>("8557ae00524fdba6e25afdcdf23ccde32afbb9aaaf425d5cf36258eecd90a8a1", "query Cases($first: Int!, $after: String, $filter: CaseFilter) {\n  cases(first: $first, after: $after, filter: $filter) {\n    edges {\n      node {\n        ...CaseRow\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}");

export type InboxVariables = {};

/** What waits for the caller's agency (checks, opinions, signatures, answers, complaints, questions of the press, reports, approvals) with deadlines, and how many cases are in each state. */
export const Inbox = operation<InboxData, InboxVariables>("11257719cc8ad9d0860a8557db01e816a6795de6a15a20d584a9fa8bafd25a13", "query Inbox {\n  inbox {\n    ...Waiting\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Waiting on Inbox {\n  duties {\n    kind\n    count\n    overdue\n  }\n  items {\n    kind\n    dueAt\n    overdue\n    case {\n      ...CaseRow\n    }\n  }\n}");

export type InboxChangedVariables = {
  readonly after?: string | null;
};

/** The caller's inbox: what waits for the agency, with deadlines and counts. The first event comes at once, unless `after` stands for the same state; another comes each time a duty changes, by an action, a deadline or a right. */
export const InboxChanged = operation<InboxChangedData, InboxChangedVariables>("e9dcf6896c051eb472d78acf0f70c1975bb9067494efaa9483c96c024289f785", "subscription InboxChanged($after: String) {\n  inboxChanged(after: $after) {\n    cursor\n    inbox {\n      ...Waiting\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Waiting on Inbox {\n  duties {\n    kind\n    count\n    overdue\n  }\n  items {\n    kind\n    dueAt\n    overdue\n    case {\n      ...CaseRow\n    }\n  }\n}");

export type MeVariables = {};

/** The caller, and what the caller may do today. For any signed-in caller. */
export const Me = operation<MeData, MeVariables>("3caf240a2ee4b6a3a6422a5b11f8d097cb171cc8043eafdbf521c122ae8bc612", "query Me {\n  me {\n    agency {\n      id\n      name\n    }\n    role\n    posts\n    scopes\n    officerId\n    isPerson\n  }\n}");

export type PublicationChangesVariables = {
  readonly first: number;
  readonly after?: string | null;
};

/** Every version that the public could read, in the order of the transparency log. Corrections and retractions are versions too. Continue from the last `cursor`, and you miss none. */
export const PublicationChanges = operation<PublicationChangesData, PublicationChangesVariables>("7421ba33fd59e6a1754539085cc262ff0ae5ea3fe5bef7ed72a71f4535625489", "query PublicationChanges($first: Int!, $after: String) {\n  publicationChanges(first: $first, after: $after) {\n    edges {\n      node {\n        number\n        publication {\n          id\n          state\n          current {\n            title\n          }\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}");

export type PublicationIssuedVariables = {
  readonly after?: string | null;
};

/** New public versions of notices to the press, in the order of the log. */
export const PublicationIssued = operation<PublicationIssuedData, PublicationIssuedVariables>("1b3d6693c16402299d311c22b7215fda0b871940112293a68104ad6d02ed510a", "subscription PublicationIssued($after: String) {\n  publicationIssued(after: $after) {\n    cursor\n    change {\n      number\n      publication {\n        id\n        state\n        current {\n          title\n        }\n      }\n    }\n  }\n}");

export type ReportCaseVariables = {
  readonly input: ReportCaseInput;
};

/** Report online content to the lead agency (Đ3.1). A reporter who called or left a contact gets a code to follow
the case. */
export const ReportCase = operation<ReportCaseData, ReportCaseVariables>("15e09a8e77d80cd60a247ef4c41bd499d0912fc0951ff9cd7ca4ceef9d164d57", "mutation ReportCase($input: ReportCaseInput!) {\n  reportCase(input: $input) {\n    replayed\n    case {\n      ...CaseRow\n    }\n    problems {\n      ...Refusal\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Refusal on Problem {\n  __typename\n  code\n  messageVi\n  messageEn\n  ... on InvalidInput {\n    path\n  }\n  ... on VersionConflict {\n    currentVersion\n    since {\n      version\n      at\n      action\n      labelVi\n      labelEn\n      agency {\n        id\n        name\n      }\n      bookkeeping\n      fields\n    }\n  }\n}");

export type ScreenCaseVariables = {
  readonly input: ScreenCaseInput;
};

/** Screen a report: name its field, its areas and the agency that checks it (Đ5.1.a). */
export const ScreenCase = operation<ScreenCaseData, ScreenCaseVariables>("5fae07bb62cfb2a4d35e6a892ab9878abe55c5deabb4515fa49f43aa2c255a3e", "mutation ScreenCase($input: ScreenCaseInput!) {\n  screenCase(input: $input) {\n    replayed\n    case {\n      ...CaseRow\n    }\n    problems {\n      ...Refusal\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Refusal on Problem {\n  __typename\n  code\n  messageVi\n  messageEn\n  ... on InvalidInput {\n    path\n  }\n  ... on VersionConflict {\n    currentVersion\n    since {\n      version\n      at\n      action\n      labelVi\n      labelEn\n      agency {\n        id\n        name\n      }\n      bookkeeping\n      fields\n    }\n  }\n}");

export type StartCheckingVariables = {
  readonly input: StartCheckingInput;
};

/** Start checking a screened case (Đ4.3). */
export const StartChecking = operation<StartCheckingData, StartCheckingVariables>("f904aab21926088253cdddba253d246f489250386ba5415b59059e75bba07c6f", "mutation StartChecking($input: StartCheckingInput!) {\n  startChecking(input: $input) {\n    replayed\n    case {\n      ...CaseRow\n    }\n    problems {\n      ...Refusal\n    }\n  }\n}\n\nfragment CaseRow on Case {\n  id\n  code\n  version\n  state\n  claim\n}\n\nfragment Refusal on Problem {\n  __typename\n  code\n  messageVi\n  messageEn\n  ... on InvalidInput {\n    path\n  }\n  ... on VersionConflict {\n    currentVersion\n    since {\n      version\n      at\n      action\n      labelVi\n      labelEn\n      agency {\n        id\n        name\n      }\n      bookkeeping\n      fields\n    }\n  }\n}");
