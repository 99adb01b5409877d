"""What is the name of somebody who writes, and what only stands beside it: "By", roles, agencies, places, dates, handles."""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.given_names import is_given_name
from parsers.moments.labels import tells_update
from parsers.text import fold, lower

_LONGEST_NAME = 60
_LONGEST_BYLINE = 400

_BY = re.compile(
    r"^(?>\W*(?:"
    r"this (?:\w+ )?(?:post|article|story|guide|blog|piece|page|content|column|review|essay) (?:was|is|has been) (?:\w+ly )?(?:written|posted|published|contributed|authored|created|submitted) by\b"
    r"|(?:(?:written|posted|published|authored|reported|reviewed|story|article|words|report|created|compiled|analysis|review|column"
    r"|opinion|commentary|interview|a post|post|text|blog|submitted|contributed|medically reviewed|edited|updated|guest post|an? \w+ by"
    r"|presented|prepared|penned|shared|brought to you|research|photography|with)\s+)?(?:and\s+\w+\s+)?by\b"
    r"|(?:geschrieben|verfasst|veröffentlicht|ein beitrag|ein artikel|beitrag|artikel|text|erstellt|eine analyse|ein kommentar"
    r"|kommentar|interview|bericht|reportage|gastbeitrag|gastkommentar|ein gastbeitrag|ein interview)?\s*von\b"
    r"|(?:écrit|publié|rédigé|posté|article|propos recueillis|publication|signé|texte|mis à jour)?\s*par\b"
    r"|(?:escrito|publicado|redactado|texto|reportagem|postado|redação)?\s*por\b"
    r"|(?:scritto|pubblicato|a cura|articolo|testo)\s+(?:di|da)\b|(?:geschreven|geplaatst|tekst)\s+door\b|door\b(?=\s+[A-Z])"
    r"|di(?=\s+[A-Z][a-z]+\s+[A-Z])|da(?=\s+[A-Z][a-z]+\s+[A-Z])|de(?=\s+[A-Z][a-z]+\s+[A-Z])|(?:skrevet|skriven|tekst|text)\s+(?:av|af)\b"
    r"|av(?=\s+[A-ZÅÄÖ])|af(?=\s+[A-ZÆØÅ])|napisał[a]?\b|yazan\b|yazar\b|autor(?:en|a|es|ka|i|s|ius|ė|ica)?\b\s*:?|auteurs?\b\s*:?|autore\b\s*:?|autori\b\s*:?|avtor(?:ica|ji)?\s*:|oprac(?:\.|ował[a]?\b|owanie\b)\s*:?|piše\s*:"
    r"|автор\s+(?:статьи|текста|материала)\s*:?|автор\w*\s*:?|аутор\w*\s*:|пише\s*:|текст\s*:|(?:post |article )?authors?\b\s*:?|writers?\b\s*:|byline\s*:|reporters?\s*:|contributors?\b\s*:|text\s*:|foto und text\s*:|words\s*:"
    r"|story\s*:|redacteur\s*:|redactie\s*:|skribent\s*:|journalist\s*:|tekst\s*:|szerző\s*:|írta\b\s*:?|teksti\s*:|haber\s*:|penulis\s*:|oleh\b(?=\s+\w+\s+\w)|bài viết\s*:|tác giả\s*:|γράφ(?:ει|ουν)(?:\s*:)?(?:\s+(?:ο|η|οι)\b)?|τ(?:ου|ης)\b(?=\s+(?-i:[Α-ΩΆ-Ώ]\w+\s+[Α-ΩΆ-Ώ]\w+)\s*$)"
    r"|text\b(?=\s+(?-i:[A-ZÅÄÖ][^\W\d_]+\s+[A-ZÅÄÖ]))|as told to\b|بقلم\s*:?|كتبت?\b\s*:?|كتابة\s*:|بواسطة\s*:?|نویسنده\s*:|מאת\s*:?|लेख(?:क|िका)\s*:|रिपोर्टर?\s*:|(?:লেখক|প্রতিবেদক|লিখেছেন)\s*:|எழுதியவர்\s*:|(?:เขียน|เรื่อง)?โดย\s*:?|(?:ผู้เขียน|เรื่อง)\s*:|kirjoittaja\s*:|toimittaja\s*:|from\s*:|meet the author\s*:?|about the author\s*:?|über den autor\s*:?"
    r"|(?:quelle|source|fuente|fonte|bron)\s*:|文\s*[/／:：=＝・]|文\b|撰文\s*[:：]?|(?:文章|本文|原文)?作者(?![介简簡紹绍])\s*[:：]?|記者\s*[:：]?|记者\s*[:：]?|編輯\s*[:：]?|编辑\s*[:：|｜]|責任編輯\s*[:：]?|责任编辑\s*[:：]?|[(（]?责编\s*[:：]|(?:筆者|著者|執筆者?)(?!プロフィール|紹介|について)\s*[:：]?|[来來]源\s*[:：]|글\s*[:=／/]"
    r")[\s:：=＝/／|–—-]*)+",
    re.IGNORECASE,
)
_LOWER_BY = re.compile(re.sub(r"\[(?:A-Z|Α-Ω)[^]]*]", r"[^\\W\\d_]", _BY.pattern))
"""What stands in lower case where it may match: told in a fifth of the time."""
_LINE = re.compile(r"\s*(?:\n|\s[|•·◦●▪‧∙⋅]\s?|\s?[|•·●▪]\s|\s[–—]\s|\s-\s|;|；)\s*")
_LABEL_WITHIN = re.compile(
    r"[.,]?\s+(?=(?:last\s+)?[^\W\d_]{4,15}:(?:\s|$))"
    r"|[.,]?\s+(?=with\s+(?:reporting|research|contributions?)\s+(?:by|from)\b)"
    r"|[.,]?\s+(?:with\s+)?(?=(?:(?:additional|further)\s+(?:reporting|research|writing)|photo\w*|illustrat\w+|illustrations?|reviewed|edited|written"
    r"|fact[- ]checked|translated)\s+by\b)",
    re.IGNORECASE,
)
"""Where another label begins in a line that nothing else parts: "Words: Jane Doe Photos: Ann Lee"."""
_WHAT_IT_IS = re.compile(
    r"^(?:interview|entrevista|entretien|intervista|reportage|report(?:ing)?|bericht|kommentar|analys[ei]s?|essay|opinion|column)\s*:\s*(?=\S)",
    re.IGNORECASE,
)
"""What a byline calls the piece: no word that says that a name follows, for in a kicker it is that of somebody else."""
_AND = re.compile(
    r"\s+(?:and|und|et|og|och|ja|kai|και|ve|и|та|with|mit|avec|con|sowie|in collaboration with)\s+|\s*(?:&|＆|\+|、|，|／)\s*|\s+/\s+|(?<=\w)/(?=\w\w)",
    re.IGNORECASE,
)
_LEADING_AND = re.compile(r"^(?:and|und|et|y|e|og|och|ja|en|&)\s+(?=[A-ZÀ-ÞĀ-Ž])")
"""Where each author of several has an element, the word between them stands in one."""
_AND_SHORT = re.compile(r"(?<=\w{3})\s+(?:y|e|i|en|a)\s+(?=[A-ZÀ-ÞĀ-Ž])")
_COMMA = re.compile(r"\s*,\s*")
_PARENTHESES = re.compile(r"\s*[(\[（【][^)\]）】]{0,120}[)\]）】]?")
_ADDRESS = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|\bwww\.\S+")
_HANDLE = re.compile(r"(?:^|\s)@\w+")
_DOMAIN = re.compile(
    r"^(?:www\.)?[\w-]{2,40}(?:\.[\w-]+)*\.(?:com|org|net|de|co\.uk|fr|it|es|at|ch|be|nl|io|info|tv|news|eu|us|ca|au|jp|cn|ru)$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:19|20)\d{2}\b|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b\d{1,2}:\d{2}\b|\b\d+\s+(?:min|hour|day|week|month|year|std|stunde|tag|minute)"
    r"|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|enero|febrero|marzo|mayo|junio|julio|agosto"
    r"|septiembre|octubre|noviembre|diciembre|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre"
    r"|décembre)\.?\s+\d{1,2}\b|\b\d{1,2}\.?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|märz|mai|okt|dez)\w*"
)
"""In lower case."""
_TAIL = re.compile(
    r"\s+(?:(?:published|updated|posted|last updated|reviewed|edited|fact[- ]checked|medically|on|in|at|for|aus|vom|le|el|il|from|of|is|was|reports?|writes?|schreibt|à|chez"
    r"|berichtet|@)\b\W+\S.*|(?<=\w\s)\d.*)$",
    re.IGNORECASE,
)
_ROLE = frozenset(
    """
    editor editors editorial editor-in-chief editor-at-large co-editor subeditor writer writers copywriter screenwriter reporter reporters
    correspondent correspondents journalist journalists columnist columnists contributor contributors contributing blogger
    staff senior junior deputy associate assistant managing executive chief lead head director manager producer analyst
    strategist specialist consultant expert coach trainer founder co-founder cofounder ceo cto cmo coo cfo president vice
    vp svp evp chairman partner principal officer owner professor lecturer researcher scientist engineer developer architect
    designer photographer critic freelance freelancer guest intern fellow team author authors admin administrator webmaster
    publisher moderator host anchor presenter marketing content seo product communications relations manager technical
    freier freie freiberufler redakteur redakteurin redaktion redakteure chefredakteur chefredakteurin reporterin autorin autor
    journalistin korrespondent korrespondentin volontär volontärin ressortleiter leiter leiterin geschäftsführer mitarbeiter
    gastautor rédaction rédacteur rédactrice journaliste correspondant correspondante auteur redacción redactor redactora
    periodista corresponsal autora redazione giornalista redactie redacteur verslaggever correspondent redaktör reporter
    журналист редактор корреспондент обозреватель редакция news desk bureau newsroom agencies agency services service
    doctor physician nurse dietitian nutritionist therapist psychologist attorney lawyer advisor adviser planner student
    reviewer reviewed medically checker sr candidate
    記者 記者： 編集部 編集 ライター 기자 기자= 特派員 特派员 编辑 編輯 責任 作者 小編 facebook twitter instagram linkedin
    """.split()
)
_ROLE_GLUE = frozenset(
    "of the at in for and & de la für der des die und von to on with a an our by us uk global".split()
)
_DEGREES = re.compile(
    r"(?:(?:M\.?D|Ph\.?\s?D|RDN?|MPH|MBA|CPA|CFP|CFA|M\.?Sc|B\.?Sc|M\.?A|B\.?A|M\.?S|J\.?D|Esq|Jr|Sr|LLM|LL\.M)\.?[\s/]*)+"
)
_TITLES = re.compile(r"[®™©]|\s+(?:PhD|Ph\.D\.?|M\.?D\.?|RDN?|MPH|MBA|CPA|CFP|CFA|Esq\.?|LCSW)\b.*$")
_OF = frozenset("of for at de für bei der des du della del zu à chez".split())
_OF_SOMETHING = re.compile(r"\s(?:of|to|at|for)\s")
_COLLECTIVE = frozenset(
    "team desk staff bureau newsroom editors redaktion agencies service services rédaction redacción".split()
)
"""Roles that are part of the name of a group."""
_GENERIC = frozenset(
    """
    admin administrator editor editors staff author authors guest user webmaster root unknown anonymous none null undefined
    redaktion redazione redacción redacao redação rédaction redactie editorial team news newsroom writer reporter webteam web
    website site blog home agencies contributor contributors press info contact moderator superuser default wordpress manager
    """.split()
)
_TEAM = re.compile(
    r"\b(?:team|staff|editors?|editorial|newsroom|desk|redaktion|redacci[oó]n|r[ée]daction|redazione|redactie|redação|newsdesk|agencies"
    r"|agency|wire|bureau|reporters?|contributors?|services?|press|media|news|magazine|inc\.?|llc|ltd|gmbh|group|network|university"
    r"|institute|foundation|association|society|committee|board|council|company|studios?|online|today|times|post|journal|tribune"
    r"|herald|gazette|guardian|daily|weekly|center|centre|department|office|club|digital|labs?|solutions|marketing|communications)\b"
    r"|編集部|取材班|编辑部"
)
_AGENCIES = frozenset(
    """
    ap afp dpa reuters apa sid ansa efe tass ria lusa belga anp ntb tt ritzau stt upi pti ani ians xinhua kyodo yonhap bloomberg kna epd
    dpa-afx ots dapd ap/dpa afp/dpa sda keystone-sda keystone imago getty cnn
    """.split()
)
_AGENCY_NAMES = (
    "associated press",
    "reuters",
    "agence france",
    "press association",
    "europa press",
    "pa media",
    "deutsche presse",
)
_NOT_A_NAME = re.compile(
    r"\b(?:read|view|more|all posts|posts by|share|follow|subscribe|sign up|log ?in|comments?|min read|minutes?|updated?"
    r"|published|posted|photos?|getty|courtesy|image|images|video|newsletter|click|here|about|contact|print|email|e-mail|copy link|link"
    r"|advertis\w+|sponsored|cookie|privacy|terms|menu|search|category|categories|tags?|article|articles|story|stories|reading time"
    r"|lesezeit|tweet|bookmark|save|listen|reviewed|fact|checked|disclosure|affiliate|table of contents|see|bio|biography|profile"
    r"|profil|mehr|alle|artikel|beiträge|teilen|kommentare?|voir|tous|ver|todos|leer|más|leggi|tutti|lees|uncategorized|issue|volume"
    r"|posts|suggest changes|edit (?:this |the )?(?:page|post)|estimated|original|originally|source|credit|date|time|topics?|website|learn|join|get|download|watch"
    r"|temps|lecture|lectura|lettura|leitura|leestijd|lästid|czytani[ae]|чтени[ея])\b"
    r"|[?!{}<>=\[\]\\]|\.{2,}|…|https?:|://|：|»|\""
)
_SENTENCE = re.compile(
    r"\b(?:what|how|why|when|where|who|which|your|you|we|this|these|that|has|have|are|was|will|not|been|his|her|their|or|an?|is|it)\b|^(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?|Human|Google Scholar|ORCID|ResearchGate|Home|Blog|News|Resources|Guides|Insights)$|^(?:Eine?|What|How|Why|When|Where|Which|Your|We|This|These|Hello|Hi)\b"
)
_CREDENTIAL = re.compile(
    r"^(?:(?:[A-Z][A-Za-z]?\.?){2,7}[®™©]?(?:-[A-Z]+)?|Ph\.?\s?D\.?|Jr\.?|Sr\.?|I{2,3}|IV|M\.?Sc\.?|B\.?Sc\.?|Dr\.?|Esq\.?|EdD|PharmD|PsyD|E-RYT \d+)"
    r"(?:[\s/]+(?:[A-Z][A-Za-z]?\.?){2,7})*$"
)
OTHER_HAND = re.compile(
    r"\W*(?:(?:medically|clinically|legally|expert|technically|peer|scientifically|fact|data|last)[- ]+)?"
    r"(?:review|edit|check|test|translat|approv|verif|updat|research|produc|host|illustrat|design|photograph|analy[sz]ed)\w*\s+by\b"
    r"|\W*with\s+(?:reporting|research)\s+(?:by|from)\b|\W*(?:(?:additional|further|with)\s+)?contributions?\s+(?:from|by)\b|\W*(?:additional|further)\s+(?:reporting|research|work)\b"
    r"|\W*(?:photo(?:graph)?s?|photography|illustrations?|image|video|graphics?)\s*(?:by\b|:|credit)|\W*(?:reviewer|editor|fact[- ]?check\w*)\s*:"
    r"|\W*(?:übersetz|bearbeitet von|fotos?\s*(?:von\b|:)|redigiert)|\W*(?:foto\w*|фото|kuvat?|fotó\w*|tradu\w+|translat\w+|editing|penyunting|редактор)\s*:|\W*(?:写真|撮影|摄影|攝影|사진|校[对對]|[监監][制製])\s*[:：=＝/／|]|\W*(?:medical review|posted in)",
    re.IGNORECASE,
)
"""A line that names somebody who did something else than write: reviewed, edited, photographed."""
_LOWER_OTHER_HAND = re.compile(OTHER_HAND.pattern)
_FAMILY_FIRST = re.compile(
    r"(?P<family>(?:[a-z]{2,3} )*[^\W\d_][\w'’-]+),\s+(?P<given>[^\W\d_][\w-]+(?: [^\W\d_]\.?){0,2})"
)
_WRITTEN_TOO = re.compile(r"\w[.,]?\s+written by\s+\w")
_ACCOUNT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+|(?=\D*\d)[a-z0-9]{6,}")
_IN_WORD = re.compile(r"[\w@./-]")
_IN_WORD_ON = re.compile(r"[\w@/-]|\.\w")
_MOST_FINDS = 1_000
_FIELDS = frozenset(
    "political politics sports sport business economics economy science health technology tech education environment culture arts"
    " travel food fashion world foreign international national local city crime legal defence defense security transport diplomatic"
    " media energy climate religion religious features video data home royal music film books literary money finance financial"
    " consumer entertainment opinion property medical social digital investigations investigative parliamentary".split()
)
"""What somebody is an editor or a correspondent of."""
_HOUSE = re.compile(r"[A-Z]{2,5}")
"""A broadcaster before "News", behind a name: "Jane Doe QTV News"."""
_BEFORE_DATE = re.compile(
    r"\s+(?:(?:last\s+)?(?:published|updated|posted|modified)|on|in|at|am|vom|le|el|il|den)\W*$", re.IGNORECASE
)
_WORD_FOR_NAME = re.compile(r"(?!(?:to|and|rich)\b)[A-Z][a-z]+\s(?:Read|More|Story|See)")
"""What may be a person's name though its last word is a button's, if a first name stands before it."""
_LABEL_HINT = re.compile(r"\b(?:by|from|in|von)\b|:|credit|review|reporting|research|work|übersetz", re.IGNORECASE)
"""One of these is in every label of another hand."""
_OWN_LABEL = re.compile(r"[|•·;]|\.\s|\b(?:by|von|par|por|door|words|text|story|author|autor)\b\s*:?", re.IGNORECASE)
_TITLE = re.compile(r"^(?:(?:dr|prof|professor|mr|mrs|ms|md|sir|dipl|ing|med|jur|phil)\b\.?[\s-]*)+(?=\w+\s+\w)")
_NO_LETTER = re.compile(r"[\W_]+")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_CJK_BRACKETS = re.compile(r"\s*[【〔〈《「\[（(]([^】〕〉》」\]）)]{2,20})[】〕〉》」\]）)]\s*")
_CJK_ROLE_BEFORE = re.compile(
    r"^(?:本[报報社刊网網台]|\w{2,6}[社报報网網])?\s*(?:特[约約派]|实习|實習|首席|[驻駐]\w{1,3}?)?(?:记者|記者|通[讯訊][员員]|撰稿人?)[\s:：/／|]*(?=\S)"
)
_CJK_ROLE_BEHIND = re.compile(
    r"\s*(?:(?<=\s)(?:报道|報道|報導)|(?:선임|인턴|객원|수습|전문)?기자|특파원|논설위원|記者|记者|特派[員员]|編集委員|論説委員|支局長)(?=$|[\s,、·•|/／])"
)
_CJK_PLACE = re.compile(r"\w{2,4}(?:[报報][导導道]|[专專][电電]|[综綜]合)")
"""Where it was written, behind the name: "王小明／台北報導"."""
_CJK_HOUSE = re.compile(r"(?:[报報社网網]|新[闻聞]|[编編][辑輯集]部|科技|ニュース|通信)$")
"""How a newsroom is called, not a person."""
_HANGUL_NAMES = re.compile(r"[가-힣]{2,4}(?: [가-힣]{2,4})+")
_HAN_NAMES = re.compile(r"[㐀-鿿]{2,4}(?: [㐀-鿿]{2,4})+")
_FAMILY_NAMES = frozenset(
    "王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何高林羅罗鄭郑梁謝谢宋唐許许韓韩馮冯鄧邓曹彭曾蕭萧田董袁潘於于蔣蒋蔡余杜葉叶程蘇苏"
    "魏呂吕丁任沈姚盧卢姜崔鍾钟譚谭陸陆汪范金石廖賈贾夏韋韦付方白鄒邹孟熊秦邱江尹薛閻阎段雷侯龍龙史陶黎賀贺顧顾毛郝龔龚邵萬万錢钱嚴严覃武戴莫孔向湯汤"
)
"""Of nine in ten Chinese: where every word of a line begins with one, each word is a person."""


@lru_cache(maxsize=2048)
def key(name: str) -> str:
    """What two spellings of one name have in common: letters only, lower case."""
    return _NO_LETTER.sub("", _TITLE.sub("", name.casefold()))


@lru_cache(maxsize=2048)
def without_by(text: str) -> str:
    """The line without "By", "Von", "Автор:" and their like in front."""
    if _LOWER_BY.match(lower(text)) is None:
        return text
    shorter = _BY.sub("", text, count=1)
    return shorter if shorter.strip() else text


@lru_cache(maxsize=2048)
def begins_with_by(text: str) -> bool:
    """Whether a line says in front that a name follows."""
    if _LOWER_BY.match(lower(text)) is None:
        return False
    match = _BY.match(text)
    return match is not None and match.end() < len(text)


_SOURCE = re.compile(
    r"\W*(?:[来來]源|出典|稿源|出處|[(（【]?[责責]任?[编編][辑輯]?|[编編][辑輯]|quelle|source|fuente|fonte|bron|źródło|источник|kaynak)\s*[:：|｜]",
    re.IGNORECASE,
)


def names_source(line: str) -> bool:
    """Whether a line names in front where a text is from, or who edited it: an author only where nobody else is named."""
    return _SOURCE.match(line) is not None


_SIGNED = re.compile(
    r"\W{0,3}(?:[가-힣]{2,4}\s?=\s?)?[가-힣]{2,4}\s?(?:(?:선임|인턴|객원|수습|전문|산업|경제)\s?)?기자(?:\s?[|=/(]?\s?\S+@\S+)?\W{0,3}"
)


def is_signed(line: str) -> bool:
    """Whether a line is nothing but a name and that it is a reporter's, as Korean papers sign."""
    return len(line) < 60 and "기자" in line and _SIGNED.fullmatch(line) is not None


def is_of_another(line: str) -> bool:
    """Whether a line names somebody who did something else than write, and nobody who wrote."""
    return _is_other_hand(line) and not _is_shared(line)


def _is_other_hand(line: str) -> bool:
    return _LOWER_OTHER_HAND.match(lower(line)) is not None


def _is_shared(line: str) -> bool:
    """Whether the other hand stands before the one that wrote: "Reviewed by Ann Lee, written by Jane Doe"."""
    return "written by" in (low := lower(line)) and _WRITTEN_TOO.search(low) is not None and _is_other_hand(line)


@lru_cache(maxsize=1024)
def other_hand_last(line: str) -> bool:
    """Whether the last label in the words before a name is that of another hand: "By Jane Doe, photos by"."""
    if _LABEL_HINT.search(line) is None:
        return False
    other = -1
    for match in _LOWER_OTHER_HAND.finditer(lower(line)):
        other = match.end()
    return other >= 0 and not any(match.start() >= other for match in _OWN_LABEL.finditer(line))


def split_names(text: str, *, machine: bool = False) -> list[str]:
    """The names in a byline, in order: without roles, agencies' marks, dates, places, handles and degrees.

    ``machine`` for values of metadata, where a comma parts names and "By" is no part of the value.
    """
    text = fold(text)
    return list(_split(text, machine)) if text and len(text) <= _LONGEST_BYLINE else []


@lru_cache(maxsize=2048)
def _split(text: str, machine: bool) -> tuple[str, ...]:
    # A byline stands in its element, in the boxes around it and in the page's data, and on every page of its author.
    if "@" in text or "www." in text or "http" in text:
        text = _HANDLE.sub(" ", _ADDRESS.sub(" ", text))
    if not text.isascii() and _CJK.search(text):
        text = _without_cjk_roles(text)
    text = _PARENTHESES.sub(" ", text)
    text = text.strip(" ,;:|/")
    if not _is_shared(text) and not names_source(text):
        text = _LEADING_AND.sub("", without_by(text))
    names: list[str] = []
    if machine and (is_name_of_group(text) or (" - " in text and len(text) <= _LONGEST_NAME and _is_title(text))):
        return (text,)
    lines = [part for line in _LINE.split(text) for part in _LABEL_WITHIN.split(line)]
    sources: list[str] = []
    for number, line in enumerate(lines):
        if _is_other_hand(line):
            continue
        if len(lines) > 1 and names_source(line):
            sources += _names_in_line(without_by(line))
            continue
        if number and names and not machine and not begins_with_by(line) and not _goes_on(text, line):
            continue
        names += _names_in_line(_WHAT_IT_IS.sub("", without_by(line), count=1))
    if len(names) > 1 and not any(map(_looks_like_person, names)) and all(map(is_generic, names)):
        return (text,)  # "Staff and agencies"
    if len(names) > 1 and any(_looks_like_person(name) for name in names):
        # "Jane Doe, Berlin" and "Jane Doe, Reuters" name one person.
        names = [
            name for name in names if not is_agency(name) and (len(name.split()) > 1 or _CJK.search(name))
        ] or names
    unique: dict[str, str] = {}
    for name in names or sources:
        unique.setdefault(key(name), name)
    return tuple(unique.values())


def _without_cjk_roles(text: str) -> str:
    """A line in Chinese, Japanese or Korean without what its writers are, and with commas between them."""
    if (whole := _CJK_BRACKETS.fullmatch(text)) is not None:
        text = whole[1]
    shorter = _CJK_ROLE_BEFORE.sub("", _PARENTHESES.sub(" ", text).strip() or text)
    shorter = _CJK_ROLE_BEHIND.sub("", shorter).strip() or shorter
    if _HANGUL_NAMES.fullmatch(shorter) or (
        _HAN_NAMES.fullmatch(shorter) and all(word[0] in _FAMILY_NAMES for word in shorter.split())
    ):
        return shorter.replace(" ", "、")
    return shorter


def _is_title(text: str) -> bool:
    """Whether a dash in a label of metadata parts no person from something else: "Acme - Research"."""
    return not any(_looks_like_person(part) or is_role(part) for part in text.split(" - "))


_SEMITIC_AND = re.compile(
    r"(?<=\S\s\S)(?P<before>\S*)\s(?:و(?!(?:ليد|ائل[ةه]?|سام|فاء|رد[ةه]?|داد|دود|جدي|جدان|سيم|سن|حيد|جيه|لاء|لد|ديع|صفي|صال|لي|هيب|هب[ةهي]?|عد|ضاح|فيق)\b)|ו(?!(?:רד|יקטור|יקטוריה|לרי|יטלי|לדימיר)\b))(?=[^\W\d_]+\s+[^\W\d_])"
)
""""And" that is written as one with the word behind it, and is not the beginning of a first name."""


def _names_in_line(line: str) -> list[str]:
    if not line.isascii():
        line = _SEMITIC_AND.sub(r"\g<before>, ", line)
    if (name := called(line)) and is_given_name(name.split()[0]) and not is_given_name(line.partition(",")[0]):
        return [name]
    names: list[str] = []
    role_before = False
    for joined in _AND.split(line):
        after_role = False
        for number, part in enumerate(_COMMA.split(joined)):
            if not part:
                continue
            if number == 0 and role_before and names and not sounds_like_person(_clean(part) or ""):
                # "Jane Doe, Director of Sales and Client Services"
                after_role = True
                continue
            if is_role(part) or (_CREDENTIAL.match(part) and names and not _looks_like_person(part)):
                after_role = True
                continue
            if after_role:
                continue
            if names and number and looks_like_person(names[-1]) and not _looks_like_person(_clean(part) or ""):
                # What follows a person after a comma is another person, or says who the first one is.
                after_role = True
                continue
            if names and number and (_OF_SOMETHING.search(part) or _ends_in_role(part)):
                after_role = True
                continue
            pieces = _AND_SHORT.split(part)
            if len(pieces) > 1 and not all(_looks_like_person(_clean(piece) or "") for piece in pieces):
                pieces = [part]
            for piece in pieces:
                name = _clean(piece)
                if name is None:
                    after_role = after_role or bool(names)
                else:
                    names.append(name)
        role_before = after_role
    return names


def called(line: str) -> str | None:
    """ "Doe, Jane A." as she is called, "Jane A. Doe"; None where a line has not that shape."""
    match = _FAMILY_FIRST.fullmatch(line)
    if match is None or is_agency(match["family"]) or is_agency(match["given"]):
        return None
    return f"{match['given']} {match['family']}"


def is_role(part: str) -> bool:
    """Whether a part of a byline names what somebody does, not who it is."""
    words = [word.strip(".:").lower() for word in part.split()]
    if not words or _DEGREES.fullmatch(part) or _CJK_PLACE.fullmatch(part):
        return True
    known = sum(word in _ROLE for word in words)
    if not known or (known == 1 and words[-1] in _COLLECTIVE):
        return False
    rest = sum(word not in _ROLE and word not in _ROLE_GLUE for word in words)
    return rest == 0 or (rest == 1 and len(words) < 4) or any(word in _OF for word in words[1:])


def _ends_in_role(part: str) -> bool:
    """Whether it is a job with its field, "Home Security Expert", rather than a person with theirs."""
    last = part.split()[-1].strip(".:").lower()
    return last in _ROLE and last not in _COLLECTIVE and not sounds_like_person(part)


def _goes_on(text: str, line: str) -> bool:
    """Whether a later line of a byline names one more person, and not a role, a date or a section."""
    return bool(re.search(r"[|•·;\n]", text)) and not _has_role(line) and _looks_like_person(_clean(line) or "")


def _has_role(line: str) -> bool:
    return any((bare := word.strip(".,:").lower()) in _ROLE and bare not in _COLLECTIVE for word in line.split())


@lru_cache(maxsize=4096)
def _clean(part: str) -> str | None:
    """One name without what hangs on it; None where no name is left."""
    if ("." in part and _DOMAIN.match(part.strip())) or _is_other_hand(part):
        return None
    if match := _DATE.search(lower(part)):
        part = _BEFORE_DATE.sub("", part[: match.start()])
    name = _TAIL.sub("", part).strip()
    if _TEAM.search(lower(part)) and not sounds_like_person(name) and not is_agency(name):
        name = part
    name = without_by(name.strip(" .,:;|/–—-_*#\"“”„«»'’‘")) if name else ""
    name = _TITLES.sub("", name).strip(" .,:;|/–—-")
    words = _without_roles(name.split())
    is_junior = len(words) > 2 and words[-1].strip(",.") in ("Jr", "Sr")
    name = " ".join(words).strip(" .,:;|/–—-") + ("." if is_junior and part.rstrip().endswith(".") else "")
    if not 2 <= len(name) <= _LONGEST_NAME or len(words) > 7:
        return None
    if _LOWER_BY.match(lower(f"{name} ")) and _BY.fullmatch(f"{name} "):
        return None
    if not any(map(str.isalpha, name)) or sum(map(str.isdigit, name)) * 2 > len(name):
        return None
    if not name.isascii() and tells_update(name):
        return None  # the label of the date behind it
    if (
        (_NOT_A_NAME.search(lower(name)) and not (_WORD_FOR_NAME.fullmatch(name) and is_given_name(words[0])))
        or _SENTENCE.search(name)
        or name.lower() in ("by", "the", "and", "von", "par", "por", "in", "on")
    ):
        return None
    return name


def _without_roles(words: list[str]) -> list[str]:
    """ "Staff Writer Jane Doe", "Jane Doe Political Editor", "Quay FM correspondent Jane Doe", "Jane Doe QTV News": a name
    without the roles, their fields and the houses at either end."""

    def bare(word: str) -> str:
        return word.strip(":,.").lower()

    for at in range(len(words) - 2, 0, -1):
        if bare(words[at - 1]) in _ROLE and bare(words[at - 1]) not in _COLLECTIVE:
            if at == 1 or sounds_like_person(" ".join(words[at:])):
                words = words[at:]
            break
    size = len(words)
    while len(words) > 2 and (last := bare(words[-1])) in _ROLE and last not in _COLLECTIVE:
        words = words[:-1]
    while len(words) > 2 and (
        (bare(words[-1]) in _FIELDS and len(words) < size)
        or (_HOUSE.fullmatch(words[-1]) and len(words) < size and any(map(str.islower, words[0])))
        or (is_agency(" ".join(words[-2:])) and len(words) > 3)
    ):
        words = words[: -2 if is_agency(" ".join(words[-2:])) else -1]
    return words


@lru_cache(maxsize=4096)
def _looks_like_person(name: str) -> bool:
    words = name.split()
    if _CJK.search(name):
        return 2 <= len(name) <= 12 and not _CJK_HOUSE.search(name)
    if not 2 <= len(words) <= 5 or _TEAM.search(lower(name)):
        return False
    return len([word for word in words if _has_capital(word)]) >= 2 and not any(map(str.isdigit, name))


def _has_capital(word: str) -> bool:
    """Whether it begins with a capital, or is of a script that has none."""
    first = word[0]
    return first.isupper() or (not first.isascii() and first.isalpha() and first.upper() == first.lower())


def looks_like_person(name: str) -> bool:
    """Whether it has the shape of a person's full name: two to five words, most with a capital, no team or company."""
    return _looks_like_person(name)


def sounds_like_person(name: str) -> bool:
    """Whether it has the shape of a full name and begins with a first name that is known, or with initials."""
    if not _looks_like_person(name) or _CJK.search(name):
        return _looks_like_person(name)
    words = _TITLE.sub("", name.casefold()).split()
    return len(words) > 1 and (len(words[0].strip(".")) == 1 or is_given_name(words[0]) or is_given_name(words[1]))


def is_common(name: str, texts: str) -> bool:
    """Whether a word of a name stands in the texts in lower case: then it names a thing or a company, not a person."""
    return any(_stands_in(word.lower(), texts) for word in name.split() if len(word) > 2 and word[0].isupper())


def _stands_in(word: str, texts: str) -> bool:
    """Whether a word stands in the texts by itself, not in an address; ``find`` is far faster here than a pattern."""
    found = texts.find(word)
    for _ in range(_MOST_FINDS):
        if found < 0:
            return False
        before, after = texts[max(0, found - 1) : found], texts[found + len(word) : found + len(word) + 2]
        if not _IN_WORD.search(before) and not _IN_WORD_ON.match(after):
            return True
        found = texts.find(word, found + 1)
    return False


def is_name_of_group(text: str) -> bool:
    """Whether a short label names an office rather than a person: "Marketing Team", "News Desk"."""
    words = text.split()
    return (
        1 < len(words) <= 4
        and len(text) <= 40
        and not _NOT_A_NAME.search(lower(text))
        and not _BY.match(text)
        and not any(map(str.isdigit, text))
        and any(
            word.strip(".,:").lower() in _COLLECTIVE | {"editor", "clinician", "writer", "contributor", "expert"}
            for word in words
        )
    )


def is_team(text: str) -> bool:
    """Whether it is what companies sign with: "Acme Team", "The Acme Editors"."""
    words = text.split()
    return (
        1 < len(words) <= 4
        and is_name_of_group(text)
        and words[-1].lower() in ("team", "staff", "editors", "redaktion")
    )


def is_agency(name: str) -> bool:
    """Whether a news agency is meant."""
    lower = name.lower().strip(" ./")
    return lower in _AGENCIES or lower.removeprefix("the ").startswith(_AGENCY_NAMES)


def is_account(name: str) -> bool:
    """Whether a machine gave the name: ``jane-doe2``, ``mdoe6vkp2``."""
    return _ACCOUNT.fullmatch(name) is not None


def is_generic(name: str) -> bool:
    """Whether nobody in particular is meant: ``admin``, ``Staff Writer``."""
    words = [word.strip(".:").lower() for word in name.split()]
    return (len(words) == 1 and (words[0] in _GENERIC or words[0] in _ROLE)) or name.lower() == "staff writer"
