"""wpDiscuz, a WordPress plugin, versions 3 to 7."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Field, Inline, Provider, Sighting


def _is_open(sighting: Sighting) -> bool | None:
    names = " ".join(element.get("class") or "" for element in sighting.elements)
    if "wpd-comments-closed" in names:
        return False
    return (
        True if "wpd-comments-open" in names or sighting.page.marks.by_class("wc_comm_form", "wpd_comm_form") else None
    )


PROVIDER = Provider(
    slug="wpdiscuz",
    ids=("wpdcom", "wpcomm", "wpdiscuz-comments"),
    thread=(Field("comment_post_ID"), Inline(r"wc_post_id[\"']?\s*:\s*[\"']?(\d+)"), Attribute("data-post-id")),
    is_open=_is_open,
    replaces=("wordpress", "jetpack"),
)
