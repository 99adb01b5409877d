"""OpenWeb, formerly Spot.IM: https://developers.openweb.com. Its reactions and recirculation boxes are no threads."""

from __future__ import annotations

from parsers.comments.provider import Address, Attribute, Inline, Inside, Provider, Query

PROVIDER = Provider(
    slug="openweb",
    ids=("spotimcommentsdiv", "spot-im-conversation", "spotim-conversation", "openweb-conversation", "spotim-comments"),
    classes=("spot-im-conversation", "spotim-conversation", "openweb-conversation", "spot-im-comments"),
    tags=("spot-im-conversation", "openweb-conversation"),
    attributes=(("data-spotim-module", r"(?i)conversation|standalone-conversation|spotim-launcher"),),
    sources=r"(?:spot\.im|openweb\.com)/[^?#]*\?(?:[^#]*&)?(?i:postid)=",
    thread=(
        Query("postId"),
        Attribute("data-post-id"),
        Attribute("data-conversation-id"),
        Inside("spotim-module", "data-post-id"),
    ),
    site=(
        Query("spotId"),
        Attribute("data-spot-id"),
        Address(r"(?:spot\.im|openweb\.com|spotim\.market)/(?:spot|launcher)/(sp_\w+)"),
        Inline(r"\b(sp_[A-Za-z0-9]{6,12})\b"),
    ),
    url=(Attribute("data-post-url"),),
    replaces=("wordpress",),
)
