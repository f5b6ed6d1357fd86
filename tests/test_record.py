"""Our quick `dataclass` behaves as the standard one in everything the program relies on."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import ClassVar

import pytest

from prro_cli.record import dataclass, record


@dataclass(frozen=True, slots=True)
class Point:
    """Ours."""

    x: int
    y: int = 2
    names: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    notes: list[str] = dataclasses.field(default_factory=list, compare=False)
    kind: ClassVar[str] = "point"

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("left of the border")


@dataclass(frozen=True, slots=True)
class Spot(Point):
    """An heir, with a field that can only be named."""

    colour: str = dataclasses.field(default="red", kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """The standard one."""

    x: int
    y: int = 2
    names: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    notes: list[str] = dataclasses.field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No fields at all."""


@dataclass(slots=True)
class Changing:
    """Another use of the decorator is the standard one."""

    x: int = 1


def test_it_is_built_compared_and_shown_like_the_standard_one() -> None:
    ours, theirs = Point(1, names=("a",)), Standard(1, names=("a",))
    assert repr(ours) == repr(theirs).replace("Standard", "Point")
    assert ours == Point(1, names=("a",), notes=["not compared"]) and ours != Point(2, names=("a",)) and ours != theirs
    assert hash(ours) == hash(Point(1, names=("a",))) and len({ours, Point(1, names=("a",))}) == 1
    assert Point(1).notes is not Point(1).notes
    assert Nothing() == Nothing() and hash(Nothing()) == hash(Nothing()) and repr(Nothing()) == "Nothing()"
    assert Point.__match_args__ == ("x", "y", "names", "notes") and Point.kind == "point"


def test_wrong_calls_are_refused() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        Point(1, z=2)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="border"):
        Point(-1)
    with pytest.raises(ValueError, match="mutable default"):
        record(type("Bad", (), {"__annotations__": {"a": list}, "a": []}))


def test_it_never_changes_and_has_no_room_for_more() -> None:
    point = Point(1)
    for change in (lambda: setattr(point, "x", 2), lambda: delattr(point, "x"), lambda: setattr(point, "z", 2)):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    assert not hasattr(point, "__dict__")
    changing = Changing()
    changing.x = 5
    assert changing == Changing(5)


def test_the_tools_of_dataclasses_work() -> None:
    spot = Spot(1, colour="blue", notes=["n"])
    assert dataclasses.replace(spot, y=7) == Spot(1, 7, colour="blue")
    assert dataclasses.asdict(spot) == {"x": 1, "y": 2, "names": (), "notes": ["n"], "colour": "blue"}
    assert [f.name for f in dataclasses.fields(Spot)] == ["x", "y", "names", "notes", "colour"]
    assert copy.deepcopy(spot) == spot and pickle.loads(pickle.dumps(spot)) == spot
    with pytest.raises(TypeError):
        Spot(1, 2, (), [], "blue")  # type: ignore[misc]
    match spot:
        case Point(x=1, y=y):
            assert y == 2
        case _:
            pytest.fail("it does not match")


def test_a_standard_frozen_class_may_inherit() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class Heir(Point):
        z: int = 3

    assert Heir(1).z == 3 and Heir(1) == Heir(1) and Heir(1) != Heir(1, z=4)
