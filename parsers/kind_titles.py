"""Titles of pages that are no articles, in the languages of their readers: errors, lists, and what a site says of itself."""

from __future__ import annotations

import re

from parsers.text import key

ERROR = re.compile(
    r"404|(?:seite|artikel|inhalt)\s(?:wurde\s)?(?:leider\s)?nicht\sgefunden|page\s(?:introuvable|non\strouvée)|página\sno\s(?:encontrada|existe|disponible)"
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
"""Anywhere in the title of a page with little text."""

_HOUSE = frozenset(
    key(title)
    for title in """
privacy policy; privacy notice; privacy statement; cookie policy; cookies policy; terms of service; terms of use; terms and conditions; legal notice;
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


def is_of_house(title: str) -> bool:
    """Whether a title is that of a page on which a site speaks of itself and its rules."""
    return len(title) < 60 and key(title) in _HOUSE


def is_of_job(title: str) -> bool:
    """Whether a title offers work."""
    return _JOB.search(title) is not None
