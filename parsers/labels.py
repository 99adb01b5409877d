"""What single lines of a page say when they are not its text: labels of boxes, teasers, bylines, buttons; in many languages."""

from __future__ import annotations

import re

from parsers import label_languages as elsewhere
from parsers.moments.labels import PUBLISH, UPDATE
from parsers.moments.reading import read_moment
from parsers.text import key, lower

# What opens a box of other things. Compared by key(), so case, spaces and punctuation do not matter.
_BOX_LABELS = frozenset(
    key(label)
    for label in """
related articles; related posts; related stories; related content; related news; related reading; related topics; related;
related article; related post; related links; related resources; related coverage; further reading; more articles;
more stories; more news; more posts; more from; more like this; more on this; more on this story; more on this topic; more to explore;
more to read; more resources; more from the blog; recommended; recommended for you; recommended reading; recommended articles;
recommended posts; recommended stories; recommended content; read next; what to read next; up next; next up; read more;
read also; also read; you may also like; you might also like; you may like; you might like; you may also enjoy;
you might also be interested in; you may also be interested in; you may be interested in; you may also like these;
other articles; other posts; other stories; latest articles; latest posts; latest news; latest stories; latest; recent posts;
recent articles; recent stories; recent blog posts; popular posts; popular articles; most popular; most read; trending; trending now;
trending stories; trending articles; top stories; editors picks; editor's picks; featured articles; featured posts; featured stories;
in case you missed it; don't miss; see also our; explore more; keep reading; continue reading; similar posts; similar articles;
share this; share this article; share this post; share this story; share this page; share; share on; spread the word; follow us;
follow us on; connect with us; stay connected; stay in touch; join the conversation; leave a comment; leave a reply; comments; no comments yet;
subscribe to keep reading; subscribe to continue reading; subscribe to read more; already a subscriber; this article is for subscribers;
post a comment; add a comment; discussion about this post; discussion; ready for more; subscribe; subscribe to our newsletter;
sign up for our newsletter; join our newsletter; newsletter; newsletter signup; get our newsletter; about the author; about the authors;
about author; written by; author; the author; meet the author; tags; filed under; topics; topics covered; categories; posted in;
topics in this article; post navigation; previous post; next post; previous article; next article; sponsored; advertisement; sponsored content;
table of contents; contents; in this article; on this page; jump to; quick links; in this post; what's in this article; quick navigation;
get in touch; contact us; book a demo; request a demo; get started; get started today; start your free trial; ready to get started;
was this helpful; was this article helpful; was this page helpful; rate this article; how helpful was this post; cite this article;
lesen sie auch; mehr zum thema; das könnte sie auch interessieren; das könnte dich auch interessieren; weitere artikel; auch interessant;
mehr dazu; mehr zu; passend zum thema; themen; schlagwörter; weitere informationen; teilen; artikel teilen; kommentare; meistgelesen;
inhaltsverzeichnis; empfohlener redaktioneller inhalt; externer inhalt; anzeige; zum thema; newsletter abonnieren; mehr lesen; autor; über den autor;
à lire aussi; lire aussi; sur le même sujet; articles similaires; articles liés; à lire également; partager; partager cet article; commentaires;
sommaire; publicité; à propos de l'auteur; dans la même rubrique; les plus lus;
lee también; te puede interesar; también te puede interesar; noticias relacionadas; noticia relacionada; artículos relacionados; más información; compartir;
comentarios; índice; publicidad; lo más leído; ver también; más noticias; sobre el autor;
leggi anche; articoli correlati; potrebbe interessarti; potrebbe interessarti anche; condividi; commenti; indice; pubblicità; ti potrebbe interessare;
leia também; leia mais; veja também; artigos relacionados; notícias relacionadas; compartilhe; comentários; publicidade; saiba mais;
lees ook; lees meer; gerelateerde artikelen; deel dit artikel; reacties; advertentie; meer lezen; les også; läs också; läs mer; lue myös; læs også;
czytaj także; czytaj też; zobacz także; zobacz też; przeczytaj także; komentarze; reklama; polecamy; udostępnij;
čtěte také; související články; související; diskuze; читайте также; по теме; комментарии; похожие материалы; реклама;
関連記事; 関連ニュース; あわせて読みたい; 相关阅读; 相关新闻; 延伸閱讀; 推荐阅读; 관련기사; ilgili haberler; baca juga; اقرأ أيضا
""".replace("\n", " ").split(";")
    + elsewhere.BOX_LABELS.replace("\n", " ").split(";")
) - {""}

_BOX_START = re.compile(
    r"^\W*(?:(?:related|recommended|similar|popular|latest|recent|featured|trending|more) (?:articles?|posts?|stories|news|content|reading|videos?|resources|guides|blogs?)\b|"
    r"recommended (?:from|for|by)\b|more (?:from|by)\b|you (?:may|might)(?: also)? (?:like|enjoy|be interested|want)|people also (?:read|viewed)|readers also|"
    r"(?:sign up|subscribe) (?:for|to) (?:our|the|my)\b|follow us on|share this (?:article|post|story|page)|about the authors?\b|articles? (?:similaires|liés)|das könnte (?:sie|dich))"
)

# A line of its own that begins like this leads elsewhere.
_TEASER = re.compile(
    r"^\W*(?:read (?:more|next|also|the (?:full|original)|our|now|this)|also read|also see|see also|see more|learn more|find out more|view (?:all|more)|show more|load more|"
    r"more (?:on|from|about|like this)\b|related\b|recommended\b|you may also|you might also|don't miss|watch (?:now|next)|listen to|"
    r"click here|sign up|subscribe|follow (?:us|me)|join (?:us|our)|share (?:this|on)|tweet|pin it|back to (?:top|blog|all)|skip to|download (?:now|the|our)|"
    r"buy now|shop now|check (?:price|it out)|view (?:deal|at|on)|see (?:at|on|price)|get started|contact us|learn how|try (?:it )?free|start (?:your )?free|book a|"
    r"lesen sie|lies auch|mehr (?:zum|dazu|zu)|zum thema|hier geht|auch interessant|"
    r"(?:à )?lire (?:aussi|également|la suite)|voir aussi|(?:lee|lea) (?:también|más)|ver (?:también|más)|te puede interesar|más información|"
    r"leggi (?:anche|tutto)|leia (?:também|mais)|veja (?:também|mais)|lees (?:ook|meer|verder)|les også|läs (?:också|mer|även)|læs også|lue (?:myös|lisää)|"
    r"czytaj (?:także|też|więcej)|zobacz (?:także|też)|čtěte|читайте также|подробнее|baca juga|ilgili|devam[ıi]|اقرأ)"
)

_NOISE = re.compile(
    r"^\W*(?:advertisement|advertising|anzeige|werbung|publicidad|publicité|pubblicità|publicidade|advertentie|reklama|reklam|реклама|"
    r"article continues below(?: (?:this )?(?:ad|advertisement))?|story continues below.*|continue reading below|scroll to continue.*|sponsored(?: content)?|"
    r"share|tweet|pin|email|print|copy link|link copied!?|facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|telegram|save|like|comments?|"
    r"no comments?(?: yet)?|\d+ comments?|\d+ shares?|loading\W*|close|menu|search|show caption|hide caption|toggle caption|enlarge(?: image)?|"
    r"play|pause|watch(?: now)?|listen|read more|learn more|view all|show more|see more|load more|get started(?: for free)?|sign up|subscribe|log ?in|"
    r"home|blog|news|previous|next|back to (?:top|blog)|\d{1,3}|[©(]?copyright\b.{0,120}|©.{0,120}|all rights reserved\W*|"
    r"(?:(?:printer[- ]friendly(?: version| page)?|(?:e-?mail|print|save|send) (?:this |to a )(?:story|article|page|friend))\W*)+|"
    r"(?:content|this content can also be viewed on the site it originates from)|(?:sponsored|presented|powered) by\b.{0,60}|add (?:.{2,40} )?as (?:a|your) preferred source (?:on|in) google.{0,60}|view this post on instagram|\[?email protected\]?)\W*$"
)

# Where a page holds back what it would embed from elsewhere, and the mark of who typed an agency's report in.
_CONSENT = re.compile(
    r"externe[nr]? inhalt|personenbezogene daten .{0,40}(?:drittplattform|übermittelt)|damit einverstanden, dass mir|"
    r"hosted by a third party|to (?:view|see|display) this (?:content|video|embed)|"
    r"(?:accept|allow|enable) .{0,40}cookies|(?:cookies|contenu) .{0,60}(?:autoriser|accepter|bloqué)|"
    r"este contenido .{0,60}cookies|contenuto .{0,60}cookie",
    re.IGNORECASE,
)
_CONSENT_WORDS = (
    b"cookie", b"inhalt", b"third party", b" this content", b" this video", b" this embed", b"contenu", b"personenbezogen",
    b"einverstanden",
)  # fmt: skip
"""One of these is in every such line; they are found faster, and in bytes soonest."""
_SIGNATURE = re.compile(
    r"^(?:\([a-zäöü]{2,5}(?:/[\w .]+){0,3}\)|[a-zäöü]{2,5}(?:/[A-Za-z]\w+){1,3}|mit (?:agenturmaterial|material (?:von|der) .{2,40})|"
    r"[(（]责(?:任)?编.{0,40}[)）]|(?:afp|dpa|ap|reuters|aa|anp|ritzau|tt|ntb|pap|efe|ansa|lusa|kna|epd|sid)(?:[/, ]+\w+){0,3})\.?$",
    re.IGNORECASE,
)

# What a page says after its text is over. In the midst of a text the same words are part of it.
_CLOSING = re.compile(
    r"affiliate (?:links?|commissions?|programs?|partner)|earn (?:an? )?(?:small )?(?:affiliate )?commission|"
    r"\bsign up\b.{0,60}\b(?:newsletter|e-?mails?|inbox|updates)|\bnewsletter\b.{0,60}\b(?:sign|subscri|abonn|inscri|suscr|iscri)|"
    r"\bsubscribe to (?:our|my|the|this)\b|\byour inbox\b|(?:abonnieren|bestellen) sie (?:hier |jetzt )?(?:unseren|den) .{0,20}newsletter|"
    r"\b(?:abonnez-vous|inscrivez-vous|suscr[ií]bete|iscriviti|inscreva-se|assine)\b.{0,60}\b(?:newsletter|lettre|bolet[ií]n|notre|nuestr|nostra)"
)
_CLOSING_START = re.compile(
    r"\W*(?:(?:editor['’]?s['’]? |publisher['’]s )?(?:note|update)\W+)?(?:this (?:article|post|entry|story|page) (?:was|has been|first|originally)\b|(?:originally|first) (?:published|posted|appeared)\b|"
    r"last (?:updated|reviewed|modified)\b|page last\b|dieser (?:artikel|beitrag|text) (?:ist|wurde|erschien)\b|"
    r"cet article (?:a été|est paru)\b|este art[ií]culo (?:fue|se public)|questo articolo è |"
    r"(?:share|teilen|partager|compart\w+|condividi|delen|dela)\b.{0,60}$|cite\b|how to cite|zitiervorschlag|"
    r"(?:photo|image|picture|foto|bild|credit|source|quelle|illustration|screenshot|via)(?:s|n)?\b.{0,3}[:/|])"
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|fev|out|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)\w*"
_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{_MONTH}\.?,?\s+\d{{4}}|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}|{_MONTH}\.?\s+\d{{4}}|(?:19|20)\d\d\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일])"
_ANY_DATE = r"\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?(?:19|20)\d\d(?:[,\s–|-]{1,4}\d{1,2}[:.h]\d{2})?"
"""In a language whose months we do not know."""
_UNDATED_BYLINE = (
    r"(?:by|von|par|por|di|door|av|written by|posted by|reviewed by|medically reviewed by|edited by|fact checked by|text|words|photos?)\b[:\s].{0,120}|"
    r"(?:photograph(?:s|y)|pictures|illustrations?)(?: by\b|:).{0,120}|"
    r"(?:last )?(?:updated|published|posted|modified)(?: on)?:?|(?:reading|read) time:?.{0,40}"
)
_WITHOUT_DIGIT = re.compile(rf"^\W*(?:{_UNDATED_BYLINE})\W*$")
"""What a byline is that has no digit in it: most lines have none, and need not be held against forms of dates."""
_DIGIT = re.compile(r"\d")
_BYLINE = re.compile(
    rf"^\W*(?:{_UNDATED_BYLINE}|"
    rf"(?:(?:last |first )?(?:updated|published|posted|modified|reviewed|stand|aktualisiert|veröffentlicht|publié|mis à jour|publicado|actualizado|pubblicato)\b(?: (?:on|at|le|el|am|il))?[:\s]*.{{0,60}}\d.{{0,30}})|"
    rf"(?:staff |senior |special )?(?:writer|reporter|correspondent)s?\W*{_DATE}|(?:release )?date:\W*{_DATE}|"
    rf".{{0,60}}\b\d{{1,3}}[- ]?(?:min(?:ute)?s?|min\.)(?: de)? ?(?:read(?:ing)?|lesezeit|lecture|lectura|de leitura)?(?: time)?(?:\W*{_DATE})?|{_ANY_DATE}|"
    rf".{{0,30}}\b\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago|"
    rf"(?:on |am |le )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? |(?:mon|tue|wed|thu|fri|sat|sun),? )?{_DATE}.{{0,40}})\W*$",
)


_START = 120
"""Characters of a line by which a teaser is known. Lines are held against these patterns in lower case."""


def is_box_label(text: str) -> bool:
    """Whether a line opens a box of something else ("Related articles", "About the author")."""
    return len(text) < 80 and (key(text) in _BOX_LABELS or _BOX_START.match(lower(text)) is not None)


def is_teaser(text: str) -> bool:
    """Whether a line begins like one that leads elsewhere ("Read more: …")."""
    start = lower(text[:_START])
    return _TEASER.match(start) is not None or elsewhere.TEASER.match(start) is not None


def is_noise(text: str) -> bool:
    """Whether a line is a button, an advertising mark or a copyright line."""
    if len(text) >= 160:
        return False
    line = lower(text)
    return _NOISE.match(line) is not None or elsewhere.NOISE.match(line) is not None


def is_consent(text: str) -> bool:
    """Whether a line asks to allow what the page would embed."""
    return len(text) < 500 and may_consent(text) and _CONSENT.search(text) is not None


def may_consent(text: str) -> bool:
    """Whether a line of a text may ask for that: few texts have one."""
    return any(map(text.encode("utf-8", "replace").lower().__contains__, _CONSENT_WORDS))


def is_signature(text: str) -> bool:
    """Whether a line only names the agency, or by initials the editor."""
    return len(text) < 60 and _SIGNATURE.match(text) is not None


_CREDIT = re.compile(
    r"^\W*(?:photo(?:graph)?|image|picture|foto|bild|illustration|screenshot|credit|crédit photo)s?\b[^.:]{0,25}[:/|]|"
    r"^(?:photo|image|picture|illustration)s? (?:by|credit|courtesy|source|via)\b|\b(?:getty images|shutterstock|unsplash|imago)\b"
)


def is_credit(text: str) -> bool:
    """Whether a line says who made the picture above it."""
    return len(text) < 120 and _CREDIT.search(lower(text)) is not None


_DISCLOSURE = re.compile(
    r"affiliate (?:links?|commissions?|programs?|partner)|earn (?:an? )?(?:small )?(?:affiliate )?commission|affiliate-links?|liens affiliés|"
    r"(?:enlaces|links) (?:de )?afiliad[oa]s|link di affiliazione|provisions-?links?"
)


def is_disclosure(text: str) -> bool:
    """Whether a line says that links on the page earn money."""
    return len(text) < 400 and _DISCLOSURE.search(lower(text)) is not None


def is_closing(text: str) -> bool:
    """Whether a line below the text tells of its history, sources or letters to subscribe to, not of its subject."""
    if len(text) >= 500:
        return False
    line = lower(text)
    starts = _CLOSING_START.match(line) or elsewhere.CLOSING.match(line)
    return bool(starts or _CLOSING.search(line) or elsewhere.WALL.search(line))


def is_byline(text: str) -> bool:
    """Whether a line tells who wrote it, when, or how long it takes to read."""
    if len(text) >= 200:
        return False
    return (_BYLINE if _DIGIT.search(text) else _WITHOUT_DIGIT).match(lower(text)) is not None


_FEW_WORDS, _MORE_WORDS = 5, 8
"""Words beside the numbers of a line that tells when; the second where it begins by saying so."""
_LONGEST_DATELINE = 100
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_DENSE = re.compile("[\u3040-\u9fff]")


def is_dateline(text: str) -> bool:
    """Whether a line is little more than a date, in any language."""
    if len(text) > _LONGEST_DATELINE or _DIGIT.search(text) is None or text.endswith(("。", "!", "?")):
        return False
    words = len(_LETTERS.findall(text)) + len(_DENSE.findall(text)) // 4
    says_so = PUBLISH.search(text) is not None or UPDATE.search(text) is not None
    few = words <= (_MORE_WORDS if says_so else _FEW_WORDS)
    return few and (read_moment(text) is not None or read_moment(text, "fa") is not None)
