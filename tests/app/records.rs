//! Index pages of objects (R50, R51).

use chrono::Utc;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use waybill::config::DatabaseUrl;
use waybill::db::records::NewRecord;
use waybill::db::{objects, records};
use waybill::domain::user::Rights;

use crate::support::{Browser, Page, TestApp};

/// Adds records to an object, given as (property, value).
pub(crate) async fn add(test: &TestApp, object: &'static str, rows: Vec<Vec<(i64, &str)>>) {
    let rows: Vec<Vec<(i64, String)>> =
        rows.into_iter().map(|row| row.into_iter().map(|(id, value)| (id, value.to_owned())).collect()).collect();
    let now: chrono::DateTime<Utc> = test.clock.now();
    test.app
        .db
        .write(move |c| {
            let object = objects::find(c, object)?.unwrap();
            let properties = objects::properties(c, object.id)?;
            let new: Vec<NewRecord> = rows.iter().map(|row| NewRecord::from_values(&properties, row)).collect();
            records::insert(c, object.id, None, &new, now)
        })
        .await
        .unwrap();
}

/// So many contacts, called Name 1 and so on, as the program adds them.
pub(crate) async fn add_names(test: &TestApp, n: usize) {
    let names: Vec<String> = (1..=n).map(|i| format!("Name {i}")).collect();
    add(test, "contacts", names.iter().map(|name| vec![(1, name.as_str())]).collect()).await;
}

fn names(page: &Page) -> Vec<String> {
    page.text_of("tbody th")
}

#[actix_web::test]
async fn search_folds_case_and_accents_and_finds_every_word() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    add(
        &test,
        "contacts",
        vec![
            vec![(1, "Zoë"), (2, "Brontë-Ångström"), (3, "zoe@fjordline.example"), (5, "Fjordline AS")],
            vec![(1, "Małgorzata"), (2, "Święcicka"), (4, "+48 58 555 01 20"), (5, "100%_Freight \"x\"")],
            vec![(1, "Li Wei"), (2, "(李伟)"), (5, "Ningbo Lines")],
        ],
    )
    .await;
    for (search, found) in [
        ("ZOE bronte", 1),
        ("angstrom", 1),
        ("malgorzata SWIECICKA", 1),
        ("zoe swiecicka", 0),
        ("fjordline.example", 1),
        ("555 01", 1),
        ("li", 1),
        ("李伟", 1),
        ("伟", 0),
        ("100%_", 1),
        ("100_%", 0),
        ("\"x\"", 1),
        ("' OR 1=1 --", 0),
        ("OR NOT", 0),
        ("an", 1),
        ("", 3),
    ] {
        let page = bob.open(&format!("/records/contacts?q={}", encoded(search))).await;
        assert_eq!(names(&page).len(), found, "{search}: {:?}", names(&page));
        let words = format!("{found} record{}", if found == 1 { "" } else { "s" });
        assert!(page.says(&words), "{search}: {}", page.text());
    }
    assert!(bob.open("/records/contacts?q=nobody").await.says("No contacts match"));
    assert!(bob.open("/records/deals").await.says("No deals yet"));
}

#[actix_web::test]
async fn a_page_beyond_the_end_says_so_and_leads_back() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    add(&test, "contacts", vec![vec![(1, "Zoë")], vec![(1, "Anna")]]).await;
    let oldest = test.number("SELECT min(id) AS n FROM records");
    for (query, start) in [("", "/records/contacts"), ("q=zoe&", "/records/contacts?q=zoe")] {
        let page = bob.open(&format!("/records/contacts?{query}after={oldest}")).await;
        assert!(page.says("No further records here") && !page.says("No contacts"), "{}", page.text());
        assert_eq!(page.link("Go to the start of the list").as_deref(), Some(start));
        assert!(page.click("Go to the start of the list", &mut bob).await.has("tbody tr"));
    }
    let page = bob.open(&format!("/records/contacts?q=nobody&after={oldest}")).await;
    assert!(page.says("No contacts match") && !page.says("No further"), "{}", page.text());
}

#[actix_web::test]
async fn an_object_is_named_as_its_gender_and_number_ask() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    alice
        .open("/settings/properties/new")
        .await
        .form("/settings/properties/new")
        .fill("one_en", "Depot")
        .fill("many_en", "Depots")
        .submit(&mut alice)
        .await;
    assert!(alice.open("/records/companies").await.link("Create company").is_some());
    assert!(alice.open("/records/depots").await.link("Create Depot").is_some());
    add(&test, "deals", vec![vec![(deal_name(&test), "One")]]).await;
    assert!(alice.open("/records/deals").await.says("The only one that matches"));
    test.sql("UPDATE users SET lang = 'fr'");
    for (object, sentences) in [
        ("contacts", ["Tous les contacts", "Aucun contact pour le moment"]),
        ("companies", ["Toutes les entreprises", "Aucune entreprise pour le moment"]),
        ("deals", ["Toutes les transactions", "La seule fiche qui correspond"]),
        ("tickets", ["Tous les tickets", "Aucun ticket pour le moment"]),
        ("depots", ["Depots : liste complète", "Depots : aucune fiche pour le moment"]),
    ] {
        let page = alice.open(&format!("/records/{object}")).await;
        assert!(sentences.iter().all(|sentence| page.says(sentence)), "{object}: {}", page.text());
        assert!(page.link("Créer une fiche").is_some(), "{object}");
    }
    assert!(alice.open("/records/companies?q=x").await.says("Aucune entreprise ne correspond"));
    assert!(alice.open("/records/depots?q=x").await.says("Depots : aucune fiche ne correspond"));
}

fn deal_name(test: &TestApp) -> i64 {
    test.number("SELECT min(p.id) AS n FROM properties p JOIN objects o ON o.id = p.object_id WHERE o.name = 'deals'")
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Walks from the first page to the last and back again; answers what it saw on the way there.
async fn walk(browser: &mut Browser, path: &str) -> Vec<String> {
    let mut page = browser.open(path).await;
    let mut pages = vec![names(&page)];
    while let Some(older) = page.link("Older") {
        page = browser.open(&older).await;
        pages.push(names(&page));
    }
    let mut back = vec![names(&page)];
    while let Some(newer) = page.link("Newer") {
        page = browser.open(&newer).await;
        back.insert(0, names(&page));
    }
    assert_eq!(pages, back, "{path}");
    pages.concat()
}

#[actix_web::test]
async fn sorting_is_stable_and_puts_empty_values_last_both_ways() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let mut rows = Vec::new();
    let titles: Vec<String> = (0..130).map(|n| format!("Deal {n:03}")).collect();
    for (n, title) in titles.iter().enumerate() {
        let mut row = vec![(51, title.as_str())];
        match n % 5 {
            0 => {}
            1 => row.push((52, "-10")),
            2 => row.push((52, "9.5")),
            _ => row.push((52, "100")),
        }
        rows.push(row);
    }
    add(&test, "deals", rows).await;
    let rank = |name: &String| match name[5..].parse::<usize>().unwrap() % 5 {
        0 => 3,
        1 => 0,
        2 => 1,
        _ => 2,
    };
    let up = walk(&mut bob, "/records/deals?sort=p52").await;
    let mut expected = titles.clone();
    expected.sort_by_key(rank);
    assert_eq!(up, expected);
    let down = walk(&mut bob, "/records/deals?sort=-p52").await;
    expected.reverse();
    expected.sort_by_key(|name| if rank(name) == 3 { 3 } else { 2 - rank(name) });
    assert_eq!(down, expected);
    let page = bob.open("/records/deals?sort=-p52").await;
    assert_eq!(page.attr("th[aria-sort]", "aria-sort").as_deref(), Some("descending"));
    assert_eq!(names(&bob.open("/records/deals?sort=p999").await)[0], "Deal 129", "no such property sorts nothing");
}

#[actix_web::test]
async fn the_count_of_an_object_is_known_in_every_order() {
    let test = TestApp::start().await;
    test.contacts(10_001).await;
    test.sql("UPDATE objects SET record_count = 10001 WHERE id = 1");
    let mut alice = test.super_admin("Alice").await;
    for sort in ["", "?sort=p3", "?sort=-p4"] {
        let page = alice.open(&format!("/records/contacts{sort}")).await;
        assert!(page.says("10,001 records") && !page.says("10,000+"), "{sort} {}", page.text());
    }
}

#[actix_web::test]
async fn paging_shows_every_record_once_even_with_equal_names() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let emails: Vec<String> = (0..120).map(|n| format!("p{n:03}@halle.example")).collect();
    let rows = emails.iter().enumerate().map(|(n, email)| match n % 3 {
        0 => vec![(3, email.as_str())],
        _ => vec![(2, "Martin"), (3, email.as_str())],
    });
    add(&test, "contacts", rows.collect()).await;
    for path in ["/records/contacts", "/records/contacts?sort=name", "/records/contacts?sort=-name&q=halle"] {
        let mut seen = Vec::new();
        let mut page = bob.open(path).await;
        loop {
            seen.extend(page.text_of("tbody a[href^='mailto:']"));
            let Some(older) = page.link("Older") else { break };
            page = bob.open(&older).await;
        }
        assert_eq!(seen.len(), 120, "{path}");
        seen.sort();
        assert_eq!(seen, emails, "{path}");
        walk(&mut bob, path).await;
    }
    let by_name = walk(&mut bob, "/records/contacts?sort=-name").await;
    assert_eq!((by_name[79].as_str(), by_name[80].as_str()), ("Martin", "Unnamed"));
}

#[actix_web::test]
async fn a_sensitive_value_is_never_found_by_search() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    add(&test, "contacts", vec![vec![(2, "Martin"), (16, "XK123456"), (15, "1980-02-29")]]).await;
    for search in ["XK123456", "1980-02-29", "xk"] {
        assert!(alice.open(&format!("/records/contacts?q={search}")).await.says("No contacts match"), "{search}");
    }
}

#[actix_web::test]
async fn a_sensitive_value_is_masked_without_the_right() {
    let test = TestApp::start().await;
    add(&test, "contacts", vec![vec![(2, "Martin"), (3, "martin@halle.example")]]).await;
    mark_email_sensitive(&test);
    let mut bob = test.member("Bob").await;
    let page = bob.open("/records/contacts").await;
    assert!(page.says("Hidden") && !page.html.contains("martin@halle.example"));
    assert!(!page.has("thead a[href*='sort=p3']"), "nor does it offer to sort");
    let page = bob.open("/records/contacts?sort=p3").await;
    assert_eq!((page.status, names(&page).len()), (403, 0), "nor does it sort");
    let page = test.super_admin("Alice").await.open("/records/contacts?sort=p3").await;
    assert!(page.says("martin@halle.example") && page.has("th[aria-sort]"));
}

/// No standard property is both in view and sensitive: this one is marked by SQL.
fn mark_email_sensitive(test: &TestApp) {
    let change = "UPDATE properties SET is_sensitive = TRUE WHERE id = 3";
    match &test.app.config.database {
        DatabaseUrl::Sqlite(path) => {
            SqliteConnection::establish(&path.to_string_lossy()).unwrap().batch_execute(change).unwrap();
        }
        DatabaseUrl::Postgres(url) => PgConnection::establish(url).unwrap().batch_execute(change).unwrap(),
    }
}

#[actix_web::test]
async fn markup_in_values_is_shown_as_text() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    add(&test, "contacts", vec![vec![(2, evil), (3, "a\"onmouseover=x@b.example"), (5, evil)]]).await;
    let page = bob.open("/records/contacts").await;
    assert!(page.says(evil));
    assert!(!page.html.contains("<script>alert") && !page.html.contains("<img"));
    assert!(!page.has("[onmouseover]"));
    let page = bob.open(&format!("/records/contacts?q={}", encoded("\"><script>alert(1)</script>"))).await;
    assert!(!page.html.contains("<script>alert"));
}

#[actix_web::test]
async fn records_are_for_those_who_may_view_them() {
    let test = TestApp::start().await;
    test.user("Paul", Rights::default()).await;
    assert!(test.stranger().open("/records/contacts").await.path.starts_with("/sign-in"));
    let mut nobody = test.signed_in("Nora", Rights::default()).await;
    assert_eq!(nobody.open("/records/contacts").await.status, 403);
    let page = test.member("Bob").await.open("/records/contacts").await;
    assert!(page.link("Import").is_none() && page.link("Export").is_none());
    assert!(page.says("Ask somebody with the import permission"));
    let editor = Rights { view: true, edit: true, ..Rights::default() };
    let page = test.signed_in("Bea", editor).await.open("/records/contacts").await;
    assert!(page.says("Create the first one to begin") && !page.says("Ask somebody"), "{}", page.text());
    let page = test.exporter("Eve").await.open("/records/contacts?q=x%26y&sort=-name").await;
    assert_eq!(page.link("Export").as_deref(), Some("/records/contacts/export?q=x%26y&sort=-name"));
    let mut alice = test.super_admin("Alice").await;
    assert_eq!(alice.open("/records/contacts").await.link("Import").as_deref(), Some("/imports/new?object=contacts"));
    assert_eq!(alice.open("/records/unknown").await.status, 404);
}

#[actix_web::test]
async fn values_are_shown_in_the_language_and_zone_of_the_viewer() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    add(&test, "deals", vec![vec![(51, "Rhône"), (52, "1234567.5"), (54, "won"), (55, "2025-10-16")]]).await;
    add(&test, "tickets", vec![vec![(71, "Lost"), (78, "2025-10-15T23:30:00Z")]]).await;
    let page = bob.open("/records/deals").await;
    assert!(page.says("1,234,567.5") && page.says("16 Oct 2025") && page.says("Closed won"), "{}", page.text());
    assert!(bob.open("/records/tickets").await.says("16 Oct 2025, 01:30"), "in Paris it is already tomorrow");
}

#[actix_web::test]
async fn a_record_is_found_before_and_after_the_search_index_takes_it_in_and_as_it_changes() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let found = async |bob: &mut Browser, words: &str| names(&bob.open(&format!("/records/contacts?q={words}")).await);
    add(&test, "contacts", vec![vec![(1, "Zoë"), (2, "Brontë")], vec![(1, "Zita"), (2, "Zz")]]).await;
    for is_indexed in [false, true] {
        assert_eq!(found(&mut bob, "zoe").await, ["Zoë Brontë"], "in the index: {is_indexed}");
        assert_eq!(found(&mut bob, "zz").await, ["Zita Zz"], "in the index: {is_indexed}");
        waybill::jobs::run_due_of(&test.app, "search").unwrap();
        assert_eq!(test.number("SELECT max(id) - (SELECT indexed_to FROM search_index) AS n FROM records"), 0);
    }
    add(&test, "contacts", vec![vec![(1, "Zoë"), (2, "Nova")]]).await;
    assert_eq!(found(&mut bob, "zoe").await, ["Zoë Nova", "Zoë Brontë"]);
    test.sql("UPDATE records SET search = ' emily bronte' WHERE id = 1");
    test.sql("DELETE FROM records WHERE id = 2");
    assert_eq!(found(&mut bob, "emily").await.len(), 1);
    assert_eq!(found(&mut bob, "zoe").await, ["Zoë Nova"]);
    assert!(found(&mut bob, "zita").await.is_empty());
    waybill::jobs::run_due_of(&test.app, "search").unwrap();
    assert_eq!(found(&mut bob, "zoe").await, ["Zoë Nova"]);
}

#[actix_web::test]
async fn the_next_page_begins_where_this_one_ended_whatever_became_of_its_last_record() {
    let test = TestApp::start().await;
    let mut bea = test.signed_in("Bea", Rights { view: true, edit: true, ..Rights::default() }).await;
    let deals: Vec<(String, String)> = (0..120).map(|n| (format!("Deal {n:03}"), n.to_string())).collect();
    let rows = deals.iter().map(|(title, n)| vec![(51, title.as_str()), (52, n.as_str()), (60, n.as_str())]);
    add(&test, "deals", rows.collect()).await;
    let last_row = |page: &Page| page.attr("tbody tr:last-child th a", "href").unwrap();

    // By an index, by none, and by name; the last of the first page is moved behind all others, then before them.
    for (sort, field, values) in
        [("p52", "p52", ["1000", "-5"]), ("p60", "p60", ["1000", "-5"]), ("name", "p51", ["Zulu", "Alpha"])]
    {
        let first = bea.open(&format!("/records/deals?sort={sort}")).await;
        let last = last_row(&first);
        for value in values {
            let saved = bea.open(&last).await.form(&last).fill(field, value).submit(&mut bea).await;
            assert!(saved.says("Record saved"), "{}", saved.text());
            let second = first.click("Older", &mut bea).await;
            assert_eq!((names(&second).len(), names(&second)[0].as_str()), (50, "Deal 050"), "{sort} {value}");
            let back = second.click("Newer", &mut bea).await;
            assert_eq!(names(&back).last().map(String::as_str), Some("Deal 048"), "{sort} {value}");
        }
    }

    // One that is deleted keeps its place in the order of creation; in any other it is gone with its values.
    for (sort, keeps_its_place) in [("", true), ("?sort=p52", false)] {
        let first = bea.open(&format!("/records/deals{sort}")).await;
        let second = first.click("Older", &mut bea).await;
        let last = last_row(&first);
        let question = bea.open(&last).await.click("Delete record", &mut bea).await;
        question.form(&format!("{last}/delete")).submit(&mut bea).await;
        let page = first.click("Older", &mut bea).await;
        assert_eq!(page.says("The record where this page began has been deleted"), !keeps_its_place);
        let (shown, expected) = if keeps_its_place { (50, &second) } else { (49, &first) };
        assert_eq!(names(&page)[..shown], names(expected)[..shown], "{sort}");
    }
}
