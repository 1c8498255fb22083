import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.articles import urls
from app.articles.errors import InvalidUrl


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://News.Example:443/a?utm_source=x&id=7#top", "https://news.example/a?id=7"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://news.example/a/", "https://news.example/a"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://news.example/%7Eship/%e4%bd", "https://news.example/~ship/%E4%BD"),
        ("https://news.example/meri/öljy", "https://news.example/meri/%C3%B6ljy"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/?b=2&a=1&fbclid=x&a=0", "https://news.example/?a=1&a=0&b=2"),
        ("https://meri.例え.jp/", "https://meri.xn--r8jz45g.jp/"),
        ("https://Ääni.fi", "https://xn--ni-uiaa.fi/"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://[2A00::0001]/a", "https://[2a00::1]/a"),
        ("  https://news.example/a\n", "https://news.example/a"),
    ],
)
def test_one_page_has_one_spelling(url, expected):
    assert urls.canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        *["javascript:alert(1)", "JaVaScRiPt://news.example/%0aalert(1)", "data:text/html,x", "file:///etc/passwd"],
        *[
            "ftp://news.example/",
            "gopher://news.example/",
            "//news.example/",
            "news.example",
            "",
            "http://",
            "http:///a",
        ],
        *["http://user@news.example/", "http://user:pw@news.example/", "http://news.example@127.0.0.1/"],
        *[
            "http://news.example\\@127.0.0.1/",
            "http://news.example:99999/",
            "http://news.example:0/",
            "http://news.example:x/",
        ],
        *["http://[::1", "http://[fe80::1%25eth0]/", "http://[127.0.0.1]/", "http://news example/", "http://a\tb/"],
        *["http://-a.example/", "http://a..example/", "http://" + "a" * 5000, "http://news.example/\ud800"],
    ],
)
def test_what_is_not_a_web_address_is_refused_with_the_fields_name(url):
    assert not urls.is_http(url)
    with pytest.raises(InvalidUrl) as caught:
        urls.canonical(url)
    assert caught.value.errors[0].field == "url"


def test_the_page_to_fetch_keeps_its_slash_and_its_query_order():
    assert (
        str(urls.split("https://news.example/a/?b=2&a=1&utm_source=x#top"))
        == "https://news.example/a/?b=2&a=1&utm_source=x"
    )


def test_a_site_is_its_host_without_the_usual_prefixes():
    assert urls.site("https://www.news.example/a") == "news.example"
    assert urls.site("https://m.news.example/a") == "news.example"
    assert urls.site("https://m.example/") == "m.example"
    assert urls.site("mailto:x@news.example") is None


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    for url in (text, "https://" + text, "https://news.example/" + text):
        assert urls.is_http(url) in (True, False)


pieces = st.text(alphabet="ab/.%2F?&=;+~é ü\u3002#:@_-0A", max_size=30)


@given(pieces, pieces)
def test_the_canonical_form_is_its_own(path, query):
    try:
        once = urls.canonical(f"http://News.Example/{path}?{query}")
    except InvalidUrl:
        return
    assert urls.canonical(once) == once
    assert once.isascii()
