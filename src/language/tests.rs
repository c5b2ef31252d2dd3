use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn split(text: &str) -> String {
    let mut list = Vec::new();
    words(text, |range, word| {
        assert!(text.get(range).is_some());
        list.push(word.to_owned());
    });
    list.join("|")
}

#[test]
fn texts_are_split_into_folded_words() {
    for (text, wanted) in [
        ("", ""),
        ("Բարև՜, մենեջե՛ր։ «հաճախորդ»", "բարեւ|մենեջեր|հաճախորդ"),
        ("և եւ եվ ԵՎ ԵՒ Եվ", "եւ|եւ|եւ|եւ|եւ|եւ"),
        ("նաև ՆԱԵՎ նաեւ Բարև ԲԱՐԵՒ տարեվերջ", "նաեւ|նաեւ|նաեւ|բարեւ|բարեւ|տարեւերջ"),
        ("Ի՞նչ է սա՝ գին: Այո՛, Ստացե՞լ եք", "ինչ|է|սա|գին|այո|ստացել|եք"),
        ("բողոք֊պահանջ, ինչ-որ", "բողոք|պահանջ|ինչ|որ"),
        ("հա\u{ad}ճա\u{200b}խորդ", "հաճախորդ"),
        ("don't client's clients' I’m it’s rock'n'roll", "dont|client|clients|im|it|rocknroll"),
        ("well-known_name e.g. 10:30", "well|known|name|e|g|10|30"),
        ("12,5 2026 B2B CRM-ում 25%", "12|5|2026|b2b|crm|ում|25"),
        ("ёлка ЁЖ е\u{308}ж й Й и\u{306} за\u{301}мок ЗА́МОК", "елка|еж|еж|й|й|й|замок|замок"),
        ("объект об'єкт об’ект", "объект|обєкт|обект"),
        ("клиeнт сlient мaп Cклад", "клиент|client|мап|склад"),
        ("hաճախորդ հաճախoրդ VIPклиент", "հաճախորդ|հաճախօրդ|vipклиент"),
        ("東京都 hello 中 abc中文def", "東京|京都|hello|中|abc|中文|def"),
        ("cafe\u{301} CAFÉ ΣΟΦΌΣ ﬁne ﬓան İ", "café|café|σοφόσ|fine|մնան|i\u{307}"),
        ("𝐀bc x😀y", "bc|x|y"),
        ("\u{fad0} 中\u{facf}", "中"),
        ("’’ '' ՛ \u{301}", ""),
    ] {
        assert_eq!(split(text), wanted, "{text}");
    }
}

#[test]
fn words_know_where_they_stand() {
    let text = "«Ի՞նչ», client's!";
    let mut list = Vec::new();
    words(text, |range, word| list.push((text[range].to_owned(), word.to_owned())));
    assert_eq!(list, [("Ի՞նչ".to_owned(), "ինչ".to_owned()), ("client's".to_owned(), "client".to_owned())]);
}

#[test]
fn a_word_has_the_script_of_its_first_letter_that_has_one() {
    for (word, wanted) in [
        ("client", Script::Latin),
        ("b2b", Script::Latin),
        ("հաճախորդ", Script::Armenian),
        ("2մ", Script::Armenian),
        ("клиент", Script::Cyrillic),
        ("2026", Script::Other),
        ("東京", Script::Other),
    ] {
        assert_eq!(script(word), wanted, "{word}");
    }
}

#[test]
fn spellings_of_one_sound_share_a_key() {
    for group in [
        "menejer menedzher менеджер մենեջեր",
        "hachakhord hachaxord hatchakhord հաճախորդ",
        "որակ vorak orak",
        "ձեռնարկատեր dzernarkater",
        "բանակցություն banaktsutyun banakcutyun",
        "պայմանագիր paymanagir phaymanagir",
        "ծառայություն tsarayutyun",
        "բարեւ barev",
        "ժողով zhoghov joxov",
        "շուկա shuka",
        "ընկեր ynker",
        "քարտ kart qart",
        "чашки chashki čaški",
        "тысяча tysyacha",
        "переговоры peregovory",
        "щетка shchetka schetka",
        "хороший khoroshiy",
        "цена tsena cena",
        "объект obekt",
        "язык yazyk",
    ] {
        let keys: BTreeSet<String> = group.split(' ').map(skeleton).collect();
        assert_eq!(keys.len(), 1, "{group}: {keys:?}");
    }
    assert_eq!(skeleton("東京"), "");
    assert_eq!(skeleton("2000"), "2000");
    assert_ne!(skeleton("միասին"), skeleton("մասին"));
}

/// The families of words of one language, each in order and joined by blanks.
fn grouped(words: &[&str], language: &str) -> BTreeSet<String> {
    let sorted: BTreeSet<&str> = words.iter().copied().collect();
    let list: Vec<Word> = sorted.into_iter().map(|folded| Word { folded, count: 1, language }).collect();
    let mut groups = BTreeMap::<u32, Vec<&str>>::new();
    for (word, head) in list.iter().zip(families(&list)) {
        groups.entry(head).or_default().push(word.folded);
    }
    assert!(groups.iter().all(|(head, group)| list[*head as usize].folded == group[0]));
    groups.into_values().map(|group| group.join(" ")).collect()
}

/// All words of a table, whose lines are families, in one vocabulary must come apart as the lines say.
fn check(table: &str, language: &str) {
    let lines = || table.lines().map(str::trim).filter(|line| !line.is_empty());
    let wanted: BTreeSet<String> = lines()
        .map(|line| {
            let words: BTreeSet<&str> = line.split(' ').collect();
            words.into_iter().collect::<Vec<_>>().join(" ")
        })
        .collect();
    let words: Vec<&str> = lines().flat_map(|line| line.split(' ')).collect();
    assert!(words.iter().all(|word| fold(word) == *word), "a word of the table is not folded");
    let found = grouped(&words, language);
    let missing: Vec<&String> = wanted.difference(&found).collect();
    let instead: Vec<&String> = found.difference(&wanted).collect();
    assert!(missing.is_empty(), "wanted {missing:#?}\nfound {instead:#?}");
}

#[test]
fn armenian_forms() {
    check(
        "մենեջեր մենեջերը մենեջերի մենեջերին մենեջերից մենեջերով մենեջերներ մենեջերները մենեջերների մենեջերներից
        հաճախ
        հաճախորդ հաճախորդը հաճախորդն հաճախորդի հաճախորդին հաճախորդից հաճախորդով հաճախորդներ հաճախորդները հաճախորդների հաճախորդներին հաճախորդս
        բանակցություն բանակցության բանակցությանը բանակցությամբ բանակցություններ բանակցություններում բանակցութիւն բանակցութեան
        հնարավորություն հնարավորության հնարավորությունները
        պայմանագիր պայմանագիրը պայմանագրի պայմանագրով պայմանագրեր պայմանագրերը պայմանագրերում
        գիրք գիրքը գրքի գրքից գրքեր գրքերը
        խորհուրդ խորհրդի խորհուրդը խորհուրդներ
        գին գինը գնի գնից գներ գները գնով
        թիվ թիվը թվի թվեր
        օր օրը օրվա օրեր օրերի օրից
        տարի տարին տարվա տարիներ տարիների տարիներից
        ամիս ամսվա ամիսը ամիսներ
        լեզու լեզուն լեզվի լեզվով լեզուներ
        ընկեր ընկերը ընկերոջ ընկերներ
        մարդ մարդը մարդու մարդիկ մարդկանց
        կին կնոջ կինը կանայք կանանց
        տուն տունը տան տնից տներ
        աղջիկ աղջիկը աղջկա աղջիկներ
        անուն անունը անվան անուններ
        ռուսաստանցի ռուսաստանցին ռուսաստանցու ռուսաստանցիներ
        ընկերություն ընկերության ընկերությունից
        վճարել վճարեց վճարած վճարում վճարման վճարումներ վճարելու վճարեցին կվճարի չվճարեց վճարվել վճարված
        մոտենալ մոտենում մոտեցավ մոտեցել մոտենալիս կմոտենա
        մոտեցնել մոտեցնում մոտեցրեց մոտեցրել
        կարդալ կարդում կարդաց կարդացել կարդացած կկարդա
        տեսնել տեսնում տեսա տեսավ տեսել տեսած կտեսնի
        հասնել հասնում հասավ հասել հասան
        գալ եկավ գալիս եկել կգա եկած
        տալ տվեց տվել տալիս տված կտա
        լինել եղավ եղել լինում կլինի եղած
        անել արեց արել անում կանի
        նա նրա նրան նրանից
        ես ինձ ինձնից
        շուկա շուկայի շուկայում շուկան շուկաներ շուկաներում
        կազմակերպություն կազմակերպությանը կազմակերպություններին
        գործընկեր գործընկերը գործընկերոջ գործընկերներ գործընկերների
        ապրանք ապրանքի ապրանքներ ապրանքների ապրանքով
        զեղչ զեղչը զեղչեր զեղչի զեղչերով
        առաջարկ առաջարկը առաջարկի
        հարց հարցը հարցեր հարցի հարցերով
        խնդիր խնդրի խնդիրներ խնդիրը",
        "hy",
    );
}

#[test]
fn russian_forms() {
    check(
        "менеджер менеджера менеджеру менеджером менеджеры менеджеров менеджерам
        клиент клиента клиенты клиентов клиентам
        клиентка клиентки клиенток
        переговоры переговоров переговорах переговорами
        договор договора договоры договоров договором
        время времени временем времена времен
        имя имени имена имен
        песня песни песен песней
        человек человека люди людей людям
        ребенок ребенка дети детей
        пес пса псы псов
        день дня дни дней днем
        отец отца отцу отцы отцов
        боец бойца бойцы бойцов
        рынок рынка рынке рынки рынков
        скидка скидки скидок скидку
        письмо письма писем письму
        окно окна окон окне
        музей музея музеи музеев
        компания компании компаний компанию
        условие условия условий условиям
        статья статьи статей статью
        ночь ночи ночью ночей
        стол стола столы столов
        котенок котенка котята котят
        гражданин гражданина граждане граждан
        брат брата братья братьев
        хороший хорошая хорошего хорошие лучше
        важный важная важного важен важна важно важнее
        новый новая новое новые новых новейший
        ближайший ближайшая ближайшие
        купить куплю купит купил купили куплен
        покупать покупаю покупает покупал
        требовать требую требует требовал
        писать пишу пишет писал писали
        вернуть верну вернет вернул
        вернуться вернусь вернется вернулся
        прийти приду придет пришел пришли
        помочь помогу поможет помог помогли
        понять пойму поймет понял поняли
        взять возьму взял взяли
        принести принесу принесет принес принесли
        провести проведу проведет провел провели
        отказать откажу отказал
        отозвать отзову отозвал
        говорить говорю говорит говорил говорили
        видеть вижу видит видел видели
        держать держу держит держал
        мы нас нам
        этот эта эти этого этих
        дать дам даст дал дали
        открыть открою открыл открыли открыт",
        "ru",
    );
}

#[test]
fn english_forms() {
    check(
        "client clients
        manager managers
        manage manages managed managing
        negotiate negotiates negotiated negotiating
        negotiation negotiations
        company companies
        supply supplies supplied supplying
        go goes went gone going
        child children
        person people
        man men
        analysis analyses
        knife knives
        write writes wrote written writing
        sell sells sold selling
        pay pays paid paying
        stop stops stopped stopping
        plan plans planned planning
        plane planes
        pose poses posed posing
        time times timed timing
        price prices priced pricing
        offer offers offered offering
        travel travels travelled traveled travelling
        big bigger biggest
        happy happier happiest
        good better best
        new newer newest
        news
        box boxes boxed
        process processes processed processing
        bus buses
        business businesses
        colour color colours colors
        organise organize organised organizing
        this these
        be is was were been are
        work works worked working
        worker workers
        sing sings sang sung singing
        thing things
        discuss discusses discussed
        reply replies replied
        need needs needed
        red",
        "en",
    );
}

#[test]
fn other_languages_go_by_their_stemmers() {
    check("haus hauses\nbuch", "de");
    check("maison maisons\nrouge rouges", "fr-CH");
    // Without rules a word is its own family.
    check("talo\ntalot", "xx");
}

#[test]
fn tables_of_irregular_forms_are_folded_and_name_a_form_once() {
    for table in [include_str!("armenian.txt"), include_str!("russian.txt"), include_str!("english.txt")] {
        let mut seen = BTreeMap::new();
        for line in table.lines() {
            for form in line.split(' ').skip(1) {
                assert_eq!(fold(form), form);
                assert_eq!(seen.insert(form, line), None, "{form}");
            }
        }
    }
}

/// Texts of the alphabets that have rules, and of some that do not.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "[a-zA-Z]{1,9}",
        "[ա-ֆԱ-Ֆև]{1,9}",
        "[ա-ֆև՛՞՜]{1,9}",
        "[а-яёА-ЯЁ]{1,9}",
        "[a-zа-яօհո]{1,6}",
        "[ .,:;'’«»։՝֊-]{1,3}",
        "[0-9]{1,4}",
        "[éèñßæšžčıİςΣ]{1,3}",
        "[\u{301}\u{306}\u{308}\u{30c}\u{483}\u{ad}\u{200b}]{1,2}",
        "[東京都のカ中文]{1,4}",
        "\\PC{1,4}",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()).prop_flat_map(|piece| piece), 0..12).prop_map(|list| list.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_twice_is_folding_once(text in text()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
        words(&text, |range, word| {
            assert_eq!(fold(word), word);
            assert_eq!(fold(&text[range]), word);
            assert!(!skeleton(word).contains(|letter: char| !letter.is_ascii_alphanumeric()));
        });
    }

    #[test]
    fn any_text_can_be_read(text in any::<String>()) {
        let mut list = Vec::new();
        words(&text, |range, word| list.push((range, word.to_owned())));
        prop_assert!(list.iter().all(|(range, word)| !range.is_empty() && !word.is_empty() && text.get(range.clone()).is_some()));
        let list: Vec<Word> = list.iter().map(|(_, folded)| Word { folded, count: 1, language: "en" }).collect();
        prop_assert_eq!(families(&list).len(), list.len());
        skeleton(&fold(&text));
    }

    #[test]
    fn families_do_not_depend_on_the_order_of_words(texts in prop::collection::vec(text(), 1..20), turn in any::<prop::sample::Index>()) {
        let mut list = BTreeSet::new();
        for text in &texts {
            words(text, |_, word| _ = list.insert(word.to_owned()));
        }
        let list: Vec<Word> = list.iter().map(|folded| Word { folded, count: 1, language: "hy" }).collect();
        if list.is_empty() {
            return Ok(());
        }
        let mut turned = list.clone();
        turned.rotate_left(turn.index(list.len()));
        let groups = |list: &[Word]| {
            let mut groups = BTreeMap::<u32, BTreeSet<String>>::new();
            for (word, head) in list.iter().zip(families(list)) {
                groups.entry(head).or_default().insert(word.folded.to_owned());
            }
            groups.into_values().collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(groups(&list), groups(&turned));
        prop_assert_eq!(families(&list), families(&list));
    }
}
