"""Minimal pairs: sentences that differ in one thing, and must differ in who says what, how, and with which sign.

A row is: sentence → who (outermost first, joined by " > "), stance ("-" before it: negated), the beginning of what is
said. An empty tuple means that the outlet itself asserts the sentence.
"""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference, Statement
from tests.pairs_es_tr import SPANISH, TURKISH, Row

ENGLISH: list[Row] = [
    ("The board had not commented on that by Friday night.", ("board", "refuses_comment", "had not commented")),
    ("The board had not commented on that by Friday night, officials said.", ("officials", "says", "The board")),
    ("The troops categorically rejected to strike the trucks.", ()),
    ("The minister said that the plan was dead.", ("minister", "says", "the plan was dead")),
    ("The minister did not say that the plan was dead.", ("minister", "-says", "the plan was dead")),
    ("The ministry confirmed that two soldiers had died.", ("ministry", "confirms", "two soldiers had died")),
    ("The ministry did not confirm that two soldiers had died.", ("ministry", "-confirms", "two soldiers had died")),
    ("Iran denied that it had refused inspections.", ("Iran", "denies", "it had refused inspections")),
    ("Iran never denied that it had refused inspections.", ("Iran", "-denies", "it had refused inspections")),
    ("“We refused,” the general said.", ("general", "says", "“We refused,”")),
    ("“We refused,” said the general.", ("general", "says", "“We refused,”")),
    ("The general said: “We refused.”", ("general", "says", "“We refused.”")),
    ("The general refused to carry out the order.", ()),
    ("The general declined to comment on the order.", ("general", "refuses_comment", "")),
    ("The bridge was closed, according to the mayor.", ("mayor", "says", "The bridge was closed")),
    ("According to the mayor, the bridge was closed.", ("mayor", "says", "the bridge was closed")),
    ("According to the mayor’s office, the bridge was closed.", ("mayor’s office", "says", "the bridge was closed")),
    ("Police claimed the driver was drunk.", ("Police", "claims", "the driver was drunk")),
    ("Police arrested the driver, claiming that he was drunk.", ("Police", "claims", "he was drunk")),
    (
        "The ministry said the army had left, claiming that the road was safe.",
        ("ministry", "says", "the army had left"),
    ),
    ("The company promised to pay all victims.", ("company", "promises", "to pay all victims")),
    ("The company paid all victims.", ()),
    ("The so-called “friendly” forces left the city.", ()),
    ("Ms. Merkel warned that prices would rise.", ("Merkel", "warns", "prices would rise")),
    (
        "The senator accused the bank of fraud, and the bank said it had obeyed the law.",
        ("bank", "says", "it had obeyed"),
    ),
    ("He was told that the train was late.", ()),
    ("The report said that exports fell.", ("report", "says", "exports fell")),
    ("Pence, the governor of Indiana, said taxes would fall.", ("Pence", "says", "taxes would fall")),
    ("On Tuesday, the Pentagon said the ship had left port.", ("Pentagon", "says", "the ship had left port")),
    ("The mayor said on Tuesday that the bridge was closed.", ("mayor", "says", "the bridge was closed")),
    ("As the ministry said on Monday, the border is open.", ("ministry", "says", "the border is open")),
    ("The border, the ministry said, is open to all.", ("ministry", "says", "The border")),
    ("The union urged members to strike.", ("union", "asks", "members to strike")),
    ("Members of the union went on strike.", ()),
    ("The army released photos showing trucks near the border.", ("army", "shows", "trucks near the border")),
    ("The ministry gave details of the operation.", ("ministry", "says", "The ministry gave details")),
    ("The ministry released photos it said showed trucks.", ("ministry", "says", "showed trucks")),
    ("“Who would have believed it?” Trump said, looking out on the crowd.", ("Trump", "says", "“Who would")),
    ("“Is it over?” The minister said that it was not.", ("minister", "says", "it was not")),
    ("Protesters marched downtown, chanting, “Hands up, don’t shoot.”", ("Protesters", "says", "“Hands up")),
    ("“It was late,” Christie said, adding that he had tried.", ("Christie", "says", "he had tried")),
    ("The mayor said no call was planned, adding: “We will consider it.”", ("mayor", "says", "“We will")),
    (
        "Obama said that reforms were slow, and rights groups warned that they had stopped.",
        ("rights groups", "warns", "they had stopped"),
    ),
    ("“They are wrong,” said 9/11 widow Terry Strada.", ("Terry Strada", "says", "“They are wrong,”")),
    ("The mayor went even further: “This is the end of it.”", ("mayor", "says", "“This is")),
    ("Iran denied that it had hit the ship, as Washington claims.", ("Iran", "denies", "it had hit the ship")),
    ("Iran denied that it had hit the ship, as Lisbon claims.", ("Lisbon", "claims", "it had hit the ship")),
    ("The chairman of the Canal Authority, Osama Rabie, said it was free.", ("Osama Rabie", "says", "it was free")),
    ("“It is free,” said the head of the port, Ann Lee.", ("Ann Lee", "says", "“It is free,”")),
    ("Osama Rabie, the chairman of the Canal Authority, said it was free.", ("Osama Rabie", "says", "it was free")),
    ("BMKG first reported that the quake was strong.", ("BMKG", "says", "the quake was strong")),
    ("Madrid called the figure high and said that two had died.", ("Madrid", "says", "two had died")),
    ("ROME, Aug 3 (Reuters) — Ann Lee left, saying that it was late.", ("Ann Lee", "says", "it was late")),
    ("In Ames, Iowa, on Sunday, Ann Lee tried again, saying that it was late.", ("Ann Lee", "says", "it was late")),
    ("Joe Biden hit the trail, saying that it was late.", ("Joe Biden", "says", "it was late")),
    ("She called the plan “a step forward” on Monday.", ("She", "says", "“a step forward”")),
    ("The senator called them “lone wolves” again.", ("senator", "says", "“lone wolves”")),
    ("Asked about the plan, Feinstein said “I know nothing at all.”", ("Feinstein", "says", "“I know")),
    ("When the firm said that it would sell, the mayor left.", ("firm", "says", "it would sell")),
    ("“It is late,” Spicer said, adding, “They need to talk.”", ("Spicer", "says", "“They need")),
]
FRENCH: list[Row] = [
    ("Un diplomate n’a pas voulu commenter les photos.", ("diplomate", "refuses_comment", "n’a pas voulu commenter")),
    ("Le ministre a déclaré que le plan était mort.", ("ministre", "says", "le plan était mort")),
    ("Le ministre n’a pas déclaré que le plan était mort.", ("ministre", "-says", "le plan était mort")),
    ("Le ministère a confirmé que deux soldats étaient morts.", ("ministère", "confirms", "deux soldats")),
    ("Le ministère n’a pas confirmé que deux soldats étaient morts.", ("ministère", "-confirms", "deux soldats")),
    ("L’Iran a nié que ses troupes aient refusé.", ("Iran", "denies", "ses troupes aient refusé")),
    ("« Nous avons refusé », a dit le général.", ("général", "says", "« Nous avons refusé »")),
    ("Le général a dit : « Nous avons refusé. »", ("général", "says", "« Nous avons refusé. »")),
    ("« Nous avons refusé », a-t-il dit.", ("il", "says", "« Nous avons refusé »")),
    ("Le général a refusé d’exécuter l’ordre.", ()),
    ("Le général a refusé de commenter.", ("général", "refuses_comment", "")),
    ("Selon le maire, le pont était fermé.", ("maire", "says", "le pont était fermé")),
    ("Le pont était fermé, selon le maire.", ("maire", "says", "Le pont était fermé")),
    ("D’après la police, le conducteur était ivre.", ("police", "says", "le conducteur était ivre")),
    ("La police a arrêté le conducteur, affirmant qu’il était ivre.", ("police", "claims", "il était ivre")),
    ("La police a arrêté le conducteur en affirmant qu’il était ivre.", ("police", "claims", "il était ivre")),
    ("Le pont, a précisé le maire, restera fermé.", ("maire", "says", "Le pont")),
    ("L’entreprise a promis de payer les victimes.", ("entreprise", "promises", "de payer les victimes")),
    ("L’entreprise a payé les victimes.", ()),
    ("Les forces « amies » ont quitté la ville.", ()),
    ("Mme Merkel a averti que les prix monteraient.", ("Merkel", "warns", "les prix monteraient")),
    ("Comme l’a annoncé le ministère, la frontière est ouverte.", ("ministère", "says", "la frontière est ouverte")),
    ("Mardi, le ministère a annoncé que le navire était parti.", ("ministère", "says", "le navire était parti")),
    ("Le ministère a publié des photos montrant des camions.", ("ministère", "shows", "des camions")),
    ("Le ministère a fourni des informations sur l’opération.", ("ministère", "says", "Le ministère a fourni")),
    (
        "L’Iran a nié que ses troupes aient tiré, comme l’affirme Washington.",
        ("Iran", "denies", "ses troupes aient tiré"),
    ),
    (
        "L’Iran a nié que ses troupes aient tiré, comme l’affirme Lisbonne.",
        ("Lisbonne", "claims", "ses troupes aient tiré"),
    ),
    ("L’Iran a nié avoir tiré sur le navire.", ("Iran", "denies", "tiré sur le navire")),
    ("« C’est libre », a dit le président du conseil, Jean Dupont.", ("Jean Dupont", "says", "« C’est libre »")),
    ("« C’est libre », a dit Jean Dupont, président du conseil.", ("Jean Dupont", "says", "« C’est libre »")),
    ("Madrid a contesté le chiffre et a annoncé que deux sont morts.", ("Madrid", "says", "deux sont morts")),
    ("Israël dément toute implication dans l’affaire.", ("Israël", "denies", "toute implication")),
    ("Un témoin affirme avoir vu deux hommes.", ("témoin", "claims", "vu deux hommes")),
    ("Le vote est illégal, a-t-elle déclaré.", ("elle", "says", "Le vote est illégal")),
    (
        "Le lendemain du feu, le procureur, Rémy Heitz, a déclaré lundi que rien n’était sûr.",
        ("Rémy Heitz", "says", "rien n’était sûr"),
    ),
    ("Le maire a dit que le pont était fermé, mais il reste ouvert.", ("maire", "says", "le pont était fermé")),
    ("Le maire aurait confié que le pont était fermé.", ("maire", "says", "le pont était fermé")),
    ("Un témoin a assuré à la Gazette que le pont était fermé.", ("témoin", "claims", "le pont était fermé")),
    ("Le pont est fermé, selon le gouverneur de Lyon, Jean Roy.", ("Jean Roy", "says", "Le pont est fermé")),
]
INDONESIAN: list[Row] = [
    ("Menteri mengatakan bahwa rencana itu batal.", ("Menteri", "says", "rencana itu batal")),
    ("Menteri tidak mengatakan bahwa rencana itu batal.", ("Menteri", "-says", "rencana itu batal")),
    ("Kementerian membenarkan bahwa dua tentara tewas.", ("Kementerian", "confirms", "dua tentara tewas")),
    ("Kementerian belum membenarkan bahwa dua tentara tewas.", ("Kementerian", "-confirms", "dua tentara tewas")),
    ("Iran membantah bahwa pasukannya menolak.", ("Iran", "denies", "pasukannya menolak")),
    ("“Kami menolak perintah itu,” kata jenderal itu.", ("jenderal", "says", "“Kami menolak")),
    ("Jenderal itu mengatakan, “Kami menolak perintah itu.”", ("Jenderal", "says", "“Kami menolak")),
    ("“Kami menolak perintah itu,” ujarnya.", ("ujarnya", "says", "“Kami menolak")),
    ("Jenderal itu menolak menjalankan perintah.", ()),
    ("Jenderal itu menolak berkomentar.", ("Jenderal", "refuses_comment", "")),
    ("Menurut wali kota, jembatan itu ditutup.", ("wali kota", "says", "jembatan itu ditutup")),
    ("Jembatan itu ditutup, menurut wali kota.", ("wali kota", "says", "Jembatan itu ditutup")),
    ("Jembatan itu ditutup, kata wali kota.", ("wali kota", "says", "Jembatan itu ditutup")),
    ("Polisi mengklaim bahwa sopir itu mabuk.", ("Polisi", "claims", "sopir itu mabuk")),
    ("Polisi menahan sopir itu dengan mengklaim bahwa ia mabuk.", ("Polisi", "claims", "ia mabuk")),
    ("Perusahaan berjanji untuk membayar semua korban.", ("Perusahaan", "promises", "untuk membayar")),
    ("Perusahaan membayar semua korban.", ()),
    ("Pasukan “sahabat” meninggalkan kota.", ()),
    ("Merkel memperingatkan bahwa harga akan naik.", ("Merkel", "warns", "harga akan naik")),
    ("Kementerian merilis foto yang menunjukkan truk di perbatasan.", ("Kementerian", "shows", "truk di perbatasan")),
    (
        "Iran membantah bahwa pasukannya menyerang kapal, seperti yang diklaim Washington.",
        ("Iran", "denies", "pasukannya menyerang kapal"),
    ),
    (
        "Iran membantah bahwa pasukannya menyerang kapal, seperti yang diklaim Lisabon.",
        ("Lisabon", "claims", "pasukannya menyerang kapal"),
    ),
    ("Ketua Otoritas Terusan, Osama Rabie, mengatakan kapal bebas.", ("Osama Rabie", "says", "kapal bebas")),
    ("Ketua Otoritas Terusan mengatakan kapal bebas.", ("Ketua Otoritas Terusan", "says", "kapal bebas")),
    ("Kepala BMKG Dwikorita Karnawati mengatakan gempa kuat.", ("Dwikorita Karnawati", "says", "gempa kuat")),
    ("Presiden Rusia Vladimir Putin mengatakan bahwa jalan aman.", ("Vladimir Putin", "says", "jalan aman")),
    ("BMKG pertama kali melaporkan bahwa gempa kuat.", ("BMKG", "says", "gempa kuat")),
    ("Madrid membantah angka itu dan mengatakan bahwa dua tewas.", ("Madrid", "says", "dua tewas")),
]
ARABIC: list[Row] = [
    ("قال الوزير إن الخطة انتهت.", ("الوزير", "says", "الخطة انتهت")),
    ("لم يقل الوزير إن الخطة انتهت.", ("الوزير", "-says", "الخطة انتهت")),
    ("أكدت الوزارة أن الجنود قتلوا.", ("الوزارة", "claims", "الجنود قتلوا")),
    ("نفت إيران أنها رفضت التفتيش.", ("إيران", "denies", "رفضت التفتيش")),
    ("لم تنف إيران أن قواتها رفضت.", ("إيران", "-denies", "قواتها رفضت")),
    ("قال الجنرال: «نحن رفضنا هذا الأمر».", ("الجنرال", "says", "«نحن رفضنا")),
    ("«نحن رفضنا هذا الأمر»، قال الجنرال.", ("الجنرال", "says", "«نحن رفضنا")),
    ("رفض الجنرال تنفيذ الأمر.", ()),
    ("وفقا للشرطة، كان السائق مخمورا.", ("الشرطة", "says", "كان السائق مخمورا")),
    ("بحسب الشرطة، كان السائق مخمورا.", ("الشرطة", "says", "كان السائق مخمورا")),
    ("كان السائق مخمورا، بحسب الشرطة.", ("الشرطة", "says", "كان السائق مخمورا")),
    ("حذرت ميركل من أن الأسعار سترتفع.", ("ميركل", "warns", "الأسعار سترتفع")),
    ("زعمت الشرطة أن السائق مخمور.", ("الشرطة", "claims", "السائق مخمور")),
    ("غادرت القوات المدينة.", ()),
    ("وأضاف الوزير أن الحدود مفتوحة.", ("الوزير", "says", "الحدود مفتوحة")),
    ("نفت إيران أنها هاجمت السفينة، كما تزعم واشنطن.", ("إيران", "denies", "هاجمت السفينة")),
    ("نفت إيران أنها هاجمت السفينة، كما تزعم لشبونة.", ("لشبونة", "claims", "هاجمت السفينة")),
    ("قال رئيس الهيئة، أسامة ربيع، إن السفينة تحركت.", ("أسامة ربيع", "says", "السفينة تحركت")),
    ("قال رئيس الهيئة إن السفينة تحركت.", ("رئيس الهيئة", "says", "السفينة تحركت")),
    ("رفضت الوزارة التعليق على الأمر.", ("الوزارة", "refuses_comment", "")),
    ("لم تؤكد الوزارة أن الجنود قتلوا.", ("الوزارة", "-claims", "الجنود قتلوا")),
    ("غادرت القوات «الصديقة» المدينة.", ()),
    ("وعدت الشركة بدفع تعويضات لجميع الضحايا.", ("الشركة", "promises", "")),
    ("دفعت الشركة تعويضات لجميع الضحايا.", ()),
    ("نشرت الوزارة صورا تظهر شاحنات قرب الحدود.", ("الوزارة", "shows", "شاحنات قرب الحدود")),
]
RUSSIAN: list[Row] = [
    ("Министр заявил, что план провалился.", ("Министр", "says", "план провалился")),
    ("Министр не заявил, что план провалился.", ("Министр", "-says", "план провалился")),
    ("Министерство подтвердило, что двое солдат погибли.", ("Министерство", "confirms", "двое солдат погибли")),
    ("Министерство не подтвердило, что двое солдат погибли.", ("Министерство", "-confirms", "двое солдат")),
    ("Иран отрицает, что отказался от инспекций.", ("Иран", "denies", "отказался от инспекций")),
    ("«Мы отказались от этого», — сказал генерал.", ("генерал", "says", "«Мы отказались")),
    ("Генерал сказал: «Мы отказались от этого».", ("Генерал", "says", "«Мы отказались")),
    ("Генерал отказался выполнять приказ.", ()),
    ("Генерал отказался от комментариев.", ("Генерал", "refuses_comment", "")),
    ("По словам мэра, мост был закрыт.", ("мэра", "says", "мост был закрыт")),
    ("Мост был закрыт, по словам мэра.", ("мэра", "says", "Мост был закрыт")),
    ("Мост закрыт, сообщил мэр.", ("мэр", "says", "Мост закрыт")),
    ("Полиция утверждает, что водитель был пьян.", ("Полиция", "claims", "водитель был пьян")),
    ("Полиция задержала водителя, утверждая, что он был пьян.", ("Полиция", "claims", "он был пьян")),
    ("«Дружественные» силы покинули город.", ()),
    ("Меркель предупредила, что цены вырастут.", ("Меркель", "warns", "цены вырастут")),
    ("Иран отрицает, что напал на судно, как утверждает Вашингтон.", ("Иран", "denies", "напал на судно")),
    ("Иран отрицает, что напал на судно, как утверждает Лиссабон.", ("Лиссабон", "claims", "напал на судно")),
    ("Глава порта, Иван Петров, заявил, что мост закрыт.", ("Иван Петров", "says", "мост закрыт")),
    ("Министр обороны России Сергей Шойгу заявил, что мост закрыт.", ("Сергей Шойгу", "says", "мост закрыт")),
    ("Мадрид назвал цифру завышенной и заявил, что погибли двое.", ("Мадрид", "says", "погибли двое")),
]
GERMAN: list[Row] = [
    (
        "Wie knapp es war, schilderte der Sprecher im Bauministerium, Jan Ruhl: Das Dach habe gebrannt.",
        ("Jan Ruhl", "says", "Das Dach"),
    ),
    ("Wie der Bürgermeister sagte, Jan Ruhl", ()),
    (
        "Die Bank hat angekündigt, die Filiale zu schließen, wie die Polizei am Freitag mitteilte.",
        ("Polizei", "says", "Die Bank"),
    ),
    ("Die Bank hat angekündigt, die Filiale zu schließen.", ("Bank", "says", "die Filiale zu schließen")),
    (
        "Die Straße bleibt gesperrt, wie ein Sprecher der Feuerwehr sagte.",
        ("Sprecher der Feuerwehr", "says", "Die Straße"),
    ),
    ("Der Minister sagte dem „Hafenblatt“, für eine Reform sei es zu spät.", ("Minister", "says", "für eine Reform")),
    ("Der Minister sagte, dass der Plan tot sei.", ("Minister", "says", "der Plan tot sei")),
    ("Der Minister sagte nicht, dass der Plan tot sei.", ("Minister", "-says", "der Plan tot sei")),
    ("Iran bestritt, dass er das Schiff angegriffen habe, wie Washington behauptet.", ("Iran", "denies", "er das")),
    ("Iran bestritt, dass er das Schiff angegriffen habe, wie Lissabon behauptet.", ("Lissabon", "claims", "er das")),
    ("„Die Preise steigen“, sagte der Chef des Verbandes, Phillip Urban.", ("Phillip Urban", "says", "„Die Preise")),
    ("„Die Preise steigen“, sagte Phillip Urban, Chef des Verbandes.", ("Phillip Urban", "says", "„Die Preise")),
    ("Madrid bestritt die Zahl und erklärte, dass zwei gestorben seien.", ("Madrid", "says", "zwei gestorben seien")),
    ("Der General weigerte sich, den Befehl auszuführen.", ()),
]
# One verb in many frames: (frame, sign). In every frame the same speaker says the same, with the verb's own stance.
Grid = tuple[str, str, list[tuple[str, str]], list[tuple[str, str]]]

GRIDS: dict[str, Grid] = {
    "en": (
        "Norwegian ministry",
        "the border is open",
        [
            ("{who} {verb} that {what}.", ""),
            ("On Monday, {who} {verb} that {what}.", ""),
            ("In a letter to parliament, {who} {verb} on Monday that {what}.", ""),
            ("{who} also {verb} that {what}.", ""),
            ("But {who} never {verb} that {what}.", "-"),
        ],
        [
            ("said", "says"),
            ("claimed", "claims"),
            ("denied", "denies"),
            ("confirmed", "confirms"),
            ("warned", "warns"),
            ("announced", "says"),
            ("insisted", "claims"),
            ("believed", "believes"),
        ],
    ),
    "fr": (
        "ministère norvégien",
        "la frontière est ouverte",
        [
            ("Le {who} a {verb} que {what}.", ""),
            ("Lundi, le {who} a {verb} que {what}.", ""),
            ("Le {who} a également {verb} lundi que {what}.", ""),
            ("Le {who} n’a pas {verb} que {what}.", "-"),
            ("Mais le {who} n’a jamais {verb} que {what}.", "-"),
        ],
        [
            ("dit", "says"),
            ("affirmé", "claims"),
            ("nié", "denies"),
            ("confirmé", "confirms"),
            ("averti", "warns"),
            ("annoncé", "says"),
            ("assuré", "claims"),
            ("estimé", "believes"),
        ],
    ),
    "id": (
        "Kementerian Norwegia",
        "perbatasan sudah dibuka",
        [
            ("{who} {verb} bahwa {what}.", ""),
            ("Pada Senin, {who} {verb} bahwa {what}.", ""),
            ("{who} juga {verb} bahwa {what}.", ""),
            ("{who} tidak {verb} bahwa {what}.", "-"),
            ("Namun, {who} belum {verb} bahwa {what}.", "-"),
        ],
        [
            ("mengatakan", "says"),
            ("mengklaim", "claims"),
            ("membantah", "denies"),
            ("membenarkan", "confirms"),
            ("memperingatkan", "warns"),
            ("mengumumkan", "says"),
            ("berjanji", "promises"),
            ("meyakini", "believes"),
        ],
    ),
    "ar": (
        "الوزارة النرويجية",
        "الحدود مفتوحة الآن",
        [
            ("{verb} {who} أن {what}.", ""),
            ("و{verb} {who} أن {what}.", ""),
            ("{verb} {who} يوم الاثنين أن {what}.", ""),
            ("{verb} {who} في بيان أن {what}.", ""),
            ("{verb} {who} بأن {what}.", ""),
        ],
        [
            ("قالت", "says"),
            ("زعمت", "claims"),
            ("نفت", "denies"),
            ("أقرت", "confirms"),
            ("حذرت", "warns"),
            ("أعلنت", "says"),
            ("تعهدت", "promises"),
            ("اعتبرت", "believes"),
        ],
    ),
}


def grid_rows() -> list[tuple[str, str, str, str, str]]:
    rows = []
    for language, (who, what, frames, verbs) in GRIDS.items():
        for frame, sign in frames:
            for verb, stance in verbs:
                sentence = frame.format(who=who, verb=verb, what=what)
                rows.append((language, sentence, who, sign + stance, what))
    return rows


@pytest.mark.parametrize(("language", "sentence", "who", "stance", "what"), grid_rows())
def test_a_verb_keeps_its_stance_in_every_frame(language: str, sentence: str, who: str, stance: str, what: str) -> None:
    (found,) = reported(sentence, language)
    sign = "-" if found.chain[-1].polarity == "negated" else ""
    assert [link.name for link in found.chain] == [who]
    assert (sign + found.chain[-1].stance, found.content.of(sentence)) == (stance, what)


TABLES = {
    "en": ENGLISH, "fr": FRENCH, "id": INDONESIAN, "ar": ARABIC, "ru": RUSSIAN, "de": GERMAN, "es": SPANISH,
    "tr": TURKISH,
}  # fmt: skip
SIXTY = ("en", "fr", "id", "ar", "es", "tr")


def reported(sentence: str, language: str) -> list[Statement]:
    article = Article(Reference("pair", None, None, language), sentence)
    return [s for s in statements(article) if not s.own_voice]


@pytest.mark.parametrize(("language", "row"), [(code, row) for code, rows in TABLES.items() for row in rows])
def test_who_says_what_with_which_stance(language: str, row: Row) -> None:
    sentence, expected = row
    found = reported(sentence, language)
    if not expected:
        assert not found
        return
    who, stance, beginning = expected
    polarity = "negated" if stance.startswith("-") else "affirmed"
    told = [
        (" > ".join(link.name for link in s.chain), s.chain[-1].stance, s.chain[-1].polarity, s.content.of(sentence))
        for s in found
    ]
    assert any(
        names == who and stance.lstrip("-") == a and polarity == p and content.startswith(beginning)
        for names, a, p, content in told
    ), told


@pytest.mark.parametrize("language", SIXTY)
def test_there_are_sixty_pairs(language: str) -> None:
    in_frames = sum(row[0] == language for row in grid_rows())
    assert len(TABLES[language]) + in_frames >= 60


HEADLINES = [
    ("en", "Russia: the US leaves Syria\n\nMoscow said on Monday that the US was leaving.", "Russia"),
    ("en", "Syria: the US leaves\n\nMoscow said on Monday that the US was leaving.", None),
    ("en", "Jakarta: floods close two schools\n\nThe mayor said that two schools had closed.", None),
    ("fr", "Moscou : les États-Unis quittent la Syrie\n\nLa Russie a déclaré que les États-Unis partaient.", "Moscou"),
    ("id", "Rusia: AS tinggalkan Suriah\n\nKementerian Pertahanan Rusia mengatakan bahwa AS pergi.", "Rusia"),
    ("de", "Moskau: USA verlassen Syrien\n\nRussland erklärte am Montag, dass die USA gingen.", "Moskau"),
    ("ar", "روسيا: واشنطن تنسحب من سوريا\n\nقالت موسكو يوم الاثنين إن واشنطن تنسحب.", "روسيا"),
    ("ar", "سوريا: واشنطن تنسحب من الشمال\n\nقالت موسكو يوم الاثنين إن واشنطن تنسحب.", None),
    ("ru", "Москва: США уходят из Сирии\n\nМинобороны России заявило, что США уходят.", "Москва"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), HEADLINES)
def test_a_country_before_a_colon_speaks_only_where_it_speaks_first_below(
    language: str, text: str, speaker: str | None
) -> None:
    headline = [s for s in reported(text, language) if s.content.start < text.index("\n")]
    assert [link.name for s in headline for link in s.chain] == ([speaker] if speaker else [])


CARRIED = [
    ("fr", "La Commission s’est réunie lundi. Le vote est illégal, a-t-elle déclaré.", "Commission"),
    ("fr", "Jean Dupont a parlé lundi. Selon lui, le pont est fermé.", "Jean Dupont"),
    ("fr", "Les garçons attendent, a déclaré Jean Roy. Le temps presse, a-t-il ajouté.", "Jean Roy"),
    ("en", "The Commission met on Monday. The vote was illegal, it said.", "Commission"),
    ("en", "Ann Lee said it was late. The same source said that help was near.", "Ann Lee"),
    ("en", "Ann Lee said it was late. His lawyer said that help was near.", "lawyer"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), CARRIED)
def test_a_pronoun_means_who_spoke_or_was_spoken_of_before_and_never_the_subject_of_what_is_said(
    language: str, text: str, speaker: str
) -> None:
    assert reported(text, language)[-1].chain[-1].name == speaker


NESTED = [
    ("en", "Her doctor, Ann Lee said, had told her that the yard was clean.", "Ann Lee > doctor"),
    ("en", "According to the ministry, the command proposed a joint attack.", "ministry > command"),
    ("en", "According to the ministry, the command twice proposed a joint attack.", "ministry > command"),
    ("fr", "Son client, dit Jean Roy, lui a raconté que le pont était fermé.", "Jean Roy > client"),
    ("fr", "D’après Jean Roy, l’armateur a proposé 150 millions.", "Jean Roy > armateur"),
    ("id", "“Sepupu saya bilang jalan sudah aman,” kata Ahmad Yusuf.", "Ahmad Yusuf > Sepupu saya"),
    ("ar", "قالت الممرضة إن جارها أخبرها بأن الطريق مغلق.", "الممرضة > جارها"),
    ("ar", "ونقل زعيم القبيلة عن طبيب في المستشفى قوله إن الطريق مغلق.", "زعيم القبيلة > طبيب"),
    ("zh", "一名教师说：“巡逻的人讲，海水退了，快跑。”", "一名教师 > 巡逻的人"),
    ("de", "Ann Lee sagte, ihr Chef habe ihr eingeschärft, der Turm stehe fest.", "Ann Lee > Chef"),
    ("ru", "«Мне солдат сказал, что путь закрыт», — сообщил Иван Петров.", "Иван Петров > солдат"),
    ("de", "Ein Händler sagte am Montag, ein Soldat habe gesagt, der Weg sei frei.", "Händler > Soldat"),
]


@pytest.mark.parametrize(("language", "text", "chain"), NESTED)
def test_what_somebody_passes_on_has_both_speakers(language: str, text: str, chain: str) -> None:
    assert chain in [" > ".join(link.name for link in s.chain) for s in reported(text, language)]


POINTING = [
    ("ru", "Погибли двое рабочих. Об этом сообщает ТАСС.", "ТАСС"),
    ("ru", "Погибли двое рабочих. Этого не сообщает ТАСС.", None),
    ("de", "Zwei Menschen starben. Das teilte die Polizei am Montag mit.", "Polizei"),
    ("id", "Dua orang tewas. Hal itu disampaikan oleh Andi Tampubolon.", "Andi Tampubolon"),
    ("fr", "Deux personnes sont mortes. C’est ce qu’a annoncé la police.", "police"),
    ("en", "Two people died. That is according to the police.", "police"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), POINTING)
def test_a_sentence_that_only_points_back_says_whose_the_one_before_is(
    language: str, text: str, speaker: str | None
) -> None:
    before = [s for s in reported(text, language) if s.content.start == 0]
    assert [link.name for s in before for link in s.chain] == ([speaker] if speaker else [])
