"""Each driver against the real other side: TLS, passwords, refusals, silence; what left and what did not."""

from __future__ import annotations

import email
import email.policy
import json
import ssl
import time

import pytest
import trustme

from prro_cli.crypto.secret import Secret
from prro_cli.delivery.definition import Drivers
from prro_cli.delivery.driver import Attachment, Fate, Message
from prro_cli.delivery.gateway import Gateway
from prro_cli.delivery.mail import Smtp
from prro_cli.delivery.turbosms import TurboSms, read_answer
from prro_cli.errors.delivery import DriverUnusableError
from prro_cli.home.paths import Home
from tests.delivery.gateways import TOKEN, Postbox, Sms, smtp_server
from tests.provoking import provokes

SUBJECT = "Фіскальний чек № 1234567890 на 1250.50 грн, ТОВ «Їжак і друзі», кав'ярня на розі вулиць"
LETTER = Message(
    "mail", "olena@example.ua", "prro.4000.1.abc", SUBJECT, "Ваш чек\n.рядок із крапкою\n", "<p>Чек ₴</p>",
    attachments=(Attachment("чек.pdf", "application/pdf", b"%PDF-1.7\n.\r\n"),),
)  # fmt: skip
TEXT = Message("sms", "380671234512", "prro-1", "", "Chek 20.00 UAH https://x", link="https://x")


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority, tmp_path_factory):
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def server_context(authority, host="127.0.0.1"):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(host).configure_cert(context)
    return context


def smtp(controller, security="none", **more):
    return Smtp("mail", "127.0.0.1", controller.port, security, "kasa@example.ua", "Кав'ярня «Їжак»", **more)


@pytest.fixture
def box():
    return Postbox()


@pytest.fixture
def served(box):
    controller = smtp_server(box)
    yield controller
    controller.stop()


def test_a_letter_arrives_whole(box, served):
    outcome = smtp(served).send(LETTER, 10)
    assert (outcome.fate, outcome.provider_id) == (Fate.DELIVERED, "Q1")
    ((to, content),) = box.letters
    letter = email.message_from_bytes(content, policy=email.policy.default)
    assert to == ["olena@example.ua"] and letter["subject"] == SUBJECT and letter["to"] == "olena@example.ua"
    assert str(letter["from"]).startswith("Кав'ярня «Їжак» <kasa@") or "Їжак" in str(letter["from"])
    assert letter["message-id"] == "<prro.4000.1.abc@example.ua>" and letter["auto-submitted"] == "auto-generated"
    plain, page = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert plain.splitlines() == ["Ваш чек", ".рядок із крапкою"] and "Чек ₴" in page
    (attachment,) = letter.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("чек.pdf", b"%PDF-1.7\n.\r\n")


def test_nothing_gets_into_a_header_from_a_name(box, served):
    evil = Message("mail", "o@example.ua", "id", "Чек\r\nBcc: all@example.ua", "x")
    driver = Smtp("mail", "127.0.0.1", served.port, "none", "kasa@example.ua", "Кава\r\nX-Evil: 1")
    assert driver.send(evil, 10).fate is Fate.DELIVERED
    letter = email.message_from_bytes(box.letters[0][1], policy=email.policy.default)
    assert letter["bcc"] is None and letter["x-evil"] is None


@pytest.mark.parametrize(
    ("rcpt", "data", "fate"),
    [
        ("450 mailbox busy", "250 OK", Fate.LATER),
        ("550 no such user", "250 OK", Fate.REFUSED),
        ("250 OK", "451 greylisted", Fate.LATER),
        ("250 OK", "554 spam", Fate.REFUSED),
    ],
)
def test_refusals_now_and_for_good(box, served, rcpt, data, fate):
    box.rcpt, box.data = rcpt, data
    assert smtp(served).send(LETTER, 10).fate is fate
    assert box.letters == []


def test_silence_after_the_letter_is_uncertain_and_bounded(box, served):
    box.hang = 6
    begun = time.monotonic()
    outcome = smtp(served).send(LETTER, 2)
    assert outcome.fate is Fate.UNCERTAIN and time.monotonic() - begun < 5


def test_silence_before_the_letter_is_only_late():
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            plug, _ = server.accept()
            with plug:
                try:
                    while not stop.wait(0.1):
                        plug.sendall(b"2")
                except OSError:
                    return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        driver = Smtp("mail", "127.0.0.1", server.getsockname()[1], "none", "kasa@example.ua")
        begun = time.monotonic()
        assert driver.send(LETTER, 0.5).fate is Fate.LATER and time.monotonic() - begun < 4
        stop.set()
        thread.join(5)
    assert driver.send(LETTER, 2).fate is Fate.LATER  # nobody listens any more


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_is_verified(box, authority, ca_file, security):
    controller = smtp_server(box, server_context(authority), implicit=security == "tls")
    try:
        assert smtp(controller, security, ca_file=ca_file).send(LETTER, 10).fate is Fate.DELIVERED
        assert box.tls == [security == "starttls"]  # aiosmtpd tells only of the former; the latter has no other way in
        outcome = smtp(controller, security).send(LETTER, 10)
        assert outcome.fate is Fate.LATER and "certificate" in outcome.reason and len(box.letters) == 1
    finally:
        controller.stop()


def test_a_certificate_of_another_name_is_refused(box, authority, ca_file):
    controller = smtp_server(box, server_context(authority, "mail.example.ua"))
    try:
        assert smtp(controller, "starttls", ca_file=ca_file).send(LETTER, 10).fate is Fate.LATER
        assert box.letters == []
    finally:
        controller.stop()


def test_without_starttls_no_password_and_no_letter_leaves(box, served):
    driver = smtp(served, "starttls", user="kasa", secret=lambda: Secret("x"))
    assert driver.send(LETTER, 10).fate is Fate.REFUSED and box.letters == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:Requiring AUTH while not requiring TLS:UserWarning")
@pytest.mark.parametrize("excluded", [["LOGIN"], ["PLAIN"]])
def test_the_password_is_asked_for(box, authority, ca_file, excluded):
    from aiosmtpd.smtp import AuthResult, LoginPassword

    def knows(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"kasa", "п'ять".encode())
        return AuthResult(success=good, handled=False)

    controller = smtp_server(
        box, server_context(authority), authenticator=knows, auth_required=True, auth_exclude_mechanism=excluded
    )
    try:
        good = smtp(controller, "starttls", ca_file=ca_file, user="kasa", secret=lambda: Secret("п'ять"))
        assert good.ping(5) == "" and good.send(LETTER, 10).fate is Fate.DELIVERED and len(box.letters) == 1
        known = smtp(controller, "starttls", ca_file=ca_file, user="kasa", secret=lambda: Secret("wrong"))
        assert "535" in (known.ping(5) or "") and "certificate" in (smtp(controller, "starttls").ping(5) or "")
        outcome = known.send(LETTER, 10)
        assert outcome.fate is Fate.REFUSED and "535" in outcome.reason
        refused = smtp(controller, "starttls", ca_file=ca_file).send(LETTER, 10)
        assert refused.fate is Fate.REFUSED and len(box.letters) == 1
    finally:
        controller.stop()


# --- TurboSMS


@pytest.fixture
def sms():
    gateway = Sms()
    yield gateway
    gateway.stop()


def turbosms(sms, **more):
    return TurboSms("sms", Gateway({}), lambda: Secret(TOKEN), "Kasa", url=sms.url, **more)


@pytest.mark.parametrize(
    ("fault", "fate"),
    [
        ("", Fate.DELIVERED), ("partial", Fate.REFUSED), ("code=999", Fate.LATER), ("code=503", Fate.LATER),
        ("code=203", Fate.REFUSED), ("code=305", Fate.REFUSED), ("code=427", Fate.REFUSED),
        ("http=502", Fate.UNCERTAIN), ("http=503", Fate.LATER), ("lost", Fate.UNCERTAIN), ("http=200", Fate.UNCERTAIN),
    ],
)  # fmt: skip
def test_what_turbosms_says(sms, fault, fate):
    sms.faults = [fault]
    assert turbosms(sms).send(TEXT, 5).fate is fate


def test_a_repetition_is_known_by_its_id(sms):
    sms.faults = ["lost"]
    driver = turbosms(sms)
    assert driver.send(TEXT, 5).fate is Fate.UNCERTAIN
    again = driver.send(TEXT, 5)
    assert (again.fate, again.provider_id, len(sms.sent)) == (Fate.DELIVERED, "m0", 1)
    same_soon = b'{"response_code": 427, "response_status": "SAME", "response_result": null}'
    assert read_answer(same_soon, repeated=True).fate is Fate.DELIVERED
    assert read_answer(b"[]", repeated=False).fate is Fate.UNCERTAIN


def test_tls_of_a_gateway_is_verified(authority, ca_file):
    secure = Sms(tls=server_context(authority))
    try:
        known, stranger = (
            TurboSms("sms", Gateway({}, path), lambda: Secret(TOKEN), "Kasa", url=secure.url)
            for path in (ca_file, None)
        )
        assert secure.url.startswith("https://") and known.send(TEXT, 5).fate is Fate.DELIVERED
        refused = stranger.send(TEXT, 5)
        assert refused.fate is Fate.LATER and "certificate" in refused.reason and len(secure.requests) == 1
    finally:
        secure.stop()


def test_a_hanging_gateway_ends_in_time(sms):
    sms.faults = ["hang"]
    begun = time.monotonic()
    assert turbosms(sms).send(TEXT, 1.5).fate is Fate.UNCERTAIN
    assert time.monotonic() - begun < 4


# --- any gateway, any program


def drivers(tmp_path, name, text, variables=None):
    folder = tmp_path / "home" / "delivery"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "token").write_text(TOKEN)
    (folder / "token").chmod(0o600)
    if text:
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        (folder / f"{name}.toml").chmod(0o600)
    return Drivers(Home(tmp_path / "home"), variables or {}, lambda channel, desk: name)


ALPHASMS = """
driver = "http"
url = "{url}/api/json.php"
secret_file = "token"
idempotent = true
headers = {{ Authorization = "Bearer {{secret}}" }}
[body]
sequence_id = "{{message_id}}"
recipients = ["{{phone}}"]
data = [{{ type = "sms", id = "{{message_number:number}}", phone = "{{phone:number}}", sms_message = "{{text}}" }}]
[success]
where = {{ response_code = [0, 801] }}
duplicate = {{ response_code = 507 }}
later = {{ response_code = 999 }}
provider_id = "response_result.0.message_id"
error = "response_status"
"""


def test_any_http_gateway_is_described_by_a_file(sms, tmp_path):
    driver = drivers(tmp_path, "alpha", ALPHASMS.format(url=sms.url)).driver("sms", "cafe")
    quoted = Message("sms", "380671234512", "id-1", "", 'Чек "20" {phone}\n', fields=())
    sms.faults = ["", "lost", "", "code=999", "code=404", "http=200"]
    assert driver.send(quoted, 5).provider_id == "m0"
    (item,) = sms.requests[0]["data"]
    assert item["sms_message"] == 'Чек "20" {phone}\n' and item["phone"] == 380671234512 and isinstance(item["id"], int)
    second = Message("sms", "380671234512", "id-2", "", "x")
    fates = [driver.send(second, 5).fate for _ in range(5)]
    assert fates == [Fate.UNCERTAIN, Fate.DELIVERED, Fate.LATER, Fate.REFUSED, Fate.UNCERTAIN] and len(sms.sent) == 2


def test_a_program_gets_the_message_on_its_stdin(tmp_path):
    program = tmp_path / "send"
    program.write_text(f"#!/bin/sh\ncat > {tmp_path}/got\necho ID-7\nexit ${{WISH:-0}}\n")
    program.chmod(0o755)
    made = drivers(
        tmp_path, f"exec:{program} --quiet", "", {"PRRO_KEY_PASSWORD": "x", "WISH": "0", "PATH": "/usr/bin:/bin"}
    )
    driver = made.driver("viber", "cafe")
    assert (driver.send(TEXT, 5).provider_id, driver.name) == ("ID-7", "exec:send")
    assert json.loads((tmp_path / "got").read_text())["address"] == "380671234512"
    for wish, fate in (("75", Fate.LATER), ("1", Fate.REFUSED)):
        made = drivers(tmp_path, f"exec:{program}", "", {"WISH": wish, "PATH": "/usr/bin:/bin"})
        assert made.driver("viber", "cafe").send(TEXT, 5).fate is fate
    program.write_text("#!/bin/sh\nsleep 20\n")
    begun = time.monotonic()
    assert made.driver("viber", "cafe").send(TEXT, 1.5).fate is Fate.UNCERTAIN and time.monotonic() - begun < 6
    assert drivers(tmp_path, "exec:/nonexistent", "").driver("sms", "cafe").send(TEXT, 1).fate is Fate.LATER


@provokes("PRRO-E0381")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("driver = 'fax'", "one of smtp"),
        ("driver = 'smtp'\nhost = 'h.ua'\nfrom = 'a@b.ua'\npassword = 'x'", "no secret in clear"),
        ("driver = 'turbosms'\nsender = 'K'\nTOKEN = 'x'", "no secret in clear"),
        ("driver = 'turbosms'\nsender = 'K'", "no secret_file"),
        ("driver = 'turbosms'\nsender = 'K'\nsecret_file = 'token'\nsecret_command = 'echo x'", "2 times"),
        ("driver = 'turbosms'\nsender = 'K'\nsecret_command = '/bin/false'", "ended with code"),
        ("driver = 'turbosms'\nsender = 'K'\nsecret_file = 'token'\nurl = 'http://api.turbosms.ua'", "https"),
        ("driver = 'turbosms'\nsender = 'K'\nsecret_file = 'token'\nttl = 5", "ttl"),
        ("driver = 'turbosms'\nsecret_file = 'token'\nsendr = 'K'", "sendr"),
        ("driver = 'http'\nurl = 'https://x.ua'\nbody = {a = '{nonsense}'}", "nonsense"),
        ("driver = 'http'\nurl = 'https://x.ua/{secret}'\nbody = {a = 'x'}", "address"),
        ("driver = 'http'\nurl = 'https://x.ua'\nidempotent = true\nbody = {a = 'x'}", "message_id"),
        ("driver = 'exec'", "command"),
        ("driver = ", "Invalid"),
    ],
)
def test_a_driver_that_is_not_well_described(tmp_path, text, words):
    with pytest.raises(DriverUnusableError, match=words):
        drivers(tmp_path, "sms", text).driver("sms" if "smtp'" not in text else "mail", "cafe")


@provokes("PRRO-E0381")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("host = 'mail.example.ua'\nsecurity = 'none'\nfrom = 'a@b.ua'", "without TLS"),
        ("host = 'h'\nsecurity = 'ssl'\nfrom = 'a@b.ua'", "starttls"),
        ("host = 'h'\nfrom = 'nobody'", "from"),
        ("host = 'h'\nfrom = 'a@b.ua'\nuser = 'u'", "no secret_file"),
        ("from = 'a@b.ua'", "host"),
        ("host = 'h'\nfrom = 'a@b.ua'\nport = 'x'", "port"),
        ("host = 'h'\nfrom = 'a@b.ua'\nattach = ['doc']", "attach"),
    ],
)
def test_a_mail_server_that_is_not_well_described(tmp_path, text, words):
    with pytest.raises(DriverUnusableError, match=words):
        drivers(tmp_path, "mail", f"driver = 'smtp'\n{text}").driver("mail", "cafe")


def test_secrets_come_from_credentials_and_commands(tmp_path):
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "prro-delivery-sms").write_text("from-systemd\n")
    text = "driver = 'turbosms'\nsender = 'K'"
    made = drivers(tmp_path, "sms", text, {"CREDENTIALS_DIRECTORY": str(folder)}).driver("sms", "cafe")
    assert isinstance(made, TurboSms) and made.secret().reveal() == b"from-systemd" and "systemd" not in repr(made)
    made = drivers(tmp_path, "sms", text, {"PRRO_DELIVERY_COMMAND": "/bin/echo token-of"}).driver("sms", "cafe")
    assert isinstance(made, TurboSms) and made.secret().reveal() == b"token-of sms"


@provokes("PRRO-E6201")
def test_a_driver_file_that_others_may_read(tmp_path):
    from prro_cli.errors.general import PermissionsError

    made = drivers(tmp_path, "sms", "driver = 'turbosms'\nsender = 'K'\nsecret_file = 'token'")
    (tmp_path / "home" / "delivery" / "token").chmod(0o644)
    with pytest.raises(PermissionsError):
        made.driver("sms", "cafe")
