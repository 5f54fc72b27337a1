"""Minimal pairs in Spanish and Turkish: sentences that differ in one thing; rows as in test_attribution_pairs."""

from __future__ import annotations

import pytest

from tests.test_attribution_pairs import Row, reported

SPANISH: list[Row] = [
    ("El ministro dijo que el plan había muerto.", ("ministro", "says", "el plan había muerto")),
    ("El ministro no dijo que el plan había muerto.", ("ministro", "-says", "el plan había muerto")),
    ("El ministro nunca dijo que el plan había muerto.", ("ministro", "-says", "el plan había muerto")),
    ("Se dijo que el plan había muerto.", ()),
    ("Dijo el ministro que el plan había muerto.", ("ministro", "says", "el plan había muerto")),
    ("El ministro, según la portavoz, dijo que sí.", ("portavoz", "says", "")),
    ("El ministerio confirmó que dos soldados murieron.", ("ministerio", "confirms", "dos soldados murieron")),
    ("El ministerio no confirmó que dos soldados murieran.", ("ministerio", "-confirms", "dos soldados murieran")),
    ("El ministerio tampoco confirmó que dos soldados murieran.", ("ministerio", "-confirms", "dos soldados")),
    ("Irán negó que hubiera rechazado las inspecciones.", ("Irán", "denies", "hubiera rechazado")),
    ("Irán no negó que hubiera rechazado las inspecciones.", ("Irán", "-denies", "hubiera rechazado")),
    ("Irán rechazó las inspecciones en todo su territorio.", ("Irán", "denies", "")),
    ("Irán recibió las inspecciones en todo su territorio.", ()),
    ("Irán niega haber rechazado las inspecciones.", ("Irán", "denies", "haber rechazado")),
    ("«Nos negamos», dijo el general.", ("general", "says", "«Nos negamos»")),
    ("«Nos negamos», dijo a los periodistas el general.", ("general", "says", "«Nos negamos»")),
    ("«Nos negamos», dijo el lunes el general.", ("general", "says", "«Nos negamos»")),
    ("El general dijo: «Nos negamos».", ("general", "says", "«Nos negamos»")),
    ("El general se negó a cumplir la orden.", ()),
    ("El general se negó a comentar la orden.", ("general", "refuses_comment", "")),
    ("El general no respondió a las preguntas.", ("general", "refuses_comment", "")),
    ("El general declinó hacer declaraciones.", ("general", "refuses_comment", "")),
    ("El puente estaba cerrado, según la alcaldesa.", ("alcaldesa", "says", "El puente estaba cerrado")),
    ("Según la alcaldesa, el puente estaba cerrado.", ("alcaldesa", "says", "el puente estaba cerrado")),
    ("Según la ley, el puente estaba cerrado.", ()),
    ("De acuerdo con el alcalde, el puente estaba cerrado.", ("alcalde", "says", "el puente estaba cerrado")),
    ("De acuerdo con el calendario, el puente estaba cerrado.", ()),
    ("A juicio de la policía, el conductor iba ebrio.", ("policía", "says", "el conductor iba ebrio")),
    ("La policía aseguró que el conductor iba ebrio.", ("policía", "claims", "el conductor iba ebrio")),
    ("La policía detuvo al conductor, alegando que iba ebrio.", ("policía", "claims", "iba ebrio")),
    ("La policía detuvo al conductor, que iba ebrio.", ()),
    ("La policía advirtió que el conductor iba ebrio.", ("policía", "warns", "el conductor iba ebrio")),
    ("La empresa prometió que pagaría a las víctimas.", ("empresa", "promises", "pagaría a las víctimas")),
    ("La empresa pagó a las víctimas.", ()),
    ("Las fuerzas «amigas» abandonaron la ciudad.", ()),
    ("El puente, precisó el alcalde, seguirá cerrado.", ("alcalde", "says", "El puente")),
    ("El martes, el ministerio anunció que el barco había zarpado.", ("ministerio", "says", "el barco había zarpado")),
    ("El ministerio anunció el martes que el barco había zarpado.", ("ministerio", "says", "el barco había zarpado")),
    ("El ministerio también anunció que el barco había zarpado.", ("ministerio", "says", "el barco había zarpado")),
    ("En una nota, el ministerio anunció que el barco había zarpado.", ("ministerio", "says", "el barco había")),
    ("El ministerio difundió fotos que muestran camiones militares.", ("ministerio", "shows", "camiones")),
    ("El ministerio difundió fotos de camiones.", ()),
    ("El informe dice que las exportaciones cayeron.", ("informe", "says", "las exportaciones cayeron")),
    ("Un estudio demuestra que las exportaciones cayeron.", ()),
    ("La ministra, Ana Ruiz, dijo que habría elecciones.", ("Ana Ruiz", "says", "habría elecciones")),
    ("Ana Ruiz, ministra de Sanidad, dijo que habría elecciones.", ("Ana Ruiz", "says", "habría elecciones")),
    ("La ministra Ana Ruiz dijo que habría elecciones.", ("Ana Ruiz", "says", "habría elecciones")),
    ("Ana Ruiz dijo que habría elecciones y pidió calma.", ("Ana Ruiz", "says", "habría elecciones")),
    ("Ana Ruiz dijo que Irán había mentido.", ("Ana Ruiz", "says", "Irán había mentido")),
    ("Ana Ruiz dijo que Irán afirmó que ganó.", ("Ana Ruiz > Irán", "says", "ganó")),
    ("Irán negó que Israel dijera que ganó.", ("Irán > Israel", "says", "ganó")),
    ("Irán acusó a Israel de mentir.", ("Irán", "accuses", "")),
    ("Irán reconoció que Israel había ganado.", ("Irán", "confirms", "Israel había ganado")),
    ("Irán sostiene que Israel ha perdido.", ("Irán", "claims", "Israel ha perdido")),
    ("Irán cree que Israel ha perdido.", ("Irán", "believes", "Israel ha perdido")),
    ("Irán no cree que Israel haya perdido.", ("Irán", "-believes", "Israel haya perdido")),
    ("El sindicato exige que suban los salarios.", ("sindicato", "asks", "suban los salarios")),
    ("El sindicato preguntó si subirían los salarios.", ("sindicato", "asks", "subirían los salarios")),
    ("Los salarios subirán, informó la empresa.", ("empresa", "says", "Los salarios subirán")),
    ("Los salarios subirán, y la empresa lo celebró.", ()),
    ("Como informó la empresa, los salarios subirán.", ("empresa", "says", "los salarios subirán")),
]
TURKISH: list[Row] = [
    ("Bakan, planın öldüğünü söyledi.", ("Bakan", "says", "planın öldüğünü")),
    ("Bakan, planın öldüğünü söylemedi.", ("Bakan", "-says", "planın öldüğünü")),
    ("Bakan planın öldüğünü söyledi.", ("Bakan", "says", "planın öldüğünü")),
    ("Bakana göre plan öldü.", ("Bakan", "says", "plan öldü")),
    ("Anayasaya göre plan öldü.", ()),
    ("Planın öldüğünü bakan söyledi.", ()),
    ("Bakanlık, iki askerin öldüğünü doğruladı.", ("Bakanlık", "confirms", "iki askerin öldüğünü")),
    ("Bakanlık, iki askerin öldüğünü doğrulamadı.", ("Bakanlık", "-confirms", "iki askerin öldüğünü")),
    ("Bakanlık, iki askerin öldüğünü yalanladı.", ("Bakanlık", "denies", "iki askerin öldüğünü")),
    ("Bakanlık, iki askerin öldüğünü yalanlamadı.", ("Bakanlık", "-denies", "iki askerin öldüğünü")),
    ("Bakanlık, iki askeri madalyayla ödüllendirdi.", ()),
    ("İran, denetimleri reddettiğini yalanladı.", ("İran", "denies", "denetimleri reddettiğini")),
    ("İran, İsrail'in denetimleri reddettiğini söyledi.", ("İran", "says", "İsrail'in denetimleri reddettiğini")),
    ("İran, İsrail'in savaşı kazandığını söylediğini açıkladı.", ("İran > İsrail", "says", "savaşı kazandığını")),
    ("İsrail, İran'ın savaşı kaybettiğini savunduğunu bildirdi.", ("İsrail > İran", "claims", "savaşı kaybettiğini")),
    ('Genel Müdür, "Reddettik" dedi.', ("Genel Müdür", "says", '"Reddettik"')),
    ('"Reddettik," dedi general.', ("general", "says", '"Reddettik,"')),
    ('"Reddettik" diyen general, kentten ayrıldı.', ("general", "says", '"Reddettik"')),
    ('General şunları söyledi: "Biz reddettik."', ("General", "says", '"Biz reddettik."')),
    ("General, emri yerine getirmeyi reddetti.", ()),
    ("General, yorum yapmayı reddetti.", ("General", "refuses_comment", "")),
    ("General, yorum yapmadı.", ("General", "refuses_comment", "")),
    ("General, yardım yapmadı.", ()),
    ("Sözcü soruları yanıtlamadı.", ("Sözcü", "refuses_comment", "")),
    ("Polis, sürücünün sarhoş olduğunu iddia etti.", ("Polis", "claims", "sürücünün sarhoş olduğunu")),
    ("Polis, sürücünün sarhoş olduğunu iddia etmedi.", ("Polis", "-claims", "sürücünün sarhoş olduğunu")),
    ("Polis, sürücünün sarhoş olduğunu öne sürdü.", ("Polis", "claims", "sürücünün sarhoş olduğunu")),
    ("Polis, sürücünün sarhoş olduğunu belirtti.", ("Polis", "says", "sürücünün sarhoş olduğunu")),
    ("Polis, sürücünün sarhoş olduğuna inanıyor.", ("Polis", "believes", "sürücünün sarhoş olduğuna")),
    ("Polis, sürücünün sarhoş olduğunu düşünüyor.", ("Polis", "believes", "sürücünün sarhoş olduğunu")),
    ("Polis, sarhoş sürücüyü gözaltına aldı.", ()),
    ("Sürücünün sarhoş olduğunu belirten polis, onu durdurdu.", ("polis", "says", "Sürücünün sarhoş olduğunu")),
    ("Polis tarafından yapılan açıklamada sürücünün sarhoş olduğu belirtildi.", ("Polis", "says", "sürücünün sarhoş")),
    ("Sürücünün sarhoş olduğu belirtildi.", ()),
    ("Sürücünün sarhoş olduğu görüldü.", ()),
    ("Şirket, kurbanlara ödeme yapacağına söz verdi.", ("Şirket", "promises", "kurbanlara ödeme yapacağına")),
    ("Şirket, kurbanlara ödeme yaptı.", ()),
    ("Şirket, ödeme yapacağını açıkladı.", ("Şirket", "says", "ödeme yapacağını")),
    ("Sendika, ücretlerin artırılmasını istedi.", ("Sendika", "asks", "ücretlerin artırılmasını")),
    ("Sendika, ücretlerin artırılmasını istemedi.", ("Sendika", "-asks", "ücretlerin artırılmasını")),
    ("Sendika, ücretleri artırdı.", ()),
    ('"Dost" güçler kentten ayrıldı.', ()),
    ("Merkel, fiyatların artacağı uyarısında bulundu.", ("Merkel", "warns", "fiyatların artacağı")),
    ("Merkel, fiyatların artacağını söyledi.", ("Merkel", "says", "fiyatların artacağını")),
    ("Merkel'in sözcüsü, fiyatların artacağını söyledi.", ("Merkel'in sözcüsü", "says", "fiyatların artacağını")),
    ("Merkel'in fiyatları artıracağını söyledi.", ()),
    ("Sözcü Steffen Seibert, fiyatların artacağını söyledi.", ("Steffen Seibert", "says", "fiyatların artacağını")),
    ("Salı günü bakanlık, geminin ayrıldığını duyurdu.", ("bakanlık", "says", "geminin ayrıldığını")),
    ("Bakanlık, salı günü geminin ayrıldığını duyurdu.", ("Bakanlık", "says", "salı günü geminin ayrıldığını")),
    ("Bakanlık, geminin ayrıldığını duyurdu; limanın kapalı olduğunu ekledi.", ("Bakanlık", "says", "limanın kapalı")),
    ("Bakanlık geminin ayrıldığını duyurdu, ancak liman boş olduğunu bildirdi.", ("Bakanlık", "says", "geminin")),
    ("Bakanlık, gemiyi limanda denetledi.", ()),
    ("Ayrıca bakanlık, geminin ayrıldığını duyurdu.", ("bakanlık", "says", "geminin ayrıldığını")),
    ("Bakanlık ise geminin ayrıldığını duyurdu.", ("Bakanlık", "says", "geminin ayrıldığını")),
    ("Bakan, beklendiği gibi, geminin ayrıldığını söyledi.", ("Bakan", "says", "geminin ayrıldığını")),
    ("Türkiye, anlaşmayı desteklediğini vurguladı.", ("Türkiye", "says", "anlaşmayı desteklediğini")),
    ("Türkiye, anlaşmayı destekledi.", ()),
    ("Bir araştırma, hayvanların azaldığını gösterdi.", ()),
    ("Raporda, hayvanların azaldığı belirtildi.", ("Rapor", "says", "hayvanların azaldığı")),
    ("Başbakan Ali Kaya, seçim olacağını kaydetti.", ("Ali Kaya", "says", "seçim olacağını")),
    ("Başbakan Ali Kaya, seçim olacağını kabul etti.", ("Ali Kaya", "confirms", "seçim olacağını")),
    ("Başbakan Ali Kaya, seçimi kazandı.", ()),
]
TABLES = {"es": SPANISH, "tr": TURKISH}


@pytest.mark.parametrize(("language", "row"), [(code, row) for code, rows in TABLES.items() for row in rows])
def test_one_difference_makes_the_difference(language: str, row: Row) -> None:
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


@pytest.mark.parametrize("language", TABLES)
def test_there_are_sixty_pairs(language: str) -> None:
    assert len(TABLES[language]) >= 60
