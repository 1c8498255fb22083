"""The patterns of `geo.coordinates`: how an angle, and how a position, is printed in seven languages.

Every repeat is bounded, so that matching takes time linear in the text.
"""

import re

_GAP = r"[ \t\u00a0\u202f]{0,2}"
_DEGREE = (
    r"(?:[°º˚]|deg(?:rees?\b|\.|\b)|градус(?:ов|а|ах)?|град\b\.?|astetta|kraadi|grader|grad\b|stop(?:ni|nie|ień)\b)"
)
_MINUTE = r"(?:['′’´‘`ʹ](?!['′’´‘`ʹ])|min(?:utes?|utit|uuttia|uter|uten|ut|\.)?(?![^\W\d_])|минут[аы]?|мин\.?)"
_SECOND = (
    r"(?:[\"″”“ʺ]|''|′′|’’|sec(?:onds?|\.)?(?![^\W\d_])|sekund(?:it|er|en|y)?(?![^\W\d_])|sekuntia|секунд[аы]?|сек\.?)"
)
_FRACTION = r"(?:[.,]\d{1,9})?"

HEMISPHERES: dict[
    str, str
] = {  # hemispheres written after the figure: whole words in any case, single letters as capitals
    "N": r"с\. ?ш\.?|пн\. ?ш\.?|п\. ?ш\.?|северной широты|north(?:ern latitude)?|nord(?:lig bredd)?|nördlicher breite|"
    r"n\. br\.|pohjoista(?: leveyttä)?|põhjalaiust?|szerokości(?: geograficznej)? północnej|(?-i:pl\b|[NP]\b)",
    "S": r"ю\. ?ш\.?|южной широты|south(?:ern latitude)?|syd(?:lig bredd)?|südlicher breite|s\. br\.|"
    r"eteläistä(?: leveyttä)?|lõunalaiust?|szerokości(?: geograficznej)? południowej|(?-i:S\b)",
    "E": r"в\. ?д\.?|восточной долготы|east(?:ern longitude)?|ostlig längd|östlig längd|östlicher länge|ost|öst|"
    r"ö\. l\.|itäistä(?: pituutta)?|idapikkust?|długości(?: geograficznej)? wschodniej|(?-i:ip\b|[EÖOI]\b)",
    "W": r"з\. ?д\.?|западной долготы|west(?:ern longitude)?|väst(?:lig längd)?|westlicher länge|w\. l\.|"
    r"läntistä(?: pituutta)?|läänepikkust?|długości(?: geograficznej)? zachodniej|(?-i:lp\b|[WV]\b)",
    "L": r"(?-i:L\b)",  # Estonian lõuna on a latitude, lääs (as Finnish länsi) on a longitude
}
_AFTER = "|".join(f"(?P<{name}>{words})" for name, words in HEMISPHERES.items())

ANGLE = re.compile(  # d1 with a degree sign and minutes, d2 decimal degrees, d3 dashed, d4 spaced, compact, d5 bare
    rf"(?:"
    rf"(?P<d1>\d{{1,3}}){_GAP}(?P<mark1>{_DEGREE}){_GAP}[-,]?{_GAP}(?P<m1>\d{{1,2}}{_FRACTION}(?!\d|{_GAP}{_DEGREE}))"
    rf"(?:{_GAP}(?P<mm1>{_MINUTE})(?P<tail>[.,]?\d{{1,5}}(?!\d|{_GAP}(?:{_SECOND}|{_DEGREE})))?)?"
    rf"(?:{_GAP}(?P<s1>\d{{1,2}}{_FRACTION}){_GAP}{_SECOND})?"
    rf"|(?P<d2>\d{{1,3}}{_FRACTION}){_GAP}(?P<mark2>{_DEGREE})"
    rf"|(?P<d3>\d{{1,3}})[-–:](?P<m3>\d{{1,2}}{_FRACTION})(?:['′’]?[-–:](?P<s3>\d{{1,2}}{_FRACTION}))?[\"″”'′’]?"
    rf"|(?P<d4>\d{{1,3}}) (?P<m4>\d{{1,2}}{_FRACTION})(?:['′’]?(?: (?P<s4>\d{{1,2}}{_FRACTION}))?[\"″”'′’]?)"
    rf"|(?P<compact>\d{{4,7}}{_FRACTION})(?=[NSEW]\b|{_GAP}[NSEW]\b)"
    rf"|(?P<d5>\d{{1,3}}{_FRACTION})"
    rf")(?:{_GAP},?{_GAP}(?:{_AFTER}))?",
    re.IGNORECASE,
)
_LATITUDE = r"(?i:lat(?:itude|\.)?|latitud|breite|bredd|leveys|laius|широта|szer(?:okość|\.)(?: geogr\.)?)"
_LONGITUDE = r"(?i:lon(?:g(?:itude|\.)?|\.)?|longitud|länge|längd|pituus|pikkus|долгота|dł(?:ugość|\.)(?: geogr\.)?)"
PREFIX = re.compile(
    rf"(?<![^\W\d_])(?:(?P<N>N)|(?P<S>S)|(?P<E>[EÖO])|(?P<W>[WV])|(?P<lat>{_LATITUDE})|(?P<lon>{_LONGITUDE}))"
    r"[:=]?[ \u00a0]{0,2}$"
)
"""What may stand before an angle: a hemisphere's letter, or the name of its axis."""
BETWEEN = re.compile(
    r"[\s,;/|·]{0,4}(?:(?:and|by|ja|och|und|i|oraz|и|x)[\s]{1,2})?"
    rf"(?:(?:[NSEWÖOV]|{_LATITUDE}|{_LONGITUDE})[:=]?[ \u00a0]{{0,2}})?"
)
"""What may stand between the two angles of a position."""
BARE_PAIR = re.compile(
    r"(?<![\w.,+-])(?P<a>[-−+]?\d{1,3}\.\d{2,10})(?:[,;/] ?| )(?P<b>[-−+]?\d{1,3}\.\d{2,10})(?![\w]|[.,]\d)"
    r"|(?<![\w.,+-])(?P<c>[-−+]?\d{1,3},\d{2,10})(?:; ?|, | / | )(?P<d>[-−+]?\d{1,3},\d{2,10})(?![\w]|[.,]\d)"
)
ISO_6709 = re.compile(
    r"(?<![\w.,])(?P<lat>[-−+]\d{2}(?:\d{2}){0,2}(?:\.\d{1,8})?)(?P<lon>[-−+]\d{3}(?:\d{2}){0,2}(?:\.\d{1,8})?)(?:/|(?![\d.]))"
)
NUMBER = re.compile(r"\d[\d.,]*")
"""Where an angle may begin."""
MARK_AFTER = re.compile(
    r"['′’\"″”]{0,2}[ \t\u00a0\u202f]{0,2}(?:[°º˚NSEWÖOVPIL](?![^\W\d_])|deg|градус|град\b|astet|kraad|grad|stopn"
    r"|[сюп]\. ?ш|пн\. ?ш|сев|юж|north|south|nord|syd|süd|pohj|etel|põhj|lõun|pl\b|szer|n\. br)"
)
MARK_BEFORE = re.compile(rf"(?:(?<![^\W\d_])[NSEW] ?|(?:{_LATITUDE}|{_LONGITUDE})[:=]? ?)$")
"""What at least one angle of a position has beside its first number or its last; most texts have neither."""
DECIMALS = re.compile(r"\d[.,]\d\d")
ISO_START = re.compile(r"\d[-−+]\d{3}")
WKT_POINT = re.compile(r"POINT ?Z? ?\( ?(-?\d{1,3}(?:\.\d{1,15})?) (-?\d{1,2}(?:\.\d{1,15})?) ?\)", re.IGNORECASE)
