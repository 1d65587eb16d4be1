"""Texts in the file of a case come out as what they are, whoever wrote them and for whatever end."""

import pytest

from domain.messages import Language
from tests.support.measured import letters
from tests.workers.documents.sample_case_file import case_file
from tests.workers.documents.test_hostile import CHANGED, MARKUP, squeezed
from workers.compile import archive
from workers.documents import case_file as module
from workers.documents.case_file import SAID, laid
from workers.documents.layout import DocumentTooLarge, archived

LANGUAGES: tuple[Language, ...] = ("vi", "en")


def test_no_text_is_read_as_markup() -> None:
    text = " ".join(MARKUP)
    made = case_file(text)
    assert squeezed(text) in letters(archived(laid(made), made.at))


def test_what_cannot_be_drawn_is_named() -> None:
    made = case_file("\n".join(CHANGED))
    found = letters(archived(laid(made), made.at))
    assert all(squeezed(shown) in found for shown in CHANGED.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_the_same_words(language: Language) -> None:
    assert SAID[language].keys() - {"notice"} == SAID["vi"].keys()
    assert all(SAID[language].values())
    found = letters(archived(laid(case_file(language=language)), case_file().at))
    assert ("READINGVERSION" in found) is (language == "en")
    assert squeezed("erasure-1:4") in found


def test_a_file_of_too_many_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHARACTERS_MOST", 100)
    with pytest.raises(DocumentTooLarge):
        archive(case_file())
