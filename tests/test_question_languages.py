"""Questions in eight languages whose articles are read with unproved rules → kind, what is wanted, the matter."""

from string import Template

import pytest

import languages
from answer.narrowing import narrowed
from answer.question import understand
from domain import Query

WHO, SAID, VERIFY, COMPARE, HAPPENED = "who", "said", "verify", "compare", "happened"
QUANTITY, TIME, PLACE, REASON = "quantity", "time", "place", "reason"

QUESTIONS = {
    "nl": {
        WHO: [
            "Wie beweert dat de Amerikanen aanvallen hebben geweigerd?",
            "Wie ontkende dat de coalitie strijders hielp?",
            "Welke minister bood Egypte een schip aan?",
            "Wie vergeleek het schip met een walvis?",
            "Wie heeft de bezuinigingen bekritiseerd?",
        ],
        SAID: [
            "Wat zei kolonel Dillon over de Russische beschuldigingen?",
            "Wat verklaarde Puigdemont na het referendum?",
            "Wat heeft de minister sinds maart 2021 over de dijken gezegd?",
            "Wat antwoordde de dienst op de kritiek?",
        ],
        VERIFY: [
            "Heeft de minister de verhoging bevestigd?",
            "Is het waar dat de boeien niet werkten?",
            "Ontkende Moskou de aanval?",
            "Klopt het dat er niemand gewond raakte?",
        ],
        COMPARE: ["Hoe verschillen de kranten over de opkomst?", "Waarin verschillen de media over de brand?"],
        HAPPENED: ["Wat is er gebeurd in Palu?", "Wat gebeurde er in de haven van Beiroet?"],
        QUANTITY: ["Hoeveel schepen wachtten er bij Suez?", "Hoeveel geld eiste de kanaalautoriteit?"],
        TIME: ["Wanneer ging het eerste alarm af?", "In welk jaar viel de brug om?"],
        PLACE: ["Waar lag de kroon na de brand?", "In welk land staat de centrale?"],
        REASON: ["Waarom vluchtten de gevangenen?"],
    },
    "pl": {
        WHO: [
            "Kto twierdzi, że Amerykanie odmówili ataku?",
            "Kto zaprzeczył, że koalicja osłaniała bojowników?",
            "Który minister zaoferował Egiptowi statek?",
            "Kto porównał statek do wieloryba?",
            "Kogo oskarżono o podpalenie?",
        ],
        SAID: [
            "Co powiedział pułkownik Dillon o rosyjskich zarzutach?",
            "Co oświadczył Puigdemont po referendum?",
            "Co mówi minister o wałach od marca 2021?",
            "Co odpowiedziała agencja na krytykę?",
        ],
        VERIFY: [
            "Czy minister potwierdził podwyżkę?",
            "Czy to prawda, że boje nie działały?",
            "Czy Moskwa zaprzeczyła atakowi?",
            "Czy ktoś został ranny?",
        ],
        COMPARE: ["Czym różnią się gazety w sprawie frekwencji?", "Jak różnią się relacje mediów o pożarze?"],
        HAPPENED: ["Co się stało w Palu?", "Co się wydarzyło w porcie w Bejrucie?"],
        QUANTITY: ["Ile statków czekało w Suezie?", "Ilu policjantów zostało rannych?"],
        TIME: ["Kiedy rozległ się pierwszy alarm?", "W którym roku runął most?"],
        PLACE: ["Gdzie była korona po pożarze?", "W jakim kraju stoi elektrownia?"],
        REASON: ["Dlaczego więźniowie uciekli?"],
    },
    "uk": {
        WHO: [
            "Хто стверджує, що американці відмовилися від ударів?",
            "Хто заперечив, що коаліція прикривала бойовиків?",
            "Який міністр запропонував Єгипту судно?",
            "Хто порівняв корабель із китом?",
            "Кого звинуватили у підпалі?",
        ],
        SAID: [
            "Що сказав полковник Діллон про російські звинувачення?",
            "Що заявив Пучдемон після референдуму?",
            "Що говорить міністр про дамби з березня 2021 року?",
            "Що відповіла агенція на критику?",
        ],
        VERIFY: [
            "Чи підтвердив міністр підвищення?",
            "Чи правда, що буї не працювали?",
            "Чи заперечила Москва удар?",
            "Чи є поранені?",
        ],
        COMPARE: ["Чим відрізняються повідомлення газет про явку?", "Як різняться медіа у справі пожежі?"],
        HAPPENED: ["Що сталося в Палу?", "Що трапилося в порту Бейрута?"],
        QUANTITY: ["Скільки суден чекало в Суеці?", "Яка кількість поліцейських постраждала?"],
        TIME: ["Коли пролунала перша тривога?", "Якого року впав міст?"],
        PLACE: ["Де був вінець після пожежі?", "У якій країні стоїть станція?"],
        REASON: ["Чому втекли в’язні?"],
    },
    "vi": {
        WHO: [
            "Ai khẳng định rằng Mỹ đã từ chối không kích?",
            "Ai phủ nhận việc liên quân che chở các tay súng?",
            "Bộ trưởng nào đề nghị cho Ai Cập mượn tàu?",
            "Ai đã so sánh con tàu với cá voi?",
            "Người nào bị cáo buộc phóng hỏa?",
        ],
        SAID: [
            "Đại tá Dillon nói gì về cáo buộc của Nga?",
            "Puigdemont tuyên bố gì sau cuộc trưng cầu?",
            "Bộ trưởng cho biết điều gì về đê điều từ tháng 3 2021?",
            "Cơ quan này trả lời thế nào trước chỉ trích?",
        ],
        VERIFY: [
            "Bộ trưởng có xác nhận việc tăng giá không?",
            "Có đúng là các phao không hoạt động?",
            "Moskva có phủ nhận vụ tấn công không?",
            "Hai thuyền viên bị thương, phải không?",
        ],
        COMPARE: ["Các báo khác nhau thế nào về tỷ lệ đi bầu?", "So sánh các bài viết về vụ cháy"],
        HAPPENED: ["Chuyện gì đã xảy ra ở Palu?", "Điều gì đã xảy ra tại cảng Beirut?"],
        QUANTITY: ["Bao nhiêu tàu đang chờ ở Suez?", "Có bao nhiêu cảnh sát bị thương?"],
        TIME: ["Khi nào báo động đầu tiên vang lên?", "Cây cầu sập năm nào?"],
        PLACE: ["Vương miện ở đâu sau vụ cháy?", "Nhà máy nằm ở đất nước nào?"],
        REASON: ["Tại sao các tù nhân bỏ trốn?"],
    },
    "fa": {
        WHO: [
            "چه کسی ادعا کرد که آمریکا از حمله خودداری کرد؟",
            "چه کسی تکذیب کرد که ائتلاف به جنگجویان کمک کرده است؟",
            "کدام وزیر کشتی را به مصر پیشنهاد داد؟",
            "چه کسی کشتی را با نهنگ مقایسه کرد؟",
            "چه کسانی متهم شدند؟",
        ],
        SAID: [
            "سرهنگ دیلون درباره اتهام‌های روسیه چه گفت؟",
            "پوجدمون پس از همه‌پرسی چه اعلام کرد؟",
            "وزیر از سال 2021 درباره سدها چه گفت؟",
            "سازمان به انتقادها چه گفته است؟",
        ],
        VERIFY: [
            "آیا وزیر افزایش قیمت را تأیید کرد؟",
            "آیا درست است که بویه‌ها کار نمی‌کردند؟",
            "آیا مسکو حمله را تکذیب کرد؟",
            "آیا زخمی هم بود؟",
        ],
        COMPARE: ["روزنامه‌ها درباره مشارکت چه تفاوتی دارند؟", "تفاوت رسانه‌ها درباره آتش‌سوزی چیست؟"],
        HAPPENED: ["در پالو چه اتفاقی افتاد؟", "در بندر بیروت چه رخ داد؟"],
        QUANTITY: ["چند کشتی در سوئز منتظر بودند؟", "چه تعداد پلیس زخمی شدند؟"],
        TIME: ["چه زمانی نخستین هشدار به صدا درآمد؟", "پل در چه سالی فرو ریخت؟"],
        PLACE: ["تاج پس از آتش‌سوزی کجا بود؟", "نیروگاه در کدام کشور است؟"],
        REASON: ["چرا زندانیان گریختند؟"],
    },
    "hi": {
        WHO: [
            "किसने दावा किया कि अमेरिका ने हमले से मना किया?",
            "किसने इनकार किया कि गठबंधन ने लड़ाकों की मदद की?",
            "किस मंत्री ने मिस्र को जहाज़ की पेशकश की?",
            "जहाज़ की तुलना व्हेल से किसने की?",
            "आग लगाने का आरोप किस पर लगा?",
        ],
        SAID: [
            "कर्नल डिलन ने रूसी आरोपों के बारे में क्या कहा?",
            "पुजदेमों ने जनमत संग्रह के बाद क्या घोषणा की?",
            "मंत्री ने 2021 से बाँधों के बारे में क्या बताया?",
            "एजेंसी ने आलोचना पर क्या कहा?",
        ],
        VERIFY: [
            "क्या मंत्री ने बढ़ोतरी की पुष्टि की?",
            "क्या यह सच है कि बोया काम नहीं कर रहे थे?",
            "क्या मॉस्को ने हमले से इनकार किया?",
            "क्या कोई घायल हुआ?",
        ],
        COMPARE: ["मतदान पर अखबारों में क्या अंतर है?", "आग पर मीडिया की खबरें कैसे अलग हैं?"],
        HAPPENED: ["पालू में क्या हुआ?", "बेरूत के बंदरगाह में क्या हुआ?"],
        QUANTITY: ["स्वेज़ में कितने जहाज़ इंतज़ार कर रहे थे?", "नहर प्राधिकरण ने कितना मुआवज़ा माँगा?"],
        TIME: ["पहला अलार्म कब बजा?", "पुल किस साल गिरा?"],
        PLACE: ["आग के बाद मुकुट कहाँ था?", "संयंत्र किस देश में है?"],
        REASON: ["कैदी क्यों भागे?"],
    },
    "ja": {
        WHO: [
            "米国が空爆を拒否したと主張したのは誰ですか？",
            "有志連合が戦闘員を助けたことを否定したのは誰ですか？",
            "エジプトに船を提供すると申し出たのはどの大臣ですか？",
            "誰が船をクジラにたとえましたか？",
            "誰が放火で訴えられましたか？",
        ],
        SAID: [
            "ディロン大佐はロシアの非難について何と言いましたか？",
            "プチデモンは住民投票の後に何を発表しましたか？",
            "大臣は2021年3月以降、堤防について何と述べましたか？",
            "機関は批判にどう答えましたか？",
        ],
        VERIFY: [
            "大臣は値上げを認めましたか？",
            "ブイが動いていなかったのは本当ですか？",
            "モスクワは攻撃を否定しましたか？",
            "けが人が出たのは事実ですか？",
        ],
        COMPARE: ["各紙の投票率の報道はどう違いますか？", "火災についての報道の違いを教えて"],
        HAPPENED: ["パルで何が起きましたか？", "ベイルートの港で何がありましたか？"],
        QUANTITY: ["スエズで何隻の船が待っていましたか？", "運河庁はいくら賠償を求めましたか？"],
        TIME: ["最初の警報はいつ鳴りましたか？", "橋は何年に落ちましたか？"],
        PLACE: ["火災の後、冠はどこにありましたか？", "発電所はどこの国にありますか？"],
        REASON: ["なぜ受刑者は逃げましたか？"],
    },
    "ko": {
        WHO: [
            "미국이 공습을 거부했다고 주장한 것은 누구인가요?",
            "연합군이 전투원을 도왔다는 것을 누가 부인했나요?",
            "어느 장관이 이집트에 배를 제안했나?",
            "누가 배를 고래에 비유했습니까?",
            "누가 방화 혐의를 받았나?",
        ],
        SAID: [
            "딜런 대령은 러시아의 비난에 대해 뭐라고 말했나요?",
            "푸지데몬은 주민투표 후 무엇을 선언했나?",
            "장관은 2021년 3월 이후 제방에 대해 뭐라고 밝혔습니까?",
            "기관은 비판에 어떻게 답했나?",
        ],
        VERIFY: [
            "장관이 인상을 확인했나요?",
            "부표가 작동하지 않았다는 것이 사실인가요?",
            "모스크바는 공격을 부인했습니까?",
            "다친 사람이 있다는 게 정말 맞나요?",
        ],
        COMPARE: ["신문들은 투표율을 어떻게 다르게 보도하나?", "화재에 관한 언론 보도의 차이점은 무엇인가요?"],
        HAPPENED: ["팔루에서 무슨 일이 있었나?", "베이루트 항구에서 어떤 일이 일어났나요?"],
        QUANTITY: ["수에즈에서 배 몇 척이 기다렸나?", "운하청은 배상금을 얼마나 요구했나?"],
        TIME: ["첫 경보는 언제 울렸나?", "다리는 몇년에 무너졌나?"],
        PLACE: ["화재 후 왕관은 어디에 있었나?", "발전소는 어디에 있습니까?"],
        REASON: ["수감자들은 왜 도망쳤나?"],
    },
}
CASES = [(code, sort, text) for code, sorts in QUESTIONS.items() for sort, texts in sorts.items() for text in texts]


def test_every_language_is_asked_at_least_twenty_questions_of_each_kind():
    assert {code: sum(map(len, sorts.values())) >= 20 for code, sorts in QUESTIONS.items()} == dict.fromkeys(
        QUESTIONS, True
    )
    assert {len(sorts) for sorts in QUESTIONS.values()} == {9}


@pytest.mark.parametrize(("code", "sort", "question"), CASES)
def test_a_question_is_understood_in_its_language(code, sort, question):
    found = understand(Query(question))
    assert found.asked_in == found.language == code
    told = found.kind if sort in (WHO, SAID, VERIFY, COMPARE, HAPPENED) else found.wanted
    assert told == sort


@pytest.mark.parametrize(
    ("question", "gone", "left"),
    [
        ("Wat zei Dillon over de beschuldigingen?", ("Wat", "zei"), ("Dillon", "beschuldigingen")),
        ("Co powiedział Dillon o zarzutach?", ("Co", "powiedział"), ("Dillon", "zarzutach")),
        ("Що сказав Діллон про звинувачення?", ("Що", "сказав"), ("Діллон", "звинувачення")),
        ("Dillon cho biết gì về cáo buộc?", ("cho", "biết", "gì"), ("Dillon", "buộc")),
        ("دیلون درباره اتهام‌ها چه گفت؟", ("چه", "گفت", "درباره"), ("دیلون", "اتهام‌ها")),
        ("डिलन ने आरोपों के बारे में क्या कहा?", ("क्या", "कहा", "ने"), ("डिलन", "आरोपों")),
        ("ディロンは非難について何と言いましたか？", ("何", "言い", "について"), ("ディロン", "非難")),
        ("딜런은 비난에 대해 뭐라고 말했나요?", ("뭐라고", "말했나요"), ("딜런은", "비난에")),
    ],
)
def test_words_of_asking_and_of_saying_are_not_searched_for(question, gone, left):
    topic = understand(Query(question)).topic
    assert not [word for word in gone if word in (topic.split() if " " in question else topic)]
    assert all(word in topic for word in left)


@pytest.mark.parametrize(
    ("question", "since"),
    [
        ("Wat heeft de minister sinds maart 2021 gezegd?", "2021-03-01"),
        ("Co mówi minister od marca 2021?", "2021-03-01"),
        ("Що говорить міністр починаючи з березня 2021 року?", "2021-03-01"),
        ("Bộ trưởng nói gì từ tháng 3 2021?", "2021-03-01"),
        ("وزیر از سال 2021 چه گفت؟", "2021-01-01"),
        ("मंत्री ने 2021 से क्या बताया?", "2021-01-01"),
        ("大臣は2021年3月以降、何と述べましたか？", "2021-03-01"),
        ("장관은 2021년 3월 이후 뭐라고 밝혔습니까?", "2021-03-01"),
    ],
)
def test_the_first_day_is_read_with_the_months_of_each_language(question, since):
    query = Query(question)
    assert str(narrowed(query, understand(query), ())[1].since) == since


@pytest.mark.parametrize("code", [code for code in languages.codes() if languages.load(code).answer])
def test_no_language_lacks_a_key_of_the_words_by_which_it_answers(code):
    """Every template of English, with the same places in it; every list of question words; the model's words."""
    english, own = languages.load("en"), languages.load(code)
    assert set(own.answer) == set(english.answer)
    for name in english.answer:
        assert _places(own.answer[name]) == _places(english.answer[name]), name
    assert not {k for k in english.question if k not in own.question and k not in ("stop", "common", "which")}
    assert not {k for k in english.model if k not in own.model and k != "negative_pattern"}
    assert all(own.answer[name] for name in own.answer)


def _places(template):
    return set(Template(str(template)).get_identifiers())
