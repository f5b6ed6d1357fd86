"""`prro config`: the settings, with the origin of each."""

from __future__ import annotations

from copy import deepcopy
from typing import Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.face import Face
from prro_cli.home.config_file import COMMAND_LINE, read_config, write_config
from prro_cli.home.settings import Settings, Value, setting
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

app = noun("Show and change settings.")


@dataclass(frozen=True, slots=True)
class ConfigShown:
    """All settings in force."""

    schema: ClassVar[str] = "prro.config.show/1"
    path: str
    settings: tuple[Value, ...]
    origins: bool


@dataclass(frozen=True, slots=True)
class ConfigValue:
    """One setting."""

    schema: ClassVar[str] = "prro.config.get/1"
    name: str
    value: str | int | bool
    origin: str
    help: str


@dataclass(frozen=True, slots=True)
class ConfigPath:
    """Where the configuration lies."""

    schema: ClassVar[str] = "prro.config.path/1"
    path: str
    exists: bool


@command(app, "show", schema=ConfigShown.schema, example="prro config show --origin")
def show(
    face: Face, origin: Annotated[bool, Option("--origin", help="Say where each value came from.")] = False
) -> Answer:
    """Every setting and its value."""
    values = tuple(face.settings.all(face.options.desk))
    return Answer(ConfigShown(str(face.home.config_path), values, origin))


@command(app, "get", schema=ConfigValue.schema, example="prro config get offline.enter")
def get(face: Face, name: Annotated[str, Argument(help="Setting, for example offline.enter.")]) -> Answer:
    """One setting."""
    known = setting(name)
    value = face.settings.value(name, face.options.desk)
    shown = str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
    return Answer(ConfigValue(name, value.value, value.origin, say(known.help)), identifier=shown)


@command(app, "set", schema=ConfigValue.schema, example="prro config set offline.enter ask")
def set_(
    face: Face,
    name: Annotated[str, Argument(help="Setting, for example offline.enter.")],
    value: Annotated[str, Argument(help="Its new value.")],
) -> Answer:
    """Change a setting, for all desks or with --desk for one."""
    known = setting(name)
    read = known.read(value, COMMAND_LINE)
    config = deepcopy(read_config(face.home.config_path))
    Settings(config, {}, str(face.home.config_path))
    table = config
    if face.options.desk:
        table = config.setdefault("desks", {}).setdefault(face.options.desk, {})
    group, _, key = name.partition(".")
    table.setdefault("settings", {}).setdefault(group, {})[key] = read
    write_config(face.home, config)
    face.forget_settings()
    return get(face, name=name)  # type: ignore[return-value]


@command(app, "path", schema=ConfigPath.schema, example="prro config path")
def path(face: Face) -> Answer:
    """Where the configuration file lies."""
    where = face.home.config_path
    return Answer(ConfigPath(str(where), where.exists()), identifier=str(where))
