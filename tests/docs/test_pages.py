"""The documentation holds to the code: nothing is left out, and what it shows works."""

import os
import re
import subprocess

import pytest
from starlette.routing import Route
from typer.testing import CliRunner

from app.cli import cli
from app.codes import code_lists
from app.docs.pages import PAGES, document, source
from app.main import create_app
from app.ogc.openapi import openapi_30
from app.settings import Settings

URL = "http://skerry.example"
ALL = "\n".join(source(name, URL) for name in PAGES)
SHELL = [(name, block) for name in PAGES for block in re.findall(r"```sh\n(.*?)```", source(name, URL), re.S)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_served_as_html_and_as_markdown(name, service):
    with service.client() as client:
        page, text = client.get(f"/docs/{name}"), client.get(f"/docs/{name}.md")
    assert page.headers["content-type"].startswith("text/html")
    assert text.headers["content-type"].startswith("text/markdown")
    assert text.text.startswith("# ")
    for section in document(name, URL).sections:
        assert f'href="#{section.anchor}"' in page.text
        assert f'id="{section.anchor}"' in page.text


def test_the_first_page_is_found_and_a_missing_one_names_the_others(service):
    with service.client() as client:
        assert client.get("/docs", follow_redirects=True).url.path == "/docs/start"
        answer = client.get("/docs/nothing")
    assert answer.status_code == 404
    assert "codebook" in answer.json()["detail"]


def test_every_link_between_pages_leads_to_one():
    linked = re.findall(rf"{URL}/docs/([\w-]+)", ALL)
    assert linked
    assert set(linked) <= set(PAGES)


def test_every_setting_has_a_description_and_a_row():
    shown = source("operation", URL)
    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"| `SKERRY_{name.upper()}` |" in shown


def test_every_command_and_option_is_on_its_page():
    shown = source("commands", URL)
    groups = [("", cli), *((f"{group.name} ", group.typer_instance) for group in cli.registered_groups)]
    for prefix, group in groups:
        for command in group.registered_commands:
            name = prefix + (command.name or command.callback.__name__)
            assert f"`skerry {name}" in shown
            help_text = CliRunner().invoke(cli, [*name.split(), "--help"]).output
            assert "--help" in help_text
            options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", help_text.split("Options:")[-1]))
            missing = {each for each in options - {"--help", "--json", "--demo"} if f"`{each}`" not in shown}
            assert not missing, name


def test_every_route_is_described_in_the_reference_or_on_a_page(service):
    app = create_app(service.settings, service.database)
    described = set(openapi_30(app)["paths"])
    routes = {route.path for route in app.routes if isinstance(route, Route)}
    missing = {path for path in routes - described if f"`{path}`" not in ALL}
    assert not missing


def test_every_type_has_its_rules_and_an_example():
    shown = source("codebook", URL)
    for each in code_lists()["types"]:
        assert all(each[part] in shown for part in ("definition", "counts", "excludes", "example"))
        assert f"`{each['code']}`" in shown


@pytest.mark.parametrize("block", [block for name, block in SHELL if name != "reporting"])
def test_the_examples_of_reading_run(block, service, tmp_path):
    assert runs(block, service, tmp_path) or list(tmp_path.iterdir())


@pytest.mark.parametrize("block", [block for name, block in SHELL if name == "reporting"])
def test_the_examples_of_writing_run(block, writable, tmp_path):
    assert runs(block, writable, tmp_path)


def runs(block, served, folder):
    script = "set -euo pipefail\n" + block.replace(URL, served.url).replace("curl ", "curl -sS --fail-with-body ")
    environment = {**os.environ, "TOKEN": served.tokens["analyst"]}
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["notebook", "clients"])
def test_the_python_examples_run_one_after_the_other(name, service, capsys):
    cells = re.findall(r"```python\n(.*?)```", source(name, service.url), re.S)
    assert cells
    known: dict[str, object] = {}
    for cell in cells:
        exec(cell, known)
        assert capsys.readouterr().out.strip()
