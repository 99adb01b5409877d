"""Scrapy settings that follow from others, worked out after the command line was read."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from scrapy.settings import BaseSettings

SHUT = {
    "REMOTE_CONTROL_ENABLED": "scrapy.extensions.remote_control.RemoteControl",
    "TELNETCONSOLE_ENABLED": "scrapy.extensions.telnet.TelnetConsole",
}
"""Switch → the extension that Scrapy loads even where it is off: with an HTTP server, a tenth of a second of CPU."""


class DerivedSettings:
    """Add-on: below the priority of ``settings.py`` and ``-s``, so that naming one of these directly wins."""

    def update_settings(self, settings: BaseSettings) -> None:
        contact = (settings.get("DATELINE_CONTACT") or "").strip()
        settings.set("USER_AGENT", f"{_product()} (+{contact})" if contact else _product(), "addon")
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", settings.getbool("DATELINE_VERIFY_TLS"), "addon")
        shut = {extension for switch, extension in SHUT.items() if not settings.getbool(switch)}
        extensions = {path: order for path, order in settings["EXTENSIONS_BASE"].items() if path not in shut}
        settings.set("EXTENSIONS_BASE", extensions, "addon")


def _product() -> str:
    try:
        return f"Dateline/{'.'.join(version('dateline').split('.')[:2])}"
    except PackageNotFoundError:  # a clone that nobody installed
        return "Dateline"
