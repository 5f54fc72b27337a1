"""The description of the JSON API: what is really sent fits it."""

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.web_fixtures import serving


@pytest.fixture(scope="module")
def client():
    with serving(title="Desk") as opened:
        yield opened


@pytest.fixture(scope="module")
def described(client):
    return client.get("/api/openapi.json").json()


def valid(described, name: str, value: object) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


@pytest.mark.parametrize("question", ["Who claims the US refused strikes?", "nothing of this"])
def test_every_answer_fits_its_description(client, described, question):
    answer = client.post("/api/ask", json={"question": question}).json()
    assert valid(described, "Answer", answer) == []
    assert set(answer) == set(described["components"]["schemas"]["Answer"]["properties"]), "nothing is left undescribed"
    for name, each in (("claims", "speaker"), ("citations", "quote")):
        properties = described["components"]["schemas"]["Answer"]["properties"][name]["items"]["properties"]
        assert all(set(one) <= set(properties) and each in one for one in answer[name])


def test_health_and_refusals_fit_theirs(client, described):
    assert valid(described, "Health", client.get("/api/health").json()) == []
    refused = client.post("/api/ask", json={"question": ""})
    assert str(refused.status_code) in described["paths"]["/api/ask"]["post"]["responses"]
    assert valid(described, "Error", refused.json()) == []


def test_an_answer_with_something_missing_does_not_fit(described):
    assert valid(described, "Answer", {"question": "who?"}) != []


def test_it_is_openapi(described):
    assert described["openapi"].startswith("3.1")
    assert described["info"]["title"] == "Desk"
    for name in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(name)
