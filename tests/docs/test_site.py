"""The documentation as a site: complete, and nothing in it leads nowhere."""

import subprocess
import sys
from pathlib import Path

import pytest
from graphql import build_schema, is_introspection_type, is_specified_scalar_type

from scripts.workbench.site.accessible import accessible
from scripts.workbench.site.contents import Section, contents, trees
from scripts.workbench.site.menu import menu
from scripts.workbench.site.pages import CONTENTS, left_out
from scripts.workbench.site.schema_pages import schema_pages
from tests.docs.pages import ROOT

SDL = (ROOT / "schema/schema.graphql").read_text(encoding="utf-8")


def test_the_contents_name_every_page() -> None:
    assert list(left_out()) == []


def test_a_page_is_named_once() -> None:
    named = [path for section in contents(ROOT / CONTENTS) for _, path in section.entries]
    assert sorted(named) == sorted(set(named))


def test_a_list_becomes_a_menu(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("# All\n\n## Learn\n\n- [Start](tutorial.md), an hour\n- [Types](../schema/schema.graphql)\n")
    menu = "\n```{toctree}\n:hidden:\n:caption: Learn\n\nStart </docs/tutorial>\nTypes </schema/index>\n```\n"
    assert trees(contents(page)).endswith(menu)


def test_the_menu_names_the_page_that_is_read() -> None:
    found = menu(
        [Section("Learn", (("Start", "docs/tutorial.md"), ("Types", "schema/schema.graphql")))],
        "docs/tutorial",
        "../{}.html".format,
    )
    here = '<a class="reference internal current" href="../docs/tutorial.html">Start</a>'
    assert f'<li class="toctree-l1 current">{here}</li>' in found
    assert 'href="../schema/index.html">Types</a>' in found
    assert found.count("current") == 2


def test_the_schema_in_words_has_every_type_once() -> None:
    schema = build_schema(SDL)
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    wanted = [
        name
        for name, item in schema.type_map.items()
        if not is_introspection_type(item) and not is_specified_scalar_type(item) and item not in roots
    ]
    text = "".join(schema_pages(SDL).values())
    assert [name for name in wanted if text.count(f"(type-{name.lower()})=\n## {name}\n") != 1] == []


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        ('<p class="caption" role="heading">Learn</p>', '<p class="caption" role="heading" aria-level="2">Learn</p>'),
        ('<aside class="toc-drawer no-toc">', '<aside class="toc-drawer no-toc" aria-label="This page">'),
        ('<th class="head text-left"><p></p></th>', "<td></td>"),
        ('<th class="head"><p>claim</p></th>', '<th class="head"><p>claim</p></th>'),
        ('<div id="search-results"></div>', '<h1>Search</h1>\n<div id="search-results"></div>'),
        ('<pre><span class="k">x</span></pre>', '<pre tabindex="0"><span class="k">x</span></pre>'),
    ],
)
def test_what_a_screen_reader_misses_is_added(made: str, wanted: str) -> None:
    assert accessible(made) == wanted
    assert accessible(wanted) == wanted


@pytest.mark.slow
def test_it_builds_without_a_warning(tmp_path: Path) -> None:
    """A process of its own, since Sphinx and its extensions warn of what they will change among themselves."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.workbench.site", str(tmp_path / "site")], cwd=ROOT, check=False
    )
    assert done.returncode == 0
    assert (tmp_path / "site" / "searchindex.js").exists()
    first = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert [put in first for put in ('aria-level="2"', 'aria-label="All pages"', '<pre tabindex="0">', "site.css")] == [
        True
    ] * 4
    assert "<h2>screenCase" in (tmp_path / "site" / "schema" / "mutations.html").read_text(encoding="utf-8")
