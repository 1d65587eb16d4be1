"""Valid commands, made from the specs of their fields, and from rules that the specs do not state."""

from dataclasses import MISSING, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final

from domain.book import BY_COMMAND
from domain.case.codes import word_of
from domain.case.state.evidence import SealedFile, Uploaded
from domain.kernel.fields import Address, Field, Items, Ref, Whole, Words, fields_of
from domain.kernel.vocabulary import Post
from domain.registry.provision import NOT_AT_HAND
from tests.support.facts import HEALTH, LAND, NOW, POLICE
from tests.support.handling_facts import COMMUNE, DISTRICT, GROUND, LONG, OTHER, PPC, TODAY
from tests.support.world import LEAD, officer

NUMBER_MOST = 60
"""Most characters of a number that an office gives; longer texts are words."""
REFERENCES: Final[dict[str, Any]] = {
    **{"agency": OTHER, "police": POLICE, "committee": PPC, "ministry": "agency-ministry", "assigned": HEALTH},
    **{"former": HEALTH, "successor": DISTRICT, "focal": officer(HEALTH, Post.HANDLER)},
    **{name: f"{name}-1" for name in ("measure", "evidence", "proof", "round")},
    **{"provision": GROUND, "provisions": (GROUND,), "of": "case-0"},
    **{"upload": f"case-1/{LAND}/a", "officer": "officer-other-handler", "invited": (OTHER, COMMUNE)},
}
"""Values of reference fields, by the field's name."""
OWN: Final[dict[str, dict[str, Any]]] = {
    "RecordHandover": {"word": word_of(9)},
    "RecordCheck": {"method": "OWN_RECORDS"},
    "RecordVerification": {
        **{"result": "FALSE", "source_kind": "INSTITUTION", "source_name": "Viện vệ sinh dịch tễ trung ương"},
        **{"source_document": "5/BC-VSDT", "source_on": TODAY},
    },
    "ReviewExpression": {"conclusion": "NOT_PROTECTED", "false_fact": LONG, "provision": GROUND},
    "CorrectReport": {"other_url": "https://tin.example/bai/2"},
    "RecordProtectionRequest": {"asker": "GUARDIAN"},
    "ReviewHarm": {
        **{"criticism": False, "public_interest": False, "office": False, "provision": "provision-person"},
        **{"about_whom": f"{LONG} Một em nhỏ.", "interest": f"{LONG} Không ai cần biết."},
        **{"truth": f"{LONG} Ảnh thật.", "context": f"{LONG} Không có lời kèm theo."},
    },
    "PassOnProtection": {"unheard": LONG},
    "OpenRound": {
        **{"method": "WRITTEN_OPINION", "due_days": 3},
        "question": "Đề nghị cho ý kiến về phương án xử lý.",
    },
    "ApproveTakedown": {"one_item": LONG},
    "GiveOpinion": {"text": "Đồng ý với phương án."},
    "ConcludeRound": {"outcome": "NOT_AGREED"},
    "SuggestHandling": {"measure": "CORRECTION_REQUEST"},
    "ProposeHandling": {"measure": "CORRECTION_REQUEST"},
    "DecideCase": {"measure": "CORRECTION_REQUEST", "number": "12/QĐ"},
    "StartExecution": {"service": "PUBLISHER_NOTIFIED"},
    "CorrectService": {"service": "DOCUMENT_DELIVERED"},
    "OpenRemedy": {"due_days": 10},
    "CloseCase": {"ground": "NO_GROUNDS"},
    "ReopenByCommittee": {"ground": "COMMITTEE_REQUEST", "document_number": "9/UBND"},
    "ReopenCase": {"document_number": "9/KN"},
    "DraftProvision": {
        **{"instrument": "Nghị định 174/2026/NĐ-CP ngày 15/5/2026", "place": "Điều 95 khoản 1 điểm a"},
        **{"wording": "Cung cấp, chia sẻ thông tin sai sự thật.", "source": "Công báo"},
    },
    "ListProvision": {
        **{"instrument": "Nghị định thử số 2/2026/NĐ-CP", "place": "Điều 2 khoản 1", "source": "Danh mục ban đầu"},
        "wording": f"{NOT_AT_HAND} Hành vi bị cấm về thông tin thử.",
    },
    "EnterProvisionWording": {
        **{
            "place": "Điều 2 khoản 1 điểm a",
            "wording": "Cấm đăng thông tin thử sai sự thật.",
            "source": "Công báo số 1",
        }
    },
    "DraftTerm": {"amount": 90, "source": "Luật Khiếu nại 02/2011/QH13, Điều 9"},
    "DraftLevel": {"decided_by": "COMMITTEE", "second": "MINISTER", "source": "Luật Khiếu nại, Điều 7.3"},
    **{name: {"read_in": "Công báo số 1", "read_on": date(2026, 1, 1)} for name in ("ActivateLevel", "ActivateTerm")},
    "ConfirmHolidays": {"read_in": "Công báo số 1", "read_on": date(2026, 1, 1)},
    "ActivateProvision": {
        **{"wording": "Cung cấp, chia sẻ thông tin sai sự thật.", "read_in": "Công báo số 1"},
        "read_on": date(2026, 1, 1),
    },
    "EndTerm": {"until": date(2027, 1, 1)},
    "EndLevel": {"until": date(2027, 1, 1)},
    "EndProvision": {"until": date(2027, 1, 1)},
    "TakeOwnMeasure": {"service": "NOT_POSSIBLE"},
    "AddEvidence": {"weight": "CONTRADICTS"},
    "NameFocalOfficer": {"focal": officer(HEALTH, Post.SIGNATORY)},
    "ReassignCase": {"assigned": DISTRICT},
    "NameConcerned": {"concerns": (OTHER,)},
    "NotifyAgency": {"agency": LEAD, "about": "case.reported"},
    "MoveRecusal": {"officer": officer(HEALTH, Post.HANDLER), "ground": "RELATIVE"},
    "AnswerRecusal": {"recusal": "recusal-1"},
    "DecideRecusal": {"recusal": "recusal-1", "granted": True},
    "RequestCoordination": {"agency": POLICE},
    "ReferCase": {"agency": "agency-journalists"},
    "RerouteAllegation": {"agency": "agency-internal"},
}
"""Values for single commands that differ from the usual, or are added."""
assert OWN.keys() <= {command.__name__ for command in BY_COMMAND}


def good(command: type, **changes: Any) -> Any:
    """Return a valid command, with changes. A value of an enum may be given by its name."""
    return command(**(_usual(command) | spelled_out(command, changes)))


def spelled_out(command: type, said: dict[str, Any]) -> dict[str, Any]:
    """Return the values of fields, with enum members in place of their names."""
    enums = _enums(command)
    return {name: enums[name](value) if name in enums and value is not None else value for name, value in said.items()}


@cache
def _enums(command: type) -> dict[str, type[StrEnum]]:
    kinds = {field.name: field.type for field in fields_of(command)}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, StrEnum)}


@cache
def _usual(command: type) -> dict[str, Any]:
    needed = {field.name: _value(field) for field in fields_of(command) if field.default is MISSING}
    return needed | spelled_out(command, OWN.get(command.__name__, {}))


def _value(field: Field) -> Any:
    match field.spec:
        case Address():
            return "https://tin.example/bai-1"
        case Words(most=most):
            return LONG if most > NUMBER_MOST else "1/CV"
        case Whole():
            return 2
        case Ref():
            return REFERENCES.get(field.name, "")
        case Items():
            return REFERENCES.get(field.name, ())
    plain = {date: TODAY, datetime: NOW, bool: True, str: ""}
    return plain[field.type] if field.type in plain else next(iter(field.type))


def an_upload(agency: str, **changes: Any) -> Uploaded:
    """Return a file that the agency uploaded for the case of these tests."""
    file = SealedFile(group="a" * 32, digest="b" * 64, size=1_000, media_type="image/png")
    return replace(Uploaded(case="case-1", agency=agency, file=file), **changes)
