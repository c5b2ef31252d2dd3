//! Sites to build for measuring: as large as asked for, the same on every machine, like those people write.
//!
//! Two languages, English and Armenian; each page has its translation. Sections of at most sixty pages,
//! about 800 words a page, headings, lists, tables, alerts, notes, links between pages, code on every
//! fourth page. No two titles, paragraphs or code blocks are equal, so nothing can be remembered that
//! a real site would not repeat.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

const ENGLISH: &str = "account agreement answer approach argument arrangement attention balance bargain benefit board bonus budget business buyer \
call campaign capacity carrier case chain chance change channel charge choice claim client colleague comment commitment committee company compare \
competitor complaint concern concession condition contact contract cost count credit crew customer cycle damage date deadline deal debate decision \
delay delivery demand department deposit detail director discount discussion distance document draft driver duty effort employee engine estimate \
evening event evidence example exchange expense expert export factory failure feature fee figure file finance firm fleet focus forecast form freight \
future gain goal goods growth guarantee guess guide habit harvest head holiday hope hour idea improvement income increase industry influence interest \
interview inventory invoice item journey judgement kitchen knowledge label labour lawyer leader lesson letter level limit line list load loss machine \
management manager margin market material matter meaning measure meeting member memory message method middle minute mistake money month morning motive \
need negotiation network note notice number offer office opinion option order outcome owner package packaging page partner party pattern payment peak \
penalty people percentage period person phone plan plant point policy position potential power practice preparation presentation pressure price priority \
problem procedure process product profit progress project promise proof proposal purchase quality quantity quarter question quotation range rate reason \
receipt record reduction reference refusal region relation reliability reminder renewal rent reply report request requirement reserve resource response \
result return review reward risk role round route rule sale sample saving scale schedule season section security seller series service session share \
shift shipment signature silence situation skill solution source speed staff stage standard start statement step stock storage story strategy strength \
structure subject success suggestion summary supplier supply support surprise survey system table target task tax team telephone term test theme thought \
ticket time tone tool total trade training transport trial trust turnover unit update usage value variety vehicle version view visit voice volume wage \
warehouse warning waste week weight winter witness word work workshop year yield zone";
const ENGLISH_SMALL: &str = "the a of and to in is that it for on with as was at by this had not are but from or have an they which one you were all her she \
there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may";

const ARMENIAN: &str = "ազատություն ազդեցություն ախտորոշում ակնկալիք ամիս ամրագրում անդամ անձ անվանում անցում աշխատակից աշխատանք աշխարհ առաջարկ առաջնորդ \
առաքում առիթ առևտուր արագություն արժեք արտադրանք արտահանում արդյունք արձակուրդ բաժին բաժանորդ բազմազանություն բանակցություն բանաձև բառ բարդություն \
բեռնափոխադրում բյուջե բողոք բովանդակություն գանձում գիտելիք գին գնացուցակ գնահատական գնահատում գնորդ գնում գործարան գործարք գործընկեր գործընթաց \
գործիք գործոն գումար գրություն գրասենյակ դադար դաս դասընթաց դեպք դեր դժվարություն դիմում դիրքորոշում դիտարկում դրամ եզրակացություն ելք եկամուտ \
եղանակ երաշխիք երեկո երկխոսություն զանգ զարգացում զեղչ զեկույց զիջում զրույց էջ ընդդիմախոսություն ընկեր ընկերություն ընտրություն ընթացք թարգմանություն \
թեմա թերություն թիմ թիվ ժամ ժամանակ ժամկետ ժողով իմաստ իրավունք լիազորություն լուծում լռություն խախտում խմբագրում խնդիր խոսակցություն խոստում \
խորհուրդ ծախս ծանոթագրություն ծառայություն ծավալ կազմակերպություն կապ կատարում կարգ կարիք կարծիք կողմ կորուստ կտրոն համագործակցություն համար \
համաձայնագիր համեմատություն համոզմունք հանդիպում հաջողություն հասկացություն հավաստիացում հարկ հարց հարցազրույց հաշիվ հաշվարկ հաշվետվություն \
հետաքրքրություն հետևանք հիմնավորում հիշեցում հնարավորություն հոգատարություն հույս հրավեր ձեռնարկություն ղեկավար մաս մասնագետ մատակարար մատակարարում \
մարժա մեթոդ մեկնաբանություն մեքենա միավոր մոտեցում մրցակից մրցույթ յուրահատկություն նախագիծ նախապատրաստություն նամակ նիստ նկատառում նշանակություն \
նորոգում նպատակ շահ շահույթ շարք շրջանառություն շուկա որակ որոշում ուղերձ ուղեցույց ուսուցում ուշացում պահանջ պահեստ պայման պայմանագիր պաշտոն \
պատասխան պատասխանատվություն պատճառ պատվեր պարտականություն պլան պոտենցիալ պրակտիկա ջանք ռազմավարություն ռիսկ սահման սխալ սակարկություն սեզոն \
ստորագրություն սկզբունք ստուգում վաճառող վաճառք վարձ վերաբերմունք վերլուծություն վիճակ վճարում վստահություն տարբերակ տարի տեղեկություն տեսակ տոկոս \
տնօրեն տպավորություն փաթեթավորում փաստ փաստաթուղթ փոխանակում փոխզիջում փոփոխություն փորձ քանակ քայլ քննարկում օգուտ օրենք օրինակ ֆինանսավորում";
const ARMENIAN_SMALL: &str = "և է որ են մի իր այս այդ նաև եթե ու ինչ համար հետ մեջ վրա մասին պետք կարող միայն բայց երբ որպես ամեն դեռ արդեն հենց ոչ շատ ավելի \
մինչև առանց նոր երկու երեք մեր ձեր նրա նրանք մենք դուք ես ինքը քան թե որը որոնք ապա ուրեմն սակայն իսկ կամ";

/// A stream of numbers from a seed (SplitMix64): the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

struct Tongue {
    folder: &'static str,
    words: Vec<&'static str>,
    small: Vec<&'static str>,
    /// Ends a sentence.
    stop: &'static str,
    title: &'static str,
    tags: [&'static str; 8],
}

fn tongues() -> [Tongue; 2] {
    let split = |text: &'static str| text.split_whitespace().collect();
    [
        Tongue {
            folder: "en",
            words: split(ENGLISH),
            small: split(ENGLISH_SMALL),
            stop: ".",
            title: "Knowledge",
            tags: ["negotiation", "contract", "delivery", "price", "market", "people", "law", "practice"],
        },
        Tongue {
            folder: "hy",
            words: split(ARMENIAN),
            small: split(ARMENIAN_SMALL),
            stop: "։",
            title: "Գիտելիք",
            tags: ["բանակցություն", "պայմանագիր", "առաքում", "գին", "շուկա", "մարդիկ", "օրենք", "պրակտիկա"],
        },
    ]
}

/// The most pages that stand in one section.
const SECTION: usize = 60;

/// Writes a site of about `pages` pages, counted over both languages, and says how many there are.
pub fn site(folder: &Path, pages: usize) -> io::Result<usize> {
    let each = (pages / 2).max(1);
    let mut written = 0;
    fs::create_dir_all(folder)?;
    fs::write(
        folder.join("hornbook.toml"),
        "title = { en = \"Knowledge\", hy = \"Գիտելիք\" }\ndescription = \"A generated site.\"\nid = \"generated\"\nlanguages = [\"en\", \"hy\"]\n",
    )?;
    for tongue in tongues() {
        let content = folder.join("content").join(tongue.folder);
        let sections = each.div_ceil(SECTION);
        for section in 0..sections {
            let place = content.join(format!("{section:03}-section-{section}"));
            fs::create_dir_all(&place)?;
            let mut dice = Dice::new((section as u64) << 40 | tongue.folder.len() as u64);
            // The section page counts as one of the pages.
            let here = SECTION.min(each - section * SECTION);
            for page in 1..here {
                let text = page_text(&tongue, section * SECTION + page, here, page);
                fs::write(place.join(format!("{page:02}-page-{page}.md")), text)?;
                written += 1;
            }
            let title = format!("{} {} {section}", capital(dice.of(&tongue.words)), dice.of(&tongue.words));
            fs::write(
                place.join("index.md"),
                format!("---\ntitle: {title}\nsummary: {}\n---\n\n{}\n", words(&tongue, &mut dice, 12), paragraph(&tongue, &mut dice, 60)),
            )?;
            written += 1;
        }
        let mut front = format!("# {}\n\n", tongue.title);
        for section in 0..sections {
            writeln!(front, "- [{section}]({section:03}-section-{section}/index.md)").expect("a string takes all");
        }
        fs::write(content.join("index.md"), front)?;
        written += 1;
    }
    Ok(written)
}

/// Pages that list so many pages each, half of them in either language, beside those of `site`: as courses, or as text.
pub fn courses(folder: &Path, count: usize, items: usize, listed: bool) -> io::Result<()> {
    let kind = if listed { "course" } else { "page" };
    for tongue in tongues() {
        let content = folder.join("content").join(tongue.folder);
        let mut pages = Vec::new();
        for section in fs::read_dir(&content)? {
            let section = section?;
            if !section.file_type()?.is_dir() || section.file_name() == "courses" {
                continue;
            }
            for page in fs::read_dir(section.path())? {
                pages.push(format!("../{}/{}", section.file_name().to_string_lossy(), page?.file_name().to_string_lossy()));
            }
        }
        pages.retain(|page| !page.ends_with("index.md"));
        pages.sort();
        fs::create_dir_all(content.join("courses"))?;
        for course in 0..count / 2 {
            let mut text = format!("---\nkind: {kind}\n---\n\n# {} {course}\n", tongue.title);
            for item in 0..items {
                if item % 10 == 0 {
                    text.push_str(&format!("\n## {} {item}\n\n", capital(tongue.words[item % tongue.words.len()])));
                }
                let page = &pages[(course * items + item) % pages.len()];
                text.push_str(&format!("- [{}]({page})\n", tongue.words[item % tongue.words.len()]));
            }
            fs::write(content.join(format!("courses/course-{course}.md")), text)?;
        }
    }
    Ok(())
}

/// One page without code, configuration or anything beside it.
pub fn one_page(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let [english, _] = tongues();
    let mut dice = Dice::new(1);
    let text = format!("# {}\n\n{}\n\n{}\n", english.title, paragraph(&english, &mut dice, 120), paragraph(&english, &mut dice, 120));
    fs::write(folder.join("README.md"), text)
}

fn page_text(tongue: &Tongue, number: usize, pages_here: usize, page: usize) -> String {
    let mut dice = Dice::new(number as u64 * 7919 + u64::from(tongue.folder == "hy") + 1);
    let dice = &mut dice;
    let mut text = String::with_capacity(12 * 1024);
    let title = format!("{} {} {} {number}", capital(dice.of(&tongue.words)), dice.of(&tongue.small), dice.of(&tongue.words));
    let out = &mut text;
    let kind = if number.is_multiple_of(3) { "lesson" } else { "page" };
    put(out, &format!("---\ntitle: {title}\nsummary: {}\nkind: {kind}\nminutes: {}", words(tongue, dice, 14), 3 + dice.below(20)));
    put(out, &format!("tags: [{}, {}]", tongue.tags[number % 8], tongue.tags[(number / 8 + 3) % 8]));
    if kind == "lesson" {
        put(out, &format!("objectives:\n  - {}\n  - {}", words(tongue, dice, 7), words(tongue, dice, 6)));
    }
    put(out, &format!("updated: 2026-{:02}-{:02}\n---\n\n# {title}\n", 1 + dice.below(11), 1 + dice.below(28)));
    put(out, &format!("{}\n", paragraph(tongue, dice, 60)));
    for part in 0..5 {
        put(out, &format!("## {} {} {}\n", capital(dice.of(&tongue.words)), dice.of(&tongue.small), dice.of(&tongue.words)));
        put(out, &format!("{}\n", paragraph(tongue, dice, 48)));
        let other = 1 + dice.below(pages_here.saturating_sub(1).max(1));
        let other = if other < pages_here { other } else { page };
        put(out, &format!("{} [{}]({other:02}-page-{other}.md){}\n", paragraph(tongue, dice, 20), words(tongue, dice, 3), tongue.stop));
        match (number + part) % 5 {
            0 => {
                for _ in 0..5 {
                    put(out, &format!("- {}", words(tongue, dice, 8)));
                }
            }
            1 => {
                for item in 1..=4 {
                    put(
                        out,
                        &format!(
                            "{item}. **{}** {}\n   - {}",
                            capital(dice.of(&tongue.words)),
                            words(tongue, dice, 7),
                            words(tongue, dice, 5)
                        ),
                    );
                }
            }
            2 => {
                put(
                    out,
                    &format!("| {} | {} | {} |\n|---|---|--:|", dice.of(&tongue.words), dice.of(&tongue.words), dice.of(&tongue.words)),
                );
                for _ in 0..6 {
                    put(out, &format!("| {} | {} | {} |", words(tongue, dice, 3), words(tongue, dice, 2), dice.below(100_000)));
                }
            }
            3 => put(out, &format!("> [!{}]\n> {}", dice.of(&["NOTE", "TIP", "IMPORTANT", "WARNING"]), paragraph(tongue, dice, 25))),
            _ => {
                put(out, &format!("> {}\n", paragraph(tongue, dice, 20)));
                put(out, &format!("{}[^{part}]\n\n[^{part}]: {}", words(tongue, dice, 9), words(tongue, dice, 8)));
            }
        }
        put(out, "");
        put(
            out,
            &format!(
                "{} *{}* `{}-{}`{}\n",
                paragraph(tongue, dice, 28),
                words(tongue, dice, 2),
                dice.of(&tongue.small),
                dice.below(10_000),
                tongue.stop
            ),
        );
    }
    if number.is_multiple_of(4) {
        put(out, &code(dice, number));
    }
    text
}

fn put(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Some words without an end.
fn words(tongue: &Tongue, dice: &mut Dice, count: usize) -> String {
    let mut text = capital(dice.of(&tongue.words));
    for _ in 1..count {
        text.push(' ');
        text.push_str(if dice.below(5) < 2 { dice.of(&tongue.small) } else { dice.of(&tongue.words) });
    }
    text
}

/// Sentences of about so many words in all; a number in one of them makes it like no other.
fn paragraph(tongue: &Tongue, dice: &mut Dice, count: usize) -> String {
    let mut text = String::new();
    let mut left = count;
    while left > 0 {
        let length = (6 + dice.below(14)).min(left);
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&words(tongue, dice, length));
        if left == count {
            write!(text, " {}", dice.below(1_000_000)).expect("a string takes all");
        }
        text.push_str(tongue.stop);
        left -= length;
    }
    text
}

/// A block of nine or so lines in one of six languages.
fn code(dice: &mut Dice, number: usize) -> String {
    let name = format!("{}_{number}", dice.of(&["price", "total", "margin", "offer", "order", "stock", "share", "limit"]));
    let (a, b, c) = (dice.below(1000), dice.below(1000), dice.below(100));
    match number / 4 % 6 {
        0 => format!(
            "```rust\n/// What is left of {name} after the discount.\nfn {name}(price: u64, percent: u64) -> Option<u64> {{\n    if percent > {c} {{\n        return None; // more than {c} is not ours to give\n    }}\n    let saved = price.checked_mul(percent)? / 100;\n    Some(price - saved + {a})\n}}\n```\n"
        ),
        1 => format!(
            "```python\ndef {name}(rows, limit={a}):\n    \"\"\"Sum of the rows above a limit.\"\"\"\n    total = 0\n    for row in rows:\n        if row[\"value\"] > limit:\n            total += row[\"value\"] * {b} / 100\n    return round(total, 2)\n\nprint({name}([{{\"value\": {c}}}]))\n```\n"
        ),
        2 => format!(
            "```js\nexport function {name}(items) {{\n  const limit = {a};\n  return items\n    .filter((item) => item.price > limit)\n    .map(({{ price, count }}) => price * count + {b})\n    .reduce((sum, value) => sum + value, 0); // {c}\n}}\n```\n"
        ),
        3 => format!(
            "```toml\n[{name}]\ntitle = \"Offer {a}\"\nvalid = true\nlimits = [{a}, {b}, {c}]\n\n[{name}.terms]\npayment = \"{c} days\"\nsince = 2026-01-{:02}\n```\n",
            1 + c % 28
        ),
        4 => format!(
            "```sql\nSELECT client, SUM(amount) AS {name}\nFROM orders\nWHERE year = 2026 AND amount > {a}\nGROUP BY client\nHAVING SUM(amount) > {b}\nORDER BY {name} DESC\nLIMIT {c};\n```\n"
        ),
        _ => format!(
            "```sh\n#!/bin/sh\nset -eu\nfor file in orders/*.csv; do\n  cut -d, -f{} \"$file\" | sort -n | tail -n {b} > \"$file.{name}\"\ndone\necho \"done: {a}\" # of {c}\n```\n",
            1 + c % 9
        ),
    }
}

/// A site of one language with so many questions of all types, twenty to a page, or with the same text and no
/// questions in it.
pub fn questions(folder: &Path, count: usize, asked: bool) -> io::Result<usize> {
    let [tongue, _] = tongues();
    let mut dice = Dice::new(5);
    fs::create_dir_all(folder.join("content/quiz"))?;
    fs::write(folder.join("hornbook.toml"), "id = \"bench\"\n")?;
    fs::write(folder.join("content/index.md"), "# Front\n")?;
    let word = if asked { "Question:" } else { "Part" };
    let line = |name: &str, value: &str| if asked { format!("{name}: {value}\n\n") } else { format!("{name} {value}\n\n") };
    let pages = count.div_ceil(20);
    for page in 0..pages {
        let mut text = format!("# Page {page}\n\n");
        for at in 0..20 {
            let mut some = |words: usize| (0..words).map(|_| dice.of(&tongue.words)).collect::<Vec<_>>().join(" ");
            let _ = write!(text, "### {word} {} {at}?\n\n{}\n\n", some(6), some(30));
            let (a, b, c, d) = (some(4) + " a", some(5) + " b", some(4) + " c", some(6) + " d");
            let answer = match at % 10 {
                0 => format!("- [x] {a}\n  > {b}\n- [ ] {c}\n  > {d}\n- [50%] {d}\n\n"),
                1 => format!("- [x] {a}\n- [x] {b}\n- [ ] {c}\n- [ ] {d}\n\n"),
                2 => "- [x] True\n- [ ] False\n\n".to_owned(),
                3 => line("Answer", &format!("{a} | {b}")),
                4 => line("Answer", &format!("{}.5 ± 0.5 %", at * 7)),
                5 => format!("1. {a}\n2. {b}\n3. {c}\n4. {d}\n\n"),
                6 => format!("- {a} → {b}\n- {c} → {d}\n- → {}\n\n", some(4)),
                7 => format!("The {{{a}}} is {{{b} || {c} | {d}}} here.\n\n"),
                8 => format!("- {a}\n  - {b}\n  - {c}\n- {d}\n  - {}\n\n", some(3)),
                _ => line("> Model answer", &format!("{a}\n>\n> - {b}\n> - {c}")),
            };
            text.push_str(&answer);
            text.push_str(&line("> Hint", &some(8)));
            text.push_str(&line("> Why", &some(20)));
            text.push_str(&line("Id", &format!("q{at}")));
        }
        fs::write(folder.join(format!("content/quiz/page-{page}.md")), text)?;
    }
    Ok(pages)
}
