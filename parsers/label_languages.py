"""What lines say that are not a page's text, in the languages that pages to learn from seldom are in."""

from __future__ import annotations

import re

BOX_LABELS = """
le puede interesar; le puede interesar también; lea también; notas relacionadas; temas relacionados; llegeix també; notícies relacionades;
przeczytaj też; powiązane artykuły; czytaj dalej; čtěte dále; související; mohlo by vás zajímat; čítajte aj; súvisiace články;
kapcsolódó; kapcsolódó cikkek; ajánlott cikkek; olvassa el ezt is; citește și; citiți și; articole similare; știri similare; vezi și;
pročitajte još; pročitajte i; povezane vijesti; povezane vesti; vezane vesti; прочитајте још; повезане вести; preberite še; sorodne novice;
вижте още; свързани новини; още по темата; читайте також; за темою; схожі матеріали; материалы по теме; читайте ещё; похожие статьи; теги;
διαβάστε επίσης; διαβάστε ακόμη; διαβάστε ακόμα; σχετικά άρθρα; δείτε επίσης; skaitykite taip pat; susiję straipsniai; lasi arī; saistītie raksti;
loe ka; loe lisaks; seotud artiklid; okumadan geçme; bunlar da ilginizi çekebilir; benzer haberler; ilgili haber; etiketler; lestu líka;
اقرأ أيضا; اقرأ أيضًا; مواضيع ذات صلة; أخبار ذات صلة; قد يهمك أيضا; الكلمات المفتاحية; بیشتر بخوانید; مطالب مرتبط; اخبار مرتبط; خبرهای مرتبط;
קראו גם; כתבות נוספות; עוד בנושא; אולי יעניין אותך; यह भी पढ़ें; ये भी पढ़ें; संबंधित खबरें; আরও পড়ুন; আরো পড়ুন; সম্পর্কিত খবর; மேலும் படிக்க; தொடர்புடைய செய்திகள்;
อ่านเพิ่มเติม; ข่าวที่เกี่ยวข้อง; บทความที่เกี่ยวข้อง; xem thêm; đọc thêm; tin liên quan; bài viết liên quan; artikel terkait; berita terkait; baca selengkapnya;
関連リンク; 関連キーワード; 関連タグ; こちらもおすすめ; おすすめ記事; この記事に関連するニュース; 相关文章; 相关报道; 延伸阅读; 更多阅读; 热门文章; 推薦閱讀; 相關新聞; 相關文章; 更多新聞; 關鍵字; 相关推荐; 猜你喜欢;
관련 기사; 관련 뉴스; 관련뉴스; 많이 본 뉴스; 함께 보면 좋은 기사; 추천 기사; 키워드
"""
"""What opens a box of other things, parted by semicolons."""
TEASER = re.compile(
    r"^\W*(?:(?:kuuntele|katso) (?:myös|lisää)|(?:hør|se) (?:også|mer)|(?:hör|lyssna|se) också|(?:haz|haga) clic aquí|cli(?:que|cca) (?:aqui|qui)\b|cliquez ici|klicken sie hier|klik hier"
    r"|(?:también )?(?:le|lo) puede interesar|llegi[ru]? també|llegeix també"
    r"|przeczytaj (?:także|też|również)|czytaj również|čtěte (?:také|dále)|přečtěte si|čítajte (?:aj|tiež)|prečítajte si"
    r"|kapcsolódó|olvass(?:a|on|uk)? (?:el|még|tovább)|lásd még|cite(?:ște|şte|sc|ști|sti|[șş]ti[tț]i|ste) [șşs]i|citiți [șş]i|vezi [șş]i"
    r"|pročitajte|čitajte (?:još|i)|прочитајте|читајте|preberite (?:še|tudi)|вижте (?:още|също)|прочетете (?:още|също)|още по темата"
    r"|читайте (?:так(?:ож|же)|ещё|еще)|(?:також )?читайте|дивіться також|смотрите также"
    r"|διαβάστε|δείτε (?:επίσης|ακόμ)|skaitykite|taip pat skaitykite|las(?:i|iet) arī|loe (?:ka|lisaks|veel)|lestu"
    r"|okumadan geçme|bunlar? da|اقر[أا]|[أا]يض[اً]? ?:|قد يهمك|شاهد أيض|بیشتر بخوانید|بخوانید|همچنین بخوانید|مطالب مرتبط"
    r"|קראו (?:גם|עוד)|ראו גם|עוד בנושא|(?:यह|ये|इसे) भी (?:पढ़|देख)|और पढ़ें|आगे पढ़ें|আর[ও]?ো? পড়ুন|மேலும் (?:படிக்க|வாசிக்க)"
    r"|อ่าน(?:เพิ่มเติม|ต่อ|ข่าว)|(?:xem|đọc) thêm|baca (?:selengkapnya|lainnya)|lihat juga"
    r"|[【\[(（〈<]?(?:関連|あわせて読みたい|こちらも)|(?:相[关關]|延伸)(?:阅读|閱讀|文章|新[闻聞]|报道|報導)|[【\[(（<]?관련\s?(?:기사|뉴스)"
    r"|(?:etiquetas|schlagw(?:o|ö)rter|mots-clés|palabras clave|parole chiave|palavras-chave|trefwoorden|słowa kluczowe|tagi|štítky|címkék|etichete|теги|ключевые слова"
    r"|ключові слова|ετικέτες|etiketler|emneord|nyckelord|avainsanat|الكلمات|برچسب|תגיות|टैग|ট্যাগ|แท็ก|từ khóa|chủ đề|キーワード|タグ|标签|標籤|關鍵字|关键[字词]|태그)\s*[:：])"
)
"""The beginning of a line that leads elsewhere; in lower case, as all of these."""
NOISE = re.compile(
    r"^\W*(?:(?:artikkelen|artikeln|artiklen|artikkeli) (?:fort\w+|jatkuu).{0,40}|der (?:artikel|text) wird (?:nach|unter).{0,40}fortgesetzt"
    r"|la suite après (?:cette|la) publicité|continúa (?:leyendo|después|debajo).{0,40}|continua dopo la pubblicità|continua (?:após|depois) .{0,30}publicidade"
    r"|(?:lees verder|tekst gaat verder|artikel gaat verder) (?:onder|na) .{0,40}|(?:ciąg )?dalsz[ay] .{0,40}pod reklamą|pokračování (?:článku )?(?:pod|za) reklamou"
    r"|haberin devam[ıi].{0,30}|reklam[ıi]n ard[ıi]ndan devam.{0,20}|продолжение (?:под|после) рекламы|поделиться(?: в .{0,30})?|поширити|сподели|podeli|podijeli"
    r"|udostępnij|paylaş|sdílet|zdieľať|megosztás|distribuie|dalinkitės|مشاركة|شارك|اشتراک.?گذاری|שתפו|शेयर करें|শেয়ার করুন|แชร์|chia sẻ|bagikan"
    r"|シェア(?:する)?|ツイート|印刷(?:する)?|この記事を(?:シェア|保存).{0,10}|分享(?:到)?.{0,10}|공유(?:하기)?|기사(?:저장|스크랩)"
    r"|저작권자.{0,100}|[ⓒ©].{0,40}무단\s?전재.{0,40}|本文(?:由|来自|來自)?.{0,40}(?:转载|轉載|版权|版權).{0,40}|未经.{0,20}(?:授权|许可).{0,20}转载.{0,20}"
    r"|[责責]?任?[编編][辑輯]?\s?[:：|｜]\s?\S{2,10}|todos los derechos reservados|tous droits réservés|alle rechte vorbehalten|riproduzione riservata|wszelkie prawa zastrzeżone|все права защищены)\W*$"
)
"""A whole line that is a button, a mark of advertising or of rights."""
CLOSING = re.compile(
    # where it is from
    r"\W*(?:[źz]ród[łl]o|zdroj|kilde|källa|lähde|forrás|sursă|sursa|izvor|извор|източник|источник|джерело|πηγή|kaynak|fonte|fuente|font|allikas|avots|šaltinis|المصدر|منبع"
    r"|מקור|स्रोत|সূত্র|ที่มา|nguồn|sumber|出典|[来來]源|稿源|출처|foto|фото|fotó|kép|borítókép|nyitókép|φωτογραφία|фотография|사진|写真|封面图|封面圖|首[图圖](?:[来來]源)?|[题題][图圖]|图片来源|圖片來源)"
    r"\s*[:：/／|].{0,120}$"
    # what the house says of itself
    r"|[（(【\[]?(?:广告声明|廣告聲明|免责声明|免責聲明|版权声明|版權聲明|责任编辑|責任編輯|责编|编辑|編輯|校对|原[标標][题題]|本文[来來]源|文章[来來]源|特别声明|声明|聲明)\s*[:：]|(?:该文|本文|文章)(?:观点|仅代表)"
    r"|想請我們喝|[가-힣]{2,4}\s?(?:[가-힣]{2}\s?)?기자\s?\S*@\S+$|제보는.{0,40}(?:카카오|카톡|메일|전화|okjebo|@|\d{2,4}-\d)|（?(?:記者|编辑|編集|文|取材)\s?[:：/／].{0,40}$|お問い合わせ先?[:：]"
    # letters and channels to subscribe to
    r"|\W*(?:schrijf je in|meld je aan|tilmeld dig|meld deg på|anmäl dig|prenumerera på|tilaa (?:uutiskirje|ilmai)|zapisz się|subskrybuj|iratkozz|iratkozzon|feliratkoz|přihlaste se|odebírejte"
    r"|prihláste sa|abone ol|kaydol|подпи(?:шитесь|сывайтесь|саться)|підпи(?:шіться|сывайтесь|суйтесь)|читайте нас|следете ни|абонирайте|пратите нас|εγγραφείτε|ακολουθήστε"
    r"|הירשמו|הצטרפו|اشترك|تابعوا|عضو شوید|sigue toda|síguenos|suivez-nous|retrouvez (?:toute|tous)|seguici|siga (?:o|a|nos)|urmăriți|urmărește|pratite nas|ikuti|follow kami"
    r"|theo dõi|ติดตาม|メルマガ|【?無料会員|구독)(?!\w).{0,200}$"
)
"""What stands below the text, by how it begins: sources, calls to subscribe."""
WALL = re.compile(
    # what is for subscribers only
    r"(?:réservée?s?|reserviert|exclusivo|exclusiva|riservato|reservado|voorbehouden) (?:aux|für|para|agli|à|a los|aos|alle) (?:abonn|suscri|assin|abbonat|socios)|exklusiv für abonn"
    r"|nur für (?:abonn|mitglied)|il (?:vous )?reste .{0,10}% (?:de cet article )?à lire|lisez la suite|pozostało .{0,12}% (?:artykułu|tekstu)|kup dostęp|dalsza część .{0,30}(?:dostęp|subskryb)"
    r"|alleen (?:voor|toegankelijk voor) abonnees|log in om (?:verder|te lezen)|bli prenumerant|logga in för att läsa|artikeln är låst|bli abonnent|for abonnenter|vain tilaajille"
    r"|только (?:для )?подписчик|доступен (?:только )?(?:по )?подпис|csak előfizet|pouze (?:pro )?předplatitel|len pre predplatiteľ|doar abonați|aboneler(?:imiz)? için|μόνο για συνδρομητές"
    r"|会員限定|有料会員|残り\s?[\d,]+\s?(?:文字|字)|유료\s?회원|회원\s?전용|付费(?:会员|阅读)|付費(?:會員|閱讀)|للمشتركين فقط|למנויים בלבד"
)
"""What stands before the rest of a text that is for subscribers only, anywhere in the line. None of it begins with a border of a
word: such a pattern is searched for several times as fast."""
SIGN_OFF = re.compile(
    r"\W*(?:har du (?:et |en |ett )?(?:nyhets?|sak[s]?)?tip[s]?\b|vinkkaa (?:meille|toimitukselle)|masz (?:ciekawy |dla nas )?(?:temat|news)|máte (?:pro nás |zajímavý |zaujímavý )?tip\b"
    r"|kövess(?:en|d|enek)? (?:minket|bennünket)|urmăriți-ne|urmărește-ne|bizi .{0,40}takip ed|ακολουθήστε (?:μας|το)\b|подпи(?:шитесь|сывайтесь) на (?:наш|нас)|підпи(?:шіться|сывайтесь|суйтесь) на (?:наш|нас)"
    r"|تابع(?:وا|ونا|نا)\s.{0,40}(?:فيسبوك|تويتر|واتس|تلغرام|تليغرام|[إا]نستغرام|يوتيوب|غوغل|جوجل|إكس)|ما را .{0,40}دنبال کن"
    r"|(?:עקבו|הצטרפו)\s.{0,50}(?:פייסבוק|אינסטגרם|טלגרם|ווטסאפ|טוויטר|יוטיוב)|(?:हमें|हमारे) .{0,60}(?:फॉलो (?:कर(?!ना|ने)|कीजि)|जुड़ें|सब्सक्राइब)"
    r"|(?:กด)?ติดตาม.{0,60}(?:เฟซบุ๊ก|เฟสบุ๊ก|ไลน์|line|facebook|ยูทูบ|youtube|ทวิตเตอร์)|theo dõi .{0,40}(?:facebook|zalo|youtube)|ikuti .{0,60}(?:whatsapp|google news|instagram|telegram)"
    r"|(?:公式)?line.{0,10}友だち登録|この記事が(?:気に入|よか)ったら|(?:公式)?(?:x|twitter|インスタグラム|instagram)(?:アカウント)?(?:を|の)フォロー"
    r"|(?:欢迎|歡迎|点击|點擊|请|請)?(?:扫码|掃碼)?(?:关注|關注).{0,30}(?:公众号|公眾號|微博|微信|视频号|粉絲專頁)|(?:네이버|카카오톡|유튜브)(?:에서|로|\s?채널).{0,30}(?:구독|추가|제보))"
)
"""What houses put below every text: where to follow them, that they like tips."""
