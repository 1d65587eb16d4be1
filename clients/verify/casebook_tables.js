// Made by scripts/generate: the rules of docs/record-folds.md, and who may do what (domain/).
var casebookTables = {
  folds: String.raw`
begins case.reported case.imported publication.drafted redress.filed erasure.requested erasure.proposed
    erasure.retention-ended report.opened agency.registered lead.assigned officer.appointed officer.nominated
    grant.entered grant.proposed client.registered regulation.entered
required client.redirects client.scopes grant.scopes officer.posts
default case.cycle 1
default case.medium OTHER
default redress.level 1
default agency.certainty CONFIRMED
default agency.parts_entered 0
default lead.certainty CONFIRMED
default lead.part LEAD
default client.state DRAFT
default regulation.certainty CONFIRMED

case.reported: * = @; state = RECEIVED; members |= @lead; members |= @reporter
case.imported: * = @reported; state = RECEIVED; members |= @reported.lead; members |= @reported.reporter;
    imported = @imported
case.screened: state = SCREENED; category = @category; areas = @areas; assigned = @assigned;
    concerns = @concerns; corruption = true if @corruption; screening_note = @note; members |= @assigned
case.reassigned: state = SCREENED; assigned = @assigned; assigned_at = @at; reassigned_from = @former if @at;
    focal = null; members |= @assigned
case.rescreening-asked: rescreenings += @rescreening
case.rescreened: state = SCREENED if @moved; focal = null if @moved; category = @category; areas = @areas;
    assigned = @assigned; assigned_at = @step.at if @moved; reassigned_from = null if @moved; corruption = true if @corruption; members |= @assigned;
    rescreenings[id=@rescreening].done = @step
case.rescreening-refused: rescreenings[id=@rescreening].refused = @step
case.focal-named: focal = @focal
case.check-passed: focal = @successor
case.delay-explained: receipt.delay = @delay
case.checking-started: state = CHECKING; focal = @focal
case.check-recorded: checks += @check
case.verification-recorded: verifications += @verification
case.evidence-added: evidence += @item
case.paper-file-named: paper_files += @file
case.expression-reviewed: expression_reviews += @review
case.appraised: state = APPRAISED; appraisal = @appraisal
case.appraisal-withdrawn: state = CHECKING if focal else SCREENED; appraisal = null
case.concern-named: concerns |= @concerns; corruption = true if @corruption; state = SCREENED if @checked_again;
    state = CHECKING if @checked_again and focal; appraisal = null if @checked_again;
    proposal = null if @checked_again
case.contact-forgotten: contact = null
case.handling-suggested: suggestions += @suggestion
case.hearing-opened: hearings += @hearing
case.hearing-answered: hearings[id=@hearing].answers += @answer
case.hearing-stated: hearings[id=@hearing].statements += @statement
case.hearing-look-asked: hearings[id=@hearing].look = @look
case.hearing-looked: $look = hearings[id=@hearing].look; $look.asked_at = @step.at if not $look.asked_at;
    $look.due_at = @step.at if not $look.due_at; $look.done = @step; hearings[id=@hearing].look = $look
case.hearing-proven: hearings[id=@hearing].proofs += @proof; hearings[id=@hearing].look = null if @proof.place;
    hearings[cycle=cycle] move statements answers mark @proof.mark
case.hearing-proof-withdrawn: $mark = hearings[id=@hearing].proofs[id=@proof].mark;
    hearings[id=@hearing].proofs[id=@proof].withdrawn = @step;
    hearings[cycle=cycle] move answers statements mark $mark
case.protection-requested: protections += @request; members |= @request.protectors
case.protection-withdrawn: protections[last].withdrawn_at = @at; protections[last].withdrawal = @reasons
case.protection-passed-on: members |= @passed.agency; protections[last].passed_on += @passed
case.protection-confirmed: protections[last].confirmed = @confirmation
case.protection-begun: members |= @at_once.agency; protections[id=@request].at_once = @at_once
case.protection-upheld: protections[id=@request].at_once.upheld_at = @at
case.protection-lapsed: protections[id=@request].at_once.ended_at = @at
case.protection-released: protections[id=@request].at_once.released = @step
case.protection-inspected: protections[id=@request].inspected = @inspected
case.restoration-asked: restorations += @restoration
case.restoration-replied: restorations[id=@restoration].reply = @answer;
    restorations[id=@restoration].replied = @step
case.restoration-seen: restorations[id=@restoration].outcome = @outcome;
    restorations[id=@restoration].found = @step
case.handling-proposed: state = PROPOSED; proposal = @proposal
case.proposal-withdrawn case.proposal-refused: state = APPRAISED; proposal = null
case.decided: state = DECIDED; decisions += @decision
case.execution-started: state = EXECUTING; executions += @execution; members |= @execution.agency
case.service-corrected: executions[last].served = @served; executions[last].corrected = @step
case.remedy-opened: state = EXECUTING; remedies += @remedy; members |= @remedy.agency
case.result-reported: state = RESULT_REPORTED; results += @result
case.closed: state = CLOSED; closure = @closure
case.reopened: $step.agency = @reopening.agency if @reopening.agency else lead;
    $step.officer = @reopening.officer; $step.at = @reopening.at;
    $step.document_number = @reopening.document_number; $step.note = @reopening.reasons;
    takedowns[id=@reopening.removals].withdrawn = $step; takedowns[id=@reopening.removals].status = WITHDRAWN;
    takedowns[status!=PPC_REFUSED|REVIEWED|WITHDRAWN].withdrawn = $step;
    takedowns[status!=PPC_REFUSED|REVIEWED|WITHDRAWN].status = WITHDRAWN;
    own_measures[id=@reopening.measures].ended_at = @reopening.at;
    own_measures[id=@reopening.measures].lapsed = true;
    publications[publication=@reopening.notices].state = WITHDRAWN;
    state = @reopening.to_state if @reopening.to_state else CHECKING; cycle plus 1; closure = null;
    appraisal = null; proposal = null; reopenings += @reopening
case.duplicate-linked: duplicate_of = @of; $link.of = @of; $link.linked = @step; links += $link
case.duplicate-unlinked: duplicate_of = null; links[last].unlinked = @step
case.lead-passed: lead = @successor; members |= @successor
case.agency-notified: notices += @notice; notices keep 200
case.own-measure-taken: own_measures += @measure
case.own-measure-justified: own_measures[id=@measure].justified_by = @officer;
    own_measures[id=@measure].provision = @provision; own_measures[id=@measure].justification = @reasons
case.own-measure-ended: own_measures[id=@measure].ended_at = @at; own_measures[id=@measure].lapsed = @lapsed;
    own_measures[id=@measure].redress = @redress
case.publication-noted: publications[publication=@publication] = null; $link.publication = @publication;
    $link.state = @state; $link.redress = @redress; publications += $link
case.officer-recused: recused += @officer
case.recusal-moved: recusals += @recusal
case.recusal-answered: recusals[id=@recusal].answered = @step
case.recusal-decided: recusals[id=@recusal].decided = @step; recusals[id=@recusal].granted = @granted;
    recused += @officer if @granted
case.recusal-undone: recused -= @officers; recusals[officer=@officers].undone = @step
case.report-withdrawn case.protection-paper-recorded: withdrawals += @withdrawal
case.reporter-asked case.reporter-wrote: messages += @message
case.withdrawal-confirmed: withdrawals[cycle=cycle,paper!=null,confirmed=null,refused=null].confirmed = @step
case.withdrawal-refused: withdrawals[cycle=cycle,paper!=null,confirmed=null,refused=null].refused = @step
case.accusation-accepted: concerns |= @concerns; corruption = true if @corruption
case.referred: referrals += @referral; members |= @referral.agency
case.referral-answered: referrals[id=@referral].outcome = @outcome; referrals[id=@referral].answered = @step
case.allegation-rerouted: reroutings += @rerouting; members |= @rerouting.agency
case.regrouped: $round = rounds[concluded_at=null]; $heard = $round.opinions[agency=@former];
    rounds[id=$round.id].invited swap @former @successor if @former = $round.invited and not $heard;
    takedowns[status!=PPC_REFUSED|REVIEWED|WITHDRAWN,committee=@former].committee = @successor;
    transfers[status!=RETURNED|OUTCOME_NOTED,police=@former].police = @successor;
    requests[answered=null,agency=@former].agency = @successor;
    referrals[answered=null,agency=@former].agency = @successor; lead = @successor if lead = @former;
    focal = null if assigned = @former; assigned = @successor if assigned = @former;
    concerns swap @former @successor; members |= @successor
case.report-corrected: $made.step = @step; $made.claim = claim if @claim; $made.url = url if @url;
    $made.place = place if @place; $made.medium = medium if @medium;
    $made.claim_as_written = claim_as_written if @claim; report_corrections += $made;
    claim_as_written = null if @claim;
    claim = @claim if @claim; url = @url if @url; place = @place if @place; medium = @medium if @medium;
    addresses += @other_url if @other_url
case.coordination-requested: requests += @request; members |= @request.agency
case.request-answered: requests[id=@request].answered = @step
case.request-overdue: requests[id=@request].overdue_at = @at
case.round-opened: state = COORDINATING; rounds += @round; members |= @round.invited
case.opinion-given: rounds[id=@round].opinions += @opinion
case.meeting-recorded: rounds[id=@round].meeting = @meeting
case.round-lapsed: rounds[id=@round].lapsed_at = @silent[1].at if @silent else rounds[id=@round].due_at;
    rounds[id=@round].opinions ++= @silent
case.round-concluded: rounds[id=@round.id] = @round; state = APPRAISED if appraisal else COORDINATING;
    state = CHECKING if @round.outcome = MORE_EVIDENCE; appraisal = null if @round.outcome = MORE_EVIDENCE
case.takedown-drafted: takedowns += @takedown
case.takedown-item-added: takedowns[id=@takedown].items += @item
case.takedown-approved: takedowns[id=@takedown].status = LEAD_APPROVED; takedowns[id=@takedown].approved = @step;
    takedowns[id=@takedown].one_item = @one_item
case.takedown-submitted: members |= @committee; takedowns[id=@takedown].status = SUBMITTED_PPC;
    takedowns[id=@takedown].committee = @committee; takedowns[id=@takedown].submitted = @step
case.takedown-withdrawn: takedowns[id=@takedown].status = WITHDRAWN; takedowns[id=@takedown].withdrawn = @step
case.takedown-signed: takedowns[id=@takedown].status = PPC_SIGNED; takedowns[id=@takedown].answered = @step
case.takedown-refused: takedowns[id=@takedown].status = PPC_REFUSED; takedowns[id=@takedown].answered = @step
case.takedown-sent: takedowns[id=@takedown].status = SENT_MINISTRY;
    takedowns[id=@takedown].ministry = @ministry; takedowns[id=@takedown].reply_due_at = @reply_due_at;
    takedowns[id=@takedown].sent = @step
case.ministry-replied:
    takedowns[id=@takedown].status = MINISTRY_ACCEPTED if @answer = ACCEPTED else MINISTRY_REFUSED;
    takedowns[id=@takedown].replied = @step; takedowns[id=@takedown].reply = @answer if @kept else null
case.ministry-silent: takedowns[id=@takedown].status = NO_REPLY; takedowns[id=@takedown].no_reply_at = @at
case.takedown-outcome-recorded: takedowns[id=@takedown].status = OUTCOME_RECORDED;
    takedowns[id=@takedown].outcome = @outcome; takedowns[id=@takedown].found = @step;
    takedowns[id=@takedown].review_due_at = @review_due_at
case.takedown-review-due: takedowns[id=@takedown].review_noted_at = @at
case.takedown-reviewed: takedowns[id=@takedown].status = REVIEWED; takedowns[id=@takedown].reviewed = @step
case.transfer-proposed: transfers += @transfer
case.transfer-signed: state = TRANSFERRED; transfers[last].status = SIGNED; transfers[last].signed = @step;
    transfers[last].public_code = @public_code
case.transfer-refused: transfers[last] = null
case.transfer-handed-over: members |= @police; transfers[last].status = HANDED_OVER;
    transfers[last].handed_over = @step
case.transfer-received: transfers[last].status = RECEIVED; transfers[last].received = @step
case.transfer-returned: state = CHECKING; appraisal = null; proposal = null; transfers[last].status = RETURNED;
    transfers[last].returned = @step
case.police-outcome-noted: transfers[last].status = OUTCOME_NOTED; transfers[last].outcome = @step

showing: $version.title = wording.title; $version.claim = wording.claim; $version.text = wording.text;
    $version.result = result; versions += $version
publication.drafted: state = DRAFT; agency = @agency; case = @case; form = @form;
    redress_notice = @redress_notice; wording = @wording; result = @result; drafted_at = @at;
    page = @page
publication.reworded: state = DRAFT; redress_notice = @redress_notice; wording = @wording; result = @result;
    checked = null; approved = null; release_at = null; page = @page
publication.finding-confirmed: $wording = correction.wording if correction else wording;
    $wording.findings[key=@key].harmless = @harmless; $wording.findings[key=@key].officer = @officer;
    wording = $wording if not correction; correction.wording = $wording if correction
publication.checked: state = CHECKED; checked = @step
publication.withdrawn publication.halted: state = WITHDRAWN; withdrawn = @step; release_at = null
publication.approved: state = EMBARGOED if @release_at else APPROVED; approved = @step; release_at = @release_at
publication.release-change-asked: release_change = @change
publication.release-changed: state = EMBARGOED if @release_at else APPROVED; release_at = @release_at;
    release_change = null
publication.release-kept: release_change = null
publication.issued: state = ISSUED; result = @result if @result; $version.change = ISSUED; $version.at = @at;
    do showing
publication.correction-drafted: correction = @correction
publication.corrected: state = CORRECTED; upheld = null; wording = correction.wording; result = @result;
    page = correction.page if correction.page; approved = @step; review_since = null;
    $version.change = CORRECTED; $version.at = @step.at; $version.reason = correction.reason;
    correction = null; do showing
publication.under-review: review_since = @at; upheld = @redress if @redress; $version.change = UNDER_REVIEW;
    $version.at = @at; $version.ground = @ground; do showing
publication.confirmed: result = @result; review_since = null; $version.change = CONFIRMED;
    $version.at = @step.at; $version.reason = @step.note; do showing
publication.retracted: state = RETRACTED; upheld = null; retraction = @retraction; correction = null;
    review_since = null; $version.change = RETRACTED; $version.at = @retraction.at;
    $version.reason = @retraction.reason; do showing

redress.filed: * = @; state = FILED; examining = @agency
redress.accepted: state = ACCEPTED; decide_by = @decide_by
redress.rejected: state = REJECTED; rejections += @rejection; appeal_by = @appeal_by;
    ended_at = @rejection.at if @rejection.level = 2 else null
redress.appealed: state = SECOND_LEVEL; level = 2; examining = @appeal.agency; appeals += @appeal;
    accept_by = @accept_by; decide_by = null; appeal_by = null
redress.examination-begun: state = EXAMINING; examinations += @examination
redress.decided: state = FINAL if @ruling.level = 2 else @ruling.outcome; rulings += @ruling;
    appeal_by = @appeal_by; ended_at = @ruling.at if @ruling.level = 2 else null
redress.asked redress.wrote: messages += @message
redress.withdrawn: state = WITHDRAWN; ended_at = @at
redress.overdue: overdue += @due_at
redress.taken-up-again: state = SECOND_LEVEL if level = 2 else FILED; coercions += @coercion;
    accept_by = @accept_by; decide_by = null; ended_at = null
redress.suspended: suspensions += @suspension; decide_by = @decide_by
redress.resumed: suspensions[last].ended_at = @at; decide_by = @decide_by
redress.inspected: inspections += @step
redress.ended: state = FINAL; ended_at = @at

erasure.requested: * = @; state = REQUESTED; ground = DATA_SUBJECT
erasure.proposed: * = @; state = PROPOSED
erasure.retention-ended: code = @code; target = @target; at = @at; state = ORDERED; ground = RETENTION;
    contact_only = @contact_only
erasure.answered: state = PROPOSED if @granted and request.kind = ERASURE else ANSWERED; answer = @answer;
    public_code = @public_code
erasure.asked-again: state = REQUESTED; request.reply_by = @reply_by; request.begun = @at if @done_by;
    request.done_by = @done_by if @done_by; replied = null; extended = null; undone_at = null;
    former += refusal if refusal else answer;
    overdue_at = null; answer = null; approvals = null; refusal = null; public_code = null; upheld = @redress
erasure.overdue: overdue_at = @at
erasure.replied: replied = @replied
erasure.extended: extended = @extended; request.done_by = @done_by
erasure.undone: undone_at = @at
erasure.approved: approvals += @approval; state = ORDERED if approvals[2] else APPROVED_ONCE
erasure.announced: announced_at = @announced_at; destroys_at = @destroys_at
erasure.contested: state = PROPOSED; objections += @objection; approvals = null; announced_at = null;
    destroys_at = null
erasure.refused: state = REFUSED; refusal = @refusal; public_code = @public_code
erasure.done: state = DONE; destruction = @destruction

report.opened: * = @; state = DUE
report.counted: counting = @counting
report.reminded: reminded_at += @at
report.overdue: overdue_at = @at
report.overdue-passed-on: passed_on_at = @at
report.drafted: state = DRAFT; $sections = @words[all].section; words[section=$sections] = null; words ++= @words
report.submitted: state = SUBMITTED; submissions += @submission
report.returned: state = RETURNED; returns += @step
report.accepted: state = ACCEPTED; accepted = @step
report.frozen: state = FROZEN; frozen_at = @at
report.withdrawn: state = WITHDRAWN; withdrawn = @step

settling: entry.settled_by = @by if @by; entry.settled_at = @at if @by; entry.refused_for = @reason if @by
agency.registered lead.assigned regulation.entered: * = @
regulation.signing-proposed: signing_proposed = @rule
regulation.signing-required regulation.signing-lifted: signing += @rule; signing_proposed = null
agency.confirmed lead.confirmed regulation.confirmed: certainty = CONFIRMED; source = @source; do settling
agency.refused lead.refused regulation.refused: do settling
agency.named: names += @name
agency.letterhead-set: letterheads += @letterhead
agency.competence-granted: competences += @competence
agency.competence-ended: $old = @competence; $until = @until; do ending
ending:
    competences[task=$old.task,span=$old.span,source=$old.source,categories==$old.categories,areas==$old.areas].span.until
    = $until
agency.page-named: pages += @page
agency.page-ended: $page = @page; $until = @until; do closing
closing: pages[address=$page.address,title=$page.title,span=$page.span,source=$page.source].span.until = $until
agency.succeeded: successions += @succession
agency.succession-confirmed: $new = @succession;
    successions[successor=$new.successor,on=$new.on,whole=$new.whole,functions==$new.functions] = null;
    successions += $new
agency.part-proposed: proposed += @part; parts_entered plus 1
agency.part-refused: proposed[key=@part] = null
agency.part-confirmed: proposed[key=@part.key] = null; names += @part.name if @part.name;
    letterheads += @part.letterhead if @part.letterhead; successions += @part.succession if @part.succession;
    $page = @part.page; $until = @part.until; do closing if $page and $until; pages += $page if $page and not $until;
    $old = @part.competence; do ending if $old and $until;
    competences += $old if $old and not $until

officer.appointed officer.nominated: * = @
officer.confirmed: confirmed_by = @by
officer.refused: refused_by = @by; refused_at = @at; refused_for = @reasons
officer.dismissed: span.until = @on
officer.work-handed-over: handed_to = @colleague
officer.key-entered: keys += @key
officer.key-confirmed: keys[key=@key].confirmed_by = @by; keys[key=@key].confirmed_at = @at;
    keys[key=@key].counts_from = @counts_from
officer.key-doubted: keys[key=@key].doubted_by = @by; keys[key=@key].doubted_at = @at;
    keys[key=@key].reason = @reason
officer.key-ended: keys[key=@key].ended_by = @by; keys[key=@key].ended_at = @at

grant.entered: agency = @agency; scopes = @scopes; source = @source; state = ACTIVE; asked_by = @entered_by;
    asked_at = @entered_at
grant.proposed: * = @; state = PROPOSED
grant.end-proposed: * = @; state = END_PROPOSED; asked_kind = @asked_kind
grant.approved: state = ACTIVE if state = PROPOSED else ENDED; settled_by = @by; settled_at = @at
grant.refused: state = REFUSED if state = PROPOSED else ACTIVE; settled_by = @by; settled_at = @at;
    reason = @reason

client.registered: * = @
client.activated: state = ACTIVE; activated_by = @by
client.widened: scopes = @scopes
client.secrets-proposed: proposed = @
client.secrets-set: secrets = @secrets; proposed = null
client.stopped: state = STOPPED; stopped_by = @by
`,
  rights: String.raw`
never MINISTRY PARTY_INTERNAL_AFFAIRS PARTY_PROPAGANDA POLICE PRESS
kind PPC PPC
kind PPC_OFFICE INSPECTOR
kind DEPARTMENT DEPT
kind PARTY_PROPAGANDA BTG
kind PARTY_INTERNAL_AFFAIRS BNC
kind POLICE CAT
kind JOURNALISTS HNB
kind PRESS PRESS
kind DISTRICT DIST
kind COMMUNE COMM
kind INSPECTORATE INSPECTOR
impersonal activity:read audit:read audit:read:all case:read:all case:read:own case:report press:read query:adhoc
    registry:read report:read
role PPC activity:read activity:write admin:config audit:read breach:record case:read:all case:read:own case:report
    decision:issue difficulty:answer directive:issue erasure:approve focal:manage grant:manage merit:propose
    press:issue press:read query:adhoc redress:decide registry:read report:read takedown:sign
role LEAD activity:read activity:write admin:config audit:read breach:record budget:write case:appraise case:close
    case:intake case:read:all case:read:own case:report case:verify coord:convene decision:issue difficulty:write
    erasure:approve expression:review focal:manage grant:manage guidance:issue law:edit merit:propose opinion:give
    police:transfer press:issue press:read proposal:write query:adhoc redress:decide referral:hnb registry:read
    report:compile report:read report:result report:submit takedown:draft training:write
role BTG activity:read activity:write audit:read case:read:own case:report difficulty:write focal:manage merit:propose
    opinion:give press:read proposal:write query:adhoc registry:read report:read report:submit
role BNC activity:read activity:write audit:read case:read:own case:report case:verify difficulty:write focal:manage
    merit:propose opinion:give press:read query:adhoc registry:read report:read report:submit
role CAT activity:read activity:write audit:read budget:write case:read:own case:report case:verify coord:convene
    difficulty:write focal:manage merit:propose opinion:give police:receive press:issue press:read proposal:write
    query:adhoc registry:read report:result report:submit
role HNB activity:read activity:write audit:read case:read:own case:report difficulty:write focal:manage merit:propose
    opinion:give press:read query:adhoc referral:hnb registry:read report:result report:submit
role PRESS activity:read activity:write audit:read difficulty:write focal:manage merit:propose press:read query:adhoc
    registry:read report:submit
role DEPT activity:read activity:write audit:read budget:write case:read:own case:report case:verify decision:issue
    difficulty:write expression:review focal:manage law:edit merit:propose opinion:give press:issue press:read
    proposal:write query:adhoc redress:decide registry:read report:result report:submit training:write
role DIST activity:read activity:write audit:read budget:write case:read:own case:report case:verify decision:issue
    difficulty:write expression:review focal:manage merit:propose opinion:give press:issue press:read proposal:write
    query:adhoc redress:decide registry:read report:result report:submit training:write
role COMM activity:read activity:write audit:read budget:write case:read:own case:report case:verify decision:issue
    difficulty:write expression:review focal:manage merit:propose opinion:give press:issue press:read proposal:write
    query:adhoc redress:decide registry:read report:result report:submit training:write
role INSPECTOR activity:read audit:read audit:read:all breach:record case:read:all case:read:own inspection:record
    press:read query:adhoc registry:read report:read
act - - OPERATOR appointOfficer enterClient enterGrant enterUser importCase liftSigning listProvision widenClient
act - - PUBLIC accuseByCode answerHearing appealRedress askForLook fileRedress nameConcernedByCode reportContent
    requestData requestDataByAddress requestProtection takeUpRedressAgain withdrawOwnReport withdrawProtection
    withdrawRedress writeToAgency writeToExaminer
act - - SYSTEM acceptSignedCopy announceErasure countReport destroyTexts endAtOnce endRedress endRetention enrolUser
    failDocument finishDocument freezeConsolidated freezeReport issueOnTime lapseOwnMeasure lapseRound leaveMailing
    leaveStatement noteAnswerOverdue noteCompileFailed noteDataRequestOverdue noteDataRequestUndone
    noteDirectiveOverdue noteInspectionOverdue noteNoReply noteRedressOverdue noteReportOverdue noteRequestOverdue
    noteReviewDue noteSubmissions noteWebhookGone notifyAgency openReport passCheck passLead passOnOverdueReport
    recordAccess refuseSignedCopy regroupCase remindReport scheduleConsolidated
act activity:read,audit:read,audit:read:all,case:read:own,press:read,report:compile,report:read,report:submit
    AUDITOR,HANDLER,INSPECTOR,SIGNATORY,SPOKESPERSON PERSON requestDocument submitSignedCopy
act activity:write HANDLER CLIENT,PERSON recordAwareness
act activity:write HANDLER,SIGNATORY CLIENT,PERSON answerBreach answerInspection withdrawActivity
act activity:write SIGNATORY CLIENT,PERSON recordDiscipline
act admin:config ADMIN CLIENT,OPERATOR,PERSON assignLead confirmAgency confirmAgencyPart confirmArea confirmHolidays
    confirmLead confirmRegulation confirmSchedule confirmSuccession correctHolidays defineArea doubtHolidays
    endCompetence endOfficialPage endSchedule enterRegulation grantCompetence nameAgency nameOfficialPage refuseAgency
    refuseAgencyPart refuseArea refuseHolidays refuseLead refuseRegulation refuseSchedule registerAgency
    scheduleReports setHolidays setLetterhead succeedAgency
act admin:config ADMIN CLIENT,PERSON compareLead proposeSigning requireSigning
act breach:record SIGNATORY CLIENT,PERSON recordBreach withdrawBreach
act budget:write HANDLER CLIENT,PERSON recordBudgetLine updateBudgetLine
act case:appraise HANDLER,SIGNATORY CLIENT,PERSON appraiseCase findHarm openRemedy passOnProtection withdrawAppraisal
act case:close HANDLER,SIGNATORY CLIENT,PERSON closeCase
act case:close SIGNATORY CLIENT,PERSON reopenCase
act case:intake HANDLER CLIENT,PERSON correctReport reassignCase rescreenCase screenCase
act case:intake HANDLER,SIGNATORY CLIENT,PERSON linkDuplicate rerouteAllegation unlinkDuplicate
act case:read:own HANDLER,INSPECTOR,SIGNATORY PERSON accuseAgency confirmWithdrawal moveRecusal nameConcerned
    recordLateLook refuseWithdrawal
act case:read:own HANDLER,SIGNATORY PERSON recuseOfficer
act case:read:own HANDLER,SIGNATORY,SPOKESPERSON PERSON answerRecusal
act case:report HANDLER CLIENT,PERSON reportCase
act case:report HANDLER PERSON explainDelay namePaperFile recordProtectionRequest recordProtectionWithdrawal
    recordWithdrawal
act case:verify HANDLER CLIENT,PERSON addEvidence askReporter carryVerification nameFocalOfficer recordCheck
    recordHandover recordLook recordVerification startChecking takeOwnMeasure
act case:verify HANDLER,SIGNATORY CLIENT,PERSON confirmProtection confirmRescreening endOwnMeasure refuseRescreening
    withdrawProof
act case:verify SIGNATORY CLIENT,PERSON justifyOwnMeasure
act coord:convene HANDLER,SIGNATORY CLIENT,PERSON concludeRound openRound recordMeeting requestCoordination
act decision:issue HANDLER,SIGNATORY CLIENT,PERSON correctService startExecution
act decision:issue SIGNATORY CLIENT,PERSON decideCase refuseProposal
act difficulty:answer SIGNATORY CLIENT,PERSON answerDifficulty
act difficulty:write HANDLER CLIENT,PERSON fileDifficulty
act difficulty:write HANDLER,SIGNATORY CLIENT,PERSON forwardDifficulty
act directive:issue SIGNATORY CLIENT,PERSON closeDirective issueDirective reopenByCommittee setUpTaskForce
act directive:issue SIGNATORY PERSON decideRecusal undoRecusal
act erasure:approve DATA_PROTECTION_OFFICER,HANDLER,SIGNATORY CLIENT,PERSON answerDataRequest extendDataRequest
    recordDataRequest replyToDataRequest
act erasure:approve HANDLER,SIGNATORY CLIENT,PERSON contestErasure proposeErasure
act erasure:approve SIGNATORY CLIENT,PERSON approveErasure refuseErasure
act expression:review HANDLER,SIGNATORY CLIENT,PERSON reviewExpression reviewHarm
act focal:manage ADMIN CLIENT,OPERATOR,PERSON dismissOfficer recoverUser
act focal:manage ADMIN CLIENT,PERSON addWebhookKey changeWebhook nominateOfficer openUser redeliverSince
    redeliverWebhook registerClient registerWebhook setClientSecrets tryWebhook withdrawWebhookKey
act focal:manage ADMIN PERSON handOverWork
act focal:manage ADMIN,DATA_PROTECTION_OFFICER,HANDLER,INSPECTOR,SIGNATORY,SPOKESPERSON CLIENT,PERSON enterSigningKey
act focal:manage ADMIN,SIGNATORY CLIENT,OPERATOR,PERSON confirmSigningKey doubtSigningKey endSigningKey refuseOfficer
    suspendUser
act focal:manage ADMIN,SIGNATORY CLIENT,PERSON activateClient approveClientSecrets approveUser confirmOfficer
    disableWebhook enableWebhook stopClient
act focal:manage ADMIN,SPOKESPERSON CLIENT,PERSON enterMailing resendLetter stopMailing
act grant:manage ADMIN,SIGNATORY CLIENT,OPERATOR,PERSON proposeGrant proposeGrantEnd
act grant:manage ADMIN,SIGNATORY CLIENT,PERSON approveGrant refuseGrant
act guidance:issue SIGNATORY CLIENT,PERSON issueGuidance
act inspection:record INSPECTOR CLIENT,PERSON objectToErasure
act inspection:record INSPECTOR,SIGNATORY CLIENT,PERSON inspectProtection inspectRedress recordInspection
    withdrawInspection
act law:edit HANDLER,SIGNATORY CLIENT,OPERATOR,PERSON draftLevel draftTerm
act law:edit HANDLER,SIGNATORY CLIENT,PERSON activateLevel activateProvision activateTerm draftProvision endLevel
    endProvision endTerm enterProvisionWording
act merit:propose HANDLER CLIENT,PERSON proposeCommendation
act opinion:give HANDLER,SIGNATORY CLIENT,PERSON answerRequest giveOpinion
act police:receive HANDLER,SIGNATORY CLIENT,PERSON answerTransfer receiveTransfer returnTransfer
act police:transfer HANDLER,SIGNATORY CLIENT,PERSON handOverTransfer proposeTransfer recordPoliceOutcome
    recordTransferReturn
act police:transfer SIGNATORY CLIENT,PERSON refuseTransfer signTransfer
act press:issue HANDLER,SPOKESPERSON CLIENT,PERSON changeRelease checkPublication confirmFinding draftCorrection
    draftPublication extendAnswer keepRelease receiveQuestion rewordPublication withdrawPublication
act press:issue SIGNATORY CLIENT,PERSON endSpokesperson nameSpokesperson
act press:issue SPOKESPERSON CLIENT,PERSON answerQuestion approvePublication confirmPublication confirmRelease
    issueCorrection issuePublication refuseQuestion retractPublication
act proposal:write HANDLER CLIENT,PERSON openHearing proposeHandling
act proposal:write HANDLER,SIGNATORY CLIENT,PERSON suggestHandling withdrawProposal
act redress:decide HANDLER,SIGNATORY CLIENT,PERSON acceptRedress askComplainant beginExamination resumeRedress
act redress:decide SIGNATORY CLIENT,PERSON decideRedress declineAccusation rejectRedress reopenAccused suspendRedress
act referral:hnb HANDLER,SIGNATORY CLIENT,PERSON answerReferral referCase
act report:compile HANDLER,SIGNATORY CLIENT,PERSON acceptReport cancelCompile compileNumbers draftConsolidated
    requestReport restartCompile returnConsolidated returnReport reviewConsolidated sendConsolidated withdrawReport
act report:compile SIGNATORY CLIENT,PERSON signConsolidated supersedeConsolidated
act report:result HANDLER,SIGNATORY CLIENT,PERSON reportDirectiveResult reportResult
act report:submit HANDLER CLIENT,PERSON draftReport
act report:submit SIGNATORY CLIENT,PERSON submitReport
act takedown:draft HANDLER,SIGNATORY CLIENT,PERSON addTakedownItem askRestoration draftTakedown recordMinistryReply
    recordRelease recordRestorationOutcome recordRestorationReply recordTakedownOutcome reviewTakedown submitTakedown
    withdrawTakedown
act takedown:draft SIGNATORY CLIENT,PERSON approveTakedown
act takedown:sign HANDLER,SIGNATORY CLIENT,PERSON sendTakedown
act takedown:sign SIGNATORY CLIENT,PERSON refuseTakedown signTakedown
act training:write HANDLER CLIENT,PERSON recordTraining
process api CLIENT PERSON PUBLIC
process worker SYSTEM
process cli OPERATOR
by api enrolUser leaveMailing
by api,cli,verifier,worker recordAccess
by api,cli,worker leaveStatement
by eraser announceErasure destroyTexts endRetention
noted case.agency-notified case.request-overdue case.takedown-review-due consolidated.submissions-noted
    directive.overdue erasure.announced erasure.overdue erasure.undone exchange.overdue inspection.overdue
    redress.overdue report.overdue report.overdue-passed-on report.reminded
signs activateClient client.activated -
signs activateLevel level.activated read_in=read_in read_on=read_on
signs activateProvision provision.activated read_in=read_in read_on=read_on
signs activateTerm term.activated read_in=read_in read_on=read_on
signs approveClientSecrets client.secrets-set -
signs approveErasure erasure.approved approval.reasons=reasons
signs approveGrant grant.approved -
signs approvePublication publication.approved release_at=release_at
signs approveTakedown case.takedown-approved one_item=one_item takedown=takedown
signs approveUser user.approved code=code
signs approveUser user.recovery-approved code=code
signs closeCase case.closed closure.informed=informed closure.publication=publication closure.reason=ground
    closure.reasons=reasons
signs closeCase case.own-measure-ended -
signs closeCase case.protection-lapsed -
signs compareLead lead.confirmed on=on source=source
signs confirmAgency agency.confirmed source=source
signs confirmAgencyPart agency.part-confirmed part.key=part
signs confirmLead lead.confirmed on=on source=source
signs confirmOfficer officer.confirmed -
signs confirmRegulation regulation.confirmed on=on source=source
signs confirmSigningKey officer.key-confirmed key=key
signs confirmSuccession agency.succession-confirmed succession.source=source succession.successor=successor
signs decideCase case.decided decision.decided_on=decided_on decision.measure=measure decision.number=number
    decision.reasons=reasons decision.redress_notice=redress_notice decision.unheard=unheard
signs decideRecusal case.recusal-decided granted=granted recusal=recusal step.document_number=document_number
    step.note=reasons
signs decideRedress redress.decided ruling.decided_on=decided_on ruling.dialogue=dialogue ruling.number=number
    ruling.outcome=outcome ruling.reasons=reasons ruling.verified=verified ruling.way_on=way_on
signs endSigningKey officer.key-ended key=key
signs issueCorrection publication.corrected -
signs issueDirective directive.issued addressees=addressees content=content document_number=document_number
signs issuePublication publication.issued -
signs justifyOwnMeasure case.own-measure-justified measure=measure provision=provision reasons=reasons
signs nominateOfficer officer.nominated appointment=appointment posts=posts replaces=replaces span.since=since
    span.until=until subject=subject
signs proposeGrant grant.proposed agency=agency scopes=scopes source=source
signs proposeHandling case.handling-proposed proposal.after_limitation=after_limitation
    proposal.alternatives=alternatives proposal.measure=measure proposal.necessity=necessity
    proposal.provisions=provisions proposal.reply=reply proposal.weighing=weighing
signs proposeSigning regulation.signing-proposed rule.actions=actions rule.page=page rule.since=since
    rule.synced=synced
signs recordInspection inspection.recorded case=case cells=cells document_number=document_number examined=examined
    figures=figures finding=finding held_on=held_on inspected=inspected kind=kind recommendation=recommendation
    reopen=reopen
signs refuseErasure erasure.refused refusal.reasons=reasons
signs refuseProposal case.proposal-refused reasons=reasons
signs refuseTakedown case.takedown-refused step.note=reasons takedown=takedown
signs refuseTransfer case.transfer-refused step.note=reasons
signs registerClient client.registered machine=machine name=name redirects=redirects scopes=scopes secrets=secrets
    shared=shared
signs rejectRedress redress.rejected rejection.ground=ground rejection.reasons=reasons
signs reopenAccused accusation.upheld decided.document_number=document_number decided.note=reasons
signs reopenByCommittee case.reopened reopening.document_number=document_number reopening.ground=ground
    reopening.inspection=inspection reopening.reasons=reasons
signs reopenCase case.reopened reopening.document_number=document_number reopening.ground=ground
    reopening.inspection=inspection reopening.reasons=reasons
signs requireSigning regulation.signing-required -
signs retractPublication publication.retracted retraction.ground=ground retraction.reason=reasons
signs signConsolidated consolidated.signed signature.number=number signature.signatory=signatory
    signature.signed_on=signed_on
signs signTakedown case.takedown-signed step.document_number=document_number takedown=takedown
signs signTransfer case.transfer-signed step.document_number=document_number
signs submitReport report.submitted submission.document_number=document_number submission.signed_on=signed_on
signs undoRecusal case.recusal-undone step.document_number=document_number step.note=reasons
writes access.recorded=recordAccess access.refused=recordAccess access.sign-ins=recordAccess
    access.verified=recordAccess accusation.declined=declineAccusation accusation.filed=accuseAgency,accuseByCode
    accusation.upheld=reopenAccused activity.awareness-recorded=recordAwareness activity.breach-answered=answerBreach
    activity.breach-recorded=recordBreach activity.budget-line-recorded=recordBudgetLine
    activity.budget-line-spent=updateBudgetLine activity.commendation-proposed=proposeCommendation
    activity.discipline-recorded=recordDiscipline activity.guidance-issued=issueGuidance
    activity.task-force-set-up=setUpTaskForce activity.training-recorded=recordTraining
    activity.withdrawn=withdrawActivity,withdrawBreach agency.competence-ended=endCompetence
    agency.competence-granted=grantCompetence agency.confirmed=confirmAgency agency.letterhead-set=setLetterhead
    agency.named=nameAgency agency.page-ended=endOfficialPage agency.page-named=nameOfficialPage
    agency.part-confirmed=confirmAgencyPart
    agency.part-proposed=endCompetence,endOfficialPage,grantCompetence,nameAgency,nameOfficialPage,setLetterhead,succeedAgency
    agency.part-refused=refuseAgencyPart agency.refused=refuseAgency agency.registered=registerAgency
    agency.succeeded=succeedAgency agency.succession-confirmed=confirmSuccession area.confirmed=confirmArea
    area.defined=defineArea area.refused=refuseArea case.accusation-accepted=reopenAccused
    case.agency-notified=notifyAgency case.allegation-rerouted=rerouteAllegation
    case.appraisal-withdrawn=withdrawAppraisal case.appraised=appraiseCase,findHarm case.check-passed=passCheck
    case.check-recorded=recordCheck case.checking-started=startChecking case.closed=closeCase
    case.concern-named=nameConcerned,nameConcernedByCode case.contact-forgotten=destroyTexts
    case.coordination-requested=passOnProtection,requestCoordination case.decided=decideCase
    case.delay-explained=explainDelay case.duplicate-linked=linkDuplicate case.duplicate-unlinked=unlinkDuplicate
    case.evidence-added=addEvidence case.execution-started=startExecution
    case.expression-reviewed=reviewExpression,reviewHarm case.focal-named=nameFocalOfficer
    case.handling-proposed=proposeHandling case.handling-suggested=suggestHandling case.hearing-answered=answerHearing
    case.hearing-look-asked=askForLook case.hearing-looked=recordLateLook,recordLook case.hearing-opened=openHearing
    case.hearing-proof-withdrawn=withdrawProof case.hearing-proven=recordHandover,recordLateLook,recordLook
    case.hearing-stated=answerHearing case.imported=importCase
    case.lead-passed=nameConcerned,nameConcernedByCode,passLead,regroupCase,reopenAccused,reportCase,screenCase
    case.meeting-recorded=recordMeeting case.ministry-replied=recordMinistryReply case.ministry-silent=noteNoReply
    case.officer-recused=recuseOfficer case.opinion-given=giveOpinion
    case.own-measure-ended=appraiseCase,closeCase,decideRedress,endOwnMeasure,lapseOwnMeasure,reviewExpression,reviewHarm
    case.own-measure-justified=justifyOwnMeasure case.own-measure-taken=takeOwnMeasure
    case.paper-file-named=namePaperFile case.police-outcome-noted=answerTransfer,recordPoliceOutcome
    case.proposal-refused=refuseProposal case.proposal-withdrawn=withdrawProposal case.protection-begun=reviewHarm
    case.protection-confirmed=confirmProtection case.protection-inspected=inspectProtection
    case.protection-lapsed=appraiseCase,closeCase,confirmWithdrawal,endAtOnce,inspectProtection,reviewExpression,reviewHarm,withdrawProtection
    case.protection-paper-recorded=recordProtectionWithdrawal case.protection-passed-on=passOnProtection
    case.protection-released=recordRelease case.protection-requested=recordProtectionRequest,requestProtection
    case.protection-upheld=findHarm
    case.protection-withdrawn=confirmWithdrawal,recordProtectionWithdrawal,withdrawProtection
    case.publication-noted=confirmPublication,draftPublication,issueCorrection,issueOnTime,issuePublication,retractPublication,withdrawPublication
    case.reassigned=reassignCase case.recusal-answered=answerRecusal case.recusal-decided=decideRecusal
    case.recusal-moved=moveRecusal case.recusal-undone=undoRecusal case.referral-answered=answerReferral
    case.referred=referCase case.regrouped=regroupCase case.remedy-opened=openRemedy
    case.reopened=decideRedress,reopenAccused,reopenByCommittee,reopenCase case.report-corrected=correctReport
    case.report-withdrawn=recordWithdrawal,withdrawOwnReport case.reported=reportCase,reportContent,requestProtection
    case.reporter-asked=askReporter case.reporter-wrote=writeToAgency case.request-answered=answerRequest
    case.request-overdue=noteRequestOverdue case.rescreened=confirmRescreening,rescreenCase
    case.rescreening-asked=rescreenCase case.rescreening-refused=refuseRescreening
    case.restoration-asked=askRestoration case.restoration-replied=recordRestorationReply
    case.restoration-seen=recordRestorationOutcome case.result-reported=reportResult
    case.round-concluded=concludeRound case.round-lapsed=lapseRound case.round-opened=openRound
    case.screened=screenCase case.service-corrected=correctService case.takedown-approved=approveTakedown
    case.takedown-drafted=draftTakedown case.takedown-item-added=addTakedownItem
    case.takedown-outcome-recorded=recordTakedownOutcome case.takedown-refused=refuseTakedown
    case.takedown-review-due=noteReviewDue case.takedown-reviewed=reviewTakedown case.takedown-sent=sendTakedown
    case.takedown-signed=signTakedown case.takedown-submitted=submitTakedown case.takedown-withdrawn=withdrawTakedown
    case.transfer-handed-over=handOverTransfer case.transfer-proposed=proposeTransfer
    case.transfer-received=receiveTransfer case.transfer-refused=refuseTransfer
    case.transfer-returned=recordTransferReturn,returnTransfer case.transfer-signed=signTransfer
    case.verification-recorded=carryVerification,recordVerification case.withdrawal-confirmed=confirmWithdrawal
    case.withdrawal-refused=refuseWithdrawal client.activated=activateClient,enterClient
    client.registered=enterClient,registerClient client.secrets-proposed=setClientSecrets
    client.secrets-set=approveClientSecrets,setClientSecrets client.stopped=stopClient client.widened=widenClient
    consolidated.cancelled=cancelCompile consolidated.drafted=draftConsolidated consolidated.failed=noteCompileFailed
    consolidated.frozen=freezeConsolidated consolidated.restarted=restartCompile
    consolidated.returned=returnConsolidated consolidated.reviewed=reviewConsolidated
    consolidated.scheduled=compileNumbers,scheduleConsolidated consolidated.sent=sendConsolidated
    consolidated.signed=signConsolidated consolidated.submissions-noted=noteSubmissions
    consolidated.superseded=supersedeConsolidated difficulty.answered=answerDifficulty difficulty.filed=fileDifficulty
    difficulty.forwarded=forwardDifficulty directive.answered=reportDirectiveResult directive.closed=closeDirective
    directive.issued=issueDirective directive.overdue=noteDirectiveOverdue document.compiled=finishDocument
    document.failed=failDocument document.requested=requestDocument document.signed-copy-refused=refuseSignedCopy
    document.signed-copy-submitted=submitSignedCopy document.signed-copy-verified=acceptSignedCopy
    erasure.announced=announceErasure erasure.answered=answerDataRequest erasure.approved=approveErasure
    erasure.asked-again=decideRedress erasure.contested=contestErasure,objectToErasure erasure.done=destroyTexts
    erasure.extended=extendDataRequest erasure.overdue=noteDataRequestOverdue erasure.proposed=proposeErasure
    erasure.refused=refuseErasure erasure.replied=replyToDataRequest
    erasure.requested=recordDataRequest,requestData,requestDataByAddress erasure.retention-ended=endRetention
    erasure.undone=noteDataRequestUndone exchange.answered=answerQuestion exchange.extended=extendAnswer
    exchange.overdue=noteAnswerOverdue exchange.received=receiveQuestion exchange.refused=refuseQuestion
    grant.approved=approveGrant grant.end-proposed=proposeGrantEnd grant.entered=enterGrant
    grant.proposed=proposeGrant grant.refused=refuseGrant holidays.confirmed=confirmHolidays
    holidays.corrected=confirmHolidays,correctHolidays holidays.correction-proposed=correctHolidays
    holidays.doubted=doubtHolidays holidays.refused=refuseHolidays holidays.set=setHolidays
    inspection.answered=answerInspection inspection.followed=decideRedress,reopenAccused,reopenByCommittee,reopenCase
    inspection.overdue=noteInspectionOverdue inspection.recorded=recordInspection
    inspection.withdrawn=withdrawInspection lead.assigned=assignLead lead.confirmed=compareLead,confirmLead
    lead.refused=refuseLead level.activated=activateLevel level.drafted=draftLevel level.ended=endLevel
    mailing.entered=enterMailing mailing.left=leaveMailing mailing.letter-ordered=resendLetter
    mailing.stopped=stopMailing officer.appointed=appointOfficer officer.confirmed=confirmOfficer
    officer.dismissed=appointOfficer,confirmOfficer,dismissOfficer officer.key-confirmed=confirmSigningKey
    officer.key-doubted=doubtSigningKey officer.key-ended=endSigningKey officer.key-entered=enterSigningKey
    officer.nominated=nominateOfficer officer.refused=refuseOfficer officer.work-handed-over=handOverWork
    provision.activated=activateProvision provision.drafted=draftProvision,listProvision provision.ended=endProvision
    provision.worded=enterProvisionWording publication.approved=approvePublication
    publication.checked=checkPublication publication.confirmed=confirmPublication
    publication.corrected=issueCorrection publication.correction-drafted=draftCorrection
    publication.drafted=draftPublication publication.finding-confirmed=confirmFinding
    publication.halted=decideRedress,reopenAccused,reopenByCommittee,reopenCase
    publication.issued=issueOnTime,issuePublication publication.release-change-asked=changeRelease
    publication.release-changed=confirmRelease publication.release-kept=keepRelease
    publication.retracted=retractPublication publication.reworded=rewordPublication
    publication.under-review=decideRedress,reopenAccused,reopenByCommittee,reopenCase
    publication.withdrawn=withdrawPublication redress.accepted=acceptRedress redress.appealed=appealRedress
    redress.asked=askComplainant redress.decided=decideRedress redress.ended=endRedress
    redress.examination-begun=beginExamination redress.filed=fileRedress redress.inspected=inspectRedress
    redress.overdue=noteRedressOverdue redress.rejected=rejectRedress redress.resumed=resumeRedress
    redress.suspended=suspendRedress redress.taken-up-again=takeUpRedressAgain redress.withdrawn=withdrawRedress
    redress.wrote=writeToExaminer regulation.confirmed=confirmRegulation regulation.entered=enterRegulation
    regulation.refused=refuseRegulation regulation.signing-lifted=liftSigning
    regulation.signing-proposed=proposeSigning regulation.signing-required=requireSigning report.accepted=acceptReport
    report.counted=countReport report.drafted=draftReport report.frozen=freezeReport
    report.opened=openReport,requestReport report.overdue=noteReportOverdue
    report.overdue-passed-on=passOnOverdueReport report.reminded=remindReport report.returned=returnReport
    report.submitted=submitReport report.withdrawn=withdrawReport schedule.confirmed=confirmSchedule
    schedule.end-proposed=endSchedule schedule.ended=confirmSchedule,endSchedule schedule.refused=refuseSchedule
    schedule.set=scheduleReports spokesperson.ended=endSpokesperson spokesperson.named=nameSpokesperson
    statement.begun=leaveStatement statement.made=leaveStatement term.activated=activateTerm term.drafted=draftTerm
    term.ended=endTerm user.approved=approveUser,enterUser user.enrolled=enrolUser user.opened=enterUser,openUser
    user.recovery-approved=approveUser user.recovery-asked=recoverUser user.suspended=suspendUser
    webhook.all-redelivery-ordered=redeliverSince webhook.changed=changeWebhook webhook.disabled=disableWebhook
    webhook.enabled=enableWebhook webhook.gone=noteWebhookGone webhook.key-added=addWebhookKey
    webhook.key-withdrawn=withdrawWebhookKey webhook.redelivery-ordered=redeliverWebhook
    webhook.registered=registerWebhook webhook.tried=tryWebhook
stated case.closed/@closure.reason=DUPLICATE,NO_GROUNDS,PROTECTED,WITHDRAWN case.decided
    case.expression-reviewed/@review.conclusion=PROTECTED case.own-measure-ended case.own-measure-taken
    case.proposal-refused case.protection-begun case.protection-passed-on case.reopened case.takedown-refused
    case.takedown-sent case.takedown-withdrawn case.transfer-refused case.transfer-signed
    erasure.answered/@granted=false erasure.approved/state=ORDERED erasure.refused
    inspection.recorded/@recount=AGREES,DIFFERS inspection.withdrawn/recount=AGREES,DIFFERS publication.corrected
    publication.issued publication.retracted redress.decided redress.rejected
`,
};
