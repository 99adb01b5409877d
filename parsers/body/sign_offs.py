"""What houses put below their texts whatever the text: where to follow them, send tips, read it in an app; marks that it is over.

Unlike what ``labels.is_closing`` knows, none of these is ever the last word of an article: what writers say themselves ("Thank
you for reading", "Let me know in the comments"), corrections and who else helped are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers import label_languages as elsewhere
from parsers.article import Figure, Heading, ListBlock, Paragraph
from parsers.body.blocks import Piece
from parsers.text import lower

_LONGEST = 350
"""Characters."""
_NETWORK = (
    r"(?:twitter|facebook|instagram|tiktok|youtube|bluesky|linkedin|telegram|whatsapp|mastodon|pinterest|flipboard"
    r"|google (?:news|discover)|apple news|msn|(?:threads|x)\b(?! (?!and\b|or\b|at\b|for\b|to\b|via\b|here\b)[a-z]))"
)
_QUOTED = r"(?!.*\b(?:wrote|writes|said|says|posted)\b)"
_REACH = r"(?:e-?mail|write|contact|tell us|let us know|send|ask us|call|text us|reach|get in touch|click|fill (?:in|out)|\S@\S)"
_SAID = re.compile(
    r"\W*(?:"
    # where to follow
    rf"(?:(?:please|and|you can) )?(?:follow|find|join) (?!up){_QUOTED}[^.!?]{{1,60}} on (?:[^.!?]{{0,40}}\W)?{_NETWORK}"
    rf"|(?:like|friend) us on .{{0,40}}{_NETWORK}|follow our (?:live )?(?:coverage|channel|page)"
    rf"|(?:folgen sie|folgt?|folge|suivez|retrouvez|s[ií]guenos|siga|sigue|seguici|volg|följ|følg|seuraa|obserwuj|śledź)[ -](?!\d).{{0,80}}\b{_NETWORK}"
    r"|obserwuj nas|suivez-nous|s[ií]guenos en|seguici su|folgen sie uns"
    # tips and questions
    r"|(?:do you have|have you got|have|got|know) (?:an? |any |more |some )?(?:confidential |news |story |hot )?(?:tips?|scoops?)\b(?! (?:from|jar)\b)"
    rf"|(?:do you have|have|got) (?:an? |any |more |some )?(?:question|story|idea|information|comment|suggestion|feedback|something)s?\b[^?]{{0,100}}\?.{{0,60}}\b{_REACH}"
    rf"|(?:haben sie|hast du|habt ihr) .{{0,60}}(?:hinweise?|tipps?|fragen|anregungen)\b.{{0,60}}\?"
    # whom to write to
    r"|(?:you can )?(?:reach|contact|e-?mail|write to) (?:the (?:writer|reporter|author|newsroom|editors?)|(?:[^\W\d_][\w.’'-]+ ){1,4}(?:at|on|by|via)\b)[^?]{0,60}(?:\S@\S|\d{3}[-. )]{1,2}\d{4})"
    r"|contact the (?:writer|reporter|author|newsroom)\b"
    # who paid, who may print it
    r"|this (?:\w+ )?(?:story|article|report|reporting(?: project)?|journalism project|series|piece|column|coverage) (?:\w+ )?(?:was|is|has been) (?:\w+ )?"
    r"(?:supported by|funded by|made possible|sponsored by|produced (?:in partnership|as part)|(?:re)?published in partnership|part of a (?:partnership|collaboration)|republished (?:from|with|under))"
    # to listen, to install
    r"|(?:download|get|install) (?:the|our) [^.!?]{0,40}\bapp\b.{0,80}$|(?:subscribe|listen|follow)\b.{0,60}(?:apple podcasts|wherever you (?:get|listen))"
    r"|let us know what you think (?:about|of) this (?:article|story)"
    # letters
    r"|you(?:['’]re| are)? (?:received|receiving|getting) this (?:e-?mail|newsletter|message)|(?:received|receiving|getting) this (?:e-?mail|newsletter)"
    r"|view (?:this )?(?:e-?mail |newsletter )?(?:in|on) (?:your |the |a )?(?:browser|web)\W*$"
    r"|our mailing address is\b|want to change how you receive these|to unsubscribe\b|unsubscribe\W*$|printed from:? (?:https?:|www\.|the\b|\S+\.[a-z])|our standards: the thomson"
    r"|dziękujemy, że przeczyta"
    r")"
)
_END_MARK = re.compile(r"\W*(?:-?30-?|ends?)\W*", re.IGNORECASE)
_RELEASED_BY = re.compile(r"SOURCE:? [A-Z].{1,60}")
"""As wires of press releases end: "SOURCE Acme Inc."."""


def without_sign_offs(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces up to the last that is no sign-off; figures stay."""
    last = len(pieces)
    while last and (isinstance(pieces[last - 1].block, Figure) or is_sign_off(pieces[last - 1])):
        last -= 1
    # The end of a page that says nothing else is its text.
    if not any(isinstance(piece.block, Paragraph) for piece in pieces[:last]):
        return list(pieces)
    return [*pieces[:last], *(piece for piece in pieces[last:] if isinstance(piece.block, Figure))]


def is_sign_off(piece: Piece) -> bool:
    """Whether it is one of the house's own words below a text."""
    text = piece.text
    if len(text) > _LONGEST or not isinstance(piece.block, Paragraph | ListBlock | Heading):
        return False
    line = lower(text)
    return (
        _SAID.match(line) is not None
        or elsewhere.SIGN_OFF.match(line) is not None
        or _END_MARK.fullmatch(text) is not None
        or _RELEASED_BY.fullmatch(text) is not None
    )
