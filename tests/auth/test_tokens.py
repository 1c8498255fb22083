"""Tokens and sign-ins: who may write, and that no secret is kept."""

import base64

import pytest
from sqlalchemy import select, text

from app.auth import service as auth
from app.auth.models import Token

ARTICLE = {"text": "Nothing happened at sea today.", "title": "Quiet", "language": "en", "published": "2025-05-01"}


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("reporter", 403), ("analyst", 201), ("admin", 201)])
def test_only_an_analyst_takes_in_articles(writable, role, status):
    with writable.client(role) as client:
        assert client.post("/articles", json=ARTICLE).status_code == status


@pytest.mark.parametrize("form", ["user", "password"])
def test_a_token_is_taken_as_basic_credentials_too(writable, form):
    token = writable.tokens["analyst"]
    credentials = f"{token}:" if form == "user" else f":{token}"
    header = "Basic " + base64.b64encode(credentials.encode()).decode()
    with writable.client() as client:
        assert client.get("/session", headers={"Authorization": header}).json()["role"] == "analyst"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic !!!", "Basic " + base64.b64encode(b"a:b").decode()])
def test_a_token_that_is_none_is_refused_even_for_reading(writable, header):
    with writable.client() as client:
        answer = client.get("/session", headers={"Authorization": header})
    assert answer.status_code == 401
    assert "www-authenticate" in answer.headers


def test_a_revoked_token_ends_with_every_sign_in_that_it_opened(writable):
    with writable.client() as browser:
        token = writable.tokens["analyst"]
        assert browser.post("/session", json={"token": token}).status_code == 200
        assert browser.get("/session").json()["role"] == "analyst"
        with writable.database.write() as session:
            auth.revoke(session, session.scalars(select(Token.id).where(Token.name == "analyst")).one())
        assert browser.get("/session").json()["role"] is None
        assert browser.post("/session", json={"token": token}).status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(writable):
    with writable.client() as browser:
        answer = browser.post("/session", json={"token": writable.tokens["analyst"]})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_write_with_a_cookie_needs_the_header_that_only_our_page_sends(writable):
    with writable.client() as browser:
        browser.post("/session", json={"token": writable.tokens["analyst"]})
        assert browser.post("/articles", json=ARTICLE).status_code == 403
        assert browser.post("/articles", json=ARTICLE, headers={"X-Skerry-Page": "1"}).status_code == 201


def test_the_link_that_serve_prints_signs_in_and_leaves_the_address_bar(writable):
    with writable.client() as browser:
        answer = browser.get("/", params={"token": writable.tokens["analyst"]}, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert browser.get("/session").json()["role"] == "analyst"


def test_signing_out_ends_the_session(writable):
    with writable.client() as browser:
        browser.post("/session", json={"token": writable.tokens["analyst"]})
        assert browser.delete("/session", headers={"X-Skerry-Page": "1"}).status_code == 204
        assert browser.get("/session").json()["role"] is None


def test_no_secret_is_anywhere_in_the_store(writable):
    with writable.client() as browser:
        browser.post("/session", json={"token": writable.tokens["analyst"]})
        secrets = [*writable.tokens.values(), browser.cookies["skerry_session"]]
    with writable.database.read() as session:
        kept = [str(row) for table in ("token", "sign_in") for row in session.execute(text(f"SELECT * FROM {table}"))]
    assert kept
    assert not [secret for secret in secrets if any(secret in row for row in kept)]
