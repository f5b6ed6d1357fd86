"""Two documents compared: only what they say counts."""

from __future__ import annotations

from prro_cli.documents.difference import ElementChange, difference

OLD = (
    '<?xml version="1.0" encoding="windows-1251"?>'
    "<CHECK><CHECKHEAD><ORGNM>ТОВ А&amp;Б</ORGNM><VER>1</VER></CHECKHEAD>"
    '<CHECKBODY><ROW ROWNUM="1"><NAME>Чай</NAME></ROW><ROW ROWNUM="2"><NAME>Сік</NAME></ROW></CHECKBODY></CHECK>'
)


def xml(text: str) -> bytes:
    return text.encode("cp1251")


def test_equal_documents_in_other_clothes():
    other = OLD.replace("><", ">\r\n  <")
    told = difference(xml(OLD), xml(other))
    assert (told.unified, told.elements) == ("", ())


def test_changed_added_and_removed():
    new = OLD.replace("ТОВ А&amp;Б", "ФОП Іваненко").replace("<VER>1</VER>", "<VER>1</VER><TESTING>true</TESTING>")
    new = new.replace('<ROW ROWNUM="2"><NAME>Сік</NAME></ROW>', "")
    told = difference(xml(OLD), xml(new), ("printed 5", "made anew 5"))
    assert told.elements == (
        ElementChange("CHECK/CHECKHEAD/ORGNM", "ТОВ А&Б", "ФОП Іваненко"),
        ElementChange("CHECK/CHECKBODY/ROW[2]/NAME", "Сік", None),
        ElementChange("CHECK/CHECKHEAD/TESTING", None, "true"),
    )
    lines = told.unified.splitlines()
    assert lines[:2] == ["--- printed 5", "+++ made anew 5"]
    assert "-    <ORGNM>ТОВ А&amp;Б</ORGNM>" in lines
    assert "+    <ORGNM>ФОП Іваненко</ORGNM>" in lines
    assert '-    <ROW ROWNUM="2">' in lines
