"""The generated documents: current, the same every time, and noticed when they are not."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from workflow.management import writing
from workflow.management.commands.workflow_docs import written

from .tables import LETTERS


def test_the_documents_in_the_repository_are_current():
    call_command("workflow_docs", "--check")


def test_they_are_written_once_and_then_left_alone(tmp_path):
    first, second = StringIO(), StringIO()
    call_command("workflow_docs", "--into", str(tmp_path), stdout=first)
    call_command("workflow_docs", "--into", str(tmp_path), stdout=second)
    assert first.getvalue().split() == ["Wrote", "workflow.md.", "Wrote", "permissions.md."]
    assert second.getvalue() == ""
    call_command("workflow_docs", "--check", "--into", str(tmp_path))


def test_a_page_that_differs_fails_the_check_and_is_left_as_it_is(tmp_path):
    call_command("workflow_docs", "--into", str(tmp_path), stdout=StringIO())
    page = tmp_path / "permissions.md"
    page.write_text("By hand.")
    with pytest.raises(CommandError, match=r"permissions\.md"):
        call_command("workflow_docs", "--check", "--into", str(tmp_path))
    assert page.read_text() == "By hand."


def test_they_are_english_whatever_the_language_of_the_process():
    with translation.override("fr"):
        assert written() == written()
        french = written()
    assert french == written()


def test_every_move_is_described_with_its_conditions_and_clocks():
    page = writing.workflow_page([LETTERS])
    assert "open --> posted: post" in page
    assert "asked --> posted: explain" in page
    assert "shut --> [*]" in page
    assert "open --> open" not in page
    period = "5 working days of the State that owes the act"
    assert f"| `answer` the answer | requested State | {period} | house target |" in page
    assert "- Clocks: starts `explain`; pauses `answer`" in page


def test_the_matrix_says_who_may_do_what():
    page = writing.permissions_page([LETTERS])
    assert "| `post` | yes | - |" in page
    assert "| `ask` | - | yes |" in page
