"""The TYPO3 extension pw_comments, and the older comments extensions."""

from __future__ import annotations

from parsers.comments.provider import Field, Provider

PROVIDER = Provider(
    slug="typo3-pwcomments",
    ids=("pwcomments", "tx-pwcomments"),
    classes=("tx-pwcomments", "tx-pwcomments-pi1", "tx-comments-pi1"),
    thread=(Field("tx_pwcomments_pi1[newComment][entryUid]"),),
)
