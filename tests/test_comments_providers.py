"""Which comment system stands under an article, with its thread, account, count and whether one can write there."""

from __future__ import annotations

import pytest

from parsers.article import CommentWidget
from parsers.comments.discussion import read_discussion
from parsers.comments.registry import PROVIDERS
from parsers.page import Page

URL = "https://news.example/2026/11/a-story"

PAGES: dict[str, tuple[str, CommentWidget]] = {
    "artalk": (
        """<div id="artalk-wrap"></div><script>Artalk.init({el: '#artalk-wrap', server: 'https://a.example', site: 'News',
        pageKey: '/story'})</script>""",
        CommentWidget(provider="artalk", site_id="News", thread_id="/story"),
    ),
    "blogger": (
        """<meta name="generator" content="Blogger"><div id="comments"><h4>2 comments:</h4><div id="comment-holder"></div>
        <a id="comment-editor-src" href="https://www.blogger.com/comment-iframe.g?blogID=71&amp;postID=163">x</a></div>""",
        CommentWidget(provider="blogger", site_id="71", thread_id="163", count=2, open=True),
    ),
    "cackle": (
        """<div id="mc-container"></div><script>cackle_widget.push({widget: 'Comment', id: 47, channel: 'n8'});</script>""",
        CommentWidget(provider="cackle", site_id="47", thread_id="n8"),
    ),
    "changyan": (
        """<div id="SOHUCS" sid="812"></div><script>changyan.api.config({appid: 'cy8', conf: 'prod_1'});</script>""",
        CommentWidget(provider="changyan", site_id="cy8", thread_id="812"),
    ),
    "chorus": (
        """<script src="https://cdn.vox-cdn.com/javascripts/app.js"></script>
        <section class="c-comments" data-entry-id="9000"></section>""",
        CommentWidget(provider="chorus", thread_id="9000"),
    ),
    "commento": (
        '<div id="commento" data-page-id="/story"></div><script src="https://c.news.example/js/commento.js"></script>',
        CommentWidget(provider="commento", thread_id="/story"),
    ),
    "coral": (
        """<div id="coral_talk_stream"></div><script>var talkConfig = {asset_id: '4711', talk: 'https://t.news.example/'};
        </script>""",
        CommentWidget(provider="coral", thread_id="4711"),
    ),
    "cusdis": (
        '<div id="cusdis_thread" data-host="https://cusdis.com" data-app-id="app" data-page-id="p1"></div>',
        CommentWidget(provider="cusdis", site_id="app", thread_id="p1"),
    ),
    "discourse": (
        """<div id="discourse-comments"></div><script>
        DiscourseEmbed = { discourseUrl: 'https://talk.news.example/', topicId: 4498 };</script>""",
        CommentWidget(provider="discourse", site_id="https://talk.news.example/", thread_id="4498"),
    ),
    "disqus": (
        """<div id="disqus_thread"></div><script>var disqus_shortname = 'newsexample'; var disqus_identifier = 'post-17';
        </script>""",
        CommentWidget(provider="disqus", site_id="newsexample", thread_id="post-17"),
    ),
    "disqus-of-wordpress": (
        r"""<div id="disqus_thread"></div><script>var embedVars = {"disqusIdentifier":"17 https:\/\/news.example\/?p=17",
        "disqusShortname":"newsexample"};</script>""",
        CommentWidget(provider="disqus", site_id="newsexample", thread_id="17 https://news.example/?p=17"),
    ),
    "drupal": (
        """<meta name="generator" content="Drupal 10"><section class="comment-wrapper"><h2>Comments (0)</h2>
        <form class="comment-comment-form comment-form" id="comment-form" action="/comment/reply/node/812/comment">
        <textarea name="comment_body[0][value]"></textarea></form><a href="/comment/reply/node/812/comment#x">Add</a>
        </section>""",
        CommentWidget(provider="drupal", thread_id="812", count=0, open=True),
    ),
    "disqus-of-settings": (
        """<div id="disqus_thread"></div><script type="application/json">{"enable":true,"shortname":"newsexample"}</script>""",
        CommentWidget(provider="disqus", site_id="newsexample"),
    ),
    "disqus-through-a-mirror": (
        """<div id="disqus_thread"></div><script>new DisqusJS({shortname: 'newsexample', identifier: '/story'})</script>""",
        CommentWidget(provider="disqus", site_id="newsexample", thread_id="/story"),
    ),
    "disqus-put-together": (
        """<div id="disqus_thread"></div><script>s.src = '//' + "newsexample" + '.disqus.com/embed.js';</script>""",
        CommentWidget(provider="disqus", site_id="newsexample"),
    ),
    "facebook": (
        f'<div class="fb-comments" data-href="{URL}" data-numposts="5"></div>',
        CommentWidget(provider="facebook", thread_id=URL),
    ),
    "fastcomments": (
        """<div id="fastcomments-widget"></div><script>FastCommentsUI(box, {tenantId: "t1", urlId: "story"});</script>""",
        CommentWidget(provider="fastcomments", site_id="t1", thread_id="story"),
    ),
    "forum": (
        '<a class="comments-link" href="https://forum.news.example/threads/a-story.812/">33 comments in the forum</a>',
        CommentWidget(
            provider="forum",
            thread_id="https://forum.news.example/threads/a-story.812",
            url="https://forum.news.example/threads/a-story.812",
            count=33,
        ),
    ),
    "ghost": (
        """<script src="https://cdn.jsdelivr.net/ghost/comments-ui@~1.2/umd/comments-ui.min.js" data-post-id="69443"
        data-ghost-comments="https://news.example/"></script>""",
        CommentWidget(provider="ghost", site_id="https://news.example/", thread_id="69443", open=True),
    ),
    "giscus": (
        """<script src="https://giscus.app/client.js" data-repo="acme/talk" data-mapping="pathname"></script>""",
        CommentWidget(provider="giscus", site_id="acme/talk", thread_id="pathname"),
    ),
    "giscus-by-script": (
        """<script>const it = {"src": "https://giscus.app/client.js", "data-repo": "acme/talk", "data-mapping": "title"};
        </script>""",
        CommentWidget(provider="giscus", site_id="acme/talk", thread_id="title"),
    ),
    "gitalk": (
        """<div id="gitalk-container"></div><script>new Gitalk({clientID: 'c', repo: 'talk', owner: 'acme', id: '5f'})</script>""",
        CommentWidget(provider="gitalk", site_id="talk", thread_id="5f"),
    ),
    "graphcomment": (
        """<div id="graphcomment"></div><script>var a = {graphcommentId: "acme", behaviour: {uid: "8"}};</script>""",
        CommentWidget(provider="graphcomment", site_id="acme", thread_id="8"),
    ),
    "hypercomments": (
        """<div id="hypercomments_widget"></div><script>_hcwp.push({widget: "Stream", widget_id: 67, xid: "n8"});</script>""",
        CommentWidget(provider="hypercomments", site_id="67", thread_id="n8"),
    ),
    "gigya": (
        """<div id="gigya-comments"></div><script>gigya.comments.showCommentsUI({categoryID: 'news', streamID: 's-1'});
        </script>""",
        CommentWidget(provider="gigya", site_id="news", thread_id="s-1"),
    ),
    "hyvor": (
        '<div id="hyvor-talk-view"></div><script>var HYVOR_TALK_WEBSITE = 3189;</script>',
        CommentWidget(provider="hyvor", site_id="3189"),
    ),
    "insticator": (
        '<div id="insticator-commenting"><div class="so-comments" data-integration-id="804a"></div></div>',
        CommentWidget(provider="insticator", site_id="804a"),
    ),
    "intensedebate": (
        """<div id="idc-container"></div><script>var idcomments_acct = 'acct'; var idcomments_post_id = '55';</script>""",
        CommentWidget(provider="intensedebate", site_id="acct", thread_id="55"),
    ),
    "isso": (
        '<section id="isso-thread" data-isso-id="/story"></section>',
        CommentWidget(provider="isso", thread_id="/story"),
    ),
    "jetpack": (
        """<div id="respond" class="comment-respond"><form id="commentform" class="comment-form"><iframe
        src="https://jetpack.wordpress.com/jetpack-comment/?blogid=167&amp;postid=18" id="jetpack_remote_comment"></iframe>
        </form></div>""",
        CommentWidget(provider="jetpack", site_id="167", thread_id="18", open=True),
    ),
    "joomla": (
        """<div id="jc"><div id="comments"></div></div><script>var jcomments=new JComments(321, 'com_content','/x');</script>""",
        CommentWidget(provider="joomla", thread_id="321"),
    ),
    "js-kit": (
        '<div class="js-kit-comments" path="/story"></div>',
        CommentWidget(provider="js-kit", thread_id="/story"),
    ),
    "kinja": (
        """<script src="https://x.kinja-static.com/app.js"></script><section class="js_replies" data-post-id="1790000">
        </section>""",
        CommentWidget(provider="kinja", thread_id="1790000"),
    ),
    "livefyre": (
        '<div id="livefyre-comments" data-lf-article-id="a9" data-lf-site-id="300"></div>',
        CommentWidget(provider="livefyre", site_id="300", thread_id="a9"),
    ),
    "livere": (
        '<div id="lv-container" data-id="city" data-uid="MTA="></div>',
        CommentWidget(provider="livere", site_id="MTA="),
    ),
    "metype": (
        '<div id="metype-container" data-metype-account-id="10" data-metype-page-url="https://news.example/story"></div>',
        CommentWidget(provider="metype", site_id="10", thread_id="https://news.example/story"),
    ),
    "movabletype": (
        """<meta name="generator" content="Movable Type 3.2"><div id="comments-open"><form action="/cgi/mt-comments.cgi">
        <input type="hidden" name="entry_id" value="532"></form></div>""",
        CommentWidget(provider="movabletype", thread_id="532"),
    ),
    "native": (
        """<div class="article-comments"><h3>Kommentare (0)</h3><form class="comment-form" action="/kommentar">
        <textarea name="kommentar"></textarea></form></div>""",
        CommentWidget(provider="native", count=0, open=True),
    ),
    "openweb": (
        '<div data-spotim-module="conversation" data-spot-id="sp_AbCd1234" data-post-id="418"></div>',
        CommentWidget(provider="openweb", site_id="sp_AbCd1234", thread_id="418"),
    ),
    "pluck": (
        '<div id="pluck_comments" data-article-id="p-5"></div>',
        CommentWidget(provider="pluck", thread_id="p-5"),
    ),
    "remark42": (
        """<div id="remark42"></div><script>var remark_config = {host: 'https://r.example', site_id: 'blog',
        url: 'https://news.example/story'}</script>""",
        CommentWidget(provider="remark42", site_id="blog", thread_id="https://news.example/story"),
    ),
    "serendipity": (
        """<div id="serendipity_commentform"><form class="comment-form"><input type="hidden" name="serendipity[entry_id]"
        value="77"><textarea name="serendipity[comment]"></textarea></form></div>""",
        CommentWidget(provider="serendipity", thread_id="77", open=True),
    ),
    "squarespace": (
        '<div class="squarespace-comments" id="comments-5e505d1a8ff9f5167f65034d"><div></div></div>',
        CommentWidget(provider="squarespace", thread_id="5e505d1a8ff9f5167f65034d", open=True),
    ),
    "substack": (
        """<link rel="preconnect" href="https://substackcdn.com"><meta name="twitter:image"
        content="https://substackcdn.com/image/post_preview%2F1816/twitter.jpg"><a class="post-ufi-comment-button">149</a>""",
        CommentWidget(provider="substack", thread_id="1816", count=149),
    ),
    "telegram": (
        """<script src="https://comments.app/js/widget.js?3" data-comments-app-website="site" data-page-id="8"></script>""",
        CommentWidget(provider="telegram", site_id="site", thread_id="8"),
    ),
    "tolstoy": (
        """<div class="tolstoycomments-feed" data-identity="n8"></div><script
        src="https://web.tolstoycomments.com/sitejs/app.js?i=47"></script>""",
        CommentWidget(provider="tolstoy", site_id="47", thread_id="n8"),
    ),
    "twikoo": (
        """<div id="tcomment"></div><script>twikoo.init({envId: 'env-1', el: '#tcomment', path: '/story'})</script>""",
        CommentWidget(provider="twikoo", site_id="env-1", thread_id="/story"),
    ),
    "typo3-pwcomments": (
        '<div class="tx-pwcomments"><h3>3 Kommentare</h3></div>',
        CommentWidget(provider="typo3-pwcomments", count=3),
    ),
    "userlocal": (
        '<a href="#ulCommentWidget">コメント 0</a><div id="ulCommentWidget"></div>',
        CommentWidget(provider="userlocal", count=0),
    ),
    "utterances": (
        '<script src="https://utteranc.es/client.js" repo="acme/blog" issue-term="pathname"></script>',
        CommentWidget(provider="utterances", site_id="acme/blog", thread_id="pathname"),
    ),
    "utterances-by-script": (
        """<script>s.src = 'https://utteranc.es/client.js'; s.setAttribute('repo', 'acme/blog');
        s.setAttribute('issue-term', 'pathname');</script>""",
        CommentWidget(provider="utterances", site_id="acme/blog", thread_id="pathname"),
    ),
    "valine": (
        """<div id="vcomments"></div><script>new Valine({el: '#vcomments', appId: 'a1', path: '/story'})</script>""",
        CommentWidget(provider="valine", site_id="a1", thread_id="/story"),
    ),
    "vanilla": (
        """<div id="vanilla-comments"></div><script>var vanilla_forum_url = 'https://f.example/';
        var vanilla_identifier = 'a-1';</script>""",
        CommentWidget(provider="vanilla", site_id="https://f.example/", thread_id="a-1"),
    ),
    "viafoura": (
        '<meta name="vf:container_id" content="art-7"><vf-conversations limit="5"></vf-conversations>',
        CommentWidget(provider="viafoura", thread_id="art-7"),
    ),
    "vk": (
        """<div id="vk_comments"></div><script>VK.init({apiId: 45}); VK.Widgets.Comments("vk_comments", {limit: 9}, 8);
        </script>""",
        CommentWidget(provider="vk", site_id="45", thread_id="8"),
    ),
    "vuukle": (
        '<div id="vuukle-comments" data-article-id="v1"></div>',
        CommentWidget(provider="vuukle", thread_id="v1"),
    ),
    "waline": (
        """<div id="waline"></div><script type="application/json">{"serverURL":"https://w.example","path":"/story"}</script>""",
        CommentWidget(provider="waline", site_id="https://w.example", thread_id="/story"),
    ),
    "wordpress": (
        """<div id="comments" class="comments-area"><h2 class="comments-title">No comments yet</h2><div id="respond"
        class="comment-respond"><form action="/wp-comments-post.php" class="comment-form"><textarea name="comment"></textarea>
        <input type="hidden" name="comment_post_ID" value="812"></form></div></div>""",
        CommentWidget(provider="wordpress", thread_id="812", count=0, open=True),
    ),
    "wordpress-closed": (
        '<script src="/wp-includes/js/x.js"></script><div id="comments" class="comments-area"><p class="no-comments">Comments are closed.</p></div>',
        CommentWidget(provider="wordpress", open=False),
    ),
    "wpdiscuz": (
        """<div id="wpdcom" class="wpdiscuz_unauth wpd-comments-open"><div class="wpd-thread-info"><span class="wpdtc">0
        </span> Comments</div><input type="hidden" name="comment_post_ID" value="4"></div>""",
        CommentWidget(provider="wpdiscuz", thread_id="4", count=0, open=True),
    ),
}


def discussion_of(body: str, url: str = URL):
    return read_discussion(Page(f"<html><body><h1>A story</h1><p>Text.</p>{body}</body></html>".encode(), url))


@pytest.mark.parametrize("name", PAGES)
def test_a_provider_is_known_by_its_marks(name):
    body, expected = PAGES[name]

    found = discussion_of(body)

    assert found.widgets == (expected,)


def test_every_provider_has_a_page_here():
    shown = {widget.provider for _, widget in PAGES.values()}

    assert {provider.slug for provider in PROVIDERS} <= shown


def test_a_form_may_put_its_fields_into_a_list():
    found = discussion_of(
        '<form id="new_comment" class="comments-form"><textarea id="message" name="fields[message]"></textarea></form>'
    )

    assert found.widgets == (CommentWidget(provider="native", open=True),)


def test_a_form_for_comments_may_be_called_one_of_contact_too():
    found = discussion_of(
        '<form class="form-contact comment_form" action="#"><textarea name="comment"></textarea></form>'
    )

    assert found.widgets == (CommentWidget(provider="native", open=True),)


def test_providers_stand_in_alphabetical_order():
    slugs = [provider.slug for provider in PROVIDERS]

    assert slugs == sorted(slugs)


def test_a_page_may_have_two_systems():
    found = discussion_of(PAGES["wordpress"][0] + PAGES["facebook"][0])

    assert [widget.provider for widget in found.widgets] == ["wordpress", "facebook"]


@pytest.mark.parametrize(
    ("why", "body"),
    [
        ("a style sheet names a system", '<link rel="stylesheet" id="wpdiscuz-css" href="/wpdiscuz.css"><style>.wpd{}</style>'),
        ("a script only counts", '<script src="//x.disqus.com/count.js"></script><script>var countVars = {};</script>'),
        ("comments on photographs in a light box", ('<div class="jp-carousel-comments"><form id="jp-carousel-comment-form">'
         '<textarea name="comment" id="jp-carousel-comment-form-comment-field"></textarea></form></div>')),
        ("comments in a program", '<pre><span class="hljs-comment"># by Ann, 2024-01-01</span></pre>'),
        ("counts of other articles", '<div class="teaser"><a href="/2026/10/other#comments">12 comments</a></div>'),
        ("threads of other articles", '<a href="https://news.example/2026/10/other#disqus_thread">Comments</a>'),
        ("share and recirculation boxes", ('<div data-spotim-module="recirculation" data-spot-id="sp_1"></div>'
         '<div id="vuukle-powerbar"></div><div id="vuukle-newsfeed"></div>')),
        ("recent comments in a side bar", ('<ul id="recentcomments"><li class="recentcomments"><span class="comment-author-link">'
         'Ann</span> on <a href="/2026/10/other#comment-5">Other</a></li></ul>')),
        ("a box that is only called so", '<div class="comments"><p>What the minister said about it.</p></div>'),
        ("the number of a comment, linked to it", '<a class="anchor" href="#comment-7">#1</a>'),
        ("a count beside an icon", '<i class="fa fa-comments"></i><span class="icon-comment"></span>'),
    ],
)  # fmt: skip
def test_false_signs_alarm_nobody(why, body):
    found = discussion_of(body)

    assert found.widgets == ()
    assert found.comments == ()


def test_what_wordpress_lends_to_a_plugin_is_not_reported_beside_it():
    found = discussion_of(PAGES["wordpress"][0] + PAGES["disqus"][0])

    assert [widget.provider for widget in found.widgets] == ["disqus"]


def test_the_thread_stands_apart_and_the_article_does_not():
    page = Page(
        b'<body class="comments"><div id="comments"><h1>A story</h1><p>Text.</p></div>'
        b'<div class="comments-area" id="box"><div class="comment-respond"><form action="/wp-comments-post.php"></form></div>'
        b"</div></body>",
        URL,
    )

    apart = read_discussion(page).elements

    assert [element.get("id") for element in apart if element.get("id")] == ["box"]
