"""What an installation may set: read once, from the environment (`YIHAO_…`, `DATABASE_URL`) or a TOML file.

The file is named by `YIHAO_SETTINGS`; an environment variable overrides it. An installation with neither is the
demonstration: loopback only, an embedded database, one account per role.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


def default_data() -> Path:
    """`var` in a checkout, wherever the command was called from; `var` in the working folder for an installed wheel."""
    checkout = Path(__file__).parents[3]
    return (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / "var"


class Settings(BaseSettings):
    """All settings with their defaults.

    The field names are the names in the file; `YIHAO_` + upper case in the environment.
    """

    model_config = SettingsConfigDict(env_prefix="YIHAO_", extra="forbid")

    data: Path = Field(default_factory=default_data, validate_default=True)
    """Folder for everything that is kept outside the database: keys, files, the ledger's head, logs."""
    database_url: str = Field(
        default="", validation_alias=AliasChoices("database_url", "DATABASE_URL", "YIHAO_EMBEDDED_URL")
    )
    """Any PostgreSQL ≥ 15 with pg_trgm (`DATABASE_URL`); empty = the embedded one, which `yihao up` starts and whose
    address it hands to its children as `YIHAO_EMBEDDED_URL`."""
    replica_url: str = ""
    """A hot standby of the same database: lists, search and exports are read there while it keeps up (`kernel/replica.py`)."""
    region: str = "jiujiang"
    """A pack shipped with the software, or the path of a folder."""
    host: str = "127.0.0.1"
    port: int = 8345
    allowed_hosts: list[str] = ["127.0.0.1", "localhost"]
    trusted_proxies: int = 0
    """How many reverse proxies stand in front. Only then is what they say believed: the client's address, and HTTPS."""
    secure_cookies: bool = False
    """True behind HTTPS."""
    threads: int = 4
    """Threads that serve requests in one web process."""
    keys_file: Path | None = None
    """Data, index and ledger keys (default: `keys.json` in the data folder). Losing it loses the personal data."""
    ledger_head_file: Path | None = None
    """Where the head of the sealed ledger is also written (default: in the data folder)."""
    sms: Literal["file", "http", "off"] = "file"
    """Gateway of text messages: a file for trying out, a generic HTTP gateway, or none."""
    sms_http: dict[str, Any] = {}
    """For `http`: url, method, headers, body (with {to} and {text}), success (a text the answer must hold)."""
    webhook_url: str = ""
    webhook_secret: str = ""
    engine: Literal["own", "elsewhere", "off"] = "own"
    """The telephone engine: `own` is the Asterisk that `yihao engine fetch` brought or `engine_program` names, run by
    `yihao up`; `elsewhere` one that somebody else runs (`ari_url` …); `off`: no telephone."""
    engine_name: str = "main"
    """Name of the engine in the tables; with several engines each has its own, and a switchboard of its own."""
    engine_folder: Path | None = None
    """Where the fetched Asterisk lies (default: `engine/asterisk` in the data folder); may be shared."""
    engine_program: str = ""
    """An installed Asterisk (≥ 22.5) instead of the fetched one."""
    ari_url: str = ""
    ari_user: str = "yihao"
    ari_password: str = ""
    ami_port: int = 0
    ari_port: int = 0
    """Ports of our own engine; 0 = chosen at the first start and kept."""
    sip_host: str = "127.0.0.1"
    """Where SIP is spoken; beyond loopback only behind a carrier's network or a border controller."""
    sip_port: int = 0
    rtp_ports: tuple[int, int] = (12000, 19999)
    """Ports for sound, two for each side of a call. A call beyond them is refused before anybody here hears of it, so that
    nobody could call back: there have to be more than calls can come."""
    sip_external_address: str = ""
    sip_certificate: str = ""
    """Certificate with key (PEM): the trunk then speaks SIP over TLS with SRTP."""
    sip_authorities: str = ""
    """Certificates of authorities (PEM) by which the carrier's certificate is checked."""
    trunk_peers: list[str] = []
    """Addresses from which the carrier calls (default: this machine, for the test caller)."""
    trunk_contact: str = ""
    """Where outgoing calls go, host:port (default: the test caller)."""
    trunk_called_number: Literal["uri", "to", "p_called_party_id"] = "uri"
    """Where the carrier writes the number dialled."""
    seat_ws_url: str = ""
    """Where browsers' telephones connect (wss://… behind a proxy); default: the engine on this machine."""
    seat_ice_servers: list[str] = []
    """STUN or TURN servers for seats behind address translation."""
    seat_turn_secret: str = ""
    """The secret shared with the TURN server (coturn's `static-auth-secret`)."""
    backup_folder: Path | None = None
    """Where `yihao db backup` puts backups, best on another machine's disk (default: `backup` in the data folder)."""
    backup_keep_days: int = Field(default=14, ge=1)
    """Older backups are removed after a new one is whole."""
    postgres_programs: str = ""
    """Folder of pg_dump and pg_restore that fit the server; empty: the distribution's, else the embedded server's."""
    upload_megabytes: int = 10
    disk_reserve_megabytes: int = Field(default=1024, ge=0)
    """Room that uploads and exports leave on the storage's disk: recordings, the ledger's head and logs can't be refused."""
    log_level: str = "INFO"

    @field_validator("data")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.absolute()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file; no .env, no secrets folder."""
        file = os.environ.get("YIHAO_SETTINGS")
        if file and not Path(file).is_file():
            raise FileNotFoundError(f"找不到设置文件 {file}（环境变量 YIHAO_SETTINGS）")
        toml = (TomlConfigSettingsSource(settings_cls, Path(file)),) if file else ()
        return (init_settings, env_settings, *toml)

    @property
    def demonstration(self) -> bool:
        """True when nobody has set up this installation: neither a settings file nor a database of its own."""
        return not os.environ.get("YIHAO_SETTINGS") and not os.environ.get("DATABASE_URL")

    @property
    def files_folder(self) -> Path:
        return self.data / "files"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
