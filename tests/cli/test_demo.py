"""`prro demo`: the whole story in one process, leaving nothing behind; the README and CI run the same commands."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tests.provoking import provokes
from tests.shared import ROOT


def test_the_story_is_played_to_its_end_and_leaves_nothing(prro, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ran = prro("demo", "--json")
    assert ran.code == 0, ran.out
    commands = ran.data["commands"]
    assert all(one["exit_code"] == 0 for one in commands)
    assert [one["command"].split()[1] for one in commands][-3:] == ["journal", "status", "journal"]
    offline = [one["fiscal_number"] for one in commands if "Борщ" in one["command"] or "Вареники" in one["command"]]
    assert all(number.count(".") == 2 for number in offline)
    assert list(tmp_path.iterdir()) == []


@provokes("PRRO-E0102")
def test_a_kept_home_goes_on_living(prro, tmp_path):
    kept = tmp_path / "kept"
    assert prro("demo", "--keep", kept, "--fast", "-q").code == 0
    verified = prro("--home", kept, "journal", "verify", "--json")
    assert verified.code == 0, verified.out
    assert "ready" in prro("--home", kept, "status").out
    assert prro("demo", "--keep", kept, "--json").envelope["error"]["id"] == "PRRO-E0102"


def test_the_readme_and_ci_run_the_same_tests():
    readme, ci = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", ".ci/run"))
    assert ".venv/bin/python -m pytest -n 2\n" in readme
    assert ".venv/bin/python -m pytest -n 2\n" in ci
    assert ".venv/bin/prro demo" in readme


def test_every_page_the_readme_leads_to_is_there():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http|#)([^)#]+)", readme):
        assert Path(ROOT, target).exists(), target
