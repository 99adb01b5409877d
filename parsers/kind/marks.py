"""What publishing systems write into a page when it is a list, a thing on sale, a thread or a help page, whatever its text."""

from __future__ import annotations

import re

from parsers.metadata import types_of
from parsers.page import Page
from parsers.text import key, plain

NEWS_TYPES = frozenset(
    "newsarticle reportagenewsarticle opinionnewsarticle analysisnewsarticle liveblogposting".split()
)
POST_TYPES = frozenset(
    "article blogposting techarticle report scholarlyarticle medicalscholarlyarticle recipe review".split()
)

_LISTS_BY_CLASS = frozenset("category tag author date post-type-archive".split())
_FINDS_BY_CLASS = frozenset("search-results search-no-results error404".split())
"""What WordPress writes into the class of ``body``: beside "archive" on its lists, and on its search and where it found
nothing."""
_SINGLE_BODY = re.compile(r"(?:^|\s)(?:single|singular|single-post|postid-\d+)(?:\s|$)")
_OTHER_POST = re.compile(
    r"(?:^|\s)(?:single|page-node-type|node--type|node-type)-"
    r"(?:product|tribe_events|mec-events|ajde_events|events?|job_listing|jobs?|vacanc(?:y|ies)|careers?|listings?|job-listing|"
    r"property|properties|estate_property|sfwd-courses|sfwd-lessons|courses?|lessons?|lp_course|forum|topic|reply|attachment|"
    r"team|team_members?|team-members?|staff|people|person|download|locations?|stores?|services?|landing-page|webform|faqs?|"
    r"docs?|knowledgebase|ht_kb|wpsc-product|testimonials?)(?:\s|$)"
)
"""Other kinds of posts than articles, as WordPress and Drupal name them there."""
_SHOP_BODY = frozenset(
    "template-product template-collection template-cart template-search catalog-product-view catalog-category-view "
    "checkout-cart-index catalogsearch-result-index woocommerce-cart woocommerce-checkout woocommerce-account "
    "product-template-default bbpress".split()
)
"""The same of Shopify, Magento, WooCommerce, and of the forum of WordPress."""
_FORUM_IDS = frozenset(("phpbb", "nv_forum"))
"""Ids of ``body``: phpBB, Discuz."""
_FORUM_SYSTEM = re.compile(
    r"\W*(?:powered by )?(?:discourse|phpbb|xenforo|flarum|nodebb|mybb|smf\b|simple machines|discuz)", re.IGNORECASE
)
"""The beginning of what a page says that made it: other systems have additions and themes of these names."""
_TALK = frozenset(("discussionforumposting", "qapage"))
_HELP_PATH = re.compile(r"/hc/[a-z-]+/(?:articles|sections|categories)/|/support/solutions/(?:articles|folders)/")
"""Zendesk, Freshdesk."""
_THINGS = frozenset("event product productgroup individualproduct".split())
"""And all kinds of events."""
_PLACES_AND_WARES = frozenset(
    "localbusiness hotel lodgingbusiness vacationrental realestatelisting apartment house singlefamilyresidence residence "
    "vehicle car physician dentist attorney legalservice restaurant person movie tvseries book softwareapplication mobileapplication webapplication".split()
)
"""Of these there are reviews with no other title than their name, by somebody or of a day."""


def says_other(page: Page, title: str, *, is_anonymous: bool) -> str | None:
    """The rule that refuses a page whose system says that it is a list, a thread or a help page, or whose title is of a thing
    that is no article."""
    classes = page.body.get("class") or ""
    names = classes.split()
    if _is_list(names) and not _SINGLE_BODY.search(classes):
        return "class of a listing"
    nodes, types = page.metadata.nodes, page.metadata.types
    if not NEWS_TYPES.isdisjoint(types):
        return None
    if _OTHER_POST.search(classes) or not _SHOP_BODY.isdisjoint(names):
        return "class of something else"
    if _is_forum(page):
        return "system of a forum"
    if POST_TYPES.isdisjoint(types) and not _TALK.isdisjoint(types):
        return "json-ld of a thread"
    if _HELP_PATH.search(page.url):
        return "address of a help page"
    if nodes and POST_TYPES.isdisjoint(types):
        named = key(title)
        if sum("jobposting" in types_of(node) for node in nodes) == 1:
            return "json-ld of a job"
        things = _THINGS | _PLACES_AND_WARES if is_anonymous else _THINGS
        for node in nodes:
            of_node = types_of(node)
            is_thing = things & of_node or any(one.endswith("event") for one in of_node)
            if is_thing and key(plain(node.get("name") or node.get("title")) or "") == named:
                return "json-ld of a thing"
    return None


def _is_list(names: list[str]) -> bool:
    lists = not _LISTS_BY_CLASS.isdisjoint(names) or any(name.startswith("tax-") for name in names)
    return (lists and "archive" in names) or not _FINDS_BY_CLASS.isdisjoint(names)


def _is_forum(page: Page) -> bool:
    template = page.root.get("data-template") or ""
    if template.startswith(("thread_view", "forum_")) and not template.endswith("article"):
        return True  # XenForo
    if (page.body.get("id") or "").lower() in _FORUM_IDS or page.marks.by_id("flarum-content"):
        return True
    return any(map(_FORUM_SYSTEM.match, page.metadata.metas.get("generator", ())))
