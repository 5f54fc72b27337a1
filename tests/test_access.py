"""Who may read what: what is internal or under embargo is in no answer, count, name or page for the public."""

import json
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from answer import Answerer, as_json, example_questions
from domain import Link, Query, Span, Statement
from errors import BadSetting, UnreadableArticle
from index import Archive
from index.__main__ import app as command
from index.access import FILE, obey, read_rules
from ingest import read_file
from tests.small_archive import prepared, toy_embedder
from tests.web_fixtures import serving
from web import Identities, View, passwords

TOY = toy_embedder()
TODAY = date.today()
CANARY = "Zanzibar"
TELLING = f"The minister of {CANARY} said the harbour would close."
OPEN = "The mayor of Dover said the harbour would stay open."


def said(article: str, text: str, title: str = "") -> Statement:
    start = len(title) + 2 if title else 0
    content, mention = Span(start + text.index("the harbour"), start + len(text)), Span(start, start + 9)
    link = Link(CANARY if CANARY in text else "mayor of Dover", mention, None, "say", "says")
    return Statement(article, content, "indirect", (link,), 0.95, "explicit", True)


def secret(opens: date | None = date.max, id_: str = "secret", path_outlet: str = f"{CANARY} Times"):
    title = f"{CANARY} harbour"
    return prepared(
        id_, TELLING, title=title, outlet=path_outlet, language="pt", published=TODAY, opens=opens,
        statements=[said(id_, TELLING, title)],
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("known", OPEN, statements=[said("known", OPEN)]), secret()])
    return tmp_path


def everything(archive: Archive) -> str:
    """All that can be got out of an archive, as one text."""
    found = [archive.outlets(), archive.languages(), archive.speakers(), archive.state(), archive.stats()]
    found += [archive.article("secret"), archive.passages("secret"), archive.statements("secret")]
    found += [archive.placed(["secret"]), archive.origins(["secret"]), example_questions(archive, "en")]
    for question in (CANARY, "harbour", f"minister of {CANARY}", "who said the harbour would close?"):
        found += [archive.retrieve(Query(question)), as_json(Answerer(archive).ask(Query(question)))]
    return repr([f for f in found if f != CANARY]).replace(f"minister of {CANARY}'", "").replace(f"'{CANARY}'", "")


def test_what_is_internal_is_seen_by_whoever_holds_the_whole_archive(folder):
    assert f"{CANARY} Times" in everything(Archive.open(folder, TOY))


def test_what_is_internal_is_nowhere_in_the_public_archive(folder):
    public = Archive.open(folder, TOY).public()
    told = everything(public)
    for trace in (f"{CANARY} Times", f"{CANARY} harbour", "would close", "secret#"):
        assert trace not in told.replace("who said the harbour would close?", ""), trace
    assert public.state().articles == 1
    assert public.state().newest is None
    assert public.languages() == ["en"]


@pytest.mark.parametrize(("opens", "seen"), [(TODAY - timedelta(2), True), (TODAY + timedelta(2), False), (None, True)])
def test_an_embargo_ends_on_its_day(tmp_path, opens, seen):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([secret(opens)])
    assert (Archive.open(tmp_path, TOY).public().article("secret") is not None) is seen


def test_an_archive_that_is_open_sees_at_once_that_an_article_became_internal(folder):
    public = Archive.open(folder, TOY).public()
    assert public.article("known") is not None
    (folder / FILE).write_text('[[internal]]\npath = "/news/*"\n')
    assert obey(folder) == {"public": 0, "embargoed": 0, "internal": 2}
    assert public.article("known") is None
    assert public.retrieve(Query("harbour")) == []
    (folder / FILE).unlink()
    assert obey(folder) == {"public": 1, "embargoed": 0, "internal": 1}, "what its own file says stays"


def test_a_rule_holds_for_articles_that_come_later_and_for_those_that_come_again(tmp_path):
    tmp_path.joinpath(FILE).write_text(f'[[embargo]]\noutlet = "{CANARY} Times"\nuntil = {TODAY + timedelta(30)}\n')
    for _ in range(2):
        with Archive.write(tmp_path, TOY) as writer:
            writer.put([secret(opens=None), secret(opens=None, id_="other", path_outlet="The Demo Herald")])
        assert [Archive.open(tmp_path, TOY).public().article(i) is None for i in ("secret", "other")] == [True, False]


@pytest.mark.parametrize(
    "written",
    [
        "[[internal]]\n", "[internal]\npath = 'x'\n", "[[secret]]\npath = 'x'\n", "[[internal]]\npath = 7\n", "x = \n",
        "[[embargo]]\npath = 'x'\n", "[[embargo]]\npath = 'x'\nuntil = 'soon'\n", "internal = ['x']\n",
        "[[internal]]\npath = 'x'\nuntil = 2026-12-01\n", "[[embargo]]\npath = 'x'\nuntil = 2026-12-01T10:00:00\n",
    ],
)  # fmt: skip
def test_an_access_file_that_is_not_understood_stops_the_writer_and_leaves_everything_as_it_was(folder, written):
    (folder / FILE).write_text(written)
    with pytest.raises(BadSetting, match=r"access\.toml.*\[\[internal\]\]"), Archive.write(folder, TOY):
        pass
    assert Archive.open(folder, TOY).public().article("secret") is None
    done = CliRunner().invoke(command, ["access", "--archive", str(folder)])
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_without_the_file_there_are_no_rules(tmp_path):
    assert read_rules(tmp_path) == ()


def test_the_command_counts(folder):
    done = CliRunner().invoke(command, ["access", "--archive", str(folder)])
    assert done.output.strip() == "1 public, 0 embargoed, 1 internal"


# What an article's file says


def test_a_file_may_say_internal_or_name_the_day(tmp_path):
    file = tmp_path / "a.md"
    head = "---\ntitle: A headline\n{}\n---\nThe minister said a thing that is long enough to be an article.\n"
    file.write_text(head.format("access: internal"))
    assert read_file(file)[0].reference.opens == date.max
    file.write_text(head.format("embargo: 2031-02-03"))
    assert read_file(file)[0].reference.opens == date(2031, 2, 3)
    file.write_text(head.format("access: public"))
    assert read_file(file)[0].reference.opens is None


@pytest.mark.parametrize("line", ["access: secret", "access: intern", "embargo: soon"])
def test_what_is_not_understood_does_not_become_public(tmp_path, line):
    file = tmp_path / "a.md"
    file.write_text(f"---\ntitle: A headline\n{line}\n---\nThe minister said a thing.\n")
    with pytest.raises(UnreadableArticle, match=r"write (public or internal|a day)"):
        read_file(file)


@pytest.mark.parametrize(
    "field",
    [{"access": True}, {"access": {"level": "internal"}}, {"visibility": []}, {"embargo": {"until": "2031-02-03"}}],
)
def test_a_value_of_another_type_does_not_become_public(tmp_path, field):
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"title": "A headline", "text": "The minister said a thing."} | field))
    with pytest.raises(UnreadableArticle, match=r"its \w+ is .*; write (public or internal|a day)"):
        read_file(file)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"access": "public", "visibility": "internal"}, "'public' and its visibility 'internal'; write"),
        ({"embargo": "2031-02-03", "embargo_until": "2026-01-01"}, "'2026-01-01'; write a day, as 2026-12-01, once"),
    ],
)
def test_of_two_values_that_differ_neither_makes_an_article_public(tmp_path, fields, told):
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"title": "A headline", "text": "The minister said a thing."} | fields))
    with pytest.raises(UnreadableArticle, match=told):
        read_file(file)


def test_the_same_value_twice_is_one(tmp_path):
    file = tmp_path / "a.json"
    fields = {"access": "internal", "visibility": "Internal ", "title": "A headline", "text": "The minister said."}
    file.write_text(json.dumps(fields))
    assert read_file(file)[0].reference.opens == date.max


# Two readers, one application


def test_fifty_questions_of_two_readers_never_leak(folder):
    whole = Archive.open(folder, TOY)
    public = whole.public()
    known = Identities(accounts={"mira": passwords.hashed("correct horse")})
    view = View(Answerer(whole).ask, whole)
    questions = [
        f"{w} {n}" for n in range(10) for w in (CANARY, "who said the harbour", "harbour", "minister", "mayor")
    ]
    with serving(Answerer(public).ask, public, whole=view, identities=known) as client:
        paths = ("/embed/", "/articles/secret", "/api/health", "/")

        def told() -> str:
            asked = [client.post("/api/ask", json={"question": q}).json() for q in questions]
            answers = repr([{k: v for k, v in a.items() if k != "question"} for a in asked])
            return answers + "".join(client.get(p).text for p in paths)

        assert "would close" not in told()
        client.post("/signin", data={"name": "mira", "password": "correct horse"})
        assert "would close" in told()
