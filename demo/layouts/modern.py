"""A headless system with a React-like front: class names that say nothing, everything told again in JSON-LD."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from typing import Any

from demo.layouts.layout import Layout, View, links, skeleton
from demo.layouts.markup import Markup
from demo.story import Story
from parsers.article import Article, CommentWidget

PAGE = skeleton("modern")
MARKUP = Markup(
    paragraph='<p class="css-1g7m0tk e1jsehar0">{}</p>',
    heading='<h{level} class="css-ykjrtd eoo0vm40"><span>{text}</span></h{level}>',
    itemised='<{tag} class="css-3u1dsq">{items}</{tag}>',
    item='<li class="css-1b0xuzs">{}</li>',
    quote='<blockquote class="css-1x0hjv9">{}</blockquote>',
    cited='<footer class="css-9k2m3c">{}</footer>',
    code='<div class="css-c0d3"><pre class="css-1okebmr"><code>{}</code></pre><button class="css-cpy">Copy</button></div>',
    table='<div class="css-scroll"><table class="css-t4bl3"><tbody>{}</tbody></table></div>',
    figure='<div class="css-79elbk"><figure class="css-1a2b3c"><picture><source srcset="{src}?w=600 600w, {src} 1200w">'
    '<img src="{src}" alt="{alt}" loading="lazy"></picture>{caption}</figure></div>',
    caption='<figcaption class="css-17ai7jg"><span>{text}</span>{credit}</figcaption>',
    credit='<span class="css-credit">Credit: {}</span>',
)
PAYWALL = (
    '<div class="css-gate" data-testid="paywall"><h2 class="css-gate-h">Subscribe to keep reading</h2>'
    '<p class="css-gate-p">You have read your free stories this month.</p><a href="/login/">Log in</a></div>'
)


def page(story: Story, view: View) -> str:
    body = MARKUP.render(view.pieces)
    body.insert(3, '<div class="css-ad1" data-ad-slot="mid-1"><span>Story continues below advertisement</span></div>')
    if view.related:
        body.insert(
            6, '<div class="css-promo"><span>Read more: </span>' + links(view, '<a href="{url}">{text}</a> ') + "</div>"
        )
    graph = json.dumps(_graph(story, view), ensure_ascii=False).replace("</", "<\\/")
    state = json.dumps({"props": {"views": view.views, "story": {"id": story.number}}, "nonce": view.nonce})
    return PAGE.substitute(
        title=escape(story.title),
        subtitle=f'<p id="article-summary" class="css-1n0orw4">{escape(story.subtitle)}</p>' if story.subtitle else "",
        description=f'<meta name="description" content="{escape(story.subtitle)}">' if story.subtitle else "",
        url=view.url,
        graph=graph,
        state=state,
        image=f"{view.base}/media/{story.image}.png",
        desk=story.desk.key,
        desk_name=escape(story.desk.name),
        byline=", ".join(
            f'<span class="css-1baulvz"><a href="/author/{w.key}/" class="css-n8ff4n">{escape(w.name)}</a></span>'
            for w in story.writers
        ),
        published=story.published.isoformat(),
        date=f"{story.published:%b. }{story.published.day}, {story.published.year}",
        body="\n".join(body) + (PAYWALL if story.paywalled else ""),
        related=links(view, '<li class="css-rl"><a href="{url}"><h3 class="css-rlh">{text}</h3></a></li>'),
        coral=_coral() if story.desk.key == "security" else "",
        ago=view.ago,
        nonce=view.nonce,
    )


def _graph(story: Story, view: View) -> dict[str, Any]:
    people = [
        {
            "@type": "Person",
            "@id": f"{view.base}/#/person/{writer.key}",
            "name": writer.name,
            "jobTitle": writer.role,
            "url": f"{view.base}/author/{writer.key}/",
        }
        | ({"description": writer.bio, "image": f"{view.base}/media/{writer.key}.png"} if writer.bio else {})
        | ({"sameAs": list(writer.links)} if writer.links else {})
        for writer in story.writers
    ]
    article = {
        "@type": "NewsArticle",
        "@id": f"{view.url}#article",
        "mainEntityOfPage": {"@id": view.url},
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "author": [{"@id": person["@id"]} for person in people],
        "publisher": {"@id": f"{view.base}/#organization"},
        "image": {"@type": "ImageObject", "url": f"{view.base}/media/{story.image}.png"},
        "articleSection": story.desk.name,
        "keywords": list(story.tags),
        "inLanguage": "en-GB",
        "isAccessibleForFree": not story.paywalled,
    }
    if story.subtitle:
        article["alternativeHeadline"] = story.subtitle
    if story.modified:
        article["dateModified"] = story.modified.isoformat()
    organization = {
        "@type": "NewsMediaOrganization",
        "@id": f"{view.base}/#organization",
        "name": "The Halyard Dispatch",
        "url": f"{view.base}/",
        "logo": {"@type": "ImageObject", "url": f"{view.base}/media/logo.png"},
    }
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": f"{view.base}/"},
            {"@type": "ListItem", "position": 2, "name": story.desk.name, "item": f"{view.base}/{story.desk.key}/"},
        ],
    }
    site = {"@type": "WebSite", "@id": f"{view.base}/#website", "name": "The Halyard Dispatch", "url": f"{view.base}/"}
    return {"@context": "https://schema.org", "@graph": [site, organization, crumbs, article, *people]}


def _coral() -> str:
    return (
        '<section class="css-comments" id="comments"><h2 class="css-cm">Join the conversation</h2>'
        '<div id="coral_thread"></div><script>(function(d){var s=d.createElement("script");'
        's.src="https://coral.halyard.example/assets/js/embed.js";s.onload=function(){Coral.createStreamEmbed('
        '{id:"coral_thread",autoRender:true,rootURL:"https://coral.halyard.example"});};d.head.appendChild(s);})'
        "(document);</script></section>"
    )


def told(story: Story, view: View, article: Article) -> Article:
    widgets = (
        (CommentWidget(provider="coral", site_id="coral.halyard.example"),) if story.desk.key == "security" else ()
    )
    return replace(article, language="en-GB", paywalled=story.paywalled, widgets=widgets)


LAYOUT = Layout(
    name="modern",
    address=lambda story: f"/{story.desk.key}/{story.slug}-{story.number:x}",
    page=page,
    told=told,
)
