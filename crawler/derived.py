"""Scrapy settings that follow from ours, worked out after the command line was read."""

from __future__ import annotations

from scrapy.settings import BaseSettings

VERSION = "0.1"


class DerivedSettings:
    """Add-on: below the priority of ``settings.py`` and ``-s``, so that naming one of these directly wins."""

    def update_settings(self, settings: BaseSettings) -> None:
        contact = (settings.get("DATELINE_CONTACT") or "").strip()
        settings.set("USER_AGENT", f"Dateline/{VERSION} (+{contact})" if contact else f"Dateline/{VERSION}", "addon")
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", settings.getbool("DATELINE_VERIFY_TLS"), "addon")
