"""The usual proxy variables."""

from __future__ import annotations

import pytest

from prro_cli.taxserver.proxies import Proxy, bypassed, parse_proxy, proxy_for


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"https_proxy": "http://p:3128"}, ("p", 3128)),
        ({"HTTPS_PROXY": "p:8080"}, ("p", 8080)),
        ({"https_proxy": "http://low", "HTTPS_PROXY": "http://up"}, ("low", 80)),
        ({"http_proxy": "http://p:1"}, None),
        ({"all_proxy": "http://p:2"}, ("p", 2)),
        ({"https_proxy": "", "ALL_PROXY": "http://[::1]:3"}, ("::1", 3)),
        ({"https_proxy": "http://p:1", "no_proxy": "tax.gov.ua"}, None),
        ({"https_proxy": "http://p:1", "no_proxy": "example.org"}, ("p", 1)),
    ],
)
def test_which_proxy(environment: dict[str, str], expected: tuple[str, int] | None) -> None:
    proxy = proxy_for("https", "fs.tax.gov.ua", 8643, environment)
    assert (None if proxy is None else (proxy.host, proxy.port)) == expected


@pytest.mark.parametrize(
    ("no_proxy", "out"),
    [
        ("", False),
        ("*", True),
        ("fs.tax.gov.ua", True),
        (".tax.gov.ua", True),
        ("*.tax.gov.ua", True),
        ("GOV.UA", True),
        ("ax.gov.ua", False),
        ("fs.tax.gov.ua:8643", True),
        ("fs.tax.gov.ua:443", False),
        ("a.example, tax.gov.ua", True),
        ("a.example tax.gov.ua", True),
        (",,", False),
        ("fs.tax.gov.ua.", True),
    ],
)
def test_no_proxy(no_proxy: str, out: bool) -> None:
    assert bypassed("FS.tax.gov.ua", 8643, no_proxy) is out


def test_a_login_is_not_shown() -> None:
    proxy = parse_proxy("http://user:s%3Acret@proxy:3128")
    assert proxy == Proxy("http", "proxy", 3128, "Basic dXNlcjpzOmNyZXQ=")
    assert "dXNlcjpzOmNyZXQ" not in repr(proxy)


@pytest.mark.parametrize("value", ["http://", "http://p:port", "http://[::1"])
def test_what_is_no_proxy(value: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_proxy(value)
