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
        ("Բարև՜, մենեջե՛ր։ «հաճախորդ»", "բարեւ|մենեջեր|հաճախորդ"),
        ("և եւ եվ ԵՎ ԵՒ Եվ", "եւ|եւ|եւ|եւ|եւ|եւ"),
        ("Ի՞նչ է սա՝ գին: Այո՛", "ինչ|է|սա|գին|այո"),
        ("don't client's clients' I’m it’s", "dont|client|clients|im|it"),
        ("12,5 2026 B2B CRM-ում", "12|5|2026|b2b|crm|ում"),
        ("ёлка ЁЖ е\u{308}ж й Й и\u{306} за\u{301}мок", "елка|еж|еж|й|й|й|замок"),
        ("клиeнт сlient мaп", "клиент|client|мап"),
        ("hаճ", "hаճ"),
        ("東京都 hello 中 abc中文def", "東京|京都|hello|中|abc|中文|def"),
        ("cafe\u{301} CAFÉ ΣΟΦΌΣ ﬁne ﬓան", "café|café|σοφόσ|fine|մնան"),
        ("𝐀bc x😀y", "bc|x|y"),
    ] {
        assert_eq!(split(text), wanted, "{text}");
    }
}

#[test]
fn spellings_of_one_sound_share_a_key() {
    for group in [
        &["menejer", "menedzher", "менеджер", "մենեջեր"][..],
        &["hachakhord", "hatchaxord", "հաճախորդ"],
        &["որակ", "vorak", "orak"],
        &["dzernarkater", "ձեռնարկատեր"],
        &["чашки", "čaški", "chashki"],
        &["переговоры", "peregovory"],
    ] {
        for word in group {
            assert_eq!(skeleton(word), skeleton(group[0]), "{word}");
        }
    }
    assert_eq!(skeleton("東京"), "");
    assert_eq!(skeleton("2000"), "2000");
}

/// The families of words that stand with their language, each joined by blanks.
fn grouped(words: &[(&str, &str)]) -> Vec<String> {
    let mut list: Vec<Word> = words.iter().map(|(folded, language)| Word { folded, count: 1, language }).collect();
    list.sort_by_key(|word| word.folded);
    let heads = families(&list);
    let mut groups = std::collections::BTreeMap::<u32, Vec<&str>>::new();
    for (word, head) in list.iter().zip(heads) {
        groups.entry(head).or_default().push(word.folded);
    }
    groups.into_values().map(|group| group.join(" ")).collect()
}

#[test]
fn forms_of_an_armenian_word_are_one_family() {
    let words = "մենեջեր մենեջերները մենեջերներից մենեջերի հաճախ հաճախորդ հաճախորդների";
    let words: Vec<(&str, &str)> = words.split(' ').map(|word| (word, "hy")).collect();
    assert_eq!(grouped(&words), ["հաճախ", "հաճախորդ հաճախորդների", "մենեջեր մենեջերի մենեջերները մենեջերներից"]);
}
