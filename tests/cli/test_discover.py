"""`prro desk discover`: what the tax server says a key may work at."""

from __future__ import annotations

from prro_cli.sandbox.sandbox import Sandbox
from tests.provoking import provokes


@provokes("PRRO-E1001")
def test_registers_of_a_key(prro, tmp_path):
    state = tmp_path / "state.db"
    made = prro("sandbox", "provision", "--state", state, "--key", "olena", "--json").data
    with Sandbox(state) as box:
        words = ("desk", "discover", "--key", "sandbox-olena", "--server", box.url)
        ran = prro(*words, "--password-file", made["password_file"], "--json")
        assert ran.code == 0, ran
        found = {one["fiscal_number"]: one for one in ran.data["registers"]}
        assert found["4000700001"]["desk"] == "sandbox"
        assert found["4000700001"]["tin"] == prro("desk", "show", "--json").data["desk"]["tin"]
        assert "4000700003" not in found
    ran = prro(*words, "--password-file", made["password_file"], "--json")
    assert (ran.code, ran.envelope["error"]["exit_code"]) == (10, 10)
