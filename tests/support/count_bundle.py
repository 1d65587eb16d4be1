"""Counts a report's numbers again as an outsider would: only from the export bundle, by separate code.

Nothing of the product is imported: it uses only the lines that `docs/reports.md` describes. It prints or returns the
numbers as `{table: {(row, column): [this, previous, cumulative]}}`, and checks the manifest's hash on the way.
"""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Numbers = dict[str, dict[tuple[str, str], list[int]]]
Row = tuple[str, str, str, str, int]
"""Table, row, column, instant and amount of one counted thing."""


class Mismatch(Exception):
    """The bundle does not fit its own hashes."""


def read(lines: Iterable[bytes]) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
    """Return the head of the bundle, and every state with its kind. Raise Mismatch."""
    rows = _whole(lines)
    head = json.loads(next(rows))
    entries: list[list[Any]] = []
    found: list[tuple[str, dict[str, Any]]] = []
    manifest, wanted, kind = hashlib.sha256(), "", ""
    streams = 0

    def close() -> None:
        if wanted:
            text = json.dumps(entries, separators=(",", ":"), ensure_ascii=False)
            if hashlib.sha256(text.encode()).hexdigest() != wanted:
                raise Mismatch(f"a batch of {kind}")
            manifest.update(wanted.encode())

    for line in rows:
        row = json.loads(line)
        if "chunk" in row:
            close()
            entries, wanted, kind = [], row["sha256"], row["kind"]
        else:
            entries.append([row["stream"], row["n"], row["leaf"]])
            found.append((kind, row["state"]))
            streams += 1
    close()
    if manifest.hexdigest() != head["frozen"]["manifest"] or streams != head["frozen"]["streams"]:
        raise Mismatch("the manifest")
    return head, found


def _whole(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield all lines but the last, which has their number and hash. Raise Mismatch."""
    count, whole, last = 0, hashlib.sha256(), b""
    for line in lines:
        if last:
            count += 1
            whole.update(last.rstrip(b"\n") + b"\n")
            yield last
        last = line
    end = json.loads(last)
    if (end.get("lines"), end.get("sha256")) != (count, whole.hexdigest()):
        raise Mismatch("the bundle broke off")


def hours(since: str, until: str) -> int:
    """Return the whole hours between two instants in ISO."""
    begin, end = (datetime.fromisoformat(item) for item in (since, until))
    return max(int((end - begin).total_seconds() // 3600), 0)


def month(at: str) -> str:
    """Return the reporting month of an instant in ISO: the month after that of the day 14 days before."""
    begun = datetime.fromisoformat(at) + timedelta(hours=7) - timedelta(days=14)
    return f"M{begun.month % 12 + 1:02}"


def case(it: dict[str, Any]) -> Iterator[Row]:
    """Yield table, row, column, instant and amount of everything counted in a case."""
    received, field = it["receipt"]["received_at"], it.get("category") or "NONE"
    yield "RECEIVED", it["reporter"], it["receipt"].get("channel") or "NONE", received, 1
    areas = it.get("areas", [])
    yield "RECEIVED_AREA", areas[0] if len(areas) == 1 else "MANY" if areas else "NONE", field, received, 1
    if received >= (it["receipt"].get("notify_by") or "9"):
        yield "TOLD_LATE", it["reporter"], "LATE", received, 1
    yield "MONTHS", month(received), "RECEIVED", received, 1
    for item in it.get("verifications", []):
        yield "VERIFICATIONS", item["agency"], item["result"], item["at"], 1
    for item in it.get("expression_reviews", []):
        yield "EXPRESSION", item["expression"], item["conclusion"], item["at"], 1
    if it.get("appraisal"):
        yield "FINDINGS", field, it["appraisal"]["finding"], it["appraisal"]["at"], 1
    for item in it.get("rounds", []):
        last = {opinion["agency"]: opinion for opinion in item.get("opinions", [])}
        for agency, opinion in last.items():
            yield "OPINIONS", agency, opinion["position"], opinion["at"], 1
        if item.get("concluded_at"):
            yield "ROUNDS", item["method"], item["outcome"], item["concluded_at"], 1
            yield "ROUND_TIME", item["method"], "NUMBER", item["concluded_at"], 1
            took = hours(item["opened_at"], item["concluded_at"])
            yield "ROUND_TIME", item["method"], "HOURS", item["concluded_at"], took
    for item in it.get("requests", []):
        yield "REQUESTS", item["agency"], "ASKED", item["asked"]["at"], 1
        if item.get("answered"):
            yield "REQUESTS", item["agency"], "ANSWERED", item["answered"]["at"], 1
        if item.get("overdue_at"):
            yield "REQUESTS", item["agency"], "LATE", item["overdue_at"], 1
    for item in it.get("referrals", []):
        if item.get("outcome"):
            yield "REFERRALS", item["agency"], item["outcome"], item["answered"]["at"], 1
    yield from handling(it)
    for item in it.get("takedowns", []):
        yield from takedown(item)
    for item in it.get("restorations", []):
        yield from restoration(item)
    for item in it.get("transfers", []):
        steps = ("drafted", "DRAFT"), ("signed", "SIGNED"), ("handed_over", "HANDED_OVER"), ("received", "RECEIVED")
        for key, status in (*steps, ("returned", "RETURNED"), ("outcome", "OUTCOME_NOTED")):
            if item.get(key):
                yield "TRANSFERS", status, "NUMBER", item[key]["at"], 1
    for item in it.get("reopenings", []):
        yield "REOPENINGS", item["ground"], "NUMBER", item["at"], 1
    if it.get("closure"):
        reason, at = it["closure"]["reason"], it["closure"]["at"]
        yield "OVERVIEW", f"CLOSED_{reason}", field, at, 1
        yield "CLOSING_TIME", reason, "NUMBER", at, 1
        yield "CLOSING_TIME", reason, "HOURS", at, hours(received, at)
        yield "MONTHS", month(at), "CLOSED", at, 1


def handling(it: dict[str, Any]) -> Iterator[Row]:
    """Yield decisions, measures, results and remedies."""
    for item in it.get("decisions", []):
        yield "MEASURES", item["agency"], item["measure"], item["at"], 1
        for provision in sorted(set(item["provisions"])):
            yield "DECISIONS", provision, item["measure"], item["at"], 1
    for item in it.get("own_measures", []):
        yield "OWN_MEASURES", item["kind"], "NUMBER", item["recorded_at"], 1
        if item.get("justified_by"):
            yield "OWN_MEASURES", item["kind"], "JUSTIFIED", item["recorded_at"], 1
        if item.get("lapsed") and item.get("ended_at"):
            yield "OWN_MEASURES", item["kind"], "LAPSED", item["ended_at"], 1
    for item in it.get("executions", []):
        yield "EXECUTION", item["agency"], "BEGUN", item["begun_at"], 1
    for item in it.get("results", []):
        yield "EXECUTION", item["agency"], "REPORTED", item["at"], 1
    for item in it.get("remedies", []):
        yield "REMEDIES", item["agency"], "NUMBER", item["begun_at"], 1


def takedown(it: dict[str, Any]) -> Iterator[Row]:
    """Yield the steps of a proposal to remove or label content."""
    label = it.get("asks") == "LABEL"
    table, outcomes = ("LABELS", "LABEL_OUTCOMES") if label else ("TAKEDOWNS", "TAKEDOWN_OUTCOMES")
    status = it.get("status", "DRAFT")
    steps = {
        "submitted": "SUBMITTED_PPC",
        "answered": "PPC_REFUSED" if status == "PPC_REFUSED" else "PPC_SIGNED",
        "sent": "SENT_MINISTRY",
        "found": "OUTCOME_RECORDED",
        "reviewed": "REVIEWED",
        "withdrawn": "WITHDRAWN",
    }
    for key, stage in steps.items():
        if it.get(key):
            yield table, stage, "NUMBER", it[key]["at"], 1
    if it.get("replied"):
        said = f"MINISTRY_{it['reply']}" if it.get("reply") else status
        if said in ("MINISTRY_ACCEPTED", "MINISTRY_REFUSED"):
            yield table, said, "NUMBER", it["replied"]["at"], 1
    if it.get("no_reply_at"):
        yield table, "NO_REPLY", "NUMBER", it["no_reply_at"], 1
    if it.get("outcome") and it.get("found"):
        yield outcomes, it["outcome"], "NUMBER", it["found"]["at"], 1


def restoration(it: dict[str, Any]) -> Iterator[Row]:
    """Yield the steps of a restoration that the ministry is asked for."""
    yield "RESTORATIONS", "ASKED", "NUMBER", it["asked"]["at"], 1
    for said, step in (("reply", "replied"), ("outcome", "found")):
        if it.get(said):
            yield "RESTORATIONS", it[said], "NUMBER", it[step]["at"], 1


def redress(it: dict[str, Any], field: str) -> Iterator[Row]:
    """Yield the stages of a complaint, and its newest ruling by the field of its case."""
    yield "COMPLAINTS", it["agency"], "FILED", it["at"], 1
    for key, stage in (("examinations", "EXAMINING"), ("rejections", "REJECTED"), ("appeals", "SECOND_LEVEL")):
        for item in it.get(key, []):
            yield "COMPLAINTS", it["agency"], stage, item["at"], 1
    if it["state"] == "WITHDRAWN" and it.get("ended_at"):
        yield "COMPLAINTS", it["agency"], "WITHDRAWN", it["ended_at"], 1
    if it.get("rulings"):
        last = it["rulings"][-1]
        yield "COMPLAINTS", it["agency"], last["outcome"], last["at"], 1
        yield "OVERVIEW", f"COMPLAINT_{last['outcome']}", field, last["at"], 1


def publication(it: dict[str, Any]) -> Iterator[Row]:
    for item in it.get("versions", []):
        yield "NOTICES", it["form"], item["change"], item["at"], 1


def exchange(it: dict[str, Any]) -> Iterator[Row]:
    yield "EXCHANGES", it["kind"], "ASKED", it["at"], 1
    if it.get("answer"):
        yield "EXCHANGES", it["kind"], "ANSWERED", it["answer"]["at"], 1
        yield "ANSWER_TIME", it["kind"], "NUMBER", it["answer"]["at"], 1
        yield "ANSWER_TIME", it["kind"], "HOURS", it["answer"]["at"], hours(it["asked_at"], it["answer"]["at"])
    if it.get("late"):
        yield "EXCHANGES", it["kind"], "LATE", it["late"], 1
    if it.get("refusal"):
        yield "EXCHANGES", it["kind"], "REFUSED", it["refusal"]["step"]["at"], 1


def activity(it: dict[str, Any]) -> Iterator[Row]:
    """Yield an activity that was not withdrawn."""
    if it.get("state") == "WITHDRAWN":
        return
    at, agency = it["at"], it["agency"]
    for key, table in (("training", "TRAININGS"), ("awareness", "AWARENESS")):
        if it.get(key):
            yield table, agency, "NUMBER", at, 1
            yield table, agency, "HEADCOUNT", at, it[key]["headcount"]
    if it.get("discipline"):
        yield "DISCIPLINE", agency, "NUMBER", at, it["discipline"]["number"]
    if it.get("commendation"):
        yield "COMMENDATIONS", it["commendation"]["merit"], it["commendation"]["commended"], at, 1
    if it.get("breach"):
        yield "BREACHES", it["breach"]["agency"], it["breach"]["kind"], at, 1
    if it["type"] in ("TASK_FORCE", "GUIDANCE"):
        yield "GUIDANCE", it["type"], "NUMBER", at, 1
    if it.get("budget"):
        begun = f"{it['budget']['year'] - 1}-12-31T17:00:00.000Z"
        yield "BUDGET", agency, "PLANNED", begun, it["budget"]["planned"]
        yield "BUDGET", agency, "SPENT", begun, it["budget"].get("spent", 0)


def difficulty(it: dict[str, Any]) -> Iterator[Row]:
    yield "DIFFICULTIES", it["clause"], "OPEN", it["at"], 1
    if it.get("forwarding"):
        yield "DIFFICULTIES", it["clause"], "FORWARDED", it["forwarding"]["at"], 1
    if it.get("answer"):
        yield "DIFFICULTIES", it["clause"], it["state"], it["answer"]["at"], 1


def inspection(it: dict[str, Any]) -> Iterator[Row]:
    """Yield a finding of an inspection that was not withdrawn."""
    if it["state"] == "WITHDRAWN":
        return
    yield "INSPECTIONS", it["inspected"], it["kind"], it["at"], 1
    if it.get("answers"):
        yield "INSPECTIONS", it["inspected"], "ANSWERED", it["answers"][0]["at"], 1
    if it.get("overdue_at"):
        yield "INSPECTIONS", it["inspected"], "LATE", it["overdue_at"], 1


def directive(it: dict[str, Any]) -> Iterator[Row]:
    for agency in it["addressees"]:
        yield "DIRECTIVES", agency, "ASKED", it["at"], 1
        answers = [item for item in it.get("results", []) if agency in (item["agency"], *item.get("addressees", []))]
        if answers:
            yield "DIRECTIVES", agency, "ANSWERED", answers[0]["at"], 1
        if it.get("overdue_at") and agency in it.get("overdue", []):
            yield "DIRECTIVES", agency, "LATE", it["overdue_at"], 1


BESIDE: dict[str, Callable[[dict[str, Any]], Iterator[Row]]] = {
    each.__name__: each for each in (publication, exchange, activity, difficulty, inspection, directive)
}


def rows_of(kind: str, state: dict[str, Any], fields: dict[str, str]) -> Iterator[Row]:
    """Yield everything counted in a state. `fields` are the fields of cases."""
    if kind == "case":
        return case(state)
    if kind == "redress":
        return redress(state, fields.get(state["case"], "NONE"))
    return BESIDE[kind](state)


def kept(state: dict[str, Any], wanted: dict[str, str] | None) -> bool:
    """Return whether a case is among the requested ones."""
    if not wanted:
        return True
    areas = state.get("areas", [])
    agencies = {state["reporter"], state["lead"], state.get("assigned")}
    agencies |= {item["agency"] for item in state.get("decisions", [])}
    has = {
        "category": state.get("category") or "NONE",
        "area": areas[0] if len(areas) == 1 else "MANY" if areas else "NONE",
        "channel": state["receipt"].get("channel") or "NONE",
        "finding": (state.get("appraisal") or {}).get("finding", "NONE"),
    }
    return all(value in agencies if key == "agency" else has[key] == value for key, value in wanted.items())


def numbers(lines: Iterable[bytes]) -> Numbers:
    """Return every number of the report. Raise Mismatch for a bundle that is not what it claims."""
    head, states = read(lines)
    spans = [head["spans"][item] for item in ("this", "previous", "cumulative")]
    fields = {state["id"]: state.get("category") or "NONE" for kind, state in states if kind == "case"}
    found: Numbers = defaultdict(dict)
    for kind, state in states:
        if kind == "case" and not kept(state, head.get("filter")):
            continue
        for table, row, column, at, amount in rows_of(kind, state, fields):
            place = found[table].setdefault((row, column), [0, 0, 0])
            for i, (start, end) in enumerate(spans):
                if start <= at < end:
                    place[i] += amount
    return found


def told(data: dict[str, Any]) -> Numbers:
    """Return the report's own numbers in the same shape, from the frozen data or an answer of the schema."""
    return dict(_as_answered(table) if "name" in table else _as_frozen(table) for table in data["tables"])


def _as_frozen(table: dict[str, Any]) -> tuple[str, dict[tuple[str, str], list[int]]]:
    places = {}
    for row, cells in zip(table["rows"], table["cells"], strict=True):
        for column, sums in zip(table["columns"], cells, strict=True):
            if any(sums):
                places[row["id"], column["id"]] = sums
    return table["id"], places


def _as_answered(table: dict[str, Any]) -> tuple[str, dict[tuple[str, str], list[int]]]:
    places = {}
    for row in table["rows"]:
        for column, cell in zip(table["columns"], row["cells"], strict=True):
            sums = [cell["current"], cell["previous"], cell["cumulative"]]
            if any(sums):
                places[row["heading"]["key"], column["key"]] = sums
    return table["name"], places


def differences(counted: Numbers, report: Numbers) -> list[str]:
    """Return every number on which the two differ."""
    wrong = []
    for table in sorted({*counted, *report}):
        ours = {place: sums for place, sums in counted.get(table, {}).items() if any(sums)}
        theirs = report.get(table, {})
        for place in sorted({*ours, *theirs}):
            if ours.get(place) != theirs.get(place):
                wrong.append(f"{table} {place}: counted {ours.get(place)}, told {theirs.get(place)}")
    return wrong


def main(bundle: str, report: str) -> int:
    """Compare a bundle with the report's data, both as files."""
    with Path(bundle).open("rb") as lines:
        wrong = differences(numbers(lines), told(json.loads(Path(report).read_text(encoding="utf-8"))))
    print("\n".join(wrong) or "every number is the same")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
