import contextlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.articles import text
from app.articles.article_text import published
from app.articles.decoding import tidy
from app.articles.errors import TextTooLarge, UnreadableText, UnsupportedFile
from app.articles.incoming import from_bytes
from tests.articles.documents import pdf

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, tzinfo=UTC)

SENTENCE = "The tanker Jaguar was boarded off Naissaar on Friday, the navy said in a statement."
MORE = "A second vessel was told to wait at the anchorage until the inspection of the first was over."


def html(body, head="", lang="en"):
    head = f'<head><meta charset="utf-8">{head}</head>'
    return f'<!doctype html><html lang="{lang}">{head}<body>{body}</body></html>'.encode()


def read(body, **kwargs):
    return text.read(body, now=NOW, **kwargs)


# --- plain text and Markdown


def test_the_seed_article_is_kept_to_the_letter_and_its_first_line_is_its_title():
    raw = (ROOT / "tests/data/seed-article.txt").read_bytes()
    article = read(raw, filename="seed-article.txt")
    assert article.text == raw.decode()
    assert article.title == "Face To Face Trump-Putin Meeting Planned Very Soon"


def test_the_annotated_reports_are_tidy_already_so_that_their_offsets_hold():
    reports = sorted((ROOT / "data/reports/train").glob("*.json"))
    assert reports
    for report in reports:
        stored = json.loads(report.read_text(encoding="utf-8"))["text"]
        assert tidy(stored) == stored


@pytest.mark.parametrize(
    "body",
    [
        "\ufeffMeri\r\n\r\n\r\nöljy\t\x07x".encode(),
        "Meri\n\nöljy\tx".encode("utf-16"),
        b"\xfe\xff" + "Meri\n\nöljy x".encode("utf-16-be"),
        "  Meri  \n \n\n   \no\u0308l\u00adjy x\n\n".encode(),
    ],
)
def test_every_spelling_of_a_text_is_stored_the_same(body):
    assert read(body, filename="a.txt").text == "Meri\n\nöljy x"


def test_a_stated_charset_decodes_what_is_not_utf_8_and_a_wrong_one_does_not_spoil_what_is():
    assert read("Танкер".encode("windows-1251"), media_type="text/plain; charset=Windows-1251").text == "Танкер"
    assert read("Танкер".encode(), media_type="text/plain; charset=iso-8859-1").text == "Танкер"
    assert read("Танкер".encode("utf-16-le"), media_type="text/plain", charset="utf-16le").text == "Танкер"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t\0", "empty"),
        (b"...\n\n***", "no text"),
        ("Танкер".encode("windows-1251"), "cannot be decoded as UTF-8"),
        (b"\xff\xfeabc", "UTF-16"),
        (b"text\0\x01\x02 more", "binary"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"PK\x03\x04word/document.xml", "Office file"),
        (b"+ADw-script+AD4-\xff", "cannot be decoded"),
    ],
)
def test_what_is_no_text_is_said_with_the_fields_name(body, says):
    with pytest.raises(UnreadableText, match=says) as caught:
        read(body, charset="utf-7", field="text")
    assert caught.value.errors[0].field == "text"
    assert caught.value.status == 422


def test_more_than_five_megabytes_and_unknown_types_are_refused():
    with pytest.raises(TextTooLarge, match="5 MB"):
        read(b"a" * 5_000_001)
    with pytest.raises(UnsupportedFile) as caught:
        read(b"a,b", filename="ships.csv")
    assert ".txt" in caught.value.errors[0].allowed
    with pytest.raises(UnsupportedFile):
        read(b"{}", media_type="application/json")


def test_markdown_loses_its_front_matter_and_keeps_its_marks():
    matter = 'title: "Tanker boarded"\ndate: 2025-08-06T09:30:00+03:00\nlang: en-GB\nurl: https://n.example/a/#x'
    body = f"---\n{matter}\n---\n# Head\n\n*Text*"
    article = read(body.encode(), filename="a.md")
    assert (article.text, article.title) == ("# Head\n\n*Text*", "Tanker boarded")
    assert article.published == datetime(2025, 8, 6, 6, 30, tzinfo=UTC)
    assert (article.published_precision, article.language) == ("minute", "en")
    assert article.canonical_url == "https://n.example/a"
    assert read(b"# Tanker boarded #\n\nText.", media_type="text/markdown").title == "Tanker boarded"


# --- dates


@pytest.mark.parametrize(
    ("stated", "at", "precision", "day"),
    [
        ("2025-08-06T01:30:00+03:00", datetime(2025, 8, 5, 22, 30, tzinfo=UTC), "minute", date(2025, 8, 6)),
        ("2025-08-06T10:00:00.123Z", datetime(2025, 8, 6, 10, 0, tzinfo=UTC), "minute", date(2025, 8, 6)),
        ("Wed, 06 Aug 2025 10:00:00 +0300", datetime(2025, 8, 6, 7, 0, tzinfo=UTC), "minute", date(2025, 8, 6)),
        ("2025-08-06", datetime(2025, 8, 6, tzinfo=UTC), "day", date(2025, 8, 6)),
        ("2025-08-06T14:30:00", datetime(2025, 8, 6, tzinfo=UTC), "day", date(2025, 8, 6)),
        ("2025-08-06T00:00:00+03:00", datetime(2025, 8, 6, tzinfo=UTC), "day", date(2025, 8, 6)),
    ],
)
def test_a_date_is_as_precise_as_it_is_said(stated, at, precision, day):
    when = published(stated, now=NOW)
    assert (when.at, when.precision, when.day) == (at, precision, day)


@pytest.mark.parametrize("stated", ["2027-01-01", "1970-01-01T00:00:00Z", "2025-02-30", "soon", "", None, 5, "9" * 100])
def test_a_date_in_the_future_or_of_no_calendar_is_no_date(stated):
    assert published(stated, now=NOW) is None


@given(st.text(max_size=70))
def test_any_text_may_be_asked_for_its_date(stated):
    assert published(stated, now=NOW) is None or published(stated, now=NOW).at.tzinfo is UTC


# --- HTML

NEWS = {
    "@type": "NewsArticle",
    "headline": "Tanker boarded",
    "datePublished": "2025-08-06T09:30:00+03:00",
    "publisher": {"@id": "#us"},
    "author": [{"name": "A. Aalto"}, "B. Berg"],
}


def json_ld(*nodes):
    return f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'


def test_a_news_page_gives_its_body_and_what_its_json_ld_says():
    head = json_ld({"@type": "Organization", "@id": "#us", "name": "Sea News"}, NEWS)
    head += '<title>Other | Sea News</title><link rel="canonical" href="https://news.example/a?utm_source=feed">'
    body = f"<nav><a href='/'>Home</a></nav><article><h2>Boarding</h2><p>{SENTENCE}</p><p>{MORE}</p></article>"
    body += "<footer>© 2025</footer>"
    article = read(html(body, head, "en-GB"), media_type="text/html", url="https://www.news.example/a")
    assert article.text == f"Boarding\n\n{SENTENCE}\n\n{MORE}"
    assert (article.title, article.publisher, article.author) == ("Tanker boarded", "Sea News", "A. Aalto, B. Berg")
    assert article.published == datetime(2025, 8, 6, 6, 30, tzinfo=UTC)
    assert (article.language, article.canonical_url) == ("en", "https://news.example/a")


def test_without_json_ld_meta_elements_then_the_page_itself_are_asked():
    head = '<meta property="og:title" content="Boarded"><meta property="og:site_name" content="Sea News">'
    head += (
        '<meta property="article:published_time" content="2025-08-06T09:30:00Z"><meta name="author" content="A. Aalto">'
    )
    article = read(html(f"<p>{SENTENCE}</p>", head))
    assert (article.title, article.publisher, article.author) == ("Boarded", "Sea News", "A. Aalto")
    assert article.published == datetime(2025, 8, 6, 9, 30, tzinfo=UTC)
    bare = read(html(f"<p>{SENTENCE}</p>", "<title>Boarded</title>"), url="https://www.sea.example/2025/08/06/boarded")
    assert (bare.title, bare.publisher, bare.published_day) == ("Boarded", "sea.example", date(2025, 8, 6))


def test_a_page_cannot_pass_itself_off_as_another_sites():
    head = (
        '<link rel="canonical" href="https://yle.example/news/1"><meta property="og:url" content="javascript:alert(1)">'
    )
    assert (
        read(html(f"<p>{SENTENCE}</p>", head), url="https://evil.example/x/").canonical_url == "https://evil.example/x"
    )


def test_captions_times_within_sentences_and_pages_in_a_form_are_kept():
    caption = "The corvette Boiky beside two tankers in the Gulf of Finland on 21 June."
    body = f"<form><article><figure><img src=x><figcaption>{caption}</figcaption></figure>"
    body += "<p>On <time datetime='2025-08-05'>Tuesday</time> the coast guard followed the tanker to the strait.</p>"
    body += f"<p>{MORE}</p></article></form>"
    article = read(html(body))
    assert caption in article.text
    assert "On Tuesday the coast guard followed the tanker to the strait." in article.text


def test_a_page_that_only_a_script_draws_gives_the_text_of_its_json_ld():
    node = {**NEWS, "articleBody": f"<p>{SENTENCE}</p><p>{MORE}</p>"}
    article = read(html("<div id=root></div>", json_ld(node)))
    assert article.text == f"{SENTENCE}\n\n{MORE}"


def blog_posts(count=4):
    return [
        f"<div class='item'><h3>Post {n}</h3><time datetime='2025-08-06T1{n}:05:00+03:00'>1{n}.05</time>"
        f"<p>{n}: {SENTENCE}</p></div>"
        for n in range(count)
    ]


def test_a_live_blog_is_split_into_posts_with_their_own_times():
    intro = "Follow the day in the Gulf of Finland with our reporters at sea and ashore."
    article = read(html(f"<main><h1>Live</h1><p>{intro}</p>{''.join(blog_posts())}</main>"))
    assert article.text.startswith(intro)
    assert [article.text[post.start : post.end] for post in article.posts[1:]] == [
        f"Post {n}\n\n{n}: {SENTENCE}" for n in range(4)
    ]
    assert [post.published.at.hour for post in article.posts[1:]] == [7, 8, 9, 10]
    assert article.posts[0].published is None


def test_the_extractor_is_told_when_each_post_came_out_on_the_publishers_own_calendar():
    intro = "Follow the day in the Gulf of Finland with our reporters at sea and ashore."
    incoming = from_bytes(html(f"<main><h1>Live</h1><p>{intro}</p>{''.join(blog_posts())}</main>"))
    (_, undated), *posts = incoming.posts
    assert undated is None
    assert [(incoming.text[start : start + 6], when.hour, when.date()) for start, when in posts] == [
        (f"Post {n}", 7 + n, date(2025, 8, 6)) for n in range(4)
    ]


def test_a_live_blogs_json_ld_is_believed_first():
    updates = [
        {"headline": f"Post {n}", "articleBody": SENTENCE, "datePublished": f"2025-08-06T1{n}:00Z"} for n in range(3)
    ]
    article = read(
        html("<p>Live</p>", json_ld({"@type": "LiveBlogPosting", "headline": "Live", "liveBlogUpdate": updates}))
    )
    assert [article.text[post.start : post.end] for post in article.posts] == [
        f"Post {n}\n\n{SENTENCE}" for n in range(3)
    ]


@pytest.mark.parametrize(
    "wrap", ["<section class='comments'>%s</section>", "<aside>%s</aside>", "<div id='related-news'>%s</div>"]
)
def test_comments_and_teasers_with_times_are_no_live_blog(wrap):
    article = read(html(f"<article><p>{SENTENCE}</p><p>{MORE}</p></article>" + wrap % "".join(blog_posts())))
    assert article.posts == ()
    assert SENTENCE in article.text


@pytest.mark.parametrize(
    "body",
    [
        html(""),
        html("<div id='root'></div><script>draw('text')</script><noscript>Enable JavaScript</noscript>"),
        html("<img src='x'><nav>…</nav>"),
        b"<!doctype html><!-- nothing -->",
        b"<html>",
    ],
)
def test_a_page_without_text_is_said_to_have_none(body):
    with pytest.raises(UnreadableText, match="no text"):
        read(body, media_type="text/html", field="url")


def test_the_declared_charset_of_a_page_is_used_when_it_is_not_utf_8():
    page = f"<html><head><meta charset='windows-1251'></head><body><p>Танкер задержан. {MORE}</p></body></html>"
    assert read(page.encode("windows-1251")).text.startswith("Танкер задержан.")
    with pytest.raises(UnreadableText, match="decoded"):
        read(page.replace("windows-1251", "utf-8").encode("windows-1251"))
    assert SENTENCE in read(html(f"<p>{SENTENCE}</p><p>{MORE * 20}") + b"\xc3").text  # cut in the middle of a letter


HOSTILE = {
    "deep divs": b"<html><body>" + b"<div>" * 200_000 + SENTENCE.encode(),
    "deep inline": b"<html><body><p>" + b"<b><i>" * 100_000 + SENTENCE.encode(),
    "many paragraphs": html(f"<p>{SENTENCE}</p>" * 45_000),
    "many breaks": html("<p>" + "ship<br>" * 300_000),
    "many times": html("<div><time datetime='2025-08-06'>x</time><p>y</p></div>" * 50_000),
    "nested times": html("<div><time datetime='2025-08-06'>" * 20_000 + SENTENCE),
    "many attributes": html("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{SENTENCE}"),
    "deep json": html(f"<p>{SENTENCE}", '<script type="application/ld+json">' + "[" * 500_000 + "</script>"),
    "wide json": html(
        f"<p>{SENTENCE}", '<script type="application/ld+json">[' + '{"@graph":[]},' * 200_000 + "{}]</script>"
    ),
    "big number": html(f"<p>{SENTENCE}", '<script type="application/ld+json">{"@type":' + "9" * 100_000 + "}</script>"),
    "odd json": html(
        f"<p>{SENTENCE}", json_ld({"@type": ["NewsArticle", 1], "headline": 5, "author": [[1]], "publisher": 1})
    ),
    "NULs": html(f"<p>{SENTENCE}</p>").replace(b" ", b" \0"),
    "meta open": html(f"<p>{SENTENCE}") + b"<meta " * 500_000,
    "unclosed comment": html(f"<p>{SENTENCE}</p><!--" + "-" * 1_000_000),
    "lone less-than signs": html(f"<p>{SENTENCE}</p>" + "< " * 1_000_000),
    "xml bomb": b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha">]><html><p>&a;' + SENTENCE.encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_in_a_text_or_a_clear_error(name):
    try:
        article = read(HOSTILE[name], media_type="text/html", url="https://evil.example/")
    except UnreadableText:
        return
    assert tidy(article.text) == article.text


# --- PDF


def test_a_pdf_gives_its_lines_as_paragraphs_and_its_own_date():
    lines = [
        "The tanker Jaguar was boarded off Nais-",
        "saar on Friday, the navy said.",
        "",
        "A second vessel waited.",
        "1 / 2",
    ]
    article = read(pdf([lines, ["The third went on."]], title="Press release", created="D:20250806093000+03'00'"))
    first, *others = article.text.split("\n\n")
    assert first == "The tanker Jaguar was boarded off Naissaar on Friday, the navy said."
    assert others == ["A second vessel waited.", "The third went on."]
    assert (article.title, article.published_day, article.published_precision) == (
        "Press release",
        date(2025, 8, 6),
        "day",
    )


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (pdf([[]]), "OCR"),
        (pdf([["Secret"]], password="x"), "password|encrypted"),
        (b"%PDF-1.7\nnot really", "broken"),
        (pdf([["Text"]])[:300], "broken"),
        (b"plain text", "no PDF"),
    ],
    ids=["scan", "encrypted", "no structure", "cut off", "not a PDF"],
)
def test_a_pdf_that_cannot_be_read_says_why(body, says):
    with pytest.raises(UnreadableText, match=says):
        read(body, media_type="application/pdf")


@given(st.data())
def test_a_damaged_pdf_is_read_or_refused(data):
    body = bytearray(pdf([["The tanker waited."]]))
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(5, len(body) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(UnreadableText):
        assert read(bytes(body)).media_type == "application/pdf"


# --- anything


def test_a_million_accents_on_one_letter_are_cut_to_thirty():
    assert len(tidy("Meri a" + "\u0301\u0316" * 500_000 + " öljy")) < 50


@given(st.text() | st.text(alphabet="a\u0301\u0316 \n\u00a0\u200b", max_size=100))
def test_tidy_text_stays_as_it_is(raw):
    once = tidy(raw)
    assert tidy(once) == once
    assert "\n\n\n" not in once
    once.encode()


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "text/html", "text/markdown"]),
    st.sampled_from([None, "utf-16", "utf-7", "x"]),
)
def test_any_bytes_are_read_or_refused(body, media_type, charset):
    try:
        article = read(body, media_type=media_type, charset=charset)
    except UnreadableText:
        return
    assert tidy(article.text) == article.text != ""
