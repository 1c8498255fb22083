"""What a check is: a function of a service that asserts, filed under the conformance class that it belongs to."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

SPEC = "http://www.opengis.net/spec/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
LATITUDE_FIRST = "http://www.opengis.net/def/crs/EPSG/0/4326"


@dataclass
class Subject:
    """The service that is looked at."""

    client: httpx.Client

    def get(self, path: str, status: int = 200, **parameters: Any) -> httpx.Response:
        """An answer of the expected status; JSON unless the parameters say otherwise."""
        headers = {"Accept": parameters.pop("accept", "application/geo+json, application/json;q=0.9")}
        query = {name.replace("__", "-"): value for name, value in parameters.items()}
        answer = self.client.get(path, params=query or None, headers=headers)
        assert answer.status_code == status, f"{answer.request.url}: {answer.status_code} instead of {status}"
        return answer

    def json(self, path: str, **parameters: Any) -> Any:
        """The same, decoded."""
        return self.get(path, **parameters).json()

    @cached_property
    def collections(self) -> list[dict[str, Any]]:
        """The collections' descriptions."""
        return self.json("/collections")["collections"]

    def items(self, collection: str, **parameters: Any) -> Any:
        """A page of features."""
        return self.json(f"/collections/{collection}/items", **parameters)

    @cached_property
    def api(self) -> dict[str, Any]:
        """The OpenAPI document that the landing page names."""
        return self.json(linked(self.json("/"), "service-desc"))


Check = Callable[[Subject], None]
#: Conformance class → its checks.
CHECKS: dict[str, list[Check]] = defaultdict(list)


def check(conformance_class: str) -> Callable[[Check], Check]:
    """File a check under a class, which is written without what all of them begin with."""

    def file(function: Check) -> Check:
        standard, name = conformance_class.rsplit("/", 1)
        CHECKS[f"{SPEC}{standard}/conf/{name}"].append(function)
        return function

    return file


def linked(document: dict[str, Any], relation: str) -> str:
    """The address behind a relation."""
    found = [each["href"] for each in document["links"] if each["rel"] == relation]
    assert found, f"no link {relation}"
    return str(found[0])


def relations(document: dict[str, Any]) -> set[str]:
    """The relations of a document's links, each of which has an address and a type."""
    assert all(each["href"] and each["rel"] and each["type"] for each in document["links"])
    return {each["rel"] for each in document["links"]}
