"""What every client of Casebook does, with `casebook_client`.

Run with CASEBOOK_ADDRESS, CASEBOOK_TOKEN (who reports), CASEBOOK_LEAD_TOKEN (who screens) and CASEBOOK_CHECKER_TOKEN
(who checks) in the environment; CASEBOOK_ASSIGNED names the agency that checks, where the sample agency for health does
not exist.
"""

import os
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from casebook_client import Casebook, Command, Conflict, FixedToken, said
from casebook_client import operations as op

ADDRESS = os.environ["CASEBOOK_ADDRESS"]
ASSIGNED = os.environ.get("CASEBOOK_ASSIGNED", "agency-sample-health")
PICTURE = b"\x89PNG\r\n\x1a\n a picture of what the page said"

REPORT: op.ReportCaseInput = {
    "claim": "MẪU: tin đồn rằng trạm y tế của xã sắp đóng cửa.",
    "channel": "PHONE",
    "detectedAt": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
    "freeOfSecrets": True,
    "medium": "SOCIAL_NETWORK",
    "url": "https://tin.example/tram-y-te",
}


def client(name: str) -> Casebook:
    """The register, as the owner of a token sees it."""
    return Casebook(ADDRESS, FixedToken(os.environ[name]))


def reported(reporter: Casebook) -> op.CaseRow:
    """A report that is refused, corrected, and sent twice."""
    # A refusal that could be foreseen is data: a report by telephone needs a note of what was said.
    for problem in reporter.send(op.report_case(input=REPORT))["reportCase"]["problems"]:
        print("refused", problem["code"], said(problem))
    # The secret is the client's own: only with it does a second answer have the code for who called.
    note = "Người dân gọi điện lúc sáng."
    corrected = op.report_case(input={**REPORT, "codeSecret": token_urlsafe(32), "channelNote": note})
    # The same command, sent again: done once, answered again.
    made, again = reporter.send(corrected)["reportCase"], reporter.send(corrected)["reportCase"]
    assert made["case"] is not None
    assert again["case"] is not None
    print("reported", made["case"]["code"], "replayed", again["replayed"], again["case"]["id"] == made["case"]["id"])
    return made["case"]


def screened(lead: Casebook, case: op.CaseRow) -> op.CaseRow:
    """A case screened, decided on a version that is not the newest."""

    def make(version: int) -> Command[op.ScreenCaseData]:
        fields: op.ScreenCaseInput = {
            "caseId": case["id"],
            "expectedVersion": version,
            "category": "HEALTH",
            "assigned": ASSIGNED,
        }
        return op.screen_case(input=fields)

    def again(conflict: Conflict) -> bool:
        print("conflict", conflict.current_version)
        return True  # a client with a screen shows `conflict.since` and asks

    answer = lead.decide(case["version"] + 100, make, again)["screenCase"]
    assert answer["case"] is not None, answer["problems"]
    print("screened", answer["case"]["state"])
    return answer["case"]


def checked(checker: Casebook, case: op.CaseRow) -> None:
    """A file uploaded, and added to the case as evidence."""
    me = checker.ask(op.me())["me"]
    assert me is not None
    assert me["officer"] is not None
    start: op.StartCheckingInput = {
        "caseId": case["id"],
        "expectedVersion": case["version"],
        "focal": me["officer"]["officerId"],
    }
    checker.send(op.start_checking(input=start))
    upload = checker.upload(case["id"], PICTURE, "image/png")
    evidence: op.AddEvidenceInput = {
        "caseId": case["id"],
        "upload": upload,
        "kind": "CAPTURE",
        "redacted": True,
        "source": "Ảnh chụp màn hình của cán bộ.",
        "weight": "SUPPORTS",
    }
    added = checker.send(op.add_evidence(input=evidence))["addEvidence"]["case"]
    assert added is not None
    [item] = added["evidence"]
    print("evidence", checker.download(case["id"], item["key"]) == PICTURE)


def main() -> None:
    """A report refused, corrected, screened after a conflict, checked, listed and followed; notices read."""
    with client("CASEBOOK_TOKEN") as reporter, client("CASEBOOK_LEAD_TOKEN") as lead:
        case = reported(reporter)
        inbox = lead.ask(op.inbox())["inbox"]
        assert inbox is not None  # null, with an error, for who lacks the right
        for item in inbox["items"]:
            if (item["kind"], item["case"]["id"]) == ("SCREEN", case["id"]):
                print("waits", item["kind"], item["case"]["code"])
        case = screened(lead, case)
        with client("CASEBOOK_CHECKER_TOKEN") as checker:
            checked(checker, case)
        print("listed", sum(row["id"] == case["id"] for row in reporter.pages(op.cases(first=2))))

        # From the beginning of the log. The first connection is given up after one event; the second goes on from its
        # cursor.
        changes = op.case_changed(case_id=case["id"])
        first = next(lead.follow(changes, "0"))["caseChanged"]
        second = next(lead.follow(changes, first["cursor"]))["caseChanged"]
        print("followed", first["version"], second["version"])

        # What the press may read: corrections and retractions come as changes of their own.
        for change in lead.pages(op.publication_changes(first=2)):
            notice = change["publication"]
            print("notice", change["number"], notice["state"], notice["current"] and notice["current"]["title"])


if __name__ == "__main__":
    main()
