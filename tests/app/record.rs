//! The page of one record (R54).

use waybill::domain::user::Rights;

use crate::support::{Browser, Page, TestApp};

const EDITOR: Rights =
    Rights { super_admin: false, view: true, edit: true, import: false, export: false, sensitive: false };

/// A contact that an editor made by hand, and its address.
async fn made(browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let mut form = browser.open("/records/contacts/new").await.form("/records/contacts/new");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.submit(browser).await
}

#[actix_web::test]
async fn a_record_is_made_by_hand_found_changed_and_keeps_its_history() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = made(&mut bob, &[("p1", "Zoë"), ("p2", "Brontë"), ("p3", "zoe@fjordline.example")]).await;
    assert!(page.says("Record created") && page.text_of("h1") == ["Zoë Brontë"], "{}", page.text());
    assert!(page.says("Nobody has changed this record yet"));
    assert_eq!(bob.open("/records/contacts?q=bronte").await.text_of("tbody th"), ["Zoë Brontë"]);
    assert_eq!(test.number("SELECT record_count AS n FROM objects WHERE id = 1"), 1);

    test.pass(chrono::Duration::hours(1));
    let page = page.form(&page.path).fill("p2", "Ångström").submit(&mut bob).await;
    assert!(page.says("Record saved") && page.text_of("h1") == ["Zoë Ångström"], "{}", page.text());
    assert!(page.says("Last name : “ Brontë ” became “ Ångström ”") && page.says("Bob"), "{}", page.text());
    assert_eq!(bob.open("/records/contacts?q=angstrom").await.text_of("tbody th").len(), 1);
    assert_eq!(bob.open("/records/contacts?q=bronte").await.text_of("tbody th").len(), 0);
    assert_eq!(test.number("SELECT count(*) AS n FROM audit_events WHERE action LIKE 'record.%'"), 2);

    let same = page.form(&page.path).submit(&mut bob).await;
    assert_eq!(same.text_of("#history-title ~ *").len(), page.text_of("#history-title ~ *").len());
    assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), 1);
}

#[actix_web::test]
async fn what_is_no_value_is_said_beside_its_field_and_kept() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = made(&mut bob, &[("p1", "Zoë")]).await;
    let url = page.path.clone();
    let page = page.form(&url).fill("p1", "Zoe").fill("p3", "not an address").submit(&mut bob).await;
    assert_eq!(page.status, 422);
    assert!(page.text_of("#p3-error").concat().contains("Enter one email address"), "{}", page.text());
    assert_eq!(page.attr("#p3", "value").as_deref(), Some("not an address"));
    assert_eq!(page.attr("#p1", "value").as_deref(), Some("Zoe"));
    assert!(page.has("a[href='#p3']"));
    let page = page.form(&url).fill("p3", " zoe@fjordline.example ").submit(&mut bob).await;
    assert!(page.text_of("h1") == ["Zoe"] && page.attr("#p3", "value").as_deref() == Some("zoe@fjordline.example"));

    for values in [&[][..], &[("p2", " \u{a0} ")]] {
        let empty = made(&mut bob, values).await;
        assert!(empty.status == 422 && empty.says("Enter at least one value"), "{}", empty.text());
    }
}

#[actix_web::test]
async fn what_is_wrong_with_a_record_is_listed_in_the_order_of_its_groups() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    test.sql("UPDATE properties SET group_name = 'Reach' WHERE id IN (3, 18)");
    test.sql("UPDATE properties SET group_name = 'Firm' WHERE id = 13");
    let wrong = ["p3", "p13", "p18", "p21"].map(|name| (name, "nothing of the kind"));
    let page = made(&mut bob, &wrong).await;
    assert_eq!(page.links(".banner.bad a"), ["#p21", "#p3", "#p18", "#p13"]);
}

#[actix_web::test]
async fn of_two_who_change_one_value_the_second_is_told_and_different_values_do_not_disturb() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let mut eve = test.signed_in("Eve", EDITOR).await;
    let url = made(&mut bob, &[("p1", "Zoë"), ("p2", "Brontë")]).await.path;
    let (seen_by_bob, seen_by_eve) = (bob.open(&url).await, eve.open(&url).await);
    assert!(seen_by_bob.form(&url).fill("p1", "Zoe").submit(&mut bob).await.says("Record saved"));

    let refused = seen_by_eve.form(&url).fill("p1", "Zoey").fill("p2", "Bronte").submit(&mut eve).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text_of("#p1-error").concat().contains("“ Zoe ”"), "{}", refused.text());
    assert_eq!(refused.attr("#p1", "value").as_deref(), Some("Zoey"));
    assert_eq!(bob.open(&url).await.text_of("h1"), ["Zoe Brontë"]);
    let page = refused.form(&url).submit(&mut eve).await;
    assert_eq!(page.text_of("h1"), ["Zoey Bronte"]);

    let (first, second) = (bob.open(&url).await, eve.open(&url).await);
    first.form(&url).fill("p1", "Zoë").submit(&mut bob).await;
    let page = second.form(&url).fill("p2", "Brontë").submit(&mut eve).await;
    assert_eq!((page.status, page.text_of("h1")), (200, vec!["Zoë Brontë".to_owned()]));
}

#[actix_web::test]
async fn sensitive_values_are_masked_cannot_be_typed_and_leave_no_trace_in_the_history() {
    let test = TestApp::start().await;
    let id = test.number("SELECT max(id) AS n FROM properties WHERE object_id = 1 AND is_sensitive");
    let field = format!("p{id}");
    let mut admin = test.super_admin("Aoife").await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = made(&mut admin, &[("p1", "Zoë"), (field.as_str(), "X12345")]).await;
    let url = page.path.clone();
    let page = page.form(&url).fill(&field, "Y99999").submit(&mut admin).await;
    assert!(page.says("“ X12345 ” became “ Y99999 ”"), "{}", page.text());

    let page = bob.open(&url).await;
    // Not even that it changed: that would tell that there is a value, and when it came.
    assert!(page.says("Hidden") && page.says("Nobody has changed this record yet."), "{}", page.text());
    assert!(!page.html.contains("X12345") && !page.html.contains("Y99999"));
    let mut form = page.form(&url).fill("p1", "Zoe");
    form.fields.push((field.clone(), "stolen".into()));
    form.fields.push((format!("was{id}"), "Y99999".into()));
    form.submit(&mut bob).await;
    assert!(admin.open(&url).await.attr(&format!("#{field}"), "value").as_deref() == Some("Y99999"));
}

#[actix_web::test]
async fn only_who_may_edit_gets_a_form_and_only_who_may_view_a_page() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let url = made(&mut bob, &[("p1", "Zoë")]).await.path;
    let form = bob.open(&url).await.form(&url);

    let mut member = test.member("Mia").await;
    let page = member.open(&url).await;
    assert!(page.says("Zoë") && !page.has("main form") && page.link("Delete record").is_none());
    assert_eq!(member.open("/records/contacts/new").await.status, 403);
    assert_eq!(member.open(&format!("{url}/delete")).await.status, 403);
    let mut own = form.clone();
    own.fields.retain(|(name, _)| name != "csrf");
    own.fields
        .push(("csrf".into(), member.open("/records/contacts").await.form("/sign-out").value("csrf").unwrap().into()));
    assert_eq!(own.send(&mut member).await.status, 403);

    let mut nobody = test.signed_in("Nina", Rights { edit: true, ..Rights::default() }).await;
    assert_eq!(nobody.open(&url).await.status, 403);
    assert_eq!(nobody.open("/records/contacts/new").await.status, 403);
    assert!(test.stranger().open(&url).await.path.starts_with("/sign-in"));
    for gone in ["/records/contacts/999", "/records/deals/1", "/records/nothing/1", "/records/contacts/999/delete"] {
        assert_eq!(bob.open(gone).await.status, 404, "{gone}");
    }
}

#[actix_web::test]
async fn a_deleted_record_is_gone_with_its_history() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = made(&mut bob, &[("p1", "Zoë")]).await;
    let url = page.path.clone();
    let page = page.form(&url).fill("p1", "Zoe").submit(&mut bob).await;
    let question = page.click("Delete record", &mut bob).await;
    assert!(question.says("Delete this record?") && question.says("gone for good") && question.says("Zoe"));
    let list = question.form(&format!("{url}/delete")).submit(&mut bob).await;
    assert!(list.says("Record deleted") && list.says("No contacts yet"), "{}", list.text());
    assert_eq!(bob.open(&url).await.status, 404);
    assert_eq!(page.form(&url).send(&mut bob).await.status, 404);
    assert_eq!(test.number("SELECT record_count AS n FROM objects WHERE id = 1"), 0);
    assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), 0);
    assert_eq!(test.number("SELECT count(*) AS n FROM audit_events WHERE action = 'records.deleted'"), 1);
}

#[actix_web::test]
async fn the_address_of_a_deleted_record_never_becomes_anothers() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let first = made(&mut bob, &[("p1", "Zoë")]).await;
    let question = first.click("Delete record", &mut bob).await;
    question.form(&format!("{}/delete", first.path)).submit(&mut bob).await;
    let second = made(&mut bob, &[("p1", "Ada")]).await;
    assert_eq!(second.text_of("h1"), ["Ada"]);
    assert_ne!(first.path, second.path);
    assert_eq!(bob.open(&first.path).await.status, 404);
}

#[actix_web::test]
async fn what_a_browser_cannot_hold_in_a_field_is_left_as_it_is() {
    let test = TestApp::start().await;
    test.sql("UPDATE users SET time_zone = 'Europe/Paris'");
    test.records(1, [r#"{"p1":"Zo\u00eb","p2":"line one\rline two","p19":"9999-12-31T23:59:59Z"}"#.to_owned()]).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    test.sql("UPDATE users SET time_zone = 'Europe/Paris'");
    let id = test.number("SELECT max(id) AS n FROM records");
    let url = format!("/records/contacts/{id}");
    let page = bob.open(&url).await;
    assert!(page.has("textarea[name=p2]") && !page.has("input[name=p19]"), "{}", page.text());
    // As a browser sends what it was shown.
    let page = page.form(&url).fill("p1", "Zoe").fill("p2", "line one\r\nline two").submit(&mut bob).await;
    assert!(page.says("Record saved"), "{}", page.text());
    let kept = r#"{"p1":"Zoe","p2":"line one\rline two","p19":"9999-12-31T23:59:59Z"}"#;
    let is_kept = test.number(&format!("SELECT count(*) AS n FROM records WHERE CAST(props AS TEXT) = '{kept}'"));
    assert_eq!(is_kept, 1);
}

#[actix_web::test]
async fn every_type_of_value_can_be_typed_and_comes_back_as_it_was() {
    let test = TestApp::start().await;
    let now = test.clock.now().format("%F %T%.6f");
    let choices =
        r#"[{"value":"a","label_en":"Alpha","label_fr":"Alpha"},{"value":"b","label_en":"Beta","label_fr":"Bêta"}]"#;
    let kinds = ["number", "date", "datetime", "boolean", "choice", "choices", "email", "phone", "url", "text"];
    for (at, kind) in kinds.into_iter().enumerate() {
        test.sql(format!(
            "INSERT INTO properties (id, object_id, name, label_en, label_fr, kind, choices, is_sensitive, in_view, \
             is_searchable, names_record, is_indexed, position, created_at, group_name) VALUES ({}, 1, 'own_{kind}', \
             'Own {kind}', 'Own {kind}', '{kind}', '{choices}', FALSE, FALSE, FALSE, FALSE, FALSE, {}, '{now}', 'Own')",
            900 + at,
            900 + at
        ));
    }
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let typed = [
        ("p900", "-1.50", "-1.5"),
        ("p901", "2025-02-28", "2025-02-28"),
        ("p902", "2025-10-16T10:23", "2025-10-16T10:23:00"),
        ("p903", "false", "false"),
        ("p904", "b", "b"),
        ("p906", "a@b.example", "a@b.example"),
        ("p907", "+33 1 02", "+33 1 02"),
        ("p908", "https://x.example/", "https://x.example/"),
        ("p909", "<b>&amp; “x”", "<b>&amp; “x”"),
    ];
    let mut form = bob.open("/records/contacts/new").await.form("/records/contacts/new");
    for (name, value, _) in typed {
        form = form.fill(name, value);
    }
    let page = form.tick("p905", "b").tick("p905", "a").submit(&mut bob).await;
    assert!(page.says("Record created"), "{}", page.text());
    let form = page.form(&page.path);
    for (name, _, shown) in typed {
        assert_eq!(form.value(name), Some(shown), "{name}");
    }
    assert_eq!(form.fields.iter().filter(|(name, _)| name == "p905").count(), 3);
    assert!(page.text_of("h2").contains(&"Own".to_owned()));
    let mut form = form.untick("p905").fill("p900", "");
    // The empty field that stands before the boxes, which a browser sends.
    form.fields.push(("p905".into(), String::new()));
    let page = form.submit(&mut bob).await;
    assert!(
        page.says("Own choices : “ Alpha, Beta ” removed") && page.says("Own number : “ -1.5 ” removed"),
        "{}",
        page.text()
    );
    form_is_unchanged(&test, &page, &mut bob).await;
}

/// Saving a page as it is changes nothing, whatever the types of its values.
async fn form_is_unchanged(test: &TestApp, page: &Page, browser: &mut Browser) {
    let before = test.number("SELECT count(*) AS n FROM record_changes");
    page.form(&page.path).submit(browser).await;
    assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), before);
}

#[actix_web::test]
async fn a_value_that_another_record_has_is_refused_where_it_must_be_unique() {
    let test = TestApp::start().await;
    let index = if std::env::var("WAYBILL_TEST_DATABASE").is_ok_and(|kind| kind == "postgres") {
        "CREATE UNIQUE INDEX records_u3 ON records ((props->>'p3')) WHERE object_id = 1"
    } else {
        "CREATE UNIQUE INDEX records_u3 ON records (props->>'p3') WHERE object_id = 1"
    };
    test.sql(index);
    let mut bob = test.signed_in("Bob", EDITOR).await;
    made(&mut bob, &[("p3", "a@b.example")]).await;
    let refused = made(&mut bob, &[("p3", "a@b.example")]).await;
    assert!(refused.status == 422 && refused.says("Another record already has this value"), "{}", refused.text());
    let other = made(&mut bob, &[("p3", "c@b.example")]).await;
    let refused = other.form(&other.path).fill("p3", "a@b.example").submit(&mut bob).await;
    assert!(refused.status == 422 && refused.has("#p3-error"), "{}", refused.text());
}

#[actix_web::test]
async fn a_number_is_typed_and_shown_as_its_reader_writes_it() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = made(&mut bob, &[("p1", "Zoë"), ("p18", "1,234.5")]).await;
    let url = page.path.clone();
    assert_eq!(page.attr("#p18", "value").as_deref(), Some("1234.5"), "{}", page.text());
    let page = page.form(&url).fill("p18", "3,5").submit(&mut bob).await;
    assert_eq!((page.status, page.attr("#p18", "value").as_deref()), (422, Some("3,5")));
    let sentence = "Enter a number such as 1,234.5, with at most 15 significant digits.";
    assert!(page.text_of("#p18-error").concat().contains(sentence), "{}", page.text());

    let profile = bob.open("/settings/profile").await;
    profile.form("/settings/profile").fill("language", "fr").submit(&mut bob).await;
    let page = bob.open(&url).await;
    assert_eq!(page.attr("#p18", "value").as_deref(), Some("1234,5"));
    form_is_unchanged(&test, &page, &mut bob).await;
    let page = page.form(&url).fill("p18", "-2\u{202f}345,75").submit(&mut bob).await;
    assert_eq!((page.status, page.attr("#p18", "value").as_deref()), (200, Some("-2345,75")), "{}", page.text());
    let kept = "SELECT count(*) AS n FROM records WHERE CAST(props AS TEXT) LIKE '%\"-2345.75\"%'";
    assert_eq!(test.number(kept), 1);
    let page = page.form(&url).fill("p18", "12 34").submit(&mut bob).await;
    assert_eq!((page.status, page.attr("#p18", "value").as_deref()), (422, Some("12 34")));
    let sentence = "Saisissez un nombre comme 1 234,5, avec 15 chiffres significatifs au plus.";
    assert!(page.says(sentence), "{}", page.text());
}

#[actix_web::test]
async fn a_record_keeps_its_archived_choice_and_takes_a_further_one() {
    let test = TestApp::start().await;
    let now = test.clock.now().format("%F %T%.6f");
    let choices = r#"[{"value":"a","label_en":"Alpha","label_fr":"Alpha","is_archived":true},
        {"value":"b","label_en":"Beta","label_fr":"Bêta"},
        {"value":"c","label_en":"Gamma","label_fr":"Gamma","is_archived":true}]"#;
    test.sql(format!(
        "INSERT INTO properties (id, object_id, name, label_en, label_fr, kind, choices, is_sensitive, in_view, \
         is_searchable, names_record, is_indexed, position, created_at, group_name) VALUES (900, 1, 'own', 'Own', \
         'Own', 'choices', '{choices}', FALSE, FALSE, FALSE, FALSE, FALSE, 900, '{now}', 'Own')"
    ));
    test.records(1, [r#"{"p1":"Zoe","p900":"a"}"#.to_owned()]).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let url = format!("/records/contacts/{}", test.number("SELECT max(id) AS n FROM records"));
    let page = bob.open(&url).await;
    assert!(page.has("input[name=p900][value=a][checked]") && page.has("input[name=p900][value=b]"));
    assert!(!page.has("input[name=p900][value=c]"), "it is no one's to choose any more");
    let page = page.form(&url).tick("p900", "b").submit(&mut bob).await;
    assert!(page.says("Own : “ Alpha ” became “ Alpha, Beta ”"), "{}", page.text());

    let new = bob.open("/records/contacts/new").await;
    assert!(new.has("input[name=p900][value=b]") && !new.has("input[name=p900][value=a]"));
    let refused = new.form("/records/contacts/new").tick("p900", "c").submit(&mut bob).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let bulk = bob.open("/records/contacts/selected/edit?all=on&property=900").await;
    assert!(bulk.has("input[name=p900][value=b]") && !bulk.has("input[name=p900][value=a]"), "{}", bulk.text());
}

#[actix_web::test]
async fn a_choice_that_is_put_away_while_its_form_is_open_empties_nothing_when_the_form_is_sent_again() {
    let choices = |is_archived: bool| {
        format!(
            r#"[{{"value":"a","label_en":"Alpha","label_fr":"Alpha","is_archived":{is_archived}}},
            {{"value":"b","label_en":"Beta","label_fr":"Bêta"}}]"#
        )
    };
    let put_away = |test: &TestApp| {
        test.sql(format!("UPDATE properties SET choices = '{}' WHERE id IN (900, 901)", choices(true)));
    };
    let bring_back = |test: &TestApp| {
        test.sql(format!("UPDATE properties SET choices = '{}' WHERE id IN (900, 901)", choices(false)));
    };
    let test = TestApp::start().await;
    let (now, offered) = (test.clock.now().format("%F %T%.6f"), choices(false));
    for (id, name, kind) in [(900, "one", "choice"), (901, "several", "choices")] {
        test.sql(format!(
            "INSERT INTO properties (id, object_id, name, label_en, label_fr, kind, choices, is_sensitive, in_view, \
             is_searchable, names_record, is_indexed, position, created_at, group_name) VALUES ({id}, 1, '{name}', \
             '{name}', '{name}', '{kind}', '{offered}', FALSE, FALSE, FALSE, FALSE, FALSE, {id}, '{now}', 'Own')"
        ));
    }
    test.records(1, [r#"{"p1":"Zoe","p900":"b","p901":"b"}"#.to_owned()]).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let url = format!("/records/contacts/{}", test.number("SELECT max(id) AS n FROM records"));
    let form = bob.open(&url).await.form(&url).fill("p900", "a").tick("p901", "a");
    put_away(&test);
    let mut page = form.submit(&mut bob).await;
    for _ in 0..2 {
        assert_eq!(page.status, 422, "{}", page.text());
        assert_eq!(page.text_of("#p900 option[selected]"), ["Alpha (can’t be chosen any more)"]);
        assert!(page.says("Alpha (can’t be chosen any more)") && page.has("input[name=p901][value=a][checked]"));
        page = page.form(&url).submit(&mut bob).await;
    }
    let page = page.form(&url).fill("p900", "b").untick("p901").tick("p901", "b").submit(&mut bob).await;
    assert!(page.says("Record saved") && page.says("Nobody has changed this record yet"), "{}", page.text());

    let edit = "/records/contacts/selected/edit";
    for id in [900, 901] {
        bring_back(&test);
        let form = bob.open(&format!("{edit}?all=on&property={id}")).await.form(edit);
        let form = if id == 900 { form.fill("p900", "a") } else { form.tick("p901", "a") };
        put_away(&test);
        let mut page = form.submit(&mut bob).await;
        for _ in 0..2 {
            assert_eq!(page.status, 422, "{id}: {}", page.text());
            page = page.form(edit).submit(&mut bob).await;
        }
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), 0);
}

#[actix_web::test]
async fn the_history_names_a_property_that_was_put_away_and_says_nothing_of_a_sensitive_one() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = made(&mut bob, &[("p1", "Zoë"), ("p5", "Fjordline AS"), ("p6", "Pilot")]).await;
    let url = page.path.clone();
    page.form(&url).fill("p5", "Nordlys AS").fill("p6", "Captain").submit(&mut bob).await;
    let now = test.clock.now().format("%F %T%.6f");
    test.sql(format!("UPDATE properties SET archived_at = '{now}' WHERE id IN (5, 6)"));
    test.sql("UPDATE properties SET is_sensitive = TRUE WHERE id = 6");
    let page = bob.open(&url).await;
    assert!(page.says("Company (archived) : “ Fjordline AS ” became “ Nordlys AS ”"), "{}", page.text());
    assert!(!page.says("Job title") && !page.says("Captain"), "{}", page.text());
    let page = test.super_admin("Alice").await.open(&url).await;
    assert!(page.says("Job title (archived) : “ Pilot ” became “ Captain ”"), "{}", page.text());
    assert!(!page.says("no longer exists"), "{}", page.text());
}

#[actix_web::test]
async fn what_a_text_was_is_told_as_it_was_once_its_property_asks_for_yes_or_no() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let url = made(&mut bob, &[("p1", "Zoë")]).await.path;
    for text in ["Größe", "false", ""] {
        bob.open(&url).await.form(&url).fill("p10", text).submit(&mut bob).await;
    }
    test.sql("UPDATE properties SET kind = 'boolean' WHERE id = 10");
    let page = bob.open(&url).await;
    assert!(page.says("Country : set to “ Größe ”") && page.says("“ Größe ” became “ No ”"), "{}", page.text());
}

#[actix_web::test]
async fn a_text_too_long_for_a_form_says_so_and_where_it_is_changed() {
    let test = TestApp::start().await;
    let long = "x".repeat(20_001);
    test.records(1, ["short", long.as_str()].map(|text| format!(r#"{{"p1":"Zoë","p2":"{text}"}}"#))).await;
    let newest = test.number("SELECT max(id) AS n FROM records");
    let (mut bob, mut mia) = (test.signed_in("Bob", EDITOR).await, test.member("Mia").await);
    for (id, is_too_long) in [(newest - 1, false), (newest, true)] {
        let url = format!("/records/contacts/{id}");
        let page = bob.open(&url).await;
        assert_eq!(page.says("Too long to be changed on this page."), is_too_long, "{}", page.text());
        assert_eq!(page.form(&url).value("p2").is_some(), !is_too_long);
        assert!(!mia.open(&url).await.says("Too long"), "who may change nothing needs no reason");
    }
}

#[actix_web::test]
async fn a_record_with_several_long_texts_is_edited_like_any_other() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let long = "ж".repeat(9_900);
    let long = long.as_str();
    let page = made(&mut bob, &[("p9", long), ("p10", long), ("p11", long)]).await;
    let page = page.form(&page.path).fill("p6", "Captain").submit(&mut bob).await;
    assert!(page.status == 200 && page.says("Record saved"), "{}", page.status);
    assert_eq!(page.attr("#p6", "value").as_deref(), Some("Captain"));

    let longer = "ж".repeat(50_000);
    let page = made(&mut bob, &[("p22", longer.as_str())]).await;
    assert!(page.says("Record created"), "{}", page.status);
}
