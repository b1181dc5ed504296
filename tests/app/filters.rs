//! Filters and columns of index pages, as people build them: without a script, in both languages (R8, R51).

use waybill::domain::user::Rights;

use crate::support::{Browser, CONTACTS, Page, TestApp, export_in};

const FILTER: &str = "/records/contacts/filter";
const COLUMNS: &str = "/records/contacts/columns";

fn names(page: &Page) -> Vec<String> {
    page.text_of("tbody th")
}

/// An address of the contacts with this filter.
pub(crate) fn filtered(filter: &str) -> String {
    format!("/records/contacts?f={}", url::form_urlencoded::byte_serialize(filter.as_bytes()).collect::<String>())
}

/// Four contacts: newest first they are Dora, Chloé, Bea, Ana.
pub(crate) async fn people(test: &TestApp) {
    let people = [
        r#"{"p1":"Ana","p5":"Rhône Fret","p7":"new","p18":"90","p19":"2025-10-15T21:59:00Z"}"#,
        r#"{"p1":"Bea","p5":"rhone sud","p7":"customer","p18":"40","p19":"2025-10-15T22:00:00Z","p16":"XK123456"}"#,
        r#"{"p1":"Chloé","p7":"new","p18":"100"}"#,
        r#"{"p1":"Dora","p5":"Elbe","p7":"open","p18":"9"}"#,
    ];
    test.records(CONTACTS, people.map(str::to_owned)).await;
}

async fn in_french(browser: &mut Browser) {
    let page = browser.open("/settings/profile").await;
    page.form("/settings/profile").fill("language", "fr").submit(browser).await;
}

#[actix_web::test]
async fn a_filter_is_built_step_by_step_without_a_script() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.member("Bob").await;
    let page = bob.open("/records/contacts").await.click("Filter", &mut bob).await;
    assert!(page.says("Filter contacts") && !page.says("Passport number"));
    let page = page.form(FILTER).fill("p-0-0", "18").fill("do", "update-0-0").submit(&mut bob).await;
    assert!(page.says("is greater than") && !page.says("contains"), "the comparisons of a number: {}", page.text());
    let form = page.form(FILTER).fill("o-0-0", "above").fill("v-0-0", "50").fill("do", "add-0");
    let page = form.submit(&mut bob).await;
    let form = page.form(FILTER).fill("p-0-1", "7").fill("do", "update-0-1");
    let page = form.submit(&mut bob).await;
    let page = page.form(FILTER).fill("o-0-1", "any-of").fill("do", "update-0-1").submit(&mut bob).await;
    let form = page.form(FILTER);
    assert_eq!((form.value("v-0-0"), form.value("o-0-0")), (Some("50"), Some("above")), "everything is kept");
    let page = form.tick("v-0-1", "new").tick("v-0-1", "open").fill("do", "apply").submit(&mut bob).await;
    assert_eq!(names(&page), ["Chloé", "Ana"]);
    assert!(page.says("2 records"));
    let chips = page.text_of("a.fchip.on");
    assert_eq!(chips, ["Lead score : is greater than 50", "Lead status : is any of New or Open"]);

    // Another group takes others as well; a condition goes by its own link.
    let page = page.click("Filter", &mut bob).await;
    let page = page.form(FILTER).fill("do", "group").submit(&mut bob).await;
    let page = page.form(FILTER).fill("p-1-0", "5").fill("do", "update-1-0").submit(&mut bob).await;
    let form = page.form(FILTER).fill("o-1-0", "starts-with").fill("v-1-0", "RHONE s").fill("do", "apply");
    let page = form.submit(&mut bob).await;
    assert_eq!(names(&page), ["Chloé", "Bea", "Ana"]);
    assert!(page.text_of(".chips")[0].contains("New or Open or Company : starts with “RHONE s”"));
    let page = page.click("Remove filter: Lead score", &mut bob).await;
    assert_eq!(names(&page), ["Dora", "Chloé", "Bea", "Ana"]);
    let page = page.click("Clear filters", &mut bob).await;
    assert!(!page.has("a.fchip.on") && names(&page).len() == 4);
}

#[actix_web::test]
async fn what_is_wrong_with_a_filter_is_said_beside_its_field_and_what_was_typed_is_kept() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    in_french(&mut bob).await;
    let page = bob.open(FILTER).await;
    let page = page.form(FILTER).fill("p-0-0", "18").fill("do", "update-0-0").submit(&mut bob).await;
    let form = page.form(FILTER).fill("o-0-0", "between").fill("do", "update-0-0");
    let page = form.submit(&mut bob).await;
    let form = page.form(FILTER);
    assert_eq!(form.fields.iter().filter(|(name, _)| name == "v-0-0").count(), 2);
    let page = form.fill("v-0-0", "12,5").tick("v-0-0", "abc").fill("do", "apply").submit(&mut bob).await;
    assert_eq!(page.status, 422);
    assert!(page.says("Saisissez un nombre, par exemple 1234,5."), "{}", page.text());
    assert_eq!(page.attr("#v-0-0-last", "aria-invalid").as_deref(), Some("true"));
    assert!(page.has("#v-0-0-last[autofocus]") && page.has(".banner.bad a[href='#v-0-0-last']"));
    assert!(!page.has("#v-0-0[aria-invalid]"), "the first one is sound");
    let form = page.form(FILTER);
    assert_eq!(form.value("v-0-0"), Some("12,5"));
    let page = form.fill("v-0-0", "12,5").tick("v-0-0", "1 000").fill("do", "apply").submit(&mut bob).await;
    assert_eq!(page.text_of("a.fchip.on"), ["Score du lead : entre 12,5 et 1 000"]);
    let again = bob.open(&page.path.replace("/records/contacts?", &format!("{FILTER}?"))).await;
    assert_eq!(again.form(FILTER).value("v-0-0"), Some("12,5"), "as it was typed");
    let fragment = bob.get_with(FILTER, &[("x-fragment", "1")]).await.text();
    assert!(fragment.contains("<dialog") && !fragment.contains("<html"));
}

#[actix_web::test]
async fn a_decimal_comma_in_english_is_refused_and_never_read_as_ten_times_the_number() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let path = format!("{FILTER}?p-0-0=18&o-0-0=between&do=update-0-0");
    for wrong in ["3,5", "1,23", "1,2345", "3 5"] {
        let form = bob.open(&path).await.form(FILTER).fill("v-0-0", wrong).tick("v-0-0", "100").fill("do", "apply");
        let page = form.submit(&mut bob).await;
        assert_eq!(page.status, 422, "{wrong}");
        assert!(page.says("Enter a number, such as 1234.5."), "{wrong}: {}", page.text());
        assert_eq!(page.form(FILTER).value("v-0-0"), Some(wrong));
    }
    let form = bob.open(&path).await.form(FILTER).fill("v-0-0", "-1,234.5").tick("v-0-0", "1 000").fill("do", "apply");
    assert_eq!(form.submit(&mut bob).await.text_of("a.fchip.on"), ["Lead score : is between -1,234.5 and 1,000"]);
}

#[actix_web::test]
async fn a_filter_that_is_too_long_for_an_address_says_so_and_can_be_saved_as_a_segment() {
    const SEGMENT: &str = "/records/contacts/segments/new";
    let test = TestApp::start().await;
    test.contacts(3).await;
    test.records(CONTACTS, [r#"{"p1":"Zoe","p3":"zoe@fjordline.example"}"#.to_owned()]).await;
    let mut bob = test.member("Bob").await;
    let list = |n: usize, end: &str| (1..=n).map(|i| format!("name{i}@{end}")).collect::<Vec<_>>().join("\r\n");
    let ask = format!("{FILTER}?sort=-name&p-0-0=3&o-0-0=any-of&do=update-0-0");
    let form = bob.open(&ask).await.form(FILTER);
    let page = form.clone().fill("v-0-0", &list(100, "example.com")).fill("do", "apply").submit(&mut bob).await;
    assert_eq!((page.status, names(&page).len()), (200, 3), "{}", page.text());

    // More than a proxy takes, and more than the server itself does.
    for end in ["example.com".to_owned(), format!("{}.example.com", "x".repeat(150))] {
        let typed = form.clone().fill("v-0-0", &list(500, &end));
        let drawn = typed.clone().fill("do", "add-0").submit(&mut bob).await;
        assert!(drawn.status == 200 && drawn.has("#p-0-1"), "the form takes it: {}", drawn.text());
        let page = typed.fill("do", "apply").submit(&mut bob).await;
        assert_eq!(page.status, 422);
        assert!(page.says("This filter is too long for the address of a page."), "{}", page.text());
        assert_eq!(page.form(FILTER).value("v-0-0").map(|text| text.lines().count()), Some(500), "it is kept");
    }
    let page = form.clone().fill("v-0-0", &list(500, "example.com")).fill("do", "apply").submit(&mut bob).await;
    let nameless = page.form(SEGMENT).fill("name", " ").submit(&mut bob).await;
    assert_eq!(nameless.status, 422);
    let segment = nameless.form(SEGMENT).fill("name", "Guests").submit(&mut bob).await;
    assert_eq!((segment.status, names(&segment).len()), (200, 3), "{}", segment.text());
    assert!(segment.path.len() < 100 && segment.says("Guests"), "{}", segment.path);

    let back = page.form("/preferences/language").fill("lang", "fr").submit(&mut bob).await;
    assert_eq!((back.status, back.path), (200, format!("{FILTER}?sort=-name")));
    let page = form.fill("v-0-0", &list(500, "example.com")).fill("do", "apply").submit(&mut bob).await;
    assert!(page.says("Ce filtre est trop long pour l’adresse d’une page."), "{}", page.text());
}

#[actix_web::test]
async fn the_filter_of_a_segment_that_is_too_long_for_an_address_is_changed_in_its_form() {
    const SEGMENT: &str = "/records/contacts/segments/new";
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut bob = test.member("Bob").await;
    let list = |n: usize| (1..=n).map(|i| format!("name{i}@example.com")).collect::<Vec<_>>().join("\r\n");
    let lines = |page: &Page| page.form(FILTER).value("v-0-0").map(|text| text.lines().count());
    let form = bob.open(&format!("{FILTER}?p-0-0=3&o-0-0=any-of&do=update-0-0")).await.form(FILTER);
    let page = form.fill("v-0-0", &list(500)).fill("do", "apply").submit(&mut bob).await;
    let segment = page.form(SEGMENT).fill("name", "Guests").submit(&mut bob).await;

    let edit = segment.click("Edit filter", &mut bob).await;
    assert_eq!((edit.status, lines(&edit)), (200, Some(500)), "{}", edit.text());
    assert_eq!(edit.link("Keep as it was").as_deref(), Some(segment.path.as_str()));
    let form = edit.form(FILTER);
    let page = form.clone().fill("v-0-0", &list(499)).fill("do", "apply").submit(&mut bob).await;
    assert!(page.status == 422 && page.says("Save in Guests") && lines(&page) == Some(499), "{}", page.text());
    let back = page.form("/preferences/theme").fill("theme", "dark").submit(&mut bob).await;
    assert_eq!((back.status, lines(&back)), (200, Some(500)), "at least what was saved");
    let saved = page.form(SEGMENT).submit(&mut bob).await;
    assert!(saved.path == segment.path && saved.says("Segment saved"), "{}", saved.text());
    assert_eq!(lines(&saved.click("Edit filter", &mut bob).await), Some(499));
    assert_eq!(test.number("SELECT count(*) AS n FROM segments"), 1);

    // One that an address can say goes on as others do.
    let page = form.fill("v-0-0", &list(2)).fill("do", "apply").submit(&mut bob).await;
    assert!(page.path.contains("edit=") && names(&page).len() == 2, "{}", page.path);
    let mut eve = test.member("Eve").await;
    assert_eq!(eve.open(&edit.path).await.status, 404, "it is Bob's");
}

#[actix_web::test]
async fn a_filter_under_way_survives_another_language_and_another_theme() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.member("Bob").await;
    let path = filtered(r#"[[{"p":5,"contains":"rh"}]]"#);
    let page = bob.open(&path).await.click("Filter", &mut bob).await;
    let page = page.form(FILTER).fill("do", "add-0").submit(&mut bob).await;
    let page = page.form(FILTER).fill("p-0-1", "18").fill("do", "update-0-1").submit(&mut bob).await;
    let form = page.form(FILTER).fill("o-0-1", "below").fill("v-0-1", "1,234.5").fill("do", "group");
    let page = form.submit(&mut bob).await;
    assert!(page.link("Keep as it was").is_some_and(|url| url.starts_with("/records/contacts?f=")), "{}", page.html);
    let dark = page.form("/preferences/theme").fill("theme", "dark").submit(&mut bob).await;
    let french = dark.form("/preferences/language").fill("lang", "fr").submit(&mut bob).await;
    for back in [dark, french.clone()] {
        let form = back.form(FILTER);
        let kept = ["v-0-0", "o-0-1", "v-0-1", "p-1-0"].map(|name| form.value(name));
        assert_eq!(kept, [Some("rh"), Some("below"), Some("1234.5"), Some("")], "{}", back.path);
    }
    let page = french.form(FILTER).fill("do", "apply").submit(&mut bob).await;
    assert_eq!(page.text_of("a.fchip.on").len(), 2, "{}", page.text());
    assert_eq!(names(&page), ["Bea", "Ana"]);
}

#[actix_web::test]
async fn a_condition_more_than_a_filter_may_have_is_refused_and_nothing_is_lost() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let conditions: Vec<String> = (0..50).map(|n| format!("p-0-{n}=5&o-0-{n}=is&v-0-{n}=x{n}")).collect();
    let page = bob.open(&format!("{FILTER}?{}", conditions.join("&"))).await;
    for button in ["add-0", "group"] {
        let refused = page.form(FILTER).fill("do", button).submit(&mut bob).await;
        assert_eq!(refused.status, 422, "{button}");
        assert!(refused.says("A filter has at most 50 conditions."), "{button}: {}", refused.text());
        let form = refused.form(FILTER);
        assert_eq!((form.value("v-0-0"), form.value("v-0-49")), (Some("x0"), Some("x49")), "{button}");
    }
}

#[actix_web::test]
async fn a_number_of_too_many_digits_is_refused_for_that_reason() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let form = bob.open(&format!("{FILTER}?p-0-0=18&o-0-0=is&do=update-0-0")).await.form(FILTER);
    let digits = "Enter a number of at most 15 significant digits.";
    for (wrong, sentence) in [
        ("1234567890123456", digits),
        ("-0.1234567890123456", digits),
        ("1234567890123456x", "Enter a number, such as 1234.5."),
    ] {
        let page = form.clone().fill("v-0-0", wrong).fill("do", "apply").submit(&mut bob).await;
        assert!(page.status == 422 && page.says(sentence), "{wrong}: {}", page.text());
    }
}

#[actix_web::test]
async fn a_heading_that_is_pressed_a_third_time_returns_to_the_usual_order() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.member("Bob").await;
    let page = bob.open("/records/contacts?c=18").await;
    let up = page.click("Lead score", &mut bob).await;
    assert_eq!(names(&up), ["Dora", "Bea", "Ana", "Chloé"]);
    let down = up.click("Lead score", &mut bob).await;
    assert_eq!(names(&down), ["Chloé", "Ana", "Bea", "Dora"]);
    assert_eq!(down.attr("th[aria-sort] a", "title").as_deref(), Some("Back to the usual order"));
    let usual = down.click("Lead score", &mut bob).await;
    assert_eq!((usual.path.as_str(), names(&usual)), ("/records/contacts?c=18", names(&page)));
    assert!(!usual.has("th[aria-sort]") && !usual.says("Sorted by"), "{}", usual.text());

    // Where no column shows the order, a chip does.
    let unseen = bob.open("/records/contacts?sort=-p18").await;
    assert!(unseen.text_of(".chips a").contains(&"Sorted by Lead score".to_owned()), "{}", unseen.text());
    let usual = unseen.click("back to the usual order", &mut bob).await;
    assert_eq!((usual.path.as_str(), names(&usual)), ("/records/contacts", names(&page)));
}

#[actix_web::test]
async fn a_filter_of_too_many_conditions_is_refused_for_that_reason() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let conditions = vec![r#"{"p":5,"any":["x"]}"#; 51].join(",");
    let page = bob.open(&filtered(&format!("[[{conditions}]]"))).await;
    assert_eq!(page.status, 422);
    assert!(page.says("The filter in this address has more than 50 conditions."), "{}", page.text());
    assert!(!page.says("archived"));
}

#[actix_web::test]
async fn days_of_a_filter_are_those_of_its_reader() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.member("Bob").await;
    // 22:00 UTC is midnight in Paris.
    let page = bob.open(&filtered(r#"[[{"p":19,"any":["2025-10-16"]}]]"#)).await;
    assert_eq!(names(&page), ["Bea"]);
    assert_eq!(page.text_of("a.fchip.on"), ["Last activity : is 16 Oct 2025"]);
    assert_eq!(names(&bob.open(&filtered(r#"[[{"p":19,"last_days":1}]]"#)).await), ["Bea", "Ana"]);
}

#[actix_web::test]
async fn a_filter_that_makes_no_sense_is_said_and_shows_no_records_at_all() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.exporter("Bob").await;
    for wrong in ["x", "{}", r#"[[{"p":999,"any":["x"]}]]"#, r#"[[{"p":18,"contains":"x"}]]"#] {
        let page = bob.open(&filtered(wrong)).await;
        assert_eq!(page.status, 422);
        assert!(page.says("The filter in this address can’t be read."), "{}", page.text());
        assert!(names(&page).is_empty() && !page.says("records match") && page.link("Export").is_none());
        let back = bob.open(&filtered(wrong).replace("/contacts?", "/contacts/export?")).await;
        assert_eq!(back.status, 422, "nor is anything exported");
        // The rest of the page works.
        assert_eq!(page.click("Columns", &mut bob).await.status, 200);
        assert_eq!(page.click("Filter", &mut bob).await.status, 200);
        assert_eq!(names(&page.form("/records/contacts").submit(&mut bob).await).len(), 4);
    }
    let page = bob.open(&filtered(r#"[[{"p":5,"any":["nowhere"]}]]"#)).await;
    assert!(page.says("No contacts match") && page.says("Remove a filter"));
}

#[actix_web::test]
async fn nobody_filters_or_sorts_by_what_they_may_not_see() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.exporter("Bob").await;
    let hit = filtered(r#"[[{"p":16,"any":["XK123456"]}]]"#);
    let miss = filtered(r#"[[{"p":16,"any":["XK999999"]}]]"#);
    let (found, missed) = (bob.open(&hit).await, bob.open(&miss).await);
    assert_eq!((found.status, missed.status), (403, 403));
    assert!(found.says("which your account doesn’t have the right to see"));
    assert_eq!(found.text(), missed.text(), "a value that is there looks like one that is not");
    assert!(names(&found).is_empty() && !found.says("XK123456") && found.link("Export").is_none());
    let sorted = bob.open("/records/contacts?sort=p16").await;
    assert_eq!((sorted.status, names(&sorted).len()), (403, 0));
    for page in ["export", "columns", "filter"] {
        let path = hit.replace("/contacts?", &format!("/contacts/{page}?"));
        assert_eq!(bob.open(&path).await.status, 403, "{page} leads back");
    }
    let form = bob.open("/records/contacts/export").await.form("/records/contacts/export");
    let mut forged = form.clone();
    forged.fields.push(("f".into(), r#"[[{"p":16,"known":false}]]"#.into()));
    assert_eq!(forged.submit(&mut bob).await.status, 403);
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 0);
    // A column of it can be had by address, and is masked.
    let page = bob.open("/records/contacts?c=16,18").await;
    assert!(page.says("Hidden") && !page.html.contains("XK123456"));
    assert!(!page.has("thead a[href*='sort=p16']") && page.has("thead a[href*='sort=p18']"));

    let rights = Rights { view: true, sensitive: true, ..Rights::default() };
    let mut eve = test.signed_in("Eve", rights).await;
    let page = eve.open(&hit).await;
    assert_eq!(
        (names(&page), page.text_of("a.fchip.on")),
        (vec!["Bea".into()], vec!["Passport number : is “XK123456”".into()])
    );
    assert!(page.click("Filter", &mut eve).await.says("Passport number"));
}

#[actix_web::test]
async fn an_address_tells_neither_choices_nor_type_of_what_may_not_be_seen() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.exporter("Bob").await;
    test.sql("UPDATE properties SET is_sensitive = TRUE WHERE id IN (7, 18)");
    let mut told = Vec::new();
    for tried in [
        r#"[[{"p":7,"any":["new"]}]]"#,
        r#"[[{"p":7,"any":["nowhere"]}]]"#,
        r#"[[{"p":7,"any":3}]]"#,
        r#"[[{"p":18,"above":"1"}]]"#,
        r#"[[{"p":18,"above":"abc"}]]"#,
        r#"[[{"p":1,"any":["Ana"]}],[{"p":18,"contains":"x"}]]"#,
    ] {
        for path in [filtered(tried), filtered(tried).replace("/contacts?", "/contacts/filter?")] {
            let page = bob.open(&path).await;
            assert_eq!(page.status, 403, "{tried}");
            told.push(page.text());
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    test.sql("UPDATE users SET may_see_sensitive = TRUE");
    assert_eq!(bob.open(&filtered(r#"[[{"p":18,"above":"abc"}]]"#)).await.status, 422);
}

#[actix_web::test]
async fn columns_are_chosen_and_put_in_order_without_a_script() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.member("Bob").await;
    let page = bob.open(&filtered(r#"[[{"p":7,"any":["new"]}]]"#)).await.click("Columns", &mut bob).await;
    assert!(!page.says("Passport number") && !page.says("First name"), "the name is in front anyway");
    let form = page.form(COLUMNS).untick("show").tick("show", "18").tick("show", "5");
    let page = form.fill("do", "up-18").submit(&mut bob).await;
    let order = |page: &Page| -> Vec<String> {
        page.form(COLUMNS).fields.into_iter().filter(|(name, _)| name == "order").map(|(_, id)| id).collect()
    };
    assert_eq!(order(&page)[..7], ["3", "4", "5", "7", "8", "19", "6"], "{}", page.text());
    let mut page = page;
    while order(&page)[0] != "18" {
        page = page.form(COLUMNS).fill("do", "up-18").submit(&mut bob).await;
    }
    assert!(page.has("button[value='down-18'][autofocus]"));
    let page = page.form(COLUMNS).fill("do", "apply").submit(&mut bob).await;
    assert_eq!(page.text_of("thead th"), ["Name", "Lead score", "Company"]);
    assert_eq!(names(&page), ["Chloé", "Ana"], "the filter stays");
    let sorted = page.click("Lead score", &mut bob).await;
    assert_eq!(names(&sorted), ["Ana", "Chloé"], "numbers, not texts");
    assert_eq!(sorted.text_of("thead th"), ["Name", "Lead score", "Company"], "and the columns stay");
    let none = sorted.click("Columns", &mut bob).await.form(COLUMNS).untick("show").fill("do", "apply");
    let page = none.submit(&mut bob).await;
    assert!(page.status == 422 && page.says("Choose at least one column."));
}

#[actix_web::test]
async fn a_filter_by_a_property_that_was_archived_since_means_the_same_records_everywhere() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut alice = test.super_admin("Alice").await;
    let path = filtered(r#"[[{"p":5,"any":["Elbe","rhone sud"]}],[{"p":5,"contains":"FRET"},{"p":18,"above":"100"}]]"#);
    let form = alice.open(&path).await.click("Save as view", &mut alice).await.form("/records/contacts/views/new");
    let url = form.fill("name", "Companies").submit(&mut alice).await.path;
    let archive = "/settings/properties/contacts/5/archive";
    alice.open(archive).await.form(archive).submit(&mut alice).await;

    let page = alice.open(&url).await;
    assert_eq!(names(&page), ["Dora", "Bea"]);
    assert!(page.says("2 records"), "{}", page.text());
    assert!(page.text_of("a.fchip.on")[0].starts_with("Company : "), "{}", page.text());
    let all = url.replace("/contacts?", "/contacts/selected/delete?all=on&");
    assert!(alice.open(&all).await.says("Delete 2 records?"), "all that match");
    let dialog = alice.open(&url.replace("/contacts?", "/contacts/export?")).await;
    let export = dialog.form("/records/contacts/export").submit(&mut alice).await;
    test.run_jobs();
    let file = String::from_utf8(test.file_of(&export_in(&export.path))).unwrap();
    assert_eq!(file.trim_end().lines().count(), 3, "the head and two records: {file}");

    // With another condition taken away, the rest is an address that names the archived property.
    let page = page.click("Remove filter: Lead score", &mut alice).await;
    assert_eq!(names(&page), ["Dora", "Bea", "Ana"], "{}", page.text());
    let page = page.form("/records/contacts/views/").submit(&mut alice).await;
    assert_eq!((page.path.as_str(), names(&page).len()), (url.as_str(), 3), "and it can be saved: {}", page.text());
}

#[actix_web::test]
async fn the_form_names_a_property_that_was_archived_and_says_of_another_one_that_it_is_gone() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut alice = test.super_admin("Alice").await;
    test.sql("UPDATE properties SET archived_at = created_at WHERE id IN (5, 16)");
    let chosen = |page: Page| page.text_of("#p-0-0 option[selected]");
    let path = filtered(r#"[[{"p":5,"any":["Elbe"]}]]"#).replace("/contacts?", "/contacts/filter?");
    assert_eq!(chosen(alice.open(&path).await), ["Company (archived)"]);
    let of = |id: i64| format!("{FILTER}?p-0-0={id}");
    assert_eq!(chosen(alice.open(&of(999)).await), ["A property that is no longer there"]);
    assert_eq!(chosen(alice.open(&of(16)).await), ["Passport number (archived)"]);
    let mut bob = test.member("Bob").await;
    assert_eq!(chosen(bob.open(&of(16)).await), ["A property that is no longer there"], "he may not know of it");
    in_french(&mut bob).await;
    assert_eq!(chosen(bob.open(&path).await), ["Entreprise (archivée)"]);
}

#[actix_web::test]
async fn a_view_that_is_sorted_by_a_property_that_was_archived_since_is_in_the_usual_order() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut alice = test.super_admin("Alice").await;
    let sorted = alice.open("/records/contacts?sort=p18").await;
    assert_eq!(names(&sorted), ["Dora", "Bea", "Ana", "Chloé"]);
    let form = sorted.click("Save as view", &mut alice).await.form("/records/contacts/views/new");
    let url = form.fill("name", "By score").submit(&mut alice).await.path;
    let archive = "/settings/properties/contacts/18/archive";
    alice.open(archive).await.form(archive).submit(&mut alice).await;
    assert_eq!(names(&alice.open(&url).await), ["Dora", "Chloé", "Bea", "Ana"]);
}

#[actix_web::test]
async fn a_view_that_filters_by_a_choice_that_was_archived_since_can_be_saved_again() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut alice = test.super_admin("Alice").await;
    let path = filtered(r#"[[{"p":7,"any":["new","open"]}]]"#);
    let form = alice.open(&path).await.click("Save as view", &mut alice).await.form("/records/contacts/views/new");
    let url = form.fill("name", "Fresh").submit(&mut alice).await.path;
    let status = "/settings/properties/contacts/7";
    alice.open(status).await.form(status).tick("choice_archived", "open").submit(&mut alice).await;

    let page = alice.open(&format!("{url}&sort=p18")).await;
    assert_eq!(names(&page), ["Dora", "Ana", "Chloé"]);
    let page = page.form("/records/contacts/views/").submit(&mut alice).await;
    assert!(page.path == url && page.says("View saved"), "{}", page.text());
    assert_eq!(page.text_of("a.fchip.on"), ["Lead status : is any of New or Open"]);

    // The form has it while the filter names it, and not a moment longer.
    let page = page.click("Filter", &mut alice).await;
    assert!(page.has("input[name='v-0-0'][value='open'][checked]"), "{}", page.text());
    let applied = page.form(FILTER).fill("do", "apply").submit(&mut alice).await;
    assert_eq!((applied.status, names(&applied).len()), (200, 3), "{}", applied.text());
    let page = page.form(FILTER).untick("v-0-0").tick("v-0-0", "new").fill("do", "update-0-0").submit(&mut alice).await;
    assert!(page.has("input[name='v-0-0'][value='new'][checked]") && !page.has("input[name='v-0-0'][value='open']"));
}

#[actix_web::test]
async fn a_filter_older_than_the_type_of_its_property_means_the_same_by_an_index_and_by_none() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut alice = test.super_admin("Alice").await;
    let everybody = ["Dora", "Chloé", "Bea", "Ana"];
    let mut saved = Vec::new();
    for (filter, expected) in [
        (r#"[[{"p":10,"any":["abc"]}]]"#, &[][..]),
        (r#"[[{"p":10,"any":["007","abc"]}]]"#, &[]),
        (r#"[[{"p":10,"none":["abc"]}]]"#, &everybody),
        (r#"[[{"p":10,"none":["007","0x0"]}]]"#, &everybody),
    ] {
        let page = alice.open(&filtered(filter)).await;
        let form = page.click("Save as view", &mut alice).await.form("/records/contacts/views/new");
        saved.push((form.fill("name", filter).submit(&mut alice).await.path, expected));
        let form = page.click("Save as segment", &mut alice).await.form("/records/contacts/segments/new");
        let form = form.fill("kind", "active").fill("name", filter);
        saved.push((form.submit(&mut alice).await.path, expected));
    }
    let (all_but, _) = &saved[4];
    let dialog = alice.open(&all_but.replace("/contacts?", "/contacts/export?")).await;
    let export = dialog.form("/records/contacts/export").submit(&mut alice).await;

    let country = "/settings/properties/contacts/10";
    alice.open(country).await.form(country).fill("kind", "number").submit(&mut alice).await;
    for (at, number) in [(0, "0"), (1, "7")] {
        let record = format!("(SELECT min(id) + {at} FROM records)");
        let name = ["Ana", "Bea"][at];
        test.sql(format!(r#"UPDATE records SET props = '{{"p1":"{name}","p10":"{number}"}}' WHERE id = {record}"#));
    }
    for is_indexed in [false, true] {
        if is_indexed {
            alice.open(country).await.form(country).tick("index", "on").submit(&mut alice).await;
            assert_eq!(test.run_lane("indexes"), 1);
        }
        for (path, expected) in &saved {
            let page = alice.open(path).await;
            assert_eq!(page.status, 200, "{path}, by an index: {is_indexed}");
            assert_eq!(names(&page), *expected, "{path}, by an index: {is_indexed}");
            let records = if expected.is_empty() { "0 records" } else { "4 records" };
            assert!(page.says(records), "{path}, by an index: {is_indexed}: {}", page.text());
        }
    }
    test.run_jobs();
    let file = String::from_utf8(test.file_of(&export_in(&export.path))).unwrap();
    assert_eq!(file.trim_end().lines().count(), 5, "what was asked for: {file}");
}
