"""What the folders of an address are called, and what that says of the pages in them."""

from __future__ import annotations

DOORS = frozenset(
    """
    login log-in signin sign-in signup sign-up register registration logout account my-account konto anmelden password
    subscribe unsubscribe cart basket checkout shop store warenkorb wishlist search suche recherche buscar wp-admin
    wp-login wp-login.php wp-content wp-json xmlrpc.php cgi-bin ads go out redirect share print email comment-page
    preferences settings feed rss-feeds cookie-policy privacy privacy-policy impressum imprint datenschutz
    """.split()
)
"""Segments of a path under which nothing to read stands."""
SERVICES = frozenset(
    """
    user users member members profile profiles subscription subscriptions abo newsletter newsletters about about-us
    ueber-uns contact contact-us contacts kontakt cookies terms terms-of-use terms-of-service tos agb legal disclaimer
    copyright advertise advertising mediadaten werbung job jobs vacancy vacancies stellenangebote careers karriere
    help faq hilfe support press masthead accessibility sitemap feeds rss alerts apps app donate coupons deals-policy comments commerce
    """.split()
)
"""Segments that are a page about the site itself where they are the last, and make an article unlikely elsewhere."""
LISTINGS = frozenset(
    """
    tag tags topic topics thema themen category categories kategorie rubrik section sections author authors autor
    autoren writer writers contributor contributors by staff team archive archives archiv series
    hub hubs label labels keyword schlagwort tagged latest newest trending popular forum forums thread threads board
    community product products produkt p-list collections collection catalog marketplace brands brand compare
    events calendar veranstaltungen gallery galleries podcast podcasts videos live-tv weather horoscope games puzzles
    """.split()
)
"""Segments under which lists stand; an article's address has them rarely."""
NEWS = frozenset(
    """
    article articles artikel story stories news blog blogs post posts entry review reviews clanek clanok noticia
    noticias notizie actualite actualites nachrichten meldung beitrag read features opinion analysis guide guides
    archiv-artikel
    """.split()
)
"""Segments under which articles stand."""
