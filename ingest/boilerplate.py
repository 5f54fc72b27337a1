"""What newspaper pages leave in an article's text, as tables of patterns; `ingest.cleaning` says how each is applied.

A new wording is a new row (or a new word in one). Every pattern is matched against one whole paragraph, without case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBER = r"\d[\d., \u00a0]*(?:[KkMmк](?![^\W\d_]))?"

MORE_BELOW: Mapping[str, tuple[str, ...]] = {
    "en": ("check also", "see also", "read also", "also read", "related articles?", "related stor(?:y|ies)",
           "related (?:news|posts?|topics?|coverage|content)", "more on this(?: story)?", "more from .{1,40}",
           "recommended(?: for you)?", "you (?:may|might) (?:also )?like", "most read", "read next",
           "trending(?: now)?",
           "previous article", "next article", "leave a (?:reply|comment)", "editor'?s? picks?"),
    "fr": ("(?:à )?lire aussi", "(?:à )?voir aussi", "articles? (?:liés|similaires|connexes)",
           "sur le même (?:sujet|thème)",
           "à lire également", "les plus lus", "laisser un commentaire"),
    "id": ("baca juga", "lihat juga", "artikel terkait", "berita terkait", "simak juga", "terpopuler",
           "berita lainnya"),
    "ms": ("berita berkaitan", "artikel berkaitan"),
    "ar": ("اقرأ(?:وا)? أيض[اً]+", "إقرأ أيض[اً]+", "شاهد أيض[اً]+", "مواضيع ذات صلة", "أخبار ذات صلة",
           "مقالات ذات صلة",
           "الأكثر قراءة", "المزيد من الأخبار", "اترك تعليق[اً]*"),
    "ru": ("читайте также", "смотрите также", "по теме", "материалы по теме", "похожие (?:статьи|новости)",
           "новости по теме", "самое читаемое", "также по теме"),
    "uk": ("читайте також", "дивіться також"),
    "es": ("lea(?:n)? también", "lee también", "ver también", "te puede interesar", "le puede interesar",
           "(?:artículos|noticias|notas) relacionad[ao]s", "más leíd[ao]s", "también te puede interesar"),
    "pt": ("leia também", "leia mais", "veja também", "(?:notícias|artigos|matérias) relacionad[ao]s", "mais lidas"),
    "de": ("lesen sie auch", "siehe auch", "mehr zum thema", "das könnte sie auch interessieren", "meistgelesen",
           "verwandte (?:artikel|themen|beiträge)"),
    "it": ("leggi anche", "vedi anche", "articoli correlati", "potrebbe interessarti(?: anche)?"),
    "tr": ("ayrıca (?:bakınız|okuyun)", "ilgili haberler", "bunlar da ilginizi çekebilir", "i̇lgili haberler"),
    "vi": ("xem thêm", "đọc thêm", "tin liên quan", "bài liên quan"),
    "sw": ("soma pia", "habari zinazohusiana", "soma zaidi", "unaweza pia kusoma"),
    "zh": ("相关新闻", "相关阅读", "相关报道", "延伸阅读", "推荐阅读", "更多新闻", "相關新聞", "延伸閱讀"),
    "ja": ("関連記事", "関連ニュース", "あわせて読みたい"),
}  # fmt: skip
"""Headings under which a page lists other articles: the heading goes and, at the end of the text, what follows it."""

POINTERS: Mapping[str, tuple[str, ...]] = {
    "en": ("more", "previously", "related", "watch", "read", "read more", "see also", "also read", "read also",
           "watch more"),
    "fr": ("(?:à )?lire aussi", "(?:à )?voir aussi", "lire (?:plus|également)"),
    "id": ("baca juga", "lihat juga", "simak juga", "baca selengkapnya"),
    "ar": ("اقرأ أيض[اً]+", "شاهد أيض[اً]+", "إقرأ أيض[اً]+"),
    "ru": ("читайте также", "смотрите также"),
    "uk": ("читайте також",),
    "es": ("lea también", "lee también", "lee más", "vea también", "mira también", "(?:también )?te puede interesar"),
    "pt": ("leia também", "leia mais", "veja também", "saiba mais"),
    "de": ("lesen sie auch", "siehe auch", "mehr dazu", "mehr zum thema"),
    "it": ("leggi anche",),
    "tr": ("ayrıca oku", "i̇lgili haber"),
    "vi": ("xem thêm", "đọc thêm"),
    "sw": ("soma pia",),
    "zh": ("相关阅读", "延伸阅读", "延伸閱讀"),
}  # fmt: skip
"""Labels that, with a colon and another article's headline behind it, make a paragraph of their own."""

NOISE: Mapping[str, str] = {
    "times read": rf"(?:read|viewed|seen|dibaca|dilihat|lu|vu|le[ií]d[oa]|visto|gelesen|okunma|прочитано|просмотров)"
                  rf":?\s*{_NUMBER}\s*(?:times|views|kali|fois|veces|vezes|mal|kez|раз|lượt)?",
    "views": rf"{_NUMBER}\s*(?:views?|reads?|hits|просмотр(?:ов|а)?|vues?|vistas?|visualiza[cç](?:iones|ões)"
             rf"|kali dibaca|مشاهدة|قراءة|görüntülenme|次阅读|lượt xem)",
    "advertisement": r"\W*(?:advertisements?|advertising|sponsored(?: content)?|publicité|publicidade?|anzeige"
                     r"|werbung|iklan|реклама|إعلان|إعلانات|reklam|广告|廣告|広告|quảng cáo)\W*"
                     r"|(?:article|story) continues (?:below|after) (?:this )?ad(?:vertisement)?",
    "read more": r"\W*(?:read|see|show|view|learn) (?:more|full (?:story|article))\W*|continue reading\W*"
                 r"|\W*(?:baca selengkapnya|selengkapnya|lire la suite|en savoir plus|leer más|ler mais|weiterlesen"
                 r"|читать далее|подробнее|devamını oku|اقرأ المزيد|阅读全文|阅读更多|xem tiếp)\W*",
    "sign up": r"(?:sign up|subscribe|register) (?:for|to|here)\b[^.]{0,80}\b(?:newsletters?|alerts?|updates)\W*"
               r"|(?:follow|like) us on [^.]{1,80}\W*|click here to (?:subscribe|sign up|read more|join)\b[^.]{0,60}\W*"
               r"|follow [^.,]{3,40} on (?:twitter|facebook|instagram)\b.{0,40}",
    "copyright": r"(?:©|\(c\)|copyright\b).{0,100}|all rights reserved\W*|tous droits réservés\W*|все права защищены\W*"
                 r"|alle rechte vorbehalten\W*|جميع الحقوق محفوظة.{0,40}|hak cipta.{0,60}|版权所有.{0,40}",
    "ornament": r"\W+",
    "editor": r"[（(]?\s*(?:责任编辑|責任編輯|编辑|責編)\s*[:：].{0,40}",
    "link to this": r"رابط (?:الخبر|المقال).{0,30}:.{0,150}",
    "player": r"(?:loading|please wait)\W*|your browser does not support.{0,80}"
              r"|media playback is (?:not |un)?supported.{0,60}|(?:video )?player\W*"
              r"|javascript (?:is )?(?:disabled|required).{0,80}",
    "tags": r"tags?\s*:\s*[^.]{1,150}",
}  # fmt: skip
"""Paragraphs that hold nothing else: they go wherever they stand."""

SUFFIXES: Mapping[str, str] = {
    "times read": rf"\s+(?:read|viewed|dibaca|прочитано)\s+{_NUMBER}\s*(?:times|kali|раз)\W*",
    "tags": r"\s+(?:سمات|الوسوم|كلمات مفتاحية)\s*:?\s+[^.؟!]{1,120}",
    "link to this": r"\s*رابط (?:الخبر|المقال).{0,30}:.{0,150}",
    "read more": r"\s*(?:…|\.\.\.|\[…\]|»)\s*(?:read more|continue|lire la suite|baca selengkapnya|leer más)\W*",
}
"""What sticks to the end of the last paragraph."""


SHARE_WORDS: Mapping[str, tuple[str, ...]] = {
    "en": ("share", "shares", "shared", "tweet", "retweets?", "likes?", "comments?", "email", "print", "pin",
           "copy link", "save"),
    "fr": ("partager", "partagez", "partages?", "commentaires?", "imprimer", "envoyer"),
    "id": ("bagikan", "komentar", "cetak", "salin tautan"),
    "ar": ("شارك", "شاركها", "مشاركة", "تعليق", "تعليقات", "طباعة", "إرسال"),
    "ru": ("поделиться", "поделитесь", "комментари(?:й|я|ев|и)", "распечатать", "репост"),
    "es": ("compartir", "comparte", "compartidos?", "comentarios?", "imprimir", "enviar"),
    "pt": ("compartilhar", "compartilhe", "partilhar", "comentários?"),
    "de": ("teilen", "drucken", "merken", "kommentare?", "versenden"),
    "it": ("condividi", "condividere", "commenti", "stampa", "invia"),
    "tr": ("paylaş", "yorum(?:lar)?", "yazdır"),
    "vi": ("chia sẻ", "bình luận", "in bài"),
    "sw": ("shirikisha", "sambaza", "maoni"),
    "zh": ("分享到?", "转发", "评论", "点赞", "收藏", "打印"),
    "ja": ("シェア(?:する)?", "ツイート", "コメント", "印刷"),
}  # fmt: skip
"""What share buttons and their counters say."""

SHARE_PLACES = (
    *("facebook", "twitter", "x", "whatsapp", "telegram", "linkedin", "pinterest", "reddit", "messenger", "instagram"),
    *("google", "tumblr", "line", "viber", "vk", "вконтакте", "одноклассники", "фейсбук", "твиттер", "телеграм"),
    *("تويتر", "فيسبوك", "واتساب", "تلغرام", "تيليجرام", "微信", "微博", "qq空间", "qq", "朋友圈", "zalo", "e-mail"),
    *(
        "this",
        "on",
        "via",
        "to",
        "story",
        "article",
        "post",
        "page",
        "cette",
        "sur",
        "ke",
        "di",
        "en",
        "no",
        "na",
        "auf",
        "su",
    ),
    *(
        "esta",
        "este",
        "noticia",
        "notícia",
        "nota",
        "artikel",
        "ini",
        "статью",
        "в",
        "الخبر",
        "المقال",
        "على",
        "عبر",
        "bài",
        "viết",
    ),
)
"""What stands beside those words on such a line: networks, "this page", "on"."""


def share_line() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Two patterns: a share word, of which such a line has one at least; and any of its words and numbers."""
    words = _words(SHARE_WORDS)
    every = "|".join([words, *sorted(SHARE_PLACES, key=len, reverse=True)])
    # Scripts without spaces have no word borders to look for.
    share = rf"(?<![a-zà-ÿа-яё\u0600-\u06ff])(?:{words})(?![a-zà-ÿа-яё\u0600-\u06ff])"
    part = rf"(?<![a-zà-ÿа-яё\u0600-\u06ff])(?:{every}|{_NUMBER})(?![a-zà-ÿа-яё\u0600-\u06ff])"
    return re.compile(share, re.IGNORECASE), re.compile(part, re.IGNORECASE)


def heading() -> re.Pattern[str]:
    """Matches a paragraph that is one of MORE_BELOW and nothing else."""
    word = _words(MORE_BELOW)
    return re.compile(rf"\W*(?:{word})(?:[\s:,-]+(?:{word}))?\W*", re.IGNORECASE)


def pointer() -> re.Pattern[str]:
    """Matches a paragraph that is one of POINTERS, a colon and a headline: it ends without a full stop."""
    return re.compile(rf"\W{{0,3}}(?:{_words(POINTERS)})\s*[:：]\s*\S.{{5,170}}(?<![.。])", re.IGNORECASE)


def noise() -> re.Pattern[str]:
    """Matches a paragraph that is one of NOISE and nothing else."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in NOISE.values()), re.IGNORECASE)


def suffix() -> re.Pattern[str]:
    """Matches one of SUFFIXES, or one of POINTERS with nothing behind its colon, at the end of a paragraph."""
    pointer = rf"\s+(?:{_words(POINTERS)})\s*[:：]\s*"
    return re.compile("(?:" + "|".join([*SUFFIXES.values(), pointer]) + r")\Z", re.IGNORECASE)


def _words(table: Mapping[str, tuple[str, ...]]) -> str:
    return "|".join(sorted({word for words in table.values() for word in words}, key=len, reverse=True))
