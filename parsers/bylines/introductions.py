"""What stands before the name of who wrote, on its line or the one above, as ``names.key`` makes it: no spaces, small letters."""

from __future__ import annotations

WRITTEN_BY = frozenset(
    """
    writtenby postedby publishedby wordsby storyby articleby geschriebenvon verfasstvon écritpar rédigépar escritopor scrittoda
    geschrevendoor skrevetav skrivenav napisał napisała この記事を書いた人
    """.split()
)
AUTHOR = frozenset(
    """
    author authors theauthor theauthors autor autoren autorin autores autora auteur auteure auteurs autore autrice autorka skribent
    yazar penulis автор авторы 著者 執筆者 筆者 ライター 作者 글쓴이 기자
    """.split()
)
ABOUT = frozenset(
    """
    abouttheauthor abouttheauthors aboutauthor meettheauthor überdenautor überdieautorin àproposdelauteur sobreelautor sobrelaautora
    sobreoautor overdeauteur oautorze обавторе
    """.split()
)
BEFORE = frozenset("by von par por about über meet àproposde sobre acercade over om".split())
"""Before a name on its own line alone: elsewhere these words stand before anything."""
