"""Scrapy settings that follow from others, worked out after the command line was read."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

SHUT = {
    "REMOTE_CONTROL_ENABLED": "scrapy.extensions.remote_control.RemoteControl",
    "TELNETCONSOLE_ENABLED": "scrapy.extensions.telnet.TelnetConsole",
}
"""Switch → the extension that it is for."""


class DerivedSettings:
    """Add-on: below the priority of ``settings.py`` and ``-s``, so that naming one of these directly wins."""

    def update_settings(self, settings: BaseSettings) -> None:
        contact = (settings.get("DATELINE_CONTACT") or "").strip()
        settings.set("USER_AGENT", f"{_product()} (+{contact})" if contact else _product(), "addon")
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", settings.getbool("DATELINE_VERIFY_TLS"), "addon")
        shut = {extension for switch, extension in SHUT.items() if not settings.getbool(switch)}
        for parts in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES"):
            _leave_unloaded(settings, parts, shut)


def _leave_unloaded(settings: BaseSettings, name: str, shut: set[str]) -> None:
    """Scrapy imports even the parts that are switched off, and with them HTTP servers and clients: 0.2 s of CPU."""
    off = shut | {part for part, order in settings[name].items() if order is None}
    for key in (f"{name}_BASE", name):
        parts = {part: order for part, order in settings[key].items() if part not in off}
        settings.set(key, parts, max(settings.getpriority(key) or 0, SETTINGS_PRIORITIES["addon"]))


def _product() -> str:
    try:
        return f"Dateline/{'.'.join(version('dateline').split('.')[:2])}"
    except PackageNotFoundError:  # a clone that nobody installed
        return "Dateline"
