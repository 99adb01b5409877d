"""The sites of the newsstand, one maker each: what is peculiar about it is its docstring."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from bench.newsstand import announcing, page
from bench.newsstand.press import Press
from bench.newsstand.story import DESKS, Story

RSS = "application/rss+xml"
XML = "application/xml"


def _named(url: str, kind: str = RSS) -> str:
    """What a front page says of its feed."""
    return f'<link rel=alternate type="{kind}" title=News href="{url}">'


def _splash(press: Press, head: str = "") -> None:
    """A front page without any story on it."""
    press.add("/", page.top(press.name, head=head) + "<div id=app></div>" + page.edges())


def _dated(story: Story) -> str:
    return f"/{story.day}/{story.slug}/"


# --- feeds ------------------------------------------------------------------------------------------------------------


def kestrel(press: Press) -> None:
    """RSS 2.0 and nothing else; links that say where readers came from."""
    _splash(press, _named("/rss"))
    entries = press.publish(press.told(), lambda story: f"/news/{story.slug}-{story.number}")
    marked = [(f"{url}?utm_source=rss&utm_medium=feed", story) for url, story in entries]
    for (url, _), (asked, _) in zip(entries, marked, strict=True):
        press.answers[asked] = press.answers[url]
    press.add("/rss", announcing.rss(press.name, press.home, marked), RSS)


def plover(press: Press) -> None:
    """RSS 0.91, ill-formed and never closed, in Latin-1, at a path that nobody names; pages without any metadata."""
    _splash(press)
    entries = press.publish(press.told(), lambda story: f"/story.asp?id={900 + story.number}", dialect="bare")
    press.add("/rss.xml", announcing.old_rss("Plöver", press.home, entries), "text/plain", "latin-1")


def heron(press: Press) -> None:
    """Atom with relative links, served as text/html; XHTML pages."""
    _splash(press, _named("/atom.xml", "application/atom+xml"))
    entries = press.publish(
        press.told(), lambda story: f"/{story.published:%Y}/{story.slug}.xhtml", kind="application/xhtml+xml"
    )
    relative = [(url.removeprefix(press.home), story) for url, story in entries]
    press.add("/atom.xml", announcing.atom(press.name, press.home, relative, base=press.home), "text/html")


def jay(press: Press) -> None:
    """JSON Feed only, over https."""
    _splash(press, _named("/feed.json", "application/feed+json"))
    entries = press.publish(press.told(), lambda story: f"/p/{story.slug}", dialect="json-ld")
    press.add("/feed.json", announcing.json_feed(press.name, press.home, entries), "application/json")


def rook(press: Press) -> None:
    """RDF in Latin-1 that a plain link leads to; numbers as addresses."""
    press.add("/", page.top(press.name) + '<p><a href="/backend/index.rdf">RSS</a></p>' + page.edges())
    entries = press.publish(press.told(), lambda story: f"/{100_000 + story.number}", dialect="plain")
    press.add("/backend/index.rdf", announcing.rdf(press.name, press.home, entries), XML)


def swift(press: Press) -> None:
    """A feed whose links lead through another host's counter; its front page links the same stories directly."""
    entries = press.publish(press.told(), _dated)
    counted = [(f"http://feeds.counter.example/~r/swift/~3/{story.number}/", story) for _, story in entries]
    for (counter, _), (url, _) in zip(counted, entries, strict=True):
        press.redirect(counter, f"{url}?utm_source=counter", 302)
        press.answers[f"{url}?utm_source=counter"] = press.answers[url]
    links = {story.number: url for url, story in entries}
    feed = announcing.rss(press.name, press.home, counted, permalinks=links)
    press.add("http://feeds.counter.example/swift", feed, "text/xml")
    head = _named("http://feeds.counter.example/swift")
    press.add("/", page.listing(press.name, entries, head=head))
    press.furnish(entries)


def lark(press: Press) -> None:
    """A feed of short addresses that redirect, and the long ones in the sitemap."""
    entries = press.publish(press.told(), lambda story: f"/{story.desk}/{story.slug}")
    for url, story in entries:
        press.redirect(f"/?p={story.number}", url)
    short = [(f"{press.home}?p={story.number}", story) for _, story in entries]
    press.add("/feed/", announcing.rss(press.name, press.home, short), RSS)
    press.add(
        "/sitemap.xml", announcing.urlset((url, story.modified or story.published) for url, story in entries), XML
    )
    _splash(press)


# --- sitemaps ---------------------------------------------------------------------------------------------------------


def stork(press: Press) -> None:
    """Sitemaps only: an index in an index, gzip, a news sitemap, lastmod, content types that are all wrong."""
    press.add("/", "<!DOCTYPE html><title>Stork</title><div id=root></div><script src=/app.js></script>")
    entries = press.publish(press.told(), lambda story: f"/a/{story.number:06}/{story.slug}")
    third = len(entries) // 3
    dates = [(url, story.modified or story.published) for url, story in entries]
    home = press.home
    press.add("/robots.txt", f"User-agent: *\nDisallow: /private\nSitemap: {home}maps/index.xml\n", "text/plain")
    press.add("/maps/index.xml", announcing.sitemap_index(f"{home}maps/inner.xml", f"{home}maps/news.xml"), "text/html")
    press.add("/maps/inner.xml", announcing.sitemap_index(f"{home}maps/1.xml.gz", f"{home}maps/2.xml"), "text/plain")
    press.add(
        "/maps/1.xml.gz", gzip.compress(announcing.urlset(dates[third : 2 * third]).encode(), mtime=0), "text/xml"
    )
    press.add("/maps/2.xml", announcing.urlset(dates[2 * third :]), "application/octet-stream")
    press.add("/maps/news.xml", announcing.news_sitemap(press.name, entries[: third + 2]), "text/html")


def crane(press: Press) -> None:
    """A news sitemap at the usual place, which robots.txt does not name; each address also with a tracking parameter."""
    press.add("/", "<!DOCTYPE html><title>Crane</title><div id=root></div>")
    entries = press.publish(
        press.told(), lambda story: f"/article/{story.slug}-{10_000 + story.number}.html", dialect="json-ld"
    )
    press.add("/news-sitemap.xml", announcing.news_sitemap(press.name, entries), XML)
    press.add("/sitemap.xml", announcing.urlset((f"{url}?fbclid=x{story.number}", None) for url, story in entries), XML)
    for url, story in entries:
        press.answers[f"{url}?fbclid=x{story.number}"] = press.answers[url]


def magpie(press: Press) -> None:
    """A shop with a magazine: more products, logins, job offers, authors and searches than articles, all in one sitemap
    and on one front page."""
    entries = press.publish(press.told(), lambda story: f"/magazine/{story.slug}")
    press.furnish(entries)
    others = []
    for number in range(1, len(entries) + 3):
        name = ("Copper kettle", "Desk lamp", "Rain coat", "Garden chair")[number % 4] + f" No. {number}"
        product = (
            f"<h1>{name}</h1><div itemscope itemtype=https://schema.org/Product><span itemprop=name>{name}</span>"
            f"<span itemprop=price>{number + 9}.00</span><button>Add to basket</button><p>Made by hand, sent within two "
            "days, two years of guarantee.</p></div>"
        )
        head = '<meta property="og:type" content="product">'
        others.append(
            press.add(
                f"/products/{name.lower().replace(' ', '-').replace('.', '')}", page.top(name, head=head) + product
            )
        )
        job = (
            f"<h1>Packer, shift {number}</h1><ul><li>Full time</li><li>Warehouse {number}</li></ul><p>We look for people "
            "who like to pack.</p><form><button>Apply now</button></form>"
        )
        others.append(
            press.add(f"/jobs/{4_000 + number}", page.top(f"Packer, shift {number} - job offer") + job + page.edges())
        )
    links = "".join(f'<li><a href="{url}">{url.rsplit("/", 1)[1].replace("-", " ").title()}</a></li>' for url in others)
    press.add("/", page.listing(press.name, entries, extra=f"<section><h2>For you</h2><ul>{links}</ul></section>"))
    every = [*others, *(url for url in press.answers if "/author/" in url or "/login" in url or "/search" in url)]
    press.add(
        "/sitemap.xml",
        announcing.urlset([(url, None) for url in every] + [(url, story.published) for url, story in entries]),
        XML,
    )


# --- lists only -------------------------------------------------------------------------------------------------------


def finch(press: Press) -> None:
    """Front page and further pages of it, led to by rel=next; dated addresses."""
    entries = press.publish(press.told(), _dated)
    press.paged(entries, lambda number: "/" if number == 1 else f"/page/{number}/", size=max(2, press.count // 4))
    press.furnish(entries)


def wren(press: Press) -> None:
    """Front page and further pages, led to by numbers alone; undated addresses of words, teasers that are links whole."""
    entries = press.publish(press.told(), lambda story: f"/{story.slug}", dialect="plain")
    press.paged(
        entries,
        lambda number: "/" if number == 1 else f"/?page={number}",
        size=max(2, press.count // 4),
        link=lambda url, number: f'<a href="{url}">{number}</a> <a href="/?page=99">99</a>',
        style="wrapped",
    )


def dipper(press: Press) -> None:
    """Sections only: the front page shows three stories, the rest stand in its sections and on their further pages."""
    entries = press.publish(press.told(), lambda story: f"/{story.desk}/{story.slug}-{story.number}.html")
    menu = "".join(f'<a href="/{desk}/">{desk.title()}</a> ' for desk in DESKS)
    press.add("/", page.listing(press.name, entries[:3], extra=f"<nav class=sections>{menu}</nav>", style="pictures"))
    for desk in DESKS:
        own = [entry for entry in entries if entry[1].desk == desk]
        press.paged(
            own,
            lambda number, desk=desk: f"/{desk}/" if number == 1 else f"/{desk}/page-{number}.html",  # type: ignore[misc]
            size=max(2, len(own) // 2),
            link=lambda url, number: f'<a class=next href="{url}">Next ›</a>',
            title=desk.title(),
            style="lines",
        )
    press.furnish(entries)


def avocet(press: Press) -> None:
    """One article a day at an undated address of one or two words; the front page shows today's and leads to a list."""
    told = press.told()
    short = {
        story.number: "/" + "-".join(story.slug.split("-")[2:4]) + f"-{'abcdefghij'[story.number % 10]}{story.number}"
        for story in told
    }
    entries = press.publish(told, lambda story: short[story.number], dialect="plain")
    today, *_ = entries
    body = f'<article><h1><a href="{today[0]}">{today[1].title}</a></h1>{page.paragraphs(today[1])}</article>'
    press.add("/", f'{page.top(press.name)}<main>{body}</main><p><a href="/archive">All stories</a></p>{page.edges()}')
    press.add("/archive", page.listing("All stories", entries, style="table"))
    press.furnish(entries)


def bittern(press: Press) -> None:
    """Windows-1251 that only the page itself declares; numbers as addresses; a front page of bare lines."""
    entries = press.publish(
        press.told(),
        lambda story: f"/news/{story.published:%Y/%m/%d}/{story.number}.html",
        charset="windows-1251",
        kind="text/html",
    )
    press.add(
        "/",
        page.listing("Новости", entries, style="lines", language="ru", charset="windows-1251"),
        "text/html",
        "windows-1251",
    )


def curlew(press: Press) -> None:
    """Relative links that start from a <base> in another folder, on a page that the root sends its readers on to."""
    entries = press.publish(press.told(), lambda story: f"/text/{story.published:%Y-%m}/{story.slug}.php")
    relative = [(url.removeprefix(f"{press.home}text/"), story) for url, story in entries]
    press.add("/start.html", page.listing(press.name, relative, head='<base href="/text/">'))
    press.add("/", '<html><meta http-equiv=refresh content="0; url=/start.html"><a href="/start.html">Enter</a></html>')


# --- markup and bytes -------------------------------------------------------------------------------------------------


def gull(press: Press) -> None:
    """No metadata at all: a heading, a date in words, paragraphs; a front page that is a table."""
    entries = press.publish(press.told(), lambda story: f"/read.php?story={story.number}", dialect="bare")
    table = page.listing(press.name, entries, style="table")
    press.add("/", table)


def tern(press: Press) -> None:
    """Microdata; a feed for half of the stories, the front page for the other half."""
    entries = press.publish(press.told(), lambda story: f"/news/{story.slug}_{story.number}", dialect="microdata")
    half = len(entries) // 2
    press.add("/feed.xml", announcing.rss(press.name, press.home, entries[:half]), RSS)
    press.add("/", page.listing(press.name, entries[half - 1 :], head=_named("/feed.xml"), style="pictures"))


def snipe(press: Press) -> None:
    """Shift_JIS: feed, lists and articles."""
    kind = "text/html; charset=Shift_JIS"
    entries = press.publish(
        press.told(),
        lambda story: f"/news/{story.published:%Y%m%d}/k{story.number:04}.html",
        charset="shift_jis",
        kind=kind,
    )
    feed = announcing.rss("鴫新聞", press.home, entries).replace("UTF-8", "Shift_JIS", 1)
    press.add("/index.rdf", feed, "text/xml", "shift_jis")
    head = _named("/index.rdf")
    press.add("/", page.listing("鴫新聞", entries, head=head, language="ja", charset="shift_jis"), kind, "shift_jis")


# --- the same page at many addresses ----------------------------------------------------------------------------------


def _per_visit(press: Press, url: str, links: list[str], session: Callable[[str, str], str]) -> None:
    """Let the links of a page carry another session with each request."""
    answer = press.answers[url]
    text = answer.body if isinstance(answer.body, bytes) else b""

    def body(visit: int) -> bytes:
        token = f"{visit * 7_919:08x}" + "0f1e2d3c4b5a69788796a5b4"
        found = text.decode()
        for link in links:
            found = found.replace(f'"{link}"', f'"{session(link, token)}"')
        return found.encode()

    press.add(url, body)


def siskin(press: Press) -> None:
    """Session ids in the paths, another with each request, also of the links in a page to itself."""
    entries = press.publish(press.told(), lambda story: f"/news/{story.number}/{story.slug}.jsp")
    press.add("/", page.listing(press.name, entries))
    _per_visit(
        press, press.home, [url for url, _ in entries], lambda url, token: f"{url};jsessionid={token[:24].upper()}"
    )
    press.ignored = ";jsessionid=[0-9A-F]+"


def linnet(press: Press) -> None:
    """Session ids as parameters, another with each request."""
    entries = press.publish(press.told(), lambda story: f"/show.php?art={story.number}")
    press.add("/", page.listing(press.name, entries, style="lines"))
    _per_visit(press, press.home, [url for url, _ in entries], lambda url, token: f"{url}&PHPSESSID={token}")
    press.ignored = "&PHPSESSID=[0-9a-f]+"


def dotterel(press: Press) -> None:
    """A token of the visit as a folder of every path, another with each request."""
    entries = press.publish(press.told(), lambda story: f"/news/{story.slug}-{story.number}.html")
    press.add("/", page.listing(press.name, entries))
    home = press.home
    _per_visit(press, home, [url for url, _ in entries], lambda url, token: url.replace(home, f"{home}visit-{token}/"))
    press.ignored = "/visit-[0-9a-f]+"


def pipit(press: Press) -> None:
    """AMP and print pages beside the articles: the front page links the one, its most-read box the other."""
    entries = []
    for story in press.told():
        url = f"{press.root}/{story.desk}/{story.slug}/"
        canonical = f'<link rel=canonical href="{url}">'
        amp = f'<link rel=amphtml href="{url}amp/">'
        press.add(url, page.article(story, head=canonical + amp, dialect="json-ld"))
        press.add(f"{url}amp/", page.article(story, head=canonical, dialect="json-ld").replace("<html ", "<html amp "))
        press.add(f"{url}?print=1", page.article(story, dialect="bare"))
        press.truth[url] = story.title
        entries.append((url, story))
    read = "".join(f'<li><a href="{url}amp/">{story.title}</a></li>' for url, story in entries[:3])
    prints = "".join(f'<li><a href="{url}?print=1">Print: {story.title}</a></li>' for url, story in entries[3:5])
    extra = f"<aside><h2>Most read</h2><ol>{read}</ol><ul>{prints}</ul></aside>"
    press.add("/", page.listing(press.name, entries, extra=extra))
    press.add("/feed", announcing.rss(press.name, press.home, entries), RSS)
    press.furnish(entries)


def falcon(press: Press) -> None:
    """Every page says that its canonical address is the front page."""
    head = f'<link rel=canonical href="{press.home}">'
    entries = press.publish(press.told(), lambda story: f"/stories/{story.slug}", head=head)
    press.add("/", page.listing(press.name, entries, head=head))
    press.add("/rss.xml", announcing.rss(press.name, press.home, entries), RSS)


def osprey(press: Press) -> None:
    """Every page says that its canonical address is that of the latest story, or of one that was never there."""
    told = press.told()
    entries = []
    for story in told:
        other = told[0] if story.number % 2 else None
        claimed = f"{press.root}/{other.desk}/{other.slug}" if other else f"{press.root}/lost-story"
        entries += press.publish(
            [story], lambda each: f"/{each.desk}/{each.slug}", head=f'<link rel=canonical href="{claimed}">'
        )
    press.add("/", page.listing(press.name, entries))
    press.add("/feed", announcing.atom(press.name, press.home, entries), "application/atom+xml")


def harrier(press: Press) -> None:
    """http and https, with www. and without: each address redirects to one of them, and the feed has the wrong one."""
    entries = press.publish(press.told(), lambda story: f"/{story.day}/{story.slug}")
    for wrong in ("http://www.harrier.example", "https://www.harrier.example", "http://harrier.example"):
        press.moved[wrong] = press.root
    wrong_links = [(url.replace(press.root, "http://www.harrier.example"), story) for url, story in entries]
    press.add("/feed", announcing.rss(press.name, "http://www.harrier.example/", wrong_links), RSS)
    press.add("/", page.listing(press.name, entries, head=_named("http://www.harrier.example/feed")))
    press.start = "http://www.harrier.example/"


def merlin(press: Press) -> None:
    """Articles on several pages, in three manners: rel=next, a number in the path, a link in words."""
    entries = []
    for story in press.told():
        url = f"{press.root}/long-reads/{story.slug}"
        manner = story.number % 3
        second = (f"{url}?page=2", f"{url}/2", f"{url}/page/2")[manner]
        head = f'<link rel=next href="{second}">' if manner == 0 else ""
        links = (
            "",
            f'<div class=pagination><span>1</span> <a href="{second}">2</a></div>',
            f'<p class=next-page><a href="{second}">Next page</a></p>',
        )[manner]
        press.add(url, page.article(story, head=head, body=page.paragraphs(story, 0, 3) + links))
        back = f'<link rel=prev href="{url}">' if manner == 0 else ""
        press.add(second, page.article(story, head=back, body=page.paragraphs(story, 3)))
        press.truth[url] = story.title
        entries.append((url, story))
    press.add("/feed/", announcing.rss(press.name, press.home, entries), RSS)
    press.add("/", page.listing(press.name, entries, head=_named("/feed/")))


# --- publishing systems -----------------------------------------------------------------------------------------------


def dunlin(press: Press) -> None:
    """Drupal: /node/ addresses, ?page=1 is the second page, classes of views."""
    entries = press.publish(press.told(), lambda story: f"/node/{story.number + 2_000}")
    press.paged(
        entries,
        lambda number: "/" if number == 1 else f"/?page={number - 1}",
        size=max(2, press.count // 3),
        link=lambda url, number: (
            f'<ul class="pager"><li class="pager__item--next"><a href="{url}" rel="next">››</a></li></ul>'
        ),
        head='<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">',
    )
    press.furnish(entries)


def knot(press: Press) -> None:
    """WordPress: feeds of posts and of comments, wp-sitemap.xml with posts, pages, tags and users, short links."""
    entries = press.publish(press.told(), _dated)
    home = press.home
    press.furnish(entries)
    head = _named(f"{home}feed/") + _named(f"{home}comments/feed/").replace("title=News", 'title="Comments Feed"')
    press.paged(
        entries, lambda number: "/" if number == 1 else f"/page/{number}/", size=10, head=head, kind="home blog"
    )
    press.add("/feed/", announcing.rss(press.name, home, entries[:10]), RSS)
    remarks = [(f"{url}#comment-{story.number}", story) for url, story in entries[:5]]
    remarks_feed = announcing.rss("Comments for Knot", home, remarks).replace("<item><title>", "<item><title>By: ")
    press.add("/comments/feed/", remarks_feed, RSS)
    maps = [f"{home}wp-sitemap-{name}-1.xml" for name in ("posts-post", "posts-page", "taxonomies-post_tag", "users")]
    press.add("/wp-sitemap.xml", announcing.sitemap_index(*maps), XML)
    press.add("/robots.txt", f"User-agent: *\nDisallow: /wp-admin/\n\nSitemap: {home}wp-sitemap.xml\n", "text/plain")
    press.add(maps[0], announcing.urlset((url, story.modified or story.published) for url, story in entries), XML)
    press.add(maps[1], announcing.urlset((press.root + path, None) for path in ("/about", "/contact", "/privacy")), XML)
    press.add(maps[2], announcing.urlset((url, None) for url in press.answers if "/tag/" in url), XML)
    press.add(maps[3], announcing.urlset((url, None) for url in press.answers if "/author/" in url), XML)


def dove(press: Press) -> None:
    """Blogger: Atom with many links an entry, ?m=1 for telephones, labels, comment forms."""
    entries = press.publish(press.told(), lambda story: f"/{story.published:%Y/%m}/{story.slug}.html")
    feed = f"{press.home}feeds/posts/default"
    press.add(feed, announcing.atom(press.name, press.home, entries), "application/atom+xml; charset=UTF-8")
    mobile = [(f"{url}?m=1", story) for url, story in entries]
    for (asked, _), (url, story) in zip(mobile, entries, strict=True):
        press.add(asked, page.article(story, head=f'<link rel=canonical href="{url}">'))
    labels = "".join(f'<a href="/search/label/{story.tag}" rel=tag>{story.tag}</a> ' for _, story in entries[:5])
    extra = f"<aside><p>{labels}</p><ul>{''.join(f'<li><a href={chr(34)}{url}{chr(34)}>{story.title}</a></li>' for url, story in mobile[:3])}</ul></aside>"
    press.add("/", page.listing(press.name, entries, head=_named(feed, "application/atom+xml"), extra=extra))
    for _, story in entries:
        press.add(f"/search/label/{story.tag}", page.listing(story.tag, [e for e in entries if e[1].tag == story.tag]))
    press.furnish(entries)


def shrike(press: Press) -> None:
    """Archives by month, on several pages each; feed and front page have the latest only."""
    entries = press.publish(press.told(), _dated)
    every = entries + press.publish(press.before(), _dated)
    for url, _ in every[len(entries) :]:
        press.older[url] = press.truth.pop(url)
    months = sorted({f"{story.published:%Y/%m}" for _, story in every}, reverse=True)
    menu = "".join(f'<li><a href="/{month}/">{month}</a></li>' for month in months)
    extra = f"<aside><h2>Archive</h2><ul>{menu}</ul></aside>"
    press.add("/", page.listing(press.name, entries, head=_named("/feed"), extra=extra))
    press.add("/feed", announcing.rss(press.name, press.home, entries), RSS)
    for month in months:
        press.paged(
            [entry for entry in every if f"{entry[1].published:%Y/%m}" == month],
            lambda number, month=month: f"/{month}/" if number == 1 else f"/{month}/page/{number}/",  # type: ignore[misc]
            size=max(2, press.count // 2),
            title=month,
            style="lines",
        )
    press.furnish(every)


# --- what is easily mistaken ------------------------------------------------------------------------------------------


def grebe(press: Press) -> None:
    """Stories of two sentences and an invitation to subscribe."""
    entries = []
    for story in press.told():
        text = page.paragraphs(story, 0, 1) + "<p class=paywall>Subscribe to read on. Four weeks for one coin.</p>"
        url = press.add(f"/plus/{story.slug}-{story.number}", page.article(story, body=text, dialect="json-ld"))
        press.truth[url] = story.title
        entries.append((url, story))
    press.add("/", page.listing(press.name, entries, style="pictures"))
    press.add("/rss", announcing.rss(press.name, press.home, entries), RSS)


def egret(press: Press) -> None:
    """Lists at addresses like those of articles, with an introduction of their own, among the stories of the front page."""
    entries = press.publish(press.told(), lambda story: f"/{story.slug}/")
    lists = []
    for number, what in enumerate(("open source tools", "night trains of the north", "harbour museums")):
        intro = f"<div class=intro><p>Everything that we wrote about {what}, the newest first. It grows by the week.</p></div>"
        name = f"All our stories about {what}"
        url = f"{press.root}/{name.lower().replace(' ', '-')}/"
        own = entries[number * 2 :: 2][:6]
        press.add(
            url, page.listing(name, own, kind="archive category").replace("<main>", f"<main><h1>{name}</h1>{intro}", 1)
        )
        lists.append(f'<article class=card><h2><a href="{url}">{name}</a></h2></article>')
    press.add("/", page.listing(press.name, entries).replace("</main>", "".join(lists) + "</main>", 1))
    press.furnish(entries)


def petrel(press: Press) -> None:
    """A live blog that says more in each edition, at one address, among other stories; feeds that name its entries by
    fragments."""
    told = press.told()
    entries = press.publish(told[1:], lambda story: f"/world/{story.slug}")
    live = told[-1]
    url = f"{press.root}/live/{press.name}-night-of-the-count"
    posts = "".join(
        f"<section class=live-post id=post-{number}><h2>Update {number}</h2><p>{story.paragraphs[0]}</p></section>"
        for number, story in enumerate(told[: 2 + press.edition])
    )
    text = page.article(live, body=posts)
    press.add(url, text.replace(live.title, "Live: the night of the count"))
    press.truth[url] = "Live: the night of the count"
    updates = [(f"{url}#post-{number}", story) for number, story in enumerate(told[: 2 + press.edition])]
    press.add("/rss.xml", announcing.rss(press.name, press.home, [*updates, *entries]), RSS)
    _splash(press, _named("/rss.xml"))


def godwit(press: Press) -> None:
    """The same stories as Kestrel's, printed with its canonical links: copies are articles of their own."""
    told = Press(name="kestrel", edition=press.edition, now=press.now, count=press.count, fresh=press.fresh).told()
    entries = []
    for story in told[:4]:
        original = f"http://kestrel.example/news/{story.slug}-{story.number}"
        entries += press.publish(
            [story], lambda each: f"/from-elsewhere/{each.slug}", head=f'<link rel=canonical href="{original}">'
        )
    entries += press.publish(press.told()[4:], lambda story: f"/own/{story.slug}")
    press.add("/", page.listing(press.name, entries, head=_named("/feed")))
    press.add("/feed", announcing.rss(press.name, press.home, entries), RSS)


MAKERS: dict[str, Callable[[Press], None]] = {
    maker.__name__: maker
    for maker in (
        *(kestrel, plover, heron, jay, rook, swift, lark, stork, crane, magpie, finch, wren, dipper, avocet, bittern),
        *(
            curlew,
            gull,
            tern,
            snipe,
            siskin,
            linnet,
            dotterel,
            pipit,
            falcon,
            osprey,
            harrier,
            merlin,
            dunlin,
            knot,
            dove,
            shrike,
        ),
        *(grebe, egret, petrel, godwit),
    )
}
LANGUAGES = {"bittern": "ru", "snipe": "ja"}
SECURE = frozenset({"jay", "harrier", "stork", "knot"})
"""Those that are served over TLS."""
