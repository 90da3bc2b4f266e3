"""Settings, read from the environment once and frozen; a wrong value stops the start."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting is missing or wrong; the message says which and what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations.

    `data` holds the database (embedded), uploads and generated documents. `base_url` is the public
    address printed in mails, on certificates and in QR codes.
    """

    data: Path = ROOT / "var"
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_starttls: bool = False
    mail_from: str = "nintei@localhost"
    rate_limit_storage: str = "memory://"
    upload_limit: int = 20 * 1024 * 1024
    secure_cookies: bool = False
    background: bool = True
    broker_url: str = field(default="", repr=False)
    metrics_token: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """The database address; an SQLite file under `data` unless one was given."""
        return self.database_url or f"sqlite:///{self.data / 'nintei.db'}"

    @property
    def uploads(self) -> Path:
        """Where uploads are stored by SHA-256, outside the web root."""
        return self.data / "uploads"


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value not in {"0", "1"}:
        raise SettingsError(f"{name} must be 0 or 1")
    return value == "1"


def from_environment(*, demo: bool = False) -> Settings:
    """Read `NINTEI_*`; outside demo mode a secret key of at least 32 characters is required."""
    get = os.environ.get
    metrics_token = get("NINTEI_METRICS_TOKEN", "")
    if metrics_token and len(metrics_token) < 32:
        raise SettingsError("NINTEI_METRICS_TOKEN must have at least 32 characters")
    data = Path(get("NINTEI_DATA", str(ROOT / "var"))).resolve()
    demo = demo or _flag("NINTEI_DEMO", False)
    key = get("NINTEI_SECRET_KEY", "")
    if not key and demo:
        key = _demo_key(data)
    if len(key) < 32:
        raise SettingsError("NINTEI_SECRET_KEY must be set to at least 32 characters")
    try:
        port = int(get("NINTEI_SMTP_PORT", "25"))
    except ValueError as error:
        raise SettingsError("NINTEI_SMTP_PORT must be a number") from error
    return Settings(
        data=data,
        database_url=get("NINTEI_DATABASE_URL", ""),
        secret_key=key,
        base_url=get("NINTEI_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        demo=demo,
        smtp_host=get("NINTEI_SMTP_HOST", ""),
        smtp_port=port,
        smtp_user=get("NINTEI_SMTP_USER", ""),
        smtp_password=get("NINTEI_SMTP_PASSWORD", ""),
        smtp_starttls=_flag("NINTEI_SMTP_STARTTLS", False),
        mail_from=get("NINTEI_MAIL_FROM", "nintei@localhost"),
        rate_limit_storage=get("NINTEI_RATE_LIMIT_STORAGE", "memory://"),
        secure_cookies=_flag("NINTEI_SECURE_COOKIES", not demo),
        background=_flag("NINTEI_BACKGROUND", True),
        broker_url=get("NINTEI_BROKER_URL", ""),
        metrics_token=metrics_token,
    )


def _demo_key(data: Path) -> str:
    """A key of this demo's own, kept so that a restart does not sign everyone out."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "demo.key"
    if not file.exists():
        file.write_text(secrets.token_hex(32))
        file.chmod(0o600)
    return file.read_text()
