"""Comment extensions of Joomla: JComments, Komento, K2, CComment, SLi."""

from __future__ import annotations

from parsers.comments.provider import Field, Inline, Provider

PROVIDER = Provider(
    slug="joomla",
    ids=(
        "jc",
        "jcomments",
        "komento",
        "kmt-list",
        "ccomment-comments",
        "ccomment",
        "josc_comment",
        "k2comments",
        "rscomments",
    ),
    classes=("jcomments-links", "kmt-wrap", "kmt-list", "itemcomments", "itemcommentsform", "ccomment", "rscomments"),
    thread=(Field("object_id"), Inline(r"jcomments\s*=\s*new JComments\((\d+)"), Field("itemID"), Field("cid")),
    replaces=("wordpress",),
)
