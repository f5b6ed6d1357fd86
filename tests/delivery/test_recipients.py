"""Addresses: what is taken, how it is written down, and that nobody sees it whole."""

from __future__ import annotations

import pytest

from prro_cli.delivery.preview import sms_parts
from prro_cli.engine.order import load_order
from prro_cli.engine.recipients import Recipient, parse_recipient, parse_recipients
from prro_cli.errors.orders import OrderFieldError


@pytest.mark.parametrize(
    ("words", "address", "shown"),
    [
        ("mail:olena@example.ua", "olena@example.ua", "o***@example.ua"),
        ("MAIL: Olena.K+kasa@Example.UA ", "Olena.K+kasa@example.ua", "O***@example.ua"),
        ("mail:kasa@приклад.укр", "kasa@xn--80aikifvh.xn--j1amh", "k***@xn--80aikifvh.xn--j1amh"),
        ("sms:+380671234512", "380671234512", "+38067*****12"),
        ("sms:067 123-45-12", "380671234512", "+38067*****12"),
        ("viber:80671234512", "380671234512", "+38067*****12"),
        ("viber:380 (67) 1234512", "380671234512", "+38067*****12"),
        ("sms:+48 601 234 567", "48601234567", "+48601****67"),
    ],
)
def test_addresses_are_normalised_and_masked(words, address, shown):
    found = parse_recipient(words)
    assert (found.address, found.masked) == (address, shown)
    assert (
        address not in repr(found)
        and parse_recipient(f"{found.channel}:{'+' * (found.channel != 'mail')}{address}") == found
    )


@pytest.mark.parametrize(
    "words",
    [
        "", "olena@example.ua", "fax:1", "mail:", "mail:olena", "mail:olena@host", "mail:o@-a.ua", "mail:a b@c.ua",
        "mail:a@b.ua\r\nRCPT TO:<x@y.ua>", "mail:<a@b.ua>", "mail:a..b@c.ua", "sms:", "sms:12", "sms:+0671234567",
        "sms:06712345123", "sms:+38067123451", "sms:олена", "viber:380671234512345", "sms:671234512", 17, None,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_quoting_it(words):
    with pytest.raises(OrderFieldError) as refused:
        parse_recipient(words)
    assert refused.value.exit_code == 3
    body = str(words).partition(":")[2]
    assert len(body) < 3 or body not in refused.value.cause


def test_the_order_names_addresses_which_are_no_part_of_its_meaning():
    order = load_order(
        '{"items": [{"name": "Чай", "price": "5"}], "send": ["mail:a@b.ua", "sms:0671234512", "mail:a@b.ua"]}'
    )
    assert order.send == (Recipient("mail", "a@b.ua"), Recipient("sms", "380671234512"))
    assert order.canonical() == load_order('{"items": [{"name": "Чай", "price": "5"}]}').canonical()
    with pytest.raises(OrderFieldError, match=r"send\[0\]"):
        load_order('{"items": [{"name": "Чай", "price": "5"}], "send": ["nobody"]}')
    with pytest.raises(OrderFieldError):
        load_order('{"items": [{"name": "Чай", "price": "5"}], "send": "mail:a@b.ua"}')
    with pytest.raises(OrderFieldError):
        parse_recipients([f"mail:a{n}@b.ua" for n in range(11)])


def test_parts_of_an_sms_are_counted():
    link = "https://cabinet.tax.gov.ua/cashregs/check?id=1234567890&fn=4000123456&date=20260115&time=143007&sm=125.50"
    assert sms_parts(f"Chek 125.50 UAH {link}") == 1
    assert sms_parts(f"Ваш чек на 125.50 грн {link}") == 2
    assert (sms_parts("x" * 160), sms_parts("x" * 161), sms_parts("ї" * 70), sms_parts("ї" * 71)) == (1, 2, 1, 2)
