"""What the README shows, works: its commands run against a real service, its links lead somewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = [re.sub(r"(?m)^ {3}", "", block) for block in re.findall(r"```sh\n(.*?)```", README, re.S)]
COMMANDS = [block for block in SHELL if not block.startswith("make")]


@pytest.mark.parametrize("block", COMMANDS, ids=range(len(COMMANDS)))
def test_the_shell_commands_run(block, writable):
    environment = {
        **os.environ,
        "SKERRY_DATABASE_URL": writable.settings.database_url,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "USER": "reader",
    }
    script = "set -euo pipefail\n" + block.replace("http://127.0.0.1:8000", writable.url).replace(
        "curl ", "curl -sS --fail-with-body "
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout


def test_the_article_of_the_tour_yields_its_event_on_the_words_to_the_letter(writable):
    body = re.search(r"-d '(\{.*?\})'", README, re.S)[1]
    with writable.client("analyst") as client:
        answer = client.post("/articles", content=body, headers={"Content-Type": "application/json"})
    events = answer.json()["events"]
    assert [event["type"] for event in events] == ["detention"]
    assert "Estonian officials boarded the tanker Kiwala" in events[0]["passages"][0]["exact"]


def test_the_python_example_runs(service, capsys):
    block = re.search(r"```python\n(.*?)```", README, re.S)[1]
    exec(block.replace("http://127.0.0.1:8000", service.url), {})
    assert "title" in capsys.readouterr().out


def test_every_link_within_the_repository_leads_to_a_file():
    linked = {each for each in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in each}
    assert len(linked) > 5
    assert {each for each in linked if not (ROOT / each).exists()} == set()


def test_every_command_is_documented_and_has_help():
    from app.cli import cli

    for command in cli.registered_commands:
        assert f"`{command.name or command.callback.__name__}`" in README
    done = subprocess.run([sys.executable, "-m", "app.cli", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0


def test_every_make_target_of_the_readme_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make (\w+)", README)):
        assert re.search(rf"(?m)^{target}:", makefile), target
