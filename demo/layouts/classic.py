"""WordPress with a classic theme: author boxes, threaded comments, and boxes of its plugins inside the body."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from demo.layouts.layout import Layout, View, links, skeleton
from demo.layouts.markup import Markup
from demo.layouts.thread import comment_list, told_comments, told_widget
from demo.story import Story, Writer, tag_address
from parsers.article import Article

PAGE = skeleton("classic")
MARKUP = Markup(
    heading='<h{level} class="wp-block-heading">{text}</h{level}>',
    itemised='<{tag} class="wp-block-list">{items}</{tag}>',
    quote='<blockquote class="wp-block-quote">{}</blockquote>',
    code='<pre class="wp-block-code"><code>{}</code></pre>',
    table='<figure class="wp-block-table"><table><tbody>{}</tbody></table></figure>',
    figure='<figure class="wp-block-image size-large"><img decoding="async" src="{src}" alt="{alt}">{caption}</figure>',
    caption='<figcaption class="wp-element-caption">{text}{credit}</figcaption>',
)
AD = '<div class="ad-slot ad-inline" aria-hidden="true"><span>Advertisement</span></div>'
NEWSLETTER = (
    '<div class="newsletter-signup"><h4>The Halyard in your inbox</h4><p>Five stories every morning, no noise.</p>'
    '<form action="/newsletter"><input type="email" name="email" placeholder="you@example.org">'
    "<button>Sign up</button></form></div>"
)
SHARE = (
    '<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a class="share-mail" '
    'href="mailto:?subject=Read">Email</a></li><li><a class="share-print" href="#print">Print</a></li></ul></div>'
)


def page(story: Story, view: View) -> str:
    body = MARKUP.render(view.pieces)
    body.insert(2, NEWSLETTER)
    body.insert(4, AD)
    image = f"{view.base}/media/{story.image}.png" if story.image else None
    return PAGE.substitute(
        title=escape(story.title),
        url=view.url,
        base=view.base,
        og_image=f'<meta property="og:image" content="{image}">' if image else "",
        published=story.published.isoformat(),
        modified_meta=(
            f'<meta property="article:modified_time" content="{story.modified.isoformat()}">' if story.modified else ""
        ),
        number=story.number,
        desk=story.desk.key,
        desk_name=escape(story.desk.name),
        subtitle=f'<p class="entry-subtitle">{escape(story.subtitle)}</p>' if story.subtitle else "",
        date=f"{story.published:%B} {story.published.day}, {story.published.year}",
        byline=" and ".join(
            f'<span class="author vcard"><a class="url fn n" href="/author/{w.key}/">{escape(w.name)}</a></span>'
            for w in story.writers
        ),
        hero=f'<div class="post-thumbnail"><img src="{image}" alt="" class="wp-post-image"></div>' if image else "",
        body="\n".join(body),
        share=SHARE,
        related=links(view, '<p class="jp-relatedposts-post"><a href="{url}">{text}</a></p>'),
        tags="".join(f'<a href="{tag_address(tag)}" rel="tag">{escape(tag)}</a> ' for tag in story.tags),
        boxes="".join(_author_box(view, writer) for writer in story.writers),
        comments=_comments(story),
        nonce=view.nonce,
        views=view.views,
        ago=view.ago,
    )


def _author_box(view: View, writer: Writer) -> str:
    portrait = f'<img class="avatar" src="{view.base}/media/{writer.key}.png" alt="{escape(writer.name)}" width="96">'
    social = "".join(f'<li><a rel="me" href="{link}">{link.split("/")[2]}</a></li>' for link in writer.links)
    return (
        f'<div class="author-box"><div class="author-avatar">{portrait if writer.bio else ""}</div>'
        f'<h3 class="author-title">About <a href="/author/{writer.key}/" rel="author">{escape(writer.name)}</a></h3>'
        f'<p class="author-bio">{escape(writer.bio or "")}</p><ul class="author-social">{social}</ul></div>'
    )


def _comments(story: Story) -> str:
    if story.discussion == "blank":
        head = (
            '<h3 class="comments-title">Add Comment</h3><p class="comment-hint"><a href="#respond">Click here to '
            "post a comment</a></p>"
        )
    elif story.remarks:
        count = f"{len(story.remarks)} thoughts" if len(story.remarks) > 1 else "One thought"
        head = f'<h2 class="comments-title">{count} on &ldquo;{escape(story.title)}&rdquo;</h2>'
    else:
        head = ""
    thread = comment_list(story, says="says:", reply="Reply", when="%B %d, %Y at %H:%M")
    if story.discussion == "closed":
        return f'{head}{thread}<p class="no-comments">Comments are closed.</p>'
    form = (
        '<div id="respond" class="comment-respond"><h3 id="reply-title" class="comment-reply-title">Leave a Reply</h3>'
        '<form action="/wp-comments-post.php" method="post" id="commentform" class="comment-form">'
        '<p class="comment-notes">Your email address will not be published. Required fields are marked *</p>'
        '<p><label for="comment">Comment *</label><textarea id="comment" name="comment" required></textarea></p>'
        '<p><input name="author" placeholder="Name *"><input name="email" placeholder="Email *"></p>'
        '<p><input name="submit" type="submit" value="Post Comment">'
        f'<input type="hidden" name="comment_post_ID" value="{story.number}" id="comment_post_ID">'
        '<input type="hidden" name="comment_parent" id="comment_parent" value="0"></p></form></div>'
    )
    return head + thread + form


def told(story: Story, view: View, article: Article) -> Article:
    return replace(article, widgets=(told_widget(story),), comments=told_comments(story))


LAYOUT = Layout(
    name="classic",
    address=lambda story: f"/{story.published:%Y/%m}/{story.slug}/",
    page=page,
    told=told,
)
