"""Plain pages for the public. They need no account, no cookie, and no script except under load. Typed values are never
lost, and a form sent twice is executed once. Addresses of content and codes are sent only in bodies, so that no
intermediate server logs them."""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any
from uuid import uuid4

from starlette.responses import Response

from api.pages.forms.form import Form, said
from api.pages.forms.posted import Typed, command_id_of
from api.pages.report.attaching import sentences, with_file
from api.pages.report.next_step import hearing_step, next_step, report_step
from api.pages.report.page_request import TEXTS, WITH_SCRIPT, Handler, PageRequest, minutes
from api.pages.report.places import COMMANDS
from api.pages.report.prices import Asked
from api.pages.report.spending import ProofNeeded
from api.web.cells import cell_label
from domain.activity.recounts import Recount
from domain.case.codes import SECRET_LENGTH, of_hearing
from domain.case.concerned import NameConcernedByCode
from domain.case.duties import awaited
from domain.case.hearing import AnswerHearing
from domain.case.hearing_proofs import AskForLook
from domain.case.messages import WriteToAgency
from domain.case.protection import RequestProtection
from domain.case.reports import ReportContent
from domain.case.state.case import Case, Category
from domain.case.withdrawal import WithdrawOwnReport, WithdrawProtection
from domain.complaint.accusations import AccuseByCode
from domain.complaint.appeal import AppealRedress
from domain.complaint.filing import FileRedress, TakeUpRedressAgain, WithdrawRedress, WriteToExaminer
from domain.complaint.terms import Stage, deadline
from domain.erasure.data_requests import RequestData, RequestDataByAddress
from domain.kernel.calendar import local_date
from domain.kernel.refusals import CommandReused, InvalidInput, NotFound, Problem, Refused
from domain.kernel.wording import ANSWERABLE, ConfirmedName, Harmless
from domain.messages import Language, label, message
from domain.messages.dates import local_day
from resolvers.public import PublicContext, agency_of, carried_on, filed, opened, opens
from schema.public import PublicHearing
from schema.public_matter import hearing_of, request_of

FORMS: Mapping[str, type] = {
    "content": ReportContent,
    "protection": RequestProtection,
    "complaint": FileRedress,
    "data": RequestData,
    "address": RequestDataByAddress,
}
"""Pages that begin a matter, with the command that each page sends."""
ONWARD: Mapping[str, type] = {
    "appeal": AppealRedress,
    "withdraw": WithdrawRedress,
    "go_on": TakeUpRedressAgain,
    "concern": NameConcernedByCode,
    "answer": AnswerHearing,
    "look": AskForLook,
    "write": WriteToExaminer,
    "add": WriteToAgency,
    "unprotect": WithdrawProtection,
    "take_back": WithdrawOwnReport,
    "accuse": AccuseByCode,
}
ATTACHING = frozenset(name for name, command in ONWARD.items() if command in COMMANDS)
"""Steps that may include a file."""
SECRET_BYTES = 32
"""Length of a form's secret. The code is derived from the secret, so only the form's sender can get the code again."""


def typed_in(values: Mapping[str, str]) -> Typed:
    """Return the typed values in the format of the form engine. The public forms have one value for each field."""
    return {name: [value] for name, value in values.items()}


async def index(page: PageRequest) -> Response:
    return page.show("index")


def form(name: str) -> Handler:
    """Return the handler of a page that begins a matter. The handler shows the form, or the form's result."""
    kind = FORMS[name]

    async def handle(page: PageRequest) -> Response:
        if page.request.method != "POST":
            known = {key: value for key, value in page.request.query_params.items() if key == "decision"}
            return _form(page, name, known, str(uuid4()), [])
        command_id = command_id_of(page.values)
        command, faults = Form(command=kind).read(typed_in(page.values))
        if faults:
            return _form(page, name, page.values, str(command_id), faults)
        context, secret = await page.context(), page.values.get("code_secret") or None
        try:
            receipt = await filed(context, command, command_id, secret=secret)
        except ProofNeeded as needed:  # the typed values stay, under the same command id
            return _form(page, name, page.values, str(command_id), [], needed.asked)
        if receipt["problems"]:
            next_id = _next_id(str(command_id), receipt["problems"])
            return _form(page, name, page.values, next_id, receipt["problems"])
        found = await page.store.public_door.request(receipt["code"] or "", context.registry)
        step = _next(page, found["state"], None, context) if found else ""
        log_mark = await page.store.history.log_mark()
        return page.show("receipt", name=name, receipt=receipt, next=step, log_mark=log_mark)

    return handle


def _next_id(command_id: str, problems: Sequence[Problem]) -> str:
    """Return the id for sending a form again: a new id if another command used the present one, else the same id."""
    return str(uuid4()) if any(isinstance(problem, CommandReused) for problem in problems) else command_id


def _message_of(problem: Problem, language: Language) -> str:
    """Return a problem in words for people. Command ids are left out, because people do not see them."""
    if isinstance(problem, CommandReused):
        return str(TEXTS[language]["sent_before"])
    return said(problem, language)


def _form(
    page: PageRequest,
    name: str,
    values: Mapping[str, str],
    command_id: str,
    problems: list[Any],
    asked: Asked | None = None,
) -> Response:
    form = Form(command=FORMS[name])
    fields, general = form.shown(typed_in(values), problems, page.language, _message_of)
    known: dict[str, Any] = {"name": name, "fields": fields, "general": general, "command_id": command_id}
    known["code_secret"] = values.get("code_secret") or token_hex(SECRET_BYTES)
    known |= {"asked": asked, "proof": values.get("proof", ""), "turn": values.get("turn", "")}
    if asked:
        general.append(TEXTS[page.language]["wait"]["flood"].format(minutes=minutes(asked.seconds)))
        headers = {"Retry-After": str(asked.seconds), **WITH_SCRIPT}
        return page.show("form", headers, 429, **known)
    return page.show("form", status=422 if problems else 200, **known)


async def decision(page: PageRequest) -> Response:
    """Find a decision by the exact address of the content."""
    url = page.values.get("url", "")
    if page.request.method != "POST" or not url.strip():
        return page.show("decision", url="", errors=[], searched=False, found=None, hearing=None)
    context = await page.context()
    await context.spend.look()
    try:
        found = await page.store.public_door.decision_for(url, context.registry)
        asked = await page.store.public_door.hearing_for(url)
    except Refused as refused:
        errors = [message(problem.code, problem.params, page.language) for problem in refused.problems]
        return page.show("decision", status=422, url=url, errors=errors, searched=False, found=None, hearing=None)
    # The typed address is not shown again: every address without a decision gets the same answer.
    hearing = hearing_of(asked, agency_of(asked, context), context.registry) if asked else None
    known: dict[str, Any] = {"found": found, "hearing": hearing, "hearing_next": _hearing_next(page, hearing)}
    return page.show("decision", url="", errors=[], searched=True, **known)


def _hearing_next(page: PageRequest, hearing: PublicHearing | None) -> str:
    return hearing_step(hearing, page.store.connection.clock(), page.language) if hearing else ""


async def matter(page: PageRequest) -> Response:
    """Show a person's own matter, to which a code gives access."""
    code = page.values.get("code", "")
    if page.request.method != "POST" or not code.strip():
        return page.show("code", wrong=False)
    context = await page.context()
    return await _matter(page, context, await opened(context, code), {}, [])


async def prove(page: PageRequest) -> Response:
    """Show the holder of the question's code a personal code, and the word that the register derives from the personal
    code.

    Nothing is stored, because the word is derived from the code. The proof is complete once an officer of another
    agency saw the word, either at the content or on the receipt of the letter.
    """
    typed = page.values.get("code", "")
    if page.request.method != "POST" or not typed.strip():
        return page.show("code", wrong=False, to="prove")
    context, own = await page.context(), of_hearing(typed)[0] + token_hex(SECRET_LENGTH // 2).upper()
    return await _matter(page, context, await opened(context, own), {}, [])


def onward(name: str) -> Handler:
    """Return the handler of a step in a person's own matter: an appeal, a withdrawal, or a statement about the subject
    of a report."""

    async def handle(page: PageRequest) -> Response:
        if page.request.method != "POST":  # its address, opened again or bookmarked
            return page.show("code", wrong=False)
        code, context = page.values.get("code", ""), await page.context()
        found = await opened(context, code)
        if found is None or not opens(found, ONWARD[name]):
            return page.show("code", status=404, wrong=True)
        values, not_taken = await with_file(page, found) if name in ATTACHING else (page.values, [])
        command, faults = Form(command=ONWARD[name]).read(typed_in(values))
        problems: list[Problem] = [*faults, *not_taken]
        if command is not None and not problems:
            problems = await _carried_out(page, context, command, found)
        found = await page.store.public_door.request(code, context.registry)
        return await _matter(page, context, found, values if problems else {}, problems, tried=name)

    return handle


async def _carried_out(
    page: PageRequest, context: PublicContext, command: Any, found: Mapping[str, Any]
) -> list[Problem]:
    """Execute a step in the person's own matter. Return the problems that prevent the step.

    One tick is the reason for all names in the typed text. If a person states that a report is about an agency, the
    names are those of the agency's officers.
    """
    command_id = command_id_of(page.values)
    problems: list[Problem] = (await carried_on(context, found, command, command_id))["problems"]
    names = [
        ConfirmedName(field=problem.path.removeprefix("input."), at=problem.at, harmless=Harmless.OFFICE_HOLDER)
        for problem in problems
        if isinstance(problem, InvalidInput) and problem.code in ANSWERABLE and problem.at is not None
    ]
    if names and page.values.get("names") == "yes":
        problems = (await carried_on(context, found, command, command_id, names))["problems"]
    return problems


async def _matter(
    page: PageRequest,
    context: PublicContext,
    found: Mapping[str, Any] | None,
    values: Mapping[str, str],
    problems: list[Any],
    *,
    tried: str = "",
) -> Response:
    if found is None:
        return page.show("code", status=404, wrong=True)
    told = [problem for problem in problems if not isinstance(problem, NotFound)]
    at_fields = sentences(told, lambda problem: _message_of(problem, page.language))
    shown = request_of(found, agency_of(found, context), context.registry)
    known: dict[str, Any] = {
        "found": shown,
        "handles": agency_of(found, context),
        "code": found["code"] if found["mark"] else page.values.get("code", ""),
        "acts": found["acts"],
        "values": values,
        "done": "" if problems else tried,
        "names": any(problem.code in ANSWERABLE for problem in problems),
        "errors": [*at_fields["text"], *at_fields["file"]],
        "next": _next(page, found["state"], shown.hearing, context),
        "tried": tried,
        "at_fields": at_fields,
        "write_id": str(uuid4()),
        "command_id": _next_id(values.get("command_id") or str(uuid4()), problems),
        "back_id": str(uuid4()),
    }
    return page.show("matter", status=422 if problems else 200, **known)


def _next(page: PageRequest, state: Any, hearing: PublicHearing | None, context: PublicContext) -> str:
    """Return the sentence about the next step in the matter of a code."""
    now = page.store.connection.clock()
    if hearing:
        return hearing_step(hearing, now, page.language)
    if isinstance(state, Case):
        return report_step(state, awaited(state, context.registry.days), now, page.language)
    complain_by = deadline(Stage.FILE, local_date(now), context.registry).due_at
    return next_step(state, page.language, complain_by, context.registry)


async def statistics(page: PageRequest) -> Response:
    await page.spend.look()
    typed = page.request.query_params.get("year", "")
    today = local_date(page.store.connection.clock()).year
    try:
        year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else today
        table = await page.store.statistics.of_year(year)
    except Refused:
        table = await page.store.statistics.of_year(today)
    names = {category.value: label(category, page.language) for category in Category}
    years, recounts = range(2021, today + 1), await _recounts(page, table["year"])
    return page.show("statistics", table=table, names=names, years=years, recounts=recounts)


async def _recounts(page: PageRequest, year: int) -> list[dict[str, Any]]:
    registry, today = await page.store.registry.current(), local_date(page.store.connection.clock())
    return [
        {
            "agency": entry.agency_name(registry, today),
            "on": local_day(entry.day, page.language),
            "path": f"/register/{entry.id.replace(':', '/')}",
            "result": label(Recount(entry.act.outcome), page.language),
            "cells": [cell_label(cell, page.language) for cell in entry.act.cells],
        }
        for entry in await page.store.public_register.recounts(year)
        if entry.act and entry.act.outcome
    ]
