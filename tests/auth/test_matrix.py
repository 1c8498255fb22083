"""Every route × method × role: who is let in. A route that is not in the table fails the test until it is."""

import pytest
from fastapi.routing import APIRoute

from tests.events.reports import ITEMS, add

ROLES = (None, "reporter", "analyst", "admin")
#: Least role → the routes that it opens. What is not named here is for everybody to read.
PUBLIC_WRITES = {("POST", "/session"), ("DELETE", "/session"), ("POST", "/events/similar")}
NEEDS = {
    "reporter": {
        ("POST", ITEMS),
        ("PUT", ITEMS + "/{event_id}"),
        ("PATCH", ITEMS + "/{event_id}"),
        ("DELETE", ITEMS + "/{event_id}"),
    },
    "analyst": {
        ("POST", "/articles"),
        ("POST", "/events/review"),
        ("POST", "/events/review/{batch}/undo"),
        ("POST", "/events/assign"),
        ("POST", "/events/{event_id}/review"),
        ("POST", "/events/{event_id}/merge"),
        ("POST", "/events/{event_id}/split"),
        ("POST", "/events/{event_id}/restore"),
        ("GET", "/events/{event_id}/similar"),
    },
    "admin": {("GET", "/tokens"), ("POST", "/tokens"), ("DELETE", "/tokens/{token_id}")},
}
NOBODY = "00000000-0000-7000-8000-000000000000"


def routes(service) -> set[tuple[str, str]]:
    """Every method and path of the application's own description, and OPTIONS, which it leaves out."""
    with service.client() as client:
        paths = client.get("/api").json()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def test_every_route_that_writes_is_in_the_table(service):
    known = PUBLIC_WRITES.union(*NEEDS.values())
    writing = {route for route in routes(service) if route[0] not in ("GET", "HEAD", "OPTIONS")}
    assert writing - known == set()
    assert known - routes(service) == set()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_let_in_where_the_table_says_and_nowhere_else(service, role):
    """A caller who is let in gets past 401 and 403, to the error of an empty body or of an id that there is none of."""
    with service.client(role) as client:
        for least, guarded in NEEDS.items():
            allowed = role is not None and ROLES.index(role) >= ROLES.index(least)
            for method, path in guarded:
                filled = path.replace("{event_id}", NOBODY).replace("{batch}", NOBODY).replace("{token_id}", NOBODY)
                body = {} if method in ("POST", "PUT", "PATCH") else None
                answer = client.request(method, filled, json=body)
                refused = answer.status_code in (401, 403)
                assert refused != allowed, (role, method, path, answer.status_code)
                assert answer.status_code != 500
                if refused:
                    assert answer.status_code == (401 if role is None else 403)


@pytest.mark.parametrize("kind", ["revoked", "expired", "made up"])
def test_a_token_that_is_none_any_more_opens_nothing_not_even_reading(writable, kind):
    from datetime import timedelta

    from app.auth import service as auth
    from app.db.types import utcnow

    with writable.database.write() as session:
        issued = auth.issue(
            session, name="old", role="admin", expires=utcnow() - timedelta(1) if kind == "expired" else None
        )
        if kind == "revoked":
            auth.revoke(session, issued.id)
    secret = "skerry_nothing" if kind == "made up" else issued.secret
    with writable.client() as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        for least in NEEDS.values():
            for method, path in least:
                headers = {"Authorization": f"Bearer {secret}"}
                assert client.request(method, path.replace("{event_id}", NOBODY), headers=headers).status_code in (
                    401,
                    422,
                )
        assert client.get(ITEMS + "/" + NOBODY, headers={"Authorization": f"Bearer {secret}"}).status_code == 401


@pytest.mark.parametrize("role", ROLES)
def test_another_s_draft_is_not_there_for_whom_it_is_not(writable, role):
    event_id = add(writable, "reporter")
    expected = 404 if role is None else 200
    with writable.client(role) as client:
        for path in (f"{ITEMS}/{event_id}", f"/events/{event_id}/history", f"{ITEMS}/{event_id}?as_of=2999-01-01"):
            assert client.get(path).status_code == expected


def test_the_application_has_no_route_that_its_description_hides(service):
    from app.main import create_app

    app = create_app(service.settings, service.database)
    writing = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in route.methods
        if method not in ("GET", "HEAD", "OPTIONS")
    }
    assert writing <= PUBLIC_WRITES.union(*NEEDS.values())
