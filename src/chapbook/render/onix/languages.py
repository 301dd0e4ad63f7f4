"""Languages as ONIX has them: input a BCP 47 tag, output codes of list 74 (ISO 639-2, bibliographic), 91 and 121."""

from __future__ import annotations

from lxml import etree

from chapbook.render.onix.markup import add
from chapbook.scripts import script_of

# ISO 639-1 with the code of ISO 639-2/B.
_PAIRS = """
aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze ba:bak be:bel bg:bul bi:bis
bm:bam bn:ben bo:tib br:bre bs:bos ca:cat ce:che ch:cha co:cos cr:cre cs:cze cu:chu cv:chv cy:wel da:dan de:ger
dv:div dz:dzo ee:ewe el:gre en:eng eo:epo es:spa et:est eu:baq fa:per ff:ful fi:fin fj:fij fo:fao fr:fre fy:fry
ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb hi:hin ho:hmo hr:hrv ht:hat hu:hun hy:arm hz:her ia:ina
id:ind ie:ile ig:ibo ii:iii ik:ipk io:ido is:ice it:ita iu:iku ja:jpn jv:jav ka:geo kg:kon ki:kik kj:kua kk:kaz
kl:kal km:khm kn:kan ko:kor kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin lo:lao
lt:lit lu:lub lv:lav mg:mlg mh:mah mi:mao mk:mac ml:mal mn:mon mr:mar ms:may mt:mlt my:bur na:nau nb:nob nd:nde
ne:nep ng:ndo nl:dut nn:nno no:nor nr:nbl nv:nav ny:nya oc:oci oj:oji om:orm or:ori os:oss pa:pan pi:pli pl:pol
ps:pus pt:por qu:que rm:roh rn:run ro:rum ru:rus rw:kin sa:san sc:srd sd:snd se:sme sg:sag si:sin sk:slo sl:slv
sm:smo sn:sna so:som sq:alb sr:srp ss:ssw st:sot su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk
tl:tgl tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi ty:tah ug:uig uk:ukr ur:urd uz:uzb ve:ven vi:vie vo:vol wa:wln
wo:wol xh:xho yi:yid yo:yor za:zha zh:chi zu:zul
"""
_CODES = dict(pair.split(":") for pair in _PAIRS.split())
_TEXT_LANGUAGE = "01"
# Chinese is the one language whose script a shop has to be told.
_SCRIPTS = {"Hans", "Hant"}


def language_code(tag: str) -> str:
    """The three letters of the language; those of a tag that has three are its own."""
    primary = tag.split("-")[0].lower()
    return _CODES.get(primary, primary if len(primary) == 3 else "und")


def add_language(detail: etree._Element, tag: str) -> None:
    """Add the language of the text, with the country and the script that the tag names."""
    language = add(detail, "Language")
    add(language, "LanguageRole", _TEXT_LANGUAGE)
    add(language, "LanguageCode", language_code(tag))
    country = next((part.upper() for part in tag.split("-")[1:] if len(part) == 2 and part.isalpha()), "")
    if country:
        add(language, "CountryCode", country)
    if script_of(tag) in _SCRIPTS:
        add(language, "ScriptCode", script_of(tag))
