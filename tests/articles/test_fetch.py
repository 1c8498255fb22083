import gzip
import shutil
import socket
import ssl
import subprocess
import time
import zlib

import pytest

from app.articles import errors
from app.articles.fetch import MAX_BYTES, Fetcher
from tests.articles.servers import Origin, connections, page, redirect

OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def origin():
    running = []

    def start(answer):
        running.append(Origin(answer))
        return running[-1]

    yield start
    for server in running:
        server.close()


def names(**hosts):
    """A resolver with a fixed table; `asked` lists what it was asked."""
    asked = []

    def resolve(host):
        asked.append(host)
        if host not in hosts:
            raise OSError("unknown")
        return hosts[host]

    resolve.asked = asked
    return resolve


def fetcher(deadline_seconds=5.0, allow=("origin.test",), **hosts):
    table = {"origin.test": ["127.0.0.1"], **{name.replace("_", "."): answers for name, answers in hosts.items()}}
    return Fetcher(allow_private=frozenset(allow), resolve=names(**table), deadline_seconds=deadline_seconds)


def test_a_page_arrives_with_what_its_server_says_about_it(origin):
    server = origin(page(b"<p>Tanker", headers='ETag: "7"\r\nLast-Modified: Wed, 06 Aug 2025 10:00:00 GMT\r\n'))
    fetched = fetcher().fetch(server.url + "#part")
    assert (fetched.url, fetched.final_url, fetched.status) == (server.url, server.url, 200)
    assert (fetched.media_type, fetched.charset, fetched.body) == ("text/html", "utf-8", b"<p>Tanker")
    assert (fetched.etag, fetched.last_modified) == ('"7"', "Wed, 06 Aug 2025 10:00:00 GMT")
    assert fetched.fetched_at.tzinfo is not None


def test_the_request_names_the_host_and_the_project_and_carries_no_cookie(origin, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    def answer(connection, request):
        if b"GET /next" in request:
            page(b"text")(connection, request)
        else:
            page(b"", status="302 Found", headers="Location: /next\r\nSet-Cookie: id=1; Path=/\r\n")(
                connection, request
            )

    server = origin(answer)
    assert fetcher().fetch(server.url).final_url == f"http://origin.test:{server.port}/next"
    for request in server.requests:
        assert f"Host: origin.test:{server.port}".encode() in request
        assert b"User-Agent: Skerry/" in request
        assert b"cookie" not in request.lower()


def test_the_name_is_resolved_once_and_the_checked_number_is_connected_to(origin):
    server = origin(page(b"text"))
    subject = fetcher()
    with connections() as tried:
        subject.fetch(server.url)
    assert tried == ["127.0.0.1"]
    assert subject._resolve.asked == ["origin.test"]


@pytest.mark.parametrize(
    "url",
    [
        *["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/"],
        *["http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://0.0.0.0/"],
        *[
            "http://inside.test/",
            "https://inside.test/",
            "http://mixed.test/",
            "http://second.test/",
            "http://①②⑦.0.0.1/",
        ],
        *["http://127。0。0。1/", "http://wrapped.test/", "http://168.63.129.16/"],
    ],
)
def test_no_connection_is_even_tried_to_an_address_that_is_not_public(url):
    subject = fetcher(
        inside_test=["10.1.2.3"],
        mixed_test=["8.8.8.8", "127.0.0.1"],
        second_test=["2a00::1", "fd00::1"],
        wrapped_test=["::ffff:8.8.8.8"],
    )
    with connections() as tried, pytest.raises(errors.PrivateAddress, match="public Internet"):
        subject.fetch(url)
    assert tried == []


@pytest.mark.parametrize(
    "url",
    [
        *["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "file:///etc/passwd"],
        *["gopher://origin.test/", "http://user@origin.test/", "http://public.test:22/", "https://public.test:8443/"],
    ],
)
def test_what_is_no_page_of_the_web_is_refused_before_anything_is_resolved(url):
    subject = fetcher(public_test=["8.8.8.8"])
    with connections() as tried, pytest.raises(errors.InvalidUrl):
        subject.fetch(url)
    assert tried == [] and subject._resolve.asked == []


@pytest.mark.parametrize(
    "location",
    [
        *[
            "http://127.0.0.1/",
            "http://inside.test/",
            "//inside.test/",
            "http://[::1]/",
            "http://origin.test@127.0.0.1/",
        ],
        *["file:///etc/passwd", "javascript:alert(1)", "http://0x7f.1/", "http://public.test:25/", "http://[::1"],
    ],
)
def test_every_redirect_is_checked_again(origin, location):
    server = origin(redirect(location))
    subject = fetcher(inside_test=["192.168.0.1"], public_test=["8.8.8.8"])
    with connections() as tried, pytest.raises(errors.InvalidUrl):
        subject.fetch(server.url)
    assert tried == ["127.0.0.1"]  # the first server, whose host the test allows; nothing after it


def test_five_redirects_are_followed_and_no_more(origin):
    def answer(connection, request):
        hop = int(request.split(b"/hop", 1)[1].split(b" ")[0])
        (redirect(f"/hop{hop - 1}") if hop else page(b"arrived"))(connection, request)

    server = origin(answer)
    base = f"http://origin.test:{server.port}/hop"
    assert fetcher().fetch(base + "5").body == b"arrived"
    with pytest.raises(errors.TooManyRedirects):
        fetcher().fetch(base + "6")
    server.answer = redirect("/hop9")
    with pytest.raises(errors.TooManyRedirects):
        fetcher().fetch(base + "9")


def test_a_body_without_end_is_cut_off(origin):
    def answer(connection, request):
        connection.sendall(OK_HEAD + b"\r\n")
        for _ in range(10_000):
            server.sent += connection.send(bytes(1_000_000))

    server = origin(answer)
    with pytest.raises(errors.ResponseTooLarge, match="5 MB"):
        fetcher().fetch(server.url)
    assert server.sent < 3 * MAX_BYTES  # what the kernel's buffers held on top


def test_a_declared_length_of_ten_gigabytes_is_not_waited_for(origin):
    server = origin(lambda c, r: (c.sendall(OK_HEAD + b"Content-Length: 10000000000\r\n\r\n"), c.recv(1)))
    with pytest.raises(errors.ResponseTooLarge):
        fetcher().fetch(server.url)


@pytest.mark.parametrize("wbits", [31, 15])
def test_a_compressed_page_is_read_and_a_bomb_is_not(origin, wbits):
    def compressed(size):
        packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
        return packer.compress(bytes(size)) + packer.flush()

    encoding = "Content-Encoding: gzip\r\n" if wbits == 31 else "Content-Encoding: deflate\r\n"
    assert len(fetcher().fetch(origin(page(compressed(1_000_000), headers=encoding)).url).body) == 1_000_000
    with pytest.raises(errors.ResponseTooLarge):
        fetcher().fetch(origin(page(compressed(200_000_000), headers=encoding)).url)


@pytest.mark.parametrize(
    ("body", "encoding", "error"),
    [
        (gzip.compress(b"text" * 1000)[:-20], "gzip", errors.Unreachable),
        (b"not compressed", "gzip", errors.Unreachable),
        (b"", "gzip", errors.Unreachable),
        (b"text", "br", errors.UnsupportedPage),
        (gzip.compress(gzip.compress(b"text")), "gzip, gzip", errors.UnsupportedPage),
    ],
    # gzip writes the second into its header: as a name it would be another one in each test process.
    ids=["cut off", "none", "empty", "unknown", "twice"],
)
def test_broken_and_unknown_compression_is_said(origin, body, encoding, error):
    server = origin(page(body, headers=f"Content-Encoding: {encoding}\r\n"))
    with pytest.raises(error):
        fetcher().fetch(server.url)


def drip(start):
    def answer(connection, request):
        connection.sendall(start)
        while True:
            time.sleep(0.05)
            connection.sendall(b"x")

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        drip(OK_HEAD + b"Content-Length: 100000\r\n\r\n"),
        drip(OK_HEAD + b"X-Endless: "),
        drip(b"HTTP/1.1 20"),
        lambda connection, request: time.sleep(5),
    ],
    ids=["body", "header", "status line", "silence"],
)
def test_a_server_that_dribbles_or_hangs_ends_at_the_deadline(origin, answer):
    server = origin(answer)
    with pytest.raises(errors.TooSlow, match=r"0\.6 seconds"):
        fetcher(deadline_seconds=0.6).fetch(server.url)


def test_the_deadline_holds_for_all_redirects_and_the_name_together(origin):
    server = origin(lambda connection, request: (time.sleep(0.25), redirect("/again")(connection, request)))
    with pytest.raises(errors.TooSlow):
        fetcher(deadline_seconds=0.6).fetch(server.url)
    with pytest.raises(errors.TooSlow):
        Fetcher(resolve=lambda host: time.sleep(3) or ["8.8.8.8"], deadline_seconds=0.3).fetch("http://slow.test/")


@pytest.mark.parametrize(
    "headers",
    [b"X-Big: " + b"a" * 1_000_000, b"".join(b"X-%d: %s\r\n" % (n, b"a" * 900) for n in range(80)) + b"X: y"],
    ids=["one of 1 MB", "eighty"],
)
def test_huge_headers_are_refused(origin, headers):
    server = origin(
        lambda connection, request: connection.sendall(OK_HEAD + headers + b"\r\nContent-Length: 2\r\n\r\nhi")
    )
    with pytest.raises(errors.FetchError, match="headers"):
        fetcher().fetch(server.url)


def test_endless_interim_answers_are_refused(origin):
    def answer(connection, request):
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)

    subject = Fetcher(allow_private=frozenset({"origin.test"}), resolve=lambda host: ["127.0.0.1"], max_bytes=10_000)
    with pytest.raises(errors.ResponseTooLarge):
        subject.fetch(origin(answer).url)


@pytest.mark.parametrize(
    ("status", "says", "temporary"),
    [
        ("404 Not Found", "no page under this address", False),
        ("410 Gone", "no page under this address", False),
        ("403 Forbidden", "paste its text", False),
        ("429 Slow Down", "asks to wait", True),
        ("500 Oops", "try again later", True),
        ("302 Nowhere", "302", False),
        ("204 Nothing", "204", False),
    ],
)
def test_a_status_that_is_no_page_is_said_in_words(origin, status, says, temporary):
    server = origin(page(b"", status=status))
    with pytest.raises(errors.HttpStatusError, match=says) as caught:
        fetcher().fetch(server.url)
    assert caught.value.upstream_status == int(status[:3])
    assert caught.value.temporary is temporary
    assert caught.value.errors[0].field == "url"


@pytest.mark.parametrize("content_type", ["image/png", "application/json", "text/csv", "video/mp4", "html", None])
def test_other_types_are_refused(origin, content_type):
    with pytest.raises(errors.UnsupportedPage):
        fetcher().fetch(origin(page(b"\x89PNG", content_type)).url)


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/xhtml+xml", b"<html/>", ("application/xhtml+xml", None)),
        ('Text/HTML; boundary=x; Charset="Windows-1251"', b"x", ("text/html", "windows-1251")),
        ("text/markdown", b"# x", ("text/markdown", None)),
        ("application/pdf", b"%PDF-1.4", ("application/pdf", None)),
        (None, b"\n<!DOCTYPE html><p>x", ("text/html", None)),
        (None, b"%PDF-1.7", ("application/pdf", None)),
    ],
)
def test_the_types_of_articles_are_read(origin, content_type, body, expected):
    fetched = fetcher().fetch(origin(page(body, content_type)).url)
    assert (fetched.media_type, fetched.charset) == expected


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        OK_HEAD + b"Content-Length: 100\r\n\r\nshort",
        b"\0" * 5000,
    ],
    ids=["nothing", "ssh", "bad status", "cut off", "zeros"],
)
def test_a_server_that_speaks_no_proper_http_is_not_reachable(origin, reply):
    with pytest.raises(errors.Unreachable):
        fetcher().fetch(origin(lambda connection, request: connection.sendall(reply)).url)


def test_no_server_and_no_name_are_told_apart():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(errors.Unreachable):
        fetcher().fetch(f"http://origin.test:{port}/")
    with pytest.raises(errors.UnknownHost, match="spelling"):
        fetcher().fetch("http://nowhere.test/")
    with pytest.raises(errors.UnknownHost):
        fetcher(empty_test=[]).fetch("http://empty.test/")


def test_a_second_address_of_a_host_is_tried_when_the_first_is_dead(origin):
    server = origin(page(b"text"))
    subject = Fetcher(allow_private=frozenset({"origin.test"}), resolve=lambda host: ["127.0.0.2", "127.0.0.1"])
    assert subject.fetch(server.url).body == b"text"


def test_the_tls_hello_names_the_host_and_plain_text_is_a_tls_failure(origin):
    server = origin(lambda connection, request: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    with pytest.raises(errors.TlsFailure):
        fetcher().fetch(server.url.replace("http:", "https:"))
    assert b"origin.test" in server.requests[0]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl makes the certificate of this test's server")
    folder = tmp_path_factory.mktemp("tls")
    names = ["-subj", "/CN=origin.test", "-addext", "subjectAltName=DNS:origin.test", "-days", "2"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names, *files], check=True, capture_output=True
    )
    return folder


def test_https_is_verified_against_the_name_though_the_number_is_connected_to(origin, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")

    class TlsOrigin(Origin):
        def _handle(self, connection):
            try:
                super()._handle(context.wrap_socket(connection, server_side=True))
            except OSError:
                connection.close()

    server = TlsOrigin(page(b"secret"))
    trusting = ssl.create_default_context(cafile=certificate / "cert.pem")
    hosts = frozenset({"origin.test", "other.test"})

    def fetch(host, tls=None):
        subject = Fetcher(allow_private=hosts, resolve=lambda name: ["127.0.0.1"], tls=tls)
        return subject.fetch(f"https://{host}:{server.port}/")

    assert fetch("origin.test", trusting).body == b"secret"
    with pytest.raises(errors.TlsFailure):
        fetch("other.test", trusting)
    with pytest.raises(errors.TlsFailure):
        fetch("origin.test")
    server.close()
