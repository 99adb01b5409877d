"""HyperComments, on Russian sites until 2022."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

PROVIDER = Provider(
    slug="hypercomments",
    ids=("hypercomments_widget",),
    thread=(Inline(r"_hcwp?\b[^}]{0,300}?\bxid[\"']?\s*[:=]\s*[\"']?([^\"',;}\s]+)"),),
    site=(Inline(r"\bwidget_id[\"']?\s*[:=]\s*[\"']?(\d+)"),),
)
