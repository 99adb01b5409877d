"""Titles of pages that are no articles, in the languages of their readers: errors, lists, and what a site says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from parsers.text import key

_ERROR = re.compile(
    r"(?:^\W*|[|–—-]\s*|\b(?:error|http|code|status|page|oops|sorry)\W{1,3})404(?:\W*$|\s*[|–—-]|:(?! \w+ \w+ \w+)|\W+(?:error|page|not|file|nicht|seite|fehler|erreur|página|ошибка)\b)"
    r"|\b(?:page|url|file|document|content|article|post|story|resource|site)\s(?:(?:you|that|are|were|was|is|be|can|could|requested|looking|for|cannot)\s){0,6}not\s(?:be\s)?found"
    r"|page\s(?:does\s?n[o']t|no\slonger)\sexists?|(?:article|contenu|document)\sintrouvable|(?:noticia|nota)\sno\sencontrada"
    r"|(?:seite|artikel|inhalt)\s(?:wurde\s)?(?:leider\s)?nicht\sgefunden|page\s(?:introuvable|non\strouvée)|página\sno\s(?:encontrada|existe|disponible)"
    r"|pagina\snon\s(?:trovata|disponibile)|página\snão\s(?:encontrada|existe)|pagina\sniet\sgevonden|pàgina\sno\strobada|pagina\snu\s(?:a\sfost\sgăsită|există)"
    r"|(?:sidan|siden)\s(?:kunde\sinte\shittas|hittades\sinte|finns\sinte|blev\sikke\sfundet|findes\sikke|ble\sikke\sfunnet|finnes\sikke)|sivua\sei\slöyt\w+"
    r"|nie\sznaleziono\sstrony|strona\snie\s(?:istnieje|została\sznaleziona)|strán\w+\s(?:nenalezena|nebyla\snalezena|nenájdená|sa\snenašla|neexistuje)"
    r"|(?:az\s)?oldal\snem\stalálható|stranic\w+\snije\spronađena|страница\w*\s(?:не\s(?:найдена|существует|е\sнамерена)|није\sпронађена)|сторінк\w\sне\s(?:знайдено|існує)"
    r"|η\sσελίδα\sδεν\sβρέθηκε|sayfa\sbulunamadı|puslapis\snerastas|lapa\snav\satrasta|lehekülge\sei\sleitud"
    r"|الصفحة\sغير\sموجودة|صفحه\s(?:مورد\sنظر\s)?(?:پیدا|یافت)\sنشد|(?:הדף|העמוד)\sלא\sנמצא|पेज\sनहीं\sमिला|পৃষ্ঠা(?:টি)?\sপাওয়া\sযায়নি|ไม่พบหน้า"
    r"|không\stìm\sthấy\strang|halaman\stidak\sditemukan|ページ(?:が|は)?(?:見つかり|存在し)ません|お探しのページ|页面(?:不存在|未找到|找不到)|(?:找不到|沒有找到|未找到)(?:該|该)?[頁页]面|頁面不存在"
    r"|페이지를?\s?찾을\s수\s없|존재하지\s않는\s페이지",
    re.IGNORECASE,
)
"""Anywhere in the title of a page with little text: that it is not there."""

_WALL = re.compile(
    r"^\W*(?:not found|no encontrada|introuvable|(?:403\W+)?forbidden|just a moment|captcha|attention required|enable javascript|something went wrong|service unavailable|"
    r"too many requests|(?:are you|(?:making sure )?you(?: are|['’]re)) (?:not )?a (?:ro)?bot|verify (?:that )?you|pardon our interruption|request (?:unsuccessful|blocked)|access (?:to this page )?(?:has been |is )?(?:denied|blocked|restricted)|"
    r"(?:this (?:content|page|site|video) is )?(?:unavailable|not available) (?:due to legal reasons|in your (?:region|country|location|area))|"
    r"\d{3}:? (?:unavailable|internal|bad|gateway|service|forbidden|unauthorized|too many|error)(?: (?:due to|for) legal reasons| requests)?|bad gateway|gateway time-?out|internal server error|"
    r"(?:http )?error \d{3}|server error|application error|(?:scheduled |site |under |down for |undergoing )maintenance|(?:site |website )?under construction|"
    r"we(?:['’]ll| will) be (?:right )?back(?: soon| shortly| later)?|(?:be )?right back\W*$|coming soon\W*$|temporarily (?:unavailable|offline|down)|"
    r"(?:our systems have detected )?unusual (?:traffic|activity)|(?:are you|confirm you are|you are|prove you are) (?:a )?human|(?:human|robot) or (?:human|robot)|"
    r"(?:human |security |browser )(?:check(?:point)?|verification|challenge)\b|checking (?:your browser|if the (?:site|connection))|please (?:enable|turn on) (?:java ?script|js\b|cookies)|this site can['’]?t|(?:[\w-]+\.)+\w{2,8} (?:is|may be) for sale|press (?:&|and) hold|one moment,? please|please wait\W*$|client challenge|"
    r"(?:sorry,? )?you (?:have been|are|were) blocked|ddos[- ]protect\w+|account suspended|this domain|(?:your )?browser (?:is )?(?:not supported|out of date)|"
    r"unsupported browser|(?:sorry|oops|whoops|uh[- ]?oh)\b.{0,30}\bpage\b|(?:that|this|the) page (?:can['’]?t|cannot|could not|couldn['’]?t|is missing|is gone|has moved|isn['’]?t)|"
    r"nothing (?:was )?found(?: here)?(?:\W*$| (?:at|for))|no results(?: found)?(?:\W*$| for)|before (?:you|we) continue|we (?:value|care about|respect) your privacy|your (?:privacy|cookie)(?: privacy)? (?:choices|settings|preferences)|"
    r"(?:manage )?(?:cookies?|privacy|consent) (?:consent|settings|preferences)|"
    r"zustimmung\W*$|einwilligung\W*$|(?:weiter )?mit werbung (?:weiter)?(?:lesen|nutzen)|weiter mit werbung|datenschutz-?einstellungen|zugriff verweigert|wartungsarbeiten\W*$|(?:diese[rs]?|der|die|das) (?:seite|artikel|beitrag|inhalt) (?:ist|existiert|wurde|konnte) (?:leider )?nicht|oups\W*$|(?:oups\W+)?(?:cette|la) page (?:n['’]existe|n['’]est plus|demandée)|(?:esta|la) página (?:no existe|ya no)|"
    r"accès (?:refusé|interdit)|(?:site|page) en maintenance|le respect de votre vie privée|acceso denegado|(?:sitio|página|web) en mantenimiento|accesso negato|sito in manutenzione|"
    r"acesso negado|site em manutenção|toegang geweigerd|.{2,40}privacy ?gate|dostęp (?:zabroniony|zablokowany)|przerwa techniczna|доступ (?:запрещ[её]н|ограничен|заблокирован)|"
    r"ведутся технические работы|вы не робот|проверка браузера|erişim engellendi|bakım çalışması|アクセスが(?:拒否|集中)|(?:ただいま|只今)?メンテナンス中|访问(?:被拒绝|被阻断|受限)|(?:百度)?安全验证|人机验证|系统维护|접근이 (?:거부|차단)|(?:사이트|서비스) 점검)",
    re.IGNORECASE,
)
"""The beginning of what a page without a text of its own says over it: checks of who is asking, walls, work on the site."""
LONGEST_SIGN, _LONGEST_REST = 80, 5
"""Characters; words that may follow."""
_APART = re.compile(r"\W*$|\s*[|–—·-]\s")
"""What stands between a sign and the name of the site."""
_SPEAKS_OF_PAGE = re.compile(
    r"\b(?:page|site|you|browser|content|found|results|seite|artikel|beitrag|inhalt|página)\b", re.IGNORECASE
)

_HOUSE = frozenset(
    key(title)
    for title in """
about; about this site; about this website; about this blog; about this project; privacy policy; privacy notice; privacy statement; cookie policy; cookies policy; terms of service; terms of use; terms and conditions; legal notice;
about us; contact us; advertise with us; imprint; accessibility statement; editorial policy; corrections policy; sign in; log in; register;
datenschutz; datenschutzerklärung; datenschutzhinweise; impressum; nutzungsbedingungen; allgemeine geschäftsbedingungen; agb; über uns; kontakt; mediadaten; anmelden; registrieren;
politique de confidentialité; mentions légales; conditions générales d'utilisation; conditions générales de vente; politique de cookies; à propos; qui sommes-nous; nous contacter; contactez-nous; se connecter;
política de privacidad; aviso legal; política de cookies; términos y condiciones; términos de uso; condiciones de uso; quiénes somos; sobre nosotros; contacto; contáctenos; iniciar sesión;
política de privacidade; termos de uso; política de cookies; quem somos; sobre nós; contato; fale conosco; contacto; entrar; expediente;
informativa sulla privacy; privacy e cookie; note legali; termini e condizioni; chi siamo; contatti; contattaci; accedi;
privacybeleid; privacyverklaring; algemene voorwaarden; cookiebeleid; over ons; contact; inloggen; colofon;
integritetspolicy; personuppgiftspolicy; om oss; kontakta oss; logga in; personvernerklæring; personvern; kontakt oss; logg inn; privatlivspolitik; om os; kontakt os; log ind;
tietosuojaseloste; käyttöehdot; tietoa meistä; ota yhteyttä; yhteystiedot; kirjaudu sisään;
polityka prywatności; regulamin; o nas; zaloguj się; zasady ochrony osobních údajů; ochrana osobních údajů; obchodní podmínky; o nás; kontakty; přihlášení; zásady ochrany osobných údajov; ochrana osobných údajov;
adatvédelmi tájékoztató; adatvédelmi nyilatkozat; felhasználási feltételek; rólunk; kapcsolat; bejelentkezés;
politica de confidențialitate; termeni și condiții; despre noi; politika privatnosti; uvjeti korištenja; uslovi korišćenja; o nama; pravila privatnosti; политика приватности; услови коришћења; о нама; контакт;
политика конфиденциальности; пользовательское соглашение; о компании; о проекте; о нас; контакты; реклама на сайте; вход; авторизация; політика конфіденційності; про нас; про проєкт; контакти; політика приватності;
политика за поверителност; общи условия; за нас; контакти; πολιτική απορρήτου; όροι χρήσης; ποιοι είμαστε; σχετικά με εμάς; επικοινωνία; ταυτότητα;
gizlilik politikası; gizlilik sözleşmesi; kullanım koşulları; kullanım şartları; hakkımızda; iletişim; künye; kvkk aydınlatma metni; giriş yap;
سياسة الخصوصية; شروط الاستخدام; من نحن; اتصل بنا; تواصل معنا; حريم خصوصی; حریم خصوصی; قوانین و مقررات; درباره ما; تماس با ما; מדיניות פרטיות; תנאי שימוש; אודות; צור קשר; צרו קשר;
गोपनीयता नीति; हमारे बारे में; संपर्क करें; গোপনীয়তা নীতি; আমাদের সম্পর্কে; যোগাযোগ; นโยบายความเป็นส่วนตัว; เกี่ยวกับเรา; ติดต่อเรา;
chính sách bảo mật; điều khoản sử dụng; giới thiệu; liên hệ; kebijakan privasi; tentang kami; hubungi kami; pedoman media siber; redaksi; syarat dan ketentuan;
プライバシーポリシー; 個人情報保護方針; 個人情報の取り扱いについて; 利用規約; 会社概要; 運営会社; 会社情報; お問い合わせ; サイトについて; 特定商取引法に基づく表記; 特定商取引法に基づく表示; ログイン;
隐私政策; 隐私权政策; 用户协议; 服务条款; 关于我们; 联系我们; 免责声明; 登录; 隱私權政策; 隱私政策; 服務條款; 使用條款; 關於我們; 聯絡我們; 登入;
개인정보처리방침; 개인정보 처리방침; 개인정보취급방침; 이용약관; 회사소개; 회사 소개; 찾아오시는 길; 문의하기; 로그인; 청소년보호정책
""".replace("\n", " ").split(";")
)

_LEGAL = (
    r"privacy (?:policy|notice|statement)|cookies? (?:policy|notice)|terms (?:of|&|and) (?:service|use|conditions|sale)(?: (?:of|for) (?:use|service|sale))?|"
    r"(?:website )?terms|legal (?:notice|disclaimer)|accessibility statement|editorial (?:policy|guidelines|standards)|code of (?:conduct|ethics)|"
    r"allgemeine geschäftsbedingungen|agb|conditions générales (?:d['’]utilisation|de vente)|condiciones de uso|note legali|termini e condizioni|regulamin|"
    r"datenschutz(?:erklärung|hinweise|bestimmungen)|nutzungsbedingungen|impressum|politique de (?:confidentialité|cookies)|mentions légales|"
    r"política de (?:privacidad|privacidade|cookies)|aviso legal|términos y condiciones|termos (?:de uso|e condições)|"
    r"informativa (?:sulla )?privacy|privacy policy|privacybeleid|privacyverklaring|algemene voorwaarden|integritetspolicy|polityka prywatności|"
    r"политика конфиденциальности|пользовательское соглашение|gizlilik politikası"
)
_HOUSE_OF = re.compile(
    rf"(?:{_LEGAL})(?:\W+(?:of|for|at|on|von|der|des|de|du|di|da|do|van|for|the)?\W*(?P<whose>\w.{{0,40}}))?$|"
    rf"(?P<owner>.{{2,40}}?)(?:['’]s)?[\W_]+(?:{_LEGAL})$|"
    r"(?:(?:about|contact|über|à propos de|acerca de|sobre|om|over|o)(?: |\W{1,3})|welcome to )(?P<self>\w.{1,40})$",
    re.IGNORECASE,
)
_SHORTEST_NAME, _MOST_OF_NAME = 4, 0.6
"""Letters of a site's name; its share of what is taken for that name with "Ltd" behind it."""
_BY_ALL = frozenset(("ours", "us", "our", "website", "site", "thiswebsite", "thissite"))

_STAFF = frozenset(
    key(title)
    for title in """
home; homepage; startseite; accueil; inicio; início; hjem; hem; etusivu; strona główna; главная; головна; anasayfa; トップページ; ホーム; 首页; 首頁; 홈;
contact; contacts; get in touch; write to us; help; faq; faqs; frequently asked questions; our team; meet the team; the team; team; our staff; masthead;
newsletter; newsletters; our newsletters; subscribe; advertise; advertising; media kit; press; press room; site map; sitemap; my account; account; cart; your cart;
shopping cart; checkout; submit a tip; send us a tip; support us; donate; careers; jobs; our services; services; pricing; plans; plans and pricing; testimonials;
warenkorb; häufige fragen; karriere; stellenangebote; leistungen; preise; panier; nos services; tarifs; foire aux questions; recrutement; carrito; servicios; precios; preguntas frecuentes;
carrello; servizi; domande frequenti; carrinho; serviços; perguntas frequentes; winkelwagen; diensten; veelgestelde vragen; koszyk; usługi; cennik; корзина; услуги; цены; вакансии; sepet; hizmetlerimiz;
カート; よくある質問; 採用情報; 会社案内; サービス; 购物车; 常见问题; 加入我们; 장바구니; 자주 묻는 질문; 채용
""".replace("\n", " ").split(";")
)
"""What else sites have pages for; articles have such titles too."""
_LISTS = frozenset(
    key(title)
    for title in """
posts; all posts; blog; our blog; the blog; articles; all articles; news; latest news; all news; archive; archives; blog archive; latest; latest posts; recent posts; latest articles; stories; all stories; tags; all tags; categories; topics;
search; search results; events; upcoming events; videos; photos; podcasts; galleries; publications; resources; case studies; press releases; news and events; news & events; insights; newsroom; topics; authors; our authors; contributors;
beiträge; artikel; alle artikel; nachrichten; aktuelles; neuigkeiten; archiv; suche; suchergebnisse; themen; veranstaltungen; actualités; actualité; toutes les actualités; articles récents; recherche; événements; noticias; últimas noticias; artículos; archivo; buscar; resultados de búsqueda;
notizie; ultime notizie; articoli; archivio; ricerca; notícias; últimas notícias; artigos; arquivo; busca; nieuws; laatste nieuws; artikelen; archief; zoeken; nyheter; alla nyheter; arkiv; sök; nyheder; uutiset; aktualności; wiadomości; archiwum; szukaj; zprávy; archiv; hírek; știri;
новости; все новости; лента новостей; статьи; архив; поиск; новини; статті; архів; haberler; son haberler; arama; أخبار; الأخبار; آخر الأخبار; بحث; חדשות; חיפוש; اخبار; समाचार; ข่าว; tin tức; berita; お知らせ; 新着情報; 新着記事; ニュース; ニュース一覧; 記事一覧; ブログ; 検索結果; 新闻; 最新消息; 最新文章; 新聞; 文章列表; 뉴스; 공지사항; 새소식
""".replace("\n", " ").split(";")
)
"""Whole titles of lists."""

LISTING = re.compile(
    r"(?:tag|topic|category|kategorie|author|autor|archives?|search results?|posts tagged|articles by|posts by|stories by)\b\s*(?::|for|by|–)"
    r"|(?:schlagwort|thema|rubrik|suchergebnisse|beiträge von|artikel von|mot[- ]clé|étiquette|catégorie|auteur|résultats|articles de|etiqueta|categoría|autora?|resultados|artículos de"
    r"|categoria|risultati|articoli di|trefwoord|categorie|zoekresultaten|tagg|kategori|etikett|avainsana|słowo kluczowe|kategoria|wyniki|štítek|značka|kategorie|rubrika|címke|oznaka|etichetă|etiket"
    r"|yazar|тег|метка|рубрика|категория|автор|результаты|мітка|етикет|ознака|ετικέτα|κατηγορία|وسم|تصنيف|الكاتب|برچسب|تگ|תגית|קטגוריה|टैग|ট্যাগ|แท็ก|หมวดหมู่|từ khóa|thẻ|chuyên mục|label"
    r"|タグ|カテゴリー?|标签|標籤|分类|分類|태그|카테고리|작성자|検索結果|搜索结果|검색결과)\s*[:：]"
    r"|.{1,40}の(?:記事)?一覧$|.{1,30}に関する(?:記事|ニュース)|.{1,30}的(?:文章|全部文章|主页)$",
    re.IGNORECASE,
)
"""The beginning of the title of a list."""

_JOB = re.compile(r"\((?:[mwfdxh]\s?[/|]\s?){1,3}[mwfdxh]\)|[(\s][hf]/[hf]\b", re.IGNORECASE)
"""Who may apply, as advertisements of jobs in German and French say it."""


def is_sign(text: str) -> bool:
    """Whether a title or heading tells a reader that nothing is there, to wait, to agree, to prove who they are or to go away."""
    if _ERROR.search(text):
        return True
    found = _WALL.match(text) if len(text) < LONGEST_SIGN else None
    if found is None:
        return False
    rest = text[found.end() :]
    # What goes on as a sentence or a subtitle is the title of a story, unless it speaks of the page or to its reader.
    return _APART.match(rest) is not None or (
        len(rest.split()) <= _LONGEST_REST and ":" not in rest and _SPEAKS_OF_PAGE.search(found[0]) is not None
    )


def is_of_list(title: str) -> bool:
    """Whether a title says nothing but that what follows are articles."""
    return len(title) < 40 and key(title) in _LISTS


def is_of_house(
    title: str,
    names: Callable[[], Collection[str]] = frozenset,
    *,
    is_dated: bool = True,
    is_at_home: bool = False,
) -> bool:
    """Whether a title is that of a page on which a site, of these names, speaks of itself and its rules; less will do where
    its address says so too (``is_at_home``)."""
    if len(title) >= LONGEST_SIGN:
        return False
    own = key(title)
    if own in _HOUSE or (not is_dated and own in _STAFF):
        return True
    found = _HOUSE_OF.match(title)
    if found is None or is_at_home:
        return found is not None
    whose = key(next((text for text in found.groups() if text), "")).removeprefix("the")
    if not whose or whose in _BY_ALL:
        return True
    # "Terms of the Ledger Ltd" are those of the Ledger.
    own_names = [name.removeprefix("the") for name in names()]
    return any(
        name == whose or (len(name) >= max(_SHORTEST_NAME, _MOST_OF_NAME * len(whose)) and whose.startswith(name))
        for name in own_names
    )


_WORK = frozenset(
    key(heading)
    for heading in """
about the role; about the job; about this role; the role; role overview; job description; job summary; position summary; position overview; what you will do; what you'll do; what you'll be doing; your responsibilities; responsibilities; key responsibilities; duties and responsibilities; essential duties;
qualifications; minimum qualifications; preferred qualifications; required qualifications; requirements; job requirements; what we're looking for; what we are looking for; what we look for; who you are; about you; what you'll bring; what you bring; your profile; required skills; skills and experience; nice to have;
what we offer; benefits; our benefits; perks; perks and benefits; why join us; compensation; salary; how to apply; apply now; apply for this job; equal opportunity employer; employment type; job type;
ihre aufgaben; deine aufgaben; aufgaben; das erwartet sie; das erwartet dich; ihr profil; dein profil; das bringen sie mit; das bringst du mit; wir bieten; wir bieten ihnen; das bieten wir; das bieten wir dir; unser angebot; ihre vorteile; jetzt bewerben; bewerbung; ihre bewerbung; stellenbeschreibung; anforderungen;
vos missions; tes missions; missions; votre mission; descriptif du poste; description du poste; votre profil; profil recherché; profil; nous offrons; ce que nous offrons; avantages; postuler; comment postuler; type de contrat;
descripción del puesto; funciones; responsabilidades; requisitos; tu perfil; qué ofrecemos; ofrecemos; se ofrece; cómo aplicar; tipo de contrato; descrição da vaga; atribuições; o que oferecemos; oferecemos; benefícios; candidatar-se;
descrizione dell'offerta; mansioni; il tuo profilo; requisiti; cosa offriamo; offriamo; candidati; wat ga je doen; wat ga je doen?; functieomschrijving; functie-eisen; jouw profiel; wie ben jij; wie ben jij?; wat bieden wij; wat bieden wij?; wij bieden; solliciteren;
arbetsuppgifter; kvalifikationer; vi erbjuder; om tjänsten; om rollen; ansökan; arbeidsoppgaver; kvalifikasjoner; vi tilbyr; arbejdsopgaver; vi tilbyder; ansøgning; twoje zadania; zakres obowiązków; wymagania; nasze wymagania; oferujemy; co oferujemy;
обязанности; требования; условия; мы предлагаем; условия работы; обов'язки; вимоги; ми пропонуємо; iş tanımı; genel nitelikler; aranan nitelikler; 仕事内容; 業務内容; 応募資格; 応募条件; 応募方法; 給与; 勤務地; 勤務時間; 福利厚生; 待遇; 雇用形態; 岗位职责; 职位描述; 任职要求; 职位要求; 任职资格; 福利待遇; 工作职责; 주요업무; 담당업무; 자격요건; 우대사항; 근무조건; 전형절차; 복리후생
""".replace("\n", " ").split(";")
)
_FEWEST_OF_WORK = 3
_ALSO_OF_GRANTS = frozenset(
    key(heading)
    for heading in """
requirements; qualifications; minimum qualifications; benefits; salary; compensation; how to apply; apply now; anforderungen; bewerbung; jetzt bewerben; avantages; profil; postuler; comment postuler;
requisitos; benefícios; requisiti; solliciteren; wymagania; требования; условия; вимоги; 応募資格; 応募条件; 応募方法; 給与; 待遇; 任职资格; 福利待遇
""".replace("\n", " ").split(";")
)
"""Of these, what stories about grants, courses and trades have as well."""


def offers_work(headings: Iterable[str]) -> bool:
    """Whether they are those of an advertisement of a job: duties, what is asked for, what is offered."""
    found = _WORK.intersection(key(heading[:60]) for heading in headings)
    return len(found) >= _FEWEST_OF_WORK and not found <= _ALSO_OF_GRANTS


def is_of_job(title: str) -> bool:
    """Whether a title offers work."""
    return _JOB.search(title) is not None
