"""Gaps become numbered questions, and each question gets its own answer."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import moment
from audit.models import Event
from audit.moment import pretended
from audit.verification import verified
from convention.models import MeasureType
from evidence.services import keep_bytes
from requests_mla import marks
from requests_mla.arrival import gaps_on_arrival
from requests_mla.models import DraftAnswer, DraftQuestion, Question
from requests_mla.services import answering, asking, opening, rules
from requests_mla.services.exchange import Answer, mark_of_list
from requests_mla.services.rules import Wording
from tests import cast as people
from tests.requests_mla import stage
from tests.requests_mla.paper import read_letter
from tests.requests_mla.test_privacy import everything
from tests.requests_mla.test_races import PEOPLE, at_once
from workflow.refusals import Missing, NotFromHere, NotYours
from workflow.services import Act, perform

RULE = "Certified translation into English for searches"
SOURCE = "Mutual Assistance Act, section 12(3)"
GAP = "XB.1.1"


def rule_for_searches(cast: Any) -> None:
    """Belmara asks for a certified translation of requests for searches."""
    said = Wording(
        demand="translation",
        words=RULE,
        origin="law",
        reference=SOURCE,
        blocks=True,
        valid_from=date(2026, 1, 1),
        measure_types=(MeasureType.objects.get(pk="search"),),
    )
    with pretended(moment.now() - timedelta(days=30)):
        rules.add_rule(actor=cast.actors["sean"], wording=said)


def deficient(cast: Any, at: Any) -> stage.Play:
    """A request of Dravonia's that came by post with next to nothing in it, acknowledged."""
    play = stage.Play(cast, at)
    with pretended(at):
        play.request = opening.register_paper(
            actor=cast.actors["ciara"],
            sender=cast.central["XD"],
            title="Search in Carrick",
            their_reference="27/4-1123",
            dated=at - timedelta(days=6),
            scan=keep_bytes(content=b"%PDF-1.4 scan", media_type="application/pdf"),
            measures=[(MeasureType.objects.get(pk="search"), "Search the flat.")],
        )
    play.act("ciara", "acknowledge")
    return play


class GapsOfWhatArrived(stage.Staged):
    """A deficient paper request, registered anyway, in the hands of Belmara."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        rule_for_searches(cls.cast)
        cls.play = deficient(cls.cast, cls.at)

    def setUp(self) -> None:
        self.ciara = stage.browser(self.cast, "ciara")
        self.path = stage.page("questions", self.play)

    def keep(self, who: Any = None, **given: Any) -> Any:
        """Send the page's form as it is shown, with what is `given` changed."""
        client = who or self.ciara
        form = client.get(self.path).context["list_form"]
        shown = {field.name: field.value() for field in form if field.value()}
        return client.post(self.path, {**shown, **given})

    def ask(self, **given: Any) -> Any:
        path = stage.page("act", self.play, "ask")
        mark = self.ciara.get(path).context["list_mark"]
        sent = {"version": self.play.case.version, "list": mark, **given}
        return self.ciara.post(path, sent)

    def lines(self) -> list[str]:
        return list(self.play.case.request.draft_questions.values_list("text", flat=True))

    def test_it_is_registered_and_every_gap_stands_there_with_its_source(self) -> None:
        self.assertEqual(self.play.case.status, "received")
        page = self.ciara.get(self.path)
        for words in (f"{RULE} (measure 1)", "law of Belmara", SOURCE, "Summary of the facts"):
            self.assertContains(page, words)
        self.assertContains(page, "Compare with the letter before you ask.")

    def test_keeping_a_list_that_did_not_change_is_no_act(self) -> None:
        kept = Event.objects.filter(case_id=self.play.case.pk, verb="request.list_questions")
        self.keep(question="Which flat is meant?")
        self.assertEqual(kept.count(), 1)
        self.assertEqual(self.keep().status_code, 302)
        self.assertEqual(kept.count(), 1)
        self.keep(question="Whose flat is it?")
        self.assertEqual(kept.count(), 2)

    def test_what_was_missing_is_looked_for_once_on_the_page(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            self.ciara.get(self.path)
        rules_read = [one for one in queries if 'FROM "requests_mla_staterule"' in one["sql"]]
        self.assertEqual(len(rules_read), 1)

    def test_a_ticked_gap_is_a_line_and_then_a_numbered_question_in_one_letter(self) -> None:
        keys = [gap.key for gap in gaps_on_arrival(self.play.case.request)]
        self.assertIn(GAP, keys)
        self.assertEqual(self.keep(gaps=[GAP, keys[0]]).status_code, 302)
        self.assertRedirects(self.keep(question="Which flat is meant?"), self.path)
        self.assertEqual(len(self.lines()), 3)
        page = self.ciara.get(self.path)
        self.assertNotIn(GAP, dict(page.context["list_form"].fields["gaps"].choices))
        shown = self.ciara.get(stage.page("act", self.play, "ask"))
        self.assertContains(shown, "Question 3")
        self.assertEqual(self.ask().status_code, 302)
        asked = self.play.case.request.questions.all()
        self.assertEqual([row.number for row in asked], [1, 2, 3])
        self.assertEqual({row.gap for row in asked}, {GAP, keys[0], ""})
        self.assertEqual(self.lines(), [])
        self.assertEqual(self.play.case.status, "clarifying")
        with pretended(self.play.at):
            stage.make_letters()
        letter = self.play.case.letters.get(kind="question")
        payload = json.loads(letter.payload)
        self.assertEqual(
            [(row["number"], row["text"]) for row in payload["questions"]],
            [(row.number, row.text) for row in asked],
        )
        text = read_letter(self.play, "question")
        for row in asked:
            self.assertIn(f"Question {row.number}: {row.text}", text)
        self.assertIn(f"law of Belmara, {SOURCE}", text)
        page = self.ciara.get(self.path)
        self.assertContains(page, "asked as question")
        self.assertNotIn(GAP, dict(page.context["list_form"].fields["gaps"].choices))

    def test_a_gap_is_put_in_other_words_or_taken_off_again(self) -> None:
        self.keep(gaps=[GAP])
        line = self.play.case.request.draft_questions.get()
        self.keep(**{f"text_{line.pk}": "Please translate it."})
        self.assertEqual(self.lines(), ["Please translate it."])
        self.keep(**{f"text_{line.pk}": "  "})
        self.assertEqual(self.lines(), [])
        page = self.ciara.get(self.path)
        self.assertIn(GAP, dict(page.context["list_form"].fields["gaps"].choices))

    def test_the_list_goes_on_to_the_letter_in_one_press(self) -> None:
        answer = self.keep(question="Which flat?", then="ask")
        self.assertRedirects(answer, stage.page("act", self.play, "ask"))

    def test_a_list_and_one_more_question_are_one_letter(self) -> None:
        self.keep(question="On the list")
        self.ask(question="Typed with the move")
        texts = list(self.play.case.request.questions.values_list("text", flat=True))
        self.assertEqual(texts, ["On the list", "Typed with the move"])
        event = self.play.case.events.get(action="ask")
        self.assertEqual(event.text, "1. On the list\n\n2. Typed with the move")

    def test_nothing_is_asked_without_a_question(self) -> None:
        self.assertEqual(self.ask().status_code, 422)
        with self.assertRaises(Missing):
            self.play.act("ciara", "ask")
        self.assertFalse(Question.objects.exists())

    def test_a_list_that_changed_after_it_was_read_is_not_sent(self) -> None:
        self.keep(question="Read by Ciara")
        path = stage.page("act", self.play, "ask")
        read = self.ciara.get(path).context["list_mark"]
        self.keep(stage.browser(self.cast, "tom"), question="Added by Tom")
        answer = self.ask(list=read, question="Words that took an hour")
        self.assertContains(answer, "changed after you opened this page", status_code=422)
        self.assertContains(answer, "Words that took an hour", status_code=422)
        self.assertContains(answer, "Added by Tom", status_code=422)
        self.assertFalse(Question.objects.exists())

    def test_two_officers_write_on_different_lines_and_lose_nothing(self) -> None:
        self.keep(question="One")
        self.keep(question="Two")
        one, two = self.play.case.request.draft_questions.all()
        form = self.ciara.get(self.path).context["list_form"]
        shown = {field.name: field.value() for field in form if field.value()}
        tom = stage.browser(self.cast, "tom")
        self.keep(tom, **{f"text_{two.pk}": "Two, by Tom"})
        mine = {**shown, f"text_{one.pk}": "One, by Ciara"}
        self.assertEqual(self.ciara.post(self.path, mine).status_code, 302)
        self.assertEqual(self.lines(), ["One, by Ciara", "Two, by Tom"])

    def test_the_same_line_written_by_two_is_left_to_the_first_and_given_back(self) -> None:
        self.keep(question="One")
        line = self.play.case.request.draft_questions.get()
        form = self.ciara.get(self.path).context["list_form"]
        shown = {field.name: field.value() for field in form if field.value()}
        self.keep(stage.browser(self.cast, "tom"), **{f"text_{line.pk}": "By Tom"})
        answer = self.ciara.post(self.path, {**shown, f"text_{line.pk}": "By Ciara"})
        for words in ("By Ciara", "By Tom", "Tom Keane changed a line"):
            self.assertContains(answer, words, status_code=409)
        self.assertEqual(self.lines(), ["By Tom"])
        seen = answer.context["list_form"]["seen"].value()
        again = {f"text_{line.pk}": "By Ciara", "seen": seen}
        self.assertEqual(self.ciara.post(self.path, again).status_code, 302)
        self.assertEqual(self.lines(), ["By Ciara"])

    def test_words_on_a_line_that_is_gone_become_a_line_of_their_own(self) -> None:
        self.keep(question="One")
        line = self.play.case.request.draft_questions.get()
        seen, name = marks.written({line.pk: marks.mark("One")}), f"text_{line.pk}"
        line.delete()
        self.ciara.post(self.path, {"seen": seen, name: "One, and more"})
        self.assertEqual(self.lines(), ["One, and more"])

    def test_a_button_pressed_twice_adds_one_line(self) -> None:
        for _press in range(2):
            self.ciara.post(self.path, {"question": "Which flat?", "gaps": [GAP]})
        self.assertEqual(len(self.lines()), 2)

    def test_what_is_no_list_is_declined_or_left_out(self) -> None:
        long = "x" * 100_001
        for given in ({"question": "a\x00b"}, {"question": long}, {"gaps": ["XB.9.9"]}):
            with self.subTest(given=str(given)[:30]):
                self.assertEqual(self.keep(**given).status_code, 422)
        odd = {
            "text_x": "a",
            "text_": "b",
            "text_²": "c",
            f"text_{'9' * 40}": "d",
            "seen": "x:y 1:",
        }
        self.assertEqual(self.ciara.post(self.path, odd).status_code, 302)
        self.assertEqual(self.lines(), [])

    def test_who_may_write_on_the_list(self) -> None:
        for name, status in (("tom", 302), ("aoife", 302), ("orla", 403)):
            with self.subTest(who=name):
                client = stage.browser(self.cast, name)
                answer = client.post(self.path, {"question": f"By {name}"})
                self.assertEqual(answer.status_code, status)
        self.assertEqual(stage.browser(self.cast, "lucia").post(self.path).status_code, 404)
        with self.assertRaises(NotYours):
            asking.keep_list(actor=self.cast.actors["orla"], case=self.play.case, texts={}, seen={})
        page = stage.browser(self.cast, "orla").get(self.path)
        self.assertNotContains(page, RULE)
        self.assertNotContains(page, "By tom")

    def test_after_the_end_nothing_is_listed_and_the_words_come_back(self) -> None:
        scan = keep_bytes(content=b"%PDF-1.4 w", media_type="application/pdf")
        self.play.act("ciara", "withdraw", on_behalf=True, reasons="Not needed", letter_scan=scan)
        answer = self.ciara.post(self.path, {"question": "Words that took an hour"})
        self.assertContains(answer, "Words that took an hour", status_code=409)

    def test_the_page_costs_the_same_with_more_on_it(self) -> None:
        def count() -> int:
            self.ciara.get(self.path)
            with CaptureQueriesContext(connection) as queries:
                self.ciara.get(self.path)
            return len(queries)

        request = self.play.case.request
        for number in range(2):
            Question.objects.create(request=request, number=number + 1, text="x", gap=f"g{number}")
            self.keep(question=f"Line {number}")
        few = count()
        for number in range(2, 20):
            Question.objects.create(request=request, number=number + 1, text="x", gap=f"g{number}")
            DraftQuestion.objects.create(request=request, side="requested", text=f"{number}")
        self.assertEqual(count(), few)


class AnswersOneByOne(stage.Staged):
    """Three questions of Belmara's wait in Arvenia."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)
        ciara = cls.cast.actors["ciara"]
        for text in ("Which zone?", "Which\r\n\r\naccount?", "Who saw it?"):
            asking.keep_list(actor=ciara, case=cls.play.case, texts={}, seen={}, question=text)
        mark = mark_of_list(asking.listed(cls.play.case.request, "requested"))
        cls.play.act("ciara", "ask", list=mark)

    def setUp(self) -> None:
        self.youssef = stage.browser(self.cast, "youssef")
        self.path = stage.page("act", self.play, "reply")

    def post(self, who: Any = None, **given: Any) -> Any:
        """Send the page as it is shown to that person, with what is `given` changed."""
        return (who or self.youssef).post(self.path, {**self.shown(who), **given})

    def shown(self, who: Any = None) -> dict[str, Any]:
        page = (who or self.youssef).get(self.path)
        fields = {field.name: field.value() for field in page.context["form"] if field.value()}
        return {**fields, "seen": page.context["seen_marks"]}

    def test_each_open_question_has_its_own_field(self) -> None:
        page = self.youssef.get(self.path)
        for number, text in ((1, "Which zone?"), (2, "account?"), (3, "Who saw it?")):
            self.assertContains(page, text)
            self.assertContains(page, f'name="answer_{number}"')
        self.assertContains(page, "Still without an answer: question 1, 2, 3")

    def test_each_one_without_an_answer_is_listed_and_nothing_is_sent(self) -> None:
        answer = self.post(answer_1="UTC.", unanswerable_3="on")
        self.assertContains(answer, "Question 2 has no answer yet.", status_code=422)
        self.assertContains(answer, "Say why question 3 cannot be answered.", status_code=422)
        self.assertContains(answer, "UTC.", status_code=422)
        self.assertNotContains(answer, "Question 1 has no answer yet.", status_code=422)
        self.assertEqual(self.play.case.status, "clarifying")
        with self.assertRaises(Missing) as refusal:
            self.play.act("youssef", "reply", answer_1="UTC.", answer="For all of them")
        self.assertEqual(len(refusal.exception.reasons), 2)
        self.assertFalse(Question.objects.exclude(answer="").exists())

    def test_all_answered_or_said_why_not_go_out_in_one_letter_that_quotes(self) -> None:
        self.post(answer_1="UTC.", answer_2="The\nsecond.", keep="yes")
        answer = self.post(answer_3="The witness died.", unanswerable_3="on")
        self.assertEqual(answer.status_code, 302)
        said = self.play.case.request.questions.values_list("answer", "unanswerable")
        self.assertEqual(
            [(text.replace("\r\n", "\n"), cannot) for text, cannot in said],
            [("UTC.", False), ("The\nsecond.", False), ("The witness died.", True)],
        )
        self.assertEqual(self.play.case.status, "received")
        self.assertFalse(DraftAnswer.objects.exists())
        with pretended(self.play.at):
            stage.make_letters()
        payload = json.loads(self.play.case.letters.get(kind="answer").payload)
        self.assertEqual([row["number"] for row in payload["questions"]], [1, 2, 3])
        self.assertEqual(payload["questions"][0]["text"], "Which zone?")
        self.assertEqual(payload["questions"][0]["answer"], "UTC.")
        text = read_letter(self.play, "answer")
        for words in (
            "QUESTION 1 You asked: Which zone?",
            "Answer: UTC.",
            "You asked: Which",
            "account?",
            "This cannot be answered: The witness died.",
        ):
            self.assertIn(words, text)
        page = stage.browser(self.cast, "ciara").get(stage.page("questions", self.play))
        for words in ("UTC.", "The witness died.", "Cannot be answered"):
            self.assertContains(page, words)

    def test_numbers_go_on_in_the_next_letter_and_old_answers_stay(self) -> None:
        self.post(answer_1="a", answer_2="b", answer_3="c")
        self.play.act("ciara", "ask", question="And the port?")
        numbers = self.play.case.request.questions.values_list("number", flat=True)
        self.assertEqual(list(numbers), [1, 2, 3, 4])
        page = self.youssef.get(self.path)
        self.assertContains(page, 'name="answer"')
        self.assertNotContains(page, "Which zone?")
        self.assertEqual(self.post(answer="443").status_code, 302)
        answers = self.play.case.request.questions.values_list("answer", flat=True)
        self.assertEqual(list(answers), ["a", "b", "c", "443"])

    def test_answers_are_kept_for_the_own_side_alone_and_change_nothing(self) -> None:
        before = self.play.case.version, self.play.case.changed_at
        kept = self.post(answer_1="SECRET-DRAFT", unanswerable_2="on", keep="yes")
        self.assertRedirects(kept, self.path)
        self.assertContains(self.youssef.get(self.path), "SECRET-DRAFT")
        leila = stage.browser(self.cast, "leila").get(self.path)
        self.assertContains(leila, "SECRET-DRAFT")
        self.assertEqual((self.play.case.version, self.play.case.changed_at), before)
        for name in ("ciara", "aoife", "orla"):
            with self.subTest(who=name):
                seen = everything(self.cast, self.play, name)
                self.assertNotIn("SECRET", seen)
                self.assertNotIn("not sent yet", seen)
        own = everything(self.cast, self.play, "youssef")
        self.assertIn("Answers kept that are not sent yet: 1, 2", own)
        questions = stage.browser(self.cast, "ciara").get(stage.page("questions", self.play))
        self.assertContains(questions, "not answered yet")
        self.assertNotContains(questions, "SECRET")
        self.assertEqual(stage.browser(self.cast, "ciara").get(self.path).status_code, 403)

    def test_a_list_that_is_not_sent_never_reaches_the_other_side(self) -> None:
        path = stage.page("questions", self.play)
        stage.browser(self.cast, "ciara").post(path, {"question": "PRIVATE-QUESTION"})
        self.assertIn("PRIVATE", self.lines_of("ciara"))
        for name in ("youssef", "leila", "karim"):
            with self.subTest(who=name):
                self.assertNotIn("PRIVATE", self.lines_of(name))
                self.assertNotIn("List of questions", everything(self.cast, self.play, name))
                self.assertNotIn("What was missing", self.lines_of(name))

    def lines_of(self, name: str) -> str:
        page = stage.browser(self.cast, name).get(stage.page("questions", self.play))
        return page.content.decode() + everything(self.cast, self.play, name)

    def test_two_officers_answer_different_questions_and_lose_nothing(self) -> None:
        leila, mine = stage.browser(self.cast, "leila"), self.shown()
        self.post(leila, answer_2="By Leila", keep="yes")
        answer = self.youssef.post(self.path, {**mine, "answer_1": "By Youssef", "keep": "yes"})
        self.assertEqual(answer.status_code, 302)
        kept = DraftAnswer.objects.values_list("question__number", "text", "written_by_name")
        self.assertEqual(
            list(kept), [(1, "By Youssef", "Youssef Haddad"), (2, "By Leila", "Leïla Mansour")]
        )

    def test_the_same_answer_written_by_two_is_shown_beside_before_it_is_replaced(self) -> None:
        leila, mine = stage.browser(self.cast, "leila"), self.shown()
        self.post(leila, answer_1="By Leila", keep="yes")
        mine |= {"answer_1": "By Youssef", "answer_2": "Two", "keep": "yes"}
        answer = self.youssef.post(self.path, mine)
        for words in ("By Youssef", "By Leila", "Leïla Mansour wrote on the answer"):
            self.assertContains(answer, words, status_code=409)
        texts = DraftAnswer.objects.values_list("text", flat=True)
        self.assertEqual(set(texts), {"By Leila", "Two"})
        again = {**mine, "seen": answer.context["seen_marks"]}
        self.assertEqual(self.youssef.post(self.path, again).status_code, 302)
        self.assertEqual(DraftAnswer.objects.get(question__number=1).text, "By Youssef")

    def test_nothing_goes_out_over_an_answer_that_was_never_seen(self) -> None:
        leila, mine = stage.browser(self.cast, "leila"), self.shown()
        mine |= {"answer_1": "Old", "answer_2": "b", "answer_3": "c"}
        self.post(leila, answer_1="New, by Leila", keep="yes")
        answer = self.youssef.post(self.path, mine)
        self.assertContains(answer, "wrote on the answer to question 1", status_code=422)
        self.assertContains(answer, "New, by Leila", status_code=422)
        self.assertEqual(self.play.case.status, "clarifying")
        mine["seen"] = answer.context["seen_marks"]
        self.assertEqual(self.youssef.post(self.path, mine).status_code, 302)
        self.assertEqual(Question.objects.get(number=1).answer, "Old")

    def test_a_reply_sent_twice_is_one_reply_and_gives_the_words_back(self) -> None:
        sent = {**self.shown(), "answer_1": "a", "answer_2": "b", "answer_3": "Long words"}
        first, second = self.youssef.post(self.path, sent), self.youssef.post(self.path, sent)
        self.assertEqual((first.status_code, second.status_code), (302, 409))
        self.assertContains(second, "Long words", status_code=409)
        self.assertNotContains(second, sent["seen"], status_code=409)
        late = self.youssef.post(self.path, {**sent, "keep": "yes"})
        self.assertContains(late, "Long words", status_code=409)
        self.assertEqual(self.play.case.events.filter(action="reply").count(), 1)

    def test_bad_input_is_declined(self) -> None:
        for given in ({"answer_1": "a\x00b"}, {"answer_1": "x" * 100_001}):
            for more in ({}, {"keep": "yes"}):
                with self.subTest(given=str(given)[:20], more=more):
                    self.assertEqual(self.post(**given, **more).status_code, 422)
        odd = self.post(answer_1="a", seen="1:x 2 :: ²:0123456789abcdef", keep="yes")
        self.assertEqual(odd.status_code, 302)
        other = self.youssef.post(stage.page("act", self.play, "supplement"), {"keep": "yes"})
        self.assertEqual(other.status_code, 409)

    def test_who_may_keep_answers(self) -> None:
        for name in ("karim", "ciara", "orla"):
            with self.subTest(who=name), self.assertRaises(NotYours):
                answering.keep_answers(
                    actor=self.cast.actors[name],
                    case=self.play.case,
                    typed={1: Answer("x")},
                    seen={},
                )

    def test_over_the_api_each_question_is_a_field(self) -> None:
        base = f"/api/v1/requests/{self.play.case.pk}"
        offers = self.youssef.get(f"{base}/offers/").json()["offers"]
        reply = next(offer for offer in offers if offer["action"] == "reply")
        names = {need["name"] for need in reply["needs"]}
        self.assertLessEqual({"answer_1", "unanswerable_1", "answer_3", "attachment"}, names)
        self.assertNotIn("answer", names)

        def act(**given: str) -> Any:
            sent = {"action": "reply", "version": self.play.case.version, "given": given}
            return self.youssef.post(f"{base}/acts/", sent, content_type="application/json")

        half = act(answer_1="UTC.")
        self.assertEqual(half.status_code, 422)
        self.assertEqual(set(half.json()["fields"]), {"answer_2", "answer_3"})
        done = act(answer_1="UTC.", answer_2="b", answer_3="Lost", unanswerable_3="true")
        self.assertEqual(done.status_code, 201)
        said = self.youssef.get(f"{base}/").json()["questions"]
        self.assertEqual([row["unanswerable"] for row in said], [False, False, True])


class OneQuestionAsBefore(stage.Staged):
    """One question and one answer need no number, on the page and over the API."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()
        cls.play = stage.received(cls.cast, cls.at)

    def act(self, name: str, action: str, **given: str) -> Any:
        sent = {"action": action, "version": self.play.case.version, "given": given}
        path = f"/api/v1/requests/{self.play.case.pk}/acts/"
        client = stage.browser(self.cast, name)
        return client.post(path, sent, content_type="application/json")

    def test_over_the_api(self) -> None:
        # What is on the list is not sent by a program that has not read it.
        path = stage.page("questions", self.play)
        stage.browser(self.cast, "ciara").post(path, {"question": "On the list"})
        self.assertEqual(self.act("ciara", "ask").status_code, 422)
        self.assertEqual(self.act("ciara", "ask", question="Which zone?").status_code, 201)
        self.assertEqual(Question.objects.get().text, "Which zone?")
        self.assertEqual(DraftQuestion.objects.get().text, "On the list")
        self.assertEqual(self.act("youssef", "reply", answer=" ").status_code, 422)
        self.assertEqual(self.act("youssef", "reply", answer="UTC.").status_code, 201)
        self.assertEqual(Question.objects.get().answer, "UTC.")

    def test_the_timeline_shows_the_words_without_a_number(self) -> None:
        self.play.act("ciara", "ask", question="Which zone?")
        self.play.act("youssef", "reply", answer="Nobody knows.", unanswerable=True)
        events = self.play.case.events.filter(action__in=["ask", "reply"]).order_by("number")
        texts = [event.text for event in events]
        self.assertEqual(texts, ["Which zone?", "Cannot be answered: Nobody knows."])

    def test_a_letter_from_before_there_were_numbers_still_reads(self) -> None:
        self.play.act("ciara", "ask", question="Which zone?")
        letter = self.play.case.letters.get(kind="question")
        payload = json.loads(letter.payload)
        del payload["questions"]
        letter.payload = json.dumps(payload)
        letter.save(update_fields=["payload"])
        with pretended(self.play.at):
            stage.make_letters()
        self.assertRegex(read_letter(self.play, "question"), r"QUESTION\s+Which zone\?")


class ByPost(stage.Staged):
    """Dravonia answers and asks on paper; Belmara and Arvenia record it."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast, cls.at = stage.gathered()

    def letter(self) -> dict[str, Any]:
        scan = SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n%%EOF\n")
        return {"letter_scan": scan, "letter_date": (self.at + timedelta(days=1)).date()}

    def test_its_answers_are_recorded_one_by_one_on_its_behalf(self) -> None:
        play = deficient(self.cast, self.at)
        client = stage.browser(self.cast, "ciara")
        for text in ("One?", "Two?"):
            client.post(stage.page("questions", play), {"question": text})
        mark = mark_of_list(asking.listed(play.case.request, "requested"))
        play.act("ciara", "ask", list=mark)
        path = stage.page("act", play, "reply")
        page = client.get(path)
        self.assertContains(page, "You record what the other State wrote on paper")
        kept = {"answer_1": "First", "keep": "yes", "seen": page.context["seen_marks"]}
        self.assertEqual(client.post(path, kept).status_code, 302)
        self.assertContains(client.get(path), "First")
        seen = client.get(path).context["seen_marks"]
        sent = {"version": play.case.version, "seen": seen, **self.letter()}
        half = client.post(path, {**sent, "answer_1": "First"})
        self.assertContains(half, "Question 2 has no answer yet.", status_code=422)
        sent |= self.letter()
        whole = client.post(path, {**sent, "answer_1": "First", "answer_2": "Second"})
        self.assertEqual(whole.status_code, 302)
        answers = play.case.request.questions.values_list("answer", flat=True)
        self.assertEqual(list(answers), ["First", "Second"])
        self.assertTrue(play.case.events.get(action="reply").recorded)
        self.assertFalse(DraftAnswer.objects.exists())

    def test_its_questions_are_listed_and_recorded_on_its_behalf(self) -> None:
        play = stage.Play(self.cast, self.at)
        sent = people.drafted(self.cast, to="XD", at=self.at)
        play.request = sent.request
        play.send("youssef", "leila")
        scan = keep_bytes(content=b"%PDF-1.4 a", media_type="application/pdf")
        play.act("youssef", "acknowledge", on_behalf=True, their_reference="D-1", letter_scan=scan)
        youssef, path = stage.browser(self.cast, "youssef"), stage.page("questions", play)
        for text in ("Un?", "Deux?"):
            self.assertEqual(youssef.post(path, {"question": text}).status_code, 302)
        page = youssef.get(path)
        self.assertNotContains(page, "What was missing")
        mark = youssef.get(stage.page("act", play, "ask")).context["list_mark"]
        given = {"version": play.case.version, "list": mark, **self.letter()}
        answer = youssef.post(stage.page("act", play, "ask"), given)
        self.assertEqual(answer.status_code, 302)
        texts = play.case.request.questions.values_list("text", flat=True)
        self.assertEqual(list(texts), ["Un?", "Deux?"])
        self.assertFalse(DraftQuestion.objects.exists())
        self.assertContains(youssef.get(stage.page("act", play, "reply")), 'name="answer_2"')


class AfterTheRequestCame(stage.Staged):
    """What is sent later closes no gap of the day of arrival."""

    def test_a_supplement_does_not_change_what_was_missing(self) -> None:
        cast, at = stage.gathered()
        rule_for_searches(cast)
        with pretended(at):
            play = stage.received(cast, at)
        play.case.request.measures.update(type=MeasureType.objects.get(pk="search"))
        play.wait(days=1)
        before = gaps_on_arrival(play.case.request)
        self.assertIn(GAP, [gap.key for gap in before])
        file = keep_bytes(content=b"%PDF-1.7 t", media_type="application/pdf")
        play.case.request.attachments.create(
            file=file, name="t", role="translation", language="en", certified=True
        )
        self.assertEqual(gaps_on_arrival(play.case.request), before)

    def test_a_draft_has_not_arrived(self) -> None:
        cast, at = stage.gathered()
        self.assertEqual(gaps_on_arrival(stage.drafted(cast, at).case.request), [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_questions_and_answers_of_eight_at_once_are_sent_once() -> None:
    cast, at = stage.gathered()
    play = stage.received(cast, at)
    ciara, youssef = cast.actors["ciara"], cast.actors["youssef"]
    case = play.case

    def add(number: int) -> None:
        asking.keep_list(actor=ciara, case=case, texts={}, seen={}, question=f"Question {number}")

    works = [lambda number=number: add(number) for number in range(PEOPLE)]
    assert at_once(*works) == {"done": PEOPLE}
    mark = mark_of_list(asking.listed(case.request, "requested"))

    def ask() -> None:
        perform(case=case, act=Act("ask", {"list": mark}, case.version), by=ciara)

    assert at_once(*[ask] * PEOPLE) == {"done": 1, "NotFromHere": PEOPLE - 1}
    numbers = Question.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, PEOPLE + 1))

    def keep(number: int) -> None:
        typed = {1: Answer(f"answer {number}"), number + 1: Answer("own")}
        shown = {one: Answer("").mark for one in range(1, PEOPLE + 1)}
        left = answering.keep_answers(actor=youssef, case=case, typed=typed, seen=shown)
        if left:
            raise NotFromHere("somebody was first")

    keeping = [lambda number=number: keep(number) for number in range(1, PEOPLE)]
    assert at_once(*keeping) == {"done": 1, "NotFromHere": PEOPLE - 2}
    assert DraftAnswer.objects.count() == PEOPLE
    assert re.fullmatch(r"answer \d", DraftAnswer.objects.get(question__number=1).text)

    version = play.case.version
    given = {f"answer_{number}": "sent" for number in range(1, PEOPLE + 1)}

    def reply() -> None:
        perform(case=case, act=Act("reply", given, version), by=youssef)

    assert at_once(*[reply] * PEOPLE) == {"done": 1, "NotFromHere": PEOPLE - 1}
    assert set(Question.objects.values_list("answer", flat=True)) == {"sent"}
    assert not DraftAnswer.objects.exists()
    assert verified(f"case:{case.pk}").intact
