//! The export log (R20 to R25, R27): who sees what, every state, filters, pages that stay where they are.

use chrono::Duration;
use waybill::domain::user::Rights;

use crate::support::{Page, TestApp};

const PAGE: &str = "/settings/import-export";

fn names(page: &Page) -> Vec<String> {
    page.text_of("tbody .fname").into_iter().map(|name| name.replace(' ', "").replace(".csv", "")).collect()
}

#[actix_web::test]
async fn a_super_admin_sees_every_export_and_an_exporter_only_their_own() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    test.exporter("Carol").await;
    let _ = test.put(test.row("Bob", "bobs.csv")).await;
    let carols = test.put(test.row("Carol", "carols.csv")).await;
    assert_eq!(names(&alice.open(PAGE).await), ["carols", "bobs"], "newest first");
    let page = bob.open(PAGE).await;
    assert_eq!(names(&page), ["bobs"]);
    assert!(page.says("You"));
    assert!(!page.has("select[name=user]"), "no user filter for one's own rows");
    assert!(page.says("Only super admins can cancel an export. Need one stopped? Ask Alice ."));
    assert_eq!(names(&bob.open(&format!("{PAGE}?export={carols}")).await), ["bobs"], "not even by its id");
}

#[actix_web::test]
async fn a_member_gets_403_for_every_url_of_the_log_known_or_not() {
    let test = TestApp::start().await;
    test.super_admin("Alice").await;
    let mut mallory = test.member("Mallory").await;
    let known = test.put(test.row("Alice", "a.csv")).await;
    for id in [known.as_str(), "unknown"] {
        for path in ["", "/file", "/history", "/cancel", "/start", "/delete"] {
            let page = mallory.open(&format!("/exports/{id}{path}")).await;
            assert_eq!(page.status, 403, "{id}{path}");
            assert!(page.says("Exporting records needs the export permission"));
            assert!(page.says("Alice"), "the page names whom to ask");
        }
    }
    assert_eq!(mallory.open(PAGE).await.status, 403);
    assert_eq!(mallory.get("/exports/progress?ids=x").await.status, 403);
    let mut stranger = test.stranger();
    assert!(stranger.open(&format!("/exports/{known}/file")).await.path.starts_with("/sign-in"));
}

#[actix_web::test]
async fn somebody_elses_export_reads_like_an_unknown_one() {
    let test = TestApp::start().await;
    test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let known = test.put(test.row("Alice", "a.csv").with("has_history", "TRUE".into())).await;
    for path in ["", "/file", "/history", "/cancel", "/start", "/delete"] {
        let mut read = Vec::new();
        for id in [known.as_str(), "AAAAAAAAAAAAAAAAAAAAAA"] {
            let page = bob.open(&format!("/exports/{id}{path}")).await;
            assert_eq!(page.status, 404, "{path}");
            read.push(page.text());
        }
        assert_eq!(read[0], read[1], "{path}");
    }
    let answer = bob.get(&format!("/exports/progress?ids={known}:queued")).await;
    assert_eq!(answer.text(), "[]");
}

#[actix_web::test]
async fn every_state_has_its_line_and_its_actions() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let now = test.clock.now();
    let old = now - Duration::days(40);
    for seed in [
        test.row("Bob", "expired.csv").asked_for(old),
        test.row("Bob", "deleted.csv").deleted_by("Alice", now),
        test.row("Bob", "failed-disk.csv").records(61_004).failed("disk", ""),
        test.row("Bob", "failed-else.csv").failed("other", "ref-77"),
        test.row("Bob", "failed-new.csv").failed("a code of tomorrow", ""),
        test.row("Bob", "cancelled.csv").cancelled_by("Alice"),
        test.row("Bob", "cancelled-by-nobody.csv")
            .cancelled_by("x")
            .with("cancelled_by_name", "NULL".into())
            .with("finished_at", "NULL".into())
            .with("cancel_reason", "NULL".into()),
        test.row("Bob", "taken.csv").cancelled_by("Alice").with("cancel_reason", "'rights'".into()),
        test.row("Bob", "ready.csv"),
        test.row("Bob", "last-day.csv").asked_for(now - Duration::days(29) - Duration::hours(2)),
        test.row("Bob", "secret.csv").sensitive(),
        test.row("Bob", "held.csv").records(214_673).held_until(now + Duration::minutes(1)),
        test.row("Bob", "running.csv").records(214_673).running(127_104),
        test.row("Bob", "first.csv").queued(),
        test.row("Bob", "second.csv").queued(),
    ] {
        test.put(seed).await;
    }
    let page = alice.open(PAGE).await;
    for sentence in [
        "Expired file removed on 6 Oct 2025, after 30 days",
        "File deleted by Alice , 16 Oct 2025, 10:23",
        "Ran out of disk space after 0 records. No file was kept.",
        "Something went wrong on the server. Error reference ref-77.",
        "Cancelled by Alice , 16 Oct 2025, 10:23",
        "a permission that it needs was taken away by Alice",
        "Ready CSV, 25 B 30 days left to download",
        "last day to download",
        "Sensitive data Download history isn't shown",
        "Processing 0% Starts at 10:24",
        "Processing 59% 127,104 of 214,673 records",
        "Queued next to start",
        "Queued 1 export ahead",
        "Times are shown in Europe/Paris (UTC+2).",
        "15 shown of 15",
    ] {
        assert!(page.says(sentence), "{sentence}\n{}", page.text());
    }
    assert_eq!(page.count("a.fname"), 3, "only finished files have a link");
    assert!(!page.has("a[download]"));
    let actions = |page: &Page, word: &str| page.text_of(".acts a").iter().filter(|text| *text == word).count();
    assert_eq!(actions(&page, "Cancel export"), 4);
    assert_eq!(actions(&page, "Start now"), 1);
    assert_eq!(actions(&page, "Details"), 15);
    assert_eq!(actions(&page, "Export again"), 0, "Bob's, not Alice's");
    assert_eq!(page.text_of("td.end").iter().filter(|text| text.contains("0 exported")).count(), 6);
    assert!(page.html.contains("<noscript><meta http-equiv=\"refresh\" content=\"15\"></noscript>"));
    assert_eq!(page.count("tbody tr[data-live]"), 4);
    let page = bob.open(PAGE).await;
    assert_eq!(actions(&page, "Cancel export") + actions(&page, "Start now"), 0);
    assert_eq!(actions(&page, "Export again"), 3);
    assert!(page.link("Export again: failed-disk.csv").unwrap().ends_with("/again"));
}

#[actix_web::test]
async fn large_is_strictly_more_than_the_viewers_own_threshold() {
    let test = TestApp::start().await;
    let (mut alice, mut amir) = (test.super_admin("Alice").await, test.super_admin("Amir").await);
    test.put(test.row("Alice", "equal.csv").records(1_000)).await;
    test.put(test.row("Alice", "more.csv").records(1_001)).await;
    let form = alice.open(PAGE).await.form("/settings/import-export/threshold");
    let page = form.fill("threshold", "1000").submit(&mut alice).await;
    assert_eq!(page.count(".badge.warn"), 1);
    assert_eq!(page.attr(".badge.warn", "title").as_deref(), Some("Above your threshold of 1,000 records"));
    assert_eq!(amir.open(PAGE).await.count(".badge.warn"), 0, "Amir has set none");
}

#[actix_web::test]
async fn a_finished_exports_row_outlives_its_user_and_names_them_as_they_were() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.user("Dora", Rights { view: true, export: true, ..Rights::default() }).await;
    test.put(test.row("Dora", "doras.csv")).await;
    let mut nobodys = test.row("Alice", "nobodys.csv");
    nobodys.owner = None;
    test.put(nobodys).await;
    test.sql("UPDATE users SET deactivated_at = '2025-10-16 08:00:00.000000' WHERE name = 'Dora'");
    let page = alice.open(PAGE).await;
    assert!(page.says("Dora Deactivated"));
    assert!(page.says("Gone"));
}

#[actix_web::test]
async fn filters_find_by_name_source_user_state_size_and_date() {
    let test = TestApp::start().await;
    let (mut alice, _) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let now = test.clock.now();
    for seed in [
        test.row("Alice", "Été à Lyon.csv").records(10).asked_for(now - Duration::days(40)),
        // 00:30 in Paris on the 10th, still the 9th in UTC.
        test.row("Alice", "100%_sure.csv").records(500).asked_for("2025-10-09T22:30:00Z".parse().unwrap()),
        test.row("Bob", "Companies.csv").records(2_000).from("view", "Leads chauds").with("object_id", "2".into()),
        test.row("Bob", "queue.csv").records(30).queued(),
        test.row("Bob", "run.csv").records(40).running(1),
        test.row("Bob", "late.csv").records(50).held_until(now + Duration::hours(1)),
        test.row("Bob", "stop.csv").records(60).cancelled_by("Alice"),
        test.row("Bob", "fail.csv").records(70).failed("disk", ""),
        test.row("Bob", "gone.csv").records(80).deleted_by("Bob", now),
    ] {
        test.put(seed).await;
    }
    let bob = test.words("SELECT public_id AS words FROM users WHERE name = 'Bob'").await.remove(0);
    let all = "gone fail stop late run queue Companies 100%_sure ÉtéàLyon";
    for (query, found) in [
        ("", all),
        ("q=ETE", "ÉtéàLyon"),
        ("q=été à l", "ÉtéàLyon"),
        ("q=%25_s", "100%_sure"),
        ("q=%25", "100%_sure"),
        ("q=0_", ""),
        ("q=\"'*OR", ""),
        ("q=xyz", ""),
        ("source=contacts", "gone fail stop late run queue 100%_sure ÉtéàLyon"),
        ("source=companies", "Companies"),
        ("source=view", "Companies"),
        ("source=nothing", ""),
        ("state=queued", "queue"),
        ("state=processing", "late run"),
        ("state=cancelled", "stop"),
        ("state=failed", "fail"),
        ("state=deleted", "gone"),
        ("state=expired", "ÉtéàLyon"),
        ("state=ready", "Companies 100%_sure"),
        ("state=nonsense", all),
        ("more=70", "gone Companies 100%_sure"),
        ("less=40", "queue ÉtéàLyon"),
        ("more=30&less=50", "run"),
        ("more=1 000", "Companies"),
        ("to=2025-10-09", "ÉtéàLyon"),
        ("from=2025-10-10&to=2025-10-10", "100%_sure"),
        ("from=2025-10-11", "gone fail stop late run queue Companies"),
        ("from=2030-01-01", ""),
        ("to=2020-01-01", ""),
        ("sort=oldest", "ÉtéàLyon 100%_sure Companies queue run late stop fail gone"),
        ("sort=most&more=60", "Companies 100%_sure gone fail"),
        ("sort=fewest&less=50", "ÉtéàLyon queue run"),
    ] {
        let page = alice.open(&format!("{PAGE}?{}", query.replace(' ', "%20"))).await;
        assert_eq!(page.status, 200, "{query}");
        assert_eq!(names(&page).join(" "), found, "{query}");
        if found.is_empty() {
            assert!(page.says("No exports match these filters"), "{query}");
            assert!(page.link("Clear filters").is_some());
        }
    }
    let page = alice.open(&format!("{PAGE}?user={bob}&state=failed")).await;
    assert_eq!(names(&page), ["fail"]);
    assert_eq!(page.form(PAGE).value("state"), Some("failed"), "the form keeps what was chosen");
    assert_eq!(page.form(PAGE).value("user"), Some(bob.as_str()));
}

#[actix_web::test]
async fn what_has_expired_is_found_whatever_was_asked_for_after_it() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let old = test.clock.now() - Duration::days(40);
    for (name, at) in
        [("first.csv", old), ("new.csv", test.clock.now()), ("second.csv", old), ("newer.csv", test.clock.now())]
    {
        test.put(test.row("Alice", name).asked_for(at)).await;
    }
    let remove = |name: &str| {
        test.sql(format!(
            "UPDATE exports SET file_removed_at = '2025-10-16 00:00:00.000000' WHERE name = '{name}.csv'"
        ));
    };
    let expired = format!("{PAGE}?state=expired");
    assert_eq!(names(&alice.open(&expired).await), ["second", "first"], "the upkeep has met neither");
    remove("first");
    assert_eq!(names(&alice.open(&expired).await), ["second", "first"]);
    remove("second");
    assert_eq!(names(&alice.open(&expired).await), ["second", "first"]);
    assert_eq!(names(&alice.open(&format!("{expired}&sort=oldest")).await), ["first", "second"]);
    assert_eq!(names(&alice.open(&format!("{expired}&sort=most")).await).len(), 2);
    test.sql("UPDATE exports SET deleted_at = '2025-10-16 00:00:00.000000' WHERE name = 'second.csv'");
    assert_eq!(names(&alice.open(&expired).await), ["first"]);
    test.sql("UPDATE exports SET deleted_at = '2025-10-16 00:00:00.000000' WHERE name = 'first.csv'");
    assert_eq!(names(&alice.open(&expired).await).len(), 0);
}

#[actix_web::test]
async fn a_filter_that_makes_no_sense_says_what_to_enter() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.put(test.row("Alice", "a.csv")).await;
    for (query, sentence) in [
        ("from=yesterday", "Enter a date such as 2025-10-16."),
        ("from=2025-10-16&to=2025-10-01", "Enter an end date that isn't before the start date."),
        ("from=%2B12025-10-16", "Enter a date such as 2025-10-16."),
        ("to=-200000-01-01", "Enter a date such as 2025-10-16."),
        ("more=many", "Enter a whole number."),
    ] {
        let page = alice.open(&format!("{PAGE}?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert!(page.says(sentence), "{query}");
    }
    assert_eq!(alice.open(&format!("{PAGE}?from=yesterday")).await.form(PAGE).value("from"), Some("yesterday"));
    for query in ["from=0001-01-01", "to=9999-12-31", "from=9999-12-31", "to=0001-01-01"] {
        let page = alice.open(&format!("{PAGE}?{query}")).await;
        let is_found = matches!(query, "from=0001-01-01" | "to=9999-12-31");
        assert_eq!((page.status, names(&page).len()), (200, usize::from(is_found)), "{query}");
    }
}

#[actix_web::test]
async fn what_is_wrong_with_a_filter_stands_beside_its_field() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.put(test.row("Alice", "a.csv")).await;
    for (query, wrong) in [
        ("from=x&to=2025-10-01", vec!["from"]),
        ("from=x&to=y&more=1&less=z", vec!["from", "to", "less"]),
        ("from=2025-10-16&to=2025-10-01&more=many", vec!["to", "more"]),
        ("from=2025-10-16", vec![]),
    ] {
        let page = alice.open(&format!("{PAGE}?{query}")).await;
        let links: Vec<String> = wrong.iter().map(|field| format!("#{field}")).collect();
        assert_eq!(page.links(".banner.bad a"), links, "{query}");
        assert_eq!(page.count("[aria-invalid]"), wrong.len(), "{query}");
        for field in wrong {
            let described = page.attr(&format!("input#{field}[aria-invalid]"), "aria-describedby");
            assert_eq!(described, Some(format!("{field}-error")), "{query}");
            assert_eq!(page.count(&format!("p#{field}-error")), 1, "{query}");
        }
    }
}

#[actix_web::test]
async fn the_log_and_its_files_say_for_how_many_days_files_are_kept_here() {
    let test = TestApp::with(|config| config.file_retention_days = 7).await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    assert!(bob.open(PAGE).await.says("Files you export appear here for 7 days."));
    let now = test.clock.now();
    // Kept for 30 days, as the setting was then.
    let old = test.put(test.row("Bob", "old.csv").asked_for(now - Duration::days(40))).await;
    let new = test.put(test.row("Bob", "new.csv")).await;
    test.sql(format!(
        "UPDATE exports SET finished_at = '2025-10-01 08:00:00.000000', expires_at = '2025-10-08 08:00:00.000000' WHERE public_id = '{new}'"
    ));
    let page = alice.open(PAGE).await;
    assert!(page.says("Files can be downloaded for 7 days."), "{}", page.text());
    assert!(page.says("file removed on 8 Oct 2025, after 7 days"), "{}", page.text());
    assert!(page.says("file removed on 6 Oct 2025, after 30 days"), "{}", page.text());
    for (id, days) in [(new, 7), (old, 30)] {
        let page = alice.open(&format!("/exports/{id}/file")).await;
        assert!(page.says(&format!("Exports can be downloaded for {days} days.")), "{}", page.text());
    }
}

#[actix_web::test]
async fn pages_neither_lose_nor_repeat_a_row_while_new_ones_arrive() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    for n in 0..60 {
        test.put(test.row("Alice", &format!("e{n}.csv")).records(n / 20)).await;
    }
    for sort in ["newest", "oldest", "most", "fewest"] {
        let before: Vec<String> = alice_order(sort);
        let mut page = alice.open(&format!("{PAGE}?sort={sort}")).await;
        assert_eq!(page.text_of("nav.pages a"), ["Older"], "{sort}");
        let mut seen = names(&page);
        while let Some(older) = page.link("Older") {
            page = alice.open(&older).await;
            seen.extend(names(&page));
        }
        assert_eq!(seen, before, "{sort}");
        assert_eq!(names(&page).len(), 10);
        let newer = page.click("Newer", &mut alice).await;
        assert_eq!(names(&newer), before[25..50], "{sort}");
        let first = newer.click("Newer", &mut alice).await;
        assert_eq!(names(&first), before[..25], "{sort}");
        assert!(first.link("Newer").is_none(), "{sort}");
    }
    let second = alice.open(PAGE).await.click("Older", &mut alice).await;
    test.put(test.row("Alice", "new.csv")).await;
    assert_eq!(names(&alice.open(&second.path).await), names(&second), "a new row moves no page");
    assert!(second.says("25 shown of 60"));
}

fn alice_order(sort: &str) -> Vec<String> {
    let mut all: Vec<(i64, i64)> = (0..60).map(|n| (n / 20, n)).collect();
    match sort {
        "newest" => all.sort_by_key(|(_, n)| -n),
        "oldest" => all.sort_by_key(|(_, n)| *n),
        "most" => all.sort_by_key(|(records, n)| (-records, -n)),
        _ => all.sort_by_key(|(records, n)| (*records, *n)),
    }
    all.into_iter().map(|(_, n)| format!("e{n}")).collect()
}

#[actix_web::test]
async fn a_link_to_an_export_opens_the_page_that_holds_its_row_marked() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut ids = Vec::new();
    for n in 0..60 {
        ids.push(test.put(test.row("Alice", &format!("e{n}.csv"))).await);
    }
    for n in [0, 1, 30, 34, 35, 59] {
        let page = alice.open(&format!("{PAGE}?export={}&state=failed", ids[n])).await;
        let marked = page.text_of("tr.marked .fname");
        assert_eq!(marked, [format!("e{n} .csv")], "{n}");
        let other = page.link("Older").or(page.link("Newer")).unwrap();
        let other = alice.open(&other).await;
        assert!(!names(&other).contains(&format!("e{n}")), "the next page goes on from there");
    }
    assert!(alice.open(&format!("{PAGE}?export=unknown")).await.has("tbody tr"), "an unknown one shows the first page");
}

#[actix_web::test]
async fn progress_tells_the_browser_only_what_it_does_not_show_yet() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv").records(200).running(50)).await;
    let page = alice.open(PAGE).await;
    assert_eq!(page.attr("tbody", "data-poll").as_deref(), Some("/exports/progress"));
    let live = page.attr("tr[data-live]", "data-live").unwrap();
    let url = format!("/exports/progress?ids={live}");
    let read = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap()[0].clone();
    let row = read(alice.get(&url).await.text());
    assert_eq!(row["id"], live.as_str());
    assert_eq!((row["done"].as_i64(), row["pct"].as_str()), (Some(50), Some("25%")));
    assert_eq!(row["detail"], "50 of 200 records");
    assert!(row["html"].is_null() && row["say"].is_null());
    test.sql(format!("UPDATE exports SET state = 'cancelled', cancelled_by_name = 'Amir', finished_at = '2025-10-16 08:23:00.000000' WHERE public_id = '{id}'"));
    let row = read(alice.get(&url).await.text());
    assert!(row["html"].as_str().unwrap().starts_with("<tr role=\"row\""));
    assert_eq!(row["say"], "a.csv was cancelled.");
    let held = test.put(test.row("Alice", "b.csv").held_until(test.clock.now() + Duration::minutes(1))).await;
    let url = format!("/exports/progress?ids={held}:held");
    assert!(read(alice.get(&url).await.text())["html"].is_null());
    test.pass(Duration::minutes(1));
    assert!(
        read(alice.get(&url).await.text())["html"].as_str().unwrap().contains("data-live"),
        "held has become processing"
    );
}

#[actix_web::test]
async fn an_empty_log_says_so_and_a_mail_that_cannot_be_sent_is_told_to_super_admins() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let page = alice.open(PAGE).await;
    assert!(page.says("No exports yet") && page.link("Go to Contacts").is_some());
    assert!(!page.says("couldn't be sent"));
    for (key, state, attempts) in [("a", "failed", 9), ("b", "waiting", 3), ("c", "waiting", 2), ("d", "sent", 1)] {
        test.sql(format!("INSERT INTO mails (dedupe_key, kind, to_name, to_address, detail, state, attempts, next_at, created_at) VALUES ('{key}', 'reset', 'A', 'a@b', '{{}}', '{state}', {attempts}, '2025-10-16 08:00:00.000000', '2025-10-16 08:00:00.000000')"));
    }
    let page = alice.open(PAGE).await;
    assert!(page.says("2 emails couldn't be sent."));
    assert_eq!(page.link("See outgoing mail").as_deref(), Some("/settings/mail"));
    assert!(!bob.open(PAGE).await.says("couldn't be sent"));
}

#[actix_web::test]
async fn the_labels_of_the_french_article_stand_where_it_says() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.sql("UPDATE users SET lang = 'fr'");
    test.put(test.row("Alice", "a.csv").records(275_000)).await;
    test.put(test.row("Alice", "b.csv").with("has_history", "TRUE".into())).await;
    test.put(test.row("Alice", "c.csv").records(214_673).running(127_104)).await;
    let page = alice.open(PAGE).await;
    assert_eq!(page.text_of("thead th")[..5], ["Nom", "Source", "Fiches d’informations", "Utilisateur", "Date"]);
    for words in [
        "Seuil de notification d'export volumineux",
        "Enregistrer",
        "En cours de traitement",
        "Annuler l'export",
        "Afficher l'historique",
        "275 000",
        "59 %",
        "16 oct. 2025",
        "Import et Export",
    ] {
        assert!(page.says(words), "{words}\n{}", page.text());
    }
    assert!(page.html.contains("275\u{202f}000"));
}
