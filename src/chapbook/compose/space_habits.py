"""What each language holds together on one line, said in words: a table.

Input: none. Output: `Habits` by language tag, of which `space_rules` makes patterns. Names of months are not here: CLDR
has them.

The authorities: New Hart's Rules and the Chicago Manual of Style (en); ČSN 01 6910 and Internetová jazyková příručka
(cs); STN 01 6910 (sk); Wolański, Edycja tekstów (pl); Duden and DIN 5008 (de); Lexique des règles typographiques en
usage à l'Imprimerie nationale (fr), Guide du typographe romand (fr-CH), Office québécois de la langue française
(fr-CA); Ortografía de la lengua española (es); Lesina, Il nuovo manuale di stile (it); Мильчин and Чельцова, Справочник
издателя и автора (ru); Український правопис (uk); A magyar helyesírás szabályai (hu); and the language councils of
the Nordic countries (sv, da, nb, fi).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NO_BREAK = "\u00a0"
NARROW = "\u202f"
GAP = r"[ \n]"  # a space in the source, or a line end
ANY_GAP = r"[ \n\u00a0\u202f]"
UPPER = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞȘŠŤȚŪŮŰŲŹŻŽΑ-ΩΆΈ-ΏЀ-ЯҐЎ]"
_CYRILLIC_UNITS = r"[кс]?м[²³]?|мм|км/[чг]|к?г|т|м?л|га|к?Вт|мин|хв|ч|год|с"


@dataclass(frozen=True)
class Habits:
    """What a language holds together, its words divided by spaces.

    `short` words do not end a line; `particles` do not begin one. `numbered` words stay with the number behind them,
    `titles` with the name behind them, `units` (alternatives of a regular expression) with the number before them.
    `day` is a date's day before its month, of which `of` may be a part. `thousands` is the space inside numbers.
    `inside_abbreviations` is the space in “z. B.”; a dash between spaces does not begin a line when it is a
    `held_dash`. `more` are patterns of the language's own; each begins with the space that it holds, or ends with it.
    """

    short: str = ""
    particles: str = ""
    numbered: str = ""
    titles: str = ""
    units: str = ""
    day: str = r"\d"
    of: str = ""
    thousands: str = ""
    inside_abbreviations: str = NO_BREAK
    held_dash: bool = True
    more: tuple[str, ...] = ()


_ORDINAL_DAY = r"\d\."
# 26. 2. 1990, but not “in 1968. 20 people”.
_DATE_IN_FIGURES = rf"\d\.{GAP}(?=\d)(?<!\d\d\d\.[ \n])"
_REGNAL = rf"{GAP}(?=[IVXL]+\.)(?<=\w[ \n])"
_ROMAN = rf"{GAP}(?=(?:[IVXL]{{2,}}|[VX])(?!\w))(?<=\w[ \n])"

_CZECH = Habits(
    short="k s v z o u a i",
    numbered="s. str. č. čp. r. roč. sv. kap. obr. tab. čl. odst. odd. l. díl",
    titles="p. pí sl. Bc. Mgr. Dr. dr. Ing. ing. MUDr. JUDr. PhDr. RNDr. ThDr. PharmDr. MVDr. prof. Prof. doc. Doc."
    " gen. plk. mjr. kpt. por. sv.",
    units="Kčs?|hod|miliony?|milionů|miliard[ay]?|tisíc|mil|mld|tis|let",
    day=_ORDINAL_DAY,
    thousands=NO_BREAK,
    more=(
        *(_DATE_IN_FIGURES, _REGNAL, rf"\.{GAP}(?=(?:století|stol\.|storočí?|storočia|storočie))"),
        rf"{GAP}(?=(?:CSc|DrSc|Ph\. ?D|PhD|MBA)(?!\w))(?<=,[ \n])",
    ),
)
_SLOVAK = Habits(
    short="k s v z o u a i",
    numbered="s. str. č. r. roč. zv. kap. obr. tab. čl. ods. diel",
    titles="p. Bc. Mgr. Dr. dr. Ing. ing. MUDr. JUDr. PhDr. RNDr. PaedDr. prof. Prof. doc. Doc. gen. plk. mjr. sv.",
    units="Kčs?|Sk|hod|milióny?|miliónov|miliard[ay]?|miliárd|tisíc|mil|mld|tis|rokov",
    day=_ORDINAL_DAY,
    thousands=NO_BREAK,
    more=_CZECH.more,
)
_GERMAN = Habits(
    numbered="S. Nr. Bd. Bde. Abb. Kap. Art. Abs. Tab. Aufl. Z. ca. rd.",
    titles="Dr. Prof. Hr. Fr. St. Ing. Mag. Dipl.-Ing.",
    units="Uhr|Millionen?|Milliarden?|Tausend|Mio|Mrd|Euro|Franken|Fr|Prozent|Jahre",
    day=_ORDINAL_DAY,
    thousands=NO_BREAK,
    inside_abbreviations=NARROW,
    more=(_DATE_IN_FIGURES, _REGNAL),
)
_FRENCH = Habits(
    numbered="p. pp. n° nº nos t. vol. fig. chap. art. al. éd.",
    titles="M. MM. Mme Mmes Mlle Mlles Me Mgr Dr Pr St Ste",
    units="F|millions?|milliards?|heures?|ans",
    thousands=NARROW,
    # A French dash stays with the words that it sets off, before them or behind; which, only an author knows.
    held_dash=False,
    more=(
        *(_ROMAN, rf"{GAP}(?=siècles?(?!\w))(?<=[eᵉ][ \n])"),
        *(rf"\b(?:av|apr)\.{GAP}(?=J\.)", r"\b1er" + GAP + r"(?=[a-zéû])"),
    ),
)
_ROMANCE_DAY = rf"de{ANY_GAP}"
_NORDIC = Habits(
    numbered="s. nr nr. kap. kap fig. tab. bd. bind kl. kl",
    titles="dr. prof. hr. fr. St.",
    units="kr|milliarder|millioner|miljarder|miljoner|tusen|år",
    day=_ORDINAL_DAY,
    thousands=NO_BREAK,
    more=(_REGNAL,),
)
HABITS: Mapping[str, Habits] = {
    "en": Habits(
        numbered="p. pp. no. nos. No. Nos. vol. vols. ch. chap. fig. figs. Fig. Figs. sec. art. c. ca. l. ll. n. nn."
        " ed. Chapter Figure Table Part Section Appendix Volume Book Oct. Nov. Dec. Jan. Feb. Mar. Apr. Aug. Sept. AD",
        titles="Mr Mrs Ms Mx Dr Mr. Mrs. Ms. Dr. Prof. Rev. Sr. St St. Gen. Col. Capt. Sgt. Lt.",
        units=r"million|billion|thousand|hundred|dozen|per cent|percent|lbs?|oz|ft|mph|[ap]\.?m\b|BCE?|CE|AD"
        "|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec",
        more=(rf"{GAP}(?=(?:[IVXL]{{2,}}|X)(?!\w))(?<=\w[ \n])", rf"\.{GAP}(?=\.)"),
    ),
    "cs": _CZECH,
    "sk": _SLOVAK,
    "pl": Habits(
        short="w z i o u a",
        numbered="s. str. nr t. rozdz. rys. tab. art. ust. pkt poz. godz. zob.",
        titles="dr mgr inż. prof. doc. hab. św. gen. płk ks. ul. im.",
        units=r"zł|gr|tys\.|mln|mld|tysięcy|miliony|milionów|lat|r\.|w\.",
        thousands=NO_BREAK,
        more=(_ROMAN, rf"{GAP}(?=ww?\.)(?<=[IVX][ \n])"),
    ),
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": Habits(
        numbered="p. pp. pág. págs. n.º núm. núms. art. arts. cap. caps. fig. figs. vol. t. ed.",
        titles="Sr. Sra. Srta. Sres. D. D.ª Dr. Dra. Ud. S. Sto. Sta. Prof. Gral.",
        units="millones|millón|mil|años|pesetas|euros",
        of=_ROMANCE_DAY,
        thousands=NO_BREAK,
        more=(_ROMAN, rf"\b(?:EE|FF|RR|JJ|CC|DD)\.{GAP}(?=[A-Z]{{2}}\.)"),
    ),
    "it": Habits(
        numbered="p. pp. n. nn. art. artt. cap. capp. fig. figg. vol. voll. t. ed. sec.",
        titles="sig. sig.ra dott. dott.ssa prof. prof.ssa ing. avv. on. mons. S. Sig. Dott. Prof. Ing. Avv.",
        units="milioni?|miliardi?|mila|anni|lire|euro",
        day=r"[\d°º]",
        thousands=NO_BREAK,
        more=(_ROMAN, rf"{GAP}(?=secolo(?!\w))(?<=[IVX][ \n])"),
    ),
    "pt": Habits(
        numbered="p. pp. pág. págs. n.º nº art. arts. cap. caps. fig. figs. vol. t. ed.",
        titles="Sr. Sra. D. Dr. Dra. Prof. Eng. S. Sto. Sta.",
        units="milhões|milhão|mil|anos|euros|reais|escudos",
        of=_ROMANCE_DAY,
        thousands=NO_BREAK,
        more=(_ROMAN,),
    ),
    "ro": Habits(
        numbered="p. pp. pag. nr. art. cap. fig. vol. t. ed.",
        titles="dl dna dr. prof. ing. Sf.",
        units="lei|milioane|milion|miliarde|mii|ani",
        more=(_ROMAN,),
    ),
    "ru": Habits(
        short="а в и к о с у я во до за из ко на не ни но об от по со",
        particles="б бы ж же ли ль",
        numbered="с. стр. т. тт. гл. рис. табл. ст. ч. разд. п. пп. кн. вып. д. кв. ок.",
        titles="г. ул. пр. им. св. акад. проф. доц. гр. кн. д-р г-н г-жа о.",
        units=rf"{_CYRILLIC_UNITS}|гг?\.|руб|коп|тыс|млн|млрд|лет|год[ау]?",
        thousands=NO_BREAK,
        more=(_ROMAN, rf"{GAP}(?=вв?\.)(?<=[IVX][ \n])", rf"{GAP}(?=и{ANY_GAP}(?:др|пр|т)\.)"),
    ),
    "uk": Habits(
        short="а в є з і й о у до за зі із на не ні од по та чи як",
        particles="б би ж же",
        numbered="с. стор. т. тт. гл. розд. рис. табл. ст. ч. п. пп. кн. вип. буд. кв. бл.",
        titles="м. вул. просп. ім. св. акад. проф. доц. п. д-р о.",
        units=rf"{_CYRILLIC_UNITS}|рр?\.|грн|коп|тис|млн|млрд|років|рок[уи]?|рік",
        thousands=NO_BREAK,
        more=(_ROMAN, rf"{GAP}(?=ст\.)(?<=[IVX][ \n])", rf"{GAP}(?=(?:та|і|й){ANY_GAP}(?:ін|т)\.)"),
    ),
    "ar": Habits(
        numbered="ص ص. وص وص. ج ج. م.", titles="د. أ. م.", units="كم|سم|ملم|م|كغ|كلغ|غ|٪|مليون|مليار|ألف|سنة|عاما"
    ),
    "he": Habits(
        numbered="""עמ' עמ׳ מס' מס׳ ס' ס׳ כרך פרק סעיף""",
        titles="""ד"ר ד״ר פרופ' פרופ׳ מר גב' גב׳ רח' רח׳""",
        units="""[קסמ]["״]מ|מטרים|ק["״]ג|גרם|ש["״]ח|אחוזים|אחוז|מיליון|מיליארד|אלף|שנה|שנים""",
        of="ב?",
    ),
    "nl": Habits(
        numbered="p. pp. blz. nr. nrs. art. hfst. fig. afb. tab. dl.",
        titles="dr. prof. ir. ing. mr. drs. dhr. mevr. ds. St.",
        units="miljoen|miljard|duizend|uur|jaar|euro",
        more=(_ROMAN,),
    ),
    "sv": Habits(
        numbered="s. nr kap. fig. tab. bd st. kl. ca",
        titles="dr prof. hr fr. S:t",
        units="kr|kronor|miljarder|miljoner|tusen|år",
        thousands=NO_BREAK,
        more=(_ROMAN,),
    ),
    "da": _NORDIC,
    "nb": _NORDIC,
    "nn": _NORDIC,
    "fi": Habits(
        numbered="s. ss. nro n:o luku kuva taulukko klo n.",
        titles="tri prof. hra rva",
        units="mk|euroa|miljoonaa|miljardia|tuhatta|vuotta",
        day=_ORDINAL_DAY,
        thousands=NO_BREAK,
        more=(_REGNAL,),
    ),
    "hu": Habits(
        numbered="sz.",
        titles="dr. Dr. id. ifj. özv. prof. Szt.",
        units="Ft|forint|millió|milliárd|ezer|év|óra",
        thousands=NO_BREAK,
        more=(
            rf"\b[IVXL]+\.{GAP}(?={UPPER})",
            rf"\.{GAP}(?=(?:oldal|ábra|táblázat|fejezet|kötet|szám|század|sz\.))",
        ),
    ),
    "sl": Habits(
        numbered="str. št. čl. sl. tab. pogl. zv. l.",
        titles="g. ga. dr. prof. mag. sv.",
        units="milijonov|milijard|tisoč|let|evrov",
        day=_ORDINAL_DAY,
        more=(_DATE_IN_FIGURES, _REGNAL),
    ),
    "hr": Habits(
        numbered="str. br. čl. sl. tab. pogl. sv. god.",
        titles="g. gđa dr. prof. mr. sv.",
        units="milijuna|milijardi|tisuća|godina|eura|kuna",
        day=_ORDINAL_DAY,
        more=(_DATE_IN_FIGURES, _REGNAL),
    ),
    "el": Habits(
        numbered="σ. σσ. σελ. αρ. άρθρ. κεφ. τ. τόμ. εικ. πίν.",
        titles="κ. κα Δρ Δρ. Αγ. καθ.",
        units="χλμ|χμ|μ|εκ|κιλά|ευρώ|εκατομμύρια|χιλιάδες|χρόνια",
    ),
}
