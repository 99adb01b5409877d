"""Facebook's comments plugin: https://developers.facebook.com/docs/plugins/comments."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider, Query

PROVIDER = Provider(
    slug="facebook",
    classes=("fb-comments",),
    tags=("fb:comments", "amp-facebook-comments"),
    sources=r"facebook\.com/plugins/(?:comments|feedback)\.php",
    thread=(Attribute("data-href"), Attribute("href"), Query("href"), Attribute("xid")),
    site=(Query("app_id"),),
)
