import ast
import tomllib
from string import Formatter
from types import SimpleNamespace
from typing import Any, get_args
from unicodedata import is_normalized

import pytest

from domain.access.record import Purpose
from domain.book import ACTIONS
from domain.case.state.pathways import Part
from domain.kernel.actor import OPERATOR
from domain.kernel.refusals import TransitionNotAllowed
from domain.kernel.text import forbidden
from domain.kernel.vocabulary import Kind
from domain.messages import LABELLED, Language, action_label, label, message
from domain.rules.command import standing
from tests.domain.codes import ROOT, CodeNotLiteral, address_faults, all_codes, codes_in, texts_in, trees
from tests.support.facts import facts
from tests.support.told import lines_for, nothing_missing

LANGUAGES: tuple[Language, ...] = get_args(Language)
FIELD_LIKE = ("input.", "_", "Id ")


ONE_WORD = {
    "bó hồ sơ": "tệp chứng thực hồ sơ",
    "dưới niêm": "đã niêm phong",
    "không làm lại được": "không rút lại được",
    "sự thật sai": "khẳng định sai sự thật",
    "người gọi thiếu": "người dùng không có",
    "thông báo báo chí": "thông cáo báo chí",
    "thông báo cho báo chí": "thông cáo báo chí",
}
"""What the glossary has another word for."""


@pytest.mark.parametrize("word", ONE_WORD)
def test_a_thing_has_one_word_in_vietnamese(word: str) -> None:
    texts = (*ROOT.glob("domain/messages/*.toml"), *ROOT.glob("api/pages/*/*.toml"), *ROOT.glob("workers/**/*.toml"))
    texts = (*texts, *ROOT.glob("workers/documents/**/*.py"))
    found = [str(text) for text in texts if word in text.read_text(encoding="utf-8").casefold()]
    assert found == [], f"say: {ONE_WORD[word]}"


def test_the_police_are_written_one_way() -> None:
    """As the Regulation writes them: `Công an`."""
    texts = (*ROOT.glob("domain/messages/*.toml"), *ROOT.glob("api/pages/*/*.toml"), *ROOT.glob("docs/**/*.vi.md"))
    assert [str(path) for path in texts if "công an" in path.read_text(encoding="utf-8")] == []


def without_values(sentence: str) -> str:
    """A sentence without what a program has to send word for word."""
    for purpose in Purpose:
        sentence = sentence.replace(purpose.value, "")
    return sentence


def written(language: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / "domain/messages" / f"{language}.toml").read_text(encoding="utf-8"))


FILES = {language: written(language) for language in LANGUAGES}
REFUSALS: dict[str, dict[str, str]] = {language: file["refusals"] for language, file in FILES.items()}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def leaves(node: Any) -> list[str]:
    return [text for item in node.values() for text in leaves(item)] if isinstance(node, dict) else [node]


class TestEveryCode:
    def test_walk_finds_all_kinds_of_codes(self) -> None:
        found = {code.code for code in all_codes()}
        assert {"version-conflict", "scope-missing", "lead-agency-only", "text-too-long", "page-size"} <= found
        assert {"address-userinfo", "address-length", "already-confirmed", "too-many-checks"} <= found

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_has_a_sentence(self, language: Language) -> None:
        nothing_missing(
            f"{code.code} has no sentence. Add it to [refusals] of domain/messages/{language}.toml."
            for code in sorted(all_codes(), key=str)
            if code.code not in REFUSALS[language]
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_given_the_parameters_its_sentence_names(self, language: Language) -> None:
        said = {code: placeholders(REFUSALS[language][code.code]) for code in all_codes()}
        wrong = [code for code in all_codes() if said[code] | (code.params & {"limit"}) != code.params]
        assert wrong == []

    def test_no_sentence_is_unused(self) -> None:
        texts = {text for _, tree in trees(holding=REFUSALS["vi"]) for text in texts_in(tree)}
        used = texts | {f"address-{fault}" for fault in address_faults()}
        assert [refusal for language in LANGUAGES for refusal in REFUSALS[language] if refusal not in used] == []

    def test_a_code_that_is_made_up_at_run_time_is_refused(self) -> None:
        with pytest.raises(CodeNotLiteral):
            list(codes_in(ast.parse('invalid("claim", "text-" + why)'), "planted.py"))


class TestFiles:
    def test_both_have_the_same_keys(self) -> None:
        vi, en = FILES["vi"], FILES["en"]
        assert list(vi["refusals"]) == list(en["refusals"])
        assert {name: list(rows) for name, rows in vi["labels"].items()} == {
            name: list(rows) for name, rows in en["labels"].items()
        }

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_name_every_action(self, language: Language) -> None:
        """Those that nobody is offered too: a version conflict names what the register or an operator did."""
        actions = {action.name for action in ACTIONS}
        lines_for(actions, FILES[language]["actions"], f"[actions] of domain/messages/{language}.toml", '{} = "…"')
        assert all(action_label(name, language) for name in actions)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_are_composed_and_hold_nothing_the_register_refuses(self, language: Language) -> None:
        assert is_normalized("NFC", (ROOT / "domain/messages" / f"{language}.toml").read_text(encoding="utf-8"))
        assert [text for text in leaves(FILES[language]) if forbidden(text) is not None or not text.strip()] == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_sentences_are_whole_and_name_no_field(self, language: Language) -> None:
        sentences = REFUSALS[language].values()
        assert [sentence for sentence in sentences if not sentence.endswith(".") or not sentence[0].isupper()] == []
        assert [sentence for sentence in sentences for name in FIELD_LIKE if name in without_values(sentence)] == []

    def test_vietnamese_is_not_english(self) -> None:
        same = [code for code, text in REFUSALS["vi"].items() if text == REFUSALS["en"][code]]
        plain = [code for code, text in REFUSALS["vi"].items() if text.isascii()]
        assert same == plain == []


class TestMessage:
    def test_fills_in_parameters(self) -> None:
        assert message("too-many", {"most": 20}, "en") == "The list is too long. Choose at most 20."
        assert message("too-many", {"most": 20}, "vi") == "Danh sách quá dài. Hãy chọn tối đa 20 mục."

    @pytest.mark.parametrize("code", ["", "no-such-code", "labels", "Not-Found"])
    def test_unknown_code(self, code: str) -> None:
        with pytest.raises(KeyError):
            message(code, {}, "vi")

    def test_missing_parameter(self) -> None:
        with pytest.raises(KeyError):
            message("text-too-long", {}, "vi")


class TestTheObjectOfAState:
    SAID = (
        (Kind.CASE, "vụ việc", "case"),
        (Kind.PUBLICATION, "thông cáo báo chí", "notice to the press"),
        (Kind.REDRESS, "khiếu nại", "complaint"),
        (Kind.REPORT, "báo cáo của cơ quan", "report"),
        (Part.TAKEDOWN, "đề nghị gỡ bỏ", "removal proposal"),
    )

    @pytest.mark.parametrize(("of", "vi", "en"), SAID)
    def test_is_named_in_the_refusal(self, of: Kind | Part, vi: str, en: str) -> None:
        refused = TransitionNotAllowed(of=of, state="X", allowed=())
        assert message(refused.code, refused.params, "vi").startswith(f"Bước hiện tại của {vi} không cho phép")
        assert message(refused.code, refused.params, "en").startswith(f"The {en} is at a stage")

    def test_is_that_of_the_action(self) -> None:
        nowhere, known = SimpleNamespace(state="NOWHERE"), facts(OPERATOR)
        refused = [(row, standing(row, nowhere, known)) for row in ACTIONS if row.states]
        assert [row.name for row, problem in refused if not isinstance(problem, TransitionNotAllowed)] == []
        assert [row.name for row, problem in refused if problem and problem.params != {"object": row.stream}] == []


class TestLabel:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_value_has_one_of_its_own(self, language: Language) -> None:
        for kind in LABELLED:
            labels = [label(item, language) for item in kind]
            assert len(set(labels)) == len(labels)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_label_is_unused(self, language: Language) -> None:
        values = {kind.__name__: [item.value for item in kind] for kind in LABELLED}
        written = {name: list(rows) for name, rows in FILES[language]["labels"].items()}
        assert {name: sorted(rows) for name, rows in written.items()} == {
            name: sorted(rows) for name, rows in values.items()
        }
